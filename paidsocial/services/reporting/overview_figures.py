"""What a period spent and earned against the one before it, campaign by campaign, in one currency where rates allow.

One query reads the sums of every campaign. Money of another currency is converted per campaign and month at the month's
rate, the same rate and rounding as in finance's spend report, and every table of the page adds up the same rows. Where
a rate is missing, everything stays in its own currency and `missing` says which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, extract, func, literal, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain import comparing
from paidsocial.domain.comparing import Comparison
from paidsocial.domain.days import Period
from paidsocial.domain.fx import Rate
from paidsocial.domain.metrics import Figures, change, ratio, roas, roi
from paidsocial.errors import MissingRate
from paidsocial.models import AccountDay, AdAccount, Campaign, CampaignDay, Client
from paidsocial.services.access import Actor, client_filter
from paidsocial.services.finance import rates
from paidsocial.services.finance.rates import RateBook

NOTHING = Figures(0)


@dataclass(frozen=True, slots=True)
class AccountRef:
    """As much of an ad account as the overview needs; `margin_bp` None: the client's margin is not known."""

    id: int
    platform: str
    currency: str
    client_id: int
    client: str
    margin_bp: int | None


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures with what they contributed: `margin_revenue` is the sum of revenue x margin (micros x 1/10,000) and
    `margin_spend` the spend of clients whose margin is known."""

    figures: Figures = NOTHING
    margin_revenue: int = 0
    margin_spend: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.figures + other.figures,
            self.margin_revenue + other.margin_revenue,
            self.margin_spend + other.margin_spend,
        )

    @property
    def roas(self) -> float | None:
        """Revenue / spend."""
        return roas(self.figures.revenue, self.figures.spend)

    @property
    def roi(self) -> float | None:
        """(revenue x margin - spend) / spend over the clients whose margin is known; None where none is."""
        if self.figures.revenue is None:
            return None
        return roi(self.margin_revenue, self.margin_spend, 1)  # the margin is in the first amount already

    @property
    def margin_known(self) -> float | None:
        """The share of spend whose client's margin is known."""
        return ratio(self.margin_spend, self.figures.spend)


@dataclass(frozen=True, slots=True)
class Part:
    """A client, platform, objective or campaign: now and before, in one currency. `key` is its id or name."""

    key: str
    label: str
    currency: str
    now: Sums
    before: Sums
    platform: str | None = None

    @property
    def spend_change(self) -> float | None:
        """Spend against the period before."""
        return change(float(self.now.figures.spend), float(self.before.figures.spend))

    @property
    def revenue_change(self) -> float | None:
        """Revenue against the period before."""
        now, before = self.now.figures.revenue, self.before.figures.revenue
        return change(None if now is None else float(now), None if before is None else float(before))

    @property
    def roas_change(self) -> float | None:
        """ROAS against the period before."""
        return change(self.now.roas, self.before.roas)


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One campaign's sums of now or before, converted where that is possible."""

    id: int
    name: str
    objective: str | None
    account: AccountRef
    currency: str
    is_now: bool
    sums: Sums


@dataclass(frozen=True, slots=True)
class CampaignRows:
    """All campaigns, in one currency where `converted`; `missing` says which rates are not there, if any."""

    rows: tuple[CampaignRow, ...]
    converted: bool
    missing: str | None


@dataclass(slots=True)
class Exchange:
    """Rates of months into the shown currency; remembers what it used and what it missed."""

    book: RateBook
    currency: str
    today: date
    used: dict[tuple[str, date], Rate] = field(default_factory=dict)
    gaps: dict[tuple[str, date], str] = field(default_factory=dict)

    def rate(self, base: str, month: date) -> Rate | None:
        """The rate of the month that starts on a day; None where it is missing."""
        key = (base, month)
        if key not in self.used and key not in self.gaps:
            period = Period.month_of(month)
            try:
                self.used[key] = self.book.for_month(base, self.currency, period, through=min(period.last, self.today))
            except MissingRate as error:
                self.gaps[key] = error.message
        return self.used.get(key)

    @property
    def foreign(self) -> tuple[tuple[date, Rate], ...]:
        """The rates that converted something with the first day of their month, by currency and month."""
        used = sorted(self.used.items(), key=lambda entry: entry[0])
        return tuple((month, rate) for (base, month), rate in used if base != self.currency)

    @property
    def missing(self) -> str | None:
        """What could not be converted, in words, each reason once."""
        return " ".join(dict.fromkeys(self.gaps.values())) or None


def open_exchange(session: Session, currencies: Iterable[str], days: Period, currency: str, today: date) -> Exchange:
    """The rates that converting some days may need; one query, none for a single currency."""
    last = max(days.first, min(days.last, today))
    return Exchange(
        rates.open_book(session, currencies={*currencies, currency}, days=Period(days.first, last)), currency, today
    )


def accounts(session: Session, actor: Actor, client_id: int | None) -> dict[int, AccountRef]:
    """The actor's ad accounts, of one client where one is named."""
    query = (
        select(AdAccount.id, AdAccount.platform, AdAccount.currency, Client.id, Client.name, Client.margin_bp)
        .join(Client, Client.id == AdAccount.client_id)
        .where(client_filter(actor, AdAccount.client_id))
    )
    if client_id is not None:
        query = query.where(Client.id == client_id)
    return {row[0]: AccountRef(*row) for row in session.execute(query)}


def _account_filter(actor: Actor, client_id: int | None, column: Any) -> ColumnElement[bool]:
    ids = select(AdAccount.id).where(client_filter(actor, AdAccount.client_id))
    if client_id is not None:
        ids = ids.where(AdAccount.client_id == client_id)
    condition: ColumnElement[bool] = column.in_(ids)
    return condition


def month_of(day: Any, *, wanted: bool) -> ColumnElement[int]:
    """Months since year 0, to group by; 0 throughout where nothing needs converting."""
    return extract("year", day) * 12 + extract("month", day) - 1 if wanted else literal(0)


def first_of(number: Any) -> date | None:
    """The first day of a month from `month_of`; None for 0."""
    months = int(number)
    return date(months // 12, months % 12 + 1, 1) if months else None


def begins_late(session: Session, actor: Actor, period: Period, *, client_id: int | None) -> date | None:
    """The first day with figures in a period, where it is too late to compare with it; else None. One query."""
    first = session.scalar(
        select(func.min(AccountDay.day)).where(
            _account_filter(actor, client_id, AccountDay.account_id),
            AccountDay.day.between(period.first, period.last),
        )
    )
    return comparing.begins_late(period, first)


def campaign_rows(
    session: Session,
    actor: Actor,
    compared: Comparison,
    known: Mapping[int, AccountRef],
    exchange: Exchange,
    *,
    client_id: int | None,
) -> CampaignRows:
    """Every campaign's sums of the two periods; one query. In the exchange's currency, or all in their own."""
    by_month = {account.currency for account in known.values()} - {exchange.currency} != set()
    day = CampaignDay.day
    month = month_of(day, wanted=by_month).label("month")
    is_now = case((day >= compared.now.first, 1), else_=0).label("is_now")
    figures = (
        func.sum(CampaignDay.spend_micros).label("spend"),
        func.sum(CampaignDay.impressions).label("impressions"),
        func.sum(CampaignDay.clicks).label("clicks"),
        func.sum(CampaignDay.conversions_millionths).label("conversions"),
        func.sum(CampaignDay.revenue_micros).label("revenue"),
    )
    sums = (
        select(CampaignDay.account_id, CampaignDay.campaign_id, month, is_now, *figures)
        .where(
            _account_filter(actor, client_id, CampaignDay.account_id),
            or_(*(day.between(period.first, period.last) for period in (compared.now, compared.before))),
        )
        .group_by(CampaignDay.account_id, CampaignDay.campaign_id, month, is_now)
        .subquery("sums")
    )
    query = select(sums, Campaign.name, Campaign.objective).join(Campaign, Campaign.id == sums.c.campaign_id)
    found = [_Row(known[row.account_id], row) for row in session.execute(query)]
    return _merged(found, exchange, compared)


@dataclass(slots=True)
class _Row:
    account: AccountRef
    row: Any

    @property
    def is_now(self) -> bool:
        return bool(self.row.is_now)

    @property
    def month(self) -> date | None:
        return first_of(self.row.month)

    def sums(self, rate: Rate | None) -> Sums:
        row = self.row
        spend, revenue = int(row.spend), None if row.revenue is None else int(row.revenue)
        if rate is not None:
            spend, revenue = rate.convert(spend), None if revenue is None else rate.convert(revenue)
        counts = [None if count is None else int(count) for count in (row.impressions, row.clicks, row.conversions)]
        margin = self.account.margin_bp
        known = (0, 0) if margin is None else ((revenue or 0) * margin, spend)
        return Sums(Figures(spend, counts[0], counts[1], counts[2], revenue), *known)


def _merged(found: list[_Row], exchange: Exchange, compared: Comparison) -> CampaignRows:
    """Converted where every rate of now is known; a period before that cannot be converted is left out and named."""

    def rate(row: _Row) -> Rate | None:
        return exchange.rate(row.account.currency, row.month or compared.now.first.replace(day=1))

    lacking = {row.is_now for row in found if rate(row) is None}
    convert = True not in lacking
    merged: dict[tuple[int, bool], CampaignRow] = {}
    for row in found:
        if convert and row.is_now in lacking:
            continue
        key = (row.row.campaign_id, row.is_now)
        sums = row.sums(rate(row) if convert else None)
        if key in merged:
            sums = merged[key].sums + sums
        merged[key] = CampaignRow(
            id=row.row.campaign_id,
            name=row.row.name,
            objective=row.row.objective,
            account=row.account,
            currency=exchange.currency if convert else row.account.currency,
            is_now=row.is_now,
            sums=sums,
        )
    return CampaignRows(tuple(merged.values()), convert, exchange.missing)


def parts(rows: Iterable[CampaignRow], key: Callable[[CampaignRow], tuple[str, str, str | None]]) -> tuple[Part, ...]:
    """The rows added up by a key (key, label, platform) and currency, largest spend first within a currency."""
    sums: defaultdict[tuple[str, str, str | None, str], dict[bool, Sums]] = defaultdict(dict)
    for row in rows:
        group = sums[(*key(row), row.currency)]
        group[row.is_now] = group.get(row.is_now, Sums()) + row.sums
    found = [
        Part(name, label, currency, both.get(True, Sums()), both.get(False, Sums()), platform)
        for (name, label, platform, currency), both in sums.items()
    ]
    return tuple(
        sorted(found, key=lambda part: (part.currency, -part.now.figures.spend, part.label.casefold(), part.key))
    )


@dataclass(frozen=True, slots=True)
class Day:
    """One day of everything in scope, in the shown currency."""

    day: date
    sums: Sums


def daily(
    session: Session, actor: Actor, period: Period, exchange: Exchange, *, client_id: int | None
) -> tuple[Day, ...]:
    """Each day of a period, for pictures; empty where a rate is missing. One query."""
    query = (
        select(
            AccountDay.day,
            AdAccount.currency,
            Client.margin_bp,
            func.sum(AccountDay.spend_micros),
            func.sum(AccountDay.revenue_micros),
        )
        .join(AdAccount, AdAccount.id == AccountDay.account_id)
        .join(Client, Client.id == AdAccount.client_id)
        .where(
            _account_filter(actor, client_id, AccountDay.account_id),
            AccountDay.day.between(period.first, period.last),
        )
        .group_by(AccountDay.day, AdAccount.currency, Client.margin_bp)
    )
    days: dict[date, Sums] = {}
    for day, currency, margin_bp, spend, revenue in session.execute(query):
        rate = exchange.rate(currency, day.replace(day=1))
        if rate is None:
            return ()
        spent, earned = rate.convert(int(spend)), None if revenue is None else rate.convert(int(revenue))
        known = (0, 0) if margin_bp is None else ((earned or 0) * margin_bp, spent)
        days[day] = days.get(day, Sums()) + Sums(Figures(spent, revenue=earned), *known)
    return tuple(Day(day, days.get(day, Sums())) for day in period.days())
