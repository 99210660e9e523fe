"""A running application and its cast: one person per role at Tallybird, one outsider at another client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import argon2
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session

from paidsocial.config import Settings
from paidsocial.models import AdAccount, Client
from paidsocial.services.access import Actor, Role
from paidsocial.services.workspace import people
from paidsocial.wiring import create_app
from tests.support.browser import PASSWORD, Browser
from tests.support.builders import World

# As cheap as argon2 goes: these passwords guard nothing.
CHEAP = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
HASH = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone signs in with PASSWORD; the “outsider” is a specialist who sees only `other`, “everywhere” sees all."""

    ours: Client
    other: Client
    account: AdAccount
    other_account: AdAccount

    @staticmethod
    def email(role: Role | str) -> str:
        """The address of the person of a role, of the “outsider”, or of the specialist “everywhere”."""
        return f"{role}@tallybird.example"


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled templates are kept between applications."""
    return tmp_path_factory.mktemp("templates")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings on the fresh database."""
    return Settings(database_url=database_url, home=tmp_path / "home")


@pytest.fixture
def make_app(settings: Settings, now: datetime, compiled_templates: Path) -> Iterator[Callable[..., Flask]]:
    """A maker of applications on the fresh database, whose clock stands at `now` unless another is given."""

    made: list[Flask] = []

    def make(
        settings: Settings = settings, *, clock: Callable[[], datetime] = lambda: now, testing: bool = True
    ) -> Flask:
        config = {"TESTING": testing, "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": CHEAP}
        app = create_app(settings, clock=clock, config=config)
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled_templates))
        made.append(app)
        return app

    yield make
    for app in made:  # connections that nobody closes are warnings, and warnings are errors
        app.extensions["paidsocial"].database.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The application."""
    return make_app()


@pytest.fixture
def world(session: Session) -> World:
    """Builders on the fresh database."""
    return World(session)


@pytest.fixture
def cast(session: Session, world: World, now: datetime) -> Cast:
    """Two clients with an ad account each, a person per role who sees the first, an outsider who sees the second."""
    ours = world.client("Tallybird")
    other = world.client("Nightjar Secret Labs")
    account = world.account(ours, "Tallybird DE")
    other_account = world.account(other, "Nightjar Hidden Account")
    machine = Actor.at_the_machine("tests")
    for role in Role:
        details = people.PersonDetails(f"{role} person", role, client_ids=frozenset({ours.id}))
        people.add(session, machine, Cast.email(role), details, password_hash=HASH, now=now)
    outsider = people.PersonDetails("Out Sider", Role.SPECIALIST, client_ids=frozenset({other.id}))
    people.add(session, machine, Cast.email("outsider"), outsider, password_hash=HASH, now=now)
    everywhere = people.PersonDetails("Every Where", Role.SPECIALIST, all_clients=True)
    people.add(session, machine, Cast.email("everywhere"), everywhere, password_hash=HASH, now=now)
    return Cast(ours, other, account, other_account)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser that nobody signed in with."""
    return Browser(app.test_client())


@pytest.fixture
def client_for(app: Flask, cast: Cast) -> Callable[[Role | str], Browser]:
    """A browser signed in as the person of a role, the “outsider” or “everywhere”."""

    def browse(role: Role | str) -> Browser:
        browser = Browser(app.test_client())
        page = browser.sign_in(cast.email(role))
        assert page.status == 302, page.errors()
        return browser

    return browse


def reread(session: Session) -> None:
    """Let go of what the test's session read before, so that it sees what a request wrote."""
    session.rollback()
    session.expire_all()
