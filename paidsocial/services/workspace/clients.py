"""Clients and their ad accounts: names for the scope, and what administrators keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.money import currency_code
from paidsocial.errors import BadInput, NotFound
from paidsocial.models import AdAccount, Client
from paidsocial.services import audit
from paidsocial.services.access import (
    Actor,
    Permission,
    client_filter,
    get_account,
    get_client,
    require,
    visible_clients,
)
from paidsocial.services.workspace import organisation

MENU_LENGTH = 40


def names(
    session: Session, actor: Actor, client_id: int | None, account_id: int | None
) -> tuple[str | None, str | None]:
    """The names of a client and an ad account in the scope; NotFound where they are not the actor's."""
    client = None if client_id is None else get_client(session, actor, client_id).name
    if account_id is None:
        return client, None
    account = get_account(session, actor, account_id)
    if client_id is not None and account.client_id != client_id:
        raise NotFound(f"The ad account {account.name} does not belong to {client}; choose one of its own.")
    return client, account.name


def reporting_currency(session: Session, actor: Actor, *, client_id: int | None = None) -> str:
    """The currency to sum in: the client's, the one that all the actor's clients share, or the organisation's."""
    if client_id is not None:
        return get_client(session, actor, client_id).reporting_currency
    query = select(Client.reporting_currency).where(client_filter(actor, Client.id), Client.archived_at.is_(None))
    found = session.scalars(query.distinct().limit(2)).all()
    return found[0] if len(found) == 1 else organisation.read(session).reporting_currency


def currencies(session: Session, actor: Actor) -> list[str]:
    """The currencies that the actor's clients report in and their ad accounts spend, in order."""
    reported = select(Client.reporting_currency).where(client_filter(actor, Client.id))
    spent = select(AdAccount.currency).where(client_filter(actor, AdAccount.client_id))
    return sorted(session.scalars(reported.union(spent)))


@dataclass(frozen=True, slots=True)
class ScopeMenu:
    """What the scope menu offers: some clients, and the ad accounts of the chosen one. `more` were left out."""

    clients: tuple[Client, ...]
    accounts: tuple[AdAccount, ...]
    more: int


def spent_in(session: Session, actor: Actor, clients: Sequence[Client]) -> dict[int, tuple[str, ...]]:
    """The currencies of each client's ad accounts, its reporting currency first; none for a client without accounts."""
    query = select(AdAccount.client_id, AdAccount.currency).where(
        AdAccount.client_id.in_([client.id for client in clients]), client_filter(actor, AdAccount.client_id)
    )
    found: dict[int, set[str]] = {}
    for client_id, currency in session.execute(query.distinct()):
        found.setdefault(client_id, set()).add(currency)
    return {
        client.id: tuple(sorted(found.get(client.id, ()), key=lambda code: (code != client.reporting_currency, code)))
        for client in clients
    }


def scope_menu(session: Session, actor: Actor, *, client_id: int | None, search: str = "") -> ScopeMenu:
    """The first 40 clients whose name contains `search`, and the chosen client's first 200 ad accounts."""
    query = visible_clients(actor).where(Client.archived_at.is_(None))
    if search.strip():
        query = query.where(func.lower(Client.name).contains(search.strip().lower(), autoescape=True))
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    found = tuple(session.scalars(query.limit(MENU_LENGTH)))
    accounts: tuple[AdAccount, ...] = ()
    if client_id is not None:
        chosen = select(AdAccount).where(AdAccount.client_id == client_id, client_filter(actor, AdAccount.client_id))
        accounts = tuple(session.scalars(chosen.order_by(AdAccount.platform, AdAccount.name).limit(200)))
    return ScopeMenu(found, accounts, max(0, total - len(found)))


# Administration


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client and how many ad accounts it has."""

    client: Client
    accounts: int


def listing(session: Session, actor: Actor) -> list[ClientRow]:
    """Every client, archived ones last."""
    require(actor, Permission.ADMINISTER)
    number = select(func.count()).where(AdAccount.client_id == Client.id).correlate(Client).scalar_subquery()
    query = select(Client, number).order_by(Client.archived_at.is_not(None), Client.name)
    return [ClientRow(client, count) for client, count in session.execute(query)]


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """What an administrator decides about a client. `margin_bp`: contribution margin in 1/10,000, None where unknown;
    `approval_limit_micros`: daily money a proposer may approve alone, in the reporting currency, None for no limit."""

    name: str
    reporting_currency: str
    margin_bp: int | None = None
    approval_limit_micros: int | None = None
    entity: str | None = None

    def checked(self) -> ClientDetails:
        """The same with a tidy name and currency. Raises BadInput for what cannot be."""
        name = " ".join(self.name.split())
        if not name:
            raise BadInput("Give the client a name.", field="name")
        if len(name) > 200:
            raise BadInput("A client's name has at most 200 characters.", field="name")
        if self.margin_bp is not None and not 0 < self.margin_bp <= 10_000:
            raise BadInput("A contribution margin is above 0% and at most 100%.", field="margin_bp")
        if self.approval_limit_micros is not None and self.approval_limit_micros < 0:
            raise BadInput(
                "The approval limit cannot be negative; leave it empty for no limit.", field="approval_limit_micros"
            )
        currency = currency_code(self.reporting_currency)
        return ClientDetails(
            name, currency, self.margin_bp, self.approval_limit_micros, (self.entity or "").strip() or None
        )


def create(session: Session, actor: Actor, details: ClientDetails, *, now: datetime) -> Client:
    """A new client. Raises BadInput where the details cannot be, or the name is taken."""
    require(actor, Permission.ADMINISTER)
    with _unique_names(), transaction(session):
        return add_client(session, actor, details, now=now)


def add_client(session: Session, actor: Actor, details: ClientDetails, *, now: datetime) -> Client:
    """The same inside the caller's transaction, without asking who may."""
    details = details.checked()
    if session.scalar(select(Client.id).where(func.lower(Client.name) == details.name.lower())) is not None:
        raise BadInput(f"There is already a client named {details.name}.", field="name")
    client = Client(created_at=now, **_columns(details))
    session.add(client)
    session.flush()
    audit.record(
        session,
        actor,
        now=now,
        action="client.created",
        subject=("client", client.id),
        client_id=client.id,
        after=_columns(details),
    )
    return client


def update(session: Session, actor: Actor, client_id: int, details: ClientDetails, *, now: datetime) -> Client:
    """Change a client. Raises BadInput, or NotFound."""
    require(actor, Permission.ADMINISTER)
    with _unique_names(), transaction(session):
        return change_client(session, actor, client_id, details, now=now)


def change_client(session: Session, actor: Actor, client_id: int, details: ClientDetails, *, now: datetime) -> Client:
    """The same inside the caller's transaction, without asking who may."""
    details = details.checked()
    client = get_client(session, actor, client_id)
    taken = select(Client.id).where(func.lower(Client.name) == details.name.lower(), Client.id != client_id)
    if session.scalar(taken) is not None:
        raise BadInput(f"There is already a client named {details.name}.", field="name")
    before, after = {name: getattr(client, name) for name in _columns(details)}, _columns(details)
    if before != after:
        for name, value in after.items():
            setattr(client, name, value)
        audit.record(
            session,
            actor,
            now=now,
            action="client.changed",
            subject=("client", client_id),
            client_id=client_id,
            before=before,
            after=after,
        )
    return client


def first_so_far(session: Session, name: str = "") -> Client | None:
    """The client that imports made before anybody set up: the only one, or of several the one of this name."""
    found = session.scalars(select(Client).where(Client.archived_at.is_(None)).order_by(Client.id)).all()
    tidy = " ".join(name.split()).lower()
    same = [client for client in found if client.name.lower() == tidy]
    return found[0] if len(found) == 1 else next(iter(same), None)


def set_archived(session: Session, actor: Actor, client_id: int, *, archived: bool, now: datetime) -> Client:
    """Put a client away, or bring it back. Its figures stay; it only leaves the menus."""
    require(actor, Permission.ADMINISTER)
    with transaction(session):
        client = get_client(session, actor, client_id)
        if (client.archived_at is not None) != archived:
            client.archived_at = now if archived else None
            action = "client.archived" if archived else "client.restored"
            audit.record(session, actor, now=now, action=action, subject=("client", client_id), client_id=client_id)
    return client


def _columns(details: ClientDetails) -> dict[str, Any]:
    return {
        "name": details.name,
        "reporting_currency": details.reporting_currency,
        "margin_bp": details.margin_bp,
        "approval_limit_micros": details.approval_limit_micros,
        "entity": details.entity,
    }


class _unique_names:  # noqa: N801 - used like a function
    """Two people saved the same name at once: the database refuses the second; say it as the check before would."""

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, IntegrityError):
            raise BadInput("That name was taken a moment ago; choose another.", field="name") from error
