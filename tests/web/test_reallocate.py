"""The page that proposes, the one that decides: what is shown, what may be chosen, who may do what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from bs4 import Tag
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import (
    AccountDay,
    BudgetChange,
    Campaign,
    CampaignDay,
    Client,
    LiftTest,
    Performance,
    Recommendation,
)
from paidsocial.services.access import Role
from tests.support.browser import Browser, Page
from tests.support.builders import World
from tests.support.queries import counted
from tests.support.spending import flat, history, power
from tests.web.conftest import Cast, reread

ClientFor = Callable[[Role | str], Browser]
LAST = date(2026, 6, 13)


@pytest.fixture
def campaigns(session: Session, world: World, cast: Cast) -> dict[str, Campaign]:
    """Four campaigns of the cast's client whose spend moved, and one too new to move."""
    made = {}
    for name, spend, scale, elasticity in (
        ("Spring", 100, 30, 0.75),
        ("Brand", 90, 20, 0.70),
        ("Broad <b>", 120, 6, 0.60),
        ("Video", 110, 8, 0.60),
    ):
        made[name] = world.campaign(cast.account, name)
        history(session, world.ad_set(made[name]), LAST, 182, power(spend, scale, elasticity))
    made["New"] = world.campaign(cast.account, "New")
    history(session, world.ad_set(made["New"]), LAST, 9, flat(50, 4))
    return made


def row(page: Page, name: str) -> str:
    """The text of a budget's row."""
    rows = page.soup.select("#lines tbody tr[data-row]")
    found = next(tr for tr in rows if any(name in cell.get_text() for cell in tr.select(".name-cell")))
    return " ".join(found.get_text(" ").split())


def send(browser: Browser, page: Page, **more: str) -> Page:
    """Press “Send for approval” as the page has it."""
    form = page.soup.select_one('form[action="/reallocate/send"]')
    assert form is not None
    fields = {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[name]")}
    return browser.post("/reallocate/send", {**fields, **more})


def proposed(browser: Browser) -> str:
    """The address of a recommendation that was just sent."""
    sent = send(browser, browser.get("/reallocate/"), note="Weekly move")
    assert sent.status == 302, sent.errors()
    return sent.location


def test_the_headline_is_the_answer_and_every_line_says_why(
    client_for: ClientFor, campaigns: dict[str, Campaign]
) -> None:
    page = client_for(Role.SPECIALIST).get("/reallocate/")
    assert page.status == 200
    assert page.heading.startswith("Same €")
    assert "revenue expected (" in page.heading
    assert "the next EUR earns" in row(page, "Spring")
    assert "Thin evidence" in row(page, "New")
    assert "only 9 days of spend" in row(page, "New")
    assert "not known" in row(page, "New"), "what its next money earns is its group's, not its own"
    assert "not known" not in row(page, "Spring")
    assert "not incremental revenue" in page.text
    assert "Broad <b>" in row(page, "Broad"), "names are text, never markup"
    option = json.loads(page.soup.select_one("#flow-data").string)  # type: ignore[union-attr,arg-type]  # select_one may find none; then the test fails anyway
    assert option["series"][0]["type"] == "sankey"


def test_locks_floors_amounts_and_totals_stand_in_the_address(
    client_for: ClientFor, campaigns: dict[str, Campaign]
) -> None:
    browser = client_for(Role.SPECIALIST)
    spring, new = campaigns["Spring"].id, campaigns["New"].id
    page = browser.get(f"/reallocate/?lock={spring}&set_{new}=55.00&step=10")
    assert "Held: locked." in row(page, "Spring")
    assert page.soup.select_one(f"#lock-{spring}").has_attr("checked")  # type: ignore[union-attr]  # select_one may find none; then the test fails anyway
    assert page.soup.select_one(f"#set-{new}")["value"] == "55.00"  # type: ignore[index]  # a tag that must be there has attributes
    assert "Set by you." in row(page, "New")
    sent = {str(tag["name"]) for tag in page.soup.select('form[action="/reallocate/send"] input[name]')}
    assert {"lock", f"set_{new}", "step", "seen"} <= sent


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("total=99999", "cannot be reached"),
        ("total=abc", "is not an amount"),
        ("step=31", "step limit is from 1% to 30%"),
        ("level=ad", "is not a level"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_else_is_offered_to_send(
    client_for: ClientFor, campaigns: dict[str, Campaign], query: str, words: str
) -> None:
    browser = client_for(Role.SPECIALIST)
    page = browser.get(f"/reallocate/?{query.format(new=campaigns['New'].id)}")
    if query.startswith("level"):
        assert page.status == 400
        return
    assert page.status == 200
    assert words in page.errors()[0]
    assert page.heading == "That cannot be proposed"
    assert not page.soup.select('#lines, #flow, form[action="/reallocate/send"]')


def test_an_amount_that_cannot_be_keeps_the_table_and_tells_the_range_at_its_line(
    client_for: ClientFor, campaigns: dict[str, Campaign]
) -> None:
    new = campaigns["New"].id
    page = client_for(Role.SPECIALIST).get(f"/reallocate/?set_{new}=900")
    assert page.status == 200
    assert "more than 30%" in page.errors()[0]
    assert "“New” can be from 35.00 to 65.00 EUR a day with everything else as chosen." in page.errors()[0]
    assert "Cannot be 900: it can be from 35.00 to 65.00 EUR a day" in row(page, "New")
    assert not page.soup.select('form[action="/reallocate/send"]'), "nothing can be sent in its place"
    field, slider = page.soup.select_one(f"#set-{new}"), page.soup.select_one(f"#slide-{new}")
    assert field is not None
    assert slider is not None
    assert (field["value"], field["aria-invalid"]) == ("900", "true"), "what was typed can be mended in place"
    assert (slider["min"], slider["max"]) == ("35.00", "65.00")


def test_bounds_that_cross_keep_the_table_and_are_marked(client_for: ClientFor, campaigns: dict[str, Campaign]) -> None:
    browser, spring = client_for(Role.SPECIALIST), campaigns["Spring"].id
    page = browser.get(f"/reallocate/?min_{spring}=300&max_{spring}=280&max_{campaigns['Brand'].id}=101")
    assert "at least 300.00 EUR and at most 280.00 EUR" in page.errors()[0]
    assert len(page.soup.select("#lines tbody tr[data-row]")) == len(campaigns)
    marked = {str(field["id"]): str(field["value"]) for field in page.soup.select('#lines [aria-invalid="true"]')}
    assert marked == {f"min-{spring}": "300", f"max-{spring}": "280"}
    assert "at least 300, at most 280: left out of what is shown" in row(page, "Spring")
    assert page.soup.select_one("#undo") is not None
    assert not page.soup.select('form[action="/reallocate/send"]'), "nothing can be sent until they are mended"


def test_sending_keeps_what_was_seen_or_says_that_it_moved(
    client_for: ClientFor, campaigns: dict[str, Campaign], world: World, session: Session
) -> None:
    browser = client_for(Role.SPECIALIST)
    page = browser.get("/reallocate/")
    world.budget(campaigns["Spring"], 99, date(2026, 3, 1))
    answer = send(browser, page, note="Keep this note")
    assert answer.status == 409
    assert "moved since you looked" in answer.errors()[0]
    assert "Keep this note" in answer.text
    reread(session)
    assert session.scalars(select(Recommendation)).all() == []
    sent = send(browser, answer, note="Now")
    assert sent.status == 302
    shown = browser.get(sent.location)
    assert shown.heading.startswith("specialist person asks to move €")
    assert "Now" in shown.text


def test_a_director_approves_with_one_press_on_the_page(
    client_for: ClientFor, campaigns: dict[str, Campaign], session: Session
) -> None:
    address = proposed(client_for(Role.SPECIALIST))
    browser = client_for(Role.DIRECTOR)
    page = browser.get(address)
    assert "Approve all" in page.text
    assert browser.post(f"{address}/decide", {"decision": "all"}).location == address
    after = browser.get(address)
    assert after.heading.startswith("Approved: €")
    assert "The changes it became" in after.text
    assert "Approved by director person" in after.text
    reread(session)
    assert {change.state for change in session.scalars(select(BudgetChange))} == {"approved"}
    again = browser.post(f"{address}/decide", {"decision": "all"})
    assert again.status == 409


def test_a_budget_that_moved_is_marked_and_the_rest_can_be_approved(
    client_for: ClientFor, campaigns: dict[str, Campaign], world: World, session: Session
) -> None:
    address = proposed(client_for(Role.SPECIALIST))
    browser = client_for(Role.DIRECTOR)
    moving = {str(box["value"]) for box in browser.get(address).soup.select("input[name=line]")}
    world.budget(campaigns["Spring"], 99, date(2026, 3, 1))

    refused = browser.post(f"{address}/decide", {"decision": "all", "comment": "Go ahead"})
    assert refused.status == 409
    assert "“Spring” cannot be approved as proposed" in refused.errors()[0]
    assert "Go ahead" in refused.text, "the comment is kept"
    assert "was not known when this was proposed and is 99.00 EUR now" in row(refused, "Spring")
    boxes = {str(box["value"]): box for box in refused.soup.select("input[name=line]")}
    stopped = {number for number, box in boxes.items() if box.has_attr("disabled")}
    assert len(stopped) == 1
    assert {number for number, box in boxes.items() if box.has_attr("checked")} == moving - stopped
    assert not refused.soup.select('button[value="all"]')

    for number in stopped:
        assert browser.post(f"{address}/decide", {"decision": "some", "line": number}).status in {409, 422}
    done = browser.post(f"{address}/decide", {"decision": "some", "line": sorted(moving - stopped)}, follow=True)
    assert done.heading.startswith("Approved in part: €")
    assert "“Spring” was left out." in done.text
    reread(session)
    assert campaigns["Spring"].id not in {change.campaign_id for change in session.scalars(select(BudgetChange))}


def test_what_was_approved_in_part_is_shown_and_not_the_whole_proposal(
    client_for: ClientFor, campaigns: dict[str, Campaign]
) -> None:
    address = proposed(client_for(Role.SPECIALIST))
    browser = client_for(Role.DIRECTOR)
    asked = browser.get(address)
    box = asked.soup.select_one("#lines tbody tr[data-row] input[name=line]")  # the largest move
    assert box is not None
    name = str(box["aria-label"]).removeprefix("Approve ")
    others = {str(one["aria-label"]).removeprefix("Approve ") for one in asked.soup.select("input[name=line]")} - {name}
    assert others
    alone = browser.get(f"{address}/part?line={box['value']}")
    answer = {"decision": "some", "line": str(box["value"]), "comment": "This one first"}
    page = browser.post(f"{address}/decide", answer, follow=True)

    stats = page.soup.select_one("#part")
    assert stats is not None
    assert " ".join(stats.get_text(" ").split()) == alone.text, "the tiles are of what was approved"
    groups = [" ".join(tag.get_text().split()) for tag in page.soup.select("#lines .group-row")]
    assert groups[:2] == ["These move", "These were refused and stay"]
    assert "Refused" not in row(page, name)
    for other in others:
        assert "Refused" in row(page, other)
        assert "was refused" in row(page, other)
        assert "stays" in row(page, other)
    option = json.loads(page.soup.select_one("#flow-data").string)  # type: ignore[union-attr,arg-type]  # select_one may find none; then the test fails anyway
    drawn = " ".join(node["name"] for node in option["series"][0]["data"])
    assert name in drawn
    assert not [other for other in others if other in drawn], "nothing refused is drawn as if it moved"
    foot = page.soup.select_one("#lines tfoot")
    assert foot is not None
    assert "same" not in foot.get_text(), "the total changes, for the refused moves do not make up for it"
    assert f"1 of {1 + len(others)} moves were approved; what follows is of it alone. The total " in page.text


def test_refusing_without_a_comment_keeps_the_page_and_the_ticks(
    client_for: ClientFor, campaigns: dict[str, Campaign]
) -> None:
    address = proposed(client_for(Role.SPECIALIST))
    browser = client_for(Role.DIRECTOR)
    page = browser.post(f"{address}/decide", {"decision": "some", "line": "1"})
    assert page.status == 422
    assert "Say why" in page.errors()[0]
    ticked = [box["value"] for box in page.soup.select("input[name=line][checked]")]
    assert ticked == ["1"]
    refused = browser.post(f"{address}/decide", {"decision": "none", "comment": "Month is closing"}, follow=True)
    assert refused.heading == "Refused"
    assert "Month is closing" in refused.text


def test_approving_the_ticked_with_nothing_ticked_asks_for_a_tick(
    client_for: ClientFor, campaigns: dict[str, Campaign], session: Session
) -> None:
    address = proposed(client_for(Role.SPECIALIST))
    browser = client_for(Role.DIRECTOR)
    for comment in ("", "All of it"):
        page = browser.post(f"{address}/decide", {"decision": "some", "comment": comment})
        assert page.status == 422
        assert page.errors()[0].startswith("Nothing is ticked: tick at least one line")
    reread(session)
    assert session.scalars(select(Recommendation)).one().state == "proposed", "a comment alone refuses nothing"


def test_above_the_limit_the_proposer_reads_why_they_cannot_approve(
    client_for: ClientFor, campaigns: dict[str, Campaign], session: Session, cast: Cast
) -> None:
    with transaction(session):
        session.get_one(Client, cast.ours.id).approval_limit_micros = 1_000_000
    browser = client_for(Role.SPECIALIST)
    address = proposed(browser)
    page = browser.get(address)
    assert "above the 1.00 EUR that a proposer may approve alone; ask a director" in page.text
    assert not page.soup.select("button[name=decision]")
    assert browser.post(f"{address}/decide", {"decision": "all"}).status == 403


def test_the_proposer_takes_it_back(client_for: ClientFor, campaigns: dict[str, Campaign]) -> None:
    browser = client_for(Role.SPECIALIST)
    address = proposed(browser)
    assert browser.post(f"{address}/withdraw", follow=True).heading == "Taken back"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE])
def test_those_who_may_only_look_do(client_for: ClientFor, campaigns: dict[str, Campaign], role: Role) -> None:
    address = proposed(client_for(Role.SPECIALIST))
    browser = client_for(role)
    assert browser.get("/reallocate/").status == 403
    page = browser.get(address)
    assert page.status == 200
    assert not page.soup.select("button[name=decision]")
    for action in ("decide", "withdraw", "submit"):
        assert browser.post(f"{address}/{action}").status == 403


def test_another_client_knows_nothing_of_it(client_for: ClientFor, campaigns: dict[str, Campaign]) -> None:
    address = proposed(client_for(Role.SPECIALIST))
    outsider = client_for("outsider")
    assert outsider.get(address).status == 404
    for action in ("decide", "withdraw", "submit"):
        assert outsider.post(f"{address}/{action}", {"decision": "all"}).status == 404


def test_what_is_not_decided_yet_is_told_apart_and_marks_have_a_legend(
    client_for: ClientFor, campaigns: dict[str, Campaign]
) -> None:
    browser = client_for(Role.SPECIALIST)
    page = browser.get("/reallocate/?step=10&cautious=1&anyway=1")
    assert "What the marks mean" in page.text
    sent = send(browser, page)
    assert sent.status == 302, sent.errors()
    drafts = browser.get("/reallocate/").soup.select_one("#drafts")
    assert drafts is not None
    told = " ".join(drafts.get_text(" ").split())
    assert "seen from 14 June 2026, at most 10% a budget, cautious, every move; sent by" in told
    assert "What the marks mean" in browser.get(sent.location).text


def test_days_of_another_year_have_their_year(client_for: ClientFor, campaigns: dict[str, Campaign]) -> None:
    page = client_for(Role.SPECIALIST).get("/reallocate/?as_of=2026-02-01")
    assert "figures to 31 January." in page.text, "of this year it goes without saying"
    with_year = client_for(Role.SPECIALIST).get("/reallocate/?as_of=2025-12-31")
    assert "figures to" not in with_year.text or "2025" in with_year.text


def test_without_figures_the_page_says_what_to_do(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(Role.SPECIALIST).get("/reallocate/")
    assert (page.status, page.heading) == (200, "There is nothing to reallocate yet")
    assert "import a platform's daily export" in page.text


def test_who_sees_several_clients_chooses_one(
    client_for: ClientFor, campaigns: dict[str, Campaign], cast: Cast
) -> None:
    browser = client_for("everywhere")
    page = browser.get("/reallocate/")
    assert page.heading == "Whose budgets?"
    assert page.soup.select_one(f'a[href="/reallocate/?client={cast.ours.id}"]')
    assert browser.get(f"/reallocate/?client={cast.ours.id}").heading.startswith("Same €")


def test_every_currency_of_a_client_is_told_and_one_without_accounts_is_no_question(
    client_for: ClientFor, campaigns: dict[str, Campaign], session: Session, world: World, cast: Cast
) -> None:
    world.account(cast.ours, currency="USD")
    world.account(cast.ours, currency="AUD")
    world.client("Without accounts")
    page = client_for("everywhere").get("/reallocate/")
    rows = page.soup.select(".choose-list [data-row]")
    told = dict(tuple(each.text for each in row.select("a, .quiet")) for row in rows)
    assert told[cast.ours.name] == "EUR, AUD, USD"
    assert told["Without accounts"] == "no ad account yet"
    session.delete(cast.other_account)
    session.commit()
    assert client_for("everywhere").get("/reallocate/").heading.startswith("Same €")


def test_a_page_costs_the_same_however_many_budgets(
    client_for: ClientFor, campaigns: dict[str, Campaign], session: Session, world: World, cast: Cast
) -> None:
    browser = client_for(Role.SPECIALIST)
    browser.get("/reallocate/")

    def cost() -> int:
        with counted(session) as statements:
            browser.get("/reallocate/")
        return len(statements)

    few = cost()
    for number in range(5):
        history(session, world.ad_set(world.campaign(cast.account, f"More {number}")), LAST, 182, power(40, 9, 0.6))
    browser.get("/reallocate/")
    assert cost() == few


@pytest.mark.usefixtures("campaigns")
def test_deciding_on_incremental_revenue_says_that_nothing_was_tested(client_for: ClientFor) -> None:
    page = client_for(Role.SPECIALIST).get("/reallocate/?incremental=1")
    assert page.soup.select_one("#incremental").has_attr("checked")  # type: ignore[union-attr]  # or the test fails
    assert "There is no lift test for these campaigns" in page.text
    assert "It is not incremental revenue" in page.text


def test_both_ways_of_deciding_stand_side_by_side(client_for: ClientFor, campaigns: dict[str, Campaign]) -> None:
    page = client_for(Role.SPECIALIST).get("/reallocate/?cautious=1")
    ways = [" ".join(way.get_text(" ").split()) for way in page.soup.select(".way")]
    assert ways[0].startswith("As expected")
    assert "%" in ways[0]
    assert "budget" in ways[0]
    assert ways[1].startswith("Cautious")
    assert page.soup.select_one("#cautious-1").has_attr("checked")  # type: ignore[union-attr]  # select_one may find none; then the test fails anyway
    page = client_for(Role.SPECIALIST).get("/reallocate/")
    assert "No other split within these limits earns more than 0.00% better." in page.text
    assert "Another €" in page.text
    assert "a month would bring about €" in page.text


def test_limits_of_groups_and_lines_are_typed_in_place_and_sent_along(
    client_for: ClientFor, campaigns: dict[str, Campaign], cast: Cast, session: Session
) -> None:
    browser = client_for(Role.SPECIALIST)
    spring = campaigns["Spring"].id
    platform = cast.account.platform
    query = f"cap_platform-{platform}=99999&max_{spring}=101.00&tests=1&aim=more&total=2.50"
    page = browser.get(f"/reallocate/?{query}")
    assert "the maximum you set" in row(page, "Spring")
    assert page.soup.select_one(f"#cap_platform-{platform}")["value"] == "99999"  # type: ignore[index]  # a tag that must be there has attributes
    sent = send(browser, page)
    assert sent.status == 302, sent.errors()
    reread(session)
    stored = session.scalars(select(Recommendation)).one()
    assert stored.total_after_micros - stored.total_before_micros == 2_500_000
    assert stored.request["groups"] == [["cap", "platform", platform, "99999"]]
    assert stored.request["maximums"] == [[spring, "101.00"]]
    assert stored.request["tests"] is True


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("cap_platform-{platform}=1", "cannot be at most 1.00 EUR a day"),
        ("aim=cpa&total=20", "No conversions were reported"),
        ("goal=conversions", "No conversions were reported"),
        ("aim=more&total=9999", "cannot be reached"),
        ("floor_account-999=5", "There is no account"),
        ("min_{spring}=90&max_{spring}=80", "cannot be at least 90.00 EUR and at most 80.00 EUR"),
    ],
)
def test_more_that_cannot_be_is_said(
    client_for: ClientFor, campaigns: dict[str, Campaign], cast: Cast, query: str, words: str
) -> None:
    asked = query.format(platform=cast.account.platform, spring=campaigns["Spring"].id)
    page = client_for(Role.SPECIALIST).get(f"/reallocate/?{asked}")
    assert page.status == 200
    assert words in page.text


def test_a_pin_is_taken_out_by_its_cross(client_for: ClientFor, campaigns: dict[str, Campaign]) -> None:
    browser = client_for(Role.SPECIALIST)
    spring = campaigns["Spring"].id
    page = browser.get(f"/reallocate/?set_{spring}=105.00&step=10")
    cross = page.soup.select_one(".unpin")
    assert cross is not None
    back = browser.get(str(cross["href"]))
    assert "Set by you." not in back.text
    assert back.soup.select_one('#step option[selected][value="10"]')


def test_weeks_are_worked_out_and_exported_for_those_who_may(
    client_for: ClientFor, campaigns: dict[str, Campaign], cast: Cast
) -> None:
    browser = client_for(Role.SPECIALIST)
    asked = f"client={cast.ours.id}&rate=1&rate=1.8&lock={campaigns['Spring'].id}"
    page = browser.get(f"/reallocate/weeks/?{asked}")
    assert page.status == 200
    assert "over 2 weeks" in page.heading
    assert "Held: locked." in page.text
    assert "nothing is stored or sent" in page.text
    for kind in ("csv", "xlsx"):
        link = page.soup.select_one(f'a[href*="weeks.{kind}"]')
        assert link is not None
        assert browser.get(str(link["href"])).status == 200
    wrong = browser.get(f"/reallocate/weeks/?client={cast.ours.id}&rate=x")
    assert wrong.heading == "These weeks cannot be planned"
    assert "The rate of week 1" in wrong.errors()[0]
    assert client_for(Role.VIEWER).get(f"/reallocate/weeks/?{asked}").status == 403
    assert client_for("outsider").get(f"/reallocate/weeks/?{asked}").status == 404
    assert client_for("outsider").get(f"/reallocate/weeks/weeks.csv?{asked}").status == 404


def test_a_budget_that_a_group_stops_can_still_be_locked_and_set(
    client_for: ClientFor, campaigns: dict[str, Campaign], cast: Cast
) -> None:
    browser = client_for(Role.SPECIALIST)
    total = browser.get("/reallocate/").soup.select_one("#total")["placeholder"]  # type: ignore[index]  # it must be there
    page = browser.get(f"/reallocate/?cap_platform-{cast.account.platform}={total}&lock={campaigns['Spring'].id}")
    stopped = [tr for tr in page.soup.select("#lines tr[data-row]") if "limit of a group" in tr.get_text()]
    assert stopped, page.text
    for tr in stopped:
        assert tr.select_one("input.line-set"), "its amount can be set"
        assert not tr.select_one('input[name="lock"]').has_attr("disabled")  # type: ignore[union-attr]  # then it fails anyway
        assert "campaign’s budget" not in tr.get_text()


def test_where_conversions_are_wanted_and_unknown_the_question_stays(
    client_for: ClientFor, campaigns: dict[str, Campaign]
) -> None:
    page = client_for(Role.SPECIALIST).get("/reallocate/?goal=conversions")
    assert "No conversions were reported" in page.errors()[0]
    assert page.soup.select_one('#goal option[value="conversions"][selected]'), "and revenue can be chosen again"


def test_where_only_conversions_are_known_the_page_leads_to_them(
    client_for: ClientFor, campaigns: dict[str, Campaign], session: Session
) -> None:
    with transaction(session):
        for table in (Performance, CampaignDay):
            session.execute(update(table).values(conversions_millionths=table.revenue_micros, revenue_micros=None))
    browser = client_for(Role.SPECIALIST)
    page = browser.get("/reallocate/")
    assert page.heading == "There is nothing to reallocate yet"
    link = page.soup.select_one('a[href*="goal=conversions"]')
    assert link is not None
    there = browser.get(str(link["href"]))
    assert "conversions a day expected" in there.heading
    heads = [" ".join(tag.get_text().split()) for tag in there.soup.select("#lines thead th")]
    assert "CPA" in heads
    assert "Next one costs" in heads
    assert "ROAS" not in heads
    cost = re.search(r"the next conversion costs ([0-9.,]+) here", row(there, "Spring"))
    cell = there.soup.select_one('#lines tr[data-row] td[data-label="Next one costs"]')
    assert cost is not None
    assert cell is not None
    assert re.search(r"[0-9.]+ → [0-9.]+", " ".join(cell.get_text(" ").split()))
    assert cost[1] in row(there, "Spring").split("here")[1], "the column shows what the reason says"
    wrong = browser.get("/reallocate/?goal=conversions&total=99999")
    assert "cannot be reached" in wrong.errors()[0], "and what is typed wrongly there is said there"


def test_more_weeks_than_can_be_planned_are_said(
    client_for: ClientFor, campaigns: dict[str, Campaign], cast: Cast
) -> None:
    page = client_for(Role.SPECIALIST).get(f"/reallocate/weeks/?client={cast.ours.id}&count=60")
    assert "60 weeks are too many to plan at once; 13, the most, are shown." in page.text
    page = client_for(Role.SPECIALIST).get(f"/reallocate/weeks/?client={cast.ours.id}&rate=0&rate=1")
    assert "The rate of week 1 is “0”; it must be a number above 0" in page.text


def test_an_account_whose_next_money_earns_less_than_it_costs_is_told_so(
    client_for: ClientFor, campaigns: dict[str, Campaign]
) -> None:
    told = client_for(Role.SPECIALIST).get("/reallocate/").text
    assert "in revenue the platforms attribute to themselves: less than it costs." in told


def test_where_lift_tests_decide_the_next_money_is_told_in_what_they_found(
    client_for: ClientFor, campaigns: dict[str, Campaign], cast: Cast, world: World
) -> None:
    world.add(
        LiftTest(
            client_id=cast.ours.id,
            first_day=date(2026, 5, 4),
            last_day=date(2026, 5, 17),
            currency="EUR",
            spend_micros=1_000_000_000,
            revenue_micros=500_000_000,
            low_micros=400_000_000,
            high_micros=600_000_000,
            level_bp=9000,
            method="geo",
            created_at=world.session.get_one(Client, cast.ours.id).created_at,
            entered_as="somebody@example.com",
        )
    )
    told = client_for(Role.SPECIALIST).get("/reallocate/?incremental=1").text
    assert "uses 1 lift test" in told
    assert "in revenue that lift tests say would not have come anyway: less than it costs." in told
    assert "attribute to themselves" not in told
    assert "The lowest total within these limits, €" in told
    assert "See that total" in told


def test_figures_too_old_lead_to_the_day_they_can_be_looked_at_from(
    client_for: ClientFor, campaigns: dict[str, Campaign], session: Session, cast: Cast
) -> None:
    with transaction(session):
        for table in (Performance, CampaignDay, AccountDay):
            session.execute(delete(table).where(table.day > date(2026, 5, 1)))
    browser = client_for(Role.SPECIALIST)
    page = browser.get("/reallocate/")
    assert "--as-of" not in page.text
    link = page.soup.find("a", string=re.compile("Look from 2 May 2026"))
    assert link is not None
    weeks = browser.get(f"/reallocate/weeks/?client={cast.ours.id}&rate=1&rate=2")
    assert "--as-of" not in weeks.text
    back = weeks.soup.find("a", string=re.compile("Look from 2 May 2026"))
    assert isinstance(back, Tag)
    assert str(back["href"]).startswith(f"/reallocate/weeks/?client={cast.ours.id}&rate=1&rate=2&as_of=2026-05-02")
    then = browser.get(str(back["href"]))
    assert "Seen from 2 May 2026" in then.text
    first = then.soup.select_one("#first_day")
    assert isinstance(first, Tag)
    assert (first["value"], first["min"]) == ("2026-05-02", "2026-05-02")
    hidden = then.soup.select_one("#weeks input[name=as_of]")
    assert isinstance(hidden, Tag)
    assert hidden["value"] == "2026-05-02"
    sheet = then.soup.select_one('a[href*="weeks.csv"]')
    assert isinstance(sheet, Tag)
    assert "as_of=2026-05-02" in str(sheet["href"])
