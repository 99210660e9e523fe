"""People: added, changed, switched off; the first run."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.errors import BadInput, Forbidden, NotFound, Refused
from paidsocial.models import AuditEntry, Client, User
from paidsocial.services import audit
from paidsocial.services.access import Actor, Role
from paidsocial.services.workspace import organisation, people
from paidsocial.services.workspace.clients import ClientDetails
from paidsocial.services.workspace.people import FirstRun, PersonDetails, Preferences
from tests.support.builders import World, someone

ADMINISTRATOR = someone(Role.ADMINISTRATOR)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def add(session: Session, now: datetime, email: str, role: Role = Role.VIEWER, **more: object) -> User:
    return people.add(session, ADMINISTRATOR, email, PersonDetails("", role, **more), now=now)  # type: ignore[arg-type]  # keyword arguments pass through a dict


def test_somebody_new_has_no_password_and_the_organisations_zone(session: Session, now: datetime) -> None:
    organisation.change(session, ADMINISTRATOR, organisation.Organisation(time_zone="Australia/Sydney"), now=now)
    user = add(session, now, "  Sam.Lee@Example.ORG ")
    assert (user.email, user.name, user.password, user.time_zone) == (
        "sam.lee@example.org",
        "sam.lee",
        None,
        "Australia/Sydney",
    )


@pytest.mark.parametrize("email", ["", "sam", "sam@", "sam@x", "a b@example.org", "sam@example.org\nBcc: x@y.z"])
def test_what_is_no_address_is_refused(session: Session, now: datetime, email: str) -> None:
    with pytest.raises(BadInput) as refused:
        add(session, now, email)
    assert refused.value.field == "email"
    assert session.scalars(select(User)).all() == []


@pytest.mark.parametrize("email", ["sam@office.local", "sam@office.test", "sam@münchen.example"])
def test_addresses_of_a_companys_own_network_are_addresses(session: Session, now: datetime, email: str) -> None:
    assert add(session, now, email).email == email


def test_an_address_belongs_to_one_person_whatever_its_capitals(session: Session, now: datetime) -> None:
    add(session, now, "sam@example.org")
    with pytest.raises(BadInput, match="already here"):
        add(session, now, "SAM@example.org")


def test_clients_count_only_where_not_all_are_seen(session: Session, world: World, now: datetime) -> None:
    one, two = world.client(), world.client()
    ids = frozenset({one.id, two.id})
    some = add(session, now, "a@example.org", client_ids=ids)
    everything = add(session, now, "b@example.org", client_ids=ids, all_clients=True)
    boss = add(session, now, "c@example.org", Role.ADMINISTRATOR, client_ids=ids)
    assert Actor.of(some, "web").client_ids == ids
    assert Actor.of(everything, "web").client_ids is None
    assert Actor.of(boss, "web").client_ids is None
    assert everything.client_links == boss.client_links == []


def test_a_client_that_is_gone_is_refused(session: Session, now: datetime) -> None:
    with pytest.raises(BadInput, match="load the page again"):
        add(session, now, "a@example.org", client_ids=frozenset({404}))


def test_a_change_is_marked_with_before_and_after(session: Session, world: World, now: datetime) -> None:
    client = world.client()
    user = add(session, now, "a@example.org")
    details = PersonDetails("Ann", Role.FINANCE, client_ids=frozenset({client.id}))
    people.change(session, ADMINISTRATOR, user.id, details, now=now)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.before["role"], entry.after["role"]) == ("viewer", "finance")
    assert (entry.before["clients"], entry.after["clients"]) == ([], [client.id])
    people.change(session, ADMINISTRATOR, user.id, details, now=now)
    assert audit.verify(session) == audit.ChainCheck(entry.seq, None), "saving the same leaves no mark"


def test_switching_off_and_a_new_link_end_every_session(session: Session, now: datetime) -> None:
    user = add(session, now, "a@example.org")
    first = user.fs_uniquifier
    people.renew_link(session, ADMINISTRATOR, user.id, now=now)
    second = user.fs_uniquifier
    people.change(session, ADMINISTRATOR, user.id, PersonDetails("", Role.VIEWER, active=False), now=now)
    assert len({first, second, user.fs_uniquifier}) == 3
    with pytest.raises(Refused, match="switched off"):
        people.renew_link(session, ADMINISTRATOR, user.id, now=now)


@pytest.mark.parametrize(
    "change", [PersonDetails("", Role.VIEWER), PersonDetails("", Role.ADMINISTRATOR, active=False)]
)
def test_somebody_can_always_administer(session: Session, now: datetime, change: PersonDetails) -> None:
    only = add(session, now, "a@example.org", Role.ADMINISTRATOR)
    add(session, now, "off@example.org", Role.ADMINISTRATOR, active=False)
    with pytest.raises(Refused, match="only administrator"):
        people.change(session, ADMINISTRATOR, only.id, change, now=now)
    add(session, now, "b@example.org", Role.ADMINISTRATOR)
    people.change(session, ADMINISTRATOR, only.id, change, now=now)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_keep_people(session: Session, now: datetime, role: Role) -> None:
    user = add(session, now, "a@example.org")
    actor, details = someone(role), PersonDetails("", Role.ADMINISTRATOR)
    for attempt in (
        lambda: people.listing(session, actor),
        lambda: people.get(session, actor, user.id),
        lambda: people.add(session, actor, "b@example.org", details, now=now),
        lambda: people.change(session, actor, user.id, details, now=now),
        lambda: people.renew_link(session, actor, user.id, now=now),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_nobody_is_found_who_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        people.get(session, ADMINISTRATOR, 7)
    with pytest.raises(NotFound):
        people.by_email(session, ADMINISTRATOR, "x@example.org")


def test_preferences_keep_what_they_do_not_name(session: Session, now: datetime) -> None:
    user = add(session, now, "a@example.org")
    user.preferences = {"columns": ["spend"]}
    session.commit()
    actor = Actor.of(user, "web")
    people.prefer(session, actor, Preferences("Ann", "Europe/Berlin", "dark", "compact"))
    assert user.preferences == {"columns": ["spend"], "theme": "dark", "density": "compact"}
    for wrong in (Preferences("Ann", "Mars"), Preferences("Ann", "UTC", theme="pink")):
        with pytest.raises(BadInput):
            people.prefer(session, actor, wrong)


class TestFirstRun:
    WANTED = FirstRun("ada@example.org", "Ada", "hash", "Europe/Berlin", ClientDetails("Tallybird", "EUR", 4250))

    def test_it_makes_person_client_and_settings_at_once(self, session: Session, now: datetime) -> None:
        assert not people.anyone(session)
        user, client = people.set_up(session, self.WANTED, now=now)
        assert people.anyone(session)
        assert (user.role, user.password, client.name) == ("administrator", "hash", "Tallybird")
        assert organisation.read(session) == organisation.Organisation("", "EUR", "Europe/Berlin")
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
        assert actions == ["organisation.changed", "person.added", "client.created"]

    def test_it_happens_once(self, session: Session, now: datetime) -> None:
        people.set_up(session, self.WANTED, now=now)
        with pytest.raises(Refused, match="already set up"):
            people.set_up(session, self.WANTED, now=now)

    def test_a_spoilt_client_leaves_nobody_behind(self, session: Session, now: datetime) -> None:
        wanted = FirstRun("ada@example.org", "Ada", "hash", "UTC", ClientDetails(" ", "EUR"))
        with pytest.raises(BadInput):
            people.set_up(session, wanted, now=now)
        assert session.scalars(select(User)).all() == []
        assert session.scalars(select(Client)).all() == []
