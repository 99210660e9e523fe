"""What each unit would spend at a price of money: the inside of water-filling.

At price p a unit wants the spend in its bounds that maximises revenue - p * spend. For a concave curve that is
where its marginal revenue falls to p. For an S-shaped one it is the same on the curve's concave envelope over its
bounds: the lower bound while p is above the slope of the chord, the tangent point or more below it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from forecasting.curves import ResponseCurves, hill_inflection
from forecasting.history import Floats

TANGENT_STEPS = 60
LogPrice = float | Floats  # one for all units, or one each
Wanted = Callable[[LogPrice, slice, Floats | None], Floats]  # unbounded spend of some rows, into an array if given
EVERY = slice(None)
BLOCK = 16_384  # floats; a few such arrays fit the second-level cache


@dataclass(frozen=True, eq=False)
class Demand:
    """Spend per unit at a price: `at` takes the logarithm of the price."""

    curves: ResponseCurves
    lower: Floats
    upper: Floats
    wanted: Wanted
    chord_end: Floats | None = None  # where the envelope's chord from the lower bound touches the curve
    chord_slope: Floats | None = None  # its slope; 0 where there is no chord

    def sample(self, every: int) -> Demand:
        """The demand of every so many-th unit."""
        rows = np.arange(0, len(self.lower), every)
        return demand_of(self.curves.take(rows), self.lower[rows], self.upper[rows])

    def at(self, log_price: LogPrice) -> Floats:
        """The largest maximiser of revenue - price * spend, per unit."""
        if isinstance(log_price, float) and math.isinf(log_price):
            return (self.lower if log_price > 0 else self.upper).copy()
        with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
            spend = self.wanted(log_price, EVERY, None)
            if self.chord_end is not None and self.chord_slope is not None:
                has_chord = self.chord_end > self.lower
                spend = np.where(has_chord, np.maximum(spend, self.chord_end), spend)
                spend = np.where(has_chord & (np.exp(log_price) > self.chord_slope), self.lower, spend)
        return np.clip(spend, self.lower, self.upper, out=spend)

    def sum_at(self, log_price: float) -> float:
        """The sum of `at`; over many units block by block, so that the work stays in the processor's cache."""
        if self.chord_end is not None or len(self.lower) <= BLOCK:
            return float(self.at(log_price).sum())
        scratch = np.empty(BLOCK)
        total = 0.0
        with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
            for start in range(0, len(self.lower), BLOCK):
                rows = slice(start, min(start + BLOCK, len(self.lower)))
                spend = self.wanted(log_price, rows, scratch[: rows.stop - start])
                total += float(np.clip(spend, self.lower[rows], self.upper[rows], out=spend).sum())
        return total


def demand_of(curves: ResponseCurves, lower: Floats, upper: Floats) -> Demand:
    """The demand of `curves` between finite bounds."""
    if curves.family != "hill":
        return Demand(curves, lower, upper, _wanted(curves))
    chord_end, chord_slope = _chords(curves, lower, upper)
    return Demand(curves, lower, upper, _wanted(curves), chord_end, chord_slope)


def _wanted(curves: ResponseCurves) -> Wanted:
    """Inverse marginal with everything that does not depend on the price computed once."""
    given = curves.parameters
    if curves.family == "log":
        scale, half = given["scale"], given["half"]

        def log_spend(log_price: LogPrice, rows: slice, out: Floats | None) -> Floats:
            spend = np.multiply(scale[rows], np.exp(-log_price), out=out)
            spend -= half[rows]
            return np.asarray(spend)

        return log_spend
    if curves.family == "power" and (given["elasticity"] < 1).all():
        with np.errstate(divide="ignore"):
            power = 1 / (1 - given["elasticity"])
            height = np.log(given["scale"] * given["elasticity"]) * power

        def power_spend(log_price: LogPrice, rows: slice, out: Floats | None) -> Floats:
            spend = np.multiply(power[rows], -log_price, out=out)
            spend += height[rows]
            return np.asarray(np.exp(spend, out=spend))

        return power_spend
    return lambda log_price, rows, _: curves.spend_at(np.exp(log_price))[rows]


def _chords(curves: ResponseCurves, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Tangent point and slope of each Hill curve's envelope over its bounds.

    The tangent from (l, f(l)) touches at t with f'(t) (t - l) = f(t) - f(l), right of the inflection; from l = 0 at
    half * (slope - 1) ** (1 / slope). Where it would touch beyond the upper bound, the chord ends there.
    """
    half, slope = curves.parameters["half"], curves.parameters["slope"]
    steepest = hill_inflection(half, slope)
    bent = (slope > 1) & (lower < steepest) & (upper > lower)
    floor_value = curves.revenue(lower)
    end = np.where(bent, half * np.maximum(slope - 1, 0.0) ** (1 / slope), lower)
    inside = np.flatnonzero(bent & (lower > 0))
    if inside.size:
        end[inside] = _tangents(curves.take(inside), lower[inside], upper[inside])
    end = np.clip(end, lower, upper)
    width = end - lower
    rise = curves.revenue(end) - floor_value
    return end, np.where(width > 0, rise / np.where(width > 0, width, 1.0), 0.0)


def _tangents(curves: ResponseCurves, lower: Floats, upper: Floats) -> Floats:
    """Where the tangent from each (lower, revenue there) touches, by bisection right of the inflection."""
    floor_value = curves.revenue(lower)
    left = np.minimum(hill_inflection(curves.parameters["half"], curves.parameters["slope"]), upper)
    right = upper
    for _ in range(TANGENT_STEPS):
        middle = (left + right) / 2
        touched = curves.marginal(middle) * (middle - lower) <= curves.revenue(middle) - floor_value
        right = np.where(touched, middle, right)
        left = np.where(touched, left, middle)
    return np.asarray(right)
