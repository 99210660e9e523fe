"""The weekly move in a real browser: choose what may move, see the rest follow, send; carry out, and take back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from paidsocial.services.access import Role
from tests.browser.conftest import Person

SignedIn = Callable[[Role], Person]


def row(someone: Person, name: str) -> Locator:
    """A budget's row in the proposal."""
    return someone.page.locator("#lines tbody tr[data-row]", has_text=name)


def test_a_specialist_moves_a_line_and_the_rest_follows(person: SignedIn) -> None:
    someone = person(Role.SPECIALIST)
    page = someone.page
    someone.go("/reallocate/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("a day")
    pictures = page.locator("#what .pictures canvas")
    expect(pictures).to_have_count(2)
    someone.look()

    # A lock stands in the address, and its line says so.
    page.get_by_label("Lock Retargeting carts").check()
    page.wait_for_url("**lock=*")
    expect(row(someone, "Retargeting carts")).to_contain_text("Held: locked.")
    assert "set_" not in page.url, "what is left empty does not stand in the address"
    expect(pictures).to_have_count(2)

    # Moving a slider by the keyboard sets the amount, and the total stays.
    total = page.locator("#lines tfoot td").nth(2).inner_text()
    slider = page.get_by_label("Move Advantage+ Evergreen")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_url("**set_*")
    line = row(someone, "Advantage+ Evergreen")
    expect(line).to_contain_text("Set by you.")
    expect(line).to_contain_text("−30.0%")
    expect(page.locator("#lines tfoot td").nth(2)).to_have_text(total)

    # Undo takes the last step back, by the key or the button; an amount may be typed too, and its cross takes it out.
    page.keyboard.press("z")  # while the slider still has the focus
    page.wait_for_url(lambda url: "set_" not in url)
    expect(row(someone, "Advantage+ Evergreen")).not_to_contain_text("Set by you.")
    expect(row(someone, "Retargeting carts")).to_contain_text("Held: locked.")
    field = page.get_by_label("Set Advantage+ Evergreen to")
    typed = field.get_attribute("placeholder") or ""
    field.fill(typed)
    page.keyboard.press("Tab")
    page.wait_for_url("**set_*")
    expect(row(someone, "Advantage+ Evergreen")).to_contain_text("Set by you.")
    page.get_by_label("Let Advantage+ Evergreen be worked out again").click()
    page.wait_for_url(lambda url: "set_" not in url)

    # What cannot be is said, and nothing else can be sent in its place.
    page.get_by_label("Total a day").fill("99999")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(page.get_by_role("button", name="Send for approval")).to_have_count(0)
    expect(page.locator("#lines")).to_have_count(0)
    page.get_by_label("Total a day").fill("")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(pictures).to_have_count(2)

    page.get_by_label("Note for whoever approves").fill("Evergreen is saturated")
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("asks to move €")
    expect(page.get_by_text("Evergreen is saturated")).to_be_visible()
    someone.look()


def test_the_keyboard_walks_ticks_and_undoes(person: SignedIn) -> None:
    someone = person(Role.SPECIALIST)
    page = someone.page
    someone.go("/reallocate/")
    page.get_by_role("button", name="Send for approval").click()
    someone.settle()
    page.get_by_role("button", name="Approve all").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Approved")

    someone.go("/changes/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#ready input[name=change]:checked")).to_have_count(1)
    page.get_by_role("button", name="Ticked ones are applied").click()
    someone.settle()
    page.locator("#ledger tr", has_text="Applied").get_by_role("link").first.click()
    someone.settle()
    expect(page.get_by_text("Restores").first).to_be_visible()
    someone.look()
    page.keyboard.press("z")
    page.get_by_label("Why").fill("Fell short")
    page.get_by_role("button", name="Write it down").click()
    someone.settle()
    expect(page.get_by_text("Undoes change")).to_be_visible()
    expect(page.locator(".trail li").last).to_contain_text("Approved")
