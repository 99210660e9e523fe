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


class OtherSides:
    """The other side of every line's move, for amounts as they are proposed; what lines share is worked out once."""

    def __init__(self, problem: Problem, amounts: Units) -> None:
        self.problem, self.amounts = problem, amounts
        self.way = np.sign(amounts - problem.current).astype(int).tolist()
        self.marginal = problem.counts.marginal(amounts).tolist()
        self.groups = [problem.group_of(amounts, place) for place in range(len(problem.lines))]
        self._nearest: dict[tuple[int, int | None], int | None] = {}
        self._unmoved: dict[int, tuple[list[int], float]] = {}

    def of(self, at: int) -> OtherSide:
        """The line that takes what this one gives up, or gives what it gets: the one nearest to it in what it earns.

        Money stays inside a group whose limit is met, so lines of the same group come first. Where no other line moves
        the other way, what lines earn that nothing bounds; where there are none, the price.
        """
        group = self.groups[at] if at not in self.problem.holds else None
        if self.way[at]:
            nearest = self._moving(-self.way[at], id(group))
            if nearest is None:
                nearest = self._moving(-self.way[at], None)
            if nearest is not None:
                return OtherSide(self.marginal[nearest], f"in “{self.problem.lines[nearest].unit.name}”")
        inside, price = self._inside(group)
        free = [self.marginal[place] for place in inside if place != at]
        if free:
            return OtherSide(sum(free) / len(free), _elsewhere(group))
        return OtherSide(price, _elsewhere(group), price=True)

    def _moving(self, way: int, group: int | None) -> int | None:
        """Of the lines that move one way, in a group (None: in any), the one that earns least of those that grow, or
        most of those that shrink."""
        key = (way, group)
        if key not in self._nearest:
            among = [
                place
                for place, moves in enumerate(self.way)
                if moves == way
                and place not in self.problem.limits.unknown
                and (group is None or id(self.groups[place]) == group)
            ]
            self._nearest[key] = min(among, key=lambda place: way * self.marginal[place], default=None)
        return self._nearest[key]

    def _inside(self, group: Group | None) -> tuple[list[int], float]:
        """The lines that nothing but the group bounds, and the price of money in it."""
        if id(group) not in self._unmoved:
            places = [
                place
                for place, space in enumerate(self.problem.rooms)
                if space.lower < self.amounts[place] < space.upper and self.groups[place] is group
            ]
            self._unmoved[id(group)] = places, self.problem.elsewhere(self.amounts, group)
        return self._unmoved[id(group)]


def _elsewhere(group: Group | None) -> str:
    if group is None:
        return "elsewhere"
    return f"elsewhere in {'its plan line' if group.kind == PLAN else group.words}"
