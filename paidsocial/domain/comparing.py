"""A period and the one before it, made comparable: a month that is half over is held against as many days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from paidsocial.domain.days import Period


@dataclass(frozen=True, slots=True)
class Comparison:
    """`now` is the part of the asked period that has figures; `before` as many days of the period before it."""

    now: Period
    before: Period


def compare(period: Period, figures_to: date | None) -> Comparison:
    """The period up to the last day with figures, and the same number of days from the start of the period before.

    A whole month stands against the whole month before, also where that one has more or fewer days. A period without
    any figures yet is compared whole.
    """
    if figures_to is None or figures_to < period.first or figures_to >= period.last:
        return Comparison(period, period.before())
    now, before = Period(period.first, figures_to), period.before()
    last = min(before.first + timedelta(days=len(now) - 1), before.last)
    return Comparison(now, Period(before.first, last))


def begins_late(before: Period, first: date | None) -> date | None:
    """The first day with figures in a period before, where a tenth of it or more has none ahead of that; else None.

    A period whose beginning is not known is not one to compare with.
    """
    return first if first is not None and (first - before.first).days * 10 >= len(before) else None
