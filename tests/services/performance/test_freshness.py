"""How fresh the figures are, as an account's own calendar has it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from paidsocial.services.access import Actor
from paidsocial.services.performance import freshness, maturity
from paidsocial.services.performance.freshness import State
from tests.support.builders import World, someone
from tests.support.lateness import live
from tests.support.queries import counted

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
YESTERDAY = date(2026, 6, 13)


def an_account_with_figures_to(world: World, client: object, day: date | None, **account: object) -> int:
    made = world.account(client, **account)
    if day is not None:
        world.figures(world.ad_set(world.campaign(made)), day - timedelta(days=1), day)
    return made.id


@pytest.mark.parametrize(
    ("figures_to", "status", "state", "behind"),
    [
        (date(2026, 6, 13), "active", State.FRESH, 0),
        (date(2026, 6, 14), "active", State.FRESH, 0),
        (date(2026, 6, 12), "active", State.LATE, 1),
        (date(2026, 6, 10), "active", State.LATE, 3),
        (date(2026, 6, 9), "active", State.STALE, 4),
        (date(2026, 4, 14), "active", State.STALE, 60),
        (date(2026, 4, 13), "active", State.RETIRED, 61),
        (date(2026, 6, 9), "closed", State.RETIRED, 4),
        (None, "active", State.EMPTY, None),
    ],
)
def test_an_account_stands_against_its_own_yesterday(
    session: Session, figures_to: date | None, status: str, state: State, behind: int
) -> None:
    world = World(session)
    an_account_with_figures_to(world, world.client(), figures_to, status=status)
    (account,) = freshness.read(session, someone(), now=NOW).accounts
    assert (account.figures_to, account.state, account.behind) == (figures_to, state, behind)


def test_yesterday_is_the_accounts_own_day(session: Session, machine: Actor) -> None:
    world = World(session)
    client = world.client()
    an_account_with_figures_to(world, client, date(2026, 6, 12), name="Los Angeles", time_zone="America/Los_Angeles")
    an_account_with_figures_to(world, client, date(2026, 6, 12), name="Tokyo", time_zone="Asia/Tokyo")
    early = datetime(2026, 6, 14, 5, 0, tzinfo=UTC)  # 13 June 22:00 in Los Angeles, 14 June 14:00 in Tokyo
    states = {a.name: a.state for a in freshness.read(session, machine, now=early).accounts}
    assert states == {"Los Angeles": State.FRESH, "Tokyo": State.LATE}


def test_a_platform_is_as_fresh_as_its_slowest_account_in_use(session: Session, machine: Actor, now: datetime) -> None:
    world = World(session)
    client = world.client()
    an_account_with_figures_to(world, client, YESTERDAY, name="a")
    slow = an_account_with_figures_to(world, client, date(2026, 6, 8), name="b")
    an_account_with_figures_to(world, client, date(2025, 1, 1), name="retired")
    an_account_with_figures_to(world, client, date(2026, 6, 11), name="c", platform="tiktok")
    an_account_with_figures_to(world, client, None, name="new", platform="tiktok")
    report = freshness.read(session, machine, now=now)
    assert [(p.platform, p.figures_to, p.latest, p.state) for p in report.platforms] == [
        ("meta", date(2026, 6, 8), YESTERDAY, State.STALE),
        ("tiktok", date(2026, 6, 11), date(2026, 6, 11), State.LATE),
    ]
    assert (report.figures_to, report.latest, report.worst) == (date(2026, 6, 8), YESTERDAY, State.STALE)
    assert [a.name for a in report.behind] == ["b", "c"]
    assert report.behind[0].account_id == slow


def test_nothing_at_all_is_empty_and_only_old_accounts_are_retired(
    session: Session, machine: Actor, now: datetime
) -> None:
    nothing = freshness.read(session, machine, now=now)
    assert (nothing.platforms, nothing.figures_to, nothing.worst) == ((), None, State.EMPTY)
    world = World(session)
    an_account_with_figures_to(world, world.client(), date(2025, 1, 1))
    old = freshness.read(session, machine, now=now)
    assert (old.figures_to, old.worst, old.behind) == (date(2025, 1, 1), State.RETIRED, ())


def test_one_sees_only_ones_own_clients_and_the_asked_part_of_them(session: Session, now: datetime) -> None:
    world = World(session)
    mine, other = world.client(), world.client()
    meta = an_account_with_figures_to(world, mine, YESTERDAY)
    tiktok = an_account_with_figures_to(world, mine, YESTERDAY, platform="tiktok")
    an_account_with_figures_to(world, other, YESTERDAY)
    me = someone(clients={mine.id})

    def ids(**scope: object) -> list[int]:
        return [a.account_id for a in freshness.read(session, me, now=now, **scope).accounts]

    assert sorted(ids()) == [meta, tiktok]
    assert ids(client_id=other.id) == []
    assert ids(account_id=tiktok) == [tiktok]
    assert ids(platform="tiktok") == [tiktok]
    assert freshness.read(session, someone(clients=set()), now=now).accounts == ()


def test_it_takes_one_query_however_many_accounts(session: Session, machine: Actor, now: datetime) -> None:
    world = World(session)
    client = world.client()
    for _ in range(5):
        an_account_with_figures_to(world, client, YESTERDAY)
    with counted(session) as statements:
        freshness.read(session, machine, now=now)
    assert len(statements) == 1


def test_the_last_day_says_how_much_of_its_revenue_is_known(session: Session, machine: Actor) -> None:
    """Learned once, it stands beside the last day at no further query; an account that was read long after is final."""
    world = World(session)
    client = world.client()
    late, final = (world.ad_set(world.campaign(world.account(client, name, platform="tiktok"))) for name in "ab")
    elsewhere = world.ad_set(world.campaign(world.account(client, "c")))
    today = NOW.date()
    days = [today - timedelta(days=back) for back in range(40, 0, -1)]
    live(session, late, days, (0.4, 0.6, 0.8, 1.0), until=today)
    live(session, final, days, (0.4, 0.6, 0.8, 1.0), until=today + timedelta(days=60), read=lambda at: at > today)
    live(session, elsewhere, days, (1.0,), until=today)
    accounts = [late.account_id, final.account_id, elsewhere.account_id]
    with counted(session) as before:
        assert freshness.read(session, machine, now=NOW).maturing == ()
    maturity.curves(session, accounts)
    session.rollback()
    with counted(session) as statements:
        found = freshness.read(session, machine, now=NOW)
    assert len(statements) == len(before) == 1
    (tiktok,) = found.maturing
    assert tiktok.slowest is not None
    assert (tiktok.platform, tiktok.slowest.name, tiktok.assumed) == ("tiktok", "a", False)
    assert tiktok.known == pytest.approx(0.6, abs=0.02)
