"""What the forecast would have said at earlier days, against what came and against simpler rules."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
from sklearn.base import clone

from forecasting.history import ONE_DAY, Floats, History
from forecasting.roas import RoasForecaster

LEAST_DAYS = 28  # of history before the first origin
WANTED_DAYS = 56  # and where the history has them
BASELINES = ("trailing_28_roas", "trailing_14_roas", "trailing_7_roas", "no_change", "seasonal_naive")
STEP = 7
WIDEST_STEP = 28


@dataclass(frozen=True)
class Score:
    """Errors over all origins.

    `revenue_wape`: sum of absolute errors per unit over the sum of actual revenue. `total_revenue_ape`: absolute
    error of the account's total over the actual total, averaged over origins. `bias`: forecast over actual, less 1.
    `coverage` (the model's only): share of units and origins whose actual fell in the interval; `total_coverage` the
    same for the total; `interval_width`: mean width over mean actual.
    """

    revenue_wape: float
    total_revenue_ape: float
    bias: float
    coverage: float | None = None
    total_coverage: float | None = None
    interval_width: float | None = None


@dataclass(frozen=True)
class Report:
    """Scores of the model and of each baseline over the same units and origins, given the spend that happened.

    `by_evidence` and `by_group` repeat the model's score within each evidence grade and each group; `fallbacks`
    counts the origins at which the model stood back for the baseline.
    """

    model: Score
    baselines: dict[str, Score]
    by_evidence: dict[str, Score]
    by_group: dict[str, Score]
    horizon: int
    origins: tuple[dt.date, ...]
    units: tuple[str, ...]
    fallbacks: int


@dataclass(frozen=True, eq=False)
class _Scored:
    actual: Floats
    forecast: Floats
    low: Floats | None = None
    high: Floats | None = None
    total: tuple[float, float] | None = None


def backtest(history: History, horizon: int = 28, origins: int = 6, forecaster: RoasForecaster | None = None) -> Report:
    """Forecast from `origins` earlier days, knowing only what came before, and score.

    Origins are whole weeks before the last possible one, spread over the history: one to four weeks apart. Each
    forecast is given the daily spend that then happened, so that the error is the forecast's and not the budget's.
    Raises ValueError where the history is too short, saying how many days are missing.
    """
    if horizon < 1 or origins < 1:
        raise ValueError(f"horizon ({horizon}) and origins ({origins}) must be at least 1")
    earlier = starts(history, horizon, origins)
    model: list[_Scored] = []
    grades: list[tuple[str, ...]] = []
    groups: list[tuple[str, ...]] = []
    baselines: dict[str, list[_Scored]] = {name: [] for name in BASELINES}
    used: set[str] = set()
    fallbacks = 0
    template = RoasForecaster() if forecaster is None else forecaster
    for start in earlier:
        past = history.until(history.first_day + start * ONE_DAY)
        rows = np.flatnonzero(np.asarray(history.present[:, :start].any(axis=1)))
        spend = history.spend[rows, start : start + horizon].mean(axis=1)
        actual = history.revenue[rows, start : start + horizon].sum(axis=1)
        fitted = clone(template).fit(past)
        forecast = fitted.predict(horizon, dict(zip(past.units, spend.tolist(), strict=True)))
        both = (forecast.total.low, forecast.total.high)
        model.append(_Scored(actual, forecast.revenue, forecast.low, forecast.high, both))
        grades.append(forecast.evidence)
        groups.append(past.groups)
        fallbacks += int(fitted.fallback_)
        used.update(past.units)
        for name in BASELINES:
            baselines[name].append(_Scored(actual, baseline(name, past, spend, horizon)))
    return Report(
        model=_score(model),
        baselines={name: _score(scored) for name, scored in baselines.items()},
        by_evidence=_by_label(model, grades),
        by_group=_by_label(model, groups),
        horizon=horizon,
        origins=tuple(history.first_day + start * ONE_DAY for start in earlier),
        units=tuple(unit for unit in history.units if unit in used),
        fallbacks=fallbacks,
    )


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


def baseline(name: str, past: History, daily_spend: Floats, horizon: int) -> Floats:
    """Revenue (units,) over the horizon by a simple rule.

    "trailing_N_roas": the last N days' ROAS times the spend; "no_change": revenue per day as in the last 28 days,
    whatever is spent; "seasonal_naive": the last week's revenue, day by day, again and again.
    """
    if name == "seasonal_naive":
        week = past.revenue[:, -STEP:]
        return np.asarray(np.tile(week, (1, -(-horizon // week.shape[1])))[:, :horizon].sum(axis=1))
    if name == "no_change":
        return np.asarray(past.revenue[:, -28:].mean(axis=1) * horizon)
    days = int(name.split("_")[1])
    spent = past.spend[:, -days:].sum(axis=1)
    roas = np.where(spent > 0, past.revenue[:, -days:].sum(axis=1) / np.where(spent > 0, spent, 1.0), 0.0)
    return np.asarray(roas * daily_spend * horizon)


def _score(scored: list[_Scored]) -> Score:
    errors = sum(float(np.abs(each.forecast - each.actual).sum()) for each in scored)
    actual = sum(float(np.abs(each.actual).sum()) for each in scored)
    apart = [
        abs(each.forecast.sum() - each.actual.sum()) / each.actual.sum() for each in scored if each.actual.sum() > 0
    ]
    told = sum(float(each.forecast.sum()) for each in scored)
    base = Score(
        revenue_wape=errors / actual if actual > 0 else math.nan,
        total_revenue_ape=float(np.mean(apart)) if apart else math.nan,
        bias=told / actual - 1 if actual > 0 else math.nan,
    )
    bounded = [(each, each.low, each.high) for each in scored if each.low is not None and each.high is not None]
    if not bounded:
        return base
    held = np.concatenate([(low <= each.actual) & (each.actual <= high) for each, low, high in bounded])
    width = np.concatenate([high - low for _, low, high in bounded])
    totals = [each.total[0] <= each.actual.sum() <= each.total[1] for each in scored if each.total is not None]
    return Score(
        base.revenue_wape,
        base.total_revenue_ape,
        base.bias,
        coverage=float(held.mean()) if held.size else math.nan,
        total_coverage=float(np.mean(totals)) if totals else None,
        interval_width=float(width.sum()) / actual if actual > 0 else math.nan,
    )


def _by_label(scored: list[_Scored], labels: list[tuple[str, ...]]) -> dict[str, Score]:
    found = {}
    for label in sorted({one for each in labels for one in each}):
        parts = []
        for each, given in zip(scored, labels, strict=True):
            rows = np.array([at for at, one in enumerate(given) if one == label], dtype=int)
            if rows.size and each.low is not None and each.high is not None:
                parts.append(_Scored(each.actual[rows], each.forecast[rows], each.low[rows], each.high[rows]))
        if parts:
            found[label] = _score(parts)
    return found
