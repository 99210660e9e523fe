"""Joint intervals of sums: of errors that are known, without launches, with revenue nobody paid for, and in order."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest

from forecasting import History, RoasForecaster
from forecasting.fitting.credibility import Grouping
from forecasting.fitting.intervals import calibrate
from forecasting.fitting.weeks import weekly
from forecasting.response import HORIZON_WEEKS, Residuals, fit_response
from tests.forecasting.builders import FIRST_DAY, a_history

AHEAD = 4
ORIGINS = 12


def overlapping(rng: np.random.Generator, units: int, alike: float) -> np.ndarray:
    """Relative errors of four-week sums at twelve weekly origins and, apart from them, at a last one.

    `alike` is the part of their variance that all units share; weeks are independent, as counting noise is.
    """
    weeks = np.sqrt(alike) * rng.normal(size=(1, ORIGINS + 2 * AHEAD)) + np.sqrt(1 - alike) * rng.normal(
        size=(units, ORIGINS + 2 * AHEAD)
    )
    sums = np.lib.stride_tricks.sliding_window_view(weeks, AHEAD, axis=1).sum(axis=2) / np.sqrt(AHEAD)
    return np.column_stack([sums[:, :ORIGINS], sums[:, -1]])


@pytest.mark.parametrize("alike", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("units", [2, 25])
def test_a_sum_is_held_as_often_as_asked_whatever_units_share(units: int, alike: float):
    rng = np.random.default_rng(7)
    held = []
    for _ in range(300):
        forecast = np.exp(rng.normal(5, 0.5, (units, 1))) * np.ones((units, ORIGINS + 1))
        actual = forecast * (1 + 0.12 * overlapping(rng, units, alike))
        residuals = Residuals(forecast[:, :-1], actual[:, :-1], forecast[:, :-1], np.full(ORIGINS, float(AHEAD)))
        calibration = calibrate(dict.fromkeys(HORIZON_WEEKS, residuals), np.ones(units), 0.8)[AHEAD]
        scales = calibration.scale(forecast[:, -1])
        lower, upper = calibration.total_quantiles(scales, scales)
        score = float((actual - forecast)[:, -1].sum()) / calibration.total_scale(scales)
        held.append(lower <= score <= upper)
    # three independent origins cannot tell how alike units are, so units that share nothing are held more often
    assert 0.72 <= np.mean(held) <= (0.96 if alike == 0 and units > 2 else 0.88)


def test_errors_to_one_side_leave_the_other_open():
    forecast = np.full((8, ORIGINS), 100.0)
    residuals = Residuals(forecast, forecast * 1.1, forecast, np.full(ORIGINS, float(AHEAD)))
    calibration = calibrate(dict.fromkeys(HORIZON_WEEKS, residuals), np.ones(8), 0.8)[AHEAD]
    scales = calibration.scale(forecast[:, 0])
    lower, upper = (each * calibration.total_scale(scales) for each in calibration.total_quantiles(scales, scales))
    assert upper > 80
    assert lower < -40


def test_one_unit_of_a_sum_has_its_own_quantiles():
    forecast = np.full((8, ORIGINS), 100.0)
    actual = forecast * np.exp(np.random.default_rng(3).normal(0, 0.2, forecast.shape))
    residuals = Residuals(forecast, actual, forecast, np.full(ORIGINS, float(AHEAD)))
    calibration = calibrate(dict.fromkeys(HORIZON_WEEKS, residuals), np.ones(8), 0.8)[AHEAD]
    scales = calibration.scale(forecast[:, 0])
    alone, nearly = np.zeros(8), np.full(8, 1e-9)
    alone[2] = nearly[2] = scales[2]
    assert calibration.total_quantiles(alone, scales) == (calibration.lower, calibration.upper)
    assert calibration.total_quantiles(nearly, scales) == pytest.approx((calibration.lower, calibration.upper))


def test_units_that_had_not_begun_are_no_error_of_an_earlier_forecast():
    history = a_history(units=5, days=140)
    present = history.present.copy()
    present[4, :112] = False
    later = History.from_arrays(history.units, history.groups, FIRST_DAY, history.spend, history.revenue, present)
    residuals = fit_response(weekly(later), Grouping.of(later.groups)).residuals[AHEAD]
    before = slice(None, -4)
    assert not residuals.actual[4, before].any()
    assert not residuals.trailing[4, before].any()
    assert (residuals.actual[4, -3:] > 0).all()
    assert (residuals.actual[:4] > 0).all()


def test_what_is_earned_without_spend_is_within_reach():
    history = a_history(units=6, days=196)
    spend, revenue = history.spend.copy(), history.revenue.copy()
    spend[5] = 0.0
    revenue[5] = 0.5 * revenue[:5].sum(axis=0)
    organic = History.from_arrays(history.units, history.groups, FIRST_DAY, spend, revenue)
    past = organic.until(organic.last_day - dt.timedelta(days=27))
    forecast = RoasForecaster().fit(past).predict(28, dict(zip(past.units, spend[:, -28:].mean(axis=1), strict=True)))
    actual = revenue[:, -28:].sum(axis=1)
    assert forecast.low[5] <= actual[5] <= forecast.high[5]
    assert forecast.total.low <= actual.sum() <= forecast.total.high
    without = RoasForecaster().fit(a_history(units=6, days=196)).predict(daily_spend=dict.fromkeys(history.units, 0.0))
    assert without.high.tolist() == [0.0] * 6


@pytest.mark.parametrize("zero_share", [0.0, 0.7])
def test_a_higher_level_holds_the_lower_ones(zero_share: float):
    history = a_history(units=7, days=150, zero_share=zero_share)
    levels = (0.3, 0.5, 0.65, 0.8, 0.9, 0.95, 0.99)
    fitted = [RoasForecaster(interval=level).fit(history) for level in levels]
    for horizon in (1, 7, 10, 14, 28, 60, 180):
        ahead = [each.predict(horizon) for each in fitted]
        for narrow, wide in itertools.pairwise(ahead):
            slack = 1e-9 * narrow.high
            assert (wide.low <= narrow.low + slack).all()
            assert (wide.high >= narrow.high - slack).all()
            for group, one in [("", narrow.total), *narrow.groups.items()]:
                other = wide.groups[group] if group else wide.total
                assert other.low <= one.low + 1e-9 * one.high
                assert other.high >= one.high * (1 - 1e-9)
