"""The audit trail cannot be changed, and says so when somebody manages to."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from paidsocial.db import is_sqlite, transaction
from paidsocial.services import audit
from paidsocial.services.access import Actor


def write_three(session: Session, actor: Actor, now: datetime) -> None:
    for number in range(3):
        with transaction(session):
            audit.record(
                session,
                actor,
                now=now,
                action="test.write",
                subject=("thing", number),
                before={"amount": "1.00"},
                after={"amount": "2.00", "naïve": None},
            )


def test_an_untouched_chain_verifies(session: Session, machine: Actor, now: datetime) -> None:
    write_three(session, machine, now)
    session.expire_all()
    assert audit.verify(session) == audit.ChainCheck(entries=3, broken_at=None)


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_an_entry(
    session: Session, machine: Actor, now: datetime, statement: str
) -> None:
    write_three(session, machine, now)
    with pytest.raises(DBAPIError, match="never"), transaction(session):
        session.execute(text(statement))
    assert audit.verify(session).entries == 3


def test_a_forged_entry_breaks_the_chain_where_it_stands(session: Session, machine: Actor, now: datetime) -> None:
    write_three(session, machine, now)
    with transaction(session):
        if is_sqlite(session):
            session.execute(text("DROP TRIGGER audit_entry_no_update"))
        else:
            session.execute(text("DROP TRIGGER audit_entry_no_change ON audit_entry"))
        session.execute(text("UPDATE audit_entry SET actor_email = 'someone@else' WHERE seq = 2"))
    session.expire_all()
    assert audit.verify(session) == audit.ChainCheck(entries=1, broken_at=2)


def test_a_change_that_fails_leaves_no_mark(session: Session, machine: Actor, now: datetime) -> None:
    def write_and_fail() -> None:
        with transaction(session):
            audit.record(session, machine, now=now, action="test.write", subject=("thing", 1))
            raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        write_and_fail()
    assert audit.verify(session).entries == 0
