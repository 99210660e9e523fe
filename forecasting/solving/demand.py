"""What each unit would spend at a price of money: the inside of water-filling.

At price p a unit wants the spend in its bounds that maximises revenue - p * spend. For a concave curve that is
where its marginal revenue falls to p. For an S-shaped one it is the same on the curve's concave envelope over its
bounds: the lower bound while p is above the slope of the chord, the tangent point or more below it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from forecasting.curves import ResponseCurves, hill_height, hill_inflection, hill_peak
from forecasting.history import Floats

TANGENT_STEPS = 34  # halvings: the slope of a chord hardly depends on where exactly it touches
STRAIGHT = 1e22  # stands for the infinite power of a straight line's demand
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
    chord_end: Floats | None = None  # where the envelope's chord from the lower bound touches the curve, or ends
    log_chord: Floats | None = None  # the logarithm of its slope; inf where there is no chord

    def sample(self, every: int) -> Demand:
        """The demand of every so many-th unit."""
        lower, upper = self.lower[::every].copy(), self.upper[::every].copy()
        given = {name: values[::every].copy() for name, values in self.curves.parameters.items()}
        return demand_of(ResponseCurves(("",) * len(lower), self.curves.family, given), lower, upper)

    @cached_property
    def jumps(self) -> Floats:
        """The log prices at which demand jumps, rising: the slopes of the chords."""
        if self.log_chord is None or self.chord_end is None:
            return np.empty(0)
        return np.unique(self.log_chord[(self.chord_end > self.lower) & np.isfinite(self.log_chord)])

    def at(self, log_price: LogPrice, rows: slice = EVERY, out: Floats | None = None) -> Floats:
        """The largest maximiser of revenue - price * spend, per unit."""
        lower, upper = self.lower[rows], self.upper[rows]
        if isinstance(log_price, float) and math.isinf(log_price):
            return (lower if log_price > 0 else upper).copy()
        with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
            spend = self.wanted(log_price, rows, out)
            if self.chord_end is not None and self.log_chord is not None:
                end, log_chord = self.chord_end[rows], self.log_chord[rows]
                np.maximum(spend, end, out=spend)
                spend = np.where((end > lower) & (log_price > log_chord), lower, spend)
        np.maximum(spend, lower, out=spend)
        return np.minimum(spend, upper, out=spend)

    def sum_at(self, log_price: float) -> float:
        """The sum of `at`; over many units block by block, so that the work stays in the processor's cache."""
        count = len(self.lower)
        if count <= BLOCK:
            return float(self.at(log_price).sum())
        scratch = np.empty(BLOCK)
        total = 0.0
        for start in range(0, count, BLOCK):
            rows = slice(start, min(start + BLOCK, count))
            total += float(self.at(log_price, rows, scratch[: rows.stop - start]).sum())
        return total


def demand_of(curves: ResponseCurves, lower: Floats, upper: Floats, tangents: Floats | None = None) -> Demand:
    """The demand of `curves` between finite bounds; `tangents` of these lower bounds, if they are known already."""
    if curves.family != "hill":
        return Demand(curves, lower, upper, _wanted(curves))
    touch = tangent_points(curves, lower) if tangents is None else tangents
    end = np.clip(touch, lower, upper)
    width = end - lower
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.log((curves.revenue(end) - curves.revenue(lower)) / width)
    return Demand(curves, lower, upper, _wanted(curves), end, np.where(width > 0, slope, np.inf))


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
    if curves.family == "power":
        return _power_wanted(given["scale"], given["elasticity"])
    slope, half = given["slope"], given["half"]
    with np.errstate(divide="ignore"):
        steepness = np.log(given["scale"] * slope / half)
        peak, crest = hill_peak(slope)

    def hill_spend(log_price: LogPrice, rows: slice, _: Floats | None) -> Floats:
        # dearer than its steepest place no spend is worth it; there the lower bound or the chord takes over
        price = log_price if isinstance(log_price, float) else log_price[rows]
        top = steepness[rows] - price
        spend = half[rows] * np.exp(hill_height(top, slope[rows], peak[rows], crest[rows]))
        return np.where(np.isfinite(top), spend, 0.0)

    return hill_spend


def _power_wanted(scale: Floats, elasticity: Floats) -> Wanted:
    """(slope at 1 / price) ** (1 / (1 - elasticity)): all or nothing of a straight line, all at its own slope."""
    straight = None
    with np.errstate(divide="ignore"):
        power = np.subtract(1.0, elasticity)
        np.divide(1.0, power, out=power)
        if np.isinf(power.max(initial=0.0)):
            straight = np.isinf(power)
            np.minimum(power, STRAIGHT, out=power)
        steepness = np.multiply(scale, elasticity)
        np.log(steepness, out=steepness)

    def power_spend(log_price: LogPrice, rows: slice, out: Floats | None) -> Floats:
        price = log_price if isinstance(log_price, float) else log_price[rows]
        spend = np.subtract(steepness[rows], price, out=out)
        if straight is not None:  # whatever one unit of money is, and not just that
            spend[straight[rows] & (spend == 0)] = np.inf
        spend *= power[rows]
        return np.asarray(np.exp(spend, out=spend))

    return power_spend


def tangent_points(curves: ResponseCurves, lower: Floats) -> Floats:
    """Where each Hill curve's envelope from `lower` on leaves its first chord; `lower` where there is none.

    The tangent from (l, f(l)) touches at t with f'(t) (t - l) = f(t) - f(l), right of the inflection; from l = 0 at
    half * (slope - 1) ** (1 / slope), and further left the larger l is.
    """
    half, slope = curves.parameters["half"], curves.parameters["slope"]
    steepest = hill_inflection(half, slope)
    end = np.where(slope > 1, half * np.maximum(slope - 1, 0.0) ** (1 / slope), lower)
    bent = (slope > 1) & (lower < steepest)
    inside = np.flatnonzero(bent & (lower > 0))
    if inside.size:
        end[inside] = _tangents(half[inside], slope[inside], lower[inside], steepest[inside], end[inside])
    return np.where(bent, end, lower)


def _risen(spend: Floats, slope: Floats) -> Floats:
    """The share of a Hill curve's scale earned at a spend of so many halves; steep ones earn nothing at first."""
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + spend**-slope))


def _tangents(half: Floats, slope: Floats, lower: Floats, left: Floats, right: Floats) -> Floats:
    """By bisection between the inflection and where the tangent from 0 touches."""
    from_, left, right = lower / half, left / half, right / half
    floor_value = _risen(from_, slope)
    for _ in range(TANGENT_STEPS):
        middle = (left + right) / 2
        here = _risen(middle, slope)
        touched = slope * here * (1 - here) / middle * (middle - from_) <= here - floor_value
        right = np.where(touched, middle, right)
        left = np.where(touched, left, middle)
    return np.asarray(right * half)
