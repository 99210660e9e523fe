"""Intervals that cover what they say: conformal quantiles of scaled rolling-origin residuals.

A forecast f of some weeks' revenue is given the scale sqrt(noise * f + (drift * f)**2): day-to-day noise averages
out, a drifting level does not. Residuals of earlier origins, divided by that, are pooled over units; their quantiles
make the interval (split conformal prediction, Papadopoulos 2002, Lei et al. 2018). A total's scale adds the
units' with the correlation their residuals showed, so that its interval is joint and not the sum of the units'.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from forecasting.credibility import TINY
from forecasting.history import Floats
from forecasting.response import HORIZON_WEEKS, Residuals
from forecasting.weeks import DAYS

PSEUDO_SCORES = 12  # normal scores mixed in, so that a short history does not speak too surely
DEFAULT_DRIFT = 0.35  # relative, over four weeks, for a history too short to have residuals
LEAST_DRIFT = 0.03


@dataclass(frozen=True, eq=False)
class Calibration:
    """Scale and quantiles for one horizon."""

    noise: Floats  # (units,)
    drift: float
    lower: float  # quantile of scaled residuals (actual - forecast) / scale
    upper: float
    total_lower: float
    total_upper: float
    correlation: float

    def scale(self, forecast: Floats, stretch: float = 1.0) -> Floats:
        """Standard deviation per unit (units,); `stretch` widens the drift beyond the calibrated horizon."""
        return _scale(forecast, self.noise, self.drift * stretch)

    def total_scale(self, scales: Floats) -> float:
        """Standard deviation of a sum of units."""
        return float(np.sqrt(_sum_variance(scales, self.correlation)))


def calibrate(residuals: dict[int, Residuals], noise: Floats, interval: float) -> dict[int, Calibration]:
    """One calibration per horizon in weeks."""
    finite = noise[np.isfinite(noise)]
    filled = np.where(np.isfinite(noise), noise, np.median(finite) if finite.size else 0.0)
    return {ahead: _calibrate(residuals[ahead], ahead, filled, interval) for ahead in HORIZON_WEEKS}


def nearest(calibrations: dict[int, Calibration], horizon: int) -> tuple[Calibration, float]:
    """The calibration for a horizon in days, and how much to stretch its drift."""
    ahead = min(HORIZON_WEEKS, key=lambda weeks: abs(weeks * DAYS - horizon))
    return calibrations[ahead], max(1.0, float(np.sqrt(horizon / (ahead * DAYS))))


def _scale(forecast: Floats, noise: Floats, drift: float) -> Floats:
    return np.sqrt(noise * forecast + (drift * forecast) ** 2)


def _sum_variance(scales: Floats, correlation: float) -> Floats:
    """Of the sum over the first axis: (1 - r) * sum of squares + r * square of sum."""
    return np.asarray((1 - correlation) * (scales**2).sum(axis=0) + correlation * scales.sum(axis=0) ** 2)


def _calibrate(residuals: Residuals, ahead: int, noise: Floats, interval: float) -> Calibration:
    whole = residuals.weeks >= ahead
    if whole.sum() < 2:
        whole = residuals.weeks > 0
    forecast, error = residuals.forecast[:, whole], (residuals.actual - residuals.forecast)[:, whole]
    expected = noise[:, None] * forecast
    prior_drift = DEFAULT_DRIFT * np.sqrt(ahead / max(HORIZON_WEEKS))
    drift = prior_drift
    if forecast.sum() > 0:
        # robust to a few large units: the middle of relative errors beyond what noise explains
        excess = float((error**2 - expected).sum() / max((forecast**2).sum(), TINY))
        drift = float(np.sqrt(max(excess, LEAST_DRIFT**2)))
    scales = np.sqrt(expected + (drift * forecast) ** 2)
    scored = scales > 0
    scores = (error[scored] / scales[scored]).ravel()
    correlation = _correlation(error, scales)
    total_scales = np.sqrt(_sum_variance(scales, correlation))
    summed = total_scales > 0
    total_scores = error.sum(axis=0)[summed] / total_scales[summed]
    lower, upper = _quantiles(scores, interval)
    total_lower, total_upper = _quantiles(total_scores, interval)
    return Calibration(noise, drift, lower, upper, total_lower, total_upper, correlation)


def _correlation(error: Floats, scales: Floats) -> float:
    """Of residuals between units, pooled over pairs and origins."""
    pairs = ((scales.sum(axis=0) ** 2) - (scales**2).sum(axis=0)).sum()
    if pairs <= 0:
        return 0.2
    shared = ((error.sum(axis=0) ** 2) - (error**2).sum(axis=0)).sum()
    return float(np.clip(shared / pairs, 0.0, 1.0))


def _quantiles(scores: Floats, interval: float) -> tuple[float, float]:
    """Lower and upper quantile for a two-sided interval, with the finite-sample step outwards."""
    tails = (1 - interval) / 2
    pseudo = stats.norm.ppf((np.arange(PSEUDO_SCORES) + 0.5) / PSEUDO_SCORES)
    pooled = np.concatenate([scores, pseudo])
    step = tails * len(pooled) / (len(pooled) + 1)
    low, high = np.quantile(pooled, [step, 1 - step])
    return float(min(low, 0.0)), float(max(high, 0.0))
