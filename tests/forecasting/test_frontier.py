"""Frontiers bend the right way, targets are met, plans put money where it converts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import strategies as st

from forecasting import (
    Group,
    Infeasible,
    ResponseCurves,
    RoasForecaster,
    allocate,
    allocate_to_marginal,
    allocate_to_roas,
    frontier,
    plan,
)
from tests.forecasting.builders import a_history, for_all, labels, some_curves


def test_the_frontier_rises_flattens_and_its_marginal_is_its_slope():
    curves = some_curves("log", 12)
    totals = np.linspace(500, 5000, 10)
    found = frontier(curves, totals, 0.0, 2000.0)
    assert (np.diff(found.revenue) > 0).all()
    assert (np.diff(found.marginal) < 0).all()
    more = frontier(curves, totals + 1, 0.0, 2000.0)
    assert np.allclose(more.revenue - found.revenue, found.marginal, rtol=1e-2)
    assert np.allclose(found.roas, found.revenue / totals)


def test_nothing_can_be_added_where_all_are_at_their_bounds():
    assert frontier(some_curves("log", 3), 30.0, 0.0, 10.0).marginal.tolist() == [0.0]


@for_all(st.sampled_from(["power", "log", "hill"]), st.integers(0, 5000))
def test_a_target_marginal_is_what_the_free_units_earn(family: str, seed: int):
    curves = some_curves(family, 6, seed)
    target = float(np.median(curves.marginal(100.0)))
    if target <= 0:
        return
    found = allocate_to_marginal(curves, target, 1.0, 400.0)
    free = np.array([held == "total" for held in found.bound_by])
    assert np.allclose(found.marginal_revenue[free], target, rtol=1e-6)


def test_a_target_marginal_respects_groups():
    curves = some_curves("log", 6)
    found = allocate_to_marginal(curves, 1.0, 0.0, 1e4, [Group("first", curves.units[:3], 0, 50)])
    assert found.spend[:3].sum() <= 50 * (1 + 1e-9)


@pytest.mark.parametrize("family", ["power", "log", "hill"])
def test_a_target_roas_is_returned_and_no_more_could_be_spent(family: str):
    curves = some_curves(family, 6)
    target = 0.8 * allocate(curves, 600.0, 0.0, 500.0).total_revenue / 600
    found = allocate_to_roas(curves, target, 0.0, 500.0)
    assert found.total_revenue / found.total == pytest.approx(target, rel=1e-6)
    more = allocate(curves, found.total * 1.01, 0.0, 500.0)
    assert more.total_revenue / more.total < target


def test_targets_out_of_reach_are_refused_in_words():
    curves = some_curves("log", 3)
    with pytest.raises(Infeasible, match=r"no total within the bounds gives a return of 50.00; the nearest, 3,000.00,"):
        allocate_to_roas(curves, 50.0, 1000.0, 2000.0)
    with pytest.raises(ValueError, match="roas is 0"):
        allocate_to_roas(curves, 0)
    with pytest.raises(ValueError, match="marginal is nan"):
        allocate_to_marginal(curves, float("nan"))
    straight = ResponseCurves.from_parameters(labels(1), "power", scale=3.0, elasticity=1.0)
    with pytest.raises(Infeasible, match="give it an upper bound"):
        allocate_to_marginal(straight, 2.0)


def test_a_target_every_total_meets_spends_all_that_may_be_spent():
    found = allocate_to_roas(some_curves("log", 3), 0.001, 0.0, 10.0)
    assert found.spend.tolist() == [10, 10, 10]


def test_a_plan_puts_more_into_the_weeks_that_convert():
    curves = some_curves("log", 4)
    found = plan(curves, 2000.0, [1.0, 1.5, 1.0], 1.0, 1000.0)
    assert found.spend.sum() == pytest.approx(2000)
    assert (found.spend[1] >= found.spend[0]).all()
    assert np.allclose(found.spend[0], found.spend[2])
    with pytest.raises(ValueError, match=r"rate of unit 'u0000' in period 2 is -1.0"):
        plan(curves, 100.0, [1.0, -1.0])


def test_cautious_curves_keep_the_forecast_and_lower_the_marginal():
    fitted = RoasForecaster().fit(a_history(units=8, days=120))
    usual, cautious = fitted.curves(28), fitted.curves(28, quantile=0.1)
    recent = fitted.recent_spend_
    assert np.allclose(usual.revenue(recent), cautious.revenue(recent))
    assert (cautious.marginal(recent) <= usual.marginal(recent)).all()
    with pytest.raises(ValueError, match="quantile is 0"):
        fitted.curves(quantile=0)
