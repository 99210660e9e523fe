"""Around one allocation: the whole frontier of totals, targets instead of a total, and plans over several weeks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

from forecasting._demand import demand_of
from forecasting.allocation import (
    Allocation,
    GroupsArgument,
    Infeasible,
    allocate,
    capacity,
    checked_bounds,
    tree,
)
from forecasting.curves import ResponseCurves
from forecasting.history import Floats

ROOT_TOLERANCE = 1e-10


@dataclass(frozen=True, eq=False)
class Frontier:
    """Best expected revenue against total: arrays (totals,). `marginal` is what the next unit of money would earn."""

    total: Floats
    revenue: Floats
    marginal: Floats

    @property
    def roas(self) -> Floats:
        """Revenue over total; nan where nothing is spent."""
        return np.where(self.total > 0, self.revenue / np.where(self.total > 0, self.total, 1.0), np.nan)


def frontier(
    curves: ResponseCurves,
    totals: npt.ArrayLike,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = math.inf,
    groups: GroupsArgument = None,
) -> Frontier:
    """The best allocation at each of several totals.

    "What would another 10,000 earn" is `frontier(curves, [now, now + 10_000]).revenue` subtracted. `marginal` is the
    next unit's revenue where it may go: the highest among units below their upper bound; 0 where all are at theirs.
    Raises like `allocate`.
    """
    amounts = np.atleast_1d(np.asarray(totals, dtype=float))
    low, high = checked_bounds(curves, lower, upper)
    found = [allocate(curves, float(total), low, high, groups) for total in amounts]
    revenue = np.array([each.total_revenue for each in found])
    return Frontier(amounts, revenue, np.array([_next_earns(each, high) for each in found]))


def _next_earns(found: Allocation, high: Floats) -> float:
    held = np.array([by in {"pinned", "upper"} or by.startswith("group ") for by in found.bound_by])
    open_ = ~held & (found.spend < high)
    return float(found.marginal_revenue[open_].max()) if open_.any() else 0.0


def allocate_to_marginal(
    curves: ResponseCurves,
    marginal: float,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = math.inf,
    groups: GroupsArgument = None,
) -> Allocation:
    """Spend as long as the next unit of money earns at least `marginal`: the total follows.

    A marginal ROAS of 1 / contribution margin is where profit is greatest. Raises Infeasible where no finite total
    does (a unit without upper bound that earns that much for ever), and ValueError for a marginal that is not above 0.
    """
    if not math.isfinite(marginal) or marginal <= 0:
        raise ValueError(f"marginal is {marginal}: give a finite number above 0")
    low, high = checked_bounds(curves, lower, upper)
    wanted = curves.spend_at(marginal)
    endless = np.flatnonzero(np.isinf(np.minimum(wanted, high)))
    if endless.size:
        raise Infeasible(
            f"unit {curves.units[int(endless[0])]!r} earns {marginal:,.2f} from every next unit of money: "
            "give it an upper bound"
        )
    # an envelope needs finite bounds; beyond ten times the steepest useful spend the curve is flat
    finite = np.where(np.isinf(high), np.maximum(low, wanted) * 2, high)
    demand = demand_of(curves, low, finite)
    spend = demand.at(math.log(marginal))
    root = tree(curves.units, groups, 0.0)
    total = root.raw(spend)
    return allocate(curves, total, low, finite, groups)


def allocate_to_roas(
    curves: ResponseCurves,
    roas: float,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = math.inf,
    groups: GroupsArgument = None,
) -> Allocation:
    """The largest total whose best allocation still returns `roas` on average.

    With curves in conversions instead of revenue, a target cost per conversion c is a `roas` of 1 / c. Raises
    Infeasible where even the lower bounds return less, or where no total does without upper bounds.
    """
    if not math.isfinite(roas) or roas <= 0:
        raise ValueError(f"roas is {roas}: give a finite number above 0")
    low, high = checked_bounds(curves, lower, upper)
    least, most = capacity(curves, low, high, groups)

    def surplus(total: float) -> float:
        return allocate(curves, total, low, high, groups).total_revenue - roas * total

    if least > 0 and surplus(least) < 0:
        raise Infeasible(
            f"the lower bounds alone, {least:,.2f}, return {surplus(least) / least + roas:.2f}, below the target of "
            f"{roas:.2f}: lower the bounds or the target"
        )
    ceiling = most
    if math.isinf(most):
        ceiling = max(least, 1.0)
        while surplus(ceiling) >= 0:
            ceiling *= 4
            if ceiling > 1e15:
                raise Infeasible(f"every total returns more than {roas:.2f}: give upper bounds")
    if surplus(ceiling) >= 0:
        return allocate(curves, ceiling, low, high, groups)
    start = least if least > 0 else _first_worthwhile(surplus, ceiling)
    if start is None:
        raise Infeasible(f"no total returns {roas:.2f}: lower the target")
    total = optimize.brentq(surplus, start, ceiling, xtol=ROOT_TOLERANCE * ceiling, rtol=1e-12)
    return allocate(curves, float(total), low, high, groups)


def _first_worthwhile(surplus: Callable[[float], float], ceiling: float) -> float | None:
    """A total that returns the target, searched downwards from the ceiling: S-shaped curves start too low."""
    for total in ceiling * np.geomspace(0.9, 1e-9, 120):
        if surplus(float(total)) >= 0:
            return float(total)
    return None


@dataclass(frozen=True, eq=False)
class Plan:
    """Spend per day, arrays (periods, units), and what it is expected to earn per day."""

    units: tuple[str, ...]
    spend: Floats
    expected_revenue: Floats
    optimality_gap: float


def plan(
    curves: ResponseCurves,
    total: float,
    rates: Sequence[float] | Floats,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = math.inf,
) -> Plan:
    """Spread `total` over several periods of equal length whose conversion rates differ.

    `rates` (periods,) or (periods, units) multiply the curves: 1.2 for a week expected to convert a fifth better.
    `total` is the sum over periods of daily spend (money over the whole plan / days per period). Bounds hold in each
    period. Raises like `allocate`.
    """
    factors = np.asarray(rates, dtype=float)
    factors = np.broadcast_to(factors[:, None] if factors.ndim == 1 else factors, (len(factors), len(curves.units)))
    bad = ~(np.isfinite(factors) & (factors >= 0))
    if bad.any():
        period, unit = (int(at) for at in np.argwhere(bad)[0])
        raise ValueError(
            f"rate of unit {curves.units[unit]!r} in period {period + 1} is {factors[period, unit]}: "
            "give a finite number of at least 0"
        )
    periods = len(factors)
    labels = [f"{unit} in period {period + 1}" for period in range(periods) for unit in curves.units]
    given = {name: np.tile(values, periods) for name, values in curves.parameters.items()}
    given["scale"] = given["scale"] * factors.ravel()
    low, high = checked_bounds(curves, lower, upper)
    spread = ResponseCurves.from_parameters(labels, curves.family, **given)
    found = allocate(spread, total, np.tile(low, periods), np.tile(high, periods))
    shape = (periods, len(curves.units))
    return Plan(curves.units, found.spend.reshape(shape), found.expected_revenue.reshape(shape), found.optimality_gap)
