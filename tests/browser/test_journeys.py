"""One journey per role, as a person would make it, on pages only."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Download, expect
from python_calamine import CalamineWorkbook

from paidsocial.services.access import Role
from tests.browser.conftest import WIDE, Person, Site, Stage
from tests.support.company import TODAY

Newcomer = Callable[[Site], Person]
SignedIn = Callable[[Role], Person]
PHRASE = "violet otter parade"


def saved(download: Download, folder: Path) -> Path:
    """The downloaded file under its suggested name."""
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def send_a_reallocation(specialist: Person, note: str) -> None:
    """Ask for a better split of the company's budgets and send it for approval."""
    specialist.page.get_by_role("link", name="Reallocate", exact=True).first.click()
    specialist.settle()
    specialist.page.get_by_label("Note for whoever approves").fill(note)
    specialist.page.get_by_role("button", name="Send for approval").click()
    specialist.settle()


def an_export(folder: Path) -> Path:
    """A plain table of a platform and an account that are new here: 30 days of two campaigns."""
    path = folder / "pinterest-june.csv"
    lines = ["Platform,Account,Currency,Campaign name,Date,Spend,Impressions,Clicks,Conversions,Revenue"]
    for back in range(30, 0, -1):
        day = TODAY - timedelta(days=back)
        lines += [
            f"pinterest,Tallybird Pins,EUR,Pins autumn,{day},{40 + back % 7}.50,5000,60,2,{150 + back}.25",
            f"pinterest,Tallybird Pins,EUR,Pins evergreen,{day},20.00,2500,30,1,45.00",
        ]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_specialist_brings_figures_in_plans_paces_and_proposes(
    person: SignedIn, stage: Stage, tmp_path: Path
) -> None:
    specialist = person(Role.SPECIALIST)
    page = specialist.page

    # Bring figures in: drop, look, confirm.
    page.get_by_role("link", name="Data", exact=True).first.click()
    specialist.settle()
    specialist.look()
    page.locator(".drop input[type=file]").set_input_files(an_export(tmp_path))
    page.wait_for_url("**/data/waiting/**")
    specialist.settle()
    expect(page.get_by_role("heading", level=1)).to_have_text("pinterest-june.csv is understood")
    expect(page.locator("main")).to_contain_text("Tallybird Pins")
    expect(page.locator("main")).to_contain_text("1,902.00")  # 60 rows: 1,302.00 and 600.00
    specialist.look()
    page.get_by_role("button", name="Import 60 rows").click()
    specialist.settle()
    specialist.go("/campaigns/?platform=pinterest&from=2026-05-01&to=2026-06-13")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 campaigns spent €1,902")

    # The same file again: nothing new.
    specialist.go("/data/")
    page.locator(".drop input[type=file]").set_input_files(an_export(tmp_path))
    page.wait_for_url("**/data/waiting/**")
    specialist.settle()
    expect(page.locator("main")).to_contain_text("Everything in it is there already")

    # Agree on a budget, see how it paces.
    page.get_by_role("link", name="Plan & pacing", exact=True).first.click()
    page.locator("main a[href*='/pacing/new']").first.click()
    page.get_by_label("Name").first.fill("Meta in June")
    page.get_by_label("Amount").first.fill("9000")
    page.get_by_label("Meta", exact=True).check()
    page.get_by_role("button", name="Plan it").click()
    specialist.settle()
    expect(page.locator("main")).to_contain_text("Meta in June")
    expect(page.locator("main")).to_contain_text("Over")
    specialist.look()
    page.get_by_role("link", name="Today", exact=True).first.click()
    specialist.settle()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 budget needs you")
    page.get_by_role("button", name="Adjust").or_(page.get_by_role("link", name="Adjust")).first.click()
    expect(page.get_by_role("button", name="Propose")).to_be_visible()
    specialist.look(widths=(WIDE,))
    page.keyboard.press("Escape")

    # Ask for a better split, and send it.
    send_a_reallocation(specialist, "Weekly move")
    expect(page.get_by_text("Weekly move").first).to_be_visible()
    specialist.look()
    specialist.go("/changes/")
    expect(page.locator("#waiting")).to_contain_text("Weekly move")


def test_a_director_reads_the_month_and_approves_with_a_comment(person: SignedIn) -> None:
    specialist = person(Role.SPECIALIST)
    send_a_reallocation(specialist, "Prospecting is past its best point")

    director = person(Role.DIRECTOR)
    page = director.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("June 2026")
    director.look()
    page.get_by_role("region", name="Waits for a decision").or_(page.locator("#decisions")).get_by_role(
        "link"
    ).first.click()
    director.settle()
    expect(page.get_by_text("Prospecting is past its best point")).to_be_visible()
    director.look()
    page.get_by_label("Comment").fill("Go ahead, and tell me in two weeks")
    page.get_by_role("button", name="Approve all").click()
    director.settle()
    expect(page.get_by_text("Go ahead, and tell me in two weeks").first).to_be_visible()

    specialist.go("/changes/")
    expect(specialist.page.get_by_role("heading", name="To carry out by hand", exact=True)).to_be_visible()
    specialist.look()
    specialist.page.get_by_label("Tick all").check()
    specialist.page.get_by_role("button", name="Ticked ones are applied").click()
    specialist.settle()
    expect(specialist.page.locator("#ledger")).to_contain_text("Applied")


def test_a_viewer_looks_and_cannot_change(person: SignedIn, stage: Stage) -> None:
    viewer = person(Role.VIEWER)
    page = viewer.page
    page.get_by_role("link", name="Campaigns", exact=True).first.click()
    viewer.settle()
    expect(page.get_by_role("heading", level=1)).to_contain_text("8 campaigns spent")

    page.get_by_role("link", name="TikTok", exact=True).click()
    viewer.settle()
    assert page.locator("#campaigns tbody tr[data-row]").count() == 2
    page.get_by_role("button", name="Ad sets of Spark Ads evergreen").click()
    expect(page.locator("tr.sub")).to_have_count(2)
    page.locator("input[name=campaign]").first.check()
    bar = page.get_by_role("region", name="Ticked campaigns")
    expect(bar).to_contain_text("1 campaign")
    expect(bar.get_by_role("button", name="Reallocate among them")).to_have_count(0)

    page.keyboard.press("Control+k")
    page.get_by_placeholder("Search campaigns").fill("retarg carts")
    expect(page.locator("#finder-list a")).to_have_count(3)  # the campaign and its two ad sets
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/campaigns/3")
    viewer.settle()
    expect(page.locator("#spend-chart canvas")).to_be_visible()
    expect(page.get_by_text("10% more spend brings about")).to_be_visible()
    expect(page.get_by_role("link", name="Reallocate")).to_have_count(0)

    viewer.expected += ["403"]
    for address in ("/reallocate/", "/pacing/new", "/admin/"):
        answer = page.goto(stage.site.address + address)
        assert answer is not None
        assert answer.status == 403, address
        expect(page.get_by_role("heading", level=1)).to_have_text("This page is not for your role")


def test_finance_takes_the_month_away_to_the_cent(person: SignedIn, tmp_path: Path) -> None:
    finance = person(Role.FINANCE)
    page = finance.page
    finance.look()
    with page.expect_download() as as_csv:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(saved(as_csv.value, tmp_path).read_text(encoding="utf-8-sig"))))
    lines, totals = [r for r in rows if r["row"] == "line"], [r for r in rows if r["row"] == "total"]
    assert len(lines) == 8
    euros = sum(Decimal(row["spend"]) for row in lines if row["currency"] == "EUR")
    assert Decimal(next(row["spend"] for row in totals if row["currency"] == "EUR")) == euros
    assert {row["fx_rate"] for row in lines if row["currency"] == "USD"} == {"0.92"}

    with page.expect_download() as as_xlsx:
        page.get_by_role("link", name="Excel").click()
    path = saved(as_xlsx.value, tmp_path)
    assert zipfile.is_zipfile(path)
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Spend").to_python()
    column = sheet[0].index("spend")
    assert [Decimal(str(row[column])).quantize(Decimal("0.01")) for row in sheet[1:9]] == [
        Decimal(row["spend"]).quantize(Decimal("0.01")) for row in lines
    ]

    page.get_by_label("As known on").fill((TODAY - timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Show", exact=True).click()
    finance.settle()
    expect(page.get_by_role("heading", level=1)).to_contain_text("no spend known on")
    finance.look()


def test_an_administrator_starts_from_nothing(empty_site: Site, newcomer: Newcomer, tmp_path: Path) -> None:
    admin = newcomer(empty_site)
    page = admin.page
    admin.go("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")
    admin.look()
    page.get_by_label("Your name").fill("Ada Ministrator")
    page.get_by_label("Your e-mail address").fill("ada@tallybird.example")
    page.get_by_label("A password").fill(PHRASE)
    page.get_by_label("The first client").fill("Tallybird")
    page.get_by_label("It reports in").fill("EUR")
    page.get_by_role("button", name="Set up").click()
    admin.settle()
    assert "/set" not in page.url

    page.get_by_role("link", name="Administration", exact=True).first.click()
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("E-mail address").fill("sol@tallybird.example")
    page.get_by_label("Specialist").check()
    page.get_by_role("checkbox", name="Every client").check()
    admin.look()
    page.get_by_role("button", name="Add and show the link").click()
    link = page.get_by_label("One-time link").input_value()
    admin.look()

    sol = newcomer(empty_site)
    sol.go(link.removeprefix(empty_site.address))
    sol.look()
    for field in sol.page.locator("input[type=password]").all():
        field.fill(PHRASE)
    sol.page.get_by_role("button", name="Set password and come in").click()
    sol.settle()
    expect(sol.page.get_by_text("Your password is set")).to_be_visible()

    rates = tmp_path / "rates.csv"
    days = [date(2026, 6, 1) + timedelta(days=number) for number in range(13)]
    rates.write_text("date,base,quote,rate\n" + "".join(f"{day},USD,EUR,0.92\n" for day in days))
    page.get_by_role("link", name="Done").click()
    admin.go("/rates/load")
    page.locator(".drop input[type=file]").set_input_files(rates)
    page.get_by_role("button", name="Look at it").click()
    admin.settle()
    expect(page.get_by_role("heading", level=1)).to_have_text("rates.csv can be stored")
    admin.look()
    page.get_by_role("button", name="Store 13 rates").click()
    admin.settle()
    expect(page.get_by_text("USD").first).to_be_visible()
    admin.look()
