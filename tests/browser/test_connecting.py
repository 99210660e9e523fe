"""A platform is connected as a person would do it, its figures come, and an approved change goes out: on pages only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import argon2
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from paidsocial.db import Database, transaction
from paidsocial.models import AccountSync, Campaign, Client
from paidsocial.services.access import Role
from paidsocial.services.changes import budget_changes
from paidsocial.services.changes.budget_changes import Wanted
from paidsocial.services.connections import syncing
from paidsocial.services.workspace import people
from tests.browser.conftest import PHONE, Person, Site, served
from tests.support.browser import PASSWORD
from tests.support.connected import MACHINE, platform_settings, timing_of
from tests.support.live import NOW, Bench, bench

EMAIL = "ada@tallybird.example"


@pytest.fixture
def door() -> Iterator[Bench]:
    """Meta's door of a sandbox with ten ad accounts."""
    with bench("meta", accounts=10) as opened:
        yield opened


@pytest.fixture
def site(database_url: str, tmp_path: Path, door: Bench) -> Iterator[Site]:
    """The application beside it, with one client and one administrator."""
    with served(
        database_url,
        tmp_path / "home",
        clock=lambda: door.sandbox.now,
        platforms={door.slug: platform_settings(door)},
    ) as made:
        runtime = made.app.extensions["paidsocial"]
        runtime.live = replace(runtime.live, timing=timing_of(door))
        database = Database(database_url)
        with database.session() as session:
            with transaction(session):
                client = Client(name="Tallybird", reporting_currency="EUR", margin_bp=5000, created_at=NOW)
                client.approval_limit_micros = 1_000_000  # so that somebody else decides
                session.add(client)
            details = people.PersonDetails("Ada", Role.ADMINISTRATOR)
            hashed = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
            people.add(session, MACHINE, EMAIL, details, password_hash=hashed, now=NOW)
        database.dispose()
        yield made


def pull(site: Site) -> None:
    """What the background does with ad accounts that are due."""
    runtime = site.app.extensions["paidsocial"]
    with runtime.database.session() as session:
        for account_id in session.scalars(select(AccountSync.account_id)).all():
            done = syncing.sync(session, MACHINE, runtime.live, account_id, home=runtime.settings.home)
            assert done.state == "done", done.message


def test_an_administrator_connects_a_platform_sees_its_figures_and_sends_a_change(
    newcomer: Callable[[Site], Person], site: Site, door: Bench
) -> None:
    ada = newcomer(site)
    ada.expected.append("404")  # the platform's page has no icon
    page = ada.page
    ada.sign_in(EMAIL)

    # There and back.
    ada.go("/data/connections/")
    ada.look()
    page.get_by_role("link", name="Connect a platform").first.click()
    ada.look()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Now allow it on Meta")
    ada.look()
    page.get_by_role("link", name="Go to Meta").click()
    page.get_by_role("link", name="Allow").click()
    page.wait_for_url("**/accounts")
    assert "code=" not in str(page.evaluate("document.referrer"))

    # Choose among many: find, tick what is shown.
    expect(page.get_by_role("heading", level=1)).to_have_text("10 ad accounts to choose from")
    ada.look()
    page.get_by_role("button", name="Tick none").click()
    expect(page.get_by_text("0 ticked")).to_be_visible()
    page.get_by_label("Find an ad account").fill("shop 1")
    expect(page.locator("#choose-table tbody tr:visible")).to_have_count(2)
    page.get_by_label("Find an ad account").fill(door.spec.id)
    page.get_by_role("button", name="Tick those shown").click()
    expect(page.get_by_text("1 ticked")).to_be_visible()
    page.get_by_label("How far back").select_option("30")
    page.get_by_label("Send approved budget changes").check()
    page.get_by_role("button", name="Pull the ticked ones").click()
    ada.settle()
    row = page.locator("#accounts tbody tr")
    expect(row).to_contain_text("Pulled in a moment")

    # The row and the account's page tell by themselves when it is done; neither moves.
    row.get_by_role("link", name=door.spec.name).click()
    expect(page.locator("#doing")).to_contain_text("It is pulled in a moment")
    page.get_by_label("Most changes a day").fill("3")
    pull(site)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{door.spec.name} has figures to 13 June 2026")
    expect(page.locator("#days td.day-complete").first).to_be_visible()
    expect(page.locator("#pulls-table tbody tr")).to_have_count(1)
    expect(page.locator("#doing[hx-trigger]")).to_have_count(0)
    expect(page.get_by_label("Most changes a day")).to_have_value("3")  # what was typed stays
    expect(page.get_by_role("button", name="Pull now")).to_be_visible()
    ada.look()
    page.get_by_role("button", name="Save").click()
    ada.settle()
    expect(page.locator(".flashes")).to_contain_text("was saved")

    # The row on the list changes in its place.
    page.get_by_role("button", name="Pull now").click()
    ada.go("/data/connections/")
    expect(page.locator("[id^=accounts-] tbody tr")).to_contain_text("Pulled in a moment")
    pull(site)
    expect(page.locator("[id^=accounts-] tbody tr")).to_contain_text("Well")
    expect(page.locator("#poll[hx-trigger]")).to_have_count(0)
    ada.look()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/data/connections/accounts/*")

    # Its figures on Campaigns, a change of a budget, sent.
    ada.go("/campaigns/?from=2026-06-01&to=2026-06-13")
    expect(page.locator("main")).to_contain_text("Campaign 1")
    target = door.target(on_campaign=True)
    before = (door.sandbox.budget(target.id) or 0) // 1_000_000
    propose(site, before + before // 10, before)
    ada.go("/changes/")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 decision waits")
    page.get_by_role("link", name="Look at change").click()
    page.get_by_role("button", name="Approve").click()
    ada.settle()
    expect(page.locator("#on-platform")).to_contain_text("Approved; it goes to the platform by itself in a moment.")
    ada.look()
    ada.go("/changes/")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 change to send")
    ada.look()
    page.get_by_role("button", name="Dry run").click()
    ada.settle()
    expect(page.locator(".flashes")).to_contain_text("Dry run, nothing was sent")
    page.get_by_role("button", name="Stop sending…").click()
    page.get_by_label("Why").fill("Lunch")
    page.get_by_role("button", name="Stop sending", exact=True).click()
    ada.settle()
    expect(page.locator(".stopped")).to_contain_text("Lunch")
    expect(page.get_by_role("button", name="Send now")).to_have_count(0)
    ada.look(widths=(PHONE,))
    page.get_by_role("button", name="Let it go on").click()
    ada.settle()
    page.get_by_role("button", name="Send now").click()
    ada.settle()
    expect(page.locator(".flashes")).to_contain_text("is applied. Read back from the platform")
    assert door.sandbox.budget(target.id) == (before + before // 10) * 1_000_000
    assert len(door.sandbox.writes) == 1
    page.locator("#ledger").get_by_role("link", name="Campaign 1").click()
    ada.look()
    expect(page.locator(".trail")).to_contain_text("Applied")


def propose(site: Site, after: int, before: int) -> None:
    """Ask for a change of the first campaign's budget."""
    runtime = site.app.extensions["paidsocial"]
    with runtime.database.session() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.name == "Campaign 1")).one()
        wanted = Wanted(campaign.id, str(after), str(before), None, "More of it")
        now = runtime.clock()
        budget_changes.propose(session, MACHINE, wanted, now=now, today=now.date())
