"""Whose turn an ad account is: one pull at a time, on one machine or many, and a record of each.

A turn is a lease: whoever holds it renews it at every step. A process that died stops renewing, and after `LEASE`
somebody else may take over; the dead one, should it wake up, finds its turn gone and stops.

Who asks for a pull while one runs is not forgotten: the request stands until a turn begins that reads from the start,
and a turn that ends with one standing leaves the account due at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, or_, select, update
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import Stale
from paidsocial.models import AccountSync, SyncRun

LEASE = timedelta(minutes=15)
FRESH = timedelta(hours=6)  # what was read longer ago is read again, because it may have matured
GOES_ON = "goes_on"  # in a run's details: later days were left for the next turn
RUNNING, DONE, HELD, FAILED, ABANDONED = "running", "done", "held", "failed", "abandoned"


@dataclass(frozen=True, slots=True)
class Turn:
    """A claimed account and the record of the pull."""

    account_id: int
    claim: str
    run_id: int


def is_free(now: datetime) -> ColumnElement[bool]:
    """The condition that nobody holds an account's turn, or did not renew it for too long."""
    return or_(AccountSync.claim.is_(None), AccountSync.claimed_at < now - LEASE)


def take(session: Session, account_id: int, *, asked_by: str, now: datetime) -> Turn:
    """Claim an account's turn. Raises Stale where somebody else has it."""
    claim = secrets.token_hex(16)
    with transaction(session):
        going_on = _before(session, account_id, now=now) is not None
        claimed = session.execute(
            update(AccountSync)
            .where(AccountSync.account_id == account_id, is_free(now))
            .values(claim=claim, claimed_at=now, asked_at=AccountSync.asked_at if going_on else None)
        )
        if claimed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
            raise Stale("This ad account is being pulled at the moment; look again in a few minutes.")
        session.execute(
            update(SyncRun)
            .where(SyncRun.account_id == account_id, SyncRun.state == RUNNING)
            .values(state=ABANDONED, finished_at=now, message="Its process ended before it was done; the next goes on.")
        )
        run = SyncRun(
            account_id=account_id, claim=claim, started_at=now, state=RUNNING, asked_by=asked_by[:255], details={}
        )
        session.add(run)
        session.flush()
        return Turn(account_id, claim, run.id)


def left_off(session: Session, turn: Turn, *, now: datetime) -> date | None:
    """The last day of the turn right before this one, where that ended a while ago with later days left for this."""
    return _before(session, turn.account_id, now=now, run_id=turn.run_id)


def _before(session: Session, account_id: int, *, now: datetime, run_id: int | None = None) -> date | None:
    query = select(SyncRun).where(SyncRun.account_id == account_id)
    if run_id is not None:
        query = query.where(SyncRun.id < run_id)
    before = session.scalars(query.order_by(SyncRun.id.desc()).limit(1)).one_or_none()
    if before is None or not before.details.get(GOES_ON) or before.finished_at is None:
        return None
    return before.last_day if now - before.finished_at < FRESH else None


def renew(session: Session, turn: Turn, *, now: datetime, run: dict[str, Any], through: date | None = None) -> None:
    """Keep the turn, and write down how far the pull is. Raises Stale where it was taken over. Owns its transaction."""
    with transaction(session):
        values: dict[str, Any] = {"claimed_at": now} | ({} if through is None else {"through": through})
        kept = session.execute(
            update(AccountSync)
            .where(AccountSync.account_id == turn.account_id, AccountSync.claim == turn.claim)
            .values(values)
        )
        if kept.rowcount != 1:  # type: ignore[attr-defined]  # the same
            raise Stale("Another pull of this ad account took over; this one stops.")
        session.execute(update(SyncRun).where(SyncRun.id == turn.run_id).values(run))


def ask(session: Session, account_ids: Collection[int], *, now: datetime) -> None:
    """Make accounts due at once, or once the pull that runs has ended. Inside the caller's transaction.

    One statement, so that a pull which ends in the same moment either sees it or is followed by it.
    """
    session.execute(
        update(AccountSync)
        .where(AccountSync.account_id.in_(account_ids))
        .values(asked_at=now, due_at=case((AccountSync.due_at > now, now), else_=AccountSync.due_at))
    )


def give_back(session: Session, turn: Turn, *, now: datetime, run: dict[str, Any], account: dict[str, Any]) -> None:
    """End the turn with what came of it; a turn that was taken over is left to whoever has it."""
    due_at = case((AccountSync.asked_at.is_not(None), now), else_=account["due_at"])
    with transaction(session):
        session.execute(
            update(AccountSync)
            .where(AccountSync.account_id == turn.account_id, AccountSync.claim == turn.claim)
            .values({"claim": None, "claimed_at": None, **account, "due_at": due_at})
        )
        session.execute(update(SyncRun).where(SyncRun.id == turn.run_id).values({"finished_at": now, **run}))
