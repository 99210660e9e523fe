"""Every figure on the Forecast page, in its files and in the command's JSON is the library's, fitted apart from the
services on the same stored figures."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from bs4 import Tag
from click.testing import CliRunner
from python_calamine import CalamineWorkbook
from sqlalchemy import update
from sqlalchemy.orm import Session

from paidsocial.cli import main
from paidsocial.db import transaction
from paidsocial.models import AccountDay, Campaign
from paidsocial.services.access import Role
from tests.support.browser import Browser, Page
from tests.support.builders import World
from tests.support.library import Ahead, Library, exact, money, whole
from tests.support.spending import flat, history, power
from tests.web.conftest import Cast

ClientFor = Callable[[Role | str], Browser]
LAST = date(2026, 6, 13)
DAYS = 182


@pytest.fixture
def shop(session: Session, world: World, cast: Cast) -> dict[str, Campaign]:
    """Two Meta accounts and one of TikTok in euros, one in dollars; some campaigns broke, are new or stopped."""
    second = world.account(cast.ours, "Tallybird AT")
    tiktok = world.account(cast.ours, "Tallybird TikTok", platform="tiktok")
    dollars = world.account(cast.ours, "Tallybird US", currency="USD")

    def broke(day: int, _random: Any) -> tuple[float, float | None]:
        return 50 + day % 5, (50 + day % 5) * (2 if day < DAYS - 60 else 20)

    made = {}
    for name, account, daily in (
        ("Spring", cast.account, power(100, 30, 0.75)),
        ("Brand", cast.account, power(90, 20, 0.70)),
        ("Broke", cast.account, broke),
        ("Broad", second, power(120, 6, 0.60)),
        ("Spark", tiktok, power(110, 8, 0.60)),
        ("US", dollars, power(80, 9, 0.60)),
    ):
        made[name] = world.campaign(account, name)
        history(session, world.ad_set(made[name], f"{name} set"), LAST, DAYS, daily)
    history(session, world.ad_set(made["Spring"], "Second set"), LAST, DAYS, power(40, 12, 0.55))
    made["New"] = world.campaign(second, "New")
    history(session, world.ad_set(made["New"]), LAST, 9, flat(50, 4))
    made["Stopped"] = world.campaign(second, "Stopped")
    history(session, world.ad_set(made["Stopped"]), LAST - timedelta(days=60), 90, flat(30, 3))
    return made


@pytest.fixture
def complete(session: Session, shop: dict[str, Campaign]) -> None:
    """Every day was read long after it, so that nothing of it is still to come."""
    with transaction(session):
        session.execute(update(AccountDay).values(last_seen_at=datetime(2026, 12, 31, tzinfo=UTC)))


def rows(page: Page) -> dict[str, Tag]:
    """The rows of the table of units by the id at the end of their link."""
    found = {}
    for row in page.soup.select("#forecast tbody tr[data-row]"):
        link = row.select_one("th a")
        assert link is not None
        match = re.search(r"/(\d+)(\?|$)", str(link["href"]))
        assert match is not None
        found[match.group(1)] = row
    return found


def said(cell: Tag) -> str:
    return " ".join(cell.get_text(" ").split())


def check_units(page: Page, ahead: Ahead) -> None:
    """Each row of the table against the library."""
    shown = rows(page)
    forecast = ahead.forecast
    assert set(shown) == {unit for at, unit in enumerate(forecast.units) if forecast.spend[at] > 0}
    for unit, tag in shown.items():
        at = ahead.row(unit)
        spend, revenue, _, roas, marginal, response, why = tag.select("td")
        assert said(spend).startswith(whole(float(forecast.spend[at])))
        assert money(ahead.daily(unit)) in f"{said(spend)} {spend.select_one('input[placeholder]')}"
        low, high = float(forecast.low[at]), float(forecast.high[at])
        assert said(revenue).startswith(f"{whole(float(forecast.revenue[at]))} {whole(low)} – {whole(high)}")
        ratios = [
            float(figure[at]) / float(forecast.spend[at]) for figure in (forecast.revenue, forecast.low, forecast.high)
        ]
        ratios += [float(forecast.own_roas[at])] if forecast.borrowed[at] else []
        found = [float(text) for text in re.findall(r"\d+\.\d\d", said(roas).replace(",", ""))]
        assert found == pytest.approx(ratios, abs=0.006)
        if "not identified" in forecast.evidence_reason[at]:
            assert said(marginal).startswith("— Nobody knows")
            assert said(response).startswith("— Nobody knows")
        else:
            assert float(said(marginal)) == pytest.approx(ahead.marginal(unit), abs=0.006)
            assert f"+{(1.1 ** ahead.elasticity(unit) - 1) * 100:.0f}%" in said(response)
        assert forecast.evidence_reason[at].lower() in said(why).lower()
        assert f"{forecast.evidence[at]} evidence" in said(why).lower() or forecast.evidence[at] == "none"


def check_sums(page: Page, ahead: Ahead) -> None:
    """The platforms' and the total's joint figures against the library."""
    for row in page.soup.select("#platforms tbody tr"):
        together = ahead.platform({"Meta": "meta", "TikTok": "tiktok"}[said(row.select_one("th .platform") or row)])
        revenue, _ = row.select("td")
        amount, low, high = (int(text.replace(",", "")) for text in re.findall(r"[\d,]+", said(revenue)))
        assert amount == pytest.approx(together.revenue, abs=0.6)
        assert [low, high] == pytest.approx([together.low, together.high], abs=0.6)
    foot = said(page.soup.select("#forecast tfoot tr")[0])
    total = ahead.forecast.total
    assert f"{whole(total.low)} – {whole(total.high)}" in foot
    spend = page.soup.select("#forecast tfoot td")[0]
    assert int(re.findall(r"[\d,]+", said(spend))[0].replace(",", "")) == pytest.approx(total.spend, abs=0.6)
    assert len(page.soup.select("#platforms tbody tr")) == 2


@pytest.mark.usefixtures("complete")
@pytest.mark.parametrize("level", ["campaign", "ad_set"])
@pytest.mark.parametrize("days", [28, 10])
def test_the_page_shows_the_librarys_numbers(
    client_for: ClientFor, shop: dict[str, Campaign], session: Session, level: str, days: int
) -> None:
    ahead = Library.fit(session, "EUR", LAST, level).ahead(days)
    page = client_for(Role.SPECIALIST).get(f"/forecast/?level={level}&days={days}")
    check_units(page, ahead)
    check_sums(page, ahead)
    assert f"in the next {days} days" in page.heading
    assert "80% sure between" in page.heading


@pytest.mark.usefixtures("complete")
def test_planned_spend_shows_the_librarys_numbers_at_that_spend(
    client_for: ClientFor, shop: dict[str, Campaign], session: Session
) -> None:
    library = Library.fit(session, "EUR", LAST)
    recent = dict(zip(library.forecaster.units_, library.forecaster.recent_spend_.tolist(), strict=True))
    plan = {unit: spend * 1.1 for unit, spend in recent.items() if spend > 0}
    plan[str(shop["Spring"].id)] = 500.0
    page = client_for(Role.SPECIALIST).get(f"/forecast/?change=%2B10&spend_{shop['Spring'].id}=500")
    ahead = library.ahead(28, plan)
    check_units(page, ahead)
    check_sums(page, ahead)
    spring = rows(page)[str(shop["Spring"].id)]
    assert "outside the" in said(spring)
    assert f"now {money(recent[str(shop['Spring'].id)])} a day" in said(spring)


@pytest.mark.usefixtures("complete")
def test_the_files_hold_the_librarys_numbers(
    client_for: ClientFor, shop: dict[str, Campaign], session: Session
) -> None:
    ahead = Library.fit(session, "EUR", LAST).ahead(14)
    browser = client_for(Role.DIRECTOR)
    answer = browser.get("/forecast/forecast.csv?days=14&page=3").response
    assert answer.headers["Content-Disposition"] == 'attachment; filename="forecast_2026-06-14_14_days_EUR.csv"'
    found = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    forecast, total = ahead.forecast, ahead.forecast.total
    units = [row for row in found if row["row"] == "unit"]
    assert {row["id"] for row in units} == {u for at, u in enumerate(forecast.units) if forecast.spend[at] > 0}
    for row in units:
        at = ahead.row(row["id"])
        figures = {"spend": forecast.spend, "revenue": forecast.revenue, "revenue_low": forecast.low}
        figures |= {"revenue_high": forecast.high, "observed_spend_low": forecast.spend_low}
        assert {name: row[name] for name in figures} == {name: exact(float(of[at])) for name, of in figures.items()}
        assert row["daily_spend"] == exact(ahead.daily(row["id"]))
        assert float(row["roas"]) == pytest.approx(float(forecast.revenue[at] / forecast.spend[at]), abs=1e-4)
        if row["response_known"] == "unknown":
            assert (row["marginal_roas"], row["elasticity"]) == ("", "")
            assert "not identified" in row["evidence_reason"]
        else:
            assert float(row["marginal_roas"]) == pytest.approx(ahead.marginal(row["id"]), abs=2e-6)
            assert float(row["elasticity"]) == pytest.approx(ahead.elasticity(row["id"]), abs=2e-6)
        assert (row["evidence"], row["evidence_reason"]) == (forecast.evidence[at], forecast.evidence_reason[at])
        assert (row["first_day"], row["last_day"]) == ("2026-06-14", "2026-06-27")
    (last,) = [row for row in found if row["row"] == "total"]
    assert (last["revenue_low"], last["revenue_high"]) == (exact(total.low), exact(total.high))
    assert [row["platform"] for row in found if row["row"] == "platform"] == ["meta", "tiktok"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get("/forecast/forecast.xlsx?days=14").response.data))
    sheet = book.get_sheet_by_name("Forecast").to_python()
    assert len(sheet) == len(found) + 1
    at = sheet[0].index("revenue_high")
    assert [float(str(row[at])) for row in sheet[1:]] == [float(row["revenue_high"]) for row in found]


@pytest.mark.usefixtures("complete")
def test_the_command_prints_the_librarys_numbers(
    database_url: str, shop: dict[str, Campaign], session: Session
) -> None:
    plan = {str(shop["Brand"].id): 33.5}
    ahead = Library.fit(session, "EUR", LAST).ahead(21, plan)
    asked = ["forecast", "--as-of", "2026-06-14", "--currency", "EUR", "--horizon", "21", "--spend", "Brand=33.50"]
    told = CliRunner().invoke(main, [*asked, "--json"], env={"PAIDSOCIAL_DATABASE_URL": database_url})
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    forecast = ahead.forecast
    for unit in found["units"]:
        at = ahead.row(unit["id"])
        assert (unit["spend"], unit["revenue"]) == (
            exact(float(forecast.spend[at])),
            exact(float(forecast.revenue[at])),
        )
        assert (unit["revenue_low"], unit["revenue_high"]) == (
            exact(float(forecast.low[at])),
            exact(float(forecast.high[at])),
        )
        if unit["response_known"] == "unknown":
            assert (unit["marginal_roas"], unit["elasticity"], unit["response"]) == (None, None, None)
            assert "not identified" in unit["evidence_reason"]
        else:
            assert unit["marginal_roas"] == pytest.approx(ahead.marginal(unit["id"]), abs=2e-6)
            assert unit["elasticity"] == pytest.approx(ahead.elasticity(unit["id"]), abs=1e-6)
    assert (found["total"]["revenue_low"], found["total"]["revenue_high"]) == (
        exact(forecast.total.low),
        exact(forecast.total.high),
    )
    for each in found["platforms"]:
        together = ahead.platform(each["platform"])
        assert (each["revenue_low"], each["revenue_high"]) == (exact(together.low), exact(together.high))
    assert found["planned"] is True
    assert float(found["without_plan"]["spend"]) > float(found["total"]["spend"])


@pytest.mark.usefixtures("complete")
def test_a_campaigns_page_shows_the_librarys_numbers(
    client_for: ClientFor, shop: dict[str, Campaign], session: Session
) -> None:
    ahead = Library.fit(session, "EUR", LAST).ahead(28)
    unit = str(shop["Spring"].id)
    at = ahead.row(unit)
    page = client_for(Role.SPECIALIST).get(f"/campaigns/{unit}")
    words = page.soup.select_one(".ahead-words")
    assert words is not None
    forecast = ahead.forecast
    assert f"at €{money(ahead.daily(unit))} a day" in said(words)
    for amount in (forecast.revenue[at], forecast.low[at], forecast.high[at]):
        assert f"€{whole(float(amount))}" in said(words)
    assert f"the next EUR returns {ahead.marginal(unit):.2f}" in page.text
    option = json.loads(str(page.soup.select_one("#response-chart-data").string))  # type: ignore[union-attr]  # it is there
    series = {each["name"]: each["data"] for each in option["series"]}
    curve = ahead.curves
    for spend, revenue in [*series["Tried before"], series["Today"][0]["value"]]:
        everyone = [spend] * len(forecast.units)
        assert revenue == pytest.approx(float(curve.revenue(everyone)[at]), abs=0.1)  # the spend is in cents


@pytest.mark.usefixtures("complete")
def test_the_fan_is_made_of_the_librarys_joint_intervals(
    client_for: ClientFor, shop: dict[str, Campaign], session: Session
) -> None:
    library = Library.fit(session, "EUR", LAST)
    page = client_for(Role.SPECIALIST).get("/forecast/?days=24")
    option = json.loads(str(page.soup.select_one("#weeks-data").string))  # type: ignore[union-attr]  # it is there
    series = {each["name"]: each["data"] for each in option["series"]}
    ends, low, high, before = (7, 14, 21, 24), 1.0, 1.0, 0.0
    shown = zip(
        series["Expected revenue"][-4:], series["_low"][-4:], series["80% of outcomes fall here"][-4:], strict=True
    )
    for (end, days), (middle, foot, height) in zip(zip(ends, (7, 7, 7, 3), strict=True), shown, strict=True):
        total = library.ahead(end).forecast.total
        low, high = min(low, total.low / total.revenue), max(high, total.high / total.revenue)
        expected = (total.revenue - before) / days
        assert middle == pytest.approx(expected, abs=0.02)
        assert foot == pytest.approx(expected * low, abs=0.02)
        assert foot + height == pytest.approx(expected * high, abs=0.02)
        before = total.revenue
    # The past is what was stored: the last week's spend a day.
    (mark,) = [each for each in option["series"] if each["name"] == "Spend"]
    assert len(mark["data"]) == 26 + 4


def test_days_that_are_still_filling_up_are_completed_as_the_library_completes_them(
    client_for: ClientFor, shop: dict[str, Campaign], session: Session
) -> None:
    page = client_for(Role.SPECIALIST).get("/forecast/")
    session.rollback()
    check_units(page, Library.fit(session, "EUR", LAST, young=True).ahead(28))
