"""What a change earned is found where the truth is known, and a shock that hit everyone is not credited to it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from forecasting import History, outcome
from tests.forecasting.builders import FIRST_DAY, a_history

CHANGED = 120


def changed_history(effect: float = 1.0, shock: float = 1.0, seed: int = 0) -> tuple[History, dict[str, float]]:
    """Units 0 and 2 of twelve get 40% more spend on day 120; revenue follows spend ** 0.6 times `effect`."""
    history = a_history(units=12, days=150, moves=0.15, seed=seed)
    spend, revenue = history.spend.copy(), history.revenue.copy()
    revenue[:, CHANGED:] *= shock
    without = {}
    for row in (0, 2):
        without[history.units[row]] = float(spend[row, CHANGED:].mean())
        spend[row, CHANGED:] *= 1.4
        revenue[row, CHANGED:] *= 1.4**0.6 * effect
    return History.from_arrays(history.units, history.groups, FIRST_DAY, spend, revenue), without


def truth(history: History, horizon: int, effect: float = 1.0) -> float:
    whole = history.revenue[[0, 2], CHANGED : CHANGED + horizon].sum()
    return float(whole * (1 - 1 / (1.4**0.6 * effect)))


DAY = FIRST_DAY + dt.timedelta(days=CHANGED)


def test_the_gain_is_found_at_each_horizon():
    history, without = changed_history()
    scored = outcome(history, DAY, without)
    assert [each.horizon for each in scored] == [7, 14, 28]
    last = scored[-1]
    assert last.low <= truth(history, 28) <= last.high
    assert last.earned > 0
    assert last.extra_spend == pytest.approx(0.4 / 1.4 * history.spend[[0, 2], CHANGED : CHANGED + 28].sum(), rel=0.05)
    assert "After 28 days it earned" in last.in_words
    assert last.actual - last.counterfactual == pytest.approx(last.earned)


def test_a_shock_to_everyone_is_mostly_taken_off():
    history, without = changed_history(shock=0.7)
    last = outcome(history, DAY, without)[-1]
    error = abs(last.earned - truth(history, 28))
    uncorrected = abs(last.earned + last.correction - truth(history, 28))
    assert last.correction < 0
    assert error < uncorrected / 2


def test_intervals_hold_the_truth_most_of_the_time():
    inside = []
    for seed in range(12):
        history, without = changed_history(seed=seed)
        last = outcome(history, DAY, without)[-1]
        inside.append(last.low <= truth(history, 28) <= last.high)
    assert np.mean(inside) >= 0.6


def test_controls_are_the_unchanged_units_of_the_same_groups():
    history, without = changed_history()
    assert set(outcome(history, DAY, without)[0].controls) == {f"unit {at}" for at in (4, 6, 8, 10)}


def test_what_cannot_be_scored_is_refused():
    history, without = changed_history()
    with pytest.raises(ValueError, match="unknown unit 'nobody'"):
        outcome(history, DAY, {"nobody": 1.0})
    with pytest.raises(ValueError, match="no changed units"):
        outcome(history, DAY, {})
    with pytest.raises(ValueError, match="ends 3 days after"):
        outcome(history, FIRST_DAY + dt.timedelta(days=147), without)
    assert [each.horizon for each in outcome(history, FIRST_DAY + dt.timedelta(days=130), without)] == [7, 14]
