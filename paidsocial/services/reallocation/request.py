"""What a reallocation is asked for, and the expected change it answers with."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from paidsocial.domain.money import Money
from paidsocial.domain.plan import name_matches
from paidsocial.services.prediction.fits import Z80
from paidsocial.services.reallocation.line_budgets import Line

AIMS = ("roas", "marginal", "cpa")


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
    """A total that is found rather than given: the largest at which `kind` still holds.

    `kind`: "roas", at least `least` over all the money; "marginal", what the next unit of it earns; "cpa", `least`
    conversions per unit of money over all of it, which is one over the most that a conversion may cost.
    """

    kind: str
    least: float


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """A floor and a cap on what a platform's, an ad account's or a client's budgets are together, in micros a day.

    `key` is the platform's name or the row's id; accounts lie inside platforms, platforms inside the client.
    """

    kind: str  # platform | account | client
    key: str | int
    words: str
    floor: int | None = None
    cap: int | None = None

    def covers(self, line: Line) -> bool:
        """Whether the line belongs to it."""
        unit = line.unit
        return self.key == {"platform": unit.platform, "account": unit.account_id, "client": unit.client_id}[self.kind]


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for. `total`, `more` (beside today's) and `aim` None keep today's.

    `amounts` are set by the person: those lines get them, whatever the evidence, and the rest is solved around them.
    `conversions`: conversions count, not revenue. `cautious`: move only what is surely better. `tests`: lines of thin
    evidence may move by a small step, to learn. `anyway`: propose also what is not worth moving (`worthwhile`).
    """

    step: Fraction
    total: Money | None = None
    more: Money | None = None
    aim: Aim | None = None
    locks: tuple[Choice, ...] = ()
    minimums: tuple[tuple[Choice, Money], ...] = ()
    maximums: tuple[tuple[Choice, Money], ...] = ()
    amounts: tuple[tuple[Choice, Money], ...] = ()
    groups: tuple[GroupLimit, ...] = ()
    conversions: bool = False
    cautious: bool = False
    tests: bool = False
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """An expected change of revenue (or conversions) a day with its 80% interval; revenue in major units."""

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


def joint(changes: Iterable[Change]) -> Change:
    """Several lines' changes together; lines err independently of one another."""
    known = list(changes)
    return Change(sum(one.mean for one in known), math.sqrt(sum(one.deviation**2 for one in known)))
