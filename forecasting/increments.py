"""Amounts a platform accepts: whole increments of the smallest coin, with the total still exact."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from forecasting.allocation import allocate
from forecasting.curves import ResponseCurves, check_curves
from forecasting.figures import amount, amounts
from forecasting.groups import GroupsArgument, Infeasible, as_groups, tree
from forecasting.history import Bools, Floats
from forecasting.solving.feasibility import check_feasible
from forecasting.solving.share import Share
from forecasting.solving.whole import Choices, best_whole

Integers = npt.NDArray[np.int64]
MOST_COINS = 2.0**62
WORK = 3e6  # comparisons; few enough to go through every amount
MOST_WORK = 1e9
REACHES = (2, 8, 64, 1024)  # increments either side of the continuous optimum
MOST_WIDER = 50  # times as many increments for units whose increments are small


@dataclass(frozen=True, eq=False)
class _Ladder:
    """Each unit's amounts: from `low` in steps of `step` up to `most`."""

    curves: ResponseCurves
    low: Integers
    most: Integers
    step: Integers
    minor_units: float

    def choices(self, first: Integers, last: Integers) -> Choices:
        """Everything from one amount to another, per unit."""
        steps = (first - self.low) // self.step, (last - self.low) // self.step
        return Choices(self.curves, self.low, self.step, *steps, self.minor_units)

    def can_rise(self, amounts: Integers) -> Bools:
        return np.asarray(amounts + self.step <= self.most)

    def can_fall(self, amounts: Integers) -> Bools:
        return np.asarray(amounts - self.step >= self.low)

    def revenue(self, amounts: Integers) -> float:
        """Of all units together."""
        return float(self.curves.revenue(amounts / self.minor_units).sum())

    def gain(self, amounts: Integers, sign: int) -> Floats:
        """Revenue per unit from one step up or down."""
        there = np.maximum(amounts + sign * self.step, 0)
        here = self.curves.revenue(amounts / self.minor_units)
        return np.asarray(self.curves.revenue(there / self.minor_units) - here)


def allocate_increments(
    curves: ResponseCurves,
    total: int,
    lower: npt.ArrayLike = 0,
    upper: npt.ArrayLike | None = None,
    *,
    increment: npt.ArrayLike = 1,
    minor_units: float = 100,
    groups: GroupsArgument = None,
) -> Integers:
    """The best allocation in integers that sums to `total` exactly; int64 (units,).

    `total`, `lower`, `upper`, `increment` and the bounds of `groups` count the smallest coin (cents, or micros with
    `minor_units` = 1,000,000); the curves take `minor_units` of it as one unit of money. Every amount is its lower
    bound plus a whole number of its increments. Starting just under the continuous optimum, each increment goes to
    the unit that gains most from it, which for concave curves and one common increment is optimal (Fox 1966), then
    single increments are exchanged while that earns more. Dynamic programming goes through all amounts where they
    are few enough, and else through those near the optimum: that is what S-shaped curves, mixed increments and groups
    need.

    Raises Infeasible where bounds and increments cannot meet the total, and ValueError for amounts that are not whole.
    """
    check_curves(curves)
    groups = as_groups(groups) or None
    coins = "give a whole number of the smallest coin, at least 0"
    if not amount(total, "total", coins).is_integer():
        raise ValueError(f"total is {total}: {coins}")
    if not amount(minor_units, "minor_units", "give how many of the smallest coin make one unit of money, such as 100"):
        raise ValueError("minor_units is 0: give how many of the smallest coin make one unit of money, such as 100")
    low = _whole(curves, "lower", lower)
    high = np.maximum(low, int(total)) if upper is None else _whole(curves, "upper", upper)
    step = _whole(curves, "increment", increment)
    crossed = np.flatnonzero(low > high)
    if crossed.size:
        at = int(crossed[0])
        raise Infeasible(
            f"unit {curves.units[at]!r} has a lower bound of {low[at]:,} above its upper one of {high[at]:,}: "
            f"lower the one or raise the other by {low[at] - high[at]:,}"
        )
    high = np.minimum(high, np.maximum(low, int(total)))
    ladder = _Ladder(curves, low, low + (high - low) // step * step, step, minor_units)
    _check_reach(ladder, int(total))
    whole = _through_all(ladder, int(total), groups)
    if whole is not None:
        return whole
    in_money = [
        replace(group, lower=group.lower / minor_units, upper=group.upper / minor_units) for group in as_groups(groups)
    ]
    ideal = allocate(curves, total / minor_units, low / minor_units, ladder.most / minor_units, in_money or None)
    steps = np.floor((ideal.spend - low / minor_units) * minor_units / step + 1e-6)
    amounts = np.clip(low + steps.astype(np.int64) * step, low, ladder.most)
    if in_money:
        return _near(ladder, amounts, int(total), groups)
    left = _settle(ladder, amounts, int(total - amounts.sum()))
    if left:
        _make_up(ladder, amounts, left)
    _exchange(ladder, amounts)
    if curves.concave and (step == step[0]).all():
        return np.asarray(amounts)
    near = _within_reach(ladder, amounts, int(total), None, reach=REACHES[0], work=WORK)
    if near is not None and ladder.revenue(near) > ladder.revenue(amounts):
        return near
    return np.asarray(amounts)


def _through_all(ladder: _Ladder, total: int, groups: GroupsArgument) -> Integers | None:
    """The best of all amounts; None where they are too many to go through."""
    choices = ladder.choices(ladder.low, ladder.most)
    if choices.work > WORK:
        return None
    found = best_whole(choices, tree(ladder.curves.units, groups, total), total)
    if found is None:
        raise _refusal(ladder, total, groups)
    return found


def _near(ladder: _Ladder, amounts: Integers, total: int, groups: GroupsArgument) -> Integers:
    """The best amounts within groups a few increments from the continuous optimum; further away only if none fit.

    Too many units to compare: one common increment is handed out to whom it earns most at the optimum.
    """
    for reach in REACHES:
        found = _within_reach(ladder, amounts, total, groups, reach=reach, work=MOST_WORK)
        if found is not None:
            return found
    if (ladder.step == ladder.step[0]).all():
        ranked = np.argsort(-ladder.gain(amounts, 1), kind="stable").tolist()
        root = tree(ladder.curves.units, groups, total)
        shared = Share(root, amounts, ladder.most, int(ladder.step[0]), ranked).to(total)
        if shared is not None:
            return shared
    raise _refusal(ladder, total, groups)


def _within_reach(
    ladder: _Ladder, amounts: Integers, total: int, groups: GroupsArgument, *, reach: int, work: float
) -> Integers | None:
    """The best amounts so many increments around some; None where there are none, or too many to go through."""
    # units with small increments make up what those with large ones leave over
    wide = reach * ladder.step * np.clip(ladder.step.max() // ladder.step, 1, MOST_WIDER)
    first, last = np.maximum(amounts - wide, ladder.low), np.minimum(amounts + ladder.step + wide, ladder.most)
    choices = ladder.choices(first, last)
    return best_whole(choices, tree(ladder.curves.units, groups, total), total) if choices.work <= work else None


def _refusal(ladder: _Ladder, total: int, groups: GroupsArgument) -> Infeasible:
    """Why nothing fits: the bounds and groups alone, in the words of `allocate`, or the increments."""
    most, low = ladder.most.astype(float), ladder.low.astype(float)
    check_feasible(tree(ladder.curves.units, groups, total), low, most, float(total), ladder.curves.units)
    return Infeasible(
        f"no mix of increments within the bounds{' and groups' if as_groups(groups) else ''} makes up {total:,}: let "
        "one unit take any amount, or change the total"
    )


def _whole(curves: ResponseCurves, name: str, given: npt.ArrayLike) -> Integers:
    numbers = (
        given if isinstance(given, np.ndarray) and given.dtype.kind in "iu" else amounts(given, name, curves.units)
    )
    if numbers.ndim > 1:
        raise ValueError(f"{name} must be a number or have one value per unit ({len(curves.units)})")
    exact = np.broadcast_to(numbers, (len(curves.units),))
    if not (np.isfinite(exact) & (np.abs(exact.astype(float)) < MOST_COINS)).all():
        at = int(np.flatnonzero(~(np.abs(exact.astype(float)) < MOST_COINS))[0])
        raise ValueError(
            f"{name} of unit {curves.units[at]!r} is {exact[at]}: give a whole number of the smallest coin"
        )
    rounded = exact.astype(np.int64)
    bad = np.flatnonzero((rounded != exact) | (rounded < (1 if name == "increment" else 0)))
    if bad.size:
        at = int(bad[0])
        raise ValueError(
            f"{name} of unit {curves.units[at]!r} is {exact[at]}: give a whole number of the smallest coin"
        )
    return np.asarray(rounded)


def _check_reach(ladder: _Ladder, total: int) -> None:
    least, most = int(ladder.low.sum()), int(ladder.most.sum())
    if least > total:
        raise Infeasible(
            f"the lower bounds sum to {least:,}, {least - total:,} more than the total of {total:,}: "
            "raise the total or lower the bounds"
        )
    if most < total:
        raise Infeasible(
            f"in whole increments the {len(ladder.low)} units can take {most:,}, {total - most:,} short of the total "
            f"of {total:,}: raise the upper bounds or use smaller increments"
        )
    movable = ladder.step[ladder.most > ladder.low]
    common = int(np.gcd.reduce(movable)) if movable.size else 1
    if (total - least) % common:
        raise Infeasible(
            f"increments of {common:,} cannot make up the {total - least:,} above the lower bounds: "
            "change the total, or let one unit take any amount"
        )


def _settle(ladder: _Ladder, amounts: Integers, left: int) -> int:
    """Hand out what is left, largest gain per coin first (or take back an overshoot); return what fits nowhere."""
    sign = 1 if left > 0 else -1
    able = ladder.can_rise if sign > 0 else ladder.can_fall
    gains = ladder.gain(amounts, sign) / ladder.step
    queue = [(-float(gains[at]), int(at)) for at in np.flatnonzero(able(amounts))]
    heapq.heapify(queue)
    while left and queue:
        _, at = heapq.heappop(queue)
        size = int(ladder.step[at])
        if size > abs(left):
            continue
        amounts[at] += sign * size
        left -= sign * size
        one = _only(ladder, at)
        if (one.can_rise if sign > 0 else one.can_fall)(amounts[[at]])[0]:
            heapq.heappush(queue, (-float(one.gain(amounts[[at]], sign)[0]) / size, at))
    return left


def _only(ladder: _Ladder, at: int) -> _Ladder:
    rows = np.array([at])
    return _Ladder(ladder.curves.take(rows), ladder.low[rows], ladder.most[rows], ladder.step[rows], ladder.minor_units)


def _make_up(ladder: _Ladder, amounts: Integers, left: int) -> None:
    """With mixed increments: the fewest steps up and down that make up the remainder.

    Breadth-first over remainders; of each increment the unit that gains most (or loses least) stands for the rest.
    The remainders are bounded by twice the largest increment, so the search ends.
    """
    widest = 2 * int(ladder.step.max())
    paths: dict[int, Integers] = {left: amounts}
    frontier = [left]
    while frontier:
        following = []
        for remainder in frontier:
            for size, after in _neighbours(ladder, paths[remainder]):
                if abs(remainder - size) > widest or remainder - size in paths:
                    continue
                paths[remainder - size] = after
                if remainder == size:
                    amounts[:] = after
                    return
                following.append(remainder - size)
        frontier = following
    raise Infeasible(
        f"no mix of increments within the bounds makes up the last {left:,}: let one unit take any amount, "
        "or change the total"
    )


def _neighbours(ladder: _Ladder, amounts: Integers) -> list[tuple[int, Integers]]:
    """The best single step of each increment, up and down: (signed size, amounts after it)."""
    found = []
    for sign, able in ((1, ladder.can_rise(amounts)), (-1, ladder.can_fall(amounts))):
        gains = np.where(able, ladder.gain(amounts, sign), -math.inf)
        for size in np.unique(ladder.step[able]):
            at = int(np.argmax(np.where(ladder.step == size, gains, -math.inf)))
            after = amounts.copy()
            after[at] += sign * size
            found.append((sign * int(size), after))
    return found


def _exchange(ladder: _Ladder, amounts: Integers) -> None:
    """Move single increments from where they earn least to where they would earn most, while that earns more."""
    for size in np.unique(ladder.step):
        same = ladder.step == size
        for _ in range(2 * int(same.sum())):
            up = np.where(same & ladder.can_rise(amounts), ladder.gain(amounts, 1), -math.inf)
            down = np.where(same & ladder.can_fall(amounts), ladder.gain(amounts, -1), -math.inf)
            to, source = int(np.argmax(up)), int(np.argmax(down))
            if to == source or up[to] + down[source] <= 1e-12 * abs(up[to]):
                break
            amounts[to] += size
            amounts[source] -= size
