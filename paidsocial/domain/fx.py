"""Exchange rates: which one holds for a day or a month, where it comes from, and money converted by it.

A rate is an exact decimal: units of `quote` for one `base`. What a lookup returns names its source and its basis, so
that a report can print both. A rate that nobody loaded is MissingRate with the pair and the days; never 1, except for
a currency and itself.

How a pair is found on a day, first hit wins: the rate as loaded; the inverse of the loaded opposite ("USD/EUR
inverted"); two loaded rates of that day through a third currency ("via EUR"). A day without any (a weekend, a bank
holiday) takes the nearest day before it, at most `CARRY_DAYS` back, and the basis says how many days did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money, minor_unit, round_half_even
from paidsocial.errors import MissingRate

CARRY_DAYS = 7
SAME_CURRENCY = "same currency"
_DIGITS = Context(prec=12, rounding=ROUND_HALF_EVEN)  # significant digits of a rate that had to be worked out
_PIVOTS = ("EUR", "USD")  # tried first where a pair needs a third currency; then by alphabet
_ONE = Decimal(1)


class Basis(StrEnum):
    """How a month's one rate is chosen. AUTO: the booking rate where one was loaded, else the average."""

    AUTO = "auto"
    BOOKING = "booking"
    AVERAGE = "average"
    MONTH_END = "month_end"


@dataclass(frozen=True, slots=True)
class Reading:
    """A loaded rate: on `day` one `base` bought `rate` of `quote`. A booking rate's day is the first of its month."""

    base: str
    quote: str
    day: date
    rate: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate to use: `rate` units of `quote` for one `base`, in words where it comes from and what it stands for."""

    base: str
    quote: str
    rate: Decimal
    source: str
    basis: str

    @property
    def text(self) -> str:
        """The rate in plain digits, no exponent and no trailing zeros."""
        return rate_text(self.rate)

    def convert(self, micros: int) -> int:
        """Micros of `quote` for micros of `base`, rounded half to even to the smallest unit of `quote`.

        Money of the same currency stays exactly as it is, however fine.
        """
        if self.base == self.quote:
            return micros
        unit = minor_unit(self.quote)
        return round_half_even(Fraction(micros) * Fraction(self.rate) / unit) * unit

    def converted(self, money: Money) -> Money:
        """`convert` for an amount that carries its currency, which must be `base`."""
        money._same(Money.zero(self.base))  # noqa: SLF001 - Money's own refusal to mix currencies
        return Money(self.convert(money.micros), self.quote)


def rate_text(rate: Decimal) -> str:
    """A rate in plain digits: 1.0835, 0.0000612, 160."""
    text = format(rate, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def same_currency(currency: str) -> Rate:
    """The one rate that needs no source."""
    return Rate(currency, currency, _ONE, SAME_CURRENCY, SAME_CURRENCY)


@dataclass(frozen=True, slots=True)
class _Found:
    rate: Decimal
    source: str
    age: int  # days between the day asked for and the day the rate is of


class RateTable:
    """Loaded rates, indexed. Of two readings for one pair and day the later in the iterable wins."""

    def __init__(self, daily: Iterable[Reading], booking: Iterable[Reading] = ()) -> None:
        self._daily = _by_day(daily)
        self._booking = _by_day(booking)

    def on(self, base: str, quote: str, day: date, *, carry_days: int = CARRY_DAYS) -> Rate:
        """The daily rate on a day, or the nearest before it within `carry_days`. Raises MissingRate."""
        if base == quote:
            return same_currency(base)
        found = _carried(self._daily, base, quote, day, carry_days)
        if found is None:
            raise missing(base, quote, [day])
        of_day = day - timedelta(days=found.age)
        basis = f"daily rate of {of_day}" + (f", carried to {day}" if found.age else "")
        return Rate(base, quote, found.rate, found.source, basis)

    def for_month(
        self, base: str, quote: str, month: Period, *, basis: Basis = Basis.AUTO, through: date | None = None
    ) -> Rate:
        """The one rate of a month.

        `through`: the last day that counts, for a month that is not over. AVERAGE is the arithmetic mean of the rates
        of every calendar day, to 12 significant digits; MONTH_END the rate on the last of them.
        Raises MissingRate, naming every day without a rate.
        """
        if base == quote:
            return same_currency(base)
        last = min(through or month.last, month.last)
        if basis in (Basis.AUTO, Basis.BOOKING):
            booked = _cross(self._booking, base, quote, month.first)
            if booked is not None:
                return Rate(base, quote, booked[0], booked[1], f"booking rate of {month.first:%Y-%m}")
            if basis is Basis.BOOKING:
                raise MissingRate(
                    f"There is no booking rate from {base} to {quote} for {month.first:%Y-%m}; load one under "
                    "Administration, Exchange rates, or with `paidsocial rates load FILE --basis booking`."
                )
        if basis is Basis.MONTH_END or last < month.first:
            return self.on(base, quote, last)
        return self._average(base, quote, Period(month.first, last))

    def _average(self, base: str, quote: str, days: Period) -> Rate:
        total, sources, carried, gaps = Fraction(0), set[str](), 0, list[date]()
        for day in days.days():
            found = _carried(self._daily, base, quote, day, CARRY_DAYS)
            if found is None:
                gaps.append(day)
                continue
            total += Fraction(found.rate)
            sources.add(found.source)
            carried += found.age > 0
        if gaps:
            raise missing(base, quote, gaps)
        mean = total / len(days)
        rate = _DIGITS.divide(Decimal(mean.numerator), Decimal(mean.denominator))
        basis = f"average of {len(days)} daily rates" + (f", {carried} carried forward" if carried else "")
        return Rate(base, quote, rate, "; ".join(sorted(sources)), basis)


_Index = dict[tuple[str, str], dict[date, Reading]]


def _by_day(readings: Iterable[Reading]) -> _Index:
    index: _Index = {}
    for reading in readings:
        index.setdefault((reading.base, reading.quote), {})[reading.day] = reading
    return index


def _carried(index: _Index, base: str, quote: str, day: date, carry_days: int) -> _Found | None:
    for age in range(carry_days + 1):
        found = _cross(index, base, quote, day - timedelta(days=age))
        if found is not None:
            return _Found(found[0], found[1], age)
    return None


def _cross(index: _Index, base: str, quote: str, day: date) -> tuple[Decimal, str] | None:
    leg = _leg(index, base, quote, day)
    if leg is not None:
        return leg
    for pivot in _pivots(index, base, quote):
        first, second = _leg(index, base, pivot, day), _leg(index, pivot, quote, day)
        if first is not None and second is not None:
            sources = " and ".join(dict.fromkeys((first[1], second[1])))
            return _DIGITS.multiply(first[0], second[0]), f"{sources} via {pivot}"
    return None


def _leg(index: _Index, base: str, quote: str, day: date) -> tuple[Decimal, str] | None:
    direct = index.get((base, quote), {}).get(day)
    if direct is not None:
        return direct.rate, direct.source
    opposite = index.get((quote, base), {}).get(day)
    if opposite is not None:
        return _DIGITS.divide(_ONE, opposite.rate), f"{opposite.source}, {quote}/{base} inverted"
    return None


def _pivots(index: _Index, base: str, quote: str) -> list[str]:
    known = {currency for pair in index for currency in pair} - {base, quote}
    return [pivot for pivot in _PIVOTS if pivot in known] + sorted(known - set(_PIVOTS))


def missing(base: str, quote: str, days: Iterable[date]) -> MissingRate:
    """The error for a pair and the days that have no rate, with its remedy."""
    return MissingRate(
        f"There is no exchange rate from {base} to {quote} for {spans_text(days)}, nor in the {CARRY_DAYS} days before "
        "it. Load daily rates for these days, or one booking rate for the month, under Administration, Exchange "
        "rates, or with `paidsocial rates load FILE`."
    )


def spans_text(days: Iterable[date]) -> str:
    """Days as ranges: “2026-06-01 to 2026-06-04 and 2026-06-09”; past four ranges, how many days more."""
    spans: list[list[date]] = []
    ordered = sorted(set(days))
    for day in ordered:
        if spans and day == spans[-1][-1] + timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    texts = [f"{span[0]} to {span[-1]}" if len(span) > 1 else str(span[0]) for span in spans[:4]]
    more = sum(len(span) for span in spans[4:])
    if more:
        texts.append(f"{more} more days")
    return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " and " + texts[-1]
