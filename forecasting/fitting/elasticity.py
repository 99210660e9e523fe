"""How revenue responds to spend, per unit: a quasi-Poisson regression on the logarithm of spend, pooled.

Per unit and week, E[revenue] = level * spend ** elasticity with variance proportional to the mean (quasi-Poisson,
McCullagh and Nelder 1989, ch. 9), which copes with weeks without revenue. For a given elasticity the best level is
sum(revenue) / sum(spend ** elasticity), so the likelihood of each elasticity on a grid is a few matrix products over
all units at once. The prior over that grid is estimated from the account itself (nonparametric maximum likelihood by
EM: Kiefer and Wolfowitz 1956, Laird 1978), and again per group, drawn towards the account's.

Two things would make a unit look surer than it is. What moves the whole account in a week (a sale, a holiday) is
divided out first, as far as there are units enough to see it. And a level that drifts makes neighbouring weeks err
alike, so the dispersion is raised by the ratio of long-run to plain variance of the score (Newey and West 1987).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from forecasting.fitting.credibility import TINY, Grouping
from forecasting.fitting.weeks import Weeks, powered
from forecasting.history import Floats

GRID = np.array([0.2, 0.35, 0.5, 0.65, 0.8, 0.95])
EM_STEPS = 25
PRIOR_UNITS = 2.0  # an even prior over the grid worth this many units
GROUP_PRIOR_UNITS = 4.0  # the account's prior in each group's
NOISE_WEEKS = 4.0  # the account's dispersion in each unit's
SWING_UNITS = 10.0  # units that halve the account's weekly swing
EXACT = 1e-9  # of a row's revenue
LONGEST_LAG = 8  # weeks


@dataclass(frozen=True, eq=False)
class Elasticities:
    """Posterior weights (grid, units, origins) over `GRID`, and the dispersion (units, origins) they rest on."""

    weights: Floats
    dispersion: Floats

    @property
    def mean(self) -> Floats:
        """Posterior mean (units, origins)."""
        return np.asarray(np.tensordot(GRID, self.weights, axes=1))

    @property
    def deviation(self) -> Floats:
        """Posterior standard deviation (units, origins)."""
        square = np.tensordot(GRID**2, self.weights, axes=1)
        return np.sqrt(np.maximum(square - self.mean**2, 0.0))


def estimate(weeks: Weeks, seen: Floats, grouping: Grouping) -> Elasticities:
    """Elasticities as known at each origin; `seen` (weeks, origins) weighs the weeks before it."""
    likelihood, dispersion = _likelihood(weeks, np.ones((weeks.count, 1)))
    pooled = float(GRID @ _prior(_scaled(likelihood, dispersion))[:, 0, 0])
    steady = replace(weeks, revenue=weeks.revenue / _swing(weeks, pooled))
    likelihood, dispersion = _likelihood(steady, seen)
    drifting = _likelihood_inflation(steady, pooled)
    return Elasticities(_posterior(_scaled(likelihood, dispersion * drifting), grouping), dispersion)


def pooled(weeks: Weeks, grouping: Grouping) -> Elasticities:
    """Elasticities from rows in no order of time: without the account's swings, and without drift."""
    likelihood, dispersion = _likelihood(weeks, np.ones((weeks.count, 1)))
    revenue = weeks.weighed(np.maximum(weeks.revenue, 0.0)).sum(axis=1, keepdims=True)
    rows = weeks.weighed((weeks.daily_spend > 0).astype(float)).sum(axis=1, keepdims=True)
    # figures without any noise leave a dispersion of rounding errors, which is no measure of anything
    least = EXACT * revenue / np.maximum(rows, 1.0)
    dispersion = np.where(revenue > 0, np.maximum(np.where(np.isfinite(dispersion), dispersion, 0.0), least), np.inf)
    return Elasticities(_posterior(_scaled(likelihood, dispersion), grouping), dispersion)


def _likelihood(weeks: Weeks, seen: Floats) -> tuple[Floats, Floats]:
    """Quasi-log-likelihood (grid, units, origins) before division by the dispersion (units, origins)."""
    spent = weeks.daily_spend > 0
    log_spend = np.log(np.where(spent, weeks.daily_spend, 1.0))
    revenue = np.maximum(np.where(spent, weeks.revenue, 0.0), 0.0)
    weighed = weeks.weighed(revenue)
    total = weighed @ seen
    total_log = (weighed * log_spend) @ seen
    squares = (weighed * revenue) @ seen
    likelihood = np.empty((len(GRID), *total.shape))
    left_over = np.full(total.shape, np.inf)
    for at, elasticity in enumerate(GRID):
        shape = powered(weeks, elasticity)
        counted = weeks.weighed(shape)
        whole = counted @ seen
        level = total / np.maximum(whole, TINY)
        likelihood[at] = np.where(total > 0, total * np.log(np.maximum(level, TINY)), 0.0) + elasticity * total_log
        squared_error = squares - 2 * level * ((weighed * shape) @ seen) + level**2 * ((counted * shape) @ seen)
        left_over = np.minimum(left_over, squared_error)
    return likelihood, _dispersion(np.maximum(left_over, 0.0), total, weeks.weighed(spent.astype(float)) @ seen)


def _scaled(likelihood: Floats, dispersion: Floats) -> Floats:
    scaled = likelihood / dispersion
    return np.asarray(np.exp(scaled - scaled.max(axis=0)))


def _fitted(weeks: Weeks, elasticity: float) -> tuple[Floats, Floats]:
    """Revenue in weeks with spend, and its mean (units, weeks) at one elasticity for all."""
    revenue = np.where(weeks.daily_spend > 0, np.maximum(weeks.revenue, 0.0), 0.0)
    shape = powered(weeks, elasticity)
    level = weeks.weighed(revenue).sum(axis=1) / np.maximum(weeks.weighed(shape).sum(axis=1), TINY)
    return revenue, shape * level[:, None]


def _swing(weeks: Weeks, elasticity: float) -> Floats:
    """The account's revenue per week over what its spend explains, drawn towards 1 where few units carry it."""
    revenue, mean = _fitted(weeks, elasticity)
    earned, expected = revenue.sum(axis=0), mean.sum(axis=0)
    by_unit = revenue.sum(axis=1)
    carried_by = by_unit.sum() ** 2 / max(float((by_unit**2).sum()), TINY)
    both = (earned > 0) & (expected > 0)
    ratio = np.where(both, earned / np.where(both, expected, 1.0), 1.0)
    return np.asarray(ratio ** (carried_by / (carried_by + SWING_UNITS)))


def _likelihood_inflation(weeks: Weeks, elasticity: float) -> float:
    """Long-run over plain variance of the score for the elasticity, pooled over units (Bartlett weights)."""
    revenue, mean = _fitted(weeks, elasticity)
    spent = mean > 0
    log_spend = np.log(np.where(spent, weeks.daily_spend, 1.0))
    whole = mean.sum(axis=1)
    centre = (mean * log_spend).sum(axis=1) / np.where(whole > 0, whole, 1.0)
    score = np.where(spent, (revenue - mean) * (log_spend - centre[:, None]), 0.0)
    size = np.sqrt((score**2).sum(axis=1))
    score = score / np.where(size > 0, size, 1.0)[:, None]
    plain = float((score**2).sum())
    lags = min(LONGEST_LAG, weeks.count // 3)
    long_run = plain
    for lag in range(1, lags + 1):
        long_run += 2 * (1 - lag / (lags + 1)) * float((score[:, lag:] * score[:, :-lag]).sum())
    return max(long_run / plain, 1.0) if plain > 0 else 1.0


def _dispersion(left_over: Floats, revenue: Floats, count: Floats) -> Floats:
    """Variance over mean per unit, drawn towards the account's."""
    freed = count / np.maximum(count - 1.5, 0.5)
    account = (left_over * freed).sum(axis=0) / np.maximum(revenue.sum(axis=0), TINY)
    borrowed = NOISE_WEEKS * revenue / np.maximum(count, 1.0)
    own = (left_over * freed + account * borrowed) / np.maximum(revenue + borrowed, TINY)
    return np.where((revenue > 0) & (own > 0), own, np.inf)


def _prior(likelihood: Floats) -> Floats:
    """The account's prior (grid, 1, origins) by EM."""
    even = 1 / len(GRID)
    prior = np.full((len(GRID), 1, likelihood.shape[2]), even)
    for _ in range(EM_STEPS):
        prior = _normalised((_normalised(likelihood * prior)).sum(axis=1, keepdims=True) + PRIOR_UNITS * even)
    return prior


def _posterior(likelihood: Floats, grouping: Grouping) -> Floats:
    prior = _prior(likelihood)
    posterior = _normalised(likelihood * prior)
    in_group = np.stack([grouping.sums(of_grid) for of_grid in posterior]) + GROUP_PRIOR_UNITS * prior
    return _normalised(likelihood * _normalised(in_group)[:, grouping.index, :])


def _normalised(weights: Floats) -> Floats:
    return np.asarray(weights / weights.sum(axis=0))
