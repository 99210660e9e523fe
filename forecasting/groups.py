"""Caps and floors on sums of units: every way to write them, and the tree they make."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from forecasting.figures import amount, as_float, is_number, listed, money
from forecasting.solving.waterfill import Node

KNOWN = {"name", "units", "lower", "upper", "floor", "cap"}
FORM = "give a Group, {'units': labels, 'lower': floor, 'upper': cap} or (labels, floor, cap)"


class Infeasible(ValueError):
    """The bounds cannot meet the total. The message says by how much, in words; so does `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Group:
    """A cap and a floor on the sum of some units. Groups may lie inside one another, but not overlap in part.

    `lower` and `upper` may be None, for none.
    """

    name: str
    units: tuple[str, ...]
    lower: float = 0.0
    upper: float = math.inf


GroupsArgument = Mapping[str, Any] | Iterable[Any] | Group | None


def as_groups(groups: GroupsArgument) -> list[Group]:
    """The groups, however they were given, with labels and amounts checked; a list that may be read again and again.

    Raises ValueError for what is no group.
    """
    if groups is None:
        return []
    if isinstance(groups, Group):
        groups = [groups]
    if isinstance(groups, Mapping):
        named = [(str(name), given) for name, given in groups.items()]
    else:
        remedy = f"give a list of groups, or a mapping of names to them; for each {FORM}"
        several = listed(groups, f"groups is {groups!r}: {remedy}")
        named = [(f"group {number}", given) for number, given in enumerate(several, start=1)]
    return [_checked(_as_group(name, given)) for name, given in named]


def _as_group(name: str, given: Any) -> Group:
    """A `Group` as it is, or one from a mapping or from (units, floor, cap)."""
    if isinstance(given, Group):
        return given
    if isinstance(given, Mapping):
        unknown = set(given) - KNOWN
        if unknown or "units" not in given:
            raise ValueError(f"{name!r} needs units and may have lower and upper; got {', '.join(map(str, given))}")
        lower, upper = given.get("lower", given.get("floor")), given.get("upper", given.get("cap"))
        return Group(str(given.get("name", name)), given["units"], lower, upper)
    if isinstance(given, tuple | list) and len(given) == 3:
        return Group(name, *given)
    raise ValueError(f"{name!r} is {given!r}: {FORM}")


def _checked(group: Group) -> Group:
    """The group with its units as a tuple and its amounts as floats."""
    remedy = "give a list of labels, such as ['a', 'b']"
    labels = tuple(listed(group.units, f"units of group {group.name!r} are {group.units!r}: {remedy}"))
    odd = [unit for unit in labels if not isinstance(unit, str)]
    if odd:
        raise ValueError(f"group {group.name!r} names {odd[0]!r}, which is no label: {remedy}")
    given_lower, given_upper = group.lower, group.upper
    lower, upper = 0.0, math.inf
    if given_lower is not None:
        lower = as_float(given_lower) if is_number(given_lower) else math.nan
        if not lower <= 0:  # a floor under nothing is none
            lower = amount(given_lower, f"floor of group {group.name!r}", "give a finite amount, or leave it out")
    if given_upper is not None:
        upper = as_float(given_upper) if is_number(given_upper) else math.nan
        if not upper >= 0:
            upper = amount(given_upper, f"cap of group {group.name!r}", "give an amount of at least 0, or leave it out")
    return Group(str(group.name), labels, max(lower, 0.0), upper)


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
        if group.lower > group.upper:
            raise Infeasible(
                f"group {group.name!r} has a floor of {money(group.lower)} above its cap of {money(group.upper)}: "
                f"lower the one or raise the other by {money(group.lower - group.upper)}"
            )
        members = np.array(sorted({place[unit] for unit in group.units}), dtype=np.intp)
        parents = {id(inner[member]): inner[member] for member in members}
        if not parents:
            if group.lower > 0:
                raise Infeasible(
                    f"group {group.name!r} must spend {money(group.lower)} but has no units: "
                    "name its units, or leave out its floor"
                )
            continue
        parent, *others = parents.values()
        if others:
            names = " and ".join(sorted(node.name for node in parents.values()))
            raise ValueError(f"group {group.name!r} lies partly in {names}: groups must be nested or apart")
        node = Node(group.name, members, group.lower, group.upper)
        parent.units = np.setdiff1d(parent.units, members, assume_unique=True)
        parent.children.append(node)
        for member in members:
            inner[member] = node
    return root
