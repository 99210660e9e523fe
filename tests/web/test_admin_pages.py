"""Administration: people, clients, ad accounts, the organisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.models import AdAccount, AuditEntry, Client, User
from paidsocial.services.access import Role
from paidsocial.services.workspace import organisation
from tests.support.browser import Browser
from tests.support.builders import World
from tests.web.conftest import Cast, reread

ClientFor = Callable[[Role | str], Browser]


@pytest.fixture
def admin(client_for: ClientFor) -> Browser:
    browser = client_for(Role.ADMINISTRATOR)
    browser.get("/admin/")
    return browser


def by_email(session: Session, email: str) -> User:
    reread(session)
    return session.scalars(select(User).where(User.email == email)).one()


def last_action(session: Session) -> str:
    reread(session)
    return session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq.desc())).first() or ""


class TestPeople:
    def test_somebody_new_gets_a_link_that_works(self, admin: Browser, cast: Cast, session: Session) -> None:
        form = {"email": "New.Person@Tallybird.example", "role": "finance", "clients": [cast.ours.id], "active": "y"}
        page = admin.post("/admin/people/new", form)
        assert page.heading == "Pass this link on to new.person"
        link = str(page.soup.select_one("#link")["value"])  # type: ignore[index]  # it is there, or the test fails
        person = by_email(session, "new.person@tallybird.example")
        assert (person.role, person.password, [x.client_id for x in person.client_links]) == (
            "finance",
            None,
            [cast.ours.id],
        )
        newcomer = Browser(admin.client.application.test_client())
        newcomer.get(link)
        newcomer.post(link, {"password": "violet otter parade", "again": "violet otter parade"})
        assert newcomer.get("/you").status == 200
        assert "Invited" not in admin.get("/admin/").text

    def test_somebody_without_a_client_is_pointed_out_and_told_whom_to_ask(self, admin: Browser, cast: Cast) -> None:
        page = admin.post("/admin/people/new", {"email": "bo@tallybird.example", "role": "viewer", "active": "y"})
        assert "bo sees no client yet" in page.text
        link = str(page.soup.select_one("#link")["value"])  # type: ignore[index]  # as above
        newcomer = Browser(admin.client.application.test_client())
        newcomer.get(link)
        newcomer.post(link, {"password": "violet otter parade", "again": "violet otter parade"})
        assert "Ask an administrator to give you one" in newcomer.get("/", follow=True).text
        assert "Ask an administrator" not in admin.get("/", follow=True).text

    def test_an_address_that_is_here_already_is_refused(self, admin: Browser, cast: Cast) -> None:
        page = admin.post("/admin/people/new", {"email": cast.email(Role.VIEWER).upper(), "role": "viewer"})
        assert page.status == 422
        assert page.errors() == ["viewer@tallybird.example is already here; change that person instead."]

    def test_role_and_clients_change(self, admin: Browser, cast: Cast, session: Session) -> None:
        person = by_email(session, cast.email(Role.VIEWER))
        form = {"name": "Vera", "role": "director", "clients": [cast.ours.id, cast.other.id], "active": "y"}
        assert admin.post(f"/admin/people/{person.id}", form).status == 302
        changed = by_email(session, cast.email(Role.VIEWER))
        assert (changed.name, changed.role) == ("Vera", "director")
        assert {link.client_id for link in changed.client_links} == {cast.ours.id, cast.other.id}
        assert last_action(session) == "person.changed"

    def test_the_last_administrator_stays(self, admin: Browser, cast: Cast, session: Session) -> None:
        person = by_email(session, cast.email(Role.ADMINISTRATOR))
        for form in ({"role": "viewer", "active": "y"}, {"role": "administrator"}):
            page = admin.post(f"/admin/people/{person.id}", form)
            assert page.errors() == [f"{person.email} is the only administrator; make somebody else one first."]
        assert by_email(session, person.email).role == "administrator"

    def test_somebody_unknown_is_not_found(self, admin: Browser) -> None:
        assert admin.get("/admin/people/99999").status == 404


class TestClients:
    def test_one_is_added_with_margin_and_limit(self, admin: Browser, session: Session) -> None:
        form = {"name": "Sunday", "reporting_currency": "aud", "margin_bp": "55", "approval_limit_micros": "1,250.50"}
        assert admin.post("/admin/clients/new", form).location == "/admin/clients"
        client = session.scalars(select(Client).where(Client.name == "Sunday")).one()
        assert (client.reporting_currency, client.margin_bp, client.approval_limit_micros) == (
            "AUD",
            5500,
            1_250_500_000,
        )

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"name": "tallybird"}, "There is already a client named tallybird."),
            ({"margin_bp": "0"}, "A contribution margin is above 0% and at most 100%."),
            ({"approval_limit_micros": "-1"}, "The approval limit cannot be negative; leave it empty for no limit."),
            ({"approval_limit_micros": "1.0005"}, "1.0005 is finer than the smallest unit of EUR."),
        ],
    )
    def test_what_cannot_be_is_said(self, admin: Browser, changed: dict[str, str], error: str) -> None:
        page = admin.post("/admin/clients/new", {"name": "New", "reporting_currency": "EUR"} | changed)
        assert page.status == 422
        assert page.errors() == [error]

    def test_putting_away_can_be_undone_from_the_message(self, admin: Browser, cast: Cast, session: Session) -> None:
        page = admin.post(f"/admin/clients/{cast.ours.id}/archive", follow=True)
        assert "left the menus" in page.text
        undo = page.soup.select_one(".note form")
        assert undo is not None
        fields = {str(tag["name"]): str(tag["value"]) for tag in undo.select("input")}
        admin.post(str(undo["action"]), fields)
        reread(session)
        assert session.get_one(Client, cast.ours.id).archived_at is None
        assert last_action(session) == "client.restored"

    def test_saving_without_a_change_leaves_no_mark(self, admin: Browser, cast: Cast, session: Session) -> None:
        before = last_action(session)
        form = {"name": "Tallybird", "reporting_currency": "EUR", "margin_bp": "50"}
        assert admin.post(f"/admin/clients/{cast.ours.id}", form).status == 302
        assert last_action(session) == before


class TestAdAccounts:
    def test_one_is_added(self, admin: Browser, cast: Cast, session: Session) -> None:
        form = {
            "client_id": cast.ours.id,
            "platform": "tiktok",
            "name": "TikTok DE",
            "currency": "eur",
            "time_zone": "",
        }
        assert admin.post("/admin/accounts/new", form).location == "/admin/accounts"
        account = session.scalars(select(AdAccount).where(AdAccount.name == "TikTok DE")).one()
        assert (account.currency, account.time_zone, account.time_zone_known) == ("EUR", "UTC", False)

    def test_the_currency_of_an_account_with_figures_stays(
        self, admin: Browser, cast: Cast, world: World, session: Session
    ) -> None:
        world.figures(world.ad_set(world.campaign(cast.account)), date(2026, 6, 1))
        form = {"client_id": cast.ours.id, "platform": "meta", "name": "Renamed", "currency": "USD"}
        page = admin.post(f"/admin/accounts/{cast.account.id}", form)
        assert page.status == 422
        assert page.errors()[0].startswith("Tallybird DE already has figures in EUR from meta; both stay.")
        assert admin.post(f"/admin/accounts/{cast.account.id}", form | {"currency": "EUR"}).status == 302
        reread(session)
        assert session.get_one(AdAccount, cast.account.id).name == "Renamed"

    def test_a_platform_id_belongs_to_one_account(self, admin: Browser, cast: Cast) -> None:
        taken = cast.other_account.external_id
        form = {"client_id": cast.ours.id, "platform": "meta", "name": "Twin", "currency": "EUR", "external_id": taken}
        page = admin.post("/admin/accounts/new", form)
        assert page.errors() == [f"Nightjar Hidden Account already has the id {taken} on this platform."]


def test_the_organisation_keeps_its_settings(admin: Browser, session: Session) -> None:
    form = {"name": "Sunday & Co", "reporting_currency": "gbp", "time_zone": "Europe/London", "max_step_pct": "15"}
    assert admin.post("/admin/organisation", form).status == 302
    assert organisation.read(session) == organisation.Organisation("Sunday & Co", "GBP", "Europe/London", 15)
    page = admin.post("/admin/organisation", form | {"max_step_pct": "0"})
    assert page.errors() == ["From 1 to 100 percent."]


def test_everybody_decides_their_own_looks(client_for: ClientFor, session: Session, cast: Cast) -> None:
    browser = client_for(Role.VIEWER)
    form = {"name": "Vera", "time_zone": "australia/sydney", "theme": "dark", "density": "compact"}
    browser.get("/you")
    assert browser.post("/you", form).status == 302
    page = browser.get("/you")
    assert page.soup.html is not None
    assert (page.soup.html["data-theme"], page.soup.html["data-density"]) == ("dark", "compact")
    assert by_email(session, cast.email(Role.VIEWER)).time_zone == "Australia/Sydney"
    assert browser.post("/you/look", {"theme": "light", "back": "/you?x=1"}).location == "/you?x=1"
    assert browser.get("/you").soup.html["data-theme"] == "light"  # type: ignore[index]  # it is there, or the test fails
    assert browser.post("/you/look", {"theme": "pink"}).status == 422
