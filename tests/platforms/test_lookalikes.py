"""Files in which one thing looks like another: a real row like a total, a word like a currency, a year like a day."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
import xlsxwriter

from paidsocial.domain.days import Period
from paidsocial.errors import BadInput, UnreadableFile
from paidsocial.platforms.base import DateOrder
from paidsocial.platforms.reading import Hints, ParsedFile, parse

TODAY = date(2026, 6, 14)
DAYS = [date(2026, 6, 1) + timedelta(days=place) for place in range(6)]
Cell = str | float | int | date


def read(*lines: str, hints: Hints | None = None) -> ParsedFile:
    """Lines as they are read."""
    data = io.BytesIO("\n".join(lines).encode())
    return parse(data, "meta.csv", today=TODAY, hints=hints or Hints(currency="EUR"))


def sheet(*rows: Sequence[Cell | None]) -> ParsedFile:
    """A workbook as it is read: numbers and days as such."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page, days = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(line, place, cell, days)
            elif cell is not None:
                page.write(line, place, cell)
    book.close()
    return parse(io.BytesIO(out.getvalue()), "meta.xlsx", today=TODAY, hints=Hints(currency="EUR"))


def spent(file: ParsedFile) -> dict[str, Decimal]:
    """Spend by campaign."""
    found: dict[str, Decimal] = {}
    for part in file.parts:
        for entity, micros in zip(part.readings.entity, part.readings.spend, strict=True):
            name = part.readings.entities[entity].campaign or ""
            found[name] = found.get(name, Decimal(0)) + Decimal(micros).scaleb(-6)
    return found


def by_day(file: ParsedFile) -> list[date]:
    """The days that were read, in order."""
    return sorted(date.fromordinal(day) for part in file.parts for day in part.readings.first)


# -- amounts --


@pytest.mark.parametrize(
    "cell", ["12.5K", "1.2M", "1.5 B", "3 тыс.", "2 tys.", "1.2 Mio", "12.5万", "2 lakh", "5 mln", "1.Mai", "Mar 5"]
)
def test_a_magnitude_or_a_month_beside_a_number_makes_no_amount(cell: str) -> None:
    (part,) = read("date,campaign,spend", f"2026-06-01,A,{cell}", "2026-06-02,A,9").parts
    assert (part.totals["spend"], [row.line for row in part.skipped]) == (Decimal(9), [2])


def test_a_broken_formula_is_no_spend_of_nothing() -> None:
    (part,) = read("date,campaign,spend,revenue", "2026-06-01,A,#REF!,1", "2026-06-02,A,9,#DIV/0!").parts
    assert [(row.line, row.reason) for row in part.skipped] == [(2, "spend “#REF!” is a broken formula")]


@pytest.mark.parametrize("cell", ["₸12.50", "12.50 ₲", "L 12.50", "B/. 12.50", "12.50 kn", "GH₵12.50", "12.50 дин."])
def test_any_currencys_sign_may_stand_beside_an_amount(cell: str) -> None:
    assert spent(read("date,campaign,spend", f"2026-06-01,A,{cell}")) == {"A": Decimal("12.5")}


def test_a_number_of_a_sheet_keeps_its_point_beside_texts_with_commas() -> None:
    rows = [(DAYS[0], "A", "1.234,50", 1), (DAYS[1], "B", 1.234, 1), (None,) * 4, (DAYS[2], "C", 12.345, 1)]
    wanted = {"A": Decimal("1234.5"), "B": Decimal("1.234"), "C": Decimal("12.345")}
    assert spent(sheet(("date", "campaign", "spend", "impressions"), *rows)) == wanted


def test_a_note_beside_a_sheets_table_costs_no_row() -> None:
    rows = [(DAYS[0], "A", 1, 10), (DAYS[1], "B", 2, 20, None, "why so cheap?"), (DAYS[2], "C", 3, 30)]
    assert len(spent(sheet(("date", "campaign", "spend", "impressions"), *rows))) == 3


def test_a_header_and_a_column_that_name_two_currencies_are_asked_about() -> None:
    lines = ("date,campaign,spend (USD),currency", "2026-06-01,A,1,EUR")
    with pytest.raises(BadInput, match="names USD and the currency column EUR"):
        read(*lines, hints=Hints())
    assert read("date,campaign,spend (EUR),currency", "2026-06-01,A,1,EUR", hints=Hints()).parts[0].currency == "EUR"


# -- days --


@pytest.mark.parametrize("style", ["%y/%m/%d", "%y-%m-%d", "%y.%m.%d", "%d/%m/%y", "%d.%m.%y"])
def test_a_short_year_is_found_first_or_last(style: str) -> None:
    days = [date(2026, 6, 1) + timedelta(days=place) for place in range(13)]
    assert by_day(read("date,campaign,spend", *(f"{day:{style}},A,1" for day in days))) == days


def test_short_dates_that_fit_both_ways_end_with_the_year() -> None:
    days = [date(2026, 5, day) for day in (22, 23, 24, 25)]
    assert by_day(read("date,campaign,spend", *(f"{day:%d/%m/%y},A,1" for day in days))) == days


def test_days_that_a_spreadsheet_turned_round_in_part_are_refused() -> None:
    days = [date(2026, 5, 1) + timedelta(days=place) for place in range(31)]
    lines = [f"{day:%Y-%d-%m},A,1" if day.day <= 12 else f"{day:%m/%d/%Y},A,1" for day in days]
    with pytest.raises(UnreadableFile, match="turned day and month round"):
        read("date,campaign,spend", *lines)
    assert read("date,campaign,spend", *lines, hints=Hints(currency="EUR", date_order=DateOrder.MONTH_FIRST)).parts
    mixed = ["2026-06-01,A,1", "2026-06-02,A,1", "13/06/2026,A,1", "04/06/2026,A,1"]
    assert len(by_day(read("date,campaign,spend", *mixed))) == len(mixed)


def test_a_column_of_weekdays_is_no_column_of_days() -> None:
    file = read("Date,Day,Campaign,Spend", *(f"{day},{day:%A},A,1" for day in DAYS))
    assert by_day(file) == DAYS


# -- totals --


@pytest.mark.parametrize("name", ["Total", "Gesamt", "Summe 2026", "Total - Brand"])
def test_a_campaign_called_total_with_the_budget_of_another_keeps_its_rows(name: str) -> None:
    lines = [f"{day},{one},50,{place}" for day in DAYS for one, place in ((name, 5000 + day.day), ("B", 6100))]
    assert spent(read("date,campaign,spend,impressions", *lines)) == {name: Decimal(300), "B": Decimal(300)}


def test_a_total_of_each_day_is_left_out_though_one_day_has_a_broken_row() -> None:
    lines = [f"{day},{one},{spend},{spend}0" for day in DAYS for one, spend in (("A", 10), ("B", 20), ("Total", 30))]
    lines[1] = lines[1].replace(",20,", ",?,")
    assert spent(read("date,campaign,spend,impressions", *lines)) == {"A": Decimal(60), "B": Decimal(100)}


def test_a_day_that_is_the_sum_of_the_others_is_a_day() -> None:
    lines = [f"{day},{spend},{spend * 90},{spend}" for day, spend in zip(DAYS, (10, 20, 30, 60), strict=False)]
    assert read("date,spend,impressions,clicks", *lines).parts[0].totals["spend"] == Decimal(120)


def test_figures_in_fixed_proportion_make_no_total_of_a_campaign() -> None:
    lines = [
        f"2026-06-01,{name},{spend},{spend * 90},{spend}" for name, spend in zip("ABCD", (1, 2, 3, 6), strict=True)
    ]
    assert len(spent(read("date,campaign,spend,impressions,clicks", *lines))) == 4
    ages = [f"{name},18-24,{spend},{spend * 90}" for name, spend in (("A", 1), ("A", 1), ("B", 2), ("B", 2))]
    file = read("campaign,age,spend,impressions", *ages, hints=_in_may())
    assert spent(file) == {"A": Decimal(2), "B": Decimal(4)}


def test_a_row_with_an_id_is_no_total_whatever_its_figures() -> None:
    rows = ((11, "A", 10, 100, 3), (12, "B", 20, 230, 4), (13, "C", 30, 330, 7))
    lines = ["2026-06-01,{},{},{},{},{}".format(*row) for row in rows]
    assert len(spent(read("date,campaign id,campaign,spend,impressions,clicks", *lines))) == 3


def _in_may() -> Hints:
    return Hints(currency="EUR", period=Period(date(2026, 5, 1), date(2026, 5, 31)))


def test_a_row_with_a_status_is_a_campaign_whatever_it_is_called() -> None:
    lines = ("Enabled,A,10,100", "Paused,Total: Brand,20,210", "Enabled,C,3,40", ",Total: Campaigns,33,350")
    file = read("campaign status,campaign,cost,impr.", *lines, hints=_in_may())
    assert spent(file) == {"A": Decimal(10), "Total: Brand": Decimal(20), "C": Decimal(3)}


@pytest.mark.parametrize("name", ["NA", "N/A", "None", "null"])
def test_a_campaign_called_like_nothing_keeps_its_rows(name: str) -> None:
    lines = [f"{day},{one},{spend},7" for day in DAYS for one, spend in ((name, 3), ("B", 50), ("C", 9))]
    assert spent(read("date,campaign,spend,impressions", *lines))[name] == Decimal(18)


def test_all_platforms_are_the_sum_of_the_platforms_of_a_campaign() -> None:
    rows = (("Facebook", 10, 100), ("TikTok", 20, 230), ("All", 30, 330))
    lines = [f"2026-06-01,{one},{name},{spend},{seen}" for name in "AB" for one, spend, seen in rows]
    file = read("date,platform,campaign,spend,impressions", *lines)
    assert {part.platform: part.totals["spend"] for part in file.parts} == {"meta": Decimal(20), "tiktok": Decimal(40)}


# -- ids and tables --


def test_ids_that_a_spreadsheet_rounded_are_none() -> None:
    lines = [f"{day},120210000000000000,{name},1" for day in DAYS for name in ("A", "B")]
    file = read("date,campaign id,campaign,spend", *lines)
    assert spent(file) == {"A": Decimal(6), "B": Decimal(6)}
    assert any("destroyed by a spreadsheet" in warning for warning in file.parts[0].warnings)
    (whole,) = read("date,campaign id,campaign,spend", *lines, "2026-06-01,120210000000000017,C,1").parts
    assert {entity.campaign_id for entity in whole.readings.entities} == {"120210000000000000", "120210000000000017"}


@pytest.mark.parametrize(
    "second",
    ["date,campaign,impressions,spend", "date,ad set name,spend,impressions", "date,campaign,spend (USD),clicks"],
)
def test_a_second_table_in_other_columns_is_refused(second: str) -> None:
    lines = ("date,campaign,spend,impressions", "2026-06-01,A,10,100", "")
    with pytest.raises(UnreadableFile, match=r"Line 4 begins another table.*a file of its own"):
        read(*lines, second, "2026-06-01,B,200,20")
    again = read(*lines, "Date,Campaign,Spend,Impressions", "2026-06-01,B,20,200")
    assert spent(again) == {"A": Decimal(10), "B": Decimal(20)}
