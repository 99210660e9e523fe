"""A total spread over the next weeks, where a person expects some of them to convert better than others.

    spread(session, actor, ask, rates=, first_day=, now=, as_of=) -> WeeklyPlan      worked out, never stored or sent
    sheet(plan, kind)                                                                the same as CSV or XLSX

The rates are the person's: 1.8 says that the same spend earns 1.8 times as much that week as in an average one of the
four weeks ahead. Nothing here estimates them.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

import forecasting
from paidsocial.domain import budget_change, wording
from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.money import Money
from paidsocial.errors import BadInput, Infeasible
from paidsocial.models import AdAccount
from paidsocial.services.access import Actor
from paidsocial.services.planning.pacing import PacingCache
from paidsocial.services.prediction.fits import Z80
from paidsocial.services.prediction.forecasts import estimate
from paidsocial.services.prediction.histories import Unit
from paidsocial.services.reallocation import recommendations
from paidsocial.services.reallocation.allocation_groups import as_library
from paidsocial.services.reallocation.allocation_problem import Problem
from paidsocial.services.reallocation.line_curves import Floats, Units
from paidsocial.services.reallocation.proposals import Proposed, check_choices, own_lines, pose, told_lines
from paidsocial.services.reallocation.recommendation_ask import Ask, request_of
from paidsocial.services.reallocation.recommendation_views import certificate
from paidsocial.services.reallocation.request import Change
from paidsocial.services.spreadsheets import Cell, Sheet, write_csv, write_xlsx

MOST_WEEKS = 13
MOST_RATE = 10.0
DAYS = 7
HEADINGS = (
    *("week", "first_day", "last_day", "rate", "platform", "account", "budget", "currency"),
    *("daily_now", "daily", "whole_week", "expected_revenue_week", "held"),
)


@dataclass(frozen=True, slots=True)
class Week:
    """One week: what may be spent in it a day, what that earns a day, and the same with the money spread evenly."""

    number: int
    period: Period
    rate: float
    daily: Money
    revenue: Money
    revenue_even: Money


@dataclass(frozen=True, slots=True)
class WeeklyLine:
    """One budget through the weeks, a day: `daily` and `revenue` have one amount per week. `held`: why it stays."""

    unit: Unit
    account_name: str
    current: Money
    daily: tuple[Money, ...]
    revenue: tuple[Money, ...]
    held: str
    test: str  # why it moves although nobody knows what that brings; empty otherwise
    stays: str  # why it stays in every week although it might move; empty otherwise


@dataclass(frozen=True, slots=True)
class WeeklyPlan:
    """Budgets a day per week and line. `daily_mean` times the days is `total`, to the cent."""

    as_of: date
    currency: str
    weeks: tuple[Week, ...]
    lines: tuple[WeeklyLine, ...]
    daily_mean: Money
    total: Money
    expected: Money
    expected_low: Money  # the 80% interval of it, the rates taken as they were given
    expected_high: Money
    expected_even: Money
    gain_low: Money  # and of what timing earns
    gain_high: Money
    optimality_gap: float
    cautious: bool
    step: Fraction
    alike: bool  # every week has the same rate, so that each is the reallocation's own proposal
    some: bool  # some budgets stay because moving them is not worth it
    lift_tests: int  # by which revenue is incremental; 0 where it is as reported

    @property
    def certificate(self) -> str:
        """How near to the best the plan is, in words."""
        return certificate(self.optimality_gap, cautious=self.cautious, some=self.some)

    @property
    def limits_words(self) -> str:
        """Within which limits the weeks are worked out, beside those of a reallocation."""
        if self.alike:
            return "All weeks are alike, so each is what Reallocate proposes within the same limits"
        return (
            "The limits of a reallocation hold in every week, around today’s budgets; only, what Reallocate leaves as "
            "not worth moving may move here too, because weeks that differ can make it worth it"
        )

    @property
    def leaps(self) -> int:
        """How many budgets change by more than the step limit from one week to the next."""
        return sum(
            any(
                abs(after - before) > before * self.step for before, after in pairwise(day.micros for day in line.daily)
            )
            for line in self.lines
        )

    @property
    def leaps_words(self) -> str:
        """What to do about these; empty where there is none."""
        if not self.leaps:
            return ""
        found = wording.count(self.leaps, "budget")
        return (
            f"{found} {'changes' if self.leaps == 1 else 'change'} by more than {budget_change.percent(self.step)} "
            "from one week to the next: carry these out in two moves, 72 hours apart."
        )

    @property
    def gain(self) -> Money:
        """What timing the same money earns beside spreading it evenly."""
        return self.expected - self.expected_even


def rates_of(typed: str | Sequence[str]) -> tuple[float, ...]:
    """Rates as typed, one per week. Raises BadInput, naming the week."""
    texts = [text.strip() for text in typed.split(",")] if isinstance(typed, str) else list(typed)
    if not 1 <= len(texts) <= MOST_WEEKS:
        raise BadInput(f"Give a rate for each of 1 to {MOST_WEEKS} weeks, like 1, 1.8, 1.", field="rates")
    found = []
    for week, text in enumerate(texts, 1):
        try:
            rate = float(text)
        except ValueError:
            rate = math.nan
        if not 0 < rate <= MOST_RATE:
            raise BadInput(
                f"The rate of week {week} is “{text}”; it must be a number above 0 and at most {MOST_RATE:g}. Write 1 "
                "for an average week, 1.8 for one in which the same spend earns 1.8 times as much.",
                field="rates",
            )
        found.append(rate)
    return tuple(found)


def spread(
    session: Session,
    actor: Actor,
    ask: Ask,
    *,
    rates: Sequence[float],
    first_day: date,
    now: datetime,
    as_of: date,
    months: PacingCache | None = None,
) -> WeeklyPlan:
    """One client's daily total, as a mean over the weeks, spread to where and when it earns most.

    The limits of a reallocation hold in every week, around today's budgets, what plan lines leave included. Where all
    weeks are alike, each is the reallocation; where they differ, what is not worth moving by itself may move too.
    Raises what a reallocation raises.
    """
    if ask.aim is not None or ask.conversions:
        raise BadInput("Weeks are planned for a total and for revenue; leave targets and conversions out.", field="aim")
    if ask.groups:
        raise BadInput("Weeks cannot be planned with caps or floors of groups; leave them out.", field="group")
    if first_day < as_of:
        raise BadInput(f"The first week cannot start before {as_of}.", field="first_day")
    asked = recommendations.ask_of(session, actor, ask, now=now, as_of=as_of, months=months)
    alike = len(set(rates)) == 1
    request = request_of(session, ask, asked.step, asked.pool)
    request = replace(request, anyway=request.anyway or not alike)
    check_choices(asked.lines, request)
    clients = own_lines(asked.lines, request)
    if len(clients) > 1:
        raise BadInput("Weeks are planned for one client; choose one of them.", field="client")
    problem = pose(clients[0], asked.runs, request, asked.rules)
    if not problem.limits.trusted:
        why = problem.limits.run.notice if problem.limits.run else "No revenue was reported."
        raise Infeasible(f"Weeks cannot be planned, because the model is not trusted here. {why}")
    even, gap = problem.solve()  # refuses what cannot be, and holds what a cautious move would not touch
    if alike:
        amounts = np.tile(even, (len(rates), 1))
    else:
        amounts, gap = _solve(problem, rates)
    query = select(AdAccount.id, AdAccount.name).where(AdAccount.id.in_(asked.pool.account_ids))
    names = {row[0]: row[1] for row in session.execute(query)}
    told = _told(problem, Spread(amounts, even, tuple(rates), first_day, gap), as_of=as_of, accounts=names)
    return replace(told, lift_tests=asked.runs.calibration.tests) if asked.runs.calibration else told


@dataclass(frozen=True, eq=False)
class Spread:
    """Amounts (weeks, lines) in smallest units, and the best split of an average week (lines,)."""

    amounts: Units
    even: Units
    rates: tuple[float, ...]
    first_day: date
    gap: float

    def period(self, week: int) -> Period:
        """The days of a week, the first being 0."""
        start = self.first_day + timedelta(days=DAYS * week)
        return Period(start, start + timedelta(days=DAYS) - ONE_DAY)


def _solve(problem: Problem, rates: Sequence[float]) -> tuple[Units, float]:
    """Amounts (weeks, lines) in smallest units whose sum is the total times the weeks, and the certified gap."""
    weeks, money = len(rates), problem.minor_units
    lower, upper = problem.lower, problem.upper
    if bool((lower == upper).all()):
        return np.tile(lower, (weeks, 1)), 0.0
    whole = problem.total * weeks
    limits = as_library(problem.groups, problem.curves.units, money) or None
    ideal = forecasting.plan(problem.curves, whole / money, list(rates), lower / money, upper / money, groups=limits)
    given = {name: np.tile(values, weeks) for name, values in problem.curves.parameters.items()}
    given["scale"] = given["scale"] * np.repeat(np.asarray(rates, dtype=float), len(lower))
    labels = [f"{week}:{unit}" for week in range(weeks) for unit in problem.curves.units]
    spreading = forecasting.ResponseCurves.from_parameters(labels, "power", **given)
    each = [
        replace(
            group,
            name=f"{week}:{group.name}",
            units=tuple(f"{week}:{unit}" for unit in group.units),
        )
        for week in range(weeks)
        for group in as_library(problem.groups, problem.curves.units, 1)
    ]
    try:
        exact = forecasting.allocate_increments(
            spreading, whole, np.tile(lower, weeks), np.tile(upper, weeks), minor_units=money, groups=each or None
        )
    except forecasting.Infeasible as refused:
        raise Infeasible("The limits cannot be met to the cent together; loosen one of them.") from refused
    best, value = float(ideal.expected_revenue.sum()), float(spreading.revenue(exact / money).sum())
    gap = max(best * (1 + ideal.optimality_gap) - value, 0.0) / value if value > 0 else 0.0
    return exact.reshape(weeks, len(lower)), gap


def _earned(problem: Problem, amounts: Units) -> Floats:
    """Expected revenue a day (..., lines) in an average week; one of unknown response counts as if it stayed."""
    earned = problem.counts.revenue(amounts)
    unknown = sorted(problem.limits.unknown)
    earned[..., unknown] = problem.counts.revenue(problem.current)[unknown]
    return earned


def _gain(problem: Problem, found: Spread) -> Change:
    """What the timing earns over all weeks, if the rates are right. A line errs alike in every week."""
    curves, unknown = problem.counts, problem.limits.unknown
    factors = np.asarray(found.rates, dtype=float)[:, None] * DAYS
    means = (_earned(problem, found.amounts) - _earned(problem, found.even)) * factors
    # With responses one standard error off. Signs are kept, for what one week loses by it another gains.
    scale, elasticity = curves.off_by(1.0)
    money = problem.minor_units
    off = (scale * (found.amounts / money) ** elasticity - scale * (found.even / money) ** elasticity) * factors
    whole, poorer = means.sum(axis=0), off.sum(axis=0)
    turned = np.array([0.0 if place in unknown else poorer[place] - whole[place] for place in range(len(whole))])
    return Change(float(whole.sum()), float(np.sqrt(((whole * curves.level_error) ** 2 + turned**2).sum())))


def _revenue(problem: Problem, revenue: Floats) -> Change:
    """Expected revenue of the weeks with the error its lines' levels have, at least as wide as that of their sum."""
    whole = revenue.sum(axis=0) * DAYS
    error = float(np.sqrt(((whole * problem.counts.level_error) ** 2).sum()))
    run = problem.limits.run
    if run is not None and run.total.revenue > 0:
        error = max(error, float(whole.sum()) * (run.total.high - run.total.low) / (2 * Z80) / run.total.revenue)
    return Change(float(whole.sum()), error)


def _told(problem: Problem, found: Spread, *, as_of: date, accounts: dict[int, str]) -> WeeklyPlan:
    currency, unit = problem.currency, problem.unit
    factors = np.asarray(found.rates, dtype=float)[:, None]
    revenue, even = (_earned(problem, amounts) * factors for amounts in (found.amounts, found.even))
    told = told_lines(problem, problem.counts, found.even)
    weeks = tuple(
        Week(
            number=week + 1,
            period=found.period(week),
            rate=rate,
            daily=Money(int(found.amounts[week].sum()) * unit, currency),
            revenue=estimate(float(revenue[week].sum()), currency),
            revenue_even=estimate(float(even[week].sum()), currency),
        )
        for week, rate in enumerate(found.rates)
    )
    lines = [
        WeeklyLine(
            unit=line.unit,
            account_name=accounts[line.unit.account_id],
            current=line.current,
            daily=tuple(Money(amount * unit, currency) for amount in found.amounts[:, place].tolist()),
            revenue=tuple(estimate(earned, currency) for earned in revenue[:, place].tolist()),
            held=problem.holds[place].because if place in problem.holds else "",
            test=f"Test: {problem.limits.tests[place]}" if place in problem.limits.tests else "",
            stays=_stays(problem, found, place, told[place]),
        )
        for place, line in enumerate(problem.lines)
    ]
    mean = Money(problem.total * unit, currency)
    expected, gain = _revenue(problem, revenue), _gain(problem, found)
    return WeeklyPlan(
        as_of=as_of,
        currency=currency,
        weeks=weeks,
        lines=tuple(sorted(lines, key=lambda line: (bool(line.held), -line.current.micros, line.unit.id))),
        daily_mean=mean,
        total=mean.scaled(DAYS * len(weeks)),
        expected=estimate(expected.mean, currency),
        expected_low=estimate(max(expected.low, 0.0), currency),
        expected_high=estimate(expected.high, currency),
        expected_even=estimate(float(even.sum()) * DAYS, currency),
        gain_low=estimate(gain.low, currency),
        gain_high=estimate(gain.high, currency),
        optimality_gap=found.gap,
        cautious=problem.request.cautious,
        step=problem.request.step,
        alike=len(set(found.rates)) == 1,
        some=bool(problem.small),
        lift_tests=0,
    )


def _stays(problem: Problem, found: Spread, place: int, told: Proposed) -> str:
    """Why a line that might move stays in every week."""
    if (
        place in problem.holds
        or place in problem.limits.tests
        or not (found.amounts[:, place] == problem.current[place]).all()
    ):
        return ""
    if told.proposed == told.line.current:
        return told.reason
    return "Stays: in every week another amount would earn less within the limits."


def sheet(plan: WeeklyPlan, kind: str) -> bytes:
    """The plan as a file; `kind`: csv or xlsx. One row per week and budget."""
    if kind not in {"csv", "xlsx"}:
        raise BadInput(f"“{kind}” is not a format; choose csv or xlsx.", field="format")
    target = io.BytesIO()
    if kind == "csv":
        write_csv(target, HEADINGS, _rows(plan))
    else:
        write_xlsx(target, [Sheet("Weeks", HEADINGS, _rows(plan))])
    return target.getvalue()


def _rows(plan: WeeklyPlan) -> Iterator[Sequence[Cell]]:
    for at, week in enumerate(plan.weeks):
        for line in plan.lines:
            yield (
                week.number,
                week.period.first,
                week.period.last,
                Decimal(str(week.rate)),
                line.unit.platform,
                line.account_name,
                line.unit.name,
                plan.currency,
                Decimal(line.current.text),
                Decimal(line.daily[at].text),
                Decimal(line.daily[at].scaled(DAYS).text),
                Decimal(line.revenue[at].scaled(DAYS).text),
                line.held or line.test or line.stays,
            )
