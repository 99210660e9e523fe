"""LinkedIn Campaign Manager in other languages than English; `vocabulary` says how to read this."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "es": {
        "day": "Fecha de inicio (huso horario de UTC) | Fecha de inicio (en UTC) | Fecha (en UTC) | Fecha de inicio",
        "spend": "Gasto total | Total gastado | Inversión total | Importe total gastado",
        "clicks": "Clics",
        "conversions": "Conversiones",
        "revenue": "Valor total de las conversiones | Valor total de conversión | Valor total de conversiones",
        "ad": "Nombre del anuncio | Nombre del contenido creativo | Nombre del contenido publicitario",
        "marks": (
            "Fecha de inicio (huso horario de UTC) | Fecha de inicio (en UTC) | Impresiones virales | "
            "Total de acciones sociales | Acciones sociales totales | Clics virales"
        ),
        "titles": "Informe de rendimiento | Informe sobre el rendimiento | Informe de resultados de la campaña",
    },
    "pt-BR": {
        "day": "Data de início (em UTC) | Data de início (no UTC) | Data (em UTC) | Data de início",
        "spend": "Total gasto | Gasto total | Valor total gasto",
        "conversions": "Conversões",
        "revenue": (
            "Valor total da conversão | Valor total de conversão | Valor total das conversões | "
            "Valor total de conversões"
        ),
        "ad": "Nome do anúncio | Nome do criativo",
        "marks": (
            "Data de início (em UTC) | Data de início (no UTC) | Impressões virais | Total de ações sociais | "
            "Cliques virais"
        ),
        "titles": "Relatório de desempenho | Relatório de performance",
    },
    "pt": {
        "day": "Data de início (em UTC)",
        "spend": "Total gasto | Total despendido",
        "titles": "Relatório de desempenho",
    },
    "fr": {
        "day": "Date de début (en UTC) | Date de début (UTC) | Date (en UTC) | Date de début",
        "spend": "Total dépensé | Montant total dépensé | Dépenses totales | Dépense totale | Total des dépenses",
        "conversions": "Conversions",
        "revenue": "Valeur totale des conversions | Valeur de conversion totale",
        "ad": "Nom de la publicité | Nom du contenu publicitaire",
        "marks": (
            "Date de début (en UTC) | Impressions virales | Total des actions sociales | "
            "Nombre total d'actions sociales | Clics viraux"
        ),
        "hints": "Total dépensé",
        "titles": (
            "Rapport de performance | Rapport de performances | Rapport sur les performances | "
            "Rapport sur la performance | Rapport des performances"
        ),
    },
    "de": {
        "day": "Startdatum (in UTC) | Datum (in UTC) | Startdatum (UTC) | Startdatum",
        "spend": (
            "Gesamtausgaben | Insgesamt ausgegeben | Ausgegebener Gesamtbetrag | Gesamtbetrag ausgegeben | "
            "Ausgaben insgesamt"
        ),
        "conversions": "Conversions | Konversionen",
        "revenue": (
            "Gesamter Conversion-Wert | Gesamt-Conversion-Wert | Gesamtwert der Conversions | Conversion-Gesamtwert"
        ),
        "ad": "Name der Anzeige | Anzeigenname | Name des Werbemittels",
        "marks": (
            "Startdatum (in UTC) | Virale Impressions | Virale Impressionen | Soziale Aktionen insgesamt | "
            "Social Actions insgesamt | Gesamtzahl der Social Actions | Virale Klicks"
        ),
        "titles": (
            "Kampagnen-Performance-Bericht | Kampagnenperformance-Bericht | Kampagnenleistungsbericht | "
            "Bericht zur Kampagnenleistung | Bericht zur Kampagnenperformance | Bericht zur Anzeigenleistung | "
            "Performance-Bericht | Leistungsbericht | Anzeigen-Performance-Bericht"
        ),
    },
    "it": {
        "day": "Data di inizio (in UTC) | Data di inizio (UTC) | Data (in UTC) | Data di inizio",
        "spend": "Totale speso | Spesa totale | Importo totale speso",
        "conversions": "Conversioni",
        "revenue": (
            "Valore totale delle conversioni | Valore totale di conversione | Valore totale conversioni | "
            "Valore di conversione totale"
        ),
        "ad": "Nome dell'annuncio | Nome annuncio",
        "marks": (
            "Data di inizio (in UTC) | Impressioni virali | Impression virali | Totale azioni social | "
            "Azioni social totali | Clic virali"
        ),
        "titles": (
            "Report sulle prestazioni | Rapporto sulle prestazioni | Report sulla performance | "
            "Report performance | Report prestazioni | Rapporto sulla performance"
        ),
    },
    "nl": {
        "day": "Startdatum (in UTC) | Begindatum (in UTC) | Datum (in UTC) | Startdatum | Begindatum",
        "spend": "Totaal uitgegeven | Totaal besteed | Totale uitgaven",
        "conversions": "Conversies",
        "revenue": "Totale conversiewaarde",
        "ad": "Naam van advertentie | Advertentienaam",
        "marks": (
            "Startdatum (in UTC) | Begindatum (in UTC) | Virale weergaven | Virale impressies | "
            "Totaal sociale acties | Totaal aantal sociale acties | Virale klikken"
        ),
        "titles": (
            "Campagneprestatierapport | Prestatierapport | Campagneprestatieverslag | "
            "Rapport over campagneprestaties | Rapport campagneprestaties | Advertentieprestatierapport"
        ),
    },
    "pl": {
        "day": (
            "Data rozpoczęcia (w UTC) | Data rozpoczęcia (UTC) | Data rozpoczęcia (czas UTC) | Data (w UTC) | "
            "Data rozpoczęcia"
        ),
        "spend": "Wydano łącznie | Łącznie wydano | Łączne wydatki | Całkowite wydatki | Suma wydatków",
        "conversions": "Konwersje",
        "revenue": "Łączna wartość konwersji | Całkowita wartość konwersji",
        "ad": "Nazwa reklamy | Nazwa kreacji",
        "marks": (
            "Data rozpoczęcia (w UTC) | Wyświetlenia wirusowe | Łączna liczba działań społecznościowych | "
            "Działania społecznościowe łącznie | Kliknięcia wirusowe"
        ),
        "hints": "Wydano łącznie | Łącznie wydano",
        "titles": (
            "Raport skuteczności | Raport o skuteczności | Raport wydajności | Raport o wydajności | "
            "Raport wyników | Raport dotyczący skuteczności | Raport dotyczący wyników"
        ),
    },
    "tr": {
        "day": (
            "Başlangıç Tarihi (UTC) | Başlangıç Tarihi (UTC cinsinden) | Başlangıç Tarihi (UTC olarak) | "
            "Tarih (UTC) | Başlangıç Tarihi"
        ),
        "spend": "Toplam Harcanan | Toplam Harcama | Harcanan Toplam | Harcanan Toplam Tutar",
        "conversions": "Dönüşümler",
        "revenue": "Toplam Dönüşüm Değeri",
        "ad": "Reklam Adı",
        "marks": (
            "Başlangıç Tarihi (UTC) | Başlangıç Tarihi (UTC cinsinden) | Viral Gösterimler | "
            "Toplam Sosyal İşlemler | Toplam Sosyal Eylemler | Viral Tıklamalar"
        ),
        "titles": (
            "Kampanya Performans Raporu | Kampanya Performansı Raporu | Reklam Performans Raporu | "
            "Performans Raporu | Reklam Performansı Raporu"
        ),
    },
    "ru": {
        "day": "Дата начала (в UTC) | Дата начала (UTC) | Дата начала (по UTC) | Дата (в UTC) | Дата начала",
        "spend": "Всего потрачено | Потрачено всего | Общие расходы | Общая сумма расходов | Общая сумма затрат",
        "conversions": "Конверсии",
        "revenue": "Общая ценность конверсий | Общая стоимость конверсий",
        "ad": "Название объявления",
        "marks": (
            "Дата начала (в UTC) | Дата начала (по UTC) | Вирусные показы | Всего социальных действий | "
            "Общее количество социальных действий | Вирусные клики"
        ),
        "hints": "Всего потрачено",
        "titles": (
            "Отчет об эффективности | Отчет о результативности | Отчет о результатах кампании | "
            "Отчет о производительности"
        ),
    },
    "uk": {
        "day": "Дата початку (в UTC) | Дата початку (UTC) | Дата початку (за UTC) | Дата (в UTC) | Дата початку",
        "spend": "Усього витрачено | Всього витрачено | Загальні витрати | Загальна сума витрат",
        "conversions": "Конверсії",
        "revenue": "Загальна цінність конверсій | Загальна вартість конверсій | Загальна цінність конверсії",
        "ad": "Назва оголошення",
        "marks": (
            "Дата початку (в UTC) | Дата початку (за UTC) | Вірусні покази | Усього соціальних дій | "
            "Загальна кількість соціальних дій | Вірусні кліки"
        ),
        "hints": "Усього витрачено",
        "titles": (
            "Звіт про ефективність | Звіт про результативність | Звіт про результати кампанії | Звіт про продуктивність"
        ),
    },
    "id": {
        "day": "Tanggal Mulai (dalam UTC) | Tanggal Mulai (UTC) | Tanggal (dalam UTC) | Tanggal Mulai",
        "spend": "Total Pengeluaran | Total yang Dibelanjakan | Total Dibelanjakan | Jumlah Total yang Dibelanjakan",
        "conversions": "Konversi",
        "revenue": "Nilai Konversi Total | Total Nilai Konversi",
        "ad": "Nama Iklan",
        "marks": "Tanggal Mulai (dalam UTC) | Impresi Viral | Tayangan Viral | Total Tindakan Sosial | Klik Viral",
        "titles": "Laporan Performa | Laporan Kinerja",
    },
    "vi": {
        "day": (
            "Ngày bắt đầu (theo UTC) | Ngày bắt đầu (giờ UTC) | Ngày bắt đầu (UTC) | Ngày bắt đầu (trong UTC) | "
            "Ngày (theo UTC) | Ngày bắt đầu"
        ),
        "spend": "Tổng chi tiêu | Tổng số tiền đã chi | Tổng số tiền đã chi tiêu | Tổng đã chi",
        "conversions": "Lượt chuyển đổi | Chuyển đổi",
        "revenue": "Tổng giá trị chuyển đổi",
        "ad": "Tên quảng cáo",
        "marks": (
            "Ngày bắt đầu (theo UTC) | Ngày bắt đầu (giờ UTC) | Lượt hiển thị lan truyền | "
            "Tổng số hành động xã hội | Tổng hành động xã hội"
        ),
        "titles": "Báo cáo hiệu suất | Báo cáo hiệu quả | Báo cáo Hiệu suất Chiến dịch",
    },
    "th": {
        "day": ("วันที่เริ่มต้น (ใน UTC) | วันที่เริ่มต้น (UTC) | วันที่เริ่มต้น (เป็น UTC) | วันที่เริ่ม (UTC) | วันที่ (UTC) | วันที่เริ่มต้น"),
        "spend": "ยอดใช้จ่ายทั้งหมด | ใช้จ่ายทั้งหมด | การใช้จ่ายทั้งหมด | ค่าใช้จ่ายรวม | ยอดใช้จ่ายรวม",
        "conversions": "คอนเวอร์ชัน | คอนเวอร์ชั่น | Conversion",
        "revenue": "มูลค่าคอนเวอร์ชันทั้งหมด | มูลค่าคอนเวอร์ชันรวม | มูลค่า Conversion ทั้งหมด",
        "ad": "ชื่อโฆษณา",
        "marks": "วันที่เริ่มต้น (ใน UTC) | วันที่เริ่มต้น (UTC) | อิมเพรสชันแบบไวรัล | การดำเนินการทางสังคมทั้งหมด",
        "titles": "รายงานประสิทธิภาพ | รายงานผลการดำเนินงาน | รายงานผลแคมเปญ",
    },
    "ja": {
        "day": "開始日 (UTC) | 開始日（UTC時間） | 日付 (UTC) | 開始日",
        "spend": (
            "合計消化金額 | 合計費用 | 費用合計 | 総消化金額 | 合計支出 | 合計支出額 | 総支出 | 消化金額合計 | 総費用"
        ),
        "conversions": "コンバージョン | コンバージョン数",
        "revenue": (
            "合計コンバージョン値 | コンバージョン値合計 | 総コンバージョン値 | コンバージョン合計値 | "
            "コンバージョンの合計値 | 合計コンバージョン価値 | コンバージョン値の合計 | コンバージョン総額"
        ),
        "ad": "広告名 | クリエイティブ名",
        "marks": (
            "開始日 (UTC) | バイラルインプレッション | バイラルインプレッション数 | ソーシャルアクション合計 | "
            "合計ソーシャルアクション数 | 合計ソーシャルアクション"
        ),
        "titles": (
            "キャンペーンパフォーマンスレポート | キャンペーンのパフォーマンスレポート | "
            "広告パフォーマンスレポート | パフォーマンスレポート | キャンペーン成果レポート"
        ),
    },
    "ko": {
        "day": "시작일(UTC) | 시작 날짜(UTC) | 시작일(UTC 기준) | 날짜(UTC) | 시작일",
        "spend": "총 지출 | 총 지출액 | 총 지출 금액 | 총 사용 금액",
        "conversions": "전환 | 전환수",
        "revenue": "총 전환 가치 | 총 전환값",
        "ad": "광고 이름 | 광고명",
        "marks": "시작일(UTC) | 시작 날짜(UTC) | 바이럴 노출 | 바이럴 노출수 | 총 소셜 활동 | 총 소셜 액션",
        "titles": "캠페인 성과 보고서 | 캠페인 실적 보고서 | 광고 성과 보고서 | 성과 보고서",
    },
    "zh-Hans": {
        "day": "开始日期（UTC） | 开始日期（UTC 时间） | 开始日期（协调世界时） | 日期（UTC） | 开始日期",
        "spend": "总支出 | 总花费 | 总消费 | 总费用 | 支出总额 | 花费总额",
        "conversions": "转化 | 转化次数 | 转化量",
        "revenue": "总转化价值 | 转化总价值 | 转化总值",
        "ad": "广告名称 | 创意名称",
        "marks": (
            "开始日期（UTC） | 开始日期（UTC 时间） | 病毒式展示次数 | 病毒式展示量 | 社交动作总数 | "
            "社交互动总数 | 总社交行为"
        ),
        "titles": (
            "广告系列绩效报告 | 广告活动绩效报告 | 广告系列业绩报告 | 营销活动绩效报告 | 广告活动表现报告 | "
            "广告活动成效报告 | 广告绩效报告 | 活动绩效报告 | 广告系列效果报告 | 营销活动效果报告 | "
            "广告系列表现报告"
        ),
    },
    "zh-Hant": {
        "day": "開始日期（UTC） | 開始日期（UTC 時間） | 開始日期（世界標準時間） | 日期（UTC） | 開始日期",
        "spend": "總花費 | 總支出 | 總費用 | 支出總額 | 花費總額",
        "conversions": "轉換 | 轉換次數 | 轉換數",
        "revenue": "總轉換價值 | 轉換總值 | 轉換總價值",
        "ad": "廣告名稱",
        "marks": "開始日期（UTC） | 開始日期（UTC 時間） | 病毒式曝光次數 | 社交行動總數 | 社交動作總數 | 總社交行動",
        "titles": (
            "廣告活動成效報告 | 行銷活動成效報告 | 廣告活動績效報告 | 宣傳活動績效報告 | 廣告成效報告 | "
            "活動績效報告 | 行銷活動績效報告 | 宣傳活動成效報告"
        ),
    },
    "ar": {
        "day": (
            "تاريخ البدء (بالتوقيت العالمي المنسق) | تاريخ البدء (UTC) | تاريخ البدء (في UTC) | "
            "تاريخ البدء (بتوقيت UTC) | تاريخ البداية (UTC) | تاريخ البدء | تاريخ البداية"
        ),
        "spend": "إجمالي الإنفاق | إجمالي المبلغ المنفق | إجمالي ما تم إنفاقه | المبلغ الإجمالي المنفق",
        "conversions": "التحويلات | عمليات التحويل",
        "revenue": "إجمالي قيمة التحويل | إجمالي قيمة التحويلات | القيمة الإجمالية للتحويلات",
        "ad": "اسم الإعلان",
        "marks": (
            "تاريخ البدء (بالتوقيت العالمي المنسق) | تاريخ البدء (UTC) | تاريخ البدء (في UTC) | "
            "مرات الظهور الفيروسية | إجمالي الإجراءات الاجتماعية"
        ),
        "titles": "تقرير أداء | تقرير الأداء",
    },
    "el": {
        "day": (
            "Ημερομηνία έναρξης (σε UTC) | Ημερομηνία έναρξης (UTC) | Ημερομηνία έναρξης (ώρα UTC) | "
            "Ημερομηνία (UTC) | Ημερομηνία έναρξης"
        ),
        "spend": (
            "Συνολική δαπάνη | Συνολικές δαπάνες | Σύνολο δαπανών | Συνολικό ποσό που δαπανήθηκε | Σύνολο δαπάνης"
        ),
        "conversions": "Μετατροπές",
        "revenue": "Συνολική αξία μετατροπών | Συνολική αξία μετατροπής",
        "ad": "Όνομα διαφήμισης",
        "marks": (
            "Ημερομηνία έναρξης (σε UTC) | Ημερομηνία έναρξης (UTC) | Viral εμφανίσεις | "
            "Συνολικές κοινωνικές ενέργειες | Σύνολο κοινωνικών ενεργειών"
        ),
        "titles": "Αναφορά απόδοσης | Αναφορά επιδόσεων | Έκθεση απόδοσης",
        "ad_set": "Όνομα διαφημιστικού σετ | Όνομα σετ διαφημίσεων",
        "ad_set_id": "Αναγνωριστικό διαφημιστικού σετ | Αναγνωριστικό σετ διαφημίσεων",
    },
    "sv": {
        "day": "Startdatum (i UTC) | Startdatum (UTC) | Startdatum (enligt UTC) | Datum (i UTC) | Startdatum",
        "spend": "Totalt spenderat | Total utgift | Totala utgifter | Totalt spenderat belopp | Totalt förbrukat",
        "conversions": "Konverteringar",
        "revenue": "Totalt konverteringsvärde",
        "ad": "Annonsnamn | Annonsens namn",
        "marks": (
            "Startdatum (i UTC) | Virala visningar | Virala exponeringar | Totalt antal sociala åtgärder | "
            "Totala sociala åtgärder"
        ),
        "titles": (
            "Kampanjresultatrapport | Resultatrapport | Kampanjprestandarapport | Prestandarapport | "
            "Rapport om kampanjresultat | Rapport över kampanjresultat | Rapport om kampanjprestanda | "
            "Annonsresultatrapport"
        ),
    },
    "da": {
        "day": "Startdato (i UTC) | Startdato (UTC) | Dato (i UTC) | Startdato",
        "spend": (
            "Samlet forbrug | Brugt i alt | Forbrug i alt | Samlet brugt | Samlet brugt beløb | Samlede udgifter"
        ),
        "conversions": "Konverteringer",
        "revenue": "Samlet konverteringsværdi",
        "ad": "Annoncenavn | Annoncens navn",
        "marks": (
            "Startdato (i UTC) | Virale visninger | Virale eksponeringer | Sociale handlinger i alt | "
            "Samlet antal sociale handlinger"
        ),
        "titles": (
            "Kampagneresultatrapport | Resultatrapport | Kampagnepræstationsrapport | Præstationsrapport | "
            "Rapport om kampagneresultater | Rapport over kampagneresultater | Kampagneydelsesrapport | "
            "Rapport om kampagnens resultater | Rapport over kampagnens resultater"
        ),
    },
    "cs": {
        "day": (
            "Datum zahájení (v UTC) | Datum začátku (v UTC) | Datum zahájení (UTC) | Datum začátku (UTC) | "
            "Počáteční datum (v UTC) | Datum (v UTC) | Datum zahájení | Datum začátku"
        ),
        "spend": "Celkem utraceno | Celková útrata | Celkové výdaje | Celkem vynaloženo",
        "conversions": "Konverze",
        "revenue": "Celková hodnota konverzí | Celková hodnota konverze",
        "ad": "Název reklamy",
        "marks": (
            "Datum zahájení (v UTC) | Datum začátku (v UTC) | Virální zobrazení | Virální imprese | "
            "Celkem sociálních akcí | Celkový počet sociálních akcí"
        ),
        "titles": (
            "Přehled výkonu | Přehled výkonnosti | Zpráva o výkonu | Zpráva o výkonnosti | Report výkonu | "
            "Sestava výkonu | Výkonnostní přehled"
        ),
    },
}
