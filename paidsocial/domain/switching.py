"""Pausing and resuming a campaign or an ad set: a change as of a budget, from what it may spend to nothing or back.

A switch has a way back too: undoing a pause resumes, and the other way round.
"""

from __future__ import annotations

import enum

from paidsocial.domain.budget_change import State, words
from paidsocial.domain.status import Standing
from paidsocial.errors import BadInput, Stale


class Switch(enum.StrEnum):
    """What is done; the kind of a change that sets no amount."""

    PAUSE = "pause"
    RESUME = "resume"

    @property
    def running(self) -> bool:
        """Whether it runs afterwards."""
        return self is Switch.RESUME

    @property
    def other(self) -> Switch:
        """What takes it back."""
        return Switch.PAUSE if self is Switch.RESUME else Switch.RESUME

    @property
    def done(self) -> str:
        """What it is afterwards: paused, resumed."""
        return f"{self.value}d"


KINDS = frozenset(switch.value for switch in Switch)
_STANDS = {Standing.ACTIVE: "running", Standing.PAUSED: "paused", Standing.ENDED: "over", Standing.UNKNOWN: "not known"}


def switch_of(kind: str) -> Switch | None:
    """The switch that a change's kind is; None for one of an amount."""
    return Switch(kind) if kind in KINDS else None


def offers(standing: Standing) -> tuple[Switch, ...]:
    """What can be asked for: nothing of what is over, and either where nobody told how it stands."""
    return {
        Standing.ACTIVE: (Switch.PAUSE,),
        Standing.PAUSED: (Switch.RESUME,),
        Standing.UNKNOWN: (Switch.PAUSE, Switch.RESUME),
    }.get(standing, ())


def stands(running: bool | None) -> str:
    """A platform's switch as people read it."""
    return "neither running nor paused" if running is None else "running" if running else "paused"


def check_switch(switch: Switch, seen: Standing | None, standing: Standing, name: str) -> None:
    """Stale where it is not as the person saw it (None: nobody looked), BadInput where it is that already."""
    if seen is not None and seen is not standing:
        raise Stale(f"“{name}” was {_STANDS[seen]} when you looked and is {_STANDS[standing]} now; look again.")
    if switch in offers(standing):
        return
    if standing is Standing.ENDED:
        raise BadInput(f"“{name}” is over on its platform; it can be neither paused nor resumed.", field="switch")
    raise BadInput(f"“{name}” is {_STANDS[standing]} already.", field="switch")


def undo(state: State, switch: Switch, standing: Standing, later: int | None) -> str:
    """What taking an applied switch back does, in words.

    `later`: a change that switched the same thing after it. Raises Stale where that would be trampled, or where
    somebody has switched it on the platform since.
    """
    if state is not State.APPLIED:
        raise Stale(f"Only an applied change can be undone; this one is {words(state)}.")
    if later is not None:
        raise Stale(f"Change {later} switched it after this one; undoing would trample that.")
    if standing is Standing.ENDED:
        raise Stale("It is over on its platform since, so there is nothing to take back.")
    set_to = Standing.ACTIVE if switch.running else Standing.PAUSED
    if standing not in {set_to, Standing.UNKNOWN}:
        raise Stale(f"It is {_STANDS[standing]} on its platform since, so there is nothing to take back.")
    return f"{switch.other.value.capitalize()}s it, as it was before; nothing else has switched it since."
