"""Signing in: slow down guessing, and note who came and went."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import SignInAttempt, User
from paidsocial.services import audit
from paidsocial.services.access import Actor

WINDOW = timedelta(minutes=15)
PER_ACCOUNT_AND_ADDRESS = 8
PER_ACCOUNT = 60  # far above the first, so that a stranger cannot easily lock somebody out
PER_ADDRESS = 40
KEPT = timedelta(days=1)


def must_wait(session: Session, *, email: str, address: str, now: datetime) -> timedelta | None:
    """How long to wait after too many failures, or None; the same whether the account exists or not.

    Within 15 minutes: 8 failures for one account from one network address, 60 for one account, 40 from one address.
    """
    account, place = SignInAttempt.email == _key(email), SignInAttempt.address == address[:64]
    waits = [
        _wait(session, account & place, PER_ACCOUNT_AND_ADDRESS, now),
        _wait(session, account, PER_ACCOUNT, now),
        _wait(session, place, PER_ADDRESS, now),
    ]
    return max((wait for wait in waits if wait is not None), default=None)


def _wait(session: Session, whose: ColumnElement[bool], allowed: int, now: datetime) -> timedelta | None:
    recent = (
        select(SignInAttempt.at)
        .where(whose, SignInAttempt.at > now - WINDOW)
        .order_by(SignInAttempt.at.desc())
        .limit(allowed)
        .subquery()
    )
    count, oldest = session.execute(select(func.count(), func.min(recent.c.at)).select_from(recent)).one()
    return oldest + WINDOW - now if count >= allowed else None


def _key(email: str) -> str:
    return email.strip().lower()[:255]


def note_failure(session: Session, *, email: str, address: str, now: datetime) -> None:
    """Remember one failed try, and forget those older than a day."""
    with transaction(session):
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT))
        session.add(SignInAttempt(at=now, email=_key(email), address=address[:64]))


def forget_failures(session: Session, *, email: str) -> None:
    """The right password was given: this account's failures no longer count."""
    with transaction(session):
        session.execute(delete(SignInAttempt).where(SignInAttempt.email == _key(email)))


def record(session: Session, *, user_id: int, address: str, now: datetime) -> None:
    """Note that a person signed in, and from where."""
    with transaction(session):
        user = session.get_one(User, user_id)
        user.signed_in_at = now
        actor, seen = Actor.of(user, "web"), {"address": address}
        audit.record(session, actor, now=now, action="person.signed_in", subject=("user", user.id), after=seen)


def record_sign_out(session: Session, *, user_id: int, now: datetime) -> None:
    """Note that a person signed out."""
    with transaction(session):
        user = session.get_one(User, user_id)
        audit.record(session, Actor.of(user, "web"), now=now, action="person.signed_out", subject=("user", user.id))
