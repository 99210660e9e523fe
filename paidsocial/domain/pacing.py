"""Pacing: a plan line's spend against what its plan expects by now, where it lands, and how to mend it.

    expected   the plan's daily rate, by the learned weekday shape, summed to the last whole day   (plan.py, weekday.py)
    projected  spent + run rate x weekday index x share in flight over the days left, 80% interval (projection.py)
    required   what is left / days left, today included; adjust by = required - mean of the last 7 whole days
    status     projected / budget against a band that narrows from 75-125% at the start to 99-101% at the end
               (Optmyzr, "Differences in Budget Analysis Tools", help.optmyzr.com, read 2026: the same ends)

Today is never counted. No alarm is raised on a first partial day, a tiny denominator or stale data; the
causes say which. Amounts are integer micros; what is not a sum of given amounts is rounded once, half to
even, to the currency's smallest unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from paidsocial.domain import delivery, projection, wording
from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.delivery import Cause, Delivery
from paidsocial.domain.money import minor_unit, round_half_even
from paidsocial.domain.plan import Terms
from paidsocial.domain.projection import Mixture
from paidsocial.domain.weekday import Shape, flat, learn

LOW, HIGH = 0.1, 0.9
CURRENT_DAYS = 7
# Figures may arrive a day late (time zones, a platform's own delay); with two whole days missing they are
# stale.
_LATE_DAYS = 1


class Status(StrEnum):
    """What a line needs."""

    OVER = "over"
    UNDER = "under"
    ON_TRACK = "on_track"
    EXHAUSTED = "exhausted"
    NOT_STARTED = "not_started"
    NO_DATA = "no_data"

    @property
    def alarm(self) -> bool:
        """Whether it asks a person to act."""
        return self in (Status.OVER, Status.UNDER, Status.EXHAUSTED)


@dataclass(frozen=True, slots=True)
class History:
    """A line's spend in micros on each day from `first_day`, without gaps; empty where nothing was ever read.

    `complete` is the last day that every account concerned has figures for; None: the last of `daily`. What some
    accounts reported after it is spent, but it is no whole day of the line.
    """

    first_day: date
    daily: tuple[int, ...]
    complete: date | None = None

    @property
    def last_day(self) -> date | None:
        """The last day with figures, complete or not."""
        return self.first_day + timedelta(days=len(self.daily) - 1) if self.daily else None

    def days(self) -> Iterator[date]:
        """Every day of it."""
        return (self.first_day + timedelta(days=offset) for offset in range(len(self.daily)))

    def until(self, day: date) -> History:
        """The part up to and with a day."""
        return History(self.first_day, self.daily[: max(0, (day - self.first_day).days + 1)])

    def whole(self, day: date) -> History:
        """The part up to and with a day that is complete."""
        return self.until(day if self.complete is None else min(day, self.complete))

    def spent(self, period: Period) -> int:
        """The sum over the days of a period."""
        start = max(0, (period.first - self.first_day).days)
        return sum(self.daily[start : max(0, (period.last - self.first_day).days + 1)])

    def since_first_spend(self) -> tuple[int, ...]:
        """The days from the first with spend on; all of them where none has any."""
        for position, value in enumerate(self.daily):
            if value > 0:
                return self.daily[position:]
        return self.daily


@dataclass(frozen=True, slots=True)
class Projection:
    """Where the line ends: micros, the 80% interval, and the probability of ending above the budget."""

    amount: int
    low: int
    high: int
    probability_over: float


@dataclass(frozen=True, slots=True)
class Pacing:
    """The answer for one line on one day. Amounts in micros of `currency`.

    `through` is the last whole day counted; None where there is none. `required_daily` and
    `adjust_by_daily` are None when no day is left, `current_daily` where nothing was ever read. `gate` says
    why figures this thin raise no alarm; `held_back` whether there would have been one. `at_stake` is the
    money by which the line misses its budget times how likely it misses on that side: it sorts lines.
    """

    currency: str
    period: Period
    as_of: date
    budget: int
    spent: int
    through: date | None
    expected: int
    projection: Projection | None
    current_daily: int | None
    required_daily: int | None
    adjust_by_daily: int | None
    days_left: int
    shape: Shape
    status: Status
    gate: Cause | None
    held_back: bool
    at_stake: int

    @property
    def left(self) -> int:
        """Micros of the budget not yet spent; negative where it is exceeded."""
        return self.budget - self.spent


@dataclass(frozen=True, slots=True)
class Outlook:
    """The days ahead of a line: the weekday shape, their dates, multipliers of an average day, and the run rate."""

    shape: Shape
    days: tuple[date, ...]
    multipliers: tuple[float, ...]
    rate: projection.RunRate

    def total(self, count: int | None = None) -> Mixture:
        """What the first `count` days ahead spend together; all of them by default."""
        return self.rate.ahead(self.multipliers[:count])


def outlook(history: History, campaigns: Sequence[Delivery], through: date, period: Period) -> Outlook:
    """The days left after `through`, the weekday shape and the run rate, flights and platform budgets as they stand."""
    known = history.until(through)
    restated = delivery.todays_terms(known.daily, campaigns, through)
    quiet = next((position for position, value in enumerate(restated) if value > 0), 0)
    started = restated[quiet:]
    shape = learn([round(value) for value in started], through)
    if not shape.learned:
        shape = learn(known.since_first_spend(), through)
    first = through - timedelta(days=len(started) - 1)
    level = []
    for offset, value in enumerate(started):
        index = shape.index(first + timedelta(days=offset))
        level.append(value / index if index > 0.1 else value)
    start = max(period.first, through + ONE_DAY)
    days = tuple(start + timedelta(days=offset) for offset in range((period.last - start).days + 1))
    multipliers = tuple(shape.index(day) * delivery.running_share(campaigns, restated, through, day) for day in days)
    return Outlook(shape, days, multipliers, projection.run_rate(level))


def band(elapsed: Fraction) -> tuple[Fraction, Fraction]:
    """Lowest and highest part of the budget to land on without alarm, when a share 0..1 of the period is over."""
    narrowing = Fraction(24, 100) * elapsed
    return Fraction(75, 100) + narrowing, Fraction(125, 100) - narrowing


def pace(terms: Terms, history: History, as_of: date, *, covered: int, campaigns: Sequence[Delivery] = ()) -> Pacing:
    """Pacing of one line on a day.

    `history` reaches back before the period where figures do (84 days are used); `covered` is how many
    campaigns the line covers, `campaigns` those of them whose flight or platform budget changes what the
    past says about the days ahead, their days aligned with the history's.
    """
    period, unit = terms.period, minor_unit(terms.currency)
    newest = min(as_of - ONE_DAY, period.last)
    known = history.whole(newest)
    through = known.last_day
    budget, spent = terms.budget_on(as_of), history.until(newest).spent(period)
    days_left = max(0, (period.last - max(as_of, period.first)).days + 1)
    started = known.since_first_spend()
    latest = started[-CURRENT_DAYS:]
    current = _rounded(Fraction(sum(latest), len(latest)), unit) if latest else None
    required = _rounded(Fraction(budget - spent, days_left), unit) if days_left else None
    shape, projected = flat(), None
    if through is not None:
        ahead = outlook(known, campaigns, through, period)
        shape = ahead.shape
        projected = _project(ahead.total(), known.spent(period), spent, budget, unit)
    expected = _rounded(terms.expected(through, shape, as_of), unit) if through else 0
    status = _status(terms, as_of, spent, days_left, projected)
    blind = through is None or through < period.first or covered == 0
    if as_of <= period.first:
        status = Status.NOT_STARTED
    elif blind and status is not Status.EXHAUSTED:
        status = Status.NO_DATA
    gate = _gate(known, through or history.complete, terms, as_of, expected)
    held_back = gate is not None and status in (Status.OVER, Status.UNDER)
    if gate and held_back:
        status = Status.NO_DATA if gate.code == "data_stale" else Status.ON_TRACK
    return Pacing(
        currency=terms.currency,
        period=period,
        as_of=as_of,
        budget=budget,
        spent=spent,
        through=newest if status is Status.NOT_STARTED else through,
        expected=expected,
        projection=projected,
        current_daily=current,
        required_daily=required,
        adjust_by_daily=required - current if required is not None and current is not None else None,
        days_left=days_left,
        shape=shape,
        status=status,
        gate=gate,
        held_back=held_back,
        at_stake=_at_stake(projected, budget, unit),
    )


def _rounded(value: Fraction, unit: int) -> int:
    return round_half_even(value / unit) * unit


def _project(ahead: Mixture, counted: int, spent: int, budget: int, unit: int) -> Projection:
    """`counted` is spent up to the last whole day, where `ahead` takes over; `spent` all that is known to be spent."""

    def lands(further: float) -> int:
        # What is spent stays spent: the parts of the normal curves below that are read as nothing further.
        return max(spent, counted + max(0, round(further)))

    amount, low, high = (lands(value) for value in (ahead.mean, ahead.quantile(LOW), ahead.quantile(HIGH)))
    over = 1.0 if spent > budget else 1 - ahead.below(float(budget - counted))
    amount, low, high = (_rounded(Fraction(value), unit) for value in (amount, low, high))
    return Projection(amount, min(low, amount), max(high, amount), max(0.0, round(over, 4)))


def _status(terms: Terms, as_of: date, spent: int, days_left: int, projected: Projection | None) -> Status:
    budget = terms.budget_on(as_of)
    if days_left and spent > 0 and spent >= budget:
        return Status.EXHAUSTED
    if projected is None:
        return Status.NO_DATA
    low, high = band(Fraction(len(terms.period) - days_left, len(terms.period)))
    if projected.amount > high * budget:
        return Status.OVER
    return Status.UNDER if projected.amount < low * budget else Status.ON_TRACK


def _at_stake(projected: Projection | None, budget: int, unit: int) -> int:
    if projected is None:
        return 0
    gap = projected.amount - budget
    likely = projected.probability_over if gap > 0 else 1 - projected.probability_over
    return _rounded(abs(gap) * Fraction(likely), unit)


def _gate(known: History, last: date | None, terms: Terms, as_of: date, expected: int) -> Cause | None:
    """Why no alarm may be raised yet, if so: stale data, a first partial day, a tiny denominator."""
    period = terms.period
    if as_of < period.first:
        return None
    if as_of == period.first:
        text = (
            f"First partial day: {wording.full_day(as_of)} is not over, so no whole day of the period is counted yet."
        )
        return Cause("first_partial_day", text)
    newest = min(as_of - ONE_DAY, period.last)
    if last is None:
        return Cause("data_stale", "Data stale: no figures were ever read for this line's accounts.")
    missing = (newest - last).days
    if missing > _LATE_DAYS:
        text = (
            f"Data stale: figures end on {wording.full_day(last)}, {wording.count(missing, 'whole day')} are missing; "
            "no alarm until they are in."
        )
        return Cause("data_stale", text)
    if len(known.since_first_spend()) < 2 and any(known.daily):
        text = (
            f"First partial day: only {wording.full_day(last)}, the day it started, is in, and it may be part of a day."
        )
        return Cause("first_partial_day", text)
    if expected * 100 < terms.budget_on(as_of) or expected < 100 * minor_unit(terms.currency):
        text = (
            f"Tiny denominator: the plan expects only {wording.amount(expected, terms.currency)} by now, too little to "
            "compare with."
        )
        return Cause("tiny_denominator", text)
    return None
