"""A plan line drawn over its period: what the plan expects by each day, what was spent, and where it is going."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from paidsocial.domain.delivery import Delivery
from paidsocial.domain.pacing import HIGH, LOW, History, Pacing, outlook
from paidsocial.domain.plan import Terms


@dataclass(frozen=True, slots=True)
class Ahead:
    """Cumulative micros at the end of a day to come, with the 80% interval."""

    day: date
    low: int
    amount: int
    high: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Cumulative micros by day: the plan over the period, the actual to the last whole day, then what is ahead."""

    days: tuple[date, ...]
    plan: tuple[int, ...]
    actual: tuple[int, ...]
    ahead: tuple[Ahead, ...]


def curve(
    pacing: Pacing, terms: Terms, history: History, campaigns: Sequence[Delivery] = (), *, fan: bool = True
) -> Curve:
    """The curve of a paced line. Without `fan`, of the days ahead only the last, as the projection has it."""
    days = tuple(terms.period.days())
    plan = tuple(amount for _, amount in terms.curve(pacing.shape))
    through = pacing.through
    if through is None or through < terms.period.first or not history.daily:
        return Curve(days, plan, (), ())
    actual, total = [], 0
    known = history.whole(through)
    by_day = dict(zip(known.days(), known.daily, strict=True))
    for day in days:
        if day > through:
            break
        total += by_day.get(day, 0)
        actual.append(total)
    if not fan:
        found = pacing.projection
        ended = through >= terms.period.last or found is None
        last = () if ended or found is None else (Ahead(days[-1], found.low, found.amount, found.high),)
        return Curve(days, plan, tuple(actual), last)
    coming = outlook(known, campaigns, through, terms.period)
    ahead = []
    for count, day in enumerate(coming.days, 1):
        mixture = coming.total(count)
        low, middle, high = (
            total + max(0, round(value)) for value in (mixture.quantile(LOW), mixture.mean, mixture.quantile(HIGH))
        )
        ahead.append(Ahead(day, min(low, middle), middle, max(high, middle)))
    return Curve(days, plan, tuple(actual), tuple(ahead))
