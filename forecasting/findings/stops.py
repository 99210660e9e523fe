"""When units began, stopped and came back, and when their spend jumped: scans of daily spend, block by block of units.

Whether a run of days without spend is news depends on the unit: one that spends every other day stops all the time. A
run is kept where such a unit would have shown fewer than 0.003 as long (days of spend times the share of
idle days to the power of the run's length, the longest run left out of that share so that it does not excuse itself).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forecasting.fitting.weeks import DAYS
from forecasting.history import Bools, Floats, Places

GAP, PAUSE, END, LAUNCH, JUMP = 0, 1, 2, 3, 4
OPEN = -1  # the last day of what has not ended

BLOCK = 2048  # units scanned at once, so that temporary arrays stay small
CHANCE = 0.003  # runs as long that chance may give a unit
LEAST_IDLE = 2  # days
PAUSE_DAYS = 7  # a shorter stop is a gap
END_DAYS = 14  # without spend, up to the last day
JUMP_RATIO = 2.0  # of a week's spend over the week before
JUMP_EACH_DAY = 1.5  # and of each of its days over the same weekday
JUMP_UNUSUAL = 3.0  # times the spread of the unit's other weeks
JUMP_DAYS = 3  # the fewest days a jump must have lasted
USUAL_WEEKS = 6  # changes from week to week that say what is usual
SPENT_DAYS = 4  # of a week, to be compared with


@dataclass(frozen=True, eq=False)
class Marks:
    """Parallel arrays, an entry per event: kind, row of its unit, first and last column, daily spend around it."""

    kind: Places
    row: Places
    first: Places
    last: Places  # OPEN where it has not ended
    before: Floats  # spend per day in the week before
    after: Floats  # and in the week after, or so far

    def __len__(self) -> int:
        return len(self.kind)

    def keep(self, wanted: Bools | Places) -> Marks:
        """Some of them."""
        whole = self.kind[wanted], self.row[wanted], self.first[wanted], self.last[wanted]
        return Marks(*whole, self.before[wanted], self.after[wanted])

    @classmethod
    def joined(cls, parts: list[Marks]) -> Marks:
        """Several, one after the other."""
        none, nothing = np.zeros(0, dtype=np.intp), np.zeros(0)
        return cls(
            np.concatenate([none, *(part.kind for part in parts)]),
            np.concatenate([none, *(part.row for part in parts)]),
            np.concatenate([none, *(part.first for part in parts)]),
            np.concatenate([none, *(part.last for part in parts)]),
            np.concatenate([nothing, *(part.before for part in parts)]),
            np.concatenate([nothing, *(part.after for part in parts)]),
        )

    def entries(self) -> Iterator[tuple[int, int, int, int, float, float]]:
        """One tuple per event, in the order of the arrays."""
        whole = self.kind.tolist(), self.row.tolist(), self.first.tolist(), self.last.tolist()
        return zip(*whole, self.before.tolist(), self.after.tolist(), strict=True)


def scan(spend: Floats) -> Marks:
    """Every stop, launch and jump of spend (units, days)."""
    parts = []
    for start in range(0, len(spend), BLOCK):
        block = np.ascontiguousarray(spend[start : start + BLOCK])
        summed = np.zeros((len(block), block.shape[1] + 1))
        np.cumsum(block, axis=1, out=summed[:, 1:])
        begun, stops = _stops(block, summed)
        for found in (begun, stops, _jumps(block, summed)):
            found.row[:] += start
            parts.append(found)
    return Marks.joined(parts)


def _mean(summed: Floats, row: Places, start: Places, end: Places) -> Floats:
    """Mean of columns start to end (excluded) of each row; 0 where there is none."""
    return np.asarray((summed[row, end] - summed[row, start]) / np.maximum(end - start, 1))


def _marks(kind: int | Places, row: Places, first: Places, last: Places, around: tuple[Floats, Floats]) -> Marks:
    kinds = np.full(len(row), kind) if isinstance(kind, int) else kind
    return Marks(kinds.astype(np.intp), row.copy(), first, last, *around)


def _stops(block: Floats, summed: Floats) -> tuple[Marks, Marks]:
    """Launches, and runs without spend that are news."""
    days = block.shape[1]
    idle = np.zeros((len(block), days + 2), dtype=np.int8)
    idle[:, 1:-1] = block <= 0
    step = np.diff(idle, axis=1)
    row, start = np.nonzero(step > 0)
    end = np.nonzero(step < 0)[1]
    length = end - start
    leading = start == 0
    late = leading & (length < days) & (length >= DAYS)
    at, begun = row[late], end[late]
    row, start, end, length = (each[~leading] for each in (row, start, end, length))
    longest, idle_days = np.zeros(len(block)), np.zeros(len(block))
    np.maximum.at(longest, row, length)
    np.add.at(idle_days, row, length)
    spent = (block > 0).sum(axis=1)
    share = (idle_days - longest + 0.5) / (spent + idle_days - longest + 1)
    first_seen = share[at] ** begun < CHANCE
    at, begun = at[first_seen], begun[first_seen]
    around = np.zeros(len(at)), _mean(summed, at, begun, _ahead(begun, days))
    launches = _marks(LAUNCH, at, begun, np.full(len(at), OPEN), around)
    news = (length >= LEAST_IDLE) & (spent[row] * share[row] ** length < CHANCE)
    row, start, end, length = (each[news] for each in (row, start, end, length))
    ends = end == days
    kind = np.where(ends & (length >= END_DAYS), END, np.where(ends | (length >= PAUSE_DAYS), PAUSE, GAP))
    around = _mean(summed, row, np.maximum(start - DAYS, 0), start), _mean(summed, row, end, _ahead(end, days))
    return launches, _marks(kind, row, start, np.where(ends, OPEN, end - 1), around)


def _ahead(start: Places, days: int) -> Places:
    return np.minimum(start + DAYS, days)


def _jumps(block: Floats, summed: Floats) -> Marks:
    """Days from which every weekday's spend is far above, or far below, that of the week before."""
    days = block.shape[1]
    if days < DAYS + JUMP_DAYS:
        return Marks.joined([])
    now, then = block[:, DAYS:], block[:, :-DAYS]
    neither = (now <= 0) & (then <= 0)
    width = days - DAYS
    found = []
    for moved in ((now >= JUMP_EACH_DAY * then) & (then > 0), (now * JUMP_EACH_DAY <= then) & (now > 0)):
        ahead = np.ones((len(block), width + DAYS - 1), dtype=bool)  # what has not come yet speaks against nothing
        ahead[:, :width] = moved | neither
        lasted = ahead[:, :width].copy()
        for day in range(1, DAYS):
            lasted &= ahead[:, day : day + width]
        found.append(np.argwhere(lasted[:, : width - JUMP_DAYS + 1]))
    row, first = np.concatenate(found).T
    first = first + DAYS
    end = _ahead(first, days)
    spent = np.zeros(summed.shape, dtype=np.int32)
    np.cumsum(block > 0, axis=1, out=spent[:, 1:])
    usual = (spent[row, first] - spent[row, first - DAYS] >= SPENT_DAYS) & (
        spent[row, end] - spent[row, first] >= np.minimum(SPENT_DAYS, end - first)
    )
    row, first, end = row[usual], first[usual], end[usual]
    after, before = _mean(summed, row, first, end), _mean(summed, row, first - DAYS, first - DAYS + (end - first))
    with np.errstate(divide="ignore"):
        size = np.abs(np.log(after) - np.log(before))
    large = np.isfinite(size) & (size >= np.log(JUMP_RATIO))
    row, first, end, size = row[large], first[large], end[large], size[large]
    unusual = size >= JUMP_UNUSUAL * _spread(summed, row, first)
    row, first, end = _largest(row[unusual], first[unusual], end[unusual], size[unusual])
    around = _mean(summed, row, first - DAYS, first), _mean(summed, row, first, end)
    return _marks(JUMP, row, first, np.full(len(row), OPEN), around)


def _spread(summed: Floats, row: Places, first: Places) -> Floats:
    """Per entry: the median absolute change of its unit's log spend from week to week, scaled to a deviation.

    Weeks begin on the weekday of `first`; 0 where there are too few to tell what is usual.
    """
    spread = np.zeros(len(row))
    for phase in range(DAYS):
        chosen = np.flatnonzero(first % DAYS == phase)
        week = np.diff(summed[row[chosen], phase::DAYS], axis=1)
        now, then = week[:, 1:], week[:, :-1]
        both = (now > 0) & (then > 0)
        known = both.sum(axis=1) >= USUAL_WEEKS
        change = np.abs(np.log(np.where(both, now, 1.0)) - np.log(np.where(both, then, 1.0)))
        change = np.where(both, change, np.nan)[known]
        spread[chosen[known]] = 1.4826 * np.nanmedian(change, axis=1) if len(change) else 0.0
    return spread


def _largest(row: Places, first: Places, end: Places, size: Floats) -> tuple[Places, Places, Places]:
    """One jump per week and unit: the largest, the earliest of equals."""
    taken: dict[int, list[int]] = {}
    kept = []
    for at in np.lexsort((first, -size)).tolist():
        others = taken.setdefault(int(row[at]), [])
        if all(abs(int(first[at]) - other) >= DAYS for other in others):
            others.append(int(first[at]))
            kept.append(at)
    order = np.array(sorted(kept), dtype=np.intp)
    return row[order], first[order], end[order]
