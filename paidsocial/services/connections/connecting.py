"""Connecting a platform: sign in there, choose which ad accounts are pulled, close it again.

platforms(live, actor)                             -> what can be connected, and what is to be set first
begin(session, actor, live, slug, ...)             -> where the person is sent
finish(session, actor, live, ...)                  -> a stored connection, its tokens sealed
from_token(session, actor, live, ...)              the same from a token that was pasted (Meta's system user, ...)
offered(session, actor, live, connection_id)       -> the ad accounts it opens, and which are ours already
choose(session, actor, connection_id, found, ids)  -> ad accounts to pull from now on
close(session, actor, connection_id)               tokens forgotten, nothing is pulled or pushed any more
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import BadInput, NotFound, PlatformError, Refused, Trouble
from paidsocial.models import AccountSync, AdAccount, Client, Connection
from paidsocial.platforms.live.connector import Grant, LiveAccount
from paidsocial.platforms.live.find import LivePlatform, live_platforms
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, client_filter, get_client, require
from paidsocial.services.connections import on_the_way
from paidsocial.services.connections.live import CLOSED, CONNECTED, Live


@dataclass(frozen=True, slots=True)
class Connectable:
    """A platform that can be connected live. `to_set`: what stands in the way, in words; nothing where it is ready."""

    slug: str
    name: str
    scopes: tuple[str, ...]
    to_set: str = ""


def platforms(live: Live, actor: Actor) -> list[Connectable]:
    """Every platform there is a live connection to, those that are ready first."""
    require(actor, Permission.ADMINISTER)
    found = []
    for slug, platform in live_platforms().items():
        try:
            live.app(slug)
        except Refused as missing:
            found.append(Connectable(slug, platform.name, platform.connector.scopes, missing.message))
        else:
            found.append(Connectable(slug, platform.name, platform.connector.scopes))
    return sorted(found, key=lambda each: bool(each.to_set))


def begin(session: Session, actor: Actor, live: Live, slug: str, *, redirect_uri: str, state: str) -> str:
    """The platform's own page. Raises Refused where this installation has no developer app for it, PlatformError."""
    require(actor, Permission.ADMINISTER)
    session.rollback()
    sign_in = live.platform(slug).sign_in
    leaving = sign_in.address(live.hosts(slug), live.app(slug), redirect_uri=redirect_uri, state=state)
    if leaving.kept:
        on_the_way.keep(session, actor, live.sealer, state, leaving.kept, now=live.clock())
    return leaving.address


def finish(
    session: Session,
    actor: Actor,
    live: Live,
    slug: str,
    *,
    client_id: int,
    answer: Mapping[str, str],
    redirect_uri: str,
    state: str,
    connection_id: int | None = None,
) -> int:
    """Store what a person's sign-in gave; the connection's id. `state`: the one it was begun with, by the same person;
    `connection_id`: one that is connected again.

    Raises PlatformError, and SCOPE among them where a permission was not granted.
    """
    require(actor, Permission.ADMINISTER)
    platform = live.platform(slug)
    session.rollback()
    now = live.clock()
    kept = on_the_way.take(session, actor, live.sealer, state, now=now)
    _check_answer(answer, platform)
    sign_in = platform.sign_in
    grant = sign_in.finish(live.hosts(slug), live.app(slug), {**answer, **kept}, redirect_uri=redirect_uri, now=now)
    grant = sign_in.check(live.hosts(slug), live.app(slug), grant, now=now)
    return _keep(session, actor, live, platform, grant, client_id=client_id, connection_id=connection_id)


def from_token(
    session: Session,
    actor: Actor,
    live: Live,
    slug: str,
    *,
    client_id: int,
    token: str,
    refresh_token: str = "",
    connection_id: int | None = None,
) -> int:
    """Store a token that a person pasted, once the platform says that it is good; the connection's id.

    `connection_id`: one that gets this token in place of its own.
    """
    require(actor, Permission.ADMINISTER)
    if not token.strip():
        raise BadInput("Paste the token.", field="token")
    platform = live.platform(slug)
    session.rollback()
    grant = Grant(token.strip(), refresh_token.strip() or None)
    grant = platform.sign_in.check(live.hosts(slug), live.app(slug), grant, now=live.clock())
    return _keep(session, actor, live, platform, grant, client_id=client_id, connection_id=connection_id)


def _check_answer(answer: Mapping[str, str], platform: LivePlatform) -> None:
    """What a person sees who pressed Cancel on the platform's page."""
    told = answer.get("error_description") or answer.get("error")
    if "denied" in answer:  # X names its request token there, which is for no page
        told = "access denied"
    if told:
        raise Refused(f"{platform.name} was not connected: it says “{told[:200]}”. Start again when you are ready.")


def _keep(
    session: Session,
    actor: Actor,
    live: Live,
    platform: LivePlatform,
    grant: Grant,
    *,
    client_id: int,
    connection_id: int | None,
) -> int:
    missing = [scope for scope in platform.connector.scopes if grant.scopes and scope not in grant.scopes]
    if missing:
        raise PlatformError(
            f"{platform.name} did not grant {', '.join(missing)}. Connect again and leave every permission ticked: "
            "without them figures cannot be read or budgets not be changed.",
            trouble=Trouble.SCOPE,
            platform=platform.name,
        )
    now, sealed = live.clock(), live.sealer.seal(grant)
    with transaction(session):
        client = get_client(session, actor, client_id)
        if connection_id is None:
            connection = Connection(
                client_id=client.id,
                platform=platform.slug,
                name=platform.name,
                state=CONNECTED,
                created_at=now,
                created_by=actor.user_id,
                checked_at=now,
            )
            session.add(connection)
        else:
            connection = get(session, actor, connection_id)
        connection.sealed_grant, connection.scopes = sealed, list(grant.scopes)
        connection.expires_at, connection.refresh_until = grant.expires_at, grant.refresh_until
        connection.state, connection.message, connection.checked_at = CONNECTED, "", now
        session.flush()
        audit.record(
            session,
            actor,
            now=now,
            action="connection.made" if connection_id is None else "connection.renewed",
            subject=("connection", connection.id),
            client_id=client.id,
            after={"platform": platform.slug, "scopes": list(grant.scopes)},
        )
        return connection.id


def get(session: Session, actor: Actor, connection_id: int) -> Connection:
    """A connection of the actor's clients. Raises NotFound."""
    query = select(Connection).where(Connection.id == connection_id, client_filter(actor, Connection.client_id))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("There is no such connection, or it is not one of your clients'.")
    return found


@dataclass(frozen=True, slots=True)
class Offered:
    """An ad account that a sign-in opens. `known`: our own of the same id, or of the same name from files."""

    account: LiveAccount
    known: AdAccount | None
    pulled: bool
    problem: str = ""


def offered(session: Session, actor: Actor, live: Live, connection_id: int) -> list[Offered]:
    """The ad accounts of a connection, by name; calls the platform."""
    require(actor, Permission.ADMINISTER)
    connection = get(session, actor, connection_id)
    slug, client_id = connection.platform, connection.client_id
    connector = live.ready(session, connection_id)
    try:
        found = connector.accounts()
    except PlatformError as error:
        live.note_failure(session, connection_id, error)
        raise
    finally:
        connector.close()
    known = _Known.read(session, client_id, slug, [account.id for account in found])
    return [_offer(known, account) for account in sorted(found, key=lambda each: (each.name, each.id))]


@dataclass(frozen=True, slots=True)
class _Known:
    """Our own ad accounts that may be the platform's: by its id, or (from files, which tell no id) by name."""

    client_id: int
    by_id: Mapping[str, AdAccount]
    by_name: Mapping[tuple[str, str], Sequence[AdAccount]]
    synced: Collection[int]

    @classmethod
    def read(cls, session: Session, client_id: int, slug: str, ids: Sequence[str]) -> _Known:
        """Two queries, however many the sign-in opens."""
        nameless = and_(AdAccount.client_id == client_id, AdAccount.external_id.is_(None))
        query = select(AdAccount).where(AdAccount.platform == slug, or_(AdAccount.external_id.in_(ids), nameless))
        by_id: dict[str, AdAccount] = {}
        by_name: dict[tuple[str, str], list[AdAccount]] = {}
        for account in session.scalars(query):
            if account.external_id is not None:
                by_id[account.external_id] = account
            else:
                by_name.setdefault((account.name.lower(), account.currency), []).append(account)
        own = [account.id for account in by_id.values()]
        synced = session.scalars(
            select(AccountSync.account_id).where(AccountSync.account_id.in_(own), AccountSync.pull)
        )
        return cls(client_id, by_id, by_name, frozenset(synced))

    def of(self, account: LiveAccount) -> AdAccount | None:
        """Ours of the same id, or the only one of the same name and currency."""
        named = self.by_name.get((account.name.lower(), account.currency), ())
        return self.by_id.get(account.id) or (named[0] if len(named) == 1 else None)


def _offer(ours: _Known, account: LiveAccount) -> Offered:
    known = ours.of(account)
    problem = ""
    if known is not None and known.client_id != ours.client_id:
        return Offered(account, None, pulled=False, problem="It belongs to another client here.")
    if known is not None and known.currency != account.currency:
        problem = f"Its stored figures are in {known.currency}; it bills in {account.currency}."
    return Offered(account, known, pulled=known is not None and known.id in ours.synced, problem=problem)


def choose(
    session: Session,
    actor: Actor,
    connection_id: int,
    found: Sequence[Offered],
    chosen: Collection[str],
    *,
    now: datetime,
    since: date | None = None,
    push: bool = False,
) -> list[int]:
    """Pull these ad accounts from now on, all or none; their ids here. Files' accounts of the same name are adopted.

    Raises BadInput for one that was not offered, or cannot be taken.
    """
    require(actor, Permission.ADMINISTER)
    by_id = {each.account.id: each for each in found}
    wrong = [one for one in chosen if one not in by_id]
    if wrong or not chosen:
        raise BadInput("Choose at least one of the ad accounts that are listed.", field="account")
    with transaction(session):
        connection = get(session, actor, connection_id)
        client = session.get_one(Client, connection.client_id)
        return [
            _take(session, actor, connection, client, by_id[one], now=now, since=since, push=push)
            for one in dict.fromkeys(chosen)
        ]


def _take(
    session: Session,
    actor: Actor,
    connection: Connection,
    client: Client,
    each: Offered,
    *,
    now: datetime,
    since: date | None,
    push: bool,
) -> int:
    if each.problem:
        raise BadInput(f"“{each.account.name}” cannot be pulled: {each.problem}", field="account")
    account = session.get(AdAccount, each.known.id) if each.known is not None else None
    if account is None:
        account = AdAccount(
            client_id=client.id,
            platform=connection.platform,
            name=each.account.name[:500],
            currency=each.account.currency,
            created_at=now,
        )
        session.add(account)
    account.external_id, account.status = each.account.id, each.account.state[:40]
    if not account.time_zone_known:
        account.time_zone, account.time_zone_known = each.account.time_zone, True
    session.flush()
    sync = session.get(AccountSync, account.id)
    if sync is None:
        sync = AccountSync(account_id=account.id, connection_id=connection.id, due_at=now, since=since, push=push)
        session.add(sync)
    else:
        sync.connection_id, sync.pull, sync.due_at, sync.push = connection.id, True, now, push or sync.push
    session.flush()
    audit.record(
        session,
        actor,
        now=now,
        action="ad_account.connected",
        subject=("ad_account", account.id),
        client_id=client.id,
        after={"connection": connection.id, "platform_id": each.account.id, "push": sync.push},
    )
    return account.id


def close(session: Session, actor: Actor, connection_id: int, *, now: datetime) -> None:
    """Forget a sign-in's tokens; its ad accounts keep their figures and are pulled no more."""
    require(actor, Permission.ADMINISTER)
    with transaction(session):
        connection = get(session, actor, connection_id)
        connection.state, connection.sealed_grant, connection.checked_at = CLOSED, "", now
        connection.message = ""
        for sync in session.scalars(select(AccountSync).where(AccountSync.connection_id == connection_id)):
            sync.pull, sync.push = False, False
        audit.record(
            session,
            actor,
            now=now,
            action="connection.closed",
            subject=("connection", connection_id),
            client_id=connection.client_id,
        )


def rotate(session: Session, actor: Actor, live: Live, *, now: datetime) -> int:
    """Seal every stored sign-in with the newest key, all or none; how many. Raises Refused where one does not open."""
    require(actor, Permission.ADMINISTER)
    with transaction(session):
        rows = session.scalars(select(Connection).where(Connection.sealed_grant != "")).all()
        for row in rows:
            row.sealed_grant = live.sealer.rotated(row.sealed_grant)
        if rows:
            audit.record(
                session,
                actor,
                now=now,
                action="connection.keys_rotated",
                subject=("connection", "all"),
                after={"count": len(rows)},
            )
        return len(rows)
