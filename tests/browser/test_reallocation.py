"""The weekly move in a real browser: choose what may move, see the rest follow, send; carry out, and take back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from paidsocial.services.access import Role
from tests.browser.conftest import PHONE, Person

SignedIn = Callable[[Role], Person]


def row(someone: Person, name: str) -> Locator:
    """A budget's row in the proposal."""
    page = someone.page
    return page.locator("#lines tbody tr[data-row]", has=page.locator(".name-cell", has_text=name))


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


def test_an_amount_typed_or_dragged_leaves_the_page_where_it_is_and_ends_within_reach(person: SignedIn) -> None:
    someone = person(Role.SPECIALIST)
    page = someone.page
    someone.go("/reallocate/")
    field = page.get_by_label("Set Retargeting carts to")
    for key in ("Enter", "Tab"):
        field.scroll_into_view_if_needed()
        page.evaluate("window.scrollBy(0, 120)")
        before = page.evaluate("window.scrollY")
        assert before > 0
        amount = field.get_attribute("placeholder") if key == "Enter" else field.input_value()
        field.fill(f"{float(amount or 0) * 1.001:.2f}")
        page.keyboard.press(key)
        expect(row(someone, "Retargeting carts")).to_contain_text("Set by you.")
        page.wait_for_url(f"**={field.input_value()}*")
        someone.settle()
        page.wait_for_timeout(400)  # nothing may move afterwards either
        assert abs(page.evaluate("window.scrollY") - before) < 3, f"{key} moved the page"
        focused = page.evaluate("document.activeElement.id")
        assert focused.startswith("set-" if key == "Enter" else "unpin-"), "the focus stays in the line"

    # The slider's ends can be proposed, whatever the other budgets.
    for name in ("Advantage+ Evergreen", "Retargeting carts"):
        for key in ("Home", "End"):
            slider = page.get_by_label(f"Move {name}")
            slider.focus()
            page.keyboard.press(key)
            page.wait_for_timeout(300)
            someone.settle()
            expect(page.get_by_role("alert")).to_have_count(0)
            expect(page.locator("#lines")).to_have_count(1)

    # What cannot be is said at its line, with what can, and the table stays.
    field.fill("9999")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("can be from")
    expect(row(someone, "Retargeting carts")).to_contain_text("Cannot be 9999: it can be from")
    someone.look()


def test_unticking_lines_tells_what_the_rest_comes_to(person: SignedIn) -> None:
    someone = person(Role.SPECIALIST)
    page = someone.page
    someone.go("/reallocate/?anyway=1")
    page.get_by_role("button", name="Send for approval").click()
    someone.settle()
    ticks = page.locator("#lines input[name=line]")
    count = ticks.count()
    assert count > 1
    expect(page.locator("#part")).to_contain_text("same as now")
    for place in range(1, count):
        ticks.nth(place).uncheck()
    expect(page.locator("#part")).to_contain_text(f"1 budget moves of {page.locator('#lines tr[data-row]').count()}")
    expect(page.locator("#part")).not_to_contain_text("same as now")
    change = page.locator("#lines tbody tr[data-row]").first.locator("td[data-label=Change] .num.strong").inner_text()
    expect(page.locator("#part")).to_contain_text(f"change {change.lstrip('+')}")
    for place in range(1, count):
        ticks.nth(place).check()
    expect(page.locator("#part")).to_contain_text("same as now")


def test_on_a_phone_the_results_come_first(person: SignedIn) -> None:
    someone = person(Role.SPECIALIST)
    page = someone.page
    page.set_viewport_size({"width": 390, "height": 844})
    someone.go("/reallocate/")
    expect(page.get_by_label("Total a day")).not_to_be_visible()
    assert page.locator("#what .stats").bounding_box()["y"] < 700  # type: ignore[index]  # it is there
    page.locator("#options > summary").click()
    page.get_by_label("Cautious").check()
    page.wait_for_url("**cautious=1**")
    expect(page.get_by_label("Total a day")).to_be_visible()


def test_bounds_that_cross_keep_table_focus_and_undo(person: SignedIn) -> None:
    someone = person(Role.SPECIALIST)
    page = someone.page
    someone.go("/reallocate/")
    rows = page.locator("#lines tbody tr[data-row]")
    count = rows.count()
    page.get_by_label("Advantage+ Evergreen at least").fill("300")
    page.keyboard.press("Tab")
    page.wait_for_url("**min_*")
    most = page.get_by_label("Advantage+ Evergreen at most")
    expect(most).to_be_focused()
    most.fill("280")
    page.keyboard.press("Tab")
    page.wait_for_url("**max_*")
    expect(rows).to_have_count(count)
    expect(most).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Advantage+ Evergreen at least")).to_have_attribute("aria-invalid", "true")
    assert page.evaluate("document.activeElement !== document.body")
    someone.look()
    page.locator("#undo").focus()
    page.keyboard.press("z")
    page.wait_for_url(lambda url: "max_" not in url)
    expect(page.get_by_label("Advantage+ Evergreen at least")).to_have_value("300")


def test_on_a_phone_nothing_of_a_decision_is_cut(person: SignedIn) -> None:
    asker = person(Role.SPECIALIST)
    asker.go("/reallocate/")
    asker.page.get_by_role("button", name="Send for approval").click()
    asker.page.wait_for_url("**/reallocate/2*")
    someone = person(Role.DIRECTOR)
    page = someone.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # it is a ViewportSize
    someone.go(asker.page.url.removeprefix(someone.site.address))
    spilling = page.evaluate(
        """[...document.querySelectorAll(".btn")]
            .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.innerText)"""
    )
    assert spilling == []
    chart = page.evaluate(
        """() => {
            const chart = echarts.getInstanceByDom(document.getElementById("flow"));
            const texts = chart.getZr().storage.getDisplayList().filter((one) => one.style?.text);
            return texts.map((one) => {
                const box = one.getBoundingRect().clone();
                if (one.transform) box.applyTransform(one.transform);
                return [one.style.text, box.x, box.x + box.width, chart.getWidth()];
            });
        }"""
    )
    assert chart
    for text, left, right, width in chart:
        assert left >= -1, text
        assert right <= width + 1, text
    told = " ".join(text for text, *_ in chart)
    names = page.evaluate(
        "JSON.parse(document.getElementById('flow-data').textContent).series[0].data.map((one) => one.name)"
    )
    for name in names[1:]:
        assert name.split("  ")[1].rstrip("\u200b") in told, "no amount is cut"
