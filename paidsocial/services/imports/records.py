"""The records of what came in: the batch, its audit entry, and which earlier ones wait or wait no longer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from paidsocial.domain.days import Period
from paidsocial.models import AdAccount, ImportBatch
from paidsocial.platforms.reading import ParsedPart
from paidsocial.services import audit
from paidsocial.services.access import Actor
from paidsocial.services.imports import stored_files
from paidsocial.services.imports.held import HELD
from paidsocial.services.imports.report import bounded
from paidsocial.services.imports.source import Source

_HELD = aliased(ImportBatch)


def record(
    session: Session, source: Source, part: ParsedPart, report: dict[str, Any], state: str, *, account_id: int | None
) -> ImportBatch:
    """Write down what came in: from a file, or (where nothing had to be kept) from a pull."""
    kept = source.kept
    if source.dry_run:
        raise RuntimeError("a preview records nothing")
    if kept is not None:
        stored_files.note(session, kept, now=source.now)
    batch = ImportBatch(
        kind="pull" if source.pulled else "file",
        state=state,
        account_id=account_id,
        platform=part.platform,
        level=part.level.value,
        grain=part.grain.value,
        first_day=part.readings.first_day,
        last_day=part.readings.last_day,
        file_name=source.parsed.name,
        sha256=kept.sha256 if kept is not None else None,
        seen_at=source.seen_at,
        created_at=source.now,
        created_by=source.actor.user_id,
        options=source.options.as_json(),
        report=bounded(report),
    )
    session.add(batch)
    session.flush()
    return batch


def mark(session: Session, actor: Actor, batch: ImportBatch, *, now: datetime) -> None:
    """The audit trail's entry."""
    client_id = session.scalar(select(AdAccount.client_id).where(AdAccount.id == batch.account_id))
    report = batch.report
    audit.record(
        session,
        actor,
        now=now,
        action=f"import.{batch.state}",
        subject=("import_batch", batch.id),
        client_id=client_id,
        after={
            "file": batch.file_name,
            "sha256": batch.sha256,
            "account": report["account"],
            "rows": report["rows"],
            "totals": report["totals"],
            "held": report["held"],
            **({"although": report["accepted"]} if "accepted" in report else {}),
        },
    )


def waiting(session: Session, source: Source, part: ParsedPart, account_id: int | None) -> ImportBatch | None:
    """The held import of this very part, said in the same way, unless what is stored has moved on since."""
    kept, said = source.kept, source.options.as_json()
    if kept is None or account_id is None:
        return None
    if source.pulled:  # figures move every night: the newest pull stands for those of its days that wait already
        _replace(session, source, part, account_id)
        return None
    newer = select(ImportBatch.id).where(
        ImportBatch.account_id == account_id, ImportBatch.state == "applied", ImportBatch.created_at > _HELD.created_at
    )
    query = select(_HELD).where(
        _HELD.account_id == account_id,
        _HELD.sha256 == kept.sha256,
        _HELD.state == HELD,
        _HELD.platform == part.platform,
        _HELD.level == part.level.value,
        _HELD.grain == part.grain.value,
        ~newer.exists(),
    )
    return next((batch for batch in session.scalars(query.order_by(_HELD.id.desc())) if batch.options == said), None)


def replace_held(session: Session, source: Source, part: ParsedPart, account: AdAccount) -> None:
    """Earlier files that waited for a person need none any more where this one speaks of all their days."""
    _replace(session, source, part, account.id)


def _replace(session: Session, source: Source, part: ParsedPart, account_id: int) -> None:
    covers = part.covers or Period(part.readings.first_day, part.readings.last_day)
    replace_within(session, account_id, part.grain.value, covers, seen_at=source.seen_at, but=source.accepts or 0)


def replace_within(
    session: Session, account_id: int, grain: str, covers: Period, *, seen_at: datetime, but: int = 0
) -> None:
    """What waits of an account, was seen no later and speaks of no other days, waits no longer; except one."""
    session.execute(
        update(ImportBatch)
        .values(state="replaced")
        .where(
            ImportBatch.account_id == account_id,
            ImportBatch.state == HELD,
            ImportBatch.id != but,
            ImportBatch.grain == grain,
            ImportBatch.first_day >= covers.first,
            ImportBatch.last_day <= covers.last,
            ImportBatch.seen_at <= seen_at,
        )
    )
