"""Histories and curves for the tests, generated from a seed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import History, ResponseCurves

FIRST_DAY = dt.date(2025, 1, 6)  # a Monday


def for_all(*arguments: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A property test that tries the same cases on every run."""
    same = settings(deadline=None, derandomize=True, database=None, max_examples=60)
    return lambda test: same(given(*arguments)(test))


def a_history(  # noqa: PLR0917 - a builder's defaults are its point
    units: int = 6,
    days: int = 120,
    elasticity: float = 0.6,
    noise: float = 0.2,
    moves: float = 0.3,
    zero_share: float = 0.0,
    seed: int = 0,
) -> History:
    """Units in two groups whose daily budgets change every week and whose revenue follows a power of spend."""
    rng = np.random.default_rng(seed)
    base = rng.uniform(50, 500, units)[:, None]
    weekly = np.exp(rng.normal(0, moves, (units, days // 7 + 1)))
    spend = base * np.repeat(weekly, 7, axis=1)[:, :days]
    level = rng.uniform(2, 4, units)[:, None]
    mean = level * base * (spend / base) ** elasticity
    revenue = mean * np.exp(rng.normal(-(noise**2) / 2, noise, spend.shape))
    kept = rng.random(spend.shape) >= zero_share
    revenue = np.where(kept, revenue / (1 - zero_share), 0.0)
    labels = [f"unit {at}" for at in range(units)]
    return History.from_arrays(labels, [f"group {at % 2}" for at in range(units)], FIRST_DAY, spend, revenue)


def labels(count: int) -> tuple[str, ...]:
    """u0000, u0001, ..."""
    return tuple(f"u{at:04d}" for at in range(count))


def some_curves(family: str, count: int, seed: int = 0) -> ResponseCurves:
    """Curves with parameters drawn from a seed."""
    rng = np.random.default_rng(seed)
    if family == "power":
        parameters = {"scale": rng.uniform(1, 30, count), "elasticity": rng.uniform(0.2, 0.95, count)}
    elif family == "log":
        parameters = {"scale": rng.uniform(50, 500, count), "half": rng.uniform(10, 200, count)}
    else:
        parameters = {
            "scale": rng.uniform(100, 1000, count),
            "half": rng.uniform(20, 200, count),
            "slope": rng.uniform(1, 3, count),
        }
    return ResponseCurves.from_parameters(labels(count), family, **parameters)
