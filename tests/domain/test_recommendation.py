"""What bounds a line that may move, why it moves, and how a recommendation's state goes on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.money import Money
from paidsocial.domain.recommendation import (
    TRANSITIONS,
    Bound,
    Decision,
    Limits,
    State,
    Story,
    decided,
    decision,
    reason,
    room,
    stays_reason,
    step_to,
)
from paidsocial.errors import Stale

STEP = Fraction(20, 100)
WIDE = 10**12


def test_a_draft_is_proposed_then_decided_once() -> None:
    assert step_to(State.DRAFT, State.PROPOSED) is State.PROPOSED
    assert step_to(State.PROPOSED, State.PARTLY_APPROVED) is State.PARTLY_APPROVED
    for state in (State.APPROVED, State.PARTLY_APPROVED, State.REFUSED, State.WITHDRAWN):
        assert not TRANSITIONS[state]
        with pytest.raises(Stale, match="cannot become proposed"):
            step_to(state, State.PROPOSED)


@pytest.mark.parametrize(
    ("approved", "moving", "state"),
    [(0, 3, State.REFUSED), (2, 3, State.PARTLY_APPROVED), (3, 3, State.APPROVED)],
)
def test_all_some_or_none(approved: int, moving: int, state: State) -> None:
    assert decided(approved, moving) is state


@given(
    current=st.integers(1, 10**9),
    limits=st.builds(
        Limits,
        step=st.fractions(Fraction(1, 100), Fraction(30, 100)),
        pool=st.integers(1, 10**10),
        minimum=st.none() | st.integers(0, 10**9),
        platform_minimum=st.none() | st.integers(0, 10**9),
        most_spent=st.none() | st.fractions(0, 10**9),
    ),
)
def test_the_room_never_passes_the_step_and_never_forces_a_line_beyond_it(current: int, limits: Limits) -> None:
    space = room(current, limits)
    assert 0 <= space.lower <= space.upper
    assert abs(space.upper - current) <= current * limits.step
    assert abs(current - space.lower) <= current * limits.step
    assert space.lower <= current or limits.minimum is not None
    assert space.upper >= current


def test_the_step_limit_is_kept_to_the_cent() -> None:
    space = room(171747, Limits(STEP, WIDE))
    assert (space.lower, space.upper) == (171747 - 34349, 171747 + 34349)
    assert (space.lower_bound, space.upper_bound) == (Bound.MAX_STEP, Bound.MAX_STEP)


def test_a_platform_minimum_and_ones_own_stop_a_decrease() -> None:
    assert room(1000, Limits(STEP, WIDE, platform_minimum=900)).lower == 900
    space = room(1000, Limits(STEP, WIDE, minimum=950, minimum_words="the minimum you set", platform_minimum=900))
    assert (space.lower, space.lower_bound, space.lower_words) == (950, Bound.MINIMUM, "the minimum you set")


def test_a_line_already_under_the_platforms_minimum_stays_rather_than_jumps() -> None:
    space = room(500, Limits(STEP, WIDE, platform_minimum=2000))
    assert space.lower == 500


def test_ones_own_minimum_above_todays_amount_raises_the_line_as_far_as_the_step_allows() -> None:
    assert room(1000, Limits(STEP, WIDE, minimum=1100, minimum_words="m")).lower == 1100
    space = room(1000, Limits(STEP, WIDE, minimum=5000, minimum_words="m"))
    assert (space.lower, space.upper) == (1200, 1200)
    assert (space.lower_bound, space.lower_words) == (Bound.MAX_STEP, "the step limit of 20%"), "not by the minimum"
    space = room(1000, Limits(STEP, WIDE, maximum=100, maximum_words="m"))
    assert (space.lower, space.upper, space.upper_bound) == (800, 800, Bound.MAX_STEP)


def test_spend_never_tried_is_out_of_reach_but_for_the_step() -> None:
    space = room(1000, Limits(STEP, WIDE, most_spent=Fraction(900)))
    assert (space.upper, space.upper_bound) == (1080, Bound.MAXIMUM)
    assert room(1000, Limits(STEP, WIDE, most_spent=Fraction(100))).upper == 1000


def test_one_line_moves_at_most_a_tenth_of_the_pool() -> None:
    space = room(9000, Limits(STEP, 10_000))
    assert (space.lower, space.upper) == (8000, 10_000)
    assert "10% of the pool" in space.upper_words


def story(proposed: str, bound: str | None = None, *, here: float = 2.5, elsewhere: float = 1.9) -> Story:
    return Story(Money.parse("100", "EUR"), Money.parse(proposed, "EUR"), here, 2.2, elsewhere, bound)


def test_reasons_say_what_the_next_unit_earns_here_and_elsewhere() -> None:
    assert reason(story("115", "the step limit of 15%")) == (
        "15.00 EUR more a day: the next EUR earns 2.50 here, more than the 1.90 it earns elsewhere; "
        "after the change 2.20. Stopped by the step limit of 15%."
    )
    less = reason(story("90", here=1.1))
    assert less.startswith("10.00 EUR less a day: the next EUR earns 1.10 here, less than the 1.90 it earns elsewhere")
    assert reason(story("100")) == "Stays: the next EUR earns 2.50 here, as much as elsewhere."


def test_a_price_that_nothing_earns_is_called_one() -> None:
    up = reason(replace(story("115"), price=True))
    assert "earns 2.50 here, more than 1.90, the price at which the total adds up within the limits; after" in up
    forced = reason(replace(story("115", here=1.2), price=True))
    assert "earns 1.20 here against 1.90, the price at which the total adds up within the limits; after" in forced
    stays = stays_reason(replace(story("100"), price=True), 2.0, "but fewer moves do")
    assert stays == (
        "Stays: the next EUR earns 2.00 here against 1.90, the price at which the total adds up within the limits, "
        "but fewer moves do."
    )
    cost = stays_reason(replace(story("100"), conversions=True, where="in “Brand”"), 0.05, "but")
    assert cost == "Stays: the next conversion costs 20.00 here and 0.53 in “Brand”, but."


def test_a_reason_never_calls_equal_figures_more_or_less() -> None:
    assert "earns 1.018 here, more than the 1.016 it earns" in reason(story("115", here=1.018, elsewhere=1.016))
    same = reason(story("115", here=1.01604, elsewhere=1.01601))
    assert "the next EUR earns 1.016 here, as much as elsewhere, and the total has to add up; after" in same
    assert "earns 1.20 here and 1.90 elsewhere; after" in reason(story("115", here=1.2))


def test_decisions() -> None:
    assert [decision(100, amount) for amount in (99, 100, 101)] == [
        Decision.DECREASE,
        Decision.HOLD,
        Decision.INCREASE,
    ]
