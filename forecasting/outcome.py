"""What a change of spend earned, against what would have happened without it.

The counterfactual is the forecast made from the days before the change, at the spend that would have gone on. What
comparable units that were not changed did better or worse than their own forecasts over the same days (a sale, a
tracking fault, a slow week) is taken off, as far as the two err together: the best linear correction has the slope
covariance / variance of the control's error, with the correlation of earlier residuals or, where larger, the one
the controls' own surprise implies. This is a difference in differences on forecast errors (compare
Abadie 2005), and what it leaves unexplained makes the interval.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.history import Bools, Floats, History, Places
from forecasting.intervals import nearest
from forecasting.roas import RoasForecaster

HORIZONS = (7, 14, 28)


@dataclass(frozen=True)
class Outcome:
    """One change after `horizon` days, summed over the changed units, in the history's currency.

    `earned` is actual less counterfactual revenue, with an interval from `low` to `high`; `extra_spend` what was spent
    beyond the counterfactual; `correction` what the unchanged units' surprise moved the counterfactual by. `clear` is
    whether the interval leaves out 0.
    """

    horizon: int
    actual: float
    counterfactual: float
    correction: float
    earned: float
    low: float
    high: float
    extra_spend: float
    controls: tuple[str, ...]

    @property
    def clear(self) -> bool:
        """Whether chance alone is an unlikely reason."""
        return self.low > 0 or self.high < 0

    @property
    def in_words(self) -> str:
        """One sentence for people."""
        verb = "earned" if self.earned >= 0 else "lost"
        sure = "" if self.clear else "; chance alone can do that"
        return (
            f"After {self.horizon} days it {verb} {abs(self.earned):,.0f} "
            f"(between {self.low:,.0f} and {self.high:,.0f}){sure}"
        )


def outcome(
    history: History,
    changed_on: dt.date,
    without: Mapping[str, float],
    horizons: Sequence[int] = HORIZONS,
    forecaster: RoasForecaster | None = None,
) -> tuple[Outcome, ...]:
    """Score a change at each horizon the history reaches.

    `without` names the changed units and the daily spend each would have gone on with; a reallocation names every
    unit it moved, so that gains and losses are added up. `changed_on` is the first day at the new spend. Raises
    ValueError for an unknown unit, a unit without history before the change, or days that have not come yet.
    """
    if not without:
        raise ValueError("no changed units: name at least one and the daily spend it would have gone on with")
    known = RoasForecaster() if forecaster is None else forecaster
    past = history.until(changed_on)
    for unit in without:
        history.index_of(unit)
        if unit not in past.units:
            raise ValueError(f"unit {unit!r} has no days before {changed_on}: there is nothing to compare it with")
    start = (changed_on - history.first_day).days
    reached = [horizon for horizon in horizons if start + horizon <= history.days]
    if not reached:
        raise ValueError(
            f"the history ends {history.days - start} days after {changed_on}; the first score needs {min(horizons)}"
        )
    fitted = known.fit(past)
    return tuple(_score(history, fitted, without, start, horizon) for horizon in reached)


def _score(history: History, fitted: RoasForecaster, without: Mapping[str, float], start: int, horizon: int) -> Outcome:
    place = {unit: row for row, unit in enumerate(history.units)}
    rows = np.array([place[unit] for unit in fitted.units_])
    ahead = slice(start, start + horizon)
    spent = history.spend[rows, ahead].sum(axis=1)
    actual = history.revenue[rows, ahead].sum(axis=1)
    spend = dict(zip(fitted.units_, (spent / horizon).tolist(), strict=True)) | dict(without)
    forecast = fitted.predict(horizon, spend)
    changed = np.array([unit in without for unit in fitted.units_])
    controls = _controls(fitted, changed, spent)
    calibration, stretch = nearest(fitted.calibrations_, horizon)
    scale = calibration.scale(forecast.revenue, stretch)
    own, other = np.flatnonzero(changed), np.flatnonzero(controls)
    surprise = float((actual - forecast.revenue)[other].sum())
    together = max(calibration.correlation, _seen_together(scale[other], surprise))
    slope, spread = _correction(scale, own, other, together)
    correction = slope * surprise
    expected = max(float(forecast.revenue[own].sum()) + correction, 0.0)
    earned = float(actual[own].sum()) - expected
    return Outcome(
        horizon=horizon,
        actual=float(actual[own].sum()),
        counterfactual=expected,
        correction=correction,
        earned=earned,
        # an actual above the forecast's upper end is what a gain looks like, so the ends swap
        low=earned - calibration.total_upper * spread,
        high=earned - calibration.total_lower * spread,
        extra_spend=float(spent[own].sum() - forecast.spend[own].sum()),
        controls=tuple(fitted.units_[at] for at in other),
    )


def _seen_together(scale: Floats, surprise: float) -> float:
    """The correlation at which a surprise of the controls' sum is one standard deviation.

    A shock that hits everyone may have no precedent in the residuals; the controls missing together is its evidence.
    """
    apart, whole = float((scale**2).sum()), float(scale.sum() ** 2)
    return min(max((surprise**2 - apart) / (whole - apart), 0.0), 1.0) if whole > apart else 0.0


def _controls(fitted: RoasForecaster, changed: Bools, spent: Floats) -> Bools:
    """Unchanged units that spent: of the changed units' groups if there are any, else of the account."""
    usable = ~changed & (spent > 0) & (fitted.recent_spend_ > 0)
    groups = {group for group, has in zip(fitted.groups_, changed.tolist(), strict=True) if has}
    near = usable & np.array([group in groups for group in fitted.groups_])
    return np.asarray(near if near.any() else usable)


def _correction(scale: Floats, own: Places, other: Places, correlation: float) -> tuple[float, float]:
    """Slope of the changed units' error on the controls', and the standard deviation left over."""

    def variance(rows: Places) -> float:
        return float((1 - correlation) * (scale[rows] ** 2).sum() + correlation * scale[rows].sum() ** 2)

    control = variance(other)
    shared = float(correlation * scale[own].sum() * scale[other].sum())
    slope = shared / control if control > 0 else 0.0
    return slope, math.sqrt(max(variance(own) - slope * shared, 0.0))
