"""What must hold of every allocation, whatever the money is counted in and however large it is."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import strategies as st

from forecasting import Group, Infeasible, ResponseCurves, allocate
from tests.forecasting.builders import for_all, labels, some_curves

families = st.sampled_from(["power", "log", "hill"])
concave = st.sampled_from(["power", "log"])
seeds = st.integers(0, 100_000)


def extreme_curves(family: str, count: int, rng: np.random.Generator) -> ResponseCurves:
    """Scales from a millionth to a million million in one problem; elasticities up to 1 and down to nearly none."""
    scale = 10 ** rng.uniform(-6, 12, count) * (rng.random(count) < 0.9)
    if family == "log":
        return ResponseCurves.from_parameters(labels(count), "log", scale=scale, half=10 ** rng.uniform(-6, 12, count))
    elasticity = rng.choice([1e-4, 0.2, 0.5, 0.95, 0.999999, 1.0], count)
    return ResponseCurves.from_parameters(labels(count), "power", scale=scale, elasticity=elasticity)


@for_all(concave, seeds, st.sampled_from([1, 2, 3, 10, 100, 1000, 9000]), st.sampled_from(["narrow", "wide", "open"]))
def test_the_gap_is_closed_at_every_scale_and_size(family: str, seed: int, count: int, bounds: str):
    rng = np.random.default_rng(seed)
    curves = extreme_curves(family, count, rng)
    usual = 10 ** rng.uniform(-6, 12, count)
    low, high = usual * 0.8, usual * 1.2
    if bounds != "narrow":
        low, high = usual * rng.integers(0, 2, count), np.full(count, np.inf) if bounds == "open" else usual * 10
    high = np.where(rng.random(count) < 0.2, low, high)  # some are pinned
    most = high.sum() if np.isfinite(high).all() else low.sum() * 3 + 1
    total = float(low.sum() + rng.uniform(0, 1) * (most - low.sum())) if (high > low).any() else float(low.sum())
    found = allocate(curves, total, low, high)
    assert found.optimality_gap <= 1e-9
    assert found.total == pytest.approx(total, rel=1e-12)
    assert np.isfinite(found.spend).all()
    assert (found.spend >= low).all()
    assert (found.spend <= high).all()
    assert not np.isnan(found.marginal_revenue).any()


@pytest.mark.parametrize("family", ["power", "log"])
@pytest.mark.parametrize("count", [10_000, 300_000])
def test_many_units_are_as_exact(family: str, count: int):
    rng = np.random.default_rng(count)
    curves, usual = extreme_curves(family, count, rng), rng.uniform(10, 100, count)
    for low, high in ((usual * 0.8, usual * 1.2), (0.0, np.inf)):
        found = allocate(curves, float(usual.sum()), low, high)
        assert found.optimality_gap <= 1e-12
        assert found.total == pytest.approx(usual.sum(), rel=1e-12)


@for_all(families, seeds, st.sampled_from([0.01, 1e6]))
def test_counting_revenue_in_another_unit_changes_no_spend(family: str, seed: int, times: float):
    curves = some_curves(family, 6, seed)
    first = allocate(curves, 500.0, 10.0, 300.0)
    second = allocate(curves.times(times), 500.0, 10.0, 300.0)
    assert np.allclose(second.spend, first.spend, rtol=1e-6, atol=1e-6)
    assert second.total_revenue == pytest.approx(first.total_revenue * times, rel=1e-9)


@for_all(concave, seeds, st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_more_money_takes_from_nobody_also_within_groups(family: str, seed: int, shares: list[float]):
    curves = some_curves(family, 8, seed)
    rng = np.random.default_rng(seed)
    low = rng.uniform(0, 20, 8) * rng.integers(0, 2, 8)
    high = low + rng.uniform(0, 200, 8)
    groups = [Group("four", curves.units[:4], low[:4].sum(), low[:4].sum() + 0.6 * (high[:4] - low[:4]).sum())]
    most = groups[0].upper + high[4:].sum()
    less, more = (
        allocate(curves, float(low.sum() + x * (most - low.sum())), low, high, groups) for x in sorted(shares)
    )
    assert (more.spend >= less.spend - 1e-9 * most).all()


@for_all(families, seeds)
def test_nothing_is_worse_than_an_equal_split_or_than_staying(family: str, seed: int):
    curves = some_curves(family, 7, seed)
    now = np.random.default_rng(seed).uniform(20, 200, 7)
    total = float(now.sum())
    found = allocate(curves, total, now * 0.8, now * 1.2)
    assert found.total_revenue >= curves.revenue(now).sum() * (1 - 1e-12)
    assert allocate(curves, total).total_revenue >= curves.revenue(np.full(7, total / 7)).sum() * (1 - 1e-12)


@for_all(seeds, st.booleans())
def test_a_refusal_names_the_very_shortfall(seed: int, too_much: bool):
    rng = np.random.default_rng(seed)
    curves = some_curves("log", 5, seed)
    low = np.round(rng.uniform(0, 50, 5), 2)
    high = np.round(low + rng.uniform(0, 100, 5), 2)
    cap = round(float(low[:3].sum() + 0.5 * (high - low)[:3].sum()), 2)
    groups = [Group("three", curves.units[:3], 0.0, cap)]
    miss = round(float(rng.uniform(0.01, 500)), 2)
    total = float(cap + high[3:].sum() + miss) if too_much else max(float(low.sum()) - miss, 0.0)
    miss = miss if too_much else float(low.sum()) - total
    with pytest.raises(Infeasible) as refused:
        allocate(curves, total, low, high, groups)
    word = "short of" if too_much else "more than"
    named = re.search(rf"([\d,.]+) {word} the total", refused.value.reason)
    assert named is not None
    assert float(named[1].replace(",", "")) == pytest.approx(miss, abs=0.0101)
    if too_much:
        assert "with the cap of group 'three'" in refused.value.reason
