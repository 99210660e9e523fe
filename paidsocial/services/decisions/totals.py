"""What other totals would bring: the frontier, and the largest total that still earns what a person wants."""

from __future__ import annotations

from paidsocial.domain import wording
from paidsocial.errors import Infeasible
from paidsocial.services.decisions.allocation_problem import Problem
from paidsocial.services.decisions.reallocation_request import Aim


def frontier(problem: Problem, points: int) -> list[tuple[int, float]]:
    """The best expected revenue a day for totals across what can be reached: (smallest units, major units)."""
    least, most = problem.reach()
    if points < 2 or least >= most:
        return []
    kept, found = problem.total, []
    for step in range(points):
        total = least + (most - least) * step // (points - 1)
        found.append((total, float(problem.revenue(problem.at_total(total)).sum())))
    problem.total = kept
    return found


def largest_total(problem: Problem, aim: Aim) -> int:
    """The largest total within reach, in smallest units, whose best split still earns what is aimed at.

    The best revenue is a concave function of the total, so what the next unit earns falls with it, and ROAS, its ratio
    to the total, rises to one peak and then falls: found is the last total on the falling side. Raises Infeasible.
    """
    least, most = problem.reach()
    if _earned(problem, aim, most) >= aim.least:
        return most
    peak = _peak(problem, aim, least, most) if aim.kind == "roas" else least
    highest = _earned(problem, aim, peak)
    if highest < aim.least:
        what = "A ROAS" if aim.kind == "roas" else "A marginal ROAS"
        at = wording.amount(peak * problem.unit, problem.currency)
        raise Infeasible(
            f"{what} of {aim.least:.2f} cannot be reached within these limits: "
            f"at best, with a total of {at} a day, it is {highest:.2f}."
        )
    low, high = peak, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _earned(problem, aim, middle) >= aim.least else (low, middle)
    return low


def _peak(problem: Problem, aim: Aim, low: int, high: int) -> int:
    """Where ROAS is highest, by ternary search."""
    while high - low > 2:
        third = (high - low) // 3
        left, right = low + third, high - third
        if _earned(problem, aim, left) < _earned(problem, aim, right):
            low = left
        else:
            high = right
    return max(range(low, high + 1), key=lambda total: _earned(problem, aim, total))


def _earned(problem: Problem, aim: Aim, total: int) -> float:
    """What the best split of a total earns: over all the money whose revenue is known, or with the next unit of it."""
    amounts = problem.at_total(total)
    if aim.kind == "marginal":
        return problem.elsewhere(amounts)
    known = [at for at, row in enumerate(problem.rows) if row is not None]
    spent = float(amounts[known].sum()) / problem.minor_units
    return float(problem.revenue(amounts)[known].sum()) / spent if spent > 0 else 0.0
