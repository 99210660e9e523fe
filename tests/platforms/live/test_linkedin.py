"""What is LinkedIn's own: Rest.li queries, versions, reports without pages, empty replies, quotas until midnight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from paidsocial.domain.days import Period
from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.readings import Level
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.linkedin import api, restli
from paidsocial.platforms.linkedin.faults import judge
from paidsocial.platforms.live.connector import BudgetKind, LiveBudget, Target
from paidsocial.platforms.live.http import Reply
from paidsocial.sandbox.server import linkedin_reports
from paidsocial.sandbox.server.doors import linkedin as door_of_linkedin
from paidsocial.sandbox.server.faults import Fault
from tests.support.live import APP, JUNE, Bench, bench, books, pulled, the_account

HEADERS = {"LinkedIn-Version": "202604", "X-Restli-Protocol-Version": "2.0.0"}


@pytest.fixture
def door() -> Iterator[Bench]:
    with bench("linkedin") as found:
        yield found


def raw(door: Bench, path: str, query: str = "", **headers: str) -> httpx.Response:
    """A call as it is written, by nobody's library."""
    sent = {**HEADERS, "Authorization": f"Bearer {door.sign_in().access_token}", **headers}
    return httpx.get(f"{door.address}/linkedin/rest/{path}{'?' if query else ''}{query}", headers=sent)


def euros(micros: int, kind: BudgetKind = BudgetKind.DAILY) -> LiveBudget:
    return LiveBudget(kind, Money(micros, "EUR"))


# ---- queries


def test_structure_stays_plain_and_values_are_escaped() -> None:
    said = restli.query(
        search={"status": {"values": ["ACTIVE", "PAUSED"]}},
        campaigns=["urn:li:sponsoredCampaign:1"],
        dateRange={"start": {"year": 2026, "month": 6}},
        name="a,b (c):d&e",
    )
    assert said == (
        "search=(status:(values:List(ACTIVE,PAUSED)))&campaigns=List(urn%3Ali%3AsponsoredCampaign%3A1)"
        "&dateRange=(start:(year:2026,month:6))&name=a%2Cb%20%28c%29%3Ad%26e"
    )


@pytest.mark.parametrize(
    "query",
    [
        "q=search&search=%28status%3A%28values%3AList%28ACTIVE%29%29%29",  # brackets escaped
        "q=search&search=(status:(values:List(ACTIVE))",  # not closed
        "q=search&search=ACTIVE",
        "search=(status:(values:List(ACTIVE)))",  # no finder
    ],
)
def test_a_query_in_another_form_is_refused(door: Bench, query: str) -> None:
    reply = raw(door, "adAccounts", query)
    assert reply.status_code == 400
    assert reply.json()["errorDetails"]["inputErrors"][0]["code"] == "PARAM_INVALID"


def test_a_urn_with_plain_colons_is_refused(door: Bench) -> None:
    span = "dateRange=(start:(year:2026,month:6,day:1),end:(year:2026,month:6,day:2))"
    said = f"q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&{span}&accounts=List({{}})"
    urn = f"urn:li:sponsoredAccount:{door.spec.id}"
    assert raw(door, "adAnalytics", said.format(urn)).status_code == 400
    reply = raw(door, "adAnalytics", said.format(urn.replace(":", "%3A")))
    assert reply.status_code == 200
    assert all(set(row) == {"impressions", "clicks"} for row in reply.json()["elements"])  # nothing else was asked for


def test_versions_die_and_are_told_apart_from_refusals(door: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert raw(door, "adAccounts", "q=search", **{"LinkedIn-Version": ""}).status_code == 400
    monkeypatch.setattr(api, "_HEADERS", {**HEADERS, "LinkedIn-Version": "202309"})
    with pytest.raises(PlatformError, match="Requested version 202309 is not active") as caught:
        door.connector().accounts()
    assert caught.value.trouble is Trouble.REFUSED


# ---- reading


def test_a_report_that_may_be_cut_off_is_asked_for_in_halves(door: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkedin_reports, "MOST_ELEMENTS", 20)
    monkeypatch.setattr(api, "MOST_ELEMENTS", 20)
    connector = door.connector()
    account = the_account(connector)
    assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(door.sandbox, door.spec.id, JUNE)
    monkeypatch.setattr(api, "MOST_ELEMENTS", 3)
    with pytest.raises(PlatformError, match="more of them") as caught:
        connector.figures(account, JUNE, Level.AD_SET)
    assert caught.value.trouble is Trouble.TOO_MUCH


def test_an_empty_report_is_not_taken_for_no_spend_where_we_may_not_look(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    ahead = Period(date(2026, 7, 1), date(2026, 7, 3))
    assert len(connector.figures(account, ahead, Level.AD_SET)) == 0
    door.sandbox.over.deleted.add(door.spec.id)
    with pytest.raises(PlatformError, match="Not enough permissions") as caught:
        connector.figures(account, JUNE, Level.AD_SET)
    assert caught.value.trouble is Trouble.SCOPE


def test_rows_carry_the_names_that_reports_do_not_tell(door: Bench) -> None:
    connector, box = door.connector(), door.sandbox
    found = connector.figures(the_account(connector), JUNE, Level.AD)
    first = found.entities[0]
    assert first.campaign_id is not None
    assert first.ad_set_id is not None
    group, campaign = box.campaign(first.campaign_id), box.ad_set(first.ad_set_id)
    assert (first.campaign, first.ad_set) == (group and group.name, campaign and campaign.name)
    assert first.ad is not None
    assert first.ad.startswith("Ad ")


def test_leads_have_no_value(door: Bench) -> None:
    connector = door.connector()
    found = connector.figures(the_account(connector), JUNE, Level.AD_SET, "leads")
    assert found.revenue is None
    assert found.conversions is not None
    assert found.clicks is not None
    assert list(found.conversions) == [clicks // 20 * MICROS for clicks in found.clicks]


def test_removed_ones_are_told_and_keep_their_figures(door: Bench) -> None:
    connector, box = door.connector(), door.sandbox
    gone = box.ad_sets(door.spec.id)[0].id
    before = pulled(connector.figures(the_account(connector), JUNE, Level.AD_SET))
    box.over.deleted.add(gone)
    account = the_account(connector)
    assert {row.id: row.status for row in connector.structure(account).ad_sets}[gone] == "REMOVED"
    assert pulled(door.connector().figures(account, JUNE, Level.AD_SET)) == before


def test_the_day_is_utc_wherever_the_advertiser_is() -> None:
    with bench("linkedin", currency="USD", time_zone="America/New_York") as far:
        connector = far.connector()
        assert the_account(connector).time_zone == "UTC"
        found = connector.structure(the_account(connector))
        assert {row.starts for row in found.campaigns} == {row.starts for row in far.sandbox.campaigns(far.spec.id)}


def test_a_flight_that_ends_at_midnight_ends_the_day_before() -> None:
    midnight = 1_782_864_000_000  # 2026-07-01T00:00Z
    flights = [api._flight({"runSchedule": {"start": midnight, "end": end}})[1] for end in (midnight, midnight + 1)]
    assert flights == [date(2026, 6, 30), date(2026, 7, 1)]
    assert api._flight({"runSchedule": {"start": midnight}}) == (date(2026, 7, 1), None)


def test_a_closed_account_is_told(door: Bench) -> None:
    door.sandbox.over.closed.add(door.spec.id)
    account = the_account(door.connector())
    assert (account.state, account.open) == ("canceled", False)


# ---- changing


def sent(door: Bench, target: Target, body: Any, **headers: str) -> httpx.Response:
    collection = "adCampaigns" if target.level is Level.AD_SET else "adCampaignGroups"
    return httpx.post(
        f"{door.address}/linkedin/rest/adAccounts/{door.spec.id}/{collection}/{target.id}",
        json=body,
        headers={**HEADERS, "Authorization": f"Bearer {door.sign_in().access_token}", **headers},
    )


def test_a_change_is_a_partial_update_answered_by_nothing(door: Bench) -> None:
    target = door.target(on_campaign=False)
    body = {"patch": {"$set": {"dailyBudget": {"amount": "120.50", "currencyCode": "EUR"}}}}
    assert sent(door, target, body).status_code == 400  # the method is missing
    reply = sent(door, target, body, **{"X-RestLi-Method": "PARTIAL_UPDATE"})
    assert (reply.status_code, reply.content) == (204, b"")
    assert door.sandbox.budget(target.id) == 120_500_000


@pytest.mark.parametrize("amount", [120.5, "120.505", "a lot", None])
def test_an_amount_that_is_no_text_of_cents_is_refused(door: Bench, amount: Any) -> None:
    body = {"patch": {"$set": {"dailyBudget": {"amount": amount, "currencyCode": "EUR"}}}}
    reply = sent(door, door.target(on_campaign=False), body, **{"X-RestLi-Method": "PARTIAL_UPDATE"})
    assert reply.status_code == 400
    assert not door.sandbox.writes


def test_a_part_of_a_cent_is_not_sent(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("throttle", method="POST"))
    with pytest.raises(PlatformError, match="2 decimals only") as caught:
        connector.set_budget(account, door.target(on_campaign=False), euros(50_001_000))
    assert caught.value.trouble is Trouble.REFUSED
    assert not door.sandbox.faults.struck


def test_another_currency_is_refused_in_linkedins_words(door: Bench) -> None:
    connector = door.connector()
    wanted = LiveBudget(BudgetKind.DAILY, Money(50 * MICROS, "USD"))
    with pytest.raises(PlatformError, match="Value USD of /Campaign/dailyBudget/currencyCode") as caught:
        connector.set_budget(the_account(connector), door.target(on_campaign=False), wanted)
    assert caught.value.trouble is Trouble.REFUSED


@pytest.mark.parametrize(
    ("on_campaign", "lifetime", "euro"), [(False, False, 9), (True, False, 29), (True, True, 12_000)]
)
def test_the_least_depends_on_where_a_budget_stands(
    door: Bench, *, on_campaign: bool, lifetime: bool, euro: int
) -> None:
    connector = door.connector()
    target = door.target(on_campaign=on_campaign, lifetime=lifetime)
    kind = BudgetKind.LIFETIME if lifetime else BudgetKind.DAILY
    with pytest.raises(PlatformError, match="must be at least"):
        connector.set_budget(the_account(connector), target, euros(euro * MICROS, kind))
    assert not door.sandbox.writes


def test_a_campaign_under_a_dynamic_group_budget_takes_none(door: Bench) -> None:
    connector = door.connector()
    group = door.target(on_campaign=True).id
    campaign = next(row for row in door.sandbox.ad_sets(door.spec.id) if row.campaign_id == group)
    with pytest.raises(PlatformError, match="campaign group carries the budget"):
        connector.set_budget(the_account(connector), Target(Level.AD_SET, campaign.id, group), euros(50 * MICROS))


def test_reading_rights_do_not_change_anything(door: Bench) -> None:
    token = door.sandbox.tokens.issue("linkedin", ("r_ads", "r_ads_reporting"), None)
    connector = door.connector(replace(door.sign_in(), access_token=token))
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(the_account(connector), door.target(on_campaign=False), euros(50 * MICROS))
    assert caught.value.trouble is Trouble.SCOPE
    assert not caught.value.may_have_happened


# ---- limits and tokens


def test_a_days_quota_is_given_again_at_midnight_utc(door: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    connector = door.connector()
    account = the_account(connector)
    monkeypatch.setattr(door_of_linkedin, "DAILY_CALLS", 1)
    with pytest.raises(PlatformError, match="DAY limit") as caught:
        connector.structure(account)
    assert caught.value.trouble is Trouble.THROTTLED
    assert caught.value.wait == 14.5 * 3600
    assert not door.slept
    door.sandbox.advance(timedelta(seconds=caught.value.wait))
    monkeypatch.setattr(door_of_linkedin, "DAILY_CALLS", 9)
    assert connector.structure(account).campaigns


def test_a_refresh_does_not_prolong_the_refresh_token(door: Bench) -> None:
    sign_in, box = door.platform.sign_in, door.sandbox
    grant = door.sign_in()
    assert grant.expires_at == box.now + timedelta(days=60)
    assert grant.refresh_until == box.now + timedelta(days=365)
    box.advance(timedelta(days=50))
    fresh = sign_in.refresh(door.hosts, APP, grant, now=box.now)
    assert fresh.expires_at == box.now + timedelta(days=60)
    assert (fresh.refresh_until, fresh.refresh_token) == (grant.refresh_until, grant.refresh_token)
    assert fresh.scopes == grant.scopes
    box.advance(timedelta(days=316))
    with pytest.raises(PlatformError, match="Connect the account again") as caught:
        sign_in.refresh(door.hosts, APP, fresh, now=box.now)
    assert caught.value.trouble is Trouble.SIGN_IN


def test_an_app_without_refresh_tokens_asks_its_people_again(door: Bench) -> None:
    grant = replace(door.sign_in(), refresh_token=None)
    with pytest.raises(PlatformError, match="no refresh tokens"):
        door.platform.sign_in.refresh(door.hosts, APP, grant, now=door.sandbox.now)


def test_a_person_who_said_no_comes_back_without_a_code(door: Bench) -> None:
    answer = {"error": "user_cancelled_authorize", "error_description": "The user cancelled the authorization"}
    with pytest.raises(PlatformError, match="cancelled") as caught:
        door.platform.sign_in.finish(door.hosts, APP, answer, redirect_uri="http://127.0.0.1:1/", now=door.sandbox.now)
    assert caught.value.trouble is Trouble.SIGN_IN


@pytest.mark.parametrize(
    ("status", "body", "trouble", "said"),
    [
        (401, {"serviceErrorCode": 65601, "message": "revoked"}, Trouble.SIGN_IN, "revoked"),
        (400, {"error": "invalid_request", "error_description": "expired"}, Trouble.SIGN_IN, "expired"),
        (401, {"error": "invalid_client"}, Trouble.REFUSED, "invalid_client"),
        (422, {"message": "no"}, Trouble.REFUSED, "no"),
        (
            400,
            {"errorDetails": {"inputErrors": [{"description": {"value": "too low"}, "code": "X"}]}, "message": "see"},
            Trouble.REFUSED,
            "too low",
        ),
    ],
)
def test_every_form_of_an_error_is_understood(status: int, body: dict[str, Any], trouble: Trouble, said: str) -> None:
    fault = judge(Reply(status, {}, body, b"{}"))
    assert fault is not None
    assert (fault.trouble, fault.said) == (trouble, said)
