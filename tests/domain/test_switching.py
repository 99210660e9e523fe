"""Pausing and resuming: what can be asked for, what the person saw, and what taking it back would trample."""

from __future__ import annotations

import pytest

from paidsocial.domain.budget_change import State
from paidsocial.domain.status import Standing
from paidsocial.domain.switching import Switch, check_switch, offers, undo
from paidsocial.errors import BadInput, Stale

A, P, E, U = Standing.ACTIVE, Standing.PAUSED, Standing.ENDED, Standing.UNKNOWN


@pytest.mark.parametrize("standing", [A, P, U])
def test_what_is_offered_may_be_asked_for_and_nothing_else(standing: Standing) -> None:
    for switch in Switch:
        if switch in offers(standing):
            check_switch(switch, standing, standing, "Spring")
        else:
            with pytest.raises(BadInput, match="already"):
                check_switch(switch, standing, standing, "Spring")


@pytest.mark.parametrize("switch", list(Switch))
def test_what_is_over_is_neither_paused_nor_resumed(switch: Switch) -> None:
    with pytest.raises(BadInput, match="neither paused nor resumed"):
        check_switch(switch, None, E, "Spring")


def test_what_somebody_switched_since_the_person_looked_is_told() -> None:
    with pytest.raises(Stale, match="“Spring” was running when you looked and is paused now"):
        check_switch(Switch.PAUSE, A, P, "Spring")


def test_taking_back_goes_the_other_way() -> None:
    assert undo(State.APPLIED, Switch.PAUSE, P, None).startswith("Resumes it")
    assert undo(State.APPLIED, Switch.RESUME, A, None).startswith("Pauses it")


@pytest.mark.parametrize(
    ("state", "standing", "later", "why"),
    [
        (State.APPROVED, P, None, "Only an applied change"),
        (State.APPLIED, P, 9, "Change 9 switched it"),
        (State.APPLIED, A, None, "It is running on its platform since"),
        (State.APPLIED, E, None, "It is over"),
    ],
)
def test_a_later_edit_is_not_trampled(state: State, standing: Standing, later: int | None, why: str) -> None:
    with pytest.raises(Stale, match=why):
        undo(state, Switch.PAUSE, standing, later)
