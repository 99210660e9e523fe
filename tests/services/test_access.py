"""Access is narrowed where the data is fetched: by client for everyone, by role for every deed."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import Forbidden, NotFound
from paidsocial.models import AdAccount, Campaign, Client
from paidsocial.services import access
from paidsocial.services.access import PERMISSIONS, Actor, Permission, Role


@pytest.fixture
def two_clients(session: Session, now: datetime) -> dict[str, int]:
    """A client each for us and for someone else, with an account and a campaign."""
    ids: dict[str, int] = {}
    with transaction(session):
        for who in ("ours", "theirs"):
            client = Client(name=who, reporting_currency="EUR", created_at=now)
            session.add(client)
            session.flush()
            account = AdAccount(client_id=client.id, platform="meta", name=who, currency="EUR", created_at=now)
            session.add(account)
            session.flush()
            campaign = Campaign(account_id=account.id, name=who, first_seen_at=now)
            session.add(campaign)
            session.flush()
            ids |= {f"{who}_client": client.id, f"{who}_account": account.id, f"{who}_campaign": campaign.id}
    return ids


def member(role: Role, *client_ids: int) -> Actor:
    return Actor(7, "someone@example.com", role, frozenset(client_ids), "web")


def test_a_teammate_sees_only_their_clients(session: Session, two_clients: dict[str, int]) -> None:
    actor = member(Role.SPECIALIST, two_clients["ours_client"])
    assert access.visible_account_ids(session, actor) == [two_clients["ours_account"]]
    assert access.get_campaign(session, actor, two_clients["ours_campaign"]).name == "ours"
    for fetch, thing in (
        (access.get_client, "theirs_client"),
        (access.get_account, "theirs_account"),
        (access.get_campaign, "theirs_campaign"),
    ):
        with pytest.raises(NotFound):
            fetch(session, actor, two_clients[thing])


def test_a_person_without_clients_sees_nothing(session: Session, two_clients: dict[str, int]) -> None:
    actor = member(Role.DIRECTOR)
    assert access.visible_account_ids(session, actor) == []
    assert not actor.sees(two_clients["ours_client"])


def test_asking_for_another_clients_accounts_gives_none(session: Session, two_clients: dict[str, int]) -> None:
    actor = member(Role.VIEWER, two_clients["ours_client"])
    assert access.visible_account_ids(session, actor, client_id=two_clients["theirs_client"]) == []
    assert access.visible_account_ids(session, actor, account_ids=[two_clients["theirs_account"]]) == []


def test_what_is_over_several_clients_is_for_those_who_see_all() -> None:
    assert Actor.at_the_machine().sees(None)
    assert not member(Role.DIRECTOR, 1, 2).sees(None)


def test_a_viewer_may_look_and_nothing_else() -> None:
    assert PERMISSIONS[Role.VIEWER] == {Permission.VIEW}
    with pytest.raises(Forbidden, match="viewer"):
        access.require(member(Role.VIEWER, 1), Permission.IMPORT)


def test_only_an_administrator_administers() -> None:
    assert [role for role in Role if Permission.ADMINISTER in PERMISSIONS[role]] == [Role.ADMINISTRATOR]
