"""Targets are met, by the largest total that meets them, or refused in words; another amount says what it earns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

from forecasting import (
    Group,
    Infeasible,
    ResponseCurves,
    allocate,
    allocate_to_cpa,
    allocate_to_marginal,
    allocate_to_roas,
    another,
    frontier,
    plan,
)
from tests.forecasting.builders import for_all, labels, some_curves

seeds = st.integers(0, 5000)


@for_all(st.sampled_from(["power", "log"]), seeds, st.floats(0.2, 0.9))
def test_a_target_roas_is_the_largest_total_that_still_returns_it(family: str, seed: int, share: float):
    curves = some_curves(family, 5, seed)
    lower, upper = 5.0, 400.0
    groups = [Group("pair", curves.units[:2], 20.0, 300.0)]
    least, most = 35.0, 300.0 + 3 * 400.0
    ends = [
        each.total_revenue / each.total for each in (allocate(curves, t, lower, upper, groups) for t in (least, most))
    ]
    target = ends[1] + share * (max(ends) - ends[1])
    found = allocate_to_roas(curves, target, lower, upper, groups)
    assert found.total_revenue / found.total == pytest.approx(target, rel=1e-9)
    further = frontier(curves, np.linspace(found.total * 1.0001, most, 12), lower, upper, groups)
    assert (further.roas < target).all()


def test_a_bad_unit_that_must_spend_does_not_hide_the_totals_that_return_enough():
    curves = ResponseCurves.from_parameters(("bad", "good"), "log", scale=[1.0, 500.0], half=[100.0, 50.0])
    low = [100.0, 0.0]
    assert allocate(curves, 100.0, low, 2000.0).total_revenue / 100 < 1
    found = allocate_to_roas(curves, 2.0, low, 2000.0)
    assert found.total_revenue / found.total == pytest.approx(2.0, rel=1e-9)
    assert found.total > 150


@for_all(st.sampled_from(["power", "log", "hill"]), seeds)
def test_a_target_cost_per_conversion_is_a_target_return_turned_over(family: str, seed: int):
    curves = some_curves(family, 4, seed).times(0.05)
    cost = 1.2 * 400 / allocate(curves, 400.0, 0.0, 300.0).total_revenue
    found = allocate_to_cpa(curves, cost, 0.0, 300.0)
    assert np.array_equal(found.spend, allocate_to_roas(curves, 1 / cost, 0.0, 300.0).spend)
    assert found.total >= 400
    assert found.total / found.total_revenue <= cost * (1 + 1e-6)


def test_targets_nothing_meets_are_refused_in_their_own_words():
    curves = ResponseCurves.from_parameters(labels(2), "log", scale=10.0, half=100.0)
    with pytest.raises(Infeasible, match=r"no total within the bounds gives a cost per conversion of 5\.00"):
        allocate_to_cpa(curves, 5.0, 50.0, 100.0)
    with pytest.raises(Infeasible, match=r"a return of 3\.00; not even the first money"):
        allocate_to_roas(curves, 3.0, 0.0, 100.0)
    with pytest.raises(ValueError, match="cpa is -1"):
        allocate_to_cpa(curves, -1)
    straight = ResponseCurves.from_parameters(labels(1), "power", scale=3.0, elasticity=1.0)
    with pytest.raises(Infeasible, match=r"every total gives more than a return of 2\.00: give upper bounds"):
        allocate_to_roas(straight, 2.0)


def test_a_target_marginal_leaves_a_floor_of_a_group_without_upper_bounds():
    curves = some_curves("log", 4)
    found = allocate_to_marginal(curves, 1e3, 0.0, groups=[Group("both", curves.units[:2], 70.0)])
    assert found.spend[:2].sum() == pytest.approx(70)
    assert found.spend[2:].sum() == 0


@for_all(st.sampled_from(["power", "log"]), seeds)
def test_what_another_amount_earns_is_the_frontier_from_where_one_stands(family: str, seed: int):
    curves = some_curves(family, 6, seed)
    now = allocate(curves, 600.0, 1.0, 400.0).spend
    more = another(curves, 100.0, now, 400.0)
    assert more.spend.sum() == pytest.approx(100)
    assert (more.spend >= 0).all()
    twice = frontier(curves, [600.0, 700.0], 1.0, 400.0).revenue
    assert more.total_revenue == pytest.approx(twice[1] - twice[0], rel=1e-6)
    assert more.roas == pytest.approx(more.total_revenue / 100)


def test_another_amount_cuts_nobody_and_keeps_within_caps():
    curves = some_curves("log", 4)
    now = np.array([200.0, 1.0, 1.0, 1.0])
    more = another(curves, 50.0, now, 300.0, [Group("rest", curves.units[1:], 0.0, 40.0)])
    assert (more.spend >= 0).all()
    assert more.spend[1:].sum() <= 37 + 1e-9
    assert np.allclose(more.expected_revenue, curves.revenue(now + more.spend) - curves.revenue(now))
    assert another(curves, 0.0, now).total_revenue == 0
    with pytest.raises(Infeasible, match=r"short of the total"):
        another(curves, 50.0, now, now)
    with pytest.raises(ValueError, match="amount is nan"):
        another(curves, float("nan"), now)


@for_all(st.sampled_from(["power", "log"]), seeds)
def test_a_frontier_is_concave_rises_and_is_each_totals_allocation(family: str, seed: int):
    curves = some_curves(family, 5, seed)
    groups = [Group("pair", curves.units[:2], 30.0, 150.0)]
    totals = np.linspace(100, 900, 9)
    found = frontier(curves, totals, 2.0, 250.0, groups)
    steps = np.diff(found.revenue)
    assert (steps > 0).all()
    assert (np.diff(steps) <= 1e-9 * found.revenue[-1]).all()
    # the marginal lies between the chords either side
    assert (found.marginal[:-1] * 100 >= steps * (1 - 1e-9)).all()
    assert (found.marginal[1:] * 100 <= steps * (1 + 1e-9)).all()
    one = allocate(curves, 400.0, 2.0, 250.0, groups)
    assert found.revenue[3] == one.total_revenue


def test_a_plan_keeps_groups_in_each_period():
    curves = some_curves("log", 4)
    found = plan(curves, 900.0, [1.0, 2.0], 1.0, 400.0, groups=[Group("pair", curves.units[:2], 0.0, 120.0)])
    assert found.spend.sum() == pytest.approx(900)
    assert (found.spend[:, :2].sum(axis=1) <= 120 * (1 + 1e-12)).all()
    assert found.optimality_gap <= 1e-9
