"""The daily series: what is zero, what is unknown, what it is compared with, and its table."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.metrics import Figures
from paidsocial.domain.readings import Level
from paidsocial.errors import NotFound
from paidsocial.models import AdSet, Campaign
from paidsocial.services.performance import series
from paidsocial.services.performance.series import Series
from paidsocial.services.spreadsheets import csv_chunks
from tests.support.builders import World, micros, someone
from tests.support.queries import counted

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
JUNE = Period.month(2026, 6)


def june(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 6, day) for day in days)


def may(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 5, day) for day in days)


def read(session: Session, entity: Campaign | AdSet, period: Period = JUNE) -> Series:
    level = Level.CAMPAIGN if isinstance(entity, Campaign) else Level.AD_SET
    return series.daily(session, someone(), level=level, entity_id=entity.id, period=period, now=NOW)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def two_campaigns(world: World, **campaign: object) -> tuple[AdSet, AdSet]:
    """An ad set each of two campaigns in one account; the first is the one that is looked at."""
    account = world.account(world.client())
    return (
        world.ad_set(world.campaign(account, "Spring Sale", **campaign)),
        world.ad_set(world.campaign(account, "Other")),
    )


def campaign_of(session: Session, ad_set: AdSet) -> Campaign:
    return session.get_one(Campaign, ad_set.campaign_id)


def test_no_delivery_is_zero_and_what_nobody_read_is_unknown(session: Session, world: World) -> None:
    ours, other = two_campaigns(world)
    world.figures(ours, *june(1, 3), spend="10", revenue="30", impressions=100)
    world.figures(other, *june(2, 3, 5), spend="1")
    for entity in (ours, campaign_of(session, ours)):
        found = read(session, entity)
        assert found.days == tuple(JUNE.days())
        assert found.figures[0] == found.figures[2] == Figures(micros(10), impressions=100, revenue=micros(30))
        # The account was read on 2 and 5 June: nothing was delivered. Clicks are never reported here, so not zero.
        assert found.figures[1] == found.figures[4] == Figures(0, impressions=0, revenue=0)
        assert found.figures[3] is None  # nobody read 4 June
        assert set(found.figures[5:]) == {None}
        assert found.figures_to == date(2026, 6, 5)
        assert found.total == Figures(micros(20), impressions=200, revenue=micros(60))
        assert found.daily_roas()[:3] == (3.0, None, 3.0)


def test_days_before_the_start_are_unknown(session: Session, world: World) -> None:
    ours, other = two_campaigns(world, start_day=date(2026, 6, 4))
    world.figures(other, *june(1, 2, 3, 4, 5, 6))
    world.figures(ours, *june(5))
    found = read(session, campaign_of(session, ours))
    assert found.figures[:3] == (None, None, None)
    assert found.figures[3] == Figures(0)
    assert found.figures[4] == Figures(micros(10))


def test_a_campaign_is_the_sum_of_its_ad_sets(session: Session, world: World) -> None:
    first, _ = two_campaigns(world)
    campaign = campaign_of(session, first)
    second = world.ad_set(campaign)
    world.figures(first, *june(1, 2), spend="1.10", conversions="0.5")
    world.figures(second, *june(2), spend="2.20", conversions="1")
    whole, parts = read(session, campaign), [read(session, first), read(session, second)]
    assert whole.total == parts[0].total + parts[1].total == Figures(micros("4.40"), conversions=2_000_000)


def test_half_a_month_is_held_against_as_many_days_of_the_month_before(session: Session, world: World) -> None:
    ours, _ = two_campaigns(world)
    world.figures(ours, *june(1, 2, 3), spend="20", revenue="30", conversions=2)
    world.figures(ours, *may(1, 2, 3), spend="10", revenue="20", conversions=2)
    world.figures(ours, *may(4, 5, 31), spend="1000", revenue="1")
    found = read(session, campaign_of(session, ours))
    assert found.compared.now == Period(*june(1, 3))
    assert found.compared.before == Period(*may(1, 3))
    assert found.before == Figures(micros(30), conversions=6_000_000, revenue=micros(60))
    changes = found.changes()
    assert changes["spend"] == pytest.approx(1.0)
    assert changes["revenue"] == pytest.approx(0.5)
    assert changes["roas"] == pytest.approx(1.5 / 2 - 1)
    assert changes["cpa"] == pytest.approx(1.0)
    assert changes["clicks"] is None


def test_a_period_before_that_begins_late_is_none_to_compare_with(session: Session, world: World) -> None:
    ours, _ = two_campaigns(world)
    world.figures(ours, *june(*range(1, 31)), spend="10", revenue="30")
    world.figures(ours, *may(*range(17, 32)), spend="10", revenue="10")
    found = read(session, ours)  # 30 days against 15 would be twice the spend
    assert found.known_from == date(2026, 5, 17)
    assert found.before is None
    assert set(found.changes().values()) == {None}
    world.figures(ours, *may(*range(3, 17)), spend="10", revenue="10")
    found = read(session, ours)  # two of 31 days missing at its beginning are let pass, as on the overview
    assert (found.known_from, found.changes()["spend"]) == (None, pytest.approx(30 / 29 - 1))


def test_without_figures_before_there_is_nothing_to_compare_with(session: Session, world: World) -> None:
    ours, _ = two_campaigns(world)
    world.figures(ours, *june(1), spend="20")
    found = read(session, ours)
    assert found.before is None
    assert set(found.changes().values()) == {None}


def test_nothing_delivered_before_is_zero_and_has_no_relative_change(session: Session, world: World) -> None:
    ours, other = two_campaigns(world)
    world.figures(other, *may(1))
    world.figures(ours, *june(1), spend="20")
    found = read(session, ours)
    assert found.before == Figures(0)
    assert found.changes()["spend"] is None


def test_an_entity_without_any_figures(session: Session, world: World) -> None:
    ours, _ = two_campaigns(world)
    found = read(session, ours)
    assert (found.known, found.figures_to, found.before, found.total) == (False, None, None, Figures(0))
    assert set(found.figures) == {None}
    *_, last = series.table(found)
    assert last == ("total", None, "EUR", *[None] * 9)


def test_flags_are_the_changes_of_budgets_on_the_accounts_own_days(session: Session, world: World) -> None:
    ours, _ = two_campaigns(world)
    campaign = campaign_of(session, ours)
    world.budget(campaign, "100", date(2026, 5, 1))
    world.budget(campaign, "100", june(2)[0])  # seen again, not changed
    world.budget(campaign, "120", datetime(2026, 6, 4, 22, 30, tzinfo=UTC))  # 5 June, 00:30 in Berlin
    world.budget(ours, "10", june(1)[0])
    world.budget(ours, "15", june(9)[0])
    world.budget(campaign, "130", date(2026, 6, 20))  # after now
    flags = read(session, campaign).flags
    assert [(f.day.day, f.step.name, f.step.before, f.step.after) for f in flags] == [
        (5, "Spring Sale", micros(100), micros(120)),
        (9, ours.name, micros(10), micros(15)),
    ]
    assert [f.day.day for f in read(session, ours).flags] == [9]
    assert read(session, campaign, Period.month(2026, 5)).flags == ()


def test_the_table_is_the_chart_to_the_cent(session: Session, world: World) -> None:
    ours, other = two_campaigns(world)
    world.figures(ours, *june(1), spend="10.10", revenue="30.333333", conversions="1.25", impressions=7, clicks=3)
    world.figures(ours, *june(2), spend="0.20")
    world.figures(other, *june(3))
    found = read(session, ours, Period(*june(1, 4)))
    content = b"".join(csv_chunks(series.HEADINGS, series.table(found))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["day"] for row in rows] == ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04", ""]
    assert rows[0] == {
        "row": "day",
        "day": "2026-06-01",
        "currency": "EUR",
        "spend": "10.10",
        "revenue": "30.333333",
        "roas": "3.0033",
        "conversions": "1.25",
        "cpa": "8.08",
        "impressions": "7",
        "clicks": "3",
        "revenue_known": "",
        "revenue_expected": "",
    }
    assert (rows[1]["spend"], rows[1]["revenue"], rows[1]["roas"]) == ("0.20", "", "")
    assert (rows[2]["spend"], rows[2]["revenue"]) == ("0.00", "0.00")
    assert set(rows[3].values()) == {"day", "2026-06-04", "EUR", ""}
    assert rows[4]["row"] == "total"
    assert Decimal(rows[4]["spend"]) == sum(Decimal(row["spend"] or 0) for row in rows[:4]) == Decimal("10.30")
    assert rows[4]["revenue"] == "30.333333"


def test_other_clients_series_are_not_found(session: Session, world: World) -> None:
    ours, _ = two_campaigns(world)
    stranger = someone(clients={world.client().id})
    for level, entity_id in ((Level.CAMPAIGN, ours.campaign_id), (Level.AD_SET, ours.id), (Level.AD_SET, 999)):
        with pytest.raises(NotFound):
            series.daily(session, stranger, level=level, entity_id=entity_id, period=JUNE, now=NOW)
    with pytest.raises(ValueError, match="no series"):
        series.daily(session, someone(), level=Level.ACCOUNT, entity_id=1, period=JUNE, now=NOW)


def test_four_queries_where_nothing_still_fills_up(session: Session, world: World) -> None:
    ours, _ = two_campaigns(world)
    world.figures(ours, *june(1, 2, 3))
    for period in (JUNE, Period(date(2022, 1, 1), date(2026, 6, 30))):
        session.rollback()
        session.expunge_all()
        with counted(session) as statements:
            series.daily(session, someone(), level=Level.AD_SET, entity_id=ours.id, period=period, now=NOW)
        assert len(statements) == 4
