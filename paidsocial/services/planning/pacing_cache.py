"""Client months worked out before, each good until something about its client is written.

Every service that writes leaves an audit entry with the client it concerns (nothing changes without a mark), and
entries are numbered in the order of their commits. So the entries since the last look name what to forget; a look is
one seek per table.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.models import (
    AuditEntry,
    Campaign,
    ExchangeRate,
    ImportBatch,
    PacingSnooze,
    PlanLine,
    PlanRevision,
    PlatformBudget,
)
from paidsocial.services.planning.pacing_facts import Window

Month = TypeVar("Month")

_MOST = 2_000
_MANY = 500  # more entries than this since the last look: forget everything
_IDLE = frozenset({"user", "spend_report", "recommendation", "organisation"})  # pacing reads nothing of these
_OF_ALL = frozenset({"ad_account", "exchange_rate"})  # may concern other clients than the one they name
_BULK = (Campaign, ExchangeRate, ImportBatch, PacingSnooze, PlanLine, PlanRevision, PlatformBudget)


class PacingCache(Generic[Month]):
    """Months by client, month and day. One per application; safe among threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen = -1
        self._bulk: object = None
        self._months: OrderedDict[tuple[int, Period, date], Month] = OrderedDict()

    def catch_up(self, session: Session) -> int:
        """Forget what was written about since the last look; the number of the newest audit entry. Two queries."""
        rows = session.execute(
            select(AuditEntry.seq, AuditEntry.client_id, AuditEntry.subject_type)
            .where(AuditEntry.seq > self._seen)
            .order_by(AuditEntry.seq.desc())
            .limit(_MANY)
        ).all()
        newest = [select(func.max(table.id)).scalar_subquery() for table in _BULK]
        bulk = tuple(session.execute(select(*newest)).one())
        with self._lock:
            # Rows that came in bulk without an entry (a benchmark, a restored backup) still change these.
            if len(rows) == _MANY or (not rows and bulk != self._bulk):
                self._months.clear()
            for _, client_id, subject in rows:
                self._forget(client_id, subject)
            self._bulk = bulk
            self._seen = max([self._seen, *(row.seq for row in rows)])
            return self._seen

    def _forget(self, client_id: int | None, subject: str) -> None:
        if subject in _IDLE:
            return
        if client_id is None or subject in _OF_ALL:
            self._months.clear()
        for key in [key for key in self._months if key[0] == client_id]:
            del self._months[key]

    def known(self, window: Window) -> dict[int, Month]:
        """The window's months that are still good, by client."""
        with self._lock:
            keys = {client: (client, window.month, window.as_of) for client in window.client_ids}
            return {client: self._months[key] for client, key in keys.items() if key in self._months}

    def keep(self, seen: int, window: Window, months: Mapping[int, Month]) -> None:
        """Remember what was worked out after `catch_up` returned `seen`, unless more was written meanwhile."""
        with self._lock:
            if seen != self._seen:
                return
            for client, month in months.items():
                self._months[client, window.month, window.as_of] = month
            while len(self._months) > _MOST:
                self._months.popitem(last=False)
