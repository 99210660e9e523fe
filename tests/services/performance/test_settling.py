"""How long figures keep moving, learned from restatements."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.domain.readings import Level
from paidsocial.models import AdSet, Campaign, ImportBatch, PerformanceReading
from paidsocial.services.performance import series
from paidsocial.services.performance.settling import Reading, learn, settling
from tests.support.builders import SEEN, World, micros, someone
from tests.support.queries import counted

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)


def days_back(first: int, last: int) -> list[date]:
    return [TODAY - timedelta(days=back) for back in range(first, last + 1)]


def test_the_share_known_at_an_age_is_what_stood_then_over_what_stands_now() -> None:
    days = days_back(1, 40)
    # 40 until the second day, 90 until the fifth, 96 until the tenth, 100 from then on.
    steps = ((2, 40), (5, 90), (10, 96))
    readings = [Reading(day, 1, age, revenue, 100) for day in days for age, revenue in steps]
    found = learn(readings, dict.fromkeys(days, 100), TODAY)
    assert found is not None
    assert found.days == 4
    assert found.first_share == pytest.approx(0.4)


def test_days_that_never_were_restated_count_as_settled_from_the_start() -> None:
    days = days_back(1, 40)
    restated = [Reading(day, 1, 3, 50, 100) for day in days[::10]]
    assert learn(restated, dict.fromkeys(days, 1000), TODAY) is None  # 5% of a tenth of the days


def test_ad_sets_of_one_day_are_added() -> None:
    days = days_back(1, 40)
    readings = [Reading(day, ad_set, 4, 30, 60) for day in days for ad_set in (1, 2)]
    found = learn(readings, dict.fromkeys(days, 240), TODAY)
    assert found is not None
    assert (found.days, found.first_share) == (3, pytest.approx(0.75))


def test_without_revenue_or_with_revenue_that_fell_nothing_is_young() -> None:
    days = days_back(1, 40)
    assert learn([Reading(day, 1, 4, 0, 0) for day in days], dict.fromkeys(days, 0), TODAY) is None
    assert learn([Reading(day, 1, 4, 120, 100) for day in days], dict.fromkeys(days, 100), TODAY) is None


def restated(session: Session, world: World, ad_set: AdSet) -> None:
    """Every day had half its revenue until it was five days old, Berlin time."""
    days = days_back(1, 50)
    world.figures(ad_set, *days, revenue="100")
    batch = world.add(ImportBatch(kind="file", state="applied", seen_at=SEEN, created_at=SEEN, options={}, report={}))
    with transaction(session):
        session.add_all(
            PerformanceReading(
                account_id=ad_set.account_id,
                day=day,
                ad_set_id=ad_set.id,
                campaign_id=ad_set.campaign_id,
                batch_id=batch.id,
                spend_micros=1,
                revenue_micros=micros(50),
                seen_at=SEEN,
                superseded_at=datetime.combine(day, time(6), tzinfo=UTC) + timedelta(days=5),
                why="restated",
            )
            for day in days[5:]
        )


def test_a_campaign_and_its_ad_set_learn_from_what_is_stored(session: Session) -> None:
    world = World(session)
    account = world.account(world.client())
    ad_set = world.ad_set(world.campaign(account))
    restated(session, world, ad_set)
    campaign = session.get_one(Campaign, ad_set.campaign_id)
    for entity in (ad_set, campaign):
        with counted(session) as statements:
            found = settling(session, entity, account, at=NOW)
        assert found is not None
        assert (found.days, found.first_share) == (4, pytest.approx(0.5))
        assert len(statements) == 2
    read = series.daily(
        session, someone(), level=Level.AD_SET, entity_id=ad_set.id, period=Period.month(2026, 6), now=NOW
    )
    assert (read.maturing_from, read.first_share) == (date(2026, 6, 10), pytest.approx(0.5))
    before = series.daily(
        session, someone(), level=Level.AD_SET, entity_id=ad_set.id, period=Period.month(2026, 5), now=NOW
    )
    assert before.maturing_from is None
    untouched = world.ad_set(campaign)
    assert settling(session, untouched, account, at=NOW) is None
