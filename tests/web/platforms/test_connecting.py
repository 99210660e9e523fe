"""Connecting a platform on pages: there and back once, bound to the browser that began, nothing secret left behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import AccountSync, AdAccount, AuditEntry, Connection, SignInKept, User
from paidsocial.platforms.live.find import live_platforms
from paidsocial.sandbox.server.faults import Fault
from paidsocial.services.access import Actor, Role
from paidsocial.services.connections import on_the_way
from paidsocial.services.connections.live import BROKEN, CLOSED, CONNECTED
from tests.support.browser import Browser
from tests.support.builders import World
from tests.support.live import Bench
from tests.web.conftest import Cast, reread
from tests.web.platforms.conftest import Connected, began, way_back

ClientFor = Callable[[Role | str], Browser]
Connect = Callable[..., Connected]


@pytest.fixture
def admin(client_for: ClientFor) -> Browser:
    """The administrator."""
    return client_for(Role.ADMINISTRATOR)


def connections(session: Session) -> int:
    reread(session)
    return session.scalar(select(func.count()).select_from(Connection)) or 0


def test_there_and_back_and_the_first_pull_begins(
    admin: Browser, cast: Cast, door: Bench, session: Session, app: Flask
) -> None:
    page = admin.get("/data/connections/")
    assert page.heading == "No platform is connected yet"
    assert page.soup.select_one('.empty a[href^="/data/connections/new"]')

    going = began(admin, cast.ours.id)
    assert going.heading == "Now allow it on Meta"
    assert {code.text for code in going.soup.select("li code")} == set(live_platforms()["meta"].connector.scopes)
    assert "http://localhost/data/connections/back" in going.text
    assert not going.soup.select('form[action^="http"]'), "the content policy lets no form lead elsewhere"

    address = way_back(admin, going)
    code = address.partition("code=")[2].partition("&")[0]
    arrived = admin.get(address)
    assert (arrived.status, code in arrived.location) == (302, False)
    page = admin.get(arrived.location)
    assert page.heading == "2 ad accounts to choose from"
    first = door.sandbox.accounts("meta")[0]
    for said in (first.name, first.currency, first.time_zone, "active", "new"):
        assert said in page.text

    nothing = admin.post(arrived.location, {"days": "30"})
    assert (nothing.status, "at least one" in nothing.errors()[0]) == (422, True)
    done = admin.post(arrived.location, {"account": first.id, "days": "30"}, follow=True)
    assert "1 ad account is connected, and the first pull begins" in done.text
    assert "Pulled in a moment" in done.text
    reread(session)
    sync = session.scalars(select(AccountSync)).one()
    assert (sync.push, sync.since, sync.due_at) == (
        False,
        door.sandbox.now.date() - timedelta(days=30),
        door.sandbox.now,
    )
    assert session.get_one(AdAccount, sync.account_id).client_id == cast.ours.id
    again = admin.get(arrived.location)
    assert "Pulled already" in again.text

    sealed = session.scalars(select(Connection)).one().sealed_grant
    token = app.extensions["paidsocial"].live.sealer.open(sealed).access_token
    written = json.dumps([[row.before, row.after] for row in session.scalars(select(AuditEntry))])
    for shown in (going, page, done, again, admin.get("/data/connections/"), admin.get("/audit/")):
        assert token not in shown.response.text
        assert sealed not in shown.response.text
        assert code not in shown.response.text
    assert token not in written
    assert code not in written


@pytest.mark.parametrize("door", sorted(live_platforms()), indirect=True)
def test_every_platform_is_connected_the_same_way(admin: Browser, cast: Cast, door: Bench, session: Session) -> None:
    arrived = admin.get(way_back(admin, began(admin, cast.ours.id, door.slug)))
    assert arrived.location.endswith("/accounts"), admin.get(arrived.location).text
    page = admin.get(arrived.location)
    assert page.heading == "2 ad accounts to choose from"
    chosen = [str(box["value"]) for box in page.soup.select("input[name=account]")]
    done = admin.post(arrived.location, {"account": chosen, "days": "30"}, follow=True)
    assert "2 ad accounts are connected" in done.text
    assert len(session.scalars(select(AccountSync)).all()) == 2


def test_a_denial_names_no_token(admin: Browser, cast: Cast) -> None:
    state = way_back(admin, began(admin, cast.ours.id)).partition("state=")[2]
    page = admin.get(f"/data/connections/back?denied=request-token-1&state={state}", follow=True)
    assert "it says “access denied”" in page.text
    assert "request-token-1" not in page.response.text


def test_the_way_back_is_good_once(admin: Browser, cast: Cast, session: Session) -> None:
    address = way_back(admin, began(admin, cast.ours.id))
    assert admin.get(address).location.endswith("/accounts")
    again = admin.get(address, follow=True)
    assert "started in another window, or it is over" in again.text
    assert connections(session) == 1


def in_another_process(browser: Browser, app: Flask) -> Browser:
    """The same browser, whose next request another web process over the same database answers."""
    other = Browser(app.test_client())
    cookie = browser.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    other.client.set_cookie(cookie.key, cookie.value)
    return other


@pytest.mark.parametrize("door", ["x"], indirect=True)
def test_x_may_send_the_person_back_to_another_process(
    admin: Browser, cast: Cast, door: Bench, session: Session, make_app: Callable[..., Flask]
) -> None:
    second = make_app(clock=lambda: door.sandbox.now)
    earlier, page = began(admin, cast.ours.id, "x"), admin.get("/data/connections/go")  # the page, and once more
    kept = session.scalars(select(SignInKept)).all()
    token = page.soup.select("a.btn-primary[href^=http]")[0]["href"].rpartition("oauth_token=")[2]
    assert len(kept) == 2
    assert not any(token in row.sealed for row in kept)
    address = way_back(admin, earlier)
    assert in_another_process(admin, second).get(address).location.endswith("/accounts")
    reread(session)
    assert session.scalars(select(SignInKept)).all() == []
    assert connections(session) == 1


@pytest.mark.parametrize("door", ["x"], indirect=True)
def test_what_x_needs_is_the_persons_own_for_half_an_hour_and_once(
    admin: Browser, cast: Cast, door: Bench, session: Session, app: Flask
) -> None:
    live, now = app.extensions["paidsocial"].live, door.sandbox.now
    owner, other = (Actor.of(person(session, role), "web") for role in (Role.ADMINISTRATOR, Role.SPECIALIST))

    def keep() -> None:
        on_the_way.keep(session, owner, live.sealer, "s1", {"secret": "k"}, now=now)

    def take(actor: Actor, state: str = "s1", *, minutes: int = 0) -> dict[str, str]:
        return on_the_way.take(session, actor, live.sealer, state, now=now + timedelta(minutes=minutes))

    keep()
    assert (take(other), take(owner, "s2"), take(owner, minutes=30)) == ({}, {}, {})
    assert take(owner) == {"secret": "k"}
    assert take(owner) == {}
    keep()
    on_the_way.keep(session, other, live.sealer, "s3", {}, now=now + timedelta(minutes=31))
    assert len(session.scalars(select(SignInKept)).all()) == 1, "what nobody came back for goes"


def person(session: Session, role: Role) -> User:
    return session.scalars(select(User).where(User.email == Cast.email(role))).one()


@pytest.mark.parametrize("state", ["", "&state=wrong", "&state=%C3%A4%F0%9F%90%A6"])
def test_a_state_that_is_not_this_browsers_connects_nothing(
    admin: Browser, cast: Cast, session: Session, state: str
) -> None:
    address = way_back(admin, began(admin, cast.ours.id))
    forged = f"{address.partition('&state=')[0]}{state}"
    answer = admin.get(forged)
    assert answer.location == "/data/connections/new"
    assert admin.get(address).location == "/data/connections/new", "one try, right or wrong"
    assert connections(session) == 0


def test_what_one_person_began_no_other_goes_on_with(
    admin: Browser, client_for: ClientFor, cast: Cast, session: Session, door: Bench
) -> None:
    address = way_back(admin, began(admin, cast.ours.id))
    assert client_for(Role.SPECIALIST).get(address).status == 403
    stranger = Browser(admin.client.application.test_client()).get(address)
    assert stranger.location == "/sign-in?next=/data/connections/back", "the code is not repeated"
    door.sandbox.advance(timedelta(minutes=31))
    assert admin.get(address).location == "/data/connections/new", "it is over"
    assert connections(session) == 0


def test_whoever_presses_cancel_there_reads_it_here(admin: Browser, cast: Cast, session: Session) -> None:
    address = way_back(admin, began(admin, cast.ours.id))
    state = address.partition("state=")[2]
    page = admin.get(
        f"/data/connections/back?error=access_denied&error_description=No+thanks&state={state}", follow=True
    )
    assert "Meta was not connected: it says “No thanks”. Start again when you are ready." in page.text
    assert page.soup.select_one("input[name=platform][value=meta][checked]")
    assert connections(session) == 0


def test_a_code_that_is_not_good_is_a_sentence(admin: Browser, cast: Cast, session: Session) -> None:
    used = way_back(admin, began(admin, cast.ours.id))
    code = used.partition("code=")[2].partition("&")[0]
    admin.get(used)
    state = way_back(admin, began(admin, cast.ours.id)).partition("state=")[2]
    page = admin.get(f"/data/connections/back?code={code}&state={state}", follow=True)
    assert page.soup.select_one(".note-amber")
    assert code not in page.response.text
    assert connections(session) == 1


def test_platforms_without_an_app_say_what_to_set(
    make_app: Callable[..., Flask], admin: Browser, cast: Cast, settings: object
) -> None:
    bare = make_app(type(settings)(database_url=settings.database_url, home=settings.home))  # type: ignore[attr-defined]  # as the fixture makes them
    browser = Browser(bare.test_client())
    browser.sign_in(cast.email(Role.ADMINISTRATOR))
    page = browser.get("/data/connections/new")
    assert "set PAIDSOCIAL_META_APP_ID and PAIDSOCIAL_META_APP_SECRET" in page.text
    assert len(page.soup.select("input[name=platform][disabled]")) == len(live_platforms())
    refused = browser.post("/data/connections/new", {"client_id": cast.ours.id, "platform": "meta"})
    assert refused.status == 422
    assert admin.get("/data/connections/new").soup.select_one("input[value=meta]:not([disabled])")


def test_a_pasted_token_connects_and_a_bad_one_is_told_and_forgotten(
    admin: Browser, cast: Cast, door: Bench, session: Session
) -> None:
    fields = {"client_id": cast.ours.id, "platform": "meta", "token": "mistyped-token-of-mine"}
    bad = admin.post("/data/connections/token", fields)
    assert bad.status == 422
    assert "does not accept this token" in bad.errors()[0]
    assert "mistyped-token-of-mine" not in bad.response.text
    assert connections(session) == 0
    good = admin.post("/data/connections/token", {**fields, "token": door.sign_in().access_token})
    assert admin.get(good.location).heading == "2 ad accounts to choose from"


def test_a_platform_that_does_not_answer_is_a_page_with_the_next_step(connect: Connect) -> None:
    at = connect()
    at.door.sandbox.faults.add(Fault("html", times=20))
    page = at.browser.get(f"/data/connections/{at.connection_id}/accounts")
    assert page.status == 502
    assert page.heading == "Meta did not tell its ad accounts"
    assert page.soup.find("a", string="Try again")


def test_an_account_of_another_client_and_one_from_files_are_told(
    admin: Browser, cast: Cast, world: World, door: Bench, session: Session
) -> None:
    first, second = door.sandbox.accounts("meta")
    named = world.account(cast.ours, second.name, currency=second.currency)
    with transaction(session):
        cast.other_account.external_id, named.external_id = first.id, None
    page = admin.get(admin.get(way_back(admin, began(admin, cast.ours.id))).location)
    assert "It belongs to another client here." in page.text
    assert "Known from files" in page.text
    assert page.soup.select_one(f'input[value="{first.id}"][disabled]')


def test_a_revoked_sign_in_needs_somebody_and_connecting_again_pulls_at_once(
    connect: Connect, session: Session
) -> None:
    at = connect()
    account_id = at.account_ids[0]
    at.door.sandbox.tokens.revoke("meta")
    assert at.sync(account_id).state == "failed"
    assert at.connection().state == BROKEN
    page = at.browser.get("/data/connections/")
    assert page.heading == "1 connection needs you"
    remedy = page.soup.select_one(".remedy")
    assert remedy is not None
    assert remedy.select_one(f'form[action="/data/connections/{at.connection_id}/again"]')
    assert at.browser.post(f"/data/connections/{at.connection_id}/again").location == "/data/connections/go"
    back = at.browser.get(way_back(at.browser, at.browser.get("/data/connections/go")), follow=True)
    assert "Connected again; 2 ad accounts are pulled now." in back.text
    assert at.connection().state == CONNECTED
    assert at.session.get_one(AccountSync, account_id).due_at == at.door.sandbox.now
    assert at.sync(account_id).state == "done"


def test_closing_takes_two_presses_and_keeps_the_figures(connect: Connect) -> None:
    at = connect(push=True)
    page = at.browser.get("/data/connections/")
    dialog = page.soup.select_one(f"dialog#close-{at.connection_id}")
    assert dialog is not None
    assert page.soup.select_one(f'button[data-opens="close-{at.connection_id}"]')
    done = at.browser.post(f"/data/connections/{at.connection_id}/close", follow=True)
    assert "Its figures stay" in done.text
    assert done.heading == "No platform is connected yet"
    assert (at.connection().state, at.connection().sealed_grant) == (CLOSED, "")
    assert not any(sync.push or sync.pull for sync in at.session.scalars(select(AccountSync)))
    account = at.browser.get(f"/data/connections/accounts/{at.account_ids[0]}")
    assert "is not pulled any more" in account.heading
    assert at.browser.post(f"/data/connections/accounts/{at.account_ids[0]}/pull").status == 422
