"""Budget changes: proposing one, deciding on it, carrying it out by hand.

    check(session, actor, wanted, now=) -> findings of the guard rails, for a page while typing
    propose(session, actor, wanted, now=, today=) -> change id    approved at once where the person may approve it alone
    propose_all(session, actor, [wanted, …], now=, today=) -> ids  the same for several, all or none
    decide(session, actor, change_id, approve=, comment=, now=, today=)
    decide_all(session, actor, [change_id, …], approve=, comment=, now=, today=)    the same for several, all or none
    mark(session, actor, marks, now=)     what was carried out by hand, and with which amount

Pausing and resuming are in services.changes.switches, taking back in services.changes.taking_back, reading in
services.changes.change_views, approving a recommendation's lines in services.changes.approvals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain import budget_change, wording
from paidsocial.domain.budget_change import Budget, Finding, State, check_comment, check_seen, findings, require_clear
from paidsocial.domain.days import local_day
from paidsocial.domain.money import Money
from paidsocial.domain.switching import switch_of
from paidsocial.errors import BadInput, Stale
from paidsocial.models import AdAccount, AdSet, BudgetChange, Campaign, PlatformBudget
from paidsocial.services.access import Actor, Permission, get_account, get_ad_set, get_campaign, require
from paidsocial.services.changes.change_steps import New, get_change, move, standing_amounts, write
from paidsocial.services.changes.deciding import (
    approve_alone,
    check_may,
    check_none_pending,
    check_unmoved,
    decided,
)
from paidsocial.services.changes.what_is_set import setting_of
from paidsocial.services.performance import campaign_budgets
from paidsocial.services.reallocation.recommendations import rules


@dataclass(frozen=True, slots=True)
class Wanted:
    """A budget someone wants changed. `seen`: the amount they looked at, None where none was known; both a day.

    `expires_on`: the last day it is for; after it the old value goes back.
    """

    campaign_id: int
    after: str
    seen: str | None = None
    ad_set_id: int | None = None
    reason: str = ""
    starts_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Target:
    campaign: Campaign
    ad_set: AdSet | None
    account: AdAccount
    present: Money | None
    after: Money
    budget: Budget

    @property
    def name(self) -> str:
        return self.ad_set.name if self.ad_set else self.campaign.name


def _target(session: Session, actor: Actor, wanted: Wanted, now: datetime) -> _Target:
    campaign = get_campaign(session, actor, wanted.campaign_id)
    ad_set = get_ad_set(session, actor, wanted.ad_set_id) if wanted.ad_set_id is not None else None
    if ad_set is not None and ad_set.campaign_id != campaign.id:
        raise BadInput(f"“{ad_set.name}” is not an ad set of “{campaign.name}”.", field="ad_set")
    account = get_account(session, actor, campaign.account_id)
    after = Money.parse(wanted.after, account.currency)
    shared = campaign_budgets.shared_of(campaign)
    if shared is not None:
        raise BadInput(wording.shared_budget(shared.campaigns), field="campaign")
    rows = standing_amounts(session, [campaign.id], now=now).get(campaign.id, [])
    own = next((row for row in rows if row.ad_set_id == wanted.ad_set_id), None)
    if own is None and rows:
        where = "the campaign" if wanted.ad_set_id is not None and rows[0].ad_set_id is None else "its ad sets"
        raise BadInput(f"The budget of “{campaign.name}” stands on {where}; change it there.", field="campaign")
    if own is not None and own.kind != campaign_budgets.DAILY:
        raise BadInput(
            f"“{campaign.name}” has a lifetime budget; a daily amount cannot be set on it.", field="campaign"
        )
    present = Money(own.amount, account.currency) if own else None
    budget = Budget(
        platform=account.platform,
        level="ad_set" if ad_set else "campaign",
        before=present,
        last_change=own.changed_at if own else None,
        learning=ad_set is not None and (ad_set.learning_state or "").lower() == "learning",
    )
    return _Target(campaign, ad_set, account, present, after, budget)


def check(session: Session, actor: Actor, wanted: Wanted, *, now: datetime) -> tuple[Finding, ...]:
    """What the guard rails say about an amount, before it is sent. Raises BadInput where it is no amount."""
    require(actor, Permission.RECOMMEND)
    target = _target(session, actor, wanted, now)
    return findings(target.budget, target.after, now=now, rules=rules())


def propose(session: Session, actor: Actor, wanted: Wanted, *, now: datetime, today: date) -> int:
    """Write down one budget change, and approve it at once where this person may alone; its id. See `propose_all`."""
    return propose_all(session, actor, [wanted], now=now, today=today)[0]


def propose_all(
    session: Session, actor: Actor, wanted: Sequence[Wanted], *, now: datetime, today: date
) -> tuple[int, ...]:
    """Write budget changes down, all or none; their ids. All are approved at once where this person may alone.

    Raises BadInput where a guard rail stops one, and Stale where a budget is not what the person saw or another change
    of it is on its way.
    """
    require(actor, Permission.RECOMMEND)
    with transaction(session, alone=True):
        written = [_written(session, actor, one, now=now) for one in wanted]
        by_client: dict[int, list[tuple[BudgetChange, AdAccount]]] = {}
        for change, account in written:
            by_client.setdefault(account.client_id, []).append((change, account))
        for own in by_client.values():
            approve_alone(session, actor, own, now=now, today=today)
        return tuple(change.id for change, _ in written)


def _written(session: Session, actor: Actor, wanted: Wanted, *, now: datetime) -> tuple[BudgetChange, AdAccount]:
    target = _target(session, actor, wanted, now)
    budget_change.check_days(wanted.starts_on, wanted.expires_on, local_day(now, target.account.time_zone))
    seen = Money.parse(wanted.seen, target.account.currency) if wanted.seen else None
    check_seen(seen, target.present, target.name)
    if target.present == target.after:
        raise BadInput(f"The budget of “{target.name}” is that amount already.", field="amount")
    require_clear(findings(target.budget, target.after, now=now, rules=rules()))
    check_none_pending(session, target.campaign.id, wanted.ad_set_id, target.name, switches=False)
    new = New(
        target.account.id,
        target.campaign.id,
        wanted.ad_set_id,
        target.present,
        target.after,
        wanted.reason.strip(),
        starts_on=wanted.starts_on,
        expires_on=wanted.expires_on,
    )
    change = write(session, actor, new, State.PROPOSED, now=now, client_id=target.account.client_id)
    return change, target.account


def decide(
    session: Session,
    actor: Actor,
    change_id: int,
    *,
    approve: bool,
    comment: str = "",
    now: datetime,
    today: date,
) -> None:
    """Approve or refuse one proposed change. See `decide_all`."""
    decide_all(session, actor, [change_id], approve=approve, comment=comment, now=now, today=today)


def decide_all(
    session: Session,
    actor: Actor,
    change_ids: Sequence[int],
    *,
    approve: bool,
    comment: str = "",
    now: datetime,
    today: date,
) -> None:
    """Approve or refuse proposed changes, all or none, with one comment; refusing needs one.

    Raises Forbidden where what one person proposed for one client is together above the limit that this actor has, and
    Stale, naming it, where a budget is no longer what was proposed on.
    """
    require(actor, Permission.APPROVE)
    if not change_ids:
        raise BadInput(f"Nothing is ticked: tick the changes to {'approve' if approve else 'refuse'}.", field="change")
    comment = comment.strip() if approve else check_comment(comment)
    with transaction(session, alone=True):
        found = [get_change(session, actor, change_id) for change_id in dict.fromkeys(change_ids)]
        by_asker: dict[tuple[int | None, int], list[tuple[BudgetChange, AdAccount]]] = {}
        for change, account in found:
            by_asker.setdefault((change.created_by, account.client_id), []).append((change, account))
        for own in by_asker.values():
            check_may(session, actor, own, now=now, today=today)
        for change, account in found:
            if approve:
                check_unmoved(session, change, now)
            to = State.APPROVED if approve else State.REFUSED
            decided(session, actor, change, account, to, now=now, comment=comment, today=today)


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a change by hand. `version`: the one the person saw. `set_to`: the amount really set, None where
    it is the approved one; `found`: what stood on the platform before, where that was not known."""

    change_id: int
    version: int
    applied: bool
    set_to: str | None = None
    found: str | None = None
    note: str = ""


def mark(session: Session, actor: Actor, marks: Sequence[Mark], *, now: datetime) -> None:
    """Mark changes applied or not, all of them or none; an applied one enters the platform budget history.

    A change that was not applied needs a note saying why. Raises Stale where one was marked already.
    """
    require(actor, Permission.CARRY_OUT)
    with transaction(session, alone=True):
        for one in marks:
            change, account = get_change(session, actor, one.change_id)
            if one.applied:
                _applied(session, actor, change, account, one, now=now)
            else:
                note = one.note.strip()
                if not note:
                    raise BadInput("Say why it was not applied; the proposer reads it.", field="note")
                client_id, to = account.client_id, State.NOT_APPLIED
                move(session, actor, change, to, now=now, client_id=client_id, note=note, version=one.version)


def _applied(
    session: Session, actor: Actor, change: BudgetChange, account: AdAccount, one: Mark, *, now: datetime
) -> None:
    if change.state not in {state.value for state in budget_change.BY_HAND}:
        state = budget_change.words(State(change.state))
        raise Stale(f"This change is {state} and cannot be marked as applied; load the page again.")
    if switch_of(change.kind) is not None:
        _switched(session, actor, change, account, one, now=now)
        return
    amount = Money.parse(one.set_to, change.currency) if one.set_to else Money(change.after_micros, change.currency)
    if amount.micros <= 0:
        raise BadInput("A daily budget must be above 0.", field="set_to")
    note = one.note.strip()
    if amount.micros != change.after_micros:
        approved = wording.amount(change.after_micros, change.currency)
        told = f"Set to {wording.amount(amount.micros, change.currency)} instead of {approved}."
        note = f"{told} {note}".strip()
    if change.before_micros is None and one.found:
        found = Money.parse(one.found, change.currency)
        if found.micros <= 0:  # undoing would set it again
            raise BadInput("What stood there before must be above 0; leave it empty where nothing did.", field="found")
        change.before_micros = found.micros
    move(
        session,
        actor,
        change,
        State.APPLIED,
        now=now,
        client_id=account.client_id,
        note=note,
        version=one.version,
    )
    change.carried_out_at = now
    session.add(
        PlatformBudget(
            account_id=change.account_id,
            campaign_id=change.campaign_id,
            ad_set_id=change.ad_set_id,
            kind=change.kind,
            amount_micros=amount.micros,
            currency=change.currency,
            effective_at=now,
            recorded_at=now,
            recorded_by=actor.user_id,
            source="by_hand",
            budget_change_id=change.id,
        )
    )
    _undone(session, actor, change, account, now=now)


def _switched(
    session: Session, actor: Actor, change: BudgetChange, account: AdAccount, one: Mark, *, now: datetime
) -> None:
    note, client_id, to = one.note.strip(), account.client_id, State.APPLIED
    move(session, actor, change, to, now=now, client_id=client_id, note=note, version=one.version)
    change.carried_out_at = now
    setting_of(change, "").record(session, change, None, now=now, by=actor.user_id)
    _undone(session, actor, change, account, now=now)


def _undone(session: Session, actor: Actor, change: BudgetChange, account: AdAccount, *, now: datetime) -> None:
    """What an applied change took back is undone with it."""
    if change.undo_of_id is not None:
        undone = session.get_one(BudgetChange, change.undo_of_id)
        client_id, told = account.client_id, f"Change {change.id} restored what was there before."
        move(session, actor, undone, State.UNDONE, now=now, client_id=client_id, note=told)
