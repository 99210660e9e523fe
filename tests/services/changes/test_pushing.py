"""A budget change reaches its platform once, or visibly not at all, whatever breaks and wherever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.budget_change import State
from paidsocial.errors import Refused, Stale
from paidsocial.models import AccountSync, BudgetChange, BudgetChangeEvent, PlatformBudget
from paidsocial.platforms.meta.api import MetaConnector
from paidsocial.sandbox.server.faults import Fault
from paidsocial.services.changes import budget_changes, push_limits, pushing, taking_back
from paidsocial.services.changes.budget_changes import Wanted
from tests.support.connected import MACHINE, Workspace, connect
from tests.support.live import bench

SINCE = date(2026, 6, 1)
EUR = 1_000_000


@pytest.fixture
def work(session: Session, tmp_path: Path) -> Iterator[Workspace]:
    with bench("meta") as door:
        workspace = connect(session, tmp_path, door, push=True)
        workspace.sync(since=SINCE)
        yield workspace


def approved(work: Workspace, *, percent: int = 10, on_campaign: bool = True, starts_on: date | None = None) -> int:
    """A change of a budget by some percent, proposed by somebody entitled to approve it alone."""
    target = work.door.target(on_campaign=on_campaign)
    before = work.door.sandbox.budget(target.id) or 0
    campaign = work.campaign(target.campaign_id)
    ad_set = None if on_campaign else work.ad_set(target.id).id
    after = before * (100 + percent) // 100 // EUR * EUR
    wanted = Wanted(campaign.id, str(after // EUR), str(before // EUR), ad_set, "more of it", starts_on)
    now = work.door.sandbox.now
    return budget_changes.propose(work.session, MACHINE, wanted, now=now, today=now.date())


def change_of(work: Workspace, change_id: int) -> BudgetChange:
    return work.session.get_one(BudgetChange, change_id, populate_existing=True)


def push(work: Workspace, change_id: int) -> pushing.Pushed:
    return pushing.push(work.session, MACHINE, work.live, change_id)


def on_platform(work: Workspace, change_id: int) -> int | None:
    change = change_of(work, change_id)
    campaign = next(
        each
        for each in work.door.sandbox.campaigns(work.door.spec.id)
        if work.campaign(each.id).id == change.campaign_id
    )
    if change.ad_set_id is None:
        return work.door.sandbox.budget(campaign.id)
    ad_set = next(
        each for each in work.door.sandbox.ad_sets(work.door.spec.id) if work.ad_set(each.id).id == change.ad_set_id
    )
    return work.door.sandbox.budget(ad_set.id)


@pytest.mark.parametrize("on_campaign", [True, False])
def test_an_approved_change_is_set_read_back_and_enters_the_history(work: Workspace, *, on_campaign: bool) -> None:
    change_id = approved(work, on_campaign=on_campaign)
    done = push(work, change_id)
    assert (done.state, done.surprise) == (State.APPLIED, False)
    change = change_of(work, change_id)
    assert on_platform(work, change_id) == change.after_micros
    assert len(work.door.sandbox.writes) == 1
    row = work.session.scalars(select(PlatformBudget).where(PlatformBudget.budget_change_id == change_id)).one()
    assert (row.amount_micros, row.source) == (change.after_micros, "platform")
    states = work.session.scalars(
        select(BudgetChangeEvent.to_state)
        .where(BudgetChangeEvent.budget_change_id == change_id)
        .order_by(BudgetChangeEvent.id)
    ).all()
    assert states == ["proposed", "approved", "sending", "applied"]
    work.door.sandbox.advance(timedelta(hours=1))
    assert not work.sync().changes.budgets  # our own change is not one that somebody made there
    with pytest.raises(Stale):
        push(work, change_id)
    assert len(work.door.sandbox.writes) == 1


def test_another_value_on_the_platform_is_a_conflict_and_is_not_trampled(work: Workspace) -> None:
    change_id = approved(work)
    target = work.door.target(on_campaign=True)
    work.door.sandbox.set_budget(target.id, 77 * EUR, who="somebody on the platform")
    done = push(work, change_id)
    assert done.state is State.CONFLICT
    assert "77.00 EUR stands on the platform" in done.text
    assert work.door.sandbox.budget(target.id) == 77 * EUR


def test_a_value_that_stands_there_already_is_not_sent(work: Workspace) -> None:
    change_id = approved(work)
    target = work.door.target(on_campaign=True)
    work.door.sandbox.set_budget(target.id, change_of(work, change_id).after_micros, who="somebody on the platform")
    done = push(work, change_id)
    assert done.state is State.APPLIED
    assert [write.who for write in work.door.sandbox.writes] == ["somebody on the platform"]


@pytest.mark.parametrize("kind", ["lost_reply", "cut"])
def test_a_reply_that_is_lost_after_it_was_done_ends_applied_without_a_second_push(work: Workspace, kind: str) -> None:
    change_id = approved(work)
    work.door.sandbox.faults.add(Fault(kind, method="POST"))
    done = push(work, change_id)
    assert done.state is State.APPLIED
    assert len(work.door.sandbox.writes) == 1


@pytest.mark.parametrize("kind", ["timeout", "error_500", "ignored_write"])
def test_a_request_that_was_not_carried_out_is_unknown_until_that_is_certain(work: Workspace, kind: str) -> None:
    change_id = approved(work)
    work.door.sandbox.faults.add(Fault(kind, method="POST", seconds=6))
    done = push(work, change_id)
    assert done.state is State.UNKNOWN
    assert not work.door.sandbox.writes
    again = pushing.reconcile(work.session, MACHINE, work.live, change_id)
    assert again.state is State.UNKNOWN
    work.door.sandbox.advance(timedelta(minutes=20))
    assert pushing.reconcile(work.session, MACHINE, work.live, change_id).state is State.FAILED
    assert push(work, change_id).state is State.APPLIED
    assert len(work.door.sandbox.writes) == 1


def test_an_old_value_read_straight_after_is_waited_out(work: Workspace) -> None:
    change_id = approved(work)
    work.door.sandbox.faults.add(Fault("stale_read"))
    assert push(work, change_id).state is State.APPLIED
    assert 2.0 in work.door.slept


def test_a_refusal_is_told_in_the_platforms_words(work: Workspace) -> None:
    change_id = approved(work, on_campaign=False)
    target = work.door.target(on_campaign=False)
    work.door.sandbox.over.deleted.add(target.id)
    done = push(work, change_id)
    assert done.state is State.REJECTED
    assert "deleted or archived" in done.text
    assert not work.door.sandbox.writes


def test_a_throttle_sends_nothing_and_may_be_tried_again(work: Workspace) -> None:
    change_id = approved(work)
    work.door.sandbox.faults.add(Fault("throttle", method="POST"))
    assert push(work, change_id).state is State.FAILED
    assert push(work, change_id).state is State.APPLIED
    assert len(work.door.sandbox.writes) == 1


class Killed(BaseException):
    """As if the process had ended here."""


@pytest.mark.parametrize("point", ["ready", "budget", "note", "before_set", "after_set", "read_back", "ended"])
def test_a_crash_at_any_point_ends_right_without_a_second_push(
    work: Workspace, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    change_id = approved(work)
    seen = {"budget": 0}
    with monkeypatch.context() as patch:
        _break(patch, point, seen)
        with pytest.raises(Killed):
            push(work, change_id)
    work.session.rollback()
    with pytest.raises(Stale, match=r"is being sent|only an approved one"):
        push(work, change_id)
    work.door.sandbox.advance(pushing.GIVEN_UP)
    state = pushing.reconcile(work.session, MACHINE, work.live, change_id).state
    if state is State.UNKNOWN:
        work.door.sandbox.advance(timedelta(minutes=20))
        state = pushing.reconcile(work.session, MACHINE, work.live, change_id).state
    if state is State.FAILED:
        state = push(work, change_id).state
    assert state is State.APPLIED
    assert len(work.door.sandbox.writes) == 1
    assert on_platform(work, change_id) == change_of(work, change_id).after_micros
    rows = work.session.scalars(select(PlatformBudget).where(PlatformBudget.budget_change_id == change_id)).all()
    assert len(rows) == 1


def _break(patch: pytest.MonkeyPatch, point: str, seen: dict[str, int]) -> None:
    read, send = MetaConnector.budget, MetaConnector.set_budget
    ended = pushing._ended

    def killed(*_: object, **__: object) -> None:
        raise Killed

    def budget(self: MetaConnector, *args: object) -> object:
        seen["budget"] += 1
        if seen["budget"] == (1 if point == "budget" else 2):
            raise Killed
        return read(self, *args)  # type: ignore[arg-type]

    def set_budget(self: MetaConnector, *args: object) -> object:
        if point == "after_set":
            send(self, *args)  # type: ignore[arg-type]
        raise Killed

    match point:
        case "ready":
            patch.setattr("paidsocial.services.connections.live.Live.ready", killed)
        case "budget" | "read_back":
            patch.setattr(MetaConnector, "budget", budget)
        case "note":
            patch.setattr(pushing, "_note_sending", killed)
        case "before_set" | "after_set":
            patch.setattr(MetaConnector, "set_budget", set_budget)
        case _:
            patch.setattr(pushing, "_ended", killed)
    assert ended is not killed


def test_whoever_comes_back_after_being_given_up_on_sends_nothing(
    work: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_id = approved(work)
    read = MetaConnector.budget

    def slow(self: MetaConnector, *args: object) -> object:
        monkeypatch.setattr(MetaConnector, "budget", read)
        with Session(work.session.get_bind()) as other:  # another process, in the meantime
            work.door.sandbox.advance(pushing.GIVEN_UP)
            assert pushing.reconcile(other, MACHINE, work.live, change_id).state is State.FAILED
        return read(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(MetaConnector, "budget", slow)
    with pytest.raises(Stale, match="nothing was sent"):
        push(work, change_id)
    assert not work.door.sandbox.writes
    assert change_of(work, change_id).state == State.FAILED


def test_what_was_read_before_somebody_sent_it_again_says_nothing_about_that(work: Workspace, session: Session) -> None:
    """One looks, and while it thinks another finds out, and it is sent again with nobody knowing what came of it."""
    change_id = approved(work)
    work.door.sandbox.faults.add(Fault("ignored_write", method="POST", times=2))
    assert push(work, change_id).state is State.UNKNOWN
    work.door.sandbox.advance(timedelta(minutes=20))
    asked = 0

    def clock() -> datetime:
        nonlocal asked
        asked += 1
        if asked == 2:  # once the old value was read
            with Session(session.get_bind()) as theirs:
                assert pushing.reconcile(theirs, MACHINE, work.live, change_id).state is State.FAILED
                assert pushing.push(theirs, MACHINE, work.live, change_id).state is State.UNKNOWN
        return work.door.sandbox.now

    with pytest.raises(Stale):
        pushing.reconcile(work.session, MACHINE, replace(work.live, clock=clock), change_id)
    work.session.rollback()
    assert change_of(work, change_id).state == State.UNKNOWN


def test_the_stop_switch_stops_everything(work: Workspace) -> None:
    change_id = approved(work)
    now = work.door.sandbox.now
    push_limits.stop(work.session, MACHINE, why="The client called.", now=now)
    with pytest.raises(Refused, match="The client called"):
        push(work, change_id)
    assert change_of(work, change_id).state == State.APPROVED
    push_limits.go_on(work.session, MACHINE, now=now)
    assert push(work, change_id).state is State.APPLIED


def test_sending_is_off_until_an_administrator_switches_it_on(work: Workspace) -> None:
    change_id = approved(work)
    with transaction(work.session):
        work.session.get_one(AccountSync, work.account_id).push = False
    with pytest.raises(Refused, match="not switched on"):
        push(work, change_id)


@pytest.mark.parametrize(("field", "value"), [("most_changes", 1), ("most_moved_micros", 40 * EUR)])
def test_an_accounts_own_limits_hold_before_the_platform_is_asked(work: Workspace, field: str, value: int) -> None:
    first = approved(work)
    with transaction(work.session):
        setattr(work.session.get_one(AccountSync, work.account_id), field, value)
    assert push(work, first).state is State.APPLIED
    second = approved(work, percent=20, on_campaign=False)
    with pytest.raises(Refused, match="today"):
        push(work, second)
    work.door.sandbox.advance(timedelta(days=1))
    assert push(work, second).state is State.APPLIED


def test_metas_four_changes_an_hour_are_counted_before_the_fifth(work: Workspace) -> None:
    for _ in range(4):
        assert push(work, approved(work, percent=2, on_campaign=False)).state is State.APPLIED
    fifth = approved(work, percent=2, on_campaign=False)
    calls = len(work.door.sandbox.writes)
    with pytest.raises(Refused, match="4 times in the last hour"):
        push(work, fifth)
    assert len(work.door.sandbox.writes) == calls
    work.door.sandbox.advance(timedelta(hours=1, seconds=1))
    assert push(work, fifth).state is State.APPLIED


def test_a_batch_stops_at_the_first_surprise(work: Workspace) -> None:
    first, second = approved(work), approved(work, on_campaign=False)
    work.door.sandbox.set_budget(work.door.target(on_campaign=True).id, 77 * EUR, who="somebody on the platform")
    done = pushing.push_all(work.session, MACHINE, work.live, [first, second])
    assert [each.state for each in done] == [State.CONFLICT]
    assert change_of(work, second).state == State.APPROVED


def test_a_change_that_starts_later_waits_for_its_accounts_midnight(work: Workspace) -> None:
    change_id = approved(work, starts_on=date(2026, 6, 15))
    assert change_of(work, change_id).state == State.SCHEDULED
    with pytest.raises(Refused, match="starts on 2026-06-15"):
        push(work, change_id)
    work.door.sandbox.advance(timedelta(hours=12, minutes=31))  # 22:01 UTC: past midnight in Berlin
    assert push(work, change_id).state is State.APPLIED


def test_a_rehearsal_reads_and_changes_nothing(work: Workspace) -> None:
    change_id = approved(work)
    text = pushing.rehearse(work.session, MACHINE, work.live, change_id)
    assert text.startswith("It would be set from ")
    assert not work.door.sandbox.writes
    assert change_of(work, change_id).state == State.APPROVED


def test_undoing_is_a_new_change_that_does_not_trample_a_later_edit(work: Workspace) -> None:
    change_id = approved(work)
    assert push(work, change_id).state is State.APPLIED
    now = work.door.sandbox.now
    back = taking_back.undo(work.session, MACHINE, change_id, now=now, today=now.date())
    work.door.sandbox.set_budget(work.door.target(on_campaign=True).id, 81 * EUR, who="somebody on the platform")
    assert push(work, back).state is State.CONFLICT
    assert change_of(work, change_id).state == State.APPLIED
    assert work.door.sandbox.budget(work.door.target(on_campaign=True).id) == 81 * EUR


def test_an_undone_change_restores_what_was_there(work: Workspace) -> None:
    before = work.door.sandbox.budget(work.door.target(on_campaign=True).id)
    change_id = approved(work)
    push(work, change_id)
    now = work.door.sandbox.now
    back = taking_back.undo(work.session, MACHINE, change_id, now=now, today=now.date())
    assert push(work, back).state is State.APPLIED
    assert change_of(work, change_id).state == State.UNDONE
    assert work.door.sandbox.budget(work.door.target(on_campaign=True).id) == before


def test_what_is_spent_already_lets_a_lower_budget_wait_for_tomorrow(session: Session, tmp_path: Path) -> None:
    with bench("tiktok", currency="EUR", time_zone="Europe/Berlin") as door:
        work = connect(session, tmp_path, door, push=True)
        work.sync(since=SINCE)
        door.sandbox.advance(timedelta(hours=11))  # 20:30 UTC: half past ten in the evening
        change_id = approved(work, percent=-20)
        done = push(work, change_id)
        assert (done.state, done.surprise) == (State.SCHEDULED, False)
        assert "it goes on tomorrow" in done.text
        assert change_of(work, change_id).starts_on == date(2026, 6, 15)
        assert not door.sandbox.writes
        door.sandbox.advance(timedelta(hours=2))
        assert push(work, change_id).state is State.APPLIED
        assert len(door.sandbox.writes) == 1
