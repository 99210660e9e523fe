"""Whole amounts, exact totals, and no better way to place them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import strategies as st

from forecasting import Infeasible, ResponseCurves, allocate, allocate_increments
from tests.forecasting.builders import for_all, labels, some_curves


@for_all(st.sampled_from(["power", "log"]), st.integers(0, 10_000), st.integers(0, 5_000_000))
def test_the_total_is_exact_to_the_cent_and_close_to_the_continuous_best(family: str, seed: int, total: int):
    curves = some_curves(family, 7, seed)
    amounts = allocate_increments(curves, total)
    assert amounts.dtype == np.int64
    assert amounts.sum() == total
    assert (amounts >= 0).all()
    best = allocate(curves, total / 100).total_revenue
    # seven cents at most are out of place
    assert curves.revenue(amounts / 100).sum() <= best * (1 + 1e-12)
    if total >= 100_000:
        assert curves.revenue(amounts / 100).sum() >= best * (1 - 1e-6)


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("family", ["power", "log"])
def test_no_other_whole_amounts_are_better(family: str, seed: int):
    curves = some_curves(family, 3, seed)
    amounts = allocate_increments(curves, 30, lower=[1, 2, 0], upper=[20, 25, 18], minor_units=1)
    tried = [(a, b, 30 - a - b) for a, b in itertools.product(range(1, 21), range(2, 26)) if 0 <= 30 - a - b <= 18]
    assert amounts.sum() == 30
    assert curves.revenue(amounts.astype(float)).sum() == pytest.approx(
        curves.revenue(np.array(tried, dtype=float)).sum(axis=1).max(), rel=1e-12
    )


def test_increments_and_bounds_hold():
    curves = some_curves("log", 6)
    amounts = allocate_increments(curves, 100_000, 500, 40_000, increment=500)
    assert amounts.sum() == 100_000
    assert ((amounts - 500) % 500 == 0).all()
    assert (amounts >= 500).all()
    assert (amounts <= 40_000).all()


def test_mixed_increments_still_meet_the_total():
    curves = some_curves("log", 4)
    amounts = allocate_increments(curves, 10_007, increment=[100, 100, 1000, 1])
    assert amounts.sum() == 10_007
    assert (amounts[:3] % [100, 100, 1000] == 0).all()
    coarse = allocate_increments(curves, 10_100, increment=[300, 500, 1000, 700])
    assert coarse.sum() == 10_100
    assert (coarse % [300, 500, 1000, 700] == 0).all()


def test_micros_of_a_large_account_are_exact():
    curves = some_curves("power", 40)
    total = 123_456_789_123_457
    amounts = allocate_increments(curves, total, minor_units=1_000_000)
    assert int(amounts.sum()) == total


def test_increments_that_cannot_make_the_total_are_refused_in_words():
    curves = ResponseCurves.from_parameters(labels(2), "log", scale=10, half=10)
    with pytest.raises(Infeasible, match="increments of 100 cannot make up the 1,050"):
        allocate_increments(curves, 1050, increment=100)
    with pytest.raises(Infeasible, match=r"can take 1,800, 200 short"):
        allocate_increments(curves, 2000, 0, 950, increment=100)
    with pytest.raises(Infeasible, match=r"lower bounds sum to 400, 300 more"):
        allocate_increments(curves, 100, 200)
    with pytest.raises(ValueError, match="give a whole number"):
        allocate_increments(curves, 100, 0.5)
