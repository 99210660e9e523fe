"""Moves that happened are measured as a known response says they should be; what cannot be told is not claimed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasting import History, decision_backtest
from forecasting.decision_backtest import _greedy
from tests.forecasting.builders import FIRST_DAY, a_history


def two_kinds(
    seed: int = 0,
    units: int = 20,
    levels: tuple[float, float] = (4.0, 2.0),
    elasticities: tuple[float, float] = (0.9, 0.25),
    season: float = 0.0,
) -> History:
    """Half the units answer in one way, half in the other; budgets move every week, and `season` moves all alike."""
    rng = np.random.default_rng(seed)
    base = rng.uniform(80, 120, units)[:, None]
    moves = np.repeat(np.exp(rng.normal(0, 0.35, (units, 26))), 7, axis=1)
    first = (np.arange(units) % 2 == 0)[:, None]
    mean = np.where(first, *levels) * base * moves ** np.where(first, *elasticities)
    mean *= np.repeat(np.exp(np.cumsum(rng.normal(0, season, 26))), 7)[None]
    revenue = mean * np.exp(rng.normal(0, 0.15, mean.shape))
    labels = [f"unit {at:02d}" for at in range(units)]
    return History.from_arrays(labels, ["g"] * units, FIRST_DAY, base * moves, revenue)


def test_what_moves_brought_is_measured_as_the_truth_has_it():
    report = decision_backtest(two_kinds())
    assert report.pointed_right is True
    assert report.model.marginal_raised == pytest.approx(0.9 * 4.0, rel=0.15)  # the curves' slopes
    assert report.model.marginal_cut == pytest.approx(0.25 * 2.0, rel=0.5)
    assert report.model.low < 0.9 * 4.0 - 0.25 * 2.0 < report.model.high + 0.5
    assert 0 < report.model.scored_share <= 1
    assert 0 < report.model.scored_units <= 1
    assert report.model.moved_share <= 0.2
    assert report.model.raised > 0
    assert report.model.cut > 0


def test_a_season_is_not_credited_to_the_moves_within_it():
    reports = [decision_backtest(two_kinds(seed, season=0.1)) for seed in range(4)]
    assert all(report.pointed_right for report in reports)
    assert np.mean([report.model.marginal_cut for report in reports]) == pytest.approx(0.5, abs=0.4)


def test_where_the_highest_roas_is_saturated_greedy_is_seen_to_point_wrong():
    """High ROAS with little response against low ROAS with much: slopes 0.6 and 1.8."""
    report = decision_backtest(two_kinds(levels=(4.0, 2.0), elasticities=(0.15, 0.9)))
    assert report.pointed_right is True
    assert report.greedy.pointed_right is False
    assert report.beat_greedy is True
    assert report.agreement < 0.2


def test_where_money_brings_the_same_everywhere_nothing_is_claimed():
    accounts = [two_kinds(seed, levels=(3.0, 3.0), elasticities=(1.0, 1.0)) for seed in range(8)]
    told = [decision_backtest(account).pointed_right for account in accounts]
    assert told.count(None) >= 6  # an 80% interval may miss one in five


def test_where_spend_never_moved_nothing_is_claimed():
    report = decision_backtest(a_history(units=10, days=120, moves=0.0))
    assert report.pointed_right is None
    assert report.beat_greedy is None
    assert report.model.scored_share == report.model.scored_units == 0
    assert math.isnan(report.model.difference)


def test_too_few_units_give_no_interval():
    report = decision_backtest(two_kinds(units=4))
    assert report.model.marginal_raised > report.model.marginal_cut
    assert math.isnan(report.model.low)
    assert report.pointed_right is None


def test_the_same_history_gives_the_same_report():
    assert decision_backtest(two_kinds(units=10), origins=2) == decision_backtest(two_kinds(units=10), origins=2)


def test_the_future_is_used_to_score_only():
    history = two_kinds(units=10)
    later = history.revenue.copy()
    later[:, -28:] *= 3
    changed = History.from_arrays(history.units, history.groups, FIRST_DAY, history.spend, later)
    one, other = decision_backtest(history, origins=1), decision_backtest(changed, origins=1)
    assert one.model.moved_daily == other.model.moved_daily
    assert (one.model.raised, one.model.cut, one.agreement) == (other.model.raised, other.model.cut, other.agreement)


def test_greedy_moves_money_to_the_highest_roas_and_spends_the_same():
    spend = np.repeat([[100.0], [50.0], [50.0]], 60, axis=1)
    revenue = spend * np.array([[2.0], [4.0], [1.0]])
    history = History.from_arrays(["a", "b", "c"], ["g"] * 3, FIRST_DAY, spend, revenue)
    # b rises by its step; c falls by its step; a, in the middle, stays
    assert _greedy(history, spend[:, 0], 0.2) == pytest.approx([0.0, 10.0, -10.0])


@pytest.mark.parametrize("nothing", ["spend", "revenue"])
def test_a_history_without_spend_or_revenue_of_late_claims_nothing(nothing: str):
    history = a_history(units=5, days=140)
    spend, revenue = history.spend.copy(), history.revenue.copy()
    revenue[:, 40:] = 0.0
    if nothing == "spend":
        spend[:, 40:] = 0.0
    report = decision_backtest(History.from_arrays(history.units, history.groups, FIRST_DAY, spend, revenue))
    assert report.pointed_right is not True


def test_bad_requests_are_refused():
    with pytest.raises(ValueError, match="step is 0"):
        decision_backtest(a_history(), step=0)
    with pytest.raises(ValueError, match=r"has 30 days"):
        decision_backtest(a_history(days=30))
