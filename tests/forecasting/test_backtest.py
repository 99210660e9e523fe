"""The backtest knows only the past, and says when there is too little of it."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import History, Report, backtest
from tests.forecasting.builders import FIRST_DAY, a_history


@pytest.fixture(scope="module")
def report():
    return backtest(a_history(units=12, days=150, zero_share=0.3), horizon=28, origins=4)


def test_it_reports_the_model_and_the_baselines(report: Report):
    assert {"trailing_28_roas", "trailing_14_roas", "trailing_7_roas", "no_change"} <= set(report.baselines)
    assert report.model.coverage is not None
    assert report.baselines["no_change"].coverage is None
    assert len(report.origins) == 4
    assert len(report.units) == 12
    assert report.model.revenue_wape < report.baselines["trailing_28_roas"].revenue_wape
    assert 0.5 <= report.model.coverage <= 1
    assert report.by_evidence["strong"].revenue_wape > 0
    assert set(report.by_group) == {"group 0", "group 1"}


def test_the_future_is_not_known():
    history = a_history(units=4, days=120)
    later = history.revenue.copy()
    later[:, -28:] *= 10
    changed = History.from_arrays(history.units, history.groups, FIRST_DAY, history.spend, later)
    first, second = backtest(history, origins=1), backtest(changed, origins=1)
    told = (1 + first.model.bias) * history.revenue[:, -28:].sum()
    assert (1 + second.model.bias) * later[:, -28:].sum() == pytest.approx(told)


def test_too_short_a_history_says_how_many_days_are_missing():
    with pytest.raises(ValueError, match=r"has 50 days; .* need 6 more"):
        backtest(a_history(days=50))
    assert np.isfinite(backtest(a_history(days=56)).model.revenue_wape)


def test_bad_requests_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        backtest(a_history(), horizon=0)
