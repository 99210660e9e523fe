"""A period against the one before it, over as many days as have figures."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.comparing import compare
from paidsocial.domain.days import Period


def test_a_month_that_is_half_over_is_held_against_as_many_days() -> None:
    found = compare(Period.month(2026, 6), date(2026, 6, 13))
    assert found.now == Period(date(2026, 6, 1), date(2026, 6, 13))
    assert found.before == Period(date(2026, 5, 1), date(2026, 5, 13))


def test_a_whole_month_is_held_against_the_whole_month_before() -> None:
    found = compare(Period.month(2026, 3), date(2026, 6, 13))
    assert found.before == Period.month(2026, 2)


def test_the_thirtieth_of_march_has_no_match_in_february() -> None:
    found = compare(Period.month(2026, 3), date(2026, 3, 30))
    assert found.now == Period(date(2026, 3, 1), date(2026, 3, 30))
    assert found.before == Period.month(2026, 2)


def test_without_figures_the_period_is_compared_whole() -> None:
    june = Period.month(2026, 6)
    assert compare(june, None).now == compare(june, date(2026, 5, 31)).now == june


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400), st.integers(-10, 410))
def test_both_sides_never_overlap_and_before_is_never_longer(first: date, length: int, known: int) -> None:
    period = Period(first, first + timedelta(days=length))
    found = compare(period, first + timedelta(days=known))
    assert found.now.first == period.first
    assert found.now.last <= period.last
    assert found.before.last < found.now.first
    assert len(found.before) <= len(found.now) or found.now == Period.month_of(first)
