"""Campaigns under a line: today's terms, flights ahead, and the causes they give."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from paidsocial.domain import delivery
from paidsocial.domain.delivery import BudgetEdit, Delivery
from paidsocial.domain.weekday import Shape, flat

THROUGH = date(2026, 6, 13)  # a Saturday
M = 1_000_000


def a_campaign(*daily: float, name: str = "Brand", **settings: object) -> Delivery:
    """A campaign whose last day is THROUGH, spend in whole units."""
    return Delivery(1, name, tuple(round(value * M) for value in daily), **settings)  # type: ignore[arg-type]  # keyword arguments pass through a dict


def ago(days: int) -> date:
    return THROUGH - timedelta(days=days)


def test_a_flight_that_is_over_leaves_the_past_too():
    over = a_campaign(10, 10, 10, 0, last_day=ago(1))
    totals = [50 * M, 50 * M, 50 * M, 40 * M]
    assert delivery.todays_terms(totals, [over], THROUGH) == [40 * M] * 4


def test_a_flight_that_still_runs_changes_nothing():
    running = a_campaign(10, 10, 10, last_day=THROUGH + timedelta(days=1))
    assert delivery.todays_terms([30 * M] * 3, [running], THROUGH) == [30 * M] * 3


def test_a_cut_limits_the_days_before_it_to_the_new_budget():
    edit = BudgetEdit(ago(1), 100 * M, 60 * M)
    cut = a_campaign(100, 40, 90, 60, edits=(edit,))
    assert delivery.todays_terms([100 * M, 40 * M, 90 * M, 60 * M], [cut], THROUGH) == [60 * M, 40 * M, 60 * M, 60 * M]


def test_a_raise_scales_the_days_before_it_where_the_budget_held_the_campaign_back():
    edit = BudgetEdit(ago(0), 100 * M, 150 * M)
    raised = a_campaign(98, 100, 99, 120, edits=(edit,))
    result = delivery.todays_terms([98 * M, 100 * M, 99 * M, 120 * M], [raised], THROUGH)
    assert result == pytest.approx([147 * M, 150 * M, 148.5 * M, 120 * M])


def test_a_raise_of_a_budget_that_was_not_used_up_changes_nothing():
    raised = a_campaign(50, 52, 51, 53, edits=(BudgetEdit(ago(0), 100 * M, 150 * M),))
    assert delivery.todays_terms([50 * M, 52 * M, 51 * M, 53 * M], [raised], THROUGH) == [
        50 * M,
        52 * M,
        51 * M,
        53 * M,
    ]


def test_an_edit_made_today_already_counts_and_an_unknown_before_does_not():
    today = BudgetEdit(THROUGH + timedelta(days=1), 100 * M, 50 * M)
    assert delivery.todays_terms([100 * M] * 3, [a_campaign(100, 100, 100, edits=(today,))], THROUGH) == [50 * M] * 3
    unknown = BudgetEdit(ago(0), None, 50 * M)
    assert delivery.todays_terms([100 * M] * 3, [a_campaign(100, 100, 100, edits=(unknown,))], THROUGH) == [100 * M] * 3


def test_a_flight_that_ends_ahead_takes_its_share_with_it():
    ending = a_campaign(*[25] * 7, last_day=THROUGH + timedelta(days=3))
    totals = [100.0 * M] * 7
    assert delivery.running_share([ending], totals, THROUGH, THROUGH + timedelta(days=3)) == 1
    assert delivery.running_share([ending], totals, THROUGH, THROUGH + timedelta(days=4)) == pytest.approx(0.75)
    assert delivery.running_share([ending], [0.0] * 7, THROUGH, THROUGH + timedelta(days=4)) == 1


def test_silence_needs_two_whole_days():
    assert delivery.silence([5, 5, 0], THROUGH) is None
    cause = delivery.silence([5, 5, 0, 0, 0], THROUGH)
    assert cause is not None
    assert cause.text == "No delivery since 11 June 2026: 3 whole days without spend."
    never = delivery.silence([0, 0, 0], THROUGH)
    assert never is not None
    assert "not spent at all" in never.text


def test_a_campaign_at_its_platform_budget_is_capped():
    full = a_campaign(*[97] * 7, name="Full", daily_budget=100 * M)
    loose = a_campaign(*[90] * 7, name="Loose", daily_budget=100 * M)
    over = a_campaign(*[100] * 7, name="Over", daily_budget=100 * M, last_day=THROUGH)
    (cause,) = delivery.capped([loose, full, over], "EUR", THROUGH)
    assert cause.text == "Capped by platform budget: Full already spends 97% of its 100.00 EUR a day."


def test_flights_that_ended_are_named():
    first = a_campaign(5, 5, 0, 0, name="First", last_day=ago(2))
    second = a_campaign(5, 5, 5, 0, name="Second", last_day=ago(1))
    idle = a_campaign(0, 0, 0, 0, name="Idle", last_day=ago(1))
    assert [cause.text for cause in delivery.ended_flights([first, second, idle], THROUGH)] == [
        "Flight ended: Second stopped on 12 June 2026.",
        "Flight ended: First stopped on 11 June 2026.",
    ]


def test_edits_of_the_last_week_are_named():
    as_of = THROUGH + timedelta(days=1)
    edits = (BudgetEdit(ago(30), 10 * M, 50 * M), BudgetEdit(ago(2), 50 * M, 80 * M))
    (cause,) = delivery.recent_edits([a_campaign(1, 1, edits=edits)], "EUR", as_of)
    assert cause.text == (
        "Recent budget edit: Brand from 50.00 EUR to 80.00 EUR a day on 11 June 2026; the run rate may still be moving."
    )
    (cause,) = delivery.recent_edits([a_campaign(1, edits=(BudgetEdit(as_of, None, 80 * M),))], "EUR", as_of)
    assert "Brand to 80.00 EUR a day on 14 June 2026" in cause.text


def test_the_biggest_rise_is_found_with_its_day():
    steady = a_campaign(*[200, 202, 199, 201] * 7, name="Steady")
    small = a_campaign(*[10] * 24, *[30] * 4, name="Small")
    large = a_campaign(*[100] * 23, *[141] * 5, name="Advantage+")
    move = delivery.biggest_move([steady, small, large], flat(), THROUGH, up=True)
    assert move is not None
    assert move.name == "Advantage+"
    assert move.since == date(2026, 6, 9)
    assert move.text("EUR", THROUGH + timedelta(days=1)) == "Advantage+ rose 41% since Tuesday."
    assert delivery.biggest_move([steady, small, large], flat(), THROUGH, up=False) is None


def test_a_fall_a_start_and_a_stop_read_as_such():
    as_of = THROUGH + timedelta(days=1)
    fell = delivery.biggest_move([a_campaign(*[100] * 20, *[50] * 8)], flat(), THROUGH, up=False)
    started = delivery.biggest_move([a_campaign(*[0] * 20, *[50] * 8)], flat(), THROUGH, up=True)
    stopped = delivery.biggest_move([a_campaign(*[50] * 25, *[0] * 3)], flat(), THROUGH, up=False)
    assert fell is not None
    assert started is not None
    assert stopped is not None
    assert fell.text("EUR", as_of) == "Brand fell 50% since 6 June."
    assert started.text("EUR", as_of) == "Brand started on 6 June and spends 50.00 EUR a day."
    assert stopped.text("EUR", as_of) == "Brand has not spent since Thursday; it spent 50.00 EUR a day before."


def test_noise_and_weekdays_are_no_move():
    noisy = a_campaign(*[100, 130, 80, 110, 95, 125, 90] * 4)
    assert delivery.biggest_move([noisy], flat(), THROUGH, up=True) is None
    # 28 days ending on a Saturday: Sunday..Saturday; the weekend doubles, and the shape knows it.
    shape = Shape((100, 100, 100, 100, 100, 200, 200), learned=True, days=28)
    weekly = a_campaign(*[200, 100, 100, 100, 100, 100, 200] * 4)
    assert delivery.biggest_move([weekly], shape, THROUGH, up=True) is None


def test_too_short_a_history_has_no_move():
    assert delivery.biggest_move([a_campaign(1, 2, 3)], flat(), THROUGH, up=True) is None
