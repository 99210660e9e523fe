"""TikTok's reports, told at once or made by a task, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from paidsocial.domain.days import Period
from paidsocial.domain.readings import Level
from paidsocial.errors import PlatformError, Trouble
from paidsocial.sandbox.server import tiktok_reports, tiktok_tasks
from paidsocial.sandbox.server.faults import Fault
from paidsocial.sandbox.server.tiktok_rules import No
from tests.support.live import JUNE, Bench, bench, books, pulled, the_account


@pytest.fixture
def door() -> Iterator[Bench]:
    with bench("tiktok") as found:
        yield found


def test_a_missing_page_is_noticed_by_the_count(door: Bench) -> None:
    door.sandbox.page_cap = 4
    connector = door.connector()
    account = the_account(connector)
    for kind in ("drop_page", "repeat_page"):
        door.sandbox.faults.add(Fault(kind, path="/report/"))
        with pytest.raises(PlatformError, match="some are missing") as caught:
            connector.figures(account, JUNE, Level.AD_SET)
        assert caught.value.trouble is Trouble.UNREADABLE
        door.sandbox.faults.add(Fault(kind, path="/adgroup/"))
        with pytest.raises(PlatformError, match="some are missing"):
            connector.structure(account)


def test_thirty_days_are_taken_and_one_more_is_not(door: Bench) -> None:
    connector = door.connector()
    account = the_account(connector)
    last = date(2026, 6, 13)
    month = Period(last - timedelta(days=connector.widest - 1), last)
    assert pulled(connector.figures(account, month, Level.AD_SET)) == books(door.sandbox, door.spec.id, month)
    longer = Period(month.first - timedelta(days=1), last)
    with pytest.raises(PlatformError, match="max time span is 30 days"):
        connector.figures(account, longer, Level.AD_SET)


@pytest.mark.parametrize("level", [Level.AD_SET, Level.AD])
def test_what_was_deleted_keeps_its_figures_and_its_place(door: Bench, level: Level) -> None:
    target = door.target(on_campaign=False)
    door.sandbox.over.deleted.add(target.id)
    connector = door.connector()
    account = the_account(connector)
    found = pulled(connector.figures(account, JUNE, level))
    assert found == books(door.sandbox, door.spec.id, JUNE, by_ad=level is Level.AD)
    told = {row.id: row.status for row in connector.structure(account).ad_sets}
    assert told[target.id] == "ADGROUP_STATUS_DELETE"


def test_a_metric_that_does_not_apply_is_nothing(door: Bench) -> None:
    connector = door.connector()
    figures = connector.figures(the_account(connector), JUNE, Level.AD_SET, "shop purchases")
    assert len(figures)
    assert not any(figures.conversions or ())
    assert not any(figures.revenue or ())


@pytest.fixture
def many_ads(door: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """An account with more ads than TikTok tells at once."""
    monkeypatch.setattr(tiktok_reports, "MOST_ADS", 5)
    return door


def test_more_ads_than_are_told_at_once_come_by_a_task(many_ads: Bench) -> None:
    box = many_ads.sandbox
    gone = many_ads.target(on_campaign=False)
    box.over.deleted.add(gone.id)
    connector = many_ads.connector()
    account = the_account(connector)
    whole = books(box, many_ads.spec.id, JUNE, by_ad=True)
    assert pulled(connector.figures(account, JUNE, Level.AD)) == whole
    assert many_ads.slept  # it was waited for
    assert {ad.id for ad in box.ads(gone.id)} <= {ad for ad, _ in whole}
    assert pulled(connector.figures(account, JUNE, Level.AD_SET)) == books(box, many_ads.spec.id, JUNE)


def test_other_figures_of_a_task_are_the_same_as_at_once(door: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    connector = door.connector()
    account = the_account(connector)
    at_once = connector.figures(account, JUNE, Level.AD)
    monkeypatch.setattr(tiktok_reports, "MOST_ADS", 5)
    by_task = connector.figures(account, JUNE, Level.AD)
    assert (by_task.entities, by_task.reach) == (at_once.entities, at_once.reach)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("report_fails", "its report is FAILED .Internal error."),
        ("report_stale", "impressions where its ad groups have"),
        ("report_ends", "does not exist or has expired"),
    ],
)
def test_a_task_that_brings_no_whole_report_is_asked_again_later(many_ads: Bench, kind: str, told: str) -> None:
    connector = many_ads.connector()
    account = the_account(connector)
    many_ads.sandbox.faults.add(Fault(kind))
    with pytest.raises(PlatformError, match=told) as caught:
        connector.figures(account, JUNE, Level.AD)
    assert caught.value.trouble is Trouble.BUSY
    assert not caught.value.permanent
    assert pulled(connector.figures(account, JUNE, Level.AD)) == books(
        many_ads.sandbox, many_ads.spec.id, JUNE, by_ad=True
    )


def test_a_task_that_does_not_end_is_left(many_ads: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiktok_tasks, "WORKS", timedelta(hours=1))
    connector = many_ads.connector()
    with pytest.raises(PlatformError, match="still not ready") as caught:
        connector.figures(the_account(connector), JUNE, Level.AD)
    assert caught.value.trouble is Trouble.BUSY
    assert 600 < sum(many_ads.slept) < 1200


def test_an_app_that_may_not_ask_for_tasks_is_told_what_to_do(many_ads: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_allowed(*_: object) -> str:
        raise No(40001, "The app has no permission.")

    monkeypatch.setattr(tiktok_tasks.Tasks, "create", not_allowed)
    connector = many_ads.connector()
    with pytest.raises(PlatformError, match="Ask TikTok to allow the app asynchronous reports") as caught:
        connector.figures(the_account(connector), JUNE, Level.AD)
    assert caught.value.trouble is Trouble.REFUSED
