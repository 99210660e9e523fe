"""The director's figures: against the period before, by client, platform, objective and campaign, in one currency."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.plan import Scope
from paidsocial.errors import NotFound
from paidsocial.models import (
    AccountDay,
    AdAccount,
    Approval,
    BudgetChange,
    BusinessDay,
    Client,
    Outcome,
    Recommendation,
)
from paidsocial.services.access import Actor, Role
from paidsocial.services.finance.spend_report import report
from paidsocial.services.planning import plans
from paidsocial.services.prediction import forecasts
from paidsocial.services.reporting import overview
from paidsocial.services.reporting.overview import Overview
from tests.support.builders import SEEN, World, micros, someone
from tests.support.queries import counted
from tests.support.spending import history, power

NOW = datetime(2026, 7, 15, 9, tzinfo=UTC)
JUNE, MAY = Period.month(2026, 6), Period.month(2026, 5)
JULY = Period.month(2026, 7)


def read(session: Session, actor: Actor, period: Period = JUNE, **options: object) -> Overview:
    return overview.read(session, actor, period=period, now=NOW, today=NOW.date(), **options)  # type: ignore[arg-type]  # keyword arguments pass through a dict


class Shop:
    """A client with a margin of 40%; Meta and TikTok in euros; May and June."""

    def __init__(self, world: World) -> None:
        self.client = world.client("Shop", margin_bp=4000)
        self.meta = world.account(self.client, platform="meta")
        self.tiktok = world.account(self.client, platform="tiktok")
        self.sale = world.campaign(self.meta, "Sale", objective="Sales")
        self.fans = world.campaign(self.tiktok, "Fans", objective="Awareness")
        sale, fans = world.ad_set(self.sale), world.ad_set(self.fans)
        world.figures(sale, *MAY.days(), spend="10", revenue="30", conversions="2")
        world.figures(sale, *JUNE.days(), spend="20", revenue="70", conversions="3")
        world.figures(fans, *JUNE.days(), spend="5")


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def shop(world: World) -> Shop:
    return Shop(world)


def test_a_whole_month_against_the_whole_month_before(session: Session, machine: Actor, shop: Shop) -> None:
    found = read(session, machine)
    total = found.total
    assert total is not None
    assert (found.compared.now, found.compared.before) == (JUNE, MAY)
    assert (total.now.figures.spend, total.before.figures.spend) == (750_000_000, 310_000_000)
    assert total.now.roas == pytest.approx(2100 / 750)
    assert total.now.roi == pytest.approx((2100 * 0.4 - 750) / 750)
    assert total.spend_change == pytest.approx(750 / 310 - 1)
    assert total.roas_change == pytest.approx((2100 / 750) / 3 - 1)
    assert found.break_even == pytest.approx(2.5)
    assert (found.missing, found.rates, found.ahead) == (None, (), None)


def test_every_table_adds_up_to_the_total(session: Session, machine: Actor, shop: Shop, world: World) -> None:
    for number in range(20):
        ad_set = world.ad_set(world.campaign(shop.meta, f"Small {number:02}", objective=None))
        world.figures(ad_set, date(2026, 6, 9), spend=str(number), revenue="1")
    found = read(session, machine)
    assert found.total is not None
    for dimension in (found.clients, found.platforms, found.objectives, found.campaigns):
        everything = (*dimension.parts, *dimension.others)
        assert sum(part.now.figures.spend for part in everything) == found.total.now.figures.spend
        assert sum(part.before.figures.spend for part in everything) == found.total.before.figures.spend
    assert [part.label for part in found.objectives.parts] == ["Sales", "No objective reported", "Awareness"]
    assert len(found.campaigns.parts) == 15
    assert found.campaigns.count == 22
    assert found.campaigns.parts[0].label == "Sale"


def test_a_running_month_stands_against_as_many_days(
    session: Session, machine: Actor, shop: Shop, world: World
) -> None:
    ad_set = world.ad_set(shop.sale)
    world.figures(ad_set, *Period(date(2026, 7, 1), date(2026, 7, 15)).days(), spend="8", revenue="16")
    world.figures(world.ad_set(shop.fans), date(2026, 7, 14), spend="1")
    found = read(session, machine, JULY)
    assert found.compared.now == Period(date(2026, 7, 1), date(2026, 7, 14))  # today is not over
    assert found.compared.before == Period(date(2026, 6, 1), date(2026, 6, 14))
    assert found.total is not None
    assert (found.total.now.figures.spend, found.total.before.figures.spend) == (113_000_000, 350_000_000)
    assert [day.sums.figures.spend for day in found.days] == [8_000_000] * 13 + [9_000_000]


def test_an_account_that_stopped_does_not_hold_back_the_others_and_is_named(
    session: Session, machine: Actor, shop: Shop, world: World
) -> None:
    world.figures(world.ad_set(shop.sale), *Period(date(2026, 7, 1), date(2026, 7, 14)).days(), spend="8")
    found = read(session, machine, JULY)  # TikTok's figures end on 30 June
    assert found.compared.now.last == date(2026, 7, 14)
    assert [account.account_id for account in found.behind] == [shop.tiktok.id]


# Margins


def test_roi_is_told_over_clients_whose_margin_is_known(
    session: Session, machine: Actor, shop: Shop, world: World
) -> None:
    other = world.client("Unknown", margin_bp=None)
    ad_set = world.ad_set(world.campaign(world.account(other)))
    world.figures(ad_set, date(2026, 6, 1), spend="250", revenue="9999")
    found = read(session, machine)
    assert found.total is not None
    assert found.total.now.roi == pytest.approx((2100 * 0.4 - 750) / 750)
    assert found.total.now.margin_known == pytest.approx(0.75)
    assert found.without_margin == ("Unknown",)
    by_name = {part.label: part.now for part in found.clients.parts}
    assert by_name["Unknown"].roi is None
    assert read(session, machine, client_id=other.id).total.now.roi is None  # type: ignore[union-attr]  # select_one may find none; then the test fails anyway


# Currencies


@pytest.fixture
def dollars(world: World, shop: Shop) -> AdAccount:
    account = world.account(shop.client, platform="meta", currency="USD")
    for name in ("One", "Two", "Three"):
        ad_set = world.ad_set(world.campaign(account, name))
        world.figures(ad_set, *MAY.days(), *JUNE.days(), spend="3.333333", revenue="10.005")
    return account


def test_a_month_in_two_currencies_is_the_finance_reports_total_to_the_cent(
    session: Session, machine: Actor, world: World, shop: Shop, dollars: AdAccount
) -> None:
    world.rate("USD", "EUR", "0.9", *MAY.days())
    world.rate("USD", "EUR", "0.8837", *JUNE.days())
    found = read(session, machine)
    assert found.total is not None
    finance = report(session, machine, month=JUNE, today=NOW.date())
    assert found.total.now.figures.spend == finance.totals[-1].spend_reporting
    # 3.333333 x 30 x 0.8837 = 88.36999... -> 88.37 for each of three campaigns
    assert found.total.now.figures.spend == 750_000_000 + 3 * 88_370_000
    assert [(month.month, rate.base, rate.text) for month, rate in found.rates] == [
        (5, "USD", "0.9"),
        (6, "USD", "0.8837"),
    ]


def test_a_missing_rate_is_named_and_everything_shows_in_its_own_currency(
    session: Session, machine: Actor, world: World, shop: Shop, dollars: AdAccount
) -> None:
    found = read(session, machine)
    assert found.missing is not None
    assert "from USD to EUR for 2026-06-01 to 2026-06-30" in found.missing
    assert (found.converted, found.total) == (False, None)
    assert [(part.currency, part.now.figures.spend) for part in found.totals] == [
        ("EUR", 750_000_000),
        ("USD", 299_999_970),
    ]
    assert {(part.label, part.currency) for part in found.platforms.parts} == {
        ("meta", "EUR"),
        ("tiktok", "EUR"),
        ("meta", "USD"),
    }
    assert (found.plan, found.days) == (None, ())


def test_a_rate_missing_only_for_the_period_before_costs_the_comparison_alone(
    session: Session, machine: Actor, world: World, shop: Shop, dollars: AdAccount
) -> None:
    world.rate("USD", "EUR", "0.9", *JUNE.days())
    found = read(session, machine)
    assert found.total is not None
    assert found.total.now.figures.spend == 750_000_000 + 3 * 90_000_000
    assert (found.total.spend_change, found.converted) == (None, True)
    assert "2026-05-01" in (found.missing or "")


# Plan


def agree(session: Session, actor: Actor, client: Client, amount: str, scope: Scope, **more: object) -> None:
    period = more.pop("period", JUNE)
    wanted = plans.Wanted(client.id, f"Plan {amount}", period, Money.parse(amount, "EUR"), scope)  # type: ignore[arg-type]  # keyword arguments pass through a dict
    plans.save(session, actor, wanted, now=SEEN, today=NOW.date())


def test_spend_against_plan_by_client_and_platform(session: Session, machine: Actor, shop: Shop, world: World) -> None:
    agree(session, machine, shop.client, "900", Scope(platforms=frozenset({"meta"})))
    quarter = Period(date(2026, 4, 1), date(2026, 6, 30))
    agree(session, machine, shop.client, "91", Scope(platforms=frozenset({"pinterest"})), period=quarter)
    plan = read(session, machine).plan
    assert plan is not None
    (client,) = plan.clients
    assert (client.inside, client.agreed, client.outside) == (600_000_000, 930_000_000, 150_000_000)  # 900 + 91 x 30/91
    bars = {bar.key: bar for bar in plan.platforms}
    assert (bars["meta"].agreed, bars["meta"].inside) == (900_000_000, 600_000_000)
    assert (bars["tiktok"].agreed, bars["tiktok"].outside) == (None, 150_000_000)
    assert plan.total.share == pytest.approx(600 / 930)


def test_a_line_over_two_platforms_is_no_single_platforms_plan(session: Session, machine: Actor, shop: Shop) -> None:
    agree(session, machine, shop.client, "900", Scope())
    plan = read(session, machine).plan
    assert plan is not None
    assert [(bar.agreed, bar.shared, bar.outside) for bar in plan.platforms] == [(None, True, 0), (None, True, 0)]
    assert plan.total.agreed == 900_000_000


def test_days_without_a_plan_line_are_not_held_against_those_that_have_one(
    session: Session, machine: Actor, shop: Shop
) -> None:
    agree(session, machine, shop.client, "900", Scope())  # June only
    plan = read(session, machine, Period(date(2026, 4, 1), date(2026, 6, 30))).plan
    assert plan is not None
    assert (plan.total.inside, plan.total.outside, plan.total.agreed) == (750_000_000, 310_000_000, 900_000_000)
    assert plan.unplanned == (Period.month(2026, 4), MAY)


def test_a_period_before_the_figures_begin_is_not_compared_with(session: Session, machine: Actor, shop: Shop) -> None:
    found = read(session, machine, Period(date(2026, 5, 16), date(2026, 6, 30)))  # before: 31 March to 15 May
    assert found.total is not None
    assert (found.known_from, found.total.spend_change) == (date(2026, 5, 1), None)
    assert found.total.now.figures.spend == 910_000_000
    assert read(session, machine).known_from is None


def test_no_plan_is_no_plan(session: Session, machine: Actor, shop: Shop) -> None:
    assert read(session, machine).plan is None


# MER


def test_mer_is_business_revenue_over_marketing_spend(
    session: Session, machine: Actor, shop: Shop, world: World
) -> None:
    def day(day: date, revenue: str, marketing: str | None) -> None:
        world.add(
            BusinessDay(
                client_id=shop.client.id,
                day=day,
                currency="EUR",
                revenue_micros=micros(revenue),
                marketing_spend_micros=micros(marketing),
                seen_at=SEEN,
            )
        )

    for one in JUNE.days():
        day(one, "200", "40")
    found = read(session, machine)
    assert found.business.now is not None
    assert (found.business.now.mer, found.business.now.stated, found.business.before) == (5.0, True, None)
    for one in MAY.days():
        day(one, "100", None)
    before = read(session, machine).business.before
    assert before is not None
    assert (before.mer, before.stated) == (10.0, False)  # 100 a day over 10 a day on the ad accounts


# Ahead, decisions


def test_a_running_month_has_a_forecast_to_its_end(session: Session, machine: Actor, world: World) -> None:
    account = world.account(world.client())
    for number in range(3):
        ad_set = world.ad_set(world.campaign(account))
        history(session, ad_set, date(2026, 7, 14), 150, power(100 + 40 * number, 12, 0.7), seed=number)
    found = read(session, machine, JULY)
    assert found.total is not None
    assert found.ahead is not None
    assert found.ahead.revenue is not None
    assert found.ahead.revenue_low is not None
    assert found.ahead.revenue_high is not None
    so_far = found.total.now.figures
    assert found.ahead.last_day == date(2026, 7, 31)
    assert so_far.revenue is not None
    # 17 of 31 days are left at much the same level.
    assert 31 / 14 * 0.7 < found.ahead.revenue / so_far.revenue < 31 / 14 * 1.3
    assert so_far.revenue < found.ahead.revenue_low < found.ahead.revenue < found.ahead.revenue_high


def test_the_last_forecast_that_is_over_is_held_against_what_came(
    session: Session, machine: Actor, world: World
) -> None:
    account = world.account(world.client())
    ad_set = world.ad_set(world.campaign(account))
    history(session, ad_set, date(2026, 7, 14), 150, power(100, 12, 0.7))
    then = datetime(2026, 6, 16, 9, tzinfo=UTC)
    for as_of, horizon in ((date(2026, 6, 16), 14), (date(2026, 7, 10), 28)):  # the second is not over yet
        forecasts.forecast(session, machine, now=then + (as_of - then.date()), as_of=as_of, horizon=horizon)
    # looking back on a later day makes no forecast of that day
    forecasts.forecast(session, machine, now=then + timedelta(days=20), as_of=date(2026, 6, 20), horizon=7)
    session.rollback()  # runs are stored by a session of their own; a page of another day begins afresh
    found = read(session, machine, JULY)
    assert found.ahead is not None
    held = found.ahead.held
    assert held is not None
    days = Period(date(2026, 6, 16), date(2026, 6, 29))
    earned = select(func.sum(AccountDay.revenue_micros)).where(AccountDay.day.between(days.first, days.last))
    assert (held.as_of, held.days, held.actual) == (date(2026, 6, 16), days, session.scalar(earned))
    assert held.low <= held.expected <= held.high
    assert held.inside == (held.low <= held.actual <= held.high)


def test_figures_too_old_for_a_forecast_say_so(session: Session, machine: Actor, world: World) -> None:
    ad_set = world.ad_set(world.campaign(world.account(world.client())))
    world.figures(ad_set, date(2026, 7, 4), spend="8", revenue="16")
    found = read(session, machine, JULY)
    assert found.ahead is not None
    assert found.ahead.revenue is None
    assert "too old to say what comes next" in found.ahead.reason


def test_a_forecast_from_one_day_says_that_it_knows_little(session: Session, machine: Actor, world: World) -> None:
    ad_set = world.ad_set(world.campaign(world.account(world.client())))
    world.figures(ad_set, date(2026, 7, 14), spend="8", revenue="16")
    found = read(session, machine, JULY)
    assert found.ahead is not None
    assert (found.ahead.spend, "evidence is thin" in found.ahead.reason) == (8_000_000 * 18, True)


def recommend(world: World, client: Client | None, state: str, number: int) -> Recommendation:
    return world.add(
        Recommendation(
            id=f"rec-{number}",
            client_id=client.id if client else None,
            state=state,
            as_of=date(2026, 6, 20),
            level="campaign",
            currency="EUR",
            total_before_micros=0,
            total_after_micros=0,
            expected_change_micros=12_000_000,
            expected_low_micros=2_000_000,
            expected_high_micros=20_000_000,
            optimality_gap=0.0,
            request={},
            model={},
            note=f"Move {number}",
            created_at=SEEN,
        )
    )


def test_what_waits_and_what_was_decided_with_what_it_earned(
    session: Session, machine: Actor, shop: Shop, world: World
) -> None:
    recommend(world, shop.client, "proposed", 1)
    recommend(world, shop.client, "draft", 2)
    done = recommend(world, shop.client, "approved", 3)
    for day, decision in ((date(2026, 6, 21), "approved"), (date(2026, 7, 2), "refused")):
        world.add(
            Approval(
                recommendation_id=done.id,
                decision=decision,
                comment="Go",
                decided_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
            )
        )
    for number in (1, 2):
        change = world.add(
            BudgetChange(
                recommendation_id=done.id,
                account_id=shop.meta.id,
                campaign_id=shop.sale.id,
                kind="daily",
                currency="EUR",
                after_micros=1,
                state="applied",
                created_at=SEEN,
                state_at=SEEN,
            )
        )
        for horizon in (7, 14) if number == 1 else (7,):
            world.add(
                Outcome(
                    budget_change_id=change.id,
                    horizon_days=horizon,
                    scored_at=SEEN,
                    earned_micros=number * 1_000_000,
                    low_micros=0,
                    high_micros=5_000_000,
                    details={},
                )
            )
    found = read(session, machine).decisions
    assert ([entry.id for entry in found.waiting], found.waiting_count) == (["rec-1"], 1)
    (decided,) = found.decided
    assert (decided.decision, decided.what, decided.comment) == ("approved", "Move 3", "Go")
    assert decided.earned is not None
    assert (decided.earned.amount.text, decided.earned.horizon_days, decided.earned.changes) == ("3.00", 7, 2)
    assert (decided.earned.low, decided.earned.high) == (None, None), "ends of several changes do not add up"
    for outcome in session.scalars(select(Outcome).where(Outcome.budget_change_id == change.id)):
        session.delete(outcome)
    session.flush()
    (decided,) = read(session, machine).decisions.decided
    assert decided.earned is not None
    assert (decided.earned.low, decided.earned.high) == (Money(0, "EUR"), Money(5_000_000, "EUR"))


def test_changes_decided_at_once_are_one_decision(session: Session, machine: Actor, shop: Shop, world: World) -> None:
    cold = world.ad_set(shop.sale, "Cold")
    at = datetime(2026, 6, 21, 9, tzinfo=UTC)
    for ad_set, when in ((None, at), (cold, at), (cold, datetime(2026, 6, 22, 9, tzinfo=UTC))):
        change = world.add(
            BudgetChange(
                account_id=shop.meta.id,
                campaign_id=shop.sale.id,
                ad_set_id=ad_set.id if ad_set else None,
                kind="daily",
                currency="EUR",
                before_micros=5_000_000,
                after_micros=6_000_000,
                state="approved",
                created_at=SEEN,
                state_at=SEEN,
            )
        )
        world.add(Approval(budget_change_id=change.id, decision="approved", comment="", decided_at=when))
    found = read(session, machine).decisions
    single, pair = found.decided
    assert (single.what, pair.what, found.decided_count) == ("Budget of Cold", f"2 budgets of {shop.sale.name}", 2)
    assert [(change.name, change.after.text) for change in pair.changes] == [(shop.sale.name, "6.00"), ("Cold", "6.00")]


# Access, cost, emptiness


def test_nobody_sees_another_clients_figures(session: Session, shop: Shop, world: World) -> None:
    other = world.client("Other")
    world.figures(world.ad_set(world.campaign(world.account(other))), date(2026, 6, 1), spend="7")
    recommend(world, shop.client, "proposed", 1)
    recommend(world, None, "proposed", 2)
    outsider = someone(Role.DIRECTOR, clients={other.id})
    found = read(session, outsider)
    assert found.total is not None
    assert found.total.now.figures.spend == 7_000_000
    assert found.decisions.waiting_count == 0
    with pytest.raises(NotFound):
        read(session, outsider, client_id=shop.client.id)


def test_an_empty_company_has_an_empty_page(session: Session, machine: Actor) -> None:
    found = read(session, machine)
    assert (found.accounts, found.has_figures, found.total, found.totals, found.plan) == (0, False, None, (), None)


def test_the_number_of_queries_is_fixed(session: Session, machine: Actor, shop: Shop, world: World) -> None:
    agree(session, machine, shop.client, "900", Scope())
    recommend(world, shop.client, "proposed", 1)

    def cost(period: Period) -> int:
        with counted(session) as statements:
            read(session, machine, period)
        return len(statements)

    before = [cost(JUNE), cost(Period(date(2025, 7, 1), date(2026, 6, 30)))]
    for number in range(6):
        client = world.client()
        account = world.account(client)
        for _ in range(3):
            world.figures(world.ad_set(world.campaign(account)), date(2026, 6, 1) + timedelta(days=number), spend="1")
        agree(session, machine, client, f"{number + 1}00", Scope())
        recommend(world, client, "proposed", 10 + number)
    assert [cost(JUNE), cost(Period(date(2025, 7, 1), date(2026, 6, 30)))] == before
    assert max(before) <= 20
