"""Held imports: one person decides on each, once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from paidsocial.errors import Stale
from paidsocial.models import AdAccount, ImportBatch
from paidsocial.services import audit
from paidsocial.services.access import Actor

HELD = "held"


def still_held(batch: ImportBatch) -> ImportBatch:
    """The batch, where it waits for a person. Raises Stale."""
    if batch.state != HELD:
        raise Stale("Somebody decided about this file already; look at it again.")
    return batch


def settle(session: Session, actor: Actor, batch_id: int, state: str, *, now: datetime) -> None:
    """Note what was decided about a held import, with its mark, in the caller's transaction: of two people one gets
    Stale."""
    claimed = session.execute(
        update(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.state == HELD).values(state=state)
    )
    batch = session.get_one(ImportBatch, batch_id, populate_existing=True)
    if claimed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        still_held(batch)
    client_id = session.scalar(select(AdAccount.client_id).where(AdAccount.id == batch.account_id))
    audit.record(
        session,
        actor,
        now=now,
        action=f"import.{state}",
        subject=("import_batch", batch_id),
        client_id=client_id,
        before={"state": HELD},
        after={"state": state, "file": batch.file_name},
    )
