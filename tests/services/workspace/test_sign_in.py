"""Slowing down guesses."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.models import SignInAttempt
from paidsocial.services.workspace import sign_in

HOME, AWAY = "192.0.2.1", "198.51.100.9"


def fail(session: Session, now: datetime, times: int, *, email: str = "a@example.org", address: str = HOME) -> None:
    for _ in range(times):
        sign_in.note_failure(session, email=email, address=address, now=now)


def wait(session: Session, now: datetime, email: str = "a@example.org", address: str = HOME) -> timedelta | None:
    return sign_in.must_wait(session, email=email, address=address, now=now)


def test_eight_failures_for_one_account_from_one_place_wait(session: Session, now: datetime) -> None:
    fail(session, now, 7)
    assert wait(session, now) is None
    fail(session, now + timedelta(minutes=5), 1)
    assert wait(session, now + timedelta(minutes=5)) == timedelta(minutes=10), "until the oldest of the eight is over"
    assert wait(session, now + timedelta(minutes=15)) is None
    assert wait(session, now + timedelta(minutes=5), "A@Example.org ") is not None, "capitals are no way round"


def test_the_owner_elsewhere_is_not_locked_out(session: Session, now: datetime) -> None:
    fail(session, now, 30)
    assert wait(session, now, address=AWAY) is None
    assert wait(session, now, "b@example.org") is None


def test_many_guesses_from_one_place_over_many_accounts_wait(session: Session, now: datetime) -> None:
    for number in range(40):
        fail(session, now, 1, email=f"person{number}@example.org")
    assert wait(session, now, "somebody.else@example.org") == timedelta(minutes=15)
    assert wait(session, now, "somebody.else@example.org", AWAY) is None


def test_many_guesses_for_one_account_from_many_places_wait(session: Session, now: datetime) -> None:
    for number in range(60):
        fail(session, now, 1, address=f"203.0.113.{number}")
    assert wait(session, now, address=AWAY) == timedelta(minutes=15)


def test_failures_are_forgotten_by_the_right_password_and_after_a_day(session: Session, now: datetime) -> None:
    fail(session, now, 8)
    fail(session, now, 1, email="b@example.org")
    sign_in.forget_failures(session, email="a@example.org")
    assert wait(session, now) is None
    fail(session, now + timedelta(days=1, seconds=1), 1, email="c@example.org")
    assert session.scalar(select(func.count(SignInAttempt.id))) == 1


def test_a_very_long_name_is_kept_short(session: Session, now: datetime) -> None:
    fail(session, now, 8, email="x" * 5_000, address="y" * 500)
    assert wait(session, now, "x" * 5_000, "y" * 500) is not None
