"""Errors, bias and coverage of forecasts against what came, over any part of a backtest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.history import Bools, Floats, Places


@dataclass(frozen=True)
class Score:
    """Errors over units and origins; nan where there was no revenue to compare with.

    `revenue_wape`: sum of absolute errors per unit over the sum of actual revenue. `total_revenue_ape`: absolute
    error of the total over the actual total, averaged over origins. `bias`: forecast over actual, less 1. `count`:
    units times origins with spend or revenue in the horizon; `over` and `under` those forecast too high and too low.
    `model_wape`: the model's `revenue_wape` over the units and origins that this rule had a forecast for, all but
    always the same ones; so the model's error is `model_wape / revenue_wape` of this rule's.

    The model's only: `coverage`, the share of the `count` whose actual fell in the interval; `interval_width`, the mean
    width over mean actual; `total_coverage` and `group_coverage`, the share of origins (and groups) whose total fell in
    its joint interval.
    """

    revenue_wape: float
    total_revenue_ape: float
    bias: float
    coverage: float | None = None
    total_coverage: float | None = None
    interval_width: float | None = None
    group_coverage: float | None = None
    count: int = 0
    over: int = 0
    under: int = 0
    model_wape: float = math.nan


@dataclass(frozen=True)
class Comparison:
    """The model and each baseline over the same units and origins."""

    model: Score
    baselines: dict[str, Score]

    @property
    def best(self) -> str:
        """The method with the smallest error per unit, "model" or a baseline's name; empty where nothing compares.

        A baseline that spoke for a part only is held against the model on that part, and is not the best of the whole.
        """
        whole = {"model": self.model} | {
            name: score for name, score in self.baselines.items() if score.model_wape == self.model.revenue_wape
        }
        known = {name: score.revenue_wape for name, score in whole.items() if math.isfinite(score.revenue_wape)}
        return min(known, key=lambda name: known[name]) if known else ""


@dataclass(frozen=True, eq=False)
class Joint:
    """Joint intervals of sums of units, and what came."""

    low: Floats
    high: Floats
    actual: Floats

    @classmethod
    def of(cls, rows: Sequence[tuple[float, float, float]]) -> Joint:
        """From (low, high, actual)."""
        low, high, actual = np.array(rows, dtype=float).reshape(-1, 3).T
        return cls(low, high, actual)

    @classmethod
    def together(cls, parts: Sequence[Joint]) -> Joint:
        """Several as one."""
        return cls(
            np.concatenate([each.low for each in parts]),
            np.concatenate([each.high for each in parts]),
            np.concatenate([each.actual for each in parts]),
        )

    @property
    def coverage(self) -> float:
        """The share that held; nan of none."""
        return float(((self.low <= self.actual) & (self.actual <= self.high)).mean()) if self.actual.size else math.nan


@dataclass(frozen=True, eq=False)
class Cells:
    """Every unit at every origin that knew it, as flat arrays; `told` by baseline, nan where it had no forecast."""

    origin: Places
    unit: Places
    spend: Floats
    actual: Floats
    forecast: Floats
    low: Floats
    high: Floats
    told: dict[str, Floats]

    @property
    def alive(self) -> Bools:
        """Where there was something to forecast: a unit that had ended is held by any interval around nothing."""
        return np.asarray((self.spend > 0) | (self.actual != 0))

    @property
    def held(self) -> Bools:
        """Where what came lies in the interval."""
        return np.asarray((self.low <= self.actual) & (self.actual <= self.high))


def compare(cells: Cells, rows: Bools, joint: Joint | None = None) -> Comparison:
    """Score every method over some cells; `joint` are the intervals of their sum, where there are any."""
    model = _score(cells, cells.forecast, rows)
    counted = rows & cells.alive
    came = float(np.abs(cells.actual[rows]).sum())
    width = float((cells.high - cells.low)[rows].sum())
    full = Score(
        revenue_wape=model.revenue_wape,
        total_revenue_ape=model.total_revenue_ape,
        bias=model.bias,
        coverage=float(cells.held[counted].mean()) if counted.any() else math.nan,
        total_coverage=None if joint is None else joint.coverage,
        interval_width=width / came if came > 0 else math.nan,
        count=model.count,
        over=model.over,
        under=model.under,
        model_wape=model.revenue_wape,
    )
    baselines = {
        name: _score(cells, told, rows & np.isfinite(told))
        for name, told in cells.told.items()
        if bool((rows & np.isfinite(told)).any())
    }
    return Comparison(full, baselines)


def _score(cells: Cells, told: Floats, rows: Bools) -> Score:
    actual, forecast = cells.actual[rows], told[rows]
    error = forecast - actual
    came = float(np.abs(actual).sum())
    whole = float(actual.sum())
    counted = cells.alive[rows]
    return Score(
        revenue_wape=float(np.abs(error).sum()) / came if came > 0 else math.nan,
        total_revenue_ape=_total_error(cells.origin[rows], actual, error),
        bias=float(forecast.sum()) / whole - 1 if whole > 0 else math.nan,
        count=int(counted.sum()),
        over=int((error[counted] > 0).sum()),
        under=int((error[counted] < 0).sum()),
        model_wape=float(np.abs(cells.forecast[rows] - actual).sum()) / came if came > 0 else math.nan,
    )


def _total_error(origin: Places, actual: Floats, error: Floats) -> float:
    """Mean over the origins with revenue of the total's absolute error over the total."""
    if not origin.size:
        return math.nan
    total, wrong = np.bincount(origin, weights=actual), np.bincount(origin, weights=error)
    earned = total > 0
    return float((np.abs(wrong[earned]) / total[earned]).mean()) if earned.any() else math.nan
