"""How fast and in how much memory histories are fitted: against a loop of Ridge, and a hundred thousand at once."""

from __future__ import annotations

import datetime as dt
import time
import tracemalloc

import numpy as np
from forecasting_allocation import Row, seconds
from sklearn.linear_model import Ridge

from forecasting import History, RoasForecaster, allocate
from forecasting.fitting.credibility import Grouping
from forecasting.fitting.elasticity import estimate
from forecasting.fitting.weeks import powered, weekly
from forecasting.response import ALL, fit_levels

DAYS = 365
FEATURES = 5


def many_units(units: int) -> History:
    """A year of made-up days."""
    rng = np.random.default_rng(0)
    base = rng.uniform(50, 500, (units, 1))
    spend = base * np.exp(rng.normal(0, 0.3, (units, DAYS)))
    revenue = 3 * base * (spend / base) ** 0.6 * rng.gamma(4, 0.25, (units, DAYS))
    labels = [f"unit {at}" for at in range(units)]
    return History.from_arrays(
        labels, [f"group {at // 20}" for at in range(units)], dt.date(2025, 1, 1), spend, revenue
    )


def ridge_loop(history: History) -> None:
    """One scikit-learn Ridge per unit on five features: what a batched fit replaces."""
    rng = np.random.default_rng(0)
    common = rng.normal(size=(history.days, FEATURES - 1))
    for spend, revenue in zip(history.spend, history.revenue, strict=True):
        Ridge().fit(np.column_stack([np.log1p(spend), common]), np.log1p(revenue))


def fitting(units: int) -> list[Row]:
    """Ratios for `units` x 365 days."""
    history = many_units(units)
    loop = seconds(lambda: ridge_loop(history), 1)
    grouping = Grouping.of(history.groups)

    def regress() -> None:
        weeks = weekly(history)
        now = np.ones((weeks.count, 1))
        estimate(weeks, now, grouping)
        fit_levels(weeks, [powered(weeks, elasticity) for elasticity in ALL], now, grouping)

    regression = seconds(regress)
    everything = seconds(lambda: RoasForecaster().fit(history))
    tracemalloc.start()
    RoasForecaster().fit(history)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return [
        (
            "response regression (weeks, elasticities, levels), times faster than a loop of Ridge",
            loop / regression,
            "at least 20",
        ),
        ("all of fit, times faster than a loop of Ridge", loop / everything, "at least 2"),
        ("peak memory of fit over the input", peak / (history.spend.nbytes + history.revenue.nbytes), "at most 6"),
    ]


def at_once(units: int) -> list[Row]:
    """Fit `units` x 365 days and allocate over them, in this process: seconds of the clock, memory over the input."""
    history = many_units(units)
    tracemalloc.start()
    start = time.perf_counter()
    forecaster = RoasForecaster().fit(history)
    recent = forecaster.recent_spend_
    found = allocate(forecaster.curves(28), float(recent.sum()), 0.8 * recent, 1.2 * recent)
    took = time.perf_counter() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    whole = history.spend.nbytes + history.revenue.nbytes
    return [
        (f"{units:,} units x {DAYS} days fitted and allocated in one process, seconds", took, ""),
        ("the same, peak memory over the input", peak / whole, "at most 6"),
        ("the same, relative gap", found.optimality_gap, "at most 1e-9"),
    ]
