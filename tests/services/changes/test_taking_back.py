"""Keeping what was to go back by itself: who may, when, and that then nothing goes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import Database, transaction
from paidsocial.domain.budget_change import State
from paidsocial.errors import BadInput, Forbidden, Stale
from paidsocial.models import AuditEntry, BudgetChange, Client
from paidsocial.services.access import Actor, Role
from paidsocial.services.changes import budget_changes, expiring, push_limits, taking_back
from tests.support.connected import MACHINE, connect
from tests.support.desk import WORK, Desk
from tests.support.live import bench

LAST = date(2026, 6, 16)
SPECIALIST = Actor(None, "ana@example.com", Role.SPECIALIST, None, "web")


@pytest.fixture
def desk(database: Database, session: Session, tmp_path: Path) -> Iterator[Desk]:
    with bench("meta") as door:
        workspace = connect(session, tmp_path, door, push=True)
        workspace.sync()
        yield Desk(database, workspace)


def keep(desk: Desk, change_id: int, actor: Actor = MACHINE) -> None:
    taking_back.keep(desk.session, actor, change_id, now=desk.box.now, today=desk.box.now.date())


def may_keep(desk: Desk, change_id: int, actor: Actor = MACHINE) -> bool:
    return taking_back.may_keep(desk.session, actor, change_id, now=desk.box.now, today=desk.box.now.date())


def way_back(desk: Desk, change_id: int) -> BudgetChange | None:
    desk.session.rollback()
    return desk.session.scalars(select(BudgetChange).where(BudgetChange.undo_of_id == change_id)).one_or_none()


@pytest.mark.parametrize("sent", [False, True])
def test_what_is_kept_does_not_go_back(desk: Desk, *, sent: bool) -> None:
    (change_id,) = desk.approved(desk.wanted(expires_on=LAST))
    if sent:
        desk.run()
    assert may_keep(desk, change_id)
    keep(desk, change_id)
    desk.run()
    amount = desk.on_platform()
    desk.pass_by(days=4)
    assert not [told for told in desk.run() if told.what != "pull"]
    assert desk.on_platform() == amount == desk.change(change_id).after_micros
    assert desk.change(change_id).expires_on is None
    assert any("is kept: nothing goes back" in note for note in desk.notes(change_id))
    entry = desk.session.scalars(select(AuditEntry).where(AuditEntry.action == "budget_change.kept")).one()
    assert entry.before == {"expires_on": "2026-06-16"}
    assert not may_keep(desk, change_id)
    with pytest.raises(Stale, match="does not go back"):
        keep(desk, change_id)


@pytest.mark.parametrize("by", ["keeping", "taking the way back back"])
def test_a_way_back_that_waits_already_is_taken_back_with_it(desk: Desk, by: str) -> None:
    (change_id,) = desk.approved(desk.wanted(expires_on=LAST))
    desk.run()
    push_limits.stop(desk.session, MACHINE, why="Wait.", now=desk.box.now)
    desk.pass_by(days=4)
    desk.run()
    back = way_back(desk, change_id)
    assert back is not None
    assert back.state == State.APPROVED
    if by == "keeping":
        keep(desk, change_id)
    else:
        taking_back.withdraw(desk.session, MACHINE, back.id, now=desk.box.now)
    push_limits.go_on(desk.session, MACHINE, now=desk.box.now)
    assert not [told for told in desk.run() if told.what != "pull"]
    assert desk.state(back.id) == State.WITHDRAWN
    assert desk.on_platform() == desk.change(change_id).after_micros
    assert expiring.expire(desk.session, WORK, change_id, now=desk.box.now) is None


def test_what_went_back_already_cannot_be_kept(desk: Desk) -> None:
    (change_id,) = desk.approved(desk.wanted(expires_on=LAST))
    desk.run()
    desk.pass_by(days=4)
    desk.run()
    assert desk.state(change_id) == State.UNDONE
    assert not may_keep(desk, change_id)
    with pytest.raises(Stale):
        keep(desk, change_id)


def test_only_who_may_approve_it_may_keep_it(desk: Desk) -> None:
    with transaction(desk.session):  # the way back was approved with it, by somebody else
        client = desk.session.get_one(Client, desk.work.account.client_id)
        client.approval_limit_micros, client.reporting_currency = 1, desk.work.account.currency
    (change_id,) = desk.approved(desk.wanted(expires_on=LAST))
    with transaction(desk.session):
        desk.change(change_id).created_by = None
    assert desk.state(change_id) == State.PROPOSED
    assert not may_keep(desk, change_id, SPECIALIST)
    with pytest.raises(Forbidden):
        keep(desk, change_id, SPECIALIST)
    viewer = Actor(None, "vera@example.com", Role.VIEWER, None, "web")
    assert not may_keep(desk, change_id, viewer)
    with pytest.raises(Forbidden):
        keep(desk, change_id, viewer)
    assert desk.change(change_id).expires_on == LAST


def test_holding_until_today_is_refused_in_the_accounts_own_days(desk: Desk) -> None:
    today = date(2026, 6, 14)  # half past nine in London, and the 14th in Berlin
    with pytest.raises(BadInput, match="is today in its ad account"):
        desk.approved(desk.wanted(expires_on=today))
    desk.pass_by(hours=13)  # the 15th in Berlin, still the 14th in UTC
    assert desk.box.now.date() == today
    with pytest.raises(BadInput, match="15 June 2026 is today in its ad account"):
        desk.approved(desk.wanted(expires_on=date(2026, 6, 15)))
    assert budget_changes.propose_all(
        desk.session, MACHINE, [desk.wanted(expires_on=LAST)], now=desk.box.now, today=today
    )
