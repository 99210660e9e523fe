"""Forecasts worked out before anybody looks: due where none over the present figures is kept, and then no page fits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.config import Settings
from paidsocial.db import Database, transaction
from paidsocial.models import AccountSync, AdAccount, Client, Connection, ForecastRun, User
from paidsocial.services.access import Actor, Role
from paidsocial.services.connections.live import Live
from paidsocial.services.connections.sealing import Sealer
from paidsocial.services.prediction import beforehand, fits, forecast_runs, forecasts
from paidsocial.services.prediction.beforehand import Question
from paidsocial.services.work import queueing, units
from paidsocial.services.work.units import At
from tests.support.builders import SEEN, World
from tests.support.people import person
from tests.support.spending import history, power

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
TODAY = date(2026, 6, 14)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def clients(session: Session, world: World) -> list[Client]:
    """Two clients in euro with four months of figures to yesterday."""
    found = [world.client("Tallybird"), world.client("Nightjar")]
    for at, client in enumerate(found):
        campaign = world.campaign(world.account(client))
        history(session, world.ad_set(campaign), TODAY - timedelta(days=1), 120, power(40 + 10 * at, 6, 0.8))
    return found


def forget_fits() -> None:
    """As another process, which has nothing in memory."""
    fits._fits.clear()
    forecast_runs._parsed.clear()


def work_all(session: Session, *, now: datetime = NOW) -> list[Question]:
    found = beforehand.due(session, now=now)
    for question in found:
        assert beforehand.answer(session, question, now=now)
        session.rollback()  # what it stored, it stored by itself
    return found


def test_what_each_persons_first_page_asks_for_is_worked_out_once(
    session: Session, clients: list[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, other = (client.id for client in clients)
    director = person(session, "Ann", Role.DIRECTOR)
    specialist = person(session, "Tia", Role.SPECIALIST, clients={ours})
    forecasts.forecast(session, specialist, now=NOW, as_of=TODAY, keep=False)  # in memory, and only there
    session.rollback()
    assert work_all(session) == [
        Question(None, "EUR", TODAY),
        Question((ours,), "EUR", TODAY),
        Question((other,), "EUR", TODAY),
    ]
    assert beforehand.due(session, now=NOW) == []
    assert not beforehand.answer(session, Question((ours,), "EUR", TODAY), now=NOW)
    forget_fits()

    def refuses(*_: object) -> None:
        raise AssertionError("a page would have waited for this fit")

    monkeypatch.setattr(fits, "_fit", refuses)
    for actor, client_id in ((director, None), (director, other), (specialist, None), (specialist, ours)):
        for more in ({}, {"until": date(2026, 6, 30)}):  # the Forecast page's, the overview's
            made = forecasts.forecast(session, actor, now=NOW, as_of=TODAY, client_id=client_id, **more)  # type: ignore[arg-type]  # as above
            assert made.units


def test_new_figures_and_a_new_day_make_it_due_again(session: Session, world: World, clients: list[Client]) -> None:
    person(session, "Tia", Role.SPECIALIST, clients={clients[0].id})
    assert len(work_all(session)) == 1
    account = session.scalars(select(AdAccount).where(AdAccount.client_id == clients[0].id)).one()
    other = world.ad_set(world.campaign(account))
    history(session, other, TODAY - timedelta(days=1), 100, power(20, 5, 0.8))
    assert len(work_all(session)) == 1
    tomorrow = NOW + timedelta(days=1)
    assert [question.as_of for question in work_all(session, now=tomorrow)] == [TODAY + timedelta(days=1)]


def test_while_figures_come_in_it_is_made_at_first_and_then_once_an_hour(
    session: Session, world: World, clients: list[Client]
) -> None:
    person(session, "Tia", Role.SPECIALIST, clients={clients[0].id})
    account = session.scalars(select(AdAccount).where(AdAccount.client_id == clients[0].id)).one()
    made = world.add(
        Connection(
            client_id=clients[0].id,
            platform="meta",
            name="Meta",
            state="connected",
            created_at=SEEN,
            checked_at=SEEN,
            scopes=[],
        )
    )
    world.add(AccountSync(account_id=account.id, connection_id=made.id, due_at=NOW - timedelta(minutes=1)))
    assert len(work_all(session)) == 1
    history(session, world.ad_set(world.campaign(account)), TODAY - timedelta(days=1), 100, power(20, 5, 0.8))
    assert beforehand.due(session, now=NOW + timedelta(minutes=10)) == []
    assert len(beforehand.due(session, now=NOW + timedelta(minutes=60))) == 1
    with transaction(session):
        session.get_one(AccountSync, account.id).due_at = NOW + timedelta(hours=6)
    assert len(beforehand.due(session, now=NOW + timedelta(minutes=10))) == 1, "the pull is over"


def test_it_is_for_the_days_of_people_who_may_look(session: Session, clients: list[Client]) -> None:
    assert beforehand.due(session, now=NOW) == [], "nobody signs in here"
    for name, zone in (("Ann", "Pacific/Auckland"), ("Bob", "America/Los_Angeles"), ("Eve", "Asia/Tokyo")):
        person(session, name, Role.DIRECTOR, clients={clients[0].id})
        with transaction(session):
            user = session.scalars(select(User).where(User.name == name)).one()
            user.time_zone, user.active = zone, name != "Eve"
    evening = NOW + timedelta(hours=10)
    days = [question.as_of for question in beforehand.due(session, now=evening)]
    assert days == [TODAY, TODAY + timedelta(days=1)]


def test_as_work_it_is_told_queued_once_and_silent_where_nothing_is_missing(
    session: Session, world: World, clients: list[Client], database: Database, tmp_path: Path
) -> None:
    person(session, "Tia", Role.SPECIALIST, clients={clients[0].id})
    little = world.account(clients[0], currency="USD")
    world.figures(world.ad_set(world.campaign(little)), TODAY - timedelta(days=1), spend="5", revenue="5")
    settings = Settings("sqlite://", tmp_path)
    at = At(database, Live(settings, Sealer(settings), lambda: NOW), Actor.of_work("tests"), tmp_path)
    queued = queueing.forecasts_to_queue(session, now=NOW)
    assert [question.currency for question in queued] == ["EUR", "USD"]
    assert queueing.forecasts_to_queue(session, now=NOW + timedelta(minutes=10)) == []
    session.rollback()
    told = units.forecasts(at)
    assert told[0].subject == f"clients {clients[0].id}, EUR, 2026-06-14"
    assert all(each.well for each in told)
    assert units.forecast(at, queued[0]) == []
    assert session.scalar(select(func.count()).select_from(ForecastRun).where(ForecastRun.currency == "EUR")) == 2
