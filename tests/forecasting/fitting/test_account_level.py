"""What all units did together lately moves every forecast alike, half of the way."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import History, RoasForecaster
from forecasting.fitting.account_level import account_factors
from forecasting.fitting.weeks import Weeks
from tests.forecasting.builders import FIRST_DAY, a_history


def level(count: int, last: float, weight: np.ndarray | None = None) -> Weeks:
    """Two units that spend 10 a day and earn 20, and `last` times that in the last five weeks."""
    revenue = np.full((2, count), 140.0)
    revenue[:, -5:] *= last
    return Weeks(revenue, np.full((2, count), 10.0), np.full((2, count), 7.0), weight)


def test_half_of_the_way_in_logarithms():
    weeks = level(20, 4.0)
    roas = np.array([1.0])
    coefficients = np.full((1, 2, 2), 2.0)  # what they earned before
    assert account_factors(weeks, coefficients, roas, np.array([15, 20])) == pytest.approx([1.0, 2.0])


def test_weeks_that_weigh_nothing_say_nothing():
    weight = np.ones((2, 20))
    weight[:, 15:18] = 0.0
    weeks = level(20, 4.0, weight)
    weeks.revenue[:, 15:18] = 0.0
    assert account_factors(weeks, np.full((1, 2, 1), 2.0), np.array([1.0]), np.array([20])) == pytest.approx([2.0])


@pytest.mark.parametrize(("spend", "revenue"), [(0.0, 0.0), (10.0, 0.0), (0.0, 10.0)])
def test_nothing_to_compare_leaves_forecasts_alone(spend: float, revenue: float):
    weeks = Weeks(np.full((2, 9), revenue), np.full((2, 9), spend), np.full((2, 9), 7.0))
    assert account_factors(weeks, np.full((1, 2, 1), 2.0), np.array([1.0]), np.array([9])).tolist() == [1.0]


def test_an_account_that_doubled_is_forecast_above_its_memory():
    history = a_history(units=12, days=180, moves=0.05, noise=0.6)
    revenue = history.revenue.copy()
    revenue[:, -28:] *= 1.5
    risen = History.from_arrays(history.units, history.groups, FIRST_DAY, history.spend, revenue)
    before, after = (RoasForecaster().fit(each).predict().total.revenue for each in (history, risen))
    assert 1.2 < after / before < 1.55


def test_order_and_a_common_label_do_not_matter():
    history = a_history(units=7, days=150, zero_share=0.4)
    first = RoasForecaster().fit(history).predict()
    order = [3, 0, 6, 1, 5, 2, 4]
    turned = History.from_arrays(
        [history.units[at] for at in order],
        [f"client/{history.groups[at]}" for at in order],
        FIRST_DAY,
        history.spend[order],
        history.revenue[order],
    )
    second = RoasForecaster().fit(turned).predict()
    assert np.allclose(second.revenue, first.revenue[order], rtol=1e-9)
    assert np.allclose(second.low, first.low[order], rtol=1e-9)
    assert np.allclose(second.high, first.high[order], rtol=1e-9)
    assert second.total.high == pytest.approx(first.total.high)
