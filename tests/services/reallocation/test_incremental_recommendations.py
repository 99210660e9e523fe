"""A reallocation may be decided on incremental revenue, and says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from paidsocial.errors import BadInput
from paidsocial.services.access import Actor
from paidsocial.services.prediction import lift_tests
from paidsocial.services.prediction.lift_test_details import Details
from tests.support.builders import micros
from tests.support.shop import NOW, TODAY, Shop, ask, line


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


def with_a_test(session: Session, actor: Actor, shop: Shop, campaign: str, share: float) -> None:
    """A sharp test of a campaign over four weeks that found this share of its reported return."""
    details = Details(
        shop.client.id,
        date(2026, 5, 11),
        date(2026, 6, 7),
        "EUR",
        spend_micros=micros(1000),
        revenue_micros=micros(1000),
        low_micros=micros(990),
        high_micros=micros(1010),
        campaign=campaign,
    )
    probe = lift_tests.add(session, actor, details, now=NOW, today=TODAY)
    reading = lift_tests.read(session, actor, probe.id)
    assert reading.share is not None
    lift_tests.withdraw(session, actor, probe.id, reason="It only asked what was reported.", now=NOW)
    low, revenue, high = (micros(f"{1000 / reading.share * share * factor:.2f}") for factor in (0.98, 1.0, 1.02))
    real = replace(details, low_micros=low, revenue_micros=revenue, high_micros=high)
    lift_tests.add(session, actor, real, now=NOW, today=TODAY)


def test_money_leaves_a_campaign_whose_revenue_would_have_come_anyway(
    session: Session, shop: Shop, machine: Actor
) -> None:
    reported = ask(session, machine)
    assert line(reported, "Spring").decision == "increase"
    with_a_test(session, machine, shop, "Spring", 0.05)
    for name in ("Brand", "Retarget", "Broad", "Video", "Reach"):
        with_a_test(session, machine, shop, name, 1.0)
    assert line(ask(session, machine), "Spring").decision == "increase"
    found = ask(session, machine, incremental=True)
    assert line(found, "Spring").decision == "decrease"
    assert found.total_after == found.total_before
    assert found.warnings[0] == "Decided on incremental revenue: uses 6 lift tests."
    assert found.request["incremental"] is True
    assert line(found, "Spring").roas == pytest.approx(line(reported, "Spring").roas * 0.07, rel=0.4)


def test_without_tests_it_decides_as_reported_and_says_so(session: Session, shop: Shop, machine: Actor) -> None:
    reported, found = ask(session, machine), ask(session, machine, incremental=True)
    assert [one.proposed for one in found.lines] == [one.proposed for one in reported.lines]
    assert "no lift test" in found.warnings[0]


def test_conversions_are_not_calibrated(session: Session, shop: Shop, machine: Actor) -> None:
    with pytest.raises(BadInput, match="Lift tests speak of revenue"):
        ask(session, machine, incremental=True, goal="conversions")
