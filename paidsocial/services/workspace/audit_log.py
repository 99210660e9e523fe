"""Reading the audit trail: filtered, newest first, a page at a time, within the reader's clients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period, end_of_day_utc
from paidsocial.models import AuditEntry, Client, User
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, client_filter, require

PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What to look for. `action` is a whole action (“client.changed”) or its first word (“client”); `page` from 1."""

    text: str = ""
    action: str = ""
    door: str = ""
    client_id: int | None = None
    days: Period | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of entries, how many there are in all, the clients and people named in them, the actions there are."""

    entries: Sequence[AuditEntry]
    total: int
    clients: dict[int, str]
    people: dict[str, str]
    actions: Sequence[str]


def read(session: Session, actor: Actor, query: AuditQuery) -> AuditPage:
    """The entries an actor may read: all for those who see every client, else those of their clients only."""
    require(actor, Permission.READ_AUDIT)
    mine = _within(actor)
    wanted = select(AuditEntry).where(mine, *_conditions(query))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = wanted.order_by(AuditEntry.seq.desc()).limit(PAGE).offset((query.page - 1) * PAGE)
    entries = session.scalars(page).all()
    ids = {entry.client_id for entry in entries if entry.client_id is not None}
    names = session.execute(select(Client.id, Client.name).where(Client.id.in_(ids)))
    actions = session.scalars(select(AuditEntry.action).where(mine).distinct().order_by(AuditEntry.action)).all()
    users = {int(entry.subject_id) for entry in entries if entry.subject_type == "user"}
    people = session.execute(select(User.id, User.email).where(User.id.in_(users)))
    return AuditPage(
        entries, total, {row.id: row.name for row in names}, {str(row.id): row.email for row in people}, actions
    )


def _within(actor: Actor) -> ColumnElement[bool]:
    return client_filter(actor, AuditEntry.client_id)


def _conditions(query: AuditQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.text.strip():
        text = query.text.strip().lower()
        fields = (AuditEntry.actor_email, AuditEntry.subject_id, AuditEntry.subject_type, AuditEntry.action)
        found.append(or_(*(func.lower(field).contains(text, autoescape=True) for field in fields)))
    if query.action:
        whole = AuditEntry.action == query.action
        found.append(or_(whole, AuditEntry.action.startswith(f"{query.action}.", autoescape=True)))
    if query.door:
        found.append(AuditEntry.door == query.door)
    if query.client_id is not None:
        found.append(AuditEntry.client_id == query.client_id)
    if query.days is not None:
        first = datetime.combine(query.days.first, time(0), tzinfo=UTC)
        found.append(AuditEntry.at >= first)
        found.append(AuditEntry.at < end_of_day_utc(query.days.last))
    return found


def check(session: Session, actor: Actor) -> audit.ChainCheck:
    """Recompute the whole chain."""
    require(actor, Permission.READ_AUDIT)
    return audit.verify(session)
