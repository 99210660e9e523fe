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
from paidsocial.services.decisions.line_budgets import Line
from paidsocial.services.decisions.reallocation_request import GroupLimit

Units = npt.NDArray[np.int64]
_DEPTH = {"client": 0, "platform": 1, "account": 2}


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
