"""Pacing of all the plan lines that a person may see, for a month as it stands on a day.

The number of queries is fixed, whatever the number of lines. Pages hand in a `PacingCache`, so that a month is
worked out once per client and day until anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain.causes import causes
from paidsocial.domain.days import Period
from paidsocial.domain.delivery import Cause, Delivery
from paidsocial.domain.pacing import Pacing, Status, pace
from paidsocial.domain.wording import count, full_day
from paidsocial.errors import MissingRate
from paidsocial.models import Client
from paidsocial.services.access import Actor, Permission, client_filter, require
from paidsocial.services.finance.rates import RateBook, open_book
from paidsocial.services.planning import pacing_evidence, pacing_facts
from paidsocial.services.planning.pacing_cache import PacingCache as _Cache
from paidsocial.services.planning.pacing_facts import LineFacts, UntrackedSpend, Window
from paidsocial.services.workspace import organisation


@dataclass(frozen=True, slots=True)
class LinePacing:
    """A plan line with its pacing and its causes. `pacing` is None where `error` says which exchange rate is
    missing.
    """

    facts: LineFacts
    pacing: Pacing | None
    causes: tuple[Cause, ...]
    deliveries: tuple[Delivery, ...]
    error: MissingRate | None

    @property
    def status(self) -> Status:
        """The line's status; no data where its spend cannot be stated."""
        return self.pacing.status if self.pacing else Status.NO_DATA

    @property
    def needs_someone(self) -> bool:
        """Whether it asks for a person: in alarm and not put away."""
        return self.status.alarm and self.facts.snooze is None


@dataclass(frozen=True, slots=True)
class ClientMonth:
    """One client's lines and untracked spend, as worked out together."""

    client_id: int
    lines: tuple[LinePacing, ...]
    untracked: tuple[UntrackedSpend, ...]


PacingCache = _Cache[ClientMonth]


@dataclass(frozen=True, slots=True)
class UntrackedTotal:
    """Spend no plan line covers. `spend` is micros of `currency`, None where a rate to add several is missing."""

    campaigns: int
    currency: str
    spend: int | None
    by_currency: tuple[UntrackedSpend, ...]
    missing_rate: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The lines of a month on a day, the one with most money at stake first, and what no line covers."""

    month: Period
    as_of: date
    currency: str
    lines: tuple[LinePacing, ...]
    untracked: UntrackedTotal

    @property
    def waiting(self) -> tuple[LinePacing, ...]:
        """The lines that need someone."""
        return tuple(line for line in self.lines if line.needs_someone)

    def with_status(self, *statuses: Status) -> tuple[LinePacing, ...]:
        """The lines that stand so."""
        return tuple(line for line in self.lines if line.status in statuses)

    @property
    def errors(self) -> tuple[MissingRate, ...]:
        """The exchange rates that lines miss."""
        return tuple(line.error for line in self.lines if line.error)


def read(
    session: Session,
    actor: Actor,
    *,
    month: Period,
    as_of: date,
    client_id: int | None = None,
    account_id: int | None = None,
    cache: PacingCache | None = None,
) -> Report:
    """Pacing of the plan lines with days in `month`, over the actor's clients or one of them.

    `account_id`: only lines that cover campaigns of that ad account. A line whose exchange rate is missing stands in
    the report with its error; the others are not affected.
    """
    require(actor, Permission.VIEW)
    query = select(Client.id).where(client_filter(actor, Client.id)).order_by(Client.id)
    if client_id is not None:
        query = query.where(Client.id == client_id)
    window = Window(tuple(session.scalars(query)), month, as_of)
    months = _months(session, window, cache)
    lines = [line for each in months for line in each.lines]
    if account_id is not None:
        lines = [line for line in lines if any(a.account_id == account_id for a in line.facts.accounts)]
    untracked = [part for each in months for part in each.untracked]
    currency = organisation.read(session).reporting_currency
    currencies = {currency, *(line.facts.terms.currency for line in lines), *(part.currency for part in untracked)}
    day = min(window.newest, month.last)
    book = open_book(session, currencies=currencies, days=Period(day, day))
    return Report(
        month,
        as_of,
        currency,
        tuple(sorted(lines, key=_by_stake(book, currency, day))),
        _untracked(untracked, book, currency, day),
    )


def _months(session: Session, window: Window, cache: PacingCache | None) -> list[ClientMonth]:
    if cache is None:
        return _work_out(session, window)
    seen = cache.catch_up(session)
    found = cache.known(window)
    missing = [client for client in window.client_ids if client not in found]
    if missing:
        new = {month.client_id: month for month in _work_out(session, Window(missing, window.month, window.as_of))}
        cache.keep(seen, window, new)
        found |= new
    return [found[client] for client in window.client_ids]


def _work_out(session: Session, window: Window) -> list[ClientMonth]:
    facts, book = pacing_facts.read_lines(session, window)
    untracked = pacing_facts.read_untracked(session, window)
    beside = {(part.client_id, part.currency): part.beside for part in untracked}
    edits = pacing_evidence.read_edits(session, window)
    settings = pacing_evidence.settings(session, window, facts, edits=edits, book=book)
    paced = {
        line.line_id: pace(
            line.terms, line.history, window.as_of, covered=line.covered, campaigns=settings.get(line.line_id, ())
        )
        for line in facts
        if line.error is None
    }
    by_status = {line.line_id: paced[line.line_id].status for line in facts if line.line_id in paced}
    moves = pacing_evidence.moves(
        session,
        window,
        rising=[line for line in facts if by_status.get(line.line_id) in (Status.OVER, Status.EXHAUSTED)],
        falling=[line for line in facts if by_status.get(line.line_id) is Status.UNDER],
        edits=edits,
        book=book,
    )
    lines = []
    for line in facts:
        pacing = paced.get(line.line_id)
        told: tuple[Cause, ...] = (Cause("missing_rate", str(line.error)),) if line.error else ()
        deliveries = _together(settings.get(line.line_id, ()), moves.get(line.line_id, ()))
        if pacing:
            told = causes(
                pacing,
                line.terms,
                line.history,
                deliveries,
                covered=line.covered,
                untracked=beside.get((line.client_id, line.terms.currency)),
            )
            told = (*told, *_silent(line, pacing))
        lines.append(LinePacing(line, pacing, told, settings.get(line.line_id, ()), line.error))
    return [
        ClientMonth(
            client,
            tuple(line for line in lines if line.facts.client_id == client),
            tuple(part for part in untracked if part.client_id == client),
        )
        for client in window.client_ids
    ]


def _together(settings: Sequence[Delivery], moves: Sequence[Delivery]) -> tuple[Delivery, ...]:
    """Both, each campaign once; what `moves` knows (the budget in force) wins."""
    found = {delivery.campaign_id: delivery for delivery in (*settings, *moves) if delivery.campaign_id}
    return tuple(found.values())


def _silent(line: LineFacts, pacing: Pacing) -> list[Cause]:
    """Which accounts hold a stale line back, and which were taken to have stopped."""
    if pacing.gate and pacing.gate.code == "data_stale" and len(line.accounts) > 1:
        late = [a for a in line.accounts if a.figures_to == line.history.complete]
    elif pacing.status.alarm:
        late = list(line.silent)
    else:
        return []
    named = ", ".join(a.name for a in late[:3])
    more = f" and {count(len(late) - 3, 'other account')}" if len(late) > 3 else ""
    if not late or late[0].figures_to is None:
        return []
    verb = "has" if len(late) == 1 else "have"
    return [Cause("account_behind", f"{named}{more} {verb} no figures after {full_day(late[0].figures_to)}.")]


def _by_stake(book: RateBook, currency: str, day: date) -> Callable[[LinePacing], tuple[bool, int, str, int]]:
    """Alarms first, then by money at stake in the reporting currency, then by name."""

    def key(line: LinePacing) -> tuple[bool, int, str, int]:
        stake = line.pacing.at_stake if line.pacing else 0
        with suppress(MissingRate):  # only the order among currencies depends on it: the amount as it is will do
            stake = book.on(line.facts.terms.currency, currency, day).convert(stake)
        return not line.needs_someone, -stake, line.facts.name, line.facts.line_id

    return key


def _untracked(parts: Sequence[UntrackedSpend], book: RateBook, currency: str, day: date) -> UntrackedTotal:
    """All of it in one currency: its own where it has only one, else the reporting currency at the newest daily
    rate.
    """
    campaigns = sum(part.campaigns for part in parts)
    currencies = {part.currency for part in parts}
    by_currency = tuple(
        UntrackedSpend(
            0,
            each,
            sum(part.campaigns for part in parts if part.currency == each),
            sum(part.spend for part in parts if part.currency == each),
        )
        for each in sorted(currencies)
    )
    if len(currencies) <= 1:
        own = next(iter(currencies), currency)
        return UntrackedTotal(campaigns, own, sum(part.spend for part in parts), by_currency)
    try:
        total = sum(book.on(part.currency, currency, day).convert(part.spend) for part in by_currency)
    except MissingRate as error:
        return UntrackedTotal(campaigns, currency, None, by_currency, error.message)
    return UntrackedTotal(campaigns, currency, total, by_currency)
