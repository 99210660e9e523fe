"""How much the figures say about each unit, in a grade and in words.

Two things are kept apart: how well the level is known (what a unit earns at today's spend) and how well the response
is known (what it would earn at another). A unit whose ROAS broke away, which its spend does not explain, has the
first and not the second.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from forecasting.figures import in_day_words, some_days
from forecasting.findings.breaks import NONE, Breaks
from forecasting.fitting.credibility import TINY
from forecasting.fitting.weeks import DAYS, Weeks
from forecasting.history import ONE_DAY, Floats, History, Places

LEAST_DAYS = 21  # of spend
LEAST_REVENUE_DAYS = 10
EXPLAINED = 0.5  # share of a change of ROAS that its spend must have moved by to explain it
DRAWN = 2.0  # forecast ROAS over a unit's own, either way, from which on its level is not called known
FEW_WEEKS = 4  # of days with spend, under which single weeks do not show what was tried
RUN = 3  # days: a single one may have begun at noon
UNSURE = 0.5  # standard error of a unit's own elasticity above which its response is borrowed


class Change(NamedTuple):
    """A break of level: ROAS before and after it, and daily spend after over before."""

    day: dt.date
    before: float
    after: float
    moved: float


@dataclass(frozen=True, eq=False)
class Evidence:
    """Per unit: a grade "strong", "thin" or "none" with its reason, and the figures behind both."""

    grade: tuple[str, ...]
    reason: tuple[str, ...]
    own_elasticity: Floats  # (units,) without pooling, unbounded
    own_error: Floats  # (units,) its standard error
    own_roas: Floats  # (units,) revenue over spend, without pooling; 0 where nothing was spent
    borrowed: tuple[bool, ...]  # whether the forecast's ROAS is more its group's, or other days', than its own


def grade(  # noqa: PLR0917 - what was found, in the order it is found
    history: History, weeks: Weeks, breaks: Breaks, ended: Places, elasticity: Floats, noise: Floats, roas: Floats
) -> Evidence:
    """Grade every unit; `ended` is the first day (column) without spend of those that ended, -1 for the others.

    `elasticity` is the pooled one, `noise` the variance of a week's revenue over its mean, `roas` the forecast's at
    recent spend.
    """
    own, error = own_elasticity(weeks, elasticity, noise)
    spent = (history.spend > 0).sum(axis=1)
    earning = (history.revenue > 0).sum(axis=1)
    low, high = spend_range(weeks, history)
    own_roas = _own_roas(weeks)
    grades, reasons, borrowed = [], [], []
    broke_on = breaks.days(weeks.count, history.last_day)
    for at in range(len(history.units)):
        few = spent[at] < LEAST_DAYS or earning[at] < LEAST_REVENUE_DAYS
        day = broke_on[at]
        drawn = day is None and max(own_roas[at], roas[at]) > DRAWN * min(own_roas[at], roas[at])
        borrowed.append(bool(few or drawn))
        if ended[at] != NONE:
            grades.append("thin")
            reasons.append(_ended(history, int(ended[at])))
            continue
        change = None if day is None else Change(day, breaks.before[at], breaks.after[at], breaks.moved[at])
        verdict = _verdict(int(spent[at]), int(earning[at]), change, (own[at], error[at]), (low[at], high[at]))
        if earning[at] and drawn:
            verdict = "thin", _drawn(own_roas[at], roas[at])
        grades.append(verdict[0])
        reasons.append(verdict[1])
    return Evidence(tuple(grades), tuple(reasons), own, error, own_roas, tuple(borrowed))


def spend_range(weeks: Weeks, history: History) -> tuple[Floats, Floats]:
    """Lowest and highest spend per day (units,), over whole weeks in which a unit spent.

    One with few of these has tried more than they show: its runs of three days with spend count as well.
    """
    counted = (weeks.daily_spend > 0) & (weeks.days == DAYS)
    counted |= (weeks.daily_spend > 0) & ~counted.any(axis=1, keepdims=True)
    low = np.where(counted, weeks.daily_spend, np.inf).min(axis=1)
    high = np.where(counted, weeks.daily_spend, 0.0).max(axis=1)
    young = np.flatnonzero((history.spend > 0).sum(axis=1) < FEW_WEEKS * DAYS)
    if young.size and history.days >= RUN:
        runs = np.lib.stride_tricks.sliding_window_view(history.spend[young], RUN, axis=1)
        means, whole = runs.mean(axis=2), (runs > 0).all(axis=2)
        low[young] = np.minimum(low[young], np.where(whole, means, np.inf).min(axis=1))
        high[young] = np.maximum(high[young], np.where(whole, means, 0.0).max(axis=1))
    return np.where(np.isfinite(low), low, 0.0), high


def own_elasticity(weeks: Weeks, elasticity: Floats, noise: Floats) -> tuple[Floats, Floats]:
    """A unit's elasticity without pooling, and its standard error: one scoring step from the pooled one.

    The quasi-Poisson score for the slope is sum((revenue - mean) * x) and its information sum(mean * x**2), x being
    log spend about its weighted mean (McCullagh and Nelder 1989, section 9.2).
    """
    spent = weeks.daily_spend > 0
    log_spend = np.log(np.where(spent, weeks.daily_spend, 1.0))
    shape = np.where(spent, np.exp(elasticity[:, None] * log_spend) * weeks.days, 0.0)
    revenue = np.where(spent, np.maximum(weeks.revenue, 0.0), 0.0)
    mean = shape * (revenue.sum(axis=1) / np.maximum(shape.sum(axis=1), TINY))[:, None]
    whole = mean.sum(axis=1, keepdims=True)
    weight = np.where(whole > 0, whole, 1.0)
    centred = np.where(spent, log_spend - (mean * log_spend).sum(axis=1, keepdims=True) / weight, 0.0)
    information = (mean * centred**2).sum(axis=1)
    score = ((revenue - mean) * centred).sum(axis=1)
    known = (information > 0) & np.isfinite(noise)
    own = elasticity + np.where(known, score / np.where(known, information, 1.0), 0.0)
    return own, np.where(known, np.sqrt(np.where(known, noise, 0.0) / np.where(known, information, 1.0)), np.inf)


def _own_roas(weeks: Weeks) -> Floats:
    """A unit's own revenue over spend (units,), weeks before a break and incomplete ones counted for less."""
    spend = weeks.weighed(weeks.daily_spend * weeks.days).sum(axis=1)
    revenue = weeks.weighed(np.where(weeks.daily_spend > 0, weeks.revenue, 0.0)).sum(axis=1)
    return np.where(spend > 0, revenue / np.where(spend > 0, spend, 1.0), 0.0)


def _drawn(own: float, forecast: float) -> str:
    return (
        f"its own ROAS over the history is {own:.2g}, its forecast's {forecast:.2g}, drawn to recent and comparable "
        "figures: neither level nor response is settled"
    )


def _ended(history: History, first: int) -> str:
    since = in_day_words(history.first_day + first * ONE_DAY)
    return (
        f"no spend since {since} ({some_days(history.days - first)}): it ended, and what it would earn again is a guess"
    )


def _verdict(
    spent: int,
    earning: int,
    change: Change | None,
    own: tuple[float, float],
    spend: tuple[float, float],
) -> tuple[str, str]:
    """Grade and reason of one unit."""
    if spent == 0:
        return "none", "no spend on record: nothing is known of this unit itself"
    if earning == 0:
        return "none", f"no revenue on any of {some_days(spent)} of spend: level and response come from its group"
    if spent < LEAST_DAYS:
        return "thin", f"only {some_days(spent)} of spend, and three weeks are needed: its group's figures weigh most"
    if earning < LEAST_REVENUE_DAYS:
        return (
            "thin",
            f"revenue on only {earning} of {some_days(spent)} of spend: level and response are mostly its group's",
        )
    if change is not None:
        apart = abs(np.log(max(change.after, TINY) / max(change.before, TINY)))
        if abs(np.log(max(change.moved, TINY))) < EXPLAINED * apart:
            return "thin", (
                f"ROAS moved from {change.before:.2g} to {change.after:.2g}, which spend does not explain: "
                f"a break of level on {in_day_words(change.day)}, response not identified"
            )
    if own[1] > UNSURE:
        return "thin", (
            f"spend stayed between {spend[0]:,.2f} and {spend[1]:,.2f} a day, too little for its noise: "
            "level known, response to spend borrowed from its group"
        )
    if own[0] < 0:
        return "thin", (
            f"revenue fell when spend rose (elasticity {own[0]:.2f}, standard error {own[1]:.2f}): "
            "something else moved it, response not identified"
        )
    return (
        "strong",
        f"{some_days(spent)} of spend between {spend[0]:,.2f} and {spend[1]:,.2f} a day, revenue on {earning}",
    )
