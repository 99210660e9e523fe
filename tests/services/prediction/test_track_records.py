"""A forecast says what the kept backtest of its pool says of it, and computes nothing for that."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from paidsocial.services.access import Actor
from paidsocial.services.prediction import backtests, forecasts
from paidsocial.services.prediction.track_records import TrackRecord
from tests.support.builders import World
from tests.support.spending import history, power

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def shop(session: Session) -> None:
    world = World(session)
    account = world.account(world.client())
    for name, daily in (("Spring", power(100, 12, 0.7)), ("Brand", power(60, 20, 0.5))):
        ad_set = world.ad_set(world.campaign(account, name))
        history(session, ad_set, TODAY - timedelta(days=1), 182, daily)


@pytest.mark.usefixtures("shop")
def test_a_forecast_carries_the_record_that_is_kept(session: Session, machine: Actor) -> None:
    assert forecasts.forecast(session, machine, now=NOW, as_of=TODAY).record is None
    found = backtests.reach(session, machine, now=NOW)
    assert found is not None
    session.rollback()
    for horizon, measured in ((28, 28), (7, 7), (10, 14), (60, 28)):
        record = forecasts.forecast(session, machine, now=NOW, as_of=TODAY, horizon=horizon).record
        assert record is not None
        score = found.horizons[measured]
        assert (record.horizon, record.dates) == (measured, len(score.origins))
        assert record.held == sum(each.held for each in score.origins)
        assert record.error == pytest.approx(score.overall.model.total_ape)
        assert record.coverage == pytest.approx(score.overall.model.coverage)
    assert forecasts.forecast(session, machine, now=NOW, as_of=TODAY, level="ad_set").record is None


def test_the_record_in_words() -> None:
    record = TrackRecord(28, 6, 0.304, 4, 0.68, 0.8)
    assert record.in_words(28, "campaign") == (
        "At 6 earlier dates the total was off by 30% on average; its interval held 4 of 6, and 68% of those of single "
        "campaigns."
    )
    assert TrackRecord(14, 1, None, 1, None, 0.8).in_words(10, "ad set") == (
        "At 1 earlier date, 14 days ahead, its interval held 1 of 1."
    )


@pytest.mark.parametrize(
    ("dates", "held", "short"), [(6, 4, True), (6, 5, False), (6, 6, False), (2, 0, False), (12, 9, False)]
)
def test_only_a_clear_shortfall_takes_the_promise_back(dates: int, held: int, short: bool) -> None:
    assert TrackRecord(28, dates, 0.3, held, 0.7, 0.8).short is short
