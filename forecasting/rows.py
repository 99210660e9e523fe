"""Rows of (unit, group, day, spend, revenue) as columns, checked many at a time.

A block of rows whose fields have the usual types is checked column by column; any other is gone through row by row,
which accepts whatever else may be meant and says of everything else which row, unit and day it is.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from forecasting.figures import LEAST, MOST, check_day, figure, label, listed, spend_of

Row = tuple[str, str, dt.date, float, float] | tuple[str, str, dt.date, float, float, str | None]
Floats = npt.NDArray[np.float64]
Columns = tuple[Sequence[str], Sequence[str], Sequence[dt.date], Floats, Floats, Sequence[str | None]]

BLOCK = 65_536  # rows
FIELDS = 5, 6
FORM = "give (unit, group, day, spend, revenue) and perhaps a currency"
FIGURES = {float, int, Decimal, np.float64, np.float32, np.int64}


@dataclass(eq=False)
class Rows:
    """Columns in the order of the rows: units by their number as met, days as ordinals."""

    units: dict[str, int] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    currency: str | None = None
    unit: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    day: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    spend: Floats = field(default_factory=lambda: np.empty(0))
    revenue: Floats = field(default_factory=lambda: np.empty(0))

    def unit_of(self, at: int) -> str:
        """The label in a row."""
        return list(self.units)[int(self.unit[at])]

    def day_of(self, at: int) -> dt.date:
        """The day in a row."""
        return dt.date.fromordinal(int(self.day[at]))


def read(rows: Iterable[Row]) -> Rows:
    """All rows. Raises ValueError, naming unit and day, for what cannot be meant; and where there is no row at all."""
    rows = listed(rows, f"rows is {rows!r}: give a list of rows; for each, {FORM}")
    if hasattr(rows, "itertuples"):  # a data frame, which would hand out its columns' names
        raise ValueError(
            f"rows is a {type(rows).__name__}: give its rows, as in frame[['unit', 'group', 'day', 'spend', "
            "'revenue']].itertuples(index=False, name=None)"
        )
    found, parts = Rows(), []
    first_currency: tuple[str | None, str, dt.date] | None = None
    number = 1
    for block in _blocks(rows):
        columns = _columns(block, number)
        units, _, days, spend, revenue, currencies = columns
        _one_group_each(columns, found.groups)
        if first_currency is None:
            first_currency = currencies[0], units[0], days[0]
        _one_currency(columns, first_currency)
        place = found.units
        for unit in dict.fromkeys(units):
            place.setdefault(unit, len(place))
        ordinal = {day: day.toordinal() for day in set(days)}
        parts.append(
            (
                np.fromiter(map(place.__getitem__, units), np.int64, len(units)),
                np.fromiter(map(ordinal.__getitem__, days), np.int64, len(days)),
                spend,
                revenue,
            )
        )
        number += len(block)
    if first_currency is None:
        raise ValueError("no rows: a history needs at least one unit on one day")
    found.currency = first_currency[0]
    found.unit, found.day, found.spend, found.revenue = (np.concatenate(each) for each in zip(*parts, strict=True))
    _no_repeats(found)
    return found


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while block := list(itertools.islice(waiting, BLOCK)):
        yield block


def _columns(block: Sequence[Row], number: int) -> Columns:
    """The fields of some rows, the first of which has a number, checked one by one."""
    usual = _usual(block)
    if usual is not None:
        return usual
    rows = [_fields(row, number + at) for at, row in enumerate(block)]
    units, groups, days, spends, revenues, currencies = zip(*rows, strict=True)
    return units, groups, days, np.array(spends), np.array(revenues), currencies


def _usual(block: Sequence[Row]) -> Columns | None:
    """The columns where every field has its usual type and every figure is usable, else None."""
    if set(map(type, block)) != {tuple} or len(set(map(len, block))) != 1 or len(block[0]) not in FIELDS:
        return None
    units, groups, days, spends, revenues, *rest = zip(*block, strict=True)
    currencies: Sequence[str | None] = rest[0] if rest else (None,) * len(block)
    texts = {*map(type, units), *map(type, groups)} == {str} and set(map(type, currencies)) <= {str, type(None)}
    if not texts or set(map(type, days)) != {dt.date} or not {*map(type, spends), *map(type, revenues)} <= FIGURES:
        return None
    try:
        spend, revenue = np.array(spends, dtype=float), np.array(revenues, dtype=float)
    except (OverflowError, ValueError):
        return None
    good = ((spend >= 0) & (spend <= MOST) & (np.abs(revenue) <= MOST)).all()
    if not good or not all(set(units)) or not all(set(groups)) or "" in set(currencies):
        return None
    return units, groups, days, np.where(spend >= LEAST, spend, 0.0), revenue, currencies


def _fields(row: Any, number: int) -> tuple[str, str, dt.date, float, float, str | None]:
    """The fields of one row, checked; the currency None where it has none."""
    listed = (
        not isinstance(row, str | bytes | Mapping | AbstractSet)
        and hasattr(row, "__len__")
        and hasattr(row, "__iter__")
    )
    if not listed or len(row) not in FIELDS:
        raise ValueError(f"row {number} is {row!r}: {FORM}")
    unit, group, day, spend, revenue, *rest = row
    unit = label(unit, f"unit of row {number}")
    check_day(day, f"day of unit {unit!r} in row {number}")
    where = f"of unit {unit!r} on {day}"
    group = label(group, f"group {where}")
    currency = currency_of(rest[0] if rest else None, f" {where}")
    return unit, group, day, spend_of(spend, f"spend {where}"), figure(revenue, f"revenue {where}"), currency


def currency_of(code: object, where: str = "") -> str | None:
    """A currency's code, or None where nobody said."""
    return None if code is None else label(code, f"currency{where}")


def _one_group_each(columns: Columns, known: dict[str, str]) -> None:
    """Note the group of each unit; ValueError for one in two."""
    units, groups, days, *_ = columns
    pairs = dict.fromkeys(zip(units, groups, strict=True))  # in the order of the rows
    for unit, group in pairs:
        first = known.setdefault(unit, group)
        if first != group:
            day = next(day for *pair, day in zip(units, groups, days, strict=True) if pair == [unit, group])
            raise ValueError(
                f"unit {unit!r} is in group {first!r} and, on {day}, in {group!r}: a unit belongs to one group"
            )


def _one_currency(columns: Columns, first: tuple[str | None, str, dt.date]) -> None:
    units, _, days, _, _, currencies = columns
    one, unit, day = first
    if set(currencies) == {one}:
        return
    at = next(at for at, each in enumerate(currencies) if each != one)
    other, second, later = currencies[at], units[at], days[at]
    if one is None or other is None:
        unit, day = (unit, day) if one is None else (second, later)
        raise ValueError(
            f"unit {unit!r} has no currency on {day} and other rows are in {one or other}: "
            "name it in every row, or in none"
        )
    raise ValueError(
        f"unit {unit!r} on {day} is in {one} and unit {second!r} on {later} in {other}: "
        "convert the amounts to one currency, or make a history of each"
    )


def _no_repeats(found: Rows) -> None:
    cell = found.unit * (int(found.day.max()) + 1) + found.day
    order = np.argsort(cell, kind="stable")
    again = order[1:][np.diff(cell[order]) == 0]
    if again.size:
        at = int(again.min())
        raise ValueError(f"unit {found.unit_of(at)!r} appears twice on {found.day_of(at)}: add the rows up or drop one")
