"""What has come in so far: ad accounts and campaigns with the days and sums they have figures for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.metrics import Figures
from paidsocial.models import AccountDay, AdAccount, Campaign, CampaignDay, Client, ImportBatch, PeriodTotal
from paidsocial.services.access import Actor, Permission, client_filter, get_account, require, visible_clients


@dataclass(frozen=True, slots=True)
class AccountCoverage:
    """One ad account. `days` with figures from `first_day` to `last_day`, `missing` of the days between without any;
    `figures` summed over all of them; `totals` stored without days; `seen_at` of the newest file applied."""

    account: AdAccount
    client: str
    days: int
    first_day: date | None
    last_day: date | None
    figures: Figures
    totals: int
    seen_at: datetime | None

    @property
    def has_figures(self) -> bool:
        """Whether anything is stored of it."""
        return bool(self.days or self.totals)

    @property
    def missing(self) -> int:
        """Days without figures between the first and the last."""
        if self.first_day is None or self.last_day is None:
            return 0
        return len(Period(self.first_day, self.last_day)) - self.days


@dataclass(frozen=True, slots=True)
class CampaignCoverage:
    """One campaign with its days and sums, in its account's currency."""

    campaign: Campaign
    account: AdAccount
    days: int
    first_day: date | None
    last_day: date | None
    figures: Figures


def _sums(table: Any) -> list[Any]:
    names = ("spend_micros", "impressions", "clicks", "conversions_millionths", "revenue_micros")
    return [cast(func.sum(getattr(table, name)), BigInteger).label(name) for name in names]


def _figures(row: Any) -> Figures:
    return Figures(row.spend_micros or 0, row.impressions, row.clicks, row.conversions_millionths, row.revenue_micros)


def account(session: Session, actor: Actor, account_id: int) -> AccountCoverage:
    """One ad account the actor may see, or NotFound."""
    get_account(session, actor, account_id)
    return accounts(session, actor, account_id=account_id)[0]


def clients(session: Session, actor: Actor) -> list[Client]:
    """The actor's clients that are in use, by name."""
    return list(session.scalars(visible_clients(actor).where(Client.archived_at.is_(None))))


def accounts(
    session: Session, actor: Actor, *, client_id: int | None = None, account_id: int | None = None
) -> list[AccountCoverage]:
    """The actor's ad accounts by client, platform and name."""
    require(actor, Permission.VIEW)
    days = _by_account()
    totals = select(PeriodTotal.account_id, func.count().label("totals")).group_by(PeriodTotal.account_id).subquery()
    seen = (
        select(ImportBatch.account_id, func.max(ImportBatch.seen_at).label("seen_at"))
        .where(ImportBatch.state == "applied")
        .group_by(ImportBatch.account_id)
        .subquery()
    )
    query = (
        select(AdAccount, Client.name.label("client"), days, totals.c.totals, seen.c.seen_at)
        .join(Client, Client.id == AdAccount.client_id)
        .outerjoin(days, days.c.account_id == AdAccount.id)
        .outerjoin(totals, totals.c.account_id == AdAccount.id)
        .outerjoin(seen, seen.c.account_id == AdAccount.id)
        .where(client_filter(actor, AdAccount.client_id))
        .order_by(Client.name, AdAccount.platform, AdAccount.name, AdAccount.id)
    )
    if client_id is not None:
        query = query.where(AdAccount.client_id == client_id)
    if account_id is not None:
        query = query.where(AdAccount.id == account_id)
    return [
        AccountCoverage(
            account=row.AdAccount,
            client=row.client,
            days=row.days or 0,
            first_day=row.first_day,
            last_day=row.last_day,
            figures=_figures(row),
            totals=row.totals or 0,
            seen_at=row.seen_at,
        )
        for row in session.execute(query)
    ]


def _by_account() -> Any:
    return (
        select(
            AccountDay.account_id,
            func.count().label("days"),
            func.min(AccountDay.day).label("first_day"),
            func.max(AccountDay.day).label("last_day"),
            *_sums(AccountDay),
        )
        .group_by(AccountDay.account_id)
        .subquery()
    )


def campaigns(
    session: Session, actor: Actor, *, platform: str | None = None, account: str | None = None
) -> list[CampaignCoverage]:
    """The actor's campaigns by account and name, with what is stored of each by day."""
    require(actor, Permission.VIEW)
    return [
        CampaignCoverage(
            campaign=row.Campaign,
            account=row.AdAccount,
            days=row.days or 0,
            first_day=row.first_day,
            last_day=row.last_day,
            figures=_figures(row),
        )
        for row in session.execute(_campaigns(actor, platform, account))
    ]


def _campaigns(actor: Actor, platform: str | None, account: str | None) -> Select[Any]:
    days = (
        select(
            CampaignDay.account_id,
            CampaignDay.campaign_id,
            func.count().label("days"),
            func.min(CampaignDay.day).label("first_day"),
            func.max(CampaignDay.day).label("last_day"),
            *_sums(CampaignDay),
        )
        .group_by(CampaignDay.account_id, CampaignDay.campaign_id)
        .subquery()
    )
    query = (
        select(Campaign, AdAccount, days)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .outerjoin(days, days.c.campaign_id == Campaign.id)
        .where(client_filter(actor, AdAccount.client_id))
        .order_by(AdAccount.platform, AdAccount.name, AdAccount.id, Campaign.name, Campaign.id)
    )
    if platform is not None:
        query = query.where(AdAccount.platform == platform)
    if account is not None:
        query = query.where(func.lower(AdAccount.name) == account.lower())
    return query
