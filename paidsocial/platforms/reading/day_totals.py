"""Totals of each day, week or month in a word we do not know: a name whose every row is the sum of those beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paidsocial.platforms.base import Field
from paidsocial.platforms.reading.arrays import Column, view
from paidsocial.platforms.reading.entities import NAME_FIELDS
from paidsocial.platforms.reading.hidden_totals import CENT, SHARE, all_proportional, has_id, take_out
from paidsocial.platforms.reading.rows import RowPass

_FEWEST_DAYS = 2  # on which several rows are summed up
_FEWEST_FIGURES = 2  # that are the sum to the unit on each of them
_TRIED = 8  # names with half of what was spent on a day
_NO_SUM = (Field.CONVERSIONS, Field.REVENUE)  # where results are of several kinds


def take_out_day_totals(done: RowPass) -> None:
    """Take a name's rows out where each is the sum of all others of its day, and no day is without one.

    Two figures must say so to the unit on two days on which several others spent, and not be fixed shares of each other
    as where budgets are spent to the cent: no campaign is that by chance. In a
    file of several accounts each one's rows are looked at by themselves as well.
    """
    at = done.layout.at
    if Field.DAY not in at or Field.SPEND not in done.metrics or not any(name in at for name in NAME_FIELDS):
        return
    if len(done.named.parts) > 1:
        part_of = np.array(done.named.part_of)[view(done.entity)]
        each = [_found(done, np.flatnonzero(part_of == part)) for part in range(len(done.named.parts))]
        take_out(done, [place for places in each for place in places])
    take_out(done, _found(done, np.arange(len(done.lines))))


def _found(done: RowPass, rows: NDArray[np.intp]) -> list[int]:
    """The places of those of the rows that sum up the others."""
    some = _Rows.of(done, rows)
    codes = [code for code in some.candidates() if not has_id(done, code) and some.sums_up_each_day(code)]
    return [int(place) for place in rows[np.isin(some.names, codes)]] if codes else []


@dataclass(frozen=True, slots=True)
class _Rows:
    """Some rows: the number of each one's days, its name's code and its figures."""

    days: NDArray[np.intp]
    names: Column
    figures: dict[Field, Column]

    @classmethod
    def of(cls, done: RowPass, rows: NDArray[np.intp]) -> _Rows:
        # Codes of days are small and not negative but for NO_DAY, -1.
        first, last = view(done.day)[rows] + 1, view(done.last)[rows] + 1
        _, days = np.unique(first * (last.max(initial=0) + 1) + last, return_inverse=True)
        figures: dict[Field, Column] = {
            name: view(one.values)[rows] for name, one in done.metrics.items() if name is not Field.REACH
        }
        return cls(days, view(done.entity)[rows], figures)

    def candidates(self) -> list[int]:
        """The names that have half of what was spent on a day, those of most days first."""
        spend = self.figures[Field.SPEND].astype(np.float64)
        half = np.bincount(self.days, spend)[self.days] / 2 if len(spend) else spend
        codes, many = np.unique(self.names[(spend > 0) & _near(spend, half)], return_counts=True)
        order = np.argsort(-many, kind="stable")
        return [int(code) for code, days in zip(codes[order], many[order], strict=True) if days >= _FEWEST_DAYS][
            :_TRIED
        ]

    def sums_up_each_day(self, code: int) -> bool:
        """Whether each of a name's rows is the sum of the others of its days, and no others are left."""
        own = self.names == code
        size = int(self.days.max()) + 1
        each = np.bincount(self.days[own], minlength=size)
        others = np.bincount(self.days[~own & (self.figures[Field.SPEND] > 0)], minlength=size)
        several = (others > 1) & (each == 1)
        if each.max() > 1 or others[each == 0].any() or several.sum() < _FEWEST_DAYS:
            return False
        exact: list[list[int]] = []
        for name, values in self.figures.items():
            said, sums = np.zeros(size, np.int64), np.zeros(size, np.int64)
            said[self.days[own]] = values[own]
            np.add.at(sums, self.days[~own], values[~own])
            agrees = said == sums
            if name is Field.SPEND:
                possible = agrees | _near(said.astype(np.float64), sums.astype(np.float64))
            else:
                possible = agrees | (said == 0) if name in _NO_SUM else agrees
            if not possible[each == 1].all():
                return False
            if agrees[several].all() and said[several].any():
                exact.append(values.tolist())
        return len(exact) >= _FEWEST_FIGURES and not all_proportional(exact)


def _near(said: NDArray[np.float64], sums: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where spend is the sum of what each row was rounded to."""
    return np.abs(said - sums) <= np.maximum(CENT, np.abs(sums) / SHARE)
