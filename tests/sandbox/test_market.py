"""The market keeps its books, its platforms' rules and its promises about late figures."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from paidsocial.sandbox.casting import build_company
from paidsocial.sandbox.curves import Family, through
from paidsocial.sandbox.market import Market
from paidsocial.sandbox.noise import poisson
from paidsocial.sandbox.world import (
    RULES,
    AccountSpec,
    AdSetSpec,
    BudgetKind,
    CampaignSpec,
    Edit,
    EditKind,
    Outage,
    World,
    week_start,
)

FIRST = date(2026, 1, 4)  # a Sunday
LAST = FIRST + timedelta(days=90)
EUROS = 1_000_000


def a_world(platform: str = "meta", *, edits: Any = (), outages: Any = (), ad_sets: int = 6, **campaign: Any):
    """One account, one campaign, ad sets of 100 a day each unless the campaign carries the budget."""
    shared = campaign.get("budget_micros")
    account = AccountSpec("a", "Account", "Client", platform, "EUR", "Europe/Berlin")
    spec = CampaignSpec("c", "a", "Campaign", "Sales", FIRST, campaign.pop("ends", None), **campaign)
    families = list(Family)
    units = tuple(
        AdSetSpec(
            f"s{n}",
            "c",
            f"Ad set {n}",
            FIRST,
            None,
            None if shared else 100 * EUROS,
            through(families[n % 4], spend=100, revenue=300, bend=0.7),
            order_value=60,
        )
        for n in range(ad_sets)
    )
    return World(FIRST, (account,), (spec,), units, tuple(edits), tuple(outages))


def final(market: Market, first: date = FIRST, last: date = LAST):
    return market.figures("a", first, last, seen_on=last + timedelta(days=100))


def test_the_same_seed_gives_the_same_market_however_it_is_asked():
    whole = final(Market(5, a_world()))
    other = Market(5, a_world())
    other.run_to(FIRST + timedelta(days=3))
    parts = [final(other, FIRST + timedelta(days=n), FIRST + timedelta(days=n)) for n in range(91)]
    assert np.array_equal(whole.spend, np.hstack([part.spend for part in parts]))
    assert np.array_equal(whole.revenue, np.hstack([part.revenue for part in parts]))
    assert not np.array_equal(whole.spend, final(Market(6, a_world())).spend)


def test_money_is_whole_cents():
    figures = final(Market(5, a_world()))
    assert figures.spend.dtype == figures.revenue.dtype == np.int64
    assert not (figures.spend % 10_000).any()
    assert not (figures.revenue % 10_000).any()
    assert figures.revenue[figures.conversions == 0].sum() == 0
    assert (figures.reach <= figures.impressions).all()
    assert (figures.clicks <= figures.impressions).all()


@pytest.mark.parametrize("platform", ["meta", "tiktok", "linkedin"])
def test_a_platform_overspends_a_day_but_never_a_week(platform: str):
    figures = final(Market(5, a_world(platform)))
    assert figures.spend.max() > 105 * EUROS
    assert figures.spend.max() <= 100 * EUROS * RULES[platform].day_factor
    for start in range(0, 84, 7):
        assert (figures.spend[:, start : start + 7].sum(axis=1) <= 700 * EUROS).all()


def test_google_may_double_a_day_but_keeps_to_the_month():
    figures = final(Market(5, a_world("google")))
    assert figures.spend.max() <= 200 * EUROS
    february = [n for n, day in enumerate(figures.days) if day.month == 2]
    assert (figures.spend[:, february].sum(axis=1) <= 3040 * EUROS).all()


def test_a_shared_budget_and_a_lifetime_budget_are_never_exceeded():
    shared = final(Market(5, a_world(budget_micros=400 * EUROS)))
    assert 380 * EUROS < shared.spend.sum(axis=0).mean() <= 400 * EUROS * 1.01
    ends = FIRST + timedelta(days=29)
    lifetime = final(Market(5, a_world(budget_micros=9000 * EUROS, budget_kind=BudgetKind.LIFETIME, ends=ends)))
    assert 8900 * EUROS < lifetime.spend.sum() <= 9000 * EUROS
    assert not lifetime.spend[:, 30:].any()


def test_an_edit_restarts_the_week_and_holds_from_its_day():
    day = FIRST + timedelta(days=17)
    market = Market(5, a_world(edits=[Edit(day, "s0", EditKind.BUDGET, 40 * EUROS)]))
    figures = final(market)
    assert figures.spend[0, 17:].max() <= 50 * EUROS
    week = [n for n, each in enumerate(figures.days) if week_start(each) == week_start(day) and each >= day]
    assert figures.spend[0, week].sum() <= 40 * EUROS * len(week)
    assert market.budget("s0", day - timedelta(days=1)) == 100 * EUROS
    assert market.budget("s0", day) == 40 * EUROS
    assert market.budget("c", day) is None


def test_worlds_that_differ_by_an_edit_differ_only_by_what_it_did():
    edit = Edit(FIRST + timedelta(days=30), "s0", EditKind.BUDGET, 110 * EUROS)
    hold, moved = final(Market(5, a_world())), final(Market(5, a_world(edits=[edit])))
    assert np.array_equal(hold.spend[1:], moved.spend[1:])
    assert np.array_equal(hold.revenue[1:], moved.revenue[1:])
    assert np.array_equal(hold.spend[0, :30], moved.spend[0, :30])
    assert moved.spend[0, 30:].sum() > hold.spend[0, 30:].sum()


def test_paused_and_blocked_ad_sets_spend_nothing():
    day = FIRST + timedelta(days=10)
    edits = [
        Edit(day, "s0", EditKind.PAUSE),
        Edit(day + timedelta(days=5), "s0", EditKind.RESUME),
        Edit(day, "s1", EditKind.BLOCK),
    ]
    figures = final(Market(5, a_world(edits=edits)))
    assert not figures.spend[0, 10:15].any()
    assert figures.spend[0, 15:].all()
    assert not figures.shown[1, 10:].any()


def test_a_later_reading_restates_recent_days_and_leaves_old_ones():
    market = Market(5, a_world())
    early = market.figures("a", FIRST, LAST, seen_on=LAST + timedelta(days=1))
    late = market.figures("a", FIRST, LAST, seen_on=LAST + timedelta(days=8))
    window = RULES["meta"].window
    assert np.array_equal(early.revenue[:, : -window + 1], late.revenue[:, : -window + 1])
    assert np.array_equal(early.spend[:, :-2], late.spend[:, :-2])
    assert early.spend[:, -1].sum() < late.spend[:, -1].sum() < early.spend[:, -1].sum() * 1.02
    assert 0.4 < early.conversions[:, -1].sum() / late.conversions[:, -1].sum() < 0.9
    assert (late.conversions >= early.conversions).all()


def test_today_is_never_shown_and_the_past_does_not_look_ahead():
    market = Market(5, a_world())
    seen = market.figures("a", FIRST, LAST, seen_on=FIRST + timedelta(days=20))
    assert not seen.shown[:, 20:].any()
    assert market.next_day == FIRST + timedelta(days=20)


def test_the_average_day_earns_what_the_truth_says():
    market = Market(5, a_world(ad_sets=40))
    figures = final(market)
    expected = np.stack([market.expected_revenue(day) for day in figures.days], axis=1)
    assert figures.revenue.sum() / 1e6 == pytest.approx(expected.sum(), rel=0.03)
    ordinary = market.truth().revenue(figures.spend[:, 20] / 1e6)
    assert expected[:, 20] == pytest.approx(ordinary, rel=0.5)


def test_an_outage_loses_conversions_for_ever_and_no_spend():
    outage = Outage("a", FIRST + timedelta(days=40), FIRST + timedelta(days=55), 0.1)
    broken, whole = final(Market(5, a_world(outages=[outage]))), final(Market(5, a_world()))
    assert np.array_equal(broken.spend, whole.spend)
    assert broken.conversions[:, 40:56].sum() < 0.15 * whole.conversions[:, 40:56].sum()
    assert np.array_equal(broken.revenue[:, 60:], whole.revenue[:, 60:])


def test_a_large_edit_starts_learning_again():
    market = Market(5, a_world())
    market.run_to(FIRST + timedelta(days=40))
    assert not market.learning(market.next_day).any()
    market.edit(Edit(market.next_day, "s2", EditKind.BUDGET, 160 * EUROS))
    market.run_to(market.next_day)
    assert market.learning(market.next_day).nonzero()[0].tolist() == [2]


def test_what_is_over_or_unknown_is_refused():
    market = Market(5, a_world())
    market.run_to(FIRST + timedelta(days=5))
    with pytest.raises(ValueError, match="is over"):
        market.edit(Edit(FIRST, "s0", EditKind.PAUSE))
    with pytest.raises(ValueError, match="carries no budget"):
        market.edit(Edit(LAST, "c", EditKind.BUDGET, EUROS))
    with pytest.raises(ValueError, match="no nobody"):
        market.edit(Edit(LAST, "nobody", EditKind.PAUSE))
    with pytest.raises(ValueError, match="not a range"):
        market.figures("a", FIRST - timedelta(days=1), LAST, seen_on=LAST)


def test_counts_by_inversion_have_the_right_mean_and_spread():
    uniform = (np.arange(20_000) + 0.5) / 20_000
    for rate in (0.2, 4.0, 29.0, 31.0, 400.0):
        counts = poisson(np.full(uniform.size, rate), uniform)
        assert counts.mean() == pytest.approx(rate, rel=0.01)
        assert counts.var() == pytest.approx(rate, rel=0.03)


def test_the_company_is_what_it_says_and_the_same_every_time():
    last = date(2026, 11, 19)
    company = build_company(7, last)
    world = company.world
    assert company == build_company(7, last)
    assert len({account.platform for account in world.accounts}) == 3
    assert {account.currency for account in world.accounts} == {"EUR", "USD"}
    assert (len(world.accounts), len(world.campaigns), len(world.ad_sets)) == (6, 40, 150)
    assert company.first_day == date(2025, 8, 1)
    names = [spec.name for spec in (*world.campaigns, *world.ad_sets)]
    assert any(len(name) > 80 for name in names)
    assert any(not name.isascii() for name in names)
    ids = [spec.id for spec in (*world.accounts, *world.campaigns, *world.ad_sets)]
    assert len(set(ids)) == len(ids)
    for campaign in world.campaigns:
        members = [unit.name for unit in world.ad_sets if unit.campaign_id == campaign.id]
        assert len(set(members)) == len(members)


@pytest.mark.parametrize("last", [date(2026, 1, 1), date(2028, 2, 29), date(2027, 12, 31)])
def test_the_company_looks_alike_on_any_day(last: date):
    company = build_company(7, last)
    assert (len(company.world.campaigns), len(company.world.ad_sets)) == (40, 150)
    market = Market(7, company.world)
    spending = 0
    for account in company.world.accounts:
        figures = market.figures(account.id, company.first_day, last, seen_on=last + timedelta(days=1))
        spending += int((figures.spend[:, -1] > 0).sum())
    assert 70 <= spending <= 140


def test_the_broken_month_is_plainly_broken():
    last = date(2026, 11, 19)
    company = build_company(7, last)
    market = Market(7, company.world)
    figures = market.figures(company.world.accounts[0].id, company.first_day, last, seen_on=last + timedelta(days=1))
    month = np.array([company.broken[0] <= day <= company.broken[1] for day in figures.days])
    roas = figures.revenue[:, month].sum() / figures.spend[:, month].sum()
    usual = figures.revenue[:, ~month].sum() / figures.spend[:, ~month].sum()
    assert roas < 0.15 * usual
