"""The allocation of a total over response curves that nothing can beat, and the proof of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from forecasting.curves import ResponseCurves, check_curves
from forecasting.figures import amount
from forecasting.groups import Group, GroupsArgument, Infeasible, tree
from forecasting.history import Floats
from forecasting.solving.branch import Search, dual_bound
from forecasting.solving.demand import BLOCK, demand_of
from forecasting.solving.feasibility import ROUNDING, check_feasible, checked_bounds, is_met, without_choice
from forecasting.solving.waterfill import Filled, Node, fill

HELD = "total", "lower", "upper", "pinned"  # by 1 for the lower bound plus 2 for the upper one
DUST = 1e-15  # of the total; what rounding alone leaves beside a bound
FEW_AT_BOUNDS = 64  # units; of more the sum would show

__all__ = ["Allocation", "Group", "Infeasible", "allocate"]


@dataclass(frozen=True, eq=False)
class _Held:
    """What holds each unit, as the number of its name: a million names take longer than the million amounts."""

    bound: npt.NDArray[np.int8]
    group: npt.NDArray[np.int32] | None  # the number of the innermost group that binds, from 1 on
    groups: list[str]

    def taken(self, rows: npt.NDArray[np.intp]) -> _Held:
        return _Held(self.bound[rows], None if self.group is None else self.group[rows], self.groups)

    def in_words(self) -> tuple[str, ...]:
        names = np.array(HELD, dtype=object)[self.bound]
        if self.group is not None:
            inside = np.array(["total", *self.groups], dtype=object)[self.group]
            names = np.where(self.bound == 0, inside, names)
        return tuple(names)


@dataclass(frozen=True, eq=False)
class Allocation:
    """The best spend per unit.

    `spend` sums to the total; `marginal_revenue` is what the next unit of money would earn there; `expected_revenue`
    is what each unit earns. `optimality_gap` is the relative duality gap: no other allocation can add a larger share
    of the whole expected revenue. `bound_by` says per unit what holds it: "total" (nothing else: its money is worth
    the same as everyone's), "lower", "upper", "pinned", or "group <name>".
    """

    units: tuple[str, ...]
    spend: Floats
    expected_revenue: Floats
    optimality_gap: float
    _curves: ResponseCurves
    _held: _Held

    def __repr__(self) -> str:
        """What was allocated, short."""
        count = "1 unit" if len(self.units) == 1 else f"{len(self.units):,} units"
        return (
            f"Allocation({count}, {self.total:,.2f} spent, {self.total_revenue:,.2f} revenue expected, "
            f"optimality gap {self.optimality_gap:.1g})"
        )

    @cached_property
    def marginal_revenue(self) -> Floats:
        """What the next unit of money would earn, per unit."""
        return self._curves.marginal(self.spend)

    @cached_property
    def bound_by(self) -> tuple[str, ...]:
        """What holds each unit."""
        return self._held.in_words()

    @property
    def total(self) -> float:
        """The sum spent."""
        return math.fsum(self.spend)

    @property
    def total_revenue(self) -> float:
        """The sum expected."""
        return math.fsum(self.expected_revenue)


def allocate(
    curves: ResponseCurves,
    total: float,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = math.inf,
    groups: GroupsArgument = None,
) -> Allocation:
    """Spend `total` so that the sum of expected revenue is greatest.

    `lower` and `upper` are numbers or arrays (units,); equal bounds pin a unit. `groups` is a list of `Group`, or a
    mapping name -> {"units": labels, "lower": floor, "upper": cap} (or (labels, floor, cap)). Everything is in the
    curves' unit of money per day. Exact for concave curves (water-filling); S-shaped ones are solved on their concave
    envelopes and, up to 200 units, repaired by branch and bound until the certified gap is closed.

    A curve goes on rising beyond what was ever spent, where nobody knows it: without `upper` a unit may be given many
    times its recent spend. Bound each unit by a step from there, such as `upper=1.2 * recent`, and pin those whose
    evidence is thin (`lower=recent, upper=recent`).

    Figures may be any real numbers, Decimal among them; all are taken in double precision. Where a total is the sum of
    the bounds, to rounding, every unit is exactly at its bound.

    Raises Infeasible where the bounds or groups cannot meet the total, and ValueError for a figure that is no number.
    """
    check_curves(curves)
    order, back = _label_order(curves)
    sorted_curves = curves if order is None else curves.take(order)
    total = amount(total, "total")
    low, high = checked_bounds(curves, lower, upper)
    if order is not None:
        low, high = low[order], high[order]
    root = tree(sorted_curves.units, groups, total)
    least, most = check_feasible(root, low, high, total, sorted_curves.units)
    root.lower = root.upper = total = min(max(total, least), most)  # which it may miss by rounding
    least_each, most_each = without_choice(root, low, high)
    if not curves.concave or np.isinf(high.max()):  # no further than the total reaches: chords are steeper then
        most_each = np.minimum(most_each, least_each + max(total - float(least_each.sum()), 0.0))
    if least_each is not low and (least_each == most_each).all():
        spend, earned = least_each, sorted_curves.revenue(least_each)
        upper_bound = float(earned.sum())
    else:
        spend, earned, upper_bound = _best(sorted_curves, root, total, least_each, most_each)
    value = float(earned.sum())
    gap = max(upper_bound - value, 0.0) / value if value > 0 else 0.0
    held = _held(root, spend, low, high)
    if back is not None:
        spend, earned, held = spend[back], earned[back], held.taken(back)
    return Allocation(curves.units, spend, earned, gap, curves, held)


def _label_order(curves: ResponseCurves) -> tuple[npt.NDArray[np.intp] | None, npt.NDArray[np.intp] | None]:
    """S-shaped curves are worked in order of label, so that a tie does not depend on the order they came in."""
    if curves.concave:
        return None, None
    order = np.argsort(np.array(curves.units), kind="stable")
    return order, np.argsort(order, kind="stable")


def _best(curves: ResponseCurves, root: Node, total: float, low: Floats, high: Floats) -> tuple[Floats, Floats, float]:
    """Spend, what each unit earns there, and an upper bound on the revenue of any allocation."""
    if not curves.concave:
        found = Search(curves, root, total, lambda least, most: is_met(root, least, most, total)).run(low, high)
        return found.spend, found.earned, found.bound
    demand = demand_of(curves, low, high)
    filled = fill(demand, root, total)
    _without_dust(curves, filled, low, high, total)
    earned = curves.revenue(filled.spend)
    value = float(earned.sum())
    moved = np.arange(len(low)) if filled.moved is None else filled.moved
    if not moved.size:
        return filled.spend, earned, value
    log_price = filled.log_price if isinstance(filled.log_price, float) else filled.log_price[moved]
    some = curves if filled.moved is None else curves.take(moved)
    best = demand_of(some, low[moved], high[moved]).at(log_price)
    price = np.broadcast_to(np.exp(log_price), best.shape)
    gain = some.revenue(best) - earned[moved]
    return filled.spend, earned, dual_bound(best, price, filled.spend[moved], gain, value)


def _without_dust(curves: ResponseCurves, filled: Filled, low: Floats, high: Floats, total: float) -> None:
    """Put units that miss a bound by rounding exactly there; not where a curve is so steep that it earns something."""
    spend, dust = filled.spend, DUST * total
    rows = _beside_bounds(spend, low, high, dust)
    if not rows.size or rows.size > FEW_AT_BOUNDS:
        return
    some, here = curves.take(rows), spend[rows]
    there = np.where(here - low[rows] <= dust, low[rows], high[rows])
    log_price = filled.log_price if isinstance(filled.log_price, float) else filled.log_price[rows]
    flat = some.marginal(there) <= 2 * np.exp(log_price)
    spend[rows[flat]] = there[flat]


def _beside_bounds(spend: Floats, low: Floats, high: Floats, dust: float) -> npt.NDArray[np.intp]:
    """Units hardly off a bound; over many units block by block, so that the work stays in the processor's cache."""
    found = []
    for start in range(0, len(spend), BLOCK):
        here = slice(start, start + BLOCK)
        off = np.minimum(spend[here] - low[here], high[here] - spend[here])
        found.append(start + np.flatnonzero((off > 0) & (off <= dust)))
    return np.concatenate(found)


def _held(root: Node, spend: Floats, low: Floats, high: Floats) -> _Held:
    """What holds each unit: its own bound, else the innermost group that binds, else the total."""
    groups: list[str] = []
    group = np.zeros(len(spend), dtype=np.int32) if root.children else None
    if group is not None:
        _mark_groups(root, spend, group, groups)
    bound = np.empty(len(spend), dtype=np.int8)
    for start in range(0, len(spend), BLOCK):
        here = slice(start, start + BLOCK)
        near = ROUNDING * spend[here]
        at_low, at_high = spend[here] - low[here] <= near, high[here] - spend[here] <= near
        np.add(at_low.view(np.int8), 2 * at_high.view(np.int8), out=bound[here])
    return _Held(bound, group, groups)


def _mark_groups(node: Node, spend: Floats, group: npt.NDArray[np.int32], names: list[str]) -> None:
    """Write the innermost binding group's number over its units."""
    for child in node.children:
        inside = np.concatenate([each.units for each in child.nodes()])
        amount_inside = float(spend[inside].sum())
        near = ROUNDING * max(amount_inside, 1e-300) * 10
        if amount_inside >= child.upper - near or (child.lower > 0 and amount_inside <= child.lower + near):
            names.append(f"group {child.name}")
            group[inside] = len(names)
        _mark_groups(child, spend, group, names)
