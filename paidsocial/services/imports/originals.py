"""The kept original of an import: as it was brought, and every row of it that was skipped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from paidsocial.errors import NotFound
from paidsocial.models import ImportBatch
from paidsocial.platforms.reading import ParsedPart
from paidsocial.services.access import Actor
from paidsocial.services.imports import files, history, previews
from paidsocial.services.imports.importing import first_read, read
from paidsocial.services.imports.options import ImportOptions

Line = tuple[int, str]
HEADINGS = ("line", "reason")
_GONE = "The original file is no longer kept; import it again from your copy."


def of_import(session: Session, actor: Actor, batch_id: int, *, home: Path) -> tuple[Path, str]:
    """Where the original stands, and its name. Raises NotFound, or Forbidden where others' figures are in it."""
    return _kept(home, history.whole_file(session, actor, batch_id).batch)


def of_preview(session: Session, actor: Actor, preview_id: int, *, home: Path) -> tuple[Path, str]:
    """The same of a person's own file on its way in."""
    return _kept(home, previews.own(session, actor, preview_id))


def _kept(home: Path, batch: ImportBatch) -> tuple[Path, str]:
    path = files.path_of(home, batch.sha256 or "-")
    if not batch.sha256 or not path.is_file():
        raise NotFound(_GONE)
    return path, (batch.file_name or "file").rpartition("/")[2]


def skipped_of_import(session: Session, actor: Actor, batch_id: int, *, home: Path) -> list[Line]:
    """Every skipped row of an import with its line and reason; where a report names the first only, read again."""
    batch = history.get(session, actor, batch_id).batch
    report = batch.report
    listed = report.get("skipped") or []
    if len(listed) < report.get("rows", {}).get("skipped", 0):
        history.whole_file(session, actor, batch_id)
        parts = _read_again(session, actor, batch, home)
        return _rows([part for part in parts if _is_of(part, report)] or parts)
    return [(row["line"], row["reason"]) for row in listed]


def skipped_of_preview(session: Session, actor: Actor, preview_id: int, *, home: Path) -> list[Line]:
    """The same of a file on its way in, all of its parts."""
    return _rows(_read_again(session, actor, previews.own(session, actor, preview_id), home))


def _read_again(session: Session, actor: Actor, batch: ImportBatch, home: Path) -> list[ParsedPart]:
    """The parts of a kept file as they were read then: what is the future is so as of that day."""
    said = ImportOptions.from_json(batch.options)
    with files.open_kept(home, batch.sha256 or "") as stream:
        return read(session, actor, stream, batch.file_name or "file", said, now=first_read(session, batch)).parts


def _is_of(part: ParsedPart, report: dict[str, Any]) -> bool:
    said = (part.platform, part.currency or report["currency"], part.skipped_count)
    return said == (report["platform"], report["currency"], report["rows"]["skipped"])


def _rows(parts: Sequence[ParsedPart]) -> list[Line]:
    return sorted((row.line, row.reason) for part in parts for row in part.skipped)
