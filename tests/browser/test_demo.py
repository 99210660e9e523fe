"""`paidsocial demo` as a newcomer meets it: one process, SQLite, no broker; it pulls, recommends, sends and goes on by
itself while people only use its pages."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person, Site
from tests.support.demo import MadeDemo, serving

PATIENT = 120_000  # milliseconds; what the demo does by itself it looks for every 20 seconds


@pytest.fixture
def home(made_demo: MadeDemo, tmp_path: Path) -> Path:
    """A demo of one's own."""
    return made_demo.copied_to(tmp_path)


@pytest.fixture
def site(home: Path) -> Iterator[Site]:
    """The command, serving it."""
    with serving(home, "--keep") as address:
        yield Site(address, f"sqlite:///{home / 'demo' / 'paidsocial.db'}", Flask("somewhere else"))


def arrives(newcomer: Callable[[Site], Person], site: Site, role: str) -> Person:
    """Somebody who looks around as a role."""
    someone = newcomer(site)
    someone.go("/sign-in")
    someone.page.get_by_role("button", name=role).click()
    someone.page.wait_for_url(lambda url: "/sign-in" not in url)
    return someone


def edits(home: Path) -> list[dict[str, Any]]:
    """What was changed on the demo's platforms, as they keep it themselves."""
    said: dict[str, Any] = json.loads((home / "demo" / "platforms.json").read_text(encoding="utf-8"))
    return list(said["edits"])


def test_the_demo_pulls_recommends_approves_pushes_and_goes_a_day_on(
    newcomer: Callable[[Site], Person], site: Site, home: Path
) -> None:
    mara = arrives(newcomer, site, "Specialist")
    page = mara.page
    before = edits(home)

    # It pulls by itself: every ad account that its sign-ins open.
    mara.go("/data/connections/")
    expect(page.get_by_role("heading", name=re.compile("Tallybird")).first).to_be_visible()
    reload_until(page, lambda: page.get_by_text("None has succeeded yet").count() == 0)

    # It recommends, and the specialist sends that to whoever decides.
    mara.go("/reallocate/")
    page.locator("summary", has_text="All clients").click()
    page.get_by_role("link", name=re.compile("^Tallybird")).first.click()
    page.wait_for_url("**client=*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("revenue expected", timeout=PATIENT)
    page.get_by_label("Note for whoever approves").fill("The walk of the demo")
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("asks to move", timeout=PATIENT)
    asked = page.url.removeprefix(site.address)

    # The director approves with one press.
    theo = arrives(newcomer, site, "Director")
    theo.go("/changes/")
    expect(theo.page.get_by_text("The walk of the demo")).to_be_visible()
    theo.go(asked)
    theo.page.get_by_role("button", name=re.compile("Approve all")).click()
    expect(theo.page.get_by_text("Approved by")).to_be_visible(timeout=PATIENT)

    # It goes to the platforms by itself, and the page that shows it says so without being asked again.
    mara.go(asked)
    change = page.locator("#changes tbody tr").first
    amount = change.locator("td").nth(1).inner_text().replace(",", "")
    change.get_by_role("link").click()
    expect(page.locator("#change-state")).to_have_text("Applied", timeout=PATIENT)
    expect(page.get_by_text("Read back from the platform")).to_be_visible()
    expect(page.get_by_text("request number")).to_be_visible()
    new = [edit for edit in edits(home) if edit not in before]
    assert int(float(amount) * 1_000_000) in {edit["micros"] for edit in new}, "the platform keeps the budget itself"

    # A day goes by on the platforms, and its figures are there by themselves.
    known, following = figures_to(page)
    page.get_by_role("button", name="Next day").click()
    expect(page.get_by_text("new figures are being pulled")).to_be_visible(timeout=PATIENT)
    reload_until(page, lambda: figures_to(page)[0] != known)
    assert figures_to(page)[0] == following


def figures_to(page: Page) -> tuple[str, str]:
    """The last day that the figures reach, as the top bar says it, and the day after it."""
    said = re.search(r"Figures to (\d+ \w+)", page.locator(".freshness").inner_text())
    assert said is not None
    day = datetime.strptime(f"{said[1]} {date.today().year}", "%d %B %Y") + timedelta(days=1)  # noqa: DTZ007, DTZ011 - a day as people write it
    return said[1], f"{day.day} {day:%B}"


def reload_until(page: Page, so: Callable[[], bool]) -> None:
    """Look again until it is so."""
    deadline = time.monotonic() + PATIENT / 1000
    while not so():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(2000)
        page.reload()
