"""A bound on S-shaped problems from how many units get past their inflection.

Where units are nearly alike, envelopes overstate what is left over once a whole number of them is well spent, and
splitting units one by one goes through every choice of them. Fixing only their number K says the same at once. Of the
best allocation at most one unit lies strictly before its inflection and off its lower bound, as two would better be
moved apart. So at price p none with K units past the inflection earns more than all units at their lower bounds, plus
the K largest gains of going past it, plus the largest gain of the one in between, plus p times the amount that is
spent. The one in between is taken for each stretch it may lie in apart. Any price gives a bound; the lowest over
prices, and the highest of those over K and stretches, bounds every allocation.
"""

from __future__ import annotations

import itertools
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
STRETCHES, MANY = 8, 1000  # units; of more, one matters little


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
    counts = int(_bent(curves, low, high)[0].sum()) + 1
    likely = np.argsort(-best, kind="stable")[:CHOICES]
    chosen = [_chosen(curves, low, high, float(at[way]), int(way) % counts) for way in likely]
    return Counted(float(best.max()), chosen)


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
    first = (near.sum(axis=1) + price[:, 0] * total)[:, None]
    by_count = first + np.concatenate([np.zeros_like(price), np.cumsum(gains, axis=1)], axis=1)
    between = _between(curves, low, high, price)
    return np.asarray((between[:, :, None] + by_count[:, None, :]).reshape(len(price), -1))


def _bent(curves: ResponseCurves, low: Floats, high: Floats) -> tuple[Bools, Floats]:
    """Which units have spends before their inflection, and how far these go."""
    inflection = hill_inflection(curves.parameters["half"], curves.parameters["slope"])
    return (inflection > low) & (high > low), np.clip(inflection, low, high)


def _ways(curves: ResponseCurves, low: Floats, high: Floats, price: Floats) -> tuple[Floats, Floats, Bools]:
    """Revenue less price * spend at the lower bound and at its best past the inflection, and which units have both."""
    bent, steepest = _bent(curves, low, high)
    best = np.clip(curves.spend_at(price), steepest, high)
    far = np.asarray(curves.revenue(best) - price * best)
    return np.where(bent, curves.revenue(low) - price * low, far), far, bent


def _between(curves: ResponseCurves, low: Floats, high: Floats, price: Floats) -> Floats:
    """The largest gain of one unit on each stretch between its lower bound and its inflection; 0 first, for none.

    A curve is convex there: on a stretch nothing is better than one of its ends.
    """
    bent, steepest = _bent(curves, low, high)
    if not bent.any():
        return np.zeros_like(price)
    some, from_, width = curves.take(np.flatnonzero(bent)), low[bent], (steepest - low)[bent]
    stretches = STRETCHES if len(low) <= MANY else 2
    start = some.revenue(from_)
    ends = []
    for share in np.arange(stretches + 1) / stretches:
        spend = from_ + share * width
        ends.append(some.revenue(spend) - start - price * (share * width))
    gains = [np.maximum(left, right).max(axis=1) for left, right in itertools.pairwise(ends)]
    return np.stack([np.zeros(len(price)), *gains], axis=1)
