"""Intervals that cover what they say: conformal quantiles of scaled rolling-origin residuals.

A forecast f of some weeks' revenue is given a scale noise ** q * f ** p: pure counting noise is p = 1/2, a drifting
level p = 1. The exponents are those under which the residuals of earlier origins are likeliest (Laplace errors).
Residuals divided by that scale are pooled over units; their quantiles make the interval (split conformal prediction,
Papadopoulos 2002, Lei et al. 2018). A unit that earns without spending has a forecast of 0; the size of its error is
what it earned that way at earlier origins. A total's scale adds the units' with the correlation their residuals
showed, so that its interval is joint and not the sum of the units'.

Origins a week apart overlap: a dozen amount to about three independent ones. That all three erred to one side says
little about the next, so the fewer they are, the more the interval is symmetric about the forecast, and where it is
not, its ends, which rest on the mean of so few, are widened by sqrt(1 + 1 / independent origins). Of pooled units
each shows the shape of the errors anew, and what they do not share averages out. Revenue is not negative: where the
lower end is cut at 0 nothing can fall below it, and what that tail was allowed to miss is given to the upper one,
which makes intervals of sparse units as narrow as they may be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from forecasting.fitting.credibility import TINY
from forecasting.fitting.weeks import DAYS
from forecasting.history import Bools, Floats
from forecasting.response import HORIZON_WEEKS, Residuals

USUAL_CORRELATION = 0.2  # of units' errors, worth so many independent origins:
USUAL_ORIGINS = 2.0
PSEUDO_SCORES = 12  # Student scores mixed in, so that a short history does not speak too surely,
SUMS_PSEUDO_SCORES = 18  # and more with those of a sum, which are few and overlap
DEFAULT_DRIFT = 0.35  # relative, over four weeks, for a history too short to have residuals
POWERS = ((0.5, 0.5), (0.5, 0.0), (1.0, 0.0))  # of size and noise: each unit's counting noise, all units' alike, drift
LEAST_PART = 0.5  # of the horizon that the last origins must have seen to count
LEAST_SIZE = 1e-3  # of the mean forecast: errors of smaller ones say nothing about a scale in proportion to size
SYMMETRIC_ORIGINS = 3.0  # independent origins, of each unit, at which the two sides are told apart by half
NESTED = tuple(step / 20 for step in range(1, 20))  # levels whose intervals a wider one holds
EXPECTED_ORIGINS = 2.0  # that the size of a sum's errors is worth as the units' errors lead to expect it


@dataclass(frozen=True, eq=False)
class Calibration:
    """Scale and quantiles for one horizon."""

    noise: Floats  # (units,)
    factor: float
    size_power: float
    noise_power: float
    lower: float  # quantile of scaled residuals (actual - forecast) / scale
    upper: float
    total_lower: float
    total_upper: float
    correlation: float
    unspent: Floats  # (units,) size of the error where nothing is spent

    def scale(self, forecast: Floats, stretch: float = 1.0) -> Floats:
        """Size of the error per unit (units,); `stretch` is the root of the horizon over the longest calibrated one.

        Further ahead than was measured the error grows, relative to the forecast, by that root, as the mean of a
        level that drifts at random does: what only counting noise would take off is not relied on.
        """
        within = forecast / stretch**2
        shape = _shape(within, self.noise, self.size_power, self.noise_power)
        return np.asarray(np.where(forecast > 0, self.factor * shape, self.unspent) * stretch**3)

    def total_scale(self, scales: Floats) -> float:
        """Standard deviation of a sum of units."""
        return float(np.sqrt(_sum_variance(scales, self.correlation)))

    def total_quantiles(self, scales: Floats, everyone: Floats) -> tuple[float, float]:
        """Lower and upper quantile for the sum of units with these scales, of those of `everyone`.

        Those of a unit where one carries the sum, those of the account where all do; between them by concentration,
        the sum of squares over the square of the sum.
        """
        least = _concentration(everyone)
        alone = min(max((_concentration(scales) - least) / (1 - least), 0.0), 1.0) if least < 1 else 1.0
        return (
            alone * self.lower + (1 - alone) * self.total_lower,
            alone * self.upper + (1 - alone) * self.total_upper,
        )


def calibrate(residuals: dict[int, Residuals], noise: Floats, interval: float) -> dict[int, Calibration]:
    """One calibration per horizon in weeks."""
    finite = noise[np.isfinite(noise)]
    filled = np.where(np.isfinite(noise), noise, np.median(finite) if finite.size else 0.0)
    return {ahead: _calibrate(residuals[ahead], ahead, filled, interval) for ahead in HORIZON_WEEKS}


def nearest(calibrations: dict[int, Calibration], horizon: int) -> tuple[Calibration, float]:
    """The calibration for a horizon in days, and how far to stretch it: 1 up to the longest that is calibrated."""
    ahead = min(HORIZON_WEEKS, key=lambda weeks: abs(weeks * DAYS - horizon))
    return calibrations[ahead], max(1.0, float(np.sqrt(horizon / (max(HORIZON_WEEKS) * DAYS))))


def _shape(forecast: Floats, noise: Floats, size_power: float, noise_power: float) -> Floats:
    return np.where(forecast > 0, noise**noise_power * np.maximum(forecast, TINY) ** size_power, 0.0)


def _sum_variance(scales: Floats, correlation: float) -> Floats:
    """Of the sum over the first axis: (1 - r) * sum of squares + r * square of sum."""
    return np.asarray((1 - correlation) * (scales**2).sum(axis=0) + correlation * scales.sum(axis=0) ** 2)


@dataclass(frozen=True)
class _Told:
    """What a set of scores rests on: so many independent origins of so many units.

    `shared` is the part of the scores' variance that does not average out over units, `size` the usual size of a score,
    `pseudo` the number of Student scores mixed in.
    """

    origins: float
    units: int = 1
    shared: float = 1.0
    size: float = 1.0
    pseudo: int = PSEUDO_SCORES


def _concentration(scales: Floats) -> float:
    """1 where one unit's error is all there is, 1 / n where n are alike."""
    whole = float(scales.sum())
    return float(((scales / whole) ** 2).sum()) if whole > 0 else 1.0


def _calibrate(residuals: Residuals, ahead: int, noise: Floats, interval: float) -> Calibration:
    length = np.minimum(residuals.weeks, ahead)
    whole = length >= ahead * LEAST_PART
    if whole.sum() < 2:
        whole = length > 0
    forecast, error = residuals.forecast[:, whole], (residuals.actual - residuals.forecast)[:, whole]
    noise = np.maximum(noise, TINY)
    factor, size_power, noise_power = _likeliest(forecast, error, noise, ahead)
    scales = factor * _shape(forecast, noise[:, None], size_power, noise_power)
    scored = (scales > 0) & _sizeable(forecast)
    scores = error[scored] / scales[scored]
    unspent = _unspent(forecast, error)
    scales = np.where(forecast > 0, scales, unspent[:, None])
    independent = max(float(length[whole].sum()) / ahead**2, 1.0)
    correlation = _correlation(error, scales, independent)
    total_scales = np.sqrt(_sum_variance(scales, correlation))
    summed = total_scales > 0
    total_scores = error.sum(axis=0)[summed] / total_scales[summed]
    units = max(int((scales > 0).any(axis=1).sum()), 1)
    # what few origins leave unknown is common to units that err together; the rest averages out over units
    told = _Told(independent, units, correlation + (1 - correlation) / units)
    lower, upper = _quantiles(scores, forecast[scored] / scales[scored], interval, told)
    total_room = forecast.sum(axis=0)[summed] / total_scales[summed]
    squares = independent * float((total_scores**2).mean() if summed.any() else 1.0) + EXPECTED_ORIGINS
    size = float(np.sqrt(squares / (independent + EXPECTED_ORIGINS)))
    of_sums = _Told(independent, size=size, pseudo=SUMS_PSEUDO_SCORES)
    total_lower, total_upper = _quantiles(total_scores, total_room, interval, of_sums)
    return Calibration(
        noise, factor, size_power, noise_power, lower, upper, total_lower, total_upper, correlation, unspent
    )


def _unspent(forecast: Floats, error: Floats) -> Floats:
    """Root mean square (units,) of what units earned at origins after which they spent nothing; mostly 0."""
    idle = forecast <= 0
    squares = (np.where(idle, error, 0.0) ** 2).sum(axis=1)
    return np.asarray(np.sqrt(squares / np.maximum(idle.sum(axis=1), 1)))


def _sizeable(forecast: Floats) -> Bools:
    """Where a forecast is large enough for its error to say how errors grow with size."""
    positive = forecast > 0
    return positive & (forecast > LEAST_SIZE * float(forecast[positive].mean() if positive.any() else 0.0))


def _likeliest(forecast: Floats, error: Floats, noise: Floats, ahead: int) -> tuple[float, float, float]:
    """Factor and exponents of the scale under which Laplace errors of that scale are likeliest."""
    counted = _sizeable(forecast)
    if not counted.any() or not np.abs(error[counted]).any():
        return float(DEFAULT_DRIFT * np.sqrt(ahead / max(HORIZON_WEEKS))), 1.0, 0.0
    size, miss = forecast[counted], np.abs(error[counted])
    spread = np.broadcast_to(noise[:, None], forecast.shape)[counted]
    best = (np.inf, 1.0, 1.0, 0.0)
    for size_power, noise_power in POWERS:
        shape = _shape(size, spread, size_power, noise_power)
        factor = float((miss / shape).mean())
        cost = float(np.log(factor) + np.log(shape).mean())
        best = min(best, (cost, factor * np.sqrt(2), size_power, noise_power))
    return best[1:]


def _correlation(error: Floats, scales: Floats, independent: float) -> float:
    """Of residuals between units, pooled over pairs and origins and drawn towards the usual."""
    pairs = ((scales.sum(axis=0) ** 2) - (scales**2).sum(axis=0)).sum()
    if pairs <= 0:
        return USUAL_CORRELATION
    shared = ((error.sum(axis=0) ** 2) - (error**2).sum(axis=0)).sum()
    seen = float(np.clip(shared / pairs, 0.0, 1.0))
    return (independent * seen + USUAL_ORIGINS * USUAL_CORRELATION) / (independent + USUAL_ORIGINS)


def _quantiles(scores: Floats, room: Floats, interval: float, told: _Told) -> tuple[float, float]:
    """Lower and upper quantile for a two-sided interval, with the finite-sample step outwards.

    `room` is each forecast over its scale: how far a score can fall before revenue is 0. An interval holds all those
    of lower levels: where its lower end reaches 0 the upper one would fall otherwise.
    """
    pseudo = told.size * stats.t.ppf((np.arange(told.pseudo) + 0.5) / told.pseudo, 1 + told.origins)
    pooled = np.concatenate([scores, pseudo])
    usual_room = float(np.median(room)) if room.size else np.inf
    order = pooled.argsort()
    pooled, room = pooled[order], np.append(room, np.full(told.pseudo, usual_room))[order]
    sizes = np.sort(np.abs(pooled))
    levels = [*(level for level in NESTED if level < interval), interval]
    ends = [_ends(pooled, sizes, room, level, told) for level in levels]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _ends(pooled: Floats, sizes: Floats, room: Floats, interval: float, told: _Told) -> tuple[float, float]:
    """Of one level; scores and their absolute sizes are in order."""
    widened = float(np.sqrt(1 + told.shared / told.origins))
    step = (1 - interval) / 2 * len(pooled) / (len(pooled) + 1)
    low = _quantile(pooled, step)
    below = int(np.searchsorted(pooled, low, side="right"))
    # of the lower tail, where the interval begins at 0
    unused = min(float((room[:below] <= -low * widened).sum()) / len(pooled), step)
    high = _quantile(pooled, 1 - step - unused)
    # few origins may all have erred to one side; that the next one does too is not known
    either = _quantile(sizes, 1 - 2 * step)
    shape = told.origins * told.units
    apart = shape / (shape + SYMMETRIC_ORIGINS)
    low, high = apart * widened * min(low, 0.0), apart * widened * max(high, 0.0)
    return low - (1 - apart) * either, high + (1 - apart) * either


def _quantile(ordered: Floats, share: float) -> float:
    """As numpy's, of values that are in order already."""
    at = share * (len(ordered) - 1)
    before = int(at)
    after = min(before + 1, len(ordered) - 1)
    return float(ordered[before] + (at - before) * (ordered[after] - ordered[before]))
