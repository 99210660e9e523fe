"""The weekday shape: exact where the pattern is exact, flat where there is too little or nothing but noise."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.weekday import flat, learn

SUNDAY = date(2026, 5, 31)
WEEK = [120, 110, 100, 100, 90, 40, 30]  # Monday..Sunday, 590 a week


def test_two_whole_weeks_of_one_pattern_are_learned_exactly():
    shape = learn(WEEK * 2, SUNDAY)
    assert shape.learned
    assert shape.days == 14
    for weekday, spend in enumerate(WEEK):
        assert float(shape.share(weekday)) == pytest.approx(spend / 590, abs=1e-8)


def test_thirteen_days_are_flat():
    shape = learn((WEEK * 2)[:13], SUNDAY)
    assert not shape.learned
    assert shape.days == 13
    assert {shape.share(weekday) for weekday in range(7)} == {Fraction(1, 7)}


def test_the_last_day_says_which_weekday_is_which():
    wednesday = date(2026, 6, 3)
    turned = WEEK[3:] + WEEK[:3]  # Thursday..Wednesday
    shape = learn(turned * 3, wednesday)
    assert float(shape.share(0)) == pytest.approx(120 / 590, abs=1e-8)
    assert float(shape.share(6)) == pytest.approx(30 / 590, abs=1e-8)


def test_a_change_of_level_between_weeks_is_no_weekday():
    shape = learn([*WEEK, *(3 * spend for spend in WEEK)], SUNDAY)
    assert float(shape.share(0)) == pytest.approx(120 / 590, abs=1e-8)


def test_scatter_pulls_towards_flat_by_the_james_stein_factor():
    # Two weeks. Ratios to the week's mean: Monday 1.5 and 1.3, Tuesday 0.5 and 0.7, the others 1.
    weeks = [150, 50, 100, 100, 100, 100, 100, 130, 70, 100, 100, 100, 100, 100]
    shape = learn(weeks, SUNDAY)
    # Means 1.4 and 0.6; scatter 4 x 0.1^2 = 0.04 over (2-1) x 6 freedoms, halved for the mean of two: 0.04 / 12.
    # Between: 2 x 0.4^2 = 0.32. Kept: 1 - 4 x (0.04 / 12) / 0.32 = 1 - 1/24.
    kept = 1 - 1 / 24
    assert float(shape.share(0)) == pytest.approx((1 + kept * 0.4) / 7, abs=1e-8)
    assert float(shape.share(1)) == pytest.approx((1 - kept * 0.4) / 7, abs=1e-8)


def test_pure_noise_is_flat():
    # One weekday high in one week, another in the other: between is below what the scatter explains.
    weeks = [200, 100, 100, 100, 100, 100, 100, 100, 200, 100, 100, 100, 100, 100]
    shape = learn(weeks, SUNDAY)
    assert shape.learned
    assert max(shape.weights) - min(shape.weights) <= 0.15 * max(shape.weights)


def test_weeks_without_spend_do_not_count():
    shape = learn([*WEEK, *([0] * 14)], SUNDAY)
    assert not shape.learned


def test_only_the_latest_eight_weeks_count():
    old = [1000, 0, 0, 0, 0, 0, 0] * 4
    assert learn(old + WEEK * 8, SUNDAY).weights == learn(WEEK * 8, SUNDAY).weights


def test_flat_index_is_one():
    assert flat().index(SUNDAY) == 1.0


@given(
    st.lists(st.integers(min_value=-10_000, max_value=10**12), max_size=80),
    st.integers(min_value=0, max_value=400),
)
def test_shares_sum_to_one_and_none_is_negative(daily: list[int], offset: int):
    shape = learn(daily, SUNDAY + timedelta(days=offset))
    assert sum(shape.share(weekday) for weekday in range(7)) == 1
    assert min(shape.weights) >= 0


@given(
    st.lists(st.integers(min_value=0, max_value=10**9), min_size=14, max_size=70), st.sampled_from([10, 100, 10_000])
)
def test_the_unit_of_money_does_not_matter(daily: list[int], factor: int):
    one = learn(daily, SUNDAY)
    other = learn([day * factor for day in daily], SUNDAY)
    assert other.weights == pytest.approx(one.weights, abs=3)
