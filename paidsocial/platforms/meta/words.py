"""Meta Ads Manager in other languages than English; `vocabulary` says how to read this."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "es": {
        "starts": "Inicio del informe | Inicio de los informes | Inicio de informe",
        "ends": "Fin del informe | Fin de los informes | Fin de informe",
        "campaign": "Nombre de la campaña | Campañas",
        "ad_set": "Nombre del conjunto de anuncios | Conjuntos de anuncios",
        "ad": "Nombre del anuncio | Anuncios",
        "status": "Entrega de la campaña | Estado de la entrega",
        "spend": "Importe gastado | Monto gastado | Cantidad gastada",
        "clicks": "Clics en el enlace | Clics en enlaces | Clics (todos)",
        "conversions": "Compras | Compras en el sitio web | Compras de Meta | Resultados",
        "revenue": (
            "Valor de conversión de compras | Valor de conversiones de compras | "
            "Valor de conversión de las compras | Valor de conversión de compras en el sitio web"
        ),
        "marks": (
            "Entrega de la campaña | Entrega del conjunto de anuncios | Entrega del anuncio | "
            "Configuración de atribución | Indicador de resultado | Indicador de resultados | Inicio del informe | "
            "Inicio de los informes | Clics (todos) | CPC (todos) | CTR (todos) | Nivel de la entrega | "
            "CTR (porcentaje de clics en el enlace) | CPC (coste por clic en el enlace) | "
            "CPC (costo por clic en el enlace) | Visitas a la página de destino"
        ),
    },
    "pt-BR": {
        "starts": "Início dos relatórios | Início do relatório",
        "ends": "Término dos relatórios | Encerramento dos relatórios",
        "status": "Veiculação da campanha | Status de veiculação",
        "spend": "Valor usado | Valor gasto",
        "clicks": "Cliques no link | Cliques (todos)",
        "conversions": "Compras | Compras no site | Resultados",
        "revenue": (
            "Valor de conversão da compra | Valor de conversão de compras | Valor da conversão de compras | "
            "Valor de conversão de compras no site"
        ),
        "marks": (
            "Veiculação da campanha | Veiculação do conjunto de anúncios | Veiculação do anúncio | "
            "Configuração de atribuição | Indicador de resultados | Indicador de resultado | "
            "Início dos relatórios | Cliques (todos) | CPC (todos) | CTR (todos) | CTR (taxa de cliques no link) | "
            "CPC (custo por clique no link) | Visualizações da página de destino"
        ),
    },
    "pt": {
        "starts": "Início dos relatórios | Início da comunicação | Início da apresentação de relatórios",
        "ends": "Fim dos relatórios | Fim da comunicação | Fim da apresentação de relatórios",
        "status": "Apresentação da campanha | Publicação da campanha",
        "spend": "Montante gasto | Montante despendido",
        "clicks": "Cliques na ligação | Cliques em ligações | Cliques (tudo)",
        "conversions": "Compras | Compras no site | Resultados",
        "revenue": "Valor de conversão das compras | Valor de conversão de compras",
        "marks": (
            "Apresentação da campanha | Publicação da campanha | Definição de atribuição | "
            "Indicador de resultados | Cliques (tudo) | CTR (tudo) | CPC (tudo) | Início da comunicação"
        ),
    },
    "fr": {
        "starts": "Début des rapports | Début du rapport | Début de la période de rapport",
        "ends": "Fin des rapports | Fin du rapport | Fin de la période de rapport",
        "campaign": "Nom de la campagne | Campagnes",
        "ad_set": "Nom de l'ensemble de publicités | Ensembles de publicités",
        "ad": "Nom de la publicité | Publicités",
        "status": "Diffusion de la campagne | Statut de diffusion",
        "spend": "Montant dépensé",
        "clicks": "Clics sur un lien | Clics sur le lien | Clics sur lien | Clics (tous)",
        "conversions": "Achats | Achats sur le site web | Achats sur le site | Résultats",
        "revenue": (
            "Valeur de conversion des achats | Valeur de conversion d'achats | "
            "Valeur de conversion des achats sur le site web"
        ),
        "marks": (
            "Diffusion de la campagne | Diffusion de l'ensemble de publicités | Diffusion de la publicité | "
            "Paramètre d'attribution | Paramètres d'attribution | Indicateur de résultats | "
            "Indicateur de résultat | Clics (tous) | CPC (tous) | CTR (tous) | Niveau de diffusion | "
            "CTR (taux de clics sur le lien) | CPC (coût par clic sur un lien) | Vues de la page de destination"
        ),
    },
    "de": {
        "starts": (
            "Berichtsbeginn | Beginn des Berichts | Berichtsstart | Beginn der Berichterstattung | Auswertungsbeginn"
        ),
        "ends": "Berichtsende | Ende des Berichts | Berichtsabschluss | Ende der Berichterstattung | Auswertungsende",
        "campaign": "Name der Kampagne | Kampagnenname | Kampagnen",
        "ad_set": "Name der Anzeigengruppe | Anzeigengruppenname | Anzeigengruppen",
        "ad": "Name der Anzeige | Anzeigenname | Werbeanzeigenname | Anzeigen",
        "status": "Auslieferung der Kampagne | Kampagnenauslieferung | Auslieferungsstatus",
        "spend": "Ausgegebener Betrag | Ausgegebene Beträge",
        "clicks": "Link-Klicks | Linkklicks | Klicks (alle)",
        "conversions": "Käufe | Website-Käufe | Käufe auf der Website | Ergebnisse",
        "revenue": (
            "Conversion-Wert von Käufen | Conversion-Wert für Käufe | Conversion-Wert der Käufe | "
            "Kauf-Conversion-Wert | Conversion-Wert von Website-Käufen | Conversionwert für Käufe"
        ),
        "marks": (
            "Auslieferung der Kampagne | Kampagnenauslieferung | Auslieferung der Anzeigengruppe | "
            "Anzeigengruppenauslieferung | Anzeigenauslieferung | Auslieferung der Anzeige | "
            "Attributionseinstellung | Ergebnisindikator | Ergebnis-Indikator | Klicks (alle) | CPC (alle) | "
            "CTR (alle) | Auslieferungsebene | CTR (Link-Klickrate) | CPC (Kosten pro Link-Klick) | "
            "Landingpage-Aufrufe | Zielseitenaufrufe"
        ),
    },
    "it": {
        "starts": "Inizio report | Inizio dei report | Inizio segnalazione | Inizio del report",
        "ends": "Fine report | Fine dei report | Fine segnalazione | Fine del report",
        "status": "Pubblicazione della campagna | Pubblicazione campagna | Stato della pubblicazione",
        "spend": "Importo speso",
        "clicks": "Clic sul link | Clic sui link | Clic (tutti)",
        "conversions": "Acquisti | Acquisti sul sito web | Risultati",
        "revenue": (
            "Valore di conversione degli acquisti | Valore di conversione acquisti | "
            "Valore di conversione dell'acquisto | Valore conversione acquisti"
        ),
        "marks": (
            "Pubblicazione della campagna | Pubblicazione campagna | Pubblicazione del gruppo di inserzioni | "
            "Pubblicazione dell'inserzione | Impostazione di attribuzione | Impostazioni di attribuzione | "
            "Indicatore di risultato | Indicatore dei risultati | Clic (tutti) | CPC (tutti) | CTR (tutti) | "
            "Visualizzazioni della pagina di destinazione"
        ),
    },
    "nl": {
        "starts": "Begin van rapportage | Start rapportage | Begin rapportage | Rapportage start | Rapportage begint",
        "ends": "Einde van rapportage | Einde rapportage | Eind rapportage | Rapportage einde | Rapportage eindigt",
        "status": "Campagneweergave | Weergave van campagne | Weergavestatus",
        "spend": "Besteed bedrag | Uitgegeven bedrag",
        "clicks": "Klikken op link | Klikken op links | Linkklikken | Klikken (alle)",
        "conversions": "Aankopen | Websiteaankopen | Aankopen op website | Resultaten",
        "revenue": (
            "Conversiewaarde van aankopen | Aankoopconversiewaarde | Conversiewaarde aankopen | "
            "Conversiewaarde voor aankopen"
        ),
        "marks": (
            "Campagneweergave | Weergave van campagne | Weergave van advertentieset | Weergave van advertentie | "
            "Toeschrijvingsinstelling | Attributie-instelling | Toewijzingsinstelling | Resultaatindicator | "
            "Klikken (alle) | CPC (alle) | CTR (alle) | Weergaven van landingspagina"
        ),
    },
    "pl": {
        "starts": "Początek raportowania | Początek raportu | Rozpoczęcie raportowania",
        "ends": "Koniec raportowania | Koniec raportu | Zakończenie raportowania",
        "status": "Emisja kampanii | Wyświetlanie kampanii | Stan wyświetlania",
        "spend": "Wydana kwota | Kwota wydana",
        "clicks": "Kliknięcia linku | Kliknięcia linków | Kliknięcia w link | Kliknięcia (wszystkie)",
        "conversions": "Zakupy | Zakupy w witrynie | Zakupy w witrynie internetowej | Wyniki",
        "revenue": (
            "Wartość konwersji zakupów | Wartość konwersji zakupu | Wartość konwersji z zakupów | "
            "Wartość konwersji związanych z zakupem"
        ),
        "marks": (
            "Emisja kampanii | Wyświetlanie kampanii | Emisja zestawu reklam | Emisja reklamy | "
            "Ustawienie atrybucji | Ustawienia atrybucji | Wskaźnik wyniku | Wskaźnik wyników | "
            "Kliknięcia (wszystkie) | CPC (wszystkie) | CTR (wszystkie) | Wyświetlenia strony docelowej"
        ),
    },
    "tr": {
        "starts": "Rapor Başlangıcı | Raporlama Başlangıcı | Raporun Başlangıcı | Rapor başlangıç tarihi",
        "ends": "Rapor Sonu | Raporlama Bitişi | Raporun Bitişi | Rapor bitiş tarihi",
        "status": "Kampanya Yayını | Kampanya Teslimi | Yayın durumu",
        "spend": "Harcanan Tutar",
        "clicks": "Bağlantı Tıklamaları | Tıklamalar (Tümü)",
        "conversions": "Alışverişler | Satın Almalar | Alışveriş | İnternet Sitesi Alışverişleri | Sonuçlar",
        "revenue": (
            "Alışveriş Dönüşüm Değeri | Alışverişlerin Dönüşüm Değeri | Satın Alma Dönüşüm Değeri | "
            "Satın Almalar Dönüşüm Değeri"
        ),
        "marks": (
            "Kampanya Yayını | Reklam Seti Yayını | Reklam Yayını | İlişkilendirme Ayarı | "
            "İlişkilendirme Ayarları | Sonuç Göstergesi | Tıklamalar (Tümü) | TBM (Tümü) | CTR (Tümü) | "
            "Açılış Sayfası Görüntülemeleri"
        ),
    },
    "ru": {
        "starts": "Начало отчетности | Дата начала отчетности | Начало отчета | Начало отчетного периода",
        "ends": "Окончание отчетности | Дата окончания отчетности | Окончание отчета | Конец отчетного периода",
        "status": "Показ кампании | Статус показа",
        "spend": "Сумма затрат | Потраченная сумма | Израсходованная сумма",
        "clicks": "Клики по ссылке | Клики (все)",
        "conversions": "Покупки | Покупки на сайте | Результаты",
        "revenue": (
            "Ценность конверсии покупок | Ценность конверсии для покупок | Ценность конверсии при покупках | "
            "Ценность конверсии по покупкам"
        ),
        "marks": (
            "Показ кампании | Показ группы объявлений | Показ объявления | Настройка атрибуции | "
            "Настройки атрибуции | Индикатор результата | Показатель результата | Клики (все) | CPC (все) | "
            "CTR (все) | Просмотры целевой страницы"
        ),
    },
    "uk": {
        "starts": "Початок звітності | Початок звіту | Початок звітного періоду",
        "ends": "Кінець звітності | Кінець звіту | Кінець звітного періоду",
        "status": "Показ кампанії | Доставка кампанії",
        "spend": "Витрачена сума | Сума витрат",
        "clicks": "Кліки за посиланням | Кліки посилання | Кліки на посилання | Кліки (усі) | Кліки (всі)",
        "conversions": "Покупки | Покупки на сайті | Покупки на вебсайті | Результати",
        "revenue": (
            "Цінність конверсії покупок | Цінність конверсій покупок | Цінність конверсій для покупок | "
            "Цінність конверсії для покупок"
        ),
        "marks": (
            "Показ кампанії | Показ групи оголошень | Показ реклами | Налаштування атрибуції | "
            "Параметр атрибуції | Індикатор результату | Індикатор результатів | Кліки (усі) | Кліки (всі) | "
            "CPC (усі) | CTR (усі) | Перегляди цільової сторінки"
        ),
    },
    "id": {
        "starts": "Awal pelaporan | Mulai pelaporan | Pelaporan dimulai",
        "ends": "Akhir pelaporan | Selesai pelaporan | Pelaporan berakhir",
        "status": "Penayangan kampanye | Status penayangan",
        "spend": "Jumlah yang dibelanjakan | Jumlah dibelanjakan",
        "clicks": "Klik tautan | Klik link | Klik (semua)",
        "conversions": "Pembelian | Pembelian di situs web | Pembelian situs web | Hasil",
        "revenue": "Nilai konversi pembelian | Nilai konversi pembelian di situs web",
        "marks": (
            "Penayangan kampanye | Penayangan set iklan | Penayangan iklan | Pengaturan atribusi | "
            "Indikator hasil | Klik (semua) | CPC (semua) | CTR (semua) | Awal pelaporan | Tayangan halaman tujuan"
        ),
    },
    "vi": {
        "starts": "Bắt đầu báo cáo | Lượt bắt đầu báo cáo | Ngày bắt đầu báo cáo",
        "ends": "Kết thúc báo cáo | Lượt kết thúc báo cáo | Ngày kết thúc báo cáo",
        "status": "Phân phối chiến dịch | Trạng thái phân phối",
        "spend": "Số tiền đã chi tiêu",
        "clicks": (
            "Lượt click vào liên kết | Số lượt click vào liên kết | Lượt nhấp vào liên kết | Lượt click (tất cả) | "
            "Lượt nhấp (tất cả)"
        ),
        "conversions": "Lượt mua | Lượt mua hàng | Lượt mua trên trang web | Kết quả",
        "revenue": (
            "Giá trị chuyển đổi lượt mua | Giá trị chuyển đổi từ lượt mua | Giá trị chuyển đổi mua hàng | "
            "Giá trị chuyển đổi của lượt mua"
        ),
        "marks": (
            "Phân phối chiến dịch | Phân phối nhóm quảng cáo | Phân phối quảng cáo | Cài đặt phân bổ | "
            "Cài đặt ghi nhận | Chỉ báo kết quả | Lượt click (tất cả) | CPC (tất cả) | CTR (tất cả) | "
            "Lượt xem trang đích"
        ),
    },
    "th": {
        "starts": "เริ่มการรายงาน | วันที่เริ่มรายงาน | การรายงานเริ่มต้น | เริ่มต้นการรายงาน",
        "ends": "สิ้นสุดการรายงาน | วันที่สิ้นสุดการรายงาน | การรายงานสิ้นสุด | จบการรายงาน",
        "status": "การแสดงผลแคมเปญ | การเผยแพร่แคมเปญ | สถานะการแสดงผล",
        "spend": "จำนวนเงินที่ใช้จ่ายไป | จำนวนเงินที่ใช้จ่าย",
        "clicks": "จำนวนคลิกลิงก์ | การคลิกลิงก์ | คลิกลิงก์ | จำนวนคลิก (ทั้งหมด) | การคลิก (ทั้งหมด)",
        "conversions": "การซื้อ | การซื้อในเว็บไซต์ | การซื้อบนเว็บไซต์ | ผลลัพธ์",
        "revenue": "มูลค่าคอนเวอร์ชันการซื้อ | มูลค่าคอนเวอร์ชันจากการซื้อ | มูลค่าคอนเวอร์ชั่นการซื้อ | มูลค่าการแปลงเป็นยอดซื้อ",
        "marks": (
            "การแสดงผลแคมเปญ | การแสดงผลชุดโฆษณา | การตั้งค่าการระบุที่มา | การตั้งค่าการระบุแหล่งที่มา | ตัวบ่งชี้ผลลัพธ์ | "
            "จำนวนคลิก (ทั้งหมด) | CPC (ทั้งหมด) | CTR (ทั้งหมด)"
        ),
    },
    "ja": {
        "starts": "レポート開始日 | レポートの開始日 | レポート開始",
        "ends": "レポート終了日 | レポートの終了日 | レポート終了",
        "status": "キャンペーンの配信 | 配信ステータス",
        "spend": "消化金額",
        "clicks": "リンクのクリック | リンクのクリック数 | リンククリック | クリック(すべて) | クリック数(すべて)",
        "conversions": "購入 | 購入数 | ウェブサイトでの購入 | ウェブサイトでの購入数 | 結果",
        "revenue": (
            "購入のコンバージョン値 | 購入コンバージョン値 | 購入によるコンバージョン値 | "
            "ウェブサイトでの購入のコンバージョン値"
        ),
        "marks": (
            "キャンペーンの配信 | 広告セットの配信 | 広告の配信 | アトリビューション設定 | "
            "アトリビューションの設定 | 結果インジケーター | 結果の指標 | クリック(すべて) | CPC(すべて) | "
            "CTR(すべて) | ランディングページビュー"
        ),
    },
    "ko": {
        "starts": "보고 시작 | 보고서 시작 | 보고 시작일 | 보고서 시작일",
        "ends": "보고 종료 | 보고서 종료 | 보고 종료일 | 보고서 종료일",
        "status": "캠페인 게재 | 게재 상태",
        "spend": "지출 금액 | 지출된 금액",
        "clicks": "링크 클릭 | 링크 클릭수 | 클릭(전체) | 클릭 수(전체) | 클릭(모두)",
        "conversions": "구매 | 웹사이트 구매 | 결과",
        "revenue": "구매 전환값 | 구매 전환 가치 | 웹사이트 구매 전환값",
        "marks": (
            "캠페인 게재 | 광고 세트 게재 | 광고 게재 | 기여 설정 | 결과 표시 도구 | 결과 지표 | 결과 표시기 | "
            "클릭(전체) | CPC(전체) | CTR(전체) | 랜딩 페이지 조회"
        ),
    },
    "zh-Hans": {
        "starts": "报告开始日期 | 报告开始时间 | 报告起始日期",
        "ends": "报告结束日期 | 报告结束时间 | 报告截止日期",
        "status": "广告系列投放 | 投放状态",
        "spend": "花费金额 | 已花费金额 | 已花金额",
        "clicks": "链接点击量 | 链接点击次数 | 点击量(全部) | 点击次数(全部)",
        "conversions": "购物 | 购物次数 | 购买次数 | 购买 | 网站购物 | 网站购物次数 | 成效",
        "revenue": "购物转化价值 | 购买转化价值 | 网站购物转化价值",
        "marks": (
            "广告系列投放 | 广告组投放 | 广告投放 | 归因设置 | 成效指标 | 点击量(全部) | CPC(全部) | CTR(全部) | "
            "落地页浏览量"
        ),
    },
    "zh-Hant": {
        "starts": "報告開始 | 報告開始日期 | 分析報告開始 | 分析報告開始日期",
        "ends": "報告結束 | 報告結束日期 | 分析報告結束 | 分析報告結束日期",
        "status": "行銷活動投遞 | 投遞狀態",
        "spend": "花費金額 | 已花費金額 | 支出金額",
        "clicks": "連結點擊次數 | 連結點擊數 | 點擊次數(全部) | 點擊次數（所有）",
        "conversions": "購買次數 | 購買 | 網站購買次數 | 網站購買 | 成果",
        "revenue": "購買轉換值 | 購買轉換價值 | 網站購買轉換值",
        "marks": (
            "行銷活動投遞 | 廣告組合投遞 | 廣告投遞 | 歸因設定 | 成果指標 | 點擊次數(全部) | CPC(全部) | "
            "CTR(全部) | 連結頁面瀏覽次數"
        ),
    },
    "ar": {
        "starts": "بدء التقارير | بداية التقرير | بداية إعداد التقارير | بدء إعداد التقارير",
        "ends": "انتهاء التقارير | نهاية التقرير | نهاية إعداد التقارير | انتهاء إعداد التقارير",
        "status": "عرض الحملة | عرض الحملة الإعلانية | تسليم الحملة",
        "spend": "المبلغ الذي تم إنفاقه | المبلغ المنفق",
        "clicks": "نقرات الرابط | النقرات على الرابط | النقرات على الروابط | نقرات على الرابط | النقرات (الكل)",
        "conversions": "عمليات الشراء | المشتريات | عمليات الشراء على موقع الويب | النتائج",
        "revenue": (
            "قيمة تحويل عمليات الشراء | قيمة تحويلات عمليات الشراء | قيمة التحويل لعمليات الشراء | قيمة تحويل المشتريات"
        ),
        "marks": (
            "عرض الحملة الإعلانية | عرض الحملة | عرض المجموعة الإعلانية | إعداد الإحالة | إعدادات الإحالة | "
            "إعداد الإسناد | مؤشر النتيجة | مؤشر النتائج | النقرات (الكل)"
        ),
    },
    "el": {
        "starts": "Έναρξη αναφοράς | Έναρξη αναφορών | Έναρξη περιόδου αναφοράς",
        "ends": "Λήξη αναφοράς | Λήξη αναφορών | Λήξη περιόδου αναφοράς",
        "status": "Προβολή καμπάνιας | Παράδοση καμπάνιας",
        "spend": "Ποσό που δαπανήθηκε | Δαπανηθέν ποσό",
        "clicks": "Κλικ σε σύνδεσμο | Κλικ συνδέσμου | Κλικ στον σύνδεσμο | Κλικ (όλα)",
        "conversions": "Αγορές | Αγορές στον ιστότοπο | Αγορές στην τοποθεσία web | Αποτελέσματα",
        "revenue": (
            "Αξία μετατροπής αγορών | Αξία μετατροπών αγορών | Τιμή μετατροπής αγορών | Αξία μετατροπής αγοράς"
        ),
        "marks": (
            "Προβολή καμπάνιας | Παράδοση καμπάνιας | Ρύθμιση απόδοσης | Ρυθμίσεις απόδοσης | "
            "Δείκτης αποτελέσματος | Δείκτης αποτελεσμάτων | Κλικ (όλα) | CPC (όλα) | CTR (όλα)"
        ),
    },
    "sv": {
        "starts": "Rapporteringsstart | Rapporteringen startar | Rapportering startar | Rapportstart",
        "ends": "Rapporteringsslut | Rapporteringen slutar | Rapportering slutar | Rapportslut",
        "status": "Kampanjvisning | Kampanjleverans | Visningsstatus",
        "spend": "Spenderat belopp | Belopp som spenderats | Använt belopp",
        "clicks": "Länkklick | Klick på länk | Klick på länkar | Klick (alla)",
        "conversions": "Köp | Köp på webbplatsen | Webbplatsköp | Resultat",
        "revenue": "Konverteringsvärde för köp | Köpens konverteringsvärde | Köpkonverteringsvärde",
        "marks": (
            "Kampanjvisning | Kampanjleverans | Visning av annonsuppsättning | Tillskrivningsinställning | "
            "Attribueringsinställning | Attributionsinställning | Resultatindikator | Klick (alla) | CPC (alla) | "
            "CTR (alla)"
        ),
    },
    "da": {
        "starts": "Rapporteringsstart | Rapportering starter | Start på rapportering | Rapportering begynder",
        "ends": "Rapporteringsslut | Rapportering slutter | Slut på rapportering | Rapportering ender",
        "status": "Kampagnevisning | Visning af kampagne | Visningsstatus",
        "spend": "Brugt beløb | Forbrugt beløb | Beløb brugt | Anvendt beløb",
        "clicks": "Klik på link | Klik på links | Linkklik | Klik (alle)",
        "conversions": "Køb | Køb på website | Køb på websted | Køb på hjemmesiden | Resultater",
        "revenue": "Konverteringsværdi for køb | Købskonverteringsværdi | Konverteringsværdi af køb",
        "marks": (
            "Kampagnevisning | Visning af kampagne | Visning af annoncesæt | Visning af annonce | "
            "Tilskrivningsindstilling | Attribueringsindstilling | Attributionsindstilling | Resultatindikator | "
            "Klik (alle)"
        ),
    },
    "cs": {
        "starts": "Začátek přehledu | Začátek vykazování | Začátek reportu | Začátek hlášení",
        "ends": "Konec přehledu | Konec vykazování | Konec reportu | Konec hlášení",
        "status": "Zobrazování kampaně | Doručování kampaně",
        "spend": "Vynaložená částka | Utracená částka",
        "clicks": "Kliknutí na odkaz | Prokliky odkazu | Kliknutí na odkazy | Kliknutí (vše) | Kliknutí (všechna)",
        "conversions": "Nákupy | Nákupy na webu | Výsledky",
        "revenue": "Konverzní hodnota nákupů | Hodnota konverze nákupů | Hodnota konverzí nákupů",
        "marks": (
            "Zobrazování kampaně | Doručování kampaně | Zobrazování sady reklam | Zobrazování reklamy | "
            "Nastavení přiřazení | Nastavení atribuce | Indikátor výsledku | Ukazatel výsledku | Kliknutí (vše) | "
            "CPC (vše) | CTR (vše)"
        ),
    },
}
