"""The weekly view of a history that the regression works on.

Weeks are counted back from the last day, so that every week is whole except the first. Weekly sums carry what the
next 28 days depend on, are insensitive to the weekday and to conversions that arrive a day or two late, and make the
regression seven times smaller.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.history import Floats, History

DAYS = 7


@dataclass(frozen=True, eq=False)
class Weeks:
    """Arrays (units, weeks), oldest first: revenue summed, spend per day, and the days the unit had begun."""

    revenue: Floats
    daily_spend: Floats
    days: Floats
    weight: Floats | None = None  # what each week still counts for; None where all count alike

    def weighed(self, values: Floats) -> Floats:
        """Values (units, weeks) times the weight of their week."""
        return values if self.weight is None else values * self.weight

    @property
    def count(self) -> int:
        """Number of weeks."""
        return int(self.revenue.shape[1])


def weekly(history: History) -> Weeks:
    """Sum a history into weeks that end on its last day."""
    length = history.days
    starts = np.arange(length % DAYS, length, DAYS)
    if length % DAYS:
        starts = np.concatenate([[0], starts])
    first = history.present.argmax(axis=1)
    ends = np.concatenate([starts[1:], [length]])
    days = np.clip(ends[None, :] - np.maximum(starts[None, :], first[:, None]), 0, None).astype(float)
    spend = np.add.reduceat(history.spend, starts, axis=1)
    revenue = np.add.reduceat(history.revenue, starts, axis=1)
    return Weeks(revenue, spend / np.maximum(days, 1.0), days)


def powered(weeks: Weeks, elasticity: float) -> Floats:
    """days * daily spend ** elasticity per week; 0 where nothing was spent."""
    spend = weeks.daily_spend
    if elasticity == 1:
        return np.asarray(spend * weeks.days)
    return np.asarray(spend**elasticity * weeks.days)


def weekday_index(history: History) -> Floats:
    """Share of revenue by weekday (Monday first), relative to an even spread; 1 everywhere without enough weeks.

    Pooled over all units and shrunk towards 1 as if four even weeks had been seen as well.
    """
    whole = history.days // DAYS
    if whole < 2:
        return np.ones(DAYS)
    daily = np.maximum(history.revenue[:, history.days - whole * DAYS :].sum(axis=0), 0.0).reshape(whole, DAYS)
    weekly_sum = daily.sum(axis=1, keepdims=True)
    sold = weekly_sum[:, 0] > 0
    if not sold.any():
        return np.ones(DAYS)
    share = daily[sold] / weekly_sum[sold] * DAYS
    even_weeks = 4
    index = (share.sum(axis=0) + even_weeks) / (sold.sum() + even_weeks)
    first_weekday = (history.last_day.weekday() + 1) % DAYS
    return np.roll(index, first_weekday)
