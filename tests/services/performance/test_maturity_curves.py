"""Completion curves learned from stored restatements, and which days they complete."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forecasting.maturity import default_curve
from paidsocial.domain.days import Period
from paidsocial.domain.readings import Level
from paidsocial.errors import NotFound
from paidsocial.models import AccountMaturity, AdAccount, AdSet, Campaign
from paidsocial.services.performance import maturity, restatements, series
from tests.support.builders import World, micros, someone
from tests.support.lateness import live
from tests.support.queries import counted

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
SLOW = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
FAST = (0.8, 0.9, 1.0)


def days_back(count: int, last: date = TODAY) -> list[date]:
    return [last - timedelta(days=back) for back in range(count, 0, -1)]


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def an_ad_set(world: World, **account: object) -> AdSet:
    return world.ad_set(world.campaign(world.account(world.client(), **account)))


def curve_of(session: Session, ad_set: AdSet) -> maturity.AccountCurve:
    return maturity.curves(session, [ad_set.account_id])[ad_set.account_id]


def test_what_was_known_at_each_age_is_learned(session: Session, world: World) -> None:
    ad_set = an_ad_set(world)
    live(session, ad_set, days_back(50), SLOW, until=TODAY)
    found = curve_of(session, ad_set)
    assert found.maturity.share(range(1, 8)) == pytest.approx(SLOW[1:], abs=0.01)
    assert (found.source, found.days, found.restated) == ("account", 49, 49)  # yesterday was read once only
    assert found.maturity.deviation(1) < 0.1


def test_a_day_that_was_read_again_and_did_not_change_counts_too(session: Session, world: World) -> None:
    """A tenth of the days is restated from half: the share known is 95%, not 50%."""
    ad_set = an_ad_set(world)
    days = days_back(60)
    live(session, ad_set, days[::10], (0.5, 0.5, 0.5, 1.0), until=TODAY)
    live(session, ad_set, [day for day in days if day not in days[::10]], (1.0,), until=TODAY)
    found = curve_of(session, ad_set)
    assert found.maturity.share(1) == pytest.approx(0.95, abs=0.02)
    assert (found.days, found.restated) == (59, 6)


def test_other_campaigns_in_the_next_file_are_no_restatement(session: Session, world: World) -> None:
    """The first file held one campaign, from the tenth day on both: what doubled is spend, not maturity."""
    first = an_ad_set(world)
    second = world.ad_set(world.campaign(session.get_one(AdAccount, first.account_id)))
    live(session, first, days_back(40), (1.0,), until=TODAY)
    live(session, second, days_back(40), (1.0,), until=TODAY, read=lambda at: at.day % 10 == 0)
    found = curve_of(session, first)
    assert found.maturity.share([1, 5]) == pytest.approx([1, 1], abs=0.02)


def test_accounts_without_restatements_follow_their_platform_and_say_so(session: Session, world: World) -> None:
    taught = [an_ad_set(world, platform="tiktok") for _ in range(3)]
    for ad_set in taught:
        live(session, ad_set, days_back(50), SLOW, until=TODAY)
    curve_of(session, taught[0])  # each is learned when it is asked for
    maturity.curves(session, [each.account_id for each in taught])
    new, elsewhere = an_ad_set(world, platform="tiktok"), an_ad_set(world, platform="pinterest")
    for ad_set in (new, elsewhere):
        live(session, ad_set, days_back(50), FAST, until=TODAY, read=lambda at: at == TODAY)
    borrowed, assumed = curve_of(session, new), curve_of(session, elsewhere)
    assert (borrowed.source, borrowed.others, borrowed.days) == ("platform", 3, 0)
    assert borrowed.maturity.share([1, 3]) == pytest.approx([SLOW[1], SLOW[3]], abs=0.05)
    assert (assumed.source, assumed.others) == ("assumed", 0)
    assert assumed.maturity.share([1, 3]) == pytest.approx(default_curve(60)[[1, 3]])
    assert borrowed.maturity.deviation(1) > curve_of(session, taught[0]).maturity.deviation(1)


def test_a_curve_is_learned_anew_when_figures_come_in_and_only_then(session: Session, world: World) -> None:
    ad_set = an_ad_set(world)
    live(session, ad_set, days_back(30, TODAY - timedelta(days=30)), FAST, until=TODAY - timedelta(days=30))
    curve_of(session, ad_set)
    with counted(session) as statements:
        before = curve_of(session, ad_set)
    assert len(statements) == 2
    other = world.ad_set(session.get_one(Campaign, ad_set.campaign_id))
    live(session, other, days_back(29), SLOW, until=TODAY)
    after = curve_of(session, ad_set)
    assert float(after.maturity.share(1)) < float(before.maturity.share(1)) - 0.1
    assert len(session.scalars(select(AccountMaturity)).all()) == 1


def test_learning_takes_as_many_queries_for_many_accounts_as_for_one(session: Session, world: World) -> None:
    def asked(number: int) -> int:
        made = [an_ad_set(world) for _ in range(number)]
        for ad_set in made:
            live(session, ad_set, days_back(10), FAST, until=TODAY)
        with counted(session) as statements:
            maturity.curves(session, [each.account_id for each in made])
        return len(statements)

    assert asked(1) == asked(6)


def test_an_accounts_day_is_its_own(session: Session, world: World) -> None:
    """At 04:40 UTC it is still the evening before in Los Angeles: figures are a day younger than in Berlin."""
    ad_set = an_ad_set(world, time_zone="America/Los_Angeles")
    live(session, ad_set, days_back(50), SLOW, until=TODAY)
    assert curve_of(session, ad_set).maturity.share(range(6)) == pytest.approx(SLOW[1:7], abs=0.01)


def test_a_file_read_long_after_its_days_is_complete(session: Session, world: World) -> None:
    ad_set = an_ad_set(world)
    live(session, ad_set, days_back(60, TODAY - timedelta(days=60)), FAST, until=TODAY, read=lambda at: at == TODAY)
    first = TODAY - timedelta(days=120)
    curves, ages = maturity.of_histories(session, [ad_set.account_id], first, 60)
    assert (curves, ages) == ({}, {})


def test_ages_are_those_of_the_last_reading(session: Session, world: World) -> None:
    """Read every Sunday, and today is Wednesday: what Saturday showed was read three days ago."""
    ad_set = an_ad_set(world)
    sunday = TODAY
    live(session, ad_set, days_back(20), SLOW, until=sunday, read=lambda at: at.weekday() == 6)
    ages = maturity.read_ages(session, [ad_set.account_id], TODAY - timedelta(days=20), 20)[ad_set.account_id]
    assert ages.tolist() == list(range(20, 0, -1))
    monday_before = maturity.read_ages(session, [ad_set.account_id], TODAY - timedelta(days=200), 150)
    assert (monday_before[ad_set.account_id] > 1000).all()


def test_an_accounts_page_tells_its_curve_beside_its_platforms(session: Session, world: World) -> None:
    ad_set = an_ad_set(world)
    live(session, ad_set, days_back(50), SLOW, until=TODAY)
    found = maturity.account(session, someone(), ad_set.account_id)
    assert found is not None
    assert (found.source, found.restated, found.oldest) == ("account", 49, 28)
    assert found.ages[1].share == pytest.approx(0.5, abs=0.01)
    assert found.ages[1].low < found.ages[1].share < found.ages[1].high
    assert found.ages[1].assumed == pytest.approx(default_curve()[1])
    assert found.complete_after == 7
    with pytest.raises(NotFound):
        maturity.account(session, someone(clients=set()), ad_set.account_id)
    assert maturity.account(session, someone(), world.account(world.client()).id) is None


def test_more_than_remains_in_the_end_is_told_to_be_taken_back(session: Session, world: World) -> None:
    ad_set = an_ad_set(world)
    live(session, ad_set, days_back(50), (1.2, 1.1, 1.05, 1.0), until=TODAY)
    found = maturity.account(session, someone(), ad_set.account_id)
    assert found is not None
    assert found.ages[1].share == pytest.approx(1.1, abs=0.01)
    assert (found.complete_after, found.taken_back) == (3, True)


def test_what_is_read_is_the_days_sum_at_each_instant(session: Session, world: World) -> None:
    """Two ad sets, 100 a day each: 80 + 40 a day after, 100 + 50 two days after."""
    first = an_ad_set(world)
    second = world.ad_set(session.get_one(Campaign, first.campaign_id))
    days = days_back(3)
    live(session, first, days, FAST, until=TODAY)
    live(session, second, days, SLOW, until=TODAY)
    account = restatements.Account(first.account_id, "Europe/Berlin", 28, days[-1])
    found = restatements.read(session, [account])[first.account_id].development
    pairs = {(int(a), int(b)): (x, y) for a, b, x, y in zip(found.start, found.end, found.before, found.after)}  # noqa: B905
    assert pairs[1, 2] == pytest.approx((2 * (90 + 50), 2 * (100 + 60)))
    assert pairs[2, 3] == pytest.approx((100 + 60, 100 + 70))


def test_a_series_tells_its_young_days_and_what_they_are_to_become(session: Session, world: World) -> None:
    ad_set = an_ad_set(world)
    live(session, ad_set, days_back(50), SLOW, until=TODAY)
    june = Period(date(2026, 6, 1), TODAY)
    for level, entity_id in ((Level.AD_SET, ad_set.id), (Level.CAMPAIGN, ad_set.campaign_id)):
        series.daily(session, someone(), level=level, entity_id=entity_id, period=june, now=NOW)
        with counted(session) as statements:
            found = series.daily(session, someone(), level=level, entity_id=entity_id, period=june, now=NOW)
        assert len(statements) == 6  # two of them for the curve
        assert found.maturing_from == date(2026, 6, 8)
        assert [round(young.share, 2) for young in found.young.days.values()] == [0.95, 0.9, 0.8, 0.7, 0.6, 0.5]
        reported = micros(700 + 95 + 90 + 80 + 70 + 60 + 50)
        assert found.total.revenue == reported
        assert found.completed == pytest.approx(micros(1300), rel=0.01)
        young = found.young.days[date(2026, 6, 13)]
        assert young.low < young.revenue < young.high
        assert "50% to 95% of their revenue is known, as learned from 49 restated days" in found.young.in_words
        *_, last, total = series.table(found)
        assert last[-2:] == (None, None)  # nobody read today yet
        assert float(str(total[-2])) == pytest.approx(reported / 1_300_000_000, abs=0.01)
    may = series.daily(
        session, someone(), level=Level.AD_SET, entity_id=ad_set.id, period=Period.month(2026, 5), now=NOW
    )
    assert (may.maturing_from, may.completed) == (None, may.total.revenue)
    assert np.isfinite(curve_of(session, ad_set).maturity.curve).all()
