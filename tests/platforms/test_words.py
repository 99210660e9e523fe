"""Every platform's files in every language: recognised by their own words, read column by column, nothing mistaken."""

from __future__ import annotations

import importlib
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from paidsocial.errors import AmbiguousFile, UnreadableFile
from paidsocial.platforms.base import METRICS, ExportFormat, Field, header_key
from paidsocial.platforms.plain import words_asian, words_eastern, words_germanic, words_romance
from paidsocial.platforms.plain.lesser import LESSER
from paidsocial.platforms.reading import Hints, ParsedFile, parse
from paidsocial.platforms.registry import export_formats, plain_format
from paidsocial.platforms.vocabulary import Words, split

TODAY = date(2026, 6, 14)
LANGUAGES = (
    *("es", "pt-BR", "pt", "fr", "de", "it", "nl", "pl", "tr", "ru", "uk", "id", "vi", "th", "ja", "ko"),
    *("zh-Hans", "zh-Hant", "ar", "el", "sv", "da", "cs"),
)
PLATFORMS = ("meta", "google", "tiktok", "linkedin", "pinterest", "snapchat", "reddit", "x")
PLAIN = {**words_romance.WORDS, **words_germanic.WORDS, **words_eastern.WORDS, **words_asian.WORDS}
CELLS = {
    "day": ("2026-06-01", "2026-06-02"),
    "campaign": ("C", "D"),
    "spend": ("1.25", "2.5"),
    "impressions": ("1000", "2000"),
    "clicks": ("10", "20"),
    "conversions": ("1", "2"),
    "revenue": ("20.5", "30"),
}
SUMS = {"spend": "3.75", "impressions": "3000", "clicks": "30", "conversions": "3", "revenue": "50.5"}

# What stands beside spend in exports and is none of our metrics: prices, rates, budgets, bids.
DERIVED = {
    "en": "Cost per result | Cost per purchase | CPC (all) | Budget | Daily budget | ROAS | CTR | CPM | Frequency",
    "es": "Coste por resultado | Costo por compra | CPC medio | Presupuesto | Presupuesto diario | Frecuencia",
    "pt-BR": "Custo por resultado | Custo por compra | CPC médio | Orçamento | Orçamento diário | Frequência",
    "pt": "Custo por resultado | Custo por compra | Orçamento da campanha | Frequência",
    "fr": "Coût par résultat | Coût par achat | CPC moyen | Budget | Budget quotidien | Répétition | Fréquence",
    "de": "Kosten pro Ergebnis | Kosten pro Kauf | Durchschn. CPC | Budget | Tagesbudget | Frequenz | Kosten/Conv.",
    "it": "Costo per risultato | Costo per acquisto | CPC medio | Budget | Budget giornaliero | Frequenza",
    "nl": "Kosten per resultaat | Kosten per aankoop | Gem. CPC | Budget | Dagbudget | Frequentie",
    "pl": "Koszt wyniku | Koszt zakupu | Śr. CPC | Budżet | Budżet dzienny | Częstotliwość | Koszt/konw.",
    "tr": "Sonuç Başına Maliyet | Satın Alma Başına Maliyet | Ort. TBM | Bütçe | Günlük Bütçe | Sıklık",
    "ru": "Цена за результат | Цена за покупку | Ср. цена за клик | Бюджет | Дневной бюджет | Частота",
    "uk": "Ціна за результат | Ціна за покупку | Сер. ціна за клік | Бюджет | Щоденний бюджет | Частота",
    "id": "Biaya per hasil | Biaya per pembelian | Rata-rata BPK | Anggaran | Anggaran harian | Frekuensi",
    "vi": "Chi phí trên mỗi kết quả | Chi phí trên mỗi lượt mua | CPC trung bình | Ngân sách | Tần suất",
    "th": "ต้นทุนต่อผลลัพธ์ | ต้นทุนต่อการซื้อ | CPC เฉลี่ย | งบประมาณ | งบประมาณรายวัน | ความถี่",
    "ja": "結果の単価 | 購入単価 | 平均クリック単価 | 予算 | 1日の予算 | フリークエンシー | コンバージョン単価",
    "ko": "결과당 비용 | 구매당 비용 | 평균 CPC | 예산 | 일일 예산 | 빈도 | 전환당 비용",
    "zh-Hans": "单次成效费用 | 单次购买费用 | 平均每次点击费用 | 预算 | 单日预算 | 频次 | 每次转化费用",
    "zh-Hant": "每次成果成本 | 每次購買成本 | 平均單次點擊出價 | 預算 | 每日預算 | 頻率",
    "ar": "التكلفة لكل نتيجة | تكلفة الشراء | متوسط تكلفة النقرة | الميزانية | الميزانية اليومية | التكرار",
    "el": "Κόστος ανά αποτέλεσμα | Κόστος ανά αγορά | Μέσο CPC | Προϋπολογισμός | Συχνότητα",
    "sv": "Kostnad per resultat | Kostnad per köp | Genomsn. CPC | Budget | Dagsbudget | Frekvens",
    "da": "Pris pr. resultat | Pris pr. køb | Gns. CPC | Budget | Dagligt budget | Hyppighed | Frekvens",
    "cs": "Cena za výsledek | Cena za nákup | Prům. CPC | Rozpočet | Denní rozpočet | Frekvence",
}


def words_of(platform: str) -> dict[str, dict[str, str]]:
    """A platform's words by language."""
    found: dict[str, dict[str, str]] = {}
    for name in ("words", "words_asian"):
        try:
            module = importlib.import_module(f"paidsocial.platforms.{platform}.{name}")
        except ModuleNotFoundError:
            continue
        found.update({language: dict(block) for language, block in module.WORDS.items()})
    return found


def header(platform: str, language: str) -> list[str]:
    """The header row of an export: the platform's first word for each column, one of its marks, the currency."""
    own, plain = words_of(platform).get(language, {}), PLAIN[language]
    names = [split(own.get(name) or plain[name])[0].removeprefix("~") for name in CELLS]
    taken = set(names)
    fields = {
        word for line in (*own.items(), *plain.items()) if line[0] not in ("marks", "hints") for word in split(line[1])
    }
    marks = [mark for mark in split(own.get("marks", "")) if mark not in taken and mark not in fields]
    return [*names, *marks[:1], split(plain["currency"])[0]]


def table(headers: list[str]) -> str:
    """Two rows under a header row."""
    rows = [[*(cells[row] for cells in CELLS.values())] for row in (0, 1)]
    filled = [[*row, *["x"] * (len(headers) - len(row) - 1), "EUR"] for row in rows]
    return "".join("\t".join(row) + "\n" for row in (headers, *filled))


def read(text: str, name: str = "export.csv") -> ParsedFile:
    """Parse a text as of a fixed day."""
    return parse(io.BytesIO(text.encode()), name, today=TODAY)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_platforms_file_in_each_language(platform: str, language: str) -> None:
    headers = header(platform, language)
    (part,) = read(table(headers)).parts

    assert {name: f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
            for name, value in part.totals.items() if value is not None} == SUMS  # fmt: skip
    assert part.currency == "EUR"
    assert part.readings.entities[0].campaign == "C"
    if language in words_of(platform) and (len(headers) == len(CELLS) + 2 or platform in ("linkedin", "meta")):
        assert part.platform == platform, headers


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plain_table_in_each_language(language: str) -> None:
    own = PLAIN[language]
    for place in range(4):
        names = [(words := split(own[name]))[min(place, len(words) - 1)] for name in CELLS]
        (part,) = read(table([*names, split(own["currency"])[-1]]), "facebook.csv").parts
        assert {name: value for name, value in part.totals.items() if value is not None} == {
            name: Decimal(value) for name, value in SUMS.items()
        }, names


@pytest.mark.parametrize("language", DERIVED)
def test_prices_rates_and_budgets_are_never_taken_for_spend(language: str) -> None:
    derived = split(DERIVED[language])
    day = "Day" if language == "en" else split(PLAIN[language]["day"])[0]
    campaign = "Campaign" if language == "en" else split(PLAIN[language]["campaign"])[0]
    text = "\t".join((day, campaign, *derived)) + "\n" + "\t".join(("2026-06-01", "A", *["7"] * len(derived))) + "\n"
    with pytest.raises(UnreadableFile, match="No column was understood as spend"):
        read(text)
    keys = {key for one in formats() for name in METRICS for key in one.headers.get(name, ())}
    assert not keys & {header_key(word) for word in derived}


def formats() -> Iterator[ExportFormat]:
    """Every format there is."""
    yield from export_formats()
    yield plain_format()


@pytest.mark.parametrize("export", list(formats()), ids=lambda export: export.name)
def test_no_word_means_two_things_in_one_format(export: ExportFormat) -> None:
    meanings = Counter(key for keys in export.headers.values() for key in keys)
    assert [key for key, count in meanings.items() if count > 1] == []


@pytest.mark.parametrize("platform", [*PLATFORMS, "plain"])
def test_no_word_stands_twice_in_a_line(platform: str) -> None:
    blocks: Words = PLAIN if platform == "plain" else words_of(platform)
    for language, block in blocks.items():
        for meaning, line in block.items():
            if meaning in ("starts", "ends"):
                continue
            keys = [header_key(word) for word in split(line)]
            assert len(keys) == len(set(keys)), (language, meaning)


def test_every_platform_speaks_every_language() -> None:
    for platform in PLATFORMS:
        missing = set(LANGUAGES) - set(words_of(platform)) - {"pt"}  # Portugal's are Brazil's, but where they differ
        assert missing == set(), platform


def test_words_are_alike_without_case_accents_spaces_and_typography() -> None:
    for written in ("MONTANT DÉPENSÉ", "Montant depense", "montant  dépensé", "\ufeffMontant dépensé (EUR)"):
        text = f"Jour;Nom de la campagne;{written}\n2026-06-01;A;1,5\n"
        (part,) = read(text).parts
        assert (part.platform, part.totals["spend"]) == ("meta", Decimal("1.5"))
    assert header_key("Cost / conv.") == header_key("cost/conv")
    assert header_key("消化金額（JPY）") == header_key("消化金額 (JPY)")
    assert header_key("TIKLAMALAR") == header_key("Tıklamalar")
    assert header_key("Nom de l’ensemble") == header_key("Nom de l'ensemble")


@pytest.mark.parametrize(
    ("header_name", "currency"),
    [
        ("Amount spent (EUR)", "EUR"),
        ("消化金額（JPY）", "JPY"),
        ("消化金額(円)", "JPY"),
        ("Valor usado (R$)", "BRL"),
        ("Wydana kwota (zł)", "PLN"),
        ("Сумма затрат (руб.)", "RUB"),
        ("Harcanan Tutar (₺)", "TRY"),
        ("Kosten in CHF", "CHF"),
        ("Kosten (in EUR)", "EUR"),
        ("Dépenses (en EUR)", "EUR"),
    ],
)
def test_the_currency_in_a_header(header_name: str, currency: str) -> None:
    (part,) = read(f"Tag\tKampagne\t{header_name}\n2026-06-01\tA\t3\n", "meta.csv").parts
    assert (part.currency, part.totals["spend"]) == (currency, 3)


def test_what_a_word_means_only_in_one_platforms_files_is_no_spend_elsewhere() -> None:
    own = "Přehled kampaní\n1. 6. 2026 – 7. 6. 2026\nKampaň,Cena,Zobr.,Kliknutí\nA,3,100,7\n"
    (part,) = read(own).parts
    assert (part.platform, part.totals["spend"]) == ("google", 3)
    with pytest.raises(UnreadableFile, match="No column was understood as spend"):
        read("Datum\tKampaň\tCena\n2026-06-01\tA\t3\n")


def test_a_linkedin_report_in_a_language_of_its_own() -> None:
    lines = (
        "Kampagnen-Performance-Bericht (in UTC)\n"
        '"Berichtsbeginn: 1. Juni 2026, 00:00"\n"Berichtsende: 7. Juni 2026, 23:59"\n"Erstellt am: 9. Juni 2026"\n\n'
        "Startdatum (in UTC)\tKontoname\tWährung\tName der Kampagnengruppe\tKampagnenname\t"
        "Gesamtausgaben\tImpressions\n"
        "01.06.2026\tAcme\tEUR\tMarke\tIngenieure\t1.234,56\t5.000\n"
        "01.06.2026\tAcme\tEUR\tMarke\tLeitung\t10,00\t700\n"
    )
    file = parse(io.BytesIO(("\ufeff" + lines).encode("utf-16-le")), "account_1.csv", today=TODAY)
    (part,) = file.parts
    assert (part.platform, part.level.value, part.grain.value) == ("linkedin", "ad_set", "period")
    assert (part.readings.first_day, part.readings.last_day) == (date(2026, 6, 1), date(2026, 6, 7))
    assert part.totals["spend"] == Decimal("1244.56")
    assert part.totals["impressions"] == 5700
    entity = part.readings.entities[0]
    assert (entity.campaign, entity.ad_set) == ("Marke", "Ingenieure")


def test_reporting_days_without_a_breakdown_are_a_period_in_each_language() -> None:
    for language in LANGUAGES:
        own = words_of("meta")[language]
        first, last = split(own.get("starts", ""))[:1], split(own.get("ends", ""))[:1]
        header_row = [*first, *last, split(PLAIN[language]["campaign"])[0], f"{split(own['spend'])[0]} (EUR)"]
        text = "\t".join(header_row) + "\n2026-05-01\t2026-05-31\tA\t5\n"
        (part,) = read(text).parts
        assert (part.platform, part.grain.value, part.readings.last_day) == ("meta", "period", date(2026, 5, 31)), (
            language
        )


def test_a_columns_meaning_is_told_for_every_language() -> None:
    uses = {use.header: use.field for use in read(table(header("tiktok", "ko"))).columns}
    assert uses["비용"] is Field.SPEND


def test_a_linkedin_report_is_month_first_in_english_and_asked_about_where_nobody_has_seen_one() -> None:
    row = "\tAcme\tEUR\tA\t5\n"
    english = "Start Date (in UTC)\tAccount Name\tCurrency\tCampaign Group Name\tTotal Spent\n"
    assert read(english + "3/4/2026" + row).parts[0].readings.first_day == date(2026, 3, 4)
    spanish = "Fecha de inicio (en UTC)\tNombre de la cuenta\tDivisa\tNombre del grupo de campañas\tGasto total\n"
    assert read(spanish + "3/4/2026" + row).parts[0].readings.first_day == date(2026, 4, 3)
    french = "Date de début (en UTC)\tNom du compte\tDevise\tNom du groupe de campagnes\tTotal dépensé\n"
    with pytest.raises(AmbiguousFile, match="--date-order"):
        read(french + "3/4/2026" + row)
    stated = "Rapport de performance de la campagne\nDébut : 1 avril 2026\nFin : 30 avril 2026\n\n"
    assert read(stated + french + "3/4/2026" + row).parts[0].readings.first_day == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("cell", "code"), [("€", "EUR"), ("zł", "PLN"), ("eur", "EUR"), ("円", "JPY"), ("Euro", "EUR")]
)
def test_a_currency_column_with_signs(cell: str, code: str) -> None:
    assert read(f"Tag\tKampagne\tKosten\tWährung\n2026-06-01\tA\t3\t{cell}\n").parts[0].currency == code


def test_a_column_that_many_tables_have_does_not_make_a_file_google_s() -> None:
    for kind, currency in (("Tipo de campaña", "Código de moneda"), ("Kampagnentyp", "Währungscode")):
        text = f"Fecha\t{kind}\tCoste\t{currency}\n2026-06-01\tShopping\t3\tEUR\n"
        assert read(text, "table.csv").parts[0].platform == "other"


def test_a_better_meaning_wins_over_who_knows_the_word() -> None:
    # The format's own word for results, the everyday word for conversions, in an order that tempts.
    text = "Por dia\tNome da campanha\tCusto\tCliques (destino)\tCPC (destino)\tResultados\tConversões\n"
    file = read(text + "2026-06-01\tA\t5\t4\t1.25\t9\t2\n")

    assert file.format_name == "TikTok Ads Manager"
    assert file.parts[0].totals["conversions"] == 2
    assert not [warning for warning in file.parts[0].warnings if "Resultados" in warning]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (
            "Amount spent\tClicks (all)\tPurchases",
            "Clicks are “Clicks (all)”: no column for clicks on links was found.",
        ),
        (
            "Montant dépensé\tClics (tous)\tAchats",
            "Clicks are “Clics (tous)”: no column for clicks on links was found.",
        ),
        (
            "Amount spent\tLink clicks\tResults",
            "Conversions are “Results”: no column for purchases or conversions was found.",
        ),
        (
            "Amount spent\tOutbound clicks\tPurchases",
            "Clicks are “Outbound clicks”: no column for clicks on links was found.",
        ),
        (
            "Amount spent\tLink clicks\tMessaging conversations started\tCheckouts initiated",
            "Conversions are “Messaging conversations started”: no column for purchases or conversions was found.",
        ),
        (
            "Amount spent\tLink clicks\tLeads\tResults",
            "Conversions are “Results”: no column for purchases or conversions was found.",
        ),
        ("inline_link_clicks\tspend\tpurchases", ""),
    ],
)
def test_a_lesser_column_is_taken_with_a_warning(headers: str, said: str) -> None:
    cells = "\t".join("2026-06-01" if name == "date_start" else "3" for name in headers.split("\t"))
    (part,) = read(f"Day\tCampaign name\t{headers}\n2026-06-01\tA\t{cells}\n").parts
    lesser = [warning for warning in part.warnings if "no column for" in warning]

    assert part.platform == "meta"
    assert [warning.startswith(said) for warning in lesser] == ([True] if said else [])


def test_a_lesser_column_that_a_person_named_is_theirs() -> None:
    text = "Day,Campaign name,Amount spent,Clicks (all),Link clicks\n2026-06-01,A,5,9,4\n"
    hints = Hints(columns={Field.CLICKS: "Clicks (all)"})
    (part,) = parse(io.BytesIO(text.encode()), "x.csv", today=TODAY, hints=hints).parts

    assert part.totals["clicks"] == 9
    assert not [warning for warning in part.warnings if "no column for" in warning]


def test_a_word_that_is_last_in_one_language_is_not_first_in_another() -> None:
    text = "Periode\tKampagnenavn\tForbrug\tKlik\tKlik på link\tRetweets\n2026-06-01\tA\t5\t9\t4\t1\n"
    (part,) = read(text).parts

    assert (part.platform, part.totals["clicks"]) == ("x", 4)


def test_every_lesser_word_is_known() -> None:
    known = {(meaning, key) for export in formats() for meaning, keys in export.headers.items() for key in keys}
    assert {(meaning, key) for meaning, keys in LESSER.items() for key in keys} - known == set()
