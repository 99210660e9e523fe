"""Budget changes as pages and sheets read them: the ledger, and one change with its trail and what undo would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from paidsocial.domain import budget_change, switching
from paidsocial.domain.budget_change import Edit, State
from paidsocial.domain.days import ONE_DAY
from paidsocial.domain.money import Money
from paidsocial.domain.status import standing_of
from paidsocial.domain.switching import Switch, switch_of
from paidsocial.errors import Refused
from paidsocial.models import (
    AccountSync,
    AdAccount,
    AdSet,
    BudgetChange,
    BudgetChangeEvent,
    Campaign,
    Client,
    PlatformBudget,
    User,
)
from paidsocial.services.access import Actor, Permission, client_filter, require
from paidsocial.services.changes.change_steps import get_change


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One budget change in the ledger; money a day. `before` None: the platform budget was not known.

    `set_to`: what was really set, None where it is not carried out or was set as approved. `sends`: approved changes of
    its ad account are sent to the platform; else they are carried out by hand. `request_id`: the platform's own.
    """

    id: int
    state: State
    client_id: int
    client_name: str
    platform: str
    account_name: str
    account_external_id: str | None
    account_id: int
    time_zone: str
    sends: bool
    campaign_id: int
    campaign_name: str
    campaign_external_id: str | None
    ad_set_id: int | None
    ad_set_name: str | None
    ad_set_external_id: str | None
    kind: str
    before: Money | None
    after: Money
    set_to: Money | None
    reason: str
    recommendation_id: str | None
    undo_of_id: int | None
    created_at: datetime
    created_by_id: int | None
    created_by: str | None
    state_at: datetime
    starts_on: date | None
    expires_on: date | None
    request_id: str | None
    version: int

    @property
    def name(self) -> str:
        """What the budget belongs to."""
        return self.ad_set_name or self.campaign_name

    @property
    def switch(self) -> Switch | None:
        """What it does where it sets no amount."""
        return switch_of(self.kind)

    @property
    def is_known(self) -> bool:
        """Whether what a switch is about may spend is known; amounts are."""
        return self.switch is None or any(amount is not None and amount.micros for amount in (self.before, self.after))

    @property
    def goes_back_on(self) -> date | None:
        """The day on which the old value goes back by itself, once it holds; of its account."""
        waits = {State.PROPOSED, State.APPROVED, State.SCHEDULED, State.SENDING, State.UNKNOWN, State.FAILED}
        holds = self.state in waits | {State.APPLIED}
        return self.expires_on + ONE_DAY if self.expires_on is not None and holds else None

    @property
    def words(self) -> str:
        """The state as people read it."""
        return budget_change.words(self.state)

    @property
    def change(self) -> Money | None:
        """After less before."""
        return None if self.before is None else self.after - self.before

    @property
    def by_hand(self) -> bool:
        """Whether a person may now mark it applied or not."""
        return self.state in budget_change.BY_HAND and not self.sends


def together(changes: Sequence[ChangeView]) -> list[tuple[ChangeView, ...]]:
    """Changes by what one person proposed at once for one client, in the order of each first."""
    groups: dict[tuple[datetime, int | None, int], list[ChangeView]] = {}
    for change in changes:
        groups.setdefault((change.created_at, change.created_by_id, change.client_id), []).append(change)
    return [tuple(sorted(group, key=lambda change: change.id)) for group in groups.values()]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a change's trail."""

    at: datetime
    by: str | None
    from_state: State | None
    to_state: State
    note: str


@dataclass(frozen=True, slots=True)
class UndoOffer:
    """What undoing would restore, or why it cannot be done; `text` says either."""

    possible: bool
    text: str


@dataclass(frozen=True, slots=True)
class ChangeDetail:
    """One change, its trail, the budget as it stands now and what undo would do (None where it was never applied).

    `status`: what a switch switches, as it stands now in the platform's word; then there is no `present`.
    """

    change: ChangeView
    trail: tuple[Step, ...]
    present: Edit | None
    undo: UndoOffer | None
    undone_by_id: int | None
    status: str | None = None


def _person(table: Any) -> ColumnElement[str]:
    return func.coalesce(func.nullif(table.name, ""), table.email)


def view_query() -> Select[Any]:
    """What `view_of` makes a view from."""
    creator = aliased(User)
    set_to = (
        select(PlatformBudget.amount_micros)
        .where(PlatformBudget.budget_change_id == BudgetChange.id)
        .order_by(PlatformBudget.id.desc())
        .limit(1)
        .correlate(BudgetChange)
        .scalar_subquery()
    )
    return (
        select(BudgetChange, AdAccount, Client.name, Campaign, AdSet, _person(creator), set_to, AccountSync.push)
        .join(AdAccount, AdAccount.id == BudgetChange.account_id)
        .join(Client, Client.id == AdAccount.client_id)
        .join(Campaign, Campaign.id == BudgetChange.campaign_id)
        .outerjoin(AdSet, AdSet.id == BudgetChange.ad_set_id)
        .outerjoin(creator, creator.id == BudgetChange.created_by)
        .outerjoin(AccountSync, AccountSync.account_id == AdAccount.id)
    )


def view_of(row: Any) -> ChangeView:
    """A row of `view_query` as pages read it."""
    change, account, client, campaign, ad_set, person, set_to, sends = row
    currency = change.currency
    return ChangeView(
        id=change.id,
        state=State(change.state),
        client_id=account.client_id,
        client_name=client,
        platform=account.platform,
        account_name=account.name,
        account_external_id=account.external_id,
        account_id=account.id,
        time_zone=account.time_zone,
        sends=bool(sends),
        campaign_id=campaign.id,
        campaign_name=campaign.name,
        campaign_external_id=campaign.external_id,
        ad_set_id=change.ad_set_id,
        ad_set_name=(campaign.name if ad_set.is_whole else ad_set.name) if ad_set else None,
        ad_set_external_id=ad_set.external_id if ad_set else None,
        kind=change.kind,
        before=None if change.before_micros is None else Money(change.before_micros, currency),
        after=Money(change.after_micros, currency),
        set_to=None if set_to in {None, change.after_micros} else Money(set_to, currency),
        reason=change.reason,
        recommendation_id=change.recommendation_id,
        undo_of_id=change.undo_of_id,
        created_at=change.created_at,
        created_by_id=change.created_by,
        created_by=person,
        state_at=change.state_at,
        starts_on=change.starts_on,
        expires_on=change.expires_on,
        request_id=change.request_id,
        version=change.version,
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """Which changes: of these states, client, recommendation or ids; `search` in campaign and ad set names.

    `by_hand`: only those of ad accounts to which nothing is sent.
    """

    states: tuple[State, ...] = ()
    client_id: int | None = None
    account_id: int | None = None
    recommendation_id: str | None = None
    ids: tuple[int, ...] = ()
    search: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of changes, how many there are in all, and how many in each state (the filter's states aside)."""

    changes: tuple[ChangeView, ...]
    total: int
    by_state: dict[State, int]


def ledger(session: Session, actor: Actor, wanted: Filter | None = None, *, offset: int = 0, limit: int = 50) -> Ledger:
    """The actor's changes, newest first; three queries however many there are."""
    require(actor, Permission.VIEW)
    wanted = wanted or Filter()
    where = conditions(actor, wanted)
    counts = (
        select(BudgetChange.state, func.count())
        .join(AdAccount, AdAccount.id == BudgetChange.account_id)
        .join(Campaign, Campaign.id == BudgetChange.campaign_id)
        .outerjoin(AdSet, AdSet.id == BudgetChange.ad_set_id)
        .outerjoin(AccountSync, AccountSync.account_id == AdAccount.id)
        .where(*where)
        .group_by(BudgetChange.state)
    )
    by_state = {State(state): count for state, count in session.execute(counts)}
    query = view_query().where(*where).order_by(BudgetChange.state_at.desc(), BudgetChange.id.desc())
    if wanted.states:
        query = query.where(BudgetChange.state.in_([state.value for state in wanted.states]))
    total = sum(count for state, count in by_state.items() if not wanted.states or state in wanted.states)
    return Ledger(tuple(view_of(row) for row in session.execute(query.offset(offset).limit(limit))), total, by_state)


def conditions(actor: Actor, wanted: Filter) -> list[ColumnElement[bool]]:
    """What keeps a query of changes inside a filter, its states aside, and inside the actor's clients."""
    where = [client_filter(actor, AdAccount.client_id)]
    if wanted.client_id is not None:
        where.append(AdAccount.client_id == wanted.client_id)
    if wanted.account_id is not None:
        where.append(AdAccount.id == wanted.account_id)
    if wanted.recommendation_id is not None:
        where.append(BudgetChange.recommendation_id == wanted.recommendation_id)
    if wanted.ids:
        where.append(BudgetChange.id.in_(wanted.ids))
    if wanted.by_hand:
        where.append(func.coalesce(AccountSync.push, false()).is_(False))
    if wanted.search.strip():
        text = wanted.search.strip().lower()
        where.append(
            or_(
                func.lower(Campaign.name).contains(text, autoescape=True),
                func.lower(AdSet.name).contains(text, autoescape=True),
            )
        )
    return where


def get(session: Session, actor: Actor, change_id: int) -> ChangeDetail:
    """One change with its trail. Raises NotFound."""
    require(actor, Permission.VIEW)
    change, _ = get_change(session, actor, change_id)
    row = session.execute(view_query().where(BudgetChange.id == change_id)).one()
    view = view_of(row)
    present = None if view.switch else present_budget(session, change)
    undone_by = session.scalars(
        select(BudgetChange.id).where(
            BudgetChange.undo_of_id == change_id,
            BudgetChange.state.not_in([State.REFUSED.value, State.WITHDRAWN.value, State.NOT_APPLIED.value]),
        )
    ).first()
    offer = None
    if view.state in {State.APPLIED, State.UNDONE}:
        offer = _offer(view, present, undone_by) if view.switch is None else _switch_offer(session, row, undone_by)
    status = (row[4] or row[3]).status if view.switch else None
    return ChangeDetail(view, trail(session, change_id), present[0] if present else None, offer, undone_by, status)


def trail(session: Session, change_id: int) -> tuple[Step, ...]:
    """Every step of a change, oldest first. The caller has made sure that it may be seen."""
    query = (
        select(BudgetChangeEvent, _person(User))
        .outerjoin(User, User.id == BudgetChangeEvent.by)
        .where(BudgetChangeEvent.budget_change_id == change_id)
        .order_by(BudgetChangeEvent.id)
    )
    return tuple(
        Step(event.at, person, State(event.from_state) if event.from_state else None, State(event.to_state), event.note)
        for event, person in session.execute(query)
    )


def present_budget(session: Session, change: BudgetChange) -> tuple[Edit, bool] | None:
    """The budget that a change was about as it stands now, and whether it is still what that change set."""
    query = (
        select(PlatformBudget, _person(User))
        .outerjoin(User, User.id == PlatformBudget.recorded_by)
        .where(PlatformBudget.campaign_id == change.campaign_id, PlatformBudget.ad_set_id == change.ad_set_id)
        .order_by(PlatformBudget.effective_at.desc(), PlatformBudget.id.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    budget, person = found
    who = person or {"file": "a file", "platform": "the platform"}.get(budget.source, "someone")
    edit = Edit(Money(budget.amount_micros, budget.currency), budget.effective_at.date(), who)
    own = session.scalars(
        select(PlatformBudget.amount_micros).where(PlatformBudget.budget_change_id == change.id)
    ).all()
    # A file that shows the same amount later only confirms it.
    ours = budget.budget_change_id == change.id or (budget.source == "file" and budget.amount_micros in own)
    return edit, ours


def _offer(view: ChangeView, present: tuple[Edit, bool] | None, undone_by: int | None) -> UndoOffer:
    if undone_by is not None:
        return UndoOffer(possible=False, text=f"Change {undone_by} takes it back already.")
    edit, ours = present or (None, False)
    try:
        found = budget_change.undo(view.state, view.before, view.set_to or view.after, edit, ours=ours)
    except Refused as refusal:
        return UndoOffer(possible=False, text=refusal.message)
    return UndoOffer(possible=True, text=found.text)


def _switch_offer(session: Session, row: Any, undone_by: int | None) -> UndoOffer:
    change, entity = row[0], row[4] or row[3]
    if undone_by is not None:
        return UndoOffer(possible=False, text=f"Change {undone_by} takes it back already.")
    later = session.scalars(
        select(BudgetChange.id).where(
            BudgetChange.campaign_id == change.campaign_id,
            BudgetChange.ad_set_id.is_not_distinct_from(change.ad_set_id),
            BudgetChange.kind.in_(switching.KINDS),
            BudgetChange.state == State.APPLIED.value,
            BudgetChange.id > change.id,
        )
    ).first()
    try:
        text = switching.undo(State(change.state), switching.Switch(change.kind), standing_of(entity.status), later)
    except Refused as refusal:
        return UndoOffer(possible=False, text=refusal.message)
    return UndoOffer(possible=True, text=text)


def open_changes(session: Session, actor: Actor, wanted: Filter | None = None) -> tuple[ChangeView, ...]:
    """Approved changes that wait to be carried out by hand, by platform and account; the filter's states aside."""
    require(actor, Permission.VIEW)
    states = [state.value for state in budget_change.BY_HAND]
    query = view_query().where(*conditions(actor, wanted or Filter()), BudgetChange.state.in_(states))
    query = query.order_by(AdAccount.platform, AdAccount.name, Campaign.name, BudgetChange.id)
    return tuple(view_of(row) for row in session.execute(query))
