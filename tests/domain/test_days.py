"""Periods count whole days, and a day belongs to its account's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.days import Period, end_of_day_utc, local_day, parse_day, parse_month, zone
from paidsocial.errors import BadInput

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026/06", "06-2026", "", "2026-6"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="month"):
        parse_month(text)


@pytest.mark.parametrize("text", ["2026-02-30", "30.06.2026", "2026-6-1", "today"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_day(text)


@pytest.mark.parametrize("year", ["0000", "0001", "1969", "2200", "9999"])
def test_years_without_neighbours_are_refused(year: str) -> None:
    with pytest.raises(BadInput):
        parse_day(f"{year}-12-31")
    with pytest.raises(BadInput):
        parse_month(f"{year}-12")


def test_a_month_is_all_its_days() -> None:
    february = parse_month("2024-02")
    assert (february.first, february.last, len(february)) == (date(2024, 2, 1), date(2024, 2, 29), 29)
    assert list(february.days())[-1] == february.last


def test_the_period_before_a_month_is_the_month_before() -> None:
    assert parse_month("2026-03").before() == parse_month("2026-02")
    assert parse_month("2026-01").before() == parse_month("2025-12")


@given(days, st.integers(min_value=0, max_value=400))
def test_the_period_before_is_adjacent_and_as_long(first: date, extra: int) -> None:
    period = Period(first, date.fromordinal(first.toordinal() + extra))
    before = period.before()
    assert before.last.toordinal() == period.first.toordinal() - 1
    if period != Period.month_of(period.first):
        assert len(before) == len(period)


@given(days, days, days, days)
def test_overlap_holds_exactly_the_days_of_both(a: date, b: date, c: date, d: date) -> None:
    one, other = Period(min(a, b), max(a, b)), Period(min(c, d), max(c, d))
    both = one.overlap(other)
    assert both == other.overlap(one)
    for day in (a, b, c, d):
        assert (both is not None and day in both) == (day in one and day in other)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(BadInput, match="before it starts"):
        Period(date(2026, 6, 2), date(2026, 6, 1))


def test_an_instant_falls_on_different_days_in_different_accounts() -> None:
    instant = datetime(2026, 6, 14, 23, 30, tzinfo=UTC)
    assert local_day(instant, "Australia/Sydney") == date(2026, 6, 15)
    assert local_day(instant, "America/Los_Angeles") == date(2026, 6, 14)


def test_the_end_of_a_day_is_the_next_midnight() -> None:
    assert end_of_day_utc(date(2026, 6, 14)) == datetime(2026, 6, 15, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd"])
def test_an_unknown_time_zone_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="time zone"):
        zone(name)
