"""Signing in and out, being slowed down, one-time links, the demo's buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.config import Settings
from paidsocial.models import AuditEntry, SignInAttempt, User
from paidsocial.services.access import Actor, Role
from paidsocial.services.workspace import people
from paidsocial.web.auth import one_time_link
from tests.support.browser import PASSWORD, Browser
from tests.web.conftest import Cast, reread

ClientFor = Callable[[Role | str], Browser]
WRONG = "The e-mail address or the password is wrong."


def find(session: Session, email: str) -> User:
    reread(session)
    return session.scalars(select(User).where(User.email == email)).one()


def test_one_comes_in_with_the_right_password_and_it_is_noted(
    browser: Browser, cast: Cast, session: Session, now: datetime
) -> None:
    page = browser.sign_in(cast.email(Role.DIRECTOR))
    assert (page.status, page.location) == (302, "/")
    person = find(session, cast.email(Role.DIRECTOR))
    assert person.signed_in_at == now
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.action, entry.actor_id, entry.door) == ("person.signed_in", person.id, "web")


def test_the_address_may_be_written_in_capitals(browser: Browser, cast: Cast) -> None:
    assert browser.sign_in("DIRECTOR@Tallybird.example").status == 302


@pytest.mark.parametrize(
    ("email", "password"), [("director@tallybird.example", "wrong"), ("nobody@tallybird.example", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_read_the_same(
    browser: Browser, cast: Cast, email: str, password: str
) -> None:
    page = browser.sign_in(email, password)
    assert page.status == 200
    assert page.errors() == [WRONG]


def test_after_signing_in_one_is_where_one_wanted_to_be(browser: Browser, cast: Cast) -> None:
    wanted = browser.get("/you?x=1")
    assert wanted.location == "/sign-in?next=/you?x%3D1"
    browser.get(wanted.location)
    page = browser.post(wanted.location, {"email": cast.email(Role.VIEWER), "password": PASSWORD, "next": "/you?x=1"})
    assert page.location == "/you?x=1"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_nobody_is_led_to_another_server(browser: Browser, cast: Cast, elsewhere: str) -> None:
    browser.get("/sign-in")
    page = browser.post("/sign-in", {"email": cast.email(Role.VIEWER), "password": PASSWORD, "next": elsewhere})
    leads_to = page.response.headers.get("Location", "/")
    assert not leads_to.startswith(("http", "//", "/\\")), "browsers read a backslash as a slash"


def test_guessing_is_slowed_down_and_the_right_password_does_not_help(
    make_app: Callable[..., Flask], cast: Cast, now: datetime
) -> None:
    moment = now
    browser = Browser(make_app(clock=lambda: moment).test_client())
    for _ in range(8):
        assert browser.sign_in(cast.email(Role.FINANCE), "guess").errors() == [WRONG]
    page = browser.sign_in(cast.email(Role.FINANCE))
    assert page.errors() == ["Too many failed tries. Try again in 15 minutes."]
    assert browser.sign_in(cast.email(Role.VIEWER)).status == 302, "others are not held up"
    browser.client.delete_cookie("paidsocial")
    moment = now + timedelta(minutes=15, seconds=1)
    assert browser.sign_in(cast.email(Role.FINANCE)).status == 302


def test_the_right_password_forgets_the_failures_before_it(browser: Browser, cast: Cast, session: Session) -> None:
    for _ in range(7):
        browser.sign_in(cast.email(Role.FINANCE), "guess")
    assert browser.sign_in(cast.email(Role.FINANCE)).status == 302
    reread(session)
    assert session.scalars(select(SignInAttempt)).all() == []


def test_forms_without_their_token_are_refused(app: Flask, cast: Cast) -> None:
    answer = app.test_client().post("/sign-in", data={"email": cast.email(Role.VIEWER), "password": PASSWORD})
    assert answer.status_code == 400
    assert b"Load the page again" in answer.data


def test_signing_out_ends_the_session_and_needs_a_form(client_for: ClientFor) -> None:
    browser = client_for(Role.VIEWER)
    assert browser.client.get("/sign-out").status_code == 405
    assert browser.client.post("/sign-out").status_code == 400, "without a token"
    browser.get("/you")
    assert browser.post("/sign-out").location == "/sign-in"
    assert browser.get("/you").location == "/sign-in?next=/you"


def test_switching_somebody_off_ends_their_session_at_once(
    client_for: ClientFor, cast: Cast, session: Session, now: datetime
) -> None:
    browser = client_for(Role.VIEWER)
    assert browser.get("/you").status == 200
    person = find(session, cast.email(Role.VIEWER))
    off = people.PersonDetails(person.name, Role.VIEWER, active=False)
    people.change(session, Actor.at_the_machine(), person.id, off, now=now)
    assert browser.get("/you").status == 302
    assert browser.sign_in(cast.email(Role.VIEWER)).errors() == [WRONG]


class TestOneTimeLink:
    @pytest.fixture
    def link(self, app: Flask, cast: Cast, session: Session) -> str:
        with app.test_request_context():
            return one_time_link(find(session, cast.email(Role.VIEWER)))

    def test_it_sets_a_password_once(self, browser: Browser, cast: Cast, link: str) -> None:
        assert browser.get(link).heading == "Welcome, viewer person"
        new = "violet otter parade"
        page = browser.post(link, {"password": new, "again": new})
        assert page.location == "/"
        assert browser.get("/you").status == 200
        stranger = Browser(browser.client.application.test_client())
        assert stranger.get(link).status == 410, "a second use"
        assert stranger.sign_in(cast.email(Role.VIEWER)).errors() == [WRONG], "the old password"
        assert stranger.sign_in(cast.email(Role.VIEWER), new).status == 302

    @pytest.mark.parametrize(
        ("first", "second", "error"),
        [
            ("short", "short", "Use at least 12 characters."),
            ("violet otter parade", "violet otter parada", "The two passwords differ."),
            ("", "", "Please fill this in."),
        ],
    )
    def test_a_poor_password_is_refused(self, browser: Browser, link: str, first: str, second: str, error: str) -> None:
        browser.get(link)
        page = browser.post(link, {"password": first, "again": second})
        assert page.status == 422
        assert error in page.errors()

    def test_it_ends_after_three_days(
        self, make_app: Callable[..., Flask], link: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = make_app()
        app.config["SECURITY_RESET_PASSWORD_WITHIN"] = timedelta(seconds=-1)
        page = Browser(app.test_client()).get(link)
        assert page.status == 410
        assert page.heading == "This link no longer works"

    def test_a_new_link_ends_the_one_before(
        self, browser: Browser, cast: Cast, session: Session, link: str, now: datetime
    ) -> None:
        people.renew_link(session, Actor.at_the_machine(), find(session, cast.email(Role.VIEWER)).id, now=now)
        assert browser.get(link).status == 410

    @pytest.mark.parametrize(("token", "status"), [("nonsense", 410), ("a.b.c", 410), ("%00", 400)])
    def test_nonsense_is_no_link(self, browser: Browser, cast: Cast, token: str, status: int) -> None:
        assert browser.get(f"/welcome/{token}").status == status


def test_a_changed_password_ends_other_sessions(client_for: ClientFor, cast: Cast) -> None:
    here, elsewhere = client_for(Role.FINANCE), client_for(Role.FINANCE)
    here.get("/password")
    new = "seven quiet harbours"
    wrong = here.post("/password", {"password": "nope", "new_password": new, "new_password_confirm": new})
    assert wrong.errors() == ["That is not your present password."]
    page = here.post("/password", {"password": PASSWORD, "new_password": new, "new_password_confirm": new})
    assert page.location == "/you"
    assert here.get("/you").status == 200
    assert elsewhere.get("/you").status == 302


class TestDemo:
    def test_the_buttons_exist_only_on_the_demo(self, browser: Browser, cast: Cast) -> None:
        assert browser.get("/sign-in").soup.select("button[name=role]") == []
        assert browser.post("/sign-in/demo", {"role": "administrator"}).status == 404
        assert browser.get("/you").status == 302

    def test_one_press_signs_in(self, make_app: Callable[..., Flask], settings: Settings, cast: Cast) -> None:
        browser = Browser(make_app(replace(settings, demo=True)).test_client())
        buttons = browser.get("/sign-in").soup.select("button[name=role]")
        assert {str(button["value"]) for button in buttons} == {role.value for role in Role}
        assert browser.post("/sign-in/demo", {"role": "finance"}).location == "/"
        assert "signed in as finance" in browser.get("/you").text

    def test_a_role_that_is_none_is_refused(
        self, make_app: Callable[..., Flask], settings: Settings, cast: Cast
    ) -> None:
        browser = Browser(make_app(replace(settings, demo=True)).test_client())
        assert browser.post("/sign-in/demo", {"role": "emperor"}).status == 404


def test_an_address_without_encryption_is_warned_about(browser: Browser, cast: Cast) -> None:
    assert "not encrypted" in browser.get("/sign-in", base_url="http://192.0.2.7").text
    assert "not encrypted" not in browser.get("/sign-in", base_url="https://ads.example").text
    assert "not encrypted" not in browser.get("/sign-in", base_url="http://127.0.0.1:8000").text
