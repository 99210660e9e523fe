"""Asking for a pull, and what the pulls of an ad account did.

Nothing is pulled here: an account is made due and whoever works next picks it up, so that no page waits for a platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import NotFound, Refused
from paidsocial.models import AccountSync, ImportBatch, SyncRun
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, get_account, require
from paidsocial.services.connections import connecting, turns

PAGE = 20


def ask(session: Session, actor: Actor, account_id: int, *, now: datetime) -> None:
    """Make one ad account due at once, or again once its present pull ends.

    Raises NotFound where it is not connected, Refused where it is not pulled.
    """
    require(actor, Permission.IMPORT)
    with transaction(session):
        account = get_account(session, actor, account_id)
        sync = session.get(AccountSync, account_id)
        if sync is None:
            raise NotFound(f"“{account.name}” is not connected; connect it first.")
        _make_due(session, actor, [sync], client_id=account.client_id, now=now)


def ask_all(session: Session, actor: Actor, connection_id: int, *, now: datetime) -> int:
    """Make every ad account of a connection due at once; how many. Raises as `ask` does."""
    require(actor, Permission.IMPORT)
    with transaction(session):
        connection = connecting.get(session, actor, connection_id)
        query = select(AccountSync).where(AccountSync.connection_id == connection_id).order_by(AccountSync.account_id)
        return _make_due(session, actor, session.scalars(query).all(), client_id=connection.client_id, now=now)


def _make_due(session: Session, actor: Actor, syncs: Sequence[AccountSync], *, client_id: int, now: datetime) -> int:
    pulled = [sync for sync in syncs if sync.pull]
    if not pulled:
        raise Refused("Its connection was closed, so nothing is pulled; connect it again.")
    turns.ask(session, [sync.account_id for sync in pulled], now=now)
    audit.record(
        session,
        actor,
        now=now,
        action="pull.asked",
        subject=("ad_account", ", ".join(str(sync.account_id) for sync in pulled[:20])),
        client_id=client_id,
        after={"accounts": len(pulled)},
    )
    return len(pulled)


# ---- what they did


@dataclass(frozen=True, slots=True)
class HeldPart:
    """Days of a pull that waited, or wait, for a person."""

    batch_id: int
    first_day: date
    last_day: date
    state: str  # held | accepted | refused | replaced


@dataclass(frozen=True, slots=True)
class Pull:
    """One pull, what it found changed on the platform, and what of it waits."""

    run: SyncRun
    held: tuple[HeldPart, ...]

    @property
    def new(self) -> tuple[int, Sequence[str]]:
        """How many campaigns and ad sets were new, and the names of the first."""
        found = self._details.get("new") or {}
        return found.get("count", 0), found.get("names", ())

    @property
    def renamed(self) -> Sequence[Sequence[str]]:
        """Pairs of an earlier and a present name."""
        return self._details.get("renamed") or ()

    @property
    def moved(self) -> Sequence[str]:
        """Ad sets that stand under another campaign now."""
        return self._details.get("moved") or ()

    @property
    def budgets(self) -> Sequence[dict[str, Any]]:
        """Budgets that somebody changed there."""
        return self._details.get("budgets") or ()

    @property
    def words(self) -> str:
        """The state as people read it."""
        return _WORDS.get(self.run.state, self.run.state)

    @property
    def _details(self) -> dict[str, Any]:
        return self.run.details or {}


_WORDS = {
    turns.RUNNING: "being pulled",
    turns.DONE: "done",
    turns.HELD: "partly held",
    turns.FAILED: "failed",
    turns.ABANDONED: "broke off",
}


@dataclass(frozen=True, slots=True)
class Pulls:
    """A page of pulls, newest first; `count` in all."""

    entries: tuple[Pull, ...]
    count: int
    page: int


def history(session: Session, actor: Actor, account_id: int, *, page: int = 1) -> Pulls:
    """The pulls of an ad account; four queries. Raises NotFound."""
    require(actor, Permission.VIEW)
    get_account(session, actor, account_id)
    of_account = SyncRun.account_id == account_id
    count = session.scalar(select(func.count()).select_from(SyncRun).where(of_account)) or 0
    page = min(max(1, page), max(1, -(-count // PAGE)))
    query = select(SyncRun).where(of_account).order_by(SyncRun.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    runs = session.scalars(query).all()
    held = _held(session, account_id, runs)
    return Pulls(tuple(Pull(run, tuple(part for at, part in held if _within(run, at))) for run in runs), count, page)


def _held(session: Session, account_id: int, runs: Sequence[SyncRun]) -> list[tuple[datetime, HeldPart]]:
    """The parts of these pulls that were kept because they had to wait, with when."""
    if not runs:
        return []
    query = (
        select(ImportBatch)
        .where(
            ImportBatch.account_id == account_id,
            ImportBatch.kind == "pull",
            ImportBatch.state != "applied",
            ImportBatch.created_at >= runs[-1].started_at,
        )
        .order_by(ImportBatch.first_day, ImportBatch.id)
    )
    return [
        (row.created_at, HeldPart(row.id, row.first_day, row.last_day, row.state))
        for row in session.scalars(query)
        if row.first_day is not None and row.last_day is not None
    ]


def _within(run: SyncRun, at: datetime) -> bool:
    return run.started_at <= at and (run.finished_at is None or at <= run.finished_at)
