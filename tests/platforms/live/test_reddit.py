"""What only Reddit does: its User-Agent rule, cents beside micros, reports that cover a day more, a window of calls."""

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
from paidsocial.platforms.live.connector import BudgetKind, LiveBudget
from paidsocial.platforms.live.http import Reply
from paidsocial.platforms.reddit.faults import judge, pace
from paidsocial.sandbox.server.faults import Fault
from tests.support.live import APP, FIRST, JUNE, Bench, bench, books, pulled, the_account

NAMED = "server:somebody:v1 (by /u/somebody)"


@pytest.fixture
def door() -> Iterator[Bench]:
    with bench("reddit") as found:
        yield found


def asked(door: Bench, method: str, path: str, *, agent: str = NAMED, **more: Any) -> httpx.Response:
    """Asked past the connector, as somebody else's program would."""
    headers = {"Authorization": f"Bearer {door.sign_in().access_token}", "User-Agent": agent}
    return httpx.request(method, f"{door.address}/reddit/api/v3{path}", headers=headers, **more)


def amount(door: Bench, micros: int, kind: BudgetKind = BudgetKind.DAILY) -> LiveBudget:
    return LiveBudget(kind, Money(micros, door.sandbox.currency(door.spec)))


# ---- signing in


def test_a_token_lives_a_day_and_a_refresh_brings_another(door: Bench) -> None:
    grant = door.sign_in()
    assert grant.expires_at == door.sandbox.now + timedelta(hours=24)
    door.sandbox.advance(timedelta(hours=25))
    with pytest.raises(PlatformError) as caught:
        door.connector(grant).accounts()
    assert caught.value.trouble is Trouble.SIGN_IN
    fresh = door.platform.sign_in.refresh(door.hosts, APP, grant, now=door.sandbox.now)
    assert (fresh.refresh_token, fresh.scopes) == (grant.refresh_token, ("adsread", "adsedit"))
    assert door.connector(fresh).accounts()


def test_a_program_without_a_name_gets_nothing(door: Bench) -> None:
    assert asked(door, "GET", "/me").status_code == 200
    assert asked(door, "GET", "/me", agent="python-httpx/0.28").status_code == 429


def test_a_token_without_the_right_to_edit_reads_and_does_not_change(door: Bench) -> None:
    token = door.sandbox.tokens.issue("reddit", ("adsread",), None)
    headers = {"Authorization": f"Bearer {token}", "User-Agent": NAMED}
    target = door.target(on_campaign=False)
    place = f"{door.address}/reddit/api/v3/ad_groups/{target.id}"
    assert httpx.get(place, headers=headers).status_code == 200
    changed = {"data": {"goal_value": 90 * MICROS}}
    assert httpx.patch(place, headers=headers, json=changed).status_code == 403


# ---- what is wrong, and pace


def reply(status: int, body: Any, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, named, body, b"{}")


def test_a_refusal_names_its_fields() -> None:
    fields = [{"field": "data.goal_value", "message": "too low"}]
    fault = judge(reply(400, {"error": {"code": 400, "message": "Bad Request", "fields": fields}}))
    assert fault is not None
    assert (fault.trouble, fault.said) == (Trouble.REFUSED, "data.goal_value: too low")


@pytest.mark.parametrize(
    "body",
    [
        {"message": "Unauthorized", "error": 401},
        {"error": {"message": "Unauthorized"}},
        {"errors": ["Unauthorized"]},
        None,
    ],
)
def test_every_form_of_an_expired_token_is_read(body: Any) -> None:
    fault = judge(reply(401, body))
    assert fault is not None
    assert fault.trouble is Trouble.SIGN_IN
    assert fault.said in {"Unauthorized", "status 401"}


def test_a_throttle_says_when_to_come_back() -> None:
    fault = judge(reply(429, {"error": {"message": "Too Many Requests"}}, x_ratelimit_reset="17"))
    assert fault is not None
    assert (fault.trouble, fault.wait) == (Trouble.THROTTLED, 17.0)


@pytest.mark.parametrize(
    ("left", "ends", "seconds"),
    [("30", "60", 2.0), ("59.0", "59", 1.0), ("0", "12", 12.0), ("x", "12", 1.0)],
)
def test_what_is_left_of_a_window_lasts_until_it_ends(left: str, ends: str, seconds: float) -> None:
    assert pace({"x-ratelimit-remaining": left, "x-ratelimit-reset": ends}) == seconds


def test_many_calls_stay_within_the_window(door: Bench) -> None:
    connector = door.connector()
    for _ in range(50):
        connector.accounts()  # two calls each
    assert 95 < sum(door.slept) < 110
    assert not [each for each in door.slept if each > 3]  # never told to wait: it waited before


def test_a_suspended_account_is_told_and_not_changed(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.over.closed.add(account.id)
    found = the_account(connector)
    assert (found.open, found.state) == (False, "suspended: advertising_policy")
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, door.target(on_campaign=False), amount(door, 99 * MICROS))
    assert not caught.value.may_have_happened


# ---- figures


def test_revenue_is_told_in_cents_and_spend_in_micros(door: Bench) -> None:
    line = next(line for line in door.sandbox.lines(door.spec.id, JUNE.first, JUNE.last) if line.revenue)
    assert door.spec.time_zone == "Europe/Berlin"
    starts = f"{line.day - timedelta(days=1)}T22:00:00Z"
    said = {
        "breakdowns": ["DATE", "AD_GROUP_ID"],
        "fields": ["SPEND", "CONVERSION_PURCHASE_TOTAL_VALUE"],
        "starts_at": starts,
        "ends_at": starts,
    }
    body = asked(door, "POST", f"/ad_accounts/{door.spec.id}/reports", json={"data": said}).json()
    (row,) = [row for row in body["data"]["metrics"] if row["ad_group_id"] == line.ad_set.id]
    assert row["date"] == line.day.isoformat()
    assert (row["spend"], row["conversion_purchase_total_value"] * 10_000) == (line.spend, line.revenue)


@pytest.mark.parametrize(
    ("zone", "last"),
    [
        ("Asia/Kolkata", date(2026, 5, 20)),  # midnights at half past the hour in UTC
        ("Europe/Berlin", date(2026, 3, 29)),  # a day of 23 hours
        ("Australia/Sydney", date(2026, 4, 5)),  # a day of 25 hours
        ("America/New_York", date(2026, 6, 13)),
    ],
)
def test_whole_days_and_only_those_are_told(zone: str, last: date) -> None:
    with bench("reddit", time_zone=zone) as door:
        connector = door.connector()
        account = the_account(connector)
        for period in (Period(last, last), Period(last - timedelta(days=2), last), Period(last, last + timedelta(3))):
            found = pulled(connector.figures(account, period, Level.AD_SET))
            assert found == books(door.sandbox, door.spec.id, period), period


def test_a_report_covers_a_day_more_than_it_is_asked_for(door: Bench) -> None:
    said = {"breakdowns": ["DATE"], "fields": ["SPEND"], "starts_at": "2026-06-01T22:00:00Z"}
    for ends, days in (("2026-06-01T22:00:00Z", 1), ("2026-06-02T22:00:00Z", 2)):
        body = {"data": {**said, "ends_at": ends}}
        rows = asked(door, "POST", f"/ad_accounts/{door.spec.id}/reports", json=body).json()["data"]["metrics"]
        assert len(rows) == days


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": "2026-06-01T22:30:00Z"},
        {"starts_at": "2026-06-01T22:00:00+02:00"},
        {"breakdowns": ["DATE", "CAMPAIGN_ID", "AD_GROUP_ID", "AD_ID"]},
        {"fields": ["COST"]},
    ],
)
def test_the_sandbox_refuses_what_reddit_refuses(door: Bench, wrong: dict[str, Any]) -> None:
    said = {"breakdowns": ["DATE"], "fields": ["SPEND"], "ends_at": "2026-06-02T22:00:00Z"}
    body = {"data": {**said, "starts_at": "2026-06-01T22:00:00Z", **wrong}}
    answer = asked(door, "POST", f"/ad_accounts/{door.spec.id}/reports", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"][0]["field"] == f"data.{next(iter(wrong))}"


def test_a_missing_page_of_a_report_is_noticed(door: Bench) -> None:
    door.sandbox.page_cap = 20
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("drop_page", path="/reports"))
    with pytest.raises(PlatformError) as caught:
        connector.figures(account, JUNE, Level.AD_SET)
    assert caught.value.trouble is Trouble.UNREADABLE
    assert "add up" in caught.value.message


def test_deleted_ad_groups_keep_their_figures(door: Bench) -> None:
    connector, box = door.connector(), door.sandbox
    account = the_account(connector)
    gone = box.ad_sets(door.spec.id)[0]
    box.over.deleted.add(gone.id)
    assert gone.id not in {row.id for row in connector.structure(account).ad_sets}
    for level in (Level.AD_SET, Level.AD):
        readings = connector.figures(account, JUNE, level)
        assert pulled(readings) == books(box, door.spec.id, JUNE, by_ad=level is Level.AD)
        assert {entity.campaign_id for entity in readings.entities if entity.ad_set_id == gone.id} == {gone.campaign_id}


def test_reach_is_told_by_day(door: Bench) -> None:
    connector = door.connector()
    readings = connector.figures(the_account(connector), JUNE, Level.AD_SET)
    lines = door.sandbox.lines(door.spec.id, JUNE.first, JUNE.last)
    assert readings.reach is not None
    assert sorted(readings.reach) == sorted(line.reach for line in lines)


def test_another_event_counts_without_a_value(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    leads = connector.figures(account, JUNE, Level.AD_SET, "leads")
    key = connector.figures(account, JUNE, Level.AD_SET, "key conversions")
    assert leads.conversions is not None
    assert key.conversions is not None
    assert 0 < sum(leads.conversions) < sum(key.conversions)
    assert not any(leads.revenue or ())


def test_the_next_page_is_at_the_sandboxs_own_host(door: Bench) -> None:
    door.sandbox.page_cap = 2
    body = asked(door, "GET", f"/ad_accounts/{door.spec.id}/ad_groups").json()
    assert body["pagination"]["next_url"].startswith(f"{door.address}/reddit/api/v3/ad_accounts/")
    assert asked(door, "GET", f"/ad_accounts/{door.spec.id}/ads", params={"page.size": "500"}).status_code == 400


def test_the_second_version_is_gone(door: Bench) -> None:
    assert httpx.get(f"{door.address}/reddit/api/v2.0/me", headers={"User-Agent": NAMED}).status_code == 410


# ---- changes


def test_a_receipt_echoes_the_amount(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    wanted = amount(door, 123 * MICROS)
    assert connector.set_budget(account, door.target(on_campaign=False), wanted).echoed == wanted


@pytest.mark.parametrize(("micros", "kind"), [(90 * MICROS, BudgetKind.LIFETIME), (90 * MICROS + 1, BudgetKind.DAILY)])
def test_what_cannot_be_meant_is_never_sent(door: Bench, micros: int, kind: BudgetKind) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("error_500", method="PATCH"))
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, door.target(on_campaign=False), amount(door, micros, kind))
    assert caught.value.trouble is Trouble.REFUSED
    assert not door.sandbox.faults.struck


@pytest.mark.parametrize(
    "said", [{"goal_value": 4_990_000}, {"goal_value": 9e7}, {"goal_type": "LIFETIME_SPEND", "goal_value": 10**9}]
)
def test_a_wrong_goal_is_refused(door: Bench, said: dict[str, Any]) -> None:
    target = door.target(on_campaign=False)
    answer = asked(door, "PATCH", f"/ad_groups/{target.id}", json={"data": said})
    assert answer.status_code == 400
    assert asked(door, "PATCH", f"/ad_groups/{target.id}", json=said).status_code == 400  # without its wrapper
    assert not door.sandbox.writes


def test_an_ad_group_under_a_campaigns_budget_has_none_of_its_own(door: Bench) -> None:
    connector = door.connector()
    account, campaign = the_account(connector), door.target(on_campaign=True)
    found = connector.structure(account)
    below = [row for row in found.ad_sets if row.campaign_id == campaign.id]
    assert below
    assert not any(row.budget for row in below)
    answer = asked(door, "PATCH", f"/ad_groups/{below[0].id}", json={"data": {"goal_value": 90 * MICROS}})
    assert answer.status_code == 400


def test_an_end_at_midnight_is_the_day_before(door: Bench) -> None:
    connector = door.connector()
    ends = {row.ends for row in connector.structure(the_account(connector)).campaigns}
    assert ends == {None, FIRST + timedelta(days=399)}
