"""Caps and floors on what several budgets are together: an ad account's inside its platform's inside the client's.

Everything is in the currency's smallest units, so that a cap of 500.00 is kept to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import forecasting
from paidsocial.domain import wording
from paidsocial.errors import Infeasible
from paidsocial.services.reallocation.line_budgets import Line
from paidsocial.services.reallocation.request import GroupLimit

Units = npt.NDArray[np.int64]
_DEPTH = {"client": 0, "platform": 1, "account": 2}
PLAN = "plan"


@dataclass(frozen=True, slots=True)
class PlanRoom:
    """What a plan line's campaigns may be given more a day together before it is overspent, in micros."""

    words: str
    campaigns: frozenset[int]
    room: int


@dataclass(frozen=True, eq=False)
class Group:
    """The lines (their places) that a limit holds together, and the limit in smallest units."""

    words: str
    kind: str
    members: npt.NDArray[np.intp]
    lower: int
    upper: int | None


def groups_of(lines: Sequence[Line], limits: Sequence[GroupLimit], unit: int) -> list[Group]:
    """The limits that concern these lines, widest first."""
    found = []
    for limit in sorted(limits, key=lambda one: _DEPTH[one.kind]):
        members = np.array([at for at, line in enumerate(lines) if limit.covers(line)], dtype=np.intp)
        if members.size:
            lower = 0 if limit.floor is None else -(-limit.floor // unit)
            upper = None if limit.cap is None else limit.cap // unit
            found.append(Group(limit.words, limit.kind, members, lower, upper))
    return found


def with_plans(
    groups: Sequence[Group],
    plans: Sequence[PlanRoom],
    lines: Sequence[Line],
    bounds: tuple[Units, Units],
    unit: int,
) -> tuple[list[Group], dict[int, tuple[int, str]]]:
    """The groups and a cap for each plan line; where its campaigns overlap with a group's, and no cap on them together
    is possible, how far each of its lines may rise (place -> smallest units above today's, words).

    `bounds` are the lines' present amounts and the least each may be: what a person sets is not refused by a plan.
    """
    current, lower = bounds
    found, single = list(groups), dict[int, tuple[int, str]]()
    for plan in plans:
        inside = [place for place, line in enumerate(lines) if line.unit.campaign_id in plan.campaigns]
        if not inside:
            continue
        members = np.array(inside, dtype=np.intp)
        whole, room = int(current[members].sum()), plan.room // unit
        if all(_nested(set(inside), set(group.members.tolist())) for group in found):
            cap = max(whole + room, int(lower[members].sum()))
            found.append(Group(plan.words, PLAN, members, 0, cap))
            continue
        for place in inside:
            share = room * int(current[place]) // whole
            if place not in single or share < single[place][0]:
                single[place] = share, plan.words
    return sorted(found, key=lambda group: -group.members.size), single


def _nested(one: set[int], other: set[int]) -> bool:
    return one.isdisjoint(other) or one <= other or other <= one


class Reach:
    """The least and the most each group, and everything, can be, given each line's own bounds."""

    def __init__(self, groups: Sequence[Group], lower: Units, upper: Units, *, unit: int, currency: str) -> None:
        self.groups, self.lower, self.upper = list(groups), lower, upper
        self.unit, self.currency = unit, currency

    def whole(self) -> tuple[int, int]:
        """The least and the most of everything. Raises Infeasible, naming the group whose limits cannot be met."""
        return self._reach(np.arange(len(self.lower)), 0)

    def _reach(self, members: npt.NDArray[np.intp], start: int) -> tuple[int, int]:
        """Of some lines, groups from place `start` on counted; groups are nested, and the widest come first."""
        inside = np.zeros(len(self.lower), dtype=bool)
        inside[members] = True
        least = most = 0
        for place in range(start, len(self.groups)):
            group = self.groups[place]
            if not inside[group.members].all():
                continue
            inside[group.members] = False
            low, high = self._reach(group.members, place + 1)
            if group.upper is not None and low > group.upper:
                raise Infeasible(
                    f"{group.words} cannot be at most {self._told(group.upper)} a day: within the other limits its "
                    f"budgets are at least {self._told(low)}. Raise the cap, unlock budgets, or allow a larger step."
                )
            if high < group.lower:
                raise Infeasible(
                    f"{group.words} cannot be at least {self._told(group.lower)} a day: within the other limits its "
                    f"budgets are at most {self._told(high)}. Lower the floor, unlock budgets, or allow a larger step."
                )
            least += max(low, group.lower)
            most += high if group.upper is None else min(high, group.upper)
        return least + int(self.lower[inside].sum()), most + int(self.upper[inside].sum())

    def _told(self, units: int) -> str:
        return wording.amount(units * self.unit, self.currency)


def as_library(groups: Sequence[Group], labels: Sequence[str], minor_units: int) -> list[forecasting.Group]:
    """The groups as the allocator takes them, `minor_units` of the smallest coin to its unit of money."""
    return [
        forecasting.Group(
            f"{place}",
            tuple(labels[at] for at in group.members),
            group.lower / minor_units,
            float("inf") if group.upper is None else group.upper / minor_units,
        )
        for place, group in enumerate(groups)
    ]
