"""Which campaigns match, their sums over the period, and their order: what the list reads for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.metrics import Figures, cpa, ratio, roas
from paidsocial.domain.status import WORDS, Standing, standing_of
from paidsocial.models import AccountDay, AdAccount, Campaign, CampaignDay, Client, PlatformBudget
from paidsocial.services.access import Actor, client_filter
from paidsocial.services.performance import campaign_budgets
from paidsocial.services.performance.campaign_totals import Exchange
from paidsocial.services.performance.search import has_words

PACE_DAYS = 7


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

    @property
    def narrowed(self) -> bool:
        """Whether anything but the accounts and the period decides which campaigns match."""
        return bool(self.standing or self.objective or self.text.strip() or self.with_spend or self.ids is not None)


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
    """A campaign that matches, with its sums over the period as in `Figures`; `told` is its column that is sorted by.

    A plain tuple, because there is one for every campaign of a large workspace.
    """

    id: int
    account_id: int
    told: Any
    spend: int
    impressions: int | None
    clicks: int | None
    conversions: int | None
    revenue: int | None

    @property
    def figures(self) -> Figures:
        """The sums."""
        return Figures(*self[3:])


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


def sums_of(table: type[CampaignDay]) -> tuple[ColumnElement[int], ...]:
    """The sums of a table of daily figures, in the order of `Figures`, as 64-bit integers also on PostgreSQL."""
    columns = {
        "spend": table.spend_micros,
        "impressions": table.impressions,
        "clicks": table.clicks,
        "conversions": table.conversions_millionths,
        "revenue": table.revenue_micros,
    }
    return tuple(cast(func.sum(column), BigInteger).label(name) for name, column in columns.items())


def spending(accounts: Collection[int], query: CampaignQuery) -> Select[int]:
    """The campaigns that spent in the period."""
    return (
        select(CampaignDay.campaign_id)
        .where(CampaignDay.account_id.in_(accounts), CampaignDay.day.between(query.period.first, query.period.last))
        .group_by(CampaignDay.campaign_id)
        .having(func.sum(CampaignDay.spend_micros) > 0)
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
        select(CampaignDay.campaign_id, *sums_of(CampaignDay))
        .where(CampaignDay.account_id.in_(accounts), CampaignDay.day.between(query.period.first, query.period.last))
        .group_by(CampaignDay.campaign_id)
        .subquery()
    )
    statement = (
        select(
            Campaign.id,
            Campaign.account_id,
            _TOLD.get(query.sort, literal(None)),
            func.coalesce(sums.c.spend, 0),
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
    return [Match._make(row) for row in session.execute(statement)]


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
        return _OF_FIGURES[sort]
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
_OF_FIGURES: Mapping[Sort, Callable[[Match], float | int | None]] = {
    Sort.ROAS: lambda match: roas(match.revenue, match.spend),
    Sort.CONVERSIONS: lambda match: match.conversions,
    Sort.IMPRESSIONS: lambda match: match.impressions,
    Sort.CLICKS: lambda match: match.clicks,
    Sort.CTR: lambda match: ratio(match.clicks, match.impressions),
}
_OF_MONEY: Mapping[Sort, Callable[[Match], int | None]] = {
    Sort.SPEND: lambda match: match.spend,
    Sort.REVENUE: lambda match: match.revenue,
    Sort.CPA: lambda match: cpa(match.spend, match.conversions),
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
    read: Callable[[Match], int | None],
    accounts: Mapping[int, AccountRef],
    factors: _Factors,
) -> Callable[[Match], Any]:
    def key(match: Match) -> Any:
        return _scaled(read(match), factors[accounts[match.account_id].currency])

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
    query = (
        select(CampaignDay.campaign_id, sums_of(CampaignDay)[0]).where(or_(*windows)).group_by(CampaignDay.campaign_id)
    )
    return dict(session.execute(query).all())
