"""Forecasts of revenue and ROAS over a pool: what the command, the Forecast page and columns of tables ask for.

    forecast(session, actor, now=, as_of=, horizon=28, level="campaign", currency=None, client_id=None) -> PoolForecast

With `account_id` it is narrowed to one ad account, with `until` it reaches to a day, and with `plan` it says what
another spend would bring (nothing is stored then). For a column in a table (never fails; empty without a forecast):

    by_unit(session, actor, now=, as_of=, client_id=None, currency=None, level="campaign") -> dict[id, UnitForecast]

One campaign's or ad set's future: `outlooks`. How good it was: `backtests`. A fit over a pool is kept (`forecast_runs`)
and read by every page until new figures arrive, so these are cheap from the second call on. Nothing here may be called
inside a write transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.errors import BadInput, NotEnoughData
from paidsocial.models import AdAccount
from paidsocial.services.access import Actor, Permission, get_account, require
from paidsocial.services.prediction import forecast_runs, incremental, lift_tests, pools, track_records
from paidsocial.services.prediction.completions import Completion
from paidsocial.services.prediction.forecast_plans import Plan, daily_spend
from paidsocial.services.prediction.forecast_runs import POOL, Event, Run, Sum, Week
from paidsocial.services.prediction.histories import Unit, check_level, count_units, units
from paidsocial.services.prediction.pools import LeftOut, Pool
from paidsocial.services.prediction.track_records import TrackRecord
from paidsocial.services.prediction.unit_forecasts import (
    Read,
    TotalForecast,
    UnitForecast,
    estimate,
    read,
    read_anew,
    sum_of,
    together,
)

__all__ = [
    "BASIS",
    "IDLE",
    "LONGEST_HORIZON",
    "MANY",
    "OFF",
    "IncrementalForecast",
    "PlatformForecast",
    "PoolForecast",
    "TotalForecast",
    "UnitForecast",
    "at_hand",
    "by_unit",
    "check_horizon",
    "estimate",
    "forecast",
    "idle_units",
    "prepare",
]

LONGEST_HORIZON = 180
IDLE = "no spend of late: stopped, or the flight or its budget is over"
OFF = "the platform says that they are paused or ended, so nothing is expected of them until they run again"
# What daily spend is, in words; pacing and reallocation look at budgets and the last 7 days.
BASIS = "the mean of its last 14 whole days (28 where it spends on few of them), or since it last jumped or began"
MANY = 1000  # units of which a fit takes a second or more
MANY_CLIENTS = 10  # each is fitted by itself
_NAMES = 50


@dataclass(frozen=True, slots=True)
class PlatformForecast:
    """The units of one platform together."""

    platform: str
    units: int
    total: TotalForecast


@dataclass(frozen=True, slots=True)
class IncrementalForecast:
    """What of a forecast's revenue would not have come anyway, by the lift tests on record.

    `share` is its part of the reported revenue; `tests` how many count, `reach` which units none of them speaks of.
    """

    total: TotalForecast
    share: float | None
    tests: int
    reach: str


@dataclass(frozen=True, slots=True)
class PoolForecast:
    """Every unit of a pool that spends, largest spend first, and all together.

    `fan` is all units over the first week, the first two and so on, the last being `total`; `weeks` the past as the fit
    saw it. `idle` units spend nothing at present; `off` are those of them that spent lately and that the platform says
    are “paused” or “ended”, by id. `base` is the forecast if spend goes on, where this one is planned.
    """

    as_of: date
    through: date  # the last whole day the forecast knows
    horizon: int
    level: str
    currency: str
    units: tuple[UnitForecast, ...]
    total: TotalForecast
    notice: str
    left_out: tuple[LeftOut, ...]
    platforms: tuple[PlatformForecast, ...]
    fan: tuple[TotalForecast, ...]
    weeks: tuple[Week, ...]
    idle: tuple[Unit, ...]
    off: dict[int, str]
    events: tuple[Event, ...]  # of the whole pool at once
    clients: int = 1  # each is fitted by itself
    account_id: int | None = None
    base: PoolForecast | None = None
    completion: Completion | None = None  # what was done to recent days before they were fitted
    incremental: IncrementalForecast | None = None  # None without a lift test that counts
    record: TrackRecord | None = None  # how such forecasts did before; None where no backtest is kept


def forecast(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    as_of: date,
    horizon: int = 28,
    until: date | None = None,
    level: str = "campaign",
    currency: str | None = None,
    client_id: int | None = None,
    account_id: int | None = None,
    plan: Plan | None = None,
    keep: bool = True,
    tested: bool = False,
) -> PoolForecast:
    """Revenue and ROAS of the next `horizon` days (or through `until`) if recent spend goes on, or at `plan`.

    `keep`: whether a new fit is stored, to be held against what happens; `tested`: whether to say what of it is
    incremental where lift tests tell. Raises NotEnoughData, BadInput, NotFound.
    """
    require(actor, Permission.VIEW)
    check_horizon(horizon)
    if account_id is not None:
        currency = currency or get_account(session, actor, account_id).currency
    pool = pools.choose(session, actor, now=now, as_of=as_of, currency=currency, client_id=client_id)
    if until is not None:
        horizon = check_horizon((until - pool.through).days)
    _check_account(pool, account_id)
    run = forecast_runs.run(session, pool, level=level, horizon=horizon, now=now, keep=keep)
    known = cache(lambda: units(session, pool.account_ids, level))
    fan = _fan(session, pool, run, account_id, {}, now)
    record = track_records.of_pool(session, pool, level=level, horizon=horizon) if account_id is None else None
    found = _told_apart(session, replace(_read(run, pool, read(run, known), account_id, fan=fan), record=record))
    amounts = daily_spend(plan, run, known(), account_id) if plan is not None else {}
    if not amounts:
        return replace(_checked(found), incremental=_incremental(session, pool, run, account_id) if tested else None)
    planned = forecast_runs.planned(session, pool, level=level, horizon=horizon, daily_spend=amounts, now=now)
    fan = _fan(session, pool, planned, account_id, amounts, now)
    # What is planned to stop is still shown.
    there = read_anew(planned, known(), (run.daily_spend > 0) | (planned.daily_spend > 0))
    made = _told_apart(session, _checked(_read(planned, pool, there, account_id, fan=fan, base=found)))
    parts = _incremental(session, pool, planned, account_id) if tested else None
    return replace(made, incremental=parts, record=record)


def _told_apart(session: Session, found: PoolForecast) -> PoolForecast:
    """Units that share a name with one of another ad account carry their account's."""
    accounts: dict[str, set[int]] = {}
    for unit in found.units:
        accounts.setdefault(unit.name, set()).add(unit.account_id)
    shared = {account_id for ids in accounts.values() if len(ids) > 1 for account_id in ids}
    if not shared:
        return found
    rows = session.execute(select(AdAccount.id, AdAccount.name).where(AdAccount.id.in_(shared)))
    names = {row.id: row.name for row in rows}
    told = (
        replace(unit, account_name=names[unit.account_id]) if len(accounts[unit.name]) > 1 else unit
        for unit in found.units
    )
    return replace(found, units=tuple(told))


def at_hand(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    as_of: date,
    horizon: int = 28,
    until: date | None = None,
    level: str = "campaign",
    currency: str | None = None,
    client_id: int | None = None,
    account_id: int | None = None,
    plan: Plan | None = None,
) -> bool:
    """Whether the same question to `forecast` is answered at once: nothing is to be fitted, or little enough.

    A question that cannot be answered is at hand too: the answer is its refusal. Raises NotFound.
    """
    require(actor, Permission.VIEW)
    check_level(level)
    if account_id is not None:
        currency = currency or get_account(session, actor, account_id).currency
    try:
        pool = pools.choose(session, actor, now=now, as_of=as_of, currency=currency, client_id=client_id)
    except (NotEnoughData, BadInput):
        return True
    if count_units(session, pool.account_ids, level) < MANY and len(pool.client_ids) < MANY_CLIENTS:
        return True
    days = horizon if until is None else (until - pool.through).days
    answered = None if account_id is not None or plan is not None else days
    return forecast_runs.at_hand(session, pool, level=level, horizon=answered, now=now)


def prepare(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    as_of: date,
    currency: str | None = None,
    client_id: int | None = None,
) -> None:
    """Fit what pages will ask for next, so that nobody waits; nothing happens where nothing is to be forecast."""
    by_unit(session, actor, now=now, as_of=as_of, currency=currency, client_id=client_id)


def check_horizon(horizon: int) -> int:
    """The horizon, or BadInput."""
    if not 1 <= horizon <= LONGEST_HORIZON:
        raise BadInput(f"A horizon is from 1 to {LONGEST_HORIZON} days, not {horizon}.", field="horizon")
    return horizon


def idle_units(names: Sequence[str], level: str, why: str = IDLE) -> tuple[LeftOut, ...]:
    """Units that have nothing to say, as one entry."""
    if not names:
        return ()
    what = wording.count(len(names), "campaign" if level == "campaign" else "ad set")
    return (LeftOut(what, why, tuple(names[:_NAMES])),)


def by_unit(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    as_of: date,
    client_id: int | None = None,
    currency: str | None = None,
    level: str = "campaign",
) -> dict[int, UnitForecast]:
    """The forecast of every unit that spends, by its id, for a column; empty where there is none to be made."""
    try:
        found = forecast(session, actor, now=now, as_of=as_of, level=level, currency=currency, client_id=client_id)
    except (NotEnoughData, BadInput):
        return {}
    return {unit.id: unit for unit in found.units}


def _check_account(pool: Pool, account_id: int | None) -> None:
    if account_id is not None and account_id not in pool.account_ids:
        raise NotEnoughData(
            f"This ad account has no figures in {pool.currency} in the {pools.STALE_DAYS} days before {pool.as_of}; "
            "import newer ones, or choose another."
        )


def _checked(found: PoolForecast) -> PoolForecast:
    if not found.units:
        raise NotEnoughData(
            f"Nothing spends any more before {found.as_of}, so there is nothing to carry forward; "
            "import newer figures, or look from an earlier day with --as-of."
        )
    return found


def _incremental(session: Session, pool: Pool, run: Run, account_id: int | None) -> IncrementalForecast | None:
    """The incremental part of a run, or of one ad account's units; None without a lift test that counts."""
    if not lift_tests.any_standing(session, pool.client_ids, pool.currency, through=pool.as_of):
        return None
    changed, calibration = incremental.calibrated(session, pool, run)
    if not calibration.tests:
        return None
    nothing = Sum(0.0, 0.0, 0.0, 0.0)
    reported, part = (
        each.total if account_id is None else each.by_account.get(account_id, nothing) for each in (run, changed)
    )
    share = part.revenue / reported.revenue if reported.revenue > 0 else None
    return IncrementalForecast(sum_of(run, part), share, calibration.tests, calibration.reach)


def _fan(  # noqa: PLR0917 - what is looked at, of whom, at which spend and when
    session: Session, pool: Pool, run: Run, account_id: int | None, amounts: Mapping[int, float], now: datetime
) -> tuple[Sum, ...]:
    if account_id is None:
        return run.fan
    return forecast_runs.account_fan(session, pool, run, account_id, daily_spend=amounts, now=now)


def _read(
    run: Run,
    pool: Pool,
    found: Read,
    account_id: int | None,
    *,
    fan: Sequence[Sum],
    base: PoolForecast | None = None,
) -> PoolForecast:
    """A run in money, its units by what they spend."""
    here = tuple(unit for unit in found.spending if account_id in {None, unit.account_id})
    idle = tuple(unit for unit in found.idle if account_id in {None, unit.account_id})
    off = {unit.id: end.off for unit in idle if (end := run.endings.get(unit.id)) is not None and end.off}
    whole = run.total if account_id is None else run.by_account.get(account_id, Sum(0.0, 0.0, 0.0, 0.0))
    total = together(run, whole, here)
    return PoolForecast(
        as_of=run.as_of,
        through=run.through,
        horizon=run.horizon,
        level=run.level,
        currency=run.currency,
        units=here,
        total=total,
        notice=run.notice,
        left_out=(
            *pool.left_out,
            *run.left_out,
            *idle_units([unit.name for unit in idle if unit.id not in off], run.level),
            *idle_units([unit.name for unit in idle if unit.id in off], run.level, OFF),
        ),
        platforms=_platforms(run, here) if account_id is None else (),
        fan=(*(sum_of(run, each) for each in fan[:-1]), total),
        weeks=run.weeks if account_id is None else tuple(_of_account(week, account_id) for week in run.weeks),
        idle=idle,
        off=off,
        events=run.events.get(POOL, ()),
        clients=len(pool.client_ids),
        account_id=account_id,
        base=base,
        completion=run.completion,
    )


def _platforms(run: Run, found: Sequence[UnitForecast]) -> tuple[PlatformForecast, ...]:
    members: dict[str, list[UnitForecast]] = {}
    for unit in found:
        members.setdefault(unit.platform, []).append(unit)
    platforms = (
        PlatformForecast(platform, len(here), together(run, run.by_platform[platform], here))
        for platform, here in members.items()
    )
    return tuple(sorted(platforms, key=lambda each: (-each.total.spend.micros, each.platform)))


def _of_account(week: Week, account_id: int) -> Week:
    sums = ({account_id: known.get(account_id, 0)} for known in (week.spend, week.revenue, week.completed))
    return Week(week.last_day, week.days, *sums)
