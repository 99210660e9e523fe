"""What other totals would bring: the frontier, some money more, and the largest total that still earns enough."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

import forecasting
from paidsocial.domain import wording
from paidsocial.domain.money import MICROS, Money
from paidsocial.errors import Infeasible, Refused
from paidsocial.services.reallocation.allocation_groups import as_library
from paidsocial.services.reallocation.allocation_problem import Problem
from paidsocial.services.reallocation.line_curves import Floats, LineCurves
from paidsocial.services.reallocation.request import Aim, Change, joint

HALVINGS = 20  # of the range of totals: to a millionth of it
TINY = 1e-12
MONTH = 30
_ROUND = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Another:
    """What some more money a day would bring beside the proposal; `change` is of revenue a day, in major units."""

    amount: Money
    change: Change


def frontier(problem: Problem, value: LineCurves, points: int) -> list[tuple[Money, float]]:
    """The best expected revenue a day for totals across what can be reached. Amounts are not rounded to cents.

    `value` is what revenue is read from; the split is by what counts, as expected: caution decides on one total only.
    Empty where no response is trusted.
    """
    problem.expect()
    if not problem.limits.trusted:
        return []
    least, most = problem.reach()
    if points < 2 or least >= most:
        return []
    money = problem.minor_units
    totals = [least + (most - least) * step // (points - 1) for step in range(points)]
    groups = as_library(problem.groups, problem.curves.units, money) or None
    low, high = problem.lower / money, problem.upper / money
    unknown = sorted(problem.limits.unknown)
    if value is problem.counts and problem.curves is problem.counts.curves and not unknown:
        found = forecasting.frontier(problem.curves, [total / money for total in totals], low, high, groups).revenue
    else:
        splits = np.stack([problem.ideal(total / money).spend for total in totals])
        earned = value.revenue(splits * money)
        earned[:, unknown] = value.revenue(problem.current)[unknown]
        found = earned.sum(axis=1)
    return [
        (Money(total * problem.unit, problem.currency), float(whole))
        for total, whole in zip(totals, found, strict=True)
    ]


def another(problem: Problem, value: LineCurves) -> Another | None:
    """What a round sum more a day would bring: about a tenth of a month's total, or as much as may be placed.

    None where nothing more may be placed, or where no response is trusted.
    """
    problem.widen()
    _, most = problem.reach()
    room = most - problem.total
    if not problem.limits.trusted or room <= 0:
        return None
    month = round_sum(min(problem.total // 10, room) * problem.unit * MONTH)
    more = min(month // MONTH // problem.unit, room)
    if more <= 0:
        return None
    money = problem.minor_units
    here, there = (problem.ideal(total / money).spend * money for total in (problem.total, problem.total + more))
    changes = value.changes(there, here, problem.limits.unknown)
    return Another(Money(more * problem.unit, problem.currency), joint(changes))


def round_sum(micros: int) -> int:
    """The largest of 1, 2 or 5 times a power of ten major units that is not above an amount; at least one unit."""
    best, size = MICROS, MICROS
    while size <= micros:
        best = max(first * size for first in _ROUND if first * size <= micros)
        size *= 10
    return best


def largest_total(problem: Problem, aim: Aim) -> int:
    """The largest total, in smallest units, whose split still does what is aimed at. Raises Infeasible and Refused.

    Being cautious, and testing, earn less than the best split: for a ROAS or a cost, what is proposed has to reach it.
    """
    if not problem.limits.trusted:
        raise Refused(
            "A total cannot be found for a target here, because the model is not trusted: "
            f"{problem.limits.run.notice if problem.limits.run else 'nothing was reported.'} Set a total yourself."
        )
    least, most = problem.reach()
    if aim.kind == "marginal":
        return _to_marginal(problem, aim, least, most)
    found = _to_average(problem, aim, least, most)
    if problem.request.cautious or problem.limits.unknown:
        return _as_decided(problem, aim, least, found)
    return found


@dataclass(frozen=True, eq=False)
class _Known:
    """The lines whose response is known, as the library takes them; the others stay, and their money does not count."""

    curves: forecasting.ResponseCurves
    lower: Floats
    upper: Floats
    groups: list[forecasting.Group]
    others: int  # what the others are together, in smallest units

    @property
    def limits(self) -> tuple[Floats, Floats, list[forecasting.Group] | None]:
        """Lower, upper and groups, in major units."""
        return self.lower, self.upper, self.groups or None


def _known(problem: Problem) -> _Known:
    known = np.array([row is not None for row in problem.counts.rows])
    rows, lower, upper, money = np.flatnonzero(known), problem.lower, problem.upper, problem.minor_units
    curves = problem.curves.take(rows)
    groups = []
    for place, group in enumerate(problem.groups):
        inside = group.members[known[group.members]]
        stays = int(lower[group.members].sum()) - int(lower[inside].sum())
        floor = max(group.lower - stays, 0) / money
        cap = math.inf if group.upper is None else (group.upper - stays) / money
        if inside.size:
            groups.append(forecasting.Group(f"{place}", tuple(problem.curves.units[at] for at in inside), floor, cap))
    return _Known(curves, lower[rows] / money, upper[rows] / money, groups, int(lower[~known].sum()))


def _to_average(problem: Problem, aim: Aim, least: int, most: int) -> int:
    """The largest total whose best split earns `aim.least` per unit of money on average."""
    known, money = _known(problem), problem.minor_units
    try:
        found = forecasting.allocate_to_roas(known.curves, aim.least, *known.limits)
    except forecasting.Infeasible:
        total, highest = _highest_average(known)
        raise Infeasible(_out_of_reach(problem, aim, round(total * money) + known.others, highest)) from None
    return min(max(int(found.total * money + 1e-6) + known.others, least), most)


def _highest_average(known: _Known) -> tuple[float, float]:
    """The total at which money earns most on average, and how much: where the next unit earns just the average
    (Dinkelbach 1967)."""
    best, highest = float(known.lower.sum()), 0.0
    for _ in range(50):
        found = forecasting.allocate_to_marginal(known.curves, highest or TINY, *known.limits)
        average = found.total_revenue / found.total if found.total > 0 else 0.0
        if average <= highest * (1 + 1e-12):
            break
        best, highest = found.total, average
    return best, highest


def _as_decided(problem: Problem, aim: Aim, least: int, most: int) -> int:
    """The largest total up to `most` at which what is proposed earns `aim.least` per unit of money on average."""
    known = np.array([row is not None for row in problem.counts.rows])
    unknown = sorted(problem.limits.unknown)

    def average(total: int) -> float:
        problem.total = total
        amounts, _ = problem.solve()
        earned = problem.counts.revenue(amounts)
        earned[unknown] = problem.counts.revenue(problem.current)[unknown]
        spent = float(amounts[known].sum()) / problem.minor_units
        return float(earned[known].sum()) / spent if spent > 0 else 0.0

    if average(most) >= aim.least:
        return most
    if (lowest := average(least)) < aim.least:
        raise Infeasible(_out_of_reach(problem, aim, least, lowest, "as it would be decided, with a total of"))
    low, high = least, most
    while high - low > max((most - least) >> HALVINGS, 1):
        middle = (low + high) // 2
        low, high = (middle, high) if average(middle) >= aim.least else (low, middle)
    return low


def _to_marginal(problem: Problem, aim: Aim, least: int, most: int) -> int:
    """Spend as long as the next unit of money earns what is wanted."""
    money = problem.minor_units
    free = problem.lower < problem.upper
    highest = float(problem.counts.marginal(problem.lower)[free].max()) if bool(free.any()) else 0.0
    if highest < aim.least:
        raise Infeasible(_out_of_reach(problem, aim, least, highest))
    groups = as_library(problem.groups, problem.curves.units, money) or None
    found = forecasting.allocate_to_marginal(
        problem.curves, aim.least, problem.lower / money, problem.upper / money, groups
    )
    return min(max(int(found.total * money + 1e-6), least), most)


def _out_of_reach(
    problem: Problem, aim: Aim, total: int, highest: float, where: str = "at best, with a total of"
) -> str:
    at = wording.amount(total * problem.unit, problem.currency)
    if aim.kind == "cpa":
        wanted, best = (
            "0" if one <= 0 else wording.amount(round(MICROS / one), problem.currency) for one in (aim.least, highest)
        )
        what = f"A cost of {wanted} per conversion"
    else:
        what, best = f"A{' marginal' if aim.kind == 'marginal' else ''} ROAS of {aim.least:.2f}", f"{highest:.2f}"
    return f"{what} cannot be reached within these limits: {where} {at} a day, it is {best}."
