"""Reports that make themselves: what is reported, for whom and when; who may see, change and delete one.

    create(session, actor, details, now=)              -> its id
    change / delete(session, actor, report_id, ...)    by whoever owns it, or an administrator
    listing / read(session, actor, ...)                -> Saved

A report is made with its owner's eyes (`report_files`). Who sees its client sees it; one over all of the owner's
clients is seen by its owner and by those who see every client.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy import delete as delete_from
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.domain.money import currency_code
from paidsocial.domain.schedule import Cadence, Schedule
from paidsocial.errors import BadInput, Forbidden, NotFound
from paidsocial.models import Client, ReportFile, SavedReport, User
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, Role, get_client, require
from paidsocial.services.finance.spend_export import Format
from paidsocial.services.reporting.report_contents import Kind

LONGEST_NAME = 200
PAGE = 50


@dataclass(frozen=True, slots=True)
class Details:
    """What a person decides. `client_id` None: all of theirs; `currency` None: the one that the client reports in."""

    name: str
    kind: Kind
    format: Format
    schedule: Schedule
    client_id: int | None = None
    currency: str | None = None
    active: bool = True

    def as_json(self) -> dict[str, Any]:
        """For the audit trail."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that was made, without what is in it."""

    id: int
    name: str
    period: Period
    made_at: datetime
    made_by: str
    scheduled: bool
    note: str
    size: int


@dataclass(frozen=True, slots=True)
class Saved:
    """A report as its page and the list show it. `client` and `owner` None: all of the owner's; the command line's."""

    id: int
    details: Details
    client: str | None
    owner: str | None
    may_change: bool
    next_at: datetime
    tried_again_at: datetime
    failures: int
    message: str
    last: FileRef | None

    @property
    def title(self) -> str:
        """Its name."""
        return self.details.name


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of reports, those that could not be made first, then by name; `total` in all, `failing` of them."""

    rows: tuple[Saved, ...]
    total: int
    failing: int


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition that keeps a query of saved reports inside what the actor may see."""
    if actor.client_ids is None:
        return true()
    own = and_(SavedReport.client_id.is_(None), SavedReport.owner_id == actor.user_id)
    return or_(SavedReport.client_id.in_(sorted(actor.client_ids)), own)


def file_is_visible(actor: Actor, client_ids: Sequence[int] | None) -> bool:
    """Whether every client whose figures may stand in a file is the actor's."""
    if actor.client_ids is None:
        return True
    return client_ids is not None and actor.client_ids.issuperset(client_ids)


def get(session: Session, actor: Actor, report_id: int) -> SavedReport:
    """A report that the actor may see. Raises NotFound."""
    require(actor, Permission.EXPORT_SPEND)
    found = session.scalars(select(SavedReport).where(SavedReport.id == report_id, visible(actor))).one_or_none()
    if found is None:
        raise NotFound("There is no such report, or it is not one of your clients'.")
    return found


def details_of(row: SavedReport) -> Details:
    """What a person decided."""
    schedule = Schedule(Cadence(row.cadence), row.on_day, row.hour, row.time_zone)
    return Details(
        row.name, Kind(row.kind), Format(row.format), schedule, row.client_id, row.currency, active=row.active
    )


def create(session: Session, actor: Actor, details: Details, *, now: datetime) -> int:
    """Save a report; it is made at the next time of its schedule. Raises BadInput, NotFound."""
    require(actor, Permission.EXPORT_SPEND)
    details = _checked(session, actor, details)
    with transaction(session):
        slot = details.schedule.after(now)
        row = SavedReport(owner_id=actor.user_id, created_at=now, slot_at=slot, due_at=slot, failures=0, message="")
        _fill(row, details)
        session.add(row)
        session.flush()
        _mark(session, actor, row, "saved_report.created", now=now, after=details.as_json())
        return row.id


def change(session: Session, actor: Actor, report_id: int, details: Details, *, now: datetime) -> None:
    """Save it otherwise; a new schedule begins now. Raises BadInput, NotFound, Forbidden."""
    details = _checked(session, actor, details)
    with transaction(session):
        row = _to_change(session, actor, report_id)
        before = details_of(row)
        if before == details:
            return
        _fill(row, details)
        if details.schedule != before.schedule or details.active != before.active:
            row.slot_at = row.due_at = details.schedule.after(now)
            row.failures, row.message = 0, ""
        elif row.failures:
            row.due_at = min(row.due_at, now)  # it may be mended
        _mark(session, actor, row, "saved_report.changed", now=now, before=before.as_json(), after=details.as_json())


def delete(session: Session, actor: Actor, report_id: int, *, now: datetime) -> None:
    """Delete it with its files. Raises NotFound, Forbidden."""
    with transaction(session):
        row = _to_change(session, actor, report_id)
        _mark(session, actor, row, "saved_report.deleted", now=now, before=details_of(row).as_json())
        session.execute(delete_from(ReportFile).where(ReportFile.report_id == report_id))
        session.delete(row)


def _checked(session: Session, actor: Actor, details: Details) -> Details:
    name = " ".join(details.name.split())
    if not name:
        raise BadInput("Give the report a name.", field="name")
    if len(name) > LONGEST_NAME:
        raise BadInput(f"At most {LONGEST_NAME} characters.", field="name")
    if details.client_id is not None:
        get_client(session, actor, details.client_id)
    currency = currency_code(details.currency) if details.currency else None
    schedule = details.schedule.checked()
    return Details(name, details.kind, details.format, schedule, details.client_id, currency, active=details.active)


def _to_change(session: Session, actor: Actor, report_id: int) -> SavedReport:
    row = get(session, actor, report_id)
    if not _may_change(actor, row):
        raise Forbidden("This report is somebody else's; they or an administrator can change it.")
    return row


def _may_change(actor: Actor, row: SavedReport) -> bool:
    return actor.role is Role.ADMINISTRATOR or (row.owner_id is not None and row.owner_id == actor.user_id)


def _fill(row: SavedReport, details: Details) -> None:
    row.name, row.kind, row.format = details.name, details.kind.value, details.format.value
    row.client_id, row.currency, row.active = details.client_id, details.currency, details.active
    schedule = details.schedule
    row.cadence, row.on_day, row.hour = schedule.cadence.value, schedule.on, schedule.hour
    row.time_zone = schedule.time_zone


def _mark(
    session: Session,
    actor: Actor,
    row: SavedReport,
    action: str,
    *,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    audit.record(
        session,
        actor,
        now=now,
        action=action,
        subject=("saved_report", row.id),
        client_id=row.client_id,
        before=before,
        after=after,
    )


# ---- reading


def listing(
    session: Session, actor: Actor, *, client_id: int | None = None, offset: int = 0, limit: int = PAGE
) -> Listing:
    """The actor's reports, of one client or of all; three queries."""
    require(actor, Permission.EXPORT_SPEND)
    mine = [visible(actor)]
    if client_id is not None:
        get_client(session, actor, client_id)
        mine.append(SavedReport.client_id == client_id)
    failing = and_(SavedReport.active, SavedReport.failures > 0)
    counts = select(func.count(), func.count().filter(failing)).select_from(SavedReport)
    total, wrong = session.execute(counts.where(*mine)).one()
    query = _query().where(*mine).order_by(case((failing, 0), else_=1), func.lower(SavedReport.name), SavedReport.id)
    query = query.offset(offset).limit(limit)
    found = session.execute(query).all()
    last = _last_files(session, actor, [row.id for row, _, _ in found])
    rows = tuple(_saved(actor, row, client, owner, last.get(row.id)) for row, client, owner in found)
    return Listing(rows, total, wrong)


def read(session: Session, actor: Actor, report_id: int) -> Saved:
    """One report. Raises NotFound."""
    get(session, actor, report_id)
    row, client, owner = session.execute(_query().where(SavedReport.id == report_id)).one()
    return _saved(actor, row, client, owner, _last_files(session, actor, [report_id]).get(report_id))


def _query() -> Any:
    named = func.coalesce(func.nullif(User.name, ""), User.email)
    return (
        select(SavedReport, Client.name, named)
        .outerjoin(Client, Client.id == SavedReport.client_id)
        .outerjoin(User, User.id == SavedReport.owner_id)
    )


def _saved(actor: Actor, row: SavedReport, client: str | None, owner: str | None, last: FileRef | None) -> Saved:
    return Saved(
        id=row.id,
        details=details_of(row),
        client=client,
        owner=owner,
        may_change=_may_change(actor, row),
        next_at=row.slot_at,
        tried_again_at=row.due_at,
        failures=row.failures,
        message=row.message,
        last=last,
    )


def _last_files(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, FileRef]:
    newest = select(func.max(ReportFile.id)).where(ReportFile.report_id.in_(ids)).group_by(ReportFile.report_id)
    files = session.scalars(select(ReportFile).where(ReportFile.id.in_(newest)))
    return {file.report_id: ref(file) for file in files if file_is_visible(actor, file.client_ids)}


def ref(file: ReportFile) -> FileRef:
    """A file without its content."""
    return FileRef(
        file.id,
        file.name,
        Period(file.first_day, file.last_day),
        file.made_at,
        file.made_by,
        file.slot_at is not None,
        file.note,
        file.size,
    )
