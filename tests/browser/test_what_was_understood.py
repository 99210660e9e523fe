"""A restated export in a real browser: what was understood, what would change, and what can be taken away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from paidsocial.services.access import Role
from tests.browser.conftest import Person
from tests.browser.test_many_files import drop
from tests.support.importing import table

LONG = "Summer_of_everything|" + "prospecting_" * 12 + "2026"
HEADER = ("date", "campaign", "spend", "revenue", "CTR", "* Score")


def export(spend: str, *more: tuple[object, ...]) -> bytes:
    """June, with a section's total, a total and a broken day."""
    rows = [("2026-06-01", LONG, spend, 40, 1, 2), ("2026-06-02", LONG, "20.00", 50, 1, 2)]
    totals = [(f"Total {name}", "", amount, 90, 1, 4) for name, amount in (("Summer", "31.30"), ("B", "7.00"))]
    other = [("2026-06-01", "B", "5.00", 90, 1, 4)]
    bad = [(f"2026-13-{day:02}", "B", 1, 1, 1, 1) for day in range(1, 4)]
    return table(*rows, totals[0], *other, totals[1], *bad, *more, header=HEADER)


def test_a_restated_file_is_looked_at_stored_and_taken_away_again(
    person: Callable[[Role], Person], tmp_path: Path
) -> None:
    specialist = person(Role.SPECIALIST)
    page = specialist.page
    specialist.go("/data/")
    drop(specialist, ("snapchat.csv", export("11.30", ("2026-06-02", "C", "60.00", 100, 1, 1))))
    page.wait_for_url("**/data/waiting/**")
    page.get_by_label("Currency of its amounts").fill("EUR")
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 of 7 rows skipped")
    expect(page.locator("#columns")).to_contain_text("Ignored: a custom metric")
    specialist.look()
    page.get_by_role("button", name="Import 4 rows").click()

    specialist.go("/data/")
    changed = export("11.90")
    drop(specialist, ("snapchat.csv", changed))
    page.wait_for_url("**/data/waiting/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("totals fall")
    expect(page.get_by_role("region", name="Rows that are revised")).to_contain_text("11.30")
    expect(page.get_by_role("region", name="not in the file")).to_contain_text("60.00")
    expect(page.get_by_role("region", name="totals rows")).to_contain_text("2.00 more")
    specialist.look()
    page.get_by_role("button", name="Store it all the same").click()
    page.get_by_role("dialog").get_by_role("button", name="Store it").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("totals fall")

    specialist.go("/data/")
    page.locator("#imports, main").get_by_role("link", name="snapchat.csv").first.click()
    page.wait_for_url("**/data/imports/**")
    specialist.look()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Original").click()
    taken.value.save_as(tmp_path / "taken.csv")
    assert (tmp_path / "taken.csv").read_bytes() == changed
    assert taken.value.suggested_filename == "snapchat.csv"
