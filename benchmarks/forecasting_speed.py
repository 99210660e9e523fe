"""How fast and how exact: fitting against a loop of Ridge, allocation against general solvers."""

from __future__ import annotations

import datetime as dt
import importlib.util
import time
import tracemalloc
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import optimize, sparse
from sklearn.linear_model import Ridge

from forecasting import History, ResponseCurves, RoasForecaster, allocate
from forecasting.credibility import Grouping
from forecasting.elasticity import estimate
from forecasting.history import Floats
from forecasting.response import ALL, fit_levels
from forecasting.weeks import powered, weekly

DAYS = 365
FEATURES = 5


def seconds(work: Callable[[], Any], repeats: int = 3) -> float:
    """Processor time of the fastest of a few runs; what else the machine does then counts less."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def many_units(units: int) -> History:
    """A year of made-up days."""
    rng = np.random.default_rng(0)
    base = rng.uniform(50, 500, (units, 1))
    spend = base * np.exp(rng.normal(0, 0.3, (units, DAYS)))
    revenue = 3 * base * (spend / base) ** 0.6 * rng.gamma(4, 0.25, (units, DAYS))
    labels = [f"unit {at}" for at in range(units)]
    return History.from_arrays(
        labels, [f"group {at // 20}" for at in range(units)], dt.date(2025, 1, 1), spend, revenue
    )


def ridge_loop(history: History) -> None:
    """One scikit-learn Ridge per unit on five features: what a batched fit replaces."""
    rng = np.random.default_rng(0)
    common = rng.normal(size=(history.days, FEATURES - 1))
    for spend, revenue in zip(history.spend, history.revenue, strict=True):
        Ridge().fit(np.column_stack([np.log1p(spend), common]), np.log1p(revenue))


def fitting(units: int) -> list[tuple[str, float, str]]:
    """Ratios for `units` x 365 days."""
    history = many_units(units)
    loop = seconds(lambda: ridge_loop(history), 1)
    grouping = Grouping.of(history.groups)

    def regress() -> None:
        weeks = weekly(history)
        now = np.ones((weeks.count, 1))
        estimate(weeks, now, grouping)
        fit_levels(weeks, [powered(weeks, elasticity) for elasticity in ALL], now, grouping)

    regression = seconds(regress)
    everything = seconds(lambda: RoasForecaster().fit(history))
    tracemalloc.start()
    RoasForecaster().fit(history)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return [
        (
            "response regression (weeks, elasticities, levels), times faster than a loop of Ridge",
            loop / regression,
            "at least 20",
        ),
        ("all of fit, times faster than a loop of Ridge", loop / everything, "at least 2"),
        ("peak memory of fit over the input", peak / (history.spend.nbytes + history.revenue.nbytes), "at most 6"),
    ]


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


def slsqp_shortfall(seeds: int, restarts: int) -> float:
    """How far the allocator falls below the best of many SLSQP restarts at ten Hill curves, relative; worst seed."""
    worst = 0.0
    for seed in range(seeds):
        curves, usual = drawn_curves("hill", 10, seed)
        high, total = usual * 4, float(usual.sum())
        ours = allocate(curves, total, 0.0, high).total_revenue
        rng = np.random.default_rng(seed)
        best = 0.0
        for _ in range(restarts):
            found = optimize.minimize(
                lambda x, c=curves: -c.revenue(np.maximum(x, 0)).sum() / 1000,
                np.minimum(rng.dirichlet(np.ones(10)) * total, high),
                jac=lambda x, c=curves: -c.marginal(np.maximum(x, 0)) / 1000,
                bounds=[(0.0, each) for each in high],
                constraints={
                    "type": "eq",
                    "fun": lambda x, t=total: (x.sum() - t) / 100,
                    "jac": lambda _: np.ones(10) / 100,
                },
                method="SLSQP",
            )
            if found.success and abs(found.x.sum() - total) < 1e-6:
                best = max(best, float(curves.revenue(np.clip(found.x, 0, high)).sum()))
        worst = max(worst, (best - ours) / best)
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


def allocation(restarts: int) -> list[tuple[str, float, str]]:
    """Gaps and ratios."""
    found = []
    gaps = [
        allocate(curves, float(usual.sum()), usual * 0.5, usual * 2).optimality_gap
        for family in ("power", "log")
        for count in (2, 10, 100, 1000, 10_000, 100_000)
        for curves, usual in [drawn_curves(family, count, count)]
    ]
    found.append(("concave curves, largest relative gap", max(gaps), "at most 1e-9"))
    found.append(
        (
            f"ten Hill curves, worst shortfall against {restarts} SLSQP restarts",
            slsqp_shortfall(10, restarts),
            "at most 1e-6",
        )
    )
    curves, usual = drawn_curves("hill", 1000, 1)
    gap = allocate(curves, float(usual.sum()), 0.0, usual * 4).optimality_gap
    found.append(("1,000 Hill curves, certified gap", gap, "at most 1e-4"))
    curves, usual = drawn_curves("log", 5000, 1)
    arguments = curves, float(usual.sum()), usual * 0.5, usual * 2
    ours = seconds(lambda: allocate(*arguments), 20)
    found.append(
        (
            "5,000 log curves, times faster than trust-constr",
            seconds(lambda: trust_constr(*arguments), 1) / ours,
            "at least 200",
        )
    )
    if importlib.util.find_spec("nlopt"):
        peer = seconds(lambda: nlopt_mma(*arguments), 1)
        found.append(("5,000 log curves, times faster than NLopt AUGLAG+MMA", peer / ours, "at least 200"))
    million = np.random.default_rng(0).uniform(0, 1, 1_000_000)
    one_pass = seconds(lambda: np.exp(million), 20)
    for family in ("log", "power"):
        curves, usual = drawn_curves(family, 1_000_000, 1)
        arguments = curves, float(usual.sum()), usual * 0.5, usual * 2
        passes = seconds(lambda a=arguments: allocate(*a), 15) / one_pass
        found.append((f"1,000,000 {family} curves, in passes of exp over a million floats", passes, "at most 60"))
    return found
