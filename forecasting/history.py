"""Daily spend and revenue per unit, as labelled arrays."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
Row = tuple[str, str, dt.date, float, float]

ONE_DAY = dt.timedelta(days=1)
FULL_MATRIX = 2  # dimensions of a units x days array


@dataclass(frozen=True, eq=False)
class History:
    """What was spent and earned, one row per unit and one column per day.

    `spend` and `revenue` are float arrays (units, days) in the account's currency; `present` (units, days) is true
    from a unit's first to its last reported day. A day inside that span without a report is a day without spend.
    Build one with `from_rows` or `from_arrays`; both check the figures, the plain constructor does not.
    """

    units: tuple[str, ...]
    groups: tuple[str, ...]
    first_day: dt.date
    spend: Floats
    revenue: Floats
    present: Bools

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> History:
        """Rows of (unit, group, day, spend, revenue), in any order; units are sorted by label.

        Raises ValueError, naming unit and day, for a repeated unit and day, a figure that is not a finite number,
        negative spend, or a unit in two groups; and where there is no row at all.
        """
        cells: dict[tuple[str, dt.date], tuple[float, float]] = {}
        group_of: dict[str, str] = {}
        for unit, group, day, spend, revenue in rows:
            _check_row(unit, day, spend, revenue)
            if (unit, day) in cells:
                raise ValueError(f"unit {unit!r} appears twice on {day}: add the rows up or drop one")
            if group_of.setdefault(unit, group) != group:
                raise ValueError(
                    f"unit {unit!r} is in group {group_of[unit]!r} and, on {day}, in {group!r}: "
                    "a unit belongs to one group"
                )
            cells[unit, day] = (float(spend), float(revenue))
        if not cells:
            raise ValueError("no rows: a history needs at least one unit on one day")
        units = tuple(sorted(group_of))
        place = {unit: index for index, unit in enumerate(units)}
        first_day = min(day for _, day in cells)
        length = (max(day for _, day in cells) - first_day).days + 1
        figures = np.zeros((2, len(units), length))
        reported = np.zeros((len(units), length), dtype=bool)
        for (unit, day), both in cells.items():
            column = (day - first_day).days
            figures[:, place[unit], column] = both
            reported[place[unit], column] = True
        groups = tuple(group_of[unit] for unit in units)
        return cls(units, groups, first_day, figures[0], figures[1], _span(reported))

    @classmethod
    def from_arrays(  # noqa: PLR0917 - six labelled arrays, in the order rows have them
        cls,
        units: Sequence[str],
        groups: Sequence[str],
        first_day: dt.date,
        spend: npt.ArrayLike,
        revenue: npt.ArrayLike,
        observed: npt.ArrayLike | None = None,
    ) -> History:
        """The same from arrays (units, days), keeping the order of `units`; for accounts with many units.

        `observed` marks the reported cells; without it every cell counts as reported. Figures outside it are
        ignored. Raises ValueError like `from_rows`, and where shapes or labels do not fit.
        """
        spends = np.array(spend, dtype=float)
        revenues = np.array(revenue, dtype=float)
        if spends.ndim != FULL_MATRIX or spends.shape != revenues.shape or spends.shape[0] != len(units):
            raise ValueError(
                f"spend {spends.shape} and revenue {revenues.shape} must both be ({len(units)} units, days)"
            )
        if spends.size == 0:
            raise ValueError("no figures: a history needs at least one unit on one day")
        if len(groups) != len(units):
            raise ValueError(f"{len(units)} units but {len(groups)} groups: give one group per unit")
        if len(set(units)) != len(units):
            raise ValueError(f"unit {_first_repeated(units)!r} appears twice: labels must differ")
        seen = np.ones(spends.shape, dtype=bool) if observed is None else np.asarray(observed, dtype=bool)
        if seen.shape != spends.shape:
            raise ValueError(f"observed {seen.shape} must have the shape of spend {spends.shape}")
        spends[~seen] = 0.0
        revenues[~seen] = 0.0
        bad = ~(np.isfinite(spends) & np.isfinite(revenues) & (spends >= 0))
        if bad.any():
            row, column = (int(index) for index in np.argwhere(bad)[0])
            _check_row(
                units[row], first_day + column * ONE_DAY, float(spends[row, column]), float(revenues[row, column])
            )
        return cls(tuple(units), tuple(groups), first_day, spends, revenues, _span(seen))

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
        )

    def index_of(self, unit: str) -> int:
        """The row of a unit; ValueError for one that is not here."""
        try:
            return self.units.index(unit)
        except ValueError:
            raise ValueError(f"unknown unit {unit!r}: the history has {_some(self.units)}") from None


def _check_row(unit: str, day: dt.date, spend: float, revenue: float) -> None:
    for name, figure in (("spend", spend), ("revenue", revenue)):
        if not math.isfinite(figure):
            raise ValueError(
                f"{name} of unit {unit!r} on {day} is {figure}: give a finite number, or leave the row out"
            )
    if spend < 0:
        raise ValueError(
            f"spend of unit {unit!r} on {day} is negative ({spend}): book refunds and credits outside the daily spend"
        )


def _first_repeated(labels: Sequence[str]) -> str:
    seen: set[str] = set()
    for label in labels:
        if label in seen:
            return label
        seen.add(label)
    raise AssertionError("no label is repeated")


def _span(reported: Bools) -> Bools:
    """True from the first to the last reported day of each unit."""
    begun = np.logical_or.accumulate(reported, axis=1)
    not_over = np.logical_or.accumulate(reported[:, ::-1], axis=1)[:, ::-1]
    return begun & not_over


def _some(labels: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(labels[:most])
    return shown if len(labels) <= most else f"{shown} and {len(labels) - most} more"
