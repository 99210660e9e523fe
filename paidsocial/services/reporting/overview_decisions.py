"""What waits for a decision, and what was decided in a period with what it earned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period, end_of_day_utc
from paidsocial.domain.money import Money
from paidsocial.domain.recommendation import State
from paidsocial.domain.switching import switch_of
from paidsocial.models import AdAccount, AdSet, Approval, BudgetChange, Campaign, Client, Outcome, Recommendation, User
from paidsocial.services.access import Actor, client_filter, recommendation_filter
from paidsocial.services.reallocation import approved_lines, recommendation_lists
from paidsocial.services.reallocation.approved_lines import Approved
from paidsocial.services.reallocation.recommendation_lists import Summary

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Earned:
    """What a decision's changes earned against doing nothing, as scored at the longest horizon there is.

    `low` and `high`: the 80% interval of a single change; None for several, whose ends do not add up to a joint one.
    """

    amount: Money
    low: Money | None
    high: Money | None
    horizon_days: int
    changes: int


@dataclass(frozen=True, slots=True)
class DecidedChange:
    """A budget change that was decided on by itself; money a day, `before` None where it was not known."""

    id: int
    name: str
    campaign: str
    before: Money | None
    after: Money
    kind: str


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: on a recommendation, or on `changes` that were decided together. `earned` None: not scored yet."""

    recommendation_id: str | None
    changes: tuple[DecidedChange, ...]
    decision: str
    comment: str
    decided_at: datetime
    decided_by: str | None
    client: str | None
    what: str
    expected: Money | None
    earned: Earned | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """The oldest recommendations that wait (`waiting` of `waiting_count`), and the newest decisions of a period."""

    waiting: tuple[Summary, ...]
    waiting_count: int
    decided: tuple[Decided, ...]
    decided_count: int


def decisions(session: Session, actor: Actor, period: Period, *, client_id: int | None) -> Decisions:
    """Both lists, shortened to what a page shows; a fixed number of queries."""
    waiting, waiting_count = recommendation_lists.listing(
        session, actor, states=[State.PROPOSED], client_id=client_id, limit=SHOWN
    )
    found, count = _decided(session, actor, period, client_id)
    return Decisions(waiting, waiting_count, found, count)


def _decided(session: Session, actor: Actor, period: Period, client_id: int | None) -> tuple[tuple[Decided, ...], int]:
    """The newest decisions, those taken at once for one client as one, and how many there are."""
    since = datetime.combine(period.first, time(0), tzinfo=UTC)
    visible = or_(
        and_(Approval.recommendation_id.is_not(None), recommendation_filter(actor)),
        and_(Approval.recommendation_id.is_(None), client_filter(actor, AdAccount.client_id)),
    )
    at_once = (Approval.recommendation_id, Approval.decided_at, Approval.decided_by, Approval.decision, Client.id)
    query = (
        select(func.min(Approval.id).label("first"))
        .outerjoin(Recommendation, Recommendation.id == Approval.recommendation_id)
        .outerjoin(BudgetChange, BudgetChange.id == Approval.budget_change_id)
        .outerjoin(AdAccount, AdAccount.id == BudgetChange.account_id)
        .outerjoin(Client, Client.id == func.coalesce(Recommendation.client_id, AdAccount.client_id))
        .where(visible, Approval.decided_at >= since, Approval.decided_at < end_of_day_utc(period.last))
        .group_by(*at_once)
    )
    if client_id is not None:
        query = query.where(Client.id == client_id)
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest = query.order_by(Approval.decided_at.desc(), func.min(Approval.id).desc()).limit(SHOWN)
    rows = session.execute(_with_names(session.scalars(newest).all())).all()
    changes = _changes(session, rows)
    parts = [row[1].id for row in rows if row[1] is not None and row[1].state == State.PARTLY_APPROVED.value]
    approved = approved_lines.of(session, parts) if parts else {}
    earned = _earned(session, {row[1].id for row in rows if row[1] is not None})
    return tuple(_decision(*row, changes=changes, earned=earned, approved=approved) for row in rows), count


def _with_names(approval_ids: Collection[int]) -> Select[Approval, Recommendation, Client, Any]:
    return (
        select(Approval, Recommendation, Client, func.coalesce(func.nullif(User.name, ""), User.email))
        .outerjoin(Recommendation, Recommendation.id == Approval.recommendation_id)
        .outerjoin(BudgetChange, BudgetChange.id == Approval.budget_change_id)
        .outerjoin(AdAccount, AdAccount.id == BudgetChange.account_id)
        .outerjoin(Client, Client.id == func.coalesce(Recommendation.client_id, AdAccount.client_id))
        .outerjoin(User, User.id == Approval.decided_by)
        .where(Approval.id.in_(approval_ids))
        .order_by(Approval.decided_at.desc(), Approval.id.desc())
    )


_Key = tuple[datetime, int | None, str, int]  # when, by whom, which decision, whose budgets


def _changes(session: Session, rows: Sequence[Any]) -> dict[_Key, tuple[DecidedChange, ...]]:
    """The changes that the decisions of `rows` were on, by what was decided at once."""
    instants = {approval.decided_at for approval, *_ in rows}
    query = (
        select(Approval, BudgetChange, AdAccount.client_id, Campaign.name, AdSet)
        .join(BudgetChange, BudgetChange.id == Approval.budget_change_id)
        .join(AdAccount, AdAccount.id == BudgetChange.account_id)
        .join(Campaign, Campaign.id == BudgetChange.campaign_id)
        .outerjoin(AdSet, AdSet.id == BudgetChange.ad_set_id)
        .where(Approval.recommendation_id.is_(None), Approval.decided_at.in_(instants))
        .order_by(BudgetChange.id)
    )
    found: defaultdict[_Key, list[DecidedChange]] = defaultdict(list)
    for approval, change, client_id, campaign, ad_set in session.execute(query):
        before = None if change.before_micros is None else Money(change.before_micros, change.currency)
        name = campaign if ad_set is None or ad_set.is_whole else ad_set.name
        key = (approval.decided_at, approval.decided_by, approval.decision, client_id)
        found[key].append(
            DecidedChange(change.id, name, campaign, before, Money(change.after_micros, change.currency), change.kind)
        )
    return {key: tuple(own) for key, own in found.items()}


def _decision(
    approval: Approval,
    recommendation: Recommendation | None,
    client: Client | None,
    person: str | None,
    *,
    changes: dict[_Key, tuple[DecidedChange, ...]],
    earned: dict[str, Earned],
    approved: dict[str, Approved],
) -> Decided:
    expected: Money | None = None
    own: tuple[DecidedChange, ...] = ()
    if recommendation is not None:
        what = recommendation.note or f"Reallocation of {recommendation.as_of}"
        part = approved.get(recommendation.id)
        expected = Money(part.expected if part else recommendation.expected_change_micros, recommendation.currency)
    else:
        key = (approval.decided_at, approval.decided_by, approval.decision, client.id if client else 0)
        own = changes.get(key, ())
        what = _what(own)
    return Decided(
        recommendation_id=approval.recommendation_id,
        changes=own,
        decision=approval.decision,
        comment=approval.comment,
        decided_at=approval.decided_at,
        decided_by=person,
        client=client.name if client else None,
        what=what,
        expected=expected,
        earned=earned.get(approval.recommendation_id or ""),
    )


def _what(changes: Sequence[DecidedChange]) -> str:
    """“Budget of Spring”, “11 budgets of Always-on”, “4 budgets of 2 campaigns”."""
    campaigns = {change.campaign for change in changes}
    if len(changes) == 1:
        switch = switch_of(changes[0].kind)
        return f"{switch.capitalize()} {changes[0].name}" if switch else f"Budget of {changes[0].name}"
    of = next(iter(campaigns)) if len(campaigns) == 1 else f"{len(campaigns)} campaigns"
    return f"{len(changes)} budgets of {of}"


def _earned(session: Session, recommendation_ids: Collection[str]) -> dict[str, Earned]:
    """The outcomes of each recommendation's changes, added up at the longest horizon that all of them share."""
    query = (
        select(BudgetChange.recommendation_id, BudgetChange.currency, BudgetChange.id, Outcome)
        .join(Outcome, Outcome.budget_change_id == BudgetChange.id)
        .where(BudgetChange.recommendation_id.in_(recommendation_ids), Outcome.earned_micros.is_not(None))
    )
    scored: defaultdict[tuple[str, str], dict[int, dict[int, Outcome]]] = defaultdict(dict)
    for recommendation_id, currency, change_id, outcome in session.execute(query):
        if recommendation_id is not None:
            scored[recommendation_id, currency].setdefault(outcome.horizon_days, {})[change_id] = outcome
    found = {}
    for (recommendation_id, currency), by_horizon in scored.items():
        most = max(len(outcomes) for outcomes in by_horizon.values())
        horizon = max(days for days, outcomes in by_horizon.items() if len(outcomes) == most)
        outcomes = tuple(by_horizon[horizon].values())
        low, high = (outcomes[0].low_micros, outcomes[0].high_micros) if len(outcomes) == 1 else (None, None)
        found[recommendation_id] = Earned(
            Money(sum(outcome.earned_micros or 0 for outcome in outcomes), currency),
            None if low is None else Money(low, currency),
            None if high is None else Money(high, currency),
            horizon,
            most,
        )
    return found
