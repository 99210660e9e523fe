"""The records of what came in: the batch, its audit entry, and which earlier ones wait or wait no longer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from paidsocial.domain.days import Period
from paidsocial.models import AdAccount, ImportBatch, StoredFile
from paidsocial.platforms.reading import ParsedPart
from paidsocial.services import audit
from paidsocial.services.imports.held import HELD
from paidsocial.services.imports.source import Source

_HELD = aliased(ImportBatch)


def record(
    session: Session, source: Source, part: ParsedPart, report: dict[str, Any], state: str, *, account_id: int | None
) -> ImportBatch:
    """Write down what came in: from a file, or (where nothing had to be kept) from a pull."""
    kept = source.kept
    if source.dry_run:
        raise RuntimeError("a preview records nothing")
    if kept is not None and session.get(StoredFile, kept.sha256) is None:
        session.add(StoredFile(sha256=kept.sha256, size=kept.size, stored_at=source.now))
        session.flush()
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
        report=report,
    )
    session.add(batch)
    session.flush()
    return batch


def mark(session: Session, source: Source, batch: ImportBatch) -> None:
    """The audit trail's entry."""
    client_id = session.scalar(select(AdAccount.client_id).where(AdAccount.id == batch.account_id))
    report = batch.report
    audit.record(
        session,
        source.actor,
        now=source.now,
        action=f"import.{batch.state}",
        subject=("import_batch", batch.id),
        client_id=client_id,
        after={
            "file": source.parsed.name,
            "sha256": batch.sha256,
            "account": report["account"],
            "rows": report["rows"],
            "totals": report["totals"],
            "held": report["held"],
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
    session.execute(
        update(ImportBatch)
        .values(state="replaced")
        .where(
            ImportBatch.account_id == account_id,
            ImportBatch.state == HELD,
            ImportBatch.id != (source.accepts or 0),
            ImportBatch.grain == part.grain.value,
            ImportBatch.first_day >= covers.first,
            ImportBatch.last_day <= covers.last,
            ImportBatch.seen_at <= source.seen_at,
        )
    )
