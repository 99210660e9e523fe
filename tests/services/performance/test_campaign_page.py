"""What a campaign's and an ad set's page are made of."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from paidsocial.db import Database
from paidsocial.domain.days import Period
from paidsocial.domain.metrics import Figures
from paidsocial.errors import NotFound
from paidsocial.models import (
    BudgetChange,
    ImportBatch,
    PerformanceReading,
    PeriodTotal,
    PlanLine,
    PlanLineCampaign,
)
from paidsocial.services.performance.campaign_page import SOURCES, ad_set_page, campaign_page
from tests.support.builders import SEEN, World, micros, someone
from tests.support.queries import counted

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
JUNE = Period.month(2026, 6)


def june(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 6, day) for day in days)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_ad_sets_are_summed_over_the_period_largest_first(session: Session, world: World) -> None:
    campaign = world.campaign(world.account(world.client()))
    small, large = world.ad_set(campaign, "small"), world.ad_set(campaign, "large", learning_state="learning")
    idle = world.ad_set(campaign, "idle", status="PAUSED")
    world.figures(small, *june(1, 2), spend="1", revenue="3", conversions=1, impressions=50, clicks=1)
    world.figures(large, *june(2), spend="10", revenue="5")
    world.figures(large, date(2026, 5, 31), spend="999")
    world.budget(large, "12", date(2026, 5, 1))
    world.budget(large, "15", date(2026, 6, 1))
    world.budget(idle, "40", date(2026, 5, 1))
    page = campaign_page(session, someone(), campaign_id=campaign.id, period=JUNE, now=NOW)
    assert [(row.name, row.figures) for row in page.ad_sets] == [
        ("large", Figures(micros(10), revenue=micros(5))),
        ("small", Figures(micros(2), impressions=100, clicks=2, conversions=2_000_000, revenue=micros(6))),
        ("idle", Figures(0)),
    ]
    first, second, third = page.ad_sets
    assert (second.roas, second.cpa, second.ctr) == (3.0, micros(1), 0.02)
    assert (first.budget.amount, first.budget.kind) == (micros(15), "daily")
    assert (second.budget, third.budget.amount) == (None, micros(40))
    assert (first.learning_state, str(third.standing)) == ("learning", "paused")
    # What is switched off is no part of what the campaign may spend.
    assert (page.budget.amount, page.budget.ad_sets) == (micros(15), 1)
    assert page.series.total.spend == sum(row.figures.spend for row in page.ad_sets)
    assert [(step.before, step.after) for step in page.steps] == [
        (micros(12), micros(15)),
        (None, micros(40)),
        (None, micros(12)),
    ]


def test_an_ad_set_shows_its_own_budget_or_its_campaigns(session: Session, world: World) -> None:
    campaign = world.campaign(world.account(world.client()), "CBO")
    ad_set = world.ad_set(campaign)
    world.budget(campaign, "100", date(2026, 5, 1))
    page = ad_set_page(session, someone(), ad_set_id=ad_set.id, period=JUNE, now=NOW)
    assert (page.budget.amount, page.budget.ad_sets) == (micros(100), 0)
    assert page.steps == ()
    assert (page.entity, page.campaign.name) == (ad_set, "CBO")
    world.budget(ad_set, "20", date(2026, 5, 1))
    page = ad_set_page(session, someone(), ad_set_id=ad_set.id, period=JUNE, now=NOW)
    assert (page.budget.amount, page.budget.ad_sets) == (micros(20), 1)


def test_sources_say_which_days_came_from_which_import(session: Session, world: World) -> None:
    account = world.account(world.client())
    campaign = world.campaign(account)
    ad_set, sibling = world.ad_set(campaign), world.ad_set(campaign)
    for number in range(SOURCES + 2):
        seen = datetime(2026, 6, 1 + number, 6, tzinfo=UTC)
        batch = world.add(
            ImportBatch(
                kind="file",
                state="applied",
                account_id=account.id,
                level="ad_set",
                file_name=f"day-{number}.csv",
                seen_at=seen,
                created_at=seen,
                options={},
                report={},
            )
        )
        world.figures(ad_set, *june(number + 1), batch_id=batch.id, seen_at=seen)
    world.figures(sibling, *june(1, 2))
    page = ad_set_page(session, someone(), ad_set_id=ad_set.id, period=JUNE, now=NOW)
    newest = page.sources[0]
    assert (newest.file_name, newest.first_day, newest.last_day, newest.rows) == ("day-13.csv", *june(14, 14), 1)
    assert (len(page.sources), page.more_sources) == (SOURCES, 2)
    whole = campaign_page(session, someone(), campaign_id=campaign.id, period=JUNE, now=NOW)
    assert (len(whole.sources), whole.more_sources) == (SOURCES, 3)
    assert (whole.sources[0].file_name, whole.sources[0].rows) == (f"account-{account.id}.csv", 2)


def test_restatements_plans_changes_and_totals_without_days(session: Session, world: World) -> None:
    client = world.client()
    account = world.account(client)
    campaign = world.campaign(account)
    ad_set = world.ad_set(campaign, "Broad")
    world.figures(ad_set, *june(1), spend="5")
    figures = {"account_id": account.id, "ad_set_id": ad_set.id, "campaign_id": campaign.id, "seen_at": SEEN}
    batch = {"batch_id": world.batch(account.id)}
    world.add(PerformanceReading(**figures, **batch, day=june(1)[0], spend_micros=4, superseded_at=NOW, why="restated"))
    world.add(PeriodTotal(**figures, **batch, first_day=june(1)[0], last_day=june(30)[0], spend_micros=7))
    lines = {"client_id": client.id, "currency": "EUR", "created_at": SEEN}
    line = world.add(PlanLine(**lines, name="June", first_day=june(1)[0], last_day=june(30)[0]))
    later = world.add(PlanLine(**lines, name="July", first_day=date(2026, 7, 1), last_day=date(2026, 7, 31)))
    gone = world.add(PlanLine(**lines, name="Gone", first_day=june(1)[0], last_day=june(30)[0], archived_at=SEEN))
    for each in (line, later, gone):
        world.add(PlanLineCampaign(plan_line_id=each.id, campaign_id=campaign.id))
    change = world.add(
        BudgetChange(
            account_id=account.id,
            campaign_id=campaign.id,
            ad_set_id=ad_set.id,
            kind="daily",
            currency="EUR",
            before_micros=micros(10),
            after_micros=micros(12),
            state="proposed",
            created_at=SEEN,
            state_at=SEEN,
        )
    )
    for page in (
        campaign_page(session, someone(), campaign_id=campaign.id, period=JUNE, now=NOW),
        ad_set_page(session, someone(), ad_set_id=ad_set.id, period=JUNE, now=NOW),
    ):
        assert page.restated == 1
        assert [(w.first_day, w.last_day, w.figures.spend) for w in page.without_days] == [(*june(1, 30), 7)]
        assert [covering.name for covering in page.plan_lines] == ["June"]
        assert [(c.id, c.ad_set, c.before, c.after, c.state) for c in page.changes] == [
            (change.id, "Broad", micros(10), micros(12), "proposed")
        ]
        assert page.series.total.spend == micros(5)  # the total without days is in no figure


def test_other_clients_pages_are_not_found(session: Session, world: World) -> None:
    ad_set = world.ad_set(world.campaign(world.account(world.client())))
    stranger = someone(clients={world.client().id})
    with pytest.raises(NotFound):
        campaign_page(session, stranger, campaign_id=ad_set.campaign_id, period=JUNE, now=NOW)
    with pytest.raises(NotFound):
        ad_set_page(session, stranger, ad_set_id=ad_set.id, period=JUNE, now=NOW)


def test_the_number_of_queries_does_not_grow(database: Database, world: World) -> None:
    campaign = world.campaign(world.account(world.client()))
    counts = []
    for _ in range(2):
        for _ in range(3):
            ad_set = world.ad_set(campaign)
            world.figures(ad_set, *june(1, 2))
            world.budget(ad_set, "5", date(2026, 6, 1))
        with database.session() as fresh, counted(fresh) as statements:
            campaign_page(fresh, someone(), campaign_id=campaign.id, period=JUNE, now=NOW)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 15
