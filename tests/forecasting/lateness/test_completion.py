"""Completing a history: several curves, days read at different times, and what the forecast makes of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting import History, Maturity, RoasForecaster, backtest, complete
from forecasting.fitting.weeks import weekly
from forecasting.lateness.completion import Known
from tests.forecasting.builders import FIRST_DAY, a_history
from tests.forecasting.lag import CURVES

SLOW = Maturity(CURVES["slow"], np.zeros(28, dtype=np.intp))
FAST = Maturity(CURVES["fast"], np.zeros(28, dtype=np.intp))


def read_at(days: int, lag: int) -> np.ndarray:
    """Ages of days that were all read `lag` days after the last."""
    return np.arange(days)[::-1] + lag


def hidden(history: History, curve: Maturity, lag: int = 1) -> History:
    """What of a history was known `lag` days after its last day."""
    return replace(history, revenue=history.revenue * curve.share(read_at(history.days, lag)))


def test_each_group_or_unit_has_its_own_curve_and_a_unit_goes_before_its_group():
    history = a_history(units=4, days=60)
    found = complete(history, {"group 0": SLOW, "group 1": FAST, "unit 2": FAST})
    ratio = found.history.revenue[:, -1] / history.revenue[:, -1]
    slow, fast = 1 / CURVES["slow"][1], 1 / CURVES["fast"][1]
    assert ratio == pytest.approx([slow, fast, fast, fast])
    assert len(found.share) == 3
    assert found.young > 7


def test_a_unit_without_a_curve_counts_as_complete():
    history = a_history(units=4, days=60)
    found = complete(history, {"group 0": SLOW})
    assert np.array_equal(found.history.revenue[1], history.revenue[1])


def test_what_was_read_long_after_is_complete_and_the_forecast_is_the_same_to_the_last_bit():
    history = a_history(units=6, days=120)
    late = read_at(120, 60)
    assert complete(history, Maturity.default(), late).history is history
    plain = RoasForecaster().fit(history).predict(28)
    after = RoasForecaster().fit(history, maturity=Maturity.default(), age=late).predict(28)
    assert np.array_equal(after.revenue, plain.revenue)
    assert np.array_equal(after.high, plain.high)
    assert after.total == plain.total


def test_groups_read_at_different_times_are_completed_by_their_own_ages():
    history = a_history(units=4, days=60)
    found = complete(history, SLOW, {"group 0": read_at(60, 1), "group 1": read_at(60, 40)})
    ratio = found.history.revenue[:, -1] / history.revenue[:, -1]
    assert ratio == pytest.approx([1 / CURVES["slow"][1], 1, 1 / CURVES["slow"][1], 1])


def test_what_hardly_anything_is_known_of_is_not_multiplied_up_without_end():
    curve = Maturity(np.append(np.full(3, 1e-6), 1.0), np.zeros(3, dtype=np.intp))
    history = a_history(units=2, days=30)
    assert (complete(history, curve).history.revenue <= 20 * history.revenue).all()


@pytest.mark.parametrize(
    ("maturity", "age", "words"),
    [
        ({"nobody": SLOW}, None, "curve for 'nobody', which is neither a unit nor a group"),
        (SLOW, {"nobody": np.zeros(60)}, "ages for 'nobody'"),
        (SLOW, np.zeros(3), r"ages \(3,\) must be one per day"),
        (SLOW, np.append(np.zeros(59), -2), r"2025-03-06 was read at the age of -2.0 days"),
    ],
)
def test_curves_and_ages_that_do_not_fit_are_refused(maturity: object, age: object, words: str):
    with pytest.raises(ValueError, match=words):
        complete(a_history(units=4, days=60), maturity, age)  # type: ignore[arg-type]


def test_a_forecast_from_young_days_is_what_it_is_from_final_ones():
    """Over many histories the completed forecast is unbiased, where the raw one is too low."""
    raw, mended, final = [], [], []
    for seed in range(12):
        truth = a_history(units=8, days=120, seed=seed)
        known = hidden(truth, SLOW)
        final.append(RoasForecaster().fit(truth).predict(28).total.revenue)
        raw.append(RoasForecaster().fit(known).predict(28).total.revenue)
        mended.append(RoasForecaster().fit(known, maturity=SLOW).predict(28).total.revenue)
    assert np.mean(np.divide(mended, final)) == pytest.approx(1, abs=0.01)
    assert np.mean(np.divide(raw, final)) < 0.93


def test_young_weeks_count_for_what_is_known_of_them():
    history = a_history(units=2, days=70)
    found = complete(hidden(history, SLOW), SLOW)
    weights = found.week_weights(weekly(found.history))
    assert weights is not None
    assert weights[0, -1] == pytest.approx(CURVES["slow"][1:8].mean(), rel=1e-6)
    assert weights[0, 0] == pytest.approx(1, abs=1e-6)
    unsure = replace(SLOW, unknown=np.full(28, 0.05))
    less = complete(hidden(history, SLOW), unsure).week_weights(weekly(found.history))
    assert less is not None
    assert less[0, -1] < weights[0, -1]


def test_an_unsure_curve_widens_the_interval_of_units_and_of_the_total():
    truth = a_history(units=8, days=120, noise=0.05)
    known = hidden(truth, SLOW)
    unsure = replace(SLOW, unknown=np.full(28, 0.03))
    sure, wide = (RoasForecaster().fit(known, maturity=curve).predict(28) for curve in (SLOW, unsure))
    assert ((wide.high - wide.low) > 1.05 * (sure.high - sure.low)).all()
    assert wide.total.high - wide.total.low > 1.05 * (sure.total.high - sure.total.low)


def test_the_same_forecast_whoever_is_named_first():
    history = a_history(units=6, days=100)
    one = RoasForecaster().fit(history, maturity={"group 0": SLOW, "group 1": FAST}).predict(28)
    other = RoasForecaster().fit(history, maturity={"group 1": FAST, "group 0": SLOW}).predict(28)
    assert np.array_equal(one.revenue, other.revenue)
    assert history.first_day == FIRST_DAY


def test_a_backtest_starts_from_what_was_known_at_each_origin():
    """Raw figures of the last days mislead every rule that looks back; completed ones mislead the model no more."""
    truth = a_history(units=8, days=200, noise=0.1, seed=3)
    blind = backtest(truth, 28, 6, known=lambda past: Known(hidden(past, SLOW)))
    seeing = backtest(truth, 28, 6, known=lambda past: Known(hidden(past, SLOW), SLOW))
    final = backtest(truth, 28, 6)
    assert blind.model.bias < final.model.bias - 0.03
    assert seeing.model.bias == pytest.approx(final.model.bias, abs=0.01)
    assert seeing.model.revenue_wape < blind.model.revenue_wape
    week = "trailing_7_roas"
    assert seeing.baselines[week].bias == pytest.approx(CURVES["slow"][1:8].mean() - 1, abs=0.03)


def test_what_was_known_must_be_of_the_same_units_and_days():
    truth = a_history(units=4, days=120)
    with pytest.raises(ValueError, match="must have the units and days of the history"):
        backtest(truth, 14, 2, known=lambda past: Known(past.until(past.last_day)))
