"""How live connections are doing: what works, what needs somebody and what to do, and what each pull did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.errors import NotFound
from paidsocial.models import AccountSync, AdAccount, Client, Connection
from paidsocial.platforms.registry import platform_of
from paidsocial.services.access import Actor, Permission, client_filter, require, visible_clients
from paidsocial.services.connections.live import BROKEN, CLOSED, WARN
from paidsocial.services.connections.turns import LEASE

PATIENCE = timedelta(minutes=10)  # a pull that is due for longer is picked up by nobody


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """One connected ad account. `running`: it is being pulled at the moment; `due`: it will be in a moment.

    `again`: somebody asked for another pull, which follows the running one. `overdue`: it has been due for so long that
    nobody seems to pull.
    """

    id: int
    name: str
    currency: str
    status: str
    level: str
    pull: bool
    push: bool
    most_changes: int | None
    most_moved_micros: int | None
    through: date | None
    ok_at: datetime | None
    due_at: datetime
    running: bool
    again: bool
    due: bool
    overdue: bool
    failures: int
    message: str

    @property
    def under_way(self) -> bool:
        """Whether it is, or may be, different in a moment."""
        return self.running or (self.due and not self.overdue)

    @property
    def needs_somebody(self) -> bool:
        """Whether its last pull failed or left something to decide on."""
        return self.failures > 0 or bool(self.message)


@dataclass(frozen=True, slots=True)
class ConnectionHealth:
    """One sign-in and its ad accounts. `words`: its state as people read it; `remedy`: what to do, or nothing."""

    id: int
    client_id: int
    client: str
    platform: str
    platform_name: str
    state: str
    words: str
    remedy: str
    expires_at: datetime | None
    scopes: tuple[str, ...]
    created_at: datetime
    accounts: tuple[AccountHealth, ...]  # those that need somebody first, then by name

    @property
    def well(self) -> bool:
        """Whether nobody has to do anything."""
        return not self.remedy and all(account.failures == 0 for account in self.accounts)

    @property
    def under_way(self) -> bool:
        """Whether one of its ad accounts may be different in a moment."""
        return any(account.under_way for account in self.accounts)

    @property
    def through(self) -> date | None:
        """The day up to which every ad account has its figures."""
        return min((each.through for each in self.accounts if each.through is not None), default=None)

    def as_json(self) -> dict[str, Any]:
        """For the command line; never anything secret."""
        return {
            "id": self.id,
            "client": self.client,
            "platform": self.platform,
            "state": self.state,
            "remedy": self.remedy,
            "expires_at": self.expires_at.isoformat() if self.expires_at else None,
            "accounts": [
                {
                    "account": each.name,
                    "currency": each.currency,
                    "push": each.push,
                    "through": each.through.isoformat() if each.through else None,
                    "failures": each.failures,
                    "message": each.message,
                }
                for each in self.accounts
            ],
        }


def listing(
    session: Session, actor: Actor, *, now: datetime, client_id: int | None = None, connection_id: int | None = None
) -> list[ConnectionHealth]:
    """Connections of the actor's clients that are not closed, those that need somebody first. Two queries."""
    require(actor, Permission.VIEW)
    query = (
        select(Connection, Client.name)
        .join(Client, Client.id == Connection.client_id)
        .where(client_filter(actor, Connection.client_id), Connection.state != CLOSED)
        .order_by(Client.name, Connection.platform, Connection.id)
    )
    if client_id is not None:
        query = query.where(Connection.client_id == client_id)
    if connection_id is not None:
        query = query.where(Connection.id == connection_id)
    rows = session.execute(query).all()
    accounts = _accounts(session, [row[0].id for row in rows], now)
    found = [_health(connection, client, accounts.get(connection.id, []), now) for connection, client in rows]
    return sorted(found, key=lambda each: each.well)


def one(session: Session, actor: Actor, connection_id: int, *, now: datetime) -> ConnectionHealth:
    """A connection that is not closed. Raises NotFound."""
    found = listing(session, actor, now=now, connection_id=connection_id)
    if not found:
        raise NotFound("There is no such connection, or it is not one of your clients'.")
    return found[0]


def accounts(session: Session, actor: Actor, ids: Sequence[int], *, now: datetime) -> list[AccountHealth]:
    """These connected ad accounts, as far as they are the actor's. One query."""
    require(actor, Permission.VIEW)
    query = (
        select(AccountSync, AdAccount)
        .join(AdAccount, AdAccount.id == AccountSync.account_id)
        .where(AdAccount.id.in_(ids), client_filter(actor, AdAccount.client_id))
        .order_by(AdAccount.id)
    )
    return [of_account(sync, account, now) for sync, account in session.execute(query)]


def pulled_ids(session: Session, actor: Actor) -> frozenset[int]:
    """The ids of the actor's connected ad accounts."""
    require(actor, Permission.VIEW)
    query = (
        select(AccountSync.account_id)
        .join(AdAccount, AdAccount.id == AccountSync.account_id)
        .where(client_filter(actor, AdAccount.client_id))
    )
    return frozenset(session.scalars(query))


def _accounts(session: Session, connection_ids: Sequence[int], now: datetime) -> dict[int, list[AccountHealth]]:
    query = (
        select(AccountSync, AdAccount)
        .join(AdAccount, AdAccount.id == AccountSync.account_id)
        .where(AccountSync.connection_id.in_(connection_ids))
        .order_by(AdAccount.name, AdAccount.id)
    )
    found: dict[int, list[AccountHealth]] = {}
    for sync, account in session.execute(query):
        found.setdefault(sync.connection_id, []).append(of_account(sync, account, now))
    for accounts in found.values():
        accounts.sort(key=lambda each: (not (each.needs_somebody or each.overdue), not each.under_way))
    return found


def of_account(sync: AccountSync, account: AdAccount, now: datetime) -> AccountHealth:
    """How a connected ad account is doing."""
    running = sync.claim is not None and sync.claimed_at is not None and now - sync.claimed_at < LEASE
    due = sync.pull and sync.due_at <= now
    return AccountHealth(
        id=account.id,
        name=account.name,
        currency=account.currency,
        status=account.status,
        level=sync.level,
        pull=sync.pull,
        push=sync.push,
        most_changes=sync.most_changes,
        most_moved_micros=sync.most_moved_micros,
        through=sync.through,
        ok_at=sync.ok_at,
        due_at=sync.due_at,
        running=running,
        again=running and sync.asked_at is not None,
        due=due and not running,
        overdue=due and not running and now - sync.due_at > PATIENCE,
        failures=sync.failures,
        message=sync.message,
    )


def _health(connection: Connection, client: str, accounts: Sequence[AccountHealth], now: datetime) -> ConnectionHealth:
    words, remedy = "connected", ""
    ends = connection.refresh_until  # what ends sooner is renewed by itself
    if connection.state == BROKEN:
        words, remedy = "needs you", connection.message
    elif ends is not None and ends - now < WARN:
        words = "ends soon"
        left = wording.count(max((ends - now).days, 0), "day")
        remedy = f"The sign-in ends in {left}; connect again before that, and nothing is missed."
    return ConnectionHealth(
        connection.id,
        connection.client_id,
        client,
        connection.platform,
        platform_of(connection.platform).name,
        connection.state,
        words,
        remedy,
        ends,
        tuple(connection.scopes),
        connection.created_at,
        tuple(accounts),
    )


def connected(session: Session, actor: Actor, *, named: str | None = None) -> list[AdAccount]:
    """The ad accounts that are pulled, by name. Raises NotFound where `named` is none of them."""
    require(actor, Permission.IMPORT)
    query = (
        select(AdAccount)
        .join(AccountSync, AccountSync.account_id == AdAccount.id)
        .where(client_filter(actor, AdAccount.client_id), AccountSync.pull)
        .order_by(AdAccount.name)
    )
    found = list(session.scalars(query))
    if named is not None:
        found = [each for each in found if named.lower() in (each.name.lower(), (each.external_id or "").lower())]
    if not found:
        which = f"“{named}” is no connected ad account" if named else "No ad account is connected yet"
        raise NotFound(f"{which}; `paidsocial connections list` shows what is.")
    return found


def client_named(session: Session, actor: Actor, name: str) -> int:
    """A client's id by its name. Raises NotFound naming those there are."""
    clients = list(session.scalars(visible_clients(actor).where(Client.archived_at.is_(None))))
    found = next((client for client in clients if client.name.lower() == name.lower()), None)
    if found is None:
        shown = ", ".join(client.name for client in clients[:10]) or "none yet"
        raise NotFound(f"There is no client named {name} (clients: {shown}).")
    return found.id


def needing_somebody(session: Session, actor: Actor) -> int:
    """How many connections or accounts wait for a person, for the mark in the rail."""
    broken = select(func.count()).where(Connection.state == BROKEN, client_filter(actor, Connection.client_id))
    return session.scalar(broken.select_from(Connection)) or 0
