"""Far outside the spend on record a forecast goes on as cautiously as the known response allows."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import History, RoasForecaster
from forecasting.fitting.extrapolation import relative_revenue
from tests.forecasting.builders import FIRST_DAY, a_history

ONE = np.ones(1)


def relative(spend: float, elasticity: float = 0.4, lowest: float = 70.0, highest: float = 120.0) -> float:
    return float(relative_revenue(ONE * spend, ONE * 100, ONE * elasticity, (ONE * lowest, ONE * highest))[0])


def test_near_the_record_the_elasticity_holds():
    assert relative(100.0) == 1.0
    assert relative(50.0) == pytest.approx(0.5**0.4)
    assert relative(180.0) == pytest.approx(1.8**0.4)


def test_far_below_revenue_falls_in_proportion_to_spend():
    assert relative(5.0) == pytest.approx(0.1 * 0.5**0.4)  # a tenth of half the usual
    assert relative(0.0) == 0.0


def test_what_was_tried_below_half_of_the_usual_counts():
    assert relative(20.0, lowest=20.0) == pytest.approx(0.2**0.4)
    assert relative(10.0, lowest=20.0) == pytest.approx(0.5 * 0.2**0.4)


def test_far_above_half_of_the_elasticity_is_left():
    assert relative(360.0) == pytest.approx(1.8**0.4 * 2**0.2)


def test_without_a_record_the_usual_spend_is_all_that_is_known():
    assert relative(25.0, lowest=0.0, highest=0.0) == pytest.approx(0.5 * 0.5**0.4)
    assert relative(300.0, lowest=0.0, highest=0.0) == pytest.approx(1.5**0.4 * 2**0.2)


@pytest.mark.parametrize("elasticity", [0.2, 0.6, 0.95, 1.0])
@pytest.mark.parametrize(("lowest", "highest"), [(1.0, 400.0), (70.0, 120.0), (99.0, 100.0), (0.0, 0.0)])
def test_it_rises_without_a_step_and_stays_concave(elasticity: float, lowest: float, highest: float):
    spend = np.linspace(0.0, 900.0, 9001)
    same = np.ones(len(spend))
    revenue = relative_revenue(spend, 100 * same, elasticity * same, (lowest * same, highest * same))
    steps = np.diff(revenue)
    assert (steps > 0).all()
    assert (np.diff(steps) < 1e-9).all()
    assert revenue[1000] == pytest.approx(1.0)


def in_proportion(seed: int = 1) -> History:
    """Ten units over thirty weeks, three of revenue for each of spend, which moves by a third from week to week."""
    random = np.random.default_rng(seed)
    weekly = 100 * np.exp(random.normal(0, 0.35, (10, 30)))
    spend = np.repeat(weekly, 7, axis=1)
    revenue = 3 * spend * np.exp(random.normal(0, 0.02, spend.shape))
    units = [f"unit {each}" for each in range(10)]
    return History.from_arrays(units, ["meta"] * 10, FIRST_DAY, spend, revenue)


def test_revenue_in_proportion_to_spend_is_forecast_so_and_still_decided_on_curves_that_bend():
    fitted = RoasForecaster().fit(in_proportion())
    assert not fitted.fallback_
    usual = fitted.recent_spend_
    planned = fitted.predict(28, dict(zip(fitted.units_, (1.4 * usual).tolist(), strict=True)))
    assert planned.total.revenue == pytest.approx(3 * planned.total.spend, rel=0.01)
    assert (fitted.curves().parameters["elasticity"] <= 0.95).all()
    assert np.allclose(fitted.curves(28).revenue(usual) * 28, fitted.predict(28).revenue)


def test_a_planned_collapse_of_spend_takes_revenue_with_it():
    fitted = RoasForecaster().fit(a_history(units=6, days=150, elasticity=0.4))
    usual = fitted.predict(28)
    tiny = dict(zip(fitted.units_, (0.01 * fitted.recent_spend_).tolist(), strict=True))
    smaller = {unit: spend / 2 for unit, spend in tiny.items()}
    assert fitted.predict(28, tiny).total.revenue < 0.03 * usual.total.revenue
    assert fitted.predict(28, smaller).total.revenue == pytest.approx(fitted.predict(28, tiny).total.revenue / 2)
