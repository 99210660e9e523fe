"""Which exchange rates are missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.services.access import Role
from paidsocial.services.finance import rate_gaps
from paidsocial.services.workspace import organisation
from tests.support.builders import World, someone

JUNE = Period.month(2026, 6)
ADMINISTRATOR = someone(Role.ADMINISTRATOR)


def days(*numbers: int) -> list[date]:
    return [date(2026, 6, number) for number in numbers]


def test_a_day_with_spend_and_no_rate_is_a_gap(session: Session, now: datetime) -> None:
    world = World(session)
    organisation.change(session, ADMINISTRATOR, organisation.Organisation(reporting_currency="EUR"), now=now)
    client = world.client(currency="EUR")
    spent = world.ad_set(world.campaign(world.account(client, currency="AUD")))
    world.figures(spent, *days(1, 2, 20), spend="10")
    world.figures(spent, *days(25), spend="0")
    world.figures(world.ad_set(world.campaign(world.account(client, currency="EUR"))), *days(1), spend="10")
    world.rate("EUR", "AUD", "1.64", date(2026, 6, 1))
    gaps = rate_gaps.find(session, ADMINISTRATOR, JUNE)
    # The rate of the 1st is carried for some days, not to the 20th; nothing was spent on the 25th.
    assert [(gap.base, gap.quote, gap.days) for gap in gaps] == [("AUD", "EUR", (date(2026, 6, 20),))]
    world.rate("EUR", "AUD", "1.65", date(2026, 6, 20))
    assert rate_gaps.find(session, ADMINISTRATOR, JUNE) == []


def test_the_clients_and_the_organisations_currency_are_both_needed(session: Session, now: datetime) -> None:
    world = World(session)
    organisation.change(session, ADMINISTRATOR, organisation.Organisation(reporting_currency="GBP"), now=now)
    client = world.client(currency="EUR")
    world.figures(world.ad_set(world.campaign(world.account(client, currency="AUD"))), *days(1), spend="10")
    assert [(gap.base, gap.quote) for gap in rate_gaps.find(session, ADMINISTRATOR, JUNE)] == [
        ("AUD", "EUR"),
        ("AUD", "GBP"),
    ]


def test_other_peoples_gaps_are_not_shown(session: Session, now: datetime) -> None:
    world = World(session)
    mine, theirs = world.client(currency="EUR"), world.client(currency="EUR")
    world.figures(world.ad_set(world.campaign(world.account(theirs, currency="AUD"))), *days(1), spend="10")
    assert rate_gaps.find(session, someone(clients={mine.id}), JUNE) == []
    assert rate_gaps.find(session, someone(clients={theirs.id}), JUNE) != []


def test_nothing_outside_the_days_is_asked_for(session: Session) -> None:
    world = World(session)
    client = world.client(currency="EUR")
    world.figures(world.ad_set(world.campaign(world.account(client, currency="AUD"))), *days(1), spend="10")
    may = Period(JUNE.first - timedelta(days=31), JUNE.first - timedelta(days=1))
    assert rate_gaps.find(session, ADMINISTRATOR, may) == []
