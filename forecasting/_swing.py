"""The swing that changed and unchanged units share, predicted from the unchanged ones.

Each unit's error against its forecast is taken as `forecast * (account's swing + its group's swing) + its own error`:
a sale, a holiday or a tracking fault moves revenue in proportion. The swings are random effects, predicted from the
unchanged units by the best linear unbiased predictor (Henderson 1975; Robinson 1991). Their variances are those that
earlier residuals showed, or what the unchanged units' present surprise implies where that is more (moment estimates:
DerSimonian and Laird 1986): a shock may have no precedent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting.history import Floats, Places

GROUPS_SHARE = 0.25  # of the variance that units share, how much is their group's where nothing else is known
LEAST_FACTOR = 0.5  # of a unit's own noise, however little it sells now
TINY = np.finfo(float).tiny
NOISELESS = 1e-12  # least relative variance, so that figures without noise can be solved for


@dataclass(frozen=True, eq=False)
class Errors:
    """Of all units (units,): forecast, actual less forecast, and standard deviation of what each errs by alone.

    `usual` is the variance of the relative swing they shared so far, `groups` a label per unit.
    """

    forecast: Floats
    surprise: Floats
    own: Floats
    usual: float
    groups: Sequence[str]


@dataclass(frozen=True, eq=False)
class Swing:
    """What the unchanged units say about the changed ones: arrays (changed units,), and their sum.

    `relative` is the predicted swing as a share of the forecast; `variance` what it leaves open of each unit's error,
    in money, and `total_variance` of the sum of their errors.
    """

    relative: Floats
    variance: Floats
    total_variance: float


def predict_swing(errors: Errors, changed: Places, controls: Places) -> Swing:
    """Of the units in rows `changed`, from those in rows `controls`; without controls no swing is predicted.

    Done twice: revenue that swings by half has half as much more noise of its own.
    """
    first = _predict(errors, changed, controls)
    rows, money = controls[errors.forecast[controls] > 0], errors.forecast
    seen = float(errors.surprise[rows].sum() / money[rows].sum()) if len(rows) else 0.0
    factor = np.full(len(money), max(1.0 + seen, LEAST_FACTOR))
    factor[changed] = np.maximum(1.0 + first.relative, LEAST_FACTOR)
    return _predict(replace(errors, own=errors.own * factor), changed, controls)


def _predict(errors: Errors, changed: Places, controls: Places) -> Swing:
    numbers = np.unique(np.asarray(errors.groups, dtype=str), return_inverse=True)[1]
    rows = controls[errors.forecast[controls] > 0]
    present, at = np.unique(numbers[rows], return_inverse=True)
    size = np.maximum(np.bincount(at, errors.forecast[rows], len(present)), TINY)
    surprise = np.bincount(at, errors.surprise[rows], len(present)) / size
    noise = np.maximum(np.bincount(at, errors.own[rows] ** 2, len(present)) / size**2, NOISELESS)
    account, group = _variances(surprise, noise, errors.usual, several=numbers.max() > 0)
    affected, place = np.unique(numbers[changed], return_inverse=True)
    prior = account + group * np.eye(len(affected))
    relative, left = np.zeros(len(affected)), prior
    if len(rows):
        across = account + group * (affected[:, None] == present[None, :])
        weights = np.linalg.solve(account + np.diag(group + noise), across.T).T
        relative, left = weights @ surprise, prior - weights @ across.T
    money, own = errors.forecast[changed], errors.own[changed] ** 2
    by_group = np.bincount(place, money, len(affected))
    variance = np.maximum(np.diag(left), 0.0)[place] * money**2 + own
    return Swing(relative[place], variance, max(float(by_group @ left @ by_group), 0.0) + float(own.sum()))


def _variances(surprise: Floats, noise: Floats, usual: float, *, several: bool) -> tuple[float, float]:
    """Of the account's and of the groups' relative swing."""
    account, group = (usual * (1 - GROUPS_SHARE), usual * GROUPS_SHARE) if several else (usual, 0.0)
    if not len(surprise):
        return account, group
    trust = 1 / noise
    mean = float((trust * surprise).sum() / trust.sum())
    spare = float(trust.sum() - (trust**2).sum() / trust.sum())
    if several and len(surprise) > 1 and spare > 0:
        excess = float((trust * (surprise - mean) ** 2).sum()) - (len(surprise) - 1)
        group = max(group, excess / spare)
    trust = 1 / (noise + group)
    mean = float((trust * surprise).sum() / trust.sum())
    return max(account, mean**2 - 1 / float(trust.sum())), group
