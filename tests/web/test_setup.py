"""First run: an empty installation leads to the set-up page, once."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.models import Client, User
from paidsocial.services.workspace import organisation
from tests.support.browser import Browser
from tests.support.builders import World
from tests.web.conftest import Cast, reread

FILLED = {
    "name": "Ada Lovelace",
    "email": "Ada@Tallybird.local",
    "password": "violet otter parade",
    "time_zone": "europe/berlin",
    "client": "  Tallybird   Outdoor ",
    "currency": "eur",
    "margin_bp": "42.5",
}


@pytest.mark.parametrize("path", ["/", "/you", "/sign-in", "/admin/"])
def test_every_page_leads_to_set_up_while_nobody_is_here(browser: Browser, path: str) -> None:
    assert browser.get(path).location == "/setup"


def test_it_makes_the_administrator_and_the_first_client(browser: Browser, session: Session) -> None:
    browser.get("/setup")
    assert browser.post("/setup", FILLED).status == 302
    user, client = session.scalars(select(User)).one(), session.scalars(select(Client)).one()
    assert (user.email, user.role, user.time_zone) == ("ada@tallybird.local", "administrator", "Europe/Berlin")
    assert (client.name, client.reporting_currency, client.margin_bp) == ("Tallybird Outdoor", "EUR", 4250)
    assert organisation.read(session).reporting_currency == "EUR"
    assert user.password is not None
    assert user.password.startswith("$argon2id$")
    assert browser.get("/you").status == 200, "and signs them in"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"email": "ada"}, "“ada” is not an e-mail address"),
        ({"password": "short"}, "Use at least 12 characters."),
        ({"currency": "euro"}, "“euro” is not a currency code; use three letters such as EUR or USD."),
        ({"time_zone": "Berlin"}, "“Berlin” is not a time zone; use a name such as Europe/Berlin."),
        ({"margin_bp": "142"}, "A contribution margin is above 0% and at most 100%."),
        ({"margin_bp": "a lot"}, "“a lot” is not a percentage; write it like 12.5."),
        ({"client": "   "}, "Please fill this in."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(
    browser: Browser, session: Session, changed: dict[str, str], error: str
) -> None:
    browser.get("/setup")
    page = browser.post("/setup", FILLED | changed)
    assert page.status == 422
    assert any(found.startswith(error) for found in page.errors()), page.errors()
    assert session.scalars(select(User)).all() == []
    assert session.scalars(select(Client)).all() == []


def test_a_client_that_imports_made_before_is_the_first_client(
    browser: Browser, session: Session, world: World
) -> None:
    made = world.client("My company", currency="USD")
    account = world.account(made)
    page = browser.get("/setup")
    assert page.soup.select_one('input[name="client"][value="My company"]'), "the name it has is filled in"
    assert browser.post("/setup", FILLED).status == 302
    reread(session)
    client = session.scalars(select(Client)).one()
    assert (client.id, client.name, client.reporting_currency) == (made.id, "Tallybird Outdoor", "EUR")
    assert account.client_id == client.id


def test_its_name_may_be_kept(browser: Browser, session: Session, world: World) -> None:
    made = world.client("My company", currency="USD")
    browser.get("/setup")
    assert browser.post("/setup", FILLED | {"client": "My company"}).status == 302
    assert [client.id for client in session.scalars(select(Client))] == [made.id]


def test_of_several_the_one_of_that_name_is_taken(browser: Browser, session: Session, world: World) -> None:
    first, second = world.client("One"), world.client("Two")
    browser.get("/setup")
    assert browser.post("/setup", FILLED | {"client": " two "}).status == 302
    assert {client.id for client in session.scalars(select(Client))} == {first.id, second.id}


def test_afterwards_it_is_closed(browser: Browser, cast: Cast, session: Session) -> None:
    before = len(session.scalars(select(User)).all())
    assert browser.get("/setup").location == "/sign-in"
    assert browser.post("/setup", FILLED).location == "/sign-in"
    reread(session)
    assert len(session.scalars(select(User)).all()) == before
