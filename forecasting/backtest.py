"""What the forecast would have said at earlier days, against what came and against simpler rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from sklearn.base import clone

from forecasting.baselines import baseline, names
from forecasting.figures import listed, whole_number
from forecasting.forecast import Forecast, Sum
from forecasting.history import ONE_DAY, Floats, History, Places, check_history
from forecasting.lateness.completion import Known
from forecasting.roas import MOST_HORIZON, RoasForecaster
from forecasting.scores import Cells, Comparison, Joint, Score, compare

__all__ = [
    "Comparison",
    "OriginResult",
    "Report",
    "Score",
    "UnitErrors",
    "backtest",
    "backtest_horizons",
    "baseline",
    "starts",
]

LEAST_DAYS = 28  # of history before the first origin
WANTED_DAYS = 56  # and where the history has them
MOST_ORIGINS = 10_000
STEP = 7
WIDEST_STEP = 28
REFERENCE = "trailing_28_roas"  # what a specialist uses, and what the model is held against


@dataclass(frozen=True)
class OriginResult:
    """One earlier day: what was forecast for all units together over the horizon, and what came.

    `low` and `high` are the total's joint interval. `errors` are the sums of absolute errors per unit, by method
    ("model" and the baselines). `notice` says why a baseline replaced the model then; empty where none did.
    """

    day: dt.date
    units: int
    spend: float
    forecast: float
    low: float
    high: float
    actual: float
    errors: dict[str, float]
    notice: str

    @property
    def held(self) -> bool:
        """Whether what came lies in the interval."""
        return self.low <= self.actual <= self.high


@dataclass(frozen=True, eq=False)
class UnitErrors:
    """Per unit, summed over the origins that knew it; arrays in the order of `units`.

    `error` and `reference_error` are sums of absolute errors of the model and of the last 28 days' ROAS; `inside`
    counts the origins whose actual fell in the interval, of `counted` ones with something to forecast.
    """

    units: tuple[str, ...]
    forecast: Floats
    actual: Floats
    error: Floats
    reference_error: Floats
    counted: Places
    inside: Places

    def worst(self, count: int = 10) -> list[int]:
        """Rows of the largest absolute errors, largest first; units without any error are left out."""
        order = np.argsort(-self.error, kind="stable")[:count]
        return [int(row) for row in order if self.error[row] > 0]


@dataclass(frozen=True, eq=False)
class Report:
    """Scores of the model and of each baseline over the same units and origins, given the spend that happened.

    `by_evidence` and `by_group` are the same comparison within each evidence grade (as graded at the origin) and each
    group. `series` has one entry per origin, oldest first. `interval` is the share of outcomes the intervals promise.
    `unseen_share` is the share of revenue of units that had not begun at the origin: nobody could forecast it, and no
    score contains it.
    """

    model: Score
    baselines: dict[str, Score]
    by_evidence: dict[str, Comparison]
    by_group: dict[str, Comparison]
    horizon: int
    interval: float
    series: tuple[OriginResult, ...]
    per_unit: UnitErrors
    unseen_share: float

    @property
    def origins(self) -> tuple[dt.date, ...]:
        """The days from which was forecast, oldest first."""
        return tuple(each.day for each in self.series)

    @property
    def units(self) -> tuple[str, ...]:
        """The units that at least one origin knew."""
        return self.per_unit.units

    @property
    def fallbacks(self) -> int:
        """Origins at which the model stood back for the last 28 days' ROAS."""
        return sum(1 for each in self.series if each.notice)

    @cached_property
    def overall(self) -> Comparison:
        """The whole as one comparison."""
        return Comparison(self.model, self.baselines)

    def wins(self, name: str = REFERENCE) -> int:
        """Origins at which the model's error was smaller than a baseline's."""
        return sum(1 for each in self.series if name in each.errors and each.errors["model"] < each.errors[name])


def backtest(  # noqa: PLR0917 - what a backtest is asked with
    history: History,
    horizon: int = 28,
    origins: int = 6,
    forecaster: RoasForecaster | None = None,
    groups: Mapping[str, str] | None = None,
    known: Callable[[History], Known] | None = None,
) -> Report:
    """Forecast from `origins` earlier days, knowing only what came before, and score.

    Origins are whole weeks before the last possible one, spread over the history: one to four weeks apart. Each
    forecast is given the daily spend that then happened, so that the error is the forecast's and not the budget's.
    `groups`, by unit, are what to report by instead of the history's groups (platforms, say; a handful).

    Figures are restated, so the history holds more of an origin's last days than anybody knew then. `known` turns what
    the history holds before an origin into what had been reported by then, with the curves and ages that complete it;
    model and baselines then start from that. Give the history itself completed (`complete`), so that the last days'
    actuals are what they are expected to become.
    Raises ValueError where the history is too short, saying how many days are missing, or a unit has no group.
    """
    horizon = whole_number(horizon, "horizon", MOST_HORIZON, " of days")
    return backtest_horizons(history, (horizon,), origins, forecaster, groups, known)[horizon]


def backtest_horizons(  # noqa: PLR0917 - as `backtest`
    history: History,
    horizons: Sequence[int] = (7, 14, 28),
    origins: int = 6,
    forecaster: RoasForecaster | None = None,
    groups: Mapping[str, str] | None = None,
    known: Callable[[History], Known] | None = None,
) -> dict[int, Report]:
    """The backtest at several horizons from the same origins, those of the longest: one fit per origin serves them all.

    Raises ValueError like `backtest`.
    """
    template, origins = checked(history, origins, forecaster)
    wanted = _horizons(horizons)
    if groups is not None and not isinstance(groups, Mapping):
        raise ValueError(f"groups is {groups!r}: give a mapping of units to what to report them by")
    if known is not None and not callable(known):
        raise ValueError(f"known is {known!r}: give a function that turns a history into what was known of it")
    unknown = [] if groups is None else [unit for unit in history.units if unit not in groups]
    if unknown:
        raise ValueError(f"unit {unknown[0]!r} has no group: give one for every unit, or leave groups out")
    seen: dict[int, list[_Origin]] = {horizon: [] for horizon in wanted}
    for start in starts(history, wanted[-1], origins):
        past, fitted = _fitted(template, history.until(history.first_day + start * ONE_DAY), known)
        for horizon in wanted:
            seen[horizon].append(_look(history, past, fitted, horizon, groups))
    return {horizon: _report(history, found, horizon, float(template.interval)) for horizon, found in seen.items()}


def _horizons(given: object) -> list[int]:
    """Different horizons, shortest first."""
    several = listed(given, f"horizons is {given!r}: give a list of horizons in days, such as (7, 14, 28)")
    wanted = sorted({whole_number(horizon, "horizon", MOST_HORIZON, " of days") for horizon in several})
    if not wanted:
        raise ValueError("horizons is empty: give at least one horizon in days, such as (7, 14, 28)")
    return wanted


def checked(history: object, origins: object, forecaster: object) -> tuple[RoasForecaster, int]:
    """The forecaster to fit at each of so many origins; ValueError for what is no history, number or forecaster."""
    check_history(history)
    if forecaster is not None and not isinstance(forecaster, RoasForecaster):
        raise ValueError(f"forecaster is {forecaster!r}: give a RoasForecaster, or leave it out")
    return RoasForecaster() if forecaster is None else forecaster, whole_number(origins, "origins", MOST_ORIGINS)


def _fitted(
    template: RoasForecaster, past: History, known: Callable[[History], Known] | None
) -> tuple[History, RoasForecaster]:
    """What was known at an origin, and the fit to it."""
    if known is None:
        return past, clone(template).fit(past)
    then = known(past)
    if then.history.units != past.units or then.history.spend.shape != past.spend.shape:
        raise ValueError(f"what was known before {past.last_day + ONE_DAY} must have the units and days of the history")
    return then.history, clone(template).fit(then.history, maturity=then.maturity, age=then.age)


def starts(history: History, horizon: int, origins: int) -> list[int]:
    """Origins in days since the first, oldest first; ValueError where the history is too short for one."""
    begun = int(history.present.any(axis=0).argmax())  # days before any unit's first
    last = history.days - horizon
    if last < begun + LEAST_DAYS:
        raise ValueError(
            f"the history has {history.days - begun} days; {LEAST_DAYS} before the first origin and a horizon of "
            f"{horizon} need {begun + LEAST_DAYS - last} more: shorten the horizon or wait"
        )
    first = begun + (WANTED_DAYS if last - begun - WANTED_DAYS >= (origins - 1) * STEP else LEAST_DAYS)
    even = (last - first) // max(origins - 1, 1) // STEP * STEP
    step = min(max(even, STEP), WIDEST_STEP)
    return [last - step * back for back in reversed(range(origins)) if last - step * back >= begun + LEAST_DAYS]


@dataclass(frozen=True, eq=False)
class _Origin:
    """One origin at one horizon; arrays over the units it knew, `rows` being their places in the whole history."""

    day: dt.date
    rows: Places
    groups: tuple[str, ...]
    sums: Mapping[str, Sum]
    spend: Floats
    actual: Floats
    forecast: Forecast
    told: dict[str, Floats]
    unseen: float
    notice: str


def _look(
    history: History, past: History, fitted: RoasForecaster, horizon: int, groups: Mapping[str, str] | None
) -> _Origin:
    rows = np.flatnonzero(np.asarray(history.present[:, : past.days].any(axis=1)))
    ahead = slice(past.days, past.days + horizon)
    daily = history.spend[rows, ahead].mean(axis=1)
    actual = history.revenue[rows, ahead].sum(axis=1)
    plan = dict(zip(past.units, daily.tolist(), strict=True))
    forecast = fitted.predict(horizon, plan)
    labels = past.groups if groups is None else tuple(groups[unit] for unit in past.units)
    return _Origin(
        day=past.last_day + ONE_DAY,
        rows=rows,
        groups=labels,
        sums=forecast.groups if groups is None else _sums(fitted, past.units, labels, horizon, plan),
        spend=daily * horizon,
        actual=actual,
        forecast=forecast,
        told={name: baseline(name, past, daily, horizon) for name in names(past, horizon)},
        unseen=float(history.revenue[:, ahead].sum() - actual.sum()),
        notice=forecast.notice if fitted.fallback_ else "",
    )


def _sums(
    fitted: RoasForecaster, units: tuple[str, ...], labels: tuple[str, ...], horizon: int, plan: Mapping[str, float]
) -> dict[str, Sum]:
    """Each group's joint forecast."""
    members: dict[str, list[str]] = {}
    for unit, label in zip(units, labels, strict=True):
        members.setdefault(label, []).append(unit)
    return {label: fitted.together(of_label, horizon, plan) for label, of_label in members.items()}


def _report(history: History, found: list[_Origin], horizon: int, interval: float) -> Report:
    known = np.unique(np.concatenate([each.rows for each in found]))
    cells = _cells(found, np.searchsorted(known, np.arange(len(history.units))))
    whole = compare(cells, np.ones(cells.actual.size, dtype=bool), _totals(found))
    groups = np.array([group for each in found for group in each.groups], dtype=object)
    joint = _groups(found)
    everywhere = Joint.together(list(joint.values()))
    revenue = sum(float(each.actual.sum()) + each.unseen for each in found)
    return Report(
        model=replace(whole.model, group_coverage=everywhere.coverage),
        baselines=whole.baselines,
        by_evidence=_by(cells, np.array([one for each in found for one in each.forecast.evidence], dtype=object)),
        by_group=_by(cells, groups, joint),
        horizon=horizon,
        interval=interval,
        series=_series(found, cells),
        per_unit=_per_unit(tuple(history.units[row] for row in known), cells),
        unseen_share=sum(each.unseen for each in found) / revenue if revenue > 0 else 0.0,
    )


def _cells(found: list[_Origin], place: Places) -> Cells:
    """All units and origins as flat arrays; a rule that had no forecast for one says nan there."""
    rules = list(dict.fromkeys(name for each in found for name in each.told))
    silent = [np.full(each.rows.size, np.nan) for each in found]
    return Cells(
        origin=np.repeat(np.arange(len(found)), [each.rows.size for each in found]),
        unit=place[np.concatenate([each.rows for each in found])],
        spend=np.concatenate([each.spend for each in found]),
        actual=np.concatenate([each.actual for each in found]),
        forecast=np.concatenate([each.forecast.revenue for each in found]),
        low=np.concatenate([each.forecast.low for each in found]),
        high=np.concatenate([each.forecast.high for each in found]),
        told={
            name: np.concatenate([each.told.get(name, none) for each, none in zip(found, silent, strict=True)])
            for name in rules
        },
    )


def _totals(found: list[_Origin]) -> Joint:
    return Joint.of([(each.forecast.total.low, each.forecast.total.high, float(each.actual.sum())) for each in found])


def _groups(found: list[_Origin]) -> dict[str, Joint]:
    """What each group's joint interval said at each origin, and what came."""
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for each in found:
        labels, place = np.unique(np.array(each.groups, dtype=object).astype(str), return_inverse=True)
        came = np.bincount(place, weights=each.actual)
        for label, actual in zip(labels.tolist(), came.tolist(), strict=True):
            group = each.sums[label]
            rows.setdefault(label, []).append((group.low, group.high, actual))
    return {label: Joint.of(seen) for label, seen in rows.items()}


def _by(cells: Cells, labels: Places, joint: Mapping[str, Joint] | None = None) -> dict[str, Comparison]:
    found = sorted({str(label) for label in labels.tolist()} - {""})
    return {label: compare(cells, np.asarray(labels == label), (joint or {}).get(label)) for label in found}


def _series(found: list[_Origin], cells: Cells) -> tuple[OriginResult, ...]:
    count = len(found)
    methods = {"model": cells.forecast, **cells.told}
    errors = {
        name: np.bincount(cells.origin, weights=np.abs(told - cells.actual), minlength=count)
        for name, told in methods.items()
    }
    return tuple(
        OriginResult(
            day=each.day,
            units=int(each.rows.size),
            spend=float(each.spend.sum()),
            forecast=each.forecast.total.revenue,
            low=each.forecast.total.low,
            high=each.forecast.total.high,
            actual=float(each.actual.sum()),
            errors={name: float(error[at]) for name, error in errors.items() if np.isfinite(error[at])},
            notice=each.notice,
        )
        for at, each in enumerate(found)
    )


def _per_unit(units: tuple[str, ...], cells: Cells) -> UnitErrors:
    def summed(values: Floats) -> Floats:
        return np.asarray(np.bincount(cells.unit, weights=values, minlength=len(units)), dtype=float)

    alive = cells.alive
    return UnitErrors(
        units=units,
        forecast=summed(cells.forecast),
        actual=summed(cells.actual),
        error=summed(np.abs(cells.forecast - cells.actual)),
        reference_error=summed(np.abs(cells.told[REFERENCE] - cells.actual)),
        counted=summed(alive.astype(float)).astype(np.intp),
        inside=summed((alive & cells.held).astype(float)).astype(np.intp),
    )
