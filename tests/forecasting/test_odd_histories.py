"""Whatever a history holds, figures come out finite and in order, or not at all."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from forecasting import History, RoasForecaster, allocate
from tests.forecasting.builders import FIRST_DAY, for_all


def an_odd_history(seed: int) -> History:
    """Any size of money, mostly nothing, launches, ends, refunds, revenue without spend."""
    rng = np.random.default_rng(seed)
    shape = int(rng.integers(1, 8)), int(rng.choice([1, 3, 7, 8, 20, 28, 35, 60, 120]))
    money = 10.0 ** rng.uniform(-6, 9)
    spend = (
        money
        * np.exp(rng.normal(0, rng.choice([0, 0.3, 2]), shape))
        * (rng.random(shape) > rng.choice([0, 0.5, 0.95, 1]))
    )
    revenue = (
        spend ** rng.choice([0.3, 1]) * np.exp(rng.normal(0, 1, shape)) * (rng.random(shape) > rng.choice([0, 0.5, 1]))
    )
    if rng.random() < 0.3:
        revenue -= revenue.mean() * rng.random(shape)
    if rng.random() < 0.3:
        revenue += rng.random(shape) * (rng.random(shape) > 0.9)
    seen = np.ones(shape, dtype=bool)
    for row in range(shape[0]):
        seen[row, : int(rng.integers(0, shape[1]))] &= rng.random() < 0.5
    units = [f"unit {at}" for at in range(shape[0])]
    return History.from_arrays(units, [f"group {at % 3}" for at in range(shape[0])], FIRST_DAY, spend, revenue, seen)


@for_all(st.integers(0, 100_000))
def test_figures_are_finite_and_in_order(seed: int):
    history = an_odd_history(seed)
    fitted = RoasForecaster().fit(history)
    for horizon in (1, 10, 28, 90):
        forecast = fitted.predict(horizon)
        for figures in (forecast.spend, forecast.low, forecast.revenue, forecast.high, forecast.elasticity_error):
            assert np.isfinite(figures).all()
        assert (forecast.low <= forecast.revenue * (1 + 1e-9)).all()
        assert (forecast.revenue <= forecast.high * (1 + 1e-9)).all()
        assert forecast.total.low <= forecast.total.revenue * (1 + 1e-9)
    recent = fitted.recent_spend_
    if recent.sum() > 0:
        best = allocate(fitted.curves(28), float(recent.sum()), 0.8 * recent, 1.2 * recent)
        assert best.optimality_gap <= 1e-9


def test_a_unit_drawn_far_from_its_own_level_is_thin_and_says_so():
    """Nine units at a ROAS near 4 and one, with few and small sales, near 0.3: its group's level weighs on it."""
    rng = np.random.default_rng(4)
    spend = np.full((10, 140), 100.0) * np.exp(rng.normal(0, 0.3, (10, 140)))
    revenue = 4 * spend * np.exp(rng.normal(0, 0.8, spend.shape))
    revenue[0] = np.where(rng.random(140) < 0.12, 250.0, 0.0)
    names = [f"unit {at}" for at in range(10)]
    fitted = RoasForecaster().fit(History.from_arrays(names, ["all"] * 10, FIRST_DAY, spend, revenue))
    own = revenue[0].sum() / spend[0].sum()
    forecast = fitted.predict(28)
    assert forecast.roas[0] > 2 * own
    assert forecast.evidence[0] == "thin"
    assert f"its own ROAS over the history is {own:.2g}" in forecast.evidence_reason[0]
    assert not any("drawn" in reason for reason in forecast.evidence_reason[1:])
