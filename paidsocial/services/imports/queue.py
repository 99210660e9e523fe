"""Many files through the page: kept first, then looked at one by one, then stored one by one.

Each step is one short request, so that fifty files hang no page and hit no server's time limit; that of a large file
goes on beside the requests (`large`), and other processes see in its preview that it was begun. What is left to do
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
from paidsocial.errors import NotFound, Refused, UnreadableFile
from paidsocial.models import ImportBatch
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.imports import files, gathering, large, previews
from paidsocial.services.imports.archives import PassedOver, is_archive, tidy_name
from paidsocial.services.imports.files import KeptFile
from paidsocial.services.imports.importing import FileOutcome, Progress
from paidsocial.services.imports.looking import unread_report
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.imports.previews import PREVIEWED, Preview

_TRIES = 2  # a look that the server cut off this often is not begun again by itself
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
            report=unread_report(),
            now=now,
        ).id


def left(session: Session, actor: Actor) -> Left:
    """What of the person's files waits for the machine rather than for the person."""
    waiting = previews.waiting(session, actor)
    unread = [preview for preview in waiting if preview.unread]
    queued = [preview for preview in waiting if preview.queued_at]
    turn = next(iter((*unread, *queued)), None)
    return Left(len(unread), len(queued), turn.file_name if turn else None)


def next_is_large(session: Session, actor: Actor) -> bool:
    """Whether the next step is better done beside the requests."""
    turn = _turn(previews.waiting(session, actor))
    return turn is not None and large.is_large(session, turn.id)


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
    if large.goes_on(turn.report, now=now):
        return Step(turn, goes_on=True)
    begun = now.isoformat() if beside else None
    try:
        if turn.unread:
            return Step(look(session, actor, turn, home=home, now=now, begun=begun, progress=progress))
        if turn.begun_at:  # a server that stopped in between: its person may confirm it once more
            _change(session, actor, turn.id, begun_at=None, queued_at=None, accepted=None)
            return Step(previews.get(session, actor, turn.id))
        return _stored(session, actor, turn, home=home, now=now, begun=begun, progress=progress)
    except NotFound:  # let go or stored from another page meanwhile: that must not cost the others their turn
        return Step(turn, goes_on=True)


def _stored(
    session: Session,
    actor: Actor,
    turn: Preview,
    *,
    home: Path,
    now: datetime,
    begun: str | None,
    progress: Progress | None,
) -> Step:
    """What became of a confirmed file. Whatever happens to this request, it is not tried for ever."""
    if not _change(session, actor, turn.id, seen=turn, queued_at=None, accepted=None, begun_at=begun):
        return Step(turn, goes_on=True)  # another page was faster
    accepted = bool(turn.report.get("accepted"))
    try:
        outcome = previews.confirm(
            session,
            actor,
            turn.id,
            home=home,
            now=now,
            accept_drop=accepted,
            accept_same=accepted,
            progress=progress,
        )
        return Step(turn, outcome)
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
        batch.options, batch.report = options.as_json(), unread_report()


def confirm_later(session: Session, actor: Actor, preview_id: int, *, now: datetime, accepted: bool = False) -> None:
    """Set down that a file shall be stored when its turn comes; `accepted`: although it would be held."""
    previews.get(session, actor, preview_id)
    _change(session, actor, preview_id, queued_at=now.isoformat(), accepted=accepted or None)


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
        _change(session, actor, preview_id, queued_at=None, accepted=None)
    return len(queued)


def _change(session: Session, actor: Actor, preview_id: int, *, seen: Preview | None = None, **about: Any) -> bool:
    """Change what a waiting file's report says; False where it waits no longer, or is not as it was `seen`."""
    with transaction(session):
        query = select(ImportBatch).where(
            ImportBatch.id == preview_id, ImportBatch.state == PREVIEWED, ImportBatch.created_by == actor.user_id
        )
        batch = session.scalars(query.with_for_update()).one_or_none()
        if batch is None or (seen is not None and batch.report != seen.report):
            return False
        changed = {key: value for key, value in {**batch.report, **about}.items() if value is not None}
        batch.report = {"error": None, **changed}
    return True
