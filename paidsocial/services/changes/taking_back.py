"""Taking changes back: before they are carried out, after it by a new change, and keeping one that was to go back.

    withdraw(session, actor, change_id, now=)
    undo(session, actor, change_id, now=, today=) -> the id of a new change that restores what was there
    keep(session, actor, change_id, now=, today=)     one that holds until a day holds for good

Each has a question a page asks first, so that nobody is offered what they may not do.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.budget_change import State
from paidsocial.domain.money import Money
from paidsocial.domain.switching import switch_of
from paidsocial.domain.wording import full_day
from paidsocial.errors import Forbidden, MissingRate, Refused, Stale
from paidsocial.models import AdAccount, BudgetChange
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, Role, require
from paidsocial.services.changes import change_views
from paidsocial.services.changes.change_steps import New, get_change, move, remark, write
from paidsocial.services.changes.change_views import ChangeDetail
from paidsocial.services.changes.deciding import approve_alone, check_may, check_none_pending

UNSENT = frozenset({State.PROPOSED, State.APPROVED, State.SCHEDULED, State.FAILED})


def may_withdraw(actor: Actor, created_by: int | None) -> bool:
    """Whether a change of this proposer's may be taken back by the actor, its state aside."""
    return actor.can(Permission.RECOMMEND) and (created_by == actor.user_id or actor.role is not Role.SPECIALIST)


def withdraw(session: Session, actor: Actor, change_id: int, *, now: datetime, note: str = "") -> None:
    """Take a change back before it is carried out: whoever proposed it, or someone who may approve what others do.

    Taking back the way back of a change that held until a day keeps what that change set; see `keep` for who may.
    """
    require(actor, Permission.RECOMMEND)
    with transaction(session, alone=True):
        change, account = get_change(session, actor, change_id)
        if not may_withdraw(actor, change.created_by):
            raise Forbidden("Only whoever proposed this change, or a director, may take it back.")
        first = session.get(BudgetChange, change.undo_of_id) if change.undo_of_id is not None else None
        if first is not None and first.expires_on is not None:
            check_may(session, actor, [(first, account)], now=now, today=now.date())
            _keep(session, actor, first, account, now=now)
        move(session, actor, change, State.WITHDRAWN, now=now, client_id=account.client_id, note=note.strip())


def reverse(change: BudgetChange, detail: ChangeDetail, reason: str, *, asked_by: int | None = None) -> New:
    """The change that takes an applied one back."""
    switch = switch_of(change.kind)
    return New(
        change.account_id,
        change.campaign_id,
        change.ad_set_id,
        detail.change.set_to or detail.change.after,
        Money(change.before_micros or 0, change.currency),
        reason,
        undo_of_id=change.id,
        asked_by=asked_by,
        kind=switch.other.value if switch else change.kind,
    )


def undo(session: Session, actor: Actor, change_id: int, *, now: datetime, today: date, reason: str = "") -> int:
    """Propose taking an applied change back, approved at once where this person may alone; the new change's id.

    Raises Stale, naming it, where a later edit would be trampled, and Refused where nothing is known to restore.
    """
    require(actor, Permission.RECOMMEND)
    with transaction(session, alone=True):
        change, account = get_change(session, actor, change_id)
        detail = change_views.get(session, actor, change_id)
        if detail.undo is None:
            raise Stale(f"Only an applied change can be undone; this one is {detail.change.words}.")
        if not detail.undo.possible:
            raise (Stale if detail.undone_by_id or detail.present else Refused)(detail.undo.text)
        switches = detail.change.switch is not None
        check_none_pending(session, change.campaign_id, change.ad_set_id, detail.change.name, switches=switches)
        told = f"Undoes change {change_id}. {detail.undo.text} {reason.strip()}".strip()
        new = reverse(change, detail, told)
        back = write(session, actor, new, State.PROPOSED, now=now, client_id=account.client_id)
        approve_alone(session, actor, [(back, account)], now=now, today=today)
        return back.id


# ---- keeping


def may_keep(session: Session, actor: Actor, change_id: int, *, now: datetime, today: date) -> bool:
    """Whether `keep` would be done for this person now."""
    if not actor.can(Permission.APPROVE):
        return False
    change, account = get_change(session, actor, change_id)
    if change.expires_on is None or not _goes_back(session, change):
        return False
    try:
        check_may(session, actor, [(change, account)], now=now, today=today)
    except (Forbidden, MissingRate):
        return False
    return True


def keep(session: Session, actor: Actor, change_id: int, *, now: datetime, today: date) -> None:
    """Let a change that holds until a day hold for good, its way back taken back where that waits already.

    The way back was approved with the change, so that only who may approve the change may do it. Raises Stale where
    nothing goes back (any more).
    """
    require(actor, Permission.APPROVE)
    with transaction(session, alone=True):
        change, account = get_change(session, actor, change_id)
        if change.expires_on is None or not _goes_back(session, change):
            raise Stale(f"Change {change_id} does not go back by itself (any more); load the page again.")
        check_may(session, actor, [(change, account)], now=now, today=today)
        for back in session.scalars(_way_back(change)):
            move(session, actor, back, State.WITHDRAWN, now=now, client_id=account.client_id, note="It is kept.")
        _keep(session, actor, change, account, now=now)


def _way_back(change: BudgetChange) -> Select[BudgetChange]:
    return select(BudgetChange).where(
        BudgetChange.undo_of_id == change.id, BudgetChange.state.in_([state.value for state in UNSENT])
    )


def _goes_back(session: Session, change: BudgetChange) -> bool:
    """Whether it still is to be carried out, or holds and nothing sent has taken it back."""
    if State(change.state) in UNSENT:
        return True
    if State(change.state) is not State.APPLIED:
        return False
    over = [state.value for state in (*UNSENT, State.REFUSED, State.WITHDRAWN, State.NOT_APPLIED)]
    sent = select(BudgetChange.id).where(BudgetChange.undo_of_id == change.id, BudgetChange.state.not_in(over))
    return session.scalars(sent).first() is None


def _keep(session: Session, actor: Actor, change: BudgetChange, account: AdAccount, *, now: datetime) -> None:
    last = change.expires_on
    if last is None:
        return
    change.expires_on = None
    remark(session, actor, change, f"It was to hold until {full_day(last)} and is kept: nothing goes back.", now=now)
    audit.record(
        session,
        actor,
        now=now,
        action="budget_change.kept",
        subject=("budget_change", change.id),
        client_id=account.client_id,
        before={"expires_on": last.isoformat()},
        after={"expires_on": None},
    )
