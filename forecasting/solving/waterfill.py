"""Water-filling over nested groups: one price of money per group whose cap or floor binds, one for all the rest.

At the optimum of a separable concave problem with one total every unit off its bounds earns the same from its next
unit of money, so the search is for that one number (Everett 1963; the nested case is Hochbaum 1994). A group's
demand at a price is the sum of its units' demands, held between its floor and its cap; where that binds, the group
is solved by itself with the bound as its total.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from forecasting.history import Floats
from forecasting.solving.demand import BLOCK, Demand, LogPrice

LOG_PRICE_LIMIT = 700.0  # exp overflows beyond
SEARCH_STEPS = 200
SAMPLE = 4096
SAMPLE_SHARE = 16  # a sample is at least one unit in so many; larger problems are sampled in turn
STRIDE = 0.01  # of the logarithm of the price, where it is nearly known
NEAR, NEAR_STEPS = 0.1, 8
NEARLY = 1e-8  # of the total: one more step from here misses by rounding only
MANY_ROUNDING = 1e-12  # of the total, over many units: a millionth of one of them, and no gap that could be seen
GALLOP = 64  # fewer jumps than this are halved straight away
CLOSE_ENOUGH = 4e-16
ROUNDING = 2e-15  # of the total: what summing many floats loses anyway
LEFT = 1e-14  # of the total: what may be left over where every unit is at a bound


@dataclass(eq=False)
class Node:
    """A group: its own units, the groups inside it, and what its sum may be."""

    name: str
    units: npt.NDArray[np.intp]
    lower: float
    upper: float
    children: list[Node] = field(default_factory=list)

    def raw(self, spend: Floats) -> float:
        """The sum of its demand, before its own cap and floor."""
        own = spend.sum() if len(self.units) == len(spend) else spend[self.units].sum()
        return float(own) + sum(child.held(spend) for child in self.children)

    def nodes(self) -> list[Node]:
        """Itself and every group inside it."""
        return [self, *(inner for child in self.children for inner in child.nodes())]

    def held(self, spend: Floats) -> float:
        """The sum of its demand between its floor and cap."""
        return min(max(self.raw(spend), self.lower), self.upper)


@dataclass(eq=False)
class Filled:
    """Spend and the logarithm of the price it settled at: one for all, or with groups one per unit.

    `moved` are the units that do not spend what they would at that price; None: any may not.
    """

    spend: Floats
    log_price: LogPrice
    moved: npt.NDArray[np.intp] | None = None


End = tuple[float, float]  # log price, demand - total there


def fill(demand: Demand, root: Node, total: float) -> Filled:
    """The spend that maximises the (envelope's) revenue with the sum of `root` equal to `total`."""
    if not root.children:
        return _fill_all(demand, root, total)
    filled = Filled(demand.lower.copy(), np.zeros_like(demand.lower))
    _solve(demand, root, total, filled)
    return filled


def _fill_all(demand: Demand, root: Node, total: float) -> Filled:
    """Without groups nothing needs to be picked out: the same as below, in fewer passes over many units."""
    start, slope = _guess(demand, total)
    near = _near(demand, total, start, slope)
    if near is not None:
        spend = demand.at(near)
        missing = total - float(spend.sum())
        if abs(missing) <= MANY_ROUNDING * total:
            return Filled(spend, near, _absorb_rounding(spend, missing, demand, root))
    dear, cheap = _settle(demand, total, start, STRIDE if slope > 0 else 1.0)
    spend = demand.at(dear)
    if dear != cheap:
        room = demand.at(cheap)
        room -= spend
        spend += _share(total - float(spend.sum()), room, in_order=not demand.curves.concave)
    moved = _absorb_rounding(spend, total - float(spend.sum()), demand, root)
    return Filled(spend, dear if math.isfinite(dear) else cheap, moved if dear == cheap else None)


def _solve(demand: Demand, node: Node, total: float, filled: Filled) -> None:
    dear, cheap = _bracket(lambda price: node.raw(demand.at(price)) - total, demand.jumps)
    _spread(demand, node, total, (dear, cheap), filled)


def _guess(demand: Demand, total: float) -> tuple[float, float]:
    """Where to begin the search, and how fast demand falls there: for many units, as in a sample of them.

    The price of the sample, asked for its share of the room; 0, 0 where there are few units or no price.
    """
    every = len(demand.lower) // SAMPLE
    if every < 2:
        return 0.0, 0.0
    every = min(every, SAMPLE_SHARE)
    sample = demand.sample(every)
    whole, part = demand.lower.sum(), sample.lower.sum()
    room, part_room = demand.upper.sum() - whole, sample.upper.sum() - part
    target = float(part + (total - whole) * (part_room / room if room > 0 else 0.0))
    start, slope = _guess(sample, target)
    middle = _near(sample, target, start, slope)
    if middle is None:
        middle = sum(_settle(sample, target, start, STRIDE if slope > 0 else 1.0)) / 2
    if not math.isfinite(middle):
        return 0.0, 0.0
    fall = sample.sum_at(middle - STRIDE) - sample.sum_at(middle + STRIDE)
    return middle, fall / (2 * STRIDE) * every


def _settle(demand: Demand, total: float, start: float, stride: float) -> tuple[float, float]:
    """Neighbouring log prices (dear, cheap) between which demand crosses the total."""
    return _bracket(lambda price: demand.sum_at(price) - total, demand.jumps, start, stride, ROUNDING * total)


def _near(demand: Demand, total: float, start: float, slope: float) -> float | None:
    """The log price at which demand is the total, to rounding, from a good guess; None if it is not so near.

    Newton's step and then inverse interpolation; the last step is not checked here.
    """
    if slope <= 0 or demand.jumps.size:
        return None
    prices, misses = [start], [demand.sum_at(start) - total]
    following = start + misses[0] / slope
    while abs(misses[-1]) > NEARLY * total:
        if len(prices) == NEAR_STEPS or not abs(following - start) <= NEAR:
            return None
        prices.append(following)
        misses.append(demand.sum_at(following) - total)
        following = _interpolated(misses[-3:], prices[-3:])
    return following if math.isfinite(following) else prices[-1]


def _interpolated(misses: list[float], prices: list[float]) -> float:
    """The price at which a polynomial through a few misses is 0; nan where two misses are the same."""
    found = 0.0
    for at, price in enumerate(prices):
        weight = 1.0
        for other in misses[:at] + misses[at + 1 :]:
            weight *= other / (other - misses[at]) if other != misses[at] else math.nan
        found += price * weight
    return found


def _spread(demand: Demand, node: Node, total: float, prices: tuple[float, float], filled: Filled) -> None:
    """Settle a group between two neighbouring prices, one asking for at most and one for at least its total."""
    little, much = demand.at(prices[0]), demand.at(prices[1])
    floors = np.array([child.held(little) for child in node.children])
    ceilings = np.array([child.held(much) for child in node.children])
    base = np.concatenate([little[node.units], floors])
    room = np.concatenate([much[node.units], ceilings]) - base
    given = base + _share(total - float(base.sum()), room, in_order=not demand.curves.concave)
    own = given[: len(node.units)]
    _absorb_rounding(own, total - float(given.sum()), demand, node)
    filled.spend[node.units] = own
    prices_of = np.asarray(filled.log_price)
    prices_of[node.units] = prices[0] if math.isfinite(prices[0]) else prices[1]
    for child, target in zip(node.children, given[len(node.units) :], strict=True):
        if child.raw(little) <= target <= child.raw(much):
            _spread(demand, child, float(target), prices, filled)
        else:
            _solve(demand, child, float(target), filled)


def _absorb_rounding(spend: Floats, missing: float, demand: Demand, node: Node) -> npt.NDArray[np.intp]:
    """Put the last rounding error of a sum where there is room for it; the place of the unit that takes it.

    That is a unit well between its bounds: one at a bound is there exactly. Where all are at theirs, what rounding
    alone leaves is left.
    """
    nowhere = np.empty(0, dtype=np.intp)
    if missing == 0 or spend.size == 0:
        return nowhere
    at = _with_room(spend, missing, demand, node, inside=True)
    if at is None and abs(missing) > LEFT * float(spend.sum()):
        at = _with_room(spend, missing, demand, node, inside=False)
    if at is None:
        return nowhere
    spend[at] += missing
    return np.array([at])


def _with_room(spend: Floats, missing: float, demand: Demand, node: Node, *, inside: bool) -> int | None:
    """A unit with room for an amount, towards its bound; `inside`: which is as far from both of its bounds."""
    everything = len(spend) == len(demand.lower)
    for start in range(0, len(spend), BLOCK):
        block = slice(start, start + BLOCK)
        rows = block if everything else node.units[block]
        above, below = demand.upper[rows] - spend[block], spend[block] - demand.lower[rows]
        room = np.minimum(above, below) if inside else above if missing > 0 else below
        at = int(np.argmax(room))
        if room[at] >= abs(missing):
            return start + at
    return None


def _share(amount: float, room: Floats, *, in_order: bool) -> Floats:
    """Share an amount over the room there is: in proportion, or filling one after the other.

    In order leaves at most one S-shaped curve inside its chord, where its envelope overstates it.
    """
    whole = float(room.sum())
    if amount <= 0 or whole <= 0:
        return np.zeros_like(room)
    if not in_order:
        return np.asarray(room * min(amount / whole, 1.0))
    before = np.concatenate([[0.0], np.cumsum(room)[:-1]])
    return np.clip(amount - before, 0.0, room)


def _bracket(
    excess: Callable[[float], float], jumps: Floats, start: float = 0.0, stride: float = 1.0, close: float = 0.0
) -> tuple[float, float]:
    """Neighbouring log prices (dear, cheap) between which a falling demand crosses the total.

    Where demand jumps is known and tried first; between jumps it is smooth.
    """
    if jumps.size:
        left, right = _between_jumps(excess, jumps, start, close)
    else:
        left, right = _surround(excess, start, stride, close)
    if not (math.isfinite(left[0]) and math.isfinite(right[0])) or right[0] <= math.nextafter(left[0], math.inf):
        return right[0], left[0]
    return _root(excess, left, right, close)


def _between_jumps(excess: Callable[[float], float], jumps: Floats, start: float, close: float) -> tuple[End, End]:
    """The two ends of one jump, or of the stretch between two jumps, in which demand crosses the total.

    Demand at a jump's own log price is what it is just below; the next larger number is just above it.
    """
    known: dict[int, float] = {}

    def too_much(at: int) -> bool:
        if at not in known:
            known[at] = excess(float(jumps[at]))
        return known[at] >= 0

    low, high = _gallop(too_much, int(np.searchsorted(jumps, start)), len(jumps))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if too_much(middle) else (low, middle)
    if low < 0:
        return _surround(excess, math.nextafter(float(jumps[0]), math.inf), 1.0, close)
    below = (float(jumps[low]), known[low])
    if abs(below[1]) <= close:
        return below, below
    price = math.nextafter(below[0], math.inf)
    above = (price, excess(price))
    if above[1] <= 0:
        return below, above
    if high == len(jumps):
        return _surround(excess, price, 1.0, close)
    return above, (float(jumps[high]), known[high])


def _gallop(too_much: Callable[[int], bool], start: int, count: int) -> tuple[int, int]:
    """Places (low, high) with too much demand at `low` and not at `high`, near `start` if it is near; -1 and `count`
    stand for the ends."""
    if count <= GALLOP:
        return -1, count
    low, high, stride = -1, count, count // GALLOP
    at = min(max(start, 0), count - 1)
    up = too_much(at)
    while True:
        low, high = (at, high) if up else (low, at)
        at = at + stride if up else at - stride
        if not 0 <= at < count:
            return low, high
        if too_much(at) != up:
            return (low, at) if up else (at, high)
        stride *= 2


def _root(excess: Callable[[float], float], left: End, right: End, close: float) -> tuple[float, float]:
    """Chandrupatla's root finder (1997): inverse quadratic steps where the function is smooth, else halving."""
    at, old = right, left
    step = 0.5
    third = left
    for _ in range(SEARCH_STEPS):
        point = at[0] + step * (old[0] - at[0])
        found = (point, excess(point))
        if (found[1] > 0) == (at[1] > 0):
            third, at = at, found
        else:
            third, old, at = old, at, found
        if abs(found[1]) <= close:
            return point, point
        width = abs(old[0] - at[0])
        tolerance = CLOSE_ENOUGH * max(abs(at[0]), 1.0)
        if width <= 2 * tolerance:
            break
        step = min(max(_inverse_quadratic(at, old, third), tolerance / width), 1 - tolerance / width)
    pair = sorted((at, old), key=lambda end: end[1])
    return pair[0][0], pair[1][0]


def _inverse_quadratic(at: End, old: End, third: End) -> float:
    """How far from `at` to `old` to look next, as a share of the way."""
    (a, fa), (b, fb), (c, fc) = at, old, third
    if b == c or fc in (fb, fa):
        return 0.5
    xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
    if not (1 - math.sqrt(max(1 - xi, 0.0)) < phi < math.sqrt(max(xi, 0.0))):
        return 0.5
    return fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)


def _surround(excess: Callable[[float], float], start: float, stride: float, close: float) -> tuple[End, End]:
    """A log price at which demand is at least the total, and one at which it is at most."""
    here = (start, excess(start))
    if abs(here[1]) <= close:
        return here, here
    sign = 1.0 if here[1] > 0 else -1.0  # demand too high: look at dearer prices
    last = here
    while True:
        point = max(min(last[0] + sign * stride, LOG_PRICE_LIMIT), -LOG_PRICE_LIMIT)
        found = (point, excess(point))
        if abs(found[1]) <= close:
            return found, found
        if (found[1] > 0) != (last[1] > 0):
            return (last, found) if sign > 0 else (found, last)
        if abs(point) >= LOG_PRICE_LIMIT:
            edge = (sign * math.inf, 0.0)
            return (found, edge) if sign > 0 else (edge, found)
        last, stride = found, stride * 2
