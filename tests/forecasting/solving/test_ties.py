"""Where several allocations are equally good, the choice does not depend on what money is counted in."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from forecasting import ResponseCurves, allocate
from tests.forecasting.builders import for_all, labels

seeds = st.integers(0, 100_000)


def rounded_bounds(rng: np.random.Generator, count: int):
    low = np.round(rng.uniform(0, 5, count) * (rng.random(count) < 0.5), 1)
    return low, low + np.round(rng.uniform(0.1, 20, count), 1)


@for_all(seeds, st.sampled_from([0.01, 100.0, 1e6]))
def test_equal_straight_lines_share_alike_in_any_unit_of_money(seed: int, times: float):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 6))
    low, high = rounded_bounds(rng, count)
    if rng.random() < 0.3:
        high = np.full(count, np.inf)
    curves = ResponseCurves.from_parameters(labels(count), "power", scale=rng.choice([0.1, 1.0, 3.0]), elasticity=1.0)
    total = float(np.round(low.sum() + rng.uniform(0.1, 0.9) * np.minimum(high - low, 20).sum(), 1))
    first = allocate(curves, total, low, high).spend
    assert np.allclose(allocate(curves, total * times, low * times, high * times).spend, first * times, rtol=1e-9)


@for_all(seeds, st.sampled_from([0.01, 100.0]))
def test_identical_s_shaped_curves_are_chosen_alike_in_any_unit_of_money(seed: int, times: float):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 12))
    scale, half, slope = rng.uniform(1, 400), rng.uniform(5, 200), rng.uniform(1.2, 3)
    total = rng.uniform(0.2, 3) * half * count
    spends = [
        allocate(
            ResponseCurves.from_parameters(labels(count), "hill", scale=scale * unit, half=half * unit, slope=slope),
            total * unit,
        ).spend
        / unit
        for unit in (1.0, times)
    ]
    assert np.allclose(*spends, rtol=1e-6, atol=1e-6 * total)
