"""Everyday words for columns in German, Dutch, Swedish and Danish."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "de": {
        "day": "Tag | Datum | Nach Tag | Berichtsdatum",
        "week": "Woche | Kalenderwoche | Wochenbeginn | Wochenstart | Woche vom | Woche ab | Start der Woche",
        "month": "Monat",
        "quarter": "Quartal",
        "starts": "von | Startdatum | Beginn",
        "ends": "bis | Enddatum | Ende",
        "platform": "Plattform | Kanal | Werbenetzwerk | Netzwerk",
        "account": (
            "Kontoname | Name des Kontos | Konto | Werbekonto | Name des Werbekontos | Werbekontoname | "
            "Account-Name | Werbetreibender | Name des Werbetreibenden | Kundenkonto"
        ),
        "account_id": (
            "Konto-ID | Konto-Nr. | Kontonummer | Account-ID | Werbekonto-ID | Kunden-ID | Kundennummer | "
            "Werbetreibenden-ID"
        ),
        "currency": "Währung | Währungscode | Kontowährung",
        "campaign": "Kampagnenname | Name der Kampagne | Kampagne | Kampagnen | Kampagnentyp | Kampagnen-Name",
        "campaign_id": "Kampagnen-ID | ID der Kampagne | Kampagnennummer",
        "ad_set": (
            "Name der Anzeigengruppe | Anzeigengruppenname | Anzeigengruppe | Anzeigengruppen | Anzeigensatz | "
            "Anzeigengruppen-Name"
        ),
        "ad_set_id": "Anzeigengruppen-ID | ID der Anzeigengruppe | Anzeigensatz-ID",
        "ad": "Name der Anzeige | Anzeigenname | Anzeige | Anzeigen | Werbemittel | Werbeanzeige | Anzeigen-Name",
        "ad_id": "Anzeigen-ID | ID der Anzeige | Werbemittel-ID",
        "objective": "Ziel | Kampagnenziel | Zielvorhaben",
        "status": "Status | Kampagnenstatus | Auslieferung",
        "spend": (
            "Ausgegebener Betrag | Ausgaben | Kosten | Gesamtkosten | Gesamtausgaben | Werbekosten | "
            "Werbeausgaben | Mediakosten | Spend | Ausgegeben | Insgesamt ausgegeben | Kosten gesamt | "
            "Ausgaben gesamt"
        ),
        "impressions": (
            "Impressionen | Impressions | Impr. | Einblendungen | Impression | Sichtkontakte | "
            "Gesamtimpressionen | Impressionen gesamt | Anzahl Impressionen | Anzahl der Impressionen"
        ),
        "reach": "Reichweite | Eindeutige Nutzer | Einzelne Nutzer",
        "clicks": (
            "Link-Klicks | Linkklicks | Klicks auf Links | Klicks | Klick | Klicks (alle) | Klicks gesamt | "
            "Gesamtklicks | Klicks (Link) | Klicks (insgesamt) | Anzahl Klicks | Anzahl der Klicks"
        ),
        "conversions": (
            "Käufe | Website-Käufe | Conversions | Konversionen | Konvertierungen | Bestellungen | Transaktionen | "
            "Conversions gesamt | Ergebnisse | Anzahl Conversions | Anzahl der Conversions | Anzahl Käufe"
        ),
        "revenue": (
            "Conversion-Wert für Käufe | Conversion-Wert von Käufen | Conversion-Wert | Conv.-Wert | "
            "Konversionswert | Kaufwert | Umsatz | Umsätze | Erlös | Erlöse | Einnahmen | Gesamtumsatz | "
            "Bestellwert | Gesamter Conversion-Wert | Conv.-Wert gesamt | Conversion-Wert gesamt | Umsatz gesamt"
        ),
    },
    "nl": {
        "day": "Dag | Datum | Per dag | Rapportdatum",
        "week": "Week | Begin van de week | Week van | Week vanaf",
        "month": "Maand",
        "quarter": "Kwartaal",
        "starts": "van",
        "ends": "tot",
        "platform": "Platform | Kanaal | Netwerk",
        "account": (
            "Accountnaam | Naam van account | Naam account | Account | Advertentieaccount | "
            "Naam advertentieaccount | Adverteerder | Naam adverteerder"
        ),
        "account_id": (
            "Account-ID | Accountnummer | ID van account | Advertentieaccount-ID | ID adverteerder | Klant-ID | "
            "Klantnummer"
        ),
        "currency": "Valuta | Valutacode | Munteenheid",
        "campaign": (
            "Campagnenaam | Naam van campagne | Naam campagne | Campagne | Campagnes | Campagnetype | Campagne naam"
        ),
        "campaign_id": "Campagne-ID | ID van campagne | Campagnenummer",
        "ad_set": (
            "Naam van advertentieset | Naam advertentieset | Advertentieset | Advertentiesetnaam | "
            "Naam van advertentiegroep | Naam advertentiegroep | Advertentiegroepnaam | Advertentiegroep | "
            "Advertentieset naam | Advertentiegroep naam"
        ),
        "ad_set_id": "Advertentieset-ID | ID van advertentieset | Advertentiegroep-ID | ID van advertentiegroep",
        "ad": (
            "Naam van advertentie | Advertentienaam | Naam advertentie | Advertentie | Advertenties | Advertentie naam"
        ),
        "ad_id": "Advertentie-ID | ID van advertentie",
        "objective": "Doelstelling | Doel | Campagnedoelstelling",
        "status": "Status | Campagnestatus | Weergave",
        "spend": (
            "Besteed bedrag | Uitgegeven bedrag | Bestedingen | Besteding | Uitgaven | Kosten | Totale kosten | "
            "Totale uitgaven | Totaal uitgegeven | Totaal besteed | Advertentiekosten | Advertentie-uitgaven | "
            "Mediakosten | Bedrag besteed | Bedrag uitgegeven"
        ),
        "impressions": (
            "Weergaven | Vertoningen | Impressies | Impr. | Impressions | Aantal vertoningen | Aantal weergaven | "
            "Aantal impressies"
        ),
        "reach": "Bereik | Unieke gebruikers",
        "clicks": (
            "Klikken op link | Klikken op links | Linkklikken | Klikken | Clicks | Kliks | Klikken (alle) | "
            "Totaal aantal klikken | Aantal klikken | Aantal kliks"
        ),
        "conversions": (
            "Aankopen | Websiteaankopen | Conversies | Conversions | Bestellingen | Transacties | "
            "Totaal aantal conversies | Resultaten | Aantal conversies | Aantal aankopen"
        ),
        "revenue": (
            "Conversiewaarde van aankopen | Aankoopconversiewaarde | Conversiewaarde | Conv.waarde | "
            "Waarde van aankopen | Omzet | Opbrengst | Opbrengsten | Inkomsten | Verkoop | "
            "Totale conversiewaarde | Waarde aankopen | Aankoopwaarde"
        ),
    },
    "sv": {
        "day": "Dag | Datum | Per dag | Rapportdatum",
        "week": "Vecka | Veckans start | Vecka från | Veckostart",
        "month": "Månad",
        "quarter": "Kvartal",
        "starts": "från",
        "ends": "till",
        "platform": "Plattform | Kanal | Nätverk",
        "account": (
            "Kontonamn | Konto | Annonskonto | Namn på konto | Annonskontots namn | Annonsör | Annonskontonamn"
        ),
        "account_id": "Konto-id | Kontonummer | Annonskonto-id | Kund-id | Annonsör-id",
        "currency": "Valuta | Valutakod",
        "campaign": "Kampanjnamn | Kampanjens namn | Namn på kampanj | Kampanj | Kampanjer | Kampanjtyp",
        "campaign_id": "Kampanj-id | Kampanjens id",
        "ad_set": (
            "Annonsuppsättningens namn | Namn på annonsuppsättning | Annonsuppsättning | Annonssetets namn | "
            "Annonsset | Annonsgruppens namn | Annonsgruppsnamn | Annonsgrupp | Namn på annonsgrupp"
        ),
        "ad_set_id": "Annonsuppsättnings-id | Annonssets-id | Annonsgrupps-id | Annonsuppsättningens id",
        "ad": "Annonsnamn | Annonsens namn | Namn på annons | Annons | Annonser",
        "ad_id": "Annons-id | Annonsens id",
        "objective": "Mål | Syfte | Kampanjmål",
        "status": "Status | Kampanjstatus | Visning",
        "spend": (
            "Spenderat belopp | Belopp som spenderats | Använt belopp | Förbrukat belopp | Utgifter | Kostnad | "
            "Kostnader | Total kostnad | Totala kostnader | Totalt spenderat | Spenderat | Annonskostnad | "
            "Mediekostnad | Annonsutgifter | Förbrukning"
        ),
        "impressions": (
            "Visningar | Exponeringar | Exp. | Impressioner | Sidvisningar | Visn. | Annonsvisningar | "
            "Antal visningar | Antal exponeringar"
        ),
        "reach": "Räckvidd | Unika användare",
        "clicks": (
            "Länkklick | Klick på länk | Klick på länkar | Klick | Klick (alla) | Klick (samtliga) | "
            "Totalt antal klick | Antal klick"
        ),
        "conversions": (
            "Köp | Köp på webbplatsen | Konverteringar | Konvertering | Konv. | Beställningar | Ordrar | "
            "Transaktioner | Totalt antal konverteringar | Resultat | Antal konverteringar | Antal köp"
        ),
        "revenue": (
            "Konverteringsvärde för köp | Köpens konverteringsvärde | Konverteringsvärde | Konv.värde | Köpvärde | "
            "Intäkter | Intäkt | Omsättning | Försäljning | Totalt konverteringsvärde"
        ),
    },
    "da": {
        "day": "Dag | Dato | Efter dag | Rapportdato",
        "week": "Uge | Uge fra | Ugestart",
        "month": "Måned",
        "quarter": "Kvartal",
        "starts": "fra",
        "ends": "til",
        "platform": "Platform | Kanal | Netværk",
        "account": (
            "Kontonavn | Konto | Annoncekonto | Navn på konto | Annoncekontoens navn | Navn på annoncekonto | "
            "Annoncør | Annoncekontonavn"
        ),
        "account_id": "Konto-id | Kontonummer | Annoncekonto-id | Kunde-id",
        "currency": "Valuta | Valutakode",
        "campaign": (
            "Kampagnenavn | Kampagnens navn | Navn på kampagne | Kampagne | Kampagner | Kampagnetype | Kampagne navn"
        ),
        "campaign_id": "Kampagne-id | Kampagnens id",
        "ad_set": (
            "Navn på annoncesæt | Annoncesættets navn | Annoncesætnavn | Annoncesæt | Annoncegruppens navn | "
            "Annoncegruppenavn | Navn på annoncegruppe | Annoncegruppe | Annoncesæt navn"
        ),
        "ad_set_id": "Annoncesæt-id | Annoncesættets id | Annoncegruppe-id | Annoncegruppens id",
        "ad": "Annoncenavn | Annoncens navn | Navn på annonce | Annonce | Annoncer",
        "ad_id": "Annonce-id | Annoncens id",
        "objective": "Målsætning | Formål | Mål | Kampagnemål",
        "status": "Status | Kampagnestatus | Visning",
        "spend": (
            "Brugt beløb | Forbrugt beløb | Beløb brugt | Anvendt beløb | Forbrug | Udgifter | Omkostninger | "
            "Omkostning | Samlet omkostning | Samlede omkostninger | Samlet forbrug | Annonceudgifter | "
            "Annonceforbrug"
        ),
        "impressions": (
            "Visninger | Eksponeringer | Indtryk | Impr. | Eksp. | Annoncevisninger | Antal visninger | "
            "Antal eksponeringer"
        ),
        "reach": "Rækkevidde | Unikke brugere",
        "clicks": "Klik på link | Klik på links | Linkklik | Klik | Klik (alle) | Samlet antal klik | Antal klik",
        "conversions": (
            "Køb | Køb på websted | Køb på website | Konverteringer | Konvertering | Konv. | Ordrer | "
            "Bestillinger | Transaktioner | Samlet antal konverteringer | Resultater | Antal konverteringer | "
            "Antal køb"
        ),
        "revenue": (
            "Konverteringsværdi for køb | Købskonverteringsværdi | Konverteringsværdi | Konv.værdi | Købsværdi | "
            "Omsætning | Indtægter | Indtægt | Salg | Samlet konverteringsværdi"
        ),
    },
}
