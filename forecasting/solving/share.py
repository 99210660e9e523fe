"""Whole amounts within nested groups where there are too many to compare: rounded down, then handed out one by one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from forecasting.solving.waterfill import Node

Integers = npt.NDArray[np.int64]


class Share:
    """Amounts just under a solution within groups, brought up to the total one increment at a time.

    `ranked` are units, best first. Floors of groups are met first, innermost first; then whoever may still rise, best
    first. Caps of nested groups make a polymatroid, in which handing out greedily never leaves anything that would
    have fitted (Edmonds 1970): where no increment can be placed any more, no whole amounts above these meet the total.
    """

    def __init__(self, root: Node, amounts: Integers, most: Integers, step: int, ranked: list[int]) -> None:
        self.root, self.step = root, step
        self.amounts: list[int] = amounts.tolist()
        self.most: list[int] = most.tolist()
        self.place = {unit: place for place, unit in enumerate(ranked)}
        self.ranked = ranked
        self.sums: dict[int, int] = {}
        self.owners: list[list[Node]] = [[] for _ in self.amounts]
        for node in root.nodes()[1:]:
            members = self._members(node)
            self.sums[id(node)] = sum(self.amounts[unit] for unit in members)
            for unit in members:
                self.owners[unit].append(node)

    @staticmethod
    def _members(node: Node) -> list[int]:
        return [int(unit) for each in node.nodes() for unit in each.units]

    def to(self, total: int) -> Integers | None:
        """The amounts that sum to `total`; None where handing out does not end there."""
        for node in reversed(self.root.nodes()[1:]):  # a group stands before those inside it
            short = node.lower - self.sums[id(node)]
            if short > 0:
                self._hand_out(sorted(self._members(node), key=self.place.__getitem__), short)
        left = total - sum(self.amounts)
        if left > 0:
            left -= self._hand_out(self.ranked, left)
        met = all(node.lower <= self.sums[id(node)] <= node.upper for node in self.root.nodes()[1:])
        return np.array(self.amounts, dtype=np.int64) if left == 0 and met else None

    def _hand_out(self, units: list[int], wanted: float) -> int:
        """Give an increment to one unit after the other, round and round, until enough is given or nobody may rise."""
        given = 0
        while given < wanted:
            before = given
            for unit in units:
                if given >= wanted:
                    break
                if self._may_rise(unit):
                    self.amounts[unit] += self.step
                    for node in self.owners[unit]:
                        self.sums[id(node)] += self.step
                    given += self.step
            if given == before:
                break
        return given

    def _may_rise(self, unit: int) -> bool:
        if self.amounts[unit] + self.step > self.most[unit]:
            return False
        return all(self.sums[id(node)] + self.step <= node.upper for node in self.owners[unit])
