"""A forecast says what of its revenue lift tests call incremental, and how unsure that is for all units together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from math import hypot

import pytest
from sqlalchemy.orm import Session

from paidsocial.models import Campaign, Client
from paidsocial.services.access import Actor
from paidsocial.services.prediction import forecast_runs, forecasts, incremental, lift_tests, pools
from paidsocial.services.prediction.forecasts import PoolForecast
from paidsocial.services.prediction.lift_test_details import Details
from tests.support.builders import World, micros
from tests.support.spending import history, power

TODAY = date(2026, 6, 14)
Z80 = 1.2815515655446004


@pytest.fixture
def client(session: Session) -> Client:
    return World(session).client("Tallybird")


@pytest.fixture
def campaigns(session: Session, client: Client) -> list[Campaign]:
    """Two campaigns of one client, on two platforms."""
    world, made = World(session), []
    for platform, scale in (("meta", 30.0), ("tiktok", 20.0)):
        campaign = world.campaign(world.account(client, platform=platform), platform.capitalize())
        history(session, world.ad_set(campaign), TODAY - timedelta(days=1), 120, power(100, scale, 0.7))
        made.append(campaign)
    return made


def look(session: Session, actor: Actor, now: datetime, account_id: int | None = None) -> PoolForecast:
    return forecasts.forecast(session, actor, now=now, as_of=TODAY, account_id=account_id, tested=True)


def half(session: Session, actor: Actor, now: datetime, client_id: int, width: float = 0.02) -> int:
    """A test of the whole client that found half of its reported return; its id."""
    asked = Details(
        client_id,
        date(2026, 5, 11),
        date(2026, 6, 7),
        "EUR",
        spend_micros=micros("1000"),
        revenue_micros=micros("1000"),
        low_micros=micros("990"),
        high_micros=micros("1010"),
    )
    probe = lift_tests.add(session, actor, asked, now=now, today=TODAY)
    share = lift_tests.read(session, actor, probe.id).share
    assert share is not None
    lift_tests.withdraw(session, actor, probe.id, reason="It only asked what was reported.", now=now)
    low, revenue, high = (micros(f"{500 / share * factor:.2f}") for factor in (1 - width, 1.0, 1 + width))
    found = replace(asked, revenue_micros=revenue, low_micros=low, high_micros=high)
    return lift_tests.add(session, actor, found, now=now, today=TODAY).id


@pytest.mark.usefixtures("campaigns")
def test_without_a_test_nothing_is_said(session: Session, machine: Actor, now: datetime) -> None:
    assert look(session, machine, now).incremental is None


def test_a_clients_test_halves_its_revenue_until_it_is_withdrawn(
    session: Session, machine: Actor, now: datetime, campaigns: list[Campaign], client: Client
) -> None:
    reported = look(session, machine, now)
    test_id = half(session, machine, now, client.id)
    found = look(session, machine, now)
    said = found.incremental
    assert said is not None
    assert (said.tests, said.reach) == (1, "")
    assert said.share is not None
    assert said.share == pytest.approx(0.5, abs=0.02)
    assert said.total.revenue.micros == pytest.approx(reported.total.revenue.micros * said.share, rel=1e-6)
    assert said.total.spend.micros == pytest.approx(reported.total.spend.micros, rel=1e-6)
    assert (found.total, found.units) == (reported.total, reported.units), "all else stays as reported"
    of_one = look(session, machine, now, campaigns[0].account_id).incremental
    assert of_one is not None
    assert of_one.total.revenue < said.total.revenue
    earlier = forecasts.forecast(session, machine, now=now, as_of=date(2026, 6, 6), tested=True)
    assert earlier.incremental is None, "the test was not over then"
    lift_tests.withdraw(session, machine, test_id, reason="The holdout leaked.", now=now)
    assert look(session, machine, now).incremental is None


@pytest.mark.usefixtures("campaigns")
def test_a_tests_error_does_not_cancel_over_the_units_it_speaks_of(
    session: Session, machine: Actor, now: datetime, client: Client
) -> None:
    half(session, machine, now, client.id, width=0.6)
    pool = pools.choose(session, machine, now=now, as_of=TODAY)
    run = forecast_runs.run(session, pool, level="campaign", horizon=28, now=now)
    changed, found = incremental.calibrated(session, pool, run)
    share = changed.total.revenue / run.total.revenue
    # a test of everything leaves of the sum its own error (and its age), whatever the units' parts
    error = 0.5 * 0.6 / 1.6448536
    deviation = found.spread(dict(zip(run.ids.tolist(), run.revenue.tolist(), strict=True))) / run.revenue.sum()
    assert error * 0.5 < deviation <= error * 1.05
    below = hypot(share * (run.total.revenue - run.total.low), Z80 * deviation * run.total.revenue)
    assert changed.total.low == pytest.approx(max(changed.total.revenue - below, 0.0), rel=1e-3)
    assert changed.total.revenue - changed.total.low > 1.2 * share * (run.total.revenue - run.total.low)
    first, last = changed.fan[0], changed.fan[-1]
    assert (last.low, last.high) == pytest.approx((changed.total.low, changed.total.high), rel=1e-6)
    assert first.high > first.revenue > first.low
