"""At the corners of what is possible a unit is exactly at its bound, says so, and no rounding looks like revenue."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import strategies as st

from forecasting import Group, Infeasible, ResponseCurves, allocate
from tests.forecasting.builders import for_all, labels, some_curves

seeds = st.integers(0, 100_000)
families = st.sampled_from(["power", "log", "hill"])


def test_a_total_that_is_the_sum_of_the_lower_bounds_is_the_lower_bounds():
    curves = ResponseCurves.from_parameters(["a", "b"], "power", scale=[7.0, 41.0], elasticity=[0.82, 0.15])
    found = allocate(curves, total=0.7, lower=[0.7, 0.0], upper=100.0)
    assert found.spend.tolist() == [0.7, 0.0]
    assert found.optimality_gap == 0
    assert found.bound_by == ("lower", "lower")


def rounded_bounds(rng: np.random.Generator, count: int):
    low = np.round(rng.uniform(0, 5, count) * (rng.random(count) < 0.5), 1)
    return low, low + np.round(rng.uniform(0.1, 20, count), 1)


def sums(values: np.ndarray) -> list[float]:
    """What different ways to add up come to, and a rounding step to either side."""
    one = float(np.sum(values))
    return [
        one,
        sum(values.tolist()),
        sum(values.tolist()[::-1]),
        float(np.nextafter(one, 0)),
        float(np.nextafter(one, 99)),
    ]


@for_all(families, seeds, st.integers(1, 9), st.booleans(), st.booleans())
def test_every_way_to_add_up_the_bounds_gives_them_back(
    family: str, seed: int, count: int, at_upper: bool, grouped: bool
):
    rng = np.random.default_rng(seed)
    curves = some_curves(family, count, seed)
    low, high = rounded_bounds(rng, count)
    if not at_upper and not low.any():
        low[0] = 0.7
        high[0] += 1
    corner = high if at_upper else low
    groups = [Group("first", curves.units[:1], 0.0, float(high[0]))] if grouped else None
    for total in sums(corner):
        found = allocate(curves, total, low, high, groups)
        assert found.spend.tolist() == corner.tolist()
        assert found.optimality_gap == 0
        assert {"upper" if at_upper else "lower"} >= set(found.bound_by) - {"group first"}


@for_all(seeds, st.integers(2, 6))
def test_a_group_that_can_only_spend_its_least_does(seed: int, count: int):
    rng = np.random.default_rng(seed)
    curves = some_curves("power", count, seed)
    low, high = rounded_bounds(rng, count)
    low[0] = 0.7
    total = float(low.sum() + 0.5 * (high - low)[-1])
    found = allocate(curves, total, low, high + 1, [Group("held", curves.units[:-1], 0.0, float(low[:-1].sum()))])
    assert found.spend[:-1].tolist() == low[:-1].tolist()
    assert found.optimality_gap <= 1e-12


@for_all(st.sampled_from(["log", "hill"]), seeds, st.integers(2, 6), st.floats(0.01, 0.99))
def test_a_unit_at_a_bound_is_exactly_there_and_says_so(family: str, seed: int, count: int, share: float):
    rng = np.random.default_rng(seed)
    low, high = rounded_bounds(rng, count)
    given = {"scale": np.round(rng.uniform(1, 9, count), 1), "half": np.round(rng.uniform(5, 60, count))}
    if family == "hill":
        given["slope"] = rng.choice([1.0, 2.0], count)
    curves = ResponseCurves.from_parameters(labels(count), family, **given)
    total = float(np.round(low.sum() + share * (high - low).sum(), 1))
    found = allocate(curves, min(total, float(high.sum())), low, high)
    near = 1e-13 * total
    for spend, held, least, most in zip(found.spend, found.bound_by, low, high, strict=True):
        if held == "total":
            assert least + near < spend < most - near
        else:
            assert spend == (least if held == "lower" else most)


def test_the_last_rounding_error_lands_on_a_unit_between_its_bounds():
    curves = ResponseCurves.from_parameters(["a", "b", "c"], "log", scale=[3.0, 5.0, 4.0], half=[10.0, 20.0, 30.0])
    found = allocate(curves, 12.8)
    assert found.spend[2] == 0
    assert found.bound_by == ("total", "total", "lower")
    assert found.total == pytest.approx(12.8, rel=1e-15)


def test_hill_curves_a_rounding_step_below_their_least_within_a_group():
    curves = ResponseCurves.from_parameters(
        ["u0", "u1"], "hill", scale=[21e4, 36e4], half=[10e4, 51e4], slope=[2.5, 2.8]
    )
    low = np.array([5.2, 18.9]) * 1e4
    found = allocate(curves, (5.2 + 18.9) * 1e4, low, low + 5e5, [Group("A", ("u0",), 0.0, 252_000.0)])
    assert found.spend.tolist() == low.tolist()


@for_all(seeds, st.sampled_from([0.5, 2.0, 10.0, 30.0]), st.sampled_from([-50, 0, 50]))
def test_steep_hill_curves_of_any_size_warn_of_nothing(seed: int, slope: float, size: int):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 5))
    half = 10.0 ** (size + rng.integers(-5, 6, count))
    curves = ResponseCurves.from_parameters(labels(count), "hill", scale=10.0**size, half=half, slope=slope)
    low = half * 10.0 ** -rng.uniform(0, 40, count) * rng.integers(0, 2, count)
    high = low + half * rng.uniform(0.1, 5, count)
    cap = float(low[0] + rng.choice([0.0, 0.5, 1.0]) * (high[0] - low[0]))
    total = float(low.sum() + rng.uniform(0, 1) * (cap - low[0] + (high - low)[1:].sum()))
    found = allocate(curves, total, low, high, [Group("one", curves.units[:1], 0.0, cap)])
    assert found.total == pytest.approx(total, rel=1e-12)
    assert found.optimality_gap <= 1e-6


@pytest.mark.parametrize("family", ["power", "log", "hill"])
def test_an_allocation_can_be_pickled(family: str):
    curves = some_curves(family, 5)
    found = allocate(curves, 300.0, 10.0, 100.0, [Group("g", curves.units[:2], 0.0, 60.0)])
    again = pickle.loads(pickle.dumps(found))
    assert again.spend.tolist() == found.spend.tolist()
    assert again.bound_by == found.bound_by
    assert again.marginal_revenue.tolist() == found.marginal_revenue.tolist()


@pytest.mark.parametrize(
    ("total", "lower", "upper", "message"),
    [
        (1e-7, 0.0, 1e-8, "sum to 3e-08, 7e-08 short of the total of 1e-07"),
        (1e-5, 1e-5, 1.0, "sum to 3e-05, 2e-05 more than the total of 1e-05"),
        (500.0, 0.0, [100.0, 200.0, 199.9999], "sum to 500.00, 0.0001 short of the total of 500.00"),
        (0.5, 0.0, 0.1, "sum to 0.30, 0.20 short of the total of 0.50"),
        (1e9, 0.0, 1e8, "sum to 300,000,000.00, 700,000,000.00 short of the total of 1,000,000,000.00"),
    ],
)
def test_a_small_shortfall_is_named_too(total: float, lower: float, upper: float, message: str):
    with pytest.raises(Infeasible, match=message):
        allocate(some_curves("log", 3), total, lower, upper)
