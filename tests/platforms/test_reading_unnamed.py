"""What no word in a file gives away: totals, headers again, days and remarks that are known by what they hold."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from paidsocial.domain.days import Period
from paidsocial.errors import AmbiguousFile
from paidsocial.platforms.base import Field
from paidsocial.platforms.reading import Hints, ParsedFile, parse

TODAY = date(2026, 6, 14)
JUNE = "report 2026-06-01 to 2026-06-07.csv"


def read(text: str | bytes, name: str = "meta.csv", **hints: object) -> ParsedFile:
    """A text as it is read."""
    data = text.encode() if isinstance(text, str) else text
    return parse(io.BytesIO(data), name, today=TODAY, hints=Hints(**hints))  # type: ignore[arg-type]


def workbook(rows: list[list[str | float]]) -> bytes:
    """A sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return out.getvalue()


@pytest.mark.parametrize("many", [1, 2])
@pytest.mark.parametrize("first", [True, False])
def test_a_total_in_an_unknown_word_is_known_by_its_figures(many: int, *, first: bool) -> None:
    rows = ["A,1.50,100,7", "B,2.25,200,8", "C,4,300,9"]
    total = ["Wszystkiego,7.75,600,24"] * many
    body = [*total, *rows] if first else [*rows, *total]
    parsed = read("\n".join(["campaign,spend,impressions,clicks", *body]), JUNE)
    (part,) = parsed.parts
    assert (part.rows_read, part.totals["spend"], part.totals["clicks"]) == (3, Decimal("7.75"), 24)
    assert [entity.campaign for entity in part.readings.entities] == ["A", "B", "C"]
    assert parsed.own_totals is not None
    assert (parsed.own_totals.label, parsed.own_totals.differs["spend"]) == ("Wszystkiego", 0)
    assert len(parsed.left_out) == many


def test_a_campaign_that_equals_the_others_in_spend_alone_stays() -> None:
    (part,) = read("campaign,spend,clicks\nA,1,7\nB,2,8\nC,4,9\nD,7,25\n", JUNE).parts
    assert (part.rows_read, part.totals["spend"]) == (4, 14)


def test_totals_of_sections_in_an_unknown_word_are_known_by_their_figures() -> None:
    rows = ["A,x,1.50,100", "A,y,2.25,200", "Wszystkiego A,,3.75,300", "B,z,4,300", "Wszystkiego B,,4,300"]
    header = "campaign,ad set,spend,impressions"
    parsed = read("\n".join([header, *rows]), JUNE)
    (part,) = parsed.parts
    assert (part.rows_read, part.totals["spend"], part.totals["impressions"]) == (3, Decimal("7.75"), 600)
    assert {row.line for row in parsed.left_out} == {4, 6}
    assert parsed.own_totals is not None
    assert (parsed.own_totals.says["spend"], parsed.own_totals.differs["spend"]) == (Decimal("7.75"), 0)
    # Where one row is in no section, no row is a total.
    (part,) = read("\n".join([header, *rows, "C,w,1,9"]), JUNE).parts
    assert part.rows_read == 6


def test_a_total_in_an_unknown_word_beside_days_is_the_files_own() -> None:
    parsed = read("campaign,date,spend\nWszystkiego,,3\nA,2026-06-01,1\nB,2026-06-01,2\n")
    (part,) = parsed.parts
    assert (part.rows_read, part.skipped_count, part.totals["spend"]) == (2, 0, 3)
    assert parsed.own_totals is not None
    assert parsed.own_totals.label == "Wszystkiego"


def test_a_row_without_a_day_that_sums_nothing_up_is_skipped_with_its_reason() -> None:
    (part,) = read("campaign,date,spend\nA,2026-06-01,1\nB,,2\nC,soon,3\n").parts
    assert [(row.line, row.reason) for row in part.skipped] == [(3, "has no day"), (4, "day “soon” is not a date")]


def test_days_under_an_unknown_header_are_asked_about() -> None:
    text = "Zeitpunkt,campaign,spend\n2026-06-01,A,1\n2026-06-02,A,2\n"
    with pytest.raises(AmbiguousFile, match="--map day=Zeitpunkt") as asked:
        read(text, JUNE)
    assert asked.value.option == "--map"
    assert read(text, JUNE, columns={Field.DAY: "Zeitpunkt"}).parts[0].grain.value == "day"
    assert read(text, JUNE, columns={Field.DAY: ""}).parts[0].grain.value == "period"


def test_days_under_a_header_of_a_thousand_characters_are_asked_about_in_a_sentence() -> None:
    with pytest.raises(AmbiguousFile) as asked:
        read(f"{'Zeitpunkt ' * 100},campaign,spend\n2026-06-01,A,1\n2026-06-02,A,2\n", JUNE)
    assert len(asked.value.message) < 300
    assert "--map day=HEADER" in asked.value.message


@pytest.mark.parametrize("told", [{}, {"period": Period(date(2026, 7, 1), date(2026, 7, 31))}])
def test_a_period_that_has_not_begun_is_asked_about(told: dict[str, Period]) -> None:
    with pytest.raises(AmbiguousFile, match="from 2026-07-01 to 2026-07-31 has not begun yet") as asked:
        read("campaign,spend\nA,1\nB,2\n", "report 2026-07-01 to 2026-07-31.csv", **told)
    assert asked.value.option == "--period"
    (part,) = read("campaign,spend\nA,1\nB,2\n", "report 2026-06-01 to 2026-06-30.csv").parts
    assert part.grain.value == "period"


def test_counts_in_text_formulas_are_no_days() -> None:
    (part,) = read('Wynik,campaign,spend\n"=""45321""",A,1\n"=""45400""",A,2\n', JUNE).parts
    assert (part.rows_read, part.grain.value) == (2, "period")


def test_a_campaigns_own_start_is_not_asked_about() -> None:
    text = "campaign,created on,spend\nA,2026-05-01,1\nB,2026-05-09,2\n"
    assert read(text, JUNE).parts[0].grain.value == "period"


def test_the_header_again_and_remarks_are_no_rows_where_there_are_no_days() -> None:
    table: list[list[str | float]] = [
        ["campaign", "spend", "clicks"],
        ["A", 1, 2],
        ["campaign", "spend", "clicks"],
        ["B", 2, 2],
        ["Exported by Ada", "", ""],
    ]
    (part,) = read(workbook(table), JUNE.replace(".csv", ".xlsx")).parts
    assert (part.rows_read, part.skipped_count, part.totals["spend"]) == (2, 0, 3)


def test_a_total_labelled_in_a_column_of_no_meaning() -> None:
    (part,) = read("note,campaign,spend\nx,A,1\ny,B,2\nTotal,,3\n", JUNE).parts
    assert (part.rows_read, part.totals["spend"]) == (2, 3)


def test_quotation_marks_in_a_text_formula_are_single_again() -> None:
    text = 'campaign\tdate\tspend\n"=""Brand """"x"""""""\t2026-06-01\t1\n'
    assert read(text).parts[0].readings.entities[0].campaign == 'Brand "x"'


def test_thousands_set_apart_by_spaces_tell_the_decimal_mark() -> None:
    (part,) = read('date,campaign,impressions,spend\n2026-06-01,A,7 663,"2,428"\n').parts
    assert (part.totals["spend"], part.totals["impressions"]) == (Decimal("2.428"), 7663)


def test_amounts_that_may_be_grouped_beside_counts_that_are_not_are_asked_about() -> None:
    with pytest.raises(AmbiguousFile) as asked:
        read('date,campaign,impressions,spend\n2026-06-01,A,7663,"2,428"\n')
    assert asked.value.option == "--decimal-mark"


def test_an_amount_in_parentheses_shows_its_decimal_mark() -> None:
    text = "campaign|date|spend|revenue\nA|2026-06-01|4.443|(52.44)\n"
    assert read(text).parts[0].totals["spend"] == Decimal("4.443")


def test_three_decimals_of_a_dinar_are_asked_about() -> None:
    with pytest.raises(AmbiguousFile) as asked:
        read('date,campaign,spend,currency\n2026-06-01,A,"2,428",KWD\n')
    assert asked.value.option == "--decimal-mark"


@pytest.mark.parametrize(
    ("header", "page"),
    [
        ("Día,Nombre de la campaña,Importe gastado,Impresiones", "cp1252"),
        ("日付,キャンペーン名,消化金額,広告", "cp932"),
    ],
)
def test_a_code_page_is_known_by_the_words_it_makes(header: str, page: str) -> None:
    columns = dict(zip((Field.DAY, Field.CAMPAIGN, Field.SPEND), header.split(","), strict=False))
    text = f"{header}\n2026-06-01,A,1,2\n2026-06-02,A,2,3\n"
    (part,) = read(text.encode(page), columns=columns).parts
    assert part.totals["spend"] == 3


def test_ids_lose_the_prefix_of_the_platform_a_person_names() -> None:
    text = "día,campaign_id,gasto\n2026-06-01,PP123456789,1\n"
    columns = {Field.DAY: "día", Field.CAMPAIGN_ID: "campaign_id", Field.SPEND: "gasto"}
    (part,) = read(text, columns=columns, platform="pinterest").parts
    assert part.readings.entities[0].campaign_id == "123456789"


AGES = (
    "Age,Gender,Delivery status,Reach,Impressions,Link clicks,Results,Amount spent (EUR),"
    "Reporting starts,Reporting ends"
)
ALL_MAY = ",2026-05-01,2026-05-31"


@pytest.mark.parametrize("last", [True, False])
def test_metas_total_above_ages_and_genders_is_no_row_though_it_has_a_period_and_no_results(*, last: bool) -> None:
    total = f",,,900,3000,60,,30.01{ALL_MAY}"
    rows = [
        f"18-24,male,,400,1000,20,5,10.00{ALL_MAY}",
        f"18-24,female,,400,1500,25,4,12.50{ALL_MAY}",
        f"25-34,unknown,,300,500,15,1,7.50{ALL_MAY}",
    ]
    parsed = read("\n".join([AGES, *rows, total] if last else [AGES, total, *rows]))
    (part,) = parsed.parts
    assert part.rows_read == 3
    assert (part.totals["spend"], part.totals["impressions"], part.totals["conversions"]) == (30, 3000, 10)
    assert parsed.own_totals is not None
    assert (parsed.own_totals.line, parsed.own_totals.differs["spend"]) == (5 if last else 2, Decimal("0.01"))


def test_a_total_over_days_of_ages_alone_is_no_day() -> None:
    ages = "Age,Amount spent (EUR),Impressions,Link clicks,Reporting starts,Reporting ends"
    rows = [f"{age},{n}.50,{n}00,{n},2026-05-0{n},2026-05-0{n}" for n, age in enumerate(["18-24", "25-34", "65+"], 1)]
    (part,) = read("\n".join([ages, f",7.50,600,6{ALL_MAY}", *rows])).parts
    assert (part.rows_read, part.grain.value, part.totals["spend"]) == (3, "day", Decimal("7.50"))


def test_one_objective_below_its_total() -> None:
    (part,) = read(
        "Objective,Amount spent (EUR),Impressions,Reporting starts,Reporting ends\n"
        f",7,600{ALL_MAY}\nSales,7,600{ALL_MAY}\n"
    ).parts
    assert (part.rows_read, part.totals["spend"]) == (1, 7)


def test_an_age_that_is_not_known_stays_where_it_sums_nothing_up() -> None:
    ages = "Age,Amount spent (EUR),Impressions,Reporting starts,Reporting ends"
    (part,) = read(f"{ages}\n18-24,7,600{ALL_MAY}\n25-34,8,700{ALL_MAY}\n,9,800{ALL_MAY}\n").parts
    assert (part.rows_read, part.totals["spend"]) == (3, 24)


@pytest.mark.parametrize("name", ["", "Total"])
def test_a_period_that_only_the_total_carries_is_that_of_all_rows(name: str) -> None:
    text = "Název kampaně;Vydaná částka (CZK);Začátek reportování;Konce reportů\n"
    rows = f"{name};350,00;2026-03-01;2026-03-31\nA;150,00;;\nB;200,00;;\n"
    (part,) = read(text + rows).parts
    first, last = (date.fromordinal(days[0]) for days in (part.readings.first, part.readings.last))
    assert (part.platform, part.currency, part.rows_read, part.totals["spend"]) == ("meta", "CZK", 2, 350)
    assert (part.grain.value, first, last) == ("period", date(2026, 3, 1), date(2026, 3, 31))


def test_a_day_column_without_any_day_is_asked_about_as_none() -> None:
    with pytest.raises(AmbiguousFile) as asked:
        read("Campaign name,Day,Amount spent (EUR)\nA,,150\nB,,200\n")
    assert asked.value.option == "--period"


@pytest.mark.parametrize(
    "name", ["Loja-Campanhas-1-de-mar-de-2026-31-de-mar-de-2026.csv", "meta_2026_03_01_2026_03_31.csv"]
)
def test_a_period_in_a_files_name(name: str) -> None:
    (part,) = read("Campaign name,Amount spent (EUR)\nA,1\n", name).parts
    days = [date.fromordinal(column[0]) for column in (part.readings.first, part.readings.last)]
    assert days == [date(2026, 3, 1), date(2026, 3, 31)]


@pytest.mark.parametrize(
    "name",
    ["2 件のキャンペーンの結果", "2 kampanyadan sonuçlar", "النتائج من 2 حملات", "Wszystkiego", "캠페인 2개의 결과"],
)
@pytest.mark.parametrize("days", [ALL_MAY, ",2026-05-04,2026-05-04"])
def test_metas_total_in_an_unknown_word_has_no_results_and_rounds_otherwise(name: str, days: str) -> None:
    header = (
        "Campaign name,Results,Impressions,Link clicks,Purchases,Amount spent (EUR),Reporting starts,Reporting ends"
    )
    rows = f"A,5,1000,20,2,10.004{days}\nB,4,2000,25,3,20.004{days.replace('4', '5')}\n"
    (part,) = read(f"{header}\n{name},,3000,45,5,30.01{ALL_MAY}\n{rows}").parts
    assert (part.rows_read, part.totals["spend"], part.totals["conversions"]) == (2, Decimal("30.008"), 5)


HIERARCHY = """\
A,{none},2026-06-01,30,3000
A,x,2026-06-01,10,1000
A,y,2026-06-01,20,2000
B,{none},2026-06-01,7,700
B,z,2026-06-01,7,700
C,{none},2026-06-01,5,500
"""


@pytest.mark.parametrize("none", ["", "All", "Alle", "Total"])
def test_a_campaign_above_its_ad_sets_is_not_counted_again(none: str) -> None:
    header = "Campaign name,Ad set name,Day,Amount spent (EUR),Impressions\n"
    parsed = read(header + HIERARCHY.format(none=none))
    (part,) = parsed.parts
    assert (part.rows_read, part.totals["spend"], part.totals["impressions"]) == (4, 42, 4200)
    assert [(row.line, row.reason) for row in parsed.left_out] == [
        (2, "sum of the rows below it: A"),
        (5, "sum of the rows below it: B"),
    ]


def test_a_campaign_without_ad_set_that_sums_nothing_up_stays() -> None:
    header = "Campaign name,Ad set name,Day,Amount spent (EUR),Impressions\n"
    rows = HIERARCHY.format(none="").replace("A,,2026-06-01,30,3000", "A,,2026-06-01,3,300")
    (part,) = read(header + rows).parts
    assert part.totals["spend"] == 45


def test_three_levels_and_all_ages_are_counted_once() -> None:
    header = "Campaign name,Ad set name,Ad name,Age,Gender,Day,Amount spent (EUR),Impressions\n"
    day = "2026-06-01"
    leaves = [f"A,x,1,18-24,male,{day},1,100", f"A,x,1,18-24,female,{day},2,200", f"A,x,1,25-34,male,{day},4,400"]
    ages = [f"A,x,1,18-24,All,{day},3,300", f"A,x,1,25-34,All,{day},4,400", f"A,x,1,All,All,{day},7,700"]
    above = [f"A,x,All,All,All,{day},7,700", f"A,All,All,All,All,{day},7,700"]
    parsed = read(header + "\n".join([*reversed(above), *reversed(ages), *leaves]))
    (part,) = parsed.parts
    assert (part.rows_read, part.level.value, part.totals["spend"], len(part.readings)) == (3, "ad", 7, 1)
    assert len(parsed.left_out) == 5


def test_a_column_that_somebody_names_as_weeks_holds_weeks() -> None:
    text = "Woche ab Montag,campaign,spend\n2026-06-01,A,1\n2026-06-08,A,2\n"
    (part,) = read(text, columns={Field.DAY: "Woche ab Montag"}).parts
    assert (part.grain.value, list(part.readings.last)) == ("period", [739774, 739781])


@pytest.mark.parametrize(
    ("above", "currency"),
    [
        ("alle Beträge in EUR", "EUR"),
        ("Currency: CHF", "CHF"),
        ("All amounts (in SEK).", "SEK"),
        ("EUR and USD", None),
        ("REPORT FOR ALL", None),
        ("for Ron", None),
        ("CAMPAIGN_EUR_DE", None),
    ],
)
def test_a_currency_in_the_lines_above_the_header_is_taken_where_nothing_else_names_one(
    above: str, currency: str | None
) -> None:
    rows = "day,campaign,spend\n2026-06-01,A,1\n2026-06-02,A,2\n"
    (part,) = read(f"Media report\n{above}\n\n{rows}").parts
    assert part.currency == currency
    assert any("as the lines above the header say" in warning for warning in part.warnings) == (currency is not None)
    (part,) = read(f"Media report\n{above}\n\n{rows}", currency="USD").parts
    assert (part.currency, len([w for w in part.warnings if "above the header" in w])) == ("USD", 0)
