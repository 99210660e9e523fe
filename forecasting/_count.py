"""A bound on S-shaped problems from how many units get past their inflection.

Where units are nearly alike, envelopes overstate what is left over once a whole number of them is well spent, and
splitting units one by one goes through every choice of them. Fixing only their number K says the same at once: at
price p no allocation with K units past the inflection earns more than the sum of all units' best spends before it,
plus the K largest gains of going past it, plus p times the amount that is spent. Any price gives a bound; the lowest
over prices, and the highest of those over K, bounds every allocation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from forecasting.curves import ResponseCurves, hill_inflection
from forecasting.history import Bools, Floats

WIDE = np.linspace(-2.0, 2.0, 33)  # added to the logarithm of the price
NARROW = np.linspace(-1.0, 1.0, 9)
ROUNDS = 24
FINE = 1e-9  # of the logarithm of the price
CHOICES = 5


@dataclass(frozen=True, eq=False)
class Counted:
    """What no allocation can earn, and the choices of units past their inflection that come nearest to it."""

    bound: float
    choices: list[Bools]


def count_bound(curves: ResponseCurves, low: Floats, high: Floats, total: float, log_price: float) -> Counted:
    """For an allocation of `total` between the bounds; `log_price` is where to look first."""
    prices, bounds = log_price + WIDE, _by_count(curves, low, high, total, log_price + WIDE)
    best = bounds.min(axis=0)
    at = prices[bounds.argmin(axis=0)]
    step = np.full(best.shape, WIDE[1] - WIDE[0])
    for _ in range(ROUNDS):
        worst = int(best.argmax())
        if step[worst] < FINE:
            break
        prices = at[worst] + step[worst] * NARROW
        bounds = _by_count(curves, low, high, total, prices)
        lower = bounds.min(axis=0) < best
        best = np.where(lower, bounds.min(axis=0), best)
        at = np.where(lower, prices[bounds.argmin(axis=0)], at)
        step[worst] *= NARROW[1] - NARROW[0]
    likely = np.argsort(-best, kind="stable")[:CHOICES]
    return Counted(float(best.max()), [_chosen(curves, low, high, float(at[count]), int(count)) for count in likely])


def _chosen(curves: ResponseCurves, low: Floats, high: Floats, log_price: float, count: int) -> Bools:
    """The units that gain most from going past their inflection at a price."""
    near, far, bent = _ways(curves, low, high, np.array([[math.exp(log_price)]]))
    gains = np.where(bent, far - near, -math.inf)[0]
    chosen = np.zeros(len(low), dtype=bool)
    chosen[np.argsort(-gains, kind="stable")[:count]] = True
    return chosen


def _by_count(curves: ResponseCurves, low: Floats, high: Floats, total: float, log_prices: Floats) -> Floats:
    """The bound at each price (rows) for each number of units past their inflection, from none to all."""
    price = np.exp(log_prices)[:, None]
    near, far, bent = _ways(curves, low, high, price)
    gains = -np.sort(near[:, bent] - far[:, bent], axis=1)
    start = near.sum(axis=1) + price[:, 0] * total
    return np.asarray(start[:, None] + np.concatenate([np.zeros_like(price), np.cumsum(gains, axis=1)], axis=1))


def _ways(curves: ResponseCurves, low: Floats, high: Floats, price: Floats) -> tuple[Floats, Floats, Bools]:
    """Revenue less price * spend at its best before and past the inflection, and which units have both."""
    inflection = hill_inflection(curves.parameters["half"], curves.parameters["slope"])
    bent = (inflection > low) & (high > low)
    steepest = np.clip(inflection, low, high)

    def net(spend: Floats) -> Floats:
        return np.asarray(curves.revenue(spend) - price * spend)

    far = net(np.clip(curves.spend_at(price), steepest, high))
    return np.where(bent, np.maximum(net(low), net(steepest)), far), far, bent
