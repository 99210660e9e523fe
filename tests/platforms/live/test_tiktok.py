"""TikTok alone: status 200 whatever happens, amounts as numbers, its rules of budgets, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.readings import Level
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.connector import BudgetKind, LiveBudget, Target
from paidsocial.platforms.live.find import live_platforms
from paidsocial.platforms.live.http import Reply
from paidsocial.platforms.tiktok.faults import judge
from paidsocial.sandbox.market import Market
from paidsocial.sandbox.server.serving import running
from paidsocial.sandbox.server.state import Sandbox
from paidsocial.sandbox.server.tiktok_objects import SMART_PLUS
from paidsocial.sandbox.server.worlds import small_market
from paidsocial.sandbox.world import BudgetKind as MarketKind
from paidsocial.sandbox.world import World
from tests.support.live import APP, FIRST, NOW, Bench, bench, the_account


@pytest.fixture
def door() -> Iterator[Bench]:
    with bench("tiktok") as found:
        yield found


@pytest.fixture
def smart() -> Iterator[Bench]:
    with bench("tiktok", objective=SMART_PLUS) as found:
        yield found


@pytest.fixture
def yen() -> Iterator[Bench]:
    """An account in Tokyo, a minute after its midnight: nothing is spent yet."""
    with bench("tiktok", currency="JPY", time_zone="Asia/Tokyo") as found:
        found.sandbox.advance(datetime(2026, 6, 14, 15, 1, tzinfo=UTC) - NOW)
        yield found


@contextmanager
def lifetime_ad_groups() -> Iterator[Bench]:
    """A market whose lifetime budgets stand on ad groups."""
    world = small_market(5, FIRST, platforms=("tiktok",)).world
    ids = {row.id: row.budget_micros for row in world.campaigns if row.budget_kind is MarketKind.LIFETIME}
    campaigns = tuple(replace(row, budget_micros=None) if row.id in ids else row for row in world.campaigns)
    sets = tuple(
        replace(row, budget_micros=(ids[row.campaign_id] or 0) // 3 // MICROS * MICROS)
        if row.campaign_id in ids
        else row
        for row in world.ad_sets
    )
    sandbox = Sandbox(Market(5, World(FIRST, world.accounts, campaigns, sets)), NOW)
    with running(sandbox) as address:
        yield Bench(live_platforms()["tiktok"], sandbox, address)


def raw(door: Bench, path: str, token: str | None = None, **query: str) -> httpx.Response:
    """What TikTok's door says to anybody who asks by hand."""
    headers = {"Access-Token": door.sign_in().access_token if token is None else token}
    return httpx.get(f"{door.address}/tiktok/open_api/v1.3{path}", params=query, headers=headers)


def posted(door: Bench, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The same of a change."""
    headers = {"Access-Token": door.sign_in().access_token}
    said = body | {"advertiser_id": door.spec.id}
    reply: dict[str, Any] = httpx.post(f"{door.address}/tiktok/open_api/v1.3{path}", json=said, headers=headers).json()
    return reply


def ad_group_row(door: Bench, target: Target) -> dict[str, Any]:
    """Everything that TikTok holds of an ad group."""
    asked = json.dumps({"adgroup_ids": [target.id]})
    rows: list[dict[str, Any]] = raw(door, "/adgroup/get/", advertiser_id=door.spec.id, filtering=asked).json()["data"][
        "list"
    ]
    return rows[0]


def daily(door: Bench, micros: int) -> LiveBudget:
    return LiveBudget(BudgetKind.DAILY, Money(micros, door.sandbox.currency(door.spec)))


def refused(door: Bench, target: Target, budget: LiveBudget) -> PlatformError:
    """The refusal of a change; nothing was written."""
    connector = door.connector()
    account = the_account(connector)
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, target, budget)
    assert caught.value.trouble is Trouble.REFUSED
    assert not door.sandbox.writes
    return caught.value


# ---- signing in, and what replies look like


def test_every_refusal_comes_with_status_200_and_a_code(door: Bench) -> None:
    wrong, none = raw(door, "/campaign/get/", "nobody-gave-this"), raw(door, "/campaign/get/", "")
    bearer = raw(door, "/campaign/get/", f"Bearer {door.sign_in().access_token}")
    assert {reply.status_code for reply in (wrong, none, bearer)} == {200}
    assert [reply.json()["code"] for reply in (wrong, none, bearer)] == [40105, 40104, 40105]


def test_a_token_never_expires_and_is_checked_instead_of_refreshed(door: Bench) -> None:
    sign_in, grant = door.platform.sign_in, door.sign_in()
    assert grant.expires_at is None
    assert sign_in.refresh(door.hosts, APP, grant, now=door.sandbox.now).access_token == grant.access_token
    door.sandbox.advance(timedelta(days=400))
    assert door.connector(grant).accounts()
    door.sandbox.tokens.revoke("tiktok")
    with pytest.raises(PlatformError) as caught:
        sign_in.refresh(door.hosts, APP, grant, now=door.sandbox.now)
    assert caught.value.trouble is Trouble.SIGN_IN


def test_a_code_is_good_once(door: Bench) -> None:
    code = door.sandbox.tokens.code("tiktok", ("4",))
    finish = door.platform.sign_in.finish
    finish(door.hosts, APP, {"auth_code": code}, redirect_uri="", now=NOW)
    with pytest.raises(PlatformError) as caught:
        finish(door.hosts, APP, {"auth_code": code}, redirect_uri="", now=NOW)
    assert caught.value.permanent


def test_an_advertiser_of_somebody_else_is_not_ours(door: Bench) -> None:
    connector = door.connector()
    stranger = replace(the_account(connector), id="7000000000000000001")
    with pytest.raises(PlatformError) as caught:
        connector.structure(stranger)
    assert caught.value.trouble is Trouble.SCOPE
    assert caught.value.request_id


def test_a_closed_advertiser_is_told_and_changes_nothing(door: Bench) -> None:
    door.sandbox.over.closed.add(door.spec.id)
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=True)
    assert (account.open, account.state) == (False, "disabled")
    with pytest.raises(PlatformError) as caught:
        connector.set_running(account, target, running=False)
    assert caught.value.trouble is Trouble.ACCOUNT


@pytest.mark.parametrize(
    ("code", "message", "trouble", "wait"),
    [
        (40100, "App reaches the QPS limit.", Trouble.THROTTLED, 1.0),
        (40100, "Due to too many requests, requests from App are temporarily restricted.", Trouble.THROTTLED, 300.0),
        (40133, "Too many requests", Trouble.THROTTLED, 1.0),
        (51021, "Too many requests", Trouble.THROTTLED, 1.0),
        (50000, "System error", Trouble.BUSY, None),
        (40700, "Internal service", Trouble.BUSY, None),
        (20001, "Partial success", Trouble.UNREADABLE, None),
        (40002, "whatever the words are", Trouble.REFUSED, None),
    ],
)
def test_codes_tell_what_can_be_done(code: int, message: str, trouble: Trouble, wait: float | None) -> None:
    fault = judge(Reply(200, {}, {"code": code, "message": message, "request_id": "r", "data": {}}, b"{}"))
    assert fault is not None
    assert (fault.trouble, fault.wait, fault.request_id) == (trouble, wait, "r")


# ---- structure


def test_an_ad_group_that_runs_on_has_no_end(door: Bench) -> None:
    target = door.target(on_campaign=False)
    assert ad_group_row(door, target)["schedule_end_time"].startswith("2036")
    connector = door.connector()
    found = connector.structure(the_account(connector))
    assert {row.id: row.ends for row in found.ad_sets}[target.id] is None
    assert all(row.starts == date(2026, 2, 19) for row in found.ad_sets)


def test_a_campaign_runs_as_long_as_its_ad_groups(door: Bench) -> None:
    box, lifetime = door.sandbox, door.target(on_campaign=True, lifetime=True)
    connector = door.connector()
    account = the_account(connector)
    told = {row.id: (row.starts, row.ends) for row in connector.structure(account).campaigns}
    assert told == {row.id: (row.starts, row.ends) for row in box.campaigns(door.spec.id)}
    assert told[lifetime.id][1] is not None
    box.over.deleted.update(row.id for row in box.ad_sets(door.spec.id) if row.campaign_id == lifetime.id)
    told = {row.id: (row.starts, row.ends) for row in connector.structure(account).campaigns}
    assert told[lifetime.id] == (None, None)


# ---- upgraded Smart+ campaigns


@pytest.mark.parametrize("on_campaign", [True, False])
@pytest.mark.parametrize("upgraded", [True, False])
def test_what_is_changed_at_the_wrong_address_is_refused(*, upgraded: bool, on_campaign: bool) -> None:
    with bench("tiktok", objective=SMART_PLUS if upgraded else "Sales") as own:
        target = own.target(on_campaign=on_campaign)
        key = "campaign" if on_campaign else "adgroup"
        budget = {"campaign_id": target.id, "budget": 900}
        if not on_campaign:
            budget = {"budget": [{"adgroup_id": target.id, "budget": 900}]}
        root = "" if upgraded else "/smart_plus"
        kind = "campaign/update" if on_campaign else "adgroup/budget/update"
        told = posted(own, f"{root}/{kind}/", budget)
        assert (told["code"], "cannot be updated through this endpoint" in told["message"]) == (40002, True)
        switched = posted(
            own, f"{root}/{key}/status/update/", {f"{key}_ids": [target.id], "operation_status": "DISABLE"}
        )
        assert switched["code"] == 40002 or switched["data"]["error_list"]
        assert not own.sandbox.writes


def test_an_upgraded_ad_group_takes_an_amount_and_nothing_else(smart: Bench) -> None:
    target = smart.target(on_campaign=False)
    before = ad_group_row(smart, target)
    connector = smart.connector()
    connector.set_budget(the_account(connector), target, daily(smart, 150 * MICROS))
    after = ad_group_row(smart, target)
    assert before["budget_mode"] == "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"
    assert after == before | {"budget": 150.0}


def test_what_an_upgraded_campaign_says_no_to_inside_a_success_is_a_refusal(smart: Bench) -> None:
    connector, target = smart.connector(), smart.target(on_campaign=True)
    account = the_account(connector)
    assert connector.status(account, target).running is True
    smart.sandbox.over.deleted.add(target.id)
    with pytest.raises(PlatformError, match="has been deleted") as caught:
        connector.set_running(account, target, running=False)
    assert caught.value.trouble is Trouble.REFUSED
    assert not caught.value.may_have_happened
    assert not smart.sandbox.writes


def test_a_switch_is_sent_to_the_right_address_though_nothing_was_read_before(smart: Bench) -> None:
    target = smart.target(on_campaign=False)
    connector = smart.connector()
    connector.set_running(the_account(connector), target, running=False)
    assert [(write.target, write.after) for write in smart.sandbox.writes] == [(target.id, 0)]


# ---- budgets


def test_an_amount_with_cents_is_the_very_same_number(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    for on_campaign, micros in ((True, 512_070_000), (False, 123_450_000)):
        target = door.target(on_campaign=on_campaign)
        receipt = connector.set_budget(account, target, daily(door, micros))
        assert receipt.echoed == daily(door, micros)
        assert receipt.request_id
        assert connector.budget(account, target) == daily(door, micros)
    assert [write.after for write in door.sandbox.writes] == [512_070_000, 123_450_000]


def test_an_amount_finer_than_the_currency_is_not_sent(door: Bench, yen: Bench) -> None:
    assert "whole cents" in refused(door, door.target(on_campaign=True), daily(door, 512_075_000)).message
    assert "whole units" in refused(yen, yen.target(on_campaign=True), daily(yen, 51_200_500_000)).message


def test_an_ad_groups_daily_budget_changes_and_everything_else_of_it_stays(door: Bench) -> None:
    target = door.target(on_campaign=False)
    before = ad_group_row(door, target)
    connector = door.connector()
    connector.set_budget(the_account(connector), target, daily(door, 150 * MICROS))
    after = ad_group_row(door, target)
    assert before["dayparting"]
    assert before["conversion_bid_price"]
    assert after.pop("budget") == 150.0
    assert before.pop("budget") != 150.0
    assert after == before


def test_a_lifetime_budget_of_an_ad_group() -> None:
    with lifetime_ad_groups() as own:
        connector, target = own.connector(), own.target(on_campaign=False, lifetime=True)
        account = the_account(connector)
        before = connector.budget(account, target)
        assert before is not None
        assert before.kind is BudgetKind.LIFETIME
        wanted = replace(before, amount=Money(before.amount.micros + 500 * MICROS, before.amount.currency))
        connector.set_budget(account, target, wanted)
        assert connector.budget(account, target) == wanted
        least = LiveBudget(BudgetKind.LIFETIME, Money(7_000 * MICROS, before.amount.currency))
        with pytest.raises(PlatformError, match="at least"):  # 20 a day over all its days
            connector.set_budget(account, target, least)


def test_the_kind_of_a_budget_is_not_changed(door: Bench) -> None:
    lifetime = door.target(on_campaign=True, lifetime=True)
    amount = daily(door, door.sandbox.budget(lifetime.id) or 0)
    assert "no daily budget" in refused(door, lifetime, amount).message


def test_an_ad_group_under_a_shared_budget_has_none_of_its_own(door: Bench) -> None:
    campaign = door.target(on_campaign=True)
    ad_set = next(row for row in door.sandbox.ad_sets(door.spec.id) if row.campaign_id == campaign.id)
    target = Target(Level.AD_SET, ad_set.id, campaign.id)
    assert ad_group_row(door, target)["budget"] == 20.0
    connector = door.connector()
    assert connector.budget(the_account(connector), target) is None
    refused(door, target, daily(door, 100 * MICROS))


@pytest.mark.parametrize("on_campaign", [True, False])
def test_a_budget_is_at_least_105_percent_of_what_is_spent(door: Bench, *, on_campaign: bool) -> None:
    connector, target = door.connector(), door.target(on_campaign=on_campaign)
    account = the_account(connector)
    spent = connector.spent(account, target, BudgetKind.DAILY, door.sandbox.today(door.spec))
    assert spent is not None
    assert spent.micros == door.sandbox.spent(target.id) > 20 * MICROS
    least = -(-spent.micros * 105 // 100 // 10_000) * 10_000
    assert "105%" in refused(door, target, daily(door, least - 10_000)).message
    connector.set_budget(account, target, daily(door, least))
    assert door.sandbox.budget(target.id) == least


def test_what_a_lifetime_budget_has_spent_is_all_of_it(door: Bench) -> None:
    connector, target = door.connector(), door.target(on_campaign=True, lifetime=True)
    account = the_account(connector)
    spent = connector.spent(account, target, BudgetKind.LIFETIME, door.sandbox.today(door.spec))
    assert spent is not None
    assert spent.micros == door.sandbox.spent(target.id, ever=True) + door.sandbox.spent(target.id)
    too_little = LiveBudget(BudgetKind.LIFETIME, Money(spent.micros // MICROS * MICROS, account.currency))
    assert "105%" in refused(door, target, too_little).message


def test_nothing_spent_yet_is_nothing(yen: Bench) -> None:
    connector, target = yen.connector(), yen.target(on_campaign=False)
    account = the_account(connector)
    spent = connector.spent(account, target, BudgetKind.DAILY, yen.sandbox.today(yen.spec))
    assert spent == Money(yen.sandbox.spent(target.id), "JPY")


def test_budgets_are_locked_in_the_last_five_minutes_of_the_accounts_day(door: Bench) -> None:
    target = door.target(on_campaign=True)
    door.sandbox.advance(datetime(2026, 6, 14, 21, 56, tzinfo=UTC) - NOW)  # 23:56 in Berlin
    assert "23:55" in refused(door, target, daily(door, 900 * MICROS)).message
    door.sandbox.advance(timedelta(minutes=5))
    connector = door.connector()
    connector.set_budget(the_account(connector), target, daily(door, 900 * MICROS))
    assert door.sandbox.budget(target.id) == 900 * MICROS


@pytest.mark.parametrize(("on_campaign", "least"), [(True, 5_000), (False, 2_000)])
def test_the_least_budget_follows_the_currency(yen: Bench, *, on_campaign: bool, least: int) -> None:
    target = yen.target(on_campaign=on_campaign)
    assert str(least) in refused(yen, target, daily(yen, (least - 1) * MICROS)).message
    connector = yen.connector()
    connector.set_budget(the_account(connector), target, daily(yen, least * MICROS))
    assert yen.sandbox.budget(target.id) == least * MICROS
