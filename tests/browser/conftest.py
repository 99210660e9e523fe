"""The real application behind a real browser: a small company in a database, served on a free port, and a person who
signs in with Chromium and minds every console error, every policy violation and every inaccessible control."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import argon2
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright
from werkzeug.serving import make_server

from paidsocial.config import PlatformSettings, Settings
from paidsocial.db import Database
from paidsocial.services.access import Actor, Role
from paidsocial.services.workspace import people
from paidsocial.wiring import create_app
from tests.conftest import NOW, missing_service
from tests.support import company
from tests.support.browser import PASSWORD
from tests.support.company import Company

HERE = Path(__file__).parent
AXE = HERE / "vendor" / "axe-core-4.14.1" / "axe.min.js"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
CHEAP = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium_path() -> str | None:
    """Debian's Chromium, or whatever `PAIDSOCIAL_CHROMIUM` names."""
    named = os.environ.get("PAIDSOCIAL_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = chromium_path()
    if path is None:
        missing_service("Chromium is not installed")
    browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
    yield browser
    browser.close()


@dataclass(slots=True)
class Site:
    """A running application: its address and its database's."""

    address: str
    database_url: str
    app: Flask


@contextmanager
def served(
    database_url: str,
    home: Path,
    *,
    clock: Callable[[], datetime] = lambda: NOW,
    platforms: Mapping[str, PlatformSettings] = MappingProxyType({}),
) -> Iterator[Site]:
    """The application on a free port until the block ends; its clock stands still unless one is given."""
    settings = Settings(database_url=database_url, home=home, secret_key="for tests only " * 3, platforms=platforms)
    app = create_app(settings, clock=clock, config={"SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": CHEAP})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.port}", database_url, app)
    finally:
        server.shutdown()
        thread.join(timeout=20)
        server.server_close()
        app.extensions["paidsocial"].database.dispose()


@pytest.fixture
def empty_site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """An installation that nobody has set up."""
    with served(database_url, tmp_path / "home") as site:
        yield site


@dataclass(frozen=True, slots=True)
class Stage:
    """A served company and the addresses its people sign in with."""

    site: Site
    company: Company

    def email(self, role: Role) -> str:
        """The address of the person of a role."""
        return f"{role}@tallybird.example"


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """A small company with one person per role, served."""
    database = Database(database_url)
    hashed = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.session() as session:
        made = company.found(session)
        for role in Role:
            details = people.PersonDetails(f"{role} person".title(), role, client_ids=frozenset({made.client.id}))
            people.add(
                session,
                Actor.at_the_machine("tests"),
                f"{role}@tallybird.example",
                details,
                password_hash=hashed,
                now=NOW,
            )
    database.dispose()
    with served(database_url, tmp_path / "home") as site:
        yield Stage(site, made)


_AXE = """axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})"""
_WIDEST = """[...document.querySelectorAll("main *")]
    .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 5).map((element) => element.tagName + "." + element.className).join(", ")"""


@dataclass
class Person:
    """Somebody at the browser. Whatever the console says against a page is a failure, unless it was expected."""

    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Mind the console and uncaught errors."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"uncaught on {self.page.url}: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(text in message.text for text in self.expected):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def sign_in(self, email: str) -> None:
        """Through the form, as anyone does."""
        self.go("/sign-in")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def go(self, path: str) -> None:
        """Open an address and wait until the page is still."""
        answer = self.page.goto(self.site.address + path)
        assert answer is not None
        assert answer.status < 400, f"{path} answered {answer.status}"
        self.settle()

    def settle(self) -> None:
        """Wait for what the page fetches by itself."""
        self.page.wait_for_load_state("load")
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def look(self, *, widths: tuple[dict[str, int], ...] = (WIDE, PHONE)) -> None:
        """Hold the present page against the house rules: nothing sticks out sideways, nothing is inaccessible."""
        for width in widths:
            self.page.set_viewport_size(width)  # type: ignore[arg-type]  # it is a ViewportSize
            self.settle()
            beyond = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert beyond <= 0, f"{self.page.url} is {beyond} pixels too wide at {width['width']}: {self._widest()}"
            self.check_accessibility(width["width"])
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # it is a ViewportSize

    def _widest(self) -> str:
        return str(self.page.evaluate(_WIDEST))

    def check_accessibility(self, width: int) -> None:
        """No serious or critical finding of axe-core."""
        report: dict[str, Any] = self.page.evaluate(_AXE)
        bad = [
            f"{found['id']} ({found['impact']}): {found['help']}; {[node['html'][:160] for node in found['nodes'][:3]]}"
            for found in report["violations"]
            if found["impact"] in {"serious", "critical"}
        ]
        assert not bad, f"{self.page.url} at {width}:\n" + "\n".join(bad)

    def complain(self) -> None:
        """Fail with whatever the console said."""
        assert not self.complaints, "\n".join(self.complaints)


@pytest.fixture
def newcomer(chromium: Browser) -> Iterator[Callable[[Site], Person]]:
    """A maker of people whom nobody signed in yet; at the end nobody's console may have complained."""
    contexts: list[BrowserContext] = []
    people_: list[Person] = []

    def make(site: Site) -> Person:
        context = chromium.new_context(
            viewport=WIDE,  # type: ignore[arg-type]  # it is a ViewportSize
            locale="en-GB",
            timezone_id="Europe/Berlin",
            accept_downloads=True,
            reduced_motion="reduce",  # a panel that is still fading in has no contrast to measure
        )
        context.set_default_timeout(20_000)
        context.add_init_script(path=AXE)
        person = Person(context.new_page(), site)
        person.listen()
        contexts.append(context)
        people_.append(person)
        return person

    yield make
    for person in people_:
        if not person.page.is_closed():  # who is left while it loads leaves the server with files half sent
            person.page.wait_for_load_state("load")
    for context in contexts:
        context.close()
    for person in people_:
        person.complain()


@pytest.fixture
def person(stage: Stage, newcomer: Callable[[Site], Person]) -> Callable[[Role], Person]:
    """A maker of signed-in people of the company."""

    def make(role: Role) -> Person:
        someone = newcomer(stage.site)
        someone.sign_in(stage.email(role))
        return someone

    return make
