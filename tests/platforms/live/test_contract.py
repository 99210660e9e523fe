"""What every connector does, platform by platform, over real HTTP against the sandbox: good days and bad ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.readings import Level
from paidsocial.domain.status import Standing, standing_of
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.connector import BudgetKind, LiveBudget
from paidsocial.platforms.live.find import live_platforms
from paidsocial.sandbox.server.faults import Fault
from paidsocial.sandbox.server.tiktok_objects import SMART_PLUS
from tests.support.live import APP, JUNE, Bench, bench, books, pulled, the_account

EVERY = [(slug, {}) for slug in sorted(live_platforms())]
SMART_PLUS_ONES = ("tiktok", {"objective": SMART_PLUS})  # read like others, and changed at other addresses


@pytest.fixture(params=[*EVERY, SMART_PLUS_ONES], ids=[*(slug for slug, _ in EVERY), "tiktok-smart-plus"])
def door(request: pytest.FixtureRequest) -> Iterator[Bench]:
    slug, market = request.param
    with bench(slug, **market) as found:
        yield found


def set_to(door: Bench, micros: int, kind: BudgetKind = BudgetKind.DAILY) -> LiveBudget:
    return LiveBudget(kind, Money(micros, door.sandbox.currency(door.spec)))


# ---- signing in


def test_a_person_signs_in_and_sees_the_accounts(door: Bench) -> None:
    (account,) = door.connector().accounts()
    assert account.name == door.spec.name
    assert account.currency == door.spec.currency
    assert account.time_zone == str(door.sandbox.zone(door.spec))
    assert account.open


def test_a_grant_tells_what_it_allows_and_is_kept_alive(door: Bench) -> None:
    sign_in = door.platform.sign_in
    grant = door.sign_in()
    checked = sign_in.check(door.hosts, APP, grant, now=door.sandbox.now)
    assert set(door.platform.connector.scopes) <= set(checked.scopes)
    if checked.expires_at is None:
        return
    assert checked.expires_at > door.sandbox.now
    fresh = sign_in.refresh(door.hosts, APP, grant, now=door.sandbox.now)
    assert door.connector(fresh).accounts()


@pytest.mark.parametrize("how", ["wrong", "revoked", "expired"])
def test_a_token_that_is_no_good_asks_to_connect_again(door: Bench, how: str) -> None:
    grant = door.sign_in()
    match how:
        case "wrong":
            grant = replace(grant, access_token="nobody-gave-this")
        case "revoked":
            door.sandbox.tokens.revoke(door.slug)
        case _:
            door.sandbox.tokens.expire(door.slug, door.sandbox.now)
    with pytest.raises(PlatformError) as caught:
        door.connector(grant).accounts()
    assert caught.value.trouble is Trouble.SIGN_IN
    assert caught.value.permanent
    assert "Connect the account again" in caught.value.message
    assert not door.slept


def test_a_refresh_after_access_was_taken_back_asks_to_connect_again(door: Bench) -> None:
    grant = door.sign_in()
    door.sandbox.tokens.revoke(door.slug)

    def go_on() -> None:
        fresh = door.platform.sign_in.refresh(door.hosts, APP, grant, now=door.sandbox.now)
        door.connector(fresh).accounts()  # X's have nothing to be refreshed

    with pytest.raises(PlatformError) as caught:
        go_on()
    assert caught.value.trouble is Trouble.SIGN_IN


# ---- reading


def test_structure_is_what_the_platform_holds(door: Bench) -> None:
    connector, box = door.connector(), door.sandbox
    found = connector.structure(the_account(connector))
    assert {row.id: row.name for row in found.campaigns} == {row.id: row.name for row in box.campaigns(door.spec.id)}
    ad_sets = box.ad_sets(door.spec.id)
    assert {row.id: (row.name, row.campaign_id) for row in found.ad_sets} == {
        row.id: (row.name, row.campaign_id) for row in ad_sets
    }
    assert {row.id: row.ad_set_id for row in found.ads} == {ad.id: row.id for row in ad_sets for ad in box.ads(row.id)}
    told = {row.id: row.budget for row in (*found.campaigns, *found.ad_sets) if row.budget is not None}
    assert {key: (str(budget.kind), budget.amount.micros) for key, budget in told.items()} == {
        row.id: (str(box.kind(row.id)), box.budget(row.id))
        for row in (*box.campaigns(door.spec.id), *ad_sets)
        if box.budget(row.id) is not None
    }


def test_flights_are_the_accounts_own_days(door: Bench) -> None:
    connector = door.connector()
    found = connector.structure(the_account(connector))
    ends = {row.id: door.sandbox.ends(row) for row in door.sandbox.ad_sets(door.spec.id)}
    assert {row.id: row.ends for row in found.ad_sets} == ends


@pytest.mark.parametrize("level", [Level.AD_SET, Level.AD])
def test_figures_equal_the_books_to_the_cent(door: Bench, level: Level) -> None:
    connector = door.connector()
    found = pulled(connector.figures(the_account(connector), JUNE, level))
    assert found == books(door.sandbox, door.spec.id, JUNE, by_ad=level is Level.AD)
    assert found


def test_what_was_deleted_keeps_its_figures_and_name(door: Bench) -> None:
    connector, box = door.connector(), door.sandbox
    account = the_account(connector)
    gone = box.campaigns(door.spec.id)[0]
    box.over.deleted.add(gone.id)
    for level in (Level.AD_SET, Level.AD):
        readings = connector.figures(account, JUNE, level)
        assert pulled(readings) == books(box, door.spec.id, JUNE, by_ad=level is Level.AD)
        names = {entity.campaign for entity in readings.entities}
        assert gone.name in names or door.slug == "reddit"  # its lists tell nothing of what was deleted


def test_small_pages_bring_the_same(door: Bench) -> None:
    door.sandbox.page_cap = 3
    connector = door.connector()
    account = the_account(connector)
    assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(door.sandbox, door.spec.id, JUNE)
    assert len(connector.structure(account).ad_sets) == len(door.sandbox.ad_sets(door.spec.id))


def test_late_conversions_restate_earlier_days(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    before = pulled(connector.figures(account, JUNE, Level.AD_SET))
    door.sandbox.advance(timedelta(days=6))
    after = pulled(door.connector().figures(account, JUNE, Level.AD_SET))
    assert after == books(door.sandbox, door.spec.id, JUNE)
    assert sum(row[4] for row in after.values()) > sum(row[4] for row in before.values())


def test_an_amount_in_a_currency_without_cents_is_exact(door: Bench) -> None:
    with bench(door.slug, currency="JPY", time_zone="Asia/Tokyo") as yen:
        connector = yen.connector()
        account = the_account(connector)
        assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(yen.sandbox, yen.spec.id, JUNE)
        target = yen.target(on_campaign=True)
        assert connector.budget(account, target) == set_to(yen, yen.sandbox.budget(target.id) or 0)


# ---- changing


@pytest.mark.parametrize("on_campaign", [True, False])
def test_a_budget_is_set_and_read_back(door: Bench, *, on_campaign: bool) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=on_campaign)
    before = door.sandbox.budget(target.id)
    assert before is not None
    wanted = set_to(door, before * 11 // 10 // MICROS * MICROS)
    assert connector.budget(account, target) == set_to(door, before)
    receipt = connector.set_budget(account, target, wanted)
    assert connector.budget(account, target) == wanted
    assert bool(receipt.request_id) is (door.slug != "reddit")  # Reddit tells none
    (write,) = door.sandbox.writes
    assert (write.target, write.before, write.after) == (target.id, before, wanted.amount.micros)


def test_a_lifetime_budget_stays_one(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=True, lifetime=True)
    before = connector.budget(account, target)
    assert before is not None
    assert before.kind is BudgetKind.LIFETIME
    wanted = LiveBudget(BudgetKind.LIFETIME, Money(before.amount.micros + 500 * MICROS, before.amount.currency))
    connector.set_budget(account, target, wanted)
    assert connector.budget(account, target) == wanted


def test_nothing_else_of_the_object_changes(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=False)
    before = connector.structure(account)
    connector.set_budget(account, target, set_to(door, (door.sandbox.budget(target.id) or 0) + 5 * MICROS))
    after = connector.structure(account)
    rows = zip((*before.campaigns, *before.ad_sets), (*after.campaigns, *after.ad_sets), strict=True)
    ((old, new),) = [(old, new) for old, new in rows if old != new]
    assert old.id == target.id
    assert replace(old, budget=None) == replace(new, budget=None)


def test_pausing_and_resuming(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=False)
    spec = door.sandbox.ad_set(target.id) or door.sandbox.campaign(target.id)
    assert spec is not None
    assert connector.status(account, target).running is True
    receipt = connector.set_running(account, target, running=False)
    assert bool(receipt.request_id) is (door.slug != "reddit")  # Reddit tells none
    assert not door.sandbox.is_running(spec)
    paused = connector.status(account, target)
    assert (paused.running, standing_of(paused.word)) == (False, Standing.PAUSED)
    told = connector.structure(account)
    assert paused.word == next(one.status for one in (*told.campaigns, *told.ad_sets) if one.id == target.id)
    connector.set_running(account, target, running=True)
    assert door.sandbox.is_running(spec)
    assert connector.status(account, target).running is True


def test_an_amount_that_is_acknowledged_and_not_set_is_seen_when_it_is_read_back(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=True)
    before = connector.budget(account, target)
    wanted = set_to(door, (door.sandbox.budget(target.id) or 0) + 20 * MICROS)
    door.sandbox.faults.add(Fault("ignored_write"))
    connector.set_budget(account, target, wanted)
    assert connector.budget(account, target) == before
    assert door.sandbox.faults.struck
    assert not door.sandbox.writes


def test_an_old_amount_may_be_read_once_after_a_change(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=False)
    before = connector.budget(account, target)
    wanted = set_to(door, (door.sandbox.budget(target.id) or 0) + 20 * MICROS)
    door.sandbox.faults.add(Fault("stale_read"))
    connector.set_budget(account, target, wanted)
    assert [connector.budget(account, target) for _ in range(2)] == [before, wanted]


@pytest.mark.parametrize("on_campaign", [True, False])
def test_a_pause_that_is_acknowledged_and_not_made_is_seen_when_it_is_read_back(
    door: Bench, *, on_campaign: bool
) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=on_campaign)
    door.sandbox.faults.add(Fault("ignored_write"))
    connector.set_running(account, target, running=False)
    assert door.sandbox.faults.struck
    assert connector.status(account, target).running is True
    assert not door.sandbox.writes
    connector.set_running(account, target, running=False)
    assert connector.status(account, target).running is False


def test_something_deleted_is_neither_running_nor_paused(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=True)
    door.sandbox.over.deleted.add(target.id)
    with suppress(PlatformError):  # some platforms tell nothing of it any more
        assert connector.status(account, target).running is None


def test_a_budget_under_the_least_is_refused_in_the_platforms_words(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=False)
    before = door.sandbox.budget(target.id)
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, target, set_to(door, 10_000))
    assert caught.value.trouble is Trouble.REFUSED
    assert not caught.value.may_have_happened
    assert door.sandbox.budget(target.id) == before
    assert not door.sandbox.writes


def test_something_deleted_is_not_changed(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=False)
    door.sandbox.over.deleted.add(target.id)
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, target, set_to(door, 99 * MICROS))
    assert caught.value.trouble in {Trouble.REFUSED, Trouble.NOT_FOUND}
    assert not door.sandbox.writes


# ---- bad days


def test_a_throttle_is_waited_out(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("throttle", times=2))
    assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(door.sandbox, door.spec.id, JUNE)
    assert len(door.slept) >= 2
    assert all(seconds >= 0.5 for seconds in door.slept)


@pytest.mark.parametrize("kind", ["error_500", "cut", "html"])
def test_a_single_failure_is_asked_again(door: Bench, kind: str) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault(kind))
    assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(door.sandbox, door.spec.id, JUNE)
    assert door.slept
    assert door.sandbox.faults.struck


def test_no_answer_in_time_is_asked_again(door: Bench) -> None:
    connector = door.connector(read_seconds=0.3)
    account = the_account(connector)
    door.sandbox.faults.add(Fault("timeout", seconds=0.6))
    assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(door.sandbox, door.spec.id, JUNE)


def test_a_redirect_to_another_host_is_not_followed(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("redirect"))
    with pytest.raises(PlatformError) as caught:
        connector.structure(account)
    assert caught.value.trouble is Trouble.REDIRECT
    assert "elsewhere.invalid" in caught.value.message


def test_a_reply_without_end_is_left(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault("huge", times=9))
    with pytest.raises(PlatformError) as caught:
        connector.structure(account)
    assert caught.value.trouble is Trouble.TOO_MUCH


@pytest.mark.parametrize("kind", ["repeat_page", "drop_page"])
def test_a_page_repeated_or_missing_never_counts_wrong(door: Bench, kind: str) -> None:
    door.sandbox.page_cap = 4
    connector = door.connector()
    account = the_account(connector)
    door.sandbox.faults.add(Fault(kind))
    try:
        found = pulled(connector.figures(account, JUNE, Level.AD_SET))
    except PlatformError as error:
        assert error.trouble is Trouble.UNREADABLE  # noqa: PT017 - either outcome is right, a wrong figure is not
    else:
        assert found == books(door.sandbox, door.spec.id, JUNE)


@pytest.mark.parametrize("kind", ["lost_reply", "cut", "timeout", "error_500"])
def test_a_change_without_a_whole_reply_is_unknown_and_never_sent_again(door: Bench, kind: str) -> None:
    connector = door.connector(read_seconds=0.3)
    account, target = the_account(connector), door.target(on_campaign=True)
    before = door.sandbox.budget(target.id) or 0
    connector.budget(account, target)  # whatever has to be read before is read
    for method in ("POST", "PUT", "PATCH"):
        door.sandbox.faults.add(Fault(kind, method=method, seconds=0.6))
    wanted = set_to(door, before + 7 * MICROS)
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, target, wanted)
    assert caught.value.may_have_happened
    assert len(door.sandbox.writes) == (1 if kind in {"lost_reply", "cut"} else 0)
    door.sandbox.faults.clear()
    now = connector.budget(account, target)
    assert now == (wanted if door.sandbox.writes else set_to(door, before))


def test_a_throttled_change_surely_did_not_happen(door: Bench) -> None:
    connector = door.connector()
    account, target = the_account(connector), door.target(on_campaign=True)
    for method in ("POST", "PUT", "PATCH"):
        door.sandbox.faults.add(Fault("throttle", method=method))
    with pytest.raises(PlatformError) as caught:
        connector.set_budget(account, target, set_to(door, 99 * MICROS))
    assert caught.value.trouble is Trouble.THROTTLED
    assert not caught.value.may_have_happened
    assert not door.sandbox.writes


def test_nobody_there_says_that_nothing_was_sent(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    gone = replace(door, address="http://127.0.0.1:9")
    with pytest.raises(PlatformError) as caught:
        gone.connector(door.sign_in()).structure(account)
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert "nothing was sent" in caught.value.message


def test_secrets_stay_out_of_what_is_said(door: Bench) -> None:
    grant = door.sign_in()
    assert grant.access_token not in repr(grant)
    door.sandbox.tokens.revoke(door.slug)
    with pytest.raises(PlatformError) as caught:
        door.connector(grant).accounts()
    assert grant.access_token not in str(caught.value)
    assert APP.secret not in repr(APP)
