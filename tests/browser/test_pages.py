"""Every page that needs no argument, for each role: no complaint, nothing too wide, nothing inaccessible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from paidsocial.db import Database
from paidsocial.services.access import Role
from tests.browser.conftest import PHONE, WIDE, Person, Stage
from tests.conftest import NOW
from tests.support import company

ROLES = tuple(Role)


def links(person: Person) -> list[str]:
    """The addresses of the rail."""
    return [str(link.get_attribute("href")) for link in person.page.locator(".rail a.rail-link").all()]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_rail_is_sound(person: Callable[[Role], Person], role: Role) -> None:
    someone = person(role)
    addresses = links(someone)
    assert addresses
    for address in addresses:
        someone.go(address)
        # An administrator sees every page; the others' pages are the same ones on a phone.
        someone.look(widths=(WIDE, PHONE) if role is Role.ADMINISTRATOR else (WIDE,))


def test_a_campaign_and_an_ad_set_are_sound(person: Callable[[Role], Person], stage: Stage) -> None:
    someone = person(Role.VIEWER)
    for campaign in stage.company.campaigns[:2]:
        someone.go(f"/campaigns/{campaign.id}")
        someone.look(widths=(WIDE, PHONE))
    someone.page.locator("#ad-sets tbody a").first.click()
    someone.page.wait_for_url("**/campaigns/ad-sets/**")
    someone.look(widths=(WIDE, PHONE))


def test_what_lies_behind_a_press_is_sound(person: Callable[[Role], Person], stage: Stage) -> None:
    database = Database(stage.site.database_url)
    with database.session() as session:
        lines = company.plan(session, stage.company)
    database.dispose()
    someone = person(Role.ADMINISTRATOR)
    client = stage.company.client.id
    for address in (
        "/today/",
        f"/today/{lines[0]}/adjust",
        "/pacing/",
        f"/pacing/{lines[0]}",
        f"/pacing/{lines[0]}/edit",
        "/pacing/new",
        "/pacing/untracked",
        f"/reallocate/?client={client}&currency=EUR",
        f"/reallocate/?client={client}&currency=EUR&level=ad_set",
        "/forecast/accuracy/?currency=EUR&now=1",
        "/forecast/accuracy/?currency=USD&level=ad_set&days=7&now=1",
        "/forecast/?days=month&level=ad_set",
        "/forecast/?currency=USD&days=45",
        f"/forecast/?plan=1&change=%2B15&spend_{stage.company.campaigns[0].id}=900",
        "/forecast/?q=nothing+fits+this",
        "/overview/?from=2026-05-01&to=2026-05-31",
        "/finance/?month=2026-05",
        "/reports/",
        "/reports/new",
        "/campaigns/?sort=-roas&status=active&columns=platform&columns=client&columns=conversions&columns=ctr",
        "/admin/people/new",
        "/admin/clients",
        "/admin/clients/new",
        "/admin/accounts",
        "/admin/organisation",
        "/rates/load",
        "/you",
        "/password",
    ):
        someone.go(address)
        someone.look()


def test_a_budget_until_a_day_and_a_pause_are_asked_for_with_the_keyboard(
    person: Callable[[Role], Person], stage: Stage
) -> None:
    someone = person(Role.SPECIALIST)
    page, campaign = someone.page, stage.company.campaigns[0]
    someone.expected.append("422")  # what is wrong with a form
    someone.go(f"/campaigns/{campaign.id}")
    page.keyboard.press("b")
    page.wait_for_url("**/budget")
    someone.look()
    before = page.locator("input[name=seen]").input_value()
    page.get_by_label("New budget a day").fill("1")
    page.keyboard.press("Enter")
    expect(page.locator("#amount-error")).to_contain_text("in smaller ones")
    someone.look()
    page.get_by_label("New budget a day").fill(f"{float(before) * 1.1:.2f}")
    page.get_by_label("Hold until").fill((NOW.date() + timedelta(days=6)).isoformat())
    page.get_by_label("New budget a day").press("Enter")
    page.wait_for_url("**/changes/*")
    expect(page.get_by_text("it goes back to")).to_be_visible()
    someone.look()
    page.get_by_role("button", name="Keep the new amount").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("and is kept: nothing goes back")).to_be_visible()
    someone.go(f"/campaigns/{campaign.id}")
    page.get_by_role("link", name="Pause").click()
    page.get_by_label("Why").fill("Out of stock")
    someone.look()
    page.get_by_role("button", name="Propose to pause").click()
    page.wait_for_url("**/changes/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pause")
    someone.look()
    someone.go("/changes/")
    someone.look()


def test_in_the_dark_colours_still_stand_out(person: Callable[[Role], Person], stage: Stage) -> None:
    someone = person(Role.DIRECTOR)
    someone.page.emulate_media(color_scheme="dark")
    for address in (
        "/overview/",
        "/campaigns/",
        f"/campaigns/{stage.company.campaigns[0].id}",
        "/changes/",
        "/forecast/?change=10",
    ):
        someone.go(address)
        someone.look(widths=(WIDE,))


def test_the_table_is_worked_with_the_keyboard(person: Callable[[Role], Person]) -> None:
    someone = person(Role.SPECIALIST)
    page = someone.page
    someone.go("/campaigns/?sort=name")
    for key in ("j", "j", "x", "o"):
        page.keyboard.press(key)
    expect(page.locator('tr[aria-current="true"] .name-cell a').first).to_have_text("Lookalikes 1% buyers")
    expect(page.get_by_role("checkbox", name="Tick Lookalikes 1% buyers")).to_be_checked()
    expect(page.locator("tr.sub")).to_have_count(2)
    page.keyboard.press("o")
    expect(page.locator("tr.sub").first).to_be_hidden()
    page.get_by_role("checkbox", name="Tick Retargeting carts").click(modifiers=["Shift"])
    expect(page.get_by_role("region", name="Ticked campaigns")).to_contain_text("2 campaigns")
    page.get_by_role("button", name="Reallocate among them").click()
    page.wait_for_url("**/reallocate/?client=*")
    assert page.url.count("lock=") == 4  # the four other campaigns in euros
    someone.look()


def test_spend_is_planned_with_the_keyboard(person: Callable[[Role], Person]) -> None:
    someone = person(Role.SPECIALIST)
    page = someone.page
    someone.go("/forecast/?sort=name")
    page.keyboard.press("p")
    page.wait_for_url("**plan=1**")
    for key in ("j", "j", "e"):
        page.keyboard.press(key)
    page.keyboard.type("900")
    page.keyboard.press("Enter")
    page.wait_for_url("**spend_*=900*")
    assert "change=" not in page.url  # what is empty leaves the address
    expect(page.locator(".plan-own")).to_have_count(1)
    expect(page.locator(".beyond")).to_have_count(1)
    page.get_by_role("link", name="Back to recent spend").click()
    page.wait_for_url(lambda url: "spend_" not in url)
    expect(page.locator(".plan-bar")).to_have_count(0)


def test_a_table_that_goes_on_to_the_right_says_so_until_its_end(person: Callable[[Role], Person]) -> None:
    someone = person(Role.ADMINISTRATOR)
    someone.page.set_viewport_size(PHONE)
    someone.go("/forecast/")
    box = someone.page.locator("#forecast")
    expect(box).to_have_attribute("data-more", "")
    box.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
    expect(box).not_to_have_attribute("data-more", "")


def test_words_of_marks_do_not_lie_over_one_another_on_a_phone(person: Callable[[Role], Person], stage: Stage) -> None:
    """The chart's own marks, with a budget that moved on each of three days in a row."""
    someone = person(Role.VIEWER)
    someone.page.set_viewport_size(PHONE)
    someone.go(f"/campaigns/{stage.company.campaigns[0].id}")
    shown = someone.page.evaluate("""() => {
        const source = document.getElementById("spend-chart-data"), option = JSON.parse(source.textContent);
        const days = option.xAxis[0].data;
        const mark = (at) => ({ xAxis: days[at], label: { formatter: "1,000" } });
        option.series[1].markLine.data = [2, 3, 4, days.length - 2].map(mark);
        source.textContent = JSON.stringify(option);
        window.paidCharts.redraw();
        const drawn = echarts.getInstanceByDom(document.getElementById("spend-chart")).getOption();
        const marks = drawn.series[1].markLine.data.map((mark) => mark.label.show !== false);
        return { marks, paged: drawn.legend[0].type === "scroll" };
    }""")
    assert shown == {"marks": [False, False, True, True], "paged": False}
