"""Several files at once in a real browser: dropped, looked at one by one, one corrected, and that remembered."""

from __future__ import annotations

import base64
from collections.abc import Callable

from playwright.sync_api import Route, expect

from paidsocial.services.access import Role
from tests.browser.conftest import Person
from tests.support import exports
from tests.support.importing import table

DROP = """(files) => {
    const zone = document.querySelector("[data-drop]");
    const data = new DataTransfer();
    for (const [name, text] of files) {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], name));
    }
    for (const type of ["dragenter", "dragover", "drop"]) {
        zone.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
}"""
UNKNOWN = ("Stichtag", "Zeile", "Mediavolumen", "Sichtkontakte")


def unknown(month: int) -> bytes:
    """A table whose headers nobody knows."""
    rows = [
        (f"2026-{month:02}-0{day}", name, f"{day}.50", day * 900) for day in (1, 2, 3) for name in ("Alpha", "Beta")
    ]
    return table(*rows, header=UNKNOWN)


def drop(person: Person, *files: tuple[str, bytes]) -> None:
    """Let files fall on the drop zone, as a person does with the mouse."""
    told = [[name, base64.b64encode(data).decode()] for name, data in files]
    person.page.evaluate(DROP, told)


def test_three_files_at_once_one_corrected_and_remembered(person: Callable[[Role], Person]) -> None:
    specialist = person(Role.SPECIALIST)
    page = specialist.page
    specialist.go("/data/")
    drop(
        specialist,
        ("reddit.csv", table(("2026-05-01", "A", "5", "EUR"), header=("date", "campaign", "cost", "currency"))),
        ("linkedin.csv", exports.linkedin_report()),
        ("pinterest.csv", unknown(5)),
    )
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("3 files wait to be confirmed")
    rows = page.locator("#waiting-files tbody")
    expect(rows).to_have_count(3)
    expect(rows.nth(2)).to_contain_text("Needs an answer")
    specialist.look()

    rows.nth(2).get_by_role("link", name="Look").click()
    expect(heading).to_have_text("pinterest.csv needs an answer")
    expect(page.get_by_label("Spend", exact=True)).to_have_value("Mediavolumen")
    expect(page.get_by_label("Campaign", exact=True)).to_have_value("Zeile")
    specialist.look()
    page.get_by_label("Impressions", exact=True).select_option("No column")
    page.get_by_label("Clicks", exact=True).select_option("Sichtkontakte")
    page.get_by_label("Currency of its amounts").fill("EUR")
    page.get_by_role("button", name="Look again").click()
    expect(heading).to_have_text("pinterest.csv is understood")

    specialist.go("/data/")
    page.get_by_role("button", name="Import all 3").click()
    brought = page.locator("#brought")
    expect(brought).to_contain_text("3 files imported")
    expect(brought).to_contain_text("15.00")
    page.evaluate("scrollTo(0, 0)")  # what lies half under the top bar is a small target
    specialist.settle()
    specialist.look()

    drop(specialist, ("pinterest.csv", unknown(6)))
    page.wait_for_url("**/data/waiting/**")
    expect(heading).to_have_text("pinterest.csv is understood")
    expect(page.locator("main")).to_contain_text("settled before for files of this shape")
    clicks = page.locator(".sheet-facts").get_by_role("row", name="Clicks")
    expect(clicks).to_contain_text("10,800")


def test_files_are_looked_at_on_once_the_server_is_back(person: Callable[[Role], Person]) -> None:
    specialist = person(Role.SPECIALIST)
    specialist.expected += ["net::ERR_", "503", "Response Status Error", "htmx:sendError", "htmx:afterRequest"]
    page, away = specialist.page, ["connectionrefused", "503"]

    def answer(route: Route) -> None:
        if not away:
            route.continue_()
        elif (how := away.pop()) == "503":
            route.fulfill(status=503)
        else:
            route.abort(how)

    page.route("**/data/waiting/next**", answer)
    specialist.go("/data/")
    drop(specialist, *((f"{month}.csv", unknown(month)) for month in (3, 4)))
    expect(page.get_by_role("heading", level=1)).to_have_text("2 files wait to be confirmed", timeout=20_000)
    assert not away
