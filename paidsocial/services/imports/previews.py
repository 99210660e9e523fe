"""A file on its way in through the page: kept, looked at, corrected, then confirmed or let go.

A preview is an import batch in the state `previewed`, visible to the person who brought the file. What it says comes
from the very steps that a confirmation takes, rolled back at their end.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import NotFound, Stale
from paidsocial.models import ImportBatch
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.imports import files, large, stored_files
from paidsocial.services.imports.files import KeptFile
from paidsocial.services.imports.importing import FileOutcome, Progress, first_read, import_file
from paidsocial.services.imports.looking import look_at, unread_report
from paidsocial.services.imports.options import ImportOptions

PREVIEWED = "previewed"


@dataclass(frozen=True, slots=True)
class Preview:
    """A file that waits for its person. `problem` is why it cannot be stored yet, `asks` the option that settles it."""

    id: int
    file_name: str
    options: ImportOptions
    created_at: datetime
    report: dict[str, Any]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The contract's entries: what storing it would do."""
        parts: list[dict[str, Any]] = self.report.get("parts", [])
        return parts

    @property
    def read_so_far(self) -> list[dict[str, Any]]:
        """What is known of the parts while a question stands in the way."""
        known: list[dict[str, Any]] = self.report.get("read", [])
        return known

    @property
    def problem(self) -> str | None:
        """The sentence it would be refused with."""
        error = self.report.get("error")
        return error["message"] if error else None

    @property
    def asks(self) -> list[str]:
        """The options that the problem names, such as `currency`."""
        error = self.report.get("error") or {}
        return [option for option in (error.get("option"), error.get("also")) if option]

    @property
    def held(self) -> bool:
        """Whether storing it needs a person's word."""
        return any(part["held"] for part in self.parts)

    @property
    def unread(self) -> bool:
        """Whether it was kept and nobody looked at it yet."""
        return bool(self.report.get("unread"))

    @property
    def queued_at(self) -> str | None:
        """When somebody confirmed it to be stored as soon as its turn comes, or when that was begun."""
        return None if self.unread else self.report.get("queued_at") or self.report.get(large.BEGUN)

    @property
    def begun_at(self) -> datetime | None:
        """When the step that goes on beside all requests was begun, if one was."""
        begun = self.report.get(large.BEGUN)
        return datetime.fromisoformat(begun) if begun else None

    @property
    def mark(self) -> str:
        """What identifies the understanding that a person sees, so that they confirm that one and no other."""
        passing = ("queued_at", "accepted", "tries", "looked_at", large.BEGUN)
        seen = [self.options.as_json(), {key: value for key, value in self.report.items() if key not in passing}]
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def ready(self) -> bool:
        """Whether one press stores all of it."""
        return not self.problem and bool(self.parts) and not self.held

    @property
    def readable(self) -> bool:
        """Whether there is a table to correct; a damaged file can only be let go."""
        return bool(self.report.get("file", {}).get("headers"))


def begin(
    session: Session,
    actor: Actor,
    *,
    home: Path,
    stream: BinaryIO,
    name: str,
    now: datetime,
    today: date | None = None,
    options: ImportOptions | None = None,
    seen_at: datetime | None = None,
) -> Preview:
    """Keep a file and look at it. A file that cannot be read is kept too, with the reason, so that it can be told.

    `seen_at`: when it was taken from its platform, where that is not now.
    """
    require(actor, Permission.IMPORT)
    kept = files.keep(home, stream)
    said, taken = options or ImportOptions(), seen_at or now
    report = look_at(
        session, actor, home=home, sha256=kept.sha256, name=name, options=said, now=now, taken=taken, today=today
    )
    with transaction(session):
        batch = add(session, actor, kept, name=name, options=said, report=report, now=now, seen_at=taken)
    return _preview(batch)


def add(
    session: Session,
    actor: Actor,
    kept: KeptFile,
    *,
    name: str,
    options: ImportOptions,
    report: dict[str, Any],
    now: datetime,
    seen_at: datetime | None = None,
) -> ImportBatch:
    """A new preview, in the caller's transaction."""
    stored_files.note(session, kept, now=now)
    batch = ImportBatch(
        kind="file",
        state=PREVIEWED,
        file_name=name[-1000:],
        sha256=kept.sha256,
        seen_at=seen_at or now,
        created_at=now,
        created_by=actor.user_id,
        options=options.as_json(),
        report=report,
    )
    session.add(batch)
    session.flush()
    return batch


def correct(
    session: Session,
    actor: Actor,
    preview_id: int,
    options: ImportOptions,
    *,
    home: Path,
    now: datetime,
    today: date | None = None,
    progress: Progress | None = None,
) -> Preview:
    """Look again, with what the person said about the file."""
    batch = own(session, actor, preview_id)
    report = look_at(
        session,
        actor,
        home=home,
        sha256=batch.sha256 or "",
        name=batch.file_name or "",
        options=options,
        now=now,
        taken=batch.seen_at,
        today=today,
        progress=progress,
    )
    with transaction(session):
        batch = own(session, actor, preview_id)
        batch.options, batch.report = options.as_json(), report
    return _preview(batch)


def own(session: Session, actor: Actor, preview_id: int) -> ImportBatch:
    """A person's own preview as it is stored, or NotFound."""
    require(actor, Permission.IMPORT)
    batch = session.get(ImportBatch, preview_id)
    if batch is None or batch.state != PREVIEWED or batch.created_by != actor.user_id:
        raise NotFound("This file no longer waits: it was imported or let go. Drop it again to look at it anew.")
    return batch


def get(session: Session, actor: Actor, preview_id: int) -> Preview:
    """A person's own preview, or NotFound."""
    return _preview(own(session, actor, preview_id))


def renewed(session: Session, actor: Actor, preview: Preview, *, home: Path, now: datetime) -> Preview:
    """The preview, looked at again where other figures came into its ad accounts since; a large one as it is."""
    if not _is_overtaken(session, preview) or large.is_large(session, preview.id):
        return preview
    return correct(session, actor, preview.id, preview.options, home=home, now=now)


def _is_overtaken(session: Session, preview: Preview) -> bool:
    looked_at, accounts = preview.report.get("looked_at"), preview.report.get("accounts")
    if looked_at is None:
        return False
    query = select(ImportBatch.id).where(
        ImportBatch.state == "applied", ImportBatch.created_at > datetime.fromisoformat(looked_at)
    )
    if accounts and None not in accounts:  # else it may be of any: its own may have been made since
        query = query.where(ImportBatch.account_id.in_(accounts))
    return session.scalar(query.limit(1)) is not None


def still_as_seen(
    session: Session, actor: Actor, preview_id: int, mark: str | None, *, home: Path, now: datetime
) -> None:
    """Raise Stale where storing a file would do something else than what the person saw (`mark`, where it is known)."""
    found = renewed(session, actor, get(session, actor, preview_id), home=home, now=now)
    if mark is not None and mark != found.mark:
        raise Stale(
            "Since you looked, other figures came in or it was changed on another page, so nothing was stored yet. "
            "This is what storing it would do now."
        )


def waiting(session: Session, actor: Actor) -> list[Preview]:
    """The person's files that wait to be confirmed, in the order they came."""
    require(actor, Permission.IMPORT)
    query = select(ImportBatch).where(ImportBatch.state == PREVIEWED, ImportBatch.created_by == actor.user_id)
    return [_preview(batch) for batch in session.scalars(query.order_by(ImportBatch.id))]


def confirm(
    session: Session,
    actor: Actor,
    preview_id: int,
    *,
    home: Path,
    now: datetime,
    today: date | None = None,
    accept_drop: bool = False,
    accept_same: bool = False,
    progress: Progress | None = None,
) -> FileOutcome:
    """Store a previewed file as it is understood; the preview is gone with it, so that of two presses one is Stale.

    Raises the refusals of `import_file`.
    """
    batch = own(session, actor, preview_id)
    said = ImportOptions.from_json(batch.options)
    options = replace(said, accept_drop=accept_drop, accept_same=accept_same)

    def gone() -> None:
        still = ImportBatch.id == preview_id, ImportBatch.state == PREVIEWED
        if session.execute(delete(ImportBatch).where(*still)).rowcount != 1:  # type: ignore[attr-defined]  # it has it
            raise Stale("This file was imported or let go meanwhile, from another page; look at the list of imports.")

    with files.open_kept(home, batch.sha256 or "") as stream:
        return import_file(
            session,
            actor,
            home=home,
            stream=stream,
            name=batch.file_name or "file",
            options=options,
            now=now,
            today=today,
            seen_at=batch.seen_at,
            progress=progress,
            also=gone,
        )


def let_go(session: Session, actor: Actor, preview_id: int, *, home: Path) -> str:
    """Drop a preview, and its file where nothing else came from it; gives back the file's name."""
    with transaction(session):
        batch = own(session, actor, preview_id)
        name, sha256 = batch.file_name or "file", batch.sha256
        session.delete(batch)
        session.flush()
        if sha256:
            stored_files.let_go(session, sha256, home=home)
    return name


def again(session: Session, actor: Actor, batch: ImportBatch, *, home: Path, now: datetime) -> Preview:
    """A new preview of a file that was imported before, to read it with another mapping, as it was seen then.

    A large one is looked at when its turn comes. `batch` as `history.whole_file` gives it: the person sees everything
    that came from the file.
    """
    options = replace(ImportOptions.from_json(batch.options), accept_drop=False, accept_same=False)
    name, seen_at = batch.file_name or "file", first_read(session, batch)
    later = large.is_large(session, batch.id)
    with files.open_kept(home, batch.sha256 or "") as stream:
        if not later:
            return begin(session, actor, home=home, stream=stream, name=name, now=now, options=options, seen_at=seen_at)
        kept = files.keep(home, stream)
    report = unread_report()
    with transaction(session):
        new = add(session, actor, kept, name=name, options=options, report=report, now=now, seen_at=seen_at)
    return _preview(new)


def _preview(batch: ImportBatch) -> Preview:
    return Preview(
        batch.id, batch.file_name or "file", ImportOptions.from_json(batch.options), batch.created_at, batch.report
    )
