"""No other allocation is better, and the answer does not depend on units of money or on order."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy import optimize

from forecasting import Group, Infeasible, ResponseCurves, allocate
from tests.forecasting.builders import for_all, labels, some_curves

families = st.sampled_from(["power", "log", "hill"])
seeds = st.integers(0, 100_000)


def bounds(count: int, seed: int):
    rng = np.random.default_rng(seed + 1)
    usual = rng.uniform(10, 200, count)
    return usual * rng.uniform(0, 1, count), usual * rng.uniform(1, 3, count), usual.sum()


@for_all(families, seeds, st.integers(1, 8))
def test_the_total_is_met_within_bounds_and_the_gap_is_closed(family: str, seed: int, count: int):
    curves = some_curves(family, count, seed)
    lower, upper, total = bounds(count, seed)
    found = allocate(curves, total, lower, upper)
    assert found.total == pytest.approx(total, rel=1e-13)
    assert (found.spend >= lower).all()
    assert (found.spend <= upper).all()
    assert 0 <= found.optimality_gap <= 1e-8
    assert np.array_equal(found.expected_revenue, curves.revenue(found.spend))


@for_all(families, seeds)
def test_no_random_allocation_is_better(family: str, seed: int):
    curves = some_curves(family, 4, seed)
    lower, upper, total = bounds(4, seed)
    best = allocate(curves, total, lower, upper).total_revenue
    rng = np.random.default_rng(seed)
    tried = lower + rng.dirichlet(np.ones(4), 500) * (total - lower.sum())
    tried = tried[(tried <= upper).all(axis=1)]
    assert (curves.revenue(tried).sum(axis=1) <= best * (1 + 1e-8)).all()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("family", ["power", "log"])
def test_concave_answers_agree_with_scipy(family: str, seed: int):
    curves = some_curves(family, 5, seed)
    lower, upper, total = bounds(5, seed)
    lower += 1e-6
    found = allocate(curves, total, lower, upper)
    scale = total / 5
    peer = optimize.minimize(
        lambda x: -curves.revenue(np.clip(x, 0, None) * scale).sum(),
        np.ones(5),
        bounds=list(zip(lower / scale, upper / scale, strict=True)),
        constraints={"type": "eq", "fun": lambda x: x.sum() - 5},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert found.total_revenue >= -peer.fun * (1 - 1e-6)  # it misses the total by a little
    assert found.total_revenue == pytest.approx(-peer.fun, rel=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_s_shaped_answers_beat_a_grid(seed: int):
    curves = some_curves("hill", 3, seed)
    found = allocate(curves, 300.0, 0.0, 250.0)
    steps = np.linspace(0, 250, 126)
    grid = np.array([(a, b, 300 - a - b) for a, b in itertools.product(steps, steps) if 0 <= 300 - a - b <= 250])
    assert found.total_revenue >= curves.revenue(grid).sum(axis=1).max() * (1 - 1e-9)
    assert found.optimality_gap <= 1e-8


@for_all(families, seeds, st.sampled_from([0.01, 100.0, 1e6]))
def test_units_of_money_do_not_matter(family: str, seed: int, times: float):
    curves = some_curves(family, 5, seed)
    lower, upper, total = bounds(5, seed)
    given_ = dict(curves.parameters)
    if family == "power":
        given_["scale"] = given_["scale"] * times ** (1 - given_["elasticity"])
    else:
        given_["scale"], given_["half"] = given_["scale"] * times, given_["half"] * times
    other = ResponseCurves.from_parameters(curves.units, family, **given_)
    first = allocate(curves, total, lower, upper)
    second = allocate(other, total * times, lower * times, upper * times)
    assert second.total_revenue == pytest.approx(first.total_revenue * times, rel=1e-8)
    if family != "hill":
        assert np.allclose(second.spend, first.spend * times, rtol=1e-7, atol=1e-9 * total * times)


@for_all(families, seeds, st.permutations(range(6)))
def test_order_does_not_matter(family: str, seed: int, order: list[int]):
    curves = some_curves(family, 6, seed)
    lower, upper, total = bounds(6, seed)
    order = np.array(order)
    first = allocate(curves, total, lower, upper)
    second = allocate(curves.take(order), total, lower[order], upper[order])
    assert np.allclose(second.spend, first.spend[order], rtol=1e-9, atol=1e-9 * total)
    assert second.units == tuple(first.units[at] for at in order)


@for_all(st.sampled_from(["power", "log"]), seeds, st.floats(1.0, 1.5))
def test_more_money_never_takes_from_a_unit(family: str, seed: int, times: float):
    curves = some_curves(family, 6, seed)
    less = allocate(curves, 500.0, 10.0, 400.0)
    more = allocate(curves, 500.0 * times, 10.0, 400.0)
    assert (more.spend >= less.spend - 1e-9 * 500).all()
    assert more.total_revenue >= less.total_revenue * (1 - 1e-12)


@for_all(families, seeds)
def test_a_pinned_unit_stays(family: str, seed: int):
    curves = some_curves(family, 5, seed)
    lower, upper, total = bounds(5, seed)
    lower[2] = upper[2] = (lower[2] + upper[2]) / 2
    total = float(np.clip(total, lower.sum() * 1.001, upper.sum() * 0.999))
    found = allocate(curves, total, lower, upper)
    assert found.spend[2] == lower[2]
    assert found.bound_by[2] == "pinned"


def test_free_units_earn_the_same_from_the_next_unit_of_money():
    found = allocate(some_curves("log", 50), 5000.0, 1.0, 400.0)
    free = np.array([held == "total" for held in found.bound_by])
    assert free.sum() > 10
    assert np.ptp(found.marginal_revenue[free]) <= 1e-9 * found.marginal_revenue[free].mean()
    at_lower = np.array([held == "lower" for held in found.bound_by])
    assert (found.marginal_revenue[at_lower] <= found.marginal_revenue[free].max() * (1 + 1e-9)).all()


class TestGroups:
    def test_nested_caps_and_floors_hold_and_are_named(self):
        curves = some_curves("log", 20)
        units = curves.units
        found = allocate(
            curves,
            1000.0,
            0.0,
            500.0,
            [Group("b", units[:5], 150, 180), Group("a", units[:10], 0, 200), Group("c", units[12:15], 0, 30)],
        )
        assert found.spend[:10].sum() == pytest.approx(200, rel=1e-12)
        assert found.spend[:5].sum() >= 150 * (1 - 1e-12)
        assert found.spend[12:15].sum() == pytest.approx(30, rel=1e-12)
        assert found.total == pytest.approx(1000, rel=1e-13)
        assert found.optimality_gap <= 1e-9
        assert "group c" in found.bound_by

    @for_all(st.sampled_from(["power", "log"]), seeds, st.floats(0.05, 0.9), st.floats(0.0, 0.5))
    def test_no_random_allocation_that_obeys_them_is_better(self, family: str, seed: int, cap: float, floor: float):
        curves = some_curves(family, 6, seed)
        total = 300.0
        groups = {
            "cap": {"units": curves.units[:4], "upper": total * max(cap, floor + 0.01)},
            "floor": {"units": curves.units[:2], "lower": total * floor},
        }
        found = allocate(curves, total, 0.0, total, groups)
        assert found.optimality_gap <= 1e-9
        rng = np.random.default_rng(seed)
        tried = rng.dirichlet(np.ones(6) * 0.5, 2000) * total
        obeys = (tried[:, :4].sum(axis=1) <= groups["cap"]["upper"]) & (tried[:, :2].sum(axis=1) >= total * floor)
        assert (curves.revenue(tried[obeys]).sum(axis=1) <= found.total_revenue * (1 + 1e-9)).all()

    def test_every_way_to_write_a_group_means_the_same(self):
        curves = some_curves("log", 4)
        first = curves.units[:2]
        ways = [
            [Group("g", first, 0, 20)],
            {"g": {"units": first, "upper": 20}},
            {"g": {"units": first, "cap": 20}},
            [{"units": first, "upper": 20}],
            {"g": (first, 0, 20)},
        ]
        spends = [allocate(curves, 200.0, 0.0, 150.0, way).spend for way in ways]
        assert all(np.array_equal(spend, spends[0]) for spend in spends)
        with pytest.raises(ValueError, match="needs units"):
            allocate(curves, 10.0, groups=[{"upper": 3}])

    def test_partial_overlap_is_refused(self):
        curves = some_curves("log", 4)
        with pytest.raises(ValueError, match="nested or apart"):
            allocate(curves, 10.0, groups=[Group("x", curves.units[:2]), Group("y", curves.units[1:3])])

    def test_an_unknown_unit_is_named(self):
        with pytest.raises(ValueError, match="unknown unit 'nobody'"):
            allocate(some_curves("log", 2), 10.0, groups=[Group("x", ("nobody",))])

    def test_a_floor_above_the_cap_is_refused_in_words(self):
        with pytest.raises(Infeasible, match=r"group 'x' has a floor of 9.00 above its cap of 5.00"):
            allocate(some_curves("log", 3), 100.0, groups=[Group("x", ("u0000",), 9, 5)])

    def test_floors_that_ask_for_too_much_together_are_named(self):
        curves = some_curves("log", 3)
        groups = [
            Group("x", curves.units[:1], 60),
            Group("y", curves.units[1:], 70),
            Group("z", curves.units[2:], 0, 90),
        ]
        with pytest.raises(Infeasible, match=r"with the floors of groups 'y', 'x' sum to 130.00, 30.00 more") as caught:
            allocate(curves, 100.0, 0.0, 90.0, groups)
        assert "raise the total or lower the bounds" in caught.value.reason

    def test_a_cap_too_low_is_refused_in_words(self):
        curves = some_curves("log", 3)
        with pytest.raises(Infeasible, match=r"group 'x' may spend at most 5.00 .* 15.00 more"):
            allocate(curves, 100.0, 10.0, 90.0, [Group("x", curves.units[:2], 0, 5)])


class TestInfeasible:
    def test_the_shortfall_is_named(self):
        with pytest.raises(Infeasible, match=r"upper bounds of 3 units sum to 30.00, 70.00 short") as caught:
            allocate(some_curves("log", 3), 100.0, 0.0, 10.0)
        assert "70.00" in caught.value.reason

    def test_the_excess_is_named(self):
        with pytest.raises(Infeasible, match=r"lower bounds of 3 units sum to 150.00, 50.00 more"):
            allocate(some_curves("log", 3), 100.0, 50.0, 60.0)

    def test_crossed_bounds_name_the_unit(self):
        with pytest.raises(Infeasible, match=r"'u0001' has a lower bound of 5.00 above its upper bound of 2.00"):
            allocate(some_curves("log", 3), 10.0, [0, 5, 0], [9, 2, 9])

    @pytest.mark.parametrize("total", [float("nan"), float("inf"), -1.0])
    def test_a_total_that_is_no_amount_is_refused(self, total: float):
        with pytest.raises(ValueError, match="total is"):
            allocate(some_curves("log", 3), total)

    def test_a_bound_that_is_no_amount_names_the_unit(self):
        with pytest.raises(ValueError, match="upper bound of unit 'u0002' is nan"):
            allocate(some_curves("log", 3), 10.0, 0.0, [1, 1, float("nan")])


class TestEdges:
    def test_nothing_to_spend(self):
        found = allocate(some_curves("power", 3), 0.0)
        assert found.spend.tolist() == [0, 0, 0]

    def test_everything_at_its_upper_bound(self):
        found = allocate(some_curves("power", 3), 30.0, 0.0, 10.0)
        assert found.spend.tolist() == [10, 10, 10]

    def test_units_that_earn_nothing_take_only_what_is_left_over(self):
        curves = ResponseCurves.from_parameters(labels(3), "log", scale=[0.0, 10.0, 0.0], half=10.0)
        found = allocate(curves, 100.0, 0.0, [100.0, 40.0, 100.0])
        assert found.spend[1] == pytest.approx(40)
        assert found.total == pytest.approx(100)

    def test_equal_straight_lines_share(self):
        curves = ResponseCurves.from_parameters(labels(4), "power", scale=2.0, elasticity=1.0)
        found = allocate(curves, 100.0)
        assert np.allclose(found.spend, 25)
        assert found.optimality_gap <= 1e-12

    def test_many_s_shaped_curves_have_a_small_certified_gap(self):
        found = allocate(some_curves("hill", 1500), 100_000.0, 0.0, 300.0)
        assert found.optimality_gap <= 1e-4
        assert found.total == pytest.approx(100_000, rel=1e-12)
