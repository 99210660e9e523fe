"""Large files: a step with one takes longer than a page should wait, so it goes on beside the requests.

The batch it is about carries when it was begun, so that no other process begins it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import ImportBatch, StoredFile

LARGE = 32 * 1024**2  # bytes; reading fewer takes a few seconds
GIVEN_UP = timedelta(minutes=3)  # after which a step that was begun is taken for dead
BEGUN = "begun_at"


def is_large(session: Session, batch_id: int) -> bool:
    """Whether a step with the original of a batch may take longer than a page should wait."""
    query = select(StoredFile.size).join(ImportBatch, ImportBatch.sha256 == StoredFile.sha256)
    return (session.scalar(query.where(ImportBatch.id == batch_id)) or 0) > LARGE


def goes_on(report: Mapping[str, Any], *, now: datetime) -> bool:
    """Whether a step with the batch of this report was begun and may still come to its end."""
    begun = report.get(BEGUN)
    return begun is not None and now - datetime.fromisoformat(begun) < GIVEN_UP


@contextmanager
def alone(session: Session, batch_id: int, *, now: datetime) -> Iterator[bool]:
    """Note that a step with a batch goes on within; False where another one does, or the batch is gone."""
    begun = _begin(session, batch_id, now=now)
    try:
        yield begun
    finally:
        if begun:
            _end(session, batch_id)


def _begin(session: Session, batch_id: int, *, now: datetime) -> bool:
    with transaction(session):
        batch = session.get(ImportBatch, batch_id, with_for_update=True)
        if batch is None or goes_on(batch.report, now=now):
            return False
        batch.report = {**batch.report, BEGUN: now.isoformat()}
    return True


def _end(session: Session, batch_id: int) -> None:
    session.rollback()
    with transaction(session):
        batch = session.get(ImportBatch, batch_id, with_for_update=True)
        if batch is not None:
            batch.report = {key: value for key, value in batch.report.items() if key != BEGUN}
