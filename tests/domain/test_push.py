"""What the values read on a platform mean before and after a change is sent, and what holds one back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.budget_change import State
from paidsocial.domain.money import Money
from paidsocial.domain.push import (
    MOST_FAILURES,
    SETTLED,
    Before,
    Found,
    Hold,
    Limits,
    Outcome,
    after_sending,
    before_sending,
    check_limits,
    hold,
    is_certain,
)

amounts = st.integers(0, 5).map(lambda euros: Money(euros * 1_000_000, "EUR"))
NOON = time(12, 0)


def eur(euros: int) -> Money:
    return Money(euros * 1_000_000, "EUR")


@given(present=st.none() | amounts, seen=st.none() | amounts, wanted=amounts)
def test_something_is_sent_only_over_the_value_that_the_person_saw(
    present: Money | None, seen: Money | None, wanted: Money
) -> None:
    found = before_sending(present, seen, wanted)
    if found is Found.SEND:
        assert present is not None
        assert present != wanted
        assert seen is None or present == seen
    if found is Found.ALREADY:
        assert present == wanted
    if present is None:
        assert found is Found.CONFLICT


@given(present=st.none() | amounts, found=amounts, wanted=amounts)
def test_applied_is_said_only_of_the_wanted_value(present: Money | None, found: Money, wanted: Money) -> None:
    outcome = after_sending(present, found, wanted)
    assert (outcome is Outcome.APPLIED) == (present == wanted)
    if outcome is Outcome.PENDING:
        assert present == found


@pytest.mark.parametrize(
    ("state", "passed", "failures", "expected"),
    [
        (State.APPROVED, [], 0, Hold.FREE),
        (State.SENDING, [], 0, Hold.FOR_NOW),
        (State.FAILED, [State.FAILED], 1, Hold.FOR_NOW),
        (State.FAILED, [State.FAILED], MOST_FAILURES, Hold.FOR_A_PERSON),
        (State.SENDING, [State.FAILED], MOST_FAILURES, Hold.FOR_NOW),
        (State.APPLIED, [State.FAILED], 2, Hold.FREE),
        (State.APPLIED, [State.UNKNOWN], 0, Hold.FREE),
        (State.UNDONE, [State.UNKNOWN], 0, Hold.FREE),
        (State.UNKNOWN, [State.UNKNOWN], 0, Hold.FOR_A_PERSON),
        (State.CONFLICT, [State.CONFLICT], 0, Hold.FOR_A_PERSON),
        (State.REJECTED, [State.FAILED, State.REJECTED], 1, Hold.FOR_A_PERSON),
        (State.WITHDRAWN, [], 0, Hold.FREE),
        (State.WITHDRAWN, [State.FAILED], 5, Hold.FOR_A_PERSON),
        (State.NOT_APPLIED, [State.UNKNOWN], 0, Hold.FOR_A_PERSON),
    ],
)
def test_only_what_did_not_go_as_approved_keeps_what_was_approved_with_it(
    state: State, passed: list[State], failures: int, expected: Hold
) -> None:
    assert hold(state, passed, failures) is expected


def test_an_old_value_is_certain_only_when_the_request_cannot_arrive_any_more() -> None:
    sent = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
    assert not is_certain(sent, sent + SETTLED - timedelta(seconds=1))
    assert is_certain(sent, sent + SETTLED)


@pytest.mark.parametrize(
    ("before", "limits", "says"),
    [
        (Before(NOON, edits_last_hour=4), Limits(changes_per_hour=4), "4 times in the last hour"),
        (Before(time(23, 56)), Limits(closed_from=time(23, 55)), "between 23:55 and midnight"),
        (Before(NOON, spent=eur(100)), Limits(above_spend=Fraction(105, 100)), "no budget under 105.00 EUR"),
        (Before(NOON, sent_today=3), Limits(most_changes=3), "3 changes went to this account today"),
        (Before(NOON, moved_today=95_000_000), Limits(most_moved=100_000_000), "105.00 EUR would be moved"),
    ],
)
def test_each_limit_holds_a_change_back_and_says_why(before: Before, limits: Limits, says: str) -> None:
    wait = check_limits(before, limits, eur(90), eur(100))
    assert wait is not None
    assert says in wait.text


@pytest.mark.parametrize(
    ("before", "limits"),
    [
        (Before(NOON, edits_last_hour=3), Limits(changes_per_hour=4)),
        (Before(time(23, 54)), Limits(closed_from=time(23, 55))),
        (Before(NOON, spent=eur(95)), Limits(above_spend=Fraction(105, 100))),
        (Before(NOON, sent_today=2), Limits(most_changes=3)),
        (Before(NOON, moved_today=90_000_000), Limits(most_moved=100_000_000)),
        (Before(NOON, 99, 99, 10**12, eur(99)), Limits()),
    ],
)
def test_up_to_each_limit_a_change_goes(before: Before, limits: Limits) -> None:
    assert check_limits(before, limits, eur(90), eur(100)) is None
