"""How good the forecasts were: the library's own figures, at once where they are kept, for those who may see them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

import forecasting
from paidsocial.models import Campaign
from paidsocial.services.access import Actor, Role
from paidsocial.services.prediction import pools
from paidsocial.services.prediction.histories import load
from paidsocial.web import show
from tests.support.browser import Browser, Page
from tests.support.builders import World
from tests.support.queries import counted
from tests.support.spending import flat, history, power
from tests.web.conftest import Cast

ClientFor = Callable[[Role | str], Browser]

LAST = date(2026, 6, 13)
PAGE = "/forecast/accuracy/"
READY = f"{PAGE}?now=1"


@pytest.fixture
def campaigns(world: World, session: Session, cast: Cast) -> list[Campaign]:
    made = []
    tiktok = world.account(cast.ours, "Tallybird TikTok", platform="tiktok", currency=cast.account.currency)
    for at, elasticity in enumerate((0.9, 0.7, 0.5, 0.4, 0.3)):
        campaign = world.campaign(tiktok if at == 4 else cast.account, f"Campaign {at}")
        history(session, world.ad_set(campaign, f"Set {at}"), LAST, 182, power(70 + 15 * at, 12, elasticity))
        made.append(campaign)
    return made


def figure(page: Page, name: str) -> str:
    found = page.soup.select_one(f'[data-figure="{name}"]')
    assert found is not None
    return found.get_text(strip=True)


def test_the_page_shows_the_librarys_numbers(
    client_for: ClientFor, campaigns: list[Campaign], session: Session, now: datetime
) -> None:
    actor = Actor.at_the_machine("tests")
    day = pools.day_after_newest(session, actor, now=now)
    loaded = load(session, pools.choose(session, actor, now=now, as_of=day), "campaign")
    library = forecasting.backtest_horizons(loaded.completed())
    browser = client_for(Role.SPECIALIST)
    for days, report in library.items():
        page = browser.get(f"{READY}&days={days}")
        shown = {"model": report.model, **report.baselines}
        hidden = {28: "no_change", 7: "seasonal_naive"}.get(days)  # the last period by another name
        for name, score in shown.items():
            if name != hidden:
                assert figure(page, f"{name}-wape") == show.percent_text(score.revenue_wape, places=1)
                assert figure(page, f"{name}-total") == show.percent_text(score.total_revenue_ape, places=1)
                assert figure(page, f"{name}-bias") == show.percent_text(score.bias, places=1, signed=True)
        change = report.model.revenue_wape / report.baselines["trailing_28_roas"].revenue_wape - 1
        side = "below" if change < 0 else "above"
        assert page.heading == f"The model’s error is {abs(change):.0%} {side} that of the last 28 days’ ROAS"
        assert report.model.coverage is not None
        assert f"{report.model.coverage:.0%} of outcomes" in page.text
        rows = page.soup.select("#origins ~ details tbody tr")
        assert len(rows) == len(report.series)
        for row, seen in zip(rows, report.series, strict=True):
            told = [cell.get_text(strip=True) for cell in row.select("td")]
            assert told[0] == show.money_text(round(seen.forecast * 1e6), cast_currency(page), places=0)
            assert told[2] == show.money_text(round(seen.actual * 1e6), cast_currency(page), places=0)


def cast_currency(page: Page) -> str:
    lead = page.soup.select_one(".lead")
    assert lead is not None
    return lead.get_text().partition("Figures in ")[2][:3]


def test_a_first_look_does_not_keep_its_reader_waiting(client_for: ClientFor, campaigns: list[Campaign]) -> None:
    browser = client_for(Role.DIRECTOR)
    page = browser.get(f"{PAGE}?days=14")
    assert page.heading == "How good the forecasts were"
    fetch = page.soup.select_one("[hx-trigger=load]")
    assert fetch is not None
    whole = browser.get(str(fetch["hx-get"]), headers={"HX-Request": "true"})
    assert whole.heading.startswith("The model’s error is ")
    assert browser.get(f"{PAGE}?days=14").heading == whole.heading  # kept: at once from now on
    assert browser.get(f"{PAGE}?days=7").heading.startswith("The model’s error")


def test_the_tabs_lead_to_and_fro(client_for: ClientFor, campaigns: list[Campaign]) -> None:
    page = client_for(Role.VIEWER).get(READY)
    tabs = {link.get_text(): str(link["href"]) for link in page.soup.select(".tabs a")}
    assert set(tabs) >= {"Forecast", "Accuracy"}
    here = page.soup.select_one(".tabs [aria-current=page]")
    assert here is not None
    assert here.get_text() == "Accuracy"


def test_every_part_is_compared(client_for: ClientFor, campaigns: list[Campaign]) -> None:
    page = client_for(Role.SPECIALIST).get(READY)
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("#cuts tbody tr")]
    assert [row for row in rows if row.startswith("By ")] == [
        "By horizon",
        "By platform",
        "By evidence at the time",
    ]
    assert sum(row.startswith(("7 days", "14 days", "28 days", "Meta", "TikTok")) for row in rows) == 5
    worst = page.soup.select("#worst tbody tr a")
    assert {str(link["href"]).partition("?")[0] for link in worst} == {f"/campaigns/{each.id}" for each in campaigns}


def test_ad_sets_lead_to_their_own_pages(client_for: ClientFor, campaigns: list[Campaign]) -> None:
    page = client_for(Role.SPECIALIST).get(f"{READY}&level=ad_set")
    assert "over 5 ad sets" in page.text
    first = page.soup.select_one("#worst tbody tr a")
    assert first is not None
    assert str(first["href"]).startswith("/campaigns/ad-sets/")


def test_decisions_come_after_the_page_and_are_kept(client_for: ClientFor, campaigns: list[Campaign]) -> None:
    browser = client_for(Role.DIRECTOR)
    waiting = browser.get(READY).soup.select_one("[hx-get*=decisions]")
    assert waiting is not None
    part = browser.get(str(waiting["hx-get"]), headers={"HX-Request": "true"})
    assert "Following the recommendations would have moved" in part.text
    assert "so that history can judge it" in part.text
    assert part.soup.select_one("html") is None
    again = browser.get(READY)
    assert again.soup.select_one("[hx-get*=decisions]") is None
    assert "Following the recommendations would have moved" in again.text
    bare = browser.get("/forecast/accuracy/decisions?days=7")
    assert bare.location.startswith(PAGE)


def test_the_file_holds_every_method_in_every_part(client_for: ClientFor, campaigns: list[Campaign]) -> None:
    browser = client_for(Role.FINANCE)
    page = browser.get(READY)
    answer = browser.get("/forecast/accuracy/accuracy.csv").response
    assert answer.mimetype == "text/csv"
    assert "forecast_accuracy_2026-06-13_campaign_" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert {row["horizon_days"] for row in rows} == {"7", "14", "28"}
    assert {(row["cut"], row["part"]) for row in rows} >= {("all", ""), ("platform", "tiktok"), ("evidence", "strong")}
    (model,) = (row for row in rows if (row["horizon_days"], row["cut"], row["method"]) == ("28", "all", "model"))
    assert f"{float(model['error_per_unit_wape']):.1%}" == figure(page, "model-wape")
    assert model["coverage"]
    best = [row for row in rows if row["cut"] == "all" and row["smallest_error"] == "yes"]
    assert len(best) == 3


def test_too_little_history_says_how_many_days_are_missing(
    client_for: ClientFor, world: World, session: Session, cast: Cast
) -> None:
    history(session, world.ad_set(world.campaign(cast.account, "Young")), LAST, 30, power(50, 10, 0.6))
    page = client_for(Role.SPECIALIST).get(READY)
    assert page.status == 200
    assert page.heading == "Too little to hold forecasts against yet"
    assert "need 5 more" in page.text


def test_horizons_that_the_history_does_not_reach_are_named(
    client_for: ClientFor, world: World, session: Session, cast: Cast
) -> None:
    history(session, world.ad_set(world.campaign(cast.account, "Younger")), LAST, 45, power(50, 10, 0.6))
    page = client_for(Role.SPECIALIST).get(READY)
    assert "28 days need 11 more days of figures; 14 days are shown." in page.text
    assert "One origin is a hint, not a measurement" in page.text
    assert [chip.get_text(" ", strip=True) for chip in page.soup.select(".chip-none")] == [
        "28 days : it needs 11 more days of figures"
    ]


def test_without_figures_it_says_what_to_do(client_for: ClientFor) -> None:
    page = client_for(Role.SPECIALIST).get(PAGE)
    assert page.heading == "Too little to hold forecasts against yet"
    assert "--" not in page.text
    assert page.soup.select_one('.empty a[href^="/data"]')


def test_campaigns_without_revenue_are_no_breakdown(
    client_for: ClientFor, world: World, session: Session, cast: Cast
) -> None:
    history(session, world.ad_set(world.campaign(cast.account, "Silent")), LAST, 120, flat(50, 0.0))
    page = client_for(Role.SPECIALIST).get(READY)
    assert page.heading == "No revenue came to hold the forecasts against"
    assert client_for(Role.SPECIALIST).get("/forecast/accuracy/accuracy.csv").status == 200


@pytest.mark.parametrize("query", ["days=30", "days=x", "level=ad"])
def test_what_is_not_there_is_refused_in_words(client_for: ClientFor, campaigns: list[Campaign], query: str) -> None:
    assert client_for(Role.SPECIALIST).get(f"{PAGE}?{query}").status == 400


def test_a_second_currency_stands_by_itself(
    client_for: ClientFor, campaigns: list[Campaign], world: World, session: Session, cast: Cast
) -> None:
    dollars = world.account(cast.ours, "Tallybird US", currency="USD")
    history(session, world.ad_set(world.campaign(dollars, "US Sale")), LAST, 150, power(60, 8, 0.5))
    browser = client_for(Role.SPECIALIST)
    page = browser.get(f"{READY}&currency=USD")
    assert "over 1 campaign" in page.text
    assert "US Sale" in page.text
    assert "Campaign 1" not in page.text
    chips = [chip.get_text(strip=True) for chip in page.soup.select('[aria-label="Currency"] .chip')]
    assert chips == ["EUR", "USD"]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_look(client_for: ClientFor, campaigns: list[Campaign], role: Role) -> None:
    assert client_for(role).get(READY).heading.startswith("The model’s error")


def test_an_outsider_sees_none_of_it(client_for: ClientFor, campaigns: list[Campaign], cast: Cast) -> None:
    client_for(Role.SPECIALIST).get(READY)  # a run is kept
    outsider = client_for("outsider")
    page = outsider.get(READY)
    assert page.heading == "Too little to hold forecasts against yet"
    assert not any(campaign.name in page.text for campaign in campaigns)
    for path in (f"{READY}&client={cast.ours.id}", f"/forecast/accuracy/accuracy.csv?client={cast.ours.id}"):
        assert outsider.get(path).status == 404
    part = outsider.get(f"/forecast/accuracy/decisions?client={cast.ours.id}", headers={"HX-Request": "true"})
    assert part.status == 404


def test_two_clients_are_seen_together_or_each_alone(
    client_for: ClientFor, campaigns: list[Campaign], world: World, session: Session, cast: Cast
) -> None:
    history(session, world.ad_set(world.campaign(cast.other_account, "Theirs")), LAST, 182, power(40, 9, 0.6))
    everywhere = client_for("everywhere")
    assert "over 6 campaigns" in everywhere.get(READY).text
    assert "over 5 campaigns" in everywhere.get(f"{READY}&client={cast.ours.id}").text
    assert "over 5 campaigns" in client_for(Role.DIRECTOR).get(READY).text


def test_the_page_costs_the_same_however_many_campaigns(
    client_for: ClientFor, campaigns: list[Campaign], world: World, session: Session, cast: Cast
) -> None:
    browser = client_for(Role.SPECIALIST)

    def cost() -> int:
        browser.get(READY)
        with counted(session) as statements:
            browser.get(PAGE)
        return len(statements)

    few = cost()
    for number in range(5):
        history(session, world.ad_set(world.campaign(cast.account, f"More {number}")), LAST, 182, power(40, 9, 0.6))
    assert cost() == few
    assert few < 30


def test_the_bars_of_the_parts_stand_on_one_scale(client_for: ClientFor, campaigns: list[Campaign]) -> None:
    page = client_for(Role.SPECIALIST).get(READY)
    drawn = []
    for row in page.soup.select("#cuts tr[data-row]"):
        error, bar = row.select("td")[0], row.select_one(".bar-cell [class^=mini-bar]")
        if bar is not None:
            drawn.append((float(error.get_text().rstrip("%")), float(str(bar["width"]))))
    assert len(drawn) > 3
    assert [width / error for error, width in drawn] == pytest.approx(
        [drawn[0][1] / drawn[0][0]] * len(drawn), rel=0.06
    )
