"""Plan lines: effective-dated amounts, the curve they expect, the campaigns they cover, and where two overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate

from paidsocial.domain.days import Period
from paidsocial.domain.weekday import Shape
from paidsocial.errors import BadInput


@dataclass(frozen=True, slots=True)
class Revision:
    """From `effective_day` on, the whole amount for the period is `amount` micros."""

    effective_day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed: a currency, a period, and revisions in the order in which they were recorded."""

    currency: str
    period: Period
    revisions: tuple[Revision, ...]

    def steps(self) -> tuple[Revision, ...]:
        """The amounts in force through the period, each from its day on, days rising.

        A revision says "from this day on": it replaces what was recorded before it for that day and every
        later one, and leaves the days before it as they were. One that takes effect before the period
        counts from its first day.
        """
        steps: list[Revision] = []
        for revision in self.revisions:
            day = max(revision.effective_day, self.period.first)
            if day > self.period.last:  # the period was shortened since
                continue
            steps = [step for step in steps if step.effective_day < day]
            steps.append(Revision(day, revision.amount))
        return tuple(steps)

    def budget_on(self, day: date) -> int:
        """Micros agreed for the whole period as it stands on a day (on its first day, for a day before it)."""
        in_force = [step.amount for step in self.steps() if step.effective_day <= max(day, self.period.first)]
        return in_force[-1] if in_force else 0

    def ahead(self, day: date) -> tuple[Revision, ...]:
        """What takes effect after a day."""
        return tuple(step for step in self.steps() if step.effective_day > max(day, self.period.first))

    def expected(self, through: date, shape: Shape, as_of: date | None = None) -> Fraction:
        """Micros that should be spent by the end of `through`: the integral of the plan's daily rate.

        Each revision's change is spread, by the weekday shape, over the days from the one it takes effect
        to the end of the period; so an increase halfway through asks for nothing back from the days before
        it. With `as_of`, only revisions in force then count.
        """
        amount, result = 0, Fraction(0)
        for step in self.steps():
            if as_of is not None and step.effective_day > max(as_of, self.period.first):
                break
            share = weight_share(Period(step.effective_day, self.period.last), through, shape)
            result += (step.amount - amount) * share
            amount = step.amount
        return result

    def curve(self, shape: Shape) -> list[tuple[date, int]]:
        """Expected micros by the end of each day, all revisions counted: `expected` for every day at once."""
        days = list(self.period.days())
        total = [Fraction(0)] * len(days)
        amount = 0
        for step in self.steps():
            start = (step.effective_day - self.period.first).days
            weights = [shape.weight(day) for day in days[start:]]
            elapsed = list(accumulate(weights if any(weights) else [1] * len(weights)))
            for place, weight in enumerate(elapsed, start):
                total[place] += Fraction((step.amount - amount) * weight, elapsed[-1])
            amount = step.amount
        return [(day, round(value)) for day, value in zip(days, total, strict=True)]


def weight_share(period: Period, through: date, shape: Shape) -> Fraction:
    """The part of a period's weight that lies on the days up to and with `through`: 0 before it, 1 at its
    end.
    """
    if through < period.first:
        return Fraction(0)
    if through >= period.last:
        return Fraction(1)
    elapsed = _weight(Period(period.first, through), shape.weights)
    whole = _weight(period, shape.weights)
    if whole == 0:  # a period made only of weekdays that never spent: every day alike
        return Fraction((through - period.first).days + 1, len(period))
    return Fraction(elapsed, whole)


def _weight(period: Period, weights: Sequence[int]) -> int:
    weeks, rest = divmod(len(period), 7)
    start = period.first.weekday()
    return weeks * sum(weights) + sum(weights[(start + offset) % 7] for offset in range(rest))


@dataclass(frozen=True, slots=True)
class CampaignRef:
    """As much of a campaign as a scope looks at; ids are the database's own."""

    campaign_id: int
    account_id: int
    platform: str
    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Which campaigns a line covers: conditions of one kind are alternatives, kinds add up; none at all:
    every campaign.

    `matches` are campaign names with `*` for any run of characters, upper and lower case alike.
    """

    matches: tuple[str, ...] = ()
    campaign_ids: frozenset[int] = frozenset()
    platforms: frozenset[str] = frozenset()
    account_ids: frozenset[int] = frozenset()

    def covers(self, campaign: CampaignRef) -> bool:
        """Whether the line covers a campaign."""
        if self.platforms and campaign.platform not in self.platforms:
            return False
        if self.account_ids and campaign.account_id not in self.account_ids:
            return False
        if not self.matches and not self.campaign_ids:
            return True
        if campaign.campaign_id in self.campaign_ids:
            return True
        return any(name_matches(pattern, campaign.name) for pattern in self.matches)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def name_matches(pattern: str, name: str) -> bool:
    """Whether a campaign name is what a pattern with `*` describes, whole; case and runs of blanks do not
    count.
    """
    first, *rest = re.split(r"\*+", _plain(pattern))
    text = _plain(name)
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    position, end = len(first), len(text) - len(last)
    for part in middle:  # the leftmost place is always as good as any: linear, whatever the pattern
        found = text.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another line that covers some of the same campaigns on some of the same days."""

    line_id: int
    line_name: str
    period: Period
    campaigns: tuple[str, ...]

    @property
    def text(self) -> str:
        """The overlap in one sentence."""
        shown = ", ".join(f"“{name}”" for name in self.campaigns[:3])
        more = len(self.campaigns) - 3
        names = f"{shown} and {more} more" if more > 0 else shown
        days = str(self.period.first)
        if self.period.last != self.period.first:
            days += f" to {self.period.last}"
        return f"“{self.line_name}” also covers {names} from {days}: that spend counts in both."


@dataclass(frozen=True, slots=True)
class Covered:
    """A line with the campaigns that it covers, id to name."""

    line_id: int
    name: str
    period: Period
    campaigns: dict[int, str]


def overlaps(line: Covered, others: Iterable[Covered]) -> tuple[Overlap, ...]:
    """The other lines that share both days and campaigns with `line`, by name."""
    found = []
    for other in others:
        days = line.period.overlap(other.period)
        shared = line.campaigns.keys() & other.campaigns.keys()
        if other.line_id != line.line_id and days and shared:
            names = tuple(sorted(other.campaigns[key] for key in shared))
            found.append(Overlap(other.line_id, other.name, days, names))
    return tuple(sorted(found, key=lambda overlap: (overlap.line_name, overlap.period)))


def check_revision(period: Period, revision: Revision) -> None:
    """BadInput for an amount below zero, or a day after the period's end."""
    if revision.amount < 0:
        raise BadInput("A plan line's amount cannot be below zero.", field="amount")
    if revision.effective_day > period.last:
        raise BadInput(
            f"The change would take effect on {revision.effective_day}, after the plan line ends on {period.last}; "
            "choose a day within it.",
            field="effective_day",
        )
