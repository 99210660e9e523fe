"""A believed completion curve bent to readings as a whole before its single steps are: two numbers instead of thirty.

What is missing at an age, 1 - S(a), is scaled and stretched in time: scale * (1 - S(a / stretch)). Both have a
lognormal prior about 1; the posterior is summed over a grid. Growth curves of two parameters are usual in reserving
(Clark 2003); for the default curve this is that family.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.fitting.credibility import TINY
from forecasting.history import Floats, Places
from forecasting.lateness.development import Development

REACH = 2.5  # standard deviations of the prior on either side
POINTS = 17  # of the grid in each direction
MOST_MISSING = 0.97
DAY_VARIATION = 0.7  # how far days are presumed to lie apart, relative to a growth's logarithm,
DAY_PRESUMED = 5.0  # which weighs as much as this many days
LEAST_STEP = 0.002
STEEPER = 20.0


@dataclass(frozen=True, eq=False)
class Growths:
    """Logarithms of what revenue grew by between two ages, with the variance of each (pairs,)."""

    start: Places
    end: Places
    growth: Floats
    variance: Floats


def growths(seen: Development, curve: Floats, apart: float = 0.0) -> Growths:
    """One per pair of ages that had revenue at both; `apart`: how far an account may lie from the rest, relatively.

    Variances come from `curve`, not from each pair's own growth: large chance growths would count for less than small.
    """
    known = (seen.before > 0) & (seen.after > 0)
    start, end, days = seen.start[known], seen.end[known], seen.days[known]
    size = seen.before[known] / days
    growth, expected = np.log(seen.after[known] / seen.before[known]), np.log(curve[end] / curve[start])
    variance = Noise.of(seen, curve).variance(expected, size)
    usual = np.maximum(np.abs(expected), LEAST_STEP)
    return Growths(start, end, growth, variance / days + (apart * usual) ** 2)


@dataclass(frozen=True, slots=True)
class Noise:
    """How far single days lie from the curve: variance of what they grow by = dispersion * expected growth.

    So it is where orders come in independently of each other. `days`: how many tell.
    """

    dispersion: float
    days: float

    @classmethod
    def of(cls, seen: Development, curve: Floats) -> Noise:
        """Measured about each pair's own growth; with few days drawn towards a presumed one."""
        usual = seen.days.sum()
        if not usual:
            return cls(0.0, 0.0)
        growth = curve[seen.end] / curve[seen.start]
        expected = np.maximum(np.abs(growth - 1), LEAST_STEP)
        free = np.maximum(seen.days - 1, 0.0)
        presumed = (DAY_VARIATION * np.maximum(np.abs(np.log(growth)), LEAST_STEP)) ** 2
        presumed *= seen.before / seen.days * growth**2
        squares = np.where(free > 0, free * np.where(free > 0, seen.variance, 0.0), 0.0).sum()
        squares += DAY_PRESUMED * (seen.days * presumed).sum() / usual
        whole = (free * expected).sum() + DAY_PRESUMED * (seen.days * expected).sum() / usual
        length = seen.end - seen.start
        covered = np.zeros(len(curve))
        np.add.at(covered, seen.start, 1.0)
        return cls(float(squares / whole), float((seen.days * length).sum() / max((covered > 0).sum(), 1)))

    def variance(self, growth: Floats, size: Floats) -> Floats:
        """Of the logarithm of what a day of revenue `size` grows by, where exp(`growth`) is expected."""
        ratio = np.exp(growth)
        measured = self.dispersion * np.maximum(np.abs(ratio - 1), LEAST_STEP) / np.maximum(size, TINY) / ratio**2
        presumed = (DAY_VARIATION * np.maximum(np.abs(growth), LEAST_STEP)) ** 2
        # days read on the same mornings err together: the first few are not as many as they seem
        return np.asarray((self.days * measured + DAY_PRESUMED * presumed) / (self.days + DAY_PRESUMED))


def scaled(seen: Development, curve: Floats) -> Floats:
    """The curve with all its steps as much steeper or flatter as revenue grew on the whole."""
    known = (seen.before > 0) & (seen.after > 0)
    growth = np.log(seen.after[known] / seen.before[known])
    expected = np.log(curve[seen.end[known]] / curve[seen.start[known]])
    whole, usual = float(seen.days[known] @ growth), float(seen.days[known] @ expected)
    factor = np.clip(whole / usual, 1.0, STEEPER) if usual > 0 else 1.0
    return np.asarray(curve**factor)


def reshape(curve: Floats, found: Growths, looseness: float) -> tuple[Floats, Floats]:
    """The bent curve's steps (steps,), as logarithms of growth, and their standard deviations.

    `looseness`: standard deviation of the logarithms of scale and stretch before anything was read.
    """
    points = np.linspace(-REACH, REACH, POINTS)
    scale, stretch = (each.ravel() for each in np.meshgrid(np.exp(looseness * points), np.exp(looseness * points)))
    prior = -(np.log(scale) ** 2 + np.log(stretch) ** 2) / 2 / looseness**2
    ages = np.arange(len(curve), dtype=float)
    missing = np.interp(ages[None, :] / stretch[:, None], ages, 1 - curve, right=0.0) * scale[:, None]
    shares = np.log(1 - np.minimum(missing, MOST_MISSING))
    steps = np.diff(shares, axis=1)
    miss = found.growth - (shares[:, found.end] - shares[:, found.start])
    likelihood = prior - (miss**2 / np.maximum(found.variance, 1e-12)).sum(axis=1) / 2
    before, after = _weights(prior), _weights(likelihood)
    expected, believed = after @ steps, before @ steps
    straight = np.diff(np.log(curve))
    # the family's mean is not the curve it was made from: the difference goes as readings take over
    left = max(_variance(before, after, np.log(each)) for each in (scale, stretch))
    return expected + left * (straight - believed), np.sqrt(np.maximum(after @ (steps - expected) ** 2, 0.0))


def _variance(before: Floats, after: Floats, values: Floats) -> float:
    """The variance of values that is left after readings, over the one before."""
    return min(float(after @ (values - after @ values) ** 2 / (before @ (values - before @ values) ** 2)), 1.0)


def _weights(logarithm: Floats) -> Floats:
    weight = np.exp(logarithm - logarithm.max())
    return np.asarray(weight / weight.sum())
