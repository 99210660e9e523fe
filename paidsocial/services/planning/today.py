"""The specialist's morning: what needs someone, which figures are missing, what came back from approval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.budget_change import PENDING, State
from paidsocial.domain.days import Period
from paidsocial.domain.switching import switch_of
from paidsocial.models import (
    AdAccount,
    Approval,
    BudgetChange,
    Campaign,
    ImportBatch,
    PlanLineCampaign,
    Recommendation,
    User,
)
from paidsocial.services.access import Actor, Permission, client_filter, require
from paidsocial.services.planning import pacing
from paidsocial.services.planning.pacing import PacingCache, Report

_BACK_DAYS = 7
_MOST = 5


@dataclass(frozen=True, slots=True)
class HeldImport:
    """An import that waits for a person to accept or refuse it, and why it was held."""

    batch_id: int
    file_name: str
    account: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided lately: on a recommendation, or on one budget change of a campaign."""

    recommendation_id: str | None
    change_id: int | None
    what: str
    decision: str
    comment: str
    decided_at: datetime
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """Changes of a line's platform budgets that are not carried out yet: waiting for approval, and past it."""

    to_approve: int = 0
    approved: int = 0


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the page shows. `carried_out`: budget changes applied within the last seven days.

    `on_the_way`: by plan line, of those that need someone.
    """

    report: Report
    on_the_way: dict[int, OnTheWay]
    held: tuple[HeldImport, ...]
    decisions: tuple[Decision, ...]
    carried_out: int


def read(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    today: date,
    client_id: int | None = None,
    account_id: int | None = None,
    cache: PacingCache | None = None,
) -> Today:
    """The morning of `today`, over the actor's clients or one of them."""
    require(actor, Permission.RECOMMEND)
    month = Period.month_of(today)
    report = pacing.read(
        session, actor, month=month, as_of=today, client_id=client_id, account_id=account_id, cache=cache
    )
    return Today(
        report,
        _on_the_way(session, [line.facts.line_id for line in report.waiting]),
        _held(session, actor, client_id),
        _decisions(session, actor, client_id, since=now - timedelta(days=_BACK_DAYS)),
        _carried_out(session, actor, client_id, since=now - timedelta(days=_BACK_DAYS)),
    )


def _on_the_way(session: Session, line_ids: Iterable[int]) -> dict[int, OnTheWay]:
    query = (
        select(PlanLineCampaign.plan_line_id, BudgetChange.state, func.count())
        .join(BudgetChange, BudgetChange.campaign_id == PlanLineCampaign.campaign_id)
        .where(
            PlanLineCampaign.plan_line_id.in_(list(line_ids)),
            BudgetChange.state.in_([state.value for state in PENDING]),
        )
        .group_by(PlanLineCampaign.plan_line_id, BudgetChange.state)
    )
    found: defaultdict[int, OnTheWay] = defaultdict(OnTheWay)
    for line_id, state, number in session.execute(query):
        before, waits = found[line_id], state == State.PROPOSED.value
        found[line_id] = OnTheWay(
            before.to_approve + (number if waits else 0), before.approved + (0 if waits else number)
        )
    return dict(found)


def _held(session: Session, actor: Actor, client_id: int | None) -> tuple[HeldImport, ...]:
    query = (
        select(ImportBatch, AdAccount.name)
        .join(AdAccount, AdAccount.id == ImportBatch.account_id)
        .where(ImportBatch.state == "held", client_filter(actor, AdAccount.client_id))
        .order_by(ImportBatch.created_at.desc())
        .limit(_MOST)
    )
    if client_id is not None:
        query = query.where(AdAccount.client_id == client_id)
    found = []
    for batch, account in session.execute(query):
        held = batch.report.get("held") or {}
        reason = held.get("reason", "") if isinstance(held, dict) else str(held)
        found.append(HeldImport(batch.id, batch.file_name or "An import", account, reason))
    return tuple(found)


def _decisions(session: Session, actor: Actor, client_id: int | None, *, since: datetime) -> tuple[Decision, ...]:
    query = (
        select(Approval, Campaign.name, BudgetChange.kind, func.coalesce(func.nullif(User.name, ""), User.email))
        .outerjoin(Recommendation, Recommendation.id == Approval.recommendation_id)
        .outerjoin(BudgetChange, BudgetChange.id == Approval.budget_change_id)
        .outerjoin(Campaign, Campaign.id == BudgetChange.campaign_id)
        .outerjoin(AdAccount, AdAccount.id == BudgetChange.account_id)
        .outerjoin(User, User.id == Approval.decided_by)
        .where(
            Approval.decided_at >= since,
            or_(client_filter(actor, Recommendation.client_id), client_filter(actor, AdAccount.client_id)),
        )
        .order_by(Approval.decided_at.desc(), Approval.id.desc())
        .limit(_MOST)
    )
    if client_id is not None:
        query = query.where(or_(Recommendation.client_id == client_id, AdAccount.client_id == client_id))
    return tuple(
        Decision(
            row.recommendation_id,
            row.budget_change_id,
            _what(campaign, kind),
            row.decision,
            row.comment,
            row.decided_at,
            person,
        )
        for row, campaign, kind, person in session.execute(query)
    )


def _what(campaign: str | None, kind: str | None) -> str:
    """What was decided on, in a few words."""
    if campaign is None:
        return "Reallocation"
    switch = switch_of(kind or "")
    return f"{switch.capitalize()} {campaign}" if switch else f"Budget of {campaign}"


def _carried_out(session: Session, actor: Actor, client_id: int | None, *, since: datetime) -> int:
    query = (
        select(func.count())
        .select_from(BudgetChange)
        .join(AdAccount, AdAccount.id == BudgetChange.account_id)
        .where(
            BudgetChange.state == State.APPLIED.value,
            BudgetChange.state_at >= since,
            client_filter(actor, AdAccount.client_id),
        )
    )
    if client_id is not None:
        query = query.where(AdAccount.client_id == client_id)
    return session.scalar(query) or 0
