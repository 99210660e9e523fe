"""Whether bounds and groups can meet a total, by how much they miss it, and what they leave no choice about."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from forecasting.curves import ResponseCurves
from forecasting.figures import amounts, money
from forecasting.groups import GroupsArgument, Infeasible, tree
from forecasting.history import Floats
from forecasting.solving.waterfill import Node

NAMED = 3  # groups in one message
ROUNDING = 1e-12  # relative; how far a sum of floats may miss what it stands for
EPSILON = sys.float_info.epsilon
SUMMING = 1e-13  # relative; the most that adding up many floats may have lost


def checked_bounds(curves: ResponseCurves, lower: npt.ArrayLike, upper: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Both bounds as arrays (units,). Raises ValueError for what is no amount, Infeasible where they cross."""
    both = []
    for name, given in (("lower", lower), ("upper", upper)):
        each = amounts(given, name, curves.units)
        if each.ndim > 1:
            raise ValueError(f"{name} must be a number or have one value per unit ({len(curves.units)})")
        values = np.broadcast_to(each, (len(curves.units),))
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
            f"unit {curves.units[at]!r} has a lower bound of {money(low[at])} above its upper bound of "
            f"{money(high[at])}: lower the one or raise the other by {money(low[at] - high[at])}"
        )
    return low, high


def check_feasible(root: Node, low: Floats, high: Floats, total: float, units: Sequence[str]) -> tuple[float, float]:
    """The least and the most that can be spent; Infeasible, naming the shortfall, where the total is not between."""
    slack = ROUNDING * max(total, 1e-300)
    least, most = limits(root, low, high)
    if least > total + slack:
        raise Infeasible(
            f"the lower bounds of {len(units)} units{_binding(root, low, high, 'floor')} sum to {money(least)}, "
            f"{money(least - total)} more than the total of {money(total)}: raise the total or lower the bounds"
        )
    if most < total - slack:
        raise Infeasible(
            f"the upper bounds of {len(units)} units{_binding(root, low, high, 'cap')} sum to {money(most)}, "
            f"{money(total - most)} short of the total of {money(total)}: lower the total or raise the bounds"
        )
    return least, most


def _binding(root: Node, low: Floats, high: Floats, which: str) -> str:
    """Names the groups whose floors ask for more, or whose caps allow less, than what is inside them."""
    names = []
    for node in root.nodes()[1:]:
        # the node by itself: its own bound is left out
        least, most = limits(replace(node, lower=0.0, upper=math.inf), low, high)
        if node.lower > least if which == "floor" else node.upper < most:
            names.append(f"{node.name!r}")
    if not names:
        return ""
    shown = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    return f" with the {which}{'s' if len(names) > 1 else ''} of group{'s' if len(names) > 1 else ''} {shown}"


def capacity(curves: ResponseCurves, low: Floats, high: Floats, groups: GroupsArgument) -> tuple[float, float]:
    """The least and the most that bounds and groups let all units spend together."""
    return limits(tree(curves.units, groups, 0.0), low, high)


def limits(node: Node, low: Floats, high: Floats) -> tuple[float, float]:
    """The least and the most that a node's units and groups can spend, its own floor and cap left out."""
    rows = slice(None) if len(node.units) == len(low) else node.units
    least, most = float(low[rows].sum()), float(high[rows].sum())
    for child in node.children:
        child_least, child_most = limits(child, low, high)
        slack = ROUNDING * max(child_least, child.lower, 1e-300)
        if child_least > child.upper + slack:
            raise Infeasible(
                f"group {child.name!r} may spend at most {money(child.upper)} but its units and groups must spend "
                f"{money(child_least)}, {money(child_least - child.upper)} more: raise the cap or lower their bounds"
            )
        if child_most < child.lower - slack:
            raise Infeasible(
                f"group {child.name!r} must spend at least {money(child.lower)} but its units and groups can take "
                f"{money(child_most)}, {money(child.lower - child_most)} short: lower the floor or raise their bounds"
            )
        least += max(child_least, child.lower)
        most += min(child_most, child.upper)
    return least, most


def is_met(root: Node, low: Floats, high: Floats, total: float) -> bool:
    """Whether bounds and groups can meet the total."""
    try:
        least, most = limits(root, low, high)
    except Infeasible:
        return False
    return least <= total <= most


def without_choice(root: Node, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Bounds in which the units that have no choice are pinned: all of them must take their least, or their most.

    A sum of floats that misses the bounds' by rounding means the bounds': the difference is no money, and where a curve
    starts vertically it would look like much revenue.
    """
    pinned = low, high
    waiting = [(root, root.lower, root.upper)]
    while waiting:
        node, floor, cap = waiting.pop()
        least, most = limits(node, *pinned)
        rounding = min((2 + len(low)) * EPSILON, SUMMING)
        at_least, at_most = cap <= least * (1 + rounding), floor >= most * (1 - rounding)
        if at_least or at_most:
            if pinned[0] is low:
                pinned = low.copy(), high.copy()
            to, from_ = pinned[::-1] if at_least else pinned
            to[node.units] = from_[node.units]
        for child in node.children:
            inside_least, inside_most = limits(child, *pinned)
            if at_least:
                waiting.append((child, child.lower, max(inside_least, child.lower)))
            elif at_most:
                waiting.append((child, min(inside_most, child.upper), child.upper))
            else:
                waiting.append((child, child.lower, child.upper))
    return pinned
