"""The spend report on a real database: lines, two currencies, as known on, totals without days, tie-out, access."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.domain.fx import Basis
from paidsocial.domain.money import Money
from paidsocial.domain.plan import Scope
from paidsocial.domain.spend_report import Grain
from paidsocial.errors import BadInput, Forbidden, MissingRate, NotFound
from paidsocial.models import AdAccount, AdSet, Campaign, Client, ImportBatch, PeriodClose, PeriodTotal, PlanLine
from paidsocial.services.access import Actor, Role
from paidsocial.services.finance import rates
from paidsocial.services.finance.spend_report import SpendReport, report
from paidsocial.services.finance.tie_out import tie_out
from paidsocial.services.planning import plans
from tests.support.builders import SEEN, World, micros, someone
from tests.support.queries import counted
from tests.support.restating import new_batch, restate

JUNE = Period.month(2026, 6)
TODAY = date(2026, 8, 1)
FIRST_SEEN = datetime(2026, 7, 2, 6, tzinfo=UTC)


def june(day: int) -> date:
    return date(2026, 6, day)


def make(session: Session, actor: Actor, **options: object) -> SpendReport:
    return report(session, actor, **{"month": JUNE, "today": TODAY, **options})  # type: ignore[arg-type]  # keyword arguments pass through a dict


def as_rows(made: SpendReport) -> list[tuple[str, str, str | None, str]]:
    return [
        (line.account.name, line.campaign.name, line.plan.name if line.plan else None, Money(line.spend, "EUR").text)
        for line in made.lines
    ]


def plan(session: Session, actor: Actor, client: Client, name: str, scope: Scope, *, period: Period = JUNE) -> None:
    wanted = plans.Wanted(client.id, name, period, Money.parse("1000", "EUR"), scope, f"PO-{name}", f"CC-{name}")
    plans.save(session, actor, wanted, now=SEEN, today=TODAY)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


class Shop:
    """One client, one euro account with two campaigns and figures in June."""

    def __init__(self, world: World) -> None:
        self.client = world.client("Shop", currency="EUR")
        self.account = world.account(self.client, "Main")
        self.spring = world.campaign(self.account, "Spring")
        self.summer = world.campaign(self.account, "Summer")
        self.spring_set = world.ad_set(self.spring)
        self.summer_sets = [world.ad_set(self.summer), world.ad_set(self.summer)]
        world.figures(self.spring_set, *JUNE.days(), spend="10.01", seen_at=FIRST_SEEN)
        world.figures(self.summer_sets[0], june(3), june(4), spend="2.50", seen_at=FIRST_SEEN)
        world.figures(self.summer_sets[1], june(4), date(2026, 7, 1), spend="0.000001", seen_at=FIRST_SEEN)


@pytest.fixture
def shop(world: World) -> Shop:
    return Shop(world)


def test_one_line_per_campaign_with_exact_amounts(session: Session, machine: Actor, shop: Shop) -> None:
    made = make(session, machine)
    assert as_rows(made) == [("Main", "Spring", None, "300.30"), ("Main", "Summer", None, "5.000001")]
    (euros, whole) = made.totals
    assert (euros.spend, whole.spend_reporting) == (305_300_001, 305_300_001)
    line = made.lines[1]
    assert line.rate is not None
    assert (line.rate.text, line.rate.source, line.first_day, line.last_day) == (
        "1",
        "same currency",
        june(3),
        june(4),
    )
    assert (made.state, made.known_on, made.reporting_currency) == ("open", TODAY, "EUR")


def test_a_plan_line_brings_its_po_and_cost_centre(session: Session, machine: Actor, shop: Shop) -> None:
    plan(session, machine, shop.client, "Brand", Scope(matches=("Spr*",)))
    line = make(session, machine).lines[0]
    assert line.plan is not None
    assert (line.plan.name, line.plan.po_number, line.plan.cost_centre) == ("Brand", "PO-Brand", "CC-Brand")


def test_a_campaign_under_two_plan_lines_is_counted_once(session: Session, machine: Actor, shop: Shop) -> None:
    plan(session, machine, shop.client, "First", Scope(matches=("Spring",)), period=Period(june(1), june(10)))
    plan(session, machine, shop.client, "All", Scope())
    made = make(session, machine)
    assert as_rows(made) == [
        ("Main", "Spring", "First", "100.10"),
        ("Main", "Spring", "All", "200.20"),
        ("Main", "Summer", "All", "5.000001"),
    ]
    assert made.lines[0].also_covered_by == ("All",)
    assert made.totals[-1].spend_reporting == 305_300_001


def test_an_archived_plan_line_covers_nothing(session: Session, machine: Actor, shop: Shop) -> None:
    plan(session, machine, shop.client, "Gone", Scope())
    with transaction(session):
        session.execute(update(PlanLine).values(archived_at=SEEN))
    assert make(session, machine).lines[0].plan is None


# Two currencies


@pytest.fixture
def dollars(world: World, shop: Shop) -> AdAccount:
    account = world.account(shop.client, "US", platform="tiktok", currency="USD")
    world.figures(world.ad_set(world.campaign(account, "Launch")), june(1), june(2), spend="33.33", seen_at=FIRST_SEEN)
    return account


def test_a_second_currency_is_converted_at_the_months_average(
    session: Session, machine: Actor, world: World, dollars: AdAccount
) -> None:
    world.rate("USD", "EUR", "0.90", *[june(day) for day in range(1, 16)])
    world.rate("USD", "EUR", "0.92", *[june(day) for day in range(16, 31)])
    made = make(session, machine)
    line = made.lines[-1]
    assert line.rate is not None
    assert (line.account.name, line.rate.text, line.rate.basis) == ("US", "0.91", "average of 30 daily rates")
    assert line.spend_reporting == 60_660_000  # 66.66 x 0.91 = 60.6606
    assert [(t.currency, t.spend, t.spend_reporting) for t in made.totals] == [
        ("EUR", 305_300_001, 305_300_001),
        ("USD", 66_660_000, 60_660_000),
        (None, None, 365_960_001),
    ]


def test_the_same_report_in_another_currency(
    session: Session, machine: Actor, world: World, dollars: AdAccount
) -> None:
    world.rate("USD", "EUR", "0.80", june(1), basis="booking")
    made = make(session, machine, reporting_currency="usd")
    used = {line.account.currency: (line.rate.text, line.rate.source) for line in made.lines if line.rate}
    assert used == {"EUR": ("1.25", "ECB, USD/EUR inverted"), "USD": ("1", "same currency")}
    assert made.totals[-1].spend_reporting == 66_660_000 + 375_380_000 + 6_250_000  # 300.30 and 5.000001 at 1.25


def test_a_missing_rate_names_pair_and_days_and_a_page_may_still_show_the_rest(
    session: Session, machine: Actor, world: World, dollars: AdAccount
) -> None:
    world.rate("USD", "EUR", "0.90", *[june(day) for day in range(1, 16)])
    with pytest.raises(MissingRate, match="from USD to EUR for 2026-06-23 to 2026-06-30"):
        make(session, machine)
    shown = make(session, machine, show_missing=True)
    assert shown.missing is not None
    assert "USD to EUR" in shown.missing
    assert [t.spend_reporting for t in shown.totals] == [305_300_001, None, None]
    with pytest.raises(MissingRate, match="no booking rate from USD to EUR for 2026-06"):
        make(session, machine, basis=Basis.BOOKING)


def test_a_running_month_asks_for_rates_up_to_today_only(
    session: Session, machine: Actor, world: World, dollars: AdAccount
) -> None:
    world.rate("USD", "EUR", "0.90", june(1), june(2))
    made = make(session, machine, today=june(2))
    assert made.lines[-1].rate is not None
    assert made.lines[-1].rate.basis == "average of 2 daily rates"


# As known on


def test_a_restatement_leaves_the_report_known_before_it_as_it_was(
    session: Session, machine: Actor, shop: Shop
) -> None:
    before = make(session, machine)
    restate(session, shop.spring_set, june(5), micros("99.99") or 0, datetime(2026, 7, 10, 12, tzinfo=UTC))
    restate(session, shop.spring_set, june(5), micros("7.77") or 0, datetime(2026, 7, 20, 12, tzinfo=UTC))
    now = make(session, machine)
    assert as_rows(now)[0] == ("Main", "Spring", None, "298.06")  # 300.30 - 10.01 + 7.77
    for day, spring in ((date(2026, 7, 2), "300.30"), (date(2026, 7, 9), "300.30"), (date(2026, 7, 10), "390.28")):
        assert as_rows(make(session, machine, as_known_on=day))[0][3] == spring
    then = make(session, machine, as_known_on=date(2026, 7, 9))
    assert (then.snapshot_id, then.totals) == (before.snapshot_id, before.totals)
    assert (then.known_on, now.snapshot_id != before.snapshot_id) == (date(2026, 7, 9), True)


def test_before_anything_was_seen_there_is_nothing(session: Session, machine: Actor, shop: Shop) -> None:
    made = make(session, machine, as_known_on=date(2026, 7, 1))
    assert (made.lines, [total.spend_reporting for total in made.totals]) == ((), [0])


def test_a_day_that_has_not_come_is_refused(session: Session, machine: Actor) -> None:
    with pytest.raises(BadInput, match="has not come yet"):
        make(session, machine, as_known_on=TODAY + timedelta(days=1))


def test_a_corrected_rate_leaves_the_report_known_before_it_as_it_was(
    session: Session, machine: Actor, world: World, dollars: AdAccount
) -> None:
    world.rate("USD", "EUR", "0.90", june(1), basis="booking")
    before = make(session, machine)
    corrected = b"month,base,quote,rate\n2026-06,USD,EUR,0.95\n"
    later = datetime(2026, 7, 20, tzinfo=UTC)
    rates.load_csv(
        session, machine, content=corrected, file_name="r.csv", now=later, today=later.date(), basis="booking"
    )
    assert make(session, machine).snapshot_id != before.snapshot_id
    assert make(session, machine, as_known_on=date(2026, 7, 19)).snapshot_id == before.snapshot_id


@pytest.mark.parametrize("seed", range(4))
def test_every_earlier_report_can_be_made_again_to_the_micro(
    session: Session, machine: Actor, world: World, seed: int
) -> None:
    """Twelve nights of restatements, new campaigns and days that vanish from the export, on two currencies."""
    random = Random(seed)
    client = world.client()
    world.rate("USD", "EUR", "0.91", june(1), basis="booking")
    accounts = [world.account(client), world.account(client, currency="USD")]
    sets: list[AdSet] = [world.ad_set(world.campaign(account)) for account in accounts for _ in range(2)]
    stored: dict[tuple[int, date], AdSet] = {}
    reports: dict[date, SpendReport] = {}
    for night in range(12):
        seen_at = datetime(2026, 7, 1, 3, tzinfo=UTC) + timedelta(days=night)
        for _ in range(6):
            ad_set, day = random.choice(sets), june(random.randint(1, 30))
            spend = random.randint(0, 10**9)
            if (ad_set.id, day) in stored:
                restate(session, ad_set, day, spend, seen_at)
            else:
                batch = new_batch(session, ad_set.account_id, seen_at)
                amount = str(Decimal(spend).scaleb(-6))
                world.figures(ad_set, day, spend=amount, seen_at=seen_at, batch_id=batch)
                stored[ad_set.id, day] = ad_set
        if night == 5:
            sets.append(world.ad_set(world.campaign(random.choice(accounts))))
        reports[seen_at.date()] = make(session, machine)
    for day, made in reports.items():
        again = make(session, machine, as_known_on=day)
        assert (again.snapshot_id, again.totals) == (made.snapshot_id, made.totals)
        assert [line.spend for line in again.lines] == [line.spend for line in made.lines]


# Totals without days


def total(session: Session, ad_set: AdSet, first: date, last: date, spend: str) -> None:
    with transaction(session):
        session.add(
            PeriodTotal(
                account_id=ad_set.account_id,
                first_day=first,
                last_day=last,
                ad_set_id=ad_set.id,
                campaign_id=ad_set.campaign_id,
                spend_micros=micros(spend),
                seen_at=FIRST_SEEN,
                batch_id=new_id(session, ad_set),
            )
        )


def new_id(session: Session, ad_set: AdSet) -> int:
    batch = ImportBatch(
        kind="file",
        state="applied",
        account_id=ad_set.account_id,
        grain="period",
        seen_at=FIRST_SEEN,
        created_at=FIRST_SEEN,
        options={},
        report={},
    )
    session.add(batch)
    session.flush()
    return batch.id


def test_a_monthly_total_is_a_line_of_its_own_and_one_over_days_is_left_out(
    session: Session, machine: Actor, world: World, shop: Shop
) -> None:
    monthly: Campaign = world.campaign(shop.account, "Monthly")
    for spend in ("70", "5.50"):
        total(session, world.ad_set(monthly), JUNE.first, JUNE.last, spend)
    total(session, shop.spring_set, JUNE.first, JUNE.last, "999")
    total(session, world.ad_set(world.campaign(shop.account, "Late")), june(20), date(2026, 7, 10), "44")
    made = make(session, machine)
    assert [(line.campaign.name, line.grain, line.spend) for line in made.lines] == [
        ("Monthly", Grain.PERIOD, 75_500_000),
        ("Spring", Grain.DAY, 300_300_000),
        ("Summer", Grain.DAY, 5_000_001),
    ]
    assert {entry.total.campaign.name: entry.reason for entry in made.left_out} == {
        "Spring": "daily figures cover some of its days",
        "Late": "it reaches outside the month and is not spread over days",
    }
    assert len(make(session, machine, as_known_on=date(2026, 7, 2)).lines) == 3
    assert make(session, machine, as_known_on=date(2026, 7, 1)).lines == ()


# Tie-out


def test_lines_tie_to_the_daily_sums_and_to_the_files_own_total(
    session: Session, machine: Actor, world: World, shop: Shop
) -> None:
    with transaction(session):
        batch = session.get_one(ImportBatch, world.batch(shop.account.id))
        batch.first_day, batch.last_day = JUNE.first, date(2026, 7, 1)
        batch.report = {"totals": {"spend": "305.300002"}}
    made = make(session, machine)
    (tie,) = tie_out(session, machine, made).accounts
    assert (tie.lines, tie.sums, tie.difference) == (305_300_001, 305_300_001, 0)
    assert tie.file is not None
    assert (tie.file.name, tie.file.spend, tie.file.stored, tie.file.difference) == (
        f"account-{shop.account.id}.csv",
        305_300_002,
        305_300_002,
        0,
    )
    assert tie_out(session, machine, made).untied == ()


def test_what_was_restated_since_is_the_difference_of_an_earlier_report(
    session: Session, machine: Actor, shop: Shop
) -> None:
    restate(session, shop.spring_set, june(5), micros("11.01") or 0, datetime(2026, 7, 10, 12, tzinfo=UTC))
    ties = tie_out(session, machine, make(session, machine, as_known_on=date(2026, 7, 5)))
    assert [(tie.difference, tie.lines) for tie in ties.untied] == [(1_000_000, 305_300_001)]


# State, access, cost


def test_a_month_is_closed_where_its_client_closed_it(
    session: Session, machine: Actor, world: World, shop: Shop
) -> None:
    world.add(
        PeriodClose(client_id=shop.client.id, first_day=JUNE.first, last_day=JUNE.last, state="closed", closed_at=SEEN)
    )
    made = make(session, machine)
    assert ([line.account.closed for line in made.lines], made.state) == ([True, True], "closed")


def test_nobody_sees_another_clients_spend(session: Session, world: World, shop: Shop) -> None:
    other = world.client("Other")
    world.figures(world.ad_set(world.campaign(world.account(other))), june(1), spend="1", seen_at=FIRST_SEEN)
    outsider = someone(Role.FINANCE, clients={other.id})
    assert [line.account.client for line in make(session, outsider).lines] == ["Other"]
    assert [line.account.client for line in make(session, outsider, as_known_on=date(2026, 7, 9)).lines] == ["Other"]
    with pytest.raises(NotFound):
        make(session, outsider, client_id=shop.client.id)
    assert make(session, someone(Role.FINANCE, clients=set())).lines == ()
    with pytest.raises(Forbidden):
        make(session, someone(Role.VIEWER))


def test_the_number_of_queries_does_not_depend_on_the_number_of_lines(
    session: Session, machine: Actor, world: World, shop: Shop
) -> None:
    def cost(**options: object) -> int:
        with counted(session) as statements:
            made = make(session, machine, **options)
            tie_out(session, machine, made)
        return len(statements)

    def both() -> Sequence[int]:
        return cost(), cost(as_known_on=date(2026, 7, 9))

    few = both()
    for _ in range(5):
        account = world.account(world.client(currency="EUR"))
        world.figures(world.ad_set(world.campaign(account)), june(1), june(2), seen_at=FIRST_SEEN)
    assert both() == few
    assert max(few) <= 12
