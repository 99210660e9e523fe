"""The director reads the month and goes where it leads; finance takes the month home, also as known earlier."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from paidsocial.db import Database
from paidsocial.models import AdSet
from paidsocial.services.access import Role
from tests.browser.conftest import PHONE, WIDE, Person, Stage
from tests.support.restating import restate


def test_a_director_reads_the_month_and_follows_its_numbers(person: Callable[[Role], Person]) -> None:
    director = person(Role.DIRECTOR)
    page = director.page
    page.wait_for_url("**/overview/")  # home
    for name in ("Spend", "Revenue", "ROAS", "ROI", "MER"):
        expect(page.locator(".stat-label", has_text=name).first).to_be_visible()
    expect(page.locator("#bubbles canvas")).to_be_visible()
    spent = page.locator(".lead a").first.inner_text()
    page.locator(".lead a").first.click()
    page.wait_for_url("**/campaigns/**")
    expect(page.locator("tfoot")).to_contain_text(spent.removeprefix("€"))  # the same figure, to the cent
    page.go_back()
    page.locator("#by-campaign tbody a").first.click()
    page.wait_for_url("**/campaigns/**")


def test_a_quarter_and_another_currency_stay_in_the_address(person: Callable[[Role], Person]) -> None:
    director = person(Role.DIRECTOR)
    director.go("/overview/?from=2026-04-01&to=2026-06-30&currency=USD")
    expect(director.page.locator(".footnotes")).to_contain_text("EUR")
    expect(director.page.get_by_role("heading", level=1)).to_contain_text("$")
    director.look(widths=(WIDE, PHONE))


def test_the_overview_prints_on_one_sheet(person: Callable[[Role], Person], tmp_path: Path) -> None:
    director = person(Role.DIRECTOR)
    printed = director.page.pdf(path=tmp_path / "overview.pdf", prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1


def test_finance_takes_the_month_home_and_gets_the_old_one_again(
    person: Callable[[Role], Person], stage: Stage, tmp_path: Path
) -> None:
    finance = person(Role.FINANCE)
    page = finance.page
    page.wait_for_url("**/finance/")  # home: the last whole month
    expect(page.get_by_role("heading", level=1)).to_contain_text("May 2026")
    before = download(finance, "CSV", tmp_path / "before.csv")
    totals = [row for row in before if row["row"] == "total"]
    assert [row["currency"] for row in totals] == ["EUR", "USD", ""]
    expect(page.locator("#report tfoot")).to_contain_text(totals[-1]["spend_reporting"])

    database = Database(stage.site.database_url)
    with database.session() as session:
        ad_set = session.get_one(AdSet, 1)
        day = datetime(2026, 5, 9, tzinfo=UTC).date()
        restate(session, ad_set, day, 999_990_000, datetime(2026, 6, 14, 8, tzinfo=UTC))
    database.dispose()

    after = download(finance, "CSV", tmp_path / "after.csv", reload=True)
    assert after[0]["snapshot_id"] != before[0]["snapshot_id"]
    workbook = tmp_path / "after.xlsx"
    with page.expect_download() as caught:
        page.get_by_role("link", name="Excel").click()
    caught.value.save_as(workbook)
    assert CalamineWorkbook.from_path(workbook).sheet_names == ["Spend", "Totals"]

    page.get_by_label("As known on").fill("2026-06-13")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**as_known_on=2026-06-13**")
    # The company's figures were all seen on the morning of the 14th, so the day before knew nothing.
    expect(page.get_by_role("heading", level=1)).to_have_text("May 2026: no spend known on 13 June 2026")
    page.get_by_role("link", name="As known today").click()
    expect(page.locator("#report")).to_be_visible()
    finance.look(widths=(WIDE, PHONE))


def download(person: Person, link: str, path: Path, *, reload: bool = False) -> list[dict[str, str]]:
    """Press a link that downloads a CSV, and read it."""
    if reload:
        person.page.reload()
    with person.page.expect_download() as caught:
        person.page.get_by_role("link", name=link).click()
    caught.value.save_as(path)
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
