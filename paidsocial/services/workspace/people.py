"""People: who signs in, as what, and whose clients they see."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import email_validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import zone
from paidsocial.errors import BadInput, NotFound, Refused
from paidsocial.models import Client, User, UserClient
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, Role, require
from paidsocial.services.workspace import clients, organisation

# Names that exist inside a company's own network; the library lets them be allowed in this way.
email_validator.SPECIAL_USE_DOMAIN_NAMES = [
    name for name in email_validator.SPECIAL_USE_DOMAIN_NAMES if name not in {"local", "test"}
]

THEMES = ("auto", "light", "dark")
DENSITIES = ("comfortable", "compact")


def anyone(session: Session) -> bool:
    """Whether anybody can sign in yet; False means: first run."""
    return session.scalar(select(User.id).limit(1)) is not None


def tidy_email(text: str) -> str:
    """The address in one spelling. Raises BadInput where it is none."""
    try:
        found = email_validator.validate_email(text.strip(), check_deliverability=False)
    except email_validator.EmailNotValidError as error:
        raise BadInput(f"“{text.strip()}” is not an e-mail address: {error}", field="email") from error
    return found.normalized.lower()


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What an administrator decides about a person. `client_ids` counts only without `all_clients`."""

    name: str
    role: Role
    all_clients: bool = False
    client_ids: frozenset[int] = frozenset()
    active: bool = True


def listing(session: Session, actor: Actor) -> list[User]:
    """Everyone, those switched off last."""
    require(actor, Permission.ADMINISTER)
    return list(session.scalars(select(User).order_by(User.active.desc(), func.lower(User.name), User.email)))


def get(session: Session, actor: Actor, user_id: int) -> User:
    """One person, for administrators. Raises NotFound."""
    require(actor, Permission.ADMINISTER)
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such person.")
    return user


def by_email(session: Session, actor: Actor, email: str) -> User:
    """One person by address, for administrators. Raises NotFound."""
    require(actor, Permission.ADMINISTER)
    user = session.scalars(select(User).where(func.lower(User.email) == email.strip().lower())).one_or_none()
    if user is None:
        raise NotFound(f"Nobody has the address {email}.")
    return user


def add(
    session: Session,
    actor: Actor,
    email: str,
    details: PersonDetails,
    *,
    password_hash: str | None = None,
    now: datetime,
) -> User:
    """A new person, without a password unless a hash is given: they set one by a one-time link. Raises BadInput."""
    require(actor, Permission.ADMINISTER)
    with transaction(session, alone=True):
        return add_person(session, actor, email, details, password_hash=password_hash, now=now)


def add_person(
    session: Session, actor: Actor, email: str, details: PersonDetails, *, password_hash: str | None, now: datetime
) -> User:
    """The same inside the caller's transaction, without asking who may."""
    address = tidy_email(email)
    if session.scalar(select(User.id).where(func.lower(User.email) == address)) is not None:
        raise BadInput(f"{address} is already here; change that person instead.", field="email")
    _clients_exist(session, details)
    user = User(
        email=address,
        name=_tidy_name(details.name) or address.partition("@")[0],
        password=password_hash,
        active=details.active,
        fs_uniquifier=uuid.uuid4().hex,
        role=details.role.value,
        all_clients=details.all_clients,
        time_zone=organisation.read(session).time_zone,
        preferences={},
        created_at=now,
        client_links=[UserClient(client_id=client_id) for client_id in _links(details)],
    )
    session.add(user)
    session.flush()
    after = {"email": address, **_state(user)}
    audit.record(session, actor, now=now, action="person.added", subject=("user", user.id), after=after)
    return user


def change(session: Session, actor: Actor, user_id: int, details: PersonDetails, *, now: datetime) -> User:
    """Change what a person is and may see. Refused where nobody could administer any more."""
    require(actor, Permission.ADMINISTER)
    with transaction(session, alone=True):
        user = get(session, actor, user_id)
        _clients_exist(session, details)
        stays = details.active and details.role is Role.ADMINISTRATOR
        if user.active and user.role == Role.ADMINISTRATOR and not stays and _only_administrator(session, user_id):
            raise Refused(f"{user.email} is the only administrator; make somebody else one first.")
        before = _state(user)
        user.name = _tidy_name(details.name) or user.name
        user.role = details.role.value
        user.all_clients = details.all_clients
        if user.active and not details.active:
            user.fs_uniquifier = uuid.uuid4().hex  # every session and link of theirs ends now
        user.active = details.active
        wanted = _links(details)
        user.client_links = [link for link in user.client_links if link.client_id in wanted]
        have = {link.client_id for link in user.client_links}
        user.client_links += [UserClient(client_id=client_id) for client_id in sorted(wanted - have)]
        after = _state(user)
        if before != after:
            subject = ("user", user.id)
            audit.record(session, actor, now=now, action="person.changed", subject=subject, before=before, after=after)
    return user


def renew_link(session: Session, actor: Actor, user_id: int, *, now: datetime) -> User:
    """Make every earlier one-time link and session of a person worthless, so that a new link can be given out."""
    require(actor, Permission.ADMINISTER)
    with transaction(session):
        user = get(session, actor, user_id)
        if not user.active:
            raise Refused(f"{user.email} is switched off; switch them on first.")
        user.fs_uniquifier = uuid.uuid4().hex
        audit.record(session, actor, now=now, action="person.link_given", subject=("user", user.id))
    return user


def set_password(session: Session, user_id: int, password_hash: str, *, now: datetime) -> User:
    """A person chose a password through their one-time link; earlier links and sessions end."""
    with transaction(session):
        user = session.get_one(User, user_id)
        user.password = password_hash
        user.fs_uniquifier = uuid.uuid4().hex
        actor = Actor.of(user, "web")
        audit.record(session, actor, now=now, action="person.password_set", subject=("user", user.id))
    return user


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person decides for themselves."""

    name: str
    time_zone: str
    theme: str = "auto"
    density: str = "comfortable"


def prefer(session: Session, actor: Actor, wanted: Preferences) -> User:
    """Save a person's own preferences. Raises BadInput. Not a business change, so not in the audit trail."""
    zone(wanted.time_zone)
    if wanted.theme not in THEMES or wanted.density not in DENSITIES:
        raise BadInput("That is none of the choices.", field="theme")
    with transaction(session):
        user = session.get_one(User, actor.user_id)
        user.name = _tidy_name(wanted.name) or user.name
        user.time_zone = wanted.time_zone
        user.preferences = {**user.preferences, "theme": wanted.theme, "density": wanted.density}
    return user


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What the set-up page asks for."""

    email: str
    name: str
    password_hash: str
    time_zone: str
    client: clients.ClientDetails


def set_up(session: Session, wanted: FirstRun, *, now: datetime) -> tuple[User, Client]:
    """The first administrator and the first client, in one step. Refused once anybody is here; BadInput.

    The one client that imports on the command line made before is that first client: it takes the name and the rest.
    """
    zone(wanted.time_zone)
    currency = wanted.client.checked().reporting_currency
    with transaction(session, alone=True):
        if anyone(session):
            raise Refused("This installation is already set up; sign in instead.")
        newcomer = Actor(None, tidy_email(wanted.email), Role.ADMINISTRATOR, None, "web")
        settings = organisation.Organisation(reporting_currency=currency, time_zone=wanted.time_zone)
        organisation.store(session, newcomer, settings, now=now)
        details = PersonDetails(wanted.name, Role.ADMINISTRATOR, all_clients=True)
        user = add_person(session, newcomer, wanted.email, details, password_hash=wanted.password_hash, now=now)
        administrator = Actor.of(user, "web")
        there = clients.first_so_far(session, wanted.client.name)
        if there is None:
            client = clients.add_client(session, administrator, wanted.client, now=now)
        else:
            client = clients.change_client(session, administrator, there.id, wanted.client, now=now)
    return user, client


def sees_no_client(user: User) -> bool:
    """Whether a person has no client to look at, so that every page of theirs is empty."""
    return not (user.all_clients or user.role == Role.ADMINISTRATOR.value or user.client_links)


def _tidy_name(text: str) -> str:
    return " ".join(text.split())[:200]


def _links(details: PersonDetails) -> set[int]:
    everything = details.all_clients or details.role is Role.ADMINISTRATOR
    return set() if everything else set(details.client_ids)


def _clients_exist(session: Session, details: PersonDetails) -> None:
    wanted: Collection[int] = _links(details)
    if wanted and len(set(session.scalars(select(Client.id).where(Client.id.in_(wanted))))) != len(wanted):
        raise BadInput("One of these clients is gone; load the page again.", field="clients")


def _only_administrator(session: Session, user_id: int) -> bool:
    others = select(User.id).where(User.role == Role.ADMINISTRATOR.value, User.active, User.id != user_id).limit(1)
    return session.scalar(others) is None


def _state(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "role": user.role,
        "active": user.active,
        "all_clients": user.all_clients,
        "clients": sorted(link.client_id for link in user.client_links),
    }


def first_of_role(session: Session, role: str) -> User | None:
    """The longest-standing active person of a role, for the demo's one-press sign-in."""
    return session.scalars(select(User).where(User.role == role, User.active).order_by(User.id).limit(1)).one_or_none()
