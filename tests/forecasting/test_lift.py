"""Incremental shares: no test changes nothing, an exact test is believed, and tests are averaged by precision."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from forecasting import History, RoasForecaster
from forecasting.lift import (
    MOST_SHARE,
    IncrementalShares,
    LiftTest,
    incremental_revenue,
    incremental_shares,
    standard_error,
)
from tests.forecasting.builders import FIRST_DAY, a_history, for_all

HISTORY = a_history(units=6, days=84)  # units 0, 2, 4 in group 0 and 1, 3, 5 in group 1
LAST = HISTORY.last_day


EXACT = 1e-9  # no test is exact; the smallest errors count as one in a million


def a_test(share: float = 0.5, error: float = 0.1, *, days_old: int = 0, **scope: Any) -> LiftTest:
    """A test of two weeks, that ended so many days before the history."""
    last = LAST - dt.timedelta(days=days_old)
    return LiftTest(last - dt.timedelta(days=13), last, error, share=share, **scope)


scopes = st.sampled_from([{}, {"group": "group 0"}, {"group": "group 1"}, *({"unit": f"unit {at}"} for at in range(6))])
tests_of_shares = st.lists(
    st.builds(
        lambda share, error, age, scope: a_test(share, error, days_old=age, **scope),
        st.floats(-1, 3),
        st.floats(1e-6, 1),
        st.integers(0, 60),
        scopes,
    ),
    max_size=6,
)


def test_without_tests_everything_is_as_reported():
    shares = incremental_shares(HISTORY, [])
    assert shares.share.tolist() == [1.0] * 6
    assert set(shares.evidence) == {"untested"}
    assert np.isnan(shares.deviation).all()
    assert "No lift test" in shares.notice
    assert shares.filled() is shares
    curves = RoasForecaster().fit(HISTORY).curves()
    assert np.array_equal(curves.times(shares.factors()).revenue(100.0), curves.revenue(100.0))


@for_all(st.floats(0, MOST_SHARE), st.integers(0, 5))
def test_one_exact_test_on_a_unit_is_its_share(share: float, unit: int) -> None:
    shares = incremental_shares(HISTORY, [a_test(share, EXACT, unit=f"unit {unit}")])
    assert shares.share[unit] == pytest.approx(share, abs=1e-6)
    assert shares.deviation[unit] == pytest.approx(0, abs=1e-4)
    assert shares.evidence[unit] == "tested"


@for_all(tests_of_shares)
def test_shares_stay_within_bounds_and_uncertainty_never_grows(tests: list[LiftTest]) -> None:
    shares = incremental_shares(HISTORY, tests)
    assert ((shares.share >= 0) & (shares.share <= MOST_SHARE)).all()
    presumed = np.sqrt(0.2**2 + 0.2**2 + 0.3**2)
    known = np.array([each != "untested" for each in shares.evidence])
    assert np.isnan(shares.deviation[~known]).all()
    assert (shares.share[~known] == 1).all()
    assert (shares.deviation[known] <= presumed + 1e-9).all()


@for_all(tests_of_shares, st.randoms(use_true_random=False))
def test_the_order_of_tests_does_not_matter(tests: list[LiftTest], random: Random) -> None:
    turned = list(tests)
    random.shuffle(turned)
    assert incremental_shares(HISTORY, turned).share.tolist() == incremental_shares(HISTORY, tests).share.tolist()


@for_all(st.floats(0.2, 1), st.floats(0.2, 1), st.floats(0.02, 0.5), st.floats(0.02, 0.5))
def test_tests_that_disagree_are_averaged_by_precision(first: float, second: float, error: float, other: float) -> None:
    both = incremental_shares(HISTORY, [a_test(first, error, unit="unit 0"), a_test(second, other, unit="unit 0")])
    precision = 1 / error**2 + 1 / other**2
    pooled = (first / error**2 + second / other**2) / precision
    one = incremental_shares(HISTORY, [a_test(pooled, precision**-0.5, unit="unit 0")])
    assert both.share == pytest.approx(one.share, abs=1e-9)
    assert both.deviation[0] == pytest.approx(one.deviation[0], abs=1e-9)


def test_exact_tests_that_disagree_are_averaged():
    shares = incremental_shares(HISTORY, [a_test(0.4, EXACT, unit="unit 0"), a_test(0.6, EXACT, unit="unit 0")])
    assert shares.share[0] == pytest.approx(0.5, abs=1e-4)


def test_evidence_carries_to_siblings_weakly_and_to_nobody_else():
    shares = incremental_shares(HISTORY, [a_test(0.5, 0.05, unit="unit 0")])
    assert shares.evidence == ("tested", "untested", "carried", "untested", "carried", "untested")
    prior = 0.2**2 + 0.2**2 + 0.3**2
    assert shares.share[0] == pytest.approx(1 - 0.5 * prior / (prior + 0.05**2))
    assert shares.share[2] == pytest.approx(1 - 0.5 * (0.2**2 + 0.2**2) / (prior + 0.05**2))
    assert shares.share[1] == 1.0
    assert "3 of 6 units are calibrated by one lift test" in shares.notice
    assert "as reported, not calibrated" in shares.notice


def test_filled_units_take_the_accounts_share_and_say_so():
    shares = incremental_shares(HISTORY, [a_test(0.5, 0.05, unit="unit 0")])
    filled = shares.filled()
    assert filled.evidence[1] == "assumed"
    assert shares.share[0] < filled.share[2] < filled.share[1] == shares.account < 1
    assert filled.deviation[1] > filled.deviation[2] > filled.deviation[0]
    assert "assumed to be like the account" in filled.notice


def test_a_test_of_the_account_covers_every_unit_by_the_revenue_it_weighs():
    shares = incremental_shares(HISTORY, [a_test(0.6, EXACT)])
    assert set(shares.evidence) == {"covered"}
    weight = HISTORY.revenue[:, -14:].sum(axis=1)
    assert (weight * shares.share).sum() / weight.sum() == pytest.approx(0.6, abs=1e-6)
    mean, deviation = shares.of_sum(weight)
    assert mean == pytest.approx(0.6 * weight.sum())
    assert deviation == pytest.approx(0, abs=1e-3 * weight.sum())
    assert "All units are calibrated" in shares.notice


def test_a_test_of_several_units_is_one_of_their_group_where_they_are_all_of_it():
    some = incremental_shares(HISTORY, [a_test(0.5, 0.1, units=("unit 4", "unit 0", "unit 2"))])
    group = incremental_shares(HISTORY, [a_test(0.5, 0.1, group="group 0")])
    assert some.share == pytest.approx(group.share)
    assert some.evidence == group.evidence
    across = incremental_shares(HISTORY, [a_test(0.5, 0.1, units=("unit 0", "unit 1"))])
    assert across.evidence == ("covered", "covered", *["carried"] * 4)


def test_an_older_test_counts_for_less():
    def share(age: int) -> float:
        return float(incremental_shares(HISTORY, [a_test(0.5, 0.1, days_old=age, unit="unit 0")]).share[0])

    assert 0.5 < share(0) < share(30) < share(60) < 1
    old = LiftTest(FIRST_DAY - dt.timedelta(900), FIRST_DAY - dt.timedelta(800), 0.1, share=0.5, unit="unit 0")
    assert share(60) < incremental_shares(HISTORY, [old]).share[0] < 1


def test_revenue_is_set_against_what_the_history_reports():
    window = slice(HISTORY.days - 14, HISTORY.days)
    reported, spent = HISTORY.revenue[0, window].sum(), HISTORY.spend[0, window].sum()
    first = LAST - dt.timedelta(days=13)
    whole = LiftTest(first, LAST, EXACT, incremental_revenue=0.7 * reported, unit="unit 0")
    tenth = LiftTest(first, LAST, EXACT, incremental_revenue=0.07 * reported, spend=spent / 10, unit="unit 0")
    for test in (whole, tenth):
        assert incremental_shares(HISTORY, [test]).share[0] == pytest.approx(0.7, abs=1e-6)
    unsure = replace(whole, standard_error=0.2 * reported)
    same = a_test(0.7, 0.2, unit="unit 0")
    assert incremental_shares(HISTORY, [unsure]).share == pytest.approx(incremental_shares(HISTORY, [same]).share)


def test_a_forecast_states_incremental_beside_reported_revenue():
    forecast = RoasForecaster().fit(HISTORY).predict(28)
    shares = incremental_shares(HISTORY, [a_test(0.5, 0.05, group="group 0")])
    stated = incremental_revenue(forecast, shares)
    assert stated.revenue[0] == pytest.approx(forecast.revenue[0] * shares.share[0])
    assert np.isnan(stated.revenue[1])
    assert stated.uncalibrated == pytest.approx(forecast.revenue[1::2].sum())
    assert stated.total.revenue == pytest.approx(stated.revenue[::2].sum())
    assert stated.total.low < stated.total.revenue < stated.total.high
    relative = (stated.high - stated.low)[::2] / stated.revenue[::2]
    assert (relative >= ((forecast.high - forecast.low) / forecast.revenue)[::2] - 1e-9).all()
    everything = incremental_revenue(forecast, incremental_shares(HISTORY, [a_test(1.0, EXACT)]))
    assert everything.total.revenue == pytest.approx(forecast.total.revenue)
    assert everything.total.low == pytest.approx(forecast.total.low, rel=0.02)


def test_the_total_does_not_pretend_that_units_err_apart():
    forecast = RoasForecaster().fit(HISTORY).predict(28)
    shares = incremental_shares(HISTORY, [a_test(0.5, 0.3)])
    apart = float(np.sqrt(((forecast.revenue * shares.deviation) ** 2).sum()))
    assert shares.of_sum(forecast.revenue)[1] > 1.05 * apart


def test_an_interval_gives_its_standard_error():
    assert standard_error(100 - 1.6449, 100 + 1.6449, 0.9) == pytest.approx(1, abs=1e-4)
    assert standard_error(5, 5) == 0
    for low, high, level in ((2, 1, 0.9), (0, 1, 1.0), (0, float("inf"), 0.9)):
        with pytest.raises(ValueError, match="give"):
            standard_error(low, high, level)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"share": 0.5, "last_day": FIRST_DAY - dt.timedelta(days=1)}, "before its first day"),
        ({}, "either its incremental revenue or its incremental share"),
        ({"share": 0.5, "incremental_revenue": 1.0}, "not both"),
        ({"share": float("nan")}, "the share of .* is nan"),
        ({"share": 0.5, "standard_error": -0.1}, "above 0"),
        ({"share": 0.5, "standard_error": 0.0}, "no test is exact, give it above 0"),
        ({"share": 0.5, "standard_error": float("inf")}, "the standard error of .* is inf"),
        ({"share": 0.5, "unit": "unit 0", "group": "group 0"}, "name one of them"),
        ({"share": 0.5, "units": ("unit 0", "unit 1"), "group": "group 0"}, "name one of them"),
        ({"share": 0.5, "spend": 10.0}, "needs no spend"),
        ({"incremental_revenue": 5.0, "spend": 0.0}, "above 0"),
    ],
)
def test_a_test_that_is_none_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LiftTest(**{"first_day": FIRST_DAY, "last_day": FIRST_DAY, "standard_error": 0.1, **fields})


def test_a_test_that_the_history_cannot_place_is_refused():
    revenue = LiftTest(FIRST_DAY, LAST, 1.0, incremental_revenue=10.0, name="spring test")
    with pytest.raises(ValueError, match="spring test: unknown unit 'nobody'"):
        incremental_shares(HISTORY, [replace(revenue, unit="nobody")])
    with pytest.raises(ValueError, match="spring test: unknown group 'nowhere'"):
        incremental_shares(HISTORY, [replace(revenue, group="nowhere")])
    with pytest.raises(ValueError, match=r"spring test runs from .* give a history that holds those days"):
        incremental_shares(HISTORY, [replace(revenue, last_day=LAST + dt.timedelta(days=1))])
    silent = History.from_rows([("a", "g", FIRST_DAY, 5.0, 0.0), ("b", "g", FIRST_DAY, 0.0, 5.0)])
    day = replace(revenue, last_day=FIRST_DAY)
    with pytest.raises(ValueError, match="reports no revenue"):
        incremental_shares(silent, [replace(day, unit="a")])
    with pytest.raises(ValueError, match="has no spend"):
        incremental_shares(silent, [replace(day, unit="b", spend=1.0)])
    other = RoasForecaster().fit(a_history(units=4)).predict(7)
    with pytest.raises(ValueError, match="different units"):
        incremental_revenue(other, incremental_shares(HISTORY, []))


def test_a_hundred_tests_of_many_units_are_quick():
    many = a_history(units=2000, days=28)
    tests = [LiftTest(FIRST_DAY, many.last_day, 0.1, share=0.6, unit=f"unit {at}") for at in range(100)]
    shares = incremental_shares(many, tests)
    assert isinstance(shares, IncrementalShares)
    assert shares.evidence.count("tested") == 100
