"""What looking at a file comes to: the report of its preview, as it is kept until somebody confirms it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from paidsocial.errors import AmbiguousFile, NotFound, Refused, UnreadableFile
from paidsocial.platforms.reading import ParsedFile, Peek, peek
from paidsocial.platforms.reading.limits import LISTED_SKIPS
from paidsocial.services.access import Actor
from paidsocial.services.imports import files
from paidsocial.services.imports.importing import Progress, look, read, remembered
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.imports.report import bounded, left_out_of, own_totals_of, totals_of


def unread_report() -> dict[str, Any]:
    """The report of a file that waits to be looked at."""
    return {"unread": True, "parts": [], "error": None}


def look_at(
    session: Session,
    actor: Actor,
    *,
    home: Path,
    sha256: str,
    name: str,
    options: ImportOptions,
    now: datetime,
    taken: datetime,
    today: date | None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """What storing the file would do, or the reason why it cannot be; and the file as it is."""
    try:
        original = files.open_kept(home, sha256)
    except NotFound as lost:
        return {"parts": [], "error": _error(lost)}
    with original as stream:
        try:
            options = options.checked()
            seen_at = options.seen_at(now) if options.as_seen_on else taken
            parsed = read(session, actor, stream, name, options, now=taken, today=today, progress=progress)
        except Refused as refused:
            return {"parts": [], "error": _error(refused), "file": _as_it_is(session, stream, options)}
    looked = {"looked_at": now.isoformat(), "file": _understood(parsed)}
    try:
        outcome = look(session, actor, parsed, options, now=now, seen_at=seen_at)
    except Refused as refused:
        return looked | {"parts": [], "error": _error(refused), "read": _read_so_far(parsed)}
    parts, accounts = list(map(bounded, outcome.reports)), [part.account_id for part in outcome.parts]
    return looked | {"parts": parts, "error": None, "accounts": accounts}


def _read_so_far(parsed: ParsedFile) -> list[dict[str, Any]]:
    """What is known of each part before its ad account is."""
    return [
        {
            "platform": part.platform,
            "account": part.account,
            "currency": part.currency,
            "level": part.level.value,
            "grain": part.grain.value,
            "first_day": part.readings.first_day.isoformat(),
            "last_day": part.readings.last_day.isoformat(),
            "rows": {"read": part.rows_read, "skipped": part.skipped_count, "summed": part.summed},
            "skipped": [{"line": row.line, "reason": row.reason} for row in part.skipped[:LISTED_SKIPS]],
            "totals": totals_of(part),
            "own_totals": own_totals_of(part.totals_rows),
            "warnings": part.warnings,
            "format": parsed.format_name,
        }
        for part in parsed.parts
    ]


def _error(refused: Refused) -> dict[str, Any]:
    told = {"code": refused.code, "message": refused.message}
    if isinstance(refused, AmbiguousFile):
        return told | {"option": _named(refused.option), "also": _named(refused.also)}
    return told | {"option": getattr(refused, "field", None)}


def _named(option: str | None) -> str | None:
    """An option of the command line as the page's forms call it."""
    return option.removeprefix("--").replace("-", "_") if option else None


def _as_it_is(session: Session, stream: BinaryIO, options: ImportOptions) -> dict[str, Any]:
    try:
        seen = peek(stream, hints=options.hints)
    except UnreadableFile:
        return {}
    hints = options.hints.over(remembered(session).get(seen.shape))
    said = {name.value: header for name, header in hints.columns.items()}
    guesses = {name.value: {"header": guess.header, "why": guess.why} for name, guess in seen.guesses.items()}
    return _about(seen) | {
        "headers": seen.headers,
        "columns": [use.as_json() for use in seen.columns],
        "said": said,
        "guesses": guesses,
    }


def _about(seen: Peek | ParsedFile) -> dict[str, Any]:
    return {
        "encoding": seen.encoding,
        "delimiter": seen.delimiter,
        "sheet": seen.sheet,
        "sample": [[line, list(cells)] for line, cells in seen.sample],
    }


def _understood(parsed: ParsedFile) -> dict[str, Any]:
    return _about(parsed) | {
        "format": parsed.format_name,
        "header_line": parsed.header_line,
        "headers": [use.header for use in parsed.columns],
        "columns": [use.as_json() for use in parsed.columns],
        "decimal_mark": parsed.decimal_mark,
        "date_order": parsed.date_order.value if parsed.date_order else None,
        "said": {name.value: header for name, header in parsed.hints.columns.items()},
        "left_out": left_out_of(parsed),
    }
