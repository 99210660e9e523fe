"""Date cells: every usual way of writing a day, and the order of day and month judged from the column."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.days import Period
from paidsocial.errors import AmbiguousFile
from paidsocial.platforms.base import DateOrder
from paidsocial.platforms.reading.dates import (
    Pair,
    dates_within,
    judged_order,
    read_date,
    read_month,
    read_week,
    read_without_year,
)
from tests.support.reading import read, refusal

TODAY = date(2026, 6, 14)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-01-15",
        "2026/1/15",
        "2026-01-15 00:00:00",
        "2026-01-15T08:30:00+02:00",
        "20260115",
        "Jan 15, 2026",
        "January 15, 2026, 12:00 AM",
        "15 January 2026",
        "15 Jan 2026",
        "15-Jan-2026",
        "2026_01_15",
        "2026-01-15 00:00 Europe/Berlin",
        "2026-01-15 00:00:00 PST",
        "Thu, Jan 15, 2026",
        "15 de enero de 2026",
        "15 janvier 2026",
        "15. Januar 2026",
        "2026年1月15日",
        "46037",
        '="2026-01-15"',
    ],
)
def test_a_day_written_in_any_usual_way(cell: str) -> None:
    assert read_date(cell) == date(2026, 1, 15)


def test_a_numeric_date_waits_for_the_column() -> None:
    assert read_date("3/4/2026") == Pair(3, 4, 2026)
    assert read_date("31/12/26") == Pair(31, 12, 2026)
    assert read_date("03.04.2026") == date(2026, 4, 3)  # full stops: the day comes first
    assert read_date("01-02-2019 00:00") == Pair(1, 2, 2019)


@pytest.mark.parametrize("cell", ["", "Total", "2026-13-01", "2026-02-30", "32/13/2026", "hello 2026", "12", "1234567"])
def test_what_is_no_date_is_none(cell: str) -> None:
    assert read_date(cell) is None


def test_a_range_in_one_cell_is_a_period() -> None:
    assert read_date("2026-06-01 - 2026-06-07") == Period(date(2026, 6, 1), date(2026, 6, 7))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("March 27, 2026 - April 23, 2026", [date(2026, 3, 27), date(2026, 4, 23)]),
        ("1 June 2026 - 25 June 2026", [date(2026, 6, 1), date(2026, 6, 25)]),
        ("Untitled-report-Jan-1-2026-to-Jan-31-2026", [date(2026, 1, 1), date(2026, 1, 31)]),
        ("Acme-Campaign Report-(2026-01-01 to 2026-01-31)", [date(2026, 1, 1), date(2026, 1, 31)]),
        ("export_20260101_20260131", [date(2026, 1, 1), date(2026, 1, 31)]),
        ("29 December - 4 January 2026", [date(2025, 12, 29), date(2026, 1, 4)]),
        ("report_2026_01_01_2026_01_31", [date(2026, 1, 1), date(2026, 1, 31)]),
        ("Fecha de inicio del informe: 16 de febrero de 2026 0:00", [date(2026, 2, 16)]),
        ("customer 123-456-7890", []),
        ("3/4/2026 and 25/4/2026", [date(2026, 4, 25)]),
    ],
)
def test_days_are_found_in_lines_and_names(text: str, days: list[date]) -> None:
    assert dates_within(text) == days


def test_months_and_weeks() -> None:
    assert read_month("2026-02") == read_month("02/2026") == read_month("February 2026") == Period.month(2026, 2)
    assert read_month("2026-13") is None
    assert read_week("2026-W05") == Period(date(2026, 1, 26), date(2026, 2, 1))
    assert read_week("2026-W60") is None


def order(*pairs: tuple[int, int], stated: Period | None = None, usual: DateOrder | None = None) -> DateOrder | None:
    """The order of 2026's dates."""
    return judged_order([Pair(a, b, 2026) for a, b in pairs], usual=usual, stated=stated, today=TODAY)


def test_a_day_past_the_twelfth_decides() -> None:
    assert order((1, 2), (13, 2)) is DateOrder.DAY_FIRST
    assert order((1, 2), (2, 13)) is DateOrder.MONTH_FIRST


def test_the_order_that_stays_in_the_stated_period_wins() -> None:
    assert order((3, 4), stated=Period(date(2026, 4, 1), date(2026, 4, 30))) is DateOrder.DAY_FIRST


def test_the_order_that_does_not_reach_into_the_future_wins() -> None:
    assert order((5, 9), (5, 10)) is DateOrder.MONTH_FIRST  # September 5 is not over in June


def test_days_that_follow_each_other_win_over_scattered_ones() -> None:
    assert order(*[(day, 2) for day in range(1, 7)]) is DateOrder.DAY_FIRST
    assert order(*[(2, day) for day in range(1, 7)]) is DateOrder.MONTH_FIRST


def test_a_platforms_usual_order_is_used_before_guessing() -> None:
    assert order((3, 4), usual=DateOrder.MONTH_FIRST) is DateOrder.MONTH_FIRST


def test_a_single_undecided_date_is_ambiguous_and_equal_numbers_are_not() -> None:
    assert order((3, 4)) is None
    assert order((3, 3)) is DateOrder.DAY_FIRST


@given(
    st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    st.integers(20, 90),
    st.sampled_from([("%d/%m/%Y", DateOrder.DAY_FIRST), ("%m/%d/%Y", DateOrder.MONTH_FIRST)]),
)
def test_three_weeks_of_days_in_either_order_are_read_back(
    first: date, length: int, style: tuple[str, DateOrder]
) -> None:
    days = [first + timedelta(days=place) for place in range(length)]
    written = [read_date(day.strftime(style[0])) for day in days]
    pairs = [pair for pair in written if isinstance(pair, Pair)]
    found = judged_order(pairs, usual=None, stated=None, today=TODAY)

    assert found is style[1]
    assert [pair.day(style[1]) for pair in pairs] == days


WEEKS = [(date(2026, 5, 25), date(2026, 5, 31)), (date(2026, 6, 1), date(2026, 6, 7))]


def spans(header: str, cells: list[str]) -> list[tuple[date, date]]:
    """The days that the rows of a small table cover."""
    rows = "".join(f"{cell}\tA\t1.50\t10\n" for cell in cells)
    (part,) = read(f"{header}\tCampaign\tSpend\tImpressions\n{rows}").parts
    days = zip(part.readings.first, part.readings.last, strict=True)
    return [(date.fromordinal(first), date.fromordinal(last)) for first, last in days]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Week", ["Week of May 25, 2026", "Week of Jun 1, 2026"]),
        ("Week commencing", ["25/05/2026", "01/06/2026"]),
        ("Week", ["w/c 25/05/2026", "w/c 01/06/2026"]),
        ("Semaine", ["Semaine du 25 mai 2026", "Semaine du 1 juin 2026"]),
        ("Week (Mon - Sun)", ["2026-05-25", "2026-06-01"]),
        ("Week ending", ["2026-05-31", "2026-06-07"]),
        ("Week ending (Sun)", ["2026-05-31", "2026-06-07"]),
        ("Week", ["Week ending 2026-05-31", "Week ending 2026-06-07"]),
        ("Week", ["5/25/2026 - 5/31/2026", "6/1/2026 - 6/7/2026"]),
        ("Date range", ["25/05/2026 to 31/05/2026", "01/06/2026 to 07/06/2026"]),
        ("Période", ["du 25/05/2026 au 31/05/2026", "du 01/06/2026 au 07/06/2026"]),
        ("Zeitraum", ["25.05. - 31.05.2026", "01.06. - 07.06.2026"]),
        ("From\tTo", ["25.05.2026\t31.05.2026", "01.06.2026\t07.06.2026"]),
        ("Von\tBis", ["25.05.2026\t31.05.2026", "01.06.2026\t07.06.2026"]),
    ],
)
def test_weeks_however_they_are_told(header: str, cells: list[str]) -> None:
    assert spans(header, cells) == WEEKS


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Month", ["2026-04-30", "2026-05-31"]),
        ("Month of year", ["202604", "202605"]),
        ("Year & month", ["2026|04", "2026|05"]),
        ("Month", ["Apr '26", "May '26"]),
        ("Year\tMonth", ["2026\tApril", "2026\tMay"]),
        ("Jahr\tMonat", ["2026\tApril", "2026\tMai"]),
        ("Month\tYear", ["4\t2026", "5\t2026"]),
    ],
)
def test_months_however_they_are_told(header: str, cells: list[str]) -> None:
    assert spans(header, cells) == [(date(2026, 4, 1), date(2026, 4, 30)), (date(2026, 5, 1), date(2026, 5, 31))]


@pytest.mark.parametrize(
    ("header", "cells"),
    [("Quarter", ["Q4 2025", "Q1 2026"]), ("Quarter", ["2025-Q4", "2026-Q1"]), ("Trimestre", ["T4 2025", "T1 2026"])],
)
def test_quarters(header: str, cells: list[str]) -> None:
    assert spans(header, cells) == [(date(2025, 10, 1), date(2025, 12, 31)), (date(2026, 1, 1), date(2026, 3, 31))]


def test_ranges_whose_order_no_row_tells_are_asked_about() -> None:
    with pytest.raises(AmbiguousFile, match="03/04/2026 - 05/04/2026"):
        spans("Period", ["03/04/2026 - 05/04/2026"])


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("Start date", "End date"), ("Beginn", "Ende"), ("Fecha de inicio", "Fecha de finalización")],
)
@pytest.mark.parametrize("end", ["2026-12-31", "31/12/2026", "--"])
def test_campaigns_own_dates_are_no_days_of_a_report_that_states_its_period(starts: str, ends: str, end: str) -> None:
    header = f"Campaign report\n1 June 2026 - 7 June 2026\nCampaign,{starts},{ends},Cost,Impr.,Currency code\n"
    first, second = ("03/01/2026", "03/02/2026") if "/" in end else ("2026-01-03", "2026-01-03")
    rows = f"A,{first},{end},1.50,10,EUR\nB,{second},{end},2.50,20,EUR\n"
    (part,) = read(header + rows, "google.csv").parts
    assert [*map(date.fromordinal, {*part.readings.first, *part.readings.last})] == [date(2026, 6, 1), date(2026, 6, 7)]


def test_windows_that_overlap_are_not_the_campaigns_own_dates() -> None:
    table = "Start date,End date,Campaign,Spend,Clicks\n2026-05-01,2026-05-03,A,1.50,3\n2026-05-02,2026-05-04,A,2,4\n"
    (part,) = read(f"Report of 1 June 2026 - 7 June 2026\n{table}", currency="EUR").parts
    assert date.fromordinal(part.readings.first[0]) == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("header", "cells", "period"),
    [
        ("From,To", ("08:00,20:00", "12:00,18:00"), "1 June 2026 - 7 June 2026"),
        ("von,bis", ("18,24", "25,34"), "1 June 2026 - 7 June 2026"),
        ("Period", ("P6", "P6"), "1 June 2026 - 7 June 2026"),
        ("Quarter", ("Q2", "Q2"), "1 June 2026 - 7 June 2026"),
    ],
)
def test_columns_called_like_days_that_hold_none_leave_the_stated_period(
    header: str, cells: tuple[str, str], period: str
) -> None:
    table = f"{period}\nCampaign,{header},Spend,Clicks\nA,{cells[0]},1.50,3\nB,{cells[1]},2.50,4\n"
    (part,) = read(table, currency="EUR").parts
    assert [*map(date.fromordinal, {*part.readings.first, *part.readings.last})] == [date(2026, 6, 1), date(2026, 6, 7)]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("From,To", ("1405/03/11,1405/03/12", "1405/03/13,1405/03/14")),
        ("Period", ("Current", "Previous")),
        ("Period", ("May", "May")),
        ("Month", ("5", "5")),
    ],
)
def test_parts_of_the_stated_period_are_not_taken_for_the_whole(header: str, cells: tuple[str, str]) -> None:
    table = f"1 January 2026 - 7 June 2026\nCampaign,{header},Spend,Clicks\nA,{cells[0]},1.50,3\nB,{cells[1]},2.50,4\n"
    assert "is not a date" in refusal(table, currency="EUR")


@pytest.mark.parametrize(
    "cells", [("Jun 1", "Jun 2"), ("01.06.", "02.06."), ("1 juin", "2 juin"), ("6月1日", "6月2日")]
)
def test_days_without_a_year_are_in_that_of_the_period_the_file_states(cells: tuple[str, str]) -> None:
    rows = "".join(f"{cell}\tA\t1.50\n" for cell in cells)
    text = f"Period: 1 June 2026 - 7 June 2026\nDate\tCampaign\tSpend\n{rows}"
    (part,) = read(text).parts
    assert list(map(date.fromordinal, part.readings.first)) == [date(2026, 6, 1), date(2026, 6, 2)]
    assert "is not a date" in refusal(text.partition("\n")[2])


@pytest.mark.parametrize("cell", ["5", "12", "Total", "Week 3", ""])
def test_what_is_no_day_is_none_with_a_year_either(cell: str) -> None:
    assert read_without_year(cell, Period(date(2026, 6, 1), date(2026, 6, 7))) is None
