"""What every service that touches a budget change shares: writing one down, moving it on, and what stands now.

All of it runs inside the caller's transaction: the change, its trail and its mark in the audit are one or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from paidsocial.domain import switching
from paidsocial.domain.budget_change import Approver, State, check_approver, step_to
from paidsocial.domain.money import Money
from paidsocial.errors import Forbidden, NotFound, Stale
from paidsocial.models import AdAccount, BudgetChange, BudgetChangeEvent, Client, PlatformBudget
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, Role, client_filter
from paidsocial.services.finance import rates
from paidsocial.services.performance import campaign_budgets

Key = tuple[int, int | None]  # campaign, ad set (None: the campaign's own budget)


@dataclass(frozen=True, slots=True)
class New:
    """A change about to be written down; `before` None: the platform budget was not known.

    `asked_by`: whoever proposed it, where that is somebody else than the actor who writes it down by approving.
    `expires_on`: the last day it is for; after it the old value goes back.
    """

    account_id: int
    campaign_id: int
    ad_set_id: int | None
    before: Money | None
    after: Money
    reason: str
    recommendation_id: str | None = None
    starts_on: date | None = None
    expires_on: date | None = None
    undo_of_id: int | None = None
    asked_by: int | None = None
    kind: str = campaign_budgets.DAILY  # or a switch: then the amounts are what it may spend a day before and after


def write(
    session: Session, actor: Actor, new: New, state: State, *, now: datetime, client_id: int, note: str = ""
) -> BudgetChange:
    """Write a change down in its first state, with its trail and its mark."""
    step_to(None, state)
    change = BudgetChange(
        recommendation_id=new.recommendation_id,
        account_id=new.account_id,
        campaign_id=new.campaign_id,
        ad_set_id=new.ad_set_id,
        kind=new.kind,
        currency=new.after.currency,
        before_micros=new.before.micros if new.before is not None else None,
        after_micros=new.after.micros,
        state=state.value,
        reason=new.reason[:2000],
        created_at=now,
        created_by=new.asked_by or actor.user_id,
        state_at=now,
        starts_on=new.starts_on,
        expires_on=new.expires_on,
        undo_of_id=new.undo_of_id,
    )
    session.add(change)
    session.flush()
    _trail(session, actor, change, None, state, now=now, note=note)
    audit.record(
        session,
        actor,
        now=now,
        action=f"budget_change.{state.value}",
        subject=("budget_change", change.id),
        client_id=client_id,
        before={"amount": new.before.text if new.before is not None else None, "currency": change.currency},
        after={
            "kind": new.kind,
            "amount": new.after.text,
            "currency": change.currency,
            "campaign_id": new.campaign_id,
            "ad_set_id": new.ad_set_id,
            "recommendation_id": new.recommendation_id,
            "expires_on": new.expires_on.isoformat() if new.expires_on else None,
        },
    )
    return change


def move(
    session: Session,
    actor: Actor,
    change: BudgetChange,
    to: State,
    *,
    now: datetime,
    client_id: int,
    note: str = "",
    version: int | None = None,
) -> None:
    """Move a change on by a conditional update: of two people at once, one gets Stale.

    `version` is the one the person saw. Raises Stale where the change has moved since, or may not go there.
    """
    before = State(change.state)
    seen = change.version if version is None else version
    step_to(before, to)
    claimed = session.execute(
        update(BudgetChange)
        .where(BudgetChange.id == change.id, BudgetChange.version == seen, BudgetChange.state == before.value)
        .values(state=to.value, state_at=now, version=seen + 1)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Stale("Somebody changed this since you looked; load the page again to see what happened.")
    _trail(session, actor, change, before, to, now=now, note=note)
    audit.record(
        session,
        actor,
        now=now,
        action=f"budget_change.{to.value}",
        subject=("budget_change", change.id),
        client_id=client_id,
        before={"state": before.value},
        after={"state": to.value, "note": note},
    )


def remark(session: Session, actor: Actor, change: BudgetChange, text: str, *, now: datetime) -> None:
    """Say something on a change's trail that leaves its state as it is."""
    state = State(change.state)
    _trail(session, actor, change, state, state, now=now, note=text)


def _trail(
    session: Session,
    actor: Actor,
    change: BudgetChange,
    before: State | None,
    to: State,
    *,
    now: datetime,
    note: str,
) -> None:
    session.add(
        BudgetChangeEvent(
            budget_change_id=change.id,
            at=now,
            by=actor.user_id,
            from_state=before.value if before else None,
            to_state=to.value,
            note=note[:2000],
        )
    )
    session.flush()


def get_change(session: Session, actor: Actor, change_id: int) -> tuple[BudgetChange, AdAccount]:
    """A change the actor may see, with its ad account. Raises NotFound."""
    query = (
        select(BudgetChange, AdAccount)
        .join(AdAccount, AdAccount.id == BudgetChange.account_id)
        .where(BudgetChange.id == change_id, client_filter(actor, AdAccount.client_id))
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound("There is no such budget change, or it is not one of your clients'.")
    return found[0], found[1]


def standing_amounts(
    session: Session, campaign_ids: Collection[int], *, now: datetime
) -> dict[int, list[campaign_budgets.BudgetRow]]:
    """The platform budgets in force by campaign."""
    return campaign_budgets.rows_in_force(session, PlatformBudget.campaign_id.in_(sorted(campaign_ids)), at=now)


def is_known(change: BudgetChange) -> bool:
    """Whether its amounts are known; those of a switch may not be."""
    return change.kind not in switching.KINDS or max(change.before_micros or 0, change.after_micros) > 0


def moved(changes: Sequence[BudgetChange]) -> list[Money]:
    """What changes add or take away a day, whichever is more, by currency."""
    return moved_amounts(
        (Money(change.before_micros or 0, change.currency), Money(change.after_micros, change.currency))
        for change in changes
    )


def moved_amounts(pairs: Iterable[tuple[Money | None, Money]]) -> list[Money]:
    """The same of what stands before (None: not known) and after."""
    by_currency: dict[str, tuple[int, int]] = {}
    for before, after in pairs:
        more, less = by_currency.get(after.currency, (0, 0))
        amount = after.micros - (before.micros if before else 0)
        by_currency[after.currency] = (more + max(amount, 0), less + max(-amount, 0))
    return [Money(max(sides), currency) for currency, sides in by_currency.items()]


def _approved_alone(session: Session, actor: Actor, client_id: int, *, now: datetime) -> list[BudgetChange]:
    """The actor's own proposals for a client that they approved themselves in the 24 hours before now."""
    query = (
        select(BudgetChange)
        .join(AdAccount, AdAccount.id == BudgetChange.account_id)
        .join(BudgetChangeEvent, BudgetChangeEvent.budget_change_id == BudgetChange.id)
        .where(
            AdAccount.client_id == client_id,
            BudgetChange.created_by == actor.user_id,
            BudgetChangeEvent.by == actor.user_id,
            BudgetChangeEvent.to_state == State.APPROVED.value,
            BudgetChangeEvent.at > now - timedelta(hours=24),
            BudgetChange.state.not_in([State.WITHDRAWN.value, State.NOT_APPLIED.value]),
        )
    )
    return list(session.scalars(query).unique())


def check_may_approve(
    session: Session,
    actor: Actor,
    *,
    proposed_by: int | None,
    client_id: int,
    moving: Sequence[Money],
    now: datetime,
    day: date,
    is_known: bool = True,
) -> None:
    """Forbidden where the actor may not approve `moving` so much a day, all together, for a client.

    What somebody approved of their own in the last 24 hours counts with it, so that a large move in small pieces meets
    the limit too. The limit is in the client's reporting currency; another currency is converted at the day's rate, and
    a missing one is MissingRate that names it. Not `is_known`: what is switched spends nobody knows how much.
    """
    approver = Approver(
        may_approve=actor.can(Permission.APPROVE),
        approves_others=actor.role is not Role.SPECIALIST,
        is_proposer=proposed_by == actor.user_id,
    )
    client = session.get_one(Client, client_id)
    if not approver.is_proposer or client.approval_limit_micros is None:
        check_approver(approver, moving[0], None)
        return
    if not is_known:
        raise Forbidden(
            "You proposed this, and what it may spend a day is not known, so nobody can say whether that is within "
            "what a proposer may approve alone; ask a director."
        )
    limit = Money(client.approval_limit_micros, client.reporting_currency)
    whole = Money.zero(limit.currency)
    earlier = moved(_approved_alone(session, actor, client_id, now=now))
    for amount in [*moving, *earlier]:
        whole += rates.rate_on(session, amount.currency, limit.currency, day).converted(amount)
    check_approver(approver, whole, limit, with_earlier=bool(earlier))
