"""What pacing needs to know about plan lines, read with a fixed number of queries however many lines there are.

Daily sums come from `campaign_day`, a range of days per ad account; `performance` is never touched. Spend in another
currency than its line's is converted day by day at the stored daily rates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.causes import Untracked
from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.pacing import History
from paidsocial.domain.plan import Revision, Terms
from paidsocial.domain.projection import HISTORY_DAYS
from paidsocial.errors import MissingRate
from paidsocial.models import (
    AccountDay,
    AdAccount,
    Campaign,
    CampaignDay,
    Client,
    ImportBatch,
    PacingSnooze,
    PlanLine,
    PlanLineCampaign,
    PlanRevision,
)
from paidsocial.services.finance import rates
from paidsocial.services.planning.untracked import is_tracked

# An account silent for two weeks while others of its line report has stopped; it no longer holds the line back.
_SILENT_DAYS = 14


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An ad account with covered campaigns: `figures_to` is its last day with figures or vouched for by an import."""

    account_id: int
    client_id: int
    name: str
    platform: str
    currency: str
    time_zone: str
    figures_to: date | None


@dataclass(frozen=True, slots=True)
class Snooze:
    """ "Not now": until when, why and by whom (a user id)."""

    snooze_id: int
    until: date
    reason: str
    by: int | None


@dataclass(slots=True)
class LineFacts:
    """One plan line and its spend. `error` says why the spend cannot be stated (a missing exchange rate)."""

    line_id: int
    client_id: int
    client: str
    name: str
    po_number: str | None
    cost_centre: str | None
    terms: Terms
    covered: int = 0
    accounts: tuple[AccountFacts, ...] = ()
    history: History = field(default_factory=lambda: History(date.min, ()))
    over: tuple[int, ...] = ()  # the part of the history's days that campaigns spent whose flight is over by now
    snooze: Snooze | None = None
    error: MissingRate | None = None

    @property
    def silent(self) -> tuple[AccountFacts, ...]:
        """Accounts that stopped reporting long before the others of the line."""
        complete = self.history.complete
        return tuple(a for a in self.accounts if a.figures_to and complete and a.figures_to < complete)


@dataclass(frozen=True, slots=True)
class UntrackedSpend:
    """Spend of a client in one currency that no plan line covers."""

    client_id: int
    currency: str
    campaigns: int
    spend: int

    @property
    def beside(self) -> Untracked:
        """As the causes of a line tell it."""
        return Untracked(self.campaigns, self.spend)


@dataclass(frozen=True, slots=True)
class Window:
    """The days read: a month of plan lines as seen on a day, for some clients."""

    client_ids: Collection[int]
    month: Period
    as_of: date

    @property
    def newest(self) -> date:
        """The last whole day."""
        return self.as_of - ONE_DAY

    @property
    def oldest(self) -> date:
        """The first day of history that every line needs, whatever its own start."""
        return min(self.as_of, self.month.last + ONE_DAY) - timedelta(days=HISTORY_DAYS)

    @property
    def lines(self) -> ColumnElement[bool]:
        """The condition for plan lines that have days in the month."""
        return (
            PlanLine.client_id.in_(sorted(self.client_ids))
            & PlanLine.archived_at.is_(None)
            & (PlanLine.first_day <= self.month.last)
            & (PlanLine.last_day >= self.month.first)
        )


def read_lines(session: Session, window: Window) -> tuple[list[LineFacts], rates.RateBook]:
    """The plan lines of a window with their revisions, coverage, freshness and daily spend, by client and name.

    With them the exchange rates of those days.
    """
    lines = _lines(session, window)
    _cover(session, window, lines)
    _snoozes(session, window, lines)
    book = _histories(session, window, lines)
    return list(lines.values()), book


def _lines(session: Session, window: Window) -> dict[int, LineFacts]:
    revisions: defaultdict[int, list[Revision]] = defaultdict(list)
    rows = session.execute(
        select(PlanRevision.plan_line_id, PlanRevision.effective_day, PlanRevision.amount_micros)
        .join(PlanLine, PlanLine.id == PlanRevision.plan_line_id)
        .where(window.lines)
        .order_by(PlanRevision.id)
    )
    for line_id, day, amount in rows:
        revisions[line_id].append(Revision(day, amount))
    query = (
        select(PlanLine, Client.name)
        .join(Client, Client.id == PlanLine.client_id)
        .where(window.lines)
        .order_by(Client.name, PlanLine.name, PlanLine.id)
    )
    return {
        line.id: LineFacts(
            line.id,
            line.client_id,
            client,
            line.name,
            line.po_number,
            line.cost_centre,
            Terms(line.currency, Period(line.first_day, line.last_day), tuple(revisions[line.id])),
        )
        for line, client in session.execute(query)
    }


def _cover(session: Session, window: Window, lines: dict[int, LineFacts]) -> None:
    accounts = _accounts(session, window)
    rows = session.execute(
        select(PlanLineCampaign.plan_line_id, Campaign.account_id, func.count())
        .join(PlanLine, PlanLine.id == PlanLineCampaign.plan_line_id)
        .join(Campaign, Campaign.id == PlanLineCampaign.campaign_id)
        .where(window.lines)
        .group_by(PlanLineCampaign.plan_line_id, Campaign.account_id)
        .order_by(PlanLineCampaign.plan_line_id, Campaign.account_id)
    )
    for line_id, account_id, count in rows:
        line = lines[line_id]
        line.covered += count
        line.accounts = (*line.accounts, accounts[account_id])


def _accounts(session: Session, window: Window) -> dict[int, AccountFacts]:
    last_row = (
        select(func.max(AccountDay.day))
        .where(AccountDay.account_id == AdAccount.id, AccountDay.day < window.as_of)
        .correlate(AdAccount)
        .scalar_subquery()
    )
    # A file may vouch for days on which nothing was spent and that have no row.
    last_vouched = (
        select(func.max(ImportBatch.last_day))
        .where(
            ImportBatch.account_id == AdAccount.id,
            ImportBatch.state == "applied",
            ImportBatch.grain == "day",
            ImportBatch.last_day < window.as_of,
        )
        .correlate(AdAccount)
        .scalar_subquery()
    )
    query = select(AdAccount, last_row, last_vouched).where(AdAccount.client_id.in_(sorted(window.client_ids)))
    return {
        account.id: AccountFacts(
            account.id,
            account.client_id,
            account.name,
            account.platform,
            account.currency,
            account.time_zone,
            max((day for day in (row, vouched) if day is not None), default=None),
        )
        for account, row, vouched in session.execute(query)
    }


def _snoozes(session: Session, window: Window, lines: dict[int, LineFacts]) -> None:
    rows = session.scalars(
        select(PacingSnooze)
        .join(PlanLine, PlanLine.id == PacingSnooze.plan_line_id)
        .where(window.lines, PacingSnooze.ended_at.is_(None), PacingSnooze.until_day > window.as_of)
        .order_by(PacingSnooze.id)
    )
    for row in rows:
        lines[row.plan_line_id].snooze = Snooze(row.id, row.until_day, row.reason, row.created_by)


@dataclass(slots=True)
class _Spent:
    """Micros of a day, and the part of them that flights over by now spent."""

    all: int = 0
    over: int = 0


Daily = dict[str, dict[date, _Spent]]  # by currency and day


def _histories(session: Session, window: Window, lines: dict[int, LineFacts]) -> rates.RateBook:
    sums: defaultdict[int, Daily] = defaultdict(dict)
    over = case((Campaign.end_day < window.as_of, CampaignDay.spend_micros), else_=0)
    query = (
        select(
            PlanLineCampaign.plan_line_id,
            AdAccount.currency,
            CampaignDay.day,
            func.sum(CampaignDay.spend_micros),
            func.sum(over),
        )
        .select_from(AdAccount)
        .join(CampaignDay, CampaignDay.account_id == AdAccount.id)
        .join(Campaign, Campaign.id == CampaignDay.campaign_id)
        .join(PlanLineCampaign, PlanLineCampaign.campaign_id == Campaign.id)
        .join(PlanLine, PlanLine.id == PlanLineCampaign.plan_line_id)
        .where(
            AdAccount.client_id.in_(sorted(window.client_ids)),
            window.lines,
            CampaignDay.day >= min([window.oldest, *(line.terms.period.first for line in lines.values())]),
            CampaignDay.day <= window.newest,
            CampaignDay.day <= PlanLine.last_day,
            or_(CampaignDay.day >= window.oldest, CampaignDay.day >= PlanLine.first_day),
        )
        .group_by(PlanLineCampaign.plan_line_id, AdAccount.currency, CampaignDay.day)
    )
    for line_id, currency, day, spend, gone in session.execute(query):
        sums[line_id].setdefault(currency, {})[day] = _Spent(int(spend), int(gone))
    book = _book(session, window, lines.values(), sums)
    for line in lines.values():
        try:
            line.history, line.over = _history(line, sums[line.line_id], book, window)
        except MissingRate as error:
            line.error = error
    return book


def _book(session: Session, window: Window, lines: Iterable[LineFacts], sums: dict[int, Daily]) -> rates.RateBook:
    currencies = {line.terms.currency for line in lines} | {each for daily in sums.values() for each in daily}
    first = min((day for daily in sums.values() for days in daily.values() for day in days), default=window.newest)
    return rates.open_book(session, currencies=currencies, days=Period(min(first, window.newest), window.newest))


def _history(line: LineFacts, daily: Daily, book: rates.RateBook, window: Window) -> tuple[History, tuple[int, ...]]:
    """A line's spend by day in its own currency, and its part of flights that are over.

    Raises MissingRate for a day of its period.
    """
    period, currency = line.terms.period, line.terms.currency
    by_day: defaultdict[date, _Spent] = defaultdict(_Spent)
    not_before = date.min
    for other, days in sorted(daily.items()):
        if other == currency and len(daily) == 1:
            by_day.update(days)
            break
        for day, spent in days.items():
            try:
                rate = book.on(other, currency, day)
            except MissingRate:
                if day >= period.first and spent.all:
                    raise
                # The past only teaches the run rate: it starts after the last day that cannot be converted.
                not_before = max(not_before, day + ONE_DAY)
                continue
            by_day[day].all += rate.convert(spent.all)
            by_day[day].over += rate.convert(spent.over)
    complete = _complete(line.accounts, window.as_of)
    known = [day for day in by_day if day >= not_before]
    if not known:
        # Accounts that report, campaigns that never spent: known to be nothing since the period began.
        nothing = 0
        if complete is not None and complete >= period.first:
            nothing = (min(complete, period.last) - period.first).days + 1
        return History(period.first, (0,) * nothing, complete), ()
    first = min(known)
    last = max(*known, min(complete or first, window.newest, period.last))
    days_known = [by_day[day] if day in by_day else _Spent() for day in Period(first, last).days()]
    over = tuple(spent.over for spent in days_known)
    return History(first, tuple(spent.all for spent in days_known), complete), over if any(over) else ()


def _complete(accounts: Sequence[AccountFacts], as_of: date) -> date | None:
    """The last day that every account still reporting has figures for."""
    known = [account.figures_to for account in accounts if account.figures_to]
    reporting = [day for day in known if (as_of - day).days <= _SILENT_DAYS]
    return min(reporting) if reporting else max(known, default=None)


def read_untracked(session: Session, window: Window) -> list[UntrackedSpend]:
    """Spend of the month's whole days that no plan line covers on its day, by client and currency."""
    query = (
        select(
            AdAccount.client_id,
            AdAccount.currency,
            func.count(CampaignDay.campaign_id.distinct()),
            func.sum(CampaignDay.spend_micros),
        )
        .join(CampaignDay, CampaignDay.account_id == AdAccount.id)
        .where(
            AdAccount.client_id.in_(sorted(window.client_ids)),
            CampaignDay.day >= window.month.first,
            CampaignDay.day <= min(window.month.last, window.newest),
            CampaignDay.spend_micros != 0,
            ~is_tracked(),
        )
        .group_by(AdAccount.client_id, AdAccount.currency)
        .order_by(AdAccount.client_id, AdAccount.currency)
    )
    return [
        UntrackedSpend(client, currency, count, int(spend)) for client, currency, count, spend in session.execute(query)
    ]
