"""How revenue responds to spend, per unit: a quasi-Poisson regression on the logarithm of spend, pooled.

Per unit and week, E[revenue] = level * spend ** elasticity with variance proportional to the mean (quasi-Poisson,
McCullagh and Nelder 1989, ch. 9), which copes with weeks without revenue. For a given elasticity the best level is
sum(revenue) / sum(spend ** elasticity), so the likelihood of each elasticity on a grid is a few matrix products over
all units at once. The prior over that grid is estimated from the account itself (nonparametric maximum likelihood by
EM: Kiefer and Wolfowitz 1956, Laird 1978), and again per group, drawn towards the account's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.credibility import TINY, Grouping
from forecasting.history import Floats
from forecasting.weeks import Weeks

GRID = np.array([0.2, 0.35, 0.5, 0.65, 0.8, 0.95])
EM_STEPS = 25
PRIOR_UNITS = 2.0  # an even prior over the grid worth this many units
GROUP_PRIOR_UNITS = 4.0  # the account's prior in each group's
NOISE_WEEKS = 4.0  # the account's dispersion in each unit's


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


def powered(weeks: Weeks, elasticity: float) -> Floats:
    """days * daily spend ** elasticity per week; 0 where nothing was spent."""
    spend = weeks.daily_spend
    if elasticity == 1:
        return np.asarray(spend * weeks.days)
    return np.asarray(spend**elasticity * weeks.days)


def estimate(weeks: Weeks, seen: Floats, grouping: Grouping) -> Elasticities:
    """Elasticities as known at each origin; `seen` (weeks, origins) weighs the weeks before it."""
    spent = weeks.daily_spend > 0
    log_spend = np.log(np.where(spent, weeks.daily_spend, 1.0))
    revenue = np.maximum(np.where(spent, weeks.revenue, 0.0), 0.0)
    total = revenue @ seen
    total_log = (revenue * log_spend) @ seen
    squares = (revenue**2) @ seen
    likelihood = np.empty((len(GRID), *total.shape))
    left_over = np.full(total.shape, np.inf)
    for at, elasticity in enumerate(GRID):
        shape = powered(weeks, elasticity)
        whole = shape @ seen
        level = total / np.maximum(whole, TINY)
        likelihood[at] = np.where(total > 0, total * np.log(np.maximum(level, TINY)), 0.0) + elasticity * total_log
        squared_error = squares - 2 * level * ((revenue * shape) @ seen) + level**2 * ((shape**2) @ seen)
        left_over = np.minimum(left_over, squared_error)
    dispersion = _dispersion(np.maximum(left_over, 0.0), total, spent.astype(float) @ seen)
    likelihood /= dispersion
    likelihood = np.exp(likelihood - likelihood.max(axis=0))
    return Elasticities(_posterior(likelihood, grouping), dispersion)


def _dispersion(left_over: Floats, revenue: Floats, count: Floats) -> Floats:
    """Variance over mean per unit, drawn towards the account's."""
    freed = count / np.maximum(count - 1.5, 0.5)
    account = (left_over * freed).sum(axis=0) / np.maximum(revenue.sum(axis=0), TINY)
    borrowed = NOISE_WEEKS * revenue / np.maximum(count, 1.0)
    own = (left_over * freed + account * borrowed) / np.maximum(revenue + borrowed, TINY)
    return np.where((revenue > 0) & (own > 0), own, np.inf)


def _posterior(likelihood: Floats, grouping: Grouping) -> Floats:
    even = 1 / len(GRID)
    prior = np.full((len(GRID), 1, likelihood.shape[2]), even)
    for _ in range(EM_STEPS):
        prior = _normalised((_normalised(likelihood * prior)).sum(axis=1, keepdims=True) + PRIOR_UNITS * even)
    posterior = _normalised(likelihood * prior)
    in_group = np.stack([grouping.sums(of_grid) for of_grid in posterior]) + GROUP_PRIOR_UNITS * prior
    return _normalised(likelihood * _normalised(in_group)[:, grouping.index, :])


def _normalised(weights: Floats) -> Floats:
    return np.asarray(weights / weights.sum(axis=0))
