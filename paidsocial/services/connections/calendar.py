"""Which days of an ad account can be trusted: one state per account-local day, in three queries whatever their number.

complete   figures are stored, and at least 98% of their final revenue is known
maturing   figures are stored, and less is known
quiet      the platform was asked and told of no delivery
held       figures for it wait for a person
missing    it is over, and there is nothing
not_yet    it is not over, or the pull or file that brings it is still to come
outside    before the first day that anybody asked for
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forecasting import Maturity
from paidsocial.domain.days import ONE_DAY, Period, local_day
from paidsocial.errors import NotFound
from paidsocial.models import AccountDay, AccountMaturity, AccountSync, AdAccount, ImportBatch, SyncRun
from paidsocial.services.access import Actor, Permission, client_filter, require
from paidsocial.services.connections import turns
from paidsocial.services.connections.syncing import FIRST_PULL
from paidsocial.services.imports.held import HELD
from paidsocial.services.performance.maturity import oldest

MATURE = 0.98
MONTHS = 13
PATIENCE = timedelta(hours=6)  # a pull that is late by less may still bring a day
_SILENT = timedelta(days=62)  # without a figure for so long, and unconnected: shown up to its last ones


class State(enum.StrEnum):
    """What is known of a day."""

    COMPLETE = "complete"
    MATURING = "maturing"
    QUIET = "quiet"
    HELD = "held"
    MISSING = "missing"
    NOT_YET = "not_yet"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Day:
    """A day; `known` the share of its final revenue that was known when it was last read, where that is less than all.

    `batch_id`: the import that waits with figures for it.
    """

    day: date
    state: State
    spend_micros: int | None = None
    known: float | None = None
    batch_id: int | None = None


@dataclass(frozen=True)
class Calendar:
    """Whole months of days. `assumed`: how late revenue comes in is not learned from this account yet."""

    days: tuple[Day, ...]
    today: date
    assumed: bool

    @cached_property
    def counts(self) -> Mapping[State, int]:
        """How many days are in each state."""
        return Counter(day.state for day in self.days)

    @property
    def through(self) -> date | None:
        """The last day with figures, or that the platform told of."""
        told = (State.COMPLETE, State.MATURING, State.QUIET)
        return next((day.day for day in reversed(self.days) if day.state in told), None)

    @property
    def months(self) -> list[tuple[Period, list[Day]]]:
        """The days by month, newest first."""
        found: dict[Period, list[Day]] = {}
        for day in self.days:
            found.setdefault(Period.month_of(day.day), []).append(day)
        return list(reversed(found.items()))

    @property
    def gaps(self) -> list[Period]:
        """Runs of missing days, the latest first."""
        runs: list[Period] = []
        for day in self.days:
            if day.state is not State.MISSING:
                continue
            if runs and day.day - runs[-1].last == ONE_DAY:
                runs[-1] = Period(runs[-1].first, day.day)
            else:
                runs.append(Period(day.day, day.day))
        return runs[::-1]


@dataclass(frozen=True, slots=True)
class _About:
    """What is known of the account besides its days."""

    account: AdAccount
    sync: AccountSync | None
    curve: Sequence[float]
    assumed: bool
    pulled_from: date | None
    first: date | None
    last: date | None


def read(session: Session, actor: Actor, account_id: int, *, now: datetime) -> Calendar:
    """Every day of the last 13 months, ending with the present one. Raises NotFound."""
    require(actor, Permission.VIEW)
    about = _about(session, actor, account_id)
    today = local_day(now, about.account.time_zone)
    period = _period(about, today)
    stored = _stored(session, account_id, period)
    held = _held(session, account_id, period)
    days = (_day(day, about, stored.get(day), held, today=today, now=now) for day in period.days())
    return Calendar(tuple(days), today, about.assumed)


def _about(session: Session, actor: Actor, account_id: int) -> _About:
    of_account = SyncRun.account_id == AdAccount.id
    pulled = select(func.min(SyncRun.first_day)).where(of_account)
    whole = pulled.where(SyncRun.state.in_([turns.DONE, turns.HELD]))
    first, last = (
        select(which(AccountDay.day)).where(AccountDay.account_id == AdAccount.id).correlate(AdAccount)
        for which in (func.min, func.max)
    )
    query = (
        select(
            AdAccount,
            AccountSync,
            AccountMaturity,
            func.coalesce(whole.correlate(AdAccount).scalar_subquery(), pulled.correlate(AdAccount).scalar_subquery()),
            first.scalar_subquery(),
            last.scalar_subquery(),
        )
        .outerjoin(AccountSync, AccountSync.account_id == AdAccount.id)
        .outerjoin(AccountMaturity, AccountMaturity.account_id == AdAccount.id)
        .where(AdAccount.id == account_id, client_filter(actor, AdAccount.client_id))
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound("There is no such ad account, or it is not one of your clients'.")
    account, sync, maturity, pulled_from, first_day, last_day = found
    assumed = maturity is None or not maturity.days
    curve = _curve(maturity, account.platform)
    return _About(account, sync, curve, assumed, pulled_from, first_day, last_day)


def _curve(stored: AccountMaturity | None, platform: str) -> Sequence[float]:
    if stored is None:
        return list(map(float, Maturity.default(oldest(platform)).curve))
    return [float(share) for share in np.nan_to_num(np.array(stored.payload["curve"], dtype=float), nan=1.0)]


def _period(about: _About, today: date) -> Period:
    """Thirteen whole months at most, from the first day there is; of an account long silent, those of its last days."""
    silent = about.sync is None and about.last is not None and today - about.last > _SILENT
    last = about.last if silent and about.last else today
    month = Period.month_of(last)
    for _ in range(MONTHS - 1):
        month = month.before()
    since = _since(about, today)
    earliest = Period.month_of(since).first if since is not None and since <= last else Period.month_of(last).first
    return Period(max(month.first, earliest), Period.month_of(last).last)


def _since(about: _About, today: date) -> date | None:
    """The first day that is expected to be there."""
    sync = about.sync
    asked = None
    if sync is not None and sync.pull:
        asked = about.pulled_from or sync.since or today - timedelta(days=FIRST_PULL)
    return min((day for day in (about.first, asked) if day is not None), default=None)


def _stored(session: Session, account_id: int, period: Period) -> dict[date, AccountDay]:
    query = select(AccountDay).where(
        AccountDay.account_id == account_id, AccountDay.day.between(period.first, period.last)
    )
    return {row.day: row for row in session.scalars(query)}


def _held(session: Session, account_id: int, period: Period) -> list[tuple[Period, int]]:
    query = (
        select(ImportBatch.first_day, ImportBatch.last_day, ImportBatch.id)
        .where(
            ImportBatch.account_id == account_id,
            ImportBatch.state == HELD,
            ImportBatch.last_day >= period.first,
            ImportBatch.first_day <= period.last,
        )
        .order_by(ImportBatch.id.desc())
    )
    return [
        (Period(first, last), batch_id)
        for first, last, batch_id in session.execute(query)
        if first is not None and last is not None
    ]


def _day(
    day: date,
    about: _About,
    stored: AccountDay | None,
    held: Sequence[tuple[Period, int]],
    *,
    today: date,
    now: datetime,
) -> Day:
    spend = stored.spend_micros if stored is not None else None
    waiting = next((batch_id for period, batch_id in held if day in period), None)
    if waiting is not None:
        return Day(day, State.HELD, spend, batch_id=waiting)
    if stored is not None:
        known = _known(stored, about)
        young = known is not None and known < MATURE
        return Day(day, State.MATURING if young or day >= today else State.COMPLETE, spend, known if young else None)
    return Day(day, _empty(day, about, today, now))


def _known(stored: AccountDay, about: _About) -> float | None:
    """The share of a day's final revenue known when it was last read; None where it has none to wait for."""
    if stored.revenue_micros is None:
        return None
    age = max((local_day(stored.last_seen_at, about.account.time_zone) - stored.day).days, 0)
    return about.curve[age] if age < len(about.curve) else None


def _empty(day: date, about: _About, today: date, now: datetime) -> State:
    """What a day without figures is."""
    since, sync = _since(about, today), about.sync
    if day >= today:
        return State.NOT_YET
    if since is None or day < since:
        return State.OUTSIDE
    if sync is None or not sync.pull:
        return State.MISSING if about.last is not None and day < about.last else State.NOT_YET
    if sync.through is not None and about.pulled_from is not None and about.pulled_from <= day <= sync.through:
        return State.QUIET
    on_time = not sync.failures and now < sync.due_at + PATIENCE
    to_come = sync.through is None or day > sync.through
    return State.NOT_YET if to_come and (on_time or sync.claim is not None) else State.MISSING
