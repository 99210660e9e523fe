"""How one connected ad account is pulled, and what may be sent to it: read by its people, changed by administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.readings import Level
from paidsocial.domain.schedule import USUAL_HOURS, PullTimes
from paidsocial.errors import BadInput, NotFound
from paidsocial.models import AccountSync, AdAccount, Client, Connection
from paidsocial.platforms.live.find import live_platforms
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, client_filter, require
from paidsocial.services.connections import turns
from paidsocial.services.connections.health import AccountHealth, of_account

LEVELS = (Level.AD_SET.value, Level.AD.value)
MOST_CHANGES = 10_000


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """`conversion` None: the platform's usual one. `most_changes` and `most_moved_micros` a day; None: no limit."""

    level: str
    conversion: str | None
    push: bool
    most_changes: int | None
    most_moved_micros: int | None
    every_hours: int = USUAL_HOURS
    at_hour: int | None = None

    @property
    def times(self) -> PullTimes:
        """When it is pulled."""
        return PullTimes(self.every_hours, self.at_hour)


@dataclass(frozen=True, slots=True)
class ConnectedAccount:
    """A connected ad account with everything its page shows above its history."""

    account: AdAccount
    client: str
    connection: Connection
    health: AccountHealth
    settings: AccountSettings
    conversions: tuple[str, ...]  # what may be the conversion, the usual one first

    @property
    def look_back(self) -> int:
        """Days that each pull reads again."""
        return live_platforms()[self.connection.platform].connector.look_back


def read(session: Session, actor: Actor, account_id: int, *, now: datetime) -> ConnectedAccount:
    """One query. Raises NotFound where it is not connected, or not the actor's."""
    require(actor, Permission.VIEW)
    account, client, sync, connection = _row(session, actor, account_id)
    return ConnectedAccount(
        account,
        client,
        connection,
        of_account(sync, account, now),
        _settings(account, sync),
        conversions_of(account.platform),
    )


def _row(session: Session, actor: Actor, account_id: int) -> tuple[AdAccount, str, AccountSync, Connection]:
    query = (
        select(AdAccount, Client.name, AccountSync, Connection)
        .join(Client, Client.id == AdAccount.client_id)
        .join(AccountSync, AccountSync.account_id == AdAccount.id)
        .join(Connection, Connection.id == AccountSync.connection_id)
        .where(AdAccount.id == account_id, client_filter(actor, AdAccount.client_id))
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound("There is no such connected ad account, or it is not one of your clients'.")
    return found[0], found[1], found[2], found[3]


def _settings(account: AdAccount, sync: AccountSync) -> AccountSettings:
    return AccountSettings(
        sync.level,
        account.conversion_name,
        sync.push,
        sync.most_changes,
        sync.most_moved_micros,
        sync.every_hours,
        sync.at_hour,
    )


def conversions_of(slug: str) -> tuple[str, ...]:
    """The events of a platform that may be the conversion; none where it cannot be connected."""
    found = live_platforms().get(slug)
    return tuple(found.connector.conversions) if found is not None else ()


def change(session: Session, actor: Actor, account_id: int, wanted: AccountSettings, *, now: datetime) -> Sequence[str]:
    """Set them, with their mark; the names of what changed. Raises BadInput for what cannot be set."""
    require(actor, Permission.ADMINISTER)
    with transaction(session):
        account, _, sync, connection = _row(session, actor, account_id)
        _check(wanted, account, sync, connection)
        before = _settings(account, sync)
        changed = [name for name, value in asdict(wanted).items() if getattr(before, name) != value]
        if not changed:
            return ()
        sync.level, sync.push = wanted.level, wanted.push
        sync.most_changes, sync.most_moved_micros = wanted.most_changes, wanted.most_moved_micros
        account.conversion_name = wanted.conversion
        sync.every_hours, sync.at_hour = wanted.every_hours, wanted.at_hour
        if {"every_hours", "at_hour"} & set(changed) and not sync.failures and sync.ok_at and sync.due_at > now:
            sync.due_at = wanted.times.after(sync.ok_at, account.time_zone)  # what failed keeps its next try
        if {"level", "conversion"} & set(changed) and sync.pull:
            session.flush()
            turns.ask(session, [account_id], now=now)  # recent days are read anew, as it is said now
        audit.record(
            session,
            actor,
            now=now,
            action="ad_account.pulled_otherwise",
            subject=("ad_account", account_id),
            client_id=account.client_id,
            before=_some(before, changed),
            after=_some(wanted, changed),
        )
        return changed


def _some(settings: AccountSettings, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in names}


def _check(wanted: AccountSettings, account: AdAccount, sync: AccountSync, connection: Connection) -> None:
    wanted.times.checked()
    if wanted.level not in LEVELS:
        raise BadInput("Figures come by ad set or by ad.", field="level")
    known = (None, account.conversion_name, *conversions_of(connection.platform))
    if wanted.conversion not in known:
        raise BadInput(f"“{wanted.conversion}” is not an event that can be the conversion here.", field="conversion")
    if wanted.push and not sync.pull:
        raise BadInput("Its connection was closed; connect it again before anything can be sent.", field="push")
    if wanted.most_changes is not None and not 1 <= wanted.most_changes <= MOST_CHANGES:
        raise BadInput(f"From 1 to {MOST_CHANGES:,} changes a day; empty for no limit.", field="most_changes")
    if wanted.most_moved_micros is not None and wanted.most_moved_micros <= 0:
        raise BadInput("The most money moved in a day must be above 0; empty for no limit.", field="most_moved")
