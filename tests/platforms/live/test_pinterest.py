"""Pinterest alone: refusals inside a 200, UTC days, reports waited for and fetched elsewhere, over real HTTP."""

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
from paidsocial.platforms.live.connector import Access, BudgetKind, Connector, Grant, LiveBudget, Target
from paidsocial.platforms.live.http import Reply, Timing
from paidsocial.platforms.pinterest.faults import item_fault, judge, pace
from paidsocial.platforms.pinterest.reports import _rows_of
from paidsocial.sandbox.server import pinterest_reports
from paidsocial.sandbox.server.faults import Fault
from tests.support.live import APP, JUNE, NOW, Bench, bench, books, pulled, the_account


@pytest.fixture
def door() -> Iterator[Bench]:
    with bench("pinterest") as found:
        yield found


def raw(door: Bench, method: str, path: str, **more: Any) -> httpx.Response:
    """What Pinterest's door says to anybody who asks by hand."""
    headers = {"Authorization": f"Bearer {door.sign_in().access_token}"}
    return httpx.request(method, f"{door.address}/pinterest{path}", headers=headers, **more)


def daily(door: Bench, micros: int) -> LiveBudget:
    return LiveBudget(BudgetKind.DAILY, Money(micros, door.sandbox.currency(door.spec)))


def fetching_from(door: Bench, host: str) -> Connector:
    """A connector that expects report files on another host."""
    timing = Timing(sleep=door.sleep, now=door.clock)
    return door.platform.open(Access(replace(door.hosts, download=host), APP, door.sign_in(), timing))


def trouble_of(connector: Connector, period: Period = JUNE) -> PlatformError:
    account = the_account(connector)
    with pytest.raises(PlatformError) as caught:
        connector.figures(account, period, Level.AD_SET)
    return caught.value


# ---- signing in


def test_a_refresh_renews_both_tokens(door: Bench) -> None:
    sign_in, grant = door.platform.sign_in, door.sign_in()
    assert grant.expires_at == NOW + timedelta(days=30)
    assert grant.refresh_until == NOW + timedelta(days=60)
    door.sandbox.advance(timedelta(days=31))
    with pytest.raises(PlatformError) as caught:
        door.connector(grant).accounts()
    assert caught.value.trouble is Trouble.SIGN_IN
    fresh = sign_in.refresh(door.hosts, APP, grant, now=door.sandbox.now)
    assert door.connector(fresh).accounts()
    assert fresh.refresh_token not in (None, grant.refresh_token)
    assert fresh.scopes == grant.scopes == ("ads:read", "ads:write", "user_accounts:read")
    door.sandbox.advance(timedelta(days=30))  # the old refresh token has ended by now, the new one has not
    assert sign_in.refresh(door.hosts, APP, fresh, now=door.sandbox.now).access_token
    with pytest.raises(PlatformError) as caught:
        sign_in.refresh(door.hosts, APP, grant, now=door.sandbox.now)
    assert caught.value.trouble is Trouble.SIGN_IN
    assert "Connect the account again" in caught.value.message


def test_a_sign_in_without_a_refresh_token_must_be_made_again(door: Bench) -> None:
    with pytest.raises(PlatformError) as caught:
        door.platform.sign_in.refresh(door.hosts, APP, Grant("a"), now=NOW)
    assert caught.value.trouble is Trouble.SIGN_IN


def test_a_sign_in_for_reading_changes_nothing(door: Bench) -> None:
    code = door.sandbox.tokens.code("pinterest", ("ads:read",))
    grant = door.platform.sign_in.finish(door.hosts, APP, {"code": code}, redirect_uri="", now=NOW)
    connector = door.connector(grant)
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(the_account(connector), door.target(on_campaign=True), daily(door, 900 * MICROS))
    assert caught.value.trouble is Trouble.SCOPE
    assert not door.sandbox.writes


# ---- reading


def test_days_are_utc_whatever_the_place() -> None:
    with bench("pinterest", currency="AUD", time_zone="Australia/Sydney") as door:
        connector = door.connector()
        account = the_account(connector)
        assert (account.time_zone, account.currency) == ("UTC", "AUD")
        found = connector.structure(account)
        ends = {row.id: row.ends for row in door.sandbox.campaigns(door.spec.id)}
        assert {row.id: row.ends for row in found.campaigns} == ends
        assert any(ends.values())
        assert {row.starts for row in found.ad_sets} == {date(2026, 2, 19)}


@pytest.mark.parametrize("level", [Level.AD_SET, Level.AD])
def test_what_was_archived_keeps_its_figures_and_its_place(door: Bench, level: Level) -> None:
    target = door.target(on_campaign=False)
    door.sandbox.over.deleted.add(target.id)
    connector = door.connector()
    account = the_account(connector)
    found = connector.structure(account)
    assert {row.id: row.status for row in found.ad_sets}[target.id] == "ARCHIVED"
    figures = pulled(connector.figures(account, JUNE, level))
    assert figures == books(door.sandbox, door.spec.id, JUNE, by_ad=level is Level.AD)


def test_an_ad_without_a_name_goes_by_its_id(door: Bench) -> None:
    ad = door.sandbox.ads(door.sandbox.ad_sets(door.spec.id)[0].id)[0]
    door.sandbox.over.names[ad.id] = ""
    connector = door.connector()
    found = connector.structure(the_account(connector))
    assert {row.id: row.name for row in found.ads}[ad.id] == ad.id


def test_a_bookmark_that_leads_back_is_noticed(door: Bench) -> None:
    door.sandbox.page_cap = 2
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("repeat_page", path="/ad_groups", times=9))
    try:
        connector.structure(account)
    except PlatformError as error:
        assert error.trouble is Trouble.UNREADABLE  # noqa: PT017 - the only way out but all rows
    else:
        raise AssertionError("the same page was read for ever")


def test_a_report_is_waited_for(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    assert not door.slept
    assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(door.sandbox, door.spec.id, JUNE)
    assert door.slept == [2.0]


def test_a_report_covers_186_days_and_no_more(door: Bench) -> None:
    connector = door.connector()
    last = date(2026, 6, 13)
    longest = Period(last - timedelta(days=connector.widest - 1), last)
    found = pulled(connector.figures(the_account(connector), longest, Level.AD_SET))
    assert found == books(door.sandbox, door.spec.id, longest)
    longer = trouble_of(door.connector(), Period(longest.first - timedelta(days=1), last))
    assert (longer.trouble, "186 days" in longer.message) == (Trouble.REFUSED, True)


def test_a_report_reaches_914_days_back(door: Bench) -> None:
    connector = door.connector()
    first = NOW.date() - timedelta(days=connector.first_day)
    assert len(connector.figures(the_account(connector), Period(first, first), Level.AD_SET)) == 0
    too_early = first - timedelta(days=2)
    assert "914" in trouble_of(door.connector(), Period(too_early, first)).message


def test_a_link_that_ended_is_asked_for_again(door: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinterest_reports, "LINK_LIVES", timedelta(seconds=0.4))
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("error_500", path="/async-reports/"))  # waiting after that takes longer than the link
    assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(door.sandbox, door.spec.id, JUNE)
    assert [kind for kind, _, _ in door.sandbox.faults.struck] == ["error_500"]


def test_links_that_end_at_once_are_for_later(door: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinterest_reports, "LINK_LIVES", timedelta(0))
    assert trouble_of(door.connector()).trouble is Trouble.BUSY


def test_a_report_that_came_to_nothing_is_for_later(door: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinterest_reports, "REPORT_LIVES", timedelta(seconds=-1))
    error = trouble_of(door.connector())
    assert (error.trouble, error.permanent) == (Trouble.BUSY, False)
    assert "EXPIRED" in error.message


def test_the_token_stays_away_from_the_host_of_the_files(door: Bench) -> None:
    path = f"/v5/ad_accounts/{door.spec.id}/reports"
    wanted = {"level": "AD_GROUP", "granularity": "DAY", "report_format": "JSON", "columns": ["SPEND_IN_MICRO_DOLLAR"]}
    days = {"start_date": "2026-06-01", "end_date": "2026-06-02"}
    token = raw(door, "POST", path, json=wanted | days).json()["token"]
    replies = [raw(door, "GET", path, params={"token": token}).json() for _ in range(2)]
    assert [reply["report_status"] for reply in replies] == ["IN_PROGRESS", "FINISHED"]
    link = replies[1]["url"]
    assert raw(door, "GET", link.removeprefix(f"{door.address}/pinterest")).status_code == 400
    plain = httpx.get(link)
    assert plain.status_code == 200
    assert len(plain.content) == replies[1]["size"]


@pytest.mark.parametrize("host", ["http://127.0.0.1:9", ""])
def test_a_file_elsewhere_than_expected_or_without_encryption_is_not_fetched(door: Bench, host: str) -> None:
    assert trouble_of(fetching_from(door, host)).trouble is Trouble.REDIRECT


def test_the_form_of_a_report_is_checked() -> None:
    row = {"DATE": "2026-06-01"}
    assert list(_rows_of({"1": [row], "2": [row]})) == [row, row]
    assert list(_rows_of([row])) == [row]
    assert not list(_rows_of({}))
    for wrong in (None, "rows", {"1": row}, [[row]]):
        with pytest.raises(PlatformError) as caught:
            list(_rows_of(wrong))
        assert caught.value.trouble is Trouble.UNREADABLE


# ---- limits


@pytest.mark.parametrize(
    ("status", "headers", "message", "wait"),
    [
        (429, {"x-ratelimit-reset": "41"}, "You have exceeded your rate limit. Try again later.", 41.0),
        (400, {}, "This request exceeded a limit. Retry after 7 seconds.", 7.0),
        (429, {}, "You have exceeded your rate limit.", None),
    ],
)
def test_a_throttle_says_how_long(status: int, headers: dict[str, str], message: str, wait: float | None) -> None:
    fault = judge(Reply(status, headers, {"code": 8 if status == 429 else 1, "message": message}, b"{}"))
    assert fault is not None
    assert (fault.trouble, fault.wait) == (Trouble.THROTTLED, wait)


def test_the_last_call_of_a_limit_is_followed_by_a_pause() -> None:
    assert pace({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "5"}) == 5.0
    assert pace({"x-ratelimit-remaining": "0, 0;w=1", "x-ratelimit-reset": "5"}) == 5.0
    assert pace({"x-ratelimit-remaining": "12", "x-ratelimit-reset": "5"}) == 0.0
    assert pace({}) == 0.0


def test_a_limit_is_waited_out_as_long_as_pinterest_says(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("throttle"))
    connector.structure(account)
    assert door.slept
    assert all(seconds >= 3 for seconds in door.slept)


# ---- budgets


def test_a_refusal_stands_inside_a_reply_that_is_a_success(door: Bench) -> None:
    target, account_id = door.target(on_campaign=True), door.spec.id
    item = {"id": target.id, "ad_account_id": account_id, "daily_spend_cap": 10_000}
    reply = raw(door, "PATCH", f"/v5/ad_accounts/{account_id}/campaigns", json=[item])
    assert reply.status_code == 200
    assert reply.json()["items"][0]["exceptions"]
    connector = door.connector()
    with pytest.raises(PlatformError, match="at least") as caught:
        connector.set_budget(the_account(connector), target, daily(door, 10_000))
    assert caught.value.trouble is Trouble.REFUSED
    assert not door.sandbox.writes


@pytest.mark.parametrize("items", [0, 31])
def test_a_batch_has_one_to_thirty_items(door: Bench, items: int) -> None:
    reply = raw(door, "PATCH", f"/v5/ad_accounts/{door.spec.id}/campaigns", json=[{"id": "1"}] * items)
    assert reply.status_code == 400


def test_exceptions_come_as_a_list_or_alone() -> None:
    alone = item_fault({"data": {}, "exceptions": {"code": 2, "message": "Advertiser not found."}})
    assert alone is not None
    assert (alone.trouble, alone.said) == (Trouble.REFUSED, "Advertiser not found.")
    throttled = item_fault({"exceptions": [{"code": 8, "message": "Too many."}]})
    assert throttled is not None
    assert throttled.trouble is Trouble.THROTTLED
    for fine in ({"exceptions": []}, {"exceptions": None}, {"exceptions": {}}, {}):
        assert item_fault(fine) is None


@pytest.mark.parametrize("on_campaign", [True, False])
def test_an_amount_goes_to_the_last_micro_and_is_echoed(door: Bench, *, on_campaign: bool) -> None:
    connector, target = door.connector(), door.target(on_campaign=on_campaign)
    account, wanted = the_account(connector), daily(door, 123_456_789)
    assert connector.set_budget(account, target, wanted).echoed == wanted
    assert connector.budget(account, target) == wanted
    assert connector.spent(account, target, BudgetKind.DAILY, date(2026, 6, 14)) is None


def test_the_kind_of_a_budget_is_not_changed(door: Bench) -> None:
    connector, target = door.connector(), door.target(on_campaign=True, lifetime=True)
    with pytest.raises(PlatformError, match="no daily budget on this campaign"):
        connector.set_budget(the_account(connector), target, daily(door, 900 * MICROS))
    assert not door.sandbox.writes


def test_an_ad_group_under_a_shared_budget_has_none_of_its_own(door: Bench) -> None:
    campaign = door.target(on_campaign=True)
    ad_set = next(row for row in door.sandbox.ad_sets(door.spec.id) if row.campaign_id == campaign.id)
    target = Target(Level.AD_SET, ad_set.id, campaign.id)
    connector = door.connector()
    account = the_account(connector)
    assert connector.budget(account, target) is None
    with pytest.raises(PlatformError, match="no daily budget on this ad group"):
        connector.set_budget(account, target, daily(door, 100 * MICROS))


def test_something_unknown_is_said_to_be_gone(door: Bench) -> None:
    connector = door.connector()
    with pytest.raises(PlatformError) as caught:
        connector.budget(the_account(connector), Target(Level.CAMPAIGN, "999999999999", "999999999999"))
    assert caught.value.trouble is Trouble.NOT_FOUND
