"""Carrying a budget change to its platform: what the values that are read there mean, and what must hold before.

    approved ─> sending ─> read ─────────────> compare ─> write down `sent_at` ─> set ─> read back ─> applied
                            │ another value: conflict                              │
                            │ already the wanted one: applied, nothing sent        └─ no whole answer ─> read back ...

Pure: what was read comes in, what it means goes out. `services.changes.pushing` does the calling and the writing down.
"""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import TypeVar

from paidsocial.domain import wording
from paidsocial.domain.budget_change import State
from paidsocial.domain.money import Money

MOST_FAILURES = 5  # how often a change that failed is sent again by itself
SETTLED = timedelta(minutes=15)  # a request that nobody answered has arrived by then, or never will
READ_BACKS = (0.0, 2.0, 5.0)  # seconds before each look: a read straight after a write may still tell the old value


_Value = TypeVar("_Value", Money, bool)  # an amount, or whether it is switched on


class Found(enum.StrEnum):
    """What the value on the platform means before anything is sent."""

    SEND = "send"
    ALREADY = "already"  # it stands there already
    CONFLICT = "conflict"  # somebody set another one since the person looked


def before_sending(present: _Value | None, seen: _Value | None, wanted: _Value) -> Found:
    """Compare what stands on the platform with what the person saw (None: not known) and what is wanted."""
    if present is None:
        return Found.CONFLICT
    if present == wanted:
        return Found.ALREADY
    return Found.SEND if seen is None or seen == present else Found.CONFLICT


class Outcome(enum.StrEnum):
    """What the value on the platform means after it was sent."""

    APPLIED = "applied"
    PENDING = "pending"  # the old value: not there yet, or not taken
    OTHER = "other"  # neither: somebody edited it right after


def after_sending(present: _Value | None, found: _Value, wanted: _Value) -> Outcome:
    """Compare what is read back with what stood there and what was sent."""
    if present == wanted:
        return Outcome.APPLIED
    return Outcome.PENDING if present == found else Outcome.OTHER


def is_certain(sent_at: datetime, now: datetime) -> bool:
    """Whether the old value, read now, means that the request was never carried out."""
    return now - sent_at >= SETTLED


class Hold(enum.StrEnum):
    """What one change of a decision means for the others that were approved together with it."""

    FREE = "free"
    FOR_NOW = "for_now"  # it is on its way or is tried again by itself: they go on once it is applied
    FOR_A_PERSON = "for_a_person"  # a surprise: the decision no longer holds as a whole


_SURPRISES = frozenset({State.CONFLICT, State.REJECTED, State.UNKNOWN})


def hold(state: State, passed: Collection[State], failures: int) -> Hold:
    """Whether a change that stands at `state`, after `passed` and so many failures, keeps the others from being sent.

    A failure is none of the surprises as long as it is tried again: nothing was set. Nor is anything that came out as
    applied in the end.
    """
    if state in {State.APPLIED, State.UNDONE}:
        return Hold.FREE
    if state in _SURPRISES:
        return Hold.FOR_A_PERSON
    if state is State.SENDING:
        return Hold.FOR_NOW
    if state is State.FAILED:
        return Hold.FOR_NOW if failures < MOST_FAILURES else Hold.FOR_A_PERSON
    # given up by somebody after it did not go as approved: what is left is not what was decided on
    return Hold.FOR_A_PERSON if (_SURPRISES | {State.FAILED}) & set(passed) else Hold.FREE


@dataclass(frozen=True, slots=True)
class Before:
    """What is known before the platform is called, of the budget and of its account's day.

    `edits_last_hour`: changes of this budget that were sent in the last hour; `sent_today` and `moved_today`: of the
    whole account. `spent`: what counts against the budget so far, where the platform's rules need it.
    """

    local_time: time
    edits_last_hour: int = 0
    sent_today: int = 0
    moved_today: int = 0
    spent: Money | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be sent: by the platform's own rules and by those that people set for the account; None: no limit."""

    changes_per_hour: int | None = None
    closed_from: time | None = None  # local; until midnight
    above_spend: Fraction | None = None
    most_changes: int | None = None
    most_moved: int | None = None  # micros


@dataclass(frozen=True, slots=True)
class Wait:
    """That a change must not be sent now, and why; `until_tomorrow`: not today at all."""

    text: str
    until_tomorrow: bool = False


def check_limits(before: Before, limits: Limits, current: Money, wanted: Money) -> Wait | None:
    """Why a change waits, in words; None where it may be sent: asked first, so that the platform need not refuse."""
    if limits.changes_per_hour is not None and before.edits_last_hour >= limits.changes_per_hour:
        return Wait(
            f"This budget was changed {before.edits_last_hour} times in the last hour and the platform takes "
            f"{limits.changes_per_hour}; it goes on when the hour is over."
        )
    if limits.closed_from is not None and before.local_time >= limits.closed_from:
        return Wait(f"The platform takes no budget changes between {limits.closed_from:%H:%M} and midnight there.")
    if limits.above_spend is not None and before.spent is not None:
        least = Money(
            -(-before.spent.micros * limits.above_spend.numerator // limits.above_spend.denominator), wanted.currency
        )
        if wanted < least:
            return Wait(
                f"{wording.amount(before.spent.micros, wanted.currency)} is spent of it already, and the platform "
                f"takes no budget under {wording.amount(least.micros, wanted.currency)} then; it goes on tomorrow.",
                until_tomorrow=True,
            )
    if limits.most_changes is not None and before.sent_today >= limits.most_changes:
        return Wait(
            f"{wording.count(before.sent_today, 'change')} went to this account today, and {limits.most_changes} is "
            "the most that may; it goes on tomorrow.",
            until_tomorrow=True,
        )
    moved = before.moved_today + abs(wanted.micros - current.micros)
    if limits.most_moved is not None and moved > limits.most_moved:
        return Wait(
            f"With it {wording.amount(moved, wanted.currency)} would be moved in this account today, and "
            f"{wording.amount(limits.most_moved, wanted.currency)} is the most that may; it goes on tomorrow.",
            until_tomorrow=True,
        )
    return None
