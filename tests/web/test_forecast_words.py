"""What the Forecast page and a campaign's page say of themselves: how such ranges held, who ends when, which fit it is,
what is not known, and where a break is."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import Tag
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from paidsocial.db import transaction
from paidsocial.domain.money import Money
from paidsocial.models import BacktestRun, Campaign
from paidsocial.services.access import Role
from paidsocial.services.prediction import forecast_page, forecast_runs, pools
from paidsocial.services.prediction.forecast_page import ForecastQuery
from paidsocial.services.reallocation import recommendations
from paidsocial.services.reallocation.recommendations import Ask
from tests.conftest import NOW
from tests.support.browser import Browser
from tests.support.builders import World, someone
from tests.support.spending import flat, history, power
from tests.web.conftest import Cast

ClientFor = Callable[[Role | str], Browser]
LAST = date(2026, 6, 13)


@pytest.fixture
def campaigns(session: Session, world: World, cast: Cast) -> dict[str, Campaign]:
    """Three campaigns; one broke, one is over on 23 June, one is tiny and new."""

    def broke(day: int, _random: Any) -> tuple[float, float | None]:
        return 50 + day % 5, (50 + day % 5) * (2 if day < 122 else 20)

    made = {}
    for name, days, daily, more in (
        ("Spring", 182, power(100, 30, 0.75), {}),
        ("Sale", 182, power(90, 20, 0.70), {"end_day": date(2026, 6, 23)}),
        ("Broke", 182, broke, {}),
        ("Tiny", 12, flat(0.01, 3), {}),
        ("New", 12, flat(40, 3), {}),
    ):
        made[name] = world.campaign(cast.account, name, **more)
        history(session, world.ad_set(made[name]), LAST, days, daily)
    return made


def measured(session: Session, browser: Browser, *, high: float) -> None:
    """A kept backtest whose intervals' upper ends are moved, so that they hold or do not."""
    browser.get("/forecast/accuracy/?now=1")
    session.rollback()
    with transaction(session):
        row = session.scalars(select(BacktestRun)).one()
        for at, each in enumerate(row.payload["horizons"]["28"]["origins"]):
            each["low"], each["high"] = 0, round(each["actual"] * (high if at < 2 else 2.0))
        flag_modified(row, "payload")


def test_a_range_that_held_too_seldom_promises_nothing(
    client_for: ClientFor, session: Session, campaigns: dict[str, Campaign]
) -> None:
    browser = client_for(Role.SPECIALIST)
    assert "80% sure between" in browser.get("/forecast/").heading
    assert browser.get("/forecast/").soup.select_one(".record") is None
    measured(session, browser, high=0.5)
    page = browser.get("/forecast/")
    assert re.search(r"between €[\d.]+k? and €[\d.]+k? ?; such ranges held 4 of 6 times$", page.heading, re.IGNORECASE)
    record = page.soup.select_one(".record")
    assert record is not None
    said = " ".join(record.get_text().split())
    assert re.match(r"At 6 earlier dates the total was off by \d+% on average; its interval held 4 of 6,", said)
    assert str(record.select_one("a")["href"]).startswith("/forecast/accuracy/?")  # type: ignore[index]  # it is there


def test_a_range_that_held_says_so_quietly(
    client_for: ClientFor, session: Session, campaigns: dict[str, Campaign]
) -> None:
    browser = client_for(Role.SPECIALIST)
    measured(session, browser, high=2.0)
    page = browser.get("/forecast/")
    assert "80% sure between" in page.heading
    assert "its interval held 6 of 6" in page.text


def test_the_end_of_a_flight_is_marked_everywhere(client_for: ClientFor, campaigns: dict[str, Campaign]) -> None:
    browser = client_for(Role.SPECIALIST)
    sale = campaigns["Sale"]
    page = browser.get("/forecast/?q=Sale")
    (row,) = page.soup.select("#forecast tbody tr[data-row]")
    assert "ends 23 June" in row.get_text(" ")
    (campaign,) = browser.get(f"/campaigns/{sale.id}").soup.select(".ahead-words")
    assert "The next 10 days at" in " ".join(campaign.get_text().split())
    assert "(ends 23 June)" in campaign.get_text()
    answer = browser.get("/forecast/forecast.csv?q=Sale").response.data.decode("utf-8-sig")
    (unit,) = [each for each in csv.DictReader(io.StringIO(answer)) if each["row"] == "unit"]
    assert (unit["ends_on"], unit["budget_left"], unit["no_spend_since"]) == ("2026-06-23", "", "")
    assert float(unit["spend"]) == pytest.approx(10 * float(unit["daily_spend"]), abs=0.1)


def test_what_the_next_unit_earns_is_not_told_where_nobody_knows(
    client_for: ClientFor, campaigns: dict[str, Campaign]
) -> None:
    browser = client_for(Role.SPECIALIST)
    answer = browser.get("/forecast/forecast.csv").response.data.decode("utf-8-sig")
    known = {each["name"]: each["response_known"] for each in csv.DictReader(io.StringIO(answer)) if each["name"]}
    assert (known["Broke"], known["Spring"], known["New"]) == ("unknown", "own", "borrowed")
    shown = browser.get(f"/campaigns/marginal?currency=EUR&campaign={campaigns['Broke'].id}")
    assert "—" in shown.text


def said(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def test_a_roas_that_is_mostly_the_groups_is_marked_wherever_it_stands(
    client_for: ClientFor, session: Session, campaigns: dict[str, Campaign], cast: Cast
) -> None:
    browser, new = client_for(Role.ADMINISTRATOR), campaigns["New"]
    answer = browser.get("/forecast/forecast.csv").response.data.decode("utf-8-sig")
    found = {each["name"]: each for each in csv.DictReader(io.StringIO(answer)) if each["row"] == "unit"}
    assert (found["New"]["roas_borrowed"], found["Spring"]["roas_borrowed"]) == ("yes", "no")
    own = float(found["New"]["own_roas"])
    page = browser.get("/forecast/")
    marks = {
        row.select("th a")[0].get_text(): row.select(".borrowed") for row in page.soup.select("#forecast tr[data-row]")
    }
    assert [said(mark) for mark in marks["New"]] == [f"borrowed; own {own:.2f}"]
    assert not marks["Spring"]
    assert f"mostly borrowed from its group: its own is {own:.2f}" in browser.get(f"/campaigns/{new.id}").text
    lines = browser.get(f"/reallocate/?client={cast.ours.id}&currency=EUR")
    (row,) = [each for each in lines.soup.select("#lines tr[data-row]") if each.select_one("th a").get_text() == "New"]  # type: ignore[union-attr]  # every line has its link
    assert f"borrowed; own {own:.2f}" in said(row)


def test_the_other_now_is_named_where_it_is_another_amount(
    client_for: ClientFor, session: Session, world: World, cast: Cast, campaigns: dict[str, Campaign]
) -> None:
    """A forecast goes on with fourteen days, reallocation with seven: where these differ, each names the other."""

    def rising(day: int, _random: Any) -> tuple[float, float | None]:
        spend = 100.0 if day < 175 else 140.0
        return spend, spend * 3

    up = world.campaign(cast.account, "Up")
    history(session, world.ad_set(up), LAST, 182, rising)
    browser = client_for(Role.ADMINISTRATOR)
    (row,) = browser.get("/forecast/?q=Up").soup.select("#forecast tbody tr[data-row]")
    assert "120.00 a day" in said(row)
    assert "140.00 in the last 7 days" in said(row)
    (steady,) = browser.get("/forecast/?q=New").soup.select("#forecast tbody tr[data-row]")
    assert "in the last 7 days" not in said(steady)
    lines = browser.get(f"/reallocate/?client={cast.ours.id}&currency=EUR")
    (row,) = [each for each in lines.soup.select("#lines tr[data-row]") if each.select_one("th a").get_text() == "Up"]  # type: ignore[union-attr]  # every line has its link
    assert "140.00" in said(row)
    assert "forecast 120.00" in said(row)
    assert (
        "In the last 7 days, which pacing looks at and Reallocate starts from, it spent €140.00"
        in browser.get(f"/campaigns/{up.id}").text
    )


def test_a_break_outside_the_shown_days_is_a_click_away(client_for: ClientFor, campaigns: dict[str, Campaign]) -> None:
    browser = client_for(Role.SPECIALIST)
    page = browser.get(f"/campaigns/{campaigns['Broke'].id}")
    (link,) = [each for each in page.soup.select(".trail a") if each.get_text() == "See the break"]
    there = browser.get(str(link["href"]))
    assert not [each for each in there.soup.select(".trail a") if each.get_text() == "See the break"]
    option = json.loads(str(there.soup.select_one("#spend-chart-data").string))  # type: ignore[union-attr]  # it is there
    spend, revenue = option["series"][:2]
    assert any(mark["label"]["formatter"] == "Break of level" for mark in revenue["markLine"]["data"])
    # Spend has a panel of its own, on the same days.
    assert (spend["xAxisIndex"], spend["yAxisIndex"]) == (1, 1)
    assert option["xAxis"][0]["data"] == option["xAxis"][1]["data"]


def test_events_name_the_currency_and_leave_out_what_is_trivial(
    client_for: ClientFor, campaigns: dict[str, Campaign]
) -> None:
    text = client_for(Role.SPECIALIST).get("/forecast/").text
    assert "Launched on 2 June 2026 at 40.00 EUR a day." in text
    assert "at 0.01" not in text


def test_a_campaign_has_one_forecast_wherever_it_is_shown(
    client_for: ClientFor, session: Session, world: World, cast: Cast, campaigns: dict[str, Campaign]
) -> None:
    """Its client's fit, with one client shown or all of them: on both pages, in the table and in a reallocation."""
    other = world.account(world.client("Another"), "Another EU")
    for name, daily in (("Wide", power(150, 3, 0.9)), ("Deep", power(80, 2, 0.9))):
        history(session, world.ad_set(world.campaign(other, name)), LAST, 182, daily)
    browser, unit = client_for(Role.ADMINISTRATOR), campaigns["Spring"].id
    figures, totals = set(), []
    for scope in ("", f"client={cast.ours.id}"):
        answer = browser.get(f"/forecast/forecast.csv?{scope}").response.data.decode("utf-8-sig")
        found = list(csv.DictReader(io.StringIO(answer)))
        (row,) = [each for each in found if each["id"] == str(unit)]
        page = browser.get(f"/campaigns/{unit}?{scope}")
        words = " ".join(page.soup.select(".ahead-words")[0].get_text().split())
        for name in ("revenue", "revenue_low", "revenue_high"):
            assert f"€{float(row[name]):,.0f}" in words
        assert f"the next EUR returns {float(row['marginal_roas']):.2f}" in page.text
        assert "of Tallybird in EUR" in page.text
        shown = browser.get(f"/campaigns/marginal?currency=EUR&campaign={unit}&{scope}")
        assert f"{float(row['marginal_roas']):.2f}" in shown.text
        figures.add(tuple(row.items()))
        units = [each for each in found if each["row"] == "unit"]
        (total,) = [each for each in found if each["row"] == "total"]
        assert float(total["revenue"]) == pytest.approx(sum(float(each["revenue"]) for each in units), abs=0.001)
        assert float(total["revenue_low"]) < float(total["revenue"]) < float(total["revenue_high"])
        totals.append(total)
    assert len(figures) == 1
    assert float(totals[0]["revenue"]) > float(totals[1]["revenue"])
    director = someone(Role.DIRECTOR)
    proposal = recommendations.preview(
        session, director, Ask(client_id=cast.ours.id, currency="EUR"), now=NOW, as_of=LAST + timedelta(days=1)
    )
    (line,) = [each for each in proposal.lines if each.campaign_id == unit]
    pool = pools.choose(session, director, now=NOW, as_of=LAST + timedelta(days=1), currency="EUR")
    run = forecast_runs.run(session, pool, level="campaign", horizon=28, now=NOW)
    at = run.row_of(unit)
    assert at is not None
    assert line.details["elasticity"] == pytest.approx(float(run.elasticity[at]))


def test_ends_that_are_the_units_added_up_are_told_as_such(
    client_for: ClientFor, session: Session, now: Any, campaigns: dict[str, Campaign]
) -> None:
    director = someone(Role.DIRECTOR)
    found = forecast_page.page(session, director, ForecastQuery(), now=now, today=LAST + timedelta(days=1))
    added = sum(unit.revenue_high.micros for unit in found.forecast.units)
    assert found.coincide[1] == (abs(found.forecast.total.revenue_high.micros - added) <= 50_000)
    total, euro = found.forecast.total, Money(1_000_000, "EUR")
    apart = replace(found, sum_low=total.revenue_low - euro, sum_high=total.revenue_high + euro)
    assert apart.coincide == (False, False)
    assert replace(apart, sum_high=total.revenue_high).coincide == (False, True)
    assert found.coincide == (True, True)
    assert (
        "here they erred so far alike that both ends are theirs added up"
        in client_for(Role.DIRECTOR).get("/forecast/").text
    )
