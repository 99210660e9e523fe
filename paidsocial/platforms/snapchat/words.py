"""Snapchat Ads Manager in other languages than English; `vocabulary` says how to read this."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "es": {
        "ad_set": "Nombre del conjunto de anuncios",
        "spend": "Importe gastado | Monto gastado | Cantidad gastada | Gasto",
        "impressions": "Impresiones pagadas | Impresiones de pago",
        "clicks": "Clics | Deslizamientos hacia arriba | Swipe Ups",
        "conversions": "Compras",
        "revenue": "Valor de las compras | Valor de compras",
        "marks": (
            "Impresiones pagadas | Impresiones de pago | eCPM pagado | eCPM de pago | Deslizamientos hacia arriba"
        ),
    },
    "pt-BR": {
        "spend": "Valor gasto | Quantia gasta | Montante gasto",
        "impressions": "Impressões pagas",
        "clicks": "Cliques | Deslizes para cima",
        "conversions": "Compras",
        "revenue": "Valor das compras | Valor de compras",
        "marks": "Impressões pagas | eCPM pago | Deslizes para cima",
    },
    "fr": {
        "spend": "Montant dépensé",
        "impressions": "Impressions payantes | Impressions payées",
        "clicks": "Clics | Swipe Ups | Glissements vers le haut | Balayages vers le haut",
        "conversions": "Achats",
        "revenue": "Valeur des achats",
        "marks": (
            "Impressions payantes | Impressions payées | eCPM payant | eCPM payé | Glissements vers le haut | "
            "Balayages vers le haut"
        ),
    },
    "de": {
        "spend": "Ausgegebener Betrag | Betrag ausgegeben",
        "impressions": "Bezahlte Impressionen | Bezahlte Impressions",
        "clicks": "Klicks | Swipe-ups",
        "conversions": "Käufe",
        "revenue": "Wert der Käufe | Kaufwert | Einkaufswert",
        "marks": (
            "Bezahlte Impressionen | Bezahlte Impressions | Bezahlter eCPM | Swipe-ups | Betrag ausgegeben | "
            "Bezahlte eCPM"
        ),
        "ad_set": "Name des Anzeigensets",
        "ad_set_id": "Anzeigenset-ID",
    },
    "it": {
        "spend": "Importo speso",
        "impressions": "Impressioni a pagamento | Impression a pagamento",
        "clicks": "Clic | Swipe up",
        "conversions": "Acquisti",
        "revenue": "Valore degli acquisti | Valore acquisti",
        "marks": "Impressioni a pagamento | Impression a pagamento | eCPM a pagamento | Swipe up",
        "ad_set": "Nome set di inserzioni",
        "ad_set_id": "ID set di inserzioni",
    },
    "nl": {
        "spend": "Besteed bedrag | Uitgegeven bedrag | Bedrag uitgegeven",
        "impressions": "Betaalde weergaven | Betaalde impressies | Betaalde vertoningen",
        "clicks": "Klikken | Swipe-ups | Kliks",
        "conversions": "Aankopen",
        "revenue": "Aankoopwaarde | Waarde van aankopen",
        "marks": (
            "Betaalde weergaven | Betaalde impressies | Betaalde vertoningen | Betaalde eCPM | Bedrag uitgegeven"
        ),
    },
    "pl": {
        "spend": "Wydana kwota | Kwota wydana",
        "impressions": "Płatne wyświetlenia | Płatne odsłony",
        "clicks": "Kliknięcia | Przesunięcia w górę",
        "conversions": "Zakupy",
        "revenue": "Wartość zakupów",
        "marks": "Płatne wyświetlenia | Płatne odsłony | Płatny eCPM | Przesunięcia w górę",
    },
    "tr": {
        "spend": "Harcanan Tutar | Harcanan miktar",
        "impressions": "Ücretli Gösterimler | Ücretli Gösterim",
        "clicks": "Tıklamalar | Yukarı Kaydırmalar",
        "conversions": "Satın Almalar",
        "revenue": "Satın Alma Değeri | Satın Almaların Değeri | Satın Almalar Değeri",
        "marks": "Ücretli Gösterimler | Ücretli Gösterim | Ücretli eCPM | Yukarı Kaydırmalar",
    },
    "ru": {
        "spend": "Потраченная сумма | Израсходованная сумма | Сумма расходов",
        "impressions": "Платные показы | Оплаченные показы",
        "clicks": "Клики | Свайпы вверх",
        "conversions": "Покупки",
        "revenue": "Стоимость покупок | Сумма покупок | Ценность покупок",
        "marks": "Платные показы | Оплаченные показы | Платный eCPM | Свайпы вверх",
    },
    "uk": {
        "spend": "Витрачена сума",
        "impressions": "Платні покази | Оплачені покази",
        "clicks": "Кліки | Свайпи вгору",
        "conversions": "Покупки",
        "revenue": "Вартість покупок | Сума покупок | Цінність покупок",
        "marks": "Платні покази | Оплачені покази | Платний eCPM | Свайпи вгору",
    },
    "id": {
        "spend": "Jumlah yang Dibelanjakan | Jumlah yang Dihabiskan | Jumlah Pengeluaran",
        "impressions": "Impresi Berbayar | Tayangan Berbayar",
        "clicks": "Klik | Geser ke Atas | Usap ke atas",
        "conversions": "Pembelian",
        "revenue": "Nilai Pembelian",
        "marks": "Impresi Berbayar | Tayangan Berbayar | eCPM Berbayar | Geser ke Atas",
    },
    "vi": {
        "spend": "Số tiền đã chi | Số tiền đã chi tiêu | Số tiền chi tiêu",
        "impressions": "Lượt hiển thị trả phí | Lượt hiển thị có trả phí | Số lượt hiển thị trả phí",
        "clicks": "Lượt nhấp | Lượt vuốt lên",
        "conversions": "Lượt mua | Mua hàng | Lượt mua hàng",
        "revenue": "Giá trị mua hàng | Giá trị lượt mua",
        "marks": "Lượt hiển thị trả phí | Lượt hiển thị có trả phí | eCPM trả phí | Lượt vuốt lên",
    },
    "th": {
        "spend": "จำนวนเงินที่ใช้ไป | จำนวนเงินที่ใช้จ่าย | ยอดเงินที่ใช้",
        "impressions": ("อิมเพรสชันแบบชำระเงิน | การแสดงผลแบบชำระเงิน | อิมเพรสชันที่ชำระเงิน | การแสดงผลแบบเสียค่าใช้จ่าย"),
        "clicks": "คลิก | ปัดขึ้น | การปัดขึ้น",
        "conversions": "การซื้อ",
        "revenue": "มูลค่าการซื้อ",
        "marks": ("อิมเพรสชันแบบชำระเงิน | การแสดงผลแบบชำระเงิน | อิมเพรสชันที่ชำระเงิน | eCPM แบบชำระเงิน | จำนวนเงินที่ใช้ไป"),
    },
    "ja": {
        "spend": "消化金額 | 使用金額 | 支出額",
        "impressions": "有料インプレッション | 有料インプレッション数 | 有料表示回数",
        "clicks": "クリック数 | クリック | スワイプアップ | スワイプアップ数",
        "conversions": "購入 | 購入数",
        "revenue": "購入額 | 購入金額 | 購入価値",
        "marks": "有料インプレッション | 有料インプレッション数 | 有料eCPM | スワイプアップ | スワイプアップ数",
    },
    "ko": {
        "spend": "지출 금액 | 사용 금액 | 지출액",
        "impressions": "유료 노출 | 유료 노출수",
        "clicks": "클릭 | 클릭수 | 스와이프 업",
        "conversions": "구매",
        "revenue": "구매 금액 | 구매 가치",
        "marks": "유료 노출 | 유료 노출수 | 유료 eCPM | 스와이프 업",
    },
    "zh-Hans": {
        "spend": "花费金额 | 支出金额 | 已花费金额",
        "impressions": "付费展示次数 | 付费曝光量 | 付费展示量 | 付费曝光次数",
        "clicks": "点击次数 | 点击量 | 上滑次数",
        "conversions": "购买 | 购买次数",
        "revenue": "购买价值 | 购买金额",
        "marks": "付费展示次数 | 付费曝光量 | 付费展示量 | 付费曝光次数 | 付费 eCPM | 上滑次数",
        "ad_set": "广告集名称",
        "ad_set_id": "广告集编号",
    },
    "zh-Hant": {
        "spend": "花費金額 | 支出金額",
        "impressions": "付費曝光次數 | 付費曝光 | 付費曝光數 | 付費展示次數",
        "clicks": "點擊次數 | 點擊數 | 上滑次數",
        "conversions": "購買 | 購買次數",
        "revenue": "購買價值 | 購買金額",
        "marks": "付費曝光次數 | 付費曝光 | 付費曝光數 | 付費展示次數 | 付費 eCPM | 上滑次數",
    },
    "ar": {
        "spend": "المبلغ المنفق | المبلغ الذي تم إنفاقه",
        "impressions": "مرات الظهور المدفوعة | الانطباعات المدفوعة | الظهور المدفوع",
        "clicks": "النقرات | السحب لأعلى | مرات السحب لأعلى",
        "conversions": "عمليات الشراء | المشتريات",
        "revenue": "قيمة المشتريات | قيمة عمليات الشراء",
        "marks": "مرات الظهور المدفوعة | الانطباعات المدفوعة | الظهور المدفوع | مرات السحب لأعلى",
    },
    "el": {
        "spend": "Ποσό που δαπανήθηκε | Δαπανηθέν ποσό",
        "impressions": "Εμφανίσεις επί πληρωμή | Πληρωμένες εμφανίσεις | Εμφανίσεις με πληρωμή",
        "clicks": "Κλικ | Swipe up",
        "conversions": "Αγορές",
        "revenue": "Αξία αγορών",
        "marks": "Εμφανίσεις επί πληρωμή | Πληρωμένες εμφανίσεις | Εμφανίσεις με πληρωμή | Πληρωμένο eCPM",
        "ad_set": "Όνομα σετ διαφημίσεων",
    },
    "sv": {
        "spend": "Spenderat belopp | Använt belopp",
        "impressions": "Betalda visningar | Betalda exponeringar",
        "clicks": "Klick | Svep uppåt",
        "conversions": "Köp",
        "revenue": "Köpvärde | Köpens värde | Värde av köp",
        "marks": "Betalda visningar | Betalda exponeringar | Betald eCPM | Svep uppåt",
    },
    "da": {
        "spend": "Brugt beløb | Forbrugt beløb",
        "impressions": "Betalte visninger | Betalte eksponeringer",
        "clicks": "Klik | Stryg op",
        "conversions": "Køb",
        "revenue": "Købsværdi | Værdi af køb",
        "marks": "Betalte visninger | Betalte eksponeringer | Betalt eCPM | Stryg op",
    },
    "cs": {
        "spend": "Utracená částka | Vynaložená částka",
        "impressions": "Placená zobrazení | Placené imprese",
        "clicks": "Kliknutí | Přejetí nahoru",
        "conversions": "Nákupy",
        "revenue": "Hodnota nákupů",
        "marks": "Placená zobrazení | Placené imprese | Placené eCPM | Přejetí nahoru",
    },
}
