"""Changes that hold for a while: after their last day the old value goes back, as a change of its own.

    due(session, now=) -> ids          whose last day is over in their account
    expire(session, actor, id, now=)   what became of one

The way back was approved with the change itself. It is sent like any other, so it tramples nothing on the platform;
where we know already that somebody edited the budget since, the trail says so once and the budget stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import Session, aliased

from paidsocial.db import transaction
from paidsocial.domain.budget_change import PENDING, State
from paidsocial.domain.days import local_day
from paidsocial.domain.wording import full_day
from paidsocial.models import AccountSync, AdAccount, BudgetChange, BudgetChangeEvent
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.changes import change_views
from paidsocial.services.changes.change_steps import New, get_change, move, remark, write
from paidsocial.services.changes.taking_back import reverse

_UNSENT = (State.APPROVED, State.SCHEDULED, State.FAILED)
_AHEAD = timedelta(days=1)  # no account's day is further ahead of UTC's


@dataclass(frozen=True, slots=True)
class Expired:
    """What became of a change whose last day is over; `back_id`: the change that restores the old value."""

    change_id: int
    back_id: int | None
    text: str


def due(session: Session, *, now: datetime, change_id: int | None = None) -> list[int]:
    """Changes whose last day is over in their account and with which something is to be done; or only this one."""
    query = (
        select(BudgetChange.id, BudgetChange.expires_on, AdAccount.time_zone)
        .join(AdAccount, AdAccount.id == BudgetChange.account_id)
        .outerjoin(AccountSync, AccountSync.account_id == BudgetChange.account_id)
        .where(
            BudgetChange.expires_on.is_not(None),
            BudgetChange.expires_on < (now + _AHEAD).date(),
            or_(
                and_(BudgetChange.state == State.APPLIED.value, not_(_is_told()), not_(_is_taken_back())),
                # one that people carry out by hand is theirs to mark
                and_(BudgetChange.state.in_([state.value for state in _UNSENT]), AccountSync.push),
            ),
        )
        .order_by(BudgetChange.id)
    )
    if change_id is not None:
        query = query.where(BudgetChange.id == change_id)
    return [id_ for id_, last, zone in session.execute(query) if last is not None and last < local_day(now, zone)]


def _is_told() -> ColumnElement[bool]:
    return exists().where(
        BudgetChangeEvent.budget_change_id == BudgetChange.id,
        BudgetChangeEvent.from_state == State.APPLIED.value,
        BudgetChangeEvent.to_state == State.APPLIED.value,
    )


def _is_taken_back() -> ColumnElement[bool]:
    back = aliased(BudgetChange)
    over = [state.value for state in (State.REFUSED, State.WITHDRAWN, State.NOT_APPLIED)]
    return exists().where(back.undo_of_id == BudgetChange.id, back.state.not_in(over))


def expire(session: Session, actor: Actor, change_id: int, *, now: datetime) -> Expired | None:
    """Write down the change that goes back, or why there is none; None where nothing is to be done (yet)."""
    require(actor, Permission.CARRY_OUT)
    with transaction(session, alone=True):
        if not due(session, now=now, change_id=change_id):
            return None
        change, account = get_change(session, actor, change_id)
        last = full_day(change.expires_on) if change.expires_on else ""
        if change.state != State.APPLIED.value:
            text = f"Its last day, {last}, was over before it was sent."
            move(session, actor, change, State.NOT_APPLIED, now=now, client_id=account.client_id, note=text)
            return Expired(change_id, None, text)
        detail = change_views.get(session, actor, change_id)
        if detail.undo is None or not detail.undo.possible:
            why = detail.undo.text if detail.undo else ""
            text = f"Its last day, {last}, is over and the budget was left as it is. {why}".strip()
            remark(session, actor, change, text, now=now)
            return Expired(change_id, None, text)
        if _is_pending(session, change):
            return None  # another change of this budget is on its way: what becomes of it says what to do here
        approved = _approval(detail.trail, change_id)
        back = write(
            session,
            actor,
            _back(change, detail, last),
            State.APPROVED,
            now=now,
            client_id=account.client_id,
            note=f"{approved} It was to hold until {last}, so going back was approved with it.",
        )
        return Expired(change_id, back.id, f"Change {back.id} puts back what was there before change {change_id}.")


def _back(change: BudgetChange, detail: change_views.ChangeDetail, last: str) -> New:
    told = detail.undo.text if detail.undo else ""
    reason = f"Change {change.id} was for the days until {last}. {told}"
    return reverse(change, detail, reason, asked_by=change.created_by)


def _approval(trail: Sequence[change_views.Step], change_id: int) -> str:
    """Whose approval the way back stands on."""
    step = next((step for step in reversed(trail) if step.to_state is State.APPROVED), None)
    if step is None:
        return f"It stands on change {change_id}."
    who = f" by {step.by}" if step.by else ""
    return f"It stands on the approval of change {change_id}{who} on {full_day(step.at.date())}."


def _is_pending(session: Session, change: BudgetChange) -> bool:
    query = select(BudgetChange.id).where(
        BudgetChange.campaign_id == change.campaign_id,
        BudgetChange.ad_set_id.is_(None) if change.ad_set_id is None else BudgetChange.ad_set_id == change.ad_set_id,
        BudgetChange.state.in_([state.value for state in PENDING]),
        BudgetChange.id != change.id,
    )
    return session.scalars(query).first() is not None
