"""Campaigns that spend outside every plan line: which, how much, whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.models import AdAccount, Campaign, CampaignDay, Client, PlanLine, PlanLineCampaign
from paidsocial.services.access import Actor, Permission, client_filter, require


def is_tracked() -> ColumnElement[bool]:
    """Whether a plan line covers a row of `campaign_day` on its day."""
    return (
        select(PlanLineCampaign.campaign_id)
        .join(PlanLine, PlanLine.id == PlanLineCampaign.plan_line_id)
        .where(
            PlanLineCampaign.campaign_id == CampaignDay.campaign_id,
            PlanLine.archived_at.is_(None),
            PlanLine.first_day <= CampaignDay.day,
            PlanLine.last_day >= CampaignDay.day,
        )
        .correlate(CampaignDay)
        .exists()
    )


@dataclass(frozen=True, slots=True)
class UntrackedCampaign:
    """A campaign's spend on days that no plan line covers, in micros of its account's currency."""

    campaign_id: int
    name: str
    platform: str
    account: str
    client_id: int
    client: str
    currency: str
    spend: int
    first_day: date
    last_day: date


def listing(
    session: Session,
    actor: Actor,
    *,
    month: Period,
    as_of: date,
    client_id: int | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[list[UntrackedCampaign], int]:
    """The campaigns with untracked spend on whole days of the month, the largest first; and how many there are."""
    require(actor, Permission.VIEW)
    spend = func.sum(CampaignDay.spend_micros)
    sums = (
        select(
            CampaignDay.campaign_id.label("campaign_id"),
            spend.label("spend"),
            func.min(CampaignDay.day).label("first_day"),
            func.max(CampaignDay.day).label("last_day"),
        )
        .join(AdAccount, AdAccount.id == CampaignDay.account_id)
        .where(
            client_filter(actor, AdAccount.client_id),
            AdAccount.client_id == client_id if client_id is not None else true(),
            CampaignDay.day >= month.first,
            CampaignDay.day <= min(month.last, as_of - ONE_DAY),
            CampaignDay.spend_micros != 0,
            ~is_tracked(),
        )
        .group_by(CampaignDay.campaign_id)
        .subquery()
    )
    query = (
        select(
            Campaign.id,
            Campaign.name,
            AdAccount.platform,
            AdAccount.name,
            Client.id,
            Client.name,
            AdAccount.currency,
            sums.c.spend,
            sums.c.first_day,
            sums.c.last_day,
        )
        .join(Campaign, Campaign.id == sums.c.campaign_id)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .join(Client, Client.id == AdAccount.client_id)
        .order_by(sums.c.spend.desc(), Campaign.id)
        .offset(offset)
        .limit(limit)
    )
    total = session.scalar(select(func.count()).select_from(sums)) or 0
    found = [
        UntrackedCampaign(campaign, name, platform, account, owner, client, currency, int(micros), first, last)
        for campaign, name, platform, account, owner, client, currency, micros, first, last in session.execute(query)
    ]
    return found, total
