"""How a connected ad account is pulled, and asking for a pull: who may, what is refused, what is left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import BadInput, Forbidden, NotFound, Refused
from paidsocial.models import AccountSync, AdAccount, AuditEntry, Connection, ImportBatch, SyncRun
from paidsocial.services.access import Role
from paidsocial.services.connections import account_settings, pulls, syncing, turns
from paidsocial.services.connections.account_settings import AccountSettings
from tests.support.builders import SEEN, World, someone
from tests.support.queries import counted

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
AS_MADE = AccountSettings("ad_set", None, push=False, most_changes=None, most_moved_micros=None)
ADMIN = someone(Role.ADMINISTRATOR)


@pytest.fixture
def account(session: Session) -> AdAccount:
    """A connected ad account whose next pull is in three hours."""
    world = World(session)
    account = world.account(world.client("Shop"))
    made = world.add(
        Connection(
            client_id=account.client_id,
            platform="meta",
            name="Meta",
            state="connected",
            created_at=SEEN,
            checked_at=SEEN,
            scopes=[],
        )
    )
    world.add(AccountSync(account_id=account.id, connection_id=made.id, due_at=LATER))
    return account


def sync_of(session: Session, account: AdAccount) -> AccountSync:
    session.rollback()
    return session.get_one(AccountSync, account.id, populate_existing=True)


def marks(session: Session) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))


def change(session: Session, account: AdAccount, wanted: AccountSettings) -> object:
    return account_settings.change(session, ADMIN, account.id, wanted, now=NOW)


def test_they_are_read_with_what_may_be_the_conversion(session: Session, account: AdAccount) -> None:
    with counted(session) as statements:
        found = account_settings.read(session, someone(), account.id, now=NOW)
    assert (found.settings, found.conversions[0], len(statements)) == (AS_MADE, "purchases", 1)


def test_only_what_changed_is_marked_and_nothing_where_nothing_did(session: Session, account: AdAccount) -> None:
    assert change(session, account, AS_MADE) == ()
    assert change(session, account, replace(AS_MADE, push=True, most_changes=4)) == ["push", "most_changes"]
    (mark,) = marks(session)
    assert (mark.before, mark.after) == (
        {"push": False, "most_changes": None},
        {"push": True, "most_changes": 4},
    )
    assert sync_of(session, account).due_at == LATER, "limits need no pull"


def test_another_event_or_level_is_pulled_at_once(session: Session, account: AdAccount) -> None:
    change(session, account, replace(AS_MADE, conversion="leads"))
    assert sync_of(session, account).due_at == NOW
    assert session.get_one(AdAccount, account.id).conversion_name == "leads"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"level": "campaign"}, "level"),
        ({"conversion": "applause"}, "conversion"),
        ({"most_changes": 0}, "most_changes"),
        ({"most_moved_micros": 0}, "most_moved"),
    ],
)
def test_what_cannot_be_set_is_refused_and_leaves_no_mark(
    session: Session, account: AdAccount, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        change(session, account, replace(AS_MADE, **wrong))  # type: ignore[arg-type]  # values of any field
    assert refused.value.field == field
    assert marks(session) == []


def test_nothing_is_sent_through_a_closed_connection(session: Session, account: AdAccount) -> None:
    with transaction(session):
        session.get_one(AccountSync, account.id).pull = False
    with pytest.raises(BadInput, match="was closed"):
        change(session, account, replace(AS_MADE, push=True))


def test_only_administrators_change_them_and_only_their_people_read_them(session: Session, account: AdAccount) -> None:
    with pytest.raises(Forbidden):
        account_settings.change(session, someone(), account.id, AS_MADE, now=NOW)
    with pytest.raises(NotFound):
        account_settings.read(session, someone(clients=set()), account.id, now=NOW)


# ---- asking for a pull


def test_asking_makes_it_due_and_leaves_a_mark(session: Session, account: AdAccount) -> None:
    pulls.ask(session, someone(), account.id, now=NOW)
    assert sync_of(session, account).due_at == NOW
    assert [mark.action for mark in marks(session)] == ["pull.asked"]
    with transaction(session):
        session.get_one(AccountSync, account.id).due_at = NOW - timedelta(hours=1)
    pulls.ask(session, someone(), account.id, now=NOW)
    assert sync_of(session, account).due_at == NOW - timedelta(hours=1), "what waits longer keeps its place"


def test_asking_is_refused_without_a_connection_or_the_right(session: Session, account: AdAccount) -> None:
    with pytest.raises(Forbidden):
        pulls.ask(session, someone(Role.VIEWER), account.id, now=NOW)
    with pytest.raises(NotFound):
        pulls.ask(session, someone(clients=set()), account.id, now=NOW)
    world = World(session)
    other = world.account(world.client("Other"), platform="tiktok")
    with pytest.raises(NotFound, match="not connected"):
        pulls.ask(session, someone(), other.id, now=NOW)
    with transaction(session):
        session.get_one(AccountSync, account.id).pull = False
    with pytest.raises(Refused, match="closed"):
        pulls.ask(session, someone(), account.id, now=NOW)


def test_the_history_is_paged_and_knows_which_import_of_which_pull_waits(session: Session, account: AdAccount) -> None:
    world = World(session)
    for number in range(pulls.PAGE + 1):
        at = NOW + timedelta(hours=number)
        world.add(
            SyncRun(
                account_id=account.id,
                claim="c",
                started_at=at,
                finished_at=at + timedelta(minutes=5),
                state="held" if number == 3 else "done",
                asked_by="background",
                details={"new": {"count": 30, "names": ["A"]}} if number == 0 else {},
            )
        )
    held = world.add(
        ImportBatch(
            kind="pull",
            state="held",
            account_id=account.id,
            first_day=date(2026, 6, 1),
            last_day=date(2026, 6, 2),
            seen_at=NOW,
            created_at=NOW + timedelta(hours=3, minutes=1),
            options={},
            report={},
        )
    )
    with counted(session) as statements:
        first = pulls.history(session, someone(), account.id)
    assert (first.count, len(first.entries), len(statements)) == (pulls.PAGE + 1, pulls.PAGE, 4)
    waiting = {pull.run.state: [part.batch_id for part in pull.held] for pull in first.entries if pull.held}
    assert waiting == {"held": [held.id]}
    last = pulls.history(session, someone(), account.id, page=9)
    assert (last.page, [pull.new for pull in last.entries]) == (2, [(30, ["A"])])


# ---- while one runs


def end_of(session: Session, turn: turns.Turn, *, now: datetime, goes_on: bool = False) -> None:
    run = {"state": turns.DONE, "last_day": date(2026, 6, 13), "details": {turns.GOES_ON: goes_on}}
    usual = {"due_at": now if goes_on else now + timedelta(hours=6), "ok_at": now, "failures": 0, "message": ""}
    turns.give_back(session, turn, now=now, run=run, account=usual)


def test_asking_while_a_pull_runs_makes_it_due_again_when_that_ends(session: Session, account: AdAccount) -> None:
    turn = turns.take(session, account.id, asked_by="work", now=NOW)
    pulls.ask(session, someone(), account.id, now=NOW)
    health = account_settings.read(session, someone(), account.id, now=NOW).health
    assert (health.running, health.again, syncing.due(session, now=NOW)) == (True, True, [])
    ended = NOW + timedelta(minutes=2)
    end_of(session, turn, now=ended)
    assert sync_of(session, account).due_at == ended
    assert syncing.due(session, now=ended) == [account.id]
    end_of(session, turns.take(session, account.id, asked_by="work", now=ended), now=ended)
    assert sync_of(session, account).due_at == ended + timedelta(hours=6), "once, not for ever"


def test_asking_before_a_pull_begins_is_answered_by_that_pull(session: Session, account: AdAccount) -> None:
    pulls.ask(session, someone(), account.id, now=NOW)
    end_of(session, turns.take(session, account.id, asked_by="work", now=NOW), now=NOW)
    assert sync_of(session, account).due_at == NOW + timedelta(hours=6)


def test_a_request_outlasts_the_turns_of_a_long_pull(session: Session, account: AdAccount) -> None:
    """Days that an earlier turn has read are not read again by the next, so that the request is not met by it."""
    first = turns.take(session, account.id, asked_by="work", now=NOW)
    pulls.ask(session, someone(), account.id, now=NOW)
    end_of(session, first, now=NOW, goes_on=True)
    end_of(session, turns.take(session, account.id, asked_by="work", now=NOW), now=NOW)
    assert sync_of(session, account).due_at == NOW
    end_of(session, turns.take(session, account.id, asked_by="work", now=NOW), now=NOW)
    assert sync_of(session, account).due_at > NOW


def test_another_event_set_while_a_pull_runs_is_pulled_after_it(session: Session, account: AdAccount) -> None:
    turn = turns.take(session, account.id, asked_by="work", now=NOW)
    change(session, account, replace(AS_MADE, conversion="leads"))
    end_of(session, turn, now=NOW)
    assert sync_of(session, account).due_at == NOW


# ---- when it is pulled


def test_other_hours_move_the_next_pull_but_not_one_that_is_due_or_failed(session: Session, account: AdAccount) -> None:
    with transaction(session):
        session.get_one(AdAccount, account.id).time_zone = "Australia/Sydney"
        session.get_one(AccountSync, account.id).ok_at = NOW - timedelta(hours=3)
    assert change(session, account, replace(AS_MADE, every_hours=12)) == ["every_hours"]
    assert sync_of(session, account).due_at == NOW + timedelta(hours=9)
    change(session, account, replace(AS_MADE, every_hours=24, at_hour=5))
    assert sync_of(session, account).due_at == datetime(2026, 6, 14, 19, tzinfo=UTC)  # five in Sydney
    with transaction(session):
        row = session.get_one(AccountSync, account.id)
        row.failures, row.due_at = 1, LATER
    change(session, account, AS_MADE)
    assert sync_of(session, account).due_at == LATER


@pytest.mark.parametrize("wrong", [{"every_hours": 5}, {"every_hours": 0}, {"at_hour": 24}])
def test_hours_that_no_day_has_are_refused(session: Session, account: AdAccount, wrong: dict[str, int]) -> None:
    with pytest.raises(BadInput):
        change(session, account, replace(AS_MADE, **wrong))  # type: ignore[arg-type]  # values of any field
