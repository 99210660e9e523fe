"""Targets instead of a total: marginal ROAS, average ROAS, cost per conversion, and what another amount would earn."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

from forecasting.allocation import Allocation, allocate
from forecasting.curves import ResponseCurves, check_curves
from forecasting.figures import amount as checked_amount
from forecasting.groups import GroupsArgument, Infeasible, as_groups, tree
from forecasting.history import Floats
from forecasting.solving.demand import demand_of
from forecasting.solving.feasibility import capacity, checked_bounds

ROOT_TOLERANCE = 1e-13
ENDLESS = 1e15  # a total beyond it is no budget


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
    check_curves(curves)
    marginal, groups = _above_zero(marginal, "marginal"), as_groups(groups) or None
    low, high = checked_bounds(curves, lower, upper)
    wanted = curves.spend_at(marginal)
    endless = np.flatnonzero(np.isinf(np.minimum(wanted, high)))
    if endless.size:
        raise Infeasible(
            f"unit {curves.units[int(endless[0])]!r} earns {marginal:,.2f} from every next unit of money: "
            "give it an upper bound"
        )
    # an envelope needs finite bounds: twice what is wanted, and what floors of groups may ask for beyond
    floors = sum(group.lower for group in groups or ())
    finite = np.where(np.isinf(high), np.maximum(low, wanted) * 2 + floors, high)
    capacity(curves, low, finite, groups)  # refuses what cannot be, naming the group
    total = tree(curves.units, groups, 0.0).raw(demand_of(curves, low, finite).at(math.log(marginal)))
    return allocate(curves, total, low, finite, groups)


def allocate_to_roas(
    curves: ResponseCurves,
    roas: float,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = math.inf,
    groups: GroupsArgument = None,
) -> Allocation:
    """The largest total whose best allocation still returns `roas` on average.

    Raises Infeasible where no total between the bounds returns that much, or where every total does and there are no
    upper bounds, and ValueError for a target that is not above 0.
    """
    check_curves(curves)
    roas, groups = _above_zero(roas, "roas"), as_groups(groups) or None
    return _to_average(curves, roas, (lower, upper, groups), lambda each: f"a return of {each:,.2f}")


def allocate_to_cpa(
    curves: ResponseCurves,
    cpa: float,
    lower: npt.ArrayLike = 0.0,
    upper: npt.ArrayLike = math.inf,
    groups: GroupsArgument = None,
) -> Allocation:
    """The largest total whose best allocation still costs at most `cpa` per conversion on average.

    For curves of conversions instead of revenue. Raises like `allocate_to_roas`.
    """
    check_curves(curves)
    cpa, groups = _above_zero(cpa, "cpa"), as_groups(groups) or None

    def words(each: float) -> str:
        return f"a cost per conversion of {1 / each:,.2f}" if each > 0 else "no conversions"

    return _to_average(curves, 1 / cpa, (lower, upper, groups), words)


def _above_zero(value: object, name: str) -> float:
    number = checked_amount(value, name, "give a finite number above 0")
    if number == 0:
        raise ValueError(f"{name} is {value}: give a finite number above 0")
    return number


def _to_average(
    curves: ResponseCurves,
    wanted: float,
    bounds: tuple[npt.ArrayLike, npt.ArrayLike, GroupsArgument],
    words: Callable[[float], str],
) -> Allocation:
    """The largest total that earns `wanted` per unit of money.

    What is earned beyond that is greatest where the next unit of money earns just that: a total further than this is
    looked for, at which nothing is left over.
    """
    lower, upper, groups = bounds
    low, high = checked_bounds(curves, lower, upper)
    most = capacity(curves, low, high, groups)[1]

    def surplus(total: float) -> float:
        return allocate(curves, total, low, high, groups).total_revenue - wanted * total

    try:
        best = allocate_to_marginal(curves, wanted, low, high, groups)
    except Infeasible as refused:
        if math.isinf(most) and "upper bound" in refused.reason:
            raise Infeasible(f"every total gives more than {words(wanted)}: give upper bounds") from None
        raise
    reached = best.total_revenue - wanted * best.total
    if reached < -ROOT_TOLERANCE * best.total_revenue or best.total == 0:
        nearest = best.total_revenue / best.total if best.total > 0 else 0.0
        found = f"the nearest, {best.total:,.2f}, gives {words(nearest)}" if nearest > 0 else "not even the first money"
        raise Infeasible(f"no total within the bounds gives {words(wanted)}; {found}: lower the bounds or the target")
    ceiling = most
    if math.isinf(most):
        ceiling = max(best.total, 1.0) * 2
        while surplus(ceiling) >= 0:
            ceiling *= 4
            if ceiling > ENDLESS:
                raise Infeasible(f"every total gives more than {words(wanted)}: give upper bounds")
    if surplus(ceiling) >= 0:
        return allocate(curves, ceiling, low, high, groups)
    if surplus(best.total) <= 0:  # by rounding
        return best
    total = optimize.brentq(surplus, best.total, ceiling, xtol=ROOT_TOLERANCE * ceiling, rtol=1e-14)
    return allocate(curves, float(total), low, high, groups)


@dataclass(frozen=True, eq=False)
class More:
    """Where a further amount goes and what it earns: arrays (units,) on top of what is spent and earned now."""

    units: tuple[str, ...]
    spend: Floats
    expected_revenue: Floats
    optimality_gap: float  # relative to the whole revenue, as of an `Allocation`

    @property
    def total_revenue(self) -> float:
        """What the whole amount earns."""
        return math.fsum(self.expected_revenue)

    @property
    def roas(self) -> float:
        """What it earns per unit of money; nan for no amount."""
        whole = math.fsum(self.spend)
        return self.total_revenue / whole if whole > 0 else math.nan


def another(
    curves: ResponseCurves,
    amount: float,
    now: npt.ArrayLike,
    upper: npt.ArrayLike = math.inf,
    groups: GroupsArgument = None,
) -> More:
    """What another `amount` a day would earn on top of `now`, spend per unit, if nobody is cut for it.

    Raises Infeasible where bounds or groups leave no room for it, and ValueError for what is no amount.
    """
    check_curves(curves)
    amount = checked_amount(amount, "amount")
    spent, _ = checked_bounds(curves, now, upper)
    found = allocate(curves, math.fsum(spent) + amount, spent, upper, groups)
    return More(curves.units, found.spend - spent, found.expected_revenue - curves.revenue(spent), found.optimality_gap)
