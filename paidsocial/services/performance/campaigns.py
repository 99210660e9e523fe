"""The list of campaigns: filtered, sorted by any column, a page at a time, with totals that name their rate.

One aggregate over `campaign_day` gives the figures to sort and to sum by; everything else (names, budgets, trends) is
read for the shown page only. The number of queries does not depend on the number of campaigns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import String, and_, cast, func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period, parse_month
from paidsocial.domain.metrics import Figures, roas
from paidsocial.domain.status import Standing, standing_of
from paidsocial.models import AccountDay, AdAccount, Campaign, CampaignDay, PeriodTotal, PlatformBudget
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.performance import campaign_budgets, campaign_totals
from paidsocial.services.performance.campaign_budgets import BudgetInForce
from paidsocial.services.performance.campaign_query import (
    PACE_DAYS,
    AccountRef,
    CampaignQuery,
    Match,
    accounts_in_scope,
    conditions,
    in_order,
    matching,
    pace,
    spending,
    sums_of,
)
from paidsocial.services.performance.campaign_totals import CampaignMonth, Exchange, Total, Totals
from paidsocial.services.performance.measured import Measured

PAGE = 50
TREND_DAYS = 14


@dataclass(frozen=True, slots=True)
class CampaignRow(Measured):
    """One campaign. `figures` are the period's sums in the account's currency.

    `trend` are the last 14 days up to the account's figures, None for a day without any. `pace` is the spend of the
    last seven of them over seven days of the budget in force. `period_totals`: it also has totals that came without
    days and are in none of these figures.
    """

    id: int
    external_id: str | None
    name: str
    account: AccountRef
    status: str | None
    objective: str | None
    start_day: date | None
    end_day: date | None
    is_whole: bool
    figures: Figures
    budget: BudgetInForce | None
    trend: tuple[Figures | None, ...]
    period_totals: bool

    @property
    def standing(self) -> Standing:
        """What the platform's status word comes to."""
        return standing_of(self.status)

    @property
    def pace(self) -> float | None:
        """The last seven days' spend over what the budget allows in seven days."""
        if self.budget is None or not self.trend:
            return None
        return pace(sum(day.spend for day in self.trend[-PACE_DAYS:] if day), self.budget.daily)

    @property
    def trend_of_roas(self) -> bool:
        """Whether the trend is told as ROAS (some of its days have revenue) or as spend."""
        return any(day is not None and day.revenue for day in self.trend)

    @property
    def trend_values(self) -> tuple[float | None, ...]:
        """The trend's points: daily ROAS, or micros of spend where there is no revenue."""
        if self.trend_of_roas:
            return tuple(None if day is None else roas(day.revenue, day.spend) for day in self.trend)
        return tuple(None if day is None else float(day.spend) for day in self.trend)


@dataclass(frozen=True, slots=True)
class CampaignList:
    """One page of the list: `count` campaigns match; `accounts` and `objectives` are what one may filter by."""

    rows: tuple[CampaignRow, ...]
    count: int
    page: int
    pages: int
    totals: Totals
    accounts: tuple[AccountRef, ...]
    objectives: tuple[str, ...]

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms of the accounts in scope."""
        return tuple(sorted({account.platform for account in self.accounts}))

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of what matches, largest spend first."""
        return tuple(total.currency for total in self.totals.by_currency)


def list_campaigns(
    session: Session, actor: Actor, query: CampaignQuery, *, currency: str, now: datetime, today: date
) -> CampaignList:
    """A page of the campaigns that the actor may see, and the totals of all that match, also in `currency`.

    Without paging (`query.page` None) rows carry no trend, and so no pace.
    """
    require(actor, Permission.VIEW)
    in_scope = accounts_in_scope(session, actor, query)
    accounts = {account.id: account for account in in_scope if query.platform in (None, account.platform)}
    exchange = campaign_totals.open_exchange(
        session, {account.currency for account in accounts.values()}, query.period, currency, today
    )
    found = matching(session, accounts, query)
    totals = _totals(session, query, accounts, found, exchange)
    ordered = in_order(session, query, accounts, exchange, found, now=now)
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(1, query.page or 1), pages)
    shown = ordered if query.page is None else ordered[(page - 1) * PAGE : page * PAGE]
    return CampaignList(
        rows=_rows(session, accounts, shown, query, now),
        count=len(found),
        page=page,
        pages=pages,
        totals=totals,
        accounts=tuple(in_scope),
        objectives=_objectives(session, accounts),
    )


def _objectives(session: Session, accounts: Collection[int]) -> tuple[str, ...]:
    query = select(Campaign.objective).where(Campaign.account_id.in_(accounts), Campaign.objective.is_not(None))
    return tuple(sorted(objective for objective in session.scalars(query.distinct()) if objective))


# Totals


def _totals(
    session: Session,
    query: CampaignQuery,
    accounts: Mapping[int, AccountRef],
    found: Sequence[Match],
    exchange: Exchange,
) -> Totals:
    by_currency: defaultdict[str, list[Match]] = defaultdict(list)
    for match in found:
        by_currency[accounts[match.account_id].currency].append(match)
    sums = {currency: Total(currency, _sum(matches), len(matches)) for currency, matches in by_currency.items()}

    def foreign() -> Iterable[CampaignMonth]:
        months = campaign_totals.months(query.period)
        elsewhere = {id_ for id_, account in accounts.items() if account.currency != exchange.currency}
        if len(months) > 1:
            return _by_month(session, query, elsewhere)
        return (
            CampaignMonth(accounts[match.account_id].currency, months[0], match.figures)
            for match in found
            if match.account_id in elsewhere
        )

    return campaign_totals.combine(sums, exchange, foreign)


def _sum(matches: Sequence[Match]) -> Figures:
    """The sum of many, column by column: None only where nobody reported it."""
    columns = zip(*(match[3:] for match in matches), strict=True)
    known = ([value for value in column if value is not None] for column in columns)
    return Figures(*(sum(column) if column else None for column in known))  # type: ignore[arg-type]  # spend is never None


def _by_month(session: Session, query: CampaignQuery, accounts: Collection[int]) -> Iterable[CampaignMonth]:
    """Sums of what matches in some accounts per campaign and calendar month, for periods that span several."""
    month = func.substr(cast(CampaignDay.day, String), 1, 7)
    statement = (
        select(AdAccount.currency, month, *sums_of(CampaignDay))
        .join(AdAccount, AdAccount.id == CampaignDay.account_id)
        .where(CampaignDay.account_id.in_(accounts), CampaignDay.day.between(query.period.first, query.period.last))
        .group_by(AdAccount.currency, month, CampaignDay.campaign_id)
    )
    if query.narrowed:
        statement = statement.join(Campaign, Campaign.id == CampaignDay.campaign_id)
        statement = statement.where(*conditions(accounts, query))
        if query.with_spend:
            statement = statement.where(CampaignDay.campaign_id.in_(spending(accounts, query)))
    for currency, text, *sums in session.execute(statement):
        yield CampaignMonth(currency, parse_month(text), Figures(*sums))


# The shown page


def _rows(
    session: Session, accounts: Mapping[int, AccountRef], shown: Sequence[Match], query: CampaignQuery, now: datetime
) -> tuple[CampaignRow, ...]:
    ids = [match.id for match in shown]
    campaigns = {campaign.id: campaign for campaign in session.scalars(select(Campaign).where(Campaign.id.in_(ids)))}
    budgets = campaign_budgets.in_force(session, PlatformBudget.campaign_id.in_(ids), at=now)
    trends = {} if query.page is None else _trends(session, accounts, shown)
    without_days = _with_period_totals(session, shown, query.period)
    rows = []
    for match in shown:
        campaign = campaigns[match.id]
        rows.append(
            CampaignRow(
                id=match.id,
                external_id=campaign.external_id,
                name=campaign.name,
                account=accounts[match.account_id],
                status=campaign.status,
                objective=campaign.objective,
                start_day=campaign.start_day,
                end_day=campaign.end_day,
                is_whole=campaign.is_whole,
                figures=match.figures,
                budget=budgets.get(match.id),
                trend=trends.get(match.id, ()),
                period_totals=match.id in without_days,
            )
        )
    return tuple(rows)


def _window(last: date) -> list[date]:
    return [last - timedelta(days=ago) for ago in reversed(range(TREND_DAYS))]


def _trends(
    session: Session, accounts: Mapping[int, AccountRef], shown: Sequence[Match]
) -> dict[int, tuple[Figures | None, ...]]:
    """The last 14 days of each shown campaign, zero where its account has figures but it has none. One query."""
    lasts = {id_: accounts[id_].figures_to for id_ in {match.account_id for match in shown}}
    days = sorted({day for last in lasts.values() if last for day in _window(last)})
    query = (
        select(
            Campaign.id,
            AccountDay.day,
            CampaignDay.spend_micros,
            CampaignDay.impressions,
            CampaignDay.clicks,
            CampaignDay.conversions_millionths,
            CampaignDay.revenue_micros,
        )
        .join(AccountDay, AccountDay.account_id == Campaign.account_id)
        .outerjoin(
            CampaignDay,
            and_(
                CampaignDay.account_id == Campaign.account_id,
                CampaignDay.day == AccountDay.day,
                CampaignDay.campaign_id == Campaign.id,
            ),
        )
        .where(Campaign.id.in_([match.id for match in shown]), AccountDay.day.in_(days))
    )
    found: defaultdict[int, dict[date, Figures]] = defaultdict(dict)
    for campaign_id, day, spend, *rest in session.execute(query):
        found[campaign_id][day] = Figures(0) if spend is None else Figures(spend, *rest)
    return {
        match.id: tuple(found[match.id].get(day) for day in _window(last))
        for match in shown
        if (last := lasts[match.account_id]) is not None
    }


def _with_period_totals(session: Session, shown: Iterable[Match], period: Period) -> set[int]:
    matches = list(shown)
    query = select(PeriodTotal.campaign_id).where(
        PeriodTotal.account_id.in_({match.account_id for match in matches}),
        PeriodTotal.campaign_id.in_([match.id for match in matches]),
        PeriodTotal.first_day <= period.last,
        PeriodTotal.last_day >= period.first,
    )
    return set(session.scalars(query.distinct()))
