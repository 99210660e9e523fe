"""What only X does: signatures, request tokens, jobs and their files, placements, days by today's midnight, limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from paidsocial.domain.days import Period
from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.readings import Level
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.connector import Access, App, BudgetKind, LiveBudget
from paidsocial.platforms.live.http import Reply, Timing
from paidsocial.platforms.x.api import SIGN_IN, XConnector
from paidsocial.platforms.x.faults import judge, pace
from paidsocial.platforms.x.signing import Signed
from paidsocial.sandbox.server import x_signatures
from paidsocial.sandbox.server.faults import Fault
from paidsocial.sandbox.server.x_signatures import Signatures
from tests.support.live import APP, FIRST, JUNE, NOW, Bench, bench, books, pulled, the_account

BACK = "http://127.0.0.1:1/back"
WEEK = Period(date(2026, 6, 7), date(2026, 6, 13))
DAYS = {"entity": "LINE_ITEM", "granularity": "DAY", "metric_groups": "BILLING", "placement": "ALL_ON_TWITTER"}
ONE_DAY = {"start_time": "2026-06-01T22:00:00Z", "end_time": "2026-06-02T22:00:00Z"}  # where the account is


@pytest.fixture
def door() -> Iterator[Bench]:
    with bench("x") as found:
        yield found


def asked(door: Bench, method: str, path: str, **more: Any) -> httpx.Response:
    """Asked past the connector, as somebody else's program would."""
    grant = door.sign_in()
    auth = Signed(APP, grant.access_token, grant.token_secret or "")
    return httpx.request(method, f"{door.address}/x/12{path}", auth=auth, **more)


def amount(door: Bench, micros: int, kind: BudgetKind = BudgetKind.DAILY) -> LiveBudget:
    return LiveBudget(kind, Money(micros, door.sandbox.currency(door.spec)))


# ---- signing in, and signatures


def test_a_token_comes_with_its_secret_and_never_ends(door: Bench) -> None:
    grant = door.sign_in()
    assert grant.token_secret
    assert grant.token_secret not in repr(grant)
    assert (grant.expires_at, grant.refresh_token) == (None, None)
    door.sandbox.advance(timedelta(days=400))
    assert SIGN_IN.refresh(door.hosts, APP, grant, now=door.sandbox.now) == grant
    assert SIGN_IN.check(door.hosts, APP, grant, now=door.sandbox.now) == grant


def test_the_state_comes_back_although_oauth_1_knows_none(door: Bench) -> None:
    address = SIGN_IN.address(door.hosts, APP, redirect_uri=f"{BACK}?kept=1", state="s 2").address
    reply = httpx.get(f"{address}&auto=1", follow_redirects=False)
    told = parse_qs(urlsplit(reply.headers["location"]).query)
    assert (told["kept"], told["state"]) == (["1"], ["s 2"])
    assert told["oauth_token"] == parse_qs(urlsplit(address).query)["oauth_token"]
    assert told["oauth_verifier"]


def test_somebody_who_pressed_cancel_may_start_again(door: Bench) -> None:
    with pytest.raises(PlatformError) as caught:
        SIGN_IN.finish(door.hosts, APP, {"denied": "abc"}, redirect_uri=BACK, now=NOW)
    assert caught.value.trouble is Trouble.SIGN_IN


def test_a_verifier_is_good_once(door: Bench) -> None:
    leaving = SIGN_IN.address(door.hosts, APP, redirect_uri=BACK, state="s1")
    reply = httpx.get(f"{leaving.address}&auto=1", follow_redirects=False)
    answer = dict(leaving.kept)
    answer |= {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["location"]).query).items()}
    assert SIGN_IN.finish(door.hosts, APP, answer, redirect_uri=BACK, now=NOW).access_token
    with pytest.raises(PlatformError) as caught:
        SIGN_IN.finish(door.hosts, APP, answer, redirect_uri=BACK, now=NOW)
    assert caught.value.trouble is Trouble.SIGN_IN


def test_an_app_with_another_secret_gets_no_request_token(door: Bench) -> None:
    with pytest.raises(PlatformError) as caught:
        SIGN_IN.address(door.hosts, App(APP.id, "wrong"), redirect_uri=BACK, state="s1")
    assert caught.value.trouble is Trouble.SIGN_IN


def test_a_token_with_another_secret_is_not_accepted(door: Bench) -> None:
    grant = replace(door.sign_in(), token_secret="wrong")
    with pytest.raises(PlatformError) as caught:
        door.connector(grant).accounts()
    assert caught.value.trouble is Trouble.SIGN_IN


def test_what_was_signed_cannot_be_changed_or_sent_twice(door: Bench) -> None:
    grant, place = door.sign_in(), f"{door.address}/x/12/accounts/{door.spec.id}/campaigns"
    auth = Signed(APP, grant.access_token, grant.token_secret or "")
    request = httpx.Request("GET", place, params={"count": "7", "q": "a b:c,d+é"})
    signed = {"Authorization": next(auth.auth_flow(request)).headers["Authorization"]}
    assert httpx.get(f"{place}?count=8", headers=signed).status_code == 401
    assert httpx.get(str(request.url), headers=signed).status_code == 200
    assert httpx.get(str(request.url), headers=signed).status_code == 401


def test_form_fields_are_signed_too(door: Bench) -> None:
    target = door.target(on_campaign=False)
    place = f"/accounts/{door.spec.id}/line_items/{target.id}"
    assert asked(door, "PUT", place, data={"daily_budget_amount_local_micro": str(90 * MICROS)}).status_code == 200
    assert door.sandbox.budget(target.id) == 90 * MICROS


def test_the_sandbox_agrees_with_the_standards_own_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 5849, section 1.2: neither our signer nor our checker had a hand in it."""
    monkeypatch.setattr(x_signatures, "APP_ID", "dpf43f3p2l4k3l03")
    monkeypatch.setattr(x_signatures, "APP_SECRET", "kd94hf93k423kf44")
    header = (
        'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", '
        'oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH", '
        'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"'
    )
    made = EnvironBuilder("/photos?file=vacation.jpg&size=original", base_url="http://photos.example.net/")
    made.headers["Authorization"] = header
    signatures = Signatures()
    signatures._secrets["nnch734d00sl2jdk"] = "pfkkdhi9sl3r4s00"
    assert signatures.signed(Request(made.get_environ())) is not None


# ---- what is wrong, and pace


def reply(status: int, body: Any, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, headers or {}, body, b"{}")


@pytest.mark.parametrize(
    ("status", "code", "trouble"),
    [
        (401, "UNAUTHORIZED_ACCESS", Trouble.SIGN_IN),
        (403, "UNAUTHORIZED_CLIENT_APPLICATION", Trouble.REFUSED),
        (403, "ACCOUNT_NOT_FOUND", Trouble.ACCOUNT),
        (404, "LINE_ITEM_NOT_FOUND", Trouble.NOT_FOUND),
        (400, "SPEND_EXCEEDS_BUDGET", Trouble.REFUSED),
        (400, "REQUEST_TOO_COMPLEX", Trouble.TOO_MUCH),
        (400, "TOO_MANY_JOBS", Trouble.THROTTLED),
        (423, "LOCK_ACQUISITION_TIMEOUT", Trouble.BUSY),
        (503, "OVER_CAPACITY", Trouble.BUSY),
        (401, 32, Trouble.SIGN_IN),  # the older form, of the pages that give tokens
    ],
)
def test_a_code_says_what_to_do(status: int, code: object, trouble: Trouble) -> None:
    fault = judge(reply(status, {"errors": [{"code": code, "message": "Because"}]}))
    assert fault is not None
    assert fault.trouble is trouble
    assert "Because" in fault.said


def test_a_page_of_html_is_left_to_its_status() -> None:
    assert judge(reply(503, None)) is None


def limits(prefix: str, limit: int, left: int, seconds: int) -> dict[str, str]:
    now = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
    told = {"limit": limit, "remaining": left, "reset": int(now.timestamp()) + seconds}
    return {"date": "Sun, 14 Jun 2026 09:30:00 GMT", **{f"{prefix}-{name}": str(value) for name, value in told.items()}}


def test_a_throttle_waits_until_the_reset_by_xs_own_clock() -> None:
    body = {"errors": [{"code": "TOO_MANY_REQUESTS", "message": "Too many requests"}]}
    for prefix in ("x-rate-limit", "x-account-rate-limit"):
        fault = judge(reply(429, body, limits(prefix, 250, 0, 77)))
        assert fault is not None
        assert (fault.trouble, fault.wait) == (Trouble.THROTTLED, 77.0)


def test_calls_slow_down_when_few_are_left() -> None:
    assert pace({}) == 0
    assert pace(limits("x-rate-limit", 250, 200, 600)) == 0
    assert pace(limits("x-rate-limit", 250, 20, 600)) == 30
    assert pace(limits("x-account-rate-limit", 10_000, 0, 60)) == 60
    assert pace(limits("x-rate-limit", 5, 0, 900)) == 0  # only the list of accounts must wait


def test_the_list_of_accounts_is_had_five_times_in_a_quarter_of_an_hour(door: Bench) -> None:
    connector = door.connector()
    for _ in range(5):
        account = the_account(connector)
    with pytest.raises(PlatformError) as caught:
        connector.accounts()
    assert caught.value.trouble is Trouble.THROTTLED
    assert caught.value.wait == pytest.approx(900, abs=1)
    assert connector.structure(account).campaigns  # other calls are not held up
    assert not door.slept
    door.sandbox.advance(timedelta(minutes=15))
    assert connector.accounts()


# ---- accounts and structure


def test_the_currency_is_the_funding_instruments(door: Bench) -> None:
    door.sandbox.over.currencies[door.spec.id] = "CHF"
    assert the_account(door.connector()).currency == "CHF"


def test_an_account_that_is_not_accepted_is_told_so(door: Bench) -> None:
    door.sandbox.over.closed.add(door.spec.id)
    account = the_account(door.connector())
    assert (account.open, account.state) == (False, "rejected")


def test_a_campaigns_flight_is_its_line_items(door: Bench) -> None:
    connector = door.connector()
    found = {row.id: row for row in connector.structure(the_account(connector)).campaigns}
    for spec in door.sandbox.campaigns(door.spec.id):
        assert (found[spec.id].starts, found[spec.id].ends) == (FIRST - timedelta(days=10), spec.ends)


def test_a_page_missing_from_a_list_is_noticed(door: Bench) -> None:
    door.sandbox.page_cap = 2
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("drop_page", path="/line_items"))
    with pytest.raises(PlatformError) as caught:
        connector.structure(account)
    assert caught.value.trouble is Trouble.UNREADABLE
    assert "counts 9" in caught.value.message


# ---- figures


@pytest.mark.parametrize("level", [Level.AD_SET, Level.AD])
@pytest.mark.parametrize(("period", "jobs"), [(WEEK, False), (JUNE, True)])
def test_a_week_is_told_at_once_and_more_by_jobs(level: Level, period: Period, *, jobs: bool) -> None:
    with bench("x", ad_sets=12) as door:  # 36 line items: more than one call takes
        connector = door.connector()
        account = the_account(connector)
        door.sandbox.faults.add(Fault("error_500", path="/stats/jobs/"))
        found = pulled(connector.figures(account, period, level))
        assert found == books(door.sandbox, door.spec.id, period, by_ad=level is Level.AD)
        assert len({key for key, _ in found}) >= 36
        assert bool(door.sandbox.faults.struck) is jobs


def test_a_part_of_everything_is_told_under_another_placement(door: Bench) -> None:
    ids = ",".join(row.id for row in door.sandbox.ad_sets(door.spec.id))
    query = {**DAYS, **ONE_DAY, "entity_ids": ids}
    told = {}
    for placement in ("ALL_ON_TWITTER", "SPOTLIGHT", "TREND"):
        body = asked(door, "GET", f"/stats/accounts/{door.spec.id}", params={**query, "placement": placement}).json()
        spend = [row["id_data"][0]["metrics"]["billed_charge_local_micro"] for row in body["data"]]
        told[placement] = sum(array[0] for array in spend if array is not None)
    assert told["SPOTLIGHT"] > 0
    day = date(2026, 6, 2)
    assert sum(told.values()) == sum(line.spend for line in door.sandbox.lines(door.spec.id, day, day))


@pytest.mark.parametrize(
    "wrong",
    [
        {"entity_ids": ",".join(f"id{n}" for n in range(21))},
        {"end_time": "2026-06-09T22:00:00Z"},
        {"start_time": "2026-06-01T00:00:00Z"},
        {"placement": "PUBLISHER_NETWORK"},
        {"entity": "AD"},
        {"metric_groups": "SPEND"},
    ],
)
def test_the_sandbox_refuses_what_x_refuses(door: Bench, wrong: dict[str, str]) -> None:
    query = {**DAYS, **ONE_DAY, "entity_ids": "8u94t"}
    assert asked(door, "GET", f"/stats/accounts/{door.spec.id}", params=query).status_code == 200
    answer = asked(door, "GET", f"/stats/accounts/{door.spec.id}", params={**query, **wrong})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] in {"INVALID_PARAMETER", "INVALID_TIME_WINDOW"}


def test_older_days_begin_at_todays_midnight() -> None:
    with bench("x", time_zone="Europe/Berlin") as door:
        connector = door.connector()
        account = the_account(connector)
        for period in (Period(date(2026, 3, 27), date(2026, 3, 31)), Period(date(2026, 3, 10), date(2026, 4, 10))):
            assert pulled(connector.figures(account, period, Level.AD_SET)) == books(door.sandbox, door.spec.id, period)
        winter = {"start_time": "2026-03-09T23:00:00Z", "end_time": "2026-03-10T23:00:00Z"}
        query = {**DAYS, **winter, "entity_ids": "8u94t"}
        assert asked(door, "GET", f"/stats/accounts/{door.spec.id}", params=query).status_code == 400


def test_a_jobs_number_is_too_large_for_a_number(door: Bench) -> None:
    query = {**DAYS, **ONE_DAY, "entity_ids": "8u94t"}
    job = asked(door, "POST", f"/stats/jobs/accounts/{door.spec.id}", params=query).json()["data"]
    assert job["id"] > 2**53
    assert job["id_str"] == str(job["id"])
    assert (job["status"], job["url"]) == ("PROCESSING", None)


def test_a_hundred_jobs_are_too_many(door: Bench) -> None:
    grant, query = door.sign_in(), {**DAYS, **ONE_DAY, "entity_ids": "8u94t"}
    auth = Signed(APP, grant.access_token, grant.token_secret or "")
    place = f"{door.address}/x/12/stats/jobs/accounts/{door.spec.id}"
    with httpx.Client(auth=auth) as client:
        for _ in range(100):
            assert client.post(place, params=query).status_code == 200
        answer = client.post(place, params=query)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "TOO_MANY_JOBS")


@pytest.mark.parametrize("kind", ["cut", "html", "error_500"])
def test_a_file_that_did_not_come_whole_is_fetched_again(door: Bench, kind: str) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault(kind, path="/stats_job_"))
    assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(door.sandbox, door.spec.id, JUNE)
    assert door.sandbox.faults.struck


def test_a_file_at_an_unknown_host_is_not_fetched(door: Bench) -> None:
    hosts = replace(door.hosts, download="http://files.invalid")
    timing = Timing(sleep=door.sleep, now=door.clock)
    connector = XConnector(Access(hosts, APP, door.sign_in(), timing))
    with pytest.raises(PlatformError) as caught:
        connector.figures(the_account(connector), JUNE, Level.AD_SET)
    assert caught.value.trouble is Trouble.REDIRECT


def test_a_day_without_delivery_is_null_and_no_row(door: Bench) -> None:
    connector = door.connector()
    today = Period(date(2026, 6, 13), date(2026, 6, 14))
    readings = connector.figures(the_account(connector), today, Level.AD_SET)
    assert {date.fromordinal(day) for day in readings.first} == {date(2026, 6, 13)}


def test_another_event_counts_by_its_own_object(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    signed = connector.figures(account, WEEK, Level.AD_SET, "sign-ups")
    bought = connector.figures(account, WEEK, Level.AD_SET)
    assert signed.conversions is not None
    assert bought.conversions is not None
    assert 0 < sum(signed.conversions) < sum(bought.conversions)
    assert not any(signed.revenue or ())
    assert bought.reach is None


# ---- changes


def test_a_receipt_echoes_the_amount(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    wanted = amount(door, 123_450_000)
    assert connector.set_budget(account, door.target(on_campaign=False), wanted).echoed == wanted


def test_an_amount_below_the_bid_is_refused(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=False)
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, target, amount(door, 490_000))
    assert "at least the bid" in caught.value.message
    connector.set_budget(account, target, amount(door, 500_000))
    assert door.sandbox.budget(target.id) == 500_000


def test_a_total_that_is_already_spent_is_refused(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=True, lifetime=True)
    spent = door.sandbox.spent(target.id, ever=True)
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, target, amount(door, spent, BudgetKind.LIFETIME))
    assert caught.value.trouble is Trouble.REFUSED
    assert "SPEND_EXCEEDS_BUDGET" in caught.value.message
    connector.set_budget(account, target, amount(door, spent + MICROS, BudgetKind.LIFETIME))
    assert door.sandbox.budget(target.id) == spent + MICROS


def test_an_amount_of_the_other_kind_is_never_sent(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("error_500", method="PUT"))
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, door.target(on_campaign=False), amount(door, 10**9, BudgetKind.LIFETIME))
    assert caught.value.trouble is Trouble.REFUSED
    assert not door.sandbox.faults.struck


def test_json_is_no_way_to_change_anything(door: Bench) -> None:
    target = door.target(on_campaign=False)
    body = {"daily_budget_amount_local_micro": 90 * MICROS}
    assert asked(door, "PUT", f"/accounts/{door.spec.id}/line_items/{target.id}", json=body).status_code == 400
    assert not door.sandbox.writes
