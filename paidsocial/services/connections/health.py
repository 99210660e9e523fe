"""How live connections are doing: what works, what needs somebody and what to do, and what each pull did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.errors import NotFound
from paidsocial.models import AccountSync, AdAccount, Client, Connection, SyncRun
from paidsocial.platforms.registry import platform_of
from paidsocial.services.access import Actor, Permission, client_filter, get_account, require, visible_clients
from paidsocial.services.connections.live import BROKEN, CLOSED, WARN


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """One connected ad account. `running`: it is being pulled at the moment."""

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
    failures: int
    message: str


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
    accounts: tuple[AccountHealth, ...]

    @property
    def well(self) -> bool:
        """Whether nobody has to do anything."""
        return not self.remedy and all(account.failures == 0 for account in self.accounts)

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


def listing(session: Session, actor: Actor, *, now: datetime) -> list[ConnectionHealth]:
    """Every connection of the actor's clients that is not closed, those that need somebody first. Two queries."""
    require(actor, Permission.VIEW)
    query = (
        select(Connection, Client.name)
        .join(Client, Client.id == Connection.client_id)
        .where(client_filter(actor, Connection.client_id), Connection.state != CLOSED)
        .order_by(Client.name, Connection.platform, Connection.id)
    )
    rows = session.execute(query).all()
    accounts = _accounts(session, [row[0].id for row in rows])
    found = [_health(connection, client, accounts.get(connection.id, []), now) for connection, client in rows]
    return sorted(found, key=lambda each: each.well)


def _accounts(session: Session, connection_ids: Sequence[int]) -> dict[int, list[AccountHealth]]:
    query = (
        select(AccountSync, AdAccount)
        .join(AdAccount, AdAccount.id == AccountSync.account_id)
        .where(AccountSync.connection_id.in_(connection_ids))
        .order_by(AdAccount.name)
    )
    found: dict[int, list[AccountHealth]] = {}
    for sync, account in session.execute(query):
        found.setdefault(sync.connection_id, []).append(
            AccountHealth(
                account.id,
                account.name,
                account.currency,
                account.status,
                sync.level,
                sync.pull,
                sync.push,
                sync.most_changes,
                sync.most_moved_micros,
                sync.through,
                sync.ok_at,
                sync.due_at,
                sync.claim is not None,
                sync.failures,
                sync.message,
            )
        )
    return found


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


def runs(session: Session, actor: Actor, account_id: int, *, limit: int = 50) -> list[SyncRun]:
    """The latest pulls of an ad account, newest first."""
    get_account(session, actor, account_id)
    query = select(SyncRun).where(SyncRun.account_id == account_id).order_by(SyncRun.id.desc()).limit(limit)
    return list(session.scalars(query))


def needing_somebody(session: Session, actor: Actor) -> int:
    """How many connections or accounts wait for a person, for the mark in the rail."""
    broken = select(func.count()).where(Connection.state == BROKEN, client_filter(actor, Connection.client_id))
    return session.scalar(broken.select_from(Connection)) or 0
