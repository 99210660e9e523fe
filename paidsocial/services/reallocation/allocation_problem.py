"""One client's allocation: the exact best amounts within what is held and how far the rest may move.

Amounts are in the currency's smallest units, so that the total holds to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

import forecasting
from paidsocial.domain import budget_change, wording
from paidsocial.domain.money import MICROS
from paidsocial.domain.platform_rules import PlatformRules
from paidsocial.domain.recommendation import PRICE, TEST_STEP, Bound, Hold, Room
from paidsocial.errors import Infeasible
from paidsocial.services.prediction.fits import Run
from paidsocial.services.reallocation.allocation_groups import (
    PLAN,
    Group,
    PlanRoom,
    Reach,
    as_library,
    groups_of,
    with_plans,
)
from paidsocial.services.reallocation.cautious import careful
from paidsocial.services.reallocation.line_budgets import Line
from paidsocial.services.reallocation.line_curves import LineCurves, Units, in_proportion
from paidsocial.services.reallocation.line_limits import LineLimits
from paidsocial.services.reallocation.request import Change, Request, joint

WORTH = 0.95  # of the gain: moves that only bring the rest of it are not proposed
_LITTLE = f"but fewer moves bring {WORTH:.0%} of what can be gained"
_NOISE = "but what all moves together would bring may as well be nothing"


class Problem:
    """One client's lines; `holds`, `rooms` and `curves` are those of the last way it was solved.

    `run` is of what counts: revenue, or conversions where the request says so.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        *,
        run: Run | None,
        currency: str,
        request: Request,
        rules: PlatformRules,
        at: datetime,
        full: Mapping[int, str],
        plans: Sequence[PlanRoom] = (),
    ) -> None:
        self.lines, self.request, self.currency = list(lines), request, currency
        self.limits = LineLimits(lines, run, request, rules, at, full=full, currency=currency)
        self.unit, self.minor_units = self.limits.unit, self.limits.minor_units
        self.current = np.array([line.current.micros // self.unit for line in lines], dtype=np.int64)
        self.before = int(self.current.sum())
        self.total = self.before if request.total is None else request.total.micros // self.unit
        self.counts = LineCurves(lines, run, self.minor_units)
        self.holds = dict(self.limits.holds)
        self.rooms = list(self.limits.rooms)
        self.groups, single = with_plans(
            groups_of(self.lines, request.groups, self.unit),
            plans,
            self.lines,
            (self.current, self.lower),
            self.unit,
        )
        self.limits.raise_at_most(single)
        self.rooms = list(self.limits.rooms)
        self.price: float | None = None  # what money earns elsewhere, where that was decided cautiously
        self.small: dict[int, str] = {}  # lines that might move and stay, because that is not worth it, with why
        self.unworthy: tuple[int, Change] | None = None  # how many lines might move, what for, where all of them stay
        self._decided: list[Room] = []
        self._shadow: float | None = None  # what the next unit of money would earn elsewhere if those lines moved
        # What is solved on: the responses, or today's proportions where no response is trusted.
        along = not self.limits.trusted and self.limits.moves_total
        self.expected = in_proportion(self.lines) if along else self.counts.curves
        self.curves = self.expected

    @property
    def lower(self) -> Units:
        """The least of each line (lines,)."""
        return np.array([space.lower for space in self.rooms], dtype=np.int64)

    @property
    def upper(self) -> Units:
        """The most of each line (lines,)."""
        return np.array([space.upper for space in self.rooms], dtype=np.int64)

    def reach(self) -> tuple[int, int]:
        """The least and the most the total can be. Raises Infeasible where a group's limits cannot be met."""
        return Reach(self.groups, self.lower, self.upper, unit=self.unit, currency=self.currency).whole()

    def _within_reach(self) -> bool:
        try:
            least, most = self.reach()
        except Infeasible:
            return False
        return least <= self.total <= most

    # Solving

    def solve(self, *, cautious: bool | None = None) -> tuple[Units, float]:
        """Amounts in smallest units that sum to the total, and the relative optimality gap. Raises Infeasible.

        `cautious`: another way of deciding than the one asked for; what is held afterwards is of that way.
        """
        wanted = self.request.cautious if cautious is None else cautious
        amounts, gap = self._decide(wanted)
        if self.unworthy is None or wanted:
            return amounts, gap
        # What all moves together bring may be nothing; some of them may pay surely.
        told = self.unworthy
        surely, gap_of_it = self._decide(True)
        if bool((surely != self.current).any()):
            self.unworthy = told
            return surely, gap_of_it
        return self._decide(False)

    def _decide(self, cautious: bool) -> tuple[Units, float]:
        self.expect()
        if cautious and self.limits.trusted:
            self._decide_cautiously()
        amounts, gap = self._allocate()
        if self.request.anyway or self.request.aim is not None or not self.limits.trusted:
            return amounts, gap
        return self._worthwhile(amounts, gap)

    def expect(self) -> None:
        """Forget what was decided cautiously: every line as far as its limits let it, on its expected response."""
        self.holds, self.rooms = dict(self.limits.holds), list(self.limits.rooms)
        self.curves, self.price = self.expected, None
        self.small, self.unworthy, self._decided, self._shadow = {}, None, [], None

    def widen(self) -> None:
        """Let what was not worth moving move again, for what other totals would bring."""
        self.rooms = self._decided or self.rooms

    def _decide_cautiously(self) -> None:
        """Hold the lines that would not surely be better off elsewhere, and let the others go one way only."""
        least, most = self.reach()
        if not least <= self.total <= most:
            return  # refused in words by whoever allocates
        rooms = list(self.rooms)
        forced = [not space.lower <= int(here) <= space.upper for space, here in zip(rooms, self.current, strict=True)]
        free = np.array([place in self.limits.tests or forced[place] for place in range(len(rooms))], dtype=bool)
        found = careful(self.counts, (self.current, self.lower, self.upper), self.total, free)
        holds: dict[int, Hold] = {}
        for place, space in enumerate(rooms):
            if space.lower == space.upper or free[place]:
                continue
            here = int(self.current[place])
            if found.grows[place]:
                rooms[place] = replace(space, lower=here)
            elif found.shrinks[place]:
                rooms[place] = replace(space, upper=here)
            else:
                ends = (float(found.low[place]), float(found.high[place]))
                holds[place] = Hold(Bound.EVIDENCE, self._unsure_words(*ends, found.price))
                rooms[place] = Room(here, here, Bound.EVIDENCE, "", Bound.EVIDENCE, "")
        kept = self.rooms
        self.rooms = rooms
        if not self._within_reach():  # a group's limit needs lines that are not sure: they move as expected
            self.rooms = kept
            return
        self.holds |= holds
        self.curves, self.price = found.curves, found.price

    def _allocate(self) -> tuple[Units, float]:
        least, most = self.reach()
        if not least <= self.total <= most:
            raise Infeasible(self._infeasible(least, most))
        money, lower, upper = self.minor_units, self.lower, self.upper
        if bool((lower == upper).all()):
            return lower, 0.0
        ideal = self.ideal(self.total / money)
        groups = as_library(self.groups, self.curves.units, 1) or None
        try:
            exact = forecasting.allocate_increments(
                self.curves, self.total, lower, upper, minor_units=money, groups=groups
            )
        except forecasting.Infeasible as refused:
            raise Infeasible("The limits cannot be met to the cent together; loosen one of them.") from refused
        value = float(self.curves.revenue(exact / money).sum())  # the gap is that of what is proposed, cents and all
        best = ideal.total_revenue * (1 + ideal.optimality_gap)
        return exact, max(best - value, 0.0) / value if value > 0 else 0.0

    def ideal(self, total: float) -> forecasting.Allocation:
        """The best split of a total in major units, not rounded."""
        money = self.minor_units
        groups = as_library(self.groups, self.curves.units, money) or None
        return forecasting.allocate(self.curves, total, self.lower / money, self.upper / money, groups)

    def group_of(self, amounts: Units, place: int) -> Group | None:
        """The innermost group whose cap or floor the line's amount is stopped by; None where none is."""
        for group in reversed(self.groups):
            whole = int(amounts[group.members].sum())
            full = group.upper is not None and whole >= group.upper
            if place in group.members and (full or (group.lower > 0 and whole <= group.lower)):
                return group
        return None

    def _infeasible(self, least: int, most: int) -> str:
        def told(units: int) -> str:
            return wording.amount(units * self.unit, self.currency)

        stay = [place for place in range(len(self.lines)) if place in self.holds or place in self.limits.fixed]
        free, held = len(self.lines) - len(stay), int(self.lower[stay].sum())
        step = budget_change.percent(self.request.step)
        pooled = any("pool" in space.upper_words for space in self.rooms)
        tenth = f" and {budget_change.percent(budget_change.POOL_SHARE)} of the pool" if pooled else ""
        held_words = f"{wording.count(len(stay), 'budget')} held at {told(held)} together and " if stay else ""
        which = (
            ("the other " if stay else "the only ") + "one" if free == 1 else f"{'the other' if stay else 'all'} {free}"
        )
        each = "" if free == 1 else " each"
        free_words = f"{which} moving at most {step}{tenth}{each}" if free else "none left to move"
        if self.limits.tests:
            free_words += f" ({len(self.limits.tests)} as a test, at most {budget_change.percent(TEST_STEP)})"
        capped = ", and the limits on groups" if self.groups else ""
        return (
            f"A total of {told(self.total)} a day cannot be reached: with {held_words}{free_words}{capped}, "
            f"it can be from {told(least)} to {told(most)}. "
            "Choose a total in that range, unlock budgets, or allow a larger step."
        )

    # What is worth moving

    def _worthwhile(self, amounts: Units, gap: float) -> tuple[Units, float]:
        """The fewest moves that bring nearly all of the gain; none where even its lower end is a loss."""
        free = [
            place
            for place, space in enumerate(self.rooms)
            if amounts[place] != self.current[place]
            and space.lower <= self.current[place] <= space.upper
            and place not in self.limits.unknown
        ]
        if not free:
            return amounts, gap
        self._decided, self._shadow = list(self.rooms), self.elsewhere(amounts)
        kept = self._fewest(amounts, free)
        stops = {
            place: group.words
            for place in free
            if (group := self.group_of(amounts, place)) is not None and group.kind == PLAN
        }
        if len(kept) < len(free):
            stay = [place for place in free if place not in set(kept)]
            self._keep(stay, _LITTLE, stops)
            amounts, gap = self._allocate()
        # What is not known of tests, and of what a person set, says nothing against the other moves.
        changes = self.counts.changes(amounts, self.current, self.limits.unknown)
        expected = joint(one for place, one in enumerate(changes) if place not in self.limits.unknown)
        if expected.low > 0:
            return amounts, gap
        rooms, small = self.rooms, self.small
        self._keep(free, _NOISE, stops)
        if not self._within_reach():  # another total, or what a person set, needs these moves
            self.rooms, self.small = rooms, small
            return amounts, gap
        self.unworthy = len(kept), expected
        return self._allocate()

    def _keep(self, places: Sequence[int], why: str, stops: Mapping[int, str]) -> None:
        """Let lines stay as they are, each with its reason: what stopped it, where a plan line or a group did."""
        rooms = list(self.rooms)
        for place in places:
            here, space = int(self.current[place]), rooms[place]
            rooms[place] = replace(space, lower=here, upper=here)
        self.rooms, self.small = (
            rooms,
            self.small | {place: f"stopped by {stops[place]}" if place in stops else why for place in places},
        )

    def _fewest(self, amounts: Units, free: list[int]) -> list[int]:
        """The fewest of the lines that might move whose moves bring `WORTH` of what all of them bring.

        A move's gain is what it earns beside what its money earns elsewhere (the Lagrangian's terms): never negative,
        and together the gain of all of them. The largest come first; as many as it takes, found by halving.
        """
        money, current = self.minor_units, self.current
        before, after = (self.curves.revenue(units / money) for units in (current, amounts))
        prices = np.array([self.elsewhere(amounts, self.group_of(amounts, place)) for place in free])
        moved = np.array(free, dtype=np.intp)
        gains = (after - before)[moved] - prices * (amounts - current)[moved] / money
        order = [free[at] for at in np.argsort(-gains, kind="stable")]
        wanted = float(after.sum()) - (1 - WORTH) * max(float(gains.sum()), 0.0)
        low, high = int(np.searchsorted(np.cumsum(np.sort(gains)[::-1]), WORTH * gains.sum())), len(order)
        rooms = self.rooms
        while low < high:
            middle = (low + high) // 2
            self.rooms = list(rooms)
            for place in order[middle:]:
                self.rooms[place] = replace(rooms[place], lower=int(current[place]), upper=int(current[place]))
            enough = self._within_reach() and self._earns() >= wanted
            low, high = (low, middle) if enough else (middle + 1, high)
        self.rooms = rooms
        return order[:low]

    def _earns(self) -> float:
        """What the best split within the present rooms earns, not rounded."""
        if bool((self.lower == self.upper).all()):
            return float(self.curves.revenue(self.lower / self.minor_units).sum())
        return self.ideal(self.total / self.minor_units).total_revenue

    # What money brings elsewhere

    def inside(self, amounts: Units, group: Group | None = None) -> list[int]:
        """The lines that nothing bounds, not even a group; or those of a group that nothing but it does."""
        return [
            place
            for place, space in enumerate(self.rooms)
            if space.lower < amounts[place] < space.upper and self.group_of(amounts, place) is group
        ]

    def elsewhere(self, amounts: Units, group: Group | None = None) -> float:
        """What the next unit of money earns where nothing bounds it; between the bounded sides where all are.

        Within a `group` whose limit binds, money has a price of its own.
        """
        if self.price is not None and group is None:
            return self.price
        marginal = self.counts.marginal(amounts)
        inside = self.inside(amounts, group)
        if inside:
            return float(np.mean(marginal[inside]))
        among = range(len(self.rooms)) if group is None else group.members.tolist()
        free = [place for place in among if self.rooms[place].lower < self.rooms[place].upper]
        raised = [marginal[place] for place in free if amounts[place] >= self.rooms[place].upper]
        lowered = [marginal[place] for place in free if amounts[place] <= self.rooms[place].lower]
        ends = [*([min(raised)] if raised else []), *([max(lowered)] if lowered else [])]
        return float(np.mean(ends)) if ends else self._shadow or 0.0

    def _unsure_words(self, low: float, high: float, price: float) -> str:
        """Why a line stays though it might earn more, or lose less, than elsewhere."""
        held = "Held, being cautious:" if self.request.cautious else "Held:"
        if self.request.conversions:
            told = [wording.amount(round(MICROS / max(one, 1e-12)), self.currency) for one in (high, low, price)]
            return (
                f"{held} its next conversion may cost from {told[0]} to {told[1]}, which is not surely "
                f"less or more than {told[2]}, {PRICE}."
            )
        return (
            f"{held} its next {self.currency} may earn from {low:.2f} to {high:.2f}, which is not "
            f"surely more or less than {price:.2f}, {PRICE}."
        )
