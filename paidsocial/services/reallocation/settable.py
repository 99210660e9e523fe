"""How far a person may set each line, with everything else as it was chosen: the ends of its slider."""

from __future__ import annotations

import math

from paidsocial.domain.budget_change import HARD_STEP
from paidsocial.errors import Infeasible
from paidsocial.services.reallocation.allocation_groups import Reach
from paidsocial.services.reallocation.allocation_problem import Problem
from paidsocial.services.reallocation.line_curves import Units

MOST_SEARCHED = 200  # lines; with groups, whose limits bend the range, more than that only have the hard step limit


class Settable:
    """The least and the most of each line for which the others can still make up the total; in smallest units.

    `amounts` are the proposal's, which is within reach. Where the total is found rather than given, only the hard
    step limit ends a line.
    """

    def __init__(self, problem: Problem, amounts: Units) -> None:
        self.problem, self.amounts = problem, amounts
        self.lower = problem.current * 0
        self.upper = problem.current * 0
        for place, space in enumerate(problem.limits.rooms):
            self.lower[place], self.upper[place] = space.lower, space.upper

    def all(self) -> list[tuple[int, int]]:
        """Of every line."""
        least, most = int(self.lower.sum()), int(self.upper.sum())
        return [self._one(place, least, most) for place in range(len(self.amounts))]

    def _one(self, place: int, least: int, most: int) -> tuple[int, int]:
        problem, here, proposed = self.problem, int(self.problem.current[place]), int(self.amounts[place])
        low, high = math.ceil(here * (1 - HARD_STEP)), math.floor(here * (1 + HARD_STEP))
        if problem.request.aim is None:
            low = max(low, problem.total - (most - int(self.upper[place])))
            high = min(high, problem.total - (least - int(self.lower[place])))
            if problem.groups and len(self.amounts) <= MOST_SEARCHED:
                low, high = self._furthest(place, proposed, low), self._furthest(place, proposed, high)
        return min(low, proposed), max(high, proposed)

    def _furthest(self, place: int, start: int, end: int) -> int:
        """The amount nearest to `end` that leaves the total within reach; `start` does."""
        if self._possible(place, end):
            return end
        while abs(end - start) > 1:
            middle = (start + end) // 2
            start, end = (middle, end) if self._possible(place, middle) else (start, middle)
        return start

    def _possible(self, place: int, amount: int) -> bool:
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[place] = upper[place] = amount
        problem = self.problem
        try:
            least, most = Reach(problem.groups, lower, upper, unit=problem.unit, currency=problem.currency).whole()
        except Infeasible:
            return False
        return least <= problem.total <= most
