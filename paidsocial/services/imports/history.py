"""The imports there were: listed, opened, and the held ones decided by a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import Forbidden, NotFound, Stale
from paidsocial.models import AdAccount, Client, ImportBatch, User
from paidsocial.services.access import Actor, Permission, client_filter, require
from paidsocial.services.imports import files, large
from paidsocial.services.imports.held import settle, still_held
from paidsocial.services.imports.importing import Progress, first_read, read
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.imports.parts import PartOutcome, bring, owner_of
from paidsocial.services.imports.source import Source

PAGE = 25
SHOWN_STATES = ("applied", "held", "replaced", "accepted", "refused")


@dataclass(frozen=True, slots=True)
class Entry:
    """One import: the batch, whose account it went to, who brought it."""

    batch: ImportBatch
    account: AdAccount
    client: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Imports:
    """A page of imports, newest first; `count` of them match."""

    entries: list[Entry]
    count: int
    page: int


def listing(
    session: Session,
    actor: Actor,
    *,
    page: int = 1,
    client_id: int | None = None,
    account_id: int | None = None,
    state: str | None = None,
) -> Imports:
    """The imports into the actor's ad accounts, 25 a page."""
    require(actor, Permission.VIEW)
    where = [
        client_filter(actor, AdAccount.client_id),
        or_(ImportBatch.kind == "file", ImportBatch.sha256.is_not(None)),  # a pull is kept where it had to wait
        ImportBatch.state.in_((state,) if state in SHOWN_STATES else SHOWN_STATES),
    ]
    if client_id is not None:
        where.append(AdAccount.client_id == client_id)
    if account_id is not None:
        where.append(ImportBatch.account_id == account_id)
    joined = select(func.count()).select_from(ImportBatch).join(AdAccount, AdAccount.id == ImportBatch.account_id)
    count = session.scalar(joined.where(and_(*where))) or 0
    last = max(1, -(-count // PAGE))
    page = min(max(1, page), last)
    rows = session.execute(
        _entries().where(and_(*where)).order_by(ImportBatch.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    )
    return Imports([Entry(*row) for row in rows], count, page)


def _entries() -> Any:
    return (
        select(ImportBatch, AdAccount, Client.name, func.coalesce(func.nullif(User.name, ""), User.email))
        .join(AdAccount, AdAccount.id == ImportBatch.account_id)
        .join(Client, Client.id == AdAccount.client_id)
        .outerjoin(User, User.id == ImportBatch.created_by)
    )


def get(session: Session, actor: Actor, batch_id: int) -> Entry:
    """An import into one of the actor's ad accounts, or NotFound."""
    require(actor, Permission.VIEW)
    row = session.execute(
        _entries().where(
            ImportBatch.id == batch_id, ImportBatch.state.in_(SHOWN_STATES), client_filter(actor, AdAccount.client_id)
        )
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such import, or it is not one of your clients'.")
    return Entry(*row)


@dataclass(frozen=True, slots=True)
class Brought:
    """What one run of many files came to: its imports, and their rows in all by what became of them."""

    entries: list[Entry]
    files: int
    rows: dict[str, int]


def brought(session: Session, actor: Actor, *, since: datetime | None) -> Brought | None:
    """What the person's files that were confirmed together came to; None where nothing was stored since."""
    require(actor, Permission.VIEW)
    if since is None:
        return None
    query = _entries().where(
        ImportBatch.kind == "file",
        ImportBatch.created_by == actor.user_id,
        ImportBatch.created_at >= since,
        ImportBatch.state.in_(SHOWN_STATES),
        client_filter(actor, AdAccount.client_id),
    )
    entries = [Entry(*row) for row in session.execute(query.order_by(ImportBatch.id))]
    if not entries:
        return None
    reports = [entry.batch.report["rows"] for entry in entries]
    rows = {name: sum(report[name] for report in reports) for name in ("inserted", "revised", "unchanged", "skipped")}
    return Brought(entries, len({(entry.batch.sha256, entry.batch.file_name) for entry in entries}), rows)


def whole_file(session: Session, actor: Actor, batch_id: int) -> Entry:
    """An import whose file holds nothing but the actor's accounts. Raises NotFound, or Forbidden where it does."""
    entry = get(session, actor, batch_id)
    others = (
        select(func.count())
        .select_from(ImportBatch)
        .join(AdAccount, AdAccount.id == ImportBatch.account_id)
        .where(ImportBatch.sha256 == entry.batch.sha256, not_(client_filter(actor, AdAccount.client_id)))
    )
    if session.scalar(others):
        raise Forbidden("The file also holds figures of ad accounts that you may not see; ask an administrator.")
    return entry


def accept(
    session: Session, actor: Actor, batch_id: int, *, home: Path, now: datetime, progress: Progress | None = None
) -> PartOutcome:
    """Store a held import all the same, as it was seen then. Raises Stale where it no longer waits."""
    require(actor, Permission.IMPORT)
    entry = get(session, actor, batch_id)
    batch = still_held(entry.batch)
    said = ImportOptions.from_json(batch.options)
    same = (batch.report.get("held") or {}).get("kind") == "same"  # then the account is not there yet
    options = replace(said, accept_same=True) if same else replace(said, accept_drop=True)
    with files.open_kept(home, batch.sha256 or "") as stream:
        as_of = first_read(session, batch)
        parsed = read(session, actor, stream, batch.file_name or "file", options, now=as_of, progress=progress)
        kept = files.keep(home, stream)
    source = Source(actor, parsed, options, kept, now, batch.seen_at, accepts=batch_id)
    name = batch.report["account"]
    owned = ((part, owner_of(session, source, part)) for part in parsed.parts)
    part = next(
        (
            part
            for part, owner in owned
            if (owner.is_new and owner.name == name if same else _is_of(owner.account, entry.account))
        ),
        None,
    )
    if part is None:
        raise Stale("The file no longer belongs to this ad account; import it again and look at its preview.")
    return bring(session, source, part)


def accept_beside(
    session: Session, actor: Actor, batch_id: int, *, home: Path, now: datetime, progress: Progress
) -> PartOutcome | None:
    """`accept` while no request waits for it; None where another process is at it."""
    require(actor, Permission.IMPORT)
    still_held(get(session, actor, batch_id).batch)
    with large.alone(session, batch_id, now=now) as mine:
        return accept(session, actor, batch_id, home=home, now=now, progress=progress) if mine else None


def leave(session: Session, actor: Actor, batch_id: int, *, now: datetime) -> Entry:
    """Decide that a held import is not stored. Raises Stale where it no longer waits."""
    require(actor, Permission.IMPORT)
    entry = get(session, actor, batch_id)
    with transaction(session):
        settle(session, actor, batch_id, "refused", now=now)
    return entry


def _is_of(found: AdAccount | None, account: AdAccount) -> bool:
    return found is not None and found.id == account.id


def held_count(session: Session, actor: Actor) -> int:
    """How many imports wait for a person."""
    query = (
        select(func.count())
        .select_from(ImportBatch)
        .join(AdAccount, AdAccount.id == ImportBatch.account_id)
        .where(ImportBatch.state == "held", client_filter(actor, AdAccount.client_id))
    )
    return session.scalar(query) or 0
