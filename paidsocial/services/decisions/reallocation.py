"""The best split of a pool's daily budgets, line by line, with its reasons: worked out, not stored.

Each client's money stays with that client: a pool over several clients is several allocations. Lines that must not
move are taken out first, each with its because; the rest are allocated exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.plan import name_matches
from paidsocial.domain.platform_rules import PlatformRules
from paidsocial.domain.recommendation import Bound, Decision, Story, decision, reason
from paidsocial.errors import BadInput
from paidsocial.services.decisions import totals
from paidsocial.services.decisions.allocation_problem import Problem, Units
from paidsocial.services.decisions.forecast_runs import Run
from paidsocial.services.decisions.line_budgets import Line, Lines
from paidsocial.services.decisions.reallocation_request import Change, Request

_SET = "Set by you. "


@dataclass(frozen=True, slots=True)
class Proposed:
    """A line and what is proposed for it. ROAS figures are None where nothing is known of the unit's revenue."""

    line: Line
    proposed: Money
    decision: Decision
    bound: Bound | None
    reason: str
    roas: float | None
    marginal_before: float | None
    marginal_after: float | None
    change: Change
    evidence: str
    elasticity: float | None
    tried: tuple[float, float] | None  # lowest and highest weekly mean of daily spend ever


@dataclass(frozen=True, slots=True)
class Reallocation:
    """All lines, largest first, what they sum to, and how far from the best conceivable they are."""

    lines: tuple[Proposed, ...]
    total_before: Money
    total_after: Money
    change: Change
    optimality_gap: float
    frontier: tuple[tuple[Money, float], ...] = ()  # totals and the best expected revenue a day, in major units

    @property
    def moving(self) -> tuple[Proposed, ...]:
        """The lines whose amount changes."""
        return tuple(line for line in self.lines if line.decision is not Decision.HOLD)


def reallocate(
    pool: Lines, run: Run, request: Request, rules: PlatformRules, at: datetime, *, frontier: int = 0
) -> Reallocation:
    """The best amounts for a pool's lines. `frontier`: how many points of it to work out, where there is one client.

    Raises Infeasible in words, and BadInput for a lock that covers nothing.
    """
    _check_choices(pool, request)
    by_client: dict[int, list[Line]] = {}
    for line in pool.lines:
        by_client.setdefault(line.unit.client_id, []).append(line)
    if (request.total is not None or request.aim is not None) and len(by_client) > 1:
        raise BadInput(
            "Money does not move between clients, so a new total needs one of them; choose it with --client.",
            field="total",
        )
    found: list[Proposed] = []
    gaps: list[tuple[float, float]] = []
    curve: list[tuple[Money, float]] = []
    for own in by_client.values():
        problem = Problem(own, run=run, request=request, rules=rules, at=at)
        if request.aim is not None:
            problem.total = totals.largest_total(problem, request.aim)
        amounts, gap = problem.solve()
        gaps.append((gap, float(problem.revenue(amounts).sum())))
        found += _told(problem, amounts)
        if frontier and len(by_client) == 1:
            curve = [
                (Money(units * problem.unit, run.currency), most) for units, most in totals.frontier(problem, frontier)
            ]
    found.sort(key=lambda one: (-one.line.current.micros, one.line.unit.id))
    whole = sum(weight for _, weight in gaps)
    zero = Money.zero(run.currency)
    return Reallocation(
        lines=tuple(found),
        total_before=sum((one.line.current for one in found), zero),
        total_after=sum((one.proposed for one in found), zero),
        change=_joint([one.change for one in found]),
        optimality_gap=sum(gap * weight for gap, weight in gaps) / whole if whole > 0 else 0.0,
        frontier=tuple(curve),
    )


def _joint(changes: Sequence[Change]) -> Change:
    variance = sum(change.deviation**2 for change in changes)
    return Change(sum(change.mean for change in changes), float(np.sqrt(variance)))


def _check_choices(pool: Lines, request: Request) -> None:
    minimums = tuple(choice for choice, _ in request.minimums)
    amounts = tuple(choice for choice, _ in request.amounts)
    still = (*pool.idle, *pool.off)
    for what, choices in (("lock", request.locks), ("minimum", minimums), ("amount", amounts)):
        for choice in choices:
            if any(choice.covers(line) for line in pool.lines):
                continue
            if choice.pattern is not None and any(name_matches(choice.pattern, name) for name in still):
                continue
            asked = f"“{choice.pattern}”" if choice.pattern is not None else f"number {choice.unit_id}"
            some = ", ".join(f"“{line.unit.name}”" for line in pool.lines[:5])
            raise BadInput(
                f"The {what} {asked} matches no budget; there are {some}"
                f"{' and more' if len(pool.lines) > 5 else ''}. Use * for any run of characters.",
                field=what,
            )


def _told(problem: Problem, amounts: Units) -> list[Proposed]:
    price = problem.elsewhere(amounts)
    before, after = problem.marginal(problem.current), problem.marginal(amounts)
    revenue, changes = problem.revenue(problem.current), problem.changes(amounts)
    found = []
    for at, line in enumerate(problem.lines):
        row, hold, space = problem.rows[at], problem.holds.get(at), problem.rooms[at]
        proposed = Money(int(amounts[at]) * problem.unit, problem.currency)
        bound, bound_words = None, None
        if hold is None and space.lower < space.upper:
            if amounts[at] <= space.lower:
                bound, bound_words = space.lower_bound, space.lower_words
            elif amounts[at] >= space.upper:
                bound, bound_words = space.upper_bound, space.upper_words
        if at in problem.fixed:
            bound = Bound.LOCKED
        story = Story(line.current, proposed, float(before[at]), float(after[at]), price, bound_words)
        found.append(
            Proposed(
                line=line,
                proposed=proposed,
                decision=decision(line.current.micros, proposed.micros),
                bound=hold.bound if hold else bound,
                reason=hold.because if hold else _SET + reason(story) if at in problem.fixed else reason(story),
                roas=None if row is None else float(revenue[at]) / (line.current.micros / MICROS),
                marginal_before=None if row is None else float(before[at]),
                marginal_after=None if row is None else float(after[at]),
                change=changes[at],
                evidence="none" if row is None else problem.run.evidence[row],
                elasticity=None if row is None else float(problem.run.elasticity[row]),
                tried=None if row is None else (float(problem.run.spend_low[row]), float(problem.run.spend_high[row])),
            )
        )
    return found
