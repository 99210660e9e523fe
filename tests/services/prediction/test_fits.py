"""Fits are made once: for readers at the same moment, and for conversions apart from revenue."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from forecasting import RoasForecaster
from paidsocial.db import Database, transaction
from paidsocial.errors import NotEnoughData
from paidsocial.models import CampaignDay
from paidsocial.services.access import Actor
from paidsocial.services.prediction import fits, forecast_runs, pools
from paidsocial.services.prediction.histories import load
from tests.support.builders import World, someone
from tests.support.lateness import live
from tests.support.spending import history, power

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)


def test_readers_at_the_same_moment_share_one_fit(
    database: Database, session: Session, machine: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(session)
    campaign = world.campaign(world.account(world.client()), "Spring")
    history(session, world.ad_set(campaign), TODAY - timedelta(days=1), 90, power(100, 30, 0.7))
    made, together = [], Barrier(4)
    fit = RoasForecaster.fit

    def counting(self: RoasForecaster, *arguments: Any, **more: Any) -> RoasForecaster:
        made.append(1)
        return fit(self, *arguments, **more)

    monkeypatch.setattr(RoasForecaster, "fit", counting)

    def look(_reader: int) -> float:
        with database.session() as own:
            pool = pools.choose(own, machine, now=NOW, as_of=TODAY)
            together.wait(timeout=20)
            fitted = fits.fit(own, pool, "campaign", "together")
            return fits.answer(fitted, pool, "campaign", 7).total.revenue

    with ThreadPoolExecutor(4) as readers:
        found = set(readers.map(look, range(4)))
    assert (len(found), len(made)) == (1, 1)


def test_a_fit_that_fails_is_tried_again(session: Session, machine: Actor) -> None:
    world = World(session)
    campaign = world.campaign(world.account(world.client()), "Spring")
    history(session, world.ad_set(campaign), TODAY - timedelta(days=1), 90, lambda _day, _random: (50.0, None))
    pool = pools.choose(session, machine, now=NOW, as_of=TODAY)
    for _ in range(2):
        with pytest.raises(NotEnoughData, match="No revenue was reported"):
            fits.fit(session, pool, "campaign", "failing")


def test_conversions_are_completed_as_revenue_is_and_say_so(session: Session) -> None:
    world = World(session)
    ad_set = world.ad_set(world.campaign(world.account(world.client()), "Late"))
    days = [TODAY - timedelta(days=back) for back in range(100, 0, -1)]
    live(session, ad_set, days, (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0), until=TODAY)
    with transaction(session):
        session.execute(update(CampaignDay).values(conversions_millionths=CampaignDay.revenue_micros))
    pool = pools.choose(session, someone(), now=NOW, as_of=TODAY)
    loaded = load(session, pool, "campaign", "conversions")
    assert np.array_equal(loaded.history.revenue, load(session, pool, "campaign").history.revenue)
    run = forecast_runs.conversions(session, pool, level="campaign", horizon=28)
    assert run.completion is not None
    assert run.completion.in_words == (
        "The last 6 days are completed: 50% to 95% of their final conversions are known if they come in as late as "
        "revenue does, as learned from earlier restatements."
    )
