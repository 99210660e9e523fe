"""Where responses differ and budgets moved, the recommendations are seen to point the right way."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import History, decision_backtest
from tests.forecasting.builders import FIRST_DAY, a_history


def two_kinds(seed: int = 0) -> History:
    """Half the units answer steeply at a high ROAS, half hardly."""
    rng = np.random.default_rng(seed)
    base = rng.uniform(80, 120, 20)[:, None]
    moves = np.repeat(np.exp(rng.normal(0, 0.35, (20, 26))), 7, axis=1)
    steep = (np.arange(20) % 2 == 0)[:, None]
    mean = np.where(steep, 4.0, 2.0) * base * moves ** np.where(steep, 0.9, 0.25)
    revenue = mean * np.exp(rng.normal(0, 0.15, mean.shape))
    labels = [f"unit {at:02d}" for at in range(20)]
    return History.from_arrays(labels, ["g"] * 20, FIRST_DAY, base * moves, revenue)


def test_money_returned_more_where_it_would_have_gone():
    report = decision_backtest(two_kinds())
    assert report.pointed_right is True
    assert report.marginal_raised > 2 * report.marginal_cut
    assert 0 < report.scored_share <= 1
    assert report.raised > 0
    assert report.cut > 0


def test_where_spend_never_moved_nothing_is_claimed():
    still = a_history(units=4, days=120, moves=0.0)
    report = decision_backtest(still)
    assert report.pointed_right is None
    assert report.scored_share == 0


def test_bad_requests_are_refused():
    with pytest.raises(ValueError, match="step is 0"):
        decision_backtest(a_history(), step=0)
    with pytest.raises(ValueError, match=r"has 30 days"):
        decision_backtest(a_history(days=30))
