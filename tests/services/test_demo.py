"""The demo company enters through the real services and is what the README says it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import Database
from paidsocial.domain.days import Period, local_day
from paidsocial.domain.fx import Basis
from paidsocial.models import (
    AccountDay,
    AdAccount,
    BudgetChange,
    Campaign,
    CampaignDay,
    ExchangeRate,
    ImportBatch,
    Performance,
    PerformanceReading,
    PlanLine,
    PlanLineCampaign,
    PlanRevision,
    PlatformBudget,
    Recommendation,
    User,
)
from paidsocial.sandbox.market import Market
from paidsocial.services import audit, upgrade
from paidsocial.services.access import Actor, Role
from paidsocial.services.demo import story
from paidsocial.services.demo.build import SEED, Built, build, today_of
from paidsocial.services.finance import rates
from paidsocial.services.planning import pacing

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Built, float]]:
    """The demo in its full size, but only eight days in the workspace; and the processor seconds it took."""
    home = tmp_path_factory.mktemp("whole")
    database = Database(f"sqlite:///{home / 'demo.db'}")
    upgrade.upgrade(database)
    began = time.process_time()
    with database.session() as session:
        built = build(session, home=home, now=NOW, password_hash="none", used_for=8)
        yield session, built, time.process_time() - began
    database.dispose()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Built]]:
    """A smaller company with its whole story."""
    home = tmp_path_factory.mktemp("lived")
    database = Database(f"sqlite:///{home / 'demo.db'}")
    upgrade.upgrade(database)
    with database.session() as session:
        yield session, build(session, home=home, now=NOW, password_hash="none", months=4, per_account=3, used_for=40)
    database.dispose()


def number(session: Session, table: type, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]  # keyword arguments pass through a dict


def test_the_company_has_the_promised_size(whole: tuple[Session, Built, float]):
    session, built, seconds = whole
    assert (built.platforms, built.currencies, built.campaigns) == (3, ("EUR", "USD"), 40)
    assert 145 <= built.ad_sets <= 155
    assert (built.first_day, built.last_day) == (date(2025, 8, 1), date(2026, 11, 19))
    assert built.rows > 30_000
    assert number(session, AdAccount) == built.accounts == 6
    assert {Role(user.role) for user in session.scalars(select(User))} == set(Role)
    assert seconds < 30  # of one processor: the contract allows a minute for all of it


def test_the_figures_are_the_markets_own(whole: tuple[Session, Built, float]):
    session, built, _ = whole
    market = Market(SEED, built.company.world)
    for account in session.scalars(select(AdAccount)):
        first, last = built.company.first_day, built.last_day
        known = next(
            each.id for each in built.company.world.accounts if each.id.removeprefix("act_") == account.external_id
        )
        seen = market.figures(known, first, last, seen_on=last + timedelta(days=1))
        spend, revenue = session.execute(
            select(func.sum(Performance.spend_micros), func.sum(Performance.revenue_micros)).where(
                Performance.account_id == account.id
            )
        ).one()
        assert spend == int(seen.spend.sum())
        assert revenue == int(seen.revenue.sum())


def fingerprint(home: Path, name: str, seed: int) -> list[tuple[object, ...]]:
    database = Database(f"sqlite:///{home / name}.db")
    upgrade.upgrade(database)
    with database.session() as session:
        build(session, home=home, now=NOW, password_hash="none", seed=seed, months=2, per_account=1, used_for=4)
        rows = [tuple(row) for row in session.execute(select(CampaignDay.__table__))]
    database.dispose()
    return rows


def test_the_same_seed_and_day_make_the_same_company(tmp_path: Path):
    one, two, three = (fingerprint(tmp_path, name, seed) for name, seed in (("one", 5), ("two", 5), ("three", 6)))
    assert one == two
    assert one != three


def test_sums_restatements_and_the_held_file(lived: tuple[Session, Built]):
    session, built = lived
    assert built.restated > 300
    total = select(func.sum(Performance.spend_micros)).scalar_subquery()
    for table in (CampaignDay, AccountDay):
        assert session.scalar(select(func.sum(table.spend_micros) == total))
    growing = session.scalars(
        select(Performance.revenue_micros - PerformanceReading.revenue_micros)
        .select_from(PerformanceReading)
        .join(
            Performance,
            (Performance.day == PerformanceReading.day) & (Performance.ad_set_id == PerformanceReading.ad_set_id),
        )
    ).all()
    assert sum(growing) > 0
    assert number(session, ImportBatch, ImportBatch.state == "held") == 1
    assert number(session, ImportBatch, ImportBatch.state == "applied") > 50


def test_plan_lines_run_over_under_and_as_agreed(lived: tuple[Session, Built]):
    session, _ = lived
    months = set(session.scalars(select(PlanLine.first_day)))
    assert {date(2026, 10, 1), date(2026, 11, 1)} <= months
    assert number(session, PlanLineCampaign) >= number(session, PlanLine)
    assert number(session, PlanRevision) > number(session, PlanLine)
    assert number(session, PlanLine, PlanLine.po_number.is_(None)) == 0
    report = pacing.read(session, Actor.at_the_machine(), month=Period.month(2026, 11), as_of=today_of(NOW))
    assert {line.status.value for line in report.lines} >= {"over", "under", "on_track"}


def test_one_reallocation_waits_and_earlier_ones_were_decided(lived: tuple[Session, Built]):
    session, _ = lived
    states = session.scalars(select(Recommendation.state).order_by(Recommendation.created_at)).all()
    assert states.count("proposed") == 1
    assert states[-1] == "proposed"
    assert "approved" in states
    applied = session.scalars(select(BudgetChange).where(BudgetChange.state == "applied")).all()
    assert applied
    by_hand = set(session.scalars(select(PlatformBudget.budget_change_id).where(PlatformBudget.source == "by_hand")))
    assert {change.id for change in applied} <= by_hand


def test_the_market_spends_by_what_was_carried_out(lived: tuple[Session, Built]):
    session, built = lived
    change = session.scalars(
        select(BudgetChange).where(BudgetChange.state == "applied", BudgetChange.ad_set_id.is_(None))
    ).first()
    assert change is not None
    day = change.carried_out_at.date() + timedelta(days=1)
    later = select(func.min(PlatformBudget.effective_at)).where(
        PlatformBudget.campaign_id == change.campaign_id, PlatformBudget.effective_at > change.carried_out_at
    )
    until = session.scalar(later)
    last = built.last_day if until is None else until.date() - timedelta(days=1)
    spent = session.scalars(
        select(CampaignDay.spend_micros).where(
            CampaignDay.campaign_id == change.campaign_id, CampaignDay.day.between(day, last)
        )
    ).all()
    assert spent
    assert max(spent) <= change.after_micros * 1.5


def test_flights_rates_people_and_the_audit_chain(lived: tuple[Session, Built]):
    session, built = lived
    assert number(session, Campaign, Campaign.start_day.is_(None)) == 0
    book = rates.open_book(session, currencies=("USD", "EUR"), days=Period(built.first_day, built.last_day))
    month = Period.month(2026, 10)
    assert book.for_month("USD", "EUR", month, basis=Basis.BOOKING).source == story.RATE_SOURCE
    assert book.on("USD", "EUR", built.last_day).rate > 0
    days = session.execute(select(ExchangeRate.day, ExchangeRate.loaded_at)).all()
    assert all(day < loaded_at.date() for day, loaded_at in days)
    assert len({loaded_at for _, loaded_at in days}) > 5
    viewer = session.scalars(select(User).where(User.role == Role.VIEWER.value)).one()
    assert len(Actor.of(viewer, "web").client_ids or ()) == 1
    assert audit.verify(session).broken_at is None


@pytest.mark.parametrize("hour", [0, 23])
def test_figures_reach_each_accounts_own_yesterday_at_any_hour(tmp_path: Path, hour: int):
    now = datetime(2026, 3, 1, hour, 20, tzinfo=UTC)
    database = Database(f"sqlite:///{tmp_path / 'demo.db'}")
    upgrade.upgrade(database)
    with database.session() as session:
        build(session, home=tmp_path, now=now, password_hash="none", months=2, per_account=1, used_for=4)
        query = select(AdAccount, func.max(AccountDay.day)).join(AccountDay, AccountDay.account_id == AdAccount.id)
        for account, last in session.execute(query.group_by(AdAccount.id)):
            assert last == local_day(now, account.time_zone) - timedelta(days=1), account.name
    database.dispose()
