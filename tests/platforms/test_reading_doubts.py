"""What a file leaves in doubt is settled by its other rows, refused, or taken for what it is, never guessed."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from paidsocial.domain.readings import Grain
from paidsocial.errors import BadInput, UnreadableFile
from paidsocial.platforms.base import Field
from paidsocial.platforms.reading import Hints, ParsedPart, parse

TODAY = date(2026, 6, 14)


def parts(text: str, hints: Hints | None = None, name: str = "meta.csv") -> list[ParsedPart]:
    """The parts of a text."""
    return parse(io.BytesIO(text.encode()), name, today=TODAY, hints=hints or Hints()).parts


def rows(days: list[date]) -> str:
    """A row a day."""
    return "date,campaign,spend\n" + "".join(f"{day},A,1.25\n" for day in days)


def test_days_whole_weeks_apart_are_weeks() -> None:
    days = [date(2026, 1, 5) + timedelta(days=7 * place) for place in (0, 1, 2, 3, 5, 6, 7, 8)]
    (part,) = parts(rows(days))
    assert part.grain is Grain.PERIOD
    assert (part.readings.first_day, part.readings.last_day) == (date(2026, 1, 5), date(2026, 3, 8))
    assert any("weeks apart" in warning and "by day" in warning for warning in part.warnings)
    (fewer,) = parts(rows(days[:7]))
    assert (fewer.grain, fewer.warnings) == (Grain.DAY, [])
    (broken,) = parts(rows([*days, date(2026, 3, 10)]))
    assert broken.grain is Grain.DAY


def test_first_days_of_months_are_months() -> None:
    (part,) = parts(rows([date(2026, month, 1) for month in (1, 2, 4)]))
    assert part.grain is Grain.PERIOD
    assert (part.readings.first_day, part.readings.last_day) == (date(2026, 1, 1), date(2026, 4, 30))
    assert part.totals["spend"] == Decimal("3.75")
    assert parts(rows([date(2026, month, 1) for month in (1, 2)]))[0].grain is Grain.DAY


def test_an_empty_currency_cell_is_in_the_currency_of_the_others() -> None:
    text = "date,campaign,spend,currency\n2026-06-01,A,1,USD\n2026-06-02,A,2,\n2026-06-03,A,3,-\nTotal,,6,-\n"
    (part,) = parts(text)
    assert (part.currency, part.rows_read, part.totals["spend"]) == ("USD", 3, Decimal(6))


@pytest.mark.parametrize("cell", ["XXZ", "US Dollar", "12"])
def test_what_is_no_currency_is_refused_until_a_person_says_which(cell: str) -> None:
    text = f"date,campaign,spend,currency\n2026-06-01,A,1,{cell}\n"
    with pytest.raises(BadInput, match=f"“{cell}”.*--currency"):
        parts(text)
    assert parts(text, Hints(currency="USD"))[0].currency == "USD"


def test_signs_name_currencies_too() -> None:
    assert parts("date,campaign,spend,currency\n2026-06-01,A,1,€\n")[0].currency == "EUR"


def test_two_currencies_never_mix() -> None:
    with pytest.raises(BadInput, match="EUR and GBP"):
        parts("date,campaign,spend\n2026-06-01,A,3 €\n2026-06-02,A,£4\n")
    text = "date,campaign,spend (EUR),revenue (USD)\n2026-06-01,A,3,9\n"
    with pytest.raises(BadInput, match="Spend is in EUR and revenue in USD"):
        parts(text)
    (part,) = parts(text, Hints(columns={Field.REVENUE: ""}))
    assert (part.currency, part.totals["revenue"]) == ("EUR", None)


@pytest.mark.parametrize(
    ("row", "line", "remedy"),
    [
        ("2031-01-01,A,5", "Line 2", "--date-order"),
        ("2026-06-01,A,-5", "Line 2", "credit or refund"),
        ("x,A,5", "Line 2", "--map"),
    ],
)
def test_a_file_of_bad_rows_only_is_refused_with_line_and_remedy(row: str, line: str, remedy: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        parts(f"date,campaign,spend\n{row}\n")
    assert line in refused.value.message
    assert remedy in refused.value.message


def test_rows_behind_a_quotation_mark_that_is_never_closed_are_not_lost_silently() -> None:
    text = 'campaign,date,spend\nA,2026-06-01,1\n"B,2026-06-01,2\nC,2026-06-01,3\n'
    (part,) = parts(text)
    assert (part.rows_read, part.skipped_count, part.skipped[0].line) == (1, 1, 3)
    assert "never closed, so 2 lines from there on were not read" in part.skipped[0].reason
    with pytest.raises(UnreadableFile, match="Line 2: has a quotation mark"):
        parts('campaign,date,spend\n"B,2026-06-01,2\nC,2026-06-01,3\n')


def test_hours_of_a_day_are_summed() -> None:
    text = (
        "Campaign name,By hour,Cost,Impressions,Clicks (destination),Currency\n"
        "A,2026-06-01 13:00:00,5.25,6,1,USD\nA,2026-06-01 14:00:00,4,6,1,USD\n"
    )
    (part,) = parts(text, name="report.csv")
    assert (part.platform, part.grain, len(part.readings), part.totals["spend"]) == (
        "tiktok",
        Grain.DAY,
        1,
        Decimal("9.25"),
    )


def test_dollars_and_euros_in_one_column_are_never_added() -> None:
    with pytest.raises(BadInput, match=r"amounts in \$ and EUR"):
        parts("Campaign name,Day,Amount spent\nA,2026-06-01,$11.50\nB,2026-06-01,€12.50\n")


def test_dollars_beside_canadian_ones_are_those() -> None:
    (part,) = parts("Campaign name,Day,Amount spent\nA,2026-06-01,$11.50\nB,2026-06-01,CA$12.50\n")
    assert (part.currency, part.totals["spend"]) == ("CAD", 24)


def test_the_currency_of_a_second_column_of_spend_is_not_that_of_the_first() -> None:
    header = "Campaign name,Date,Spend in USD,Spend in account currency,Impressions,Pin clicks,Outbound clicks"
    (part,) = parts(f"{header}\nA,2026-06-01,11.5,10.00,1000,30,20\n")
    assert (part.currency, part.totals["spend"]) == (None, 10)


def test_figures_that_only_grow_are_named_as_what_totals_to_date_look_like() -> None:
    lines = ["date,campaign,spend,impressions"]
    lines += [
        f"2026-06-{day:02},{name},{day * each},{day * 100}"
        for day in range(1, 8)
        for name, each in (("A", 5), ("B", 7))
    ]
    (part,) = parts("\n".join(lines))
    assert any("totals to date" in warning for warning in part.warnings)
    lines[-1] = "2026-06-07,B,49,599"  # once less than the day before
    (part,) = parts("\n".join(lines))
    assert not any("totals to date" in warning for warning in part.warnings)
