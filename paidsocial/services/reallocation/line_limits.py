"""Which lines are held and why, which may only be tested, and how far each of the others may move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from paidsocial.domain import budget_change, wording
from paidsocial.domain.money import MICROS, Money, minor_unit
from paidsocial.domain.platform_rules import PlatformRules, Rule
from paidsocial.domain.recommendation import TEST_DAYS, TEST_STEP, Bound, Hold, Limits, Room, room
from paidsocial.errors import BadInput, Infeasible
from paidsocial.services.prediction.fits import Run
from paidsocial.services.reallocation.line_budgets import Basis, Line, settling
from paidsocial.services.reallocation.line_curves import SPENT_SHARE
from paidsocial.services.reallocation.request import Request

_MEASURE = {False: "revenue", True: "conversions"}


class LineLimits:
    """Holds, tests and rooms of one client's lines, by their places. `run` is of what counts; None: nothing known.

    `full` are campaigns that may not be given more, with why. `moves_total`: another total is asked for than today's.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        run: Run | None,
        request: Request,
        rules: PlatformRules,
        at: datetime,
        *,
        full: Mapping[int, str],
        currency: str,
    ) -> None:
        self.lines, self.run, self.request, self.rules, self.at = list(lines), run, request, rules, at
        self.full, self.currency, self.unit = full, currency, minor_unit(currency)
        self.minor_units = MICROS // self.unit
        self.pool = sum(line.current.micros // self.unit for line in self.lines)
        self.fixed = {place: amount for place, line in enumerate(lines) if (amount := self._set(line)) is not None}
        self._minimums: dict[tuple[str, str], tuple[Money, Rule] | None] = {}
        self.tests: dict[int, str] = {}
        self.holds: dict[int, Hold] = {}
        for place, line in enumerate(self.lines):
            if (hold := self._hold(place, line)) is not None:
                self.holds[place] = hold
        self.rooms = [self._room(place, line) for place, line in enumerate(lines)]
        # Lines that move although nobody knows what that brings: tests, and what a person set for thin evidence.
        self.unknown = frozenset({*self.tests, *(place for place in self.fixed if not self.identified(place))})
        self._check_choices()

    @property
    def trusted(self) -> bool:
        """Whether the model is: where it lost to the last 28 days' ROAS, its responses are not."""
        return self.run is not None and not self.run.notice

    @property
    def moves_total(self) -> bool:
        """Whether another total is asked for than today's, so that some lines have to move."""
        return self.request.total is not None and self.request.total.micros != self.pool * self.unit

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

    # What may not move

    def _hold(self, place: int, line: Line) -> Hold | None:
        if place in self.fixed:
            held = held_by_platform(line, self.currency)
            if held is not None and held.bound is not Bound.MAXIMUM:
                raise BadInput(f"“{line.unit.name}” cannot be set. {held.because}", field="amount")
            return None
        return (
            self._held_by_person(line)
            or held_by_platform(line, self.currency)
            or self._held_by_time(line)
            or self._held_by_evidence(place, line)
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

    def _held_by_evidence(self, place: int, line: Line) -> Hold | None:
        """A line whose response nobody knows; where the person allows tests, it is put among them instead."""
        row = None if self.run is None else self.run.row_of(line.unit.id)
        if row is None or self.run is None:
            return Hold(Bound.EVIDENCE, f"Held: no source ever reported its {_MEASURE[self.request.conversions]}.")
        grade, why = self.run.evidence[row], self._why(row)
        strong = grade == "strong"
        if strong and self.trusted:
            return None
        if self.request.tests and grade != "none" and line.spend_days >= TEST_DAYS:
            if strong:
                self.tests[place] = f"The model is not trusted here: {self.run.notice}"
            else:
                self.tests[place] = f"{grade.capitalize()} evidence: {why}."
            return None
        if not strong:
            return Hold(Bound.EVIDENCE, f"Held: {'no' if grade == 'none' else grade} evidence, {why}.")
        if self.moves_total:
            return None  # goes along in proportion
        return Hold(Bound.EVIDENCE, f"Held: the model is not trusted here. {self.run.notice}")

    def thin(self, place: int) -> str:
        """The evidence of a line where it is not strong, as a sentence; empty where it is, or nothing was reported."""
        row = None if self.run is None else self.run.row_of(self.lines[place].unit.id)
        if row is None or self.run is None or self.run.evidence[row] == "strong":
            return ""
        return f" {self.run.evidence[row].capitalize()} evidence: {self._why(row)}."

    def raise_at_most(self, rises: Mapping[int, tuple[int, str]]) -> None:
        """Let lines rise by so many smallest units at most, with what stops them; nothing a person set is undone."""
        for place, (rise, words) in rises.items():
            space, here = self.rooms[place], self.lines[place].current.micros // self.unit
            most = max(here + rise, space.lower)
            if most < space.upper:
                self.rooms[place] = replace(space, upper=most, upper_bound=Bound.MAXIMUM, upper_words=words)

    def identified(self, place: int) -> bool:
        """Whether it is known how what counts answers to the line's spend."""
        row = None if self.run is None else self.run.row_of(self.lines[place].unit.id)
        return row is not None and self.run is not None and self.run.evidence[row] == "strong"

    def unknown_words(self, place: int) -> str:
        """Why nobody knows what moving a line brings."""
        row = None if self.run is None else self.run.row_of(self.lines[place].unit.id)
        if row is None or self.run is None:
            return f"no source ever reported its {_MEASURE[self.request.conversions]}"
        grade = self.run.evidence[row]
        return f"{'no' if grade == 'none' else grade} evidence, {self._why(row)}"

    def _why(self, row: int) -> str:
        """The run's reason for its grade, in terms of what counts."""
        if self.run is None:
            return ""
        why = self.run.evidence_reason[row]
        if self.request.conversions:  # the library calls revenue whatever it was given
            why = why.replace("revenue", "conversions").replace("ROAS", f"conversions per {self.currency}")
        return why

    # How far the others may

    def _minimum(self, line: Line) -> int | None:
        """The highest minimum a person set for the line, in micros."""
        return max((amount.micros for choice, amount in self.request.minimums if choice.covers(line)), default=None)

    def _maximum(self, line: Line) -> int | None:
        """The lowest maximum a person set for the line, in micros."""
        return min((amount.micros for choice, amount in self.request.maximums if choice.covers(line)), default=None)

    def _check_choices(self) -> None:
        """Raises Infeasible where a held line would have to move, BadInput where a minimum lies above a maximum."""
        for place, line in enumerate(self.lines):
            least, most = self._minimum(line), self._maximum(line)
            if place in self.fixed:
                self._check_fixed(line, self.fixed[place] * self.unit, least, most)
            if least is not None and most is not None and least > most:
                least_words, most_words = (wording.amount(one, self.currency) for one in (least, most))
                raise BadInput(
                    f"“{line.unit.name}” cannot be at least {least_words} and at most {most_words}.", field="maximum"
                )
            hold = self.holds.get(place)
            if hold is None:
                continue
            if least is not None and least > line.current.micros:
                amount = wording.amount(least, self.currency)
                raise Infeasible(
                    f"“{line.unit.name}” cannot be raised to the minimum of {amount} you set. {hold.because}"
                )
            if most is not None and most < line.current.micros:
                amount = wording.amount(most, self.currency)
                raise Infeasible(
                    f"“{line.unit.name}” cannot be lowered to the maximum of {amount} you set. {hold.because}"
                )

    def _check_fixed(self, line: Line, amount: int, least: int | None, most: int | None) -> None:
        """Raises BadInput where an amount a person set contradicts a minimum or a maximum they set."""
        for limit, broken, words in (
            (least, least is not None and amount < least, "under the minimum"),
            (most, most is not None and amount > most, "over the maximum"),
        ):
            if limit is not None and broken:
                set_to, told = (wording.amount(one, self.currency) for one in (amount, limit))
                raise BadInput(f"“{line.unit.name}” is set to {set_to}, {words} of {told} you set.", field="amount")

    def unreached(self, place: int, amount: int) -> str:
        """That a line's amount, in smallest units, does not get as far as a person's minimum or maximum; empty where
        it does."""
        line, micros = self.lines[place], amount * self.unit
        least, most = self._minimum(line), self._maximum(line)
        if least is not None and micros < least:
            return f" The minimum of {wording.amount(least, self.currency)} you set is further than it may go at once."
        if most is not None and micros > most:
            return f" The maximum of {wording.amount(most, self.currency)} you set is further than it may go at once."
        return ""

    def _platform_minimum(self, platform: str, level: str) -> tuple[Money, Rule] | None:
        if (platform, level) not in self._minimums:
            self._minimums[platform, level] = self.rules.minimum_daily(platform, level, self.currency)
        return self._minimums[platform, level]

    def _room(self, place: int, line: Line) -> Room:
        current = line.current.micros // self.unit
        if place in self.fixed:
            set_to = self.fixed[place]
            return Room(set_to, set_to, Bound.LOCKED, "you", Bound.LOCKED, "you")
        if place in self.holds:
            bound = self.holds[place].bound
            return Room(current, current, bound, "", bound, "")
        on_ad_sets = line.unit.ad_set_id is not None or line.basis is Basis.AD_SETS
        least = self._platform_minimum(line.unit.platform, "ad_set" if on_ad_sets else "campaign")
        minimum, maximum = self._minimum(line), self._maximum(line)
        row = None if self.run is None else self.run.row_of(line.unit.id)
        tried = (
            None if row is None or self.run is None else Fraction(float(self.run.spend_high[row])) * self.minor_units
        )
        limits = Limits(
            step=min(self.request.step, TEST_STEP) if place in self.tests else self.request.step,
            pool=self.pool,
            minimum=None if minimum is None else -(-minimum // self.unit),
            minimum_words="the minimum you set",
            maximum=None if maximum is None else maximum // self.unit,
            maximum_words="the maximum you set",
            platform_minimum=None if least is None else _least(line, least[0].micros, self.unit),
            platform_minimum_words="" if least is None else _minimum_words(*least, on_ad_sets=on_ad_sets),
            most_spent=tried,
            not_raised=self.full.get(line.unit.campaign_id, ""),
        )
        return room(current, limits)


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


def held_by_platform(line: Line, currency: str) -> Hold | None:
    """Why the platform, or a change already on its way, does not let the line be set."""
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
