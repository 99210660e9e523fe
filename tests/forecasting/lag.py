"""Days whose revenue comes in late, as platforms report it, with a known completion curve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np

from forecasting.history import Floats
from forecasting.lateness.development import Reading
from tests.forecasting.builders import FIRST_DAY

OLDEST = 28
DAY = dt.timedelta(days=1)
_AGES = np.arange(OLDEST + 1)

CURVES: dict[str, Floats] = {
    "fast": 1 - 0.3 * 0.5**_AGES,
    "usual": 0.6 + 0.4 * -np.expm1(-np.maximum(_AGES - 1, 0) / 3.2),
    "slow": 0.4 + 0.6 * -np.expm1(-_AGES / 7),
    "refunds": 1 + 0.15 * np.exp(-_AGES / 6) - 0.5 * np.exp(-_AGES / 1),
    "steps": np.where(_AGES < 3, 0.5, np.where(_AGES < 10, 0.8, 1.0)),
}
CURVES = {name: curve / curve[-1] for name, curve in CURVES.items()}


def late_days(rng: np.random.Generator, curve: Floats, days: int, orders: float, value: float = 50.0) -> Floats:
    """Revenue known of each day at each age (days, ages): orders of random value, each reported at an age of its own.

    Where the curve falls, what was reported is refunded in proportion.
    """
    rising = np.maximum.accumulate(curve)
    table = np.zeros((days, len(curve)))
    for day in range(days):
        count = rng.poisson(orders)
        reported = np.searchsorted(rising / rising[-1], rng.random(count), side="left")
        amounts = np.bincount(reported, rng.gamma(2, value / 2, count), len(curve))
        table[day] = amounts.cumsum() * curve / rising
    return table


def readings(table: Floats, read: Callable[[int], bool] = lambda _date: True, factor: float = 1.0) -> list[Reading]:
    """What was seen of those days on the dates (counted from the first day) on which somebody looked."""
    days, ages = table.shape
    return [
        (FIRST_DAY + day * DAY, FIRST_DAY + (day + age) * DAY, float(table[day, age]) * factor)
        for day in range(days)
        for age in range(ages)
        if day + age <= days and read(day + age)
    ]
