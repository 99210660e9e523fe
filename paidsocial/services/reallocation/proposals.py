"""The best split of a pool's daily budgets, line by line, with its reasons: worked out, not stored.

Each client's money stays with that client: a pool over several clients is several allocations. Lines that must not
move are taken out first, each with its because; the rest are allocated exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.plan import name_matches
from paidsocial.domain.platform_rules import PlatformRules
from paidsocial.domain.recommendation import (
    Bound,
    Decision,
    Story,
    decision,
    reason,
    stays_reason,
    test_reason,
    unknown_reason,
)
from paidsocial.errors import BadInput, Infeasible
from paidsocial.services.prediction.fits import Run
from paidsocial.services.prediction.incremental import Calibration
from paidsocial.services.prediction.unit_forecasts import apart
from paidsocial.services.reallocation import totals
from paidsocial.services.reallocation.allocation_groups import PLAN, PlanRoom
from paidsocial.services.reallocation.allocation_problem import Problem
from paidsocial.services.reallocation.line_budgets import Line, Lines
from paidsocial.services.reallocation.line_curves import LineCurves, Units
from paidsocial.services.reallocation.other_side import OtherSides
from paidsocial.services.reallocation.request import Change, Choice, Request, joint
from paidsocial.services.reallocation.settable import Settable
from paidsocial.services.reallocation.totals import Another

_SET = "Set by you. "


@dataclass(frozen=True, slots=True)
class Runs:
    """The fits behind a reallocation. `revenue` None: no source reported any; `conversions`: only where those count;
    `calibration`: the lift tests by which revenue is incremental, None where it is as reported."""

    currency: str
    revenue: Run | None
    conversions: Run | None = None
    calibration: Calibration | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A line and what is proposed for it. ROAS figures are None where nothing is known of the unit's revenue, marginal
    ones also where the model is not trusted."""

    line: Line
    proposed: Money
    decision: Decision
    bound: Bound | None
    reason: str
    roas: float | None
    marginal_before: float | None
    marginal_after: float | None
    change: Change
    conversions: Change | None  # None where they do not count
    evidence: str
    elasticity: float | None
    tried: tuple[float, float] | None  # lowest and highest weekly mean of daily spend ever
    test: bool
    held: bool  # it may not move at all; a line that might and stays is not held
    set_by_person: bool = False
    small: bool = False  # it might move, and that is not worth it
    reach: tuple[int, int] | None = None  # micros from and to which a person may set it with the others as chosen
    conversions_unknown: bool = False
    pace: float | None = None  # spend a day that forecasts go on with, where that is another amount than today's
    own_roas: float | None = None  # where `roas` is more its group's
    # Where conversions count, in major units of money: what one costs now, and the next one now and after the change.
    cost: tuple[float | None, float | None, float | None] | None = None
    unknown: bool = False  # nobody knows how its revenue answers to spend: `change` counts nothing but its uncertainty


@dataclass(frozen=True, slots=True)
class Reallocation:
    """All lines, largest first, what they sum to, and how far from the best conceivable they are."""

    lines: tuple[Proposed, ...]
    total_before: Money
    total_after: Money
    change: Change
    conversions: Change | None
    optimality_gap: float
    frontier: tuple[tuple[Money, float], ...] = ()  # totals and the best expected revenue a day, in major units
    another: Another | None = None
    other: tuple[int, Change] | None = None  # how many lines the other of cautious and expected moves, and what for
    price: float | None = None  # what the next unit of money earns where nothing bounds it; None for several clients
    unworthy: tuple[int, Change] | None = None  # how many lines might move, and what for, where that may be nothing

    @property
    def moving(self) -> tuple[Proposed, ...]:
        """The lines whose amount changes."""
        return tuple(line for line in self.lines if line.decision is not Decision.HOLD)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds whoever asks: the platforms' rules, and the campaigns that their plan lines do not let grow."""

    platforms: PlatformRules
    full: Mapping[int, str]
    at: datetime
    plans: tuple[PlanRoom, ...] = ()


def reallocate(pool: Lines, runs: Runs, request: Request, rules: Rules, *, frontier: int = 0) -> Reallocation:
    """The best amounts for a pool's lines. `frontier`: how many points of it to work out, where there is one client;
    with it comes what the other way of deciding would do.

    Raises Infeasible in words, and BadInput for a lock that covers nothing.
    """
    check_choices(pool, request)
    by_client = own_lines(pool, request)
    found: list[Proposed] = []
    gaps: list[tuple[float, float]] = []
    curve: list[tuple[Money, float]] = []
    more: Another | None = None
    price: float | None = None
    other: tuple[int, Change] | None = None
    unworthy: list[tuple[int, Change]] = []
    for own in by_client:
        problem = pose(own, runs, request, rules)
        value = value_of(problem, runs)
        amounts, gap = problem.solve()
        gaps.append((gap, float(problem.counts.revenue(amounts).sum())))
        told = told_lines(problem, value, amounts)
        found += _within_reach(problem, told, amounts) if frontier else told
        if problem.unworthy is not None:
            unworthy.append(problem.unworthy)
        price = problem.elsewhere(amounts) if len(by_client) == 1 and problem.limits.trusted else None
        if frontier and len(by_client) == 1:
            more = totals.another(problem, value)
            curve = totals.frontier(problem, value, frontier)
            other = _otherwise(problem, value)
    found.sort(key=lambda one: (-one.line.current.micros, one.line.unit.id))
    whole = sum(weight for _, weight in gaps)
    zero = Money.zero(runs.currency)
    counted = [one.conversions for one in found if one.conversions is not None]
    return Reallocation(
        lines=tuple(found),
        total_before=sum((one.line.current for one in found), zero),
        total_after=sum((one.proposed for one in found), zero),
        change=joint(one.change for one in found),
        conversions=joint(counted) if counted else None,
        optimality_gap=sum(gap * weight for gap, weight in gaps) / whole if whole > 0 else 0.0,
        frontier=tuple(curve),
        another=more,
        other=other,
        price=price,
        unworthy=(sum(lines for lines, _ in unworthy), joint(change for _, change in unworthy)) if unworthy else None,
    )


def _within_reach(problem: Problem, told: list[Proposed], amounts: Units) -> list[Proposed]:
    """The same lines with how far each may be set; for a page, whose sliders end there."""
    reach, unit = Settable(problem, amounts), problem.unit
    return [replace(one, reach=(low * unit, high * unit)) for one, (low, high) in zip(told, reach.all(), strict=True)]


def _otherwise(problem: Problem, value: LineCurves) -> tuple[int, Change] | None:
    """What deciding cautiously instead (or not so) would move; None where it leaves no room for the total."""
    try:
        amounts, _ = problem.solve(cautious=not problem.request.cautious)
    except Infeasible:
        return None
    curves = problem.counts if problem.request.conversions else value
    changes = curves.changes(amounts, problem.current, problem.limits.unknown)
    return int((amounts != problem.current).sum()), joint(changes)


def own_lines(pool: Lines, request: Request) -> list[list[Line]]:
    """The lines of each client. Raises BadInput where another total is asked for and there are several."""
    by_client: dict[int, list[Line]] = {}
    for line in pool.lines:
        by_client.setdefault(line.unit.client_id, []).append(line)
    asks_total = request.total is not None or request.aim is not None or request.more is not None
    if asks_total and len(by_client) > 1:
        raise BadInput(
            "Money does not move between clients, so a new total needs one of them; choose it with --client.",
            field="total",
        )
    return list(by_client.values())


def pose(lines: Sequence[Line], runs: Runs, request: Request, rules: Rules) -> Problem:
    """One client's problem, its total found where one is aimed at."""
    if request.more is not None:
        before = sum((line.current for line in lines), Money.zero(runs.currency))
        if (before + request.more).micros <= 0:
            raise Infeasible(f"Only {before} are spent a day, so that much less cannot be.")
        request = replace(request, total=before + request.more)
    problem = Problem(
        lines,
        run=runs.conversions if request.conversions else runs.revenue,
        currency=runs.currency,
        request=request,
        rules=rules.platforms,
        at=rules.at,
        full=rules.full,
        plans=rules.plans,
    )
    if request.aim is not None:
        problem.total = totals.largest_total(problem, request.aim)
    return problem


def value_of(problem: Problem, runs: Runs) -> LineCurves:
    """The curves of revenue, whatever counts."""
    if not problem.request.conversions:
        return problem.counts
    return LineCurves(problem.lines, runs.revenue, problem.minor_units)


def check_choices(pool: Lines, request: Request) -> None:
    """Raises BadInput for a name or a group that covers no budget: a typing error would unlock one."""
    asked = {
        "lock": request.locks,
        "minimum": [choice for choice, _ in request.minimums],
        "maximum": [choice for choice, _ in request.maximums],
        "amount": [choice for choice, _ in request.amounts],
    }
    for what, choices in asked.items():
        for choice in choices:
            if not any(choice.covers(line) for line in pool.lines) and not _still(pool, choice):
                raise _matches_nothing(pool, what, choice)
    for group in request.groups:
        if not any(group.covers(line) for line in pool.lines):
            raise BadInput(f"There is no budget of {group.words} here, so its limit means nothing.", field="group")


def _still(pool: Lines, choice: Choice) -> bool:
    """Whether the choice names something that has no budget to move now."""
    return choice.pattern is not None and any(name_matches(choice.pattern, name) for name in (*pool.idle, *pool.off))


def _matches_nothing(pool: Lines, what: str, choice: Choice) -> BadInput:
    asked = f"“{choice.pattern}”" if choice.pattern is not None else f"number {choice.unit_id}"
    some = ", ".join(f"“{line.unit.name}”" for line in pool.lines[:5])
    return BadInput(
        f"The {what} {asked} matches no budget; there are {some}"
        f"{' and more' if len(pool.lines) > 5 else ''}. Use * for any run of characters.",
        field=what,
    )


def told_lines(problem: Problem, value: LineCurves, amounts: Units) -> list[Proposed]:
    """The amounts line by line, each with its reason."""
    limits, counts = problem.limits, problem.counts
    # Revenue's response may be unknown where that of conversions, which decides, is known.
    unknown = limits.unknown | value.unidentified if limits.trusted else limits.unknown
    before, after = counts.marginal(problem.current), counts.marginal(amounts)
    worth_before, worth_after = value.marginal(problem.current), value.marginal(amounts)
    revenue = value.revenue(problem.current)
    rate = counts.revenue(problem.current) / np.maximum(problem.current / problem.minor_units, 1e-12)
    changes = value.changes(amounts, problem.current, unknown)
    counted = counts.changes(amounts, problem.current, limits.unknown) if problem.request.conversions else None
    others, found = OtherSides(problem, amounts), []
    unidentified = counts.unidentified
    for at, line in enumerate(problem.lines):
        row, known = value.rows[at], counts.rows[at]
        proposed = Money(int(amounts[at]) * problem.unit, problem.currency)
        bound, bound_words = _bound(problem, amounts, at)
        trusted = limits.trusted and known is not None and at not in limits.unknown
        there = others.of(at)
        story = Story(
            current=line.current,
            proposed=proposed,
            marginal_before=float(before[at]) if trusted else None,
            marginal_after=float(after[at]) if trusted else None,
            elsewhere=there.brings,
            bound_words=bound_words,
            conversions=problem.request.conversions,
            where=there.where,
            price=there.price,
        )
        run = value.run if row is not None else None
        grader, graded = (counts.run, known) if known is not None else (run, row)
        found.append(
            Proposed(
                line=line,
                proposed=proposed,
                decision=decision(line.current.micros, proposed.micros),
                bound=bound,
                reason=_reason(problem, at, story) + limits.unreached(at, int(amounts[at])),
                held=at in problem.holds,
                roas=None if row is None else float(revenue[at]) / (line.current.micros / MICROS),
                marginal_before=float(worth_before[at]) if limits.trusted and at not in unknown else None,
                marginal_after=float(worth_after[at]) if limits.trusted and at not in unknown else None,
                change=changes[at],
                conversions=None if counted is None else counted[at],
                cost=None
                if counted is None
                else (
                    None if known is None else _cost(float(rate[at])),
                    _cost(float(before[at])) if trusted and at not in unidentified else None,
                    _cost(float(after[at])) if trusted and at not in unidentified else None,
                ),
                evidence="none" if grader is None or graded is None else grader.evidence[graded],
                elasticity=None if row is None or run is None else float(run.elasticity[row]),
                tried=None
                if grader is None or graded is None
                else (float(grader.spend_low[graded]), float(grader.spend_high[graded])),
                test=at in limits.tests,
                set_by_person=at in limits.fixed,
                small=at in problem.small,
                unknown=at in unknown,
                conversions_unknown=at in limits.unknown,
                **_forecast(value.run, row, line),
            )
        )
    return found


def _forecast(run: Run | None, row: int | None, line: Line) -> dict[str, Any]:
    """What the forecast says otherwise: the spend it goes on with, and the line's own ROAS where it borrowed one."""
    if run is None or row is None:
        return {}
    pace, own = float(run.pace[row]), float(run.own_roas[row])
    return {
        "pace": pace if apart(pace, line.current.micros / MICROS) else None,
        "own_roas": own if run.borrowed[row] else None,
    }


def _cost(per_unit: float) -> float | None:
    """What a conversion costs where a unit of money brings so many."""
    return 1 / per_unit if per_unit > 1e-9 else None


def _bound(problem: Problem, amounts: Units, at: int) -> tuple[Bound | None, str | None]:
    """What stopped a line, for programs and in words."""
    hold = problem.holds.get(at)
    if hold is not None:
        return hold.bound, None
    if at in problem.small:
        return None, None
    if at in problem.limits.fixed:
        return Bound.LOCKED, None
    if at in problem.limits.tests:
        return Bound.EVIDENCE, None
    return _stopped(problem, amounts, at)


def _stopped(problem: Problem, amounts: Units, at: int) -> tuple[Bound | None, str | None]:
    """The same for a line that moves by what it earns, or might."""
    space = problem.rooms[at]
    group = problem.group_of(amounts, at)
    stays = amounts[at] == problem.current[at]
    if stays and group is not None and group.kind == PLAN:  # what keeps it from growing, whatever it may shrink to
        return Bound.MAXIMUM, group.words
    if space.lower < space.upper or not space.lower <= problem.current[at] <= space.upper:
        if amounts[at] <= space.lower:
            return space.lower_bound, space.lower_words
        if amounts[at] >= space.upper:
            return space.upper_bound, space.upper_words
    if group is not None:
        floor = group.upper is None or int(amounts[group.members].sum()) < group.upper
        if group.kind == PLAN:
            return Bound.MAXIMUM, group.words
        return Bound.GROUP, f"the {'floor' if floor else 'cap'} you set on {group.words}"
    if problem.price is not None and amounts[at] != problem.current[at]:
        return Bound.EVIDENCE, "caution: going further would not surely pay"
    if space.lower == space.upper:
        return space.upper_bound, space.upper_words or space.lower_words
    return None, None


def _reason(problem: Problem, at: int, story: Story) -> str:
    hold = problem.holds.get(at)
    if hold is not None:
        return hold.because
    if at in problem.small:
        here = float(problem.counts.marginal(problem.current)[at])
        return stays_reason(story, here, problem.small[at])
    if at in problem.limits.fixed:
        if at in problem.limits.unknown and story.current != story.proposed:
            return _SET + unknown_reason(story.current, story.proposed, problem.limits.unknown_words(at))
        return _SET + reason(story) + problem.limits.thin(at)
    if at in problem.limits.tests:
        because = problem.limits.tests[at]
        if story.current == story.proposed:
            return f"Held: {because[0].lower()}{because[1:]}"
        return test_reason(story.current, story.proposed, because)
    return reason(story)
