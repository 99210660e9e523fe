"""S-shaped curves: branch and bound over the envelopes, which closes the gap they leave or says what is left.

A filling on the envelopes bounds the revenue of every allocation from above and is an allocation itself; the two
differ by what the envelopes flatter the units inside a chord. At the prices of a filling every other spend x of a unit
costs a known regret, so whatever beats the best allocation found so far has x where that regret is below the gap: near
the unit's lower bound, or on the far side of its chord. That narrows all bounds at once, and splits a unit in two.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.curves import ResponseCurves, hill_inflection
from forecasting.history import Bools, Floats
from forecasting.solving.count import count_bound
from forecasting.solving.demand import LogPrice, demand_of, tangent_points
from forecasting.solving.waterfill import Filled, Node, fill

TOLERANCE = 1e-10  # relative; branches that can add no more than this are not followed
ENOUGH = 1e-7  # relative; a gap that is good enough after a while
WHILE = 50  # fillings
FEW = 20  # fillings, after which whole numbers of units are looked at
WORK = 100_000  # units times fillings, and in any case between so many fillings:
FEWEST, MOST = 30, 400
NARROWING_STEPS = 14

Feasible = Callable[[Floats, Floats], bool]


@dataclass(frozen=True, eq=False)
class Found:
    """The best allocation found, what each unit earns there, and what no allocation can exceed."""

    spend: Floats
    earned: Floats
    bound: float


@dataclass(frozen=True, eq=False)
class _Box:
    """Bounds, and the tangent points of the lower ones."""

    low: Floats
    high: Floats
    tangents: Floats


@dataclass(frozen=True, eq=False)
class _Solved:
    """A filling of a box: its bound on the revenue within, and what each unit's envelope flatters it by."""

    filled: Filled
    price: Floats
    best: Floats
    earned: Floats
    bound: float
    flattery: Floats


def dual_bound(best: Floats, price: Floats, spend: Floats, gain: Floats, value: float) -> float:
    """What no allocation can exceed: revenue here plus what each unit would gain by trading at its group's price.

    The sum over units of max_x (f(x) - p x) plus p times the amount to spend is the Lagrangian dual. Group terms
    vanish because a group with its own price sits exactly on its bound.
    """
    return value + float(np.maximum(gain - price * (best - spend), 0.0).sum())


class Search:
    """The search over one problem. Boxes are kept by what they could still reach, the best first."""

    def __init__(self, curves: ResponseCurves, root: Node, total: float, feasible: Feasible) -> None:
        self.curves, self.root, self.total, self.feasible = curves, root, total, feasible
        self.inflection = hill_inflection(curves.parameters["half"], curves.parameters["slope"])
        self.queue: list[tuple[float, int, _Box]] = []
        self.pushed = 0
        self.dropped = 0.0  # the most any box left out could reach

    def run(self, low: Floats, high: Floats) -> Found:
        """The best allocation between the bounds, as far as the work allowed goes."""
        box = _Box(low, high, tangent_points(self.curves, low))
        first = self._solve(box)
        self.best, self.earned, self.value = first.filled.spend, first.earned, float(first.earned.sum())
        cap = first.bound
        if cap <= self._enough:
            return Found(self.best, self.earned, max(cap, self.value))
        self.alike = _alike(self.curves, self.root, low, high)
        self._divide(box, first, cap)
        for count in range(min(max(WORK // len(low), FEWEST), MOST)):
            enough = self.value * (1 + (ENOUGH if count >= WHILE else TOLERANCE))
            if not self.queue or min(-self.queue[0][0], cap) <= enough:
                break
            if count == FEW:
                cap = min(cap, self._count(low, high, first.filled.log_price))
            reach, _, box = heapq.heappop(self.queue)
            solved = self._solve(box)
            self._keep(solved)
            self._divide(box, solved, min(solved.bound, -reach, cap))
        rest = max([self.dropped, *(-reach for reach, _, _ in self.queue[:1])])
        return Found(self.best, self.earned, max(min(rest, cap), self.value))

    def _count(self, low: Floats, high: Floats, log_price: LogPrice) -> float:
        """The bound by number of units past their inflection; its likeliest choices are tried."""
        if not isinstance(log_price, float) or not math.isfinite(log_price):
            return math.inf  # groups have prices of their own
        counted = count_bound(self.curves, low, high, self.total, log_price)
        for chosen in counted.choices:
            bent = (self.inflection > low) & (high > low)
            least = np.where(chosen, np.clip(self.inflection, low, high), low)
            most = np.where(bent & ~chosen, np.clip(self.inflection, low, high), high)
            if self.feasible(least, most):
                self._keep(self._solve(_Box(least, most, tangent_points(self.curves, least))))
        return counted.bound

    def _keep(self, solved: _Solved) -> None:
        value = float(solved.earned.sum())
        if value > self.value:
            self.best, self.earned, self.value = solved.filled.spend, solved.earned, value

    @property
    def _enough(self) -> float:
        return self.value * (1 + TOLERANCE)

    def _solve(self, box: _Box) -> _Solved:
        demand = demand_of(self.curves, box.low, box.high, box.tangents)
        filled = fill(demand, self.root, self.total)
        spend, log_price = filled.spend, filled.log_price
        best = demand.at(log_price)
        price = np.broadcast_to(np.exp(log_price), spend.shape)
        earned, at_best = self.curves.revenue(np.stack([spend, best]))
        bound = dual_bound(best, price, spend, at_best - earned, float(earned.sum()))
        flattery = np.maximum((at_best - price * best) - (earned - price * spend), 0.0)
        return _Solved(filled, price, best, earned, bound, flattery)

    def _divide(self, box: _Box, solved: _Solved, reach: float) -> None:
        """Leave the box, narrow it, or put its two halves into the queue."""
        at = int(np.argmax(solved.flattery))
        if reach <= self._enough or solved.flattery[at] <= 0:
            self.dropped = max(self.dropped, reach)
            return
        self.dropped = max(self.dropped, self._enough)  # what narrowing leaves out reaches no further
        sides = _sides(self.curves, self.inflection, box, solved, reach - self._enough)
        tight = self._narrowed(
            box, np.where(sides.near, box.low, sides.far_edge), np.where(sides.far, box.high, sides.near_edge)
        )
        if not (sides.near[at] and sides.far[at]):
            self._push(tight, reach)
            return
        parted = sides.near_edge[at] < sides.far_edge[at]
        left, right = (sides.near_edge[at], sides.far_edge[at]) if parted else (solved.filled.spend[at],) * 2
        # of units that are alike the first spends most, or the search would go through every order of them
        alike = self.alike == self.alike[at]
        place = np.arange(len(alike))
        high = np.where(alike & (place >= at), np.minimum(tight.high, left), tight.high)
        low = np.where(alike & (place <= at), np.maximum(tight.low, right), tight.low)
        self._push(self._narrowed(tight, tight.low, high), reach)
        self._push(self._narrowed(tight, low, tight.high), reach)

    def _narrowed(self, box: _Box, low: Floats, high: Floats) -> _Box:
        tangents = box.tangents
        rows = np.flatnonzero(low != box.low)
        if rows.size:
            tangents = tangents.copy()
            tangents[rows] = tangent_points(self.curves.take(rows), low[rows])
        return _Box(low, high, tangents)

    def _push(self, box: _Box, reach: float) -> None:
        if (box.low <= box.high).all() and self.feasible(box.low, box.high):
            self.pushed += 1
            heapq.heappush(self.queue, (-reach, -self.pushed, box))


@dataclass(frozen=True, eq=False)
class _Sides:
    """Where each unit may still lie: near its lower bound up to an edge, beyond its chord from an edge, or both."""

    near: Bools
    near_edge: Floats
    far: Bools
    far_edge: Floats


def _sides(curves: ResponseCurves, inflection: Floats, box: _Box, solved: _Solved, slack: float) -> _Sides:
    """The spends that cost less than `slack` of regret, from outside: revenue - price * spend falls, rises and falls.

    Units without a chord keep their bounds: nothing is gained by narrowing a concave curve.
    """
    price, low = solved.price, box.low
    bent = (np.minimum(box.tangents, box.high) > low) & (low < inflection)

    def net(spend: Floats) -> Floats:
        return curves.revenue(spend) - price * spend

    with np.errstate(divide="ignore"):
        wanted = curves.spend_at(price)
    top = np.clip(np.maximum(wanted, inflection), low, box.high)
    need = np.maximum(net(low), net(top)) - slack * (1 + 1e-9)
    valley = _last(lambda spend: curves.marginal(spend) < price, low, np.minimum(inflection, top))[0]
    needy = net(valley) < need
    near_edge = _last(lambda spend: net(spend) >= need, low, valley)[1]
    far_edge = _last(lambda spend: net(spend) < need, valley, top)[0]
    near, far = ~bent | (net(low) >= need), ~bent | (net(top) >= need)
    both = ~needy | ~bent
    return _Sides(near | both, np.where(both, box.high, near_edge), far | both, np.where(both, low, far_edge))


def _last(holds: Callable[[Floats], Bools], left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Either side of the spend up to which something holds from the left on, per unit, by halving."""
    for _ in range(NARROWING_STEPS):
        middle = (left + right) / 2
        yes = holds(middle)
        left, right = np.where(yes, middle, left), np.where(yes, right, middle)
    return left, right


def _alike(curves: ResponseCurves, root: Node, low: Floats, high: Floats) -> npt.NDArray[np.intp]:
    """A number per unit; units of the same group, curve and bounds share it."""
    leaf = np.zeros(len(low))
    for number, node in enumerate(root.nodes()):
        leaf[node.units] = number
    each = np.stack([*curves.parameters.values(), low, high, leaf], axis=1)
    return np.asarray(np.unique(each, axis=0, return_inverse=True)[1].reshape(-1))
