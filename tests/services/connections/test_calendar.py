"""Which days of an ad account can be trusted: exact states, in a fixed number of queries."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.errors import NotFound
from paidsocial.models import AccountMaturity, AccountSync, AdAccount, Connection, ImportBatch, SyncRun
from paidsocial.services.connections import calendar
from paidsocial.services.connections.calendar import Calendar, State
from paidsocial.services.performance import maturity
from tests.support.builders import SEEN, World, someone
from tests.support.queries import counted

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
MORNING = datetime(2026, 6, 14, 4, 0, tzinfo=UTC)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def account(world: World) -> AdAccount:
    return world.account(world.client("Shop"), "Shop DE")


def days(first: int, last: int, month: int = 6) -> list[date]:
    return [date(2026, month, day) for day in range(first, last + 1)]


def read(session: Session, account: AdAccount, *, now: datetime = NOW) -> Calendar:
    return calendar.read(session, someone(), account.id, now=now)


def states(found: Calendar, *wanted: date) -> list[State]:
    by_day = {day.day: day.state for day in found.days}
    return [by_day[day] for day in wanted]


def connected(world: World, account: AdAccount, **more: object) -> AccountSync:
    """Pulled from 1 June to 13 June this morning, unless `more` says otherwise."""
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
    about = {"through": date(2026, 6, 13), "due_at": NOW + timedelta(hours=1), "ok_at": MORNING}
    return world.add(AccountSync(account_id=account.id, connection_id=made.id, **{**about, **more}))


def pulled(world: World, account: AdAccount, first: date, last: date, state: str = "done") -> None:
    world.add(
        SyncRun(
            account_id=account.id,
            claim="c",
            started_at=MORNING,
            finished_at=MORNING,
            state=state,
            first_day=first,
            last_day=last,
            asked_by="tests",
            details={},
        )
    )


def curve(world: World, session: Session, account: AdAccount, shares: list[float]) -> None:
    """A completion curve of the account's own."""
    maturity.curves(session, [account.id])
    session.rollback()
    with transaction(session):
        row = session.get_one(AccountMaturity, account.id)
        row.payload, row.days = {**row.payload, "curve": shares}, 30


def test_days_of_files_are_complete_missing_or_not_over(session: Session, world: World, account: AdAccount) -> None:
    ad_set = world.ad_set(world.campaign(account))
    world.figures(ad_set, *days(1, 5), *days(8, 11), spend="12.50")
    found = read(session, account)
    assert (found.days[0].day, found.days[-1].day) == (date(2026, 6, 1), date(2026, 6, 30))
    assert set(states(found, *days(1, 5), *days(8, 11))) == {State.COMPLETE}
    assert set(states(found, *days(6, 7))) == {State.MISSING}
    assert set(states(found, *days(12, 30))) == {State.NOT_YET}, "the file that brings them is still to come"
    assert found.gaps == [Period(*days(6, 7))]
    assert found.days[0].spend_micros == 12_500_000
    assert found.through == date(2026, 6, 11)
    assert sum(found.counts.values()) == 30


def test_a_day_matures_until_98_percent_of_its_revenue_is_known(
    session: Session, world: World, account: AdAccount
) -> None:
    ad_set = world.ad_set(world.campaign(account))
    world.figures(ad_set, *days(8, 13), revenue="40", seen_at=MORNING)
    curve(world, session, account, [0.2, 0.7, 0.9, 0.979, 0.98, 1.0, 1.0])
    found = read(session, account)
    assert states(found, *days(8, 13)) == [State.COMPLETE] * 3 + [State.MATURING] * 3
    assert [found.days[day - 1].known for day in (10, 11, 12, 13)] == [None, 0.979, 0.9, 0.7]
    assert not found.assumed


def test_without_revenue_nothing_matures_and_today_is_never_complete(
    session: Session, world: World, account: AdAccount
) -> None:
    world.figures(world.ad_set(world.campaign(account)), *days(12, 14), seen_at=MORNING)
    found = read(session, account)
    assert states(found, *days(12, 14)) == [State.COMPLETE, State.COMPLETE, State.MATURING]
    assert found.assumed


def test_what_waits_for_a_person_is_held_whatever_is_stored(session: Session, world: World, account: AdAccount) -> None:
    world.figures(world.ad_set(world.campaign(account)), *days(1, 13))
    batch = world.add(
        ImportBatch(
            kind="pull",
            state="held",
            account_id=account.id,
            first_day=date(2026, 6, 4),
            last_day=date(2026, 6, 6),
            seen_at=MORNING,
            created_at=MORNING,
            options={},
            report={},
        )
    )
    found = read(session, account)
    assert states(found, *days(3, 7)) == [State.COMPLETE, *[State.HELD] * 3, State.COMPLETE]
    assert {day.batch_id for day in found.days if day.state is State.HELD} == {batch.id}
    with transaction(session):
        session.get_one(ImportBatch, batch.id).state = "refused"
    assert read(session, account).counts[State.HELD] == 0


def test_a_pulled_day_without_delivery_is_quiet_and_not_missing(
    session: Session, world: World, account: AdAccount
) -> None:
    world.figures(world.ad_set(world.campaign(account)), *days(3, 5), *days(9, 13))
    connected(world, account)
    pulled(world, account, date(2026, 6, 2), date(2026, 6, 13))
    found = read(session, account)
    assert states(found, *days(1, 3)) == [State.OUTSIDE, State.QUIET, State.COMPLETE]
    assert set(states(found, *days(6, 8))) == {State.QUIET}
    assert found.gaps == []


def test_days_that_a_pull_will_bring_are_not_yet_until_it_fails_or_nobody_pulls(
    session: Session, world: World, account: AdAccount
) -> None:
    connected(world, account, through=None, due_at=NOW, since=date(2026, 6, 1), ok_at=None)
    assert set(states(read(session, account), *days(1, 13))) == {State.NOT_YET}
    with transaction(session):
        session.get_one(AccountSync, account.id).failures = 1
    assert set(states(read(session, account), *days(1, 13))) == {State.MISSING}
    with transaction(session):
        session.get_one(AccountSync, account.id).failures = 0
    late = read(session, account, now=NOW + timedelta(hours=7))
    assert set(states(late, *days(1, 13))) == {State.MISSING}


def test_a_first_pull_on_its_way_fills_the_days_one_window_after_the_other(
    session: Session, world: World, account: AdAccount
) -> None:
    world.figures(world.ad_set(world.campaign(account)), *days(1, 6))
    connected(world, account, through=date(2026, 6, 7), due_at=NOW, claim="c", claimed_at=NOW)
    pulled(world, account, date(2026, 6, 1), date(2026, 6, 13), state="running")
    found = read(session, account)
    assert states(found, *days(6, 9)) == [State.COMPLETE, State.QUIET, State.NOT_YET, State.NOT_YET]


def test_a_day_is_a_day_in_the_accounts_own_zone(session: Session, world: World) -> None:
    sydney = world.account(world.client("Far"), time_zone="Australia/Sydney")
    world.figures(world.ad_set(world.campaign(sydney)), *days(13, 14))
    assert states(read(session, sydney), *days(13, 14)) == [State.COMPLETE, State.MATURING]
    evening = datetime(2026, 6, 14, 15, 0, tzinfo=UTC)  # the 15th there
    found = read(session, sydney, now=evening)
    assert found.today == date(2026, 6, 15)
    assert states(found, *days(14, 15)) == [State.COMPLETE, State.NOT_YET]


def test_thirteen_months_in_three_queries_and_an_old_account_ends_with_its_last_figures(
    session: Session, world: World, account: AdAccount
) -> None:
    ad_set = world.ad_set(world.campaign(account))
    world.figures(ad_set, date(2025, 1, 1), date(2026, 6, 13))
    with counted(session) as statements:
        found = read(session, account)
    assert (found.days[0].day, len(found.months), len(statements)) == (date(2025, 6, 1), 13, 3)
    old = world.account(world.client("Old"))
    world.figures(world.ad_set(world.campaign(old)), date(2025, 3, 3), date(2025, 3, 5))
    silent = read(session, old)
    assert (silent.days[0].day, silent.days[-1].day) == (date(2025, 3, 1), date(2025, 3, 31))


def test_an_account_without_anything_and_one_of_another_client(
    session: Session, world: World, account: AdAccount
) -> None:
    assert {day.state for day in read(session, account).days} == {State.OUTSIDE, State.NOT_YET}
    with pytest.raises(NotFound):
        calendar.read(session, someone(clients=set()), account.id, now=NOW)
