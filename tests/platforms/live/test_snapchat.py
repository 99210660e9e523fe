"""What only Snapchat does: short tokens, wrappers with their own trouble, stats per campaign, PUT of whole objects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from paidsocial.domain.days import Period
from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.readings import Level
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.connector import BudgetKind, LiveBudget, Target
from paidsocial.platforms.live.http import Reply
from paidsocial.platforms.snapchat.faults import judge
from paidsocial.sandbox.server.faults import Fault
from tests.support.live import APP, FIRST, JUNE, Bench, bench, books, pulled, the_account


@pytest.fixture
def door() -> Iterator[Bench]:
    with bench("snapchat") as found:
        yield found


def asked(door: Bench, method: str, path: str, **more: Any) -> httpx.Response:
    """Asked past the connector, as somebody else's program would."""
    headers = {"Authorization": f"Bearer {door.sign_in().access_token}"}
    return httpx.request(method, f"{door.address}/snapchat/v1{path}", headers=headers, **more)


def eur(door: Bench, micros: int, kind: BudgetKind = BudgetKind.DAILY) -> LiveBudget:
    return LiveBudget(kind, Money(micros, door.sandbox.currency(door.spec)))


def on(door: Bench) -> Target:
    return door.target(on_campaign=False)


# ---- signing in


def test_a_token_lives_half_an_hour_and_a_refresh_brings_another(door: Bench) -> None:
    grant = door.sign_in()
    assert grant.expires_at == door.sandbox.now + timedelta(minutes=30)
    door.sandbox.advance(timedelta(minutes=31))
    with pytest.raises(PlatformError) as caught:
        door.connector(grant).accounts()
    assert caught.value.trouble is Trouble.SIGN_IN
    fresh = door.platform.sign_in.refresh(door.hosts, APP, grant, now=door.sandbox.now)
    assert fresh.access_token != grant.access_token
    assert fresh.refresh_token == grant.refresh_token
    assert door.connector(fresh).accounts()


def test_a_code_is_good_once(door: Bench) -> None:
    back = "http://127.0.0.1:1/back"
    code = door.sandbox.tokens.code("snapchat", ("snapchat-marketing-api",))
    finish = door.platform.sign_in.finish
    assert finish(door.hosts, APP, {"code": code}, redirect_uri=back, now=door.sandbox.now).access_token
    with pytest.raises(PlatformError) as caught:
        finish(door.hosts, APP, {"code": code}, redirect_uri=back, now=door.sandbox.now)
    assert caught.value.trouble is Trouble.SIGN_IN


# ---- what is wrong


def reply(status: int, body: Any) -> Reply:
    return Reply(status, {}, body, b"{}")


def test_a_failure_inside_a_good_status_is_found() -> None:
    row = {"sub_request_status": "ERROR", "sub_request_error_reason": "daily budget too low"}
    fault = judge(reply(200, {"request_status": "PARTIAL", "request_id": "r1", "campaigns": [row]}))
    assert fault is not None
    assert (fault.trouble, fault.said, fault.request_id) == (Trouble.REFUSED, "daily budget too low", "r1")


def test_success_is_read_in_small_letters_and_capitals() -> None:
    for word in ("success", "SUCCESS"):
        assert judge(reply(200, {"request_status": word, "ads": [{"sub_request_status": word, "ad": {}}]})) is None


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        *((401, Trouble.SIGN_IN), (403, Trouble.ACCOUNT), (404, Trouble.NOT_FOUND)),
        *((429, Trouble.THROTTLED), (500, Trouble.BUSY), (400, Trouble.REFUSED)),
    ],
)
def test_a_status_says_what_to_do(status: int, trouble: Trouble) -> None:
    fault = judge(reply(status, {"request_status": "ERROR", "debug_message": "Because", "error_code": "E9"}))
    assert fault is not None
    assert (fault.trouble, fault.said) == (trouble, "Because")


def test_a_closed_account_is_told_and_not_changed(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.over.closed.add(account.id)
    assert not the_account(connector).open
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, on(door), eur(door, 99 * MICROS))
    assert caught.value.trouble is Trouble.ACCOUNT


# ---- figures


def test_a_campaign_that_is_missing_from_the_accounts_stats_is_noticed(door: Bench) -> None:
    door.sandbox.page_cap = 1
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("drop_page", path=f"/adaccounts/{account.id}/stats"))
    with pytest.raises(PlatformError) as caught:
        connector.figures(account, JUNE, Level.AD_SET)
    assert caught.value.trouble is Trouble.UNREADABLE
    assert "add up" in caught.value.message


def test_the_day_the_clocks_change_is_one_day() -> None:
    with bench("snapchat", time_zone="Europe/Berlin") as berlin:
        connector = berlin.connector()
        account = the_account(connector)
        period = Period(date(2026, 3, 28), date(2026, 3, 30))
        found = pulled(connector.figures(account, period, Level.AD_SET))
        assert found == books(berlin.sandbox, berlin.spec.id, period)
        assert {day for _, day in found} == {day.isoformat() for day in period.days()}


def test_another_event_counts_without_a_value(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    signed = connector.figures(account, JUNE, Level.AD_SET, "sign-ups")
    bought = connector.figures(account, JUNE, Level.AD_SET)
    assert signed.conversions is not None
    assert bought.conversions is not None
    assert 0 < sum(signed.conversions) < sum(bought.conversions)
    assert not any(signed.revenue or ())


def test_reach_is_not_told_by_day(door: Bench) -> None:
    connector = door.connector()
    assert connector.figures(the_account(connector), JUNE, Level.AD_SET).reach is None


def test_the_sandbox_refuses_what_snapchat_refuses(door: Bench) -> None:
    account = door.spec.id
    span = {"start_time": "2026-06-01T00:00:00.000+02:00", "end_time": "2026-06-03T00:00:00.000+02:00"}
    day = {"granularity": "DAY", "breakdown": "campaign", **span}
    assert asked(door, "GET", f"/adaccounts/{account}/stats", params=day).status_code == 200
    for wrong in (
        {"start_time": "2026-06-01T00:00:00.000Z"},  # midnight, and not the account's
        {"start_time": "2026-06-01T00:00:00.000"},
        {"end_time": "2026-08-03T00:00:00.000+02:00"},
        {"fields": "impressions", "breakdown": ""},
        {"breakdown": "adsquad"},
    ):
        answer = asked(door, "GET", f"/adaccounts/{account}/stats", params={**day, **wrong})
        assert answer.status_code == 400, wrong
    assert asked(door, "GET", f"/adaccounts/{account}/campaigns", params={"limit": "10"}).status_code == 400


def test_the_next_page_is_at_the_sandboxs_own_host(door: Bench) -> None:
    door.sandbox.page_cap = 2
    body = asked(door, "GET", f"/adaccounts/{door.spec.id}/adsquads").json()
    assert body["paging"]["next_link"].startswith(f"{door.address}/snapchat/v1/adaccounts/")
    assert [row["sub_request_status"] for row in body["adsquads"]] == ["SUCCESS", "SUCCESS"]


# ---- changes


def test_a_receipt_echoes_the_amount(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    wanted = eur(door, 123 * MICROS)
    receipt = connector.set_budget(account, on(door), wanted)
    assert receipt.echoed == wanted
    assert receipt.request_id


def test_a_change_leaves_the_name_that_somebody_gave_it_meanwhile(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), on(door)
    connector.structure(account)
    door.sandbox.over.names[target.id] = "Renamed"
    connector.set_budget(account, target, eur(door, 77 * MICROS))
    assert door.sandbox.over.names[target.id] == "Renamed"


def test_an_object_without_all_its_fields_is_refused(door: Bench) -> None:
    target = on(door)
    part = {"id": target.id, "daily_budget_micro": 90 * MICROS}
    body = asked(door, "PUT", f"/campaigns/{target.campaign_id}/adsquads", json={"adsquads": [part]}).json()
    assert body["request_status"] == "ERROR"
    assert "required fields" in body["adsquads"][0]["sub_request_error_reason"]
    assert not door.sandbox.writes


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"lifetime_budget_micro": 900 * MICROS}, "Exactly one"),
        ({"daily_budget_micro": 4_990_000}, "at least"),
        ({"daily_budget_micro": 90_000_001}, "multiple"),
        ({"bid_micro": 1}, "AUTO_BID"),
    ],
)
def test_a_whole_object_with_a_wrong_field_is_refused(door: Bench, edit: dict[str, int], said: str) -> None:
    target = on(door)
    (row,) = asked(door, "GET", f"/adsquads/{target.id}").json()["adsquads"]
    whole = {name: value for name, value in row["adsquad"].items() if name != "bid_micro"} | edit
    body = asked(door, "PUT", f"/campaigns/{target.campaign_id}/adsquads", json={"adsquads": [whole]}).json()
    assert said in body["adsquads"][0]["sub_request_error_reason"]
    assert not door.sandbox.writes


def test_a_campaign_needs_more_than_an_ad_squad(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=True)
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, target, eur(door, 19 * MICROS))
    assert caught.value.trouble is Trouble.REFUSED
    assert "20000000" in caught.value.message
    connector.set_budget(account, target, eur(door, 20 * MICROS))
    assert door.sandbox.budget(target.id) == 20 * MICROS


@pytest.mark.parametrize(("micros", "kind"), [(90 * MICROS, BudgetKind.LIFETIME), (90 * MICROS + 1, BudgetKind.DAILY)])
def test_what_cannot_be_meant_is_never_sent(door: Bench, micros: int, kind: BudgetKind) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("error_500", method="PUT"))
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, on(door), eur(door, micros, kind))
    assert caught.value.trouble is Trouble.REFUSED
    assert not door.sandbox.faults.struck


def test_an_end_at_midnight_is_the_day_before(door: Bench) -> None:
    connector = door.connector()
    found = connector.structure(the_account(connector))
    lifetime = next(row for row in found.campaigns if row.ends)
    assert lifetime.ends == FIRST + timedelta(days=399)
