"""A file's own totals rows: which rows each sums up, what is rounding and what is a warning."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from paidsocial.platforms.reading import Hints, OwnTotal, ParsedFile, parse


def read(*lines: str, currency: str | None = "EUR") -> ParsedFile:
    """Lines as they are read."""
    data = io.BytesIO("\n".join(lines).encode())
    return parse(data, "report.csv", today=date(2026, 6, 14), hints=Hints(platform="meta", currency=currency))


def of(own: OwnTotal) -> tuple[int, str, str | None]:
    """A totals row: its line, the rows it sums up, and what is said of its spend."""
    return own.line, own.of, own.verdict("spend")


def about_totals(file: ParsedFile) -> list[str]:
    """The warnings that speak of totals rows."""
    return [warning for part in file.parts for warning in part.warnings if "totals row" in warning]


@pytest.mark.parametrize(
    ("says", "verdict"), [("30.00", "same"), ("30.01", "rounding"), ("29.99", "rounding"), ("30.02", "differs")]
)
def test_a_cent_is_rounding_and_more_a_warning_that_names_both_figures(says: str, verdict: str) -> None:
    file = read("day,campaign,spend,clicks", "2026-06-01,A,10,1", "2026-06-02,B,20,2", f"Total,,{says},3")
    (own,) = file.totals_rows
    assert (of(own), own.verdict("clicks")) == ((4, "all rows", verdict), "same")
    told = "The file's own totals row (line 4) says spend 30.02 EUR; the rows add up to 30.00 EUR."
    assert about_totals(file) == ([told] if verdict == "differs" else [])


def test_the_smallest_unit_is_the_currencys_own() -> None:
    lines = ("day,campaign,spend", "2026-06-01,A,1000", "2026-06-02,B,2000", "Total,,3001")
    assert read(*lines, currency="JPY").totals_rows[0].verdict("spend") == "rounding"
    assert read(*lines, currency="EUR").totals_rows[0].verdict("spend") == "differs"


def test_each_section_is_compared_with_its_own_rows() -> None:
    file = read(
        "day,campaign,spend",
        *("2026-06-01,A,10", "2026-06-02,A,20", "Total A,,30"),
        *("2026-06-01,B,4", "2026-06-02,B,5", "Total B,,12", "Grand total,,39"),
    )
    sections = [(4, "lines 2 to 3", "same"), (7, "lines 5 to 6", "differs"), (8, "all rows", "same")]
    assert [of(own) for own in file.totals_rows] == sections
    told = "The file's own totals row (line 7) says spend 12.00 EUR; lines 5 to 6 add up to 9.00 EUR."
    assert about_totals(file) == [told]


def test_a_section_may_begin_with_its_total() -> None:
    file = read(
        "day,campaign,spend",
        *("Total,,39", "Total A,,30", "2026-06-01,A,10", "2026-06-02,A,20"),
        *("Total B,,9", "2026-06-01,B,4", "2026-06-02,B,5"),
    )
    assert [of(own) for own in file.totals_rows] == [
        (2, "all rows", "same"),
        (3, "lines 4 to 5", "same"),
        (6, "lines 7 to 8", "same"),
    ]
    assert not about_totals(file)


def test_each_currency_is_compared_with_its_own_rows() -> None:
    file = read(
        "day,campaign,currency,spend,clicks",
        *("2026-06-01,A,EUR,10,1", "2026-06-01,B,USD,7,2", "2026-06-02,A,EUR,20,3"),
        *("Total,,EUR,30,4", "Total,,USD,9,2"),
        currency=None,
    )
    assert [of(own) for own in file.totals_rows] == [
        (5, "the rows in EUR", "same"),
        (6, "the rows in USD", "differs"),
    ]
    by_currency = {part.currency: part for part in file.parts}
    assert [own.line for own in by_currency["EUR"].totals_rows] == [5]
    assert not any("totals row" in warning for warning in by_currency["EUR"].warnings)
    told = "The file's own totals row (line 6) says spend 9.00 USD; the rows in USD add up to 7.00 USD."
    assert told in by_currency["USD"].warnings


def test_the_account_beside_its_listed_campaigns_is_not_compared() -> None:
    file = read(
        "day,campaign,spend",
        *("2026-06-01,A,10", "2026-06-02,B,20", "Total: Campaigns,,30", "Total: Account,,45", "Total: Search,,12"),
    )
    assert [of(own) for own in file.totals_rows] == [(4, "all rows", "same"), (5, "", None), (6, "", None)]
    assert not about_totals(file)


def test_totals_of_parts_that_come_to_everything_together_are_right() -> None:
    rows = ("2026-06-01,A,10", "2026-06-02,B,20")
    file = read("day,campaign,spend", *rows, "Total: Search,,12", "Total: Video,,18")
    assert of(file.totals_rows[-1]) == (5, "all rows", "same")
    assert not about_totals(file)


def test_ratios_are_not_compared_and_skipped_rows_are_named() -> None:
    file = read(
        "day,campaign,spend,clicks,CTR,CPC,reach",
        *("2026-06-01,A,10,1,1%,10,5", "2026-06-02,B,20,2,9%,10,6", "31.31.2026,C,5,1,1%,5,7"),
        "Total,,35,4,4%,9,8",
    )
    (own,) = file.totals_rows
    assert set(own.differs) == {"spend", "clicks"}
    (told,) = about_totals(file)
    assert told.endswith(
        "says spend 35.00 EUR and clicks 4; the rows add up to 30.00 EUR and 3 (1 skipped row not counted)."
    )
    assert own.differs["spend"] == Decimal(5)


def test_a_row_with_a_broken_day_is_no_total_whatever_it_comes_to() -> None:
    file = read("day,campaign,spend", "2026-06-01,A,10", "2026-06-02,B,20", "2026-13-03,C,30")
    assert (file.totals_rows, [row.line for row in file.parts[0].skipped]) == ([], [4])
