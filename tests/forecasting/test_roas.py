"""The forecaster recovers what made the data, says how sure it is, and never answers with a silent NaN."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone

from forecasting import History, RoasForecaster
from tests.forecasting.builders import FIRST_DAY, a_history


@pytest.fixture(scope="module")
def history():
    return a_history(units=10, days=150)


@pytest.fixture(scope="module")
def fitted(history: History):
    return RoasForecaster().fit(history)


def test_scikit_learns_contract(history: History):
    forecaster = RoasForecaster(interval=0.9)
    assert clone(forecaster).get_params() == {"interval": 0.9}
    assert forecaster.fit(history) is forecaster


def test_the_same_input_gives_the_same_output(history: History, fitted: RoasForecaster):
    again = RoasForecaster().fit(history).predict()
    first = fitted.predict()
    assert np.array_equal(first.revenue, again.revenue)
    assert np.array_equal(first.low, again.low)


def test_row_order_does_not_matter():
    history = a_history(units=4, days=80)
    rows = [
        (unit, group, FIRST_DAY + dt.timedelta(days=day), history.spend[at, day], history.revenue[at, day])
        for at, (unit, group) in enumerate(zip(history.units, history.groups, strict=True))
        for day in range(history.days)
    ]
    first = RoasForecaster().fit(History.from_rows(rows)).predict()
    second = RoasForecaster().fit(History.from_rows(rows[::-1])).predict()
    assert first.units == second.units
    assert np.array_equal(first.revenue, second.revenue)


def test_the_forecast_is_near_what_made_the_data(history: History, fitted: RoasForecaster):
    forecast = fitted.predict(28)
    recent = history.revenue[:, -28:].sum(axis=1) / history.spend[:, -28:].sum(axis=1)
    assert np.allclose(forecast.revenue / forecast.spend, recent, rtol=0.25)
    assert (forecast.low <= forecast.revenue).all()
    assert (forecast.high >= forecast.revenue).all()
    assert forecast.total.revenue == pytest.approx(forecast.revenue.sum())
    assert sum(group.revenue for group in forecast.groups.values()) == pytest.approx(forecast.total.revenue)


@pytest.mark.parametrize(("spend_times", "revenue_times"), [(100.0, 100.0), (1e-3, 1e-3), (1.0, 1e4)])
def test_units_of_money_do_not_matter(history: History, spend_times: float, revenue_times: float):
    other = History.from_arrays(
        history.units, history.groups, FIRST_DAY, history.spend * spend_times, history.revenue * revenue_times
    )
    first, second = RoasForecaster().fit(history).predict(), RoasForecaster().fit(other).predict()
    assert np.allclose(second.revenue, first.revenue * revenue_times, rtol=1e-6)
    assert np.allclose(second.high, first.high * revenue_times, rtol=1e-6)
    assert np.allclose(second.elasticity, first.elasticity, rtol=1e-6)
    assert second.evidence == first.evidence


def test_the_totals_interval_is_joint(fitted: RoasForecaster):
    forecast = fitted.predict(28)
    assert forecast.total.high - forecast.total.low < (forecast.high - forecast.low).sum()


@pytest.mark.parametrize("elasticity", [0.4, 0.8])
def test_the_elasticity_is_recovered(elasticity: float):
    found = RoasForecaster().fit(a_history(units=30, days=200, elasticity=elasticity)).predict().elasticity
    assert abs(np.median(found) - elasticity) < 0.1


def test_curves_pass_through_the_forecast_and_are_concave(fitted: RoasForecaster):
    for horizon in (1, 7, 10, 28):
        curves = fitted.curves(horizon)
        forecast = fitted.predict(horizon)
        assert np.allclose(curves.revenue(fitted.recent_spend_) * horizon, forecast.revenue)
        assert (curves.parameters["elasticity"] <= 0.95).all()
        assert (curves.parameters["elasticity"] >= 0.2).all()


def test_planned_spend_moves_only_the_units_it_names(fitted: RoasForecaster):
    usual, planned = fitted.predict(), fitted.predict(daily_spend={"unit 3": 2 * fitted.recent_spend_[3]})
    assert planned.revenue[3] > usual.revenue[3] * 1.1
    assert np.array_equal(np.delete(planned.revenue, 3), np.delete(usual.revenue, 3))


def test_a_unit_that_stops_earlier_has_the_days_it_still_spends(fitted: RoasForecaster):
    usual, stopping = fitted.predict(28), fitted.predict(28, days={"unit 3": 7, "unit 4": 0, "unit 5": 90})
    assert stopping.spend[3] == pytest.approx(7 * fitted.recent_spend_[3])
    # A quarter of the days at the same spend a day is a quarter of the revenue, whatever the response.
    assert stopping.revenue[3] == pytest.approx(usual.revenue[3] / 4)
    assert (stopping.spend[4], stopping.revenue[4]) == (0, 0)
    assert stopping.revenue[5] == usual.revenue[5]
    together = fitted.together(["unit 3", "unit 5"], 28, days={"unit 3": 7})
    assert together.revenue == pytest.approx(stopping.revenue[3] + usual.revenue[5])
    assert stopping.total.revenue == pytest.approx(stopping.revenue.sum())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"horizon": 0}, "horizon is 0"),
        ({"daily_spend": {"nobody": 1.0}}, "unknown unit 'nobody'"),
        ({"daily_spend": {"unit 1": -1.0}}, "daily_spend of unit 'unit 1' is -1.0"),
        ({"days": {"nobody": 1.0}}, "unknown unit 'nobody' in days"),
        ({"days": {"unit 1": -1.0}}, "days of unit 'unit 1' is -1.0"),
        ({"daily_spend": {"unit 1": float("nan")}}, "daily_spend of unit 'unit 1' is nan"),
    ],
)
def test_bad_requests_are_refused(fitted: RoasForecaster, arguments: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        fitted.predict(**arguments)


@pytest.mark.parametrize("interval", [0.0, 1.0, -3.0])
def test_an_interval_that_is_no_share_is_refused(history: History, interval: float):
    with pytest.raises(ValueError, match="interval is"):
        RoasForecaster(interval).fit(history)


class TestThinHistories:
    @pytest.mark.parametrize("days", [1, 2, 6, 7, 8, 15, 29])
    def test_short_ones_give_finite_figures(self, days: int):
        forecast = RoasForecaster().fit(a_history(units=3, days=days)).predict()
        for figures in (forecast.revenue, forecast.low, forecast.high, forecast.elasticity):
            assert np.isfinite(figures).all()
        assert days > 21 or set(forecast.evidence) == {"thin"}

    def test_one_unit(self):
        forecast = RoasForecaster().fit(a_history(units=1, days=90)).predict()
        assert np.isfinite(forecast.revenue).all()
        assert forecast.total.revenue == pytest.approx(forecast.revenue[0])

    @pytest.mark.parametrize(("spend", "revenue"), [(0.0, 0.0), (5.0, 0.0), (0.0, 5.0)])
    def test_all_zeros_of_some_kind(self, spend: Any, revenue: float):
        shape = (3, 60)
        history = History.from_arrays(
            ["a", "b", "c"], ["g", "g", "h"], FIRST_DAY, np.full(shape, spend), np.full(shape, revenue)
        )
        fitted = RoasForecaster().fit(history)
        forecast = fitted.predict()
        assert forecast.revenue.tolist() == [0, 0, 0]
        assert np.isfinite(forecast.high).all()
        assert set(forecast.evidence) == {"none"}
        assert np.isfinite(fitted.curves().revenue(10.0)).all()

    def test_a_new_unit_is_forecast_from_its_group(self):
        history = a_history(units=8, days=100)
        spend, revenue = history.spend.copy(), history.revenue.copy()
        seen = np.ones(spend.shape, dtype=bool)
        seen[0, :-5] = False
        revenue[0] = 0.0
        late = History.from_arrays(history.units, history.groups, FIRST_DAY, spend, revenue, seen)
        forecast = RoasForecaster().fit(late).predict()
        assert forecast.evidence[0] != "strong"
        assert forecast.revenue[0] > 0

    def test_a_unit_that_ended_is_expected_to_spend_nothing(self):
        history = a_history(units=4, days=120)
        seen = np.ones(history.spend.shape, dtype=bool)
        seen[1, 60:] = False
        ended = History.from_arrays(history.units, history.groups, FIRST_DAY, history.spend, history.revenue, seen)
        forecast = RoasForecaster().fit(ended).predict()
        assert forecast.spend[1] == 0
        assert forecast.revenue[1] == 0


class TestEvidence:
    def test_spend_that_moved_and_earned_is_strong(self, fitted: RoasForecaster):
        assert set(fitted.predict().evidence) == {"strong"}

    def test_a_break_of_level_without_a_move_of_spend_is_thin(self):
        history = a_history(units=6, days=180, moves=0.25)
        spend, revenue = history.spend.copy(), history.revenue.copy()
        rng = np.random.default_rng(5)
        spend[0] = 100 * np.exp(rng.normal(0, 0.15, 180))
        roas = np.where(np.arange(180) < 60, 2.0, 35.0)
        revenue[0] = 100 * roas * rng.gamma(2, 0.5, 180)
        broken = History.from_arrays(history.units, history.groups, FIRST_DAY, spend, revenue)
        forecast = RoasForecaster().fit(broken).predict()
        assert forecast.evidence[0] == "thin"
        assert "which spend does not explain" in forecast.evidence_reason[0]
        assert "response not identified" in forecast.evidence_reason[0]
        broke = forecast.broke_on[0]
        assert broke is not None
        assert abs((broke - FIRST_DAY).days - 60) <= 7
        assert forecast.broke_on[1:] == (None,) * 5

    def test_spend_that_never_moved_leaves_the_response_borrowed(self):
        history = a_history(units=6, days=120)
        spend, revenue = history.spend.copy(), history.revenue.copy()
        spend[2] = 100.0
        revenue[2] = 300 * np.exp(np.random.default_rng(1).normal(0, 0.3, 120))
        flat = History.from_arrays(history.units, history.groups, FIRST_DAY, spend, revenue)
        forecast = RoasForecaster().fit(flat).predict()
        assert forecast.evidence[2] == "thin"
        assert "borrowed" in forecast.evidence_reason[2]

    def test_under_three_weeks_is_thin(self):
        assert "three weeks" in RoasForecaster().fit(a_history(days=18)).predict().evidence_reason[0]


def test_a_young_unit_has_tried_what_it_spent_over_days():
    days = 120
    spend, revenue = np.full((2, days), 100.0), np.full((2, days), 300.0)
    spend[1, :-11] = revenue[1, :-11] = 0.0
    spend[1, -11:] = [20, 210, 212, 208, 227, 228, 229, 227, 228, 228, 228]  # it began at noon
    history = History.from_arrays(["old", "young"], ["g", "g"], FIRST_DAY, spend, revenue)
    low, high = (getattr(RoasForecaster().fit(history), name).tolist() for name in ("spend_low_", "spend_high_"))
    assert (low[0], high[0]) == (100.0, 100.0)
    assert low[1] <= (20 + 210 + 212) / 3
    assert high[1] == pytest.approx((229 + 227 + 228) / 3)
    assert low[1] < 223 < high[1], "a spend between those of its two weeks was tried"


def test_a_roas_that_is_mostly_the_groups_is_called_borrowed_with_its_own():
    rng = np.random.default_rng(3)
    days = 120
    spend = 100 * np.repeat(np.exp(rng.normal(0, 0.3, (5, days // 7 + 1))), 7, axis=1)[:, :days]
    revenue = 3 * spend * np.exp(rng.normal(0, 0.1, spend.shape))
    revenue[3] = 0.0  # never earned a cent
    spend[4, :-10] = revenue[4, :-10] = 0.0  # ten days old
    labels = [f"u{at}" for at in range(5)]
    forecast = RoasForecaster().fit(History.from_arrays(labels, ["g"] * 5, FIRST_DAY, spend, revenue)).predict()
    assert forecast.borrowed == (False, False, False, True, True)
    assert forecast.own_roas[3] == 0.0
    assert forecast.own_roas == pytest.approx([3, 3, 3, 0, 3], rel=0.1)


def test_where_the_model_loses_the_baseline_is_used_and_says_so(monkeypatch: pytest.MonkeyPatch, history: History):
    monkeypatch.setattr("forecasting.roas.stands_in", lambda residuals: (True, "28 days' ROAS is used instead."))
    fitted = RoasForecaster().fit(history)
    forecast = fitted.predict()
    trailing = history.revenue[:, -28:].sum(axis=1) / history.spend[:, -28:].sum(axis=1)
    assert np.allclose(forecast.revenue, trailing * forecast.spend)
    assert forecast.notice
    assert np.allclose(fitted.curves(28).revenue(fitted.recent_spend_) * 28, forecast.revenue)
