"""Any small valid history gives finite figures in order, the same ones twice."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import strategies as st

from forecasting import Forecast, History, RoasForecaster, Sum, allocate, backtest, find_events
from tests.forecasting.builders import FIRST_DAY, for_all

CLOSE = 1e-9


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Up to four units that begin and end when they like, skip days, and spend in money of any size."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows = []
    money = 10.0 ** draw(st.integers(-6, 9))
    for unit in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, 80))
        length = draw(st.sampled_from([1, 2, 6, 7, 8, 20, 35, 60, 100]))
        skipped = draw(st.sampled_from([0.0, 0.2, 0.9]))
        idle, sold = draw(st.sampled_from([0.0, 0.5, 1.0])), draw(st.sampled_from([0.0, 0.1, 1.0]))
        moves, noise = draw(st.sampled_from([0.0, 0.3, 3.0])), draw(st.sampled_from([0.0, 0.3, 2.0]))
        refunds = draw(st.booleans())
        kept = np.flatnonzero(rng.random(length) >= skipped)
        for day in kept.tolist() or [0]:
            spend = 0.0 if rng.random() < idle else money * float(np.exp(rng.normal(0, moves)))
            revenue = money * float(np.exp(rng.normal(0, noise))) if rng.random() < sold else 0.0
            if refunds and rng.random() < 0.1:
                revenue = -revenue
            rows.append((f"u{unit}", f"g{unit % 2}", FIRST_DAY + dt.timedelta(days=begin + day), spend, revenue))
    return History.from_rows(rows)


def in_order(low: float, middle: float, high: float) -> bool:
    slack = CLOSE * max(abs(low), abs(middle), abs(high))
    return bool(np.isfinite([low, middle, high]).all()) and low - slack <= middle <= high + slack


def figures(forecast: Forecast) -> list[list[float]]:
    sums: list[Sum] = [forecast.total, *forecast.groups.values()]
    arrays = (forecast.spend, forecast.revenue, forecast.low, forecast.high, forecast.elasticity)
    return [*(each.tolist() for each in arrays), *([one.spend, one.revenue, one.low, one.high] for one in sums)]


@for_all(histories())
def test_figures_are_finite_in_order_and_the_same_twice(history: History):
    fitted = RoasForecaster().fit(history)
    again = RoasForecaster().fit(history)
    assert fitted.events_ == again.events_ == find_events(history)
    for horizon in (1, 5, 28, 400):
        forecast = fitted.predict(horizon)
        assert figures(forecast) == figures(again.predict(horizon))
        units = zip(forecast.low.tolist(), forecast.revenue.tolist(), forecast.high.tolist(), strict=True)
        assert all(in_order(*unit) for unit in units)
        for one in (forecast.total, *forecast.groups.values()):
            assert in_order(one.low, one.revenue, one.high)
        total = forecast.total
        assert total.revenue == pytest.approx(forecast.revenue.sum(), rel=CLOSE)
        assert in_order(float(forecast.low.sum()), total.low, float(forecast.high.sum()))
        assert in_order(float(forecast.low.sum()), total.high, float(forecast.high.sum()))


@for_all(histories())
def test_curves_are_concave_and_allocations_exact(history: History):
    fitted = RoasForecaster().fit(history)
    curves = fitted.curves(28)
    recent = fitted.recent_spend_
    unit = np.maximum(recent, fitted.spend_high_) + 1e-9
    earned = [curves.revenue(unit * share) for share in (0.0, 0.5, 1.0, 1.5, 2.0)]
    steps = np.diff(earned, axis=0)
    assert np.isfinite(earned).all()
    assert (steps >= 0).all()
    assert (np.diff(steps, axis=0) <= CLOSE * np.max(earned)).all()
    if recent.sum() > 0:
        best = allocate(curves, float(recent.sum()), 0.8 * recent, 1.2 * recent)
        assert best.spend.sum() == pytest.approx(recent.sum(), rel=CLOSE)
        assert best.optimality_gap <= CLOSE
        assert np.array_equal(best.spend, allocate(curves, float(recent.sum()), 0.8 * recent, 1.2 * recent).spend)


@for_all(histories())
def test_backtests_are_numbers_or_refused_in_words(history: History):
    try:
        report = backtest(history, horizon=14, origins=2)
    except ValueError as refusal:
        assert "shorten the horizon or wait" in str(refusal)  # noqa: PT017 - either outcome is right
        return
    again = backtest(history, horizon=14, origins=2)
    actual = any(score.revenue_wape == score.revenue_wape for score in report.baselines.values())
    for name, score in {"model": report.model, **report.baselines}.items():
        same = again.model if name == "model" else again.baselines[name]
        assert repr(score) == repr(same)
        assert np.isfinite(score.revenue_wape) == actual  # nothing earned: no error is relative to anything
