"""Planned spend as people type it, and what it comes to per unit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.errors import BadInput
from paidsocial.models import Campaign, ForecastRun
from paidsocial.services.access import Actor
from paidsocial.services.prediction import forecasts
from paidsocial.services.prediction.forecast_plans import Plan
from tests.support.builders import World
from tests.support.spending import flat, history, power

TODAY, NOW = date(2026, 6, 14), datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
LAST = date(2026, 6, 13)


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("+10", "1.1"),
        ("10%", "1.1"),
        (" -7.5 % ", "0.925"),
        ("\N{MINUS SIGN}50", "0.5"),
        ("-100", "0"),
        ("900", "10"),
        ("", None),
        (" ", None),
    ],
)
def test_a_change_is_a_percentage(typed: str, share: str | None) -> None:
    assert Plan(typed).share == (None if share is None else Decimal(share))


@pytest.mark.parametrize("typed", ["ten", "-100.1", "901", "nan", "inf", "1e9", "10 20", "--5"])
def test_a_change_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="is not a change in percent"):
        _ = Plan(typed).share


@pytest.fixture
def campaigns(session: Session) -> dict[str, Campaign]:
    world = World(session)
    account = world.account(world.client("Tallybird"))
    made = {}
    for name in ("Spring", "Twin", "Twin ", "Stopped"):
        made[name] = world.campaign(account, name.strip())
        last, days = (date(2026, 4, 1), 60) if name == "Stopped" else (LAST, 120)
        daily = flat(30, 3) if name == "Stopped" else power(50 + 10 * len(made), 12, 0.6)
        history(session, world.ad_set(made[name]), last, days, daily)
    return made


def ask(session: Session, machine: Actor, plan: Plan | None) -> forecasts.PoolForecast:
    return forecasts.forecast(session, machine, now=NOW, as_of=TODAY, plan=plan)


def test_amounts_win_over_the_share_and_nothing_is_stored(
    session: Session, machine: Actor, campaigns: dict[str, Campaign]
) -> None:
    recent = {unit.id: unit for unit in ask(session, machine, None).units}
    stored = session.scalar(select(func.count()).select_from(ForecastRun))
    found = ask(session, machine, Plan("-20", (("Spring", "45.50"),)))
    assert session.scalar(select(func.count()).select_from(ForecastRun)) == stored
    assert found.base is not None
    for unit in found.units:
        if unit.name == "Spring":
            assert (unit.daily_spend.text, unit.spend.text) == ("45.50", "1274.00")
        else:
            assert unit.daily_spend.micros == pytest.approx(0.8 * recent[unit.id].daily_spend.micros, abs=10_000)
            assert unit.revenue.micros < recent[unit.id].revenue.micros
            assert unit.roas is not None
            assert unit.roas > (recent[unit.id].roas or 0)  # concave: less spend earns more a unit
    assert found.base.total.spend.micros == sum(unit.spend.micros for unit in recent.values())


def test_a_plan_that_changes_nothing_is_the_forecast(
    session: Session, machine: Actor, campaigns: dict[str, Campaign]
) -> None:
    assert ask(session, machine, Plan("0")) == ask(session, machine, None)


def test_what_is_planned_to_stop_is_still_shown_and_what_stopped_can_be_planned(
    session: Session, machine: Actor, campaigns: dict[str, Campaign]
) -> None:
    found = ask(session, machine, Plan("", (("Spring", "0"), (str(campaigns["Stopped"].id), "40"))))
    units = {unit.name: unit for unit in found.units}
    assert units["Spring"].spend.micros == 0
    assert units["Spring"].roas is None
    assert units["Spring"].marginal_roas is None
    assert units["Stopped"].spend.text == "1120.00"
    assert not found.idle


@pytest.mark.parametrize(
    ("amounts", "message"),
    [
        ((("Nobody", "5"),), "None of the forecast campaigns is “Nobody”"),
        ((("Twin", "5"),), "2 campaigns are called “Twin”; name one by its id"),
        ((("Spring", "5"), ("Spring", "6")), "has two amounts"),
        ((("Spring", "1.234,56"),), "The spend of “Spring”: “1.234,56” is not an amount"),
        ((("Spring", "-1"),), "it is 0 or more"),
        ((("Spring", "0.001"),), "finer than the smallest unit of EUR"),
    ],
)
def test_amounts_that_cannot_be_are_refused_by_name(
    session: Session,
    machine: Actor,
    campaigns: dict[str, Campaign],
    amounts: tuple[tuple[str, str], ...],
    message: str,
) -> None:
    with pytest.raises(BadInput, match=message):
        ask(session, machine, Plan("", amounts))
