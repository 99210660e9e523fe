"""What a reallocation is asked for, and the expected change it answers with."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from paidsocial.domain.money import Money
from paidsocial.domain.plan import name_matches
from paidsocial.services.decisions.line_budgets import Line

Z80 = 1.2815515655446004  # half of an 80% interval, in standard deviations


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person sets for some lines: those whose name matches a pattern with `*`, or one unit by its id."""

    pattern: str | None = None
    unit_id: int | None = None

    def covers(self, line: Line) -> bool:
        """Whether the line is meant."""
        if self.unit_id is not None:
            return self.unit_id == line.unit.id
        names = {line.unit.name, line.unit.campaign_name}
        return self.pattern is not None and any(name_matches(self.pattern, name) for name in names)


@dataclass(frozen=True, slots=True)
class Aim:
    """A total that is found rather than given: the largest at which `kind` is still at least `least`.

    `kind`: "roas", over all the money, or "marginal", what the next unit of it earns.
    """

    kind: str
    least: float


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for. `total` and `aim` None keep today's; `cautious`: move only what is surely better.

    `amounts` are set by the person: those lines get them, whatever the evidence, and the rest is solved around them.
    """

    step: Fraction
    total: Money | None = None
    aim: Aim | None = None
    locks: tuple[Choice, ...] = ()
    minimums: tuple[tuple[Choice, Money], ...] = ()
    amounts: tuple[tuple[Choice, Money], ...] = ()
    cautious: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """An expected change of revenue a day with its 80% interval, in major units."""

    mean: float
    deviation: float

    @property
    def low(self) -> float:
        """The lower end."""
        return self.mean - Z80 * self.deviation

    @property
    def high(self) -> float:
        """The upper end."""
        return self.mean + Z80 * self.deviation
