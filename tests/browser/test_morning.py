"""A specialist's morning and a plan line's life, in a real browser: keyboard, side panel, amounts in place."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from paidsocial.services.access import Role
from tests.browser.conftest import PHONE, WIDE, Person


def plan(person: Person, name: str, amount: str, campaigns: str) -> None:
    """Agree on a plan line for June."""
    page = person.page
    person.go("/pacing/new")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Amount").fill(amount)
    page.get_by_label("Campaigns by name").fill(campaigns)
    expect(page.locator("#preview")).to_contain_text("Covers")
    person.look(widths=(WIDE, PHONE))
    page.get_by_role("button", name="Plan it").click()
    person.settle()


def test_a_specialist_plans_watches_and_adjusts(person: Callable[[Role], Person]) -> None:
    specialist = person(Role.SPECIALIST)
    page = specialist.page
    specialist.go("/pacing/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No plan for June 2026 yet")
    specialist.look(widths=(WIDE, PHONE))
    plan(specialist, "Evergreen", "4000", "Advantage+*")
    plan(specialist, "Everything", "30000", "Lookalikes*\nSpark*\nSpring*")
    expect(page.get_by_text("“Everything” is planned with")).to_be_visible()
    specialist.look(widths=(WIDE, PHONE))

    # The amount in place, and taken back.
    page.locator("tr[data-row]").filter(has_text="Everything").locator("a.in-place").click()
    page.get_by_label("Amount").fill("32000")
    page.get_by_label("Reason").fill("More stock")
    page.get_by_role("button", name="Save").click()
    row = page.locator("tr[data-row]").filter(has_text="Everything")
    expect(row).to_contain_text("32,000.00")
    row.get_by_role("button", name="Undo").click()
    expect(page.locator("tr[data-row]").filter(has_text="Everything")).to_contain_text("30,000.00")

    # The morning, by keyboard.
    specialist.go("/today/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("need")
    specialist.look(widths=(WIDE, PHONE))
    page.keyboard.press("j")
    page.keyboard.press("a")
    panel = page.get_by_role("dialog", name="Adjust")
    expect(panel.get_by_role("button", name="Propose")).to_be_visible()
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")  # the panel slides in
    specialist.check_accessibility(WIDE["width"])
    together = panel.locator("[data-adjust-moved]")
    before = together.inner_text()
    panel.locator("input[name^=after-]").first.fill("1")
    expect(together).not_to_have_text(before)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/pacing/*")
    specialist.settle()
    expect(page.locator("#cumulative canvas")).to_be_visible()
    specialist.look(widths=(WIDE, PHONE))

    # Not now, and back again with z.
    specialist.go("/today/")
    page.get_by_role("button", name="Not now").first.click()
    page.get_by_label("Why not now").first.fill("Agreed with the client")
    page.get_by_role("button", name="Put away").first.click()
    specialist.settle()
    expect(page.get_by_text("put away", exact=False).first).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_text("It is back in the queue.")).to_be_visible()
