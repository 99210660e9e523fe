"""Forecasts on stored figures: which days count, which money, what is left out, and that a fit is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.errors import BadInput, NotEnoughData, NotFound
from paidsocial.models import AdAccount, AdSet, Campaign, Client, ForecastRun
from paidsocial.services.access import Actor, Role
from paidsocial.services.prediction import backtests, forecast_runs, forecasts, outlooks
from paidsocial.services.prediction.outlooks import NoOutlook, Outlook
from tests.support.builders import World, someone
from tests.support.queries import counted
from tests.support.spending import Daily, flat, history, power, total_spend

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)


class Shop:
    """One client with a Meta account in EUR: two campaigns whose spend moved for 26 weeks."""

    def __init__(self, session: Session) -> None:
        self.world = World(session)
        self.session = session
        self.client: Client = self.world.client("Tallybird", currency="EUR")
        self.account: AdAccount = self.world.account(self.client, "Tallybird EU")
        self.spring = self.campaign("Spring", power(100, 12, 0.7))
        self.brand = self.campaign("Brand", power(60, 20, 0.5))

    def campaign(
        self, name: str, daily: Daily, *, account: AdAccount | None = None, last: date = YESTERDAY
    ) -> Campaign:
        campaign = self.world.campaign(account or self.account, name)
        ad_set = self.world.ad_set(campaign, f"{name} set")
        history(self.session, ad_set, last, 182, daily)
        return campaign

    def ad_set(self, campaign: Campaign) -> AdSet:
        return self.session.scalars(select(AdSet).where(AdSet.campaign_id == campaign.id)).one()


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


def ask(session: Session, actor: Actor, **more: Any) -> forecasts.PoolForecast:
    return forecasts.forecast(session, actor, **{"now": NOW, "as_of": TODAY, **more})


def test_a_forecast_carries_recent_spend_forward(session: Session, shop: Shop, machine: Actor) -> None:
    found = ask(session, machine)
    assert (found.currency, found.horizon, found.through) == ("EUR", 28, YESTERDAY)
    assert {unit.name for unit in found.units} == {"Spring", "Brand"}
    spring = next(unit for unit in found.units if unit.name == "Spring")
    two_weeks = total_spend(session, shop.ad_set(shop.spring), TODAY - timedelta(days=14), YESTERDAY)
    assert spring.spend.micros == pytest.approx(two_weeks * 2, abs=10_000)
    # The truth earns 12 * spend ** 0.7 a day.
    truth = 28 * 12 * float(spring.daily_spend.micros / 1e6) ** 0.7
    assert spring.revenue.micros / 1e6 == pytest.approx(truth, rel=0.1)
    assert spring.revenue_low.micros < spring.revenue.micros < spring.revenue_high.micros
    assert spring.roas == pytest.approx(spring.revenue.micros / spring.spend.micros)


def test_the_total_is_the_sum_of_the_units_and_its_interval_is_joint(
    session: Session, shop: Shop, machine: Actor
) -> None:
    found = ask(session, machine)
    assert found.total.spend.micros == sum(unit.spend.micros for unit in found.units)
    assert found.total.revenue.micros == sum(unit.revenue.micros for unit in found.units)
    width = found.total.revenue_high.micros - found.total.revenue_low.micros
    assert width < sum(unit.revenue_high.micros - unit.revenue_low.micros for unit in found.units)


def test_only_days_before_the_day_asked_for_count(session: Session, shop: Shop, machine: Actor) -> None:
    earlier = TODAY - timedelta(days=30)
    found = ask(session, machine, as_of=earlier)
    assert found.through == earlier - timedelta(days=1)
    two_weeks = total_spend(session, shop.ad_set(shop.spring), earlier - timedelta(days=14), found.through)
    spring = next(unit for unit in found.units if unit.name == "Spring")
    assert spring.spend.micros == pytest.approx(two_weeks * 2, abs=10_000)


def test_a_day_that_is_not_over_in_the_accounts_zone_does_not_count(session: Session, machine: Actor) -> None:
    world = World(session)
    account = world.account(world.client(), time_zone="America/Los_Angeles")
    ad_set = world.ad_set(world.campaign(account))
    history(session, ad_set, YESTERDAY, 60, flat(50, 3))
    # At 05:00 UTC on the 14th it is still the 13th in Los Angeles.
    found = ask(session, machine, now=datetime(2026, 6, 14, 5, tzinfo=UTC))
    assert found.through == TODAY - timedelta(days=2)


def test_old_figures_are_refused_with_the_day_to_look_from(session: Session, shop: Shop, machine: Actor) -> None:
    with pytest.raises(NotEnoughData, match=r"of 2026-06-13, more than 7 days .* --as-of 2026-06-14"):
        ask(session, machine, as_of=date(2026, 6, 21))
    assert ask(session, machine, as_of=date(2026, 6, 20), now=NOW + timedelta(days=6)).through == YESTERDAY


def test_an_empty_database_says_what_to_do(session: Session, machine: Actor) -> None:
    with pytest.raises(NotEnoughData, match="import"):
        ask(session, machine)


def test_an_account_without_fresh_figures_is_left_out_and_named(session: Session, shop: Shop, machine: Actor) -> None:
    old = shop.world.account(shop.client, "Old TikTok", platform="tiktok")
    shop.campaign("Gone", flat(20, 2), account=old, last=TODAY - timedelta(days=40))
    found = ask(session, machine)
    assert "Gone" not in {unit.name for unit in found.units}
    assert [(left.what, left.reason) for left in found.left_out] == [
        ("ad account Old TikTok", "no figures since 2026-05-05")
    ]


def test_of_several_currencies_the_reporting_one_is_taken_and_the_rest_named(
    session: Session, shop: Shop, machine: Actor
) -> None:
    dollars = shop.world.account(shop.client, "Tallybird US", currency="USD")
    shop.campaign("US Sale", flat(40, 3), account=dollars)
    found = ask(session, machine)
    assert (found.currency, found.left_out[0].what) == ("EUR", "1 ad account in USD")
    assert "--currency USD" in found.left_out[0].reason
    assert [unit.name for unit in ask(session, machine, currency="usd").units] == ["US Sale"]
    with pytest.raises(BadInput, match="GBP"):
        ask(session, machine, currency="GBP")


def test_of_several_currencies_none_of_them_the_reporting_one_a_person_must_choose(
    session: Session, machine: Actor
) -> None:
    world = World(session)
    client = world.client(currency="GBP")
    for currency in ("EUR", "USD"):
        ad_set = world.ad_set(world.campaign(world.account(client, currency=currency)))
        history(session, ad_set, YESTERDAY, 60, flat(50, 3))
    with pytest.raises(BadInput, match=r"EUR and USD, .* --currency EUR or USD"):
        ask(session, machine)


def test_revenue_that_nobody_reported_is_not_zero(session: Session, shop: Shop, machine: Actor) -> None:
    shop.campaign("Awareness", flat(30, None))
    found = ask(session, machine)
    assert "Awareness" not in {unit.name for unit in found.units}
    assert found.left_out[-1].names == ("Awareness",)
    assert "revenue" in found.left_out[-1].reason


def test_no_revenue_at_all_is_refused(session: Session, machine: Actor) -> None:
    world = World(session)
    history(session, world.ad_set(world.campaign(world.account(world.client()))), YESTERDAY, 60, flat(50, None))
    with pytest.raises(NotEnoughData, match="No revenue was reported"):
        ask(session, machine)


def test_a_campaign_that_stopped_is_left_out_by_name(session: Session, shop: Shop, machine: Actor) -> None:
    shop.campaign("Winter", flat(30, 4), last=TODAY - timedelta(days=60))
    left = ask(session, machine).left_out[-1]
    assert (left.what, left.names) == ("1 campaign", ("Winter",))


def test_a_person_sees_only_their_clients(session: Session, shop: Shop) -> None:
    other = shop.world.client("Fjellvandr")
    account = shop.world.account(other, "Fjellvandr DACH")
    shop.campaign("Tents", flat(80, 3), account=account)
    mine = someone(Role.VIEWER, clients={other.id})
    assert [unit.name for unit in ask(session, mine).units] == ["Tents"]
    with pytest.raises(NotFound):
        ask(session, mine, client_id=shop.client.id)
    with pytest.raises(NotFound):
        outlooks.outlook(session, mine, now=NOW, as_of=TODAY, campaign_id=shop.spring.id)


def test_ad_sets_have_forecasts_of_their_own(session: Session, shop: Shop, machine: Actor) -> None:
    second = shop.world.ad_set(shop.spring, "Second")
    history(session, second, YESTERDAY, 182, power(40, 9, 0.6))
    found = ask(session, machine, level="ad_set")
    assert {unit.name for unit in found.units} == {"Spring set", "Brand set", "Second"}
    with pytest.raises(BadInput, match="level"):
        ask(session, machine, level="ad")


def test_a_fit_is_kept_until_new_figures_arrive(session: Session, shop: Shop, machine: Actor) -> None:
    first = ask(session, machine)
    forecast_runs._parsed.clear()  # as another process would read it
    session.rollback()
    with counted(session) as statements:
        again = ask(session, machine)
    assert again == first
    assert not any("campaign_day" in statement for statement in statements)
    with counted(session) as statements:
        ask(session, machine)
    assert not any("forecast_run.payload" in statement for statement in statements)
    history(session, shop.world.ad_set(shop.brand, "New"), YESTERDAY, 30, flat(25, 2))
    assert ask(session, machine).total.spend != first.total.spend
    assert session.scalar(select(func.count()).select_from(ForecastRun)) == 1


def test_looking_back_never_replaces_what_was_forecast_on_the_day(session: Session, shop: Shop, machine: Actor) -> None:
    def kept() -> list[tuple[datetime, float]]:
        session.rollback()
        rows = session.execute(select(ForecastRun.created_at, ForecastRun.payload).order_by(ForecastRun.id))
        return [(at, payload["total"]["revenue"]) for at, payload in rows]

    ask(session, machine)
    (then,) = kept()
    for later in (30, 60):
        history(session, shop.world.ad_set(shop.brand, f"New {later}"), YESTERDAY, 30, flat(25, 2))
        found = ask(session, machine, now=NOW + timedelta(days=later))
        first, hindsight = kept()
        assert first == then
        assert hindsight[0] == NOW + timedelta(days=later)
        assert hindsight[1] == pytest.approx(float(found.total.revenue.text), rel=1e-3)


def test_an_outlook_tells_the_response_in_words(session: Session, shop: Shop, machine: Actor) -> None:
    found = outlooks.outlook(session, machine, now=NOW, as_of=TODAY, campaign_id=shop.spring.id)
    assert isinstance(found, Outlook)
    assert found.forecast.elasticity == pytest.approx(0.7, abs=0.12)
    more = round((1.1**found.forecast.elasticity - 1) * 100)
    assert found.words[0].startswith(f"10% more spend brings about {more}% more revenue; the next EUR returns ")
    assert len(found.days) == 28
    assert found.days[0].day == TODAY
    assert sum(day.revenue.micros for day in found.days) == pytest.approx(found.forecast.revenue.micros, abs=28 * 5000)
    assert all(day.low.micros <= day.revenue.micros <= day.high.micros for day in found.days)
    spends = [point.spend.micros for point in found.curve.points]
    assert spends == sorted(spends)
    seen = [point.observed for point in found.curve.points]
    assert seen.index(True) > 0
    assert not seen[-1]
    marginals = [point.marginal_roas for point in found.curve.points]
    assert marginals == sorted(marginals, reverse=True)


def test_an_ad_set_has_an_outlook_too(session: Session, shop: Shop, machine: Actor) -> None:
    found = outlooks.outlook(session, machine, now=NOW, as_of=TODAY, ad_set_id=shop.ad_set(shop.brand).id)
    assert isinstance(found, Outlook)
    assert found.unit.campaign_name == "Brand"


def test_no_outlook_says_why(session: Session, shop: Shop, machine: Actor) -> None:
    def reason(campaign: Campaign) -> str:
        found = outlooks.outlook(session, machine, now=NOW, as_of=TODAY, campaign_id=campaign.id)
        assert isinstance(found, NoOutlook)
        return found.reason

    stopped = shop.campaign("Winter", flat(30, 4), last=TODAY - timedelta(days=60))
    silent = shop.campaign("Awareness", flat(30, None))
    old = shop.world.account(shop.client, "Old")
    gone = shop.campaign("Gone", flat(20, 2), account=old, last=TODAY - timedelta(days=40))
    assert "15 April 2026" in reason(stopped), "the last day that anything was spent"
    assert "revenue" in reason(silent)
    assert "7 days" in reason(gone)


def test_the_column_is_empty_rather_than_an_error(session: Session, machine: Actor) -> None:
    assert forecasts.by_unit(session, machine, now=NOW, as_of=TODAY) == {}


def test_a_horizon_out_of_range_is_refused(session: Session, shop: Shop, machine: Actor) -> None:
    with pytest.raises(BadInput, match="1 to 180"):
        ask(session, machine, horizon=0)


def test_the_backtest_looks_at_all_stored_history_unless_told_otherwise(
    session: Session, shop: Shop, machine: Actor
) -> None:
    later = NOW + timedelta(days=400)
    found = backtests.backtest(session, machine, now=later, as_of=None)
    assert (found.as_of, found.units, len(found.origins)) == (TODAY, 2, 6)
    assert found.model.wape is not None
    assert found.model.wape < 0.15  # the noise of a day is 8%
    assert set(found.baselines) >= {"trailing_28_roas", "trailing_7_roas", "no_change"}
    with pytest.raises(NotEnoughData, match="too little history"):
        backtests.backtest(session, machine, now=NOW, as_of=date(2026, 1, 10))
