"""Whatever is handed in works sensibly or is refused in words; never a silent NaN, never a warning."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from forecasting import (
    Forecast,
    History,
    Infeasible,
    ResponseCurves,
    RoasForecaster,
    allocate,
    backtest,
    decision_backtest,
    find_events,
    outcome,
    plan,
)
from tests.forecasting.builders import FIRST_DAY, a_history

DAY = dt.timedelta(days=1)


def a_row(**other: Any) -> tuple[Any, ...]:
    row = {"unit": "a", "group": "g", "day": FIRST_DAY, "spend": 10.0, "revenue": 20.0} | other
    return tuple(row.values())


def in_euro(day: int) -> tuple[Any, ...]:
    return a_row(day=FIRST_DAY + day * DAY, currency="EUR")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "no rows"),
        ([a_row(spend=math.nan)], "spend of unit 'a' on 2025-01-06 is nan: give a finite number"),
        ([a_row(revenue=math.inf)], "revenue of unit 'a' on 2025-01-06 is inf"),
        ([a_row(revenue=Decimal("sNaN"))], "revenue of unit 'a' on 2025-01-06 is nan"),
        ([a_row(spend=-0.01)], "spend of unit 'a' on 2025-01-06 is negative .-0.01.: book refunds"),
        (
            [a_row(spend=1e300)],
            "spend of unit 'a' on 2025-01-06 is 1e\\+300, more than any account has: check its unit",
        ),
        ([a_row(revenue=-1e300)], "revenue of unit 'a' on 2025-01-06 is -1e\\+300, more than"),
        ([a_row(spend=10**400)], "spend of unit 'a' on 2025-01-06 is inf"),
        (
            [a_row(spend=None)],
            "spend of unit 'a' on 2025-01-06 is missing .None.: give a finite number, or leave it out",
        ),
        ([a_row(spend="12.50")], "spend of unit 'a' on 2025-01-06 is '12.50', which is no number"),
        ([a_row(spend=True)], "spend of unit 'a' on 2025-01-06 is True, which is no number"),
        ([a_row(spend=1j)], "spend of unit 'a' on 2025-01-06 is 1j, which is no number"),
        ([a_row(), a_row()], "unit 'a' appears twice on 2025-01-06: add the rows up or drop one"),
        ([a_row(), a_row(day=FIRST_DAY + DAY, group="h")], "'a' is in group 'g' and, on 2025-01-07, in 'h'"),
        ([a_row(day="2025-01-06")], "day of unit 'a' in row 1 is '2025-01-06', no day: give a datetime.date"),
        ([a_row(day=dt.datetime(2025, 1, 6, tzinfo=dt.UTC))], "day of unit 'a' in row 1 is .*a moment: give the day"),
        ([a_row(day=np.datetime64("2025-01-06"))], "day of unit 'a' in row 1 is .*no day"),
        ([a_row(), a_row(day=None)], "day of unit 'a' in row 2 is None, no day"),
        ([a_row(unit=7)], "unit of row 1 is 7: give a text that is not empty, such as str"),
        ([a_row(unit="")], "unit of row 1 is '': give a text"),
        ([a_row(group=None)], "group of unit 'a' on 2025-01-06 is None"),
        ([a_row()[:4]], "row 1 is .* give .unit, group, day, spend, revenue. and perhaps a currency"),
        (["abcde"], "row 1 is 'abcde': give"),
        ([5], r"row 1 is 5: give .unit, group, day, spend, revenue."),
        ([None], "row 1 is None: give"),
        ([a_row(), (each for each in a_row())], "row 2 is <generator .*: give"),
        ([set(a_row())], "row 1 is .*: give .unit, group, day, spend, revenue."),
        ([{"unit": "a", "group": "g", "day": FIRST_DAY, "spend": 1.0, "revenue": 2.0}], "row 1 is .'unit': .*: give"),
        (None, "rows is None: give a list of rows"),
        (5, "rows is 5: give a list of rows"),
        ("abc", "rows is 'abc': give a list of rows"),
        ({"a": a_row()}, "rows is .*: give a list of rows"),
        (
            [in_euro(0), a_row(unit="b", currency="USD")],
            "'a' on 2025-01-06 is in EUR and unit 'b' on 2025-01-06 in USD",
        ),
        ([in_euro(0), a_row(day=FIRST_DAY + DAY)], "'a' has no currency on 2025-01-07 and other rows are in EUR"),
        ([a_row(currency=978)], "currency of unit 'a' on 2025-01-06 is 978: give a text"),
        ([a_row(), a_row(unit="b", day=dt.date(1925, 1, 6))], "unit 'b' has a row on 1925-01-06, unit 'a' one on 2025"),
        ([a_row(), a_row(unit="b", day=dt.date(9999, 12, 31))], "'b' one on 9999-12-31: .* check the years"),
    ],
)
def test_rows_that_cannot_be_meant(rows: Any, message: str):
    with pytest.raises(ValueError, match=message):
        History.from_rows(rows)


@pytest.mark.parametrize("one", [10, 10.0, Decimal(10), Fraction(10), np.float32(10), np.int64(10), np.array(10.0)[()]])
def test_figures_of_any_kind_of_number(one: Any):
    assert History.from_rows([a_row(spend=one)]).spend.tolist() == [[10.0]]


def test_one_currency_is_kept():
    history = History.from_rows([in_euro(0), in_euro(1)])
    assert history.currency == "EUR"
    assert history.until(FIRST_DAY + DAY).currency == "EUR"
    assert History.from_rows([a_row()]).currency is None


def arrays(**other: Any) -> dict[str, Any]:
    table = np.ones((2, 3))
    return {"units": ["a", "b"], "groups": ["g", "g"], "first_day": FIRST_DAY, "spend": table, "revenue": table} | other


def with_cell(value: Any, kind: Any = float) -> Any:
    table = np.ones((2, 3), dtype=kind)
    table[1, 2] = value
    return table


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"spend": with_cell(math.nan)}, "spend of unit 'b' on 2025-01-08 is nan"),
        ({"revenue": with_cell(-math.inf)}, "revenue of unit 'b' on 2025-01-08 is -inf"),
        ({"spend": with_cell(-1)}, "spend of unit 'b' on 2025-01-08 is negative"),
        ({"spend": with_cell(1e300)}, "spend of unit 'b' on 2025-01-08 is 1e\\+300, more than"),
        ({"spend": with_cell(None, object)}, "spend at .1, 2., counted from 0, is missing"),
        ({"spend": with_cell("x", object)}, "spend at .1, 2., counted from 0, is 'x'"),
        ({"spend": np.ones((2, 3), dtype=bool)}, "spend holds bool, no numbers"),
        ({"spend": [["1", "2", "3"]] * 2}, "spend holds <U1, no numbers"),
        ({"spend": [[1, 2, 3], [1, 2]]}, "spend has rows of different lengths"),
        ({"spend": np.ones(3)}, "must both be .2 units, days."),
        ({"spend": np.ones((2, 0)), "revenue": np.ones((2, 0))}, "no figures"),
        ({"units": ["a", "a"]}, "unit 'a' appears twice"),
        ({"units": ["a", 2]}, "unit 2 is 2: give a text"),
        ({"groups": ["g"]}, "2 units but 1 groups"),
        ({"groups": ["g", None]}, "group of unit 'b' is None"),
        ({"first_day": "2025-01-06"}, "first_day is '2025-01-06', no day"),
        ({"first_day": dt.date(9999, 12, 30)}, "3 days from 9999-12-30 go beyond the calendar"),
        ({"observed": np.ones((2, 2))}, "observed .2, 2. must have the shape of spend"),
        ({"currency": 5}, "currency is 5"),
        ({"units": None}, "units is None: give a list of labels, one per row of the arrays"),
        ({"units": "ab"}, "units is 'ab': give a list of labels"),
        ({"groups": None}, "groups is None: give a list of labels"),
        ({"groups": "gg"}, "groups is 'gg': give a list of labels"),
        ({"spend": None}, "spend at .., counted from 0, is missing"),
    ],
)
def test_arrays_that_cannot_be_meant(other: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        History.from_arrays(**arrays(**other))


def test_what_is_not_observed_need_not_be_a_number():
    seen = with_cell(0).astype(bool)
    history = History.from_arrays(**arrays(spend=with_cell(None, object), revenue=with_cell(math.nan), observed=seen))
    assert history.spend.tolist() == [[1, 1, 1], [1, 1, 0]]


@pytest.mark.parametrize("day", ["2025-01-07", dt.datetime(2025, 1, 7, tzinfo=dt.UTC), None])
def test_until_wants_a_day(day: Any):
    with pytest.raises(ValueError, match="day is"):
        a_history().until(day)


@pytest.fixture(scope="module")
def fitted() -> RoasForecaster:
    return RoasForecaster().fit(a_history())


@pytest.mark.parametrize("horizon", [0, -1, 2.5, True, None, "28", math.nan, 10**6, 10**400])
def test_horizons_that_are_no_number_of_days(fitted: RoasForecaster, horizon: Any):
    with pytest.raises(ValueError, match=r"horizon is .* give a whole number of days"):
        fitted.predict(horizon)
    with pytest.raises(ValueError, match="horizon is"):
        fitted.curves(horizon)


@pytest.mark.parametrize("amount", [math.nan, math.inf, -1.0, 1e300, True, None, "12"])
def test_planned_spend_that_is_no_amount(fitted: RoasForecaster, amount: Any):
    with pytest.raises(ValueError, match="daily_spend of unit 'unit 1' is"):
        fitted.predict(7, {"unit 1": amount})


def test_planned_spend_of_an_unknown_unit(fitted: RoasForecaster):
    with pytest.raises(ValueError, match="unknown unit 'nobody'"):
        fitted.predict(7, {"nobody": 1.0})


@pytest.mark.parametrize("interval", [0.0, 1.0, -3.0, math.nan, 80, None, "0.8", True])
def test_intervals_that_are_no_share(interval: Any):
    with pytest.raises(ValueError, match=r"interval is .* give a share between 0 and 1"):
        RoasForecaster(interval).fit(a_history(units=1, days=10))


@pytest.mark.parametrize("quantile", [0.0, 1.0, math.nan, None, "0.2"])
def test_quantiles_that_are_no_share(fitted: RoasForecaster, quantile: Any):
    with pytest.raises(ValueError, match="quantile is"):
        fitted.curves(1, quantile)


def test_a_fit_of_no_history():
    for rows in ([a_row()], None, "history", np.ones((3, 3))):
        with pytest.raises(ValueError, match="give a History, such as"):
            RoasForecaster().fit(rows)  # type: ignore[arg-type]


def test_figures_put_past_the_checks_are_still_refused():
    history = a_history(units=2, days=30)
    history.spend[1, 4] = math.nan
    with pytest.raises(ValueError, match="spend of unit 'unit 1' on 2025-01-10 is nan"):
        RoasForecaster().fit(history)


CURVES = ResponseCurves.from_parameters(["a", "b"], "power", scale=[3.0, 4.0], elasticity=[0.5, 0.6])


@pytest.mark.parametrize(
    ("total", "lower", "upper"),
    [
        (math.nan, 0.0, 10.0),
        (math.inf, 0.0, 10.0),
        (-5.0, 0.0, 10.0),
        (None, 0.0, 10.0),
        ("10", 0.0, 10.0),
        (True, 0.0, 10.0),
        (10.0, None, 10.0),
        (10.0, "a", 10.0),
        (10.0, [0.0, math.nan], 10.0),
        (10.0, -1.0, 10.0),
        (10.0, [6.0, 0.0], [5.0, 9.0]),
        (10.0, 0.0, [1.0, 2.0, 3.0]),
        (100.0, 0.0, 10.0),
        (10.0, 8.0, 20.0),
    ],
)
def test_allocations_that_cannot_be(total: Any, lower: Any, upper: Any):
    with pytest.raises((ValueError, Infeasible)) as refusal:
        allocate(CURVES, total, lower, upper)
    assert len(str(refusal.value)) > 20


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda history: backtest(history, horizon=0), "horizon"),
        (lambda history: backtest(history, origins=0), "origins"),
        (lambda history: backtest(history, horizon=90), "shorten the horizon or wait"),
        (lambda history: decision_backtest(history, horizon=0), "horizon"),
        (lambda history: outcome(history, FIRST_DAY + 20 * DAY, {}), "no changed units"),
        (lambda history: outcome(history, FIRST_DAY + 20 * DAY, {"nobody": 1.0}), "unknown unit 'nobody'"),
        (lambda history: outcome(history, FIRST_DAY + 20 * DAY, {"unit 0": math.nan}), "unit 0"),
        (lambda history: outcome(history, FIRST_DAY + 900 * DAY, {"unit 0": 1.0}), "the history ends"),
        (lambda history: outcome(history, FIRST_DAY, {"unit 0": 1.0}), "nothing before"),
    ],
)
def test_reports_that_cannot_be(call: Callable[[History], object], message: str):
    with pytest.raises(ValueError, match=message):
        call(a_history(units=2, days=60))


def everything(history: History) -> Forecast:
    """Fit, forecast, curves, events, allocation: all finite and in order."""
    fitted = RoasForecaster().fit(history)
    forecast = fitted.predict(28)
    for figures in (forecast.spend, forecast.low, forecast.revenue, forecast.high, forecast.elasticity):
        assert np.isfinite(figures).all()
    assert (forecast.low <= forecast.revenue).all()
    assert (forecast.revenue <= forecast.high).all()
    recent = fitted.recent_spend_
    assert np.isfinite(fitted.curves(28).revenue(recent)).all()
    assert all("nan" not in event.in_words for event in find_events(history))
    assert len(set(forecast.evidence) - {"strong", "thin", "none"}) == 0
    if recent.sum() > 0:
        allocate(fitted.curves(28), float(recent.sum()), 0.8 * recent, 1.2 * recent)
    return forecast


def filled(days: int, spend: float, revenue: float, units: int = 2) -> History:
    shape = (units, days)
    labels = [f"unit {at}" for at in range(units)]
    return History.from_arrays(labels, ["g"] * units, FIRST_DAY, np.full(shape, spend), np.full(shape, revenue))


@pytest.mark.parametrize("days", [1, 2, 8, 40, 120])
@pytest.mark.parametrize("units", [1, 2])
@pytest.mark.parametrize(
    ("spend", "revenue"),
    [
        (0.0, 0.0),
        (5.0, 0.0),
        (0.0, 5.0),
        (5.0, 10.0),
        (5.0, -10.0),
        (1e17, 1e18),
        (1e-9, 1e-9),
        (1e-300, 1.0),
        (1.0, 1e-300),
    ],
)
def test_odd_but_possible_figures(days: int, units: int, spend: float, revenue: float):
    everything(filled(days, spend, revenue, units))


def test_a_single_day_years_before_the_others():
    rows = [a_row(unit="b", day=FIRST_DAY - 4000 * DAY)]
    rows += [a_row(day=FIRST_DAY + at * DAY, spend=10.0 + at % 5) for at in range(90)]
    forecast = everything(History.from_rows(rows))
    assert forecast.units == ("a", "b")
    assert forecast.spend[1] == 0
    assert forecast.revenue[1] == 0


def test_sizes_far_apart_in_one_account():
    history = a_history(units=3, days=90)
    spend, revenue = history.spend.copy(), history.revenue.copy()
    spend[0] *= 1e-9
    revenue[0] *= 1e-9
    spend[1] *= 1e12
    revenue[1] *= 1e12
    everything(History.from_arrays(history.units, history.groups, FIRST_DAY, spend, revenue))


def test_planned_spend_that_names_no_units_is_refused_in_words() -> None:
    forecaster = RoasForecaster().fit(a_history())
    with pytest.raises(ValueError, match=r"daily_spend is \[1, 2\]: give a mapping of units to amounts"):
        forecaster.predict(daily_spend=[1, 2])  # type: ignore[arg-type]  # what is tested


def test_a_plan_without_periods_is_refused_in_words() -> None:
    curves = ResponseCurves.from_parameters(["a"], "power", scale=np.array([3.0]), elasticity=np.array([0.5]))
    for rates in ([], 1.0, [[]]):
        with pytest.raises(ValueError, match="give one rate per period"):
            plan(curves, 100.0, rates)  # type: ignore[arg-type]  # what is tested


def test_histories_and_allocations_print_short() -> None:
    history = History.from_rows([a_row(currency="EUR"), a_row(unit="b", group="h", currency="EUR")])
    assert repr(history) == "History(2 units in 2 groups, 1 day from 2025-01-06, EUR)"
    curves = ResponseCurves.from_parameters(["a"], "power", scale=np.array([3.0]), elasticity=np.array([0.5]))
    told = str(allocate(curves, 1000.0))
    assert told.startswith("Allocation(1 unit, 1,000.00 spent, 94.87 revenue expected, optimality gap ")
    assert "0x" not in told


def test_one_day_is_one_day() -> None:
    (reason,) = RoasForecaster().fit(History.from_rows([a_row()])).predict().evidence_reason
    assert reason.startswith("only 1 day of spend, and three weeks are needed")
