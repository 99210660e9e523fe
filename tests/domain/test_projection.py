"""The projection: exact where spend is steady, honest in variance, the same answer in every unit of money."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain import projection
from paidsocial.domain.projection import Mixture, run_rate


def test_steady_spend_goes_on_as_it_is():
    rate = run_rate([100e6] * 30)
    assert rate.daily == pytest.approx(100e6)
    ahead = rate.ahead([1.0] * 10)
    assert ahead.mean == pytest.approx(1000e6)
    assert ahead.quantile(0.1) < 1000e6 < ahead.quantile(0.9)


def test_multipliers_shape_the_days():
    assert run_rate([100e6] * 30).ahead([2.0, 0.0, 0.5]).mean == pytest.approx(250e6)


def test_nothing_spent_projects_nothing():
    for history in ([], [0.0] * 20):
        ahead = run_rate(history).ahead([1.0] * 5)
        assert ahead.mean == 0
        assert ahead.quantile(0.9) == 0


def test_no_day_ahead_is_nothing_for_sure():
    ahead = run_rate([100e6, 120e6, 90e6]).ahead([])
    assert ahead.mean == 0
    assert ahead.below(0) == pytest.approx(1)
    assert ahead.below(-1) == 0


def test_a_step_is_followed_within_days():
    rate = run_rate([100e6] * 30 + [141e6] * 7)
    assert 0.95 * 141e6 < rate.daily < 1.02 * 141e6


def test_noise_is_averaged_not_followed():
    noisy = [100e6 + (30e6 if day % 2 else -30e6) for day in range(60)]
    assert run_rate(noisy).daily == pytest.approx(100e6, rel=0.06)


def test_the_variance_of_a_sum_is_that_of_the_local_level_model():
    """Against the sum written out: level error, then each day's drift on it and every later day, then each day's
    noise.
    """
    level = projection._Level(1.0, 100.0, level_variance=0.3, drift=0.05, noise=16.0)
    multipliers = [1.2, 0.8, 1.0]
    ((_, mean, deviation),) = projection.RunRate((level,)).ahead(multipliers).parts
    by_hand = 16.0 * (
        0.3 * (1.2 + 0.8 + 1.0) ** 2  # today's level is uncertain: all days share that
        + 0.05 * ((1.2 + 0.8 + 1.0) ** 2 + (0.8 + 1.0) ** 2 + 1.0**2)  # drift
        + (1.2**2 + 0.8**2 + 1.0**2)  # daily noise
    )
    assert mean == pytest.approx(300.0)
    assert deviation == pytest.approx(math.sqrt(by_hand))


def test_equal_days_reduce_to_the_textbook_formula():
    """Level known, drift q: h + q h (h + 1)(2 h + 1) / 6."""
    level = projection._Level(1.0, 1.0, level_variance=0.0, drift=0.1, noise=1.0)
    ((_, _, deviation),) = projection.RunRate((level,)).ahead([1.0] * 9).parts
    assert deviation**2 == pytest.approx(9 + 0.1 * 9 * 10 * 19 / 6)


def test_the_filter_at_speed_zero_is_the_plain_mean():
    days = [90.0, 110.0, 130.0, 70.0]
    _, level = projection._filter(days, 0.0, prior=0.0)
    assert level.level == pytest.approx(100.0)
    assert level.level_variance == pytest.approx(1 / 4)


def test_the_filter_settles_into_simple_exponential_smoothing():
    """With much history the gain is the speed itself: q = a^2 / (1 - a) has steady gain a."""
    days = [100.0] * 200
    days[-1] = 110.0
    for speed in (0.1, 0.3, 0.65):
        _, level = projection._filter(days, speed, prior=1.0)
        assert level.level == pytest.approx(100 + 10 * speed, rel=1e-6)


def test_quantiles_of_one_normal_are_its_own():
    ahead = Mixture(((1.0, 500.0, 100.0),))
    assert ahead.quantile(0.9) == pytest.approx(500 + 128.1551566, abs=1e-4)
    assert ahead.quantile(0.1) == pytest.approx(500 - 128.1551566, abs=1e-4)
    assert 1 - ahead.below(600) == pytest.approx(0.158655254, abs=1e-8)


def test_a_mixture_is_the_weighted_sum():
    ahead = Mixture(((0.25, 100.0, 10.0), (0.75, 200.0, 20.0)))
    assert ahead.mean == pytest.approx(175.0)
    assert ahead.below(100.0) == pytest.approx(0.25 * 0.5, abs=1e-6)
    assert ahead.below(ahead.quantile(0.6)) == pytest.approx(0.6, abs=1e-9)


def test_eighty_of_a_hundred_intervals_hold():
    """Simulated months whose level drifts and whose days scatter: the 80% interval holds about that often."""
    random.seed(11)
    held = 0
    for _ in range(400):
        level, drift = 100.0, random.choice([0.0, 1.0, 3.0])
        days = []
        for _ in range(75):
            level = max(10.0, level + random.gauss(0, drift))
            days.append(max(0.0, level + random.gauss(0, 15)))
        ahead = run_rate(days[:60]).ahead([1.0] * 15)
        held += ahead.quantile(0.1) <= sum(days[60:]) <= ahead.quantile(0.9)
    assert 0.74 <= held / 400 <= 0.90


amounts = st.lists(st.integers(min_value=0, max_value=10**10), min_size=1, max_size=100)


@given(amounts, st.sampled_from([100, 1_000_000]))
def test_the_unit_of_money_does_not_matter(days: list[int], factor: int):
    scale = 1_000_000
    one = run_rate([day * scale for day in days]).ahead([1.0] * 10)
    other = run_rate([day * scale * factor for day in days]).ahead([1.0] * 10)
    assert other.mean == pytest.approx(factor * one.mean, rel=1e-6, abs=factor)
    assert other.quantile(0.9) == pytest.approx(factor * one.quantile(0.9), rel=1e-6, abs=factor)


@given(amounts)
def test_quantiles_rise_with_probability(days: list[int]):
    ahead = run_rate([float(day) for day in days]).ahead([1.0] * 5)
    values = [ahead.quantile(p) for p in (0.05, 0.1, 0.5, 0.9, 0.95)]
    assert values == sorted(values)
    assert 0 <= ahead.below(values[2]) <= 1 + 1e-9


@given(amounts)
def test_the_same_history_gives_the_same_answer(days: list[int]):
    history = [float(day) for day in days]
    assert run_rate(history) == run_rate(list(history))
