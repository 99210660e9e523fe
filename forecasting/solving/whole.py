"""The best whole amounts by dynamic programming over sums: any curves, mixed increments, nested groups.

What a group earns at best with each sum of its members is built up member by member; a group's floor and cap cut its
sums. Exact over the amounts it is given to choose from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from forecasting.curves import ResponseCurves
from forecasting.history import Floats
from forecasting.solving.waterfill import Node

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Choices:
    """Amounts each unit may take: its lower bound plus `first` to `last` whole increments, in the smallest coin."""

    curves: ResponseCurves
    low: Integers
    step: Integers
    first: Integers
    last: Integers
    minor_units: float

    @property
    def work(self) -> float:
        """About how many sums are compared."""
        grain = int(np.gcd.reduce(self.step))
        options = (self.last - self.first + 1).astype(float)
        widths = (self.last - self.first).astype(float) * (self.step / grain)
        return float((options * np.cumsum(widths)).sum())


@dataclass(eq=False)
class _Sums:
    """What a group earns at best with the sums start, start + 1, ... (in grains), and how each is made up."""

    start: int = 0
    value: Floats = field(default_factory=lambda: np.zeros(1))
    members: list[tuple[int | _Sums, Integers, int]] = field(default_factory=list)  # who, its sum, sums before it

    def add(self, who: int | _Sums, sums: Integers, value: Floats, most: int) -> None:
        """Let one more member take one of some rising sums."""
        width = min(len(self.value) + int(sums[-1] - sums[0]), max(most - self.start - int(sums[0]) + 1, 0))
        best, taken = np.full(width, -math.inf), np.zeros(width, dtype=np.int64)
        for each, earns in zip(sums, value, strict=True):
            here = slice(int(each - sums[0]), min(int(each - sums[0]) + len(self.value), width))
            gain = self.value[: max(here.stop - here.start, 0)] + earns
            better = gain > best[here]
            best[here][better], taken[here][better] = gain[better], each
        self.members.append((who, taken, self.start))
        self.start, self.value = self.start + int(sums[0]), best

    def cut(self, least: float, most: float) -> None:
        """Leave out sums beyond a floor or a cap."""
        sums = self.start + np.arange(len(self.value))
        self.value = np.where((sums >= least) & (sums <= most), self.value, -math.inf)


def best_whole(choices: Choices, root: Node, total: int) -> Integers | None:
    """The amounts that sum to `total` within the groups of `root` (in the smallest coin) and earn most, if any do."""
    grain = int(np.gcd.reduce(choices.step))
    spare, left = divmod(total - int(choices.low.sum()), grain)
    if left or spare < 0:
        return None
    sums = _of(choices, root, grain, spare)
    at = spare - sums.start
    if not 0 <= at < len(sums.value) or not math.isfinite(sums.value[at]):
        return None
    amounts = choices.low.copy()
    _read(sums, spare, amounts, grain)
    return amounts


def _of(choices: Choices, node: Node, grain: int, most: int) -> _Sums:
    found = _Sums()
    for unit in node.units:
        steps = np.arange(choices.first[unit], choices.last[unit] + 1)
        amounts = (choices.low[unit] + steps * choices.step[unit]) / choices.minor_units
        earns = choices.curves.take(np.array([unit])).revenue(amounts[:, None])[:, 0]
        found.add(int(unit), steps * (choices.step[unit] // grain), earns, most)
    for child in node.children:
        inner = _of(choices, child, grain, most)
        low = sum(int(choices.low[each.units].sum()) for each in child.nodes())
        inner.cut((child.lower - low) / grain, (child.upper - low) / grain)
        possible = np.flatnonzero(np.isfinite(inner.value))
        if not possible.size:
            return _Sums(value=np.full(1, -math.inf))
        found.add(inner, inner.start + possible, inner.value[possible], most)
    return found


def _read(sums: _Sums, whole: int, amounts: Integers, grain: int) -> None:
    """Write down how a sum is made up, from the last member back."""
    start = sums.start
    for who, taken, before in reversed(sums.members):
        mine = int(taken[whole - start])
        if isinstance(who, _Sums):
            _read(who, mine, amounts, grain)
        else:
            amounts[who] += mine * grain
        whole, start = whole - mine, before
