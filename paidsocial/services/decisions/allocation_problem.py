"""One client's allocation: the exact best amounts within what is held and how far the rest may move.

Amounts are in the currency's smallest units, so that the total holds to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

import numpy as np

import forecasting
from paidsocial.domain import budget_change, wording
from paidsocial.domain.platform_rules import PlatformRules
from paidsocial.domain.recommendation import Bound, Hold, Room
from paidsocial.errors import Infeasible
from paidsocial.services.decisions.allocation_groups import Group, Reach, Rounding, as_library, groups_of
from paidsocial.services.decisions.fits import Run
from paidsocial.services.decisions.line_budgets import Line
from paidsocial.services.decisions.line_curves import Floats, LineCurves, Units, in_proportion
from paidsocial.services.decisions.line_limits import LineLimits
from paidsocial.services.decisions.reallocation_request import Request

ROUNDS = 4  # of holding unsure lines and solving again
CAUTIOUS = 0.8416212335729143  # standard errors: the end that four in five responses do not fall short of


class Problem:
    """One client's lines; solved once or, cautiously, a few times.

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
        self.groups = groups_of(self.lines, request.groups, self.unit)

    @cached_property
    def curves(self) -> forecasting.ResponseCurves:
        """What is solved on: the responses, or today's proportions where no response is trusted."""
        return self.counts.curves if self.limits.trusted or not self.limits.moves_total else in_proportion(self.lines)

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

    # Solving

    def solve(self, *, cautious: bool | None = None) -> tuple[Units, float]:
        """Amounts in smallest units that sum to the total, and the relative optimality gap. Raises Infeasible.

        `cautious`: another way of deciding than the one asked for; what is held afterwards is of that way.
        """
        self.holds, self.rooms = dict(self.limits.holds), list(self.limits.rooms)
        careful = self.request.cautious if cautious is None else cautious
        amounts, gap = self._allocate()
        for _ in range(ROUNDS if careful and self.limits.trusted else 0):
            unsure = self._unsure(amounts)
            if not unsure:
                break
            for place, hold in unsure.items():
                self.holds[place] = hold
                here = int(self.current[place])
                self.rooms[place] = Room(here, here, hold.bound, "", hold.bound, "")
            amounts, gap = self._allocate()
        return amounts, gap

    def _allocate(self) -> tuple[Units, float]:
        least, most = self.reach()
        if not least <= self.total <= most:
            raise Infeasible(self._infeasible(least, most))
        money, lower, upper = self.minor_units, self.lower, self.upper
        if bool((lower == upper).all()):
            return lower, 0.0
        ideal = self.ideal(self.total / money)
        if not self.groups:
            exact = forecasting.allocate_increments(self.curves, self.total, lower, upper, minor_units=money)
            return exact, ideal.optimality_gap
        ranked = np.argsort(-ideal.marginal_revenue, kind="stable").tolist()
        exact = Rounding(self.groups, lower, upper, ranked, ideal.spend * money).to(self.total)
        return exact, ideal.optimality_gap

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
        free_words = f"{'the other' if stay else 'all'} {free} moving at most {step}{tenth} each"
        if not free:
            free_words = "none left to move"
        capped = ", and the limits on groups" if self.groups else ""
        return (
            f"A total of {told(self.total)} a day cannot be reached: with {held_words}{free_words}{capped}, "
            f"it can be from {told(least)} to {told(most)}. "
            "Choose a total in that range, unlock budgets, or allow a larger step."
        )

    # What money brings elsewhere

    def inside(self, amounts: Units) -> list[int]:
        """The lines that nothing bounds, not even a group."""
        return [
            place
            for place, space in enumerate(self.rooms)
            if space.lower < amounts[place] < space.upper and self.group_of(amounts, place) is None
        ]

    def elsewhere(self, amounts: Units) -> float:
        """What the next unit of money earns where nothing bounds it; between the bounded sides where all are."""
        marginal = self.counts.marginal(amounts)
        inside = self.inside(amounts)
        if inside:
            return float(np.mean(marginal[inside]))
        free = [place for place, space in enumerate(self.rooms) if space.lower < space.upper]
        raised = [marginal[place] for place in free if amounts[place] >= self.rooms[place].upper]
        lowered = [marginal[place] for place in free if amounts[place] <= self.rooms[place].lower]
        ends = [*([min(raised)] if raised else []), *([max(lowered)] if lowered else [])]
        return float(np.mean(ends)) if ends else 0.0

    def _unsure(self, amounts: Units) -> dict[int, Hold]:
        """Lines whose move is not surely better: the near end of their marginal is beyond what money brings elsewhere.

        A test is meant to find out, and what a person forces moves anyway.
        """
        price = self.elsewhere(amounts)
        low, high = (self.counts.marginal_at(amounts, sign * CAUTIOUS) for sign in (-1, 1))
        found = {}
        for place in range(len(self.lines)):
            moved = int(amounts[place] - self.current[place])
            if moved == 0 or place in self.limits.fixed or place in self.limits.tests or self._forced(place):
                continue
            more = moved > 0
            near = float(low[place] if more else high[place])
            if near < price if more else near > price:
                found[place] = Hold(Bound.EVIDENCE, self._unsure_words(near, price, more=more))
        return found

    def _forced(self, place: int) -> bool:
        space = self.rooms[place]
        return not space.lower <= self.current[place] <= space.upper

    def _unsure_words(self, near: float, price: float, *, more: bool) -> str:
        what, ends = ("could be as low as", "under") if more else ("could be as high as", "over")
        unit = "conversions per " + self.currency if self.request.conversions else "marginal ROAS"
        digits = 4 if self.request.conversions else 2
        return (
            f"Held, being cautious: its {unit} {what} {near:.{digits}f}, {ends} the {price:.{digits}f} that money "
            f"{'brings' if self.request.conversions else 'earns'} elsewhere."
        )

    def floats(self, amounts: Units) -> Floats:
        """In major units."""
        return np.asarray(amounts / self.minor_units)
