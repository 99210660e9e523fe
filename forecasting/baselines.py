"""The simple rules that a forecast has to beat: what a specialist would say from the last days alone."""

from __future__ import annotations

import numpy as np

from forecasting.history import Floats, History

WEEK = 7
YEAR = 364  # whole weeks, so that weekdays meet
BASELINES = (
    "trailing_28_roas",
    "trailing_14_roas",
    "trailing_7_roas",
    "last_period",
    "no_change",
    "seasonal_naive",
    "last_year",
)


def names(past: History, horizon: int) -> tuple[str, ...]:
    """The rules that can speak: last year's only where some unit has a year behind it."""
    reached = past.days >= YEAR and horizon <= YEAR and bool(past.present[:, past.days - YEAR].any())
    return BASELINES if reached else BASELINES[:-1]


def baseline(name: str, past: History, daily_spend: Floats, horizon: int) -> Floats:
    """Revenue (units,) over the horizon by a simple rule, from the days in `past` alone.

    "trailing_N_roas": the last N days' ROAS times the spend; "last_period": the revenue of as many days before, again;
    "no_change": revenue per day as in the last 28 days, whatever is spent; "seasonal_naive": the last week's revenue,
    day by day, again and again; "last_year": the revenue of the same days 52 weeks ago, nan for a unit that had not
    begun then. Raises ValueError for another name.
    """
    if name == "seasonal_naive":
        week = past.revenue[:, -WEEK:]
        return np.asarray(np.tile(week, (1, -(-horizon // week.shape[1])))[:, :horizon].sum(axis=1))
    if name == "last_period":
        return _per_day(past, horizon) * horizon
    if name == "no_change":
        return _per_day(past, 4 * WEEK) * horizon
    if name == "last_year":
        first = past.days - YEAR
        begun = past.present[:, : first + 1].any(axis=1)
        return np.where(begun, past.revenue[:, first : first + horizon].sum(axis=1), np.nan)
    if name not in BASELINES:
        raise ValueError(f"{name!r} is no baseline: choose one of {', '.join(BASELINES)}")
    days = int(name.split("_")[1])
    spent = past.spend[:, -days:].sum(axis=1)
    roas = np.where(spent > 0, past.revenue[:, -days:].sum(axis=1) / np.where(spent > 0, spent, 1.0), 0.0)
    return np.asarray(roas * daily_spend * horizon)


def _per_day(past: History, days: int) -> Floats:
    """Mean revenue per day (units,) over the last days; over a unit's own, where it began within them."""
    tail = past.revenue[:, -days:]
    begun = past.days - past.present.argmax(axis=1)
    return np.asarray(tail.sum(axis=1) / np.minimum(begun, tail.shape[1]))
