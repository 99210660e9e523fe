"""Clients and ad accounts: what the scope menu offers, what administrators keep."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.errors import BadInput, Forbidden, NotFound
from paidsocial.services.access import Role
from paidsocial.services.planning import pacing, plan_lines, plans
from paidsocial.services.reallocation import recommendation_lists, recommendation_views
from paidsocial.services.workspace import ad_accounts, clients, organisation
from paidsocial.services.workspace.ad_accounts import AccountDetails
from paidsocial.services.workspace.clients import ClientDetails
from tests.support.builders import World, someone
from tests.support.queries import counted

ADMINISTRATOR = someone(Role.ADMINISTRATOR)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_names_are_told_only_of_ones_own(session: Session, world: World) -> None:
    mine, theirs = world.client("Mine"), world.client("Theirs")
    account, other = world.account(mine, "My account"), world.account(theirs, "Their account")
    actor = someone(clients={mine.id})
    assert clients.names(session, actor, mine.id, account.id) == ("Mine", "My account")
    assert clients.names(session, actor, None, account.id) == (None, "My account")
    for client_id, account_id in ((theirs.id, None), (None, other.id), (mine.id, other.id)):
        with pytest.raises(NotFound):
            clients.names(session, actor, client_id, account_id)
    with pytest.raises(NotFound, match="does not belong to Mine"):
        clients.names(session, ADMINISTRATOR, mine.id, other.id)


def test_the_reporting_currency_is_the_clients_the_shared_one_or_the_organisations(
    session: Session, world: World, now: datetime
) -> None:
    organisation.change(session, ADMINISTRATOR, organisation.Organisation(reporting_currency="GBP"), now=now)
    euro, other_euro, dollar = world.client(currency="EUR"), world.client(currency="EUR"), world.client(currency="AUD")
    both = someone(clients={euro.id, other_euro.id})
    assert clients.reporting_currency(session, both) == "EUR"
    assert clients.reporting_currency(session, ADMINISTRATOR) == "GBP"
    assert clients.reporting_currency(session, ADMINISTRATOR, client_id=dollar.id) == "AUD"
    assert clients.reporting_currency(session, someone(clients=set())) == "GBP"
    world.account(euro, currency="USD")
    assert clients.currencies(session, both) == ["EUR", "USD"]


def test_the_menu_is_short_searches_and_asks_the_same_for_thousands(session: Session, world: World) -> None:
    for number in range(3):
        world.client(f"Client {number}")
    with counted(session) as few:
        clients.scope_menu(session, ADMINISTRATOR, client_id=None)
    for number in range(3, 60):
        world.client(f"Client {number}")
    with counted(session) as many:
        menu = clients.scope_menu(session, ADMINISTRATOR, client_id=None)
    assert (len(menu.clients), menu.more) == (40, 20)
    assert len(few) == len(many)
    found = clients.scope_menu(session, ADMINISTRATOR, client_id=None, search=" T 5")
    assert {client.name for client in found.clients} == {"Client 5", *(f"Client {number}" for number in range(50, 60))}
    assert clients.scope_menu(session, ADMINISTRATOR, client_id=None, search="%").clients == ()


def test_the_menu_offers_only_ones_own(session: Session, world: World) -> None:
    mine, theirs = world.client("Mine"), world.client("Theirs")
    world.account(theirs)
    menu = clients.scope_menu(session, someone(clients={mine.id}), client_id=theirs.id)
    assert [client.name for client in menu.clients] == ["Mine"]
    assert menu.accounts == ()


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (ClientDetails("  ", "EUR"), "name"),
        (ClientDetails("x" * 201, "EUR"), "name"),
        (ClientDetails("A", "EURO"), "currency"),
        (ClientDetails("A", "EUR", 0), "margin_bp"),
        (ClientDetails("A", "EUR", 10_001), "margin_bp"),
        (ClientDetails("A", "EUR", 5000, -1), "approval_limit_micros"),
    ],
)
def test_a_client_that_cannot_be_is_refused(
    session: Session, now: datetime, details: ClientDetails, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        clients.create(session, ADMINISTRATOR, details, now=now)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("details", "message"),
    [
        (AccountDetails(1, "meta", " ", "EUR"), "Give the ad account a name"),
        (AccountDetails(1, " ", "A", "EUR"), "which platform"),
        (AccountDetails(1, "meta", "A", "EURO"), "not a currency code"),
        (AccountDetails(1, "meta", "A", "EUR", "Mars"), "not a time zone"),
    ],
)
def test_an_ad_account_that_cannot_be_is_refused(
    session: Session, now: datetime, details: AccountDetails, message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        ad_accounts.create(session, ADMINISTRATOR, details, now=now)


def test_an_ad_account_needs_its_client(session: Session, now: datetime) -> None:
    with pytest.raises(NotFound):
        ad_accounts.create(session, ADMINISTRATOR, AccountDetails(404, "meta", "A", "EUR"), now=now)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_keep_clients(session: Session, world: World, now: datetime, role: Role) -> None:
    client, actor = world.client(), someone(role)
    details, account = ClientDetails("New", "EUR"), AccountDetails(client.id, "meta", "A", "EUR")
    for attempt in (
        lambda: clients.listing(session, actor),
        lambda: clients.create(session, actor, details, now=now),
        lambda: clients.update(session, actor, client.id, details, now=now),
        lambda: clients.set_archived(session, actor, client.id, archived=True, now=now),
        lambda: ad_accounts.listing(session, actor),
        lambda: ad_accounts.create(session, actor, account, now=now),
        lambda: ad_accounts.update(session, actor, 1, account, now=now),
        lambda: organisation.change(session, actor, organisation.Organisation(), now=now),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_an_account_that_goes_to_another_client_takes_its_figures_out_of_the_first_ones_plan(
    session: Session, world: World, now: datetime
) -> None:
    old, new = world.client("Old"), world.client("New")
    account = world.account(old, "Shared")
    campaign = world.campaign(account, "Spring")
    world.figures(world.ad_set(campaign), date(2026, 6, 2), spend="100")
    june, amount = Period.month(2026, 6), Money.parse("1000", "EUR")
    lines = [
        plans.save(session, ADMINISTRATOR, plans.Wanted(client.id, "June", june, amount), now=now, today=now.date())
        for client in (old, new)
    ]
    before, after = (saved.line.id for saved in lines)
    recommendation = world.recommendation(campaign)
    seller, buyer = someone(clients={old.id}), someone(clients={new.id})
    assert recommendation_lists.listing(session, seller)[1] == 1

    details = AccountDetails(new.id, "meta", "Shared", "EUR", "Europe/Berlin", account.external_id)
    ad_accounts.update(session, ADMINISTRATOR, account.id, details, now=now)

    assert plan_lines.covered(session, seller, before, as_of=now.date()) == ([], 0)
    assert [found.spent for found in plan_lines.covered(session, buyer, after, as_of=now.date())[0]] == [100_000_000]
    report = pacing.read(session, seller, month=june, as_of=now.date())
    assert [(line.facts.covered, line.facts.accounts) for line in report.lines] == [(0, ())]
    assert recommendation_lists.listing(session, seller) == ((), 0)
    for actor in (seller, buyer):
        with pytest.raises(NotFound):
            recommendation_views.get(session, actor, recommendation)
