"""Many files through the page: kept first, then looked at one by one, then stored one by one.

Each step is one short request, so that fifty files hang no page and hit no server's time limit. What is left to do
stands in the previews themselves: whoever leaves the page finds the rest waiting, and it goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import Refused, UnreadableFile
from paidsocial.models import ImportBatch
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.imports import files, gathering, previews
from paidsocial.services.imports.archives import PassedOver, is_archive, tidy_name
from paidsocial.services.imports.files import KeptFile
from paidsocial.services.imports.importing import FileOutcome
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.imports.previews import PREVIEWED, Preview

_TRIES = 2  # a look that the server cut off this often is not begun again by itself
_CUT_OFF = (
    "Looking at it did not come to an end, because the server stopped in between or it is too large for this page. "
    "Export a shorter period, or import it with the command line."
)


@dataclass(frozen=True, slots=True)
class Step:
    """One file further: the preview as it is now, or what became of a stored one."""

    preview: Preview
    outcome: FileOutcome | None = None


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


def step(session: Session, actor: Actor, *, home: Path, now: datetime) -> Step | None:
    """Look at the next file, or store the next one that was confirmed; None where there is none.

    A file that is refused keeps the reason and waits for its person, like one that is held or asked about.
    """
    waiting = previews.waiting(session, actor)
    unread = next((preview for preview in waiting if preview.unread), None)
    if unread is not None:
        return Step(look(session, actor, unread, home=home, now=now))
    queued = next((preview for preview in waiting if preview.queued_at), None)
    if queued is None:
        return None
    _change(session, actor, queued.id, queued_at=None)  # whatever happens to this request, it is not tried for ever
    try:
        return Step(queued, previews.confirm(session, actor, queued.id, home=home, now=now))
    except Refused as error:
        _change(session, actor, queued.id, error={"code": error.code, "message": error.message, "option": None})
        return Step(previews.get(session, actor, queued.id))


def look(session: Session, actor: Actor, preview: Preview, *, home: Path, now: datetime) -> Preview:
    """Look at a file that was only kept so far."""
    tries = preview.report.get("tries", 0)
    if tries >= _TRIES:
        _change(session, actor, preview.id, unread=None, error={"code": "cut_off", "message": _CUT_OFF, "option": None})
        return previews.get(session, actor, preview.id)
    _change(session, actor, preview.id, tries=tries + 1)
    return previews.correct(session, actor, preview.id, preview.options, home=home, now=now)


def confirm_ready(session: Session, actor: Actor, *, now: datetime) -> int:
    """Set down that every file that is understood and not held shall be stored; how many these are."""
    ready = [preview.id for preview in previews.waiting(session, actor) if preview.ready]
    for preview_id in ready:
        _change(session, actor, preview_id, queued_at=now.isoformat())
    return len(ready)


def stop(session: Session, actor: Actor) -> int:
    """Let those that were confirmed and are not stored yet wait again; how many these are."""
    queued = [preview.id for preview in previews.waiting(session, actor) if preview.queued_at]
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
