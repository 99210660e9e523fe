"""How complete the recent days are: completion curves learned from restatements.

The chain-ladder of claims reserving (Mack 1993): the ratio of what was known at one age of a day to what was known at
the next, pooled over days and weighed by money, multiplied up to the last age observed. Each ratio is given
credibility against a default curve, so an account with few restatements follows the default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

from forecasting.history import Floats, History

DEFAULT_HALF_LIFE = 1.2  # days; a default where the platform gives none
DEFAULT_MISSING = 0.25  # of the final revenue, on the evening of the day itself
OLDEST = 28
CREDIBILITY_DAYS = 10.0  # days of restatements that weigh as much as the default

Reading = tuple[dt.date, dt.date, float]


def default_curve(oldest: int = OLDEST) -> Floats:
    """Share of final revenue known at ages 0, 1, ... `oldest` days, where nothing was learned."""
    return np.asarray(1 - DEFAULT_MISSING * 0.5 ** (np.arange(oldest + 1) / DEFAULT_HALF_LIFE))


@dataclass(frozen=True, eq=False)
class Maturity:
    """Share of a day's final revenue known, by its age in days: `curve[0]` on the day itself, the last is final."""

    curve: Floats
    days_seen: npt.NDArray[np.intp]  # days behind each ratio of neighbouring ages

    @classmethod
    def learn(cls, readings: Iterable[Reading], prior: npt.ArrayLike | None = None) -> Self:
        """From readings (day, read on, revenue of that day as known then), any order.

        `prior` is the curve believed without them (a platform's, say); the default otherwise. Raises ValueError for a
        reading before its day or one that is not a finite number.
        """
        believed = default_curve() if prior is None else np.asarray(prior, dtype=float)
        oldest = len(believed) - 1
        table: dict[dt.date, dict[int, float]] = {}
        for day, read_on, revenue in readings:
            age = (read_on - day).days
            if age < 0:
                raise ValueError(f"the figure of {day} was read on {read_on}, before the day itself")
            if not np.isfinite(revenue):
                raise ValueError(f"the figure of {day} read on {read_on} is {revenue}: give a finite number")
            table.setdefault(day, {})[min(age, oldest)] = float(revenue)
        young, old, seen = np.zeros(oldest), np.zeros(oldest), np.zeros(oldest, dtype=np.intp)
        for by_age in table.values():
            _count(by_age, young, old, seen)
        prior_ratio = believed[:-1] / believed[1:]
        own = np.where(old > 0, young / np.where(old > 0, old, 1.0), prior_ratio)
        trust = seen / (seen + CREDIBILITY_DAYS)
        ratio = np.clip(trust * own + (1 - trust) * prior_ratio, 1e-3, None)
        curve = np.concatenate([np.cumprod(ratio[::-1])[::-1], [1.0]]) * believed[-1]
        return cls(curve, seen)

    def share(self, age: npt.ArrayLike) -> Floats:
        """Share of final revenue known at an age in days."""
        return np.asarray(self.curve[np.clip(np.asarray(age, dtype=int), 0, len(self.curve) - 1)])

    def complete(self, history: History, read_on: dt.date | None = None) -> History:
        """The history with every day's revenue divided by the share known when it was read.

        `read_on` defaults to the day after the last day.
        """
        lag = 1 if read_on is None else (read_on - history.last_day).days
        if lag < 0:
            raise ValueError(f"read on {read_on}, before the history's last day {history.last_day}")
        age = np.arange(history.days)[::-1] + lag
        return replace(history, revenue=history.revenue / self.share(age))


def _count(by_age: dict[int, float], young: Floats, old: Floats, seen: npt.NDArray[np.intp]) -> None:
    """Add one day's readings to the ratios between neighbouring ages, a gap in time read as no change until then."""
    ages = sorted(by_age)
    for earlier, later in pairwise(ages):
        steps = later - earlier
        start, end = by_age[earlier], by_age[later]
        if start <= 0 or end <= 0:
            continue
        path = start * (end / start) ** (np.arange(steps + 1) / steps)
        young[earlier:later] += path[:-1]
        old[earlier:later] += path[1:]
        seen[earlier:later] += 1
