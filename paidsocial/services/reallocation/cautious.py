"""Deciding cautiously: a budget grows only if even a poor response would pay for it, and shrinks only if a good one is
no loss.

What a line earns beside today is taken from the lower end of its response, what it loses from the upper end. That makes
one concave curve with a bend at today's amount: a line whose bend straddles what money earns elsewhere stays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import forecasting
from paidsocial.services.reallocation.line_curves import Floats, LineCurves, Units

DEVIATIONS = 0.8416212335729143  # standard errors: four in five responses are better than this low (or not as high)
_STEPS = 200  # of halving the range of prices, which spans some hundred orders of magnitude


@dataclass(frozen=True, eq=False)
class Careful:
    """The lines that surely grow or shrink, and the price: what the next unit of money earns elsewhere.

    `low` and `high` are what a line's next unit earns today at either end of its response.
    """

    price: float
    grows: npt.NDArray[np.bool_]
    shrinks: npt.NDArray[np.bool_]
    low: Floats
    high: Floats
    curves: forecasting.ResponseCurves


def careful(counts: LineCurves, bounds: tuple[Units, Units, Units], total: int, free: npt.NDArray[np.bool_]) -> Careful:
    """Where the sum of all bent curves is greatest at a total: one price decides which lines move.

    `bounds` are today's amounts, the least and the most of each line (lines,), in smallest units like `total`. `free`
    lines follow their expected curve on both sides: tests, and what a person forces.
    """
    current, lower, upper = bounds
    money = counts.minor_units
    down, up = counts.off_by(DEVIATIONS), counts.off_by(-DEVIATIONS)
    down, up = (
        (np.where(free, counts.scale, scale), np.where(free, counts.elasticity, elasticity))
        for scale, elasticity in (down, up)
    )
    low, high = _marginal(up, current / money), _marginal(down, current / money)
    high = np.maximum(low, high)

    def at(price: float) -> Floats:
        grown, shrunk = (_spend_at(curve, price) * money for curve in (up, down))
        wanted = np.where(
            low > price, np.maximum(grown, current), np.where(high < price, np.minimum(shrunk, current), current)
        )
        return np.clip(wanted, lower, upper)

    cheap, dear = math.log(1e-12), math.log(1e12)
    for _ in range(_STEPS):
        middle = (cheap + dear) / 2
        cheap, dear = (middle, dear) if float(at(math.exp(middle)).sum()) >= total else (cheap, middle)
    price = math.exp((cheap + dear) / 2)
    grows, shrinks = (low > price) & ~free, (high < price) & ~free
    scale = np.where(grows, up[0], np.where(shrinks, down[0], counts.scale))
    elasticity = np.where(grows, up[1], np.where(shrinks, down[1], counts.elasticity))
    labels = [str(line.unit.id) for line in counts.lines]
    curves = forecasting.ResponseCurves.from_parameters(labels, "power", scale=scale, elasticity=elasticity)
    return Careful(price, grows, shrinks, low, high, curves)


def _marginal(curve: tuple[Floats, Floats], spend: Floats) -> Floats:
    scale, elasticity = curve
    return np.asarray(scale * elasticity * np.maximum(spend, 1e-9) ** (elasticity - 1))


def _spend_at(curve: tuple[Floats, Floats], price: float) -> Floats:
    """Where the next unit earns the price; bounded, because a nearly straight curve answers with anything."""
    scale, elasticity = curve
    logarithm = (np.log(np.maximum(scale * elasticity, 1e-300)) - math.log(price)) / (1 - elasticity)
    return np.exp(np.clip(logarithm, -60, 60))
