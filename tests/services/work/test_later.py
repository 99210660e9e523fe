"""What is done about a change later: finding out what became of it, and letting it expire."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from paidsocial.db import transaction
from paidsocial.domain.budget_change import State
from paidsocial.errors import BadInput
from paidsocial.models import AccountSync, BudgetChange
from paidsocial.platforms.meta.api import MetaConnector
from paidsocial.sandbox.server.faults import Fault
from paidsocial.services.changes import batches, expiring, push_limits
from paidsocial.services.work import due, units
from tests.support.connected import MACHINE
from tests.support.desk import EUR, WORK, Desk

# ---- finding out


def test_an_unknown_change_is_looked_at_with_growing_pauses(desk: Desk) -> None:
    (change_id,) = desk.approved(desk.wanted())
    desk.box.faults.add(Fault("ignored_write", method="POST"))
    assert desk.told("send") == [(f"change {change_id}", "unknown")]
    looks, began = [], desk.box.now
    while desk.state(change_id) == State.UNKNOWN:
        desk.pass_by(seconds=30)
        if desk.told("find_out"):
            looks.append((desk.box.now - began).total_seconds() / 60)
    assert looks == pytest.approx([1, 3, 7, 15], abs=0.6)
    assert desk.state(change_id) == State.FAILED
    assert [told for told in desk.notes(change_id) if "still stands there" in told]
    desk.pass_by(minutes=16)
    assert desk.told("send") == [(f"change {change_id}", "applied")]
    assert desk.ours() == 1


def test_sending_that_nobody_ended_is_found_out_even_while_sending_is_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    (change_id,) = desk.approved(desk.wanted())
    send = MetaConnector.set_budget

    def dies(self: MetaConnector, *arguments: Any) -> Any:
        send(self, *arguments)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(MetaConnector, "set_budget", dies)
        with pytest.raises(Killed):
            desk.run()
    push_limits.stop(desk.session, MACHINE, why="The client called.", now=desk.box.now)
    assert not desk.run()
    desk.pass_by(minutes=6)
    assert desk.told("find_out") == [(f"change {change_id}", "applied")]
    assert desk.ours() == 1


def test_a_batch_that_is_being_sent_is_not_sent_by_another(desk: Desk) -> None:
    first, second = desk.approved(desk.wanted(), desk.wanted(on_campaign=False))
    with transaction(desk.session):
        desk.session.get_one(BudgetChange, first).state = State.SENDING.value
    assert not batches.ready(desk.session, now=desk.box.now)
    assert not units.send(desk.at, [first, second])


# ---- expiry


def expiring_change(desk: Desk, last: date = date(2026, 6, 16)) -> int:
    (change_id,) = desk.approved(desk.wanted(expires_on=last))
    assert (f"change {change_id}", "applied") in desk.told("send")
    return change_id


def test_the_old_value_goes_back_after_the_last_day(desk: Desk) -> None:
    before = desk.on_platform()
    change_id = expiring_change(desk)
    desk.pass_by(days=2, hours=12)  # still the 16th in Berlin
    assert not desk.told("expire")
    desk.pass_by(minutes=31)
    done = desk.run()
    assert [(told.what, told.state) for told in done if told.what != "pull"] == [
        ("expire", "goes_back"),
        ("send", "applied"),
    ]
    assert desk.on_platform() == before
    assert desk.state(change_id) == State.UNDONE
    back = desk.session.scalars(select(BudgetChange).where(BudgetChange.undo_of_id == change_id)).one()
    assert f"It stands on the approval of change {change_id}" in desk.notes(back.id)[0]
    assert not [told for told in desk.run() if told.what != "pull"]


def test_an_edit_since_is_told_once_and_left(desk: Desk) -> None:
    change_id = expiring_change(desk)
    desk.pass_by(hours=6)
    desk.edit(81)
    assert desk.told("pull")  # so that we know
    desk.pass_by(days=3)
    assert desk.told("expire") == [(f"change {change_id}", "left")]
    assert not desk.told("expire")
    assert "undoing would trample that" in desk.notes(change_id)[-1]
    assert desk.state(change_id) == State.APPLIED
    assert desk.on_platform() == 81 * EUR


def test_an_edit_that_we_do_not_know_of_is_not_trampled_either(desk: Desk) -> None:
    expiring_change(desk)
    with transaction(desk.session):
        desk.session.get_one(AccountSync, desk.work.account_id).pull = False
    desk.edit(81)
    desk.pass_by(days=3)
    assert [(told.what, told.state) for told in desk.run()] == [("expire", "goes_back"), ("send", "conflict")]
    assert desk.on_platform() == 81 * EUR


def test_a_change_that_was_never_sent_is_over_after_its_last_day(desk: Desk) -> None:
    push_limits.stop(desk.session, MACHINE, why="The client called.", now=desk.box.now)
    (change_id,) = desk.approved(desk.wanted(expires_on=date(2026, 6, 15)))
    desk.pass_by(days=2)
    assert desk.told("expire") == [(f"change {change_id}", "left")]
    assert desk.state(change_id) == State.NOT_APPLIED
    assert "was over before it was sent" in desk.notes(change_id)[-1]


def test_two_that_let_the_same_change_expire_write_one_way_back(desk: Desk) -> None:
    change_id = expiring_change(desk)
    desk.pass_by(days=3)
    desk.session.rollback()
    assert expiring.expire(desk.session, WORK, change_id, now=desk.box.now) is not None
    assert expiring.expire(desk.session, WORK, change_id, now=desk.box.now) is None
    assert due.look(desk.session, now=desk.box.now).expired == ()


def test_a_last_day_before_the_first_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="the last day must be the first or a later one"):
        desk.approved(desk.wanted(starts_on=date(2026, 6, 20), expires_on=date(2026, 6, 19)))
    with pytest.raises(BadInput, match="13 June 2026"):
        desk.approved(desk.wanted(expires_on=date(2026, 6, 13)))
