"""Pulling an account from a served sandbox into a real database: exact, resumable, honest about trouble."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.errors import Stale
from paidsocial.models import AccountSync, Connection, ImportBatch, PerformanceReading, PlatformBudget, SyncRun
from paidsocial.platforms.live.connector import Structure
from paidsocial.sandbox.server.faults import Fault
from paidsocial.services.connections import connecting, structure, turns
from paidsocial.services.imports import history
from tests.support.connected import MACHINE, Workspace, connect, sign_in
from tests.support.importing import assert_sums_hold, bring, table
from tests.support.live import Bench, bench, books

SINCE = date(2026, 4, 20)


@pytest.fixture
def door() -> Iterator[Bench]:
    with bench("meta") as found:
        yield found


@pytest.fixture
def work(session: Session, tmp_path: Path, door: Bench) -> Workspace:
    return connect(session, tmp_path, door)


def told(work: Workspace, last: date = date(2026, 6, 13)) -> dict[tuple[str, str], tuple[int, ...]]:
    return books(work.door.sandbox, work.door.spec.id, Period(SINCE, last))


def test_the_first_pull_stores_what_the_platform_tells_to_the_cent(work: Workspace) -> None:
    done = work.sync(since=SINCE)
    assert done.state == turns.DONE
    assert done.period == Period(SINCE, date(2026, 6, 13))
    assert work.stored() == told(work)
    assert done.inserted == len(told(work))
    assert_sums_hold(work.session)
    box, spec = work.door.sandbox, work.door.spec
    for campaign in box.campaigns(spec.id):
        assert (work.campaign(campaign.id).name, work.campaign(campaign.id).end_day) == (campaign.name, campaign.ends)
    for ad_set in box.ad_sets(spec.id):
        assert work.ad_set(ad_set.id).campaign_id == work.campaign(ad_set.campaign_id).id


def test_a_second_pull_of_quiet_days_changes_nothing_and_a_later_one_restates(work: Workspace) -> None:
    work.sync(since=SINCE)
    again = work.sync()
    assert (again.inserted, again.revised) == (0, 0)
    assert again.unchanged > 0
    work.door.sandbox.advance(timedelta(days=5))
    later = work.sync()
    assert later.inserted > 0
    assert later.revised > 0
    assert work.stored() == told(work, date(2026, 6, 18))
    assert (work.session.scalar(select(func.count()).select_from(PerformanceReading)) or 0) == later.revised
    assert_sums_hold(work.session)


def test_days_that_matured_while_nothing_was_pulled_are_read_again(work: Workspace) -> None:
    work.sync(since=SINCE)
    work.door.sandbox.advance(timedelta(days=40))
    work.sync()
    assert work.stored() == told(work, date(2026, 7, 23))


def test_a_pull_that_broke_off_goes_on_where_it_was(work: Workspace) -> None:
    work.door.sandbox.faults.add(Fault("html", path="insights", after=1, times=99))
    broken = work.sync(since=SINCE)
    assert broken.state == turns.FAILED
    assert "web page instead of data" in broken.message
    row = work.session.get_one(AccountSync, work.account_id, populate_existing=True)
    assert row.through == SINCE + timedelta(days=30)
    assert row.claim is None
    assert row.due_at == work.door.sandbox.now + timedelta(minutes=10)
    work.door.sandbox.faults.clear()
    work.sync(since=SINCE)
    assert work.stored() == told(work)
    states = work.session.scalars(select(SyncRun.state).order_by(SyncRun.id)).all()
    assert states == [turns.FAILED, turns.DONE]


def test_too_much_for_one_reply_is_asked_for_in_halves(work: Workspace) -> None:
    work.door.sandbox.faults.add(Fault("huge", path="insights", times=2))
    done = work.sync(since=SINCE)
    assert done.state == turns.DONE
    assert work.stored() == told(work)


def test_rows_that_vanish_are_held_for_a_person_who_can_accept(work: Workspace, tmp_path: Path) -> None:
    work.sync(since=SINCE)
    before = work.stored()
    work.door.sandbox.faults.add(Fault("lose_rows", share=0.3))
    done = work.sync()
    assert done.state == turns.HELD
    assert "spend fell by" in done.message
    assert work.stored() == before
    held = work.session.scalars(select(ImportBatch).where(ImportBatch.state == "held")).all()
    assert held
    assert {batch.kind for batch in held} == {"pull"}
    work.sync()  # the night after: the newest stands for the older ones
    waiting = work.session.scalars(select(ImportBatch).where(ImportBatch.state == "held")).all()
    assert len(waiting) == len(held)
    history.accept(work.session, MACHINE, waiting[0].id, home=tmp_path, now=work.door.sandbox.now)
    assert work.stored() == before  # vanished rows are kept


def test_a_day_that_is_not_there_yet_is_no_loss(work: Workspace) -> None:
    work.sync(since=SINCE)
    work.door.sandbox.advance(timedelta(days=1))
    work.door.sandbox.faults.add(Fault("lag_day"))
    done = work.sync()
    assert done.state == turns.DONE
    work.door.sandbox.faults.clear()
    work.sync()
    assert work.stored() == told(work, date(2026, 6, 14))


def test_a_budget_changed_there_enters_the_history_as_changed_there(work: Workspace) -> None:
    work.sync(since=SINCE)
    target = work.door.target(on_campaign=True)
    before = work.door.sandbox.budget(target.id) or 0
    work.door.sandbox.advance(timedelta(hours=3))
    work.door.sandbox.set_budget(target.id, before + 25_000_000, who="somebody on the platform")
    done = work.sync()
    (change,) = done.changes.budgets
    assert change["name"] == work.campaign(target.id).name
    rows = work.session.scalars(
        select(PlatformBudget)
        .where(PlatformBudget.campaign_id == work.campaign(target.id).id, PlatformBudget.ad_set_id.is_(None))
        .order_by(PlatformBudget.id)
    ).all()
    assert [(row.amount_micros, row.source) for row in rows] == [
        (before, "platform"),
        (before + 25_000_000, "platform"),
    ]
    assert not work.sync().changes.budgets


def test_renamed_and_moved_things_stay_themselves(work: Workspace) -> None:
    work.sync(since=SINCE)
    box = work.door.sandbox
    first, second = box.campaigns(work.door.spec.id)[:2]
    ad_set = next(each for each in box.ad_sets(work.door.spec.id) if each.campaign_id == first.id)
    row = work.ad_set(ad_set.id)
    box.over.names[ad_set.id] = "Broad, new name"
    box.over.parents[ad_set.id] = second.id
    done = work.sync()
    assert done.changes.renamed == [(ad_set.name, "Broad, new name")]
    assert done.changes.moved == ["Broad, new name"]
    work.session.expire_all()
    assert work.ad_set(ad_set.id).id == row.id
    assert work.ad_set(ad_set.id).campaign_id == work.campaign(second.id).id
    assert work.stored() == told(work)


def test_an_expired_sign_in_breaks_the_connection_with_the_next_step(work: Workspace) -> None:
    work.door.sandbox.tokens.revoke("meta")
    done = work.sync(since=SINCE)
    assert done.state == turns.FAILED
    assert "Connect the account again" in done.message
    connection = work.session.get_one(Connection, work.connection_id, populate_existing=True)
    assert connection.state == "broken"
    client_id = connection.client_id
    sign_in(work.session, work.live, work.door, client_id, connection_id=work.connection_id)
    assert work.sync(since=SINCE).state == turns.DONE


def test_a_token_near_its_end_is_renewed_by_itself(work: Workspace) -> None:
    before = work.session.get_one(Connection, work.connection_id).sealed_grant
    work.door.sandbox.advance(timedelta(days=59, hours=23, minutes=55))
    assert work.sync(since=SINCE).state == turns.DONE
    after = work.session.get_one(Connection, work.connection_id, populate_existing=True)
    assert after.sealed_grant != before
    assert after.expires_at is not None
    assert after.expires_at > work.door.sandbox.now + timedelta(days=50)


@pytest.mark.parametrize("what", ["currency", "zone", "gone", "closed"])
def test_an_account_that_is_no_longer_what_it_was_says_so(work: Workspace, what: str) -> None:
    work.sync(since=SINCE)
    before = work.stored()
    box, id_ = work.door.sandbox, work.door.spec.id
    box.advance(timedelta(days=1))
    match what:
        case "currency":
            box.over.currencies[id_] = "USD"
        case "zone":
            box.over.zones[id_] = "America/New_York"
        case "closed":
            box.over.closed.add(id_)
        case _:
            work.account.external_id = "999"
            work.session.commit()
    done = work.sync()
    if what == "closed":
        assert done.state == turns.DONE
        assert work.account.status == "disabled"
        return
    assert done.state == turns.FAILED
    expected = {"currency": "bills in USD now", "zone": "are in America/New_York now", "gone": "no longer opens"}[what]
    assert expected in done.message
    assert work.stored() == before


def test_one_account_is_never_pulled_twice_at_once(work: Workspace) -> None:
    now = work.door.sandbox.now
    turn = turns.take(work.session, work.account_id, asked_by="another machine", now=now)
    with pytest.raises(Stale, match="being pulled at the moment"):
        work.sync(since=SINCE)
    work.door.sandbox.advance(turns.LEASE + timedelta(seconds=1))  # that machine died
    assert work.sync(since=SINCE).state == turns.DONE
    with pytest.raises(Stale, match="took over"):
        turns.renew(work.session, turn, now=work.door.sandbox.now, run={})
    states = work.session.scalars(select(SyncRun.state).order_by(SyncRun.id)).all()
    assert states == [turns.ABANDONED, turns.DONE]


def test_an_account_known_from_files_is_adopted_by_its_name(session: Session, tmp_path: Path, door: Bench) -> None:
    data = table([date(2026, 6, 1).isoformat(), "Campaign 1", "10.00", "20.00"])
    bring(session, tmp_path, data, hints={"account": door.spec.name, "platform": "meta"})
    work = connect(session, tmp_path, door)
    assert work.account.external_id == door.spec.id
    assert work.account.time_zone == "Europe/Berlin"


def test_closing_a_connection_forgets_its_tokens(work: Workspace) -> None:
    connecting.close(work.session, MACHINE, work.connection_id, now=work.door.sandbox.now)
    connection = work.session.get_one(Connection, work.connection_id, populate_existing=True)
    assert connection.sealed_grant == ""
    done = work.sync(since=SINCE)
    assert done.state == turns.FAILED
    assert "was closed" in done.message


def test_nothing_of_a_token_is_readable_in_the_database(work: Workspace) -> None:
    sealed = work.session.get_one(Connection, work.connection_id).sealed_grant
    token = work.live.sealer.open(sealed).access_token
    assert token.startswith("meta-")
    assert token not in sealed


def test_an_empty_structure_takes_nothing_away(work: Workspace) -> None:
    work.sync(since=SINCE)
    changes = structure.store(
        work.session, work.account, Structure([], [], []), now=work.door.sandbox.now, today=date(2026, 6, 14)
    )
    assert not changes.new
    assert work.stored() == told(work)
