"""The list of campaigns: what it shows, in which order, for whom, and at what cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.metrics import Figures
from paidsocial.domain.status import Standing
from paidsocial.models import Campaign, PeriodTotal
from paidsocial.services.access import Actor
from paidsocial.services.performance.campaign_query import CampaignQuery, Sort
from paidsocial.services.performance.campaigns import PAGE, CampaignList, list_campaigns
from tests.support.builders import SEEN, World, micros, someone
from tests.support.queries import counted

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
TODAY = date(2026, 6, 14)
JUNE = Period.month(2026, 6)


def june(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 6, day) for day in days)


def listing(session: Session, actor: Actor | None = None, *, currency: str = "EUR", **query: Any) -> CampaignList:
    asked = CampaignQuery(**{"period": JUNE, **query})
    return list_campaigns(session, actor or someone(), asked, currency=currency, now=NOW, today=TODAY)


def names(found: CampaignList) -> list[str]:
    return [row.name for row in found.rows]


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_a_row_sums_the_period_over_all_ad_sets(session: Session, world: World) -> None:
    account = world.account(world.client("Tallybird"), "Tallybird EU", platform="tiktok")
    sale = world.campaign(account, "Spring Sale", objective="Sales", start_day=date(2026, 5, 1))
    first, second = world.ad_set(sale), world.ad_set(sale)
    world.figures(first, *june(1, 2), spend="10.50", revenue="31.50", conversions="1.5", impressions=1000, clicks=20)
    world.figures(second, *june(2), spend="9", revenue="9", conversions="1", impressions=500, clicks=10)
    world.figures(first, date(2026, 5, 31), spend="1000", revenue="1000")  # outside the period
    (row,) = listing(session).rows
    assert row.figures == Figures(
        micros("30"), impressions=2500, clicks=50, conversions=4_000_000, revenue=micros("72")
    )
    assert (row.roas, row.cpa, row.ctr) == (2.4, micros("7.5"), 0.02)
    assert (row.account.name, row.account.client, row.account.platform) == ("Tallybird EU", "Tallybird", "tiktok")
    assert (row.objective, row.start_day, row.standing) == ("Sales", date(2026, 5, 1), Standing.ACTIVE)


def test_campaigns_without_spend_are_shown_with_undefined_ratios(session: Session, world: World) -> None:
    world.campaign(world.account(world.client()), "Quiet")
    (row,) = listing(session).rows
    assert row.figures == Figures(0)
    assert (row.roas, row.cpa, row.ctr, row.pace, row.budget) == (None, None, None, None, None)
    assert listing(session, with_spend=True).rows == ()


def a_mixed_company(world: World) -> None:
    client, other = world.client("Aurora"), world.client("Borealis")
    meta = world.account(client, "A Meta")
    tiktok = world.account(other, "B TikTok", platform="tiktok", currency="USD")
    rows = (
        (meta, "alpha", "100", "300", "PAUSED", "Sales"),
        (meta, "Bravo", "300", "300", "ACTIVE", "Leads"),
        (tiktok, "Charlie", "250", None, "ENABLE", None),
        (tiktok, "délta", "10", "90", "ended", "Sales"),
    )
    for number, (account, name, spend, revenue, status, objective) in enumerate(rows, start=1):
        campaign = world.campaign(
            account, name, status=status, objective=objective, start_day=date(2026, 1, number) if number < 4 else None
        )
        world.figures(world.ad_set(campaign), *june(3), spend=spend, revenue=revenue, conversions=number, clicks=number)
        if number < 3:
            world.budget(campaign, number * 10, date(2026, 5, number))
            world.budget(campaign, number * 20, date(2026, 5, 20 - number))
    world.rate("USD", "EUR", "0.5", *june(*range(1, 15)))


@pytest.mark.parametrize(
    ("sort", "descending", "expected"),
    [
        (Sort.NAME, False, ["alpha", "Bravo", "Charlie", "délta"]),
        (Sort.SPEND, True, ["Bravo", "Charlie", "alpha", "délta"]),  # 300, 125, 100 and 5 EUR
        (Sort.SPEND, False, ["délta", "alpha", "Charlie", "Bravo"]),
        (Sort.REVENUE, True, ["alpha", "Bravo", "délta", "Charlie"]),  # nothing reported stands last
        (Sort.REVENUE, False, ["délta", "alpha", "Bravo", "Charlie"]),  # also here
        (Sort.ROAS, True, ["délta", "alpha", "Bravo", "Charlie"]),
        (Sort.CPA, False, ["délta", "Charlie", "alpha", "Bravo"]),  # 1.25, 41.67, 100, 150 EUR
        (Sort.CONVERSIONS, True, ["délta", "Charlie", "Bravo", "alpha"]),
        (Sort.STATUS, False, ["Bravo", "Charlie", "alpha", "délta"]),
        (Sort.PLATFORM, False, ["alpha", "Bravo", "Charlie", "délta"]),
        (Sort.ACCOUNT, True, ["Charlie", "délta", "alpha", "Bravo"]),
        (Sort.CLIENT, True, ["Charlie", "délta", "alpha", "Bravo"]),
        (Sort.OBJECTIVE, False, ["Bravo", "alpha", "délta", "Charlie"]),
        (Sort.FLIGHT, True, ["Charlie", "Bravo", "alpha", "délta"]),
        (Sort.BUDGET, True, ["Bravo", "alpha", "Charlie", "délta"]),
        (Sort.PACE, True, ["Bravo", "alpha", "Charlie", "délta"]),  # 300/7/40 and 100/7/20
        (Sort.CHANGED, False, ["Bravo", "alpha", "Charlie", "délta"]),  # 18 May, 19 May
        (Sort.IMPRESSIONS, True, ["alpha", "Bravo", "Charlie", "délta"]),  # none reported: by age
    ],
)
def test_every_column_sorts(session: Session, world: World, sort: Sort, descending: bool, expected: list[str]) -> None:
    a_mixed_company(world)
    assert names(listing(session, sort=sort, descending=descending)) == expected


@pytest.mark.parametrize("sort", list(Sort))
def test_every_column_can_be_asked_for(session: Session, world: World, sort: Sort) -> None:
    a_mixed_company(world)
    assert len(listing(session, sort=sort).rows) == 4


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"platform": "tiktok"}, ["Charlie", "délta"]),
        ({"standing": Standing.ACTIVE}, ["Bravo", "Charlie"]),
        ({"standing": Standing.PAUSED}, ["alpha"]),
        ({"standing": Standing.ENDED}, ["délta"]),
        ({"standing": Standing.UNKNOWN}, []),
        ({"objective": "Sales"}, ["alpha", "délta"]),
        ({"text": "RAV"}, ["Bravo"]),
        ({"text": "DÉLTA"}, ["délta"]),
        ({"text": "100%"}, []),
        ({"text": "a r"}, ["Bravo", "Charlie"]),
    ],
)
def test_filters_narrow_rows_and_totals_alike(
    session: Session, world: World, filters: dict[str, Any], expected: list[str]
) -> None:
    a_mixed_company(world)
    found = listing(session, **filters)
    assert sorted(names(found), key=str.casefold) == expected
    assert found.count == sum(total.campaigns for total in found.totals.by_currency) == len(expected)
    spend = {"alpha": 100, "Bravo": 300, "Charlie": 250, "délta": 10}
    assert sum(total.figures.spend for total in found.totals.by_currency) == micros(sum(spend[n] for n in expected))


def test_a_platforms_id_finds_its_campaign(session: Session, world: World) -> None:
    account = world.account(world.client())
    world.campaign(account, "Other")
    wanted = world.campaign(account, "Wanted")
    assert names(listing(session, text=f" {wanted.external_id} ")) == ["Wanted"]


def test_unknown_words_and_no_word_have_the_same_standing(session: Session, world: World) -> None:
    account = world.account(world.client())
    world.campaign(account, "none", status=None)
    world.campaign(account, "strange", status="SOMETHING_NEW")
    world.campaign(account, "known", status="CAMPAIGN_STATUS_ENABLE")
    assert sorted(names(listing(session, standing=Standing.UNKNOWN))) == ["none", "strange"]
    assert names(listing(session, standing=Standing.ACTIVE)) == ["known"]


def test_totals_stand_in_one_currency_and_name_the_rate(session: Session, world: World) -> None:
    a_mixed_company(world)
    totals = listing(session).totals
    assert [(t.currency, t.figures.spend, t.campaigns) for t in totals.by_currency] == [
        ("EUR", micros("400"), 2),
        ("USD", micros("260"), 2),
    ]
    assert totals.together is not None
    assert totals.together.currency == "EUR"
    assert totals.together.figures.spend == micros("530")  # 400 + 260 * 0.5
    assert totals.together.figures.revenue == micros("645")  # 600 + 90 * 0.5
    assert totals.together.roas == pytest.approx(645 / 530)
    (rate,) = totals.rates
    assert (rate.base, rate.quote, rate.text, rate.source, rate.basis) == (
        "USD",
        "EUR",
        "0.5",
        "ECB",
        "average of 14 daily rates",
    )


def test_each_campaigns_month_is_rounded_as_a_line_of_the_spend_report(session: Session, world: World) -> None:
    dollars = world.account(world.client(), currency="USD")
    world.rate("USD", "EUR", "0.5", date(2026, 5, 1), date(2026, 6, 1), basis="booking")
    for _ in range(3):
        ad_set = world.ad_set(world.campaign(dollars))
        world.figures(ad_set, date(2026, 5, 3), *june(3), spend="0.01", revenue="0.03")
    # Half a cent goes to the even one: 0.00 each for spend; 0.015 becomes 0.02 each for revenue.
    month = listing(session).totals.together
    assert month is not None
    assert (month.figures.spend, month.figures.revenue) == (0, micros("0.06"))
    both = listing(session, period=Period(date(2026, 5, 1), date(2026, 6, 30))).totals.together
    assert both is not None
    assert (both.figures.spend, both.figures.revenue) == (0, micros("0.12"))


def test_a_missing_rate_is_named_and_nothing_is_added(session: Session, world: World) -> None:
    a_mixed_company(world)
    totals = listing(session, currency="CHF").totals
    assert totals.together is None
    assert totals.missing is not None
    assert "EUR to CHF" in totals.missing
    assert [t.currency for t in totals.by_currency] == ["EUR", "USD"]


def test_each_month_of_a_longer_period_has_its_own_rate(session: Session, world: World) -> None:
    account = world.account(world.client(), currency="USD")
    ad_set = world.ad_set(world.campaign(account))
    world.figures(ad_set, date(2026, 5, 20), spend="100")
    world.figures(ad_set, *june(5), spend="100")
    world.rate("USD", "EUR", "0.8", date(2026, 5, 1), basis="booking")
    world.rate("USD", "EUR", "0.9", date(2026, 6, 1), basis="booking")
    totals = listing(session, period=Period(date(2026, 5, 1), date(2026, 6, 30))).totals
    assert totals.together is not None
    assert totals.together.figures.spend == micros("170")
    assert [rate.text for rate in totals.rates] == ["0.8", "0.9"]


@pytest.mark.parametrize("filters", [{}, {"standing": Standing.ACTIVE}, {"with_spend": True}])
def test_filters_hold_for_every_month_of_a_longer_period(
    session: Session, world: World, filters: dict[str, Any]
) -> None:
    dollars, euros = world.account(world.client(), currency="USD"), world.account(world.client())
    kept, off = world.campaign(dollars, "kept"), world.campaign(dollars, "off", status="PAUSED")
    world.figures(world.ad_set(kept), date(2026, 5, 20), *june(5), spend="100", revenue="10")
    world.figures(world.ad_set(off), *june(5), spend="0", revenue="7")  # revenue of a day without spend
    world.figures(world.ad_set(world.campaign(euros)), *june(6), spend="1", revenue="1")
    world.rate("USD", "EUR", "0.5", date(2026, 5, 1), date(2026, 6, 1), basis="booking")
    totals = listing(session, period=Period(date(2026, 5, 1), date(2026, 6, 30)), **filters).totals
    assert totals.together is not None
    assert totals.together.figures.spend == micros("101")
    assert totals.together.figures.revenue == micros("11" if filters else "14.5")
    assert sum(t.figures.revenue or 0 for t in totals.by_currency) == micros("21" if filters else "28")


def test_one_currency_needs_no_rate(session: Session, world: World) -> None:
    world.figures(world.ad_set(world.campaign(world.account(world.client()))), *june(1), spend="0.000001")
    totals = listing(session).totals
    assert totals.together is not None
    assert (totals.together.figures.spend, totals.rates, totals.missing) == (1, (), None)


def test_pages_hold_fifty_and_totals_hold_all(session: Session, world: World) -> None:
    account = world.account(world.client())
    for number in range(PAGE + 3):
        world.figures(world.ad_set(world.campaign(account, f"{number:03d}")), *june(1), spend=number + 1)
    first, second = listing(session), listing(session, page=2)
    assert (len(first.rows), len(second.rows), first.count, first.pages) == (PAGE, 3, PAGE + 3, 2)
    assert first.rows[0].name == "052"
    assert names(second) == ["002", "001", "000"]
    assert first.totals == second.totals
    assert first.totals.by_currency[0].figures.spend == micros(sum(range(1, PAGE + 4)))
    assert listing(session, page=99).page == 2
    assert len(listing(session, page=None).rows) == PAGE + 3


def test_the_budget_is_the_campaigns_or_its_running_ad_sets_together(session: Session, world: World) -> None:
    account = world.account(world.client())
    shared = world.campaign(account, "shared")
    world.budget(shared, "100", date(2026, 6, 1))
    world.budget(shared, "120", date(2026, 6, 10))
    world.budget(shared, "999", date(2026, 6, 20))  # not yet
    split = world.campaign(account, "split")
    for amount, status in (("30", "ACTIVE"), ("12.5", None), ("1000", "PAUSED")):
        world.budget(world.ad_set(split, status=status), amount, date(2026, 6, 1))
    flight = world.campaign(account, "flight", start_day=date(2026, 6, 1), end_day=date(2026, 6, 20))
    world.budget(flight, "1000", date(2026, 6, 1), kind="lifetime")
    endless = world.campaign(account, "endless")
    world.budget(endless, "1000", date(2026, 6, 1), kind="lifetime")
    budgets = {row.name: row.budget for row in listing(session).rows}
    told = {name: (b.kind, b.amount, b.daily, b.ad_sets) for name, b in budgets.items() if b}
    assert told == {
        "shared": ("daily", micros(120), micros(120), 0),
        "split": ("daily", micros("42.5"), micros("42.5"), 2),
        "flight": ("lifetime", micros(1000), micros(50), 0),
        "endless": ("lifetime", micros(1000), None, 0),
    }
    changed = {name: b.changed_at for name, b in budgets.items() if b}
    assert changed["shared"] == datetime(2026, 6, 10, 12, tzinfo=UTC)
    assert changed["split"] is None  # seen once is not a change


def test_pace_and_trend_are_of_the_last_days_with_figures(session: Session, world: World) -> None:
    account = world.account(world.client())
    campaign = world.campaign(account, "steady")
    ad_set = world.ad_set(campaign)
    world.figures(ad_set, *june(*range(4, 11)), spend="45", revenue="90")
    world.figures(world.ad_set(world.campaign(account, "late")), *june(11, 12), spend="1")
    world.budget(campaign, "50", date(2026, 5, 1))
    steady, late = sorted(listing(session, period=Period.month(2026, 5)).rows, key=lambda row: row.name, reverse=True)
    # The account's figures end on 12 June: of 6 to 12 June, five days spent 45 and two nothing.
    assert steady.pace == pytest.approx(5 * 45 / 350)
    assert len(steady.trend) == 14
    assert steady.trend_of_roas
    assert steady.trend_values == (*[None] * 5, *[2.0] * 7, None, None)  # no figures before; no spend on the last two
    assert steady.trend[:5] == (None,) * 5
    assert steady.trend[-1] == Figures(0)
    assert late.trend_values[-3:] == (0.0, micros(1), micros(1))


def test_totals_without_days_are_pointed_out(session: Session, world: World) -> None:
    account = world.account(world.client())
    campaign = world.campaign(account, "with")
    world.campaign(account, "without")
    ad_set = world.ad_set(campaign)
    world.add(
        PeriodTotal(
            account_id=account.id,
            first_day=date(2026, 5, 1),
            last_day=date(2026, 6, 5),
            ad_set_id=ad_set.id,
            campaign_id=campaign.id,
            spend_micros=1,
            seen_at=SEEN,
            batch_id=world.batch(account.id),
        )
    )
    assert {row.name: row.period_totals for row in listing(session).rows} == {"with": True, "without": False}
    july = listing(session, period=Period.month(2026, 7))
    assert not any(row.period_totals for row in july.rows)


def test_nobody_sees_another_clients_campaigns_or_money(session: Session, world: World) -> None:
    mine, other = world.client("Mine"), world.client("Other")
    own = world.account(mine)
    world.figures(world.ad_set(world.campaign(own, "own")), *june(1), spend="1")
    theirs = world.account(other, platform="tiktok", currency="USD")
    world.figures(world.ad_set(world.campaign(theirs, "theirs", objective="Secret")), *june(1), spend="2")
    me = someone(clients={mine.id})
    found = listing(session, me)
    assert names(found) == ["own"]
    assert found.platforms == ("meta",)
    assert found.objectives == ()
    assert found.currencies == ("EUR",)
    for filters in ({"client_id": other.id}, {"account_id": theirs.id}, {"platform": "tiktok"}, {"text": "theirs"}):
        hidden = listing(session, me, **filters)
        assert (hidden.rows, hidden.count, hidden.totals.by_currency) == ((), 0, ())
    assert listing(session, someone(clients=set())).rows == ()


def test_an_empty_database_has_an_empty_list(session: Session) -> None:
    found = listing(session)
    assert (found.rows, found.count, found.page, found.pages, found.totals.together) == ((), 0, 1, 1, None)


def test_the_account_narrows_the_list(session: Session, world: World) -> None:
    client = world.client()
    one, two = world.account(client), world.account(client)
    world.campaign(one, "one")
    world.campaign(two, "two")
    assert names(listing(session, account_id=two.id, client_id=client.id)) == ["two"]


@pytest.mark.parametrize("sort", list(Sort))
def test_the_number_of_queries_does_not_grow_with_the_campaigns(session: Session, world: World, sort: Sort) -> None:
    world.rate("USD", "EUR", "0.9", *june(*range(1, 15)))
    counts = []
    for _ in range(2):
        for currency in ("EUR", "USD", "EUR"):
            campaign = world.campaign(world.account(world.client(), currency=currency))
            world.figures(world.ad_set(campaign), *june(1, 2, 3), spend="5")
            world.budget(campaign, "10", date(2026, 6, 1))
        with counted(session) as statements:
            listing(session, sort=sort)
        counts.append(len(statements))
        assert not any("FROM performance" in statement for statement in statements)
    assert counts[0] == counts[1] <= 10


def test_a_long_history_is_not_read_for_a_short_period(session: Session, world: World) -> None:
    account = world.account(world.client())
    ad_set = world.ad_set(world.campaign(account))
    world.figures(ad_set, *(date(2025, 6, 1) + timedelta(days=n) for n in range(40)), spend="1")
    (row,) = listing(session, period=Period(date(2025, 6, 10), date(2025, 6, 11))).rows
    assert row.figures.spend == micros(2)


def test_a_name_of_a_thousand_letters_is_a_name(session: Session, world: World) -> None:
    name = "Ünï©ode " * 125
    world.campaign(world.account(world.client()), name)
    assert names(listing(session, text="ünï©ode")) == [name]
    assert session.query(Campaign).one().name == name
