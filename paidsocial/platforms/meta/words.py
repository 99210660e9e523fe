"""Meta Ads Manager in the languages of Europe; `vocabulary` says how to read this."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "es": {
        "starts": (
            "Inicio del informe | Inicio de los informes | Inicio de informe | Inicio del informe | "
            "Fecha de inicio del informe | Inicio de los informes"
        ),
        "ends": (
            "Fin del informe | Fin de los informes | Fin de informe | Finalización del informe | "
            "Fecha de fin del informe | Finalización de los informes"
        ),
        "campaign": "Nombre de la campaña | Campañas",
        "ad_set": "Nombre del conjunto de anuncios | Conjuntos de anuncios",
        "ad": "Nombre del anuncio | Anuncios",
        "status": (
            "Entrega de la campaña | Estado de la entrega | Entrega del conjunto de anuncios | Entrega del anuncio"
        ),
        "spend": "Importe gastado | Monto gastado | Cantidad gastada",
        "clicks": (
            "Clics en el enlace | Clics en enlaces | Clics (todos) | Clics en enlace | Clics de enlace | "
            "Clics de enlaces | Clics en el vínculo"
        ),
        "conversions": "Compras | Compras en el sitio web | Compras de Meta | Resultados",
        "revenue": (
            "Valor de conversión de compras | Valor de conversiones de compras | "
            "Valor de conversión de las compras | Valor de conversión de compras en el sitio web | "
            "Valor de conversión de las compras en el sitio web | Valor de conversión de la compra"
        ),
        "marks": (
            "Entrega de la campaña | Entrega del conjunto de anuncios | Entrega del anuncio | "
            "Configuración de atribución | Indicador de resultado | Indicador de resultados | Inicio del informe | "
            "Inicio de los informes | Clics (todos) | CPC (todos) | CTR (todos) | Nivel de la entrega | "
            "CTR (porcentaje de clics en el enlace) | CPC (coste por clic en el enlace) | "
            "CPC (costo por clic en el enlace)"
        ),
        "hints": "Visitas a la página de destino",
    },
    "pt-BR": {
        "starts": "Início dos relatórios | Início do relatório",
        "ends": "Término dos relatórios | Encerramento dos relatórios",
        "status": "Veiculação da campanha | Status de veiculação",
        "spend": "Valor usado | Valor gasto | Quantia gasta | Valor usado total",
        "clicks": "Cliques no link | Cliques (todos)",
        "conversions": "Compras | Compras no site | Resultados",
        "revenue": (
            "Valor de conversão da compra | Valor de conversão de compras | Valor da conversão de compras | "
            "Valor de conversão de compras no site | Valor de conversão das compras"
        ),
        "marks": (
            "Veiculação da campanha | Veiculação do conjunto de anúncios | Veiculação do anúncio | "
            "Configuração de atribuição | Indicador de resultados | Indicador de resultado | "
            "Início dos relatórios | Cliques (todos) | CPC (todos) | CTR (todos) | CTR (taxa de cliques no link) | "
            "CPC (custo por clique no link)"
        ),
        "hints": "Visualizações da página de destino",
    },
    "pt": {
        "starts": (
            "Início dos relatórios | Início da comunicação | Início da apresentação de relatórios | Início do relatório"
        ),
        "ends": "Fim dos relatórios | Fim da comunicação | Fim da apresentação de relatórios | Fim do relatório",
        "status": "Apresentação da campanha | Publicação da campanha",
        "spend": "Montante gasto | Montante despendido | Valor gasto | Quantia gasta",
        "clicks": (
            "Cliques na ligação | Cliques em ligações | Cliques (tudo) | Cliques na hiperligação | Cliques no link"
        ),
        "conversions": "Compras | Compras no site | Resultados",
        "revenue": "Valor de conversão das compras | Valor de conversão de compras | Valor da conversão de compras",
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
            "Valeur de conversion des achats sur le site web | Valeur de conversion d'achat | "
            "Valeur de conversion de l'achat | Valeur des conversions d'achat"
        ),
        "marks": (
            "Diffusion de la campagne | Diffusion de l'ensemble de publicités | Diffusion de la publicité | "
            "Paramètre d'attribution | Paramètres d'attribution | Indicateur de résultats | "
            "Indicateur de résultat | Clics (tous) | CPC (tous) | CTR (tous) | Niveau de diffusion | "
            "CTR (taux de clics sur le lien) | CPC (coût par clic sur un lien)"
        ),
        "hints": "Vues de la page de destination",
    },
    "it": {
        "starts": (
            "Inizio report | Inizio dei report | Inizio segnalazione | Inizio del report | "
            "Inizio rendicontazione | Inizio resoconto"
        ),
        "ends": (
            "Fine report | Fine dei report | Fine segnalazione | Fine del report | Fine rendicontazione | "
            "Fine resoconto"
        ),
        "status": "Pubblicazione della campagna | Pubblicazione campagna | Stato della pubblicazione",
        "spend": "Importo speso",
        "clicks": "Clic sul link | Clic sui link | Clic (tutti)",
        "conversions": "Acquisti | Acquisti sul sito web | Risultati | Acquisti sul sito",
        "revenue": (
            "Valore di conversione degli acquisti | Valore di conversione acquisti | "
            "Valore di conversione dell'acquisto | Valore conversione acquisti | "
            "Valore di conversione degli acquisti sul sito web | Valore di conversione dell'acquisto sul sito web"
        ),
        "marks": (
            "Pubblicazione della campagna | Pubblicazione campagna | Pubblicazione del gruppo di inserzioni | "
            "Pubblicazione dell'inserzione | Impostazione di attribuzione | Impostazioni di attribuzione | "
            "Indicatore di risultato | Indicatore dei risultati | Clic (tutti) | CPC (tutti) | CTR (tutti)"
        ),
        "hints": "Visualizzazioni della pagina di destinazione",
        "ad_set": "Nome del gruppo di inserzioni",
    },
    "de": {
        "starts": (
            "Berichtsbeginn | Beginn des Berichts | Berichtsstart | Beginn der Berichterstattung | "
            "Auswertungsbeginn | Anfang des Berichts | Auswertungsstart | Start der Auswertung"
        ),
        "ends": (
            "Berichtsende | Ende des Berichts | Berichtsabschluss | Ende der Berichterstattung | "
            "Auswertungsende | Ende des Berichts | Auswertungsende | Ende der Auswertung"
        ),
        "campaign": "Name der Kampagne | Kampagnenname | Kampagnen",
        "ad_set": "Name der Anzeigengruppe | Anzeigengruppenname | Anzeigengruppen",
        "ad": "Name der Anzeige | Anzeigenname | Werbeanzeigenname | Anzeigen | Name der Werbeanzeige",
        "status": "Auslieferung der Kampagne | Kampagnenauslieferung | Auslieferungsstatus",
        "spend": "Ausgegebener Betrag | Ausgegebene Beträge",
        "clicks": "Link-Klicks | Linkklicks | Klicks (alle)",
        "conversions": "Käufe | Website-Käufe | Käufe auf der Website | Ergebnisse",
        "revenue": (
            "Conversion-Wert von Käufen | Conversion-Wert für Käufe | Conversion-Wert der Käufe | "
            "Kauf-Conversion-Wert | Conversion-Wert von Website-Käufen | Conversionwert für Käufe | "
            "Conversion-Wert Website-Käufe | Conversion-Wert für Website-Käufe | Conversion-Wert Käufe | "
            "Wert der Kauf-Conversions"
        ),
        "marks": (
            "Auslieferung der Kampagne | Kampagnenauslieferung | Auslieferung der Anzeigengruppe | "
            "Anzeigengruppenauslieferung | Anzeigenauslieferung | Auslieferung der Anzeige | "
            "Attributionseinstellung | Ergebnisindikator | Ergebnis-Indikator | Klicks (alle) | CPC (alle) | "
            "CTR (alle) | Auslieferungsebene | CTR (Link-Klickrate) | CPC (Kosten pro Link-Klick)"
        ),
        "hints": "Landingpage-Aufrufe | Zielseitenaufrufe",
    },
    "nl": {
        "starts": "Begin van rapportage | Start rapportage | Begin rapportage | Rapportage start | Rapportage begint",
        "ends": "Einde van rapportage | Einde rapportage | Eind rapportage | Rapportage einde | Rapportage eindigt",
        "status": "Campagneweergave | Weergave van campagne | Weergavestatus",
        "spend": "Besteed bedrag | Uitgegeven bedrag",
        "clicks": (
            "Klikken op link | Klikken op links | Linkklikken | Klikken (alle) | Linkkliks | Link-kliks | "
            "Kliks op link | Kliks op links"
        ),
        "conversions": "Aankopen | Websiteaankopen | Aankopen op website | Resultaten | Aankopen op de website",
        "revenue": (
            "Conversiewaarde van aankopen | Aankoopconversiewaarde | Conversiewaarde aankopen | "
            "Conversiewaarde voor aankopen"
        ),
        "marks": (
            "Campagneweergave | Weergave van campagne | Weergave van advertentieset | Weergave van advertentie | "
            "Toeschrijvingsinstelling | Attributie-instelling | Toewijzingsinstelling | Resultaatindicator | "
            "Klikken (alle) | CPC (alle) | CTR (alle)"
        ),
        "hints": "Weergaven van landingspagina",
    },
    "sv": {
        "starts": (
            "Rapporteringsstart | Rapporteringen startar | Rapportering startar | Rapportstart | "
            "Rapporteringen börjar | Rapporteringsperiodens start"
        ),
        "ends": (
            "Rapporteringsslut | Rapporteringen slutar | Rapportering slutar | Rapportslut | "
            "Rapporteringen slutar | Rapporteringsperiodens slut"
        ),
        "status": "Kampanjvisning | Kampanjleverans | Visningsstatus",
        "spend": "Spenderat belopp | Belopp som spenderats | Använt belopp",
        "clicks": "Länkklick | Klick på länk | Klick på länkar | Klick (alla) | Länkklickningar",
        "conversions": "Köp | Köp på webbplatsen | Webbplatsköp | Resultat",
        "revenue": (
            "Konverteringsvärde för köp | Köpens konverteringsvärde | Köpkonverteringsvärde | "
            "Köp, konverteringsvärde | Köp - konverteringsvärde"
        ),
        "marks": (
            "Kampanjvisning | Kampanjleverans | Visning av annonsuppsättning | Tillskrivningsinställning | "
            "Attribueringsinställning | Attributionsinställning | Resultatindikator | Klick (alla) | CPC (alla) | "
            "CTR (alla)"
        ),
        "ad_set": (
            "Annonsuppsättningens namn | Annonsuppsättningsnamn | Namn på annonsuppsättning | Annonsuppsättning"
        ),
    },
    "da": {
        "starts": "Rapporteringsstart | Rapportering starter | Start på rapportering | Rapportering begynder",
        "ends": "Rapporteringsslut | Rapportering slutter | Slut på rapportering | Rapportering ender",
        "status": "Kampagnevisning | Visning af kampagne | Visningsstatus",
        "spend": "Brugt beløb | Forbrugt beløb | Beløb brugt | Anvendt beløb",
        "clicks": "Klik på link | Klik på links | Linkklik | Klik (alle)",
        "conversions": "Køb | Køb på website | Køb på websted | Køb på hjemmesiden | Resultater",
        "revenue": (
            "Konverteringsværdi for køb | Købskonverteringsværdi | Konverteringsværdi af køb | "
            "Køb - konverteringsværdi | Konverteringsværdi ved køb"
        ),
        "marks": (
            "Kampagnevisning | Visning af kampagne | Visning af annoncesæt | Visning af annonce | "
            "Tilskrivningsindstilling | Attribueringsindstilling | Attributionsindstilling | Resultatindikator | "
            "Klik (alle)"
        ),
        "ad_set": "Annoncesættets navn | Annoncesætnavn | Navn på annoncesæt | Annoncesæt",
    },
    "pl": {
        "starts": (
            "Początek raportowania | Początek raportu | Rozpoczęcie raportowania | Początek okresu raportowania"
        ),
        "ends": "Koniec raportowania | Koniec raportu | Zakończenie raportowania | Koniec okresu raportowania",
        "status": "Emisja kampanii | Wyświetlanie kampanii | Stan wyświetlania",
        "spend": "Wydana kwota | Kwota wydana",
        "clicks": "Kliknięcia linku | Kliknięcia linków | Kliknięcia w link | Kliknięcia (wszystkie)",
        "conversions": "Zakupy | Zakupy w witrynie | Zakupy w witrynie internetowej | Wyniki",
        "revenue": (
            "Wartość konwersji zakupów | Wartość konwersji zakupu | Wartość konwersji z zakupów | "
            "Wartość konwersji związanych z zakupem | Wartość konwersji z zakupu | "
            "Wartość konwersji zakupów w witrynie"
        ),
        "marks": (
            "Emisja kampanii | Wyświetlanie kampanii | Emisja zestawu reklam | Emisja reklamy | "
            "Ustawienie atrybucji | Ustawienia atrybucji | Wskaźnik wyniku | Wskaźnik wyników | "
            "Kliknięcia (wszystkie) | CPC (wszystkie) | CTR (wszystkie)"
        ),
        "hints": "Wyświetlenia strony docelowej",
    },
    "cs": {
        "starts": (
            "Začátek přehledu | Začátek vykazování | Začátek reportu | Začátek hlášení | Začátek reportování | "
            "Začátek sledovaného období | Začátek výkazů | Začátek reportování | Začátek reportů"
        ),
        "ends": (
            "Konec přehledu | Konec vykazování | Konec reportu | Konec hlášení | Konec reportování | "
            "Konec sledovaného období | Konec výkazů | Konce reportů | Konec reportů"
        ),
        "status": "Zobrazování kampaně | Doručování kampaně",
        "spend": "Vynaložená částka | Utracená částka | Vydaná částka",
        "clicks": "Kliknutí na odkaz | Prokliky odkazu | Kliknutí na odkazy | Kliknutí (vše) | Kliknutí (všechna)",
        "conversions": "Nákupy | Nákupy na webu | Výsledky",
        "revenue": ("Konverzní hodnota nákupů | Hodnota konverze nákupů | Hodnota konverzí nákupů"),
        "marks": (
            "Zobrazování kampaně | Doručování kampaně | Zobrazování sady reklam | Zobrazování reklamy | "
            "Nastavení přiřazení | Nastavení atribuce | Indikátor výsledku | Ukazatel výsledku | Kliknutí (vše) | "
            "CPC (vše) | CTR (vše)"
        ),
    },
    "ru": {
        "starts": (
            "Начало отчетности | Дата начала отчетности | Начало отчета | Начало отчетного периода | "
            "Начало отчетного периода"
        ),
        "ends": (
            "Окончание отчетности | Дата окончания отчетности | Окончание отчета | Конец отчетного периода | "
            "Окончание отчетного периода"
        ),
        "status": "Показ кампании | Статус показа",
        "spend": "Сумма затрат | Потраченная сумма | Израсходованная сумма",
        "clicks": "Клики по ссылке | Клики (все)",
        "conversions": "Покупки | Покупки на сайте | Результаты",
        "revenue": (
            "Ценность конверсии покупок | Ценность конверсии для покупок | Ценность конверсии при покупках | "
            "Ценность конверсии по покупкам | Ценность конверсии в покупку | Ценность конверсий «Покупка» | "
            "Ценность конверсии покупки | Ценность покупок"
        ),
        "marks": (
            "Показ кампании | Показ группы объявлений | Показ объявления | Настройка атрибуции | "
            "Настройки атрибуции | Индикатор результата | Показатель результата | Клики (все) | CPC (все) | "
            "CTR (все)"
        ),
        "hints": "Просмотры целевой страницы",
        "ad_set": "Название группы объявлений | Группа объявлений",
    },
    "uk": {
        "starts": "Початок звітності | Початок звіту | Початок звітного періоду | Початок звіту",
        "ends": "Кінець звітності | Кінець звіту | Кінець звітного періоду | Завершення звіту",
        "status": "Показ кампанії | Доставка кампанії",
        "spend": "Витрачена сума | Сума витрат",
        "clicks": "Кліки за посиланням | Кліки посилання | Кліки на посилання | Кліки (усі) | Кліки (всі)",
        "conversions": "Покупки | Покупки на сайті | Покупки на вебсайті | Результати",
        "revenue": (
            "Цінність конверсії покупок | Цінність конверсій покупок | Цінність конверсій для покупок | "
            "Цінність конверсії для покупок | Цінність конверсії покупки"
        ),
        "marks": (
            "Показ кампанії | Показ групи оголошень | Показ реклами | Налаштування атрибуції | "
            "Параметр атрибуції | Індикатор результату | Індикатор результатів | Кліки (усі) | Кліки (всі) | "
            "CPC (усі) | CTR (усі)"
        ),
        "hints": "Перегляди цільової сторінки",
        "ad_set": "Назва групи оголошень | Назва набору реклами | Назва групи реклами | Назва рекламної групи",
        "ad": "Назва реклами | Назва оголошення",
    },
    "el": {
        "starts": "Έναρξη αναφοράς | Έναρξη αναφορών | Έναρξη περιόδου αναφοράς",
        "ends": "Λήξη αναφοράς | Λήξη αναφορών | Λήξη περιόδου αναφοράς",
        "status": "Προβολή καμπάνιας | Παράδοση καμπάνιας",
        "spend": "Ποσό που δαπανήθηκε | Δαπανηθέν ποσό | Ποσό που ξοδεύτηκε | Ποσό δαπάνης",
        "clicks": "Κλικ σε σύνδεσμο | Κλικ συνδέσμου | Κλικ στον σύνδεσμο | Κλικ (όλα)",
        "conversions": "Αγορές | Αγορές στον ιστότοπο | Αγορές στην τοποθεσία web | Αποτελέσματα",
        "revenue": (
            "Αξία μετατροπής αγορών | Αξία μετατροπών αγορών | Τιμή μετατροπής αγορών | Αξία μετατροπής αγοράς"
        ),
        "marks": (
            "Προβολή καμπάνιας | Παράδοση καμπάνιας | Ρύθμιση απόδοσης | Ρυθμίσεις απόδοσης | "
            "Δείκτης αποτελέσματος | Δείκτης αποτελεσμάτων | Κλικ (όλα) | CPC (όλα) | CTR (όλα)"
        ),
        "ad_set": "Όνομα διαφημιστικού σετ | Όνομα σετ διαφημίσεων | Όνομα συνόλου διαφημίσεων",
        "ad_set_id": "Αναγνωριστικό διαφημιστικού σετ | Αναγνωριστικό σετ διαφημίσεων",
        "campaign": "Όνομα καμπάνιας | Όνομα εκστρατείας",
    },
    "tr": {
        "starts": (
            "Rapor Başlangıcı | Raporlama Başlangıcı | Raporun Başlangıcı | Rapor başlangıç tarihi | Rapor Başlangıcı"
        ),
        "ends": "Rapor Sonu | Raporlama Bitişi | Raporun Bitişi | Rapor bitiş tarihi | Rapor Bitişi",
        "status": "Kampanya Yayını | Kampanya Teslimi | Yayın durumu",
        "spend": "Harcanan Tutar",
        "clicks": "Bağlantı Tıklamaları | Tıklamalar (Tümü) | Link tıklamaları | Bağlantı Tıklaması",
        "conversions": (
            "Alışverişler | Satın Almalar | Alışveriş | İnternet Sitesi Alışverişleri | Sonuçlar | "
            "Satın Alımlar | Web sitesi alışverişleri"
        ),
        "revenue": (
            "Alışveriş Dönüşüm Değeri | Alışverişlerin Dönüşüm Değeri | Satın Alma Dönüşüm Değeri | "
            "Satın Almalar Dönüşüm Değeri | Satın alma dönüşümü değeri | İnternet Sitesi Alışveriş Dönüşüm Değeri"
        ),
        "marks": (
            "Kampanya Yayını | Reklam Seti Yayını | Reklam Yayını | İlişkilendirme Ayarı | "
            "İlişkilendirme Ayarları | Sonuç Göstergesi | Tıklamalar (Tümü) | TBM (Tümü) | CTR (Tümü)"
        ),
        "hints": "Açılış Sayfası Görüntülemeleri",
    },
}
