"""The changes that go to a platform by themselves: where each stands, in words, and what somebody may do about it.

Read in six queries however many there are. What ended well is not here: the ledger has it. A conflict or a refusal
stays until a newer change of the same budget is written down, or for a week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from paidsocial.domain import wording
from paidsocial.domain.budget_change import State
from paidsocial.domain.days import local_day
from paidsocial.models import AccountSync, AdAccount, AdSet, BudgetChange, BudgetChangeEvent, Campaign
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.changes import batches, push_limits
from paidsocial.services.changes.change_views import ChangeView, Filter, conditions, view_of, view_query
from paidsocial.services.changes.push_limits import Stopped
from paidsocial.services.changes.pushing import GIVEN_UP

LOOKED_AT = timedelta(days=7)  # how long a conflict or a refusal stays in the queue
WAITED_FOR = timedelta(minutes=30)  # for so long a page asks again by itself
MOST = 200
_WORST_FIRST = (
    *(State.UNKNOWN, State.CONFLICT, State.REJECTED, State.FAILED),
    *(State.SENDING, State.APPROVED, State.SCHEDULED),
)


@dataclass(frozen=True, slots=True)
class Queued:
    """One change: what is so, and what to do next. `under_way`: it may be different in a moment, by itself."""

    change: ChangeView
    text: str
    next_step: str
    may_send: bool = False
    may_look: bool = False
    may_propose: bool = False  # a new change is what helps
    under_way: bool = False

    @property
    def needs_somebody(self) -> bool:
        """Whether it goes no further by itself."""
        return self.change.state in {State.UNKNOWN, State.CONFLICT, State.REJECTED, State.FAILED} or self.may_look


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue, those that need somebody first; `total` where not all are in `rows`; `stopped`: nothing is sent."""

    rows: tuple[Queued, ...]
    total: int
    stopped: Stopped | None

    @property
    def needing(self) -> int:
        """How many of the rows need somebody."""
        return sum(row.needs_somebody for row in self.rows)

    @property
    def under_way(self) -> tuple[int, ...]:
        """Those that may be different in a moment."""
        return tuple(row.change.id for row in self.rows if row.under_way)


def read(session: Session, actor: Actor, wanted: Filter | None = None, *, now: datetime) -> Queue:
    """The actor's queue; the filter's states aside."""
    require(actor, Permission.VIEW)
    where = [*conditions(actor, wanted or Filter()), _waits(now)]
    count = (
        select(func.count())
        .select_from(BudgetChange)
        .join(AdAccount, AdAccount.id == BudgetChange.account_id)
        .join(Campaign, Campaign.id == BudgetChange.campaign_id)
        .outerjoin(AdSet, AdSet.id == BudgetChange.ad_set_id)
        .outerjoin(AccountSync, AccountSync.account_id == AdAccount.id)
        .where(*where)
    )
    place = case({state.value: number for number, state in enumerate(_WORST_FIRST)}, value=BudgetChange.state)
    query = view_query().where(*where).order_by(place, BudgetChange.state_at.desc(), BudgetChange.id.desc())
    views = [view_of(row) for row in session.execute(query.limit(MOST))]
    total = len(views) if len(views) < MOST else session.scalar(count) or 0
    stopped = push_limits.stopped(session)
    return Queue(_told(session, views, stopped, now), total, stopped)


def some(session: Session, actor: Actor, ids: Sequence[int], *, now: datetime) -> Queue:
    """These changes wherever they stand, for a page that shows them already; those not the actor's are left out."""
    require(actor, Permission.VIEW)
    stopped = push_limits.stopped(session)
    if not ids:
        return Queue((), 0, stopped)
    query = view_query().where(*conditions(actor, Filter(ids=tuple(ids[:MOST])))).order_by(BudgetChange.id)
    views = [view_of(row) for row in session.execute(query)]
    return Queue(_told(session, views, stopped, now), len(views), stopped)


def _waits(now: datetime) -> ColumnElement[bool]:
    later = aliased(BudgetChange)
    followed = exists().where(
        later.campaign_id == BudgetChange.campaign_id,
        later.ad_set_id.is_not_distinct_from(BudgetChange.ad_set_id),
        later.id > BudgetChange.id,
    )
    ended = (State.CONFLICT.value, State.REJECTED.value)
    return or_(
        BudgetChange.state.in_([State.SENDING.value, State.UNKNOWN.value, State.FAILED.value]),
        and_(BudgetChange.state.in_([State.APPROVED.value, State.SCHEDULED.value]), AccountSync.push),
        and_(BudgetChange.state.in_(ended), BudgetChange.state_at > now - LOOKED_AT, ~followed),
    )


def _told(session: Session, views: Sequence[ChangeView], stopped: Stopped | None, now: datetime) -> tuple[Queued, ...]:
    notes = _notes(session, [view.id for view in views])
    held = batches.held(session, [view.id for view in views]) if views else {}
    rows = (_queued(view, notes.get(view.id, ""), held.get(view.id, ""), now) for view in views)
    return tuple(replace(row, may_send=row.may_send and stopped is None) for row in rows)


def _notes(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """What was written down with each change's latest step."""
    latest = (
        select(func.max(BudgetChangeEvent.id))
        .where(BudgetChangeEvent.budget_change_id.in_(ids))
        .group_by(BudgetChangeEvent.budget_change_id)
    )
    query = select(BudgetChangeEvent.budget_change_id, BudgetChangeEvent.note).where(BudgetChangeEvent.id.in_(latest))
    return {row.budget_change_id: row.note for row in session.execute(query)}


def _queued(view: ChangeView, note: str, held: str, now: datetime) -> Queued:
    """What is so, and what to do; `held`: why it is not sent by itself."""
    match view.state:
        case State.APPROVED | State.SCHEDULED:
            return _waiting(view, note, held, now)
        case State.SENDING if now - view.state_at >= GIVEN_UP:
            text = "Its sending broke off, and what came of it is not written down."
            return Queued(view, text, "Look again: it is read on the platform, and nothing is sent.", may_look=True)
        case State.SENDING:
            return Queued(view, "It is being sent, then read back.", "", under_way=True)
        case State.UNKNOWN:
            waits = now - view.state_at < WAITED_FOR
            step = "Look again: it is read on the platform, and never sent a second time."
            return Queued(view, note, step, may_look=True, under_way=waits)
        case State.FAILED:
            step = "Nothing was changed there: send it again, or take it back."
            return Queued(view, note, step, may_send=view.sends)
        case State.CONFLICT:
            return Queued(view, note, "Look at the budget as it is now, and propose from there.", may_propose=True)
        case State.REJECTED:
            step = "Mend what the platform names, then propose another amount."
            return Queued(view, note, step, may_propose=True)
        case State.APPLIED:
            return Queued(view, note or "It stands on the platform.", "")
    return Queued(view, note, "")


def _waiting(view: ChangeView, note: str, held: str, now: datetime) -> Queued:
    starts = view.starts_on
    if starts is not None and starts > local_day(now, view.time_zone):
        text = f"It starts on {wording.full_day(starts)}, as days are counted in {view.time_zone}."
        return Queued(view, f"{note} {text}".strip(), "Nothing to do: it is sent by itself then.")
    if held:
        return Queued(view, held, "", may_send=True)
    soon = now - view.state_at < WAITED_FOR
    text = "Approved; it goes to the platform by itself in a moment." if soon else "Approved, and not sent yet."
    return Queued(view, text, "Send it now, or try it without sending.", may_send=True, under_way=soon)
