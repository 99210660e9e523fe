"""What a page looks at: client, ad account, period and currency, read from the address and written back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from paidsocial.domain.days import Period, parse_day
from paidsocial.domain.money import currency_code
from paidsocial.errors import BadInput
from paidsocial.web.typed import whole

LONGEST_DAYS = 366 * 5
PARAMETERS = ("client", "account", "from", "to", "currency")


@dataclass(frozen=True, slots=True)
class Scope:
    """`client_id` and `account_id` None: all that the person may see. `currency` None: each page's own choice.

    `chosen_period` is false where the address named none and the period is the page's default.
    """

    period: Period
    client_id: int | None = None
    account_id: int | None = None
    currency: str | None = None
    chosen_period: bool = False

    def over(self, period: Period) -> Scope:
        """The same, over `period`, unless the address names a period: for pages whose default is not this month."""
        return self if self.chosen_period else replace(self, period=period)

    def query(self) -> dict[str, str]:
        """The parameters that give this scope again."""
        found = {"client": self.client_id, "account": self.account_id, "currency": self.currency}
        if self.chosen_period:
            found |= {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        return {name: str(value) for name, value in found.items() if value is not None}


def read_scope(parameters: Mapping[str, str], today: date) -> Scope:
    """The scope that an address names; this month where it names no period.

    Raises BadInput where a parameter is no id, day or currency, or the period is backwards or longer than five years.
    """
    first, last = parameters.get("from") or None, parameters.get("to") or None
    currency = parameters.get("currency") or None
    return Scope(
        period=_period(first, last, today),
        client_id=_id(parameters, "client"),
        account_id=_id(parameters, "account"),
        currency=currency_code(currency) if currency else None,
        chosen_period=bool(first or last),
    )


def _id(parameters: Mapping[str, str], name: str) -> int | None:
    text = parameters.get(name)
    if not text:
        return None
    found = whole(text)
    if found is None:
        raise BadInput(f"“{text}” names no {name}; choose one from the list at the top.", field=name)
    return found


def _period(first: str | None, last: str | None, today: date) -> Period:
    if first is None and last is None:
        return Period.month_of(today)
    to = parse_day(last) if last else max(today, parse_day(first or ""))
    start = parse_day(first) if first else to.replace(day=1)
    period = Period(start, to)
    if len(period) > LONGEST_DAYS:
        raise BadInput("A period is at most five years; choose a shorter one.", field="from")
    return period


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """One line of the period menu."""

    label: str
    period: Period


def period_choices(today: date) -> tuple[PeriodChoice, ...]:
    """The periods that people ask for most, as they stand today."""
    month = Period.month_of(today)
    quarter = _quarter_of(today)
    yesterday = today - timedelta(days=1)
    return (
        PeriodChoice("This month", month),
        PeriodChoice("Last month", month.before()),
        PeriodChoice("Last 7 days", Period(today - timedelta(days=7), yesterday)),
        PeriodChoice("Last 28 days", Period(today - timedelta(days=28), yesterday)),
        PeriodChoice("Last 90 days", Period(today - timedelta(days=90), yesterday)),
        PeriodChoice("This quarter", quarter),
        PeriodChoice("Last quarter", _quarter_of(quarter.first - timedelta(days=1))),
        PeriodChoice("This year", Period(date(today.year, 1, 1), date(today.year, 12, 31))),
        PeriodChoice("Last year", Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))),
    )


def _quarter_of(day: date) -> Period:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(first, Period.month_of(first + timedelta(days=70)).last)
