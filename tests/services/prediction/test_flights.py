"""A forecast's spend ends with the flight and with what is left of a lifetime budget."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.money import MICROS
from paidsocial.models import AdAccount, AdSet, Campaign
from paidsocial.services.access import Actor
from paidsocial.services.prediction import flights, forecast_runs, forecasts, outlooks, pools
from paidsocial.services.prediction.flights import Ending, going
from paidsocial.services.prediction.forecast_plans import Plan
from paidsocial.services.prediction.outlooks import NoOutlook, Outlook
from tests.support.builders import World
from tests.support.spending import flat, history, power

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)


class Company:
    def __init__(self, session: Session) -> None:
        self.session, self.world = session, World(session)
        self.account: AdAccount = self.world.account(self.world.client("Tallybird"))
        self.spends("Always", flat=False)

    def spends(self, name: str, *, days: int = 120, last: date = YESTERDAY, flat: bool = True, **more: Any) -> Campaign:
        """A campaign of one ad set at 100 a day."""
        campaign = self.world.campaign(self.account, name, **more)
        ad_set = self.world.ad_set(campaign, f"{name} set")
        history(self.session, ad_set, last, days, steady if flat else power(90, 20, 0.6))
        return campaign


steady = flat(100, 3)


@pytest.fixture
def company(session: Session) -> Company:
    return Company(session)


def ask(session: Session, actor: Actor, **more: Any) -> forecasts.PoolForecast:
    return forecasts.forecast(session, actor, **{"now": NOW, "as_of": TODAY, **more})


def unit(found: forecasts.PoolForecast, name: str) -> forecasts.UnitForecast:
    return next(each for each in found.units if each.name == name)


def test_spend_stops_on_the_flights_last_day(session: Session, company: Company, machine: Actor) -> None:
    company.spends("Sale", start_day=date(2026, 2, 1), end_day=date(2026, 6, 23))
    company.spends("On")
    found = ask(session, machine)
    sale, on = unit(found, "Sale"), unit(found, "On")
    assert (sale.daily_spend.text, sale.spend.text) == ("100.00", "1000.00")  # 14 to 23 June
    assert on.spend.text == "2800.00"
    assert sale.revenue.micros == pytest.approx(on.revenue.micros * 10 / 28, rel=0.02)
    assert (sale.ending, sale.left) == (Ending(date(2026, 6, 23), None), None)
    assert on.ending is None
    assert found.total.spend.micros == sum(each.spend.micros for each in found.units)
    # The weeks ahead: it spends the first, three days of the second, and nothing of the rest.
    always = unit(found, "Always").daily_spend.micros * 7
    weeks = [one.spend.micros - (before.spend.micros if before else 0) for before, one in pairs(found.fan)]
    expected = [1_400_000_000 + always, 1_000_000_000 + always, 700_000_000 + always, 700_000_000 + always]
    assert weeks == pytest.approx(expected, abs=100_000)


def pairs(fan: tuple[Any, ...]) -> zip[tuple[Any, Any]]:
    return zip((None, *fan[:-1]), fan, strict=True)


def test_a_lifetime_budget_is_not_overspent(session: Session, company: Company, machine: Actor) -> None:
    # 20 days at 100 a day are 2,000 of 2,600: 600 are left, which are 60 a day to the 23rd or 6 days without an end.
    dated = company.spends("Dated", days=20, start_day=date(2026, 5, 25), end_day=date(2026, 6, 23))
    open_ended = company.spends("Open", days=20, start_day=date(2026, 5, 25))
    for campaign in (dated, open_ended):
        company.world.budget(campaign, "2600", date(2026, 5, 25), kind="lifetime")
    found = ask(session, machine)
    assert unit(found, "Dated").daily_spend.text == "60.00"
    assert unit(found, "Open").daily_spend.text == "100.00"
    for name in ("Dated", "Open"):
        assert unit(found, name).spend.text == "600.00"
        assert unit(found, name).left is not None
        assert unit(found, name).left.text == "600.00"  # type: ignore[union-attr]  # asserted above


def test_planned_spend_cannot_outlast_the_flight_either(session: Session, company: Company, machine: Actor) -> None:
    company.spends("Sale", end_day=date(2026, 6, 23))
    found = ask(session, machine, plan=Plan(amounts=(("Sale", "250"),)))
    assert unit(found, "Sale").spend.text == "2500.00"


def test_ad_sets_share_their_campaigns_lifetime_budget(session: Session, company: Company, machine: Actor) -> None:
    campaign = company.spends("Sale", days=20, start_day=date(2026, 5, 25), end_day=date(2026, 6, 23))
    history(session, company.world.ad_set(campaign, "Second set"), YESTERDAY, 20, flat(50, 3))
    company.world.budget(campaign, "3900", date(2026, 5, 25), kind="lifetime")  # 3,000 spent
    found = ask(session, machine, level="ad_set")
    assert unit(found, "Sale set").spend.text == "600.00"
    assert unit(found, "Second set").spend.text == "300.00"
    assert unit(ask(session, machine), "Sale").spend.text == "900.00"


def test_a_campaign_ends_with_the_last_of_its_ad_sets(session: Session, company: Company, machine: Actor) -> None:
    campaign = company.world.campaign(company.account, "Sale")
    for last in (date(2026, 6, 20), date(2026, 6, 23)):
        history(session, company.world.ad_set(campaign, end_day=last), YESTERDAY, 60, flat(50, 3))
    assert unit(ask(session, machine), "Sale").spend.text == "1000.00"
    company.world.ad_set(campaign)  # without an end
    session.rollback()
    assert unit(ask(session, machine), "Sale").spend.text == "2800.00"


def test_what_is_over_is_idle_and_an_end_that_was_spent_beyond_is_out_of_date(
    session: Session, company: Company, machine: Actor
) -> None:
    over = company.spends("Over", end_day=YESTERDAY)
    company.spends("Prolonged", end_day=TODAY - timedelta(days=5))
    found = ask(session, machine)
    assert [each.name for each in found.idle] == ["Over"]
    assert unit(found, "Prolonged").spend.text == "2800.00"
    seen = outlooks.outlook(session, machine, now=NOW, as_of=TODAY, campaign_id=over.id)
    assert isinstance(seen, NoOutlook)
    assert "flight ended on 13 June 2026" in seen.reason


def test_a_prolonged_flight_is_forecast_anew(session: Session, company: Company, machine: Actor) -> None:
    sale = company.spends("Sale", end_day=date(2026, 6, 23))
    assert unit(ask(session, machine), "Sale").spend.text == "1000.00"
    with transaction(session):
        sale.end_day = date(2026, 6, 28)
    assert unit(ask(session, machine), "Sale").spend.text == "1500.00"


def test_one_that_spent_nothing_for_days_is_said_so(session: Session, company: Company, machine: Actor) -> None:
    stopped = company.spends("Stopped", last=YESTERDAY - timedelta(days=4))
    found = unit(ask(session, machine), "Stopped")
    assert found.silent_since == date(2026, 6, 10)
    assert unit(ask(session, machine), "Always").silent_since is None
    seen = outlooks.outlook(session, machine, now=NOW, as_of=TODAY, campaign_id=stopped.id)
    assert isinstance(seen, Outlook)
    assert "Nothing was spent since 10 June" in " ".join(seen.words)


def test_a_reallocation_still_reads_the_pace_and_not_what_is_left(
    session: Session, company: Company, machine: Actor
) -> None:
    sale = company.spends("Sale", end_day=date(2026, 6, 15))
    pool = pools.choose(session, machine, now=NOW, as_of=TODAY)
    run = forecast_runs.run(session, pool, level="campaign", horizon=28, now=NOW)
    row = run.row_of(sale.id)
    assert row is not None
    assert run.pace[row] == pytest.approx(100)
    assert run.spend[row] == pytest.approx(200)
    # Kept and read again it is the same.
    stored = forecast_runs._from_payload(forecast_runs._payload(run), "campaign", "EUR", TODAY, 28)
    assert stored.endings == run.endings == {sale.id: Ending(date(2026, 6, 15), None)}
    assert stored.pace.tolist() == run.pace.tolist()


def test_nothing_is_cut_without_flights_or_lifetime_budgets(session: Session, company: Company, machine: Actor) -> None:
    company.world.budget(company.spends("Daily", end_day=date(2026, 12, 31)), "100", date(2026, 5, 25))
    pool = pools.choose(session, machine, now=NOW, as_of=TODAY)
    assert flights.endings(session, pool, level="campaign", horizon=28, now=NOW) == {}
    assert flights.digest({}) == ""


@pytest.mark.parametrize(
    ("end", "daily", "days"),
    [
        (Ending(YESTERDAY + timedelta(days=10), None), 100.0, 10.0),
        (Ending(YESTERDAY + timedelta(days=10), 400 * MICROS), 40.0, 10.0),
        (Ending(YESTERDAY + timedelta(days=10), 4000 * MICROS), 100.0, 10.0),
        (Ending(YESTERDAY + timedelta(days=56), 1400 * MICROS), 25.0, 28.0),  # spread over all of the flight
        (Ending(None, 250 * MICROS), 100.0, 2.5),
        (Ending(None, 0), 0.0, 0.0),
        (Ending(YESTERDAY, None), 0.0, 0.0),
    ],
)
def test_what_can_still_be_spent(end: Ending, daily: float, days: float) -> None:
    found = going({1: end}, {1: 100.0}, {1: YESTERDAY}, YESTERDAY, 28)
    assert (found.daily, found.days) == ({1: daily}, {1: days})


def test_an_end_far_away_and_much_money_left_change_nothing() -> None:
    ends = {1: Ending(YESTERDAY + timedelta(days=90), None), 2: Ending(None, 99_000 * MICROS)}
    assert going(ends, {1: 100.0, 2: 100.0}, {}, YESTERDAY, 28).daily == {}


def test_what_the_platform_says_is_paused_or_ended_is_forecast_at_nothing(
    session: Session, company: Company, machine: Actor
) -> None:
    two_ago = YESTERDAY - timedelta(days=2)
    paused = company.spends("Paused", last=two_ago, status="PAUSED")
    company.spends("Completed", status="completed")
    company.spends("Active", last=two_ago, status="active")
    halved = company.spends("Both off")
    for ad_set in (*session.scalars(select(AdSet).where(AdSet.campaign_id == halved.id)),):
        ad_set.status = "CAMPAIGN_PAUSED"
    session.commit()
    found = ask(session, machine)
    assert {each.name for each in found.units} == {"Always", "Active"}
    (always, going_on) = (unit(found, name).spend.micros for name in ("Always", "Active"))
    assert found.total.spend.micros == always + going_on
    assert {each.name: found.off.get(each.id) for each in found.idle} == {
        "Paused": "paused",
        "Completed": "ended",
        "Both off": "paused",
    }
    (left,) = [each for each in found.left_out if each.reason == forecasts.OFF]
    assert set(left.names) == {"Paused", "Completed", "Both off"}
    told = outlooks.outlook(session, machine, now=NOW, as_of=TODAY, campaign_id=paused.id)
    assert isinstance(told, NoOutlook)
    assert told.reason == "The platform says that it is paused, so nothing is expected of it until it runs again."
    by_ad_set = ask(session, machine, level="ad_set")
    assert {each.name for each in by_ad_set.units} == {"Always set", "Active set"}
    # Planned to spend again, it is not held to be off.
    planned = ask(session, machine, plan=Plan("", ((str(paused.id), "50"),)))
    assert unit(planned, "Paused").spend.text == "1400.00"


def test_a_word_of_today_says_nothing_of_a_day_on_which_it_spent(
    session: Session, company: Company, machine: Actor
) -> None:
    company.spends("Paused since", status="paused")
    then = ask(session, machine, as_of=TODAY - timedelta(days=21))
    assert unit(then, "Paused since").spend.text == "2800.00"
    assert "Paused since" not in {each.name for each in ask(session, machine).units}
