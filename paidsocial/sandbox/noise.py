"""Chance that does not depend on what anyone does: the same seed and day give the same draws in every world.

Two markets that differ only in their budgets therefore differ only by what the budgets did (common random numbers),
which is what makes "what would have happened without the change" answerable exactly.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SMALL = 30.0


class DayNoise:
    """The draws of one day, in a fixed order and number, from a counter-based generator keyed by seed and day."""

    def __init__(self, seed: int, ordinal: int, units: int, accounts: int) -> None:
        rng = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, ordinal]))
        self.account = rng.standard_normal((2, accounts))
        self.normal = rng.standard_normal((8, units))
        self.uniform = rng.random((6, units))


def poisson(rate: Floats, uniform: Floats) -> Ints:
    """Poisson counts by inversion, one per (rate, uniform): a draw never disturbs its neighbours' draws.

    Above a rate of 30 the normal approximation with a continuity and skewness term (Cornish-Fisher) stands in.
    """
    counts = np.zeros(rate.shape, dtype=np.int64)
    large = rate > _SMALL
    if large.any():
        z = _normal_quantile(uniform[large])
        lam = rate[large]
        counts[large] = np.maximum(np.floor(lam + np.sqrt(lam) * z + (z * z - 1) / 6 + 0.5), 0).astype(np.int64)
    rows = np.flatnonzero(~large & (rate > 0))
    if rows.size:
        lam, target = rate[rows], uniform[rows]
        term = np.exp(-lam)
        reached = term.copy()
        found = np.zeros(rows.size, dtype=np.int64)
        count = 0
        while (open_ := target > reached).any() and count < 200:
            count += 1
            term *= lam / count
            reached += term
            found += open_
        counts[rows] = found
    return counts


def _normal_quantile(p: Floats) -> Floats:
    """The standard normal's quantile to 1e-3 (Abramowitz and Stegun 26.2.23), enough for a draw."""
    tail = np.clip(np.minimum(p, 1 - p), 1e-12, 0.5)
    t = np.sqrt(-2 * np.log(tail))
    z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t)
    return np.asarray(np.where(p < 0.5, -z, z), dtype=np.float64)
