"""A saved report's files: made when they are due, each once; made when somebody asks; kept and handed out.

    due(session, now=)                             -> ids of reports whose time has come
    make_due(session, actor, report_id, now=)      -> Made | None      the work's
    make_now(session, actor, report_id, now=)      -> FileRef          a person's
    files / download(session, actor, ...)          -> what was made, as far as every client in it is the actor's

A file is worked out first, with the owner's rights of this moment, and stored in one short transaction that also moves
the schedule on: whoever is second finds it moved and stores nothing. What fails is tried again after growing pauses,
for the same days, and says why; times that were missed are made up for where they are of other days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, undefer

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.domain.wording import full_day
from paidsocial.errors import NotFound, PaidsocialError, Refused
from paidsocial.models import ReportFile, SavedReport, User
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, Role, require
from paidsocial.services.reporting import report_contents, saved_reports
from paidsocial.services.reporting.report_contents import Asked, Contents
from paidsocial.services.reporting.saved_reports import Details, FileRef, ref

KEPT = 100  # files of a report; the oldest goes when there is one more
_AFTER_FAILURE = (timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
_OF_OURS = "It ended with an error of our own; the log has it. It is tried again later."


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a report that was due: its file, or in words why there is none yet."""

    report: str
    file: FileRef | None
    text: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file with its content."""

    name: str
    content: bytes


def due(session: Session, *, now: datetime, report_id: int | None = None) -> list[int]:
    """Reports whose time has come, longest waiting first; or only this one."""
    query = select(SavedReport.id).where(SavedReport.active, SavedReport.due_at <= now)
    if report_id is not None:
        query = query.where(SavedReport.id == report_id)
    return list(session.scalars(query.order_by(SavedReport.due_at, SavedReport.id)))


def make_due(session: Session, actor: Actor, report_id: int, *, now: datetime) -> Made | None:
    """Make the file of the schedule's next time, where that has come; None where it has not, or another was first."""
    row = session.get(SavedReport, report_id, populate_existing=True)
    if row is None or not row.active or row.due_at > now:
        return None
    details, slot = saved_reports.details_of(row), row.slot_at
    try:
        eyes = _eyes(session, row.owner_id)
        made = _build(session, eyes, details, slot, now=now)
    except PaidsocialError as error:
        return _failed(session, report_id, details, slot, error.message, now=now)
    except BaseException:
        _failed(session, report_id, details, slot, _OF_OURS, now=now)
        raise
    session.rollback()  # what was read is read; the rest is one short transaction
    following = _next_slot(details, slot, now)
    with transaction(session):
        moved = session.execute(
            update(SavedReport)
            .where(SavedReport.id == report_id, SavedReport.slot_at == slot, SavedReport.active)
            .values(slot_at=following, due_at=following, failures=0, message="")
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
            return None
        file = _store(session, actor, report_id, eyes, details, made, slot=slot, now=now)
    return Made(details.name, file, " ".join([f"{_days(file)}.", made.note]).strip())


def _next_slot(details: Details, slot: datetime, now: datetime) -> datetime:
    """The schedule's next time; of those that were missed, none that would only say the same days again."""
    done = _period(details, slot)
    following = details.schedule.after(slot)
    while following <= now and _period(details, following) == done:
        following = details.schedule.after(following)
    return following


def _period(details: Details, slot: datetime) -> Period:
    cadence = details.schedule.cadence
    return report_contents.period_of(details.kind, cadence, details.schedule.day(slot))


def make_now(session: Session, actor: Actor, report_id: int, *, now: datetime) -> FileRef:
    """Make a file of today's figures beside the schedule. Raises NotFound, and Refused where it cannot be made."""
    row = saved_reports.get(session, actor, report_id)
    details = saved_reports.details_of(row)
    eyes = _eyes(session, row.owner_id)
    made = _build(session, eyes, details, now, now=now)
    session.rollback()
    with transaction(session):
        saved_reports.get(session, actor, report_id)
        return _store(session, actor, report_id, eyes, details, made, slot=None, now=now)


def files(session: Session, actor: Actor, report_id: int) -> list[FileRef]:
    """The files of a report, newest first. Raises NotFound."""
    saved_reports.get(session, actor, report_id)
    query = select(ReportFile).where(ReportFile.report_id == report_id)
    rows = session.scalars(query.order_by(ReportFile.made_at.desc(), ReportFile.id.desc()))
    return [ref(file) for file in rows if saved_reports.file_is_visible(actor, file.client_ids)]


def newest(session: Session, actor: Actor, report_id: int) -> FileRef:
    """The newest of them. Raises NotFound."""
    found = files(session, actor, report_id)
    if not found:
        raise NotFound("No file of this report was made yet; make one now.")
    return found[0]


def download(session: Session, actor: Actor, report_id: int, file_id: int, *, now: datetime) -> Download:
    """One file, with its mark in the audit trail. Raises NotFound."""
    row = saved_reports.get(session, actor, report_id)
    query = select(ReportFile).where(ReportFile.id == file_id, ReportFile.report_id == report_id)
    file = session.scalars(query.options(undefer(ReportFile.content))).one_or_none()
    if file is None or not saved_reports.file_is_visible(actor, file.client_ids):
        raise NotFound("There is no such file; it may have been replaced by newer ones.")
    found, client_id = Download(file.name, file.content), row.client_id
    with transaction(session):
        audit.record(
            session,
            actor,
            now=now,
            action="saved_report.downloaded",
            subject=("saved_report", report_id),
            client_id=client_id,
            after={"file": found.name},
        )
    return found


def _eyes(session: Session, owner_id: int | None) -> Actor:
    """The owner as they are now; whoever holds the machine where the command line made it. Raises Refused."""
    if owner_id is None:
        return Actor(None, "the command line", Role.ADMINISTRATOR, None, "job")
    owner = session.get_one(User, owner_id, populate_existing=True)
    if not owner.active:
        raise Refused(
            f"{owner.name or owner.email}, whose report it is, cannot sign in any more. An administrator can delete "
            "it, and somebody else make one of their own."
        )
    actor = Actor.of(owner, "job")
    require(actor, Permission.EXPORT_SPEND)
    return actor


def _build(session: Session, eyes: Actor, details: Details, slot: datetime, *, now: datetime) -> Contents:
    schedule = details.schedule
    asked = Asked(
        name=details.name,
        kind=details.kind,
        format=details.format,
        client_id=details.client_id,
        currency=details.currency,
        cadence=schedule.cadence,
        day=schedule.day(slot),
        now=now,
        today=schedule.day(now),
    )
    return report_contents.build(session, eyes, asked)


def _store(  # noqa: PLR0917 - whose file of what
    session: Session,
    actor: Actor,
    report_id: int,
    eyes: Actor,
    details: Details,
    made: Contents,
    *,
    slot: datetime | None,
    now: datetime,
) -> FileRef:
    """Inside the caller's transaction: the file, its mark, and the oldest gone where there are too many."""
    everyone = None if eyes.client_ids is None else sorted(eyes.client_ids)
    file = ReportFile(
        report_id=report_id,
        slot_at=slot,
        first_day=made.period.first,
        last_day=made.period.last,
        made_at=now,
        made_by=actor.email[:255],
        client_ids=everyone if details.client_id is None else [details.client_id],
        name=made.name,
        note=made.note,
        size=len(made.content),
        content=made.content,
    )
    session.add(file)
    audit.record(
        session,
        actor,
        now=now,
        action="saved_report.made",
        subject=("saved_report", report_id),
        client_id=details.client_id,
        after={"file": made.name, **made.mark},
    )
    kept = select(ReportFile.id).where(ReportFile.report_id == report_id).order_by(ReportFile.id.desc()).limit(KEPT)
    oldest = session.scalar(select(func.min(kept.subquery().c.id)))
    session.execute(delete(ReportFile).where(ReportFile.report_id == report_id, ReportFile.id < oldest))
    return ref(file)


def _failed(
    session: Session, report_id: int, details: Details, slot: datetime, why: str, *, now: datetime
) -> Made | None:
    """Write down why, and when it is tried again."""
    session.rollback()
    with transaction(session):
        row = session.get(SavedReport, report_id, populate_existing=True)
        if row is None or row.slot_at != slot or not row.active:
            return None
        row.failures += 1
        row.due_at = now + _AFTER_FAILURE[min(row.failures, len(_AFTER_FAILURE)) - 1]
        row.message = why[:2000]
    return Made(details.name, None, why)


def _days(file: FileRef) -> str:
    first, last = file.period.first, file.period.last
    return full_day(first) if first == last else f"{full_day(first)} to {full_day(last)}"
