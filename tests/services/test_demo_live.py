"""The demo's platforms are live: pulls agree with its files, budgets reach the market, days go by and are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.config import Settings
from paidsocial.db import Database
from paidsocial.domain.budget_change import State
from paidsocial.models import AccountDay, AccountSync, AdAccount, Connection, PlatformBudget
from paidsocial.services import upgrade
from paidsocial.services.changes import budget_changes, pushing
from paidsocial.services.connections import syncing, turns
from paidsocial.services.connections.live import Live
from paidsocial.services.connections.sealing import Sealer
from paidsocial.services.demo import live_side
from paidsocial.services.demo.build import build

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("demo")
    database = Database(f"sqlite:///{home / 'paidsocial.db'}")
    upgrade.upgrade(database)
    with database.session() as session:
        build(session, home=home, now=NOW, password_hash="none", months=2, per_account=2, used_for=10)
    database.dispose()
    return home


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[tuple[Session, Live, live_side.Platforms]]:
    database = Database(f"sqlite:///{home / 'paidsocial.db'}")
    platforms = live_side.open_(home, lambda: NOW)
    settings = platforms.settings(Settings(str(database.url), home))
    live = Live(settings, Sealer(settings), platforms.now)
    with database.session() as session:
        live_side.connect(session, live, platforms)
        yield session, live, platforms
    platforms.stop()
    database.dispose()


def pull(session: Session, live: Live, home: Path) -> list[syncing.Pulled]:
    ids = session.scalars(select(AccountSync.account_id).order_by(AccountSync.account_id)).all()
    return [syncing.sync(session, live_side.ACTOR, live, id_, home=home) for id_ in ids]


def test_a_pull_agrees_with_the_files_of_the_same_morning(
    served: tuple[Session, Live, live_side.Platforms], home: Path
) -> None:
    session, live, _ = served
    accounts = session.scalar(select(func.count()).select_from(AdAccount))
    before = session.execute(select(AccountDay.account_id, AccountDay.day, AccountDay.spend_micros)).all()
    done = pull(session, live, home)
    assert len(done) == accounts
    assert {each.state for each in done} == {turns.DONE}
    assert [(each.inserted, each.revised) for each in done] == [(0, 0)] * len(done)
    assert session.execute(select(AccountDay.account_id, AccountDay.day, AccountDay.spend_micros)).all() == before
    assert not [budget for each in done for budget in each.changes.budgets]


def test_a_day_goes_by_and_a_pushed_budget_counts(
    served: tuple[Session, Live, live_side.Platforms], home: Path
) -> None:
    session, live, platforms = served
    pull(session, live, home)
    budget = session.scalars(
        select(PlatformBudget).where(PlatformBudget.kind == "daily").order_by(PlatformBudget.id.desc())
    ).first()
    assert budget is not None
    amount = budget.amount_micros // 1_000_000
    wanted = budget_changes.Wanted(
        budget.campaign_id, str(amount + amount // 20), str(amount), budget.ad_set_id, "a little more"
    )
    now = platforms.now()
    change = budget_changes.propose(session, live_side.ACTOR, wanted, now=now, today=now.date())
    done = pushing.push(session, live_side.ACTOR, live, change)
    assert done.state is State.APPLIED, done.text
    platforms.advance(timedelta(days=1))
    later = pull(session, live, home)
    assert all(each.state in {turns.DONE, turns.HELD} for each in later)
    assert sum(each.inserted for each in later) > 0
    last = session.scalar(select(func.max(AccountDay.day)))
    assert last == now.date()


def test_the_demo_served_again_is_where_it_was(served: tuple[Session, Live, live_side.Platforms], home: Path) -> None:
    session, _, platforms = served
    again = live_side.open_(home, lambda: NOW)
    try:
        assert again.now() == platforms.now()
        assert again.sandbox.market.edits() == platforms.sandbox.market.edits()
        settings = again.settings(Settings("", home))
        live = Live(settings, Sealer(settings), again.now)
        count = session.scalar(select(func.count()).select_from(Connection))
        live_side.connect(session, live, again)
        assert session.scalar(select(func.count()).select_from(Connection)) == count
        assert {each.state for each in pull(session, live, home)} <= {turns.DONE, turns.HELD}
    finally:
        again.stop()
