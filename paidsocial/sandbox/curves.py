"""The hidden truth's response curves: expected revenue per day as a concave (or S-shaped) function of daily spend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Family(IntEnum):
    """The shapes a response can have; `a` scales revenue, `b` bends, `c` is Hill's slope."""

    POWER = 0  # a * x**b
    LOG = 1  # a * log(1 + x / b)
    HILL = 2  # a * x**c / (b**c + x**c)
    SATURATION = 3  # a * (1 - exp(-x / b))


@dataclass(frozen=True, slots=True)
class Curve:
    """One ad set's curve. Spend and revenue in major units a day."""

    family: Family
    a: float
    b: float
    c: float = 1.0


def through(family: Family, *, spend: float, revenue: float, bend: float, slope: float = 1.0) -> Curve:
    """The curve of a family that earns `revenue` at `spend`.

    `bend` is the elasticity for POWER (in (0, 1)); for the others the half or knee as a multiple of `spend`.
    Raises ValueError where spend, revenue or bend are not positive.
    """
    if min(spend, revenue, bend, slope) <= 0:
        raise ValueError("spend, revenue, bend and slope must be positive")
    if family is Family.POWER:
        return Curve(family, revenue / spend**bend, bend)
    knee = spend * bend
    unit = {
        Family.LOG: np.log1p(1 / bend),
        Family.HILL: 1 / (bend**slope + 1),
        Family.SATURATION: -np.expm1(-1 / bend),
    }[family]
    return Curve(family, float(revenue / unit), knee, slope)


class CurveSet:
    """Many curves at once; every method takes and gives arrays of shape (units,) or (units, k) that broadcast."""

    def __init__(self, curves: Sequence[Curve]) -> None:
        self.family = np.array([int(curve.family) for curve in curves], dtype=np.int64)
        self.a = np.array([curve.a for curve in curves], dtype=np.float64)
        self.b = np.array([curve.b for curve in curves], dtype=np.float64)
        self.c = np.array([curve.c for curve in curves], dtype=np.float64)
        self._members = {family: np.flatnonzero(self.family == family) for family in Family}

    def revenue(self, spend: Floats) -> Floats:
        """Expected revenue a day at `spend` (units,), major units."""
        out = np.zeros_like(spend)
        for family, rows in self._members.items():
            if rows.size:
                out[rows] = _revenue(family, spend[rows], self.a[rows], self.b[rows], self.c[rows])
        return out

    def marginal(self, spend: Floats) -> Floats:
        """Revenue from the next unit of spend at `spend` (units,); POWER's is infinite at 0."""
        out = np.zeros_like(spend)
        for family, rows in self._members.items():
            if rows.size:
                out[rows] = _marginal(family, spend[rows], self.a[rows], self.b[rows], self.c[rows])
        return out


def _revenue(family: Family, x: Floats, a: Floats, b: Floats, c: Floats) -> Floats:
    if family is Family.POWER:
        return a * x**b
    if family is Family.LOG:
        return a * np.log1p(x / b)
    if family is Family.HILL:
        return a * x**c / (b**c + x**c)
    return -a * np.expm1(-x / b)


def _marginal(family: Family, x: Floats, a: Floats, b: Floats, c: Floats) -> Floats:
    if family is Family.POWER:
        with np.errstate(divide="ignore"):
            return a * b * x ** (b - 1)
    if family is Family.LOG:
        return a / (b + x)
    if family is Family.HILL:
        below = b**c + x**c
        return a * c * x ** (c - 1) * b**c / below**2
    return a / b * np.exp(-x / b)
