"""What is Google's own: queries, int64 as text, budgets as objects, shared ones, managers, an hour's tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.readings import Level
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.google.faults import judge
from paidsocial.platforms.live.connector import Access, BudgetKind, Connector, LiveBudget, Target
from paidsocial.platforms.live.find import live_platforms
from paidsocial.platforms.live.http import Reply, Timing
from paidsocial.sandbox.market import Market
from paidsocial.sandbox.server.doors import google as door_of_google
from paidsocial.sandbox.server.faults import Fault
from paidsocial.sandbox.server.google_rows import MANAGER, PERFORMANCE_MAX
from paidsocial.sandbox.server.serving import running
from paidsocial.sandbox.server.state import Sandbox
from paidsocial.sandbox.server.worlds import small_market
from tests.support.live import APP, FIRST, JUNE, NOW, Bench, bench, books, pulled, the_account

DAYS = f"segments.date BETWEEN '{JUNE.first}' AND '{JUNE.last}'"


@pytest.fixture
def door() -> Iterator[Bench]:
    with bench("google") as found:
        yield found


def raw(door: Bench, call: str, body: Any, **headers: str) -> httpx.Response:
    """A call as it is written, by nobody's library."""
    sent = {"Authorization": f"Bearer {door.sign_in().access_token}", **headers}
    return httpx.post(f"{door.address}/google/v26/customers/{door.spec.id}/{call}", json=body, headers=sent)


def code_of(reply: httpx.Response) -> str:
    (detail,) = reply.json()["error"]["details"]
    (code,) = detail["errors"][0]["errorCode"].values()
    return str(code)


def managed(door: Bench, manager: str) -> Connector:
    """A connector whose app names a manager account."""
    app = replace(APP, extra={"login_customer_id": manager})
    timing = Timing(sleep=door.sleep, now=door.clock)
    return door.platform.open(Access(door.hosts, app, door.sign_in(), timing))


def euros(micros: int, kind: BudgetKind = BudgetKind.DAILY) -> LiveBudget:
    return LiveBudget(kind, Money(micros, "EUR"))


# ---- queries and rows


def test_int64_comes_as_text_doubles_as_numbers_and_zeros_not_at_all(door: Bench) -> None:
    fields = "campaign.id, segments.date, metrics.cost_micros, metrics.conversions, metrics.conversions_value"
    reply = raw(door, "googleAds:search", {"query": f"SELECT {fields} FROM campaign WHERE {DAYS}"}).json()
    row = reply["results"][0]
    assert row["campaign"]["resourceName"] == f"customers/{door.spec.id}/campaigns/{row['campaign']['id']}"
    assert isinstance(row["metrics"]["costMicros"], str)
    assert isinstance(row["metrics"]["conversions"], float)
    budget = raw(door, "googleAds:search", {"query": "SELECT campaign_budget.amount_micros, campaign.id FROM campaign"})
    told = [row["campaignBudget"] for row in budget.json()["results"]]
    assert any("amountMicros" not in one for one in told)  # the lifetime one
    assert "totalResultsCount" not in reply


def test_the_stream_is_an_array_of_batches_with_the_same_rows(door: Bench) -> None:
    query = {"query": f"SELECT ad_group.id, segments.date, metrics.clicks FROM ad_group WHERE {DAYS}"}
    door.sandbox.page_cap = 50
    batches = raw(door, "googleAds:searchStream", query).json()
    assert len(batches) > 1
    rows = [row for batch in batches for row in batch["results"]]
    door.sandbox.page_cap = None
    assert rows == raw(door, "googleAds:search", query).json()["results"]
    refused = raw(door, "googleAds:searchStream", {"query": "SELECT campaign.start_date FROM campaign"}).json()
    assert refused[0]["error"]["code"] == 400
    nothing = {"query": "SELECT asset_group.id FROM asset_group"}
    assert raw(door, "googleAds:searchStream", nothing).json() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "SELECT campaign.start_date FROM campaign"}, "UNRECOGNIZED_FIELD"),
        ({"query": "SELECT ad_group.id FROM campaign"}, "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"),
        ({"query": "SELECT campaign.id FROM campaigns"}, "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
        ({"query": "campaign.id"}, "UNEXPECTED_INPUT"),
        ({"query": "SELECT campaign.id FROM campaign", "pageSize": 100}, "PAGE_SIZE_NOT_SUPPORTED"),
        ({"query": "SELECT campaign.id FROM campaign", "pageToken": "bm9uZTow"}, "INVALID_PAGE_TOKEN"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_code(door: Bench, body: dict[str, Any], code: str) -> None:
    reply = raw(door, "googleAds:search", body)
    assert (reply.status_code, code_of(reply)) == (400, code)


def test_without_a_segment_figures_are_summed_and_zeros_stay(door: Bench) -> None:
    spend = sum(row[0] for row in books(door.sandbox, door.spec.id, JUNE).values())
    query = {"query": f"SELECT customer.id, metrics.cost_micros FROM customer WHERE {DAYS}"}
    (row,) = raw(door, "googleAds:search", query).json()["results"]
    assert int(row["metrics"]["costMicros"]) == spend
    ahead = {"query": query["query"].replace("2026-06", "2027-06")}
    (row,) = raw(door, "googleAds:search", ahead).json()["results"]
    assert "costMicros" not in row.get("metrics", {})


def test_conversions_may_be_parts_of_one(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    found = connector.figures(account, JUNE, Level.AD_SET, "all conversions")
    usual = connector.figures(account, JUNE, Level.AD_SET)
    assert found.conversions is not None
    assert usual.conversions is not None
    assert list(found.conversions) == [count * 5 // 4 for count in usual.conversions]
    assert any(count % MICROS for count in found.conversions)
    assert found.revenue is not None
    assert usual.revenue is not None
    assert list(found.revenue) == [value * 5 // 4 for value in usual.revenue]


def test_asset_groups_of_performance_max_are_ad_sets_without_ads() -> None:
    market = small_market(5, FIRST, platforms=("google",))
    first = market.world.campaigns[0]
    world = replace(market.world, campaigns=(replace(first, objective=PERFORMANCE_MAX), *market.world.campaigns[1:]))
    box = Sandbox(Market(5, world), NOW)
    with running(box) as address:
        door = Bench(live_platforms()["google"], box, address)
        connector = door.connector()
        account = the_account(connector)
        mine = [spec.id for spec in box.ad_sets(door.spec.id) if spec.campaign_id == first.id]
        found = connector.structure(account)
        assert {row.id for row in found.ad_sets if row.campaign_id == first.id} == {
            f"assetGroups/{one}" for one in mine
        }
        assert not {row.ad_set_id for row in found.ads} & set(mine)
        told = pulled(connector.figures(account, JUNE, Level.AD_SET))
        plain = {((key or "").removeprefix("assetGroups/"), day): row for (key, day), row in told.items()}
        assert plain == books(box, door.spec.id, JUNE)
        connector.set_running(account, Target(Level.AD_SET, f"assetGroups/{mine[0]}", first.id), running=False)
        (write,) = box.writes
        assert (write.target, write.after) == (mine[0], 0)


def test_a_page_missing_from_a_list_is_noticed(door: Bench) -> None:
    door.sandbox.page_cap = 4
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("drop_page"))
    with pytest.raises(PlatformError, match="some are missing") as caught:
        connector.structure(account)
    assert caught.value.trouble is Trouble.UNREADABLE


# ---- accounts


def test_an_account_behind_a_manager_needs_its_name(door: Bench) -> None:
    door.sandbox.over.managed.add(door.spec.id)
    assert door.connector().accounts() == []
    connector = managed(door, f"{MANAGER[:3]}-{MANAGER[3:6]}-{MANAGER[6:]}")
    (account,) = connector.accounts()
    assert (account.id, account.time_zone, account.open) == (door.spec.id, "Europe/Berlin", True)
    assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(door.sandbox, door.spec.id, JUNE)
    with pytest.raises(PlatformError, match="login-customer-id") as caught:
        door.connector().structure(account)
    assert caught.value.trouble is Trouble.ACCOUNT


def test_a_closed_account_is_told_by_its_manager_and_let_out_without_one(door: Bench) -> None:
    door.sandbox.over.closed.add(door.spec.id)
    assert door.connector().accounts() == []
    door.sandbox.over.managed.add(door.spec.id)
    (account,) = managed(door, MANAGER).accounts()
    assert (account.state, account.open) == ("canceled", False)


# ---- budgets


def changed(door: Bench, target: Target, mask: str, **fields: str) -> httpx.Response:
    query = {"query": f"SELECT campaign.campaign_budget FROM campaign WHERE campaign.id = {target.id}"}
    (row,) = raw(door, "googleAds:search", query).json()["results"]
    update = {"resourceName": row["campaign"]["campaignBudget"], **fields}
    return raw(door, "campaignBudgets:mutate", {"operations": [{"updateMask": mask, "update": update}]})


@pytest.mark.parametrize(
    ("mask", "fields", "code"),
    [
        ("amountMicros", {"amountMicros": "50001000"}, "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT"),
        ("amount_micros", {"amountMicros": "-10000"}, "NEGATIVE_MONEY_AMOUNT"),
        ("amountMicros", {"amountMicros": "999999999999990000"}, "MONEY_AMOUNT_TOO_LARGE"),
        ("amountMicros", {"amountMicros": "4990000"}, "BUDGET_BELOW_PER_DAY_MINIMUM"),
        (
            "totalAmountMicros",
            {"totalAmountMicros": "50000000"},
            "TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY",
        ),
        ("", {"amountMicros": "50000000"}, "FIELD_MASK_MISSING"),
        ("period", {"period": "CUSTOM_PERIOD"}, "IMMUTABLE_FIELD"),
    ],
)
def test_refusals_of_budgets(door: Bench, mask: str, fields: dict[str, str], code: str) -> None:
    reply = changed(door, door.target(on_campaign=True), mask, **fields)
    assert (reply.status_code, code_of(reply)) == (400, code)
    assert not door.sandbox.writes


def test_only_what_the_mask_names_is_changed_and_a_dry_run_changes_nothing(door: Bench) -> None:
    connector, target = door.connector(), door.target(on_campaign=True)
    name = f"customers/{door.spec.id}/campaignBudgets/1{target.id[::-1]}"
    operation = {"updateMask": "amountMicros", "update": {"resourceName": name, "amountMicros": "88000000"}}
    dry = raw(door, "campaignBudgets:mutate", {"operations": [operation], "validateOnly": True})
    assert (dry.status_code, dry.json()) == (200, {})
    assert not door.sandbox.writes
    receipt = connector.set_budget(the_account(connector), target, euros(88 * MICROS))
    assert receipt.echoed == euros(88 * MICROS)
    assert receipt.request_id


def test_the_least_amount_is_told(door: Bench) -> None:
    connector = door.connector()
    with pytest.raises(PlatformError, match="the least is 5 EUR"):
        connector.set_budget(the_account(connector), door.target(on_campaign=True), euros(4 * MICROS))


def test_another_kind_or_currency_is_refused(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=True, lifetime=True)
    with pytest.raises(PlatformError, match="BUDGET_AMOUNT_MUST_BE_UNSET") as caught:
        connector.set_budget(account, target, euros(90 * MICROS))
    assert caught.value.trouble is Trouble.REFUSED
    with pytest.raises(PlatformError, match="account's currency, EUR"):
        connector.set_budget(account, target, LiveBudget(BudgetKind.LIFETIME, Money(MICROS, "USD")))
    assert not door.sandbox.writes


def test_ad_groups_carry_no_budgets_and_are_paused_by_themselves(door: Bench) -> None:
    connector = door.connector()
    account, spec = the_account(connector), door.sandbox.ad_sets(door.spec.id)[0]
    target = Target(Level.AD_SET, spec.id, spec.campaign_id)
    assert connector.budget(account, target) is None
    with pytest.raises(PlatformError, match="carry no budgets"):
        connector.set_budget(account, target, euros(50 * MICROS))
    connector.set_running(account, target, running=False)
    assert not door.sandbox.is_running(spec)
    assert {row.id: row.status for row in connector.structure(account).ad_sets}[spec.id] == "PAUSED"


def test_a_shared_budget_is_told_as_shared_and_is_not_changed(door: Bench) -> None:
    connector, box = door.connector(), door.sandbox
    account, target = the_account(connector), door.target(on_campaign=True)
    other = next(one.id for one in box.campaigns(door.spec.id) if one.id != target.id)
    box.over.shared[other] = target.id
    shared = replace(euros(box.budget(target.id) or 0), campaigns=2)
    told = {row.id: row.budget for row in connector.structure(account).campaigns}
    assert (told[target.id], told[other]) == (shared, shared)
    for campaign in (target, Target(Level.CAMPAIGN, other, other)):
        assert connector.budget(account, campaign) == shared
        with pytest.raises(PlatformError, match="shared by 2 campaigns") as caught:
            connector.set_budget(account, campaign, euros(50 * MICROS))
        assert caught.value.trouble is Trouble.REFUSED
    assert not box.writes


def test_what_was_read_is_good_for_one_change(door: Bench) -> None:
    connector, box = door.connector(), door.sandbox
    account, target = the_account(connector), door.target(on_campaign=True)
    connector.budget(account, target)
    connector.set_budget(account, target, euros(90 * MICROS))
    box.over.shared[next(one.id for one in box.campaigns(door.spec.id) if one.id != target.id)] = target.id
    with pytest.raises(PlatformError, match="shared by 2 campaigns"):
        connector.set_budget(account, target, euros(95 * MICROS))


def test_a_campaign_that_is_gone_is_not_found(door: Bench) -> None:
    connector = door.connector()
    with pytest.raises(PlatformError, match="no longer knows this campaign") as caught:
        connector.budget(the_account(connector), Target(Level.CAMPAIGN, "12345678901", "12345678901"))
    assert caught.value.trouble is Trouble.NOT_FOUND


# ---- limits and tokens


def test_googles_own_delay_is_kept(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("throttle"))
    connector.figures(account, JUNE, Level.AD_SET)
    (pause,) = door.slept
    assert 5 <= pause <= 6


def test_the_days_operations_are_counted_by_query_and_not_by_page(door: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.page_cap = 10
    monkeypatch.setattr(door_of_google, "OPERATIONS", 4)  # two for the accounts, two for figures of many pages
    assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(door.sandbox, door.spec.id, JUNE)
    with pytest.raises(PlatformError) as caught:
        connector.structure(account)
    assert caught.value.trouble is Trouble.THROTTLED
    assert caught.value.wait == 3600
    assert not door.slept
    door.sandbox.advance(timedelta(days=1))
    fresh = door.platform.sign_in.refresh(door.hosts, APP, door.sign_in(), now=door.sandbox.now)
    assert door.connector(fresh).accounts()


def test_an_hours_token_is_refreshed_by_the_same_refresh_token(door: Bench) -> None:
    sign_in, box = door.platform.sign_in, door.sandbox
    grant = door.sign_in()
    assert grant.expires_at == box.now + timedelta(seconds=3599)
    assert grant.refresh_until is None
    box.advance(timedelta(hours=1))
    with pytest.raises(PlatformError) as caught:
        door.connector(grant).accounts()
    assert caught.value.trouble is Trouble.SIGN_IN
    fresh = sign_in.refresh(door.hosts, APP, grant, now=box.now)
    assert fresh.refresh_token == grant.refresh_token
    assert door.connector(fresh).accounts()
    box.tokens.revoke("google")
    for ask in (sign_in.refresh, sign_in.check):
        with pytest.raises(PlatformError, match="Connect the account again") as caught:
            ask(door.hosts, APP, fresh, now=box.now)
        assert caught.value.trouble is Trouble.SIGN_IN


@pytest.mark.parametrize(
    ("status", "kind", "code", "trouble"),
    [
        (401, "authenticationError", "OAUTH_TOKEN_REVOKED", Trouble.SIGN_IN),
        (403, "authorizationError", "CUSTOMER_NOT_ENABLED", Trouble.ACCOUNT),
        (403, "authorizationError", "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION", Trouble.REFUSED),
        (429, "quotaError", "EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION", Trouble.THROTTLED),
        (500, "internalError", "TRANSIENT_ERROR", Trouble.BUSY),
        (400, "databaseError", "CONCURRENT_MODIFICATION", Trouble.BUSY),
        (400, "campaignBudgetError", "CAMPAIGN_BUDGET_REMOVED", Trouble.NOT_FOUND),
        (400, "queryError", "UNRECOGNIZED_FIELD", Trouble.REFUSED),
    ],
)
def test_every_code_is_understood_in_an_array_too(status: int, kind: str, code: str, trouble: Trouble) -> None:
    body = {"error": {"code": status, "details": [{"errors": [{"errorCode": {kind: code}, "message": "words."}]}]}}
    for told in (body, [body]):
        fault = judge(Reply(status, {"request-id": "r1"}, told, b"{}"))
        assert fault is not None
        assert (fault.trouble, fault.said, fault.request_id) == (trouble, "words", "r1")


def test_a_person_who_did_not_tick_the_permission_is_asked_again(door: Bench) -> None:
    token = door.sandbox.tokens.issue("google", ("openid",), None)
    with pytest.raises(PlatformError, match="grant them all") as caught:
        door.connector(replace(door.sign_in(), access_token=token)).accounts()
    assert caught.value.trouble is Trouble.SCOPE
