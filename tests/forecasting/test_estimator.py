"""scikit-learn's contract, and what the regressor says of data whose response is known."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator, clone
from sklearn.compose import make_column_transformer
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OrdinalEncoder
from sklearn.utils.estimator_checks import parametrize_with_checks

from forecasting import ResponseRegressor, RoasForecaster
from tests.forecasting.builders import a_history


@parametrize_with_checks([ResponseRegressor(), ResponseRegressor(elasticity=0.5)])
def test_scikit_learns_own_checks(estimator: BaseEstimator, check: Any):
    check(estimator)


def panel(units: int = 12, days: int = 120, elasticity: float = 0.6, seed: int = 0) -> tuple[Any, Any]:
    """Rows by day, then unit: spend, unit, group; revenue 5 to 15 times spend ** elasticity."""
    rng = np.random.default_rng(seed)
    unit = np.tile(np.arange(units), days)
    spend = rng.uniform(50, 500, units)[unit] * np.exp(rng.normal(0, 0.4, units * days))
    level = rng.uniform(5, 15, units)[unit]
    revenue = level * spend**elasticity * rng.gamma(8, 1 / 8, units * days)
    return np.column_stack([spend, unit, unit % 3]), revenue


@pytest.mark.parametrize("elasticity", [0.35, 0.6, 0.85])
def test_the_elasticity_is_recovered_and_readable(elasticity: float):
    fitted = ResponseRegressor().fit(*panel(elasticity=elasticity))
    assert fitted.elasticity_ == pytest.approx(elasticity, abs=0.04)
    assert np.abs(fitted.unit_elasticity_ - elasticity).max() < 0.15
    assert fitted.in_words() == f"10% more spend brings about {1.1**fitted.elasticity_ - 1:.0%} more revenue"
    assert "20% more spend" in fitted.in_words(0.2)


def test_levels_are_the_units_own_where_they_are_known():
    x, y = panel()
    fitted = ResponseRegressor().fit(x, y)
    for unit in range(12):
        rows = x[:, 1] == unit
        assert fitted.predict(x[rows]).sum() == pytest.approx(y[rows].sum(), rel=0.06)
    assert fitted.score(x, y) > 0.6


def test_units_never_seen_have_their_groups_response():
    x, y = panel()
    y = y * np.where(x[:, 2] == 1, 10.0, 1.0)
    fitted = ResponseRegressor().fit(x, y)
    groups, unknown = fitted.predict([[100.0, 99, group] for group in (0, 1, 2)]), fitted.predict([[100.0, 99, 99]])
    assert groups[1] > 5 * max(groups[0], groups[2])
    assert groups.min() < unknown[0] < groups.max()


def test_spend_alone_will_do_and_more_spend_earns_more_but_less_each_time():
    x, y = panel(units=1)
    fitted = ResponseRegressor().fit(x[:, :1], y)
    earned = fitted.predict(np.linspace(0, 1000, 50)[:, None])
    assert earned[0] == 0
    assert (np.diff(earned) > 0).all()
    assert (np.diff(earned, 2) < 0).all()


def test_a_weight_of_two_is_a_row_seen_twice():
    x, y = panel(units=3, days=30)
    weight = np.random.default_rng(1).integers(0, 4, len(y))
    weighed = ResponseRegressor().fit(x, y, sample_weight=weight)
    repeated = ResponseRegressor().fit(np.repeat(x, weight, axis=0), np.repeat(y, weight))
    assert np.allclose(weighed.predict(x), repeated.predict(x), rtol=1e-9)


@pytest.mark.parametrize("times", [1e-6, 1e6])
def test_units_of_money_do_not_matter(times: float):
    x, y = panel()
    first = ResponseRegressor().fit(x, y)
    scaled = x * [times, 1, 1]
    second = ResponseRegressor().fit(scaled, y * times)
    assert np.allclose(second.predict(scaled), first.predict(x) * times, rtol=1e-6)


class TestTools:
    def test_cross_validation_in_time(self):
        x, y = panel()
        assert cross_val_score(ResponseRegressor(), x, y, cv=TimeSeriesSplit(5)).min() > 0.6

    def test_grid_search(self):
        x, y = panel(elasticity=0.3)
        search = GridSearchCV(ResponseRegressor(), {"elasticity": [0.3, 0.6, 1.0]}, cv=TimeSeriesSplit(3)).fit(x, y)
        assert search.best_params_ == {"elasticity": 0.3}

    def test_pipeline_from_labels(self):
        x, y = panel()
        labelled = np.column_stack([x[:, 0], [f"unit {unit:.0f}" for unit in x[:, 1]]]).astype(object)
        codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
        columns = make_column_transformer((FunctionTransformer(lambda part: part.astype(float)), [0]), (codes, [1]))
        fitted = make_pipeline(columns, ResponseRegressor()).fit(labelled, y)
        assert np.allclose(fitted.predict(labelled), ResponseRegressor().fit(x[:, :2], y).predict(x[:, :2]))
        assert fitted.predict(np.array([[100.0, "new"]], dtype=object))[0] > 0

    def test_clone_and_pickle(self):
        x, y = panel(units=2, days=20)
        fitted = ResponseRegressor(elasticity=0.7).fit(x, y)
        assert clone(fitted).get_params() == {"elasticity": 0.7}
        assert np.array_equal(pickle.loads(pickle.dumps(fitted)).predict(x), fitted.predict(x))


@pytest.mark.parametrize(
    ("x", "y", "options", "message"),
    [
        ([[-1.0], [2.0]], [1.0, 2.0], {}, "Negative values in data"),
        ([[np.nan], [2.0]], [1.0, 2.0], {}, "contains NaN"),
        ([[1.0], [2.0]], [1.0, np.inf], {}, "infinity"),
        ([[1.0], [2.0]], [1.0, 2.0], {"elasticity": 0.0}, "elasticity is 0.0: give a number above 0 and at most 1"),
        ([[1.0], [2.0]], [1.0, 2.0], {"elasticity": "0.5"}, "elasticity is '0.5'"),
        ([[1.0], [2.0]], [1.0, 2.0], {"elasticity": True}, "elasticity is True"),
    ],
)
def test_bad_input_is_refused(x: Any, y: Any, options: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        ResponseRegressor(**options).fit(x, y)


def test_weights_of_nothing_and_spend_below_nothing_are_refused():
    with pytest.raises(ValueError, match="at least one non-zero"):
        ResponseRegressor().fit([[1.0]], [1.0], sample_weight=[0.0])
    with pytest.raises(ValueError, match="spend in row 1 of X is negative"):
        ResponseRegressor().fit([[1.0]], [1.0]).predict([[1.0], [-1.0]])


@pytest.mark.parametrize(("x", "y"), [([[0.0], [0.0]], [1.0, 2.0]), ([[1.0], [2.0]], [0.0, 0.0]), ([[5.0]], [-3.0])])
def test_nothing_to_learn_from_gives_zeros(x: Any, y: Any):
    assert ResponseRegressor().fit(x, y).predict([[0.0], [10.0]]).tolist() == [0, 0]


class TestForecaster:
    """`RoasForecaster` takes a history in place of X and y; the rest of the contract is scikit-learn's."""

    def test_parameters(self):
        forecaster = RoasForecaster(interval=0.9)
        assert forecaster.get_params() == {"interval": 0.9}
        assert forecaster.set_params(interval=0.5) is forecaster
        assert repr(clone(forecaster)) == "RoasForecaster(interval=0.5)"
        assert vars(RoasForecaster()) == {"interval": 0.8}
        with pytest.raises(ValueError, match="Invalid parameter"):
            forecaster.set_params(colour=1)

    def test_before_fit(self):
        for call in (RoasForecaster().predict, RoasForecaster().curves, lambda: RoasForecaster().events_):
            with pytest.raises(NotFittedError):
                call()

    def test_pickled_and_refitted(self):
        history = a_history(units=3, days=90)
        fitted = RoasForecaster().fit(history)
        again = pickle.loads(pickle.dumps(fitted))
        assert np.array_equal(again.predict().revenue, fitted.predict().revenue)
        assert again.events_ == fitted.events_
        other = a_history(units=5, days=60, seed=3)
        assert np.array_equal(again.fit(other).predict().high, RoasForecaster().fit(other).predict().high)

    def test_fitting_leaves_the_history_as_it_was(self):
        history = a_history(units=3, days=90)
        before = history.spend.copy(), history.revenue.copy(), history.present.copy()
        RoasForecaster().fit(history).predict()
        assert all(
            np.array_equal(*pair)
            for pair in zip(before, (history.spend, history.revenue, history.present), strict=True)
        )
