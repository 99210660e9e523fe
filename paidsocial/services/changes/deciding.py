"""What proposing, deciding and taking back share: who may approve what, and what must still be so.

All of it runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain import budget_change, switching
from paidsocial.domain.budget_change import State, check_seen
from paidsocial.domain.money import Money
from paidsocial.domain.status import standing_of
from paidsocial.errors import Forbidden, MissingRate, Stale
from paidsocial.models import AdAccount, AdSet, Approval, BudgetChange, Campaign
from paidsocial.services.access import Actor
from paidsocial.services.changes.change_steps import check_may_approve, is_known, move, moved, standing_amounts


def switched(session: Session, change: BudgetChange) -> Campaign | AdSet:
    """The campaign or ad set that a change is about."""
    if change.ad_set_id is not None:
        return session.get_one(AdSet, change.ad_set_id)
    return session.get_one(Campaign, change.campaign_id)


def check_none_pending(session: Session, campaign_id: int, ad_set_id: int | None, name: str, *, switches: bool) -> None:
    """Stale where another change of the same is on its way: of its amount, or with `switches` one that switches it."""
    query = select(BudgetChange.id).where(
        BudgetChange.campaign_id == campaign_id,
        BudgetChange.state.in_([state.value for state in budget_change.PENDING]),
        BudgetChange.ad_set_id.is_(None) if ad_set_id is None else BudgetChange.ad_set_id == ad_set_id,
        BudgetChange.kind.in_(switching.KINDS) if switches else BudgetChange.kind.not_in(switching.KINDS),
    )
    other = session.scalars(query).first()
    if other is not None:
        raise Stale(f"Change {other} of “{name}” is on its way; carry it out or take it back first.")


def approve_alone(
    session: Session, actor: Actor, own: Sequence[tuple[BudgetChange, AdAccount]], *, now: datetime, today: date
) -> None:
    """Approve one's own changes for a client where together they are within the limit; else they wait for others."""
    try:
        check_may(session, actor, own, now=now, today=today)
    except (Forbidden, MissingRate):  # without a rate the limit cannot be compared: somebody else decides
        return
    for change, account in own:
        decided(session, actor, change, account, State.APPROVED, now=now, comment="", today=today)


def check_may(
    session: Session, actor: Actor, own: Sequence[tuple[BudgetChange, AdAccount]], *, now: datetime, today: date
) -> None:
    """Whether the actor may approve changes that one person proposed for one client."""
    change, account = own[0]
    check_may_approve(
        session,
        actor,
        proposed_by=change.created_by,
        client_id=account.client_id,
        moving=moved([change for change, _ in own]),
        is_known=all(is_known(change) for change, _ in own),
        now=now,
        day=today,
    )


def decided(
    session: Session,
    actor: Actor,
    change: BudgetChange,
    account: AdAccount,
    to: State,
    *,
    now: datetime,
    today: date,
    comment: str,
) -> None:
    """Write a decision down, and move its change on."""
    session.add(
        Approval(
            budget_change_id=change.id,
            decision=to.value,
            comment=comment[:4000],
            decided_at=now,
            decided_by=actor.user_id,
        )
    )
    move(session, actor, change, to, now=now, client_id=account.client_id, note=comment)
    if to is State.APPROVED and change.starts_on is not None and change.starts_on > today:
        move(session, actor, change, State.SCHEDULED, now=now, client_id=account.client_id)


def check_unmoved(session: Session, change: BudgetChange, now: datetime) -> None:
    """Refused in words where what a change is about is no longer as its proposer saw it."""
    switch = switching.switch_of(change.kind)
    if switch is not None:
        entity = switched(session, change)
        switching.check_switch(switch, None, standing_of(entity.status), entity.name)
        return
    rows = standing_amounts(session, [change.campaign_id], now=now).get(change.campaign_id, [])
    present = next((row.amount for row in rows if row.ad_set_id == change.ad_set_id), None)
    seen = None if change.before_micros is None else Money(change.before_micros, change.currency)
    stored = None if present is None else Money(present, change.currency)
    check_seen(seen, stored, session.get_one(Campaign, change.campaign_id).name)
