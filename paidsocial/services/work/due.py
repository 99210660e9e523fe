"""What is due now, as units that may be done anywhere, in any order and more than once: what is done is due no more.

look(session, now=) -> Due
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.budget_change import State
from paidsocial.models import BudgetChange, BudgetChangeEvent
from paidsocial.services.changes import batches, expiring
from paidsocial.services.changes.batches import Batch
from paidsocial.services.changes.pushing import GIVEN_UP
from paidsocial.services.connections import syncing
from paidsocial.services.reporting import report_files

FIRST_PAUSE = timedelta(minutes=1)  # then twice as long each time
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Due:
    """What is due: ad accounts to pull, changes to find out about, changes that expired, batches to send, reports."""

    pulls: tuple[int, ...]
    unknown: tuple[int, ...]
    expired: tuple[int, ...]
    batches: tuple[Batch, ...]
    reports: tuple[int, ...]


def look(session: Session, *, now: datetime) -> Due:
    """Everything that is due."""
    return Due(
        tuple(syncing.due(session, now=now)),
        tuple(to_find_out(session, now=now)),
        tuple(expiring.due(session, now=now)),
        tuple(batches.ready(session, now=now)),
        tuple(report_files.due(session, now=now)),
    )


def to_find_out(session: Session, *, now: datetime, change_id: int | None = None) -> list[int]:
    """Changes that nobody knows about: sent by somebody who is not there any more, or unknown and not looked at lately.

    Looks at an unknown one stand on its trail; each pause is twice the one before.
    """
    query = select(BudgetChange).where(BudgetChange.state.in_([State.SENDING.value, State.UNKNOWN.value]))
    if change_id is not None:
        query = query.where(BudgetChange.id == change_id)
    changes = list(session.scalars(query.order_by(BudgetChange.id)))
    looks = _looks(session, [change.id for change in changes])
    return [change.id for change in changes if now >= _next_look(change, *looks.get(change.id, (0, None)))]


def _next_look(change: BudgetChange, count: int, last: datetime | None) -> datetime:
    if change.state == State.SENDING.value:
        return change.state_at + GIVEN_UP
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(count, 20), LONGEST_PAUSE)
    return (last or change.state_at) + pause


def _looks(session: Session, change_ids: list[int]) -> dict[int, tuple[int, datetime | None]]:
    """How often each was looked at in vain, and when last."""
    query = (
        select(BudgetChangeEvent.budget_change_id, func.count(), func.max(BudgetChangeEvent.at))
        .where(
            BudgetChangeEvent.budget_change_id.in_(change_ids),
            BudgetChangeEvent.from_state == State.UNKNOWN.value,
            BudgetChangeEvent.to_state == State.UNKNOWN.value,
        )
        .group_by(BudgetChangeEvent.budget_change_id)
    )
    return {id_: (count, last) for id_, count, last in session.execute(query)}
