"""Daily spend and revenue per unit, as labelled arrays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from forecasting.figures import LEAST, MOST, check_day, figure, label, listed, some, some_days, spend_of, table
from forecasting.rows import Row, Rows, currency_of, read

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

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
        found = read(rows)
        first_day, length = _span_of(found)
        units = tuple(sorted(found.units))
        row = np.empty(len(units), dtype=np.intp)  # rows by their units' numbers as met
        row[[found.units[unit] for unit in units]] = np.arange(len(units))
        at = row[found.unit], found.day - first_day.toordinal()
        spend, revenue = np.zeros((2, len(units), length))
        reported = np.zeros((len(units), length), dtype=bool)
        spend[at], revenue[at], reported[at] = found.spend, found.revenue, True
        groups = tuple(found.groups[unit] for unit in units)
        return cls(units, groups, first_day, spend, revenue, _span(reported), found.currency)

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
        names = _labels(units, "units", lambda at: f"unit {at + 1}")
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
        groups = _labels(groups, "groups", lambda at: f"group of unit {names[at]!r}" if at < len(names) else "groups")
        if len(groups) != len(names):
            raise ValueError(f"{len(names)} units but {len(groups)} groups: give one group per unit")
        if len(set(names)) != len(names):
            raise ValueError(f"unit {_first_repeated(names)!r} appears twice: labels must differ")
        if seen is None:
            seen = np.ones(spends.shape, dtype=bool)
        spends[~seen | ((spends > 0) & (spends < LEAST))] = 0.0
        revenues[~seen] = 0.0
        found = cls(names, groups, first_day, spends, revenues, _span(seen), currency_of(currency))
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
        """What was known before `day`: days < `day` only, without the units that had not begun.

        It ends on the day before, also where nobody spent then: that days passed without spend was known, and is part
        of what is fitted. Rows that stop earlier end earlier, as nobody said that the days after them were over. What
        a unit does from `day` on changes nothing that is fitted before it. Its arrays cannot be written to.
        """
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
            read_only(self.spend[keep, :length]),
            read_only(self.revenue[keep, :length]),
            read_only(self.present[keep, :length]),
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


def _labels(given: object, what: str, name: Callable[[int], str]) -> tuple[str, ...]:
    several = listed(given, f"{what} is {given!r}: give a list of labels, one per row of the arrays")
    return tuple(label(each, name(at)) for at, each in enumerate(several))


def _span_of(found: Rows) -> tuple[dt.date, int]:
    """First day and length in days; ValueError where an outlying day would make the table mostly empty and huge."""
    first, last = int(found.day.argmin()), int(found.day.argmax())
    length, units = int(found.day[last] - found.day[first]) + 1, len(found.units)
    if length > MOST_DAYS or (units * length > MANY_CELLS and len(found.day) < LEAST_FILLED * units * length):
        raise ValueError(
            f"unit {found.unit_of(first)!r} has a row on {found.day_of(first)}, unit {found.unit_of(last)!r} one on "
            f"{found.day_of(last)}: a table of {length:,} days for {units:,} units would be too long or mostly empty: "
            "check the years, or leave out the oldest days"
        )
    return found.day_of(first), length


def read_only(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The same figures, through which nobody can change them."""
    view = values.view()
    view.flags.writeable = False
    return view


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
