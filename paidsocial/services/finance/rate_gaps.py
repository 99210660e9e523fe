"""Which exchange rates are missing: days with spend whose currency cannot be told in the currency it is reported in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.fx import spans_text
from paidsocial.errors import MissingRate
from paidsocial.models import AccountDay, AdAccount, Client
from paidsocial.services.access import Actor, client_filter
from paidsocial.services.finance import rates
from paidsocial.services.workspace import organisation


@dataclass(frozen=True, slots=True)
class Gap:
    """A pair of currencies and the days with spend that have no rate."""

    base: str
    quote: str
    days: tuple[date, ...]

    @property
    def text(self) -> str:
        """The days in words."""
        return spans_text(self.days)


def find(session: Session, actor: Actor, days: Period) -> list[Gap]:
    """The gaps within `days`, over the actor's clients: into each client's currency and into the organisation's.

    Two queries, and one pass over the days that had spend.
    """
    overall = organisation.read(session).reporting_currency
    spent = (
        select(AdAccount.currency, Client.reporting_currency, AccountDay.day)
        .join(AdAccount, AdAccount.id == AccountDay.account_id)
        .join(Client, Client.id == AdAccount.client_id)
        .where(client_filter(actor, AdAccount.client_id), AccountDay.day.between(days.first, days.last))
        .where(AccountDay.spend_micros != 0)
        .distinct()
    )
    needed: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
    for currency, reported, day in session.execute(spent):
        for quote in {reported, overall} - {currency}:
            needed[currency, quote].add(day)
    if not needed:
        return []
    book = rates.open_book(session, currencies={code for pair in needed for code in pair}, days=days)
    gaps = []
    for (base, quote), wanted in sorted(needed.items()):
        missing = tuple(day for day in sorted(wanted) if not _known(book, base, quote, day))
        if missing:
            gaps.append(Gap(base, quote, missing))
    return gaps


def _known(book: rates.RateBook, base: str, quote: str, day: date) -> bool:
    try:
        book.on(base, quote, day)
    except MissingRate:
        return False
    return True
