"""X Ads Manager in other languages than English; `vocabulary` says how to read this."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "es": {
        "day": "Período | Período de tiempo | Fecha",
        "spend": "Gasto | Inversión | Gastos | Importe gastado",
        "clicks": "Clics en el enlace | Clics en enlaces | Clics en la URL | Clics",
        "conversions": "Compras | Resultados",
        "revenue": "Compras: importe de venta | Compras - Importe de venta | Importe de venta | Importe de ventas",
        "marks": (
            "URL de la campaña | Enlace de edición (URL de la campaña) | Retweets | Reposts | "
            "Ritmo diario de la campaña | Ritmo general de la campaña | Compras - asistidas | "
            "Presupuesto restante de la campaña"
        ),
        "ad_set": "Nombre del grupo de anuncios | Grupo de anuncios",
    },
    "pt-BR": {
        "day": "Período | Período de tempo | Data",
        "spend": "Gasto | Gastos | Investimento | Valor gasto",
        "clicks": "Cliques no link | Cliques em links | Cliques",
        "conversions": "Compras | Resultados",
        "revenue": "Compras - valor da venda | Valor da venda | Valor de venda",
        "marks": (
            "URL da campanha | Link de edição (URL da campanha) | Retweets | Reposts | Republicações | "
            "Ritmo diário da campanha | Ritmo geral da campanha | Compras - assistidas | "
            "Orçamento restante da campanha"
        ),
        "ad_set": "Nome do grupo de anúncios | Grupo de anúncios",
    },
    "pt": {
        "marks": "Compras - assistidas | Orçamento restante da campanha",
        "day": "Período | Período de tempo | Data",
        "spend": "Gasto | Gastos | Despesa",
        "clicks": "Cliques na ligação | Cliques em ligações | Cliques",
        "conversions": "Compras | Resultados",
        "revenue": "Compras - valor da venda | Valor da venda",
        "ad_set": "Nome do grupo de anúncios",
    },
    "fr": {
        "day": "Période | Période de temps | Date",
        "spend": "Dépenses | Dépense",
        "clicks": "Clics sur le lien | Clics sur un lien | Clics sur les liens | Clics",
        "conversions": "Achats | Résultats",
        "revenue": "Achats - montant des ventes | Montant des ventes | Montant de la vente",
        "marks": (
            "URL de la campagne | Lien de modification (URL de la campagne) | Retweets | Reposts | Republications | "
            "Rythme quotidien de la campagne | Rythme global de la campagne | Achats - assistés | "
            "Budget restant de la campagne"
        ),
        "ad_set": "Nom du groupe de publicités | Nom du groupe d'annonces | Groupe d'annonces",
    },
    "de": {
        "day": "Zeitraum | Datum",
        "spend": "Ausgaben",
        "clicks": "Link-Klicks | Linkklicks | Klicks auf Links | Klicks",
        "conversions": "Käufe | Ergebnisse",
        "revenue": "Käufe - Verkaufsbetrag | Verkaufsbetrag | Umsatzbetrag",
        "marks": (
            "Kampagnen-URL | Bearbeitungslink (Kampagnen-URL) | Link bearbeiten (Kampagnen-URL) | Retweets | "
            "Reposts | Tägliches Kampagnen-Pacing | Tägliche Kampagnen-Verteilung | Käufe - unterstützt | "
            "Verbleibendes Kampagnenbudget"
        ),
        "ad_set": "Name der Anzeigengruppe | Anzeigengruppenname | Anzeigengruppe",
    },
    "it": {
        "day": "Periodo | Periodo di tempo | Intervallo di tempo | Data",
        "spend": "Spesa",
        "clicks": "Clic sul link | Clic sui link | Clic",
        "conversions": "Acquisti | Risultati",
        "revenue": (
            "Acquisti - importo vendita | Importo vendita | Importo di vendita | Importo delle vendite | "
            "Acquisti - importo vendite"
        ),
        "marks": (
            "URL della campagna | URL campagna | Link di modifica (URL della campagna) | Retweet | Repost | "
            "Acquisti - assistiti | Budget rimanente della campagna"
        ),
        "ad_set": "Nome gruppo di annunci | Nome del gruppo di annunci | Gruppo di annunci",
    },
    "nl": {
        "day": "Periode | Tijdsperiode | Tijdvak | Datum",
        "spend": "Uitgaven | Besteding | Bestedingen",
        "clicks": "Klikken op link | Klikken op links | Linkklikken | Klikken",
        "conversions": "Aankopen | Resultaten",
        "revenue": "Aankopen - verkoopbedrag | Verkoopbedrag",
        "marks": (
            "Campagne-URL | Bewerklink (campagne-URL) | Retweets | Reposts | Aankopen - ondersteund | "
            "Resterend campagnebudget"
        ),
        "ad_set": "Naam advertentiegroep | Naam van advertentiegroep | Advertentiegroepnaam | Advertentiegroep",
    },
    "pl": {
        "day": "Okres | Przedział czasu | Okres czasu | Data",
        "spend": "Wydatki | Wydatek",
        "clicks": "Kliknięcia linku | Kliknięcia linków | Kliknięcia w link | Kliknięcia",
        "conversions": "Zakupy | Wyniki",
        "revenue": "Zakupy - kwota sprzedaży | Kwota sprzedaży",
        "marks": (
            "Adres URL kampanii | URL kampanii | Retweety | Reposty | Podania dalej | Zakupy - wspomagane | "
            "Pozostały budżet kampanii"
        ),
        "ad_set": "Nazwa grupy reklam | Grupa reklam",
    },
    "tr": {
        "day": "Zaman dilimi | Zaman aralığı | Dönem | Süre | Tarih",
        "spend": "Harcama | Harcamalar",
        "clicks": "Bağlantı tıklamaları | Link tıklamaları | Tıklamalar",
        "conversions": "Satın almalar | Sonuçlar",
        "revenue": "Satın almalar - satış tutarı | Satış tutarı",
        "marks": (
            "Kampanya URL'si | Kampanya URL'i | Retweetler | Repostlar | Yeniden gönderiler | "
            "Satın almalar - destekli | Kalan kampanya bütçesi"
        ),
        "ad_set": "Reklam grubu adı | Reklam grubu",
    },
    "ru": {
        "day": "Период | Период времени | Временной период | Дата",
        "spend": "Расходы | Затраты | Расход",
        "clicks": "Клики по ссылке | Клики по ссылкам | Клики",
        "conversions": "Покупки | Результаты",
        "revenue": "Покупки - сумма продаж | Сумма продаж | Сумма продажи | Покупки - сумма продажи",
        "marks": (
            "URL кампании | URL-адрес кампании | Ретвиты | Репосты | Покупки - ассоциированные | "
            "Остаток бюджета кампании"
        ),
        "ad_set": "Название группы объявлений | Группа объявлений",
    },
    "uk": {
        "day": "Період | Період часу | Часовий період | Проміжок часу | Дата",
        "spend": "Витрати | Витрата",
        "clicks": "Кліки за посиланням | Кліки по посиланню | Кліки",
        "conversions": "Покупки | Результати",
        "revenue": "Покупки - сума продажів | Сума продажів | Сума продажу | Покупки - сума продажу",
        "marks": (
            "URL кампанії | URL-адреса кампанії | Ретвіти | Репости | Поширення | Покупки - асистовані | "
            "Залишок бюджету кампанії"
        ),
        "ad_set": "Назва групи оголошень | Група оголошень",
    },
    "id": {
        "day": "Periode waktu | Periode | Jangka waktu | Rentang waktu | Tanggal",
        "spend": "Pengeluaran | Pembelanjaan | Belanja",
        "clicks": "Klik tautan | Klik link | Klik",
        "conversions": "Pembelian | Hasil",
        "revenue": "Pembelian - jumlah penjualan | Jumlah penjualan",
        "marks": "URL kampanye | Retweet | Repost | Postingan ulang | Pembelian - terbantu | Sisa anggaran kampanye",
        "ad_set": "Nama grup iklan | Grup iklan",
    },
    "vi": {
        "day": "Khoảng thời gian | Thời gian | Giai đoạn | Ngày",
        "spend": "Chi tiêu | Mức chi tiêu",
        "clicks": "Lượt nhấp vào liên kết | Lượt nhấp liên kết | Lượt nhấp",
        "conversions": "Lượt mua | Mua hàng | Kết quả",
        "revenue": "Mua hàng - số tiền bán hàng | Số tiền bán hàng | Doanh số bán hàng | Lượt mua - doanh số",
        "marks": (
            "URL chiến dịch | Lượt tweet lại | Retweet | Lượt đăng lại | Lượt mua - được hỗ trợ | "
            "Ngân sách chiến dịch còn lại"
        ),
        "ad_set": "Tên nhóm quảng cáo | Nhóm quảng cáo",
    },
    "th": {
        "day": "ช่วงเวลา | ระยะเวลา | วันที่",
        "spend": "การใช้จ่าย | ยอดใช้จ่าย | ค่าใช้จ่าย",
        "clicks": "การคลิกลิงก์ | คลิกลิงก์ | จำนวนคลิกลิงก์ | คลิก",
        "conversions": "การซื้อ | ผลลัพธ์",
        "revenue": "การซื้อ - ยอดขาย | จำนวนเงินยอดขาย",
        "marks": ("URL แคมเปญ | URL ของแคมเปญ | รีทวีต | รีโพสต์ | การรีทวีต | การซื้อ - ช่วยเหลือ | งบประมาณแคมเปญที่เหลือ"),
        "ad_set": "ชื่อกลุ่มโฆษณา | กลุ่มโฆษณา",
    },
    "ja": {
        "day": "期間 | 時期 | 日付",
        "spend": "ご利用金額 | 利用金額 | 費用 | ご利用額 | 使用金額 | 支出",
        "clicks": (
            "リンクのクリック数 | リンククリック数 | リンクのクリック | クリック数 | リンククリック | URLクリック数"
        ),
        "conversions": "購入 | 結果 | 購入数",
        "revenue": "購入 - 売上額 | 購入 - 売上金額 | 売上額 | 購入の売上金額 | 購入 - 販売額",
        "marks": (
            "キャンペーンURL | キャンペーンのURL | 編集リンク(キャンペーンURL) | 編集リンク（キャンペーンのURL） | "
            "リツイート | リツイート数 | リポスト | リポスト数 | キャンペーンの1日のペース | "
            "キャンペーン全体のペース | ご利用金額 | 購入 - アシスト | キャンペーンの残り予算"
        ),
        "ad_set": "広告グループ名 | 広告グループ",
    },
    "ko": {
        "day": "기간 | 시간대 | 날짜",
        "spend": "지출 | 지출액 | 비용",
        "clicks": "링크 클릭 | 링크 클릭수 | 클릭",
        "conversions": "구매 | 결과",
        "revenue": "구매 - 판매 금액 | 판매 금액 | 판매액",
        "marks": "캠페인 URL | 리트윗 | 리포스트 | 재게시 | 구매 - 지원 | 남은 캠페인 예산",
        "ad_set": "광고 그룹 이름 | 광고 그룹명 | 광고그룹",
    },
    "zh-Hans": {
        "day": "时间段 | 时间周期 | 时段 | 周期 | 日期",
        "spend": "花费 | 支出 | 消费",
        "clicks": "链接点击次数 | 链接点击量 | 链接点击数 | 点击次数",
        "conversions": "购买 | 结果 | 购买次数",
        "revenue": "购买 - 销售额 | 购买 - 销售金额 | 销售金额",
        "marks": (
            "广告活动 URL | 推广活动 URL | 活动 URL | 广告系列网址 | 转推 | 转推数 | 转帖 | 转发帖子 | 购买 - 辅助 | "
            "广告活动剩余预算"
        ),
        "ad_set": "广告组名称 | 广告组",
    },
    "zh-Hant": {
        "day": "時間範圍 | 時段 | 期間 | 時間區間 | 日期",
        "spend": "花費 | 支出 | 消費",
        "clicks": "連結點擊次數 | 連結點擊數 | 連結點擊量 | 點擊次數",
        "conversions": "購買 | 結果 | 購買次數",
        "revenue": "購買 - 銷售額 | 購買 - 銷售金額 | 銷售金額",
        "marks": (
            "廣告活動 URL | 行銷活動 URL | 推廣活動 URL | 活動 URL | 轉推 | 轉推數 | 轉發 | 轉發數 | 購買 - 輔助 | "
            "活動剩餘預算"
        ),
        "ad_set": "廣告群組名稱 | 廣告組名稱 | 廣告群組",
    },
    "ar": {
        "day": "الفترة الزمنية | الفترة | المدة الزمنية | التاريخ",
        "spend": "الإنفاق | المصروفات",
        "clicks": "النقرات على الرابط | نقرات الرابط | النقرات على الروابط | النقرات",
        "conversions": "عمليات الشراء | المشتريات | النتائج",
        "revenue": "عمليات الشراء - مبلغ البيع | مبلغ البيع | مبلغ المبيعات",
        "marks": (
            "رابط الحملة | عنوان URL للحملة | إعادات التغريد | إعادة التغريد | إعادات النشر | "
            "عمليات الشراء - المدعومة | الميزانية المتبقية للحملة"
        ),
        "ad_set": "اسم المجموعة الإعلانية | اسم مجموعة الإعلانات | المجموعة الإعلانية",
    },
    "el": {
        "day": "Χρονική περίοδος | Περίοδος | Χρονικό διάστημα | Ημερομηνία",
        "spend": "Δαπάνη | Δαπάνες | Έξοδα",
        "clicks": "Κλικ σε σύνδεσμο | Κλικ συνδέσμου | Κλικ σε συνδέσμους | Κλικ",
        "conversions": "Αγορές | Αποτελέσματα",
        "revenue": "Αγορές - ποσό πώλησης | Ποσό πώλησης | Ποσό πωλήσεων",
        "marks": (
            "URL καμπάνιας | Διεύθυνση URL καμπάνιας | Retweet | Αναδημοσιεύσεις | Repost | "
            "Αγορές - υποβοηθούμενες | Υπόλοιπο προϋπολογισμού καμπάνιας"
        ),
        "ad_set": "Όνομα ομάδας διαφημίσεων | Ομάδα διαφημίσεων",
    },
    "sv": {
        "day": "Tidsperiod | Period | Datum",
        "spend": "Utgifter | Spenderat | Utgift",
        "clicks": "Länkklick | Klick på länk | Klick på länkar | Klick",
        "conversions": "Köp | Resultat",
        "revenue": "Köp - försäljningsbelopp | Försäljningsbelopp",
        "marks": (
            "Kampanj-URL | Kampanjens URL | Kampanjwebbadress | Retweets | Retweetar | Reposter | Reposts | "
            "Köp - assisterade | Återstående kampanjbudget"
        ),
        "ad_set": "Annonsgruppens namn | Annonsgruppsnamn | Annonsgrupp",
    },
    "da": {
        "day": "Tidsperiode | Periode | Tidsrum | Dato",
        "spend": "Forbrug | Udgifter",
        "clicks": "Klik på link | Klik på links | Linkklik | Klik",
        "conversions": "Køb | Resultater",
        "revenue": "Køb - salgsbeløb | Salgsbeløb",
        "marks": (
            "Kampagne-URL | Kampagnens URL | Kampagnewebadresse | Retweets | Reposts | Genopslag | "
            "Køb - assisterede | Resterende kampagnebudget"
        ),
        "ad_set": "Annoncegruppens navn | Annoncegruppenavn | Annoncegruppe",
    },
    "cs": {
        "day": "Časové období | Období | Datum",
        "spend": "Útrata | Výdaje",
        "clicks": "Kliknutí na odkaz | Kliknutí na odkazy | Prokliky odkazu | Kliknutí",
        "conversions": "Nákupy | Výsledky",
        "revenue": "Nákupy - částka prodeje | Částka prodeje | Objem prodeje",
        "marks": (
            "URL kampaně | Adresa URL kampaně | Retweety | Reposty | Nákupy - asistované | Zbývající rozpočet kampaně"
        ),
        "ad_set": "Název skupiny reklam | Název reklamní skupiny | Reklamní sestava",
    },
}
