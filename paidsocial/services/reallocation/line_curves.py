"""What a client's lines earn by budget, and how sure that is.

Curves are in budget money: a budget of which 90% is spent earns what 90% of it earns. Amounts are in the currency's
smallest units.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

import forecasting
from paidsocial.domain.money import MICROS
from paidsocial.services.prediction.fits import Z80, Run
from paidsocial.services.reallocation.line_budgets import Line
from paidsocial.services.reallocation.request import Change

Floats = npt.NDArray[np.float64]
Units = npt.NDArray[np.int64]

SPENT_SHARE = Fraction(4, 5)  # a budget spent less than this is not what holds its spend back
MOST_SPENT = 1.25  # of its budget; beyond, a day's overspend is chance and not use
MOST_LEVEL_ERROR = 1.5
LEAST_ELASTICITY, MOST_ELASTICITY = 0.05, 0.95  # of a cautious curve, as in forecasting
UNKNOWN = 0.5  # standard error of an elasticity that nobody knows


class LineCurves:
    """The response curves of lines, from a run of revenue or of conversions; `run` None: nothing is known of either."""

    def __init__(self, lines: Sequence[Line], run: Run | None, minor_units: int) -> None:
        self.lines, self.run, self.minor_units = list(lines), run, minor_units
        self.rows = [None if run is None else run.row_of(line.unit.id) for line in self.lines]

    @cached_property
    def used(self) -> Floats:
        """Spend per unit of budget (lines,), as it was over the last seven days, within reason."""
        shares = [line.spent.micros / line.current.micros for line in self.lines]
        return np.asarray(np.clip(shares, float(SPENT_SHARE), MOST_SPENT), dtype=float)

    def _of(self, values: Floats | None, missing: float) -> Floats:
        found = [missing if row is None or values is None else values[row] for row in self.rows]
        return np.array(found, dtype=float)

    @cached_property
    def elasticity(self) -> Floats:
        """Of each line (lines,)."""
        return self._of(self.run.elasticity if self.run else None, 0.5)

    @cached_property
    def scale(self) -> Floats:
        """Of each line's curve (lines,), in budget money."""
        return self._of(self.run.scale if self.run else None, 0.0) * self.used**self.elasticity

    def revenue(self, amounts: Units | Floats) -> Floats:
        """Expected revenue a day (..., lines)."""
        return np.asarray(self.scale * (amounts / self.minor_units) ** self.elasticity)

    def marginal(self, amounts: Units | Floats) -> Floats:
        """Revenue from the next unit of budget (lines,)."""
        spend = np.maximum(amounts / self.minor_units, 1e-9)
        return np.asarray(self.scale * self.elasticity * spend ** (self.elasticity - 1))

    def off_by(self, deviations: float) -> tuple[Floats, Floats]:
        """Scale and elasticity (lines,) of curves whose elasticities are so many standard errors off.

        They turn about today's spend, where the level was measured, as the library's cautious curves do.
        """
        off = np.clip(self.elasticity + deviations * self.elasticity_error, LEAST_ELASTICITY, MOST_ELASTICITY)
        level = self.scale / self.used**self.elasticity * self.reference ** (self.elasticity - off)
        return level * self.used**off, off

    @cached_property
    def reference(self) -> Floats:
        """Daily spend at which each line's level was measured (lines,)."""
        return np.maximum(self._of(self.run.pace if self.run else None, 1.0), 1e-9)

    @cached_property
    def curves(self) -> forecasting.ResponseCurves:
        """As the allocator takes them, in the lines' order."""
        labels = [str(line.unit.id) for line in self.lines]
        return forecasting.ResponseCurves.from_parameters(labels, "power", scale=self.scale, elasticity=self.elasticity)

    # How sure

    @property
    def unidentified(self) -> frozenset[int]:
        """The places of lines whose response to spend nobody knows."""
        run = self.run
        return frozenset(
            place for place, row in enumerate(self.rows) if row is None or run is None or run.evidence[row] != "strong"
        )

    @cached_property
    def level_error(self) -> Floats:
        """Relative standard deviation of each line's revenue at today's spend (lines,), from its forecast interval."""
        if self.run is None:
            return np.zeros(len(self.lines))
        width = self._of(self.run.high - self.run.low, 0.0) / (2 * Z80)
        revenue = self._of(self.run.revenue, 0.0)
        return np.minimum(np.where(revenue > 0, width / np.where(revenue > 0, revenue, 1.0), 0.0), MOST_LEVEL_ERROR)

    @cached_property
    def elasticity_error(self) -> Floats:
        """Standard error of each line's elasticity (lines,)."""
        return self._of(self.run.elasticity_error if self.run else None, 0.0)

    def changes(
        self, amounts: Units | Floats, before: Units | Floats, unknown: frozenset[int] = frozenset()
    ) -> list[Change]:
        """Expected change of revenue a day per line, by the delta method over level and elasticity.

        The curve turns about today's spend, where the level was measured; level and elasticity err independently, and
        so do lines, which for money moved between lines is the careful assumption: what they share cancels. One whose
        response is `unknown` (a test, or one set by a person) is expected to change nothing; what it might do widens
        the interval.
        """
        earned, earns = self.revenue(before), self.revenue(amounts)
        moved = amounts != before
        mean = np.where(moved, earns - earned, 0.0)
        turned = [
            revenue * np.log(np.maximum(units / self.minor_units * self.used, 1e-9) / self.reference)
            for revenue, units in ((earns, amounts), (earned, before))
        ]
        error = self.elasticity_error.copy()
        tested = np.array(sorted(unknown), dtype=np.intp)
        error[tested] = np.maximum(error[tested], UNKNOWN)
        deviation = np.hypot(mean * self.level_error, (turned[0] - turned[1]) * error)
        deviation[tested] = np.hypot(deviation[tested], mean[tested])
        mean[tested] = 0.0
        deviation = np.where(moved, deviation, 0.0)
        return [Change(float(one), float(sd)) for one, sd in zip(mean, deviation, strict=True)]


def in_proportion(lines: Sequence[Line]) -> forecasting.ResponseCurves:
    """Curves on which the best split of any total is today's, in proportion: for where no response is trusted.

    With one elasticity e and scale current ** (1 - e) the next unit earns the same wherever amount / current is equal.
    """
    current = np.array([line.current.micros / MICROS for line in lines])
    labels = [str(line.unit.id) for line in lines]
    return forecasting.ResponseCurves.from_parameters(labels, "power", scale=np.sqrt(current), elasticity=0.5)
