"""Forecasts and backtests of accounts whose revenue comes in late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy.orm import Session

from forecasting import RoasForecaster
from paidsocial.models import AccountDay, AdSet, Campaign
from paidsocial.services.prediction import as_known, backtests, forecasts, outlooks, pools
from paidsocial.services.prediction.completions import Completion
from paidsocial.services.prediction.histories import load
from paidsocial.services.prediction.outlooks import Outlook
from tests.support.builders import World, someone
from tests.support.lateness import live

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
SLOW = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
DAYS = [TODAY - timedelta(days=back) for back in range(100, 0, -1)]


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def an_ad_set(world: World, **account: object) -> AdSet:
    return world.ad_set(world.campaign(world.account(world.client(), **account)))


def expected(session: Session, now: datetime = NOW, as_of: date = TODAY) -> forecasts.PoolForecast:
    return forecasts.forecast(session, someone(), now=now, as_of=as_of, currency="EUR")


def test_recent_days_are_completed_before_a_forecast_and_it_says_so(session: Session, world: World) -> None:
    """100 a day for 10: 2,800 in four weeks, though the last week shows 70 of them a day."""
    ad_set = an_ad_set(world)
    live(session, ad_set, DAYS, SLOW, until=TODAY)
    found = expected(session)
    assert float(found.total.revenue.text) == pytest.approx(2800, rel=0.02)
    assert found.completion is not None
    assert (found.completion.days, found.completion.sources) == (6, {"account": 1})
    assert found.completion.in_words == (
        "The last 6 days are completed: 50% to 95% of their final revenue is known, as learned from earlier "
        "restatements."
    )
    week = found.weeks[-1]
    assert sum(week.revenue.values()) == 545_000_000  # 50 + 60 + 70 + 80 + 90 + 95 + 100, as reported
    assert sum(week.completed.values()) == pytest.approx(700_000_000, rel=0.01)
    outlook = outlooks.outlook(session, someone(), now=NOW, as_of=TODAY, campaign_id=ad_set.campaign_id)
    assert isinstance(outlook, Outlook)
    assert any("The last 6 days are completed" in words for words in outlook.words)


def test_what_was_imported_long_after_is_forecast_as_it_stands(session: Session, world: World) -> None:
    ad_set = an_ad_set(world)
    later = TODAY + timedelta(days=60)
    live(session, ad_set, DAYS, (1.0,), until=later, read=lambda at: at == later)
    now = NOW + timedelta(days=60)
    pool = pools.choose(session, someone(), now=now, as_of=TODAY)
    loaded = load(session, pool, "campaign")
    assert (loaded.maturity, loaded.read_ages) == (None, None)
    assert loaded.completed() is loaded.history
    found = expected(session, now)
    assert found.completion is None
    plain = RoasForecaster(interval=0.8).fit(loaded.history).predict(28)
    assert float(found.total.revenue.text) == round(plain.total.revenue, 2)
    assert float(found.total.revenue_high.text) == round(plain.total.high, 2)


def test_an_account_without_restatements_says_that_its_share_is_assumed(session: Session, world: World) -> None:
    live(session, an_ad_set(world), DAYS, (1.0,), until=TODAY, read=lambda at: at == TODAY)
    found = expected(session)
    assert found.completion is not None
    assert found.completion.sources == {"assumed": 1}
    assert "assumed, not learned, for 1 ad account without restatements" in found.completion.in_words


def test_sources_are_told_apart() -> None:
    words = Completion(1, 0.8, 0.8, {"account": 2, "platform": 1, "assumed": 3}).in_words
    assert words == (
        "The last day is completed: 80% of its final revenue is known (learned from its own restatements for 2 ad "
        "accounts, learned from other accounts of the platform for 1 ad account, assumed, not learned, for 3 ad "
        "accounts without restatements)."
    )


def test_what_was_known_at_an_origin_is_what_had_been_reported_then(session: Session, world: World) -> None:
    """On the evening of 1 June the day before was known by half, the one before by 60%, the week before by all."""
    ad_set = an_ad_set(world)
    live(session, ad_set, DAYS, SLOW, until=TODAY, read=lambda at: at >= date(2026, 4, 1))
    pool = pools.choose(session, someone(), now=NOW, as_of=TODAY)
    for level in ("campaign", "ad_set"):
        loaded = load(session, pool, level)
        origin = date(2026, 6, 1)
        then = as_known.before(session, loaded, level)(loaded.history.until(origin))
        assert then.history.revenue[0, -8:].tolist() == [100, 100, 95, 90, 80, 70, 60, 50]
        assert isinstance(then.age, dict)
        ages = then.age[str(ad_set.account_id)]
        assert ages[-3:].tolist() == [3, 2, 1]
        # by June, March had long been as old as anything its platform restates
        assert ages[0] >= 28
        assert then.history.revenue[0, 0] == 100
        final = loaded.history.until(origin).revenue[0]
        assert np.array_equal(then.history.revenue[0, :60], final[:60])


def test_days_first_imported_after_an_origin_stand_as_they_were_first_known(session: Session, world: World) -> None:
    ad_set = an_ad_set(world)
    live(session, ad_set, DAYS, SLOW, until=TODAY, read=lambda at: at >= date(2026, 6, 7))
    pool = pools.choose(session, someone(), now=NOW, as_of=TODAY)
    loaded = load(session, pool, "campaign")
    past = loaded.history.until(date(2026, 6, 1))
    then = as_known.before(session, loaded, "campaign")(past)
    assert np.array_equal(then.history.revenue, past.revenue)
    assert isinstance(then.age, dict)
    assert (then.age[str(ad_set.account_id)] > 1000).all()


def test_the_backtest_starts_from_what_was_known(session: Session, world: World) -> None:
    """Spend and revenue never move: with the young days completed, the model is right at every origin, and the last
    seven days' ROAS is a fifth too low."""
    for _ in range(2):
        live(session, an_ad_set(world), DAYS, SLOW, until=TODAY)
    found = backtests.backtest(session, someone(), now=NOW, as_of=TODAY, horizon=14)
    assert found.model.bias == pytest.approx(0, abs=0.02)
    assert found.baselines["trailing_7_roas"].bias == pytest.approx(-0.22, abs=0.02)


def test_what_is_stored_stays_as_reported(session: Session, world: World) -> None:
    """Completion is in forecasts only."""
    ad_set = an_ad_set(world)
    live(session, ad_set, DAYS, SLOW, until=TODAY)
    expected(session)
    yesterday = session.get_one(AccountDay, (ad_set.account_id, DAYS[-1]))
    assert yesterday.revenue_micros == 50_000_000
    assert session.get_one(Campaign, ad_set.campaign_id).account_id == ad_set.account_id
