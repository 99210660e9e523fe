"""How exact and how fast the allocator is, against general solvers: every bar as a figure beside what is asked.

    python benchmarks/forecasting_allocation.py [--problems 200] [--restarts 200]

`--problems` is how many random problems of ten Hill curves are compared with the best of so many SLSQP restarts.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy import optimize, sparse

# a script of the package's name lies beside this file: the package's folder must come first
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from forecasting import ResponseCurves, allocate
from forecasting.history import Floats

Row = tuple[str, float, str]
Problem = tuple[ResponseCurves, float, Floats, Floats]
KINDS = ("wide", "steps", "some held", "identical", "nearly identical", "few carry it", "convex")


def seconds(work: Callable[[], Any], repeats: int = 3) -> float:
    """Processor time of the fastest of a few runs; what else the machine does then counts less."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def drawn_curves(family: str, count: int, seed: int) -> tuple[ResponseCurves, Floats]:
    """Curves and usual spends drawn from a seed."""
    rng = np.random.default_rng(seed)
    parameters = {
        "power": {"scale": rng.uniform(1, 10, count), "elasticity": rng.uniform(0.2, 0.95, count)},
        "log": {"scale": rng.uniform(10, 100, count), "half": rng.uniform(10, 100, count)},
        "hill": {
            "scale": rng.uniform(100, 1000, count),
            "half": rng.uniform(20, 200, count),
            "slope": rng.uniform(1, 3, count),
        },
    }[family]
    curves = ResponseCurves.from_parameters([str(at) for at in range(count)], family, **parameters)
    return curves, rng.uniform(10, 100, count)


def hill_problem(kind: str, count: int, seed: int) -> Problem:
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
    share = rng.choice([1e-5, 1e-2, 0.999, *rng.uniform(0.05, 0.95, 5)])
    labels = [f"{at:06d}" for at in range(count)]
    curves = ResponseCurves.from_parameters(labels, "hill", scale=scale, half=half, slope=slope)
    return curves, float(low.sum() + share * (high - low).sum()), low, high


def hill_problems(count: int, seeds: int) -> Iterator[Problem]:
    """Every kind in turn."""
    return (hill_problem(KINDS[seed % len(KINDS)], count, seed) for seed in range(seeds))


def best_of_slsqp(problem: Problem, restarts: int) -> float:
    """The best of many local searches from random starts, with gradients and sensible scales."""
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


def slsqp_shortfall(problems: int, restarts: int) -> float:
    """How far the allocator falls below the best of many restarts at ten Hill curves, relative; the worst problem."""
    worst = 0.0
    for problem in hill_problems(10, problems):
        peer = best_of_slsqp(problem, restarts)
        if peer > 0:
            worst = max(worst, 1 - allocate(*problem).total_revenue / peer)
    return worst


def trust_constr(curves: ResponseCurves, total: float, low: Floats, high: Floats) -> None:
    """SciPy's interior-point solver with its sparse Hessian."""
    scale, half = curves.parameters["scale"], curves.parameters["half"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        optimize.minimize(
            lambda x: -float((scale * np.log1p(x / half)).sum()),
            low + (high - low) * ((total - low.sum()) / (high - low).sum()),
            jac=lambda x: -scale / (half + x),
            hess=lambda x: sparse.diags(scale / (half + x) ** 2),
            bounds=optimize.Bounds(low, high),
            constraints=optimize.LinearConstraint(sparse.csr_matrix(np.ones((1, len(low)))), total, total),
            method="trust-constr",
        )


def nlopt_mma(curves: ResponseCurves, total: float, low: Floats, high: Floats) -> None:
    """NLopt's augmented Lagrangian with MMA inside, constraint scaled, to 1e-6; needs the nlopt package."""
    import nlopt  # noqa: PLC0415 - an optional peer, only here

    scale, half = curves.parameters["scale"], curves.parameters["half"]

    def revenue(x: Floats, slope: Floats) -> float:
        if slope.size:
            slope[:] = scale / (half + x)
        return float((scale * np.log1p(x / half)).sum())

    def spent(x: Floats, slope: Floats) -> float:
        if slope.size:
            slope[:] = 1.0 / total
        return float(x.sum() / total - 1)

    inner = nlopt.opt(nlopt.LD_MMA, len(low))
    inner.set_xtol_rel(1e-6)
    outer = nlopt.opt(nlopt.AUGLAG, len(low))
    outer.set_local_optimizer(inner)
    outer.set_lower_bounds(low)
    outer.set_upper_bounds(high)
    outer.set_max_objective(revenue)
    outer.add_equality_constraint(spent, 1e-8)
    outer.set_xtol_rel(1e-6)
    outer.set_maxeval(5000)
    outer.optimize(low + (high - low) * ((total - low.sum()) / (high - low).sum()))


def concave_gap() -> float:
    """The largest relative gap over sizes, both families, and scales from a millionth to a million million."""
    gaps = []
    for family in ("power", "log"):
        for count in (1, 2, 10, 100, 1000, 10_000, 100_000, 1_000_000):
            curves, usual = drawn_curves(family, count, count)
            wide = 10 ** np.random.default_rng(count).uniform(-6, 12, count)
            for low, high, total in (
                (usual * 0.5, usual * 2, usual.sum()),
                (0.0, np.inf, usual.sum()),
                (usual, usual, usual.sum()),
                (wide * 0.5, wide * 2, wide.sum()),
            ):
                gaps.append(allocate(curves, float(total), low, high).optimality_gap)
    return max(gaps)


def hill_rows(problems: int, restarts: int) -> list[Row]:
    """Exactness and time of S-shaped problems of many kinds."""
    rows: list[Row] = [
        (
            f"ten Hill curves, worst shortfall against {restarts} SLSQP restarts, {problems} problems",
            slsqp_shortfall(problems, restarts),
            "at most 1e-6",
        )
    ]
    for count, seeds, asked in (
        (10, 210, ""),
        (50, 140, ""),
        (200, 70, ""),
        (1000, 70, "at most 1e-4"),
        (5000, 21, "at most 1e-4"),
    ):
        took, gaps = [], []
        for problem in hill_problems(count, seeds):
            start = time.process_time()
            gaps.append(allocate(*problem).optimality_gap)
            took.append(time.process_time() - start)
        rows.append((f"{count:,} Hill curves, largest certified gap of {seeds} problems", max(gaps), asked))
        rows.append((f"{count:,} Hill curves, seconds of processor time, the slowest", max(took), ""))
    return rows


def allocation(restarts: int, problems: int = 20) -> list[Row]:
    """Gaps and ratios."""
    found: list[Row] = [("concave curves, 1 to 1,000,000, largest relative gap", concave_gap(), "at most 1e-9")]
    found += hill_rows(problems, restarts)
    curves, usual = drawn_curves("log", 5000, 1)
    arguments = curves, float(usual.sum()), usual * 0.5, usual * 2
    ours = seconds(lambda: allocate(*arguments), 20)
    peer = seconds(lambda: trust_constr(*arguments), 2)
    found.append(("5,000 log curves, times faster than trust-constr", peer / ours, "at least 200"))
    if importlib.util.find_spec("nlopt"):
        peer = seconds(lambda: nlopt_mma(*arguments), 2)
        found.append(("5,000 log curves, times faster than NLopt AUGLAG+MMA", peer / ours, "at least 200"))
    else:
        print("nlopt is not installed: the comparison with it is left out (pip install nlopt)", file=sys.stderr)
    million = np.random.default_rng(0).uniform(0, 1, 1_000_000)
    for family in ("log", "power"):
        curves, usual = drawn_curves(family, 1_000_000, 1)
        arguments = curves, float(usual.sum()), usual * 0.5, usual * 2
        one_pass = seconds(lambda: np.exp(million), 20)  # measured again for each: the machine's pace changes
        passes = seconds(lambda a=arguments: allocate(*a), 15) / one_pass
        found.append((f"1,000,000 {family} curves, in passes of exp over a million floats", passes, "at most 60"))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problems", type=int, default=200)
    parser.add_argument("--restarts", type=int, default=200)
    given = parser.parse_args()
    for name, value, asked in allocation(given.restarts, given.problems):
        print(f"{name}: {value:.3g}{f' ({asked})' if asked else ''}")


if __name__ == "__main__":
    main()
