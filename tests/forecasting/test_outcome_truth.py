"""Outcomes of changes in markets played twice: a sample of what benchmarks/forecasting_outcomes.py measures."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
SEEDS = 20


@pytest.fixture(scope="module")
def outcomes() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        return importlib.import_module("forecasting_outcomes")


@pytest.mark.parametrize(
    "name",
    [
        "one of 60, 40% more",
        "30 of 60, shock to everyone",
        "80% of the account, one of six",
        "30 of 60, last days still incomplete",
    ],
)
def test_outcomes_are_unbiased_and_their_intervals_hold(outcomes: ModuleType, name: str) -> None:
    scenario = next(each for each in outcomes.SCENARIOS if each.name == name)
    found = outcomes.outcomes(SEEDS, (scenario,))
    for horizon in outcomes.HORIZONS:
        score = found[name, horizon]
        # 20 markets tell coverage to about 9 points either way
        assert 0.6 <= score.coverage <= 1.0, (horizon, score)
        assert abs(score.bias) <= 4 * score.bias_error + 0.01, (horizon, score)
    if "shock" in name:
        assert found[name, 28].error < 0.4 * found[name, 28].naive_error
        assert found[name, 28].naive_coverage < 0.6
