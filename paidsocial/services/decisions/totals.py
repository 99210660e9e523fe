"""What other totals would bring: the frontier, some money more, and the largest total that still earns enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import forecasting
from paidsocial.domain import wording
from paidsocial.domain.money import MICROS, Money
from paidsocial.errors import Infeasible, Refused
from paidsocial.services.decisions.allocation_groups import as_library
from paidsocial.services.decisions.allocation_problem import Problem
from paidsocial.services.decisions.line_curves import LineCurves
from paidsocial.services.decisions.reallocation_request import Aim, Change

GOLDEN = (5**0.5 - 1) / 2
STEPS = 60  # of a golden section: to a part in 10^12 of the range
MONTH = 30
_ROUND = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Another:
    """What some more money a day would bring beside the proposal; `change` is of revenue a day, in major units."""

    amount: Money
    change: Change


def frontier(problem: Problem, value: LineCurves, points: int) -> list[tuple[Money, float]]:
    """The best expected revenue a day for totals across what can be reached. Amounts are not rounded to cents.

    `value` is what revenue is read from; the split is by what counts.
    """
    least, most = problem.reach()
    if points < 2 or least >= most:
        return []
    money = problem.minor_units
    totals = [least + (most - least) * step // (points - 1) for step in range(points)]
    groups = as_library(problem.groups, problem.curves.units, money) or None
    low, high = problem.lower / money, problem.upper / money
    tests = sorted(problem.limits.tests)
    if value is problem.counts and problem.curves is problem.counts.curves and not tests:
        found = forecasting.frontier(problem.curves, [total / money for total in totals], low, high, groups).revenue
    else:
        splits = np.stack([problem.ideal(total / money).spend for total in totals])
        earned = value.revenue(splits * money)
        earned[:, tests] = value.revenue(problem.current)[tests]  # what tests bring is not known
        found = earned.sum(axis=1)
    return [
        (Money(total * problem.unit, problem.currency), float(whole))
        for total, whole in zip(totals, found, strict=True)
    ]


def another(problem: Problem, value: LineCurves) -> Another | None:
    """What a round sum more a day would bring: about a tenth of a month's total, or as much as may be placed.

    None where nothing more may be placed, or where no response is trusted.
    """
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
    changes = value.changes(there, here, frozenset(problem.limits.tests))
    joint = Change(sum(one.mean for one in changes), float(np.sqrt(sum(one.deviation**2 for one in changes))))
    return Another(Money(more * problem.unit, problem.currency), joint)


def round_sum(micros: int) -> int:
    """The largest of 1, 2 or 5 times a power of ten major units that is not above an amount; at least one unit."""
    best, size = MICROS, MICROS
    while size <= micros:
        best = max(first * size for first in _ROUND if first * size <= micros)
        size *= 10
    return best


def largest_total(problem: Problem, aim: Aim) -> int:
    """The largest total, in smallest units, whose best split still does what is aimed at. Raises Infeasible.

    The best revenue R is a concave function of the total T, so R(T) - least * T rises to one peak and falls: found is
    where it crosses 0 last. What the next unit earns falls with T.
    """
    if not problem.limits.trusted:
        raise Refused(
            "A total cannot be found for a target here, because the model is not trusted: "
            f"{problem.limits.run.notice if problem.limits.run else 'nothing was reported.'} Set a total yourself."
        )
    least, most = problem.reach()
    if aim.kind == "marginal":
        return _to_marginal(problem, aim, least, most)
    known = np.array([row is not None for row in problem.counts.rows])

    def parts(total: float) -> tuple[float, float]:
        found = problem.ideal(total / problem.minor_units)
        return float(found.expected_revenue.sum()), float(found.spend[known].sum())

    def surplus(total: float) -> float:
        earned, spent = parts(total)
        return earned - aim.least * spent

    if surplus(most) >= 0:
        return most
    peak = _highest(surplus, least, most)
    if surplus(peak) < 0:
        best = _highest(lambda total: _ratio(*parts(total)), least, most)
        raise Infeasible(_out_of_reach(problem, aim, best, _ratio(*parts(best))))
    low, high = float(peak), float(most)
    while high - low > 0.25:
        middle = (low + high) / 2
        low, high = (middle, high) if surplus(middle) >= 0 else (low, middle)
    return min(max(int(low), least), most)


def _ratio(earned: float, spent: float) -> float:
    return earned / spent if spent > 0 else 0.0


def _highest(value: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one peak is highest, by golden section; an end where it is highest there."""
    first, last = float(low), float(high)
    left, right = last - GOLDEN * (last - first), first + GOLDEN * (last - first)
    at_left, at_right = value(left), value(right)
    for _ in range(STEPS):
        if last - first < 0.5:
            break
        if at_left >= at_right:
            last, right, at_right = right, left, at_left
            left = last - GOLDEN * (last - first)
            at_left = value(left)
        else:
            first, left, at_left = left, right, at_right
            right = first + GOLDEN * (last - first)
            at_right = value(right)
    return max((float(low), (first + last) / 2, float(high)), key=value)


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


def _out_of_reach(problem: Problem, aim: Aim, total: float, highest: float) -> str:
    at = wording.amount(int(total) * problem.unit, problem.currency)
    if aim.kind == "cpa":
        wanted, best = (
            "0" if one <= 0 else wording.amount(round(MICROS / one), problem.currency) for one in (aim.least, highest)
        )
        return (
            f"A cost of {wanted} per conversion cannot be reached within these limits: "
            f"at best, with a total of {at} a day, it is {best}."
        )
    what = "A ROAS" if aim.kind == "roas" else "A marginal ROAS"
    return (
        f"{what} of {aim.least:.2f} cannot be reached within these limits: "
        f"at best, with a total of {at} a day, it is {highest:.2f}."
    )
