"""Exchange rates: loading a CSV of them, what is there, and the rate for a day or a month.

Rates are only added to: a corrected rate is a new row that wins from its loading on, so that a report "as known on" an
earlier day still finds the rate it was made with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, insert, or_, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period, end_of_day_utc
from paidsocial.domain.fx import CARRY_DAYS, Basis, Rate, RateTable, Reading, rate_text, same_currency
from paidsocial.domain.money import currency_code
from paidsocial.errors import BadInput, MissingRate
from paidsocial.models import ExchangeRate
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.finance.rates_file import BASES, FileRate, LineError, RatesFile, read_rates

_JUMP = 2  # a rate more than twice, or less than half, the one before it is worth a look
_CHUNK = 2000
AFTERWARDS = "loaded after the day known on"

_Key = tuple[str, str, str, date]
_Look = Callable[[RateTable], Rate]


@dataclass(frozen=True, slots=True)
class LoadedRates:
    """What a file brought. `warnings` are sentences; `errors` are the lines that kept the whole file out (dry run)."""

    added: int
    replaced: int
    unchanged: int
    first_day: date | None
    last_day: date | None
    pairs: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    errors: tuple[LineError, ...] = ()


def load_csv(
    session: Session,
    actor: Actor,
    *,
    content: bytes,
    file_name: str,
    now: datetime,
    today: date,
    basis: str = "daily",
    base: str | None = None,
    source: str | None = None,
    dry_run: bool = False,
) -> LoadedRates:
    """Store a CSV of exchange rates, all of it or nothing.

    `basis`: daily or booking, where a line does not say. `source`: who published them (default: the file's name).
    `base`: the currency that a table with a column per currency prices. A rate that is stored already changes nothing.
    With `dry_run` nothing is stored and bad lines come back in `errors`; otherwise they are BadInput, the first five
    named. Raises Forbidden and UnreadableFile too.
    """
    require(actor, Permission.EDIT_RATES)
    if basis not in BASES:
        raise BadInput(f"“{basis}” is not a basis; choose daily or booking.", field="basis")
    file = read_rates(content, today=today, basis=basis, source=source or file_name, base=base)
    if file.errors and not dry_run:
        raise BadInput(_refusal(file.errors), field="file")
    if not file.rates and not file.errors:
        raise BadInput("The file has a heading but no rates; nothing was stored.", field="file")
    if dry_run:
        return _compare(file, _stored(session, file.rates)).result
    with transaction(session):
        comparison = _compare(file, _stored(session, file.rates))
        _insert(session, actor, now, comparison.new)
        if comparison.new:
            _record(session, actor, now, file_name, comparison.result)
    return comparison.result


def _refusal(errors: tuple[LineError, ...]) -> str:
    more = f"; and {len(errors) - 5} more lines" if len(errors) > 5 else ""
    return (
        f"Nothing was stored: {'; '.join(str(error) for error in errors[:5])}{more}. Mend the file and load it again."
    )


@dataclass(slots=True)
class _Comparison:
    result: LoadedRates
    new: list[FileRate] = field(default_factory=list)


def _stored(session: Session, rates: tuple[FileRate, ...]) -> dict[_Key, ExchangeRate]:
    """The rates now in force around the file's days, by basis, pair and day."""
    if not rates:
        return {}
    days = [rate.reading.day for rate in rates]
    query = (
        select(ExchangeRate)
        .where(ExchangeRate.day.between(min(days) - timedelta(days=CARRY_DAYS), max(days)))
        .where(ExchangeRate.base.in_({rate.reading.base for rate in rates}))
        .order_by(ExchangeRate.loaded_at, ExchangeRate.id)
    )
    return {(row.basis, row.base, row.quote, row.day): row for row in session.scalars(query)}


def _compare(file: RatesFile, stored: dict[_Key, ExchangeRate]) -> _Comparison:
    new, replaced = list[FileRate](), 0
    for rate in file.rates:
        reading = rate.reading
        before = stored.get((rate.basis, reading.base, reading.quote, reading.day))
        if before is not None and before.rate == reading.rate:
            continue
        new.append(rate)
        replaced += before is not None
    days = [rate.reading.day for rate in file.rates]
    result = LoadedRates(
        added=len(new) - replaced,
        replaced=replaced,
        unchanged=len(file.rates) - len(new),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        pairs=tuple(sorted({f"{rate.reading.base}/{rate.reading.quote}" for rate in file.rates})),
        warnings=tuple(_jumps(file.rates, stored)),
        errors=file.errors,
    )
    return _Comparison(result, new)


def _jumps(rates: tuple[FileRate, ...], stored: dict[_Key, ExchangeRate]) -> Iterable[str]:
    """A sentence per rate that is far from the one before it: a slipped decimal point, or the pair turned round."""
    series: dict[tuple[str, str, str], dict[date, Decimal]] = {}
    for (basis, base, quote, day), row in stored.items():
        series.setdefault((basis, base, quote), {})[day] = row.rate
    new = {}
    for rate in rates:
        key = (rate.basis, rate.reading.base, rate.reading.quote)
        series.setdefault(key, {})[rate.reading.day] = rate.reading.rate
        new[(*key, rate.reading.day)] = rate.line
    for (basis, base, quote), by_day in series.items():
        before: Decimal | None = None
        for day in sorted(by_day):
            now = by_day[day]
            line = new.get((basis, base, quote, day))
            if before is not None and line is not None and not before / _JUMP <= now <= before * _JUMP:
                pair = f"{base} to {quote} on {day}"
                yield f"line {line}: {pair} is {rate_text(now)}, the rate before it {rate_text(before)}."
            before = now


def _insert(session: Session, actor: Actor, now: datetime, rates: list[FileRate]) -> None:
    for start in range(0, len(rates), _CHUNK):
        rows = [
            {
                "base": rate.reading.base,
                "quote": rate.reading.quote,
                "basis": rate.basis,
                "day": rate.reading.day,
                "rate": rate.reading.rate,
                "source": rate.reading.source,
                "loaded_at": now,
                "loaded_by": actor.user_id,
            }
            for rate in rates[start : start + _CHUNK]
        ]
        session.execute(insert(ExchangeRate), rows)


def _record(session: Session, actor: Actor, now: datetime, file_name: str, result: LoadedRates) -> None:
    audit.record(
        session,
        actor,
        now=now,
        action="rates.load",
        subject=("exchange_rate", file_name[:100]),
        after={
            "added": result.added,
            "replaced": result.replaced,
            "first_day": str(result.first_day),
            "last_day": str(result.last_day),
            "pairs": list(result.pairs[:20]),
        },
    )


@dataclass(frozen=True, slots=True)
class PairSummary:
    """What is loaded for a pair on a basis: how many days, from when to when, and the latest rate with its source."""

    base: str
    quote: str
    basis: str
    days: int
    first_day: date
    last_day: date
    rate: Decimal
    source: str
    loaded_at: datetime

    @property
    def rate_text(self) -> str:
        """The latest rate in plain digits."""
        return rate_text(self.rate)


def summarise(session: Session, actor: Actor) -> tuple[PairSummary, ...]:
    """Every loaded pair, by basis and name; two queries however many rates there are."""
    require(actor, Permission.VIEW)
    pair = (ExchangeRate.base, ExchangeRate.quote, ExchangeRate.basis)
    spans = session.execute(
        select(
            *pair,
            func.count(ExchangeRate.day.distinct()).label("days"),
            func.min(ExchangeRate.day).label("first_day"),
            func.max(ExchangeRate.day).label("last_day"),
        )
        .group_by(*pair)
        .order_by(ExchangeRate.basis.desc(), *pair)
    ).all()
    last = select(*pair, func.max(ExchangeRate.day).label("day")).group_by(*pair).subquery()
    latest = session.scalars(
        select(ExchangeRate)
        .join(
            last,
            (ExchangeRate.base == last.c.base)
            & (ExchangeRate.quote == last.c.quote)
            & (ExchangeRate.basis == last.c.basis)
            & (ExchangeRate.day == last.c.day),
        )
        .order_by(ExchangeRate.loaded_at, ExchangeRate.id)
    )
    newest = {(row.base, row.quote, row.basis): row for row in latest}
    return tuple(
        PairSummary(
            span.base,
            span.quote,
            span.basis,
            span.days,
            span.first_day,
            span.last_day,
            newest[span.base, span.quote, span.basis].rate,
            newest[span.base, span.quote, span.basis].source,
            newest[span.base, span.quote, span.basis].loaded_at,
        )
        for span in spans
    )


def list_rates(
    session: Session,
    actor: Actor,
    *,
    base: str | None = None,
    quote: str | None = None,
    days: Period | None = None,
    offset: int = 0,
    limit: int = 100,
) -> tuple[list[ExchangeRate], int]:
    """Loaded rates, newest day first, superseded ones too (the first of a pair, basis and day is in force); and how
    many there are in all."""
    require(actor, Permission.VIEW)
    query = select(ExchangeRate)
    if base:
        query = query.where(ExchangeRate.base == currency_code(base))
    if quote:
        query = query.where(ExchangeRate.quote == currency_code(quote))
    if days:
        query = query.where(ExchangeRate.day.between(days.first, days.last))
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest_first = (
        ExchangeRate.day.desc(),
        ExchangeRate.base,
        ExchangeRate.quote,
        ExchangeRate.basis,
        ExchangeRate.loaded_at.desc(),
        ExchangeRate.id.desc(),
    )
    return list(session.scalars(query.order_by(*newest_first).offset(offset).limit(limit))), count


class RateBook:
    """The rates around some days, ready for look-ups without further queries.

    With `known_on`, what was loaded by the end of that day (UTC) is used; only where that does not answer, what was
    loaded later, and the basis says so.
    """

    def __init__(self, rows: Iterable[ExchangeRate], known_on: date | None = None) -> None:
        ordered = sorted(rows, key=lambda row: (row.loaded_at, row.id))
        self._tables = [_table(ordered)]
        if known_on is not None:
            limit = end_of_day_utc(known_on)
            self._tables.insert(0, _table(row for row in ordered if row.loaded_at < limit))

    def on(self, base: str, quote: str, day: date) -> Rate:
        """The daily rate on a day (or carried to it). Raises MissingRate naming pair and day."""
        return self._first(lambda table: table.on(base, quote, day))

    def for_month(
        self, base: str, quote: str, month: Period, *, basis: Basis = Basis.AUTO, through: date | None = None
    ) -> Rate:
        """The one rate of a month; see domain.fx. Raises MissingRate naming pair and days."""
        return self._first(lambda table: table.for_month(base, quote, month, basis=basis, through=through))

    def _first(self, look: _Look) -> Rate:
        for table in self._tables[:-1]:
            try:
                return look(table)
            except MissingRate:
                rate = look(self._tables[-1])
                return Rate(rate.base, rate.quote, rate.rate, rate.source, f"{rate.basis}, {AFTERWARDS}")
        return look(self._tables[-1])


def _table(rows: Iterable[ExchangeRate]) -> RateTable:
    by_basis: dict[str, list[Reading]] = {"daily": [], "booking": []}
    for row in rows:
        by_basis[row.basis].append(Reading(row.base, row.quote, row.day, row.rate, row.source))
    return RateTable(by_basis["daily"], by_basis["booking"])


def open_book(session: Session, *, currencies: Collection[str], days: Period, known_on: date | None = None) -> RateBook:
    """The rates that may be needed to convert among `currencies` on `days`; one query, none for a single currency.

    Rates belong to no client, so there is nobody to hide them from.
    """
    if len(set(currencies)) < 2:
        return RateBook([])
    wanted = sorted(set(currencies))
    earliest = min(days.first.replace(day=1), days.first - timedelta(days=CARRY_DAYS))
    query = select(ExchangeRate).where(
        or_(ExchangeRate.base.in_(wanted), ExchangeRate.quote.in_(wanted)),
        ExchangeRate.day.between(earliest, days.last),
    )
    return RateBook(session.scalars(query), known_on)


def rate_on(session: Session, base: str, quote: str, day: date) -> Rate:
    """The daily rate for one pair and day; a currency and itself needs none. Raises MissingRate."""
    if base == quote:
        return same_currency(base)
    return open_book(session, currencies=(base, quote), days=Period(day, day)).on(base, quote, day)
