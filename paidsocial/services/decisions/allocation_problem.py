"""One client's allocation: what is held and why, how far the rest may move, and the exact best amounts.

Curves are in budget money: a budget of which 90% is spent earns what 90% of it earns. Amounts are in the currency's
smallest units, so that the total holds to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

import forecasting
from paidsocial.domain import budget_change, wording
from paidsocial.domain.money import MICROS, Money, minor_unit
from paidsocial.domain.platform_rules import PlatformRules, Rule
from paidsocial.domain.recommendation import Bound, Hold, Limits, Room, room
from paidsocial.errors import BadInput, Infeasible
from paidsocial.services.decisions.forecast_runs import Run
from paidsocial.services.decisions.line_budgets import Basis, Line, settling
from paidsocial.services.decisions.reallocation_request import Z80, Change, Request

Floats = npt.NDArray[np.float64]
Units = npt.NDArray[np.int64]

SPENT_SHARE = Fraction(4, 5)  # a budget spent less than this is not what holds its spend back
MOST_SPENT = 1.25  # of its budget; beyond, a day's overspend is chance and not use
ROUNDS = 4  # of holding unsure lines and solving again
MOST_LEVEL_ERROR = 1.5


class Problem:
    """One client's lines: curves in budget money, rooms and holds; solved once or, cautiously, a few times."""

    def __init__(
        self, lines: Sequence[Line], *, run: Run, request: Request, rules: PlatformRules, at: datetime
    ) -> None:
        self.lines, self.run, self.request, self.rules, self.at = list(lines), run, request, rules, at
        self.currency = run.currency
        self.unit = minor_unit(self.currency)
        self.minor_units = MICROS // self.unit
        self.current = np.array([line.current.micros // self.unit for line in lines], dtype=np.int64)
        self.before = int(self.current.sum())
        self.total = self.before if request.total is None else request.total.micros // self.unit
        self.rows = [run.row_of(line.unit.id) for line in lines]
        self.fixed = {row: amount for row, line in enumerate(lines) if (amount := self._set(line)) is not None}
        self.rooms = [self._room(row, line) for row, line in enumerate(lines)]
        self.holds: dict[int, Hold] = {row: hold for row, line in enumerate(lines) if (hold := self._hold(row, line))}
        self._check_minimums()

    # What may not move

    def _set(self, line: Line) -> int | None:
        """What the person set for the line, in smallest units. Raises BadInput beyond the hard step limit."""
        asked = [amount.micros // self.unit for choice, amount in self.request.amounts if choice.covers(line)]
        if not asked:
            return None
        current = line.current.micros // self.unit
        if abs(asked[-1] - current) > current * budget_change.HARD_STEP:
            most = budget_change.percent(budget_change.HARD_STEP)
            amount = wording.amount(asked[-1] * self.unit, self.currency)
            raise BadInput(f"{amount} is more than {most} from what “{line.unit.name}” has now.", field="amount")
        return asked[-1]

    def _hold(self, row: int, line: Line) -> Hold | None:
        if row in self.fixed:
            held = _held_by_platform(line, self.currency)
            if held is not None and held.bound is not Bound.MAXIMUM:
                raise BadInput(f"“{line.unit.name}” cannot be set. {held.because}", field="amount")
            return None
        return (
            self._held_by_person(line)
            or _held_by_platform(line, self.currency)
            or self._held_by_time(line)
            or self._held_by_evidence(row)
        )

    def _held_by_person(self, line: Line) -> Hold | None:
        for lock in self.request.locks:
            if lock.covers(line):
                how = f"locked by “{lock.pattern}”" if lock.pattern else "locked"
                return Hold(Bound.LOCKED, f"Held: {how}.")
        return None

    def _held_by_time(self, line: Line) -> Hold | None:
        if line.learning:
            return Hold(Bound.LEARNING, "Held: the platform says it is still learning.")
        if settling(line, self.at) and line.changed_at is not None:
            hours = int((self.at - line.changed_at).total_seconds() // 3600)
            ago = f"Held: its budget was changed {wording.count(hours, 'hour')} ago"
            return Hold(Bound.LEARNING, f"{ago}; 72 hours must pass between moves of one budget.")
        return None

    def _held_by_evidence(self, at: int) -> Hold | None:
        row = self.rows[at]
        if row is None:
            return Hold(Bound.EVIDENCE, "Held: no source ever reported its revenue.")
        if self.run.evidence[row] != "strong":
            grade = {"none": "no"}.get(self.run.evidence[row], self.run.evidence[row])
            return Hold(Bound.EVIDENCE, f"Held: {grade} evidence, {self.run.evidence_reason[row]}.")
        if self.run.notice:
            return Hold(Bound.EVIDENCE, f"Held: the model is not trusted here. {self.run.notice}")
        return None

    def _check_minimums(self) -> None:
        for at, hold in self.holds.items():
            line, asked = self.lines[at], self._asked(self.lines[at])
            if asked is not None and asked > line.current.micros:
                raise Infeasible(
                    f"“{line.unit.name}” cannot be raised to the minimum of {wording.amount(asked, self.currency)} "
                    f"you set. {hold.because}"
                )

    # How far the others may

    def _asked(self, line: Line) -> int | None:
        """The highest minimum a person set for the line, in micros."""
        asked = [amount.micros for choice, amount in self.request.minimums if choice.covers(line)]
        return max(asked, default=None)

    def _room(self, at: int, line: Line) -> Room:
        if at in self.fixed:
            set_to = self.fixed[at]
            return Room(set_to, set_to, Bound.LOCKED, "you", Bound.LOCKED, "you")
        on_ad_sets = line.unit.ad_set_id is not None or line.basis is Basis.AD_SETS
        least = self.rules.minimum_daily(line.unit.platform, "ad_set" if on_ad_sets else "campaign", self.currency)
        minimum = self._asked(line)
        row = self.run.row_of(line.unit.id)
        limits = Limits(
            step=self.request.step,
            pool=self.before,
            minimum=None if minimum is None else -(-minimum // self.unit),
            minimum_words="the minimum you set",
            platform_minimum=None if least is None else _least(line, least[0].micros, self.unit),
            platform_minimum_words="" if least is None else _minimum_words(*least, on_ad_sets=on_ad_sets),
            most_spent=None if row is None else Fraction(float(self.run.spend_high[row])) * self.minor_units,
        )
        return room(line.current.micros // self.unit, limits)

    # Curves in budget money: a budget that is spent to 90% earns what 90% of it earns

    @cached_property
    def used(self) -> Floats:
        """Spend per unit of budget (lines,), as it was over the last seven days, within reason."""
        shares = [line.spent.micros / line.current.micros for line in self.lines]
        return np.asarray(np.clip(shares, float(SPENT_SHARE), MOST_SPENT), dtype=float)

    def _of(self, values: Floats, missing: float) -> Floats:
        found: Floats = np.array([missing if row is None else values[row] for row in self.rows], dtype=float)
        return found

    @cached_property
    def elasticity(self) -> Floats:
        """Of each line (lines,)."""
        return self._of(self.run.elasticity, 0.5)

    @cached_property
    def scale(self) -> Floats:
        """Of each line's curve (lines,), in budget money."""
        return self._of(self.run.scale, 0.0) * self.used**self.elasticity

    def revenue(self, amounts: Units) -> Floats:
        """Expected revenue a day (lines,)."""
        return np.asarray(self.scale * (amounts / self.minor_units) ** self.elasticity)

    def marginal(self, amounts: Units) -> Floats:
        """Revenue from the next unit of budget (lines,)."""
        spend = np.maximum(amounts / self.minor_units, 1e-9)
        return np.asarray(self.scale * self.elasticity * spend ** (self.elasticity - 1))

    # Solving

    def at_total(self, total: int) -> Units:
        """The best amounts for another total, in smallest units; the problem's own total becomes that."""
        self.total = total
        return self._allocate()[0]

    def solve(self) -> tuple[Units, float]:
        """Amounts in smallest units that sum to the total, and the relative optimality gap. Raises Infeasible."""
        amounts, gap = self._allocate()
        for _ in range(ROUNDS if self.request.cautious else 0):
            unsure = self._unsure(amounts)
            if not unsure:
                break
            self.holds |= unsure
            amounts, gap = self._allocate()
        return amounts, gap

    def _allocate(self) -> tuple[Units, float]:
        free = [at for at in range(len(self.lines)) if at not in self.holds]
        amounts = self.current.copy()
        held = self.before - int(self.current[free].sum())
        left = self.total - held
        lower = np.array([self.rooms[at].lower for at in free], dtype=np.int64)
        upper = np.array([self.rooms[at].upper for at in free], dtype=np.int64)
        if not int(lower.sum()) <= left <= int(upper.sum()):
            raise Infeasible(self._infeasible(held, int(lower.sum()), int(upper.sum()), len(free)))
        if not free:
            return amounts, 0.0
        labels = [str(self.lines[at].unit.id) for at in free]
        curves = forecasting.ResponseCurves.from_parameters(
            labels, "power", scale=self.scale[free], elasticity=self.elasticity[free]
        )
        amounts[free] = forecasting.allocate_increments(curves, left, lower, upper, minor_units=self.minor_units)
        money = self.minor_units
        ideal = forecasting.allocate(curves, left / money, lower / money, upper / money)
        return amounts, ideal.optimality_gap

    def reach(self) -> tuple[int, int]:
        """The least and the most the total can be, in smallest units."""
        free = [at for at in range(len(self.lines)) if at not in self.holds]
        held = self.before - int(self.current[free].sum())
        return held + sum(self.rooms[at].lower for at in free), held + sum(self.rooms[at].upper for at in free)

    def _infeasible(self, held: int, lower: int, upper: int, free: int) -> str:
        def told(units: int) -> str:
            return wording.amount(units * self.unit, self.currency)

        step = budget_change.percent(self.request.step)
        held_words = f"{wording.count(len(self.lines) - free, 'budget')} held at {told(held)} together"
        pooled = any("pool" in space.upper_words for at, space in enumerate(self.rooms) if at not in self.holds)
        tenth = f" and {budget_change.percent(budget_change.POOL_SHARE)} of the pool" if pooled else ""
        free_words = f"the other {free} moving at most {step}{tenth} each" if free else "none left to move"
        return (
            f"A total of {told(self.total)} a day cannot be reached: with {held_words} and {free_words}, "
            f"it can be from {told(held + lower)} to {told(held + upper)}. "
            "Choose a total in that range, unlock budgets, or allow a larger step."
        )

    def elsewhere(self, amounts: Units) -> float:
        """What the next unit of money earns where nothing bounds it; between the bounded sides where all are."""
        free = [at for at in range(len(self.lines)) if at not in self.holds and at not in self.fixed]
        marginal = self.marginal(amounts)
        inside = [at for at in free if self.rooms[at].lower < amounts[at] < self.rooms[at].upper]
        if inside:
            return float(np.mean(marginal[inside]))
        raised = [marginal[at] for at in free if amounts[at] >= self.rooms[at].upper]
        lowered = [marginal[at] for at in free if amounts[at] <= self.rooms[at].lower]
        ends = [*([min(raised)] if raised else []), *([max(lowered)] if lowered else [])]
        return float(np.mean(ends)) if ends else 0.0

    def _unsure(self, amounts: Units) -> dict[int, Hold]:
        """Lines whose move is not surely better: the near end of their marginal ROAS lies beyond money elsewhere."""
        price, marginal = self.elsewhere(amounts), self.marginal(amounts)
        found = {}
        for at in range(len(self.lines)):
            if at in self.holds or at in self.fixed or amounts[at] == self.current[at]:
                continue
            more = amounts[at] > self.current[at]
            share = Z80 * float(np.hypot(self.level_error[at], self.elasticity_error[at] / self.elasticity[at]))
            near = float(marginal[at]) * (max(1 - share, 0.0) if more else 1 + share)
            if near < price if more else near > price:
                text = (
                    f"Held, being cautious: its marginal ROAS could be as {'low' if more else 'high'} as {near:.2f}, "
                    f"{'under' if more else 'over'} the {price:.2f} that money earns elsewhere."
                )
                found[at] = Hold(Bound.EVIDENCE, text)
        return found

    # How sure

    @cached_property
    def level_error(self) -> Floats:
        """Relative standard deviation of each line's revenue at today's spend (lines,), from its forecast interval."""
        width = self._of(self.run.high - self.run.low, 0.0) / (2 * Z80)
        revenue = self._of(self.run.revenue, 0.0)
        return np.minimum(np.where(revenue > 0, width / np.where(revenue > 0, revenue, 1.0), 0.0), MOST_LEVEL_ERROR)

    @cached_property
    def elasticity_error(self) -> Floats:
        """Standard error of each line's elasticity (lines,)."""
        return self._of(self.run.elasticity_error, 0.0)

    def changes(self, amounts: Units) -> list[Change]:
        """Expected change of revenue a day per line, by the delta method over level and elasticity.

        The curve turns about today's spend, where the level was measured; level and elasticity err independently, and
        so do lines, which for money moved between lines is the careful assumption: what they share cancels.
        """
        before, after = self.revenue(self.current), self.revenue(amounts)
        mean = np.where(amounts == self.current, 0.0, after - before)
        reference = np.maximum(self._of(self.run.daily_spend, 1.0), 1e-9)
        turned = [
            revenue * np.log(np.maximum(units / self.minor_units * self.used, 1e-9) / reference)
            for revenue, units in ((after, amounts), (before, self.current))
        ]
        slope = (turned[0] - turned[1]) * self.elasticity_error
        deviation = np.where(amounts == self.current, 0.0, np.hypot(mean * self.level_error, slope))
        return [Change(float(one), float(sd)) for one, sd in zip(mean, deviation, strict=True)]


def _minimum_words(least: Money, rule: Rule, *, on_ad_sets: bool) -> str:
    """The platform's minimum with the rule that says so."""
    amount = wording.amount(least.micros, least.currency)
    return f"the platform's minimum of {amount} a day{' per ad set' if on_ad_sets else ''} ({rule.id}, {rule.standing})"


def _least(line: Line, least: int, unit: int) -> int:
    """The least the line may be in smallest units so that no budget behind it falls under `least` micros.

    Budgets on ad sets shrink in proportion, so the smallest one decides; one that is under it already does not count.
    """
    parts = [part.amount for part in line.parts if part.amount >= least] or [line.current.micros]
    smallest = min(parts)
    return -(-(line.current.micros * least) // (smallest * unit))


def _held_by_platform(line: Line, currency: str) -> Hold | None:
    if line.pending is not None:
        amount = wording.amount(line.pending.micros, currency)
        return Hold(Bound.LOCKED, f"Held: a change to {amount} a day is on its way.")
    if line.on_campaign:
        return Hold(
            Bound.GROUP, "Held: its campaign carries the budget and the platform divides it; ask for campaigns."
        )
    if line.lifetime:
        return Hold(Bound.LOCKED, "Held: its budget is for the whole flight, so a daily amount cannot be set.")
    if line.basis is not Basis.SPEND and Fraction(line.spent.micros, line.current.micros) < SPENT_SHARE:
        share = budget_change.percent(Fraction(line.spent.micros, line.current.micros))
        text = f"Held: it spent only {share} of its budget in the last seven days, so the budget is not what limits it."
        return Hold(Bound.MAXIMUM, text)
    return None
