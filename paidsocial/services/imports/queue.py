"""Many files through the page: kept first, then looked at one by one, then stored one by one.

Each step is one short request, so that fifty files hang no page and hit no server's time limit; that of a large file
goes on beside the requests (`large`), and other processes see in its preview that it was begun. What is left to do
stands in the previews themselves: whoever leaves the page finds the rest waiting, and it goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import Refused, UnreadableFile
from paidsocial.models import ImportBatch, StoredFile
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.imports import files, gathering, previews
from paidsocial.services.imports.archives import PassedOver, is_archive, tidy_name
from paidsocial.services.imports.files import KeptFile
from paidsocial.services.imports.importing import FileOutcome, Progress
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.imports.previews import PREVIEWED, Preview

_TRIES = 2  # a look that the server cut off this often is not begun again by itself
LARGE = 32 * 1024**2  # bytes; looking at fewer takes a few seconds
GIVEN_UP = timedelta(minutes=3)  # after which a step that was begun beside requests is taken for dead
_CUT_OFF = (
    "Looking at it did not come to an end, because the server stopped in between or it is too large for this page. "
    "Export a shorter period, or import it with the command line."
)


@dataclass(frozen=True, slots=True)
class Step:
    """One file further: the preview as it is now, or what became of a stored one; or it goes on elsewhere."""

    preview: Preview
    outcome: FileOutcome | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """What there is to do still: files to look at, files to store, and the one whose turn it is."""

    unread: int
    queued: int
    name: str | None

    @property
    def count(self) -> int:
        """Both together."""
        return self.unread + self.queued


def put(
    session: Session, actor: Actor, *, home: Path, stream: BinaryIO, name: str, now: datetime
) -> tuple[list[int], list[PassedOver]]:
    """Keep a file, or each file of an archive, to be looked at later; gives back their previews and what was no table.

    Raises UnreadableFile for an archive that cannot be taken.
    """
    require(actor, Permission.IMPORT)
    if not is_archive(stream):
        return [_keep(session, actor, files.keep(home, stream), name, now)], []
    kept, passed_over = [], []
    for found in gathering.within(stream, name):
        if isinstance(found, PassedOver):
            passed_over.append(found)
            continue
        try:
            with found.stream as inner:
                kept.append(_keep(session, actor, files.keep(home, inner), found.name, now))
        except UnreadableFile as error:
            passed_over.append(PassedOver(found.name, error.message))
    return kept, passed_over


def _keep(session: Session, actor: Actor, kept: KeptFile, name: str, now: datetime) -> int:
    with transaction(session):
        return previews.add(
            session,
            actor,
            kept,
            name=tidy_name(name),
            options=ImportOptions(),
            report={"unread": True, "parts": [], "error": None},
            now=now,
        ).id


def left(session: Session, actor: Actor) -> Left:
    """What of the person's files waits for the machine rather than for the person."""
    waiting = previews.waiting(session, actor)
    unread = [preview for preview in waiting if preview.unread]
    queued = [preview for preview in waiting if preview.queued_at]
    turn = next(iter((*unread, *queued)), None)
    return Left(len(unread), len(queued), turn.file_name if turn else None)


def is_large(session: Session, preview: Preview) -> bool:
    """Whether a step with a file may take longer than a page should wait."""
    query = select(StoredFile.size).join(ImportBatch, ImportBatch.sha256 == StoredFile.sha256)
    return (session.scalar(query.where(ImportBatch.id == preview.id)) or 0) > LARGE


def next_is_large(session: Session, actor: Actor) -> bool:
    """Whether the next step is better done beside the requests."""
    turn = _turn(previews.waiting(session, actor))
    return turn is not None and is_large(session, turn)


def _turn(waiting: list[Preview]) -> Preview | None:
    unread = (preview for preview in waiting if preview.unread)
    return next(unread, None) or next((preview for preview in waiting if preview.queued_at), None)


def step(
    session: Session,
    actor: Actor,
    *,
    home: Path,
    now: datetime,
    beside: bool = False,
    progress: Progress | None = None,
) -> Step | None:
    """Look at the next file, or store the next one that was confirmed; None where there is none.

    A file that is refused keeps the reason and waits for its person, like one that is held or asked about. `beside`:
    no request waits for this, so whoever asks in between is told that it goes on.
    """
    turn = _turn(previews.waiting(session, actor))
    if turn is None:
        return None
    if turn.begun_at and now - turn.begun_at < GIVEN_UP:
        return Step(turn, goes_on=True)
    begun = now.isoformat() if beside else None
    if turn.unread:
        return Step(look(session, actor, turn, home=home, now=now, begun=begun, progress=progress))
    if turn.begun_at:  # a server that stopped in between: its person may confirm it once more
        _change(session, actor, turn.id, begun_at=None, queued_at=None)
        return Step(previews.get(session, actor, turn.id))
    # Whatever happens to this request, it is not tried for ever.
    _change(session, actor, turn.id, queued_at=None, begun_at=begun)
    try:
        return Step(turn, previews.confirm(session, actor, turn.id, home=home, now=now, progress=progress))
    except Refused as error:
        told = {"code": error.code, "message": error.message, "option": None}
        _change(session, actor, turn.id, error=told, begun_at=None)
        return Step(previews.get(session, actor, turn.id))


def look(
    session: Session,
    actor: Actor,
    preview: Preview,
    *,
    home: Path,
    now: datetime,
    begun: str | None = None,
    progress: Progress | None = None,
) -> Preview:
    """Look at a file that was only kept so far."""
    tries = preview.report.get("tries", 0)
    if tries >= _TRIES:
        _change(session, actor, preview.id, unread=None, error={"code": "cut_off", "message": _CUT_OFF, "option": None})
        return previews.get(session, actor, preview.id)
    _change(session, actor, preview.id, tries=tries + 1, begun_at=begun)
    return previews.correct(session, actor, preview.id, preview.options, home=home, now=now, progress=progress)


def look_later(session: Session, actor: Actor, preview_id: int, options: ImportOptions) -> None:
    """Let a file be looked at once more when its turn comes, with what the person said about it."""
    with transaction(session):
        batch = previews.own(session, actor, preview_id)
        batch.options, batch.report = options.as_json(), {"unread": True, "parts": [], "error": None}


def confirm_later(session: Session, actor: Actor, preview_id: int, *, now: datetime) -> None:
    """Set down that a file shall be stored when its turn comes."""
    previews.get(session, actor, preview_id)
    _change(session, actor, preview_id, queued_at=now.isoformat())


def confirm_ready(session: Session, actor: Actor, *, now: datetime) -> int:
    """Set down that every file that is understood and not held shall be stored; how many these are."""
    ready = [preview.id for preview in previews.waiting(session, actor) if preview.ready]
    for preview_id in ready:
        _change(session, actor, preview_id, queued_at=now.isoformat())
    return len(ready)


def stop(session: Session, actor: Actor) -> int:
    """Let those that were confirmed and are not stored yet wait again; how many these are."""
    queued = [preview.id for preview in previews.waiting(session, actor) if preview.queued_at and not preview.begun_at]
    for preview_id in queued:
        _change(session, actor, preview_id, queued_at=None)
    return len(queued)


def _change(session: Session, actor: Actor, preview_id: int, **about: Any) -> None:
    with transaction(session):
        query = select(ImportBatch).where(
            ImportBatch.id == preview_id, ImportBatch.state == PREVIEWED, ImportBatch.created_by == actor.user_id
        )
        batch = session.scalars(query.with_for_update()).one_or_none()
        if batch is not None:
            changed = {key: value for key, value in {**batch.report, **about}.items() if value is not None}
            batch.report = {"error": None, **changed}
