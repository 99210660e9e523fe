"""Completion curves come from restatements where there are some, and from the default where there are none."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from forecasting import Maturity, RoasForecaster
from forecasting.history import Floats
from forecasting.maturity import Reading, default_curve
from tests.forecasting.builders import FIRST_DAY, a_history

DAY = dt.timedelta(days=1)


def readings(days: int, share: Floats, oldest: int = 10):
    return [
        (FIRST_DAY + day * DAY, FIRST_DAY + (day + age) * DAY, 100.0 * share[min(age, len(share) - 1)])
        for day in range(days)
        for age in range(oldest)
    ]


def test_without_restatements_the_default_holds():
    assert np.allclose(Maturity.learn([]).curve, default_curve() / default_curve()[-1], atol=1e-6)


def test_restatements_are_learned():
    share = np.array([0.5, 0.7, 0.9, 1.0])
    learned = Maturity.learn(readings(300, share))
    assert np.allclose(learned.share([0, 1, 2]), share[:3], atol=0.03)


def test_few_restatements_stay_near_the_default():
    learned = Maturity.learn(readings(2, np.array([0.5, 1.0])))
    assert 0.6 < learned.share(0) < 0.75


def test_recent_days_are_completed_and_old_ones_are_not():
    history = a_history(days=90)
    completed = Maturity.learn(readings(300, np.array([0.5, 0.7, 1.0]))).complete(history)
    ratio = completed.revenue / history.revenue
    assert ratio[0, -1] == pytest.approx(1 / 0.7, rel=0.05)
    assert ratio[0, 0] == pytest.approx(1)
    assert RoasForecaster().fit(history, maturity=Maturity.learn([])).predict().revenue.sum() > 0


@pytest.mark.parametrize("reading", [(FIRST_DAY, FIRST_DAY - DAY, 1.0), (FIRST_DAY, FIRST_DAY, float("nan"))])
def test_impossible_readings_are_refused(reading: Reading):
    with pytest.raises(ValueError, match="the figure of 2025-01-06"):
        Maturity.learn([reading])
