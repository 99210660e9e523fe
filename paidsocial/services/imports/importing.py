"""Import a file: read it, decide, store; or say in one sentence why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period, local_day
from paidsocial.errors import AmbiguousFile, Refused
from paidsocial.models import AdAccount, ImportBatch, ImportMapping
from paidsocial.platforms.base import Field
from paidsocial.platforms.reading import Hints, ParsedFile, ParsedPart, parse
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.imports import conversions, files, owners, same_file
from paidsocial.services.imports.archives import tidy_name
from paidsocial.services.imports.options import ImportOptions, columns_from
from paidsocial.services.imports.parts import PartOutcome, bring_all, owner_of
from paidsocial.services.imports.settling import by_what_is_stored
from paidsocial.services.imports.source import Source

Progress = Callable[[int], None]
_PERIOD = "--period"
_FURTHEST_AHEAD = timedelta(hours=14)  # no clock on Earth is further ahead of UTC


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of a file: its name and each of its parts."""

    name: str
    parts: list[PartOutcome]
    sha256: str | None

    @property
    def reports(self) -> list[dict[str, Any]]:
        """The contract's entries, one per part."""
        return [part.report for part in self.parts]

    @property
    def applied(self) -> bool:
        """Whether any part was stored."""
        return any(part.state == "applied" for part in self.parts)


def import_file(
    session: Session,
    actor: Actor,
    *,
    home: Path,
    stream: BinaryIO,
    name: str,
    options: ImportOptions,
    now: datetime,
    today: date | None = None,
    seen_at: datetime | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    also: Callable[[], None] = lambda: None,
) -> FileOutcome:
    """Read a seekable stream and store its figures: all of the file in one transaction.

    `home` is the folder that keeps originals; `today` the last day that is not the future (default: any day that has
    begun somewhere); `seen_at` when the file was taken, where that is not `now`; `dry_run` changes nothing at all;
    `also` is done in that transaction.
    Raises a Refused with the reason and the remedy: then nothing of the file was stored.
    """
    require(actor, Permission.IMPORT)
    options, taken = options.checked(), seen_at or now
    seen_at = taken if seen_at and not options.as_seen_on else options.seen_at(now)
    known = None if dry_run else _known(session, actor, stream, name, options, now=now, seen_at=seen_at, also=also)
    if known is not None:
        return known
    parsed = read(session, actor, stream, name, options, now=taken, today=today, progress=progress)
    if dry_run:
        return look(session, actor, parsed, options, now=now, seen_at=seen_at)
    _check_owners(session, Source(actor, parsed, options, None, now, seen_at))
    kept = files.keep(home, stream)
    source = Source(actor, parsed, options, kept, now, seen_at)

    def with_them(applied: bool) -> None:
        if applied and options.hints.columns:
            _remember(session, actor, parsed, now=now)
        also()

    return FileOutcome(parsed.name, bring_all(session, source, parsed.parts, also=with_them), kept.sha256)


def _known(
    session: Session,
    actor: Actor,
    stream: BinaryIO,
    name: str,
    options: ImportOptions,
    *,
    now: datetime,
    seen_at: datetime,
    also: Callable[[], None],
) -> FileOutcome | None:
    """What becomes of a file that came before and changes nothing; None where it has to be read."""
    name, sha256 = tidy_name(name), files.sha256_of(stream)
    again = same_file.once_more(
        session, actor, sha256=sha256, name=name, options=options, now=now, seen_at=seen_at, also=also
    )
    if again is None:
        return None
    parts = [PartOutcome(report, "applied", batch_id, account_id) for report, batch_id, account_id in again]
    return FileOutcome(name, parts, sha256)


def look(
    session: Session, actor: Actor, parsed: ParsedFile, options: ImportOptions, *, now: datetime, seen_at: datetime
) -> FileOutcome:
    """What storing a file that was read would do; nothing is changed. Raises the refusals of `owners.choose`."""
    require(actor, Permission.IMPORT)
    source = Source(actor, parsed, options, None, now, seen_at)
    _check_owners(session, source)
    return FileOutcome(parsed.name, bring_all(session, source, parsed.parts), None)


def _check_owners(session: Session, source: Source) -> None:
    """Every refusal comes before the first part is stored."""
    for part in source.parsed.parts:
        owner_of(session, source, part)


def read(
    session: Session,
    actor: Actor,
    stream: BinaryIO,
    name: str,
    options: ImportOptions,
    *,
    now: datetime,
    today: date | None = None,
    progress: Progress | None = None,
) -> ParsedFile:
    """What a file says, with what was settled before for files of its shape, and for its ad accounts' conversions.

    Of two honest readings it is the one that what is stored speaks for, if any.

    Raises the refusals of `parse`.
    """
    zone = options.hints.time_zone
    latest = today or (local_day(now, zone) if zone else (now + _FURTHEST_AHEAD).date())
    before = remembered(session)

    def parse_with(hints: Hints) -> ParsedFile:
        found = parse(stream, name, today=latest, hints=hints, remembered=before, progress=progress)
        found.name = tidy_name(name)
        owners.lend_platform(session, actor, found, options)
        return found

    def parsed_with(column: str | None) -> ParsedFile:
        hints = replace(options.hints, conversions=column)
        try:
            return parse_with(hints)
        except AmbiguousFile as asked:
            known = by_what_is_stored(session, actor, asked, hints, parse_with)
            if known is None:
                raise
            return known

    usual = options.hints.conversions or conversions.usual_column(session, actor, options)
    try:
        parsed = parsed_with(usual)
    except AmbiguousFile as asked:
        raise _with_currency(session, actor, asked, options, parse_with, latest=latest) from None
    if options.hints.conversions is not None:
        return parsed
    accounts = [_owner(session, Source(actor, parsed, options, None, now, now), part) for part in parsed.parts]
    return conversions.as_chosen(parsed, accounts, parsed_with, preferred=usual, said=options.hints.columns)


def first_read(session: Session, batch: ImportBatch) -> datetime:
    """The moment as of which a batch's original was read: rows of later days were the future then, and stay out."""
    if batch.account_id is None or "as_seen_on" not in batch.options:  # a preview, or seen when it was brought
        return batch.seen_at
    same = ImportBatch.sha256 == batch.sha256, ImportBatch.account_id == batch.account_id
    earliest = select(func.min(ImportBatch.created_at)).where(*same, ImportBatch.seen_at == batch.seen_at)
    return session.scalar(earliest) or batch.created_at


def _with_currency(
    session: Session,
    actor: Actor,
    asked: AmbiguousFile,
    options: ImportOptions,
    parse_with: Callable[[Hints], ParsedFile],
    *,
    latest: date,
) -> AmbiguousFile:
    """The question for the period, and with it the one for the currency where that would be the next."""
    if asked.option != _PERIOD or options.hints.currency is not None:
        return asked
    now = datetime.combine(latest, time(), UTC)
    try:
        parsed = parse_with(replace(options.hints, period=Period(latest, latest)))
        _check_owners(session, Source(actor, parsed, options, None, now, now))
    except AmbiguousFile as following:
        if following.option != "--currency":
            return asked
        return AmbiguousFile(
            "The file says neither which days it covers (it has no column with days) nor which currency its amounts "
            "are in; say both with --period and --currency, for example --period 2026-06-01..2026-06-30 --currency "
            "EUR, or name a column with days with --map day=HEADER.",
            option=_PERIOD,
            also="--currency",
        )
    except Refused:
        pass
    return asked


def _owner(session: Session, source: Source, part: ParsedPart) -> AdAccount | None:
    """The stored account that a part goes to; None where there is none yet, or where the part is refused later."""
    try:
        return owner_of(session, source, part).account
    except Refused:
        return None


def remembered(session: Session) -> Mapping[str, Hints]:
    """How people settled the columns of file shapes seen before."""
    rows = session.execute(select(ImportMapping.signature, ImportMapping.mapping))
    return {
        row[0]: Hints(platform=row[1].get("platform"), columns=columns_from(row[1].get("columns", {}))) for row in rows
    }


def _remember(session: Session, actor: Actor, parsed: ParsedFile, *, now: datetime) -> None:
    """Keep the columns a person settled for the next file of the same shape, in the caller's transaction."""
    columns = {name.value: header for name, header in parsed.hints.columns.items() if name is not Field.PLATFORM}
    platforms = {part.platform for part in parsed.parts}
    session.merge(
        ImportMapping(
            signature=parsed.shape,
            mapping={"columns": columns, "platform": platforms.pop() if len(platforms) == 1 else None},
            remembered_at=now,
            remembered_by=actor.user_id,
        )
    )
