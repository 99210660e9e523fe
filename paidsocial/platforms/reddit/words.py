"""Reddit Ads Manager in other languages than English; `vocabulary` says how to read this."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "es": {
        "spend": "Importe gastado | Cantidad gastada | Monto gastado | Gasto",
        "conversions": "Compras | Compra (clic) | Compras (clic) | Compra (clics)",
        "revenue": "Valor total | Valor total de compra | Valor total de las compras",
        "marks": (
            "Compra (clic) | Compra (clics) | Compra (visualización) | Compra (vista) | Compra (impresión) | "
            "Compras (clic) | Compras (clics) | Compras (visualización) | Compras (vista) | Compras (impresión)"
        ),
        "ad_set": "Nombre del grupo de anuncios | Grupo de anuncios",
    },
    "pt-BR": {
        "spend": "Valor gasto | Quantia gasta | Gasto",
        "conversions": "Compras | Compra (clique) | Compras (clique) | Compra (cliques)",
        "revenue": "Valor total | Valor total da compra | Valor total das compras",
        "marks": (
            "Compra (clique) | Compra (cliques) | Compra (visualização) | Compra (impressão) | Compras (clique) | "
            "Compras (cliques) | Compras (visualização) | Compras (impressão)"
        ),
        "ad_set": "Nome do grupo de anúncios | Grupo de anúncios",
    },
    "fr": {
        "spend": "Montant dépensé | Dépenses",
        "conversions": "Achats | Achat (clic) | Achats (clic) | Achat (clics)",
        "revenue": "Valeur totale | Valeur totale des achats",
        "marks": (
            "Achat (clic) | Achat (clics) | Achat (vue) | Achat (affichage) | Achats (clic) | Achats (clics) | "
            "Achats (vue) | Achats (affichage)"
        ),
        "ad_set": "Nom du groupe de publicités | Nom du groupe d'annonces | Groupe d'annonces",
    },
    "de": {
        "spend": "Ausgegebener Betrag | Ausgaben",
        "conversions": "Käufe | Kauf (Klick) | Käufe (Klick) | Kauf (Klicks) | Käufe (Klicks)",
        "revenue": "Gesamtwert | Gesamtwert der Käufe | Gesamter Kaufwert",
        "marks": (
            "Kauf (Klick) | Kauf (Klicks) | Kauf (Ansicht) | Kauf (View) | Kauf (Aufruf) | Käufe (Klick) | "
            "Käufe (Klicks) | Käufe (Ansicht) | Käufe (View) | Käufe (Aufruf)"
        ),
        "ad_set": "Name der Anzeigengruppe | Anzeigengruppenname | Anzeigengruppe",
    },
    "it": {
        "spend": "Importo speso | Spesa",
        "conversions": "Acquisti | Acquisto (clic) | Acquisti (clic)",
        "revenue": "Valore totale | Valore totale degli acquisti",
        "marks": (
            "Acquisto (clic) | Acquisto (visualizzazione) | Acquisto (view) | Acquisti (clic) | "
            "Acquisti (visualizzazione) | Acquisti (view)"
        ),
        "ad_set": "Nome gruppo di annunci | Nome del gruppo di annunci | Gruppo di annunci",
    },
    "nl": {
        "spend": "Besteed bedrag | Uitgegeven bedrag",
        "conversions": "Aankopen | Aankoop (klik) | Aankopen (klik)",
        "revenue": "Totale waarde | Totale aankoopwaarde",
        "marks": "Aankoop (klik) | Aankoop (weergave) | Aankopen (klik) | Aankopen (weergave)",
        "ad_set": "Naam advertentiegroep | Naam van advertentiegroep | Advertentiegroepnaam | Advertentiegroep",
    },
    "pl": {
        "spend": "Wydana kwota | Kwota wydana",
        "conversions": "Zakupy | Zakup (kliknięcie) | Zakupy (kliknięcie)",
        "revenue": "Łączna wartość | Całkowita wartość",
        "marks": "Zakup (kliknięcie) | Zakup (wyświetlenie) | Zakupy (kliknięcie) | Zakupy (wyświetlenie)",
        "ad_set": "Nazwa grupy reklam | Grupa reklam",
    },
    "tr": {
        "spend": "Harcanan tutar | Harcanan miktar",
        "conversions": "Satın almalar | Satın alma (tıklama) | Satın almalar (tıklama)",
        "revenue": "Toplam değer",
        "marks": (
            "Satın alma (tıklama) | Satın alma (görüntüleme) | Satın alma (gösterim) | Satın almalar (tıklama) | "
            "Satın almalar (görüntüleme) | Satın almalar (gösterim)"
        ),
        "ad_set": "Reklam grubu adı | Reklam grubu",
    },
    "ru": {
        "spend": "Потраченная сумма | Израсходованная сумма",
        "conversions": (
            "Покупки | Покупка (клик) | Покупка (клики) | Покупка (по клику) | Покупки (клик) | Покупки (клики) | "
            "Покупки (по клику)"
        ),
        "revenue": "Общая ценность | Общая стоимость покупок",
        "marks": (
            "Покупка (клик) | Покупка (клики) | Покупка (по клику) | Покупка (просмотр) | Покупка (просмотры) | "
            "Покупка (по просмотру) | Покупки (клик) | Покупки (клики) | Покупки (по клику) | Покупки (просмотр) | "
            "Покупки (просмотры) | Покупки (по просмотру)"
        ),
        "ad_set": "Название группы объявлений | Группа объявлений",
    },
    "uk": {
        "spend": "Витрачена сума",
        "conversions": (
            "Покупки | Покупка (клік) | Покупка (кліки) | Покупка (натискання) | Покупки (клік) | "
            "Покупки (кліки) | Покупки (натискання)"
        ),
        "revenue": "Загальна цінність | Загальна вартість покупок",
        "marks": (
            "Покупка (клік) | Покупка (кліки) | Покупка (натискання) | Покупка (перегляд) | Покупка (перегляди) | "
            "Покупки (клік) | Покупки (кліки) | Покупки (натискання) | Покупки (перегляд) | Покупки (перегляди)"
        ),
        "ad_set": "Назва групи оголошень | Група оголошень",
    },
    "id": {
        "spend": "Jumlah yang dibelanjakan | Jumlah yang dihabiskan | Jumlah pengeluaran",
        "conversions": "Pembelian | Pembelian (klik)",
        "revenue": "Nilai total | Total nilai",
        "marks": "Pembelian (klik) | Pembelian (tayangan) | Pembelian (lihat) | Pembelian (tampilan)",
        "ad_set": "Nama grup iklan | Grup iklan",
    },
    "vi": {
        "spend": "Số tiền đã chi tiêu | Số tiền đã chi",
        "conversions": "Lượt mua | Mua hàng (nhấp) | Lượt mua (nhấp) | Mua hàng (lượt nhấp)",
        "revenue": "Tổng giá trị",
        "marks": (
            "Mua hàng (nhấp) | Mua hàng (lượt nhấp) | Mua hàng (xem) | Mua hàng (lượt xem) | Lượt mua (nhấp) | "
            "Lượt mua (lượt nhấp) | Lượt mua (xem) | Lượt mua (lượt xem)"
        ),
        "ad_set": "Tên nhóm quảng cáo | Nhóm quảng cáo",
    },
    "th": {
        "spend": "จำนวนเงินที่ใช้จ่าย | จำนวนเงินที่ใช้ไป",
        "conversions": "การซื้อ | การซื้อ (คลิก) | ซื้อ (คลิก)",
        "revenue": "มูลค่ารวม | มูลค่าทั้งหมด",
        "marks": ("การซื้อ (คลิก) | การซื้อ (การดู) | การซื้อ (ดู) | การซื้อ (รับชม) | ซื้อ (คลิก) | ซื้อ (การดู) | ซื้อ (ดู) | ซื้อ (รับชม)"),
        "ad_set": "ชื่อกลุ่มโฆษณา | กลุ่มโฆษณา",
    },
    "ja": {
        "spend": "消化金額 | 支出額 | 使用金額",
        "conversions": "購入 | 購入 (クリック)",
        "revenue": "合計値 | 合計金額 | 合計価値",
        "marks": "購入 (クリック) | 購入 (ビュー) | 購入 (表示) | 購入 (閲覧)",
        "ad_set": "広告グループ名 | 広告グループ",
    },
    "ko": {
        "spend": "지출 금액 | 지출액 | 사용 금액",
        "conversions": "구매 | 구매(클릭)",
        "revenue": "총 가치 | 총 금액 | 총 값",
        "marks": "구매(클릭) | 구매(조회) | 구매(보기) | 구매(노출)",
        "ad_set": "광고 그룹 이름 | 광고 그룹명 | 광고그룹",
    },
    "zh-Hans": {
        "spend": "花费金额 | 支出金额 | 已花费金额",
        "conversions": "购买 | 购买（点击）",
        "revenue": "总价值 | 总值",
        "marks": "购买（点击） | 购买（浏览） | 购买（查看） | 购买（展示）",
        "ad_set": "广告组名称 | 广告组",
    },
    "zh-Hant": {
        "spend": "花費金額 | 支出金額",
        "conversions": "購買 | 購買（點擊）",
        "revenue": "總價值 | 總值",
        "marks": "購買（點擊） | 購買（瀏覽） | 購買（檢視） | 購買（觀看）",
        "ad_set": "廣告群組名稱 | 廣告組名稱 | 廣告群組",
    },
    "ar": {
        "spend": "المبلغ المنفق | المبلغ الذي تم إنفاقه",
        "conversions": (
            "المشتريات | الشراء (نقرة) | الشراء (النقر) | الشراء (نقر) | شراء (نقرة) | شراء (النقر) | شراء (نقر)"
        ),
        "revenue": "القيمة الإجمالية | إجمالي القيمة",
        "marks": (
            "الشراء (نقرة) | الشراء (النقر) | الشراء (نقر) | الشراء (مشاهدة) | الشراء (المشاهدة) | الشراء (عرض) | "
            "شراء (نقرة) | شراء (النقر) | شراء (نقر) | شراء (مشاهدة) | شراء (المشاهدة) | شراء (عرض)"
        ),
        "ad_set": "اسم المجموعة الإعلانية | اسم مجموعة الإعلانات | المجموعة الإعلانية",
    },
    "el": {
        "spend": "Ποσό που δαπανήθηκε | Δαπανηθέν ποσό",
        "conversions": "Αγορές | Αγορά (κλικ) | Αγορές (κλικ)",
        "revenue": "Συνολική αξία",
        "marks": "Αγορά (κλικ) | Αγορά (προβολή) | Αγορές (κλικ) | Αγορές (προβολή)",
        "ad_set": "Όνομα ομάδας διαφημίσεων | Ομάδα διαφημίσεων",
    },
    "sv": {
        "spend": "Spenderat belopp | Använt belopp",
        "conversions": "Köp | Köp (klick)",
        "revenue": "Totalt värde | Totalvärde",
        "marks": "Köp (klick) | Köp (visning)",
        "ad_set": "Annonsgruppens namn | Annonsgruppsnamn | Annonsgrupp",
    },
    "da": {
        "spend": "Brugt beløb | Forbrugt beløb",
        "conversions": "Køb | Køb (klik)",
        "revenue": "Samlet værdi | Totalværdi",
        "marks": "Køb (klik) | Køb (visning)",
        "ad_set": "Annoncegruppens navn | Annoncegruppenavn | Annoncegruppe",
    },
    "cs": {
        "spend": "Utracená částka | Vynaložená částka",
        "conversions": "Nákupy | Nákup (kliknutí) | Nákup (proklik) | Nákupy (kliknutí) | Nákupy (proklik)",
        "revenue": "Celková hodnota",
        "marks": (
            "Nákup (kliknutí) | Nákup (proklik) | Nákup (zobrazení) | Nákup (zhlédnutí) | Nákupy (kliknutí) | "
            "Nákupy (proklik) | Nákupy (zobrazení) | Nákupy (zhlédnutí)"
        ),
        "ad_set": "Název skupiny reklam | Název reklamní skupiny | Reklamní sestava",
    },
}
