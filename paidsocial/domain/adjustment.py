"""By how much to move each budget behind a plan line, so that together they make up its adjustment a day.

The change is shared in proportion to what each budget spends, to the smallest unit, within a step limit per budget;
what one budget cannot take goes to the others. What none can take is left over and said, not hidden in one large
step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from paidsocial.domain.money import split_units

STEP = Fraction(20, 100)
_USED = Fraction(80, 100)  # a budget of which less is spent does not hold its campaign back


@dataclass(frozen=True, slots=True)
class Budget:
    """A platform budget behind a plan line, in the smallest units of one currency a day.

    `amount` None: nobody knows it. `spent`: the mean of the last seven whole days. `least`: the platform's minimum.
    `held`: why it must not move now (a change on its way, a lifetime budget); empty where it may.
    """

    amount: int | None
    spent: int
    least: int = 0
    held: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """What becomes of one budget: its new amount (None: left alone) and why, in a few words."""

    after: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Split:
    """The shares in the order of the budgets, the change they make up together, and what nobody could take."""

    shares: tuple[Share, ...]
    moved: int
    left_over: int


def split(adjust_by: int, budgets: Sequence[Budget], step: Fraction = STEP) -> Split:
    """Share `adjust_by` (a day, negative to spend less) among the budgets."""
    rooms = [_room(budget, adjust_by, step) for budget in budgets]
    taken = _pour(abs(adjust_by), [budget.spent for budget in budgets], [room for room, _ in rooms])
    sign = 1 if adjust_by > 0 else -1
    shares = []
    for budget, (room, reason), change in zip(budgets, rooms, taken, strict=True):
        if change == 0:
            shares.append(Share(None, reason or "nothing to move"))
        else:
            bound = " (the most for one step)" if change == room else ""
            shares.append(Share(_base(budget, adjust_by) + sign * change, f"its share of the spend{bound}"))
    moved = sign * sum(taken)
    return Split(tuple(shares), moved, adjust_by - moved)


def _base(budget: Budget, adjust_by: int) -> int:
    """What the new amount is counted from: what is really spent when it has to fall, the budget when it may rise."""
    if budget.amount is None:
        return budget.spent
    return min(budget.amount, budget.spent) if adjust_by < 0 else budget.amount


def _room(budget: Budget, adjust_by: int, step: Fraction) -> tuple[int, str]:
    """How far a budget may move in the wanted direction, and why not where it may not."""
    if budget.held:
        return 0, budget.held
    amount = budget.spent if budget.amount is None else budget.amount
    if budget.spent <= 0 or amount <= 0:
        return 0, "it does not spend"
    if adjust_by > 0:
        if budget.amount is not None and budget.spent < _USED * budget.amount:
            return 0, "it does not use up what it has, so more would change nothing"
        return int(amount * step), "no room within one step"
    floor = max(budget.least, amount - int(amount * step))
    return max(0, _base(budget, adjust_by) - floor), "it cannot fall further in one step"


def _pour(units: int, weights: Sequence[int], rooms: Sequence[int]) -> list[int]:
    """Units shared by weight, none above its room; as many as the rooms hold."""
    taken = [0] * len(rooms)
    left = min(units, sum(rooms))
    while left:
        open_ = [at for at, room in enumerate(rooms) if taken[at] < room]
        parts = split_units(left, [max(weights[at], 1) for at in open_])
        for at, part in zip(open_, parts, strict=True):
            taken[at] += min(part, rooms[at] - taken[at])
        left = min(units, sum(rooms)) - sum(taken)
    return taken
