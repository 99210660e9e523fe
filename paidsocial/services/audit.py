"""Every change leaves a mark: who, when, from what to what, through which door.

`record` runs inside the caller's transaction, so that a change and its mark are committed together or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import wait_turn
from paidsocial.domain.chain import GENESIS, entry_hash
from paidsocial.models import AuditEntry
from paidsocial.services.access import Actor


def record(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    action: str,
    subject: tuple[str, object],
    client_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry to the chain. `subject` is (type, id); `before` and `after` hold JSON values only."""
    session.flush()
    wait_turn(session)  # the chain has one end, so its writers queue
    last = session.execute(
        select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    ).one_or_none()
    seq, prev_hash = (last.seq + 1, last.hash) if last else (1, GENESIS)
    entry = AuditEntry(
        seq=seq,
        at=now,
        actor_id=actor.user_id,
        actor_email=actor.email,
        door=actor.door,
        action=action,
        subject_type=subject[0],
        subject_id=str(subject[1]),
        client_id=client_id,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        prev_hash=prev_hash,
    )
    entry.hash = entry_hash(prev_hash, _content(entry))
    session.add(entry)
    session.flush()
    return entry


def _content(entry: AuditEntry) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": entry.actor_id,
        "actor_email": entry.actor_email,
        "door": entry.door,
        "action": entry.action,
        "subject_type": entry.subject_type,
        "subject_id": entry.subject_id,
        "client_id": entry.client_id,
        "before": entry.before,
        "after": entry.after,
    }


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """The result of walking the chain: how many entries, and the first that does not fit (None: all do)."""

    entries: int
    broken_at: int | None


def verify(session: Session) -> ChainCheck:
    """Recompute every hash in order; a changed, missing or inserted entry breaks the chain where it stands."""
    prev_hash, expected = GENESIS, 1
    query = select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=1000)
    with closing(session.scalars(query)) as entries:
        for entry in entries:
            intact = entry.seq == expected and entry.prev_hash == prev_hash
            if not intact or entry.hash != entry_hash(prev_hash, _content(entry)):
                return ChainCheck(expected - 1, entry.seq)
            prev_hash, expected = entry.hash, expected + 1
    return ChainCheck(expected - 1, None)
