"""Breaks of level: tracking changed, attribution changed, an offer ended; found, dated, and told apart from spend."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from forecasting.credibility import TINY
from forecasting.history import Bools, Floats, Places
from forecasting.weeks import DAYS, Weeks, powered

USUAL_ELASTICITY = 0.6  # what a change of spend is taken to explain
BREAK_LIKELIHOOD = 10.0  # log-likelihood ratio a break needs: about one false one in a thousand units
LEAST_NOISE = 1e-6  # of a week's revenue, for figures without any
BREAK_RATIO = 2.0  # how much the level must have changed
BREAK_WEEKS = 3  # of spend on each side
NOISE_PAIRS = 8.0  # of the account's noise in each unit's
DISCOUNT = 0.1  # what a week before a break still weighs
NONE = -1


@dataclass(frozen=True, eq=False)
class Breaks:
    """Per unit: the first week after a break (-1 without one), and first against last four weeks of spend.

    `before` and `after` are ROAS there, `moved` the last weeks' daily spend over the first's.
    """

    week: Places
    before: Floats
    after: Floats
    moved: Floats

    def days(self, count: int, last_day: dt.date) -> tuple[dt.date | None, ...]:
        """The first day after each break, None without one, for `count` weeks that end on `last_day`."""
        start = [int(week) for week in self.week]
        return tuple(
            None if week == NONE else last_day - dt.timedelta(days=DAYS * (count - week) - 1) for week in start
        )

    def weights(self, count: int) -> Floats | None:
        """What each week (units, weeks) still weighs, or None where nothing broke."""
        if (self.week == NONE).all():
            return None
        return np.where(np.arange(count)[None, :] < self.week[:, None], DISCOUNT, 1.0)


def find_breaks(weeks: Weeks) -> Breaks:
    """The likeliest single break of each unit's level, where it is beyond chance.

    Scans every week for the split that raises the quasi-Poisson likelihood most, against noise measured from
    neighbouring weeks, which a break does not inflate.
    """
    count = len(weeks.revenue)
    spent = weeks.daily_spend > 0
    first, last = _edges(weeks)
    before, after, moved = _movement(weeks, first, last)
    if weeks.count < 2 * BREAK_WEEKS:
        return Breaks(np.full(count, NONE), before, after, moved)
    shape = powered(weeks, USUAL_ELASTICITY)
    revenue = np.where(spent, np.maximum(weeks.revenue, 0.0), 0.0)
    early_revenue, early_shape = revenue.cumsum(axis=1)[:, :-1], shape.cumsum(axis=1)[:, :-1]
    late_revenue = revenue.sum(axis=1, keepdims=True) - early_revenue
    late_shape = shape.sum(axis=1, keepdims=True) - early_shape
    gain = _fit(early_revenue, early_shape) + _fit(late_revenue, late_shape)
    gain -= _fit(revenue.sum(axis=1, keepdims=True), shape.sum(axis=1, keepdims=True))
    gain /= _neighbour_noise(revenue, shape)[:, None]
    active = spent.cumsum(axis=1)[:, :-1]
    enough = (active >= BREAK_WEEKS) & (spent.sum(axis=1, keepdims=True) - active >= BREAK_WEEKS)
    gain = np.where(enough, gain, 0.0)
    at = gain.argmax(axis=1)
    rows = np.arange(len(at))
    late, early = _ratio(late_revenue, late_shape)[rows, at], _ratio(early_revenue, early_shape)[rows, at]
    apart = (late >= BREAK_RATIO * early) | (early >= BREAK_RATIO * late)
    clear = (gain[rows, at] >= BREAK_LIKELIHOOD) & apart
    return Breaks(np.where(clear, at + 1, NONE), before, after, moved)


def _fit(revenue: Floats, shape: Floats) -> Floats:
    return np.where(revenue > 0, revenue * np.log(np.maximum(revenue, TINY) / np.maximum(shape, TINY)), 0.0)


def _ratio(revenue: Floats, shape: Floats) -> Floats:
    return np.where(shape > 0, revenue / np.where(shape > 0, shape, 1.0), 0.0)


def _neighbour_noise(revenue: Floats, shape: Floats) -> Floats:
    """Variance over mean (units,) from differences of neighbouring weeks (von Neumann 1941).

    Few pairs make a poor estimate, so each unit's is drawn towards the account's, both relative to a week's revenue.
    """
    level = _ratio(revenue, shape)
    both = (shape[:, 1:] > 0) & (shape[:, :-1] > 0)
    middle = np.where(both, (level[:, 1:] + level[:, :-1]) / 2, 0.0)
    size = np.where(both, 2 * shape[:, 1:] * shape[:, :-1] / np.maximum(shape[:, 1:] + shape[:, :-1], TINY), 0.0)
    counted = both & (middle > 0)
    ratio = (level[:, 1:] - level[:, :-1]) ** 2 / 2 * size / np.where(counted, middle, 1.0)
    pairs = counted.sum(axis=1)
    summed = np.where(counted, ratio, 0.0).sum(axis=1)
    weekly_revenue = _ratio(revenue.sum(axis=1), (shape > 0).sum(axis=1).astype(float))
    relative = _ratio(summed, weekly_revenue)
    account = relative.sum() / max(int(pairs.sum()), 1)
    own = (relative + NOISE_PAIRS * account) / (pairs + NOISE_PAIRS)
    noise = np.maximum(own, LEAST_NOISE) * weekly_revenue
    return np.where(weekly_revenue > 0, noise, 1.0)


def _edges(weeks: Weeks) -> tuple[Bools, Bools]:
    """The first and the last four weeks in which each unit spent."""
    spent = weeks.daily_spend > 0
    count = spent.cumsum(axis=1)
    return spent & (count <= 4), spent & (count > count[:, -1:] - 4)


def _movement(weeks: Weeks, first: Bools, last: Bools) -> tuple[Floats, Floats, Floats]:
    """ROAS in the first and last weeks, and the last weeks' daily spend over the first's."""
    spend = weeks.daily_spend * weeks.days
    spends = [np.where(part, spend, 0.0).sum(axis=1) for part in (first, last)]
    revenues = [np.where(part, weeks.revenue, 0.0).sum(axis=1) for part in (first, last)]
    days = [np.where(part, weeks.days, 0.0).sum(axis=1) for part in (first, last)]
    daily = [_ratio(amount, length) for amount, length in zip(spends, days, strict=True)]
    return _ratio(revenues[0], spends[0]), _ratio(revenues[1], spends[1]), _ratio(daily[1], daily[0])
