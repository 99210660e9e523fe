"""How far a unit's own figure is believed: estimated empirical Bayes over unit, group and account.

Credibility in the sense of Buhlmann and Straub (1970), in Jewell's hierarchical form (1975): a unit's estimate gets
the weight Z = between-unit variance / (between-unit variance + its own noise), the rest goes to its group's, and a
group's rest to the account's. The variances between are moment estimates (DerSimonian and Laird 1986), so an account
whose units do not differ is pooled and one whose units do is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from forecasting.history import Bools, Floats

TINY = 1e-300
LEAST_NOISE = 1e-100  # its inverse can still be squared


@dataclass(frozen=True, eq=False)
class Grouping:
    """Which group each unit is in, as numbers and as a matrix (groups, units) that sums."""

    index: npt.NDArray[np.intp]
    matrix: sparse.csr_matrix

    @classmethod
    def of(cls, labels: Sequence[str]) -> Grouping:
        """From one label per unit."""
        names, index = np.unique(np.asarray(labels, dtype=str), return_inverse=True)
        ones = np.ones(len(index))
        matrix = sparse.csr_matrix((ones, (index, np.arange(len(index)))), shape=(len(names), len(index)))
        return cls(index, matrix)

    def sums(self, values: Floats) -> Floats:
        """Sums per group of an array (units, ...)."""
        return np.asarray(self.matrix @ values)


def shrink(money: Floats, exposure: Floats, noise: Floats, known: Bools, grouping: Grouping) -> Floats:
    """Rates (units, columns) drawn towards their group's and account's; each column by itself.

    `money` / `exposure` is a unit's own rate, `noise` its sampling variance, `known` where it has one.
    Parents' rates are ratios of sums, so they are right in money.
    """
    noise = np.maximum(noise, LEAST_NOISE)
    account = money.sum(axis=0) / np.maximum(exposure.sum(axis=0), TINY)
    group_exposure = grouping.sums(exposure)
    group_known = group_exposure > 0
    group = np.where(group_known, grouping.sums(money) / np.maximum(group_exposure, TINY), account)
    own = np.where(known, money / np.where(known, exposure, 1.0), group[grouping.index])
    within = _variance_within(own, group, noise, known, grouping)
    group_noise = 1 / np.maximum(grouping.sums(np.where(known, 1 / np.maximum(noise + within, TINY), 0.0)), TINY)
    between = _variance_between(group, account, group_noise, group_known)
    trust = _trust(between, group_noise, group_known)
    parent = trust * group + (1 - trust) * account
    trust = _trust(within, noise, known)
    return np.asarray(trust * own + (1 - trust) * parent[grouping.index])


def _trust(variance: Floats, noise: Floats, known: Bools) -> Floats:
    return np.asarray(np.where(known, variance / np.maximum(variance + noise, TINY), 0.0))


def _variance_within(own: Floats, group: Floats, noise: Floats, known: Bools, grouping: Grouping) -> Floats:
    weight = np.where(known, 1 / np.maximum(noise, TINY), 0.0)
    spread = (weight * (own - group[grouping.index]) ** 2).sum(axis=0)
    sums, squares = grouping.sums(weight), grouping.sums(weight**2)
    freedom = known.sum(axis=0) - (sums > 0).sum(axis=0)
    scale = (sums - squares / np.maximum(sums, TINY)).sum(axis=0)
    # one unit per group leaves nothing within: what units differ by is then what groups differ by
    return np.where(freedom < 1, 0.0, _excess(spread, freedom, scale))


def _variance_between(group: Floats, account: Floats, noise: Floats, known: Bools) -> Floats:
    weight = np.where(known, 1 / np.maximum(noise, TINY), 0.0)
    spread = (weight * (group - account) ** 2).sum(axis=0)
    sums = weight.sum(axis=0)
    freedom = known.sum(axis=0) - 1
    scale = sums - (weight**2).sum(axis=0) / np.maximum(sums, TINY)
    return _excess(spread, freedom, scale)


def _excess(spread: Floats, freedom: Floats, scale: Floats) -> Floats:
    """Spread beyond what noise gives on average, as a variance; 0 where there is nothing to compare."""
    usable = scale > LEAST_NOISE
    return np.where(usable, np.maximum(spread - freedom, 0.0) / np.where(usable, scale, 1.0), 0.0)
