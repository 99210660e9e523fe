"""A last day that is not over: read too early, found on the whole account's figures and left out of the fit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from forecasting.fitting.weeks import DAYS
from forecasting.history import Bools, Floats, History, read_only

LOOK_BACK = 28  # days the last one is compared with
LEAST_WEEKDAYS = 3  # earlier days of the same weekday on which money was spent and earned
FAR_BELOW = 0.7  # of its weekday's median
LOWEST_BELOW = 0.75  # of the lowest such ratio in the days before: never seen, by a margin
UNIT_BELOW = 0.8  # for a unit to agree
LEAST_UNITS = 3  # that spent on most of the last days
AGREEING = 0.75  # of these


@dataclass(frozen=True)
class PartialDay:
    """What the account spent on its last day, and what its weekday says it would have."""

    spent: float
    usual: float


def partial_last_day(history: History) -> PartialDay | None:
    """The last day if it was read before it ended, else None.

    Only where spend and revenue of the account are both far below their weekday's median, spend further below it than
    on any of the 28 days before, and three units or more, three quarters of those that spend, agree. An account that
    spent nothing at all was paused, which is not the same.
    """
    wanted = LOOK_BACK + LEAST_WEEKDAYS * DAYS
    if history.days <= wanted or len(history.units) < LEAST_UNITS:
        return None
    spend = history.spend[:, -(wanted + 1) :].sum(axis=0)
    revenue = history.revenue[:, -(wanted + 1) :].sum(axis=0)
    if spend[-1] <= 0:
        return None
    ratios = _to_weekday(spend, LOOK_BACK + 1)
    earned = _to_weekday(revenue, 1)[-1]
    if not (ratios[-1] < FAR_BELOW and earned < FAR_BELOW and ratios[-1] < LOWEST_BELOW * np.min(ratios[:-1])):
        return None
    if not _agree(history):
        return None
    return PartialDay(float(spend[-1]), float(spend[-1] / ratios[-1]))


def without_last_day(history: History) -> History:
    """The same units without their last day; a unit that began on it has begun, with nothing on record."""
    seen = history.present[:, :-1].copy()
    seen[:, -1] |= ~seen.any(axis=1)
    spend, revenue = read_only(history.spend[:, :-1]), read_only(history.revenue[:, :-1])
    return replace(history, spend=spend, revenue=revenue, present=seen)


def _to_weekday(values: Floats, days: int) -> Floats:
    """The last `days` values over the median of the same weekday in up to four earlier weeks; inf where that is 0."""
    ratios = np.empty(days)
    for at in range(days):
        day = len(values) - days + at
        earlier = values[day % DAYS : day : DAYS][-4:]
        usual = float(np.median(earlier)) if np.count_nonzero(earlier > 0) >= LEAST_WEEKDAYS else 0.0
        ratios[at] = values[day] / usual if usual > 0 else np.inf
    return ratios


def _agree(history: History) -> bool:
    week = history.spend[:, -(DAYS + 1) : -1]
    usually: Bools = np.asarray((week > 0).sum(axis=1) >= 5)
    if np.count_nonzero(usually) < LEAST_UNITS:
        return False
    same_weekday = np.median(history.spend[usually, -1 - DAYS :: -DAYS][:, :4], axis=1)
    usual = np.minimum(same_weekday, np.median(week[usually], axis=1))
    below = history.spend[usually, -1] < UNIT_BELOW * usual
    return float(below.mean()) >= AGREEING
