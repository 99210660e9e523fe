"""The application beside a served sandbox whose clock is the application's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.config import Settings
from paidsocial.models import AccountSync, Connection
from paidsocial.services.access import Role
from paidsocial.services.connections import syncing
from paidsocial.services.connections.live import Live
from tests.support.browser import Browser, Page
from tests.support.connected import MACHINE, platform_settings, timing_of
from tests.support.live import Bench, bench
from tests.web.conftest import Cast, reread

SINCE = date(2026, 6, 1)


@pytest.fixture
def door(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A platform's door with two ad accounts: Meta's, unless a test names another."""
    with bench(getattr(request, "param", "meta"), accounts=2) as opened:
        yield opened


@pytest.fixture
def settings(database_url: str, tmp_path: Path, door: Bench) -> Settings:
    """Settings whose developer app and hosts are the sandbox's."""
    return Settings(database_url=database_url, home=tmp_path / "home", platforms={door.slug: platform_settings(door)})


@pytest.fixture
def app(make_app: Callable[..., Flask], door: Bench) -> Flask:
    """The application at the sandbox's time."""
    made = make_app(clock=lambda: door.sandbox.now)
    runtime = made.extensions["paidsocial"]
    runtime.live = replace(runtime.live, timing=timing_of(door))
    return made


@dataclass
class Connected:
    """Somebody at the pages of a connection."""

    browser: Browser
    door: Bench
    app: Flask
    session: Session
    home: Path
    connection_id: int

    @property
    def live(self) -> Live:
        found: Live = self.app.extensions["paidsocial"].live
        return found

    @property
    def account_ids(self) -> list[int]:
        reread(self.session)
        return list(self.session.scalars(select(AccountSync.account_id).order_by(AccountSync.account_id)))

    def sync(self, account_id: int) -> syncing.Pulled:
        reread(self.session)
        return syncing.sync(self.session, MACHINE, self.live, account_id, home=self.home, since=SINCE)

    def connection(self) -> Connection:
        reread(self.session)
        return self.session.get_one(Connection, self.connection_id)


def way_back(browser: Browser, page: Page) -> str:
    """Follow the link to the platform, press Allow there: the address that it leads back to."""
    link = page.soup.select_one("a.btn-primary[href^=http]")
    assert link is not None, page.text
    reply = httpx.get(f"{link['href']}&auto=1", follow_redirects=False)
    parts = urlsplit(reply.headers["location"])
    return f"{parts.path}?{parts.query}"


def began(browser: Browser, client_id: int, platform: str = "meta") -> Page:
    """The page that leads to the platform."""
    started = browser.post("/data/connections/new", {"client_id": client_id, "platform": platform})
    assert started.location == "/data/connections/go", started.errors()
    return browser.get(started.location)


@pytest.fixture
def connect(
    client_for: Callable[[Role | str], Browser], cast: Cast, door: Bench, app: Flask, session: Session
) -> Callable[..., Connected]:
    """A maker of a connection of Tallybird, made by its administrator through the pages."""

    def make(*, push: bool = False, count: int = 2) -> Connected:
        browser = client_for(Role.ADMINISTRATOR)
        arrived = browser.get(way_back(browser, began(browser, cast.ours.id, door.slug)))
        accounts = door.sandbox.accounts(door.slug)[:count]
        chosen = {"account": [each.id for each in accounts], "days": "30", **({"push": "y"} if push else {})}
        done = browser.post(arrived.location, chosen)
        assert done.status == 302, done.errors()
        home = app.extensions["paidsocial"].settings.home
        made = Connected(
            browser,
            door,
            app,
            session,
            home,
            int(done.location.rpartition("/")[2]),
        )
        assert len(made.account_ids) == count
        return made

    return make
