"""Weekly reallocations in a simulated market whose curves are not the model's, scored by true expected revenue.

Ad sets follow one of four families of curves with lagged, lumpy, seasonal revenue and drifting levels. After half a
year of ordinary budget changes, each policy reallocates the same total once a week for eight weeks, at most 20% up
or down per ad set and week. The oracle knows the true curves and levels of the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize

from forecasting import History, ResponseCurves, RoasForecaster, allocate
from forecasting.history import Floats

FIRST_DAY = dt.date(2025, 1, 6)
HISTORY_WEEKS = 26
DECISIONS = 8
CHANGES = 0.3  # share of budgets a person changes in a week
STEP = 0.2
FAMILIES = ("power", "log", "saturating", "hill")
LAG = np.array([0.6, 0.2, 0.1, 0.06, 0.04])

Policy = Callable[["Market", History, Floats], Floats]


@dataclass(eq=False)
class Market:
    """True curves: revenue per day = level * base * shape(spend / base)."""

    base: Floats
    level: Floats
    family: np.ndarray
    elasticity: Floats  # at base
    drift: Floats  # (units, weeks) of the level
    order_value: Floats
    weekday: Floats
    groups: list[str]

    def shape(self, relative: Floats) -> Floats:
        """The curve as a multiple of the revenue at base spend."""
        e, z = self.elasticity, np.maximum(relative, 1e-9)
        log_half, rate, slope = self.inner
        hill = slope / e - 1
        each = {
            "power": z**e,
            "log": np.log1p(z / log_half) / np.log1p(1 / log_half),
            "saturating": (1 - np.exp(-rate * z)) / (1 - np.exp(-rate)),
            "hill": z**slope * (1 + hill) / (1 + hill * z**slope),
        }
        return np.select([self.family == name for name in FAMILIES], [each[name] for name in FAMILIES])

    @property
    def inner(self) -> tuple[Floats, Floats, Floats]:
        """Parameters that give each family the wanted elasticity at base."""
        if not hasattr(self, "_inner"):
            half = [
                optimize.brentq(lambda h, e=e: 1 / (1 + h) / np.log1p(1 / h) - e, 1e-8, 1e4) for e in self.elasticity
            ]
            rate = [optimize.brentq(lambda k, e=e: k / np.expm1(k) - e, 1e-6, 60) for e in self.elasticity]
            self._inner = np.array(half), np.array(rate), np.maximum(1.0, self.elasticity * 1.1)
        return self._inner

    def expected(self, spend: Floats, week: int) -> Floats:
        """True revenue per day of each unit."""
        return self.level * self.base * self.drift[:, week] * self.shape(spend / self.base)


def a_market(
    seed: int, units: int = 60, elasticities: tuple[float, float] = (0.25, 0.95)
) -> tuple[Market, np.random.Generator]:
    """Drawn from a seed."""
    rng = np.random.default_rng(seed)
    weeks = HISTORY_WEEKS + DECISIONS + 1
    group = np.arange(units) % 6
    group_level = np.exp(rng.normal(0, 0.3, 6))[group]
    market = Market(
        base=np.exp(rng.normal(4.5, 0.8, units)),
        level=2.5 * group_level * np.exp(rng.normal(0, 0.4, units)),
        family=np.array(FAMILIES)[rng.integers(0, 4, units)],
        elasticity=rng.uniform(*elasticities, units),
        drift=np.exp(np.cumsum(rng.normal(0, 0.04, (units, weeks)), axis=1) + np.cumsum(rng.normal(0, 0.03, weeks))),
        order_value=np.exp(rng.normal(4.0, 0.5, units)),
        weekday=np.exp(rng.normal(0, 0.1, 7)),
        groups=[f"campaign {at}" for at in group],
    )
    return market, rng


def simulate_week(market: Market, rng: np.random.Generator, spend: Floats, week: int) -> tuple[Floats, Floats]:
    """Seven days of spend (near the budget) and of revenue by the day it was clicked for, before lag."""
    daily = spend[:, None] * np.exp(rng.normal(0, 0.1, (len(spend), 7)))
    mean = np.stack([market.expected(daily[:, day], week) for day in range(7)], axis=1) * market.weekday
    orders = rng.poisson(mean * rng.gamma(4, 0.25, mean.shape) / market.order_value[:, None])
    return daily, orders * market.order_value[:, None]


def lagged(revenue: Floats) -> Floats:
    """Revenue by the day it is reported on; what the last days still owe is not there yet."""
    shown = np.zeros_like(revenue)
    for days, share in enumerate(LAG):
        shown[:, days:] += share * revenue[:, : revenue.shape[1] - days]
    return shown


def past(seed: int, moves: float = 0.35, order_times: float = 1.0, **options: Any) -> tuple[Market, History, Floats]:
    """A market, its half year of ordinary budget changes as reported, and the budgets at its end."""
    market, rng = a_market(seed, **options)
    market.order_value *= order_times
    budget = market.base * np.exp(rng.normal(0, moves, len(market.base)))
    spends, revenues = [], []
    for week in range(HISTORY_WEEKS):
        moved = np.clip(budget * np.exp(rng.normal(0, moves, len(budget))), 0.3 * market.base, 3 * market.base)
        budget = np.where(rng.random(len(budget)) < CHANGES, moved, budget)
        daily, revenue = simulate_week(market, rng, budget, week)
        spends.append(daily)
        revenues.append(revenue)
    return market, reported(market, spends, revenues), budget


def reported(market: Market, spends: list[Floats], revenues: list[Floats]) -> History:
    """What the platform shows after these weeks."""
    labels = [f"ad set {at:03d}" for at in range(len(market.base))]
    spend, revenue = np.concatenate(spends, axis=1), np.concatenate(revenues, axis=1)
    return History.from_arrays(labels, market.groups, FIRST_DAY, spend, lagged(revenue))


def play(seed: int, policy: Policy, **options: Any) -> float:
    """True expected revenue over the eight weeks under a policy."""
    market, history, budget = past(seed, **options)
    spend, shown = history.spend, history.revenue
    earned, labels = 0.0, history.units
    owed = np.zeros((len(budget), len(LAG)))  # conversions still to be reported, of clicks before the first decision
    for week in range(HISTORY_WEEKS, HISTORY_WEEKS + DECISIONS):
        budget = policy(market, history, budget)
        noise = np.random.default_rng([seed, week])  # the same luck for every policy
        daily, revenue = simulate_week(market, noise, budget, week)
        earned += 7 * float(market.expected(budget, week).sum())
        arriving = np.concatenate([revenue, np.zeros_like(owed)], axis=1)
        late = lagged(arriving)
        late[:, : len(LAG)] += owed
        spend = np.concatenate([spend, daily], axis=1)
        shown, owed = np.concatenate([shown, late[:, :7]], axis=1), late[:, 7:]
        history = History.from_arrays(labels, market.groups, FIRST_DAY, spend, shown)
    return earned


def hold(_market: Market, _history: History, budget: Floats) -> Floats:
    """Change nothing."""
    return budget


def model(_market: Market, history: History, budget: Floats) -> Floats:
    """The library: forecast, curves, exact allocation."""
    curves = RoasForecaster().fit(history).curves(28)
    return allocate(curves, float(budget.sum()), budget * (1 - STEP), budget * (1 + STEP)).spend


def greedy(_market: Market, history: History, budget: Floats) -> Floats:
    """The same moves on matured 28-day ROAS: the five youngest days left out."""
    window = slice(history.days - 33, history.days - 5)
    spent = history.spend[:, window].sum(axis=1)
    roas = history.revenue[:, window].sum(axis=1) / spent
    curves = ResponseCurves.from_parameters(history.units, "power", scale=roas, elasticity=1.0)
    return allocate(curves, float(budget.sum()), budget * (1 - STEP), budget * (1 + STEP)).spend


def oracle(market: Market, history: History, budget: Floats) -> Floats:
    """Knows the curves and this week's levels: water-filling on the truth by bisection."""
    week = history.days // 7
    low, high = budget * (1 - STEP), budget * (1 + STEP)
    grid = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, 201)
    value = np.stack([market.expected(grid[:, at], week) for at in range(grid.shape[1])], axis=1)
    slope = np.diff(value, axis=1) / np.diff(grid, axis=1)
    pieces = np.argsort(-np.minimum.accumulate(slope, axis=1).ravel(), kind="stable")
    left = float(budget.sum() - low.sum())
    sizes = np.diff(grid, axis=1).ravel()[pieces]
    taken = np.clip(left - np.concatenate([[0.0], np.cumsum(sizes)[:-1]]), 0, sizes)
    spend = low.copy()
    np.add.at(spend, pieces // slope.shape[1], taken)
    return spend


@dataclass(frozen=True)
class Decisions:
    """Per seed: the share of the oracle's uplift, and revenue over hold's less 1."""

    model_share: Floats
    greedy_share: Floats
    model_over_hold: Floats
    beats_greedy: float


def decisions(seeds: int, **options: Any) -> Decisions:
    """Play every policy on every seed."""
    shares, rivals, over = [], [], []
    for seed in range(seeds):
        held, best, ours, theirs = (play(seed, each, **options) for each in (hold, oracle, model, greedy))
        shares.append((ours - held) / (best - held))
        rivals.append((theirs - held) / (best - held))
        over.append(ours / held - 1)
    ours_, theirs_ = np.array(shares), np.array(rivals)
    return Decisions(ours_, theirs_, np.array(over), float((ours_ > theirs_).mean()))
