"""What a line's money is held against: what it earns where it goes to or comes from, or the price of money.

Where money changes places, a reason names where. The price of money (a Lagrange multiplier) may be earned
nowhere, where limits stop every other line. A reason then calls it a price.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from paidsocial.services.reallocation.allocation_groups import PLAN, Group
from paidsocial.services.reallocation.allocation_problem import Problem
from paidsocial.services.reallocation.line_curves import Units


@dataclass(frozen=True, slots=True)
class OtherSide:
    """What the next unit of money brings on the other side of a line's move, and where: `where` follows “it earns”.
    `price`: nothing earns it."""

    brings: float
    where: str
    price: bool = False


def other_side(problem: Problem, amounts: Units, at: int) -> OtherSide:
    """The line that takes what this one gives up, or gives what it gets: the one nearest to it in what it earns.

    Money stays inside a group whose limit is met, so lines of the same group come first. Where no other line moves the
    other way, what lines earn that nothing bounds; where there are none, the price.
    """
    group = problem.group_of(amounts, at) if at not in problem.holds else None
    change = amounts - problem.current
    opposite = [
        place
        for place in range(len(problem.lines))
        if int(np.sign(change[place])) * int(np.sign(change[at])) < 0 and place not in problem.limits.unknown
    ]
    inside = [place for place in opposite if problem.group_of(amounts, place) is group]
    marginal = problem.counts.marginal(amounts)
    if opposite:
        among = inside or opposite
        nearest = min(among, key=lambda place: float(marginal[place]) * (1 if change[at] < 0 else -1))
        return OtherSide(float(marginal[nearest]), f"in “{problem.lines[nearest].unit.name}”")
    free = [place for place in problem.inside(amounts, group) if place != at]
    if free:
        return OtherSide(float(np.mean(marginal[free])), _elsewhere(group))
    return OtherSide(problem.elsewhere(amounts, group), _elsewhere(group), price=True)


def _elsewhere(group: Group | None) -> str:
    if group is None:
        return "elsewhere"
    return f"elsewhere in {'its plan line' if group.kind == PLAN else group.words}"
