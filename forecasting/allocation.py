"""The allocation of a total over response curves that nothing can beat, and the proof of it."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from forecasting.curves import ResponseCurves
from forecasting.figures import is_number
from forecasting.history import Floats
from forecasting.solving.branch import Search, dual_bound
from forecasting.solving.demand import demand_of
from forecasting.solving.waterfill import Node, fill

NAMED = 3  # groups in one message
ROUNDING = 1e-12  # relative; how far a sum of floats may miss what it stands for


class Infeasible(ValueError):
    """The bounds cannot meet the total. The message says by how much, in words; so does `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Group:
    """A cap and a floor on the sum of some units. Groups may lie inside one another, but not overlap in part."""

    name: str
    units: tuple[str, ...]
    lower: float = 0.0
    upper: float = math.inf


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
    _bound_by: Callable[[], tuple[str, ...]]  # a million names take longer than the million amounts

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
        return self._bound_by()

    @property
    def total(self) -> float:
        """The sum spent."""
        return math.fsum(self.spend)

    @property
    def total_revenue(self) -> float:
        """The sum expected."""
        return math.fsum(self.expected_revenue)


GroupsArgument = Mapping[str, Any] | Iterable[Any] | None


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

    Raises Infeasible where the bounds or groups cannot meet the total, and ValueError for a figure that is no number.
    """
    order, back = _label_order(curves)
    sorted_curves = curves if order is None else curves.take(order)
    if not is_number(total) or not math.isfinite(total) or total < 0:
        raise ValueError(f"total is {total}: give a finite amount of at least 0")
    low, high = checked_bounds(curves, lower, upper)
    if order is not None:
        low, high = low[order], high[order]
    root = tree(sorted_curves.units, groups, total)
    check_feasible(root, low, high, total, sorted_curves.units)
    within = high
    if not curves.concave or np.isinf(high.max()):  # no further than the total reaches: chords are steeper then
        within = np.minimum(high, low + max(total - float(low.sum()), 0.0))
    spend, earned, upper_bound = _best(sorted_curves, root, total, low, within)
    value = float(earned.sum())
    gap = max(upper_bound - value, 0.0) / value if value > 0 else 0.0

    def held() -> tuple[str, ...]:
        names = _bound_by(root, spend, low, high)
        return names if back is None else tuple(names[int(at)] for at in back)

    placed = spend if back is None else spend[back]
    revenue = earned if back is None else earned[back]
    return Allocation(curves.units, placed, revenue, gap, curves, held)


def _label_order(curves: ResponseCurves) -> tuple[npt.NDArray[np.intp] | None, npt.NDArray[np.intp] | None]:
    """S-shaped curves are worked in order of label, so that a tie does not depend on the order they came in."""
    if curves.concave:
        return None, None
    order = np.argsort(np.array(curves.units), kind="stable")
    return order, np.argsort(order, kind="stable")


def checked_bounds(curves: ResponseCurves, lower: npt.ArrayLike, upper: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Both bounds as arrays (units,). Raises ValueError for what is no amount, Infeasible where they cross."""
    both = []
    for name, given in (("lower", lower), ("upper", upper)):
        try:
            values = np.broadcast_to(np.asarray(given, dtype=float), (len(curves.units),))
        except ValueError:
            raise ValueError(f"{name} must be a number or have one value per unit ({len(curves.units)})") from None
        most = math.inf if name == "upper" else sys.float_info.max
        if values.size and not (values.min() >= 0 and values.max() <= most):  # also where one is not a number
            at = int(np.flatnonzero(~((values >= 0) & (values <= most)))[0])
            raise ValueError(f"{name} bound of unit {curves.units[at]!r} is {values[at]}: give an amount of at least 0")
        both.append(values)
    low, high = both
    crossed = low > high
    if crossed.any():
        at = int(np.argmax(crossed))
        raise Infeasible(
            f"unit {curves.units[at]!r} has a lower bound of {low[at]:,.2f} above its upper bound of {high[at]:,.2f}: "
            f"lower the one or raise the other by {low[at] - high[at]:,.2f}"
        )
    return low, high


def as_groups(groups: GroupsArgument) -> list[Group]:
    """The groups, however they were given. Raises ValueError for what is no group."""
    if groups is None:
        return []
    named = (
        groups.items() if isinstance(groups, Mapping) else [(f"group {at + 1}", one) for at, one in enumerate(groups)]
    )
    return [_as_group(name, given) for name, given in named]


def _as_group(name: str, given: Any) -> Group:
    """A `Group` as it is, or one from a mapping or from (units, floor, cap)."""
    if isinstance(given, Group):
        return given
    if isinstance(given, Mapping):
        unknown = set(given) - {"name", "units", "lower", "upper", "floor", "cap"}
        if unknown or "units" not in given:
            raise ValueError(f"{name!r} needs units and may have lower and upper; got {', '.join(map(str, given))}")
        lower, upper = given.get("lower", given.get("floor")), given.get("upper", given.get("cap"))
        name = str(given.get("name", name))
    else:
        given, lower, upper = {"units": given[0]}, given[1], given[2]
    return Group(name, tuple(given["units"]), 0.0 if lower is None else lower, math.inf if upper is None else upper)


def tree(units: Sequence[str], groups: GroupsArgument, total: float) -> Node:
    """The groups as a tree under one root that holds everything; ValueError where two overlap in part."""
    root = Node("everything", np.arange(len(units)), total, total)
    if groups is None:
        return root
    place = {unit: index for index, unit in enumerate(units)}
    inner: list[Node] = [root] * len(units)
    for group in sorted(as_groups(groups), key=lambda one: -len(one.units)):
        unknown = [unit for unit in group.units if unit not in place]
        if unknown:
            raise ValueError(f"group {group.name!r} names the unknown unit {unknown[0]!r}: remove it, or add its curve")
        if math.isnan(group.lower) or math.isnan(group.upper):
            raise ValueError(f"group {group.name!r} has a bound that is not a number")
        if group.lower > group.upper:
            raise Infeasible(
                f"group {group.name!r} has a floor of {group.lower:,.2f} above its cap of {group.upper:,.2f}: "
                f"lower the one or raise the other by {group.lower - group.upper:,.2f}"
            )
        members = np.array(sorted({place[unit] for unit in group.units}), dtype=np.intp)
        parents = {id(inner[member]): inner[member] for member in members}
        if not parents:
            if group.lower > 0:
                raise Infeasible(f"group {group.name!r} must spend {group.lower:,.2f} but has no units")
            continue
        parent, *others = parents.values()
        if others:
            names = " and ".join(sorted(node.name for node in parents.values()))
            raise ValueError(f"group {group.name!r} lies partly in {names}: groups must be nested or apart")
        node = Node(group.name, members, max(group.lower, 0.0), group.upper)
        parent.units = np.setdiff1d(parent.units, members, assume_unique=True)
        parent.children.append(node)
        for member in members:
            inner[member] = node
    return root


def check_feasible(root: Node, low: Floats, high: Floats, total: float, units: Sequence[str]) -> None:
    """Infeasible, naming the shortfall, where bounds and groups cannot meet the total."""
    slack = ROUNDING * max(total, 1e-300)
    least, most = _capacity(root, low, high)
    if least > total + slack:
        raise Infeasible(
            f"the lower bounds of {len(units)} units{_binding(root, low, high, 'floor')} sum to {least:,.2f}, "
            f"{least - total:,.2f} more than the total of {total:,.2f}: raise the total or lower the bounds"
        )
    if most < total - slack:
        raise Infeasible(
            f"the upper bounds of {len(units)} units{_binding(root, low, high, 'cap')} sum to {most:,.2f}, "
            f"{total - most:,.2f} short of the total of {total:,.2f}: lower the total or raise the bounds"
        )


def _binding(root: Node, low: Floats, high: Floats, which: str) -> str:
    """Names the groups whose floors ask for more, or whose caps allow less, than what is inside them."""
    names = []
    for node in root.nodes()[1:]:
        # the node by itself: its own bound is left out
        least, most = _capacity(replace(node, lower=0.0, upper=math.inf), low, high)
        if node.lower > least if which == "floor" else node.upper < most:
            names.append(f"{node.name!r}")
    if not names:
        return ""
    shown = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    return f" with the {which}{'s' if len(names) > 1 else ''} of group{'s' if len(names) > 1 else ''} {shown}"


def capacity(curves: ResponseCurves, low: Floats, high: Floats, groups: GroupsArgument) -> tuple[float, float]:
    """The least and the most that bounds and groups let all units spend together."""
    return _capacity(tree(curves.units, groups, 0.0), low, high)


def _capacity(node: Node, low: Floats, high: Floats) -> tuple[float, float]:
    rows = slice(None) if len(node.units) == len(low) else node.units
    least, most = float(low[rows].sum()), float(high[rows].sum())
    for child in node.children:
        child_least, child_most = _capacity(child, low, high)
        slack = ROUNDING * max(child_least, child.lower, 1e-300)
        if child_least > child.upper + slack:
            raise Infeasible(
                f"group {child.name!r} may spend at most {child.upper:,.2f} but its units and groups must spend "
                f"{child_least:,.2f}, {child_least - child.upper:,.2f} more: raise the cap or lower their bounds"
            )
        if child_most < child.lower - slack:
            raise Infeasible(
                f"group {child.name!r} must spend at least {child.lower:,.2f} but its units and groups can take "
                f"{child_most:,.2f}, {child.lower - child_most:,.2f} short: lower the floor or raise their bounds"
            )
        least += max(child_least, child.lower)
        most += min(child_most, child.upper)
    return least, most


def _best(curves: ResponseCurves, root: Node, total: float, low: Floats, high: Floats) -> tuple[Floats, Floats, float]:
    """Spend, what each unit earns there, and an upper bound on the revenue of any allocation."""
    if not curves.concave:
        found = Search(curves, root, total, lambda least, most: _feasible(root, least, most, total)).run(low, high)
        return found.spend, found.earned, found.bound
    demand = demand_of(curves, low, high)
    filled = fill(demand, root, total)
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


def _feasible(root: Node, low: Floats, high: Floats, total: float) -> bool:
    try:
        least, most = _capacity(root, low, high)
    except Infeasible:
        return False
    return least <= total <= most


def _bound_by(root: Node, spend: Floats, low: Floats, high: Floats) -> tuple[str, ...]:
    names = np.full(len(spend), "total", dtype=object)
    _name_groups(root, spend, names)
    near = ROUNDING * np.maximum(np.abs(spend), 1e-300)
    at_low, at_high = spend <= low + near, spend >= high - near
    names[at_low], names[at_high], names[low == high] = "lower", "upper", "pinned"
    return tuple(names)


def _name_groups(node: Node, spend: Floats, names: npt.NDArray[np.object_]) -> float:
    """Write the innermost binding group's name over its units; the sum of the node."""
    whole = float(spend[node.units].sum())
    for child in node.children:
        inside = np.concatenate([each.units for each in child.nodes()])
        amount = float(spend[inside].sum())
        near = ROUNDING * max(amount, 1e-300) * 10
        if amount >= child.upper - near or (child.lower > 0 and amount <= child.lower + near):
            names[inside] = f"group {child.name}"
        whole += _name_groups(child, spend, names)
    return whole
