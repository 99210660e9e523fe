"""Which campaigns match, their sums over the period, and their order: what the list reads for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.metrics import Figures, cpa, ratio, roas
from paidsocial.domain.status import WORDS, Standing, standing_of
from paidsocial.models import AccountDay, AdAccount, Campaign, CampaignDay, Client, PlatformBudget
from paidsocial.services import campaign_budgets
from paidsocial.services.access import Actor, client_filter
from paidsocial.services.campaign_totals import Exchange
from paidsocial.services.search import has_words

PACE_DAYS = 7
_ZERO = Figures(0)


class Sort(StrEnum):
    """The columns of the list; each can be sorted by."""

    NAME = "name"
    STATUS = "status"
    PLATFORM = "platform"
    ACCOUNT = "account"
    CLIENT = "client"
    OBJECTIVE = "objective"
    FLIGHT = "flight"
    BUDGET = "budget"
    SPEND = "spend"
    PACE = "pace"
    REVENUE = "revenue"
    ROAS = "roas"
    CONVERSIONS = "conversions"
    CPA = "cpa"
    IMPRESSIONS = "impressions"
    CLICKS = "clicks"
    CTR = "ctr"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class CampaignQuery:
    """What is asked for. `text` matches names and the platform's ids; `page` counts from 1, None is every row.

    `ids`: only these of the campaigns, such as those that were ticked.
    """

    period: Period
    client_id: int | None = None
    account_id: int | None = None
    platform: str | None = None
    standing: Standing | None = None
    objective: str | None = None
    text: str = ""
    with_spend: bool = False
    ids: frozenset[int] | None = None
    sort: Sort = Sort.SPEND
    descending: bool = True
    page: int | None = 1


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An ad account in scope; `figures_to` is its last day with figures."""

    id: int
    name: str
    platform: str
    currency: str
    client_id: int
    client: str
    figures_to: date | None


class Match(NamedTuple):
    """A campaign that matches; `told` is its own column that is sorted by, `figures` None where it had no rows."""

    id: int
    account_id: int
    told: Any
    figures: Figures | None


def accounts_in_scope(session: Session, actor: Actor, query: CampaignQuery) -> list[AccountRef]:
    """The actor's ad accounts of the asked client and account, by name."""
    last = (
        select(func.max(AccountDay.day))
        .where(AccountDay.account_id == AdAccount.id)
        .correlate(AdAccount)
        .scalar_subquery()
    )
    statement = (
        select(
            AdAccount.id, AdAccount.name, AdAccount.platform, AdAccount.currency, AdAccount.client_id, Client.name, last
        )
        .join(Client, Client.id == AdAccount.client_id)
        .where(client_filter(actor, AdAccount.client_id))
        .order_by(AdAccount.name, AdAccount.id)
    )
    if query.client_id is not None:
        statement = statement.where(AdAccount.client_id == query.client_id)
    if query.account_id is not None:
        statement = statement.where(AdAccount.id == query.account_id)
    return [AccountRef(*row) for row in session.execute(statement)]


def conditions(accounts: Collection[int], query: CampaignQuery) -> list[ColumnElement[bool]]:
    """What a campaign must meet to be in the list."""
    found: list[ColumnElement[bool]] = [Campaign.account_id.in_(accounts)]
    if query.text.strip():
        found.append(has_words(Campaign.name, Campaign.external_id, query.text))
    if query.ids is not None:
        found.append(Campaign.id.in_(query.ids))
    if query.objective is not None:
        found.append(Campaign.objective == query.objective)
    if query.standing is not None:
        found.append(_stands(query.standing))
    return found


def _stands(standing: Standing) -> ColumnElement[bool]:
    word = func.trim(func.lower(func.replace(Campaign.status, "_", " ")))
    if standing is Standing.UNKNOWN:
        known = sorted(word for words in WORDS.values() for word in words)
        return or_(Campaign.status.is_(None), word.not_in(known))
    return word.in_(sorted(WORDS[standing]))


def _sum(column: Any) -> ColumnElement[int]:
    # PostgreSQL's sum of bigints is numeric; the figures fit 64 bits.
    return cast(func.sum(column), BigInteger)


SUMS = (
    _sum(CampaignDay.spend_micros).label("spend"),
    _sum(CampaignDay.impressions).label("impressions"),
    _sum(CampaignDay.clicks).label("clicks"),
    _sum(CampaignDay.conversions_millionths).label("conversions"),
    _sum(CampaignDay.revenue_micros).label("revenue"),
)

_TOLD: Mapping[Sort, Any] = {
    Sort.NAME: Campaign.name,
    Sort.STATUS: Campaign.status,
    Sort.OBJECTIVE: Campaign.objective,
    Sort.FLIGHT: Campaign.start_day,
}


def matching(session: Session, accounts: Collection[int], query: CampaignQuery) -> list[Match]:
    """Every campaign that matches with its sums over the period; one query that never touches `performance`."""
    sums = (
        select(CampaignDay.campaign_id, *SUMS)
        .where(CampaignDay.account_id.in_(accounts), CampaignDay.day.between(query.period.first, query.period.last))
        .group_by(CampaignDay.campaign_id)
        .subquery()
    )
    statement = (
        select(
            Campaign.id,
            Campaign.account_id,
            _TOLD.get(query.sort, literal(None)),
            sums.c.spend,
            sums.c.impressions,
            sums.c.clicks,
            sums.c.conversions,
            sums.c.revenue,
        )
        .outerjoin(sums, sums.c.campaign_id == Campaign.id)
        .where(*conditions(accounts, query))
        .order_by(Campaign.id)
    )
    if query.with_spend:
        statement = statement.where(sums.c.spend > 0)
    return [
        Match(id_, account_id, told, None if figures[0] is None else Figures(*figures))
        for id_, account_id, told, *figures in session.execute(statement)
    ]


def in_order(
    session: Session,
    query: CampaignQuery,
    accounts: Mapping[int, AccountRef],
    exchange: Exchange,
    found: list[Match],
    *,
    now: datetime,
) -> list[Match]:
    """The matches in the asked order; what has no value stands last either way, equals by age.

    Amounts of several currencies are ordered by the rate of the period's last month; without it they stand last.
    """
    key = _key(session, query, accounts, exchange, now)
    keyed = [(key(match), match) for match in found]
    known = [each for each in keyed if each[0] is not None]
    known.sort(key=lambda each: each[0], reverse=query.descending)
    return [match for _, match in known] + [match for value, match in keyed if value is None]


def _key(
    session: Session, query: CampaignQuery, accounts: Mapping[int, AccountRef], exchange: Exchange, now: datetime
) -> Callable[[Match], Any]:
    sort = query.sort
    if sort in _TOLD:
        return _told_key(sort)
    if sort in _OF_ACCOUNT:
        return lambda match: _OF_ACCOUNT[sort](accounts[match.account_id]).casefold()
    if sort in _OF_FIGURES:
        return lambda match: _OF_FIGURES[sort](match.figures or _ZERO)
    factors = _factors(accounts, exchange)
    if sort in _OF_MONEY:
        return _money_key(_OF_MONEY[sort], accounts, factors)
    return _budget_key(session, sort, accounts, factors, now)


def _told_key(sort: Sort) -> Callable[[Match], Any]:
    if sort is Sort.FLIGHT:
        return lambda match: match.told
    if sort is Sort.STATUS:
        order = list(Standing)
        return lambda match: (order.index(standing_of(match.told)), (match.told or "").casefold())
    return lambda match: match.told.casefold() if match.told else None


_OF_ACCOUNT: Mapping[Sort, Callable[[AccountRef], str]] = {
    Sort.PLATFORM: lambda account: account.platform,
    Sort.ACCOUNT: lambda account: account.name,
    Sort.CLIENT: lambda account: account.client,
}
_OF_FIGURES: Mapping[Sort, Callable[[Figures], float | int | None]] = {
    Sort.ROAS: lambda figures: roas(figures.revenue, figures.spend),
    Sort.CONVERSIONS: lambda figures: figures.conversions,
    Sort.IMPRESSIONS: lambda figures: figures.impressions,
    Sort.CLICKS: lambda figures: figures.clicks,
    Sort.CTR: lambda figures: ratio(figures.clicks, figures.impressions),
}
_OF_MONEY: Mapping[Sort, Callable[[Figures], int | None]] = {
    Sort.SPEND: lambda figures: figures.spend,
    Sort.REVENUE: lambda figures: figures.revenue,
    Sort.CPA: lambda figures: cpa(figures.spend, figures.conversions),
}


_Factors = Mapping[str, tuple[int, int] | None]  # per currency: numerator and denominator; None where no rate is known


def _factors(accounts: Mapping[int, AccountRef], exchange: Exchange) -> _Factors:
    currencies = {account.currency for account in accounts.values()}
    if len(currencies) == 1:
        return dict.fromkeys(currencies, (1, 1))
    rates = {currency: exchange.latest(currency) for currency in currencies}
    return {currency: rate.rate.as_integer_ratio() if rate else None for currency, rate in rates.items()}


def _scaled(amount: int | None, factor: tuple[int, int] | None) -> int | None:
    return None if amount is None or factor is None else amount * factor[0] // factor[1]


def _money_key(
    read: Callable[[Figures], int | None],
    accounts: Mapping[int, AccountRef],
    factors: _Factors,
) -> Callable[[Match], Any]:
    def key(match: Match) -> Any:
        return _scaled(read(match.figures or _ZERO), factors[accounts[match.account_id].currency])

    return key


def _budget_key(
    session: Session,
    sort: Sort,
    accounts: Mapping[int, AccountRef],
    factors: _Factors,
    now: datetime,
) -> Callable[[Match], Any]:
    budgets = campaign_budgets.in_force(session, PlatformBudget.account_id.in_(accounts), at=now)
    if sort is Sort.CHANGED:
        return lambda match: budgets[match.id].changed_at if match.id in budgets else None
    daily = {id_: budget.daily for id_, budget in budgets.items()}
    if sort is Sort.PACE:
        spend = _recent_spend(session, accounts)
        return lambda match: pace(spend.get(match.id, 0), daily.get(match.id))

    def key(match: Match) -> Any:
        return _scaled(daily.get(match.id), factors[accounts[match.account_id].currency])

    return key


def pace(spend: int, daily: int | None) -> float | None:
    """Micros spent in the last seven days with figures over seven days of today's platform budget."""
    return None if daily is None else ratio(spend, daily * PACE_DAYS)


def _recent_spend(session: Session, accounts: Mapping[int, AccountRef]) -> dict[int, int]:
    """Micros of every campaign over the last seven days that its account has figures for."""
    by_last: defaultdict[date, list[int]] = defaultdict(list)
    for account in accounts.values():
        if account.figures_to is not None:
            by_last[account.figures_to].append(account.id)
    windows = [
        and_(CampaignDay.account_id.in_(ids), CampaignDay.day.between(last - timedelta(days=PACE_DAYS - 1), last))
        for last, ids in by_last.items()
    ]
    if not windows:
        return {}
    query = select(CampaignDay.campaign_id, SUMS[0]).where(or_(*windows)).group_by(CampaignDay.campaign_id)
    return dict(session.execute(query).all())
