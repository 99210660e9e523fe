"""The chain-ladder of readings: against the published triangle, a hand-worked one, and readings at odd ages."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasting.lateness.development import develop, factors
from forecasting.maturity import default_curve
from tests.forecasting.builders import FIRST_DAY
from tests.forecasting.lag import CURVES, DAY, OLDEST, late_days, readings

# Taylor and Ashe (1983), the example of Mack (1993), whose factors and sigma are printed there.
TRIANGLE = """\
357848 1124788 1735330 2218270 2745596 3319994 3466336 3606286 3833515 3901463
352118 1236139 2170033 3353322 3799067 4120063 4647867 4914039 5339085
290507 1292306 2218525 3235179 3985995 4132918 4628910 4909315
310608 1418858 2195047 3757447 4029929 4381982 4588268
443160 1136350 2128333 2897821 3402672 3873311
396132 1333217 2180715 2985752 3691712
440832 1288463 2419861 3483130
359480 1421128 2864498
376686 1363294
344014"""


def triangle_readings():
    return [
        (FIRST_DAY + day * DAY, FIRST_DAY + (day + age) * DAY, float(amount))
        for day, line in enumerate(TRIANGLE.splitlines())
        for age, amount in enumerate(line.split())
    ]


def test_the_published_triangle_has_its_published_factors_and_errors():
    found = factors(develop(triangle_readings(), 9), default_curve(9))
    printed = [3.4906, 1.7473, 1.4574, 1.1739, 1.1038, 1.0863, 1.0539, 1.0766, 1.0177]
    assert found.factor == pytest.approx(printed, abs=5e-5)
    sigma_squared = [160280, 37737, 41965, 15183, 13731, 8186, 447, 1147]
    assert found.variance[:8] == pytest.approx(sigma_squared, rel=2e-3)
    assert math.isnan(found.variance[8])  # one day: nothing to compare with
    assert found.days.tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_a_hand_worked_triangle():
    """Three days: 50 -> 100 -> 110, 150 -> 220 -> (not read), and 100 -> 160."""
    rows = [(0, 0, 50.0), (0, 1, 100.0), (0, 2, 110.0), (1, 0, 150.0), (1, 1, 220.0), (2, 0, 100.0), (2, 1, 160.0)]
    found = factors(
        develop([(FIRST_DAY + d * DAY, FIRST_DAY + (d + a) * DAY, r) for d, a, r in reversed(rows)], 2),
        default_curve(2),
    )
    assert found.factor == pytest.approx([480 / 300, 1.1])
    # sigma^2 = 1/2 * (50 (2 - 1.6)^2 + 150 (220/150 - 1.6)^2 + 100 (1.6 - 1.6)^2) = (8 + 2.6667) / 2
    assert found.variance[0] == pytest.approx((8 + 150 * (220 / 150 - 1.6) ** 2) / 2)
    assert found.error[0] == pytest.approx(math.sqrt(found.variance[0] / 300) / 1.6)
    assert found.known.tolist() == [300, 100]


def test_a_day_that_stood_at_zero_counts_in_the_sums():
    rows = [(FIRST_DAY, FIRST_DAY, 0.0), (FIRST_DAY, FIRST_DAY + DAY, 40.0)]
    rows += [(FIRST_DAY + DAY, FIRST_DAY + DAY, 60.0), (FIRST_DAY + DAY, FIRST_DAY + 2 * DAY, 80.0)]
    found = factors(develop(rows, 1), default_curve(1))
    assert found.factor[0] == pytest.approx(120 / 60)
    assert math.isfinite(found.variance[0])


def test_the_later_of_two_readings_on_one_date_counts_and_a_day_read_once_says_nothing():
    twice = [(FIRST_DAY, FIRST_DAY, 50.0), (FIRST_DAY, FIRST_DAY + DAY, 70.0), (FIRST_DAY, FIRST_DAY + DAY, 100.0)]
    assert factors(develop(twice, 1), default_curve(1)).factor[0] == pytest.approx(2)
    assert not len(develop(twice[:1], 1).start)


def test_readings_days_apart_are_spread_over_the_ages_between():
    rng = np.random.default_rng(3)
    curve = CURVES["usual"]
    weekly = readings(late_days(rng, curve, 200, 400), lambda date: date % 7 == 0)
    found = factors(develop(weekly, OLDEST), default_curve())
    known = 1 / found.factor[::-1].cumprod()[::-1]
    assert known[[2, 4, 7, 14]] == pytest.approx(curve[[2, 4, 7, 14]], abs=0.03)


def test_amounts_in_another_unit_are_the_same_development():
    table = late_days(np.random.default_rng(1), CURVES["slow"], 30, 20)
    euros, yen = (factors(develop(readings(table, factor=unit), OLDEST), default_curve()) for unit in (1.0, 160.0))
    assert yen.factor == pytest.approx(euros.factor)
    assert yen.error == pytest.approx(euros.error, nan_ok=True)
