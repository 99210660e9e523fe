"""What is due is done once, in the right order, and one account's trouble is its own."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import Database, transaction
from paidsocial.domain import push
from paidsocial.domain.budget_change import State
from paidsocial.domain.days import Period
from paidsocial.models import AccountSync, AdAccount, AuditEntry, BudgetChangeEvent, SyncRun
from paidsocial.platforms.meta.api import MetaConnector
from paidsocial.sandbox.server.faults import Fault
from paidsocial.services.changes import batches, push_limits, pushing, taking_back
from paidsocial.services.connections import turns
from paidsocial.services.work import units
from tests.support.connected import MACHINE, connect
from tests.support.desk import WORK, Desk
from tests.support.live import bench, books

# ---- pulls


def test_a_pull_is_made_when_it_is_due_and_only_then(desk: Desk) -> None:
    assert not desk.run()
    desk.pass_by(hours=6)
    assert desk.told("pull") == [("Meta shop 1", "done")]
    assert not desk.run()
    run = desk.session.scalars(select(SyncRun).order_by(SyncRun.id.desc())).first()
    assert run is not None
    assert run.asked_by == WORK.email
    stored = desk.work.stored()
    first = date.fromisoformat(min(day for _, day in stored))  # it reads back further than was first asked for
    assert stored == books(desk.box, desk.work.door.spec.id, Period(first, date(2026, 6, 13)))


def test_a_unit_done_twice_does_nothing_twice(desk: Desk) -> None:
    desk.pass_by(hours=6)
    desk.session.rollback()
    assert units.pull(desk.at, desk.work.account_id)
    assert not units.pull(desk.at, desk.work.account_id)
    (change_id,) = desk.approved(desk.wanted())
    assert [told.state for told in units.send(desk.at, [change_id])] == ["applied"]
    assert not units.send(desk.at, [change_id])
    assert not units.find_out(desk.at, change_id)
    assert not units.expire(desk.at, change_id)
    assert desk.ours() == 1


def test_an_account_that_is_being_pulled_is_left_to_whoever_does(desk: Desk) -> None:
    desk.pass_by(hours=6)
    turns.take(desk.session, desk.work.account_id, asked_by="another machine", now=desk.box.now)
    assert not desk.run()
    desk.pass_by(minutes=16)  # that machine is not there any more
    assert desk.told("pull") == [("Meta shop 1", "done")]


def test_one_accounts_trouble_never_stops_the_others(database: Database, session: Session, tmp_path: Path) -> None:
    with bench("meta", accounts=3) as door:
        desk = Desk(database, connect(session, tmp_path, door))
        first = session.get_one(AdAccount, desk.work.account_ids[0]).external_id or ""
        door.sandbox.faults.add(Fault("html", path=first, times=999))
        done = {told.subject: told for told in desk.run()}
        assert [told.state for told in done.values()] == ["failed", "done", "done"]
        broken = done["Meta shop 1"]
        assert not broken.well
        assert "web page instead of data" in broken.text


def test_an_error_of_ours_is_told_without_what_it_carried(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = uuid.uuid4().hex

    def breaks(*_: object) -> None:
        raise RuntimeError(secret)

    desk.pass_by(hours=6)
    (change_id,) = desk.approved(desk.wanted())
    monkeypatch.setattr(MetaConnector, "structure", breaks)
    done = {told.what: told for told in desk.run()}
    assert done["pull"].state == "error"
    assert "RuntimeError" in done["pull"].text
    assert desk.state(change_id) == State.APPLIED  # the rest went on
    said = capsys.readouterr()
    assert secret not in said.out + said.err + done["pull"].text
    assert desk.work.session.get_one(AccountSync, desk.work.account_id, populate_existing=True).claim is None


def test_a_long_pull_lets_others_have_their_turn_and_goes_on(
    database: Database, session: Session, tmp_path: Path
) -> None:
    with bench("meta") as door:
        desk = Desk(database, connect(session, tmp_path, door))
        first = date(2026, 3, 10)
        with transaction(session):
            session.get_one(AccountSync, desk.work.account_id).since = first
        done = desk.run(turn=timedelta(0))
        assert [told.goes_on for told in done] == [True]
        row = session.get_one(AccountSync, desk.work.account_id, populate_existing=True)
        assert row.through is not None
        assert (row.failures, row.due_at, row.through < date(2026, 6, 13)) == (0, door.sandbox.now, True)
        turns_ = 1
        while desk.run(turn=timedelta(0)):
            turns_ += 1
        assert turns_ > 1
        assert desk.work.stored() == books(door.sandbox, door.spec.id, Period(first, date(2026, 6, 13)))


# ---- sending


def test_approved_changes_are_sent_once_and_by_the_work(desk: Desk) -> None:
    (change_id,) = desk.approved(desk.wanted())
    assert desk.told("send") == [(f"change {change_id}", "applied")]
    assert not desk.run()
    assert desk.ours() == 1
    assert desk.on_platform() == desk.change(change_id).after_micros
    entry = desk.session.scalars(select(AuditEntry).where(AuditEntry.action == "budget_change.applied")).one()
    assert entry.door == "job"


def test_nothing_is_sent_where_sending_is_not_switched_on_or_stopped(desk: Desk) -> None:
    (change_id,) = desk.approved(desk.wanted())
    with transaction(desk.session):
        desk.session.get_one(AccountSync, desk.work.account_id).push = False
    assert not desk.run()
    with transaction(desk.session):
        desk.session.get_one(AccountSync, desk.work.account_id).push = True
    push_limits.stop(desk.session, MACHINE, why="The client called.", now=desk.box.now)
    desk.pass_by(hours=6)
    assert [told.what for told in desk.run()] == ["pull"]  # pulling goes on
    assert desk.state(change_id) == State.APPROVED
    push_limits.go_on(desk.session, MACHINE, now=desk.box.now)
    assert desk.told("send") == [(f"change {change_id}", "applied")]


def test_a_scheduled_change_is_sent_at_its_accounts_midnight(desk: Desk) -> None:
    (change_id,) = desk.approved(desk.wanted(starts_on=date(2026, 6, 15)))
    assert not desk.run()
    desk.pass_by(hours=12, minutes=31)  # 22:01 UTC: past midnight in Berlin
    assert desk.told("send") == [(f"change {change_id}", "applied")]


def test_a_limit_makes_a_change_wait_and_is_no_surprise(desk: Desk) -> None:
    with transaction(desk.session):
        desk.session.get_one(AccountSync, desk.work.account_id).most_changes = 1
    first, second = desk.approved(desk.wanted(), desk.wanted(on_campaign=False))
    assert desk.told("send") == [(f"change {first}", "applied"), (f"change {second}", "waits")]
    desk.pass_by(days=1)
    assert desk.told("send") == [(f"change {second}", "applied")]


@pytest.mark.parametrize("surprise", ["conflict", "rejected", "unknown"])
def test_a_surprise_stops_what_was_approved_together_until_a_person_sends_it(desk: Desk, surprise: str) -> None:
    first, second = desk.approved(desk.wanted(on_campaign=False), desk.wanted())
    faults = desk.box.faults
    match surprise:
        case "conflict":
            desk.edit(77, on_campaign=False)
        case "rejected":
            desk.box.over.deleted.add(desk.work.door.target(on_campaign=False).id)
        case _:
            faults.add(Fault("ignored_write", method="POST"))
    assert desk.told("send") == [(f"change {first}", surprise)]
    assert desk.state(second) == State.APPROVED
    assert f"Change {first}, approved together with it, was {surprise}" in batches.held(desk.session, [second])[second]
    if surprise == "unknown":  # and it stays so
        faults.add(Fault("error_500", method="GET", times=999))
    desk.pass_by(hours=1)
    desk.run()
    desk.pass_by(hours=1)
    desk.run()
    assert desk.state(second) == State.APPROVED
    faults.clear()
    assert pushing.push(desk.session, MACHINE, desk.work.live, second).state is State.APPLIED


def test_a_batch_waits_for_one_that_was_throttled_and_goes_on_after_it(desk: Desk) -> None:
    first, second = desk.approved(desk.wanted(on_campaign=False), desk.wanted())
    desk.box.faults.add(Fault("throttle", method="POST"))
    assert desk.told("send") == [(f"change {first}", "failed")]
    assert (
        f"Change {first}, approved together with it, failed and is tried again"
        in (batches.held(desk.session, [second])[second])
    )
    desk.pass_by(minutes=14)
    assert not desk.told("send")
    desk.pass_by(minutes=2)
    assert desk.told("send") == [(f"change {first}", "applied"), (f"change {second}", "applied")]
    assert desk.ours() == 2


def test_a_batch_does_not_go_on_after_one_that_keeps_failing(desk: Desk) -> None:
    first, second = desk.approved(desk.wanted(on_campaign=False), desk.wanted())
    desk.box.faults.add(Fault("throttle", method="POST", times=99))
    for _ in range(8):
        desk.run()
        desk.pass_by(minutes=16)
    assert (desk.state(first), desk.state(second)) == (State.FAILED, State.APPROVED)
    assert "send this one yourself" in batches.held(desk.session, [second])[second]
    taking_back.withdraw(desk.session, MACHINE, first, now=desk.box.now)
    assert not desk.told("send")  # what is left is not what was decided on
    assert desk.state(second) == State.APPROVED


def test_a_batch_goes_on_once_it_is_known_that_all_went_well(desk: Desk) -> None:
    first, second = desk.approved(desk.wanted(on_campaign=False), desk.wanted())
    ad_set = desk.work.door.target(on_campaign=False).id
    desk.box.faults.add(Fault("error_500", method="GET", path=ad_set, after=1, times=15))  # all that is read back
    assert desk.told("send") == [(f"change {first}", "unknown")]
    assert desk.state(second) == State.APPROVED
    desk.pass_by(minutes=2)
    assert [(told.what, told.state) for told in desk.run()] == [("find_out", "applied"), ("send", "applied")]
    assert desk.state(second) == State.APPLIED


def test_a_batch_that_is_too_long_for_its_turn_goes_on_in_its_next(desk: Desk) -> None:
    ids = desk.approved(desk.wanted(), desk.wanted(on_campaign=False))
    desk.session.rollback()
    assert not units.send(desk.at, ids, until=desk.box.now)
    assert [told.state for told in units.send(desk.at, ids, until=desk.box.now + timedelta(days=1))] == ["applied"] * 2


def test_another_batch_goes_on_beside_one_that_stopped(desk: Desk) -> None:
    (first,) = desk.approved(desk.wanted(on_campaign=False))
    desk.edit(77, on_campaign=False)
    desk.pass_by(seconds=1)
    (second,) = desk.approved(desk.wanted())
    assert desk.told("send") == [(f"change {first}", "conflict"), (f"change {second}", "applied")]


def test_what_failed_is_tried_again_after_a_while_and_not_for_ever(desk: Desk) -> None:
    (change_id,) = desk.approved(desk.wanted())
    desk.box.faults.add(Fault("throttle", method="POST", times=99))
    assert desk.told("send") == [(f"change {change_id}", "failed")]
    desk.pass_by(minutes=14)
    assert not desk.told("send")
    for _ in range(8):
        desk.pass_by(minutes=16)
        desk.run()
    states = [step.to_state for step in desk.session.scalars(select(BudgetChangeEvent))]
    assert states.count("failed") == push.MOST_FAILURES
    assert "failed 5 times" in batches.held(desk.session, [change_id])[change_id]
    assert desk.ours() == 0


def test_what_failed_once_is_applied_by_the_next_try(desk: Desk) -> None:
    (change_id,) = desk.approved(desk.wanted())
    desk.box.faults.add(Fault("throttle", method="POST"))
    desk.run()
    desk.pass_by(minutes=16)
    assert desk.told("send") == [(f"change {change_id}", "applied")]
    assert desk.ours() == 1
