"""Pinterest Ads Manager in the languages of Europe; `vocabulary` says how to read this."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "es": {
        "spend": (
            "Gasto en la divisa de la cuenta | Gasto en la moneda de la cuenta | "
            "Inversión en la moneda de la cuenta | Inversión en la divisa de la cuenta | Gasto"
        ),
        "impressions": "Impresiones | Impresiones pagadas",
        "clicks": "Clics salientes | Clics en Pines | Clics en el Pin | Clics externos",
        "conversions": (
            "Conversiones totales (pago) | Conversiones totales (compra) | "
            "Conversiones totales (proceso de compra) | Conversiones totales (finalizar compra) | "
            "Conversiones totales (Checkout) | Total de conversiones (pago) | Total de conversiones (compra) | "
            "Total de conversiones (proceso de compra) | Total de conversiones (finalizar compra) | "
            "Total de conversiones (Checkout) | Conversiones totales (finalización de compra) | "
            "Conversiones totales (Finalización de la compra) | Total de conversiones (finalización de compra)"
        ),
        "revenue": (
            "Valor total del pedido (pago) | Valor total del pedido (compra) | "
            "Valor total del pedido (proceso de compra) | Valor total del pedido (finalizar compra) | "
            "Valor total del pedido (Checkout) | Valor total de los pedidos (pago) | "
            "Valor total de los pedidos (compra) | Valor total de los pedidos (proceso de compra) | "
            "Valor total de los pedidos (finalizar compra) | Valor total de los pedidos (Checkout) | "
            "Valor total de pedidos (pago) | Valor total de pedidos (compra) | "
            "Valor total de pedidos (proceso de compra) | Valor total de pedidos (finalizar compra) | "
            "Valor total de pedidos (Checkout) | Valor total de pedidos (finalización de compra) | "
            "Valor total del pedido (finalización de compra)"
        ),
        "marks": (
            "Gasto en la divisa de la cuenta | Gasto en la moneda de la cuenta | Clics en Pines | "
            "Clics en el Pin | Veces que se guardó | Estado de la entidad del anuncio"
        ),
        "ad_set": "Nombre del grupo de anuncios | Grupo de anuncios",
    },
    "pt-BR": {
        "spend": (
            "Gasto na moeda da conta | Gastos na moeda da conta | Valor gasto na moeda da conta | "
            "Investimento na moeda da conta"
        ),
        "impressions": "Impressões | Impressões pagas",
        "clicks": "Cliques de saída | Cliques externos | Cliques no Pin | Cliques em Pins",
        "conversions": (
            "Total de conversões (finalização de compra) | Total de conversões (checkout) | "
            "Total de conversões (compra) | Total de conversões (finalizar compra) | "
            "Conversões totais (finalização de compra) | Conversões totais (checkout) | "
            "Conversões totais (compra) | Conversões totais (finalizar compra) | "
            "Total de conversões (finalização da compra)"
        ),
        "revenue": (
            "Valor total do pedido (finalização de compra) | Valor total do pedido (checkout) | "
            "Valor total do pedido (compra) | Valor total do pedido (finalizar compra) | "
            "Valor total dos pedidos (finalização de compra) | Valor total dos pedidos (checkout) | "
            "Valor total dos pedidos (compra) | Valor total dos pedidos (finalizar compra) | "
            "Valor total do pedido (finalização da compra)"
        ),
        "marks": (
            "Gasto na moeda da conta | Gastos na moeda da conta | Cliques no Pin | Cliques em Pins | "
            "Status da entidade do anúncio"
        ),
        "ad_set": "Nome do grupo de anúncios | Grupo de anúncios",
    },
    "pt": {
        "revenue": "Valor total das encomendas (Checkout)",
    },
    "fr": {
        "spend": (
            "Dépenses dans la devise du compte | Dépense dans la devise du compte | "
            "Montant dépensé dans la devise du compte"
        ),
        "impressions": "Impressions | Impressions payantes",
        "clicks": (
            "Clics sortants | Clics sur les Épingles | Clics sur l'Épingle | Clics sur Épingle | "
            "Clics sur un lien externe | Clics externes"
        ),
        "conversions": (
            "Total des conversions (paiement) | Total des conversions (achat) | "
            "Total des conversions (validation d'achat) | Total des conversions (Checkout) | "
            "Conversions totales (paiement) | Conversions totales (achat) | "
            "Conversions totales (validation d'achat) | Conversions totales (Checkout) | "
            "Nombre total de conversions (paiement) | Nombre total de conversions (achat) | "
            "Nombre total de conversions (validation d'achat) | Nombre total de conversions (Checkout)"
        ),
        "revenue": (
            "Valeur totale des commandes (paiement) | Valeur totale des commandes (achat) | "
            "Valeur totale des commandes (validation d'achat) | Valeur totale des commandes (Checkout) | "
            "Valeur totale de la commande (paiement) | Valeur totale de la commande (achat) | "
            "Valeur totale de la commande (validation d'achat) | Valeur totale de la commande (Checkout) | "
            "Valeur de commande totale (paiement) | Valeur de commande totale (achat) | "
            "Valeur de commande totale (validation d'achat) | Valeur de commande totale (Checkout)"
        ),
        "marks": (
            "Dépenses dans la devise du compte | Clics sur les Épingles | Clics sur l'Épingle | Clics sur Épingle"
        ),
        "ad_set": "Nom du groupe de publicités | Nom du groupe d'annonces | Groupe d'annonces",
    },
    "it": {
        "spend": (
            "Spesa nella valuta dell'account | Spesa nella valuta account | Importo speso nella valuta dell'account"
        ),
        "impressions": "Impressioni | Impression | Impressioni a pagamento",
        "clicks": "Clic in uscita | Clic sui Pin | Clic sul Pin",
        "conversions": (
            "Conversioni totali (pagamento) | Conversioni totali (acquisto) | Conversioni totali (Checkout) | "
            "Conversioni totali (completamento acquisto) | Totale conversioni (pagamento) | "
            "Totale conversioni (acquisto) | Totale conversioni (Checkout) | "
            "Totale conversioni (completamento acquisto)"
        ),
        "revenue": (
            "Valore totale dell'ordine (pagamento) | Valore totale dell'ordine (acquisto) | "
            "Valore totale dell'ordine (Checkout) | Valore totale dell'ordine (completamento acquisto) | "
            "Valore totale degli ordini (pagamento) | Valore totale degli ordini (acquisto) | "
            "Valore totale degli ordini (Checkout) | Valore totale degli ordini (completamento acquisto) | "
            "Valore ordine totale (pagamento) | Valore ordine totale (acquisto) | "
            "Valore ordine totale (Checkout) | Valore ordine totale (completamento acquisto)"
        ),
        "marks": "Spesa nella valuta dell'account | Clic sui Pin | Clic sul Pin",
        "ad_set": "Nome gruppo di annunci | Nome del gruppo di annunci | Gruppo di annunci",
    },
    "de": {
        "spend": "Ausgaben in Kontowährung | Ausgaben in der Kontowährung | Ausgaben in Konto-Währung",
        "impressions": "Impressionen | Impressions | Bezahlte Impressions",
        "clicks": "Ausgehende Klicks | Pin-Klicks | Klicks auf Pins | Externe Klicks",
        "conversions": (
            "Conversions gesamt (Checkout) | Conversions gesamt (Kauf) | Conversions gesamt (Bezahlvorgang) | "
            "Conversions gesamt (Kaufabschluss) | Gesamte Conversions (Checkout) | Gesamte Conversions (Kauf) | "
            "Gesamte Conversions (Bezahlvorgang) | Gesamte Conversions (Kaufabschluss) | "
            "Gesamtzahl der Conversions (Checkout) | Gesamtzahl der Conversions (Kauf) | "
            "Gesamtzahl der Conversions (Bezahlvorgang) | Gesamtzahl der Conversions (Kaufabschluss) | "
            "Conversions insgesamt (Checkout) | Conversions insgesamt (Kauf) | "
            "Conversions insgesamt (Bezahlvorgang) | Conversions insgesamt (Kaufabschluss) | "
            "Gesamt-Conversions (Checkout)"
        ),
        "revenue": (
            "Gesamtbestellwert (Checkout) | Gesamtbestellwert (Kauf) | Gesamtbestellwert (Bezahlvorgang) | "
            "Gesamtbestellwert (Kaufabschluss) | Gesamter Bestellwert (Checkout) | Gesamter Bestellwert (Kauf) | "
            "Gesamter Bestellwert (Bezahlvorgang) | Gesamter Bestellwert (Kaufabschluss) | "
            "Bestellwert gesamt (Checkout) | Bestellwert gesamt (Kauf) | Bestellwert gesamt (Bezahlvorgang) | "
            "Bestellwert gesamt (Kaufabschluss) | Bestellwert insgesamt (Checkout)"
        ),
        "marks": "Ausgaben in Kontowährung | Ausgaben in der Kontowährung | Pin-Klicks | Status der Anzeigeneinheit",
        "ad_set": "Name der Anzeigengruppe | Anzeigengruppenname | Anzeigengruppe",
    },
    "nl": {
        "spend": "Uitgaven in accountvaluta | Besteding in accountvaluta | Uitgaven in valuta van account",
        "impressions": "Weergaven | Impressies | Vertoningen",
        "clicks": "Uitgaande klikken | Pinklikken | Klikken op pins | Pin-klikken",
        "conversions": (
            "Totaal aantal conversies (afrekenen) | Totaal aantal conversies (Checkout) | "
            "Totaal aantal conversies (betaling) | Totale conversies (afrekenen) | Totale conversies (Checkout) | "
            "Totale conversies (betaling) | Totaal conversies (afrekenen) | Totaal conversies (Checkout) | "
            "Totaal conversies (betaling)"
        ),
        "revenue": (
            "Totale bestelwaarde (afrekenen) | Totale bestelwaarde (Checkout) | Totale bestelwaarde (betaling) | "
            "Totale orderwaarde (afrekenen) | Totale orderwaarde (Checkout) | Totale orderwaarde (betaling)"
        ),
        "marks": (
            "Uitgaven in accountvaluta | Besteding in accountvaluta | Pinklikken | Klikken op pins | Pin-klikken"
        ),
        "ad_set": "Naam advertentiegroep | Naam van advertentiegroep | Advertentiegroepnaam | Advertentiegroep",
    },
    "sv": {
        "spend": (
            "Utgifter i kontots valuta | Spendering i kontovaluta | Spenderat i kontots valuta | "
            "Utgift i kontots valuta | Kostnad i kontots valuta | Utgifter i kontovaluta"
        ),
        "clicks": "Utgående klick | Pin-klick | Klick på pin | Klick på pins | Pinklick",
        "conversions": (
            "Totalt antal konverteringar (kassa) | Totalt antal konverteringar (Checkout) | "
            "Totalt antal konverteringar (köp) | Totalt antal konverteringar (utcheckning) | "
            "Totala konverteringar (kassa) | Totala konverteringar (Checkout) | Totala konverteringar (köp) | "
            "Totala konverteringar (utcheckning)"
        ),
        "revenue": (
            "Totalt ordervärde (kassa) | Totalt ordervärde (Checkout) | Totalt ordervärde (köp) | "
            "Totalt ordervärde (utcheckning) | Totalt beställningsvärde (kassa) | "
            "Totalt beställningsvärde (Checkout) | Totalt beställningsvärde (köp) | "
            "Totalt beställningsvärde (utcheckning)"
        ),
        "marks": (
            "Utgifter i kontots valuta | Spendering i kontovaluta | Spenderat i kontots valuta | "
            "Utgifter i kontovaluta | Pin-klick | Klick på pin | Klick på pins | Pinklick"
        ),
        "ad_set": "Annonsgruppens namn | Annonsgruppsnamn | Annonsgrupp",
    },
    "da": {
        "spend": (
            "Forbrug i kontovaluta | Forbrug i kontoens valuta | Udgifter i kontoens valuta | Udgifter i kontovaluta"
        ),
        "clicks": "Udgående klik | Pin-klik | Klik på pin | Klik på pins | Pinklik",
        "conversions": (
            "Samlet antal konverteringer (betaling) | Samlet antal konverteringer (Checkout) | "
            "Samlet antal konverteringer (køb) | Samlet antal konverteringer (udtjekning) | "
            "Konverteringer i alt (betaling) | Konverteringer i alt (Checkout) | Konverteringer i alt (køb) | "
            "Konverteringer i alt (udtjekning) | Samlede konverteringer (betaling) | "
            "Samlede konverteringer (Checkout) | Samlede konverteringer (køb) | Samlede konverteringer (udtjekning)"
        ),
        "revenue": (
            "Samlet ordreværdi (betaling) | Samlet ordreværdi (Checkout) | Samlet ordreværdi (køb) | "
            "Samlet ordreværdi (udtjekning) | Samlet bestillingsværdi (betaling) | "
            "Samlet bestillingsværdi (Checkout) | Samlet bestillingsværdi (køb) | "
            "Samlet bestillingsværdi (udtjekning) | Ordreværdi i alt (betaling) | Ordreværdi i alt (Checkout) | "
            "Ordreværdi i alt (køb) | Ordreværdi i alt (udtjekning)"
        ),
        "marks": (
            "Forbrug i kontovaluta | Forbrug i kontoens valuta | Udgifter i kontoens valuta | "
            "Udgifter i kontovaluta | Pin-klik | Klik på pin | Klik på pins | Pinklik"
        ),
        "ad_set": "Annoncegruppens navn | Annoncegruppenavn | Annoncegruppe",
    },
    "pl": {
        "spend": "Wydatki w walucie konta | Kwota wydana w walucie konta",
        "clicks": "Kliknięcia wychodzące | Kliknięcia Pinów | Kliknięcia Pina | Kliknięcia w Piny",
        "conversions": (
            "Łączna liczba konwersji (realizacja zakupu) | Łączna liczba konwersji (Checkout) | "
            "Łączna liczba konwersji (zakup) | Łączna liczba konwersji (finalizacja zakupu) | "
            "Konwersje łącznie (realizacja zakupu) | Konwersje łącznie (Checkout) | Konwersje łącznie (zakup) | "
            "Konwersje łącznie (finalizacja zakupu) | Wszystkie konwersje (realizacja zakupu) | "
            "Wszystkie konwersje (Checkout) | Wszystkie konwersje (zakup) | "
            "Wszystkie konwersje (finalizacja zakupu) | Łączna liczba konwersji (realizacja transakcji)"
        ),
        "revenue": (
            "Łączna wartość zamówienia (realizacja zakupu) | Łączna wartość zamówienia (Checkout) | "
            "Łączna wartość zamówienia (zakup) | Łączna wartość zamówienia (finalizacja zakupu) | "
            "Łączna wartość zamówień (realizacja zakupu) | Łączna wartość zamówień (Checkout) | "
            "Łączna wartość zamówień (zakup) | Łączna wartość zamówień (finalizacja zakupu) | "
            "Łączna wartość zamówień (realizacja transakcji)"
        ),
        "marks": "Wydatki w walucie konta | Kliknięcia Pinów | Kliknięcia Pina | Kliknięcia w Piny",
        "ad_set": "Nazwa grupy reklam | Grupa reklam",
    },
    "cs": {
        "spend": "Útrata v měně účtu | Výdaje v měně účtu | Náklady v měně účtu | Utraceno v měně účtu",
        "clicks": "Odchozí kliknutí | Odchozí prokliky | Prokliky pinu | Kliknutí na pin | Kliknutí na piny",
        "conversions": (
            "Celkový počet konverzí (pokladna) | Celkový počet konverzí (Checkout) | "
            "Celkový počet konverzí (nákup) | Celkový počet konverzí (dokončení nákupu) | "
            "Celkem konverzí (pokladna) | Celkem konverzí (Checkout) | Celkem konverzí (nákup) | "
            "Celkem konverzí (dokončení nákupu) | Konverze celkem (pokladna) | Konverze celkem (Checkout) | "
            "Konverze celkem (nákup) | Konverze celkem (dokončení nákupu)"
        ),
        "revenue": (
            "Celková hodnota objednávky (pokladna) | Celková hodnota objednávky (Checkout) | "
            "Celková hodnota objednávky (nákup) | Celková hodnota objednávky (dokončení nákupu) | "
            "Celková hodnota objednávek (pokladna) | Celková hodnota objednávek (Checkout) | "
            "Celková hodnota objednávek (nákup) | Celková hodnota objednávek (dokončení nákupu)"
        ),
        "marks": (
            "Útrata v měně účtu | Výdaje v měně účtu | Náklady v měně účtu | Kliknutí na pin | Prokliky pinu | "
            "Kliknutí na piny"
        ),
        "ad_set": "Název skupiny reklam | Název reklamní skupiny | Reklamní sestava",
    },
    "ru": {
        "spend": "Расходы в валюте аккаунта | Затраты в валюте аккаунта | Расход в валюте аккаунта",
        "clicks": "Исходящие клики | Клики по пинам | Клики по пину",
        "conversions": (
            "Всего конверсий (оформление заказа) | Всего конверсий (покупка) | Всего конверсий (Checkout) | "
            "Общее количество конверсий (оформление заказа) | Общее количество конверсий (покупка) | "
            "Общее количество конверсий (Checkout) | Общее число конверсий (оформление заказа) | "
            "Общее число конверсий (покупка) | Общее число конверсий (Checkout)"
        ),
        "revenue": (
            "Общая стоимость заказов (оформление заказа) | Общая стоимость заказов (покупка) | "
            "Общая стоимость заказов (Checkout) | Общая стоимость заказа (оформление заказа) | "
            "Общая стоимость заказа (покупка) | Общая стоимость заказа (Checkout) | "
            "Общая сумма заказов (оформление заказа) | Общая сумма заказов (покупка) | "
            "Общая сумма заказов (Checkout)"
        ),
        "marks": "Расходы в валюте аккаунта | Затраты в валюте аккаунта | Клики по пинам | Клики по пину",
        "ad_set": "Название группы объявлений | Группа объявлений",
    },
    "uk": {
        "spend": "Витрати у валюті облікового запису | Витрати у валюті акаунта | Витрати в валюті облікового запису",
        "clicks": "Вихідні кліки | Зовнішні кліки | Кліки пінів | Кліки по пінах | Кліки за пінами",
        "conversions": (
            "Усього конверсій (оформлення замовлення) | Усього конверсій (покупка) | Усього конверсій (Checkout) | "
            "Загальна кількість конверсій (оформлення замовлення) | Загальна кількість конверсій (покупка) | "
            "Загальна кількість конверсій (Checkout) | Всього конверсій (оформлення замовлення) | "
            "Всього конверсій (покупка) | Всього конверсій (Checkout)"
        ),
        "revenue": (
            "Загальна вартість замовлень (оформлення замовлення) | Загальна вартість замовлень (покупка) | "
            "Загальна вартість замовлень (Checkout) | Загальна вартість замовлення (оформлення замовлення) | "
            "Загальна вартість замовлення (покупка) | Загальна вартість замовлення (Checkout)"
        ),
        "marks": (
            "Витрати у валюті облікового запису | Витрати у валюті акаунта | Кліки пінів | Кліки по пінах | "
            "Кліки за пінами"
        ),
        "ad_set": "Назва групи оголошень | Група оголошень",
    },
    "el": {
        "spend": (
            "Δαπάνη στο νόμισμα του λογαριασμού | Δαπάνες στο νόμισμα του λογαριασμού | "
            "Δαπάνη στο νόμισμα λογαριασμού | Δαπάνη σε νόμισμα λογαριασμού"
        ),
        "clicks": "Εξερχόμενα κλικ | Κλικ σε Pin | Κλικ pin | Κλικ σε καρφίτσες",
        "conversions": (
            "Συνολικές μετατροπές (Ολοκλήρωση αγοράς) | Συνολικές μετατροπές (Αγορά) | "
            "Συνολικές μετατροπές (Checkout) | Συνολικές μετατροπές (Πληρωμή) | "
            "Σύνολο μετατροπών (Ολοκλήρωση αγοράς) | Σύνολο μετατροπών (Αγορά) | Σύνολο μετατροπών (Checkout) | "
            "Σύνολο μετατροπών (Πληρωμή)"
        ),
        "revenue": (
            "Συνολική αξία παραγγελίας (Ολοκλήρωση αγοράς) | Συνολική αξία παραγγελίας (Αγορά) | "
            "Συνολική αξία παραγγελίας (Checkout) | Συνολική αξία παραγγελίας (Πληρωμή) | "
            "Συνολική αξία παραγγελιών (Ολοκλήρωση αγοράς) | Συνολική αξία παραγγελιών (Αγορά) | "
            "Συνολική αξία παραγγελιών (Checkout) | Συνολική αξία παραγγελιών (Πληρωμή)"
        ),
        "marks": (
            "Δαπάνη στο νόμισμα του λογαριασμού | Δαπάνες στο νόμισμα του λογαριασμού | "
            "Δαπάνη στο νόμισμα λογαριασμού | Κλικ σε Pin | Κλικ pin"
        ),
        "ad_set": "Όνομα ομάδας διαφημίσεων | Ομάδα διαφημίσεων",
    },
    "tr": {
        "spend": (
            "Hesap para birimi cinsinden harcama | Hesap para biriminde harcama | Hesabın para birimi cinsinden harcama"
        ),
        "clicks": "Giden tıklamalar | Dışa giden tıklamalar | Pin tıklamaları",
        "conversions": (
            "Toplam dönüşüm (Ödeme) | Toplam dönüşüm (Satın alma) | Toplam dönüşüm (Checkout) | "
            "Toplam dönüşümler (Ödeme) | Toplam dönüşümler (Satın alma) | Toplam dönüşümler (Checkout)"
        ),
        "revenue": (
            "Toplam sipariş değeri (Ödeme) | Toplam sipariş değeri (Satın alma) | "
            "Toplam sipariş değeri (Checkout) | Toplam sipariş tutarı (Ödeme) | "
            "Toplam sipariş tutarı (Satın alma) | Toplam sipariş tutarı (Checkout)"
        ),
        "marks": "Hesap para birimi cinsinden harcama | Hesap para biriminde harcama | Pin tıklamaları",
        "ad_set": "Reklam grubu adı | Reklam grubu",
    },
}
