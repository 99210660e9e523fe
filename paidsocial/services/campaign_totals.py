"""The totals row: sums per currency, and all of it in one currency by the rate of each month.

The rate of a month is finance's own (`services.rates`, basis AUTO: the booking rate where one was loaded, else the
average of the daily rates), so that a whole month's total here is the one in the spend report. What has no rate is
named, never counted as 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.fx import Rate
from paidsocial.domain.metrics import Figures, cpa, roas
from paidsocial.errors import MissingRate
from paidsocial.services import rates
from paidsocial.services.rates import RateBook


@dataclass(frozen=True, slots=True)
class Total:
    """Figures of several campaigns in one currency."""

    currency: str
    figures: Figures
    campaigns: int

    @property
    def roas(self) -> float | None:
        """Revenue / spend."""
        return roas(self.figures.revenue, self.figures.spend)

    @property
    def cpa(self) -> int | None:
        """Micros of spend per conversion."""
        return cpa(self.figures.spend, self.figures.conversions)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums per currency, largest spend first, and all together in one.

    `together` is None where there is nothing, or where a rate is missing (then `missing` says which). `rates` are those
    that were used, one per currency and month.
    """

    by_currency: tuple[Total, ...]
    together: Total | None
    rates: tuple[Rate, ...] = ()
    missing: str | None = None


MonthlySums = Mapping[str, Mapping[date, Figures]]  # currency -> first day of a month -> figures


def months(period: Period) -> list[Period]:
    """The calendar months that a period touches, whole."""
    found, month = [], Period.month_of(period.first)
    while month.first <= period.last:
        found.append(month)
        month = Period.month_of(date.fromordinal(month.last.toordinal() + 1))
    return found


@dataclass(slots=True)
class Exchange:
    """Rates of a period's months into one currency, from one query."""

    book: RateBook
    currency: str
    through: date

    def rate(self, base: str, month: Period) -> Rate:
        """The rate of a month. Raises MissingRate."""
        return self.book.for_month(base, self.currency, month, through=self.through)

    def latest(self, base: str) -> Rate | None:
        """The rate of the last month, for putting amounts in order; None where it is missing."""
        try:
            return self.rate(base, Period.month_of(self.through))
        except MissingRate:
            return None


def open_exchange(session: Session, currencies: Iterable[str], period: Period, currency: str, today: date) -> Exchange:
    """The rates for a period, up to today."""
    through = max(min(period.last, today), period.first)
    book = rates.open_book(session, currencies={*currencies, currency}, days=Period(period.first, through))
    return Exchange(book, currency, through)


def combine(by_currency: Mapping[str, Total], exchange: Exchange, monthly: Callable[[], MonthlySums]) -> Totals:
    """All in one currency. `monthly` gives the sums by month; it is asked only where there is something to convert."""
    ordered = tuple(sorted(by_currency.values(), key=lambda total: (-total.figures.spend, total.currency)))
    if not ordered:
        return Totals((), None)
    count = sum(total.campaigns for total in ordered)
    if [total.currency for total in ordered] == [exchange.currency]:
        return Totals(ordered, ordered[0])
    used: list[Rate] = []
    together: Figures | None = None
    try:
        for currency, by_month in sorted(monthly().items()):
            for month, figures in sorted(by_month.items()):
                rate = exchange.rate(currency, Period.month_of(month))
                used += [rate] if currency != exchange.currency else []
                part = convert(figures, rate)
                together = part if together is None else together + part
    except MissingRate as error:
        return Totals(ordered, None, missing=error.message)
    return Totals(ordered, Total(exchange.currency, together or Figures(0), count), tuple(used))


def convert(figures: Figures, rate: Rate) -> Figures:
    """The same figures with their money at a rate."""
    revenue = None if figures.revenue is None else rate.convert(figures.revenue)
    return Figures(rate.convert(figures.spend), figures.impressions, figures.clicks, figures.conversions, revenue)
