"""A pause and a resumption go the way of a budget change: approved, compared, sent once, read back, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import Database, transaction
from paidsocial.domain.budget_change import State
from paidsocial.domain.status import Standing, standing_of
from paidsocial.domain.switching import Switch
from paidsocial.errors import BadInput, PlatformError, Refused, Stale, Trouble
from paidsocial.models import AccountSync, AdSet, Campaign, Client, PlatformBudget
from paidsocial.platforms.meta.api import MetaConnector
from paidsocial.sandbox.server.faults import Fault
from paidsocial.services.access import Actor, Role
from paidsocial.services.changes import budget_changes, push_limits, pushing, switches, taking_back
from paidsocial.services.changes.budget_changes import Mark
from paidsocial.services.changes.switches import WantedSwitch
from paidsocial.services.workspace import people
from tests.support.connected import MACHINE, connect
from tests.support.desk import Desk
from tests.support.live import bench

SOMEBODY = "somebody on the platform"


@pytest.fixture
def desk(database: Database, session: Session, tmp_path: Path) -> Iterator[Desk]:
    with bench("meta") as door:
        workspace = connect(session, tmp_path, door, push=True)
        workspace.sync()
        yield Desk(database, workspace)


def entity(desk: Desk, *, on_campaign: bool = True) -> Campaign | AdSet:
    target = desk.work.door.target(on_campaign=on_campaign)
    return desk.work.campaign(target.id) if on_campaign else desk.work.ad_set(target.id)


def wanted(desk: Desk, switch: Switch = Switch.PAUSE, *, on_campaign: bool = True, **more: object) -> WantedSwitch:
    target = desk.work.door.target(on_campaign=on_campaign)
    ad_set = None if on_campaign else desk.work.ad_set(target.id).id
    return WantedSwitch(desk.work.campaign(target.campaign_id).id, switch, "It loses money", ad_set, **more)  # type: ignore[arg-type]  # by name


def ask(desk: Desk, one: WantedSwitch, actor: Actor = MACHINE) -> int:
    now = desk.box.now
    return switches.propose(desk.session, actor, one, now=now, today=now.date())


def push(desk: Desk, change_id: int) -> pushing.Pushed:
    return pushing.push(desk.session, MACHINE, desk.work.live, change_id)


def runs(desk: Desk, *, on_campaign: bool = True) -> bool:
    target = desk.work.door.target(on_campaign=on_campaign).id
    spec = desk.box.campaign(target) or desk.box.ad_set(target)
    assert spec is not None
    return desk.box.is_running(spec)


@pytest.mark.parametrize("on_campaign", [True, False])
def test_a_pause_is_sent_once_read_back_and_shown(desk: Desk, *, on_campaign: bool) -> None:
    budget = desk.on_platform(on_campaign=on_campaign)
    change_id = ask(desk, wanted(desk, on_campaign=on_campaign))
    change = desk.change(change_id)
    assert (change.state, change.kind, change.before_micros, change.after_micros) == ("approved", "pause", budget, 0)
    done = push(desk, change_id)
    assert (done.state, done.text) == (State.APPLIED, "Read back from the platform: paused.")
    assert not runs(desk, on_campaign=on_campaign)
    assert desk.ours() == 1
    assert desk.change(change_id).request_id
    assert standing_of(entity(desk, on_campaign=on_campaign).status) is Standing.PAUSED
    assert not desk.session.scalars(select(PlatformBudget).where(PlatformBudget.budget_change_id == change_id)).all()
    with pytest.raises(Stale):
        push(desk, change_id)
    with pytest.raises(BadInput, match="paused already"):
        ask(desk, wanted(desk, on_campaign=on_campaign))


def test_taking_a_pause_back_resumes_and_the_pause_is_undone(desk: Desk) -> None:
    first = ask(desk, wanted(desk))
    push(desk, first)
    back = taking_back.undo(desk.session, MACHINE, first, now=desk.box.now, today=desk.box.now.date())
    assert desk.change(back).kind == "resume"
    assert push(desk, back).state is State.APPLIED
    assert runs(desk)
    assert desk.state(first) == State.UNDONE
    assert desk.ours() == 2


def test_a_later_switch_is_not_trampled_by_taking_back(desk: Desk) -> None:
    first = ask(desk, wanted(desk))
    push(desk, first)
    desk.box.set_running(desk.work.door.target(on_campaign=True).id, running=True, who=SOMEBODY)
    desk.pass_by(hours=1)
    desk.work.sync()
    with pytest.raises(Refused, match="running on its platform since"):
        taking_back.undo(desk.session, MACHINE, first, now=desk.box.now, today=desk.box.now.date())


def test_what_somebody_paused_there_already_is_not_sent(desk: Desk) -> None:
    change_id = ask(desk, wanted(desk))
    desk.box.set_running(desk.work.door.target(on_campaign=True).id, running=False, who=SOMEBODY)
    done = push(desk, change_id)
    assert (done.state, "already" in done.text) == (State.APPLIED, True)
    assert desk.ours() == 0


def test_what_was_deleted_there_is_a_conflict(desk: Desk) -> None:
    change_id = ask(desk, wanted(desk))
    desk.box.over.deleted.add(desk.work.door.target(on_campaign=True).id)
    assert push(desk, change_id).state is State.CONFLICT
    assert desk.ours() == 0


def test_what_the_platform_refuses_is_rejected(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise PlatformError("Meta refused (not now).", trouble=Trouble.REFUSED, platform="Meta", request_id="A1")

    change_id = ask(desk, wanted(desk))
    monkeypatch.setattr(MetaConnector, "set_running", refuse)
    assert push(desk, change_id).state is State.REJECTED
    assert desk.change(change_id).request_id == "A1"
    assert runs(desk)


@pytest.mark.parametrize("kind", ["lost_reply", "cut"])
def test_a_reply_that_is_lost_ends_applied_without_a_second_push(desk: Desk, kind: str) -> None:
    change_id = ask(desk, wanted(desk))
    desk.box.faults.add(Fault(kind, method="POST"))
    assert push(desk, change_id).state is State.APPLIED
    assert desk.ours() == 1


@pytest.mark.parametrize("kind", ["error_500", "ignored_write"])
def test_what_nobody_knows_is_read_until_it_is_known_and_never_sent_again(desk: Desk, kind: str) -> None:
    change_id = ask(desk, wanted(desk))
    desk.box.faults.add(Fault(kind, method="POST"))
    assert push(desk, change_id).state is State.UNKNOWN
    again = pushing.reconcile(desk.session, MACHINE, desk.work.live, change_id)
    assert (again.state, again.text.startswith("It is still running there")) == (State.UNKNOWN, True)
    desk.pass_by(minutes=20)
    later = pushing.reconcile(desk.session, MACHINE, desk.work.live, change_id)
    assert later.state is State.FAILED
    assert "It was not carried out: it is still running there." in later.text
    assert desk.ours() == 0
    assert push(desk, change_id).state is State.APPLIED


def test_a_dry_run_says_what_would_happen(desk: Desk) -> None:
    change_id = ask(desk, wanted(desk))
    name = entity(desk).name
    text = pushing.rehearse(desk.session, MACHINE, desk.work.live, change_id)
    assert text == f"“{name}” is running there and would be paused."
    assert desk.ours() == 0


def test_the_stop_switch_and_the_accounts_limits_hold_for_it_too(desk: Desk) -> None:
    change_id = ask(desk, wanted(desk))
    push_limits.stop(desk.session, MACHINE, why="The client called.", now=desk.box.now)
    with pytest.raises(Refused, match="Sending is stopped"):
        push(desk, change_id)
    push_limits.go_on(desk.session, MACHINE, now=desk.box.now)
    with transaction(desk.session):
        desk.session.get_one(AccountSync, desk.work.account_id).most_moved_micros = desk.on_platform() - 1
    with pytest.raises(Refused, match="is the most that may"):
        push(desk, change_id)
    assert desk.ours() == 0


def test_a_pause_that_moves_more_than_the_limit_waits_for_somebody_else(desk: Desk, ana: Actor) -> None:
    with transaction(desk.session):
        client = desk.session.get_one(Client, desk.work.account.client_id)
        client.approval_limit_micros = desk.on_platform() - 1
        client.reporting_currency = desk.work.account.currency
    change_id = ask(desk, wanted(desk), ana)
    assert desk.state(change_id) == State.PROPOSED
    now = desk.box.now
    with pytest.raises(Refused, match="above the"):
        budget_changes.decide(desk.session, ana, change_id, approve=True, now=now, today=now.date())
    budget_changes.decide(desk.session, MACHINE, change_id, approve=True, now=desk.box.now, today=desk.box.now.date())
    assert push(desk, change_id).state is State.APPLIED


@pytest.fixture
def ana(desk: Desk) -> Actor:
    """A specialist."""
    details = people.PersonDetails("Ana", Role.SPECIALIST, all_clients=True)
    user = people.add(desk.session, MACHINE, "ana@example.com", details, password_hash="-", now=desk.box.now)
    return Actor(user.id, "ana@example.com", Role.SPECIALIST, None, "web")


def test_a_pause_and_another_budget_do_not_stand_in_each_others_way(desk: Desk) -> None:
    (budget,) = desk.approved(desk.wanted())
    pause = ask(desk, wanted(desk))
    with pytest.raises(Stale, match=f"Change {pause} of"):
        ask(desk, wanted(desk))
    assert {push(desk, budget).state, push(desk, pause).state} == {State.APPLIED}


def test_a_reason_is_needed(desk: Desk) -> None:
    with pytest.raises(BadInput, match="Say why it is to be paused"):
        ask(desk, WantedSwitch(entity(desk).id, Switch.PAUSE, " "))


def test_a_pause_until_a_day_is_resumed_after_it(desk: Desk) -> None:
    last = desk.box.now.date() + timedelta(days=2)
    change_id = ask(desk, wanted(desk, expires_on=last))
    assert (f"change {change_id}", "applied") in desk.told("send")
    assert not runs(desk)
    desk.pass_by(days=3)
    done = [(told.what, told.state) for told in desk.run() if told.what != "pull"]
    assert done == [("expire", "goes_back"), ("send", "applied")]
    assert runs(desk)
    assert desk.state(change_id) == State.UNDONE


def test_one_carried_out_by_hand_shows_it(desk: Desk) -> None:
    with transaction(desk.session):
        desk.session.get_one(AccountSync, desk.work.account_id).push = False
    change_id = ask(desk, wanted(desk))
    mark = Mark(change_id, desk.change(change_id).version, applied=True)
    budget_changes.mark(desk.session, MACHINE, [mark], now=desk.box.now)
    assert desk.state(change_id) == State.APPLIED
    assert standing_of(entity(desk).status) is Standing.PAUSED
