"""The year's shape is found where it is, used where it earned it, and left alone everywhere else."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from forecasting import History, RoasForecaster
from tests.forecasting.builders import FIRST_DAY, a_history


def yearly(days: int, height: float, seed: int = 0, noise: float = 0.15) -> History:
    """Three units whose revenue swings with the year and peaks on day 100 of each."""
    history = a_history(units=3, days=days, noise=noise, moves=0.2, seed=seed)
    swing = np.exp(height * np.cos(2 * np.pi * (np.arange(days) - 100) / 365.25))
    return History.from_arrays(history.units, history.groups, FIRST_DAY, history.spend, history.revenue * swing)


def test_a_season_seen_twice_is_found():
    fitted = RoasForecaster().fit(yearly(800, 0.5))
    assert fitted.season_ is not None
    year = fitted.season_.factor(FIRST_DAY, 365)
    assert abs(int(year.argmax()) - 100) < 25
    assert 1.8 < year.max() / year.min() < 3.2  # e in truth, drawn towards none


def test_it_looks_ahead_where_the_level_cannot():
    history = yearly(800, 0.5)
    cut = 700
    past = history.until(FIRST_DAY + dt.timedelta(days=cut))
    actual = history.revenue[:, cut : cut + 28].sum()
    spend = dict(zip(history.units, history.spend[:, cut : cut + 28].mean(axis=1).tolist(), strict=True))
    fitted = RoasForecaster().fit(past)
    assert fitted.season_ is not None
    with_season = fitted.predict(28, spend).total.revenue
    fitted.season_ = None
    without = fitted.predict(28, spend).total.revenue
    assert abs(with_season - actual) / actual < 0.1
    assert abs(with_season - actual) <= abs(without - actual) + 0.02 * actual


@pytest.mark.parametrize(("days", "height"), [(380, 0.5), (120, 0.5)])
def test_under_thirteen_months_there_is_none(days: int, height: float):
    assert RoasForecaster().fit(yearly(days, height)).season_ is None


@pytest.mark.parametrize("seed", range(6))
def test_where_there_is_none_none_is_seen(seed: int):
    assert RoasForecaster().fit(yearly(560, 0.0, seed)).season_ is None


def test_curves_and_forecast_share_it():
    fitted = RoasForecaster().fit(yearly(800, 0.5))
    for horizon in (7, 10, 28):
        at_recent = fitted.curves(horizon).revenue(fitted.recent_spend_) * horizon
        assert np.allclose(at_recent, fitted.predict(horizon).revenue)


def test_units_of_money_do_not_matter_to_it():
    history = yearly(800, 0.5)
    other = History.from_arrays(history.units, history.groups, FIRST_DAY, history.spend * 100, history.revenue * 1e-4)
    first, second = RoasForecaster().fit(history).predict(), RoasForecaster().fit(other).predict()
    assert np.allclose(second.revenue, first.revenue * 1e-4, rtol=1e-6)
