"""Fits of a pool's history, and what a fit says: a `Run`.

A fit does not depend on the horizon nor on planned spend, so the last few stay in memory: other horizons and "what if"
are answered from them in milliseconds.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

import forecasting
from forecasting import Forecast, History, ResponseCurves, RoasForecaster
from paidsocial.domain import wording
from paidsocial.domain.money import MICROS
from paidsocial.models import AdAccount
from paidsocial.services.prediction import completions, flights
from paidsocial.services.prediction.completions import Completion
from paidsocial.services.prediction.flights import Ending
from paidsocial.services.prediction.histories import load
from paidsocial.services.prediction.pools import LeftOut, Pool

INTERVAL = 0.8
Z80 = 1.2815515655446004  # half of an 80% interval, in standard deviations
WEEK = 7
POOL = 0  # in place of a unit's id: what happened to the whole pool at once
_KEEP, _KEEP_SMALL, _KEEP_UNITS = 4, 64, 50_000  # fits in memory: so many, and more while they are of few units
_TOLD = frozenset({"break_of_level", "launch", "pause", "end_of_life", "spend_jump", "partial_last_day"})
_OF_SPEND = frozenset({"launch", "pause", "end_of_life", "spend_jump"})
_MOST_EVENTS = 8  # of a unit

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sum:
    """All units together over the horizon, in major units; the interval is joint."""

    spend: float
    revenue: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a unit, dated: a break of its level, a launch, a pause; `text` says it in words."""

    kind: str
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days (the first may be fewer) through `last_day`: exact sums of what is stored, in micros by account."""

    last_day: date
    days: int
    spend: dict[int, int]
    revenue: dict[int, int]
    completed: dict[int, int]  # revenue as it is expected to become; the same where every day is complete


@dataclass(frozen=True, eq=False)
class Run:
    """What a fit said. Arrays are in the order of `ids`, amounts in major units of the pool's currency.

    `pace` is recent spend a day, `last_week` the mean of the last seven days, which pacing and reallocation look at;
    `daily_spend` what goes on of `pace`, or what is planned, while it lasts; `silent` the days since a unit last spent.
    `own_roas` is a unit's own, and `borrowed` 1 where the forecast's is more its group's than that. `spend` to `high`
    are sums over the horizon; `day_low` and `day_high` what a single
    day may be, relative to its expectation. The curve of a unit is scale * spend ** elasticity a day. `accounts` is
    each unit's ad account; `by_account` and `by_platform` are joint sums; `fan` is all units over the first week, the
    first two and so on.
    """

    level: str
    currency: str
    as_of: date
    through: date
    horizon: int
    ids: npt.NDArray[np.int64]
    pace: Floats
    last_week: Floats
    daily_spend: Floats
    silent: Floats
    spend: Floats
    revenue: Floats
    low: Floats
    high: Floats
    day_low: Floats
    day_high: Floats
    scale: Floats
    elasticity: Floats
    elasticity_error: Floats
    spend_low: Floats
    spend_high: Floats
    own_roas: Floats
    borrowed: Floats
    evidence: tuple[str, ...]
    evidence_reason: tuple[str, ...]
    weekday: Floats  # share of revenue by weekday, Monday first, 1 being an average day
    total: Sum
    accounts: npt.NDArray[np.int64]
    by_account: dict[int, Sum]
    by_platform: dict[str, Sum]
    fan: tuple[Sum, ...]
    weeks: tuple[Week, ...]  # of the past, oldest first
    events: dict[int, tuple[Event, ...]]  # by unit (POOL: all of them), newest first
    notice: str  # why the baseline replaced the model; empty where it did not
    left_out: tuple[LeftOut, ...]
    completion: Completion | None  # what was done to recent days before they were fitted
    endings: dict[int, Ending]  # units that stop before the horizon ends, or are slowed by what is left

    def row_of(self, unit_id: int) -> int | None:
        """Where a unit stands in the arrays."""
        found = int(np.searchsorted(self.ids, unit_id))
        return found if found < len(self.ids) and self.ids[found] == unit_id else None

    @property
    def curves(self) -> ResponseCurves:
        """Every unit's response curve."""
        labels = [str(unit) for unit in self.ids.tolist()]
        return ResponseCurves.from_parameters(labels, "power", scale=self.scale, elasticity=self.elasticity)


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted forecaster with what its units are. Rows here are in the library's order, a `Run`'s by id."""

    forecaster: RoasForecaster
    ids: npt.NDArray[np.int64]
    accounts: npt.NDArray[np.int64]
    platforms: dict[int, str]  # by ad account
    weeks: tuple[Week, ...]
    events: dict[int, tuple[Event, ...]]
    left_out: tuple[LeftOut, ...]
    completion: Completion | None
    silent: Floats  # days since a unit last spent
    last_week: Floats  # spend a day over the last seven days


_Key = tuple[str, str, date, str, str, str]
_fits: OrderedDict[_Key, Fit] = OrderedDict()
_lock = threading.Lock()
_fitting: dict[_Key, threading.Lock] = {}


def fit(session: Session, pool: Pool, level: str, version: str, measure: str = "revenue") -> Fit:
    """The pool's fit over its present figures (`version`), made where none is in memory. Raises NotEnoughData.

    Whoever asks for one that is being made waits for it: a large one takes seconds, and memory, once.
    """
    key = _key(session, pool, level, version, measure)
    known = _known(key)
    if known is not None:
        return known
    with _lock:
        mine = _fitting.setdefault(key, threading.Lock())
    with mine:
        found = _known(key)
        if found is None:
            try:
                found = _fit(session, pool, level, measure)
                _keep(key, found)
            finally:
                with _lock:
                    _fitting.pop(key, None)
    return found


def in_memory(session: Session, pool: Pool, level: str, version: str, measure: str = "revenue") -> bool:
    """Whether the fit need not be made."""
    return _known(_key(session, pool, level, version, measure)) is not None


def _key(session: Session, pool: Pool, level: str, version: str, measure: str) -> _Key:
    return str(session.get_bind().engine.url), pool.key, pool.as_of, level, version, measure


def _known(key: _Key) -> Fit | None:
    with _lock:
        found = _fits.get(key)
        if found is not None:
            _fits.move_to_end(key)
        return found


def _keep(key: _Key, made: Fit) -> None:
    with _lock:
        _fits[key] = made
        while len(_fits) > _KEEP_SMALL or (len(_fits) > _KEEP and _units_kept() > _KEEP_UNITS):
            _fits.popitem(last=False)


def _units_kept() -> int:
    return sum(len(each.ids) for each in _fits.values())


def _fit(session: Session, pool: Pool, level: str, measure: str) -> Fit:
    loaded = load(session, pool, level, measure)
    history, completed = loaded.history, loaded.completed()
    forecaster = RoasForecaster(interval=INTERVAL).fit(history, maturity=loaded.maturity, age=loaded.read_ages)
    query = select(AdAccount.id, AdAccount.platform).where(AdAccount.id.in_(pool.account_ids))
    return Fit(
        forecaster=forecaster,
        ids=np.array([int(unit) for unit in forecaster.units_], dtype=np.int64),
        accounts=np.array([int(group) for group in forecaster.groups_], dtype=np.int64),
        platforms={row[0]: row[1] for row in session.execute(query)},
        weeks=_weeks(history, completed),
        events=_events(forecaster, history),
        left_out=loaded.left_out,
        completion=completions.of(loaded, completed, measure),
        silent=_silent(history),
        last_week=history.spend[:, -WEEK:].sum(axis=1) / WEEK,
    )


def _silent(history: History) -> Floats:
    """Days since the last spend of each unit (units,): 0 where it spent on the last day, all where it never did."""
    spent = history.spend[:, ::-1] > 0
    return np.where(spent.any(axis=1), spent.argmax(axis=1), history.days).astype(float)


def _weeks(history: History, completed: History) -> tuple[Week, ...]:
    """The history by weeks that end on its last day, as the model sums them; exact, because it was read in micros."""
    accounts = np.array([int(group) for group in history.groups], dtype=np.int64)
    ends = list(range(history.days, 0, -WEEK))[::-1]
    starts = [max(end - WEEK, 0) for end in ends]
    known = np.unique(accounts)
    sums = {}
    for name, amounts in (("spend", history.spend), ("revenue", history.revenue), ("completed", completed.revenue)):
        micros = np.rint(amounts * MICROS).astype(np.int64)
        weekly = np.add.reduceat(micros, starts, axis=1)
        sums[name] = np.stack([weekly[accounts == account].sum(axis=0) for account in known])
    return tuple(
        Week(
            last_day=history.first_day + timedelta(days=end - 1),
            days=end - start,
            **{name: dict(zip(known.tolist(), each[:, at].tolist(), strict=True)) for name, each in sums.items()},
        )
        for at, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


@dataclass(frozen=True, slots=True)
class _Spending:
    """What the library is asked with: spend a day and how many days it lasts, where recent spend does not go on."""

    plan: dict[str, float]
    days: dict[str, float]


def _spending(
    fit: Fit, pool: Pool, horizon: int, daily_spend: Mapping[int, float] | None, ends: Mapping[int, Ending] | None
) -> _Spending:
    """Recent or planned spend, cut to what can still happen."""
    ids = fit.ids.tolist()
    plan = dict(daily_spend or {})
    if not ends:
        return _Spending({str(unit): amount for unit, amount in plan.items()}, {})
    ends = {unit: end for unit, end in ends.items() if not (end.off and unit in plan)}  # planned to spend again
    pace = dict(zip(ids, fit.forecaster.recent_spend_.tolist(), strict=True)) | plan
    silent = zip(ids, fit.silent.tolist(), strict=True)
    last_spent = {unit: pool.through - timedelta(days=int(days)) for unit, days in silent if unit in ends}
    going = flights.going({u: e for u, e in ends.items() if u in pace}, pace, last_spent, pool.through, horizon)
    plan |= going.daily
    return _Spending(
        {str(unit): amount for unit, amount in plan.items()}, {str(unit): days for unit, days in going.days.items()}
    )


def answer(  # noqa: PLR0917 - a fit, what is asked of it, and what its units can still spend
    fit: Fit,
    pool: Pool,
    level: str,
    horizon: int,
    daily_spend: Mapping[int, float] | None = None,
    ends: Mapping[int, Ending] | None = None,
) -> Run:
    """What the fit says of the next `horizon` days, at recent spend or at `daily_spend` for the units it names; units
    with an end spend no longer than it, and no more than is left."""
    forecaster = fit.forecaster
    asked = _spending(fit, pool, horizon, daily_spend, ends)
    plan, days = asked.plan, asked.days
    ahead, tomorrow = forecaster.predict(horizon, plan, days), forecaster.predict(1, plan, days)
    recent = dict(zip(forecaster.units_, forecaster.recent_spend_.tolist(), strict=True))
    daily = np.array([plan.get(unit, amount) for unit, amount in recent.items()])
    curves = forecaster.curves(horizon)
    order = np.argsort(fit.ids)
    return Run(
        level=level,
        currency=pool.currency,
        as_of=pool.as_of,
        through=pool.through,
        horizon=horizon,
        ids=fit.ids[order],
        pace=forecaster.recent_spend_[order],
        last_week=fit.last_week[order],
        daily_spend=daily[order],
        silent=fit.silent[order],
        **{name: getattr(ahead, name)[order] for name in ("spend", "revenue", "low", "high")},
        day_low=_relative(tomorrow, tomorrow.low)[order],
        day_high=_relative(tomorrow, tomorrow.high)[order],
        **{name: curves.parameters[name][order] for name in ("scale", "elasticity")},
        **{name: getattr(ahead, name)[order] for name in ("elasticity_error", "spend_low", "spend_high", "own_roas")},
        borrowed=np.array(ahead.borrowed, dtype=float)[order],
        evidence=tuple(ahead.evidence[row] for row in order),
        evidence_reason=tuple(wording.places(ahead.evidence_reason[row], pool.currency) for row in order),
        weekday=forecaster.weekday_index_,
        total=_sum(ahead.total),
        accounts=fit.accounts[order],
        by_account={int(group): _sum(found) for group, found in ahead.groups.items()},
        by_platform=_by_platform(fit, horizon, asked),
        fan=_fan(forecaster, forecaster.units_, horizon, asked),
        weeks=fit.weeks,
        events=fit.events,
        notice=ahead.notice,
        left_out=fit.left_out,
        completion=fit.completion,
        endings={unit: end for unit, end in (ends or {}).items() if str(unit) in days},
    )


def account_fan(  # noqa: PLR0917 - as `answer`
    fit: Fit,
    pool: Pool,
    account_id: int,
    horizon: int,
    daily_spend: Mapping[int, float] | None = None,
    ends: Mapping[int, Ending] | None = None,
) -> tuple[Sum, ...]:
    """The fan of one ad account's units."""
    asked = _spending(fit, pool, horizon, daily_spend, ends)
    members = [str(unit) for unit in fit.ids[fit.accounts == account_id].tolist()]
    return _fan(fit.forecaster, members, horizon, asked)


def _fan(forecaster: RoasForecaster, units: Iterable[str], horizon: int, asked: _Spending) -> tuple[Sum, ...]:
    """The units together over the first week, the first two, and so on; the last is the whole horizon."""
    known = tuple(units)
    ends = [*range(WEEK, horizon, WEEK), horizon]
    return tuple(_sum(forecaster.together(known, end, asked.plan, asked.days)) for end in ends)


def _by_platform(fit: Fit, horizon: int, asked: _Spending) -> dict[str, Sum]:
    members: dict[str, list[str]] = {}
    for unit, account in zip(fit.forecaster.units_, fit.accounts.tolist(), strict=True):
        members.setdefault(fit.platforms[account], []).append(unit)
    return {
        platform: _sum(fit.forecaster.together(units, horizon, asked.plan, asked.days))
        for platform, units in sorted(members.items())
    }


def _events(forecaster: RoasForecaster, history: History) -> dict[int, tuple[Event, ...]]:
    """What happened to the units, by id (POOL for all of them at once), newest first and no more than can be told."""
    found: dict[int, list[Event]] = {}
    least = _least_told(history)
    for event in forecaster.events_:
        trivial = event.unit is not None and event.kind in _OF_SPEND and max(event.before, event.after) < least
        if event.kind in _TOLD and not trivial:
            unit = POOL if event.unit is None else int(event.unit)
            text = event.words(lambda amount: wording.amount(round(amount * MICROS), history.currency or ""))
            found.setdefault(unit, []).append(Event(event.kind, event.first_day, text))
    return {
        unit: tuple(sorted(events, key=lambda each: each.day)[: -_MOST_EVENTS - 1 : -1])
        for unit, events in found.items()
    }


def _least_told(history: History) -> float:
    """The spend a day below which a launch, a pause or a jump is no news: a hundredth of what all units together spend
    on a day with spend, or a tenth of what one of them does, whichever is less."""
    spent = history.spend.sum()
    days, cells = (history.spend.sum(axis=0) > 0).sum(), (history.spend > 0).sum()
    return float(min(0.01 * spent / max(days, 1), 0.1 * spent / max(cells, 1)))


def _sum(found: forecasting.Sum) -> Sum:
    return Sum(found.spend, found.revenue, found.low, found.high)


def _relative(forecast: Forecast, bound: Floats) -> Floats:
    known = forecast.revenue > 0
    return np.where(known, bound / np.where(known, forecast.revenue, 1.0), 1.0)
