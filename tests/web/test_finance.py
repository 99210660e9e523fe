"""Finance's page and its files: the same cells, refused where a rate is missing, only one's own clients."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.models import AuditEntry
from paidsocial.services.access import Role
from tests.support.browser import Browser
from tests.support.builders import World
from tests.web.conftest import Cast

ClientFor = Callable[[Role | str], Browser]
MAY = Period.month(2026, 5)


@pytest.fixture
def shop(world: World, cast: Cast) -> Cast:
    """May at both clients; a name that a spreadsheet would run."""
    sale = world.campaign(cast.account, "=1+1 <b>Sale</b>")
    world.figures(world.ad_set(sale), *MAY.days(), spend="10.005")
    secret = world.campaign(cast.other_account, "Nightjar Quiet Campaign")
    world.figures(world.ad_set(secret), *MAY.days(), spend="777")
    return cast


def test_the_page_opens_on_the_last_month_and_says_what_is_to_look_at(client_for: ClientFor, shop: Cast) -> None:
    page = client_for(Role.FINANCE).get("/finance/")
    assert page.heading == "May 2026: 1 thing to look at before the close"
    assert "€310.16 on 1 line, as known on 14 June 2026" in page.text  # 31 x 10.005 = 310.155, to the even cent
    assert "1 line over 310.16 EUR without a PO number" in page.text
    assert "Platforms may restate it until 28 June 2026" in page.text


def test_the_table_is_the_file_cell_by_cell(client_for: ClientFor, shop: Cast) -> None:
    browser = client_for(Role.FINANCE)
    page = browser.get("/finance/?month=2026-05")
    answer = browser.get("/finance/spend.csv?month=2026-05").response
    assert answer.headers["Content-Disposition"] == "attachment; filename=spend-2026-05.csv"
    headings, *rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    table = page.soup.find(id="report")
    assert table is not None
    shown = [
        [cell.find("span")["title"] if cell.find("span") else cell.get_text() for cell in row.find_all("td")]
        for row in table.select("tbody tr")
    ]
    line = dict(zip(headings, rows[0], strict=True))
    assert shown == [[text for name, text in line.items() if name != "row"]]
    assert (line["campaign"], line["spend"]) == ("'=1+1 <b>Sale</b>", "310.155")
    assert len(table.select("tfoot tr")) == 2


def test_the_workbook_has_both_sheets(client_for: ClientFor, shop: Cast, session: Session) -> None:
    answer = client_for(Role.FINANCE).get("/finance/spend.xlsx?month=2026-05").response
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.sheet_names == ["Spend", "Totals"]
    assert book.get_sheet_by_name("Spend").to_python()[1][11] == 310.155
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "spend_report.exported")).one()
    assert (entry.actor_email, entry.door) == (shop.email(Role.FINANCE), "web")


@pytest.mark.parametrize("path", ["/finance/", "/finance/spend.csv", "/finance/spend.xlsx"])
def test_nobody_reads_another_clients_spend(client_for: ClientFor, shop: Cast, path: str) -> None:
    browser = client_for(Role.FINANCE)
    answer = browser.get(f"{path}?month=2026-05")
    assert b"Nightjar" not in answer.response.data
    assert b"24087" not in answer.response.data  # 31 x 777
    assert browser.get(f"{path}?month=2026-05&client={shop.other.id}").status == 404


@pytest.mark.parametrize("path", ["/finance/", "/finance/spend.csv", "/finance/spend.xlsx"])
def test_strangers_and_viewers_are_kept_out(browser: Browser, client_for: ClientFor, shop: Cast, path: str) -> None:
    assert browser.get(path).status == 302
    assert client_for(Role.VIEWER).get(path).status == 403


def test_as_known_before_the_first_file_there_is_nothing(client_for: ClientFor, shop: Cast) -> None:
    page = client_for(Role.FINANCE).get("/finance/?month=2026-05&as_known_on=2026-06-01")
    assert page.heading == "May 2026: no spend known on 1 June 2026"
    assert "As known today" in page.text


def test_a_missing_rate_is_the_first_exception_and_there_is_no_file_to_take(
    client_for: ClientFor, shop: Cast, world: World
) -> None:
    dollars = world.account(shop.ours, "Tallybird US", currency="USD")
    world.figures(world.ad_set(world.campaign(dollars)), date(2026, 5, 1), spend="5")
    browser = client_for(Role.FINANCE)
    page = browser.get("/finance/?month=2026-05")
    assert "no exchange rate from USD to EUR for 2026-05-01 to 2026-05-31" in page.text
    assert not page.soup.select("a[href*='spend.csv']")
    answer = browser.get("/finance/spend.csv?month=2026-05")
    assert (answer.status, "no exchange rate from USD to EUR" in answer.text) == (400, True)


def test_an_empty_month_leads_to_the_newest_figures(client_for: ClientFor, shop: Cast) -> None:
    page = client_for(Role.FINANCE).get("/finance/?month=2024-01")
    assert page.heading == "January 2024: no figures"
    assert [a["href"] for a in page.soup.select("a.btn-primary")] == ["/finance/?month=2026-05"]


def test_the_months_to_choose_from_have_figures_or_are_the_last_two(client_for: ClientFor, shop: Cast) -> None:
    page = client_for(Role.FINANCE).get("/finance/?month=2024-01")
    months = page.soup.select("a.menu-item[href^='/finance/?month=']:not([href*=currency])")
    shown = [a.get_text() for a in months]
    assert shown == ["June 2026", "May 2026", "January 2024"]  # today's, the one before with figures, the chosen


def test_a_new_installation_opens_on_the_newest_month_with_figures(
    client_for: ClientFor, cast: Cast, world: World
) -> None:
    world.figures(world.ad_set(world.campaign(cast.account)), date(2026, 2, 3), spend="5")
    assert client_for(Role.FINANCE).get("/finance/").heading.startswith("February 2026")


@pytest.mark.parametrize("query", ["?month=May", "?as_known_on=2026-07-01", "?fx_basis=mine", "?as_known_on=x"])
def test_an_address_that_makes_no_sense_is_refused(client_for: ClientFor, shop: Cast, query: str) -> None:
    for path in ("/finance/", "/finance/spend.csv"):
        assert client_for(Role.FINANCE).get(path + query).status == 400


def test_a_long_month_is_shown_by_pages_with_its_totals_on_each(
    client_for: ClientFor, shop: Cast, world: World
) -> None:
    for number in range(205):
        ad_set = world.ad_set(world.campaign(shop.account, f"Campaign {number:03}"))
        world.figures(ad_set, date(2026, 5, 1), spend="1")
    browser = client_for(Role.FINANCE)
    first, second = (browser.get(f"/finance/?month=2026-05&page={page}") for page in (1, 2))
    assert [len(page.soup.select("#report tbody tr")) for page in (first, second)] == [200, 6]
    assert "of 206 lines" in first.text
    for page in (first, second):
        assert "515.155" in page.soup.select_one("#report tfoot").get_text()  # type: ignore[union-attr]  # select_one may find none; then the test fails anyway
