""" "Not now": an exception put away until a day, with its reason, by someone; and brought back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.wording import full_day
from paidsocial.errors import BadInput
from paidsocial.models import PacingSnooze, PlanLine
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, get_plan_line, require

LONGEST_DAYS = 31


def snooze(
    session: Session, actor: Actor, line_id: int, *, until: date | None, reason: str, now: datetime, today: date
) -> PacingSnooze:
    """Put a plan line out of the queue until a day; one that was put away before is so anew.

    Raises BadInput without a reason, and for a day that is not within the month to come.
    """
    require(actor, Permission.EDIT_PLAN)
    get_plan_line(session, actor, line_id)
    reason = " ".join(reason.split())
    if not reason:
        raise BadInput("Say why not now: the next one who looks will want to know.", field="reason")
    if len(reason) > 1000:
        raise BadInput("This is too long: at most 1,000 characters.", field="reason")
    if until is None or until <= today:
        raise BadInput("Choose a day after today.", field="until")
    if until > today + timedelta(days=LONGEST_DAYS):
        last = full_day(today + timedelta(days=LONGEST_DAYS))
        raise BadInput(f"Put it away for a month at most, until {last}.", field="until")
    with transaction(session):
        line = get_plan_line(session, actor, line_id)
        _end(session, line, now)
        row = PacingSnooze(
            plan_line_id=line.id, until_day=until, reason=reason, created_at=now, created_by=actor.user_id
        )
        session.add(row)
        audit.record(
            session,
            actor,
            now=now,
            action="plan_line.snoozed",
            subject=("plan_line", line.id),
            client_id=line.client_id,
            after={"until": str(until), "reason": reason},
        )
    return row


def wake(session: Session, actor: Actor, line_id: int, *, now: datetime) -> None:
    """Bring a plan line back into the queue; nothing happens where it is there."""
    require(actor, Permission.EDIT_PLAN)
    with transaction(session):
        line = get_plan_line(session, actor, line_id)
        if _end(session, line, now):
            audit.record(
                session,
                actor,
                now=now,
                action="plan_line.woken",
                subject=("plan_line", line.id),
                client_id=line.client_id,
            )


def _end(session: Session, line: PlanLine, now: datetime) -> bool:
    query = select(PacingSnooze).where(PacingSnooze.plan_line_id == line.id, PacingSnooze.ended_at.is_(None))
    ended = False
    for row in session.scalars(query):
        row.ended_at, ended = now, True
    return ended
