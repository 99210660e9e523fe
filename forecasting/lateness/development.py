"""How a day's revenue develops with age: the chain-ladder's factors and their errors, from readings at any ages.

The chain-ladder of claims reserving, with the standard errors of Mack (1993). Between two ages k and k + 1

    f_k       = sum C_(k+1) / sum C_k                                over days read at both, C the revenue known
    sigma^2_k = sum (C_(k+1) - f_k C_k)^2 / C_k / (n_k - 1)
    var(f_k)  = sigma^2_k / sum C_k

Readings are seldom a day apart. Neighbouring readings of a day are summed per pair of ages, which is all that is kept.
What came between two ages further apart is spread over those between as the curve expects it, and the curve is fitted
to that in turn (the chain-ladder is the maximum likelihood of Poisson increments, so this is its EM algorithm:
Dempster, Laird and Rubin 1977); such a pair counts for 1 / its length at each age. A day that stood at 0 counts in the
sums; its own factor is undefined, so its error is measured against what should have stood there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from forecasting.history import Floats, Places

Reading = tuple[dt.date, dt.date, float]

ROUNDS = 12  # of spreading and fitting
STEEPEST = 3.0  # of a factor's logarithm: what was known grew or fell twentyfold


@dataclass(frozen=True, eq=False)
class Development:
    """What readings say, per pair of ages `start` < `end` at which days were read one after the other (pairs,).

    `days`: how many; `before` and `after`: the sums of revenue known then and then; `variance`: Mack's sigma^2 of the
    growth between, nan where fewer than two days tell. `size`: mean newest revenue of a day, nan without readings.
    """

    start: Places
    end: Places
    days: Floats
    before: Floats
    after: Floats
    variance: Floats
    size: float

    @property
    def restated(self) -> int:
        """Days that were read at two ages or more, at most so many."""
        return int(self.days.sum())


@dataclass(frozen=True, eq=False)
class Factors:
    """Per step from one age to the next (steps,): `factor` with its `variance` (Mack's sigma^2, nan where fewer than
    two days tell), the revenue `known` behind it and the `days`, a pair n ages apart counting 1 / n."""

    factor: Floats
    variance: Floats
    known: Floats
    days: Floats

    @property
    def error(self) -> Floats:
        """Mack's relative standard error of each factor; nan where fewer than two days tell."""
        known = np.where(self.known > 0, self.known, np.nan)
        return np.asarray(np.sqrt(self.variance / known) / self.factor)


def develop(readings: Iterable[Reading], oldest: int) -> Development:
    """The development of readings (day, read on, revenue of that day as known then), in any order.

    Ages past `oldest` count as `oldest`. Of two readings on one date the later given counts. Raises ValueError for a
    reading before its day or one that is not a finite number.
    """
    rows = [(day.toordinal(), read_on.toordinal(), revenue) for day, read_on, revenue in readings]
    table = np.array(rows, dtype=float).reshape(-1, 3)
    _check(table)
    return of_arrays(table[:, 0].astype(np.intp), (table[:, 1] - table[:, 0]).astype(np.intp), table[:, 2], oldest)


def of_arrays(day: Places, age: Places, revenue: Floats, oldest: int) -> Development:
    """The same from arrays (readings,): the day as any number, the age at which it was read, what was known then.

    A figure that is nan breaks the day's chain: what came before and after it is not compared.
    """
    order = np.lexsort((np.arange(len(day)), age, day))
    day, age, revenue = day[order], np.minimum(age[order], oldest), np.maximum(revenue[order], 0.0)
    last = np.append((day[1:] != day[:-1]) | (age[1:] != age[:-1]), [True])[: len(day)]
    day, age, revenue = day[last], age[last], revenue[last]
    newest = np.append(day[1:] != day[:-1], [True])[: len(day)]
    told = revenue[newest & np.isfinite(revenue)]
    pair = (day[1:] == day[:-1]) & np.isfinite(revenue[1:]) & np.isfinite(revenue[:-1])
    start, end, before, after = age[:-1][pair], age[1:][pair], revenue[:-1][pair], revenue[1:][pair]
    key, place = np.unique(start * (oldest + 1) + end, return_inverse=True)
    days, known, later = (_sums(place, each, len(key)) for each in (np.ones(len(before)), before, after))
    growth = np.where((known > 0) & (later > 0), later / np.where(known > 0, known, 1.0), 1.0)[place]
    base = np.where(before > 0, before, after / growth)
    miss = np.where(base > 0, (after - growth * before) ** 2 / np.where(base > 0, base, 1.0), 0.0)
    squares = _sums(place, miss, len(key))
    variance = np.where(days > 1, squares / np.maximum(days - 1, 1.0), np.nan)
    size = float(told.mean()) if told.size else np.nan
    return Development(key // (oldest + 1), key % (oldest + 1), days, known, later, variance, size)


def factors(seen: Development, believed: Floats) -> Factors:
    """The factor of each step; `believed` is the share known at each age (ages,), for ages that no day tells of."""
    steps = len(believed) - 1
    length = seen.end - seen.start
    row = np.repeat(np.arange(len(length)), length)
    nth = np.arange(length.sum()) - np.repeat(length.cumsum() - length, length)
    step = seen.start[row] + nth
    weight = 1.0 / length[row]
    usual = believed[1:] / believed[:-1]
    curve, factor = believed, usual
    for _ in range(ROUNDS if (length > 1).any() else 1):
        young = _sums(step, weight * _path(curve, seen, row, step, nth / length[row]), steps)
        old = _sums(step, weight * _path(curve, seen, row, step + 1, (nth + 1) / length[row]), steps)
        told = (young > 0) & (old > 0)
        factor = np.where(told, old / np.where(told, young, 1.0), usual)
        factor = np.clip(factor, np.exp(-STEEPEST), np.exp(STEEPEST))
        curve = np.append(1 / factor[::-1].cumprod()[::-1], 1.0)
    days = np.where(young > 0, _sums(step, weight * seen.days[row], steps), 0.0)
    growth = curve[seen.end] / curve[seen.start]
    own = np.where(seen.before > 0, seen.after / np.where(seen.before > 0, seen.before, 1.0), growth)
    squares = np.where(seen.days > 1, seen.variance * (seen.days - 1), 0.0)
    squares += seen.before * (own - growth) ** 2  # a pair's error is that of all its ages together
    spread = _sums(step, (squares / length**2)[row], steps)
    variance = np.where(days > 1, spread / np.maximum(days - 1, 1e-9), np.nan)
    return Factors(factor, variance, young, days)


def _sums(place: Places, values: Floats, length: int) -> Floats:
    return np.bincount(place, values, length).astype(float)


def _path(curve: Floats, seen: Development, row: Places, age: Places, even: Floats) -> Floats:
    """What is taken to have been known at `age` between the two readings of each pair's `row`."""
    first, last = curve[seen.start[row]], curve[seen.end[row]]
    moves = np.abs(last - first) > 1e-12
    part = np.where(moves, (curve[age] - first) / np.where(moves, last - first, 1.0), even)
    return np.asarray(seen.before[row] + (seen.after - seen.before)[row] * np.clip(part, 0.0, 1.0))


def _check(table: Floats) -> None:
    early, odd = table[:, 1] < table[:, 0], ~np.isfinite(table[:, 2])
    if early.any():
        day, read_on = (dt.date.fromordinal(int(at)) for at in table[early][0, :2])
        raise ValueError(f"the figure of {day} was read on {read_on}, before the day itself")
    if odd.any():
        day, read_on = (dt.date.fromordinal(int(at)) for at in table[odd][0, :2])
        raise ValueError(f"the figure of {day} read on {read_on} is {table[odd][0, 2]}: give a finite number")
