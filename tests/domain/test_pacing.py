"""Pacing, against numbers worked out by hand and properties that must hold for any line."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.days import Period
from paidsocial.domain.delivery import BudgetEdit, Delivery
from paidsocial.domain.pacing import History, Status, band, pace
from paidsocial.domain.plan import Revision, Terms

JUNE = Period.month(2026, 6)
M = 1_000_000


def june(day: int) -> date:
    return date(2026, 6, day)


def a_plan(amount: float, period: Period = JUNE, currency: str = "EUR") -> Terms:
    return Terms(currency, period, (Revision(period.first, round(amount * M)),))


def spend(first: date, *daily: float) -> History:
    return History(first, tuple(round(value * M) for value in daily))


def test_a_line_worked_out_by_hand():
    # Ten days at 100 from 1 June, as of 11 June, against 6,000: flat, since 14 days are not there.
    # Expected 6,000 x 10/30; required 5,000 / 20 = 250; current 100; adjust +150; lands at 3,000.
    line = pace(a_plan(6_000), spend(june(1), *[100] * 10), june(11), covered=1)
    assert line.budget == 6_000 * M
    assert line.spent == 1_000 * M
    assert line.through == june(10)
    assert line.expected == 2_000 * M
    assert line.days_left == 20
    assert line.current_daily == 100 * M
    assert line.required_daily == 250 * M
    assert line.adjust_by_daily == 150 * M
    assert line.projection is not None
    assert line.projection.amount == 3_000 * M
    assert line.projection.low < 3_000 * M < line.projection.high
    assert line.projection.probability_over < 0.001
    assert line.status is Status.UNDER
    assert not line.shape.learned
    assert line.at_stake == pytest.approx(3_000 * M, rel=1e-3)


def test_the_weekday_shape_bends_what_is_expected_and_projected():
    # May 2026: Mondays to Fridays 100, weekends 20, 540 a week, exactly. June starts on a Monday.
    may = [100 if date(2026, 5, day).weekday() < 5 else 20 for day in range(1, 32)]
    sofar = [100 if june(day).weekday() < 5 else 20 for day in range(1, 13)]
    line = pace(a_plan(2_360), spend(date(2026, 5, 1), *may, *sofar), june(13), covered=1)
    assert line.shape.learned
    # June has 22 weekdays and 8 weekend days: 22 x 100 + 8 x 20 = 2,360, the budget; by the 12th 10 x 100 + 2 x 20.
    assert line.expected == 1_040 * M
    assert line.spent == 1_040 * M
    assert line.projection is not None
    assert line.projection.amount == pytest.approx(2_360 * M, abs=M)
    assert line.status is Status.ON_TRACK


def test_current_is_the_mean_of_the_last_seven_whole_days_across_the_month():
    line = pace(a_plan(3_000), spend(date(2026, 5, 20), *range(1, 16)), june(4), covered=1)
    # 15 days from 20 May: the last seven, 28 May to 3 June, are 9..15.
    assert line.current_daily == 12 * M
    assert line.spent == (13 + 14 + 15) * M


def test_sevenths_are_rounded_to_the_cent_and_the_difference_ties():
    line = pace(a_plan(1_000), spend(june(1), *[10] * 9, 11), june(11), covered=1)
    # 71 / 7 = 10.142857; what is left, 899, over 20 days = 44.95.
    assert line.current_daily == 10_140_000
    assert line.required_daily == 44_950_000
    assert line.adjust_by_daily == 34_810_000


def test_a_currency_without_cents_is_rounded_to_its_own_unit():
    line = pace(a_plan(100_000, currency="JPY"), spend(june(1), *[1_000] * 9, 1_500), june(11), covered=1)
    for amount in (line.current_daily, line.required_daily, line.adjust_by_daily, line.expected):
        assert amount is not None
        assert amount % M == 0


def test_before_it_starts_it_is_not_started():
    line = pace(a_plan(3_000), spend(date(2026, 5, 1), *[100] * 20), date(2026, 5, 21), covered=1)
    assert line.status is Status.NOT_STARTED
    assert line.spent == 0
    assert line.days_left == 30
    assert line.required_daily == 100 * M
    assert line.adjust_by_daily == 0
    assert line.projection is not None
    assert line.projection.amount == 3_000 * M


def test_on_its_first_day_no_whole_day_is_counted():
    line = pace(a_plan(1_000), spend(date(2026, 5, 1), *[100] * 31), june(1), covered=1)
    assert line.status is Status.NOT_STARTED
    assert line.gate is not None
    assert line.gate.code == "first_partial_day"
    assert line.spent == 0
    assert line.through == date(2026, 5, 31)


def test_a_start_yesterday_raises_no_alarm():
    line = pace(a_plan(1_000), spend(june(1), 500), june(2), covered=1)
    assert line.held_back
    assert line.gate is not None
    assert line.gate.code == "first_partial_day"
    assert line.status is Status.ON_TRACK
    second = pace(a_plan(1_000), spend(june(1), 500, 400), june(3), covered=1)
    assert second.status is Status.OVER


def test_stale_figures_raise_no_alarm_but_one_late_day_does_not_count():
    fresh = pace(a_plan(1_000), spend(june(1), *[100] * 8), june(10), covered=1)
    assert fresh.status is Status.OVER
    assert fresh.through == june(8)
    stale = pace(a_plan(1_000), spend(june(1), *[100] * 7), june(10), covered=1)
    assert stale.status is Status.NO_DATA
    assert stale.held_back
    assert stale.gate is not None
    assert stale.gate.text == (
        "Data stale: figures end on 7 June 2026, 2 whole days are missing; no alarm until they are in."
    )


def test_what_is_certain_is_said_even_when_stale():
    line = pace(a_plan(500), spend(june(1), *[100] * 7), june(20), covered=1)
    assert line.status is Status.EXHAUSTED


def test_figures_that_end_before_the_period_are_no_data():
    line = pace(a_plan(500), spend(date(2026, 5, 1), *[100] * 20), june(10), covered=1)
    assert line.status is Status.NO_DATA
    assert line.through == date(2026, 5, 20)
    never = pace(a_plan(500), History(june(1), ()), june(10), covered=0)
    assert never.status is Status.NO_DATA
    assert never.through is None
    assert never.projection is None
    assert never.current_daily is None
    assert never.adjust_by_daily is None
    assert never.required_daily == 23_810_000  # 500 / 21


def test_a_tiny_denominator_raises_no_alarm():
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    history = spend(date(2025, 12, 1), *[100] * 33)
    line = pace(a_plan(1_000, year), history, date(2026, 1, 3), covered=1)  # 2 of 365 days: 0.5% expected
    assert line.gate is not None
    assert line.gate.code == "tiny_denominator"
    assert line.status is Status.ON_TRACK
    later = pace(a_plan(1_000_000, year), spend(date(2025, 12, 1), *[100] * 41), date(2026, 1, 11), covered=1)
    assert later.gate is None
    assert later.status is Status.UNDER


def test_a_budget_used_up_is_exhausted_and_what_is_left_is_negative():
    line = pace(a_plan(1_000), spend(june(1), *[120] * 10), june(11), covered=1)
    assert line.status is Status.EXHAUSTED
    assert line.left == -200 * M
    assert line.required_daily == -10 * M
    assert line.adjust_by_daily == -130 * M
    assert line.projection is not None
    assert line.projection.probability_over == 1


def test_after_the_end_the_variance_stands_and_nothing_is_required():
    line = pace(a_plan(3_000), spend(june(1), *[98] * 30, 500, 500), date(2026, 7, 3), covered=1)
    assert line.days_left == 0
    assert line.through == june(30)
    assert line.required_daily is None
    assert line.adjust_by_daily is None
    assert line.projection is not None
    assert line.projection.amount == line.projection.low == line.projection.high == 2_940 * M
    assert line.projection.probability_over == 0
    assert line.status is Status.UNDER  # 98%, and only 99-101% will do
    assert line.current_daily == 98 * M


def test_the_tolerance_narrows_as_practice_says():
    assert band(Fraction(0)) == (Fraction(3, 4), Fraction(5, 4))
    assert band(Fraction(1)) == (Fraction(99, 100), Fraction(101, 100))
    assert band(Fraction(1, 2)) == (Fraction(87, 100), Fraction(113, 100))


@pytest.mark.parametrize(
    ("budget", "status"),
    [
        # 15 of 30 days over at 100 a day: lands at 3,000; band 0.87 to 1.13.
        (3_000 / 1.12, Status.ON_TRACK),
        (3_000 / 1.14, Status.OVER),
        (3_000 / 0.88, Status.ON_TRACK),
        (3_000 / 0.86, Status.UNDER),
    ],
)
def test_the_status_is_the_projection_against_the_band(budget: float, status: Status):
    line = pace(a_plan(round(budget, 2)), spend(june(1), *[100] * 15), june(16), covered=1)
    assert line.projection is not None
    assert line.projection.amount == 3_000 * M
    assert line.status is status


def test_no_spend_at_all_is_under():
    line = pace(a_plan(3_000), spend(june(1), *[0] * 9), june(10), covered=1)
    assert line.status is Status.UNDER
    assert line.projection is not None
    assert line.projection.amount == 0


def test_a_plan_of_nothing_is_on_track_without_spend_and_exhausted_with():
    assert pace(a_plan(0), spend(june(1), *[0] * 9), june(10), covered=1).status is Status.ON_TRACK
    assert pace(a_plan(0), spend(june(1), *[1] * 9), june(10), covered=1).status is Status.EXHAUSTED


def test_a_revision_moves_budget_and_expectation_from_its_day():
    terms = Terms("EUR", JUNE, (Revision(june(1), 3_000 * M), Revision(june(11), 5_000 * M)))
    before = pace(terms, spend(june(1), *[100] * 9), june(10), covered=1)
    assert before.budget == 3_000 * M
    assert before.expected == 900 * M
    after = pace(terms, spend(june(1), *[100] * 15), june(16), covered=1)
    assert after.budget == 5_000 * M
    assert after.expected == 2_000 * M  # 15 x 100, and 5 of 20 days of the 2,000 more


def test_a_flight_that_ends_ahead_shortens_the_projection():
    campaign = Delivery(1, "Sale", (50 * M,) * 10, last_day=june(15))
    line = pace(a_plan(3_000), spend(june(1), *[100] * 10), june(11), covered=2, campaigns=[campaign])
    assert line.projection is not None
    assert line.projection.amount == (1_000 + 5 * 100 + 15 * 50) * M


def test_a_cut_made_yesterday_is_in_the_projection_today():
    campaign = Delivery(1, "Sale", (100 * M,) * 10, edits=(BudgetEdit(june(10), 100 * M, 40 * M),))
    line = pace(a_plan(3_000), spend(june(1), *[100] * 10), june(11), covered=1, campaigns=[campaign])
    assert line.projection is not None
    assert line.projection.amount == (1_000 + 20 * 40) * M
    assert line.current_daily == 100 * M


def test_today_is_never_counted():
    whole = pace(a_plan(3_000), spend(june(1), *[100] * 10), june(11), covered=1)
    with_today = pace(a_plan(3_000), spend(june(1), *[100] * 10, 17, 99), june(11), covered=1)
    assert with_today == whole


def test_what_one_account_reported_early_is_spent_but_no_whole_day():
    # Two accounts: both to the 8th at 100 together, one of them alone on the 9th at 60.
    history = History(june(1), (*(100 * M,) * 8, 60 * M), complete=june(8))
    line = pace(a_plan(3_000), history, june(10), covered=2)
    assert line.spent == 860 * M
    assert line.through == june(8)
    assert line.expected == 800 * M
    assert line.current_daily == 100 * M
    assert line.projection is not None
    assert line.projection.amount == 3_000 * M
    assert line.required_daily == 101_900_000  # 2,140 / 21


def test_an_account_far_behind_does_not_hide_a_budget_used_up():
    history = History(june(1), (100 * M,) * 9, complete=date(2026, 5, 20))
    assert pace(a_plan(500), history, june(10), covered=2).status is Status.EXHAUSTED
    assert pace(a_plan(5_000), history, june(10), covered=2).status is Status.NO_DATA


days = st.lists(st.integers(min_value=0, max_value=10**10), min_size=1, max_size=120)


@st.composite
def lines(draw: st.DrawFn) -> tuple[Terms, History, date]:
    """Any plan line of up to 90 days, with any history and any day to look from."""
    first = draw(st.dates(date(2024, 1, 1), date(2027, 1, 1)))
    period = Period(first, first + timedelta(days=draw(st.integers(min_value=0, max_value=90))))
    budget = draw(st.integers(min_value=0, max_value=10**8)) * 10_000
    history = History(first - timedelta(days=draw(st.integers(min_value=0, max_value=60))), tuple(draw(days)))
    as_of = first + timedelta(days=draw(st.integers(min_value=-10, max_value=120)))
    return Terms("EUR", period, (Revision(first, budget),)), history, as_of


@given(lines())
def test_spent_and_required_make_the_budget(line: tuple[Terms, History, date]):
    terms, history, as_of = line
    result = pace(terms, history, as_of, covered=1)
    if result.required_daily is None:
        assert result.days_left == 0
    else:
        gap = result.spent + result.required_daily * result.days_left - result.budget
        assert abs(gap) <= 5_000 * result.days_left  # half a cent a day
    if result.adjust_by_daily is not None:
        assert result.current_daily is not None
        assert result.required_daily is not None
        assert result.current_daily + result.adjust_by_daily == result.required_daily


@given(lines())
def test_the_interval_holds_the_projection_and_never_less_than_what_is_spent(line: tuple[Terms, History, date]):
    terms, history, as_of = line
    result = pace(terms, history, as_of, covered=1)
    if result.projection:
        assert result.projection.low <= result.projection.amount <= result.projection.high
        assert result.projection.low >= result.spent - 5_000
        assert 0 <= result.projection.probability_over <= 1
    assert result.at_stake >= 0
    assert result.spent == sum(
        value
        for offset, value in enumerate(history.daily)
        if (day := history.first_day + timedelta(days=offset)) in terms.period and day < as_of
    )


@given(lines())
def test_an_alarm_needs_a_reason_that_the_figures_bear_out(line: tuple[Terms, History, date]):
    terms, history, as_of = line
    result = pace(terms, history, as_of, covered=1)
    low, high = band(Fraction(len(terms.period) - result.days_left, len(terms.period)))
    if result.status in (Status.OVER, Status.UNDER):
        assert result.gate is None
        assert result.projection is not None
        landing = result.projection.amount
        assert landing > high * result.budget if result.status is Status.OVER else landing < low * result.budget
    if result.status is Status.EXHAUSTED:
        assert result.spent >= result.budget
        assert result.days_left > 0
    if result.held_back:
        assert result.gate is not None


@given(lines(), st.sampled_from([100, 10_000]))
def test_the_unit_of_money_does_not_matter(line: tuple[Terms, History, date], factor: int):
    terms, history, as_of = line
    scaled_terms = Terms(
        "EUR", terms.period, tuple(Revision(r.effective_day, r.amount * factor) for r in terms.revisions)
    )
    scaled = pace(scaled_terms, History(history.first_day, tuple(v * factor for v in history.daily)), as_of, covered=1)
    one = pace(terms, history, as_of, covered=1)
    assert scaled.spent == factor * one.spent
    assert scaled.days_left == one.days_left
    assert abs(scaled.expected - factor * one.expected) <= 5_000 * factor + 5_000
    if one.projection and scaled.projection:
        assert scaled.projection.amount == pytest.approx(factor * one.projection.amount, rel=1e-6, abs=20_000 * factor)
