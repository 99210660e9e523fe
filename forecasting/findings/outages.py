"""Weeks in which a unit that always sells reported nothing while it spent: tracking failed, and came back or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.findings.stops import CHANCE
from forecasting.fitting.weeks import Weeks
from forecasting.history import Bools, Floats, Places

LEAST_WEEKS = 2
LEAST_SELLING = 8  # weeks that sold, to call it a habit
BEFORE_WEEKS = 4


@dataclass(frozen=True, eq=False)
class Outages:
    """Parallel arrays, an entry per outage: its unit's row, first week, the week after its last, ROAS before it."""

    row: Places
    start: Places
    end: Places
    before: Floats

    def weeks(self, shape: tuple[int, ...]) -> Bools | None:
        """Which weeks (units, weeks) are in one that is over; None where there is none."""
        over = self.end < shape[1]
        if not over.any():
            return None
        edge = np.zeros((shape[0], shape[1] + 1), dtype=np.int8)
        np.add.at(edge, (self.row[over], self.start[over]), 1)
        np.add.at(edge, (self.row[over], self.end[over]), -1)
        return np.asarray(edge.cumsum(axis=1)[:, :-1] > 0)

    def keep(self, wanted: Bools) -> Outages:
        """Some of them."""
        return Outages(self.row[wanted], self.start[wanted], self.end[wanted], self.before[wanted])


def find_outages(weeks: Weeks) -> Outages:
    """Runs of weeks with spend and without revenue that a unit selling as often as it does would hardly show.

    The measure is that of days without spend (see `stops`): weeks that sold, times the share of unsold ones to the
    power of the run's length, the longest run left out of that share.
    """
    spent, sold = weeks.daily_spend > 0, weeks.revenue > 0
    unsold = np.zeros((len(sold), weeks.count + 2), dtype=np.int8)
    unsold[:, 1:-1] = spent & ~sold
    step = np.diff(unsold, axis=1)
    row, start = np.nonzero(step > 0)
    end = np.nonzero(step < 0)[1]
    length = end - start
    longest, idle = np.zeros(len(sold)), np.zeros(len(sold))
    np.maximum.at(longest, row, length)
    np.add.at(idle, row, length)
    selling = (spent & sold).sum(axis=1)
    share = (idle - longest + 1) / (selling + idle - longest + 2)
    unlikely = selling[row] * share[row] ** length < CHANCE
    news = (length >= LEAST_WEEKS) & (selling[row] >= LEAST_SELLING) & unlikely
    row, start, end = row[news], start[news], end[news]
    before = _roas_before(weeks, row, start)
    sold_before = before > 0
    return Outages(row[sold_before], start[sold_before], end[sold_before], before[sold_before])


def _roas_before(weeks: Weeks, row: Places, start: Places) -> Floats:
    if not row.size:
        return np.zeros(0)
    at = start[:, None] - 1 - np.arange(BEFORE_WEEKS)[None, :]
    seen, at = at >= 0, np.maximum(at, 0)
    spend = np.where(seen, (weeks.daily_spend * weeks.days)[row[:, None], at], 0.0).sum(axis=1)
    revenue = np.where(seen, weeks.revenue[row[:, None], at], 0.0).sum(axis=1)
    return np.where(spend > 0, revenue / np.where(spend > 0, spend, 1.0), 0.0)
