"""MER: all business revenue over all marketing spend, of the clients that report what the whole business took in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.comparing import Comparison
from paidsocial.domain.days import Period
from paidsocial.domain.metrics import ratio
from paidsocial.models import BusinessDay
from paidsocial.services.access import Actor, client_filter
from paidsocial.services.reporting.overview_figures import CampaignRow, Exchange


@dataclass(frozen=True, slots=True)
class Business:
    """Micros of the shown currency over a period. `stated`: clients told their whole marketing spend; else the spend
    on their ad accounts here stands for it, if every day has business revenue (0 where not). `days`: those that have.
    """

    revenue: int
    marketing_spend: int
    stated: bool
    days: int
    clients: int

    @property
    def mer(self) -> float | None:
        """All business revenue / all marketing spend."""
        return ratio(self.revenue, self.marketing_spend)


@dataclass(frozen=True, slots=True)
class BusinessView:
    """Now and before; None where nobody reports business revenue. By day, for a picture: micros of business revenue
    and of stated marketing spend, None where there is none."""

    now: Business | None
    before: Business | None
    daily: tuple[tuple[int | None, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class _DaySum:
    client_id: int
    day: date
    revenue: int
    marketing_spend: int | None


def business(
    session: Session,
    actor: Actor,
    compared: Comparison,
    rows: Iterable[CampaignRow],
    exchange: Exchange,
    *,
    client_id: int | None,
) -> BusinessView:
    """MER of the two periods; one query. Days whose currency cannot be converted are left out, and the gap noted."""
    query = (
        select(
            BusinessDay.client_id,
            BusinessDay.day,
            BusinessDay.currency,
            func.sum(BusinessDay.revenue_micros),
            func.sum(BusinessDay.marketing_spend_micros),
        )
        .where(client_filter(actor, BusinessDay.client_id))
        .where(BusinessDay.day.between(compared.before.first, compared.now.last))
        .group_by(BusinessDay.client_id, BusinessDay.day, BusinessDay.currency)
    )
    if client_id is not None:
        query = query.where(BusinessDay.client_id == client_id)
    found = []
    for client, day, currency, revenue, spend in session.execute(query):
        rate = exchange.rate(currency, day.replace(day=1))
        if rate is not None:
            marketing = None if spend is None else rate.convert(int(spend))
            found.append(_DaySum(client, day, rate.convert(int(revenue)), marketing))
    own = list(rows)
    return BusinessView(
        _sum(found, compared.now, [row for row in own if row.is_now]),
        _sum(found, compared.before, [row for row in own if not row.is_now]),
        _daily(found, compared.now),
    )


def _sum(found: Iterable[_DaySum], period: Period, rows: Iterable[CampaignRow]) -> Business | None:
    inside = [entry for entry in found if entry.day in period]
    if not inside:
        return None
    clients = {entry.client_id for entry in inside}
    told = [entry.marketing_spend for entry in inside if entry.marketing_spend is not None]
    stated = len(told) == len(inside)
    days = len({entry.day for entry in inside})
    ours = sum(row.sums.figures.spend for row in rows if row.account.client_id in clients)
    return Business(
        revenue=sum(entry.revenue for entry in inside),
        marketing_spend=sum(told) if stated else ours if days == len(period) else 0,
        stated=stated,
        days=days,
        clients=len(clients),
    )


def _daily(found: Iterable[_DaySum], period: Period) -> tuple[tuple[int | None, int | None], ...]:
    revenue: dict[date, int] = {}
    spend: dict[date, int] = {}
    for entry in found:
        if entry.day in period:
            revenue[entry.day] = revenue.get(entry.day, 0) + entry.revenue
            if entry.marketing_spend is not None:
                spend[entry.day] = spend.get(entry.day, 0) + entry.marketing_spend
    return tuple((revenue.get(day), spend.get(day)) for day in period.days()) if revenue else ()
