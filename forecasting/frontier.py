"""Around one allocation: the whole frontier of totals, and plans over several weeks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from forecasting.allocation import Allocation, allocate
from forecasting.curves import ResponseCurves, check_curves
from forecasting.figures import amount, is_number, listed
from forecasting.groups import Group, GroupsArgument, as_groups
from forecasting.history import Floats
from forecasting.solving.feasibility import checked_bounds

ROOM = 1e-11  # relative; what is nearer to a bound is at it


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

    `marginal` is the next unit's revenue where it may go: the highest among units that neither their upper bound nor
    a group's cap holds; 0 where all are held. `another` says where a further amount would go. Raises like `allocate`.
    """
    check_curves(curves)
    groups = as_groups(groups) or None
    several = [totals] if is_number(totals) else totals
    given = listed(several, f"totals is {totals!r}: give a list of amounts, such as [100.0, 200.0]")
    amounts = np.array([amount(total, f"total {number}") for number, total in enumerate(given, start=1)])
    _, high = checked_bounds(curves, lower, upper)
    found = [allocate(curves, float(total), lower, high, groups) for total in amounts]
    revenue = np.array([each.total_revenue for each in found])
    return Frontier(amounts, revenue, np.array([_next_earns(each, high, groups) for each in found]))


def _next_earns(found: Allocation, high: Floats, groups: GroupsArgument) -> float:
    """The highest marginal revenue of a unit that neither its own bound nor a group's cap holds down."""
    near = ROOM * max(found.total, 1e-300)
    open_ = found.spend < high - ROOM * found.spend
    place = {unit: row for row, unit in enumerate(found.units)}
    for group in as_groups(groups):
        rows = [place[unit] for unit in group.units]
        if found.spend[rows].sum() >= group.upper - near:
            open_[rows] = False
    return float(found.marginal_revenue[open_].max()) if open_.any() else 0.0


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
    *,
    groups: GroupsArgument = None,
) -> Plan:
    """Spread `total` over several periods of equal length whose conversion rates differ.

    `rates` (periods,) or (periods, units) multiply the curves: 1.2 for a week expected to convert a fifth better.
    `total` is the sum over periods of daily spend (money over the whole plan / days per period). Bounds and groups
    hold in each period. Raises like `allocate`.
    """
    check_curves(curves)
    groups = as_groups(groups) or None
    try:
        factors = np.asarray(rates, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"rates is {rates!r}: give one rate per period, such as [1.0, 1.8, 1.0]") from None
    if not factors.size or factors.ndim not in {1, 2}:
        raise ValueError("rates have no period: give one rate per period, such as [1.0, 1.8, 1.0], or one per unit too")
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
    found = allocate(spread, total, np.tile(low, periods), np.tile(high, periods), _in_each_period(groups, periods))
    shape = (periods, len(curves.units))
    return Plan(curves.units, found.spend.reshape(shape), found.expected_revenue.reshape(shape), found.optimality_gap)


def _in_each_period(groups: GroupsArgument, periods: int) -> list[Group]:
    return [
        replace(
            group,
            name=f"{group.name} in period {period + 1}",
            units=tuple(f"{unit} in period {period + 1}" for unit in group.units),
        )
        for period in range(periods)
        for group in as_groups(groups)
    ]
