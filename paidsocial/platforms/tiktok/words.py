"""TikTok Ads Manager in other languages than English; `vocabulary` says how to read this."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "es": {
        "day": "Por día | Fecha",
        "ad_set": "Nombre del grupo de anuncios",
        "spend": "Coste | Costo | Coste total | Gasto",
        "clicks": "Clics (destino) | Clics",
        "conversions": "Conversiones | Compras | Resultados | Pedidos de SKU | Pedidos SKU",
        "revenue": (
            "Valor total de compra | Valor de compra | Ingresos brutos | Valor total de conversión | "
            "Valor total de pago completado | Valor total de pagos completados | Valor de pago completo | "
            "Valor total del pago completado | Valor de pago completado"
        ),
        "marks": (
            "Clics (destino) | CPC (destino) | CTR (destino) | Estado principal | Tasa de conversión (CVR) | "
            "Pedidos de SKU | Ingresos brutos | Resultado de embudo profundo | Cuenta de TikTok"
        ),
    },
    "pt-BR": {
        "day": "Por dia | Data",
        "ad_set": "Nome do grupo de anúncios",
        "spend": "Custo | Custo total | Gasto",
        "clicks": "Cliques (destino) | Cliques",
        "conversions": "Conversões | Compras | Resultados | Pedidos de SKU",
        "revenue": (
            "Valor total da compra | Valor da compra | Receita bruta | Valor total de conversão | "
            "Valor total de pagamento concluído | Valor total de pagamentos concluídos | "
            "Valor total de pagamento completo | Valor total do pagamento concluído | "
            "Valor do pagamento concluído"
        ),
        "marks": (
            "Cliques (destino) | CPC (destino) | CTR (destino) | Status principal | Taxa de conversão (CVR) | "
            "Pedidos de SKU | Receita bruta | Conta do TikTok"
        ),
    },
    "pt": {
        "spend": "Custo",
        "clicks": "Cliques (destino)",
        "marks": "Estado principal | Taxa de conversão (CVR)",
        "conversions": "Conversões | Compras | Resultados | Encomendas de SKU",
        "revenue": "Valor total de pagamentos concluídos | Valor total de compra | Receita bruta",
    },
    "fr": {
        "day": "Par jour | Date",
        "ad_set": "Nom du groupe de publicités | Nom du groupe d'annonces",
        "spend": "Coût | Coût total | Dépenses",
        "clicks": "Clics (destination) | Clics",
        "conversions": "Conversions | Achats | Résultats | Commandes de SKU | Commandes SKU",
        "revenue": (
            "Valeur totale des achats | Valeur d'achat | Revenu brut | Revenus bruts | "
            "Valeur totale de conversion | Valeur totale des paiements effectués | "
            "Valeur totale des paiements terminés | Valeur du paiement effectué | "
            "Valeur totale du paiement effectué | Valeur de paiement effectué"
        ),
        "marks": (
            "Clics (destination) | CPC (destination) | CTR (destination) | Statut principal | "
            "Taux de conversion (CVR) | Commandes de SKU | Commandes SKU | Revenu brut | Compte TikTok"
        ),
    },
    "de": {
        "day": "Nach Tag | Datum",
        "ad_set": "Name der Anzeigengruppe | Anzeigengruppenname",
        "spend": "Kosten | Gesamtkosten | Ausgaben",
        "clicks": "Klicks (Ziel) | Klicks (Zielseite) | Klicks (Zielort) | Klicks",
        "conversions": "Conversions | Konversionen | Käufe | Ergebnisse | SKU-Bestellungen",
        "revenue": (
            "Gesamter Kaufwert | Kaufwert | Bruttoumsatz | Bruttoeinnahmen | Gesamter Conversion-Wert | "
            "Gesamtwert abgeschlossener Zahlungen | Wert der abgeschlossenen Zahlungen | "
            "Wert abgeschlossener Zahlungen"
        ),
        "marks": (
            "Klicks (Ziel) | Klicks (Zielseite) | Klicks (Zielort) | CPC (Ziel) | CTR (Ziel) | CPC (Zielort) | "
            "CTR (Zielort) | Primärer Status | Primärstatus | Hauptstatus | Conversion-Rate (CVR) | "
            "Konversionsrate (CVR) | SKU-Bestellungen | Bruttoumsatz | TikTok-Konto"
        ),
    },
    "it": {
        "day": "Per giorno | Data",
        "ad_set": "Nome gruppo di annunci | Nome del gruppo di annunci",
        "spend": "Costo | Costo totale | Spesa",
        "clicks": "Clic (destinazione) | Clic",
        "conversions": "Conversioni | Acquisti | Risultati | Ordini SKU",
        "revenue": (
            "Valore totale degli acquisti | Valore di acquisto | Ricavi lordi | Entrate lorde | "
            "Valore totale di conversione | Valore totale dei pagamenti completati | "
            "Valore totale pagamento completato | Valore totale del pagamento completato"
        ),
        "marks": (
            "Clic (destinazione) | CPC (destinazione) | CTR (destinazione) | Stato principale | "
            "Tasso di conversione (CVR) | Ordini SKU | Ricavi lordi | Account TikTok"
        ),
    },
    "nl": {
        "day": "Per dag | Datum",
        "ad_set": "Naam advertentiegroep | Naam van advertentiegroep | Advertentiegroepnaam",
        "spend": "Kosten | Totale kosten",
        "clicks": "Klikken (bestemming) | Clicks (bestemming) | Klikken",
        "conversions": "Conversies | Aankopen | Resultaten | SKU-bestellingen",
        "revenue": (
            "Totale aankoopwaarde | Aankoopwaarde | Bruto-omzet | Bruto-inkomsten | Totale conversiewaarde | "
            "Totale waarde voltooide betalingen"
        ),
        "marks": (
            "Klikken (bestemming) | Clicks (bestemming) | CPC (bestemming) | CTR (bestemming) | Primaire status | "
            "Conversiepercentage (CVR) | Conversieratio (CVR) | SKU-bestellingen | Bruto-omzet | TikTok-account"
        ),
    },
    "pl": {
        "day": "Według dnia | Wg dnia | Data",
        "ad_set": "Nazwa grupy reklam",
        "spend": "Koszt | Koszt całkowity | Łączny koszt",
        "clicks": "Kliknięcia (miejsce docelowe) | Kliknięcia (strona docelowa) | Kliknięcia | Kliknięcia (docelowe)",
        "conversions": "Konwersje | Zakupy | Wyniki | Zamówienia SKU",
        "revenue": (
            "Łączna wartość zakupu | Wartość zakupu | Przychody brutto | Przychód brutto | "
            "Łączna wartość konwersji | Łączna wartość dokonanych płatności | "
            "Łączna wartość sfinalizowanych płatności | Łączna wartość zakończonych płatności"
        ),
        "marks": (
            "Kliknięcia (miejsce docelowe) | Kliknięcia (strona docelowa) | CPC (miejsce docelowe) | "
            "CTR (miejsce docelowe) | Status główny | Stan podstawowy | Status podstawowy | "
            "Współczynnik konwersji (CVR) | Zamówienia SKU | Przychody brutto | Konto TikTok"
        ),
    },
    "tr": {
        "day": "Güne göre | Tarih",
        "ad_set": "Reklam grubu adı",
        "spend": "Maliyet | Toplam maliyet | Harcama",
        "clicks": "Tıklamalar (hedef) | Tıklama (hedef) | Tıklamalar | Tıklama sayısı (hedef)",
        "conversions": "Dönüşümler | Satın almalar | Sonuçlar | SKU siparişleri",
        "revenue": (
            "Toplam satın alma değeri | Satın alma değeri | Brüt gelir | Toplam dönüşüm değeri | "
            "Toplam tamamlanan ödeme değeri | Toplam ödeme tamamlama değeri | Tamamlanan ödeme değeri"
        ),
        "marks": (
            "Tıklamalar (hedef) | Tıklama (hedef) | TBM (hedef) | CPC (hedef) | CTR (hedef) | Birincil durum | "
            "Dönüşüm oranı (CVR) | SKU siparişleri | Brüt gelir | TikTok hesabı"
        ),
    },
    "ru": {
        "day": "По дням | Дата",
        "ad_set": "Название группы объявлений",
        "spend": "Расходы | Затраты | Стоимость | Расход",
        "clicks": (
            "Клики (место назначения) | Клики (целевая страница) | Клики (назначение) | Клики (переход) | "
            "Клики | Клики (целевые)"
        ),
        "conversions": "Конверсии | Покупки | Результаты | Заказы SKU",
        "revenue": (
            "Общая стоимость покупок | Общая ценность покупок | Валовой доход | Валовая выручка | "
            "Общая ценность конверсий | Общая ценность завершенных платежей | Общая сумма завершенных платежей | "
            "Общая стоимость завершенных платежей"
        ),
        "marks": (
            "Клики (место назначения) | Клики (целевая страница) | Клики (назначение) | CPC (место назначения) | "
            "CTR (место назначения) | CPC (целевая страница) | CTR (целевая страница) | Основной статус | "
            "Коэффициент конверсии (CVR) | Заказы SKU | Валовой доход | Валовая выручка | Аккаунт TikTok | "
            "Клики (целевые) | CPC (целевой) | CTR (целевой)"
        ),
    },
    "uk": {
        "day": "За днями | Дата",
        "ad_set": "Назва групи оголошень",
        "spend": "Витрати | Вартість",
        "clicks": "Кліки (місце призначення) | Кліки (цільова сторінка) | Кліки (призначення) | Кліки",
        "conversions": "Конверсії | Покупки | Результати | Замовлення SKU",
        "revenue": (
            "Загальна вартість покупок | Валовий дохід | Загальна цінність конверсій | "
            "Загальна цінність завершених платежів"
        ),
        "marks": (
            "Кліки (місце призначення) | Кліки (цільова сторінка) | Кліки (призначення) | "
            "CPC (місце призначення) | CTR (місце призначення) | Основний статус | Коефіцієнт конверсії (CVR) | "
            "Замовлення SKU | Валовий дохід | Акаунт TikTok"
        ),
    },
    "id": {
        "day": "Berdasarkan hari | Menurut hari | Per hari | Tanggal",
        "ad_set": "Nama grup iklan",
        "spend": "Biaya | Total biaya",
        "impressions": "Impresi | Tayangan | Tayangan iklan produk | Impresi iklan produk",
        "clicks": "Klik (tujuan) | Klik | Jumlah klik iklan produk | Klik iklan produk",
        "conversions": "Konversi | Pembelian | Pesanan SKU | Pesanan (SKU) | Hasil",
        "revenue": (
            "Total nilai pembelian | Nilai pembelian | Pendapatan kotor | Total nilai konversi | "
            "Total nilai pembayaran selesai | Nilai pembayaran selesai"
        ),
        "marks": (
            "Klik (tujuan) | BPK (tujuan) | CPC (tujuan) | CTR (tujuan) | RKT (tujuan) | Status utama | "
            "Rasio konversi (CVR) | Tingkat konversi (CVR) | Pesanan SKU | Pesanan (SKU) | Pendapatan kotor | "
            "Akun TikTok | Tayangan iklan produk | Jumlah klik iklan produk"
        ),
    },
    "vi": {
        "day": "Theo ngày | Ngày",
        "ad_set": "Tên nhóm quảng cáo",
        "spend": "Chi phí | Tổng chi phí",
        "clicks": (
            "Lượt nhấp (đích) | Số lượt nhấp (đích) | Lượt nhấp (trang đích) | Số lượt nhấp (trang đích) | "
            "Lượt nhấp | Lượt nhấp (đích đến)"
        ),
        "conversions": (
            "Lượt chuyển đổi | Số lượt chuyển đổi | Chuyển đổi | Mua hàng | Kết quả | Đơn hàng SKU | "
            "Số lượng đơn hàng SKU"
        ),
        "revenue": (
            "Tổng giá trị mua hàng | Giá trị mua hàng | Tổng doanh thu | Doanh thu gộp | "
            "Tổng giá trị chuyển đổi | Tổng giá trị thanh toán hoàn tất | Tổng giá trị hoàn tất thanh toán | "
            "Giá trị hoàn tất thanh toán"
        ),
        "marks": (
            "Lượt nhấp (đích) | Số lượt nhấp (đích) | Lượt nhấp (trang đích) | Số lượt nhấp (trang đích) | "
            "CPC (đích) | CTR (đích) | CPC (trang đích) | CTR (trang đích) | Trạng thái chính | "
            "Tỷ lệ chuyển đổi (CVR) | Đơn hàng SKU | Doanh thu gộp | Tài khoản TikTok | Lượt nhấp (đích đến)"
        ),
    },
    "th": {
        "day": "ตามวัน | วันที่",
        "ad_set": "ชื่อกลุ่มโฆษณา",
        "spend": "ต้นทุน | ค่าใช้จ่าย",
        "clicks": "คลิก (ปลายทาง) | จำนวนคลิก (ปลายทาง) | การคลิก (ปลายทาง) | คลิก",
        "conversions": "คอนเวอร์ชัน | คอนเวอร์ชั่น | การซื้อ | ผลลัพธ์ | คำสั่งซื้อ SKU",
        "revenue": ("มูลค่าการซื้อทั้งหมด | มูลค่าการซื้อ | รายได้รวม | มูลค่าคอนเวอร์ชันทั้งหมด | มูลค่าการชำระเงินเสร็จสมบูรณ์ทั้งหมด"),
        "marks": (
            "คลิก (ปลายทาง) | จำนวนคลิก (ปลายทาง) | การคลิก (ปลายทาง) | CPC (ปลายทาง) | CTR (ปลายทาง) | "
            "สถานะหลัก | อัตราคอนเวอร์ชัน (CVR) | คำสั่งซื้อ SKU | รายได้รวม | บัญชี TikTok"
        ),
    },
    "ja": {
        "day": "日別 | 日付 | 日",
        "ad_set": "広告グループ名",
        "spend": "費用 | コスト | 消化金額 | 合計費用",
        "clicks": (
            "クリック数 (遷移先) | クリック数 (リンク先) | クリック数 (デスティネーション) | クリック数 (宛先) | "
            "クリック数"
        ),
        "conversions": "コンバージョン数 | コンバージョン | 購入数 | 結果 | SKU注文数",
        "revenue": (
            "合計購入金額 | 購入金額 | 総収益 | 総売上 | 合計コンバージョン値 | 合計支払い完了金額 | "
            "決済完了の合計値 | 総決済完了額 | 支払い完了の合計値 | 決済完了の合計金額"
        ),
        "marks": (
            "クリック数 (遷移先) | クリック数 (リンク先) | クリック数 (デスティネーション) | クリック数 (宛先) | "
            "CPC (遷移先) | CTR (遷移先) | CPC (リンク先) | CTR (リンク先) | CPC (デスティネーション) | "
            "CTR (デスティネーション) | プライマリステータス | 主要ステータス | コンバージョン率 (CVR) | "
            "SKU注文数 | 総収益 | TikTokアカウント"
        ),
    },
    "ko": {
        "day": "일별 | 날짜",
        "ad_set": "광고 그룹 이름 | 광고 그룹명",
        "spend": "비용 | 총 비용 | 지출",
        "clicks": (
            "클릭수(도착지) | 클릭 수(랜딩 페이지) | 클릭수(대상) | 클릭수(목적지) | 클릭 수(도착 페이지) | 클릭수 | "
            "클릭(도착)"
        ),
        "conversions": "전환수 | 전환 | 구매 | 결과 | SKU 주문 | SKU 주문 수",
        "revenue": (
            "총 구매 금액 | 총 구매 가치 | 총 매출 | 총 수익 | 총 전환 가치 | 총 결제 완료 가치 | "
            "결제 완료 총 금액 | 총 결제 완료 금액"
        ),
        "marks": (
            "클릭수(도착지) | 클릭 수(랜딩 페이지) | 클릭수(대상) | 클릭수(목적지) | CPC(도착지) | CTR(도착지) | "
            "CPC(대상) | CTR(대상) | CPC(목적지) | CTR(목적지) | 기본 상태 | 주요 상태 | 전환율(CVR) | SKU 주문 | "
            "SKU 주문 수 | 총 매출 | TikTok 계정 | 클릭(도착)"
        ),
    },
    "zh-Hans": {
        "day": "按天 | 按日 | 日期",
        "campaign": "推广系列名称 | 广告系列名称 | 系列名称",
        "ad_set": "广告组名称",
        "spend": "消耗 | 成本 | 花费 | 总消耗 | 总成本",
        "clicks": (
            "点击量（目标页面） | 点击数（目标页面） | 点击量（目的地） | 点击量（落地页） | "
            "点击次数（目标页面） | 点击数"
        ),
        "conversions": "转化量 | 转化数 | 转化 | 购买 | 成效 | SKU 订单数 | SKU 订单量",
        "revenue": (
            "总购买价值 | 购买价值 | 总收入 | 毛收入 | 总营收 | 总转化价值 | 完成支付总价值 | 总完成支付价值 | "
            "支付完成总价值 | 总支付完成价值"
        ),
        "marks": (
            "点击量（目标页面） | 点击数（目标页面） | 点击次数（目标页面） | 点击量（目的地） | "
            "点击量（落地页） | CPC（目标页面） | CTR（目标页面） | 点击率（目标页面） | CPC（目的地） | "
            "CTR（目的地） | 主要状态 | 一级状态 | 转化率（CVR） | SKU 订单数 | SKU 订单量 | 毛收入 | 总营收 | "
            "TikTok 账号 | 推广系列名称"
        ),
    },
    "zh-Hant": {
        "day": "按日 | 日期 | 依日期",
        "campaign": "推廣活動名稱 | 廣告活動名稱 | 行銷活動名稱",
        "ad_set": "廣告群組名稱 | 廣告組名稱",
        "spend": "成本 | 花費 | 費用",
        "clicks": "點擊次數（目標頁面） | 點擊數（目標頁面） | 點擊次數（目的地） | 點擊數（目的地） | 點擊次數",
        "conversions": "轉換次數 | 轉換數 | 轉換 | 轉化量 | 購買 | 成果 | SKU 訂單數",
        "revenue": (
            "總購買價值 | 購買價值 | 總收入 | 毛收入 | 總轉換價值 | 完成付款總價值 | 總完成付款價值 | "
            "付款完成總價值 | 完成付款總值"
        ),
        "marks": (
            "點擊次數（目標頁面） | 點擊數（目標頁面） | 點擊次數（目的地） | 點擊數（目的地） | CPC（目標頁面） | "
            "CTR（目標頁面） | CPC（目的地） | CTR（目的地） | 主要狀態 | 轉換率（CVR） | SKU 訂單數 | 毛收入 | "
            "TikTok 帳號 | 推廣活動名稱"
        ),
    },
    "ar": {
        "day": "حسب اليوم | التاريخ",
        "ad_set": "اسم المجموعة الإعلانية | اسم مجموعة الإعلانات",
        "spend": "التكلفة | إجمالي التكلفة",
        "clicks": "النقرات (الوجهة) | نقرات (الوجهة) | النقرات",
        "conversions": "التحويلات | عمليات الشراء | النتائج | عمليات التحويل | طلبات SKU",
        "revenue": (
            "إجمالي قيمة الشراء | قيمة الشراء | إجمالي الإيرادات | الإيرادات الإجمالية | "
            "إجمالي قيمة الدفع المكتمل | القيمة الإجمالية لعمليات الدفع المكتملة | "
            "إجمالي قيمة عمليات الدفع المكتملة"
        ),
        "marks": (
            "النقرات (الوجهة) | نقرات (الوجهة) | CPC (الوجهة) | CTR (الوجهة) | الحالة الأساسية | الحالة الرئيسية | "
            "معدل التحويل (CVR) | طلبات SKU | حساب TikTok"
        ),
    },
    "el": {
        "day": "Ανά ημέρα | Ημερομηνία",
        "ad_set": "Όνομα ομάδας διαφημίσεων",
        "spend": "Κόστος | Συνολικό κόστος",
        "clicks": "Κλικ (προορισμός) | Κλικ",
        "conversions": "Μετατροπές | Αγορές | Αποτελέσματα | Παραγγελίες SKU",
        "revenue": (
            "Συνολική αξία αγορών | Αξία αγοράς | Ακαθάριστα έσοδα | Συνολική αξία μετατροπών | "
            "Συνολική αξία ολοκληρωμένων πληρωμών"
        ),
        "marks": (
            "Κλικ (προορισμός) | CPC (προορισμός) | CTR (προορισμός) | Κύρια κατάσταση | "
            "Ποσοστό μετατροπών (CVR) | Ποσοστό μετατροπής (CVR) | Παραγγελίες SKU | Ακαθάριστα έσοδα | "
            "Λογαριασμός TikTok"
        ),
    },
    "sv": {
        "day": "Per dag | Datum | Efter dag",
        "ad_set": "Annonsgruppens namn | Annonsgruppsnamn",
        "spend": "Kostnad | Total kostnad",
        "clicks": "Klick (destination) | Klick (mål) | Klick (målsida) | Klick",
        "conversions": "Konverteringar | Köp | Resultat | SKU-beställningar | SKU-ordrar",
        "revenue": (
            "Totalt köpvärde | Köpvärde | Bruttointäkter | Bruttointäkt | Totalt konverteringsvärde | "
            "Totalt värde för slutförda betalningar"
        ),
        "marks": (
            "Klick (destination) | Klick (mål) | Klick (målsida) | CPC (destination) | CTR (destination) | "
            "CPC (mål) | CTR (mål) | Primär status | Konverteringsgrad (CVR) | Konverteringsfrekvens (CVR) | "
            "SKU-beställningar | SKU-ordrar | Bruttointäkter | TikTok-konto"
        ),
    },
    "da": {
        "day": "Efter dag | Pr. dag | Dato",
        "ad_set": "Annoncegruppens navn | Annoncegruppenavn",
        "spend": "Omkostninger | Omkostning | Samlet omkostning | ~Pris",
        "clicks": "Klik (destination) | Klik (mål) | Klik",
        "conversions": "Konverteringer | Køb | Resultater | SKU-ordrer",
        "revenue": (
            "Samlet købsværdi | Købsværdi | Bruttoomsætning | Bruttoindtægt | Samlet konverteringsværdi | "
            "Samlet værdi af gennemførte betalinger"
        ),
        "marks": (
            "Klik (destination) | Klik (mål) | CPC (destination) | CTR (destination) | CPC (mål) | CTR (mål) | "
            "Primær status | Konverteringsrate (CVR) | SKU-ordrer | Bruttoomsætning | TikTok-konto"
        ),
    },
    "cs": {
        "day": "Podle dne | Datum",
        "ad_set": "Název skupiny reklam | Název reklamní skupiny",
        "spend": "Náklady | Celkové náklady | ~Cena",
        "clicks": "Kliknutí (cíl) | Kliknutí (cílová stránka) | Kliknutí",
        "conversions": "Konverze | Nákupy | Výsledky | Objednávky SKU",
        "revenue": (
            "Celková hodnota nákupů | Hodnota nákupu | Hrubé tržby | Hrubý příjem | Celková hodnota konverzí | "
            "Celková hodnota dokončených plateb"
        ),
        "marks": (
            "Kliknutí (cíl) | Kliknutí (cílová stránka) | CPC (cíl) | CTR (cíl) | Primární stav | "
            "Míra konverze (CVR) | Konverzní poměr (CVR) | Objednávky SKU | Hrubé tržby | Účet TikTok"
        ),
    },
}
