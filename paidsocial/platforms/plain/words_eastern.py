"""Everyday words for columns in Polish, Czech, Russian, Ukrainian, Greek and Turkish."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "pl": {
        "day": "Dzień | Data | Wg dnia | Według dnia | Data raportu",
        "week": "Tydzień | Początek tygodnia | Tydzień od",
        "month": "Miesiąc",
        "quarter": "Kwartał",
        "starts": "od",
        "ends": "do",
        "platform": "Platforma | Kanał | Sieć",
        "account": (
            "Nazwa konta | Konto | Konto reklamowe | Nazwa konta reklamowego | Reklamodawca | Nazwa reklamodawcy"
        ),
        "account_id": (
            "Identyfikator konta | ID konta | Identyfikator konta reklamowego | ID konta reklamowego | "
            "Identyfikator klienta | ID klienta | ID reklamodawcy | Numer konta"
        ),
        "currency": "Waluta | Kod waluty | Waluta konta",
        "campaign": "Nazwa kampanii | Kampania | Kampanie | Typ kampanii",
        "campaign_id": "Identyfikator kampanii | ID kampanii",
        "ad_set": (
            "Nazwa zestawu reklam | Zestaw reklam | Nazwa grupy reklam | Grupa reklam | Grupa reklamowa | "
            "Nazwa grupy reklamowej"
        ),
        "ad_set_id": (
            "Identyfikator zestawu reklam | ID zestawu reklam | Identyfikator grupy reklam | ID grupy reklam"
        ),
        "ad": "Nazwa reklamy | Reklama | Reklamy | Kreacja",
        "ad_id": "Identyfikator reklamy | ID reklamy",
        "objective": "Cel | Cel kampanii",
        "status": "Stan | Status | Stan kampanii | Status kampanii | Wyświetlanie",
        "spend": (
            "Wydana kwota | Kwota wydana | Wydatki | Wydatek | Koszt | Koszty | Łączny koszt | Koszt całkowity | "
            "Łączne wydatki | Wydano | Wydatki na reklamę | Nakłady | Kwota wydatków | Suma kosztów | Suma wydatków"
        ),
        "impressions": "Wyświetlenia | Liczba wyświetleń | Wyśw. | Odsłony | Impresje",
        "reach": "Zasięg | Unikalni użytkownicy",
        "clicks": (
            "Kliknięcia linku | Kliknięcia linków | Kliknięcia w link | Kliknięcia łącza | Kliknięcia | Klik. | "
            "Liczba kliknięć | Kliknięcia (wszystkie) | Łączna liczba kliknięć | Liczba kliknięć linku | "
            "Liczba kliknięć w link"
        ),
        "conversions": (
            "Zakupy | Zakupy w witrynie | Konwersje | Konwersja | Zamówienia | Transakcje | "
            "Łączna liczba konwersji | Wyniki | Liczba konwersji | Liczba zakupów"
        ),
        "revenue": (
            "Wartość konwersji zakupów | Wartość konwersji z zakupów | Wartość konwersji zakupu | "
            "Wartość konwersji | Wartość konw. | Wartość zakupów | Przychód | Przychody | Sprzedaż | Obrót | "
            "Łączna wartość konwersji | Wartość zakupu"
        ),
    },
    "cs": {
        "day": "Den | Datum | Podle dne | Datum přehledu",
        "week": "Týden | Týden od | Začátek týdne",
        "month": "Měsíc",
        "quarter": "Čtvrtletí | Kvartál",
        "starts": "od",
        "ends": "do",
        "platform": "Platforma | Kanál | Síť",
        "account": "Název účtu | Jméno účtu | Účet | Reklamní účet | Název reklamního účtu | Inzerent",
        "account_id": "ID účtu | Číslo účtu | Identifikátor účtu | ID reklamního účtu | ID zákazníka | Zákaznické ID",
        "currency": "Měna | Kód měny",
        "campaign": "Název kampaně | Kampaň | Kampaně | Jméno kampaně | Typ kampaně",
        "campaign_id": "ID kampaně | Identifikátor kampaně",
        "ad_set": (
            "Název sady reklam | Sada reklam | Název reklamní sestavy | Reklamní sestava | "
            "Název reklamní skupiny | Reklamní skupina | Název skupiny reklam | Skupina reklam"
        ),
        "ad_set_id": (
            "ID sady reklam | Identifikátor sady reklam | ID reklamní sestavy | ID reklamní skupiny | ID skupiny reklam"
        ),
        "ad": "Název reklamy | Reklama | Reklamy | Kreativa | Název inzerátu | Inzerát",
        "ad_id": "ID reklamy | Identifikátor reklamy",
        "objective": "Cíl | Cíl kampaně | Účel",
        "status": "Stav | Stav kampaně | Zobrazování | Status",
        "spend": (
            "Vynaložená částka | Utracená částka | Částka vynaložená | Útrata | Výdaje | Náklady | "
            "Celkové náklady | Celkové výdaje | Utraceno | Celkem utraceno | Celková útrata | Náklady na reklamu"
        ),
        "impressions": "Zobrazení | Imprese | Zobr. | Počet zobrazení | Impr.",
        "reach": "Dosah | Zásah | Unikátní uživatelé",
        "clicks": (
            "Kliknutí na odkaz | Prokliky odkazu | Kliknutí na odkazy | Kliknutí | Prokliky | Kliky | "
            "Kliknutí (vše) | Kliknutí (všechna) | Celkem kliknutí | Počet kliknutí | Počet prokliků"
        ),
        "conversions": (
            "Nákupy | Nákupy na webu | Konverze | Konv. | Objednávky | Transakce | Celkem konverzí | Výsledky | "
            "Počet konverzí | Počet nákupů"
        ),
        "revenue": (
            "Konverzní hodnota nákupů | Hodnota konverze nákupů | Hodnota konverzí nákupů | Hodnota konverze | "
            "Hodnota konverzí | Hodnota konv. | Konverzní hodnota | Hodnota nákupů | Tržby | Výnosy | Obrat | "
            "Prodeje | Příjmy"
        ),
    },
    "ru": {
        "day": "День | Дата | По дням | Дата отчета",
        "week": "Неделя | Начало недели | Неделя с",
        "month": "Месяц",
        "quarter": "Квартал",
        "starts": "с",
        "ends": "по",
        "platform": "Платформа | Канал | Площадка | Рекламная сеть",
        "account": (
            "Название аккаунта | Имя аккаунта | Аккаунт | Рекламный аккаунт | Название рекламного аккаунта | "
            "Кабинет | Рекламодатель | Название кабинета"
        ),
        "account_id": (
            "Идентификатор аккаунта | ID аккаунта | Номер аккаунта | ID рекламного аккаунта | ID клиента | "
            "Идентификатор клиента | ID рекламодателя"
        ),
        "currency": "Валюта | Код валюты | Валюта аккаунта",
        "campaign": "Название кампании | Имя кампании | Кампания | Кампании | Рекламная кампания | Тип кампании",
        "campaign_id": "Идентификатор кампании | ID кампании | Номер кампании",
        "ad_set": "Название группы объявлений | Группа объявлений | Имя группы объявлений",
        "ad_set_id": "Идентификатор группы объявлений | ID группы объявлений",
        "ad": "Название объявления | Объявление | Объявления | Имя объявления | Креатив",
        "ad_id": "Идентификатор объявления | ID объявления",
        "objective": "Цель | Цель кампании",
        "status": "Статус | Статус кампании | Состояние",
        "spend": (
            "Сумма затрат | Потраченная сумма | Потрачено | Расход | Расходы | Стоимость | Общая стоимость | "
            "Общие расходы | Затраты | Общие затраты | Израсходовано | Всего потрачено | Израсходованная сумма | "
            "Расходы на рекламу | Всего расходов | Сумма расходов"
        ),
        "impressions": "Показы | Показов | Количество показов | Показ. | Всего показов | Число показов",
        "reach": "Охват | Уникальные пользователи",
        "clicks": (
            "Клики по ссылке | Клики по ссылкам | Клики | Кликов | Переходы по ссылке | Переходы | Клики (все) | "
            "Всего кликов | Количество кликов | Число кликов"
        ),
        "conversions": (
            "Покупки | Покупки на сайте | Конверсии | Заказы | Транзакции | Всего конверсий | Результаты | "
            "Количество конверсий | Число конверсий | Количество покупок"
        ),
        "revenue": (
            "Ценность конверсии покупок | Ценность конверсии для покупок | Ценность конверсии | Ценн. конв. | "
            "Стоимость покупок | Доход | Доходы | Выручка | Продажи | Оборот | Общая ценность конверсий | "
            "Сумма покупок | Общая сумма продаж"
        ),
    },
    "uk": {
        "day": "День | Дата | За днями | Дата звіту",
        "week": "Тиждень | Початок тижня | Тиждень з",
        "month": "Місяць",
        "quarter": "Квартал",
        "starts": "з",
        "ends": "по",
        "platform": "Платформа | Канал | Майданчик",
        "account": (
            "Назва облікового запису | Обліковий запис | Назва акаунта | Акаунт | Рекламний акаунт | "
            "Назва рекламного акаунта | Рекламодавець | Рекламний обліковий запис"
        ),
        "account_id": (
            "Ідентифікатор облікового запису | Ідентифікатор акаунта | ID облікового запису | ID акаунта | "
            "ID рекламного акаунта | Ідентифікатор клієнта | ID рекламодавця"
        ),
        "currency": "Валюта | Код валюти",
        "campaign": "Назва кампанії | Ім'я кампанії | Кампанія | Кампанії | Рекламна кампанія | Тип кампанії",
        "campaign_id": "Ідентифікатор кампанії | ID кампанії",
        "ad_set": (
            "Назва групи оголошень | Група оголошень | Назва групи реклами | Назва набору оголошень | "
            "Набір оголошень | Назва групи рекламних оголошень | Ім'я групи оголошень"
        ),
        "ad_set_id": (
            "Ідентифікатор групи оголошень | ID групи оголошень | Ідентифікатор набору оголошень | ID набору оголошень"
        ),
        "ad": "Назва оголошення | Оголошення | Назва реклами | Креатив | Ім'я оголошення",
        "ad_id": "Ідентифікатор оголошення | ID оголошення | ID реклами",
        "objective": "Ціль | Мета | Ціль кампанії",
        "status": "Статус | Стан | Статус кампанії",
        "spend": (
            "Витрачена сума | Сума витрат | Витрачено | Витрати | Витрата | Вартість | Загальна вартість | "
            "Загальні витрати | Усього витрачено | Витрати на рекламу"
        ),
        "impressions": "Покази | Показів | Кількість показів | Усього показів",
        "reach": "Охоплення | Унікальні користувачі",
        "clicks": (
            "Кліки за посиланням | Кліки посилання | Кліки на посилання | Переходи за посиланням | Кліки | "
            "Кліки (усі) | Кліки (всі) | Натискання | Усього кліків | Кількість кліків"
        ),
        "conversions": (
            "Покупки | Покупки на сайті | Покупки на вебсайті | Конверсії | Замовлення | Транзакції | "
            "Усього конверсій | Результати | Кількість конверсій | Кількість покупок"
        ),
        "revenue": (
            "Цінність конверсії покупок | Цінність конверсій покупок | Цінність конверсії | Цінність конверсій | "
            "Цінн. конв. | Вартість покупок | Дохід | Доходи | Виручка | Виторг | Продажі | "
            "Загальна цінність конверсій"
        ),
    },
    "el": {
        "day": "Ημέρα | Ημερομηνία | Ανά ημέρα | Μέρα",
        "week": "Εβδομάδα",
        "month": "Μήνας",
        "quarter": "Τρίμηνο",
        "platform": "Πλατφόρμα | Κανάλι",
        "account": (
            "Όνομα λογαριασμού | Λογαριασμός | Διαφημιστικός λογαριασμός | Όνομα διαφημιστικού λογαριασμού | "
            "Διαφημιστής | Διαφημιζόμενος"
        ),
        "account_id": (
            "Αναγνωριστικό λογαριασμού | ID λογαριασμού | Αριθμός λογαριασμού | "
            "Αναγνωριστικό διαφημιστικού λογαριασμού | Αναγνωριστικό πελάτη"
        ),
        "currency": "Νόμισμα | Κωδικός νομίσματος",
        "campaign": (
            "Όνομα καμπάνιας | Ονομασία καμπάνιας | Καμπάνια | Καμπάνιες | Εκστρατεία | Όνομα εκστρατείας | "
            "Τύπος καμπάνιας"
        ),
        "campaign_id": "Αναγνωριστικό καμπάνιας | ID καμπάνιας",
        "ad_set": (
            "Όνομα συνόλου διαφημίσεων | Ονομασία συνόλου διαφημίσεων | Σύνολο διαφημίσεων | "
            "Όνομα ομάδας διαφημίσεων | Ομάδα διαφημίσεων | Ονομασία ομάδας διαφημίσεων"
        ),
        "ad_set_id": (
            "Αναγνωριστικό συνόλου διαφημίσεων | ID συνόλου διαφημίσεων | Αναγνωριστικό ομάδας διαφημίσεων | "
            "ID ομάδας διαφημίσεων"
        ),
        "ad": "Όνομα διαφήμισης | Ονομασία διαφήμισης | Διαφήμιση | Διαφημίσεις",
        "ad_id": "Αναγνωριστικό διαφήμισης | ID διαφήμισης",
        "objective": "Στόχος | Στόχος καμπάνιας",
        "status": "Κατάσταση | Κατάσταση καμπάνιας | Προβολή",
        "spend": (
            "Ποσό που δαπανήθηκε | Δαπανηθέν ποσό | Ποσό δαπάνης | Δαπάνη | Δαπάνες | Κόστος | Συνολικό κόστος | "
            "Συνολική δαπάνη | Έξοδα | Ξοδεμένο ποσό | Ποσό δαπανών"
        ),
        "impressions": "Εμφανίσεις | Προβολές | Αριθμός εμφανίσεων | Εμφ.",
        "reach": "Απήχηση | Εμβέλεια | Προσέγγιση | Μοναδικοί χρήστες",
        "clicks": (
            "Κλικ σε σύνδεσμο | Κλικ συνδέσμου | Κλικ στον σύνδεσμο | Κλικ σε συνδέσμους | Κλικ | Κλικ (όλα) | "
            "Συνολικά κλικ | Αριθμός κλικ"
        ),
        "conversions": (
            "Αγορές | Αγορές στον ιστότοπο | Αγορές στην τοποθεσία web | Μετατροπές | Μετατροπή | Παραγγελίες | "
            "Συναλλαγές | Αποτελέσματα | Αριθμός μετατροπών | Αριθμός αγορών"
        ),
        "revenue": (
            "Αξία μετατροπής αγορών | Αξία μετατροπών αγορών | Αξία μετατροπής | Αξία μετατροπών | "
            "Τιμή μετατροπής αγορών | Τιμή μετατροπής | Αξία μετ. | Αξία αγορών | Έσοδα | Πωλήσεις | Τζίρος"
        ),
    },
    "tr": {
        "day": "Gün | Tarih | Güne Göre | Rapor Tarihi",
        "week": "Hafta | Hafta Başlangıcı",
        "month": "Ay",
        "quarter": "Çeyrek",
        "platform": "Platform | Kanal | Mecra | Reklam Ağı",
        "account": (
            "Hesap Adı | Hesap | Reklam Hesabı | Reklam Hesabı Adı | Hesap İsmi | Reklamveren | Reklamveren Adı"
        ),
        "account_id": (
            "Hesap Kimliği | Hesap No | Hesap Numarası | Hesap ID | Reklam Hesabı Kimliği | Müşteri Kimliği | "
            "Reklamveren Kimliği"
        ),
        "currency": "Para Birimi | Para Birimi Kodu | Döviz | Hesap Para Birimi",
        "campaign": "Kampanya Adı | Kampanya | Kampanyalar | Kampanya İsmi | Kampanya Türü",
        "campaign_id": "Kampanya Kimliği | Kampanya ID | Kampanya No",
        "ad_set": "Reklam Seti Adı | Reklam Seti | Reklam Grubu Adı | Reklam Grubu",
        "ad_set_id": "Reklam Seti Kimliği | Reklam Grubu Kimliği | Reklam Seti ID | Reklam Grubu ID",
        "ad": "Reklam Adı | Reklam | Reklamlar | Reklam İsmi | Kreatif",
        "ad_id": "Reklam Kimliği | Reklam ID",
        "objective": "Amaç | Hedef | Kampanya Hedefi | Kampanya Amacı",
        "status": "Durum | Kampanya Durumu | Yayın",
        "spend": (
            "Harcanan Tutar | Harcanan Miktar | Harcama | Harcamalar | Toplam Harcama | Maliyet | Toplam Maliyet | "
            "Reklam Harcaması | Harcanan | Toplam Harcanan | Reklam Maliyeti | Toplam harcanan tutar"
        ),
        "impressions": "Gösterim | Gösterimler | Gösterim Sayısı | Gösterilme | Göst. | Toplam Gösterim",
        "reach": "Erişim | Tekil Kullanıcılar",
        "clicks": (
            "Bağlantı Tıklamaları | Link Tıklamaları | Tıklamalar | Tıklama | Tıklama Sayısı | Tıklamalar (Tümü) | "
            "Toplam Tıklama | Bağlantı tıklaması | Bağlantı tıklama sayısı"
        ),
        "conversions": (
            "Satın Almalar | Alışverişler | İnternet Sitesi Alışverişleri | Alışveriş | Satın Alma | Dönüşümler | "
            "Dönüşüm | Siparişler | Sipariş | İşlemler | Toplam Dönüşüm | Sonuçlar | Dönüşüm sayısı | "
            "Satın alma sayısı"
        ),
        "revenue": (
            "Alışveriş Dönüşüm Değeri | Satın Alma Dönüşüm Değeri | Satın Almalar Dönüşüm Değeri | "
            "Dönüşüm Değeri | Dön. değeri | Satın Alma Değeri | Gelir | Ciro | Satışlar | Satış Tutarı | Hasılat | "
            "Toplam Dönüşüm Değeri"
        ),
    },
}
