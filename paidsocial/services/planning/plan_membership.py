"""Which campaigns each plan line covers, worked out from its scope and kept in `plan_line_campaign`.

Whoever brings campaigns (an import, a pull) calls `refresh` for their client in the same transaction; `services/plans`
calls `store` when a line's own scope changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.plan import CampaignRef, Covered, Overlap, Scope, overlaps
from paidsocial.models import AdAccount, Campaign, PlanLine, PlanLineCampaign, PlanScope

_CHUNK = 5_000
MATCH, CAMPAIGN, PLATFORM, ACCOUNT = "campaign_match", "campaign", "platform", "account"


def scope_rows(scope: Scope) -> list[tuple[str, str]]:
    """A scope as (kind, value) rows, in a fixed order."""
    return [
        *((MATCH, match) for match in scope.matches),
        *((CAMPAIGN, str(campaign_id)) for campaign_id in sorted(scope.campaign_ids)),
        *((PLATFORM, platform) for platform in sorted(scope.platforms)),
        *((ACCOUNT, str(account_id)) for account_id in sorted(scope.account_ids)),
    ]


def scope_of(rows: Iterable[tuple[str, str]]) -> Scope:
    """The scope that (kind, value) rows describe."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for kind, value in rows:
        values[kind].append(value)
    return Scope(
        tuple(values[MATCH]),
        frozenset(int(value) for value in values[CAMPAIGN]),
        frozenset(values[PLATFORM]),
        frozenset(int(value) for value in values[ACCOUNT]),
    )


def stored_scope_rows(session: Session, line_id: int) -> list[tuple[str, str]]:
    """A line's scope as it is stored."""
    query = select(PlanScope.kind, PlanScope.value).where(PlanScope.plan_line_id == line_id).order_by(PlanScope.id)
    return [(kind, value) for kind, value in session.execute(query)]


def campaigns_of(session: Session, client_id: int) -> list[CampaignRef]:
    """A client's campaigns, as scopes look at them, by name."""
    query = (
        select(Campaign.id, Campaign.account_id, AdAccount.platform, Campaign.name)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .where(AdAccount.client_id == client_id)
        .order_by(Campaign.name, Campaign.id)
    )
    return [CampaignRef(*row) for row in session.execute(query)]


def covered_by(scope: Scope, campaigns: Iterable[CampaignRef]) -> dict[int, str]:
    """The campaigns of a scope, id to name."""
    return {campaign.campaign_id: campaign.name for campaign in campaigns if scope.covers(campaign)}


def store(session: Session, line_id: int, wanted: Iterable[int], *, keep: bool = False) -> int:
    """Make a line cover these campaigns, and only these unless `keep`; how many rows changed."""
    present = set(session.scalars(select(PlanLineCampaign.campaign_id).where(PlanLineCampaign.plan_line_id == line_id)))
    covered = set(wanted)
    gone = [] if keep else sorted(present - covered)
    new = sorted(covered - present)
    for start in range(0, len(gone), _CHUNK):
        session.execute(
            delete(PlanLineCampaign).where(
                PlanLineCampaign.plan_line_id == line_id,
                PlanLineCampaign.campaign_id.in_(gone[start : start + _CHUNK]),
            )
        )
    for start in range(0, len(new), _CHUNK):
        session.execute(
            insert(PlanLineCampaign),
            [{"plan_line_id": line_id, "campaign_id": each} for each in new[start : start + _CHUNK]],
        )
    return len(gone) + len(new)


def follow_account(session: Session, account_id: int, *, client_id: int, today: date) -> None:
    """An ad account went to another client: its campaigns leave the plan lines of all others, also those that ended,
    and join the new client's. Inside the caller's transaction."""
    campaigns = select(Campaign.id).where(Campaign.account_id == account_id)
    others = select(PlanLine.id).where(PlanLine.client_id != client_id)
    session.execute(
        delete(PlanLineCampaign).where(
            PlanLineCampaign.campaign_id.in_(campaigns), PlanLineCampaign.plan_line_id.in_(others)
        )
    )
    refresh(session, client_id=client_id, today=today)


def refresh(session: Session, *, client_id: int, today: date) -> int:
    """Match a client's campaigns with all its plan lines anew; how many rows changed. Inside the caller's transaction.

    New and renamed campaigns join and leave lines that still run; a line that ended before `today` gains what it
    matches but loses nothing, because what was counted there has been reported.
    """
    lines = session.execute(
        select(PlanLine.id, PlanLine.last_day).where(PlanLine.client_id == client_id, PlanLine.archived_at.is_(None))
    ).all()
    if not lines:
        return 0
    scopes: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = session.execute(
        select(PlanScope.plan_line_id, PlanScope.kind, PlanScope.value)
        .join(PlanLine, PlanLine.id == PlanScope.plan_line_id)
        .where(PlanLine.client_id == client_id)
        .order_by(PlanScope.id)
    )
    for line_id, kind, value in rows:
        scopes[line_id].append((kind, value))
    campaigns = campaigns_of(session, client_id)
    changed = 0
    for line_id, last_day in lines:
        covered = covered_by(scope_of(scopes[line_id]), campaigns)
        changed += store(session, line_id, covered, keep=last_day < today)
    return changed


def find_overlaps(
    session: Session, *, client_id: int, line_id: int | None, name: str, period: Period, campaigns: Mapping[int, str]
) -> tuple[Overlap, ...]:
    """The client's other lines that share days and campaigns with a line as it is, or as it would be."""
    query = (
        select(PlanLine.id, PlanLine.name, PlanLine.first_day, PlanLine.last_day, Campaign.id, Campaign.name)
        .join(PlanLineCampaign, PlanLineCampaign.plan_line_id == PlanLine.id)
        .join(Campaign, Campaign.id == PlanLineCampaign.campaign_id)
        .where(
            PlanLine.client_id == client_id,
            PlanLine.archived_at.is_(None),
            PlanLine.first_day <= period.last,
            PlanLine.last_day >= period.first,
        )
    )
    others: dict[int, Covered] = {}
    for other_id, other_name, first, last, campaign_id, campaign_name in session.execute(query):
        other = others.setdefault(other_id, Covered(other_id, other_name, Period(first, last), {}))
        other.campaigns[campaign_id] = campaign_name
    own = Covered(line_id or 0, name, period, dict(campaigns))
    return overlaps(own, others.values())
