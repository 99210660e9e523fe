"""Google Ads in other languages than English; `vocabulary` says how to read this."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "es": {
        "campaign": "Campaña",
        "ad_set": "Grupo de anuncios | Grupo de recursos",
        "status": "Estado de la campaña",
        "spend": "Coste | Costo",
        "impressions": "Impr.",
        "clicks": "Clics",
        "conversions": "Conversiones | Conv.",
        "revenue": (
            "Valor de conv. | Valor conv. | Valor de conversión | Valor de las conversiones | Valor total de conv."
        ),
        "marks": (
            "Impr. | Coste/conv. | Costo/conv. | CPC medio | CPC prom. | Valor de conv. | Valor conv. | "
            "Tasa de conv. | Porcentaje de conv. | Nivel de optimización | Valor conv./coste | "
            "Valor de conv. / costo"
        ),
        "hints": "Código de moneda | Interacciones | Tipo de campaña",
        "titles": (
            "Informe de campañas | Informe de la campaña | Informe de campaña | Informe de grupos de anuncios | "
            "Informe de anuncios | Informe de cuentas | Informe personalizado"
        ),
    },
    "pt-BR": {
        "campaign": "Campanha",
        "ad_set": "Grupo de anúncios | Grupo de recursos",
        "status": "Status da campanha",
        "spend": "Custo",
        "impressions": "Impr.",
        "clicks": "Cliques",
        "conversions": "Conversões | Conv.",
        "revenue": "Valor da conv. | Valor de conv. | Valor conv. | Valor da conversão",
        "marks": (
            "Impr. | Custo / conv. | CPC méd. | CPC médio | Valor da conv. | Taxa de conv. | "
            "Pontuação de otimização | Valor da conv. / custo"
        ),
        "hints": "Código da moeda | Interações | Tipo de campanha",
        "titles": (
            "Relatório de campanhas | Relatório da campanha | Relatório de campanha | "
            "Relatório de grupos de anúncios | Relatório de anúncios | Relatório personalizado"
        ),
    },
    "pt": {
        "campaign": "Campanha",
        "ad_set": "Grupo de anúncios",
        "spend": "Custo",
        "impressions": "Impr.",
        "revenue": "Valor de conv. | Valor da conv.",
        "marks": "Custo/conv. | Valor de conv. | Pontuação de otimização",
        "hints": "Código de moeda | Estado da campanha",
        "titles": "Relatório de campanhas | Relatório da campanha",
    },
    "fr": {
        "campaign": "Campagne",
        "ad_set": "Groupe d'annonces | Groupe d'assets | Groupe d'éléments",
        "status": "État de la campagne",
        "spend": "Coût",
        "impressions": "Impr.",
        "clicks": "Clics",
        "conversions": "Conversions | Conv.",
        "revenue": "Valeur de conv. | Valeur conv. | Valeur de conversion | Valeur des conv.",
        "marks": (
            "Impr. | Coût/conv. | CPC moy. | Valeur de conv. | Valeur conv. | Taux de conv. | "
            "Taux d'optimisation | Score d'optimisation | Valeur de conv./coût"
        ),
        "hints": "Code de devise | Code devise | Interactions | Type de campagne | État de la campagne",
        "titles": (
            "Rapport de campagne | Rapport sur les campagnes | Rapport de la campagne | Rapport sur la campagne | "
            'Rapport sur les groupes d\'annonces | Rapport personnalisé | Rapport "Campagnes"'
        ),
    },
    "de": {
        "campaign": "Kampagne",
        "ad_set": "Anzeigengruppe | Asset-Gruppe",
        "status": "Kampagnenstatus | Status der Kampagne",
        "spend": "Kosten",
        "impressions": "Impr. | Impressionen",
        "clicks": "Klicks",
        "conversions": "Conversions | Conv.",
        "revenue": "Conv.-Wert | Conversion-Wert | Conv. Wert | Gesamter Conv.-Wert",
        "marks": (
            "Impr. | Kosten/Conv. | Durchschn. CPC | Conv.-Wert | Conv.-Rate | Optimierungsfaktor | Conv.-Wert/Kosten"
        ),
        "hints": "Währungscode | Interaktionen | Interaktionsrate | Kampagnentyp | Budgettyp",
        "titles": (
            "Kampagnenbericht | Anzeigengruppenbericht | Anzeigenbericht | Kontobericht | "
            "Benutzerdefinierter Bericht | Bericht zu Kampagnen"
        ),
    },
    "it": {
        "campaign": "Campagna",
        "ad_set": "Gruppo di annunci | Gruppo di asset",
        "status": "Stato della campagna | Stato campagna",
        "spend": "Costo",
        "impressions": "Impr.",
        "clicks": "Clic",
        "conversions": "Conversioni | Conv.",
        "revenue": "Valore di conv. | Valore conv. | Valore conversione | Valore di conversione",
        "marks": (
            "Impr. | Costo/conv. | CPC medio | Valore conv. | Valore di conv. | Tasso conv. | Tasso di conv. | "
            "Punteggio di ottimizzazione | Valore conv./costo"
        ),
        "hints": "Codice valuta | Interazioni | Tipo di campagna",
        "titles": (
            "Report campagna | Report campagne | Report sulle campagne | Report sulla campagna | "
            "Rapporto campagne | Rapporto sulle campagne | Report gruppi di annunci | Report personalizzato"
        ),
    },
    "nl": {
        "campaign": "Campagne",
        "ad_set": "Advertentiegroep | Itemgroep",
        "status": "Campagnestatus",
        "spend": "Kosten",
        "impressions": "Vertoningen | Vert. | Impr.",
        "clicks": "Klikken",
        "conversions": "Conversies | Conv.",
        "revenue": "Conv.waarde | Conversiewaarde",
        "marks": (
            "Vert. | Kosten/conv. | Gem. CPC | Conv.waarde | Conv.percentage | Optimalisatiescore | Conv.waarde/kosten"
        ),
        "hints": "Valutacode | Interacties | Campagnetype",
        "titles": "Campagnerapport | Advertentiegroeprapport | Campagneprestaties | Aangepast rapport",
    },
    "pl": {
        "campaign": "Kampania",
        "ad_set": "Grupa reklam | Grupa plików",
        "status": "Stan kampanii",
        "spend": "Koszt",
        "impressions": "Wyświetlenia | Wyśw.",
        "clicks": "Kliknięcia",
        "conversions": "Konwersje | Konw.",
        "revenue": "Wartość konwersji | Wartość konw.",
        "marks": (
            "Wyśw. | Koszt/konw. | Śr. CPC | Wartość konw. | Współczynnik konw. | Wsp. konw. | "
            "Wynik optymalizacji | Wartość konw./koszt"
        ),
        "hints": "Kod waluty | Interakcje | Typ kampanii",
        "titles": (
            "Raport kampanii | Raport dotyczący kampanii | Raport Kampanie | Raport grup reklam | Raport niestandardowy"
        ),
    },
    "tr": {
        "campaign": "Kampanya",
        "ad_set": "Reklam grubu | Öğe grubu",
        "status": "Kampanya durumu",
        "spend": "Maliyet",
        "impressions": "Gösterim | Göst.",
        "clicks": "Tıklamalar | Tıklama",
        "conversions": "Dönüşümler | Dön. | Dönş.",
        "revenue": "Dön. değeri | Dönüşüm değeri | Dönş. değeri",
        "marks": (
            "Göst. | Maliyet/dön. | Ort. TBM | Dön. değeri | Dön. oranı | Optimizasyon puanı | Dön. değeri/maliyet"
        ),
        "hints": "Para birimi kodu | Etkileşimler | Kampanya türü",
        "titles": "Kampanya raporu | Reklam grubu raporu | Özel rapor",
    },
    "ru": {
        "campaign": "Кампания",
        "ad_set": "Группа объявлений | Группа объектов",
        "status": "Статус кампании",
        "spend": "Расход | Стоимость | Расходы",
        "impressions": "Показы | Показ.",
        "clicks": "Клики",
        "conversions": "Конверсии | Конв.",
        "revenue": "Ценность конверсии | Ценн. конв. | Ценность конв.",
        "marks": (
            "Стоимость/конв. | Расход/конв. | Стоим./конв. | Сред. цена за клик | Ср. цена за клик | "
            "Средн. цена за клик | Ценность конв. | Ценн. конв. | Коэфф. конверсии | Коэф. конверсии | "
            "Показатель оптимизации"
        ),
        "hints": "Код валюты | Взаимодействия | Тип кампании",
        "titles": (
            'Отчет о кампаниях | Отчет по кампаниям | Отчет о кампании | Отчет "Кампании" | '
            "Отчет по группам объявлений | Пользовательский отчет"
        ),
    },
    "uk": {
        "campaign": "Кампанія",
        "ad_set": "Група оголошень | Група об'єктів",
        "status": "Статус кампанії",
        "spend": "Вартість | Витрати",
        "impressions": "Покази | Показ.",
        "clicks": "Кліки",
        "conversions": "Конверсії | Конв.",
        "revenue": "Цінність конверсії | Цінн. конв. | Цінність конв. | Цінність конверсій",
        "marks": (
            "Вартість/конв. | Сер. ціна за клік | Цінність конв. | Цінн. конв. | Коеф. конверсії | Показник оптимізації"
        ),
        "hints": "Код валюти | Взаємодії | Тип кампанії",
        "titles": (
            "Звіт про кампанії | Звіт про кампанію | Звіт за кампаніями | Звіт щодо кампаній | Спеціальний звіт"
        ),
    },
    "id": {
        "campaign": "Kampanye",
        "ad_set": "Grup iklan | Grup aset",
        "status": "Status kampanye",
        "spend": "Biaya",
        "impressions": "Tayangan | Tayg. | Impr. | Tayang.",
        "clicks": "Klik",
        "conversions": "Konversi | Konv.",
        "revenue": "Nilai konv. | Nilai konversi",
        "marks": (
            "Tayg. | Biaya/konv. | BPK Rata-Rata | Rata-rata BPK | Nilai konv. | Rasio konv. | Tingkat konv. | "
            "Skor pengoptimalan"
        ),
        "hints": "Kode mata uang | Interaksi | Jenis kampanye",
        "titles": "Laporan kampanye | Laporan grup iklan | Laporan kustom",
    },
    "vi": {
        "campaign": "Chiến dịch",
        "ad_set": "Nhóm quảng cáo | Nhóm thành phần",
        "status": "Trạng thái chiến dịch",
        "spend": "Chi phí",
        "impressions": "Số lượt hiển thị | Lượt hiển thị | Hiển thị",
        "clicks": "Số lượt nhấp | Lượt nhấp",
        "conversions": "Lượt chuyển đổi | Số lượt chuyển đổi | Chuyển đổi",
        "revenue": "Giá trị chuyển đổi | Giá trị lượt chuyển đổi",
        "marks": "Chi phí/lượt chuyển đổi | CPC trung bình | Tỷ lệ chuyển đổi | Điểm tối ưu hóa",
        "hints": "Mã đơn vị tiền tệ | Mã tiền tệ | Lượt tương tác | Loại chiến dịch",
        "titles": "Báo cáo chiến dịch | Báo cáo về chiến dịch | Báo cáo nhóm quảng cáo | Báo cáo tùy chỉnh",
    },
    "th": {
        "campaign": "แคมเปญ",
        "ad_set": "กลุ่มโฆษณา | กลุ่มชิ้นงาน",
        "status": "สถานะแคมเปญ",
        "spend": "ค่าใช้จ่าย | ต้นทุน",
        "impressions": "การแสดงผล | จำนวนการแสดงผล",
        "clicks": "คลิก | จำนวนคลิก",
        "conversions": "Conversion | คอนเวอร์ชัน | จำนวน Conversion",
        "revenue": "มูลค่า Conversion | มูลค่าคอนเวอร์ชัน | มูลค่า Conv.",
        "marks": "ค่าใช้จ่าย / Conversion | CPC เฉลี่ย | อัตรา Conversion | คะแนนการเพิ่มประสิทธิภาพ | มูลค่า Conversion",
        "hints": "รหัสสกุลเงิน | ประเภทแคมเปญ",
        "titles": "รายงานแคมเปญ | รายงานกลุ่มโฆษณา | รายงานที่กำหนดเอง",
    },
    "ja": {
        "campaign": "キャンペーン",
        "ad_set": "広告グループ | アセット グループ",
        "status": "キャンペーンのステータス | キャンペーン ステータス",
        "spend": "費用 | ご利用額",
        "impressions": "表示回数 | インプレッション数",
        "clicks": "クリック数",
        "conversions": "コンバージョン | コンバージョン数 | コンバージョン（現在のモデル）",
        "revenue": (
            "コンバージョン値 | コンバージョンの価値 | コンバージョン価値 | コンバージョン値の合計 | "
            "合計コンバージョン値"
        ),
        "marks": (
            "表示回数 | コンバージョン単価 | 平均クリック単価 | コンバージョン値 | コンバージョン率 | "
            "最適化スコア | コンバージョン値/費用"
        ),
        "hints": "通貨コード | インタラクション | キャンペーン タイプ",
        "titles": "キャンペーン レポート | 広告グループ レポート | カスタム レポート",
    },
    "ko": {
        "campaign": "캠페인",
        "ad_set": "광고그룹 | 애셋 그룹",
        "status": "캠페인 상태",
        "spend": "비용",
        "impressions": "노출수",
        "clicks": "클릭수",
        "conversions": "전환수 | 전환",
        "revenue": "전환 가치 | 전환값",
        "marks": "전환당비용 | 비용/전환 | 평균 CPC | 전환 가치 | 전환율 | 최적화 점수 | 전환 가치/비용",
        "hints": "통화 코드 | 상호작용 | 상호작용수 | 캠페인 유형",
        "titles": "캠페인 보고서 | 광고그룹 보고서 | 맞춤 보고서",
    },
    "zh-Hans": {
        "campaign": "广告系列 | 广告活动",
        "ad_set": "广告组 | 素材资源组",
        "status": "广告系列状态",
        "spend": "费用",
        "impressions": "展示次数 | 展示",
        "clicks": "点击次数 | 点击",
        "conversions": "转化次数 | 转化",
        "revenue": "转化价值 | 转化次数价值",
        "marks": "每次转化费用 | 费用/转化次数 | 平均每次点击费用 | 平均 CPC | 转化率 | 优化得分 | 转化价值/费用",
        "hints": "货币代码 | 互动次数 | 广告系列类型",
        "titles": "广告系列报告 | 广告组报告 | 自定义报告",
    },
    "zh-Hant": {
        "campaign": "廣告活動 | 宣傳活動",
        "ad_set": "廣告群組 | 素材資源群組",
        "status": "廣告活動狀態",
        "spend": "費用",
        "impressions": "曝光次數 | 曝光 | 曝光數",
        "clicks": "點擊次數 | 點擊",
        "conversions": "轉換 | 轉換次數",
        "revenue": "轉換價值",
        "marks": "單次轉換費用 | 費用/轉換 | 平均單次點擊出價 | 平均 CPC | 轉換率 | 最佳化分數 | 轉換價值/費用",
        "hints": "貨幣代碼 | 互動 | 互動次數 | 廣告活動類型",
        "titles": "廣告活動報表 | 廣告活動報告 | 廣告群組報表 | 自訂報表",
    },
    "ar": {
        "campaign": "الحملة",
        "ad_set": "المجموعة الإعلانية | مجموعة مواد العرض",
        "status": "حالة الحملة",
        "spend": "التكلفة | الكلفة",
        "impressions": "مرات الظهور | عدد مرات الظهور",
        "clicks": "النقرات | عدد النقرات",
        "conversions": "الإحالات الناجحة | عدد الإحالات الناجحة | التحويلات",
        "revenue": "قيمة الإحالة الناجحة | قيمة الإحالات الناجحة",
        "marks": (
            "التكلفة/الإحالة الناجحة | متوسط تكلفة النقرة | قيمة الإحالة الناجحة | قيمة الإحالات الناجحة | "
            "الإحالات الناجحة | معدل الإحالات الناجحة | نتيجة التحسين"
        ),
        "hints": "رمز العملة | نوع الحملة",
        "titles": "تقرير الحملة | تقرير الحملات | تقرير المجموعة الإعلانية | تقرير مخصص",
    },
    "el": {
        "campaign": "Καμπάνια",
        "ad_set": "Ομάδα διαφημίσεων | Ομάδα στοιχείων",
        "status": "Κατάσταση καμπάνιας",
        "spend": "Κόστος",
        "impressions": "Εμφανίσεις | Εμφ. | Εμφαν.",
        "clicks": "Κλικ",
        "conversions": "Μετατροπές | Μετ.",
        "revenue": "Αξία μετ. | Αξία μετατροπής | Αξία μετατροπών | Αξία μετατρ.",
        "marks": "Εμφ. | Κόστος/μετ. | Μέσο CPC | Αξία μετ. | Ποσοστό μετ. | Βαθμολογία βελτιστοποίησης",
        "hints": "Κωδικός νομίσματος | Αλληλεπιδράσεις | Τύπος καμπάνιας",
        "titles": "Αναφορά καμπάνιας | Αναφορά καμπανιών | Αναφορά ομάδων διαφημίσεων | Προσαρμοσμένη αναφορά",
    },
    "sv": {
        "campaign": "Kampanj",
        "ad_set": "Annonsgrupp | Tillgångsgrupp",
        "status": "Kampanjstatus",
        "spend": "Kostnad",
        "impressions": "Exponeringar | Exp. | Visn. | Visningar",
        "clicks": "Klick",
        "conversions": "Konverteringar | Konv.",
        "revenue": "Konv.värde | Konverteringsvärde",
        "marks": (
            "Exp. | Visn. | Kostnad/konv. | Genomsn. CPC | Genomsnittlig CPC | Konv.värde | Konv.grad | "
            "Konv.frekvens | Optimeringspoäng"
        ),
        "hints": "Valutakod | Interaktioner | Kampanjtyp",
        "titles": "Kampanjrapport | Annonsgruppsrapport | Anpassad rapport",
    },
    "da": {
        "campaign": "Kampagne",
        "ad_set": "Annoncegruppe | Aktivgruppe",
        "status": "Kampagnestatus",
        "spend": "Omkostninger | Omkostning | Udgifter | ~Pris",
        "impressions": "Eksponeringer | Eksp. | Visninger | Impr.",
        "clicks": "Klik",
        "conversions": "Konverteringer | Konv.",
        "revenue": "Konv.værdi | Konverteringsværdi",
        "marks": (
            "Eksp. | Omkostning/konv. | Omkostninger/konv. | Pris/konv. | Gns. CPC | Gnsn. CPC | Konv.værdi | "
            "Konv.rate | Optimeringsscore"
        ),
        "hints": "Valutakode | Interaktioner | Kampagnetype",
        "titles": "Kampagnerapport | Annoncegrupperapport | Tilpasset rapport",
    },
    "cs": {
        "campaign": "Kampaň",
        "ad_set": "Reklamní sestava | Skupina podkladů",
        "status": "Stav kampaně",
        "spend": "Náklady | ~Cena",
        "impressions": "Zobrazení | Zobr. | Impr.",
        "clicks": "Kliknutí | Prokliky",
        "conversions": "Konverze | Konv.",
        "revenue": "Hodnota konv. | Hodnota konverze | Hodnota konverzí",
        "marks": (
            "Zobr. | Náklady/konv. | Cena/konv. | Prům. CPC | Hodnota konv. | Míra konv. | Konv. poměr | "
            "Skóre optimalizace | Reklamní sestava"
        ),
        "hints": "Kód měny | Interakce | Typ kampaně",
        "titles": "Přehled kampaní | Přehled kampaně | Report kampaní | Přehled reklamních sestav | Vlastní přehled",
    },
}
