"""Intervals hold what they say, on few and on many origins, and never lose their order."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import strategies as st

from forecasting import RoasForecaster, Sum
from forecasting.fitting.intervals import calibrate
from forecasting.response import HORIZON_WEEKS, Residuals
from forecasting.roas import LEAST_BEYOND
from tests.forecasting.builders import a_history, for_all


def residuals(forecast: np.ndarray, actual: np.ndarray) -> dict[int, Residuals]:
    """The same forecasts at every horizon, whole ones only."""
    return {
        ahead: Residuals(forecast, actual, forecast, np.full(forecast.shape[1], float(ahead)))
        for ahead in HORIZON_WEEKS
    }


@pytest.mark.parametrize("interval", [0.5, 0.8, 0.9])
def test_the_share_that_was_asked_for_is_held(interval: float):
    rng = np.random.default_rng(1)
    forecast = np.exp(rng.normal(5, 1, (400, 1))) * np.ones((400, 12))
    drawn = forecast * np.exp(rng.normal(-0.02, 0.2, (400, 24)).reshape(400, 2, 12).transpose(1, 0, 2))
    calibration = calibrate(residuals(forecast, drawn[0]), np.ones(400), interval)[4]
    scale = calibration.scale(forecast[:, 0])[:, None]
    held = (forecast + calibration.lower * scale <= drawn[1]) & (drawn[1] <= forecast + calibration.upper * scale)
    assert held.mean() == pytest.approx(interval, abs=0.08)
    assert held.mean() >= interval - 0.02


def test_what_cannot_fall_below_zero_is_not_held_above_as_well():
    rng = np.random.default_rng(2)
    forecast = np.full((300, 12), 10.0)
    actual = np.where(rng.random((300, 12)) < 0.25, rng.exponential(40.0, (300, 12)), 0.0)
    calibration = calibrate(residuals(forecast, actual), np.full(300, 40.0), 0.8)[4]
    scale = calibration.scale(forecast[:, 0])[0]
    assert 10.0 + calibration.lower * scale <= 0
    high = 10.0 + calibration.upper * scale
    assert (actual <= high).mean() == pytest.approx(0.8, abs=0.04)


def test_a_forecast_of_next_to_nothing_does_not_set_the_scale():
    forecast = np.full((5, 12), 100.0)
    forecast[0, :3] = 1e-9
    actual = forecast * 1.1
    actual[0, :3] = 50.0
    calibration = calibrate(residuals(forecast, actual), np.ones(5), 0.8)[4]
    assert calibration.upper * calibration.scale(np.full(5, 100.0)).max() < 100


@for_all(st.integers(0, 100_000))
def test_low_is_below_and_high_above_whatever_the_residuals(seed: int):
    rng = np.random.default_rng(seed)
    shape = int(rng.integers(1, 6)), int(rng.integers(0, 13))
    money = 10.0 ** rng.uniform(-9, 9)
    forecast = money * np.exp(rng.normal(0, 2, shape)) * (rng.random(shape) > rng.choice([0, 0.5, 1]))
    actual = money * np.exp(rng.normal(0, 2, shape)) * (rng.random(shape) > rng.choice([0, 0.9, 1]))
    weeks = {
        ahead: Residuals(forecast, actual, forecast, np.minimum(float(ahead), 1.0 + np.arange(shape[1])[::-1]))
        for ahead in HORIZON_WEEKS
    }
    for calibration in calibrate(weeks, rng.choice([0.0, 1.0, np.inf], shape[0]), 0.8).values():
        scale = calibration.scale(np.full(shape[0], money))
        assert np.isfinite(scale).all()
        assert calibration.lower <= 0 <= calibration.upper
        assert calibration.total_lower <= 0 <= calibration.total_upper
        assert np.isfinite(
            [calibration.lower, calibration.upper, calibration.total_lower, calibration.total_upper]
        ).all()


def _relative(total: Sum) -> float:
    return (total.high - total.low) / total.revenue


def test_further_ahead_than_was_measured_an_interval_only_widens() -> None:
    forecaster = RoasForecaster().fit(a_history())
    widths = [_relative(forecaster.predict(horizon).total) for horizon in (28, 42, 56, 90, 180, 365)]
    assert widths == sorted(widths)
    assert widths[-1] > 2 * widths[0]


def test_spend_never_tried_widens_the_interval_of_units_and_of_their_total() -> None:
    forecaster = RoasForecaster().fit(a_history())
    highest = dict(zip(forecaster.units_, forecaster.spend_high_.tolist(), strict=True))
    tried = forecaster.predict(28, highest)
    beyond = forecaster.predict(28, {unit: 8 * spend for unit, spend in highest.items()})
    assert ((beyond.high - beyond.low) / beyond.revenue > (tried.high - tried.low) / tried.revenue).all()
    assert _relative(beyond.total) > 1.2 * _relative(tried.total)
    # what every response is carried on by wrongly does not cancel out
    assert _relative(beyond.total) > 2 * LEAST_BEYOND * math.log(8)


def test_a_group_of_one_unit_has_that_units_interval() -> None:
    forecast = RoasForecaster().fit(a_history(units=1)).predict(28)
    assert (forecast.total.low, forecast.total.high) == (forecast.low[0], forecast.high[0])
