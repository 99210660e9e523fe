"""What a person may do with a change, so that a page offers just that; the services still ask for themselves.

why_not_decide(session, actor, changes, now=, today=) -> in words; empty where they may approve or refuse them
of(session, actor, change, now=, today=) -> Rights
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from paidsocial.domain.budget_change import State
from paidsocial.errors import Forbidden, MissingRate
from paidsocial.services.access import Actor, Permission
from paidsocial.services.changes import taking_back
from paidsocial.services.changes.change_steps import check_may_approve, moved_amounts
from paidsocial.services.changes.change_views import ChangeView


@dataclass(frozen=True, slots=True)
class Rights:
    """Whether this person may take the change back, keep what goes back by itself, and decide (else why not)."""

    may_withdraw: bool
    may_keep: bool
    why_not_decide: str


def of(session: Session, actor: Actor, change: ChangeView, *, now: datetime, today: date) -> Rights:
    """For the change's own page."""
    return Rights(
        change.state in taking_back.UNSENT and taking_back.may_withdraw(actor, change.created_by_id),
        taking_back.may_keep(session, actor, change.id, now=now, today=today),
        why_not_decide(session, actor, [change], now=now, today=today) if change.state is State.PROPOSED else "",
    )


def why_not_decide(session: Session, actor: Actor, changes: Sequence[ChangeView], *, now: datetime, today: date) -> str:
    """Why this person may not decide on what one person proposed at once for one client; empty where they may."""
    if not actor.can(Permission.APPROVE):
        return "Your role may not approve budget changes; ask a director."
    first = changes[0]
    try:
        check_may_approve(
            session,
            actor,
            proposed_by=first.created_by_id,
            client_id=first.client_id,
            moving=moved_amounts((change.before, change.after) for change in changes),
            now=now,
            day=today,
            is_known=all(change.is_known for change in changes),
        )
    except (Forbidden, MissingRate) as refusal:
        return refusal.message
    return ""
