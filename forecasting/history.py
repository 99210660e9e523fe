"""Daily spend and revenue per unit, as labelled arrays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.figures import LEAST, MOST, check_day, figure, label, some, some_days, spend_of, table

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
Row = tuple[str, str, dt.date, float, float] | tuple[str, str, dt.date, float, float, str | None]

ONE_DAY = dt.timedelta(days=1)
FULL_MATRIX = 2  # dimensions of a units x days array
MOST_DAYS = 7320  # twenty years
MANY_CELLS = 2**26  # units x days beyond which empty ones are not put up with: about a gigabyte
LEAST_FILLED = 0.05  # share of such a table that must have figures
CHECKED_AT_ONCE = 4096  # units


@dataclass(frozen=True, eq=False)
class History:
    """What was spent and earned, one row per unit and one column per day.

    `spend` and `revenue` are float arrays (units, days) in the account's currency; `present` (units, days) is true
    from a unit's first to its last reported day. A day inside that span without a report is a day without spend.
    Build one with `from_rows` or `from_arrays`; both check the figures, the plain constructor does not. `currency` is
    what all amounts are in, None where nobody said.
    """

    units: tuple[str, ...]
    groups: tuple[str, ...]
    first_day: dt.date
    spend: Floats
    revenue: Floats
    present: Bools
    currency: str | None = None

    def __repr__(self) -> str:
        """What there is, short."""
        units = "1 unit" if len(self.units) == 1 else f"{len(self.units):,} units"
        groups = len(set(self.groups))
        grouped = "1 group" if groups == 1 else f"{groups:,} groups"
        money = f", {self.currency}" if self.currency else ""
        return f"History({units} in {grouped}, {some_days(self.spend.shape[1])} from {self.first_day}{money})"

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> History:
        """Rows of (unit, group, day, spend, revenue), in any order; units are sorted by label.

        A sixth field may name the currency, one for all rows: amounts of two currencies do not add up. Raises
        ValueError, naming unit and day, for a repeated unit and day, a figure that is no usable number, negative
        spend, a day that is no date, a unit in two groups, a second currency; and where there is no row at all.
        """
        cells: dict[tuple[str, dt.date], tuple[float, float]] = {}
        group_of: dict[str, str] = {}
        currencies: dict[str | None, tuple[str, dt.date]] = {}
        for number, row in enumerate(rows, start=1):
            unit, group, day, spend, revenue, currency = _fields(row, number)
            where = f"of unit {unit!r} on {day}"
            if (unit, day) in cells:
                raise ValueError(f"unit {unit!r} appears twice on {day}: add the rows up or drop one")
            if group_of.setdefault(unit, group) != group:
                raise ValueError(
                    f"unit {unit!r} is in group {group_of[unit]!r} and, on {day}, in {group!r}: "
                    "a unit belongs to one group"
                )
            cells[unit, day] = spend_of(spend, f"spend {where}"), figure(revenue, f"revenue {where}")
            currencies.setdefault(currency, (unit, day))
            if len(currencies) > 1:
                _refuse_currencies(currencies)
        if not cells:
            raise ValueError("no rows: a history needs at least one unit on one day")
        units = tuple(sorted(group_of))
        place = {unit: index for index, unit in enumerate(units)}
        first_day, length = _span_of(cells, len(units))
        figures = np.zeros((2, len(units), length))
        reported = np.zeros((len(units), length), dtype=bool)
        for (unit, day), both in cells.items():
            column = (day - first_day).days
            figures[:, place[unit], column] = both
            reported[place[unit], column] = True
        groups = tuple(group_of[unit] for unit in units)
        return cls(units, groups, first_day, figures[0], figures[1], _span(reported), next(iter(currencies)))

    @classmethod
    def from_arrays(  # noqa: PLR0917 - labelled arrays, in the order rows have them
        cls,
        units: Sequence[str],
        groups: Sequence[str],
        first_day: dt.date,
        spend: npt.ArrayLike,
        revenue: npt.ArrayLike,
        observed: npt.ArrayLike | None = None,
        currency: str | None = None,
    ) -> History:
        """The same from arrays (units, days), keeping the order of `units`; for accounts with many units.

        `observed` marks the reported cells; without it every cell counts as reported. Figures outside it are
        ignored. Raises ValueError like `from_rows`, and where shapes or labels do not fit.
        """
        check_day(first_day, "first_day")
        names = tuple(label(unit, f"unit {number}") for number, unit in enumerate(units, start=1))
        seen = None if observed is None else np.asarray(observed, dtype=bool)
        spends, revenues = table(spend, "spend", seen), table(revenue, "revenue", seen)
        if spends.ndim != FULL_MATRIX or spends.shape != revenues.shape or spends.shape[0] != len(names):
            raise ValueError(
                f"spend {spends.shape} and revenue {revenues.shape} must both be ({len(names)} units, days)"
            )
        if spends.size == 0:
            raise ValueError("no figures: a history needs at least one unit on one day")
        if spends.shape[1] > (dt.date.max - first_day).days:
            raise ValueError(f"{spends.shape[1]} days from {first_day} go beyond the calendar: check first_day")
        if len(groups) != len(names):
            raise ValueError(f"{len(names)} units but {len(groups)} groups: give one group per unit")
        if len(set(names)) != len(names):
            raise ValueError(f"unit {_first_repeated(names)!r} appears twice: labels must differ")
        if seen is None:
            seen = np.ones(spends.shape, dtype=bool)
        spends[~seen | ((spends > 0) & (spends < LEAST))] = 0.0
        revenues[~seen] = 0.0
        groups = tuple(label(group, f"group of unit {name!r}") for name, group in zip(names, groups, strict=True))
        found = cls(names, groups, first_day, spends, revenues, _span(seen), _currency(currency))
        found.check()
        return found

    def check(self) -> None:
        """Raise ValueError, naming unit and day, for a figure that is no usable number and for negative spend."""
        for start in range(0, len(self.units), CHECKED_AT_ONCE):
            rows = slice(start, start + CHECKED_AT_ONCE)
            spend, revenue = self.spend[rows], self.revenue[rows]
            good = (spend >= 0) & (spend <= MOST) & (np.abs(revenue) <= MOST)
            if good.all():
                continue
            row, column = (int(index) for index in np.argwhere(~good)[0])
            where = f"of unit {self.units[start + row]!r} on {self.first_day + column * ONE_DAY}"
            spend_of(float(spend[row, column]), f"spend {where}")
            figure(float(revenue[row, column]), f"revenue {where}")

    @property
    def days(self) -> int:
        """Number of days, from the first to the last any unit reported."""
        return int(self.spend.shape[1])

    @property
    def last_day(self) -> dt.date:
        """The last day of the arrays."""
        return self.first_day + (self.days - 1) * ONE_DAY

    def until(self, day: dt.date) -> History:
        """What was known before `day`: days < `day` only, without the units that had not begun."""
        check_day(day, "day")
        length = min((day - self.first_day).days, self.days)
        if length <= 0:
            raise ValueError(f"nothing before {day}: the history begins on {self.first_day}")
        begun = np.asarray(self.present[:, :length].any(axis=1))
        if not begun.any():
            raise ValueError(f"nothing before {day}: no unit had begun")
        keep = slice(None) if begun.all() else np.flatnonzero(begun)
        names = begun.tolist()
        return History(
            tuple(unit for unit, has in zip(self.units, names, strict=True) if has),
            tuple(group for group, has in zip(self.groups, names, strict=True) if has),
            self.first_day,
            self.spend[keep, :length],
            self.revenue[keep, :length],
            self.present[keep, :length],
            self.currency,
        )

    def index_of(self, unit: str) -> int:
        """The row of a unit; ValueError for one that is not here."""
        try:
            return self.units.index(unit)
        except ValueError:
            raise ValueError(f"unknown unit {unit!r}: the history has {some(self.units)}") from None


def check_history(history: object) -> None:
    """Refuse what is no history, and figures in one that are none."""
    if not isinstance(history, History):
        name = type(history).__name__
        raise ValueError(f"history is a {name}: give a History, such as History.from_rows(rows)")  # noqa: TRY004
    history.check()


def _fields(row: Row, number: int) -> tuple[str, str, dt.date, float, float, str | None]:
    """The fields of a row with their labels and day checked; the currency None where it has none."""
    fields = 6
    if isinstance(row, str) or len(row) not in {fields - 1, fields}:
        raise ValueError(f"row {number} is {row!r}: give (unit, group, day, spend, revenue) and perhaps a currency")
    unit, group, day, spend, revenue, *rest = row
    unit = label(unit, f"unit of row {number}")
    check_day(day, f"day of unit {unit!r} in row {number}")
    group = label(group, f"group of unit {unit!r} on {day}")
    return unit, group, day, spend, revenue, _currency(rest[0] if rest else None, f" of unit {unit!r} on {day}")


def _currency(code: str | None, where: str = "") -> str | None:
    return None if code is None else label(code, f"currency{where}")


def _refuse_currencies(first_seen: dict[str | None, tuple[str, dt.date]]) -> None:
    (one, (unit, day)), (other, (second, later)) = first_seen.items()
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


def _span_of(cells: Mapping[tuple[str, dt.date], object], units: int) -> tuple[dt.date, int]:
    """First day and length in days; ValueError where an outlying day would make the table mostly empty and huge."""
    first = min(cells, key=lambda cell: cell[1])
    last = max(cells, key=lambda cell: cell[1])
    length = (last[1] - first[1]).days + 1
    if length > MOST_DAYS or (units * length > MANY_CELLS and len(cells) < LEAST_FILLED * units * length):
        raise ValueError(
            f"unit {first[0]!r} has a row on {first[1]}, unit {last[0]!r} one on {last[1]}: a table of {length:,} days "
            f"for {units:,} units would be too long or mostly empty: check the years, or leave out the oldest days"
        )
    return first[1], length


def _first_repeated(labels: Sequence[str]) -> str:
    seen: set[str] = set()
    for each in labels:
        if each in seen:
            return each
        seen.add(each)
    raise AssertionError("no label is repeated")


def _span(reported: Bools) -> Bools:
    """True from the first to the last reported day of each unit."""
    begun = np.logical_or.accumulate(reported, axis=1)
    not_over = np.logical_or.accumulate(reported[:, ::-1], axis=1)[:, ::-1]
    return begun & not_over
