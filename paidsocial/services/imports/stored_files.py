"""The rows of kept originals: noted when something comes from one, gone when nothing does any more.

Both hold the row's lock, so that nobody discards an original which another person's import is about to need.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.errors import Stale
from paidsocial.models import ImportBatch, StoredFile
from paidsocial.services.imports import files
from paidsocial.services.imports.files import KeptFile


def note(session: Session, kept: KeptFile, *, now: datetime) -> None:
    """Note a kept file in the caller's transaction. Raises Stale where somebody discarded it in this moment."""
    if session.get(StoredFile, kept.sha256, with_for_update={"key_share": True, "read": True}) is None:
        session.add(StoredFile(sha256=kept.sha256, size=kept.size, stored_at=now))
        session.flush()
    if not kept.path.exists():
        raise Stale("Somebody discarded the very same file in this moment; drop it again.")


def let_go(session: Session, sha256: str, *, home: Path) -> None:
    """Remove a file, in the caller's transaction, where nothing comes from it any more."""
    row = session.get(StoredFile, sha256, with_for_update=True)
    if session.scalar(select(func.count()).where(ImportBatch.sha256 == sha256)):
        return
    if row is not None:
        session.delete(row)
        session.flush()
    files.path_of(home, sha256).unlink(missing_ok=True)
