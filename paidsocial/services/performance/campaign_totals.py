"""The totals row: sums per currency, and all of it in one currency by the rate of each month.

The rate of a month is finance's own (`services.finance.rates`, basis AUTO: the booking rate where one was loaded, else
the average of the daily rates), and each campaign's month is rounded by itself: the same as in the spend report and the
director's overview. What has no rate is named, never counted as 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.fx import Rate
from paidsocial.domain.metrics import Figures
from paidsocial.errors import MissingRate
from paidsocial.services.finance import rates
from paidsocial.services.finance.rates import RateBook
from paidsocial.services.performance.measured import Measured


@dataclass(frozen=True, slots=True)
class Total(Measured):
    """Figures of several campaigns in one currency."""

    currency: str
    figures: Figures
    campaigns: int


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


@dataclass(frozen=True, slots=True)
class CampaignMonth:
    """One campaign's sums in one calendar month, in its account's currency."""

    currency: str
    month: Period
    figures: Figures


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


def combine(
    by_currency: Mapping[str, Total], exchange: Exchange, foreign: Callable[[], Iterable[CampaignMonth]]
) -> Totals:
    """All in one currency.

    `foreign` gives the sums of what is to be converted; each campaign's month is rounded by itself, as a line of the
    spend report is, so that totals agree to the cent wherever they stand.
    """
    ordered = tuple(sorted(by_currency.values(), key=lambda total: (-total.figures.spend, total.currency)))
    if not ordered:
        return Totals((), None)
    if [total.currency for total in ordered] == [exchange.currency]:
        return Totals(ordered, ordered[0])
    count = sum(total.campaigns for total in ordered)
    own = by_currency.get(exchange.currency)
    together = Figures(0) if own is None else own.figures
    used: dict[tuple[str, Period], Rate] = {}
    try:
        for part in foreign():
            key = part.currency, part.month
            rate = used[key] if key in used else exchange.rate(part.currency, part.month)
            used[key] = rate
            together += convert(part.figures, rate)
    except MissingRate as error:
        return Totals(ordered, None, missing=error.message)
    return Totals(ordered, Total(exchange.currency, together, count), tuple(used[key] for key in sorted(used)))


def convert(figures: Figures, rate: Rate) -> Figures:
    """The same figures with their money at a rate."""
    revenue = None if figures.revenue is None else rate.convert(figures.revenue)
    return Figures(rate.convert(figures.spend), figures.impressions, figures.clicks, figures.conversions, revenue)
