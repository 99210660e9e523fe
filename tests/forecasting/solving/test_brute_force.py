"""Ten thousand small problems against every allocation on a grid: bounds, nested groups, every family of curves."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from forecasting import Group, Infeasible, ResponseCurves, allocate
from forecasting.history import Bools, Floats

CASES = 10_000
PARTS = 10  # cases run apart, so that a failure names its part
MONEY = 20.0  # of one step of the grid
STEPS = 11  # the total, in steps
UNITS = ("a", "b", "c", "d")
GRID = np.array([each for each in itertools.product(range(STEPS + 1), repeat=4) if sum(each) == STEPS])


def a_problem(rng: np.random.Generator, family: str) -> tuple[ResponseCurves, Floats, Floats, list[Group]]:
    """Four curves, some that earn nothing, straight, alike or steep; bounds and groups in whole steps."""
    if family == "power":
        earns = rng.integers(0, 8, 4) > 0
        elasticity = np.where(rng.random(4) < 0.5, rng.uniform(0.2, 0.95, 4), rng.choice([0.2, 0.95, 1.0], 4))
        parameters = {"scale": rng.uniform(1, 30, 4) * earns, "elasticity": elasticity}
    elif family == "log":
        parameters = {"scale": rng.uniform(50, 500, 4), "half": rng.uniform(10, 200, 4)}
    else:
        slope = np.where(rng.random(4) < 0.5, rng.uniform(1, 3, 4), rng.choice([1.0, 2.0, 3.0], 4))
        parameters = {"scale": rng.uniform(100, 1000, 4), "half": rng.uniform(20, 200, 4), "slope": slope}
    if rng.random() < 0.1:
        parameters = {name: np.full(4, values[0]) for name, values in parameters.items()}
    low = rng.integers(0, 5, 4) * (rng.random(4) < 0.5)
    high = low + rng.integers(0, 12, 4)
    groups = []
    for name, members in (("three", UNITS[:3]), ("two", UNITS[:2]), ("one", UNITS[3:]))[: rng.integers(0, 4)]:
        floor, cap = np.sort(rng.integers(0, 16, 2))
        groups.append(Group(name, members, floor * MONEY, cap * MONEY))
    return ResponseCurves.from_parameters(UNITS, family, **parameters), low * MONEY, high * MONEY, groups


def obeys(spend: Floats, low: Floats, high: Floats, groups: list[Group]) -> Bools:
    """Which allocations (..., units) keep the bounds and the groups."""
    fine = ((spend >= low) & (spend <= high)).all(axis=-1)
    for group in groups:
        amount = spend[..., [UNITS.index(unit) for unit in group.units]].sum(axis=-1)
        fine &= (amount >= group.lower - 1e-9) & (amount <= group.upper + 1e-9)
    return np.asarray(fine)


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_on_the_grid_is_better_and_what_is_refused_cannot_be(part: int):
    total, grid = STEPS * MONEY, GRID * MONEY
    refused = 0
    for case in range(part, CASES, PARTS):
        rng = np.random.default_rng(case)
        curves, low, high, groups = a_problem(rng, ("power", "log", "power", "log", "hill")[case // PARTS % 5])
        # every bound is a whole number of steps: what has an answer has one on the grid
        allowed = grid[obeys(grid, low, high, groups)]
        try:
            found = allocate(curves, total, low, high, groups)
        except Infeasible:
            refused += 1
            assert not len(allowed), f"case {case} has an answer"
            continue
        assert len(allowed), f"case {case} has no answer"
        assert obeys(found.spend, low, high, groups), f"case {case}"
        assert found.total == pytest.approx(total, rel=1e-12)
        assert found.optimality_gap <= 1e-9, f"case {case}"
        best = curves.revenue(allowed).sum(axis=1).max()
        assert best <= found.total_revenue * (1 + found.optimality_gap) * (1 + 1e-13), f"case {case}: no honest gap"
        assert found.total_revenue >= best * (1 - 1e-9), f"case {case}"
    assert 100 < refused < 600  # both kinds are tried
