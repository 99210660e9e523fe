"""Every argument of forecasts and backtests is taken as what it must mean, or refused in words with a remedy."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from forecasting import History, RoasForecaster, backtest, backtest_horizons, decision_backtest
from tests.forecasting.builders import FIRST_DAY, a_history


@pytest.fixture(scope="module")
def history() -> History:
    return a_history(units=2, days=90)


NO_NUMBERS = [28.0, "28", None, math.nan, 0, True]


@pytest.mark.parametrize("number", NO_NUMBERS)
@pytest.mark.parametrize("run", [backtest, decision_backtest])
def test_backtests_want_whole_numbers(history: History, run: Callable[..., Any], number: Any):
    with pytest.raises(ValueError, match=rf"horizon is {number!r}: give a whole number of days, 1 to 3,660"):
        run(history, horizon=number)
    with pytest.raises(ValueError, match=rf"origins is {number!r}: give a whole number, 1 to 10,000"):
        run(history, origins=number)
    with pytest.raises(ValueError, match=rf"horizon is {number!r}: give a whole number of days"):
        backtest_horizons(history, (7, number))


@pytest.mark.parametrize("run", [backtest, decision_backtest, backtest_horizons])
def test_backtests_want_a_history_and_a_forecaster(history: History, run: Callable[..., Any]):
    for other in (None, [("a", "g", FIRST_DAY, 1.0, 2.0)]):
        with pytest.raises(ValueError, match=r"history is a .*: give a History"):
            run(other)
    with pytest.raises(ValueError, match="forecaster is 5: give a RoasForecaster, or leave it out"):
        run(history, forecaster=5)


@pytest.mark.parametrize("horizons", [28, None, "28"])
def test_horizons_are_a_list(history: History, horizons: Any):
    with pytest.raises(ValueError, match=r"horizons is .*: give a list of horizons in days"):
        backtest_horizons(history, horizons)


def test_the_rest_of_a_backtests_arguments(history: History):
    with pytest.raises(ValueError, match="horizons is empty: give at least one"):
        backtest_horizons(history, ())
    with pytest.raises(ValueError, match="groups is 5: give a mapping"):
        backtest(history, groups=5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="known is 5: give a function"):
        backtest(history, known=5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"step is '0.2': give a share above 0 and at most 1"):
        decision_backtest(history, step="0.2")  # type: ignore[arg-type]
    assert backtest(history, np.int64(7), np.int32(2)).horizon == 7


@pytest.mark.parametrize("units", [None, "unit 0", [[]], [5]])
def test_together_wants_labels(history: History, units: Any):
    with pytest.raises(ValueError, match=r"units is .*: give a list of labels|label 1 of units is .*: give a text"):
        RoasForecaster().fit(history).together(units)


def test_what_is_forecast_can_be_changed_without_changing_the_forecaster(history: History):
    fitted = RoasForecaster().fit(history)
    before = fitted.curves().parameters["elasticity"].tolist()
    forecast = fitted.predict()
    for figures in (forecast.elasticity, forecast.elasticity_error, forecast.spend_low, forecast.spend_high):
        figures[:] = 9.0
    assert fitted.curves().parameters["elasticity"].tolist() == before
    assert fitted.predict().spend_low.tolist() != [9.0, 9.0]
