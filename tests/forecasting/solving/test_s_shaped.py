"""S-shaped curves: certified gaps on many kinds of problems, quickly, and never below a local solver's best."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy import optimize

from forecasting import Group, ResponseCurves, allocate
from forecasting.history import Floats
from tests.forecasting.builders import labels, some_curves

Problem = tuple[ResponseCurves, float, Floats, Floats]
KINDS = ("wide", "steps", "some held", "identical", "nearly identical", "few carry it", "convex", "whole numbers")


def a_problem(kind: str, count: int, seed: int) -> Problem:
    """Hill curves with slopes 1 to 3, bounds and a total between them, sometimes barely above the least."""
    rng = np.random.default_rng([seed, count, KINDS.index(kind)])
    scale, half, slope = rng.uniform(100, 1000, count), rng.uniform(20, 200, count), rng.uniform(1, 3, count)
    usual = rng.uniform(10, 100, count)
    low, high = np.zeros(count), usual * 4
    if kind == "steps":
        low, high = usual * 0.8, usual * 1.2
    elif kind == "some held":
        low, high = usual * 0.8, usual * np.where(rng.random(count) < 0.5, 0.8, 1.2)
    elif kind == "identical":
        scale, half, slope = np.full(count, 500.0), np.full(count, 100.0), np.full(count, rng.choice([1.5, 2.0, 3.0]))
        high = np.full(count, rng.choice([80.0, 150.0, 1e4]))
    elif kind == "nearly identical":
        near = 1 + 10.0 ** rng.integers(-6, -1) * rng.normal(size=(3, count))
        scale, half, slope, high = 500 * near[0], 100 * near[1], 2 * near[2], np.full(count, 300.0)
    elif kind == "few carry it":
        scale, half, high = np.exp(rng.normal([[5], [4], [5]], [[3], [2], [2]], (3, count)))
    elif kind == "convex":
        low, high, slope, half = usual * 0.8, usual * 1.2, np.full(count, 3.0), usual * rng.uniform(1.5, 3, count)
    elif kind == "whole numbers":
        scale, half, slope, high = rng.integers(1, 4, (4, count)) * np.array([[500.0], [50.0], [1.0], [100.0]])
    share = rng.choice([1e-5, 1e-2, 0.999, *rng.uniform(0.05, 0.95, 5)])
    curves = ResponseCurves.from_parameters(labels(count), "hill", scale=scale, half=half, slope=slope)
    return curves, float(low.sum() + share * (high - low).sum()), low, high


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("count", "seeds", "gap"), [(10, 25, 1e-6), (50, 10, 1e-6), (200, 6, 1e-5), (1000, 6, 1e-4)])
def test_the_certified_gap_is_small_and_the_answer_quick(kind: str, count: int, seeds: int, gap: float):
    took = []
    for seed in range(seeds):
        curves, total, low, high = a_problem(kind, count, seed)
        start = time.process_time()
        found = allocate(curves, total, low, high)
        took.append(time.process_time() - start)
        assert found.optimality_gap <= gap
        assert found.total == pytest.approx(total, rel=1e-12)
        assert (found.spend >= low).all()
        assert (found.spend <= high).all()
    # of processor time; on a busy machine one of them may take longer
    assert np.median(took) < (0.2 if count <= 200 else 1.0)


def best_of_slsqp(problem: Problem, restarts: int) -> float:
    """The best of many local searches from random starts."""
    curves, total, low, high = problem
    rng = np.random.default_rng(0)
    money, value = max(total / len(low), 1e-9), max(float(curves.revenue(high).sum()), 1e-9)
    best = 0.0
    for _ in range(restarts):
        drawn = rng.dirichlet(np.full(len(low), rng.choice([0.3, 1.0, 3.0]))) * (total - low.sum())
        found = optimize.minimize(
            lambda x: -curves.revenue(np.clip(x * money, low, high)).sum() / value,
            np.minimum(low + drawn, high) / money,
            jac=lambda x: -curves.marginal(np.clip(x * money, low, high)) * money / value,
            bounds=list(zip(low / money, high / money, strict=True)),
            constraints={"type": "eq", "fun": lambda x: x.sum() - total / money, "jac": np.ones_like},
            method="SLSQP",
        )
        spend = np.clip(found.x * money, low, high)
        if np.isfinite(spend).all() and spend.sum() <= total * (1 + 1e-9):
            best = max(best, float(curves.revenue(spend).sum()))
    return best


@pytest.mark.parametrize("kind", KINDS)
def test_no_restart_of_a_local_solver_is_better(kind: str):
    for seed in range(2):
        problem = a_problem(kind, 10, seed + 100)
        assert allocate(*problem).total_revenue >= best_of_slsqp(problem, 30) * (1 - 1e-7)


@pytest.mark.parametrize("seed", range(6))
def test_groups_of_s_shaped_curves_have_an_honest_gap_too(seed: int):
    curves, total, low, high = a_problem("wide", 40, seed)
    groups = [
        Group("half", curves.units[:20], 0.5 * total, 0.6 * total),
        Group("few", curves.units[:6], 0.0, 0.1 * total),
        Group("rest", curves.units[20:], 0.0, 0.45 * total),
    ]
    found = allocate(curves, total, low, high, groups)
    assert found.optimality_gap <= 1e-6
    assert found.spend[:6].sum() <= 0.1 * total * (1 + 1e-12)
    assert allocate(curves, total, low, high).total_revenue >= found.total_revenue * (1 - 1e-12)


def test_a_total_barely_above_nothing_goes_where_a_little_earns_most():
    curves = some_curves("hill", 400)
    found = allocate(curves, 0.5, 0.0, 300.0)
    alone = curves.revenue(np.full(400, 0.5))
    assert found.total_revenue >= alone.max() * (1 - 1e-12)
    assert found.optimality_gap <= 1e-6
