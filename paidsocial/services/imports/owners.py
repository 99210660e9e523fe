"""Which ad account a part of a file belongs to: one that is there, by id, name or its campaigns; or a new one.

In turn (the reasons are in docs/decisions/0010):

1. What a person chose, or the account that the file names by id or name. A name not known yet is the name of the
   account that files without one made, where the file has its campaigns; else a new account.
2. A file that names none belongs to the account of its platform and currency that has its campaigns, whatever the file
   is called; where several have some of them and none has all, the person is asked.
3. Where none has, it belongs to the platform's usual account, unless that has figures for the same days which show
   other campaigns or another size: then a new account is made, and a warning says so.
4. Where the platform has accounts in other currencies only, it is refused: a currency is no reason for a new account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import PurePath

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.errors import AmbiguousFile, BadInput, NotFound
from paidsocial.models import AdAccount, Client
from paidsocial.platforms.reading import ParsedFile, ParsedPart
from paidsocial.platforms.reading.parts import NO_PLATFORM
from paidsocial.platforms.registry import OTHER, platform_of
from paidsocial.services import audit
from paidsocial.services.access import Actor, get_account, visible_accounts, visible_clients
from paidsocial.services.imports import recognition
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.workspace import ad_accounts, organisation


@dataclass(frozen=True, slots=True)
class Owner:
    """The ad account of a part: `account` where it exists, else what the new one will be."""

    account: AdAccount | None
    name: str
    platform: str
    external_id: str | None
    currency: str
    time_zone: str | None
    client: Client | None = None
    client_name: str | None = None  # of a client to be made with it
    beside: str | None = None  # the account that a file without account was found not to be of

    @property
    def is_new(self) -> bool:
        """Whether the account has to be made."""
        return self.account is None


def choose(
    session: Session,
    actor: Actor,
    part: ParsedPart,
    *,
    file_name: str,
    account_id: int | None = None,
    client: str | None = None,
    named_by_person: bool = False,
    several_currencies: bool = False,
) -> Owner:
    """The ad account a part belongs to; nothing is written. `named_by_person`: the part's account is not the file's.

    Raises BadInput where the file's currency is not the account's, AmbiguousFile where several accounts fit or a new
    one's currency or client is not known; each names what settles it.
    """
    account = _named_account(session, actor, part, account_id, several_currencies=several_currencies)
    names_none = account_id is None and part.account is None and part.account_id is None
    if account is None and names_none:
        account = recognition.recognised(session, actor, part, several_currencies=several_currencies)
    elif account is None and not named_by_person:
        account = recognition.unnamed_so_far(session, actor, part)
    if account is not None:
        _check_currency(part, account)
        name = part.account if part.account and recognition.is_unnamed(account) and not named_by_person else None
        return Owner(
            account,
            name or account.name,
            account.platform,
            part.account_id,
            account.currency,
            part.time_zone,
            account.client,
        )
    return _new_owner(session, actor, part, file_name=file_name, client=client, several_currencies=several_currencies)


# -- an account that is there --


def lend_platform(session: Session, actor: Actor, parsed: ParsedFile, options: ImportOptions) -> None:
    """A file that says no platform is from that of the ad account which a person said it belongs to."""
    unsaid = [part for part in parsed.parts if part.platform == OTHER.slug]
    said = options.hints.account
    if not unsaid or options.hints.platform or not (options.account_id or said):
        return
    if options.account_id is not None:
        found = [get_account(session, actor, options.account_id)]
    else:
        named = visible_accounts(actor).where(func.lower(AdAccount.name) == (said or "").lower())
        found = list(session.scalars(named))
    if len({account.platform for account in found}) == 1:
        for part in unsaid:
            part.platform = found[0].platform
            part.warnings = [warning for warning in part.warnings if warning != NO_PLATFORM]


def _named_account(
    session: Session, actor: Actor, part: ParsedPart, account_id: int | None, *, several_currencies: bool
) -> AdAccount | None:
    if account_id is not None:
        account = get_account(session, actor, account_id)
        if account.platform != part.platform:
            raise BadInput(
                f"The file is from {platform_of(part.platform).name}, the ad account {account.name} is "
                f"{platform_of(account.platform).name}; choose another account.",
                field="account",
            )
        return account
    of_platform = AdAccount.platform == part.platform
    if part.account_id is not None:
        by_id = session.scalars(select(AdAccount).where(of_platform, AdAccount.external_id == part.account_id)).first()
        if by_id is not None:
            return _visible(actor, by_id)
    if part.account is None:
        return None
    query = visible_accounts(actor).where(of_platform, func.lower(AdAccount.name) == part.account.lower())
    found = [account for account in session.scalars(query) if _same_id(account, part)]
    return _by_currency(found, part, several_currencies=several_currencies)


def _visible(actor: Actor, account: AdAccount) -> AdAccount:
    if not actor.sees(account.client_id):
        raise NotFound("This file's ad account belongs to a client you cannot see; ask an administrator.")
    return account


def _same_id(account: AdAccount, part: ParsedPart) -> bool:
    return part.account_id is None or account.external_id in (None, part.account_id)


def _by_currency(found: Sequence[AdAccount], part: ParsedPart, *, several_currencies: bool) -> AdAccount | None:
    matching = [account for account in found if part.currency in (None, account.currency)]
    if len(matching) == 1:
        return matching[0]
    if len(matching) > 1:
        raise AmbiguousFile(
            f"There are {len(matching)} ad accounts named {part.account} on {platform_of(part.platform).name}. "
            "Rename one of them, or import a file with the account's id.",
            option="--account",
        )
    if found and not several_currencies:
        return found[0]  # its currency differs: the check that follows says so
    return None


def _check_currency(part: ParsedPart, account: AdAccount) -> None:
    if part.currency is not None and part.currency != account.currency:
        raise BadInput(
            f"The file's amounts are in {part.currency}, but the ad account {account.name} is in {account.currency}. "
            f"Export it in {account.currency}, or give a different ad account its name with --account NAME.",
            field="currency",
        )


# -- a new account --


def _new_owner(
    session: Session, actor: Actor, part: ParsedPart, *, file_name: str, client: str | None, several_currencies: bool
) -> Owner:
    if part.currency is None:
        raise AmbiguousFile(
            "Nothing in the file says which currency its amounts are in. Name it with --currency, for example "
            "--currency EUR.",
            option="--currency",
        )
    of, new_client = _client(session, actor, client)
    return Owner(
        account=None,
        name=_name(session, part, file_name, several_currencies=several_currencies),
        platform=part.platform,
        external_id=part.account_id,
        currency=part.currency,
        time_zone=part.time_zone,
        client=of,
        client_name=new_client,
        beside=None if part.account or part.account_id else recognition.usual_name(session, actor, part),
    )


def _name(session: Session, part: ParsedPart, file_name: str, *, several_currencies: bool) -> str:
    name = part.account or platform_of(part.platform).name
    if several_currencies:
        return f"{name} ({part.currency})"
    if part.account is not None:
        return name
    there = session.execute(select(AdAccount.name, AdAccount.currency).where(AdAccount.platform == part.platform)).all()
    taken, currencies = {row[0] for row in there}, {row[1] for row in there}
    more = (
        f"{name} ({part.currency})" if part.currency not in currencies else f"{name} ({PurePath(file_name).stem[:60]})"
    )
    numbered = (f"{name} {number}" for number in count(2))
    return next(choice for choice in chain((name, more), numbered) if choice not in taken)


def _client(session: Session, actor: Actor, named: str | None) -> tuple[Client | None, str | None]:
    """The client a new account is put under, or the name of one to be made where there is none yet."""
    clients = list(session.scalars(visible_clients(actor).where(Client.archived_at.is_(None))))
    if named:
        found = next((client for client in clients if client.name.lower() == named.lower()), None)
        if found is None:
            shown = ", ".join(client.name for client in clients[:10]) or "none yet"
            raise NotFound(f"There is no client named {named} (clients: {shown}).")
        return found, None
    if len(clients) == 1:
        return clients[0], None
    if clients:
        shown = ", ".join(client.name for client in clients[:5])
        raise AmbiguousFile(
            f"The file's ad account is new, and there are {len(clients)} clients ({shown}{' …' * (len(clients) > 5)}). "
            "Say whose it is with --client.",
            option="--client",
        )
    if actor.client_ids is not None:
        raise NotFound("No client is yours yet, so a new ad account has no place; ask an administrator.")
    return None, organisation.read(session).name or "My company"


def make(session: Session, actor: Actor, owner: Owner, *, now: datetime) -> AdAccount:
    """The owner's account in the caller's transaction, made if it is new, with what the file adds to it."""
    if owner.account is not None:
        return _updated(session, actor, owner, owner.account, now=now)
    client = owner.client or _new_client(session, actor, owner, now=now)
    account = AdAccount(
        client_id=client.id,
        platform=owner.platform,
        external_id=owner.external_id,
        name=owner.name,
        currency=owner.currency,
        time_zone=owner.time_zone or "UTC",
        time_zone_known=owner.time_zone is not None,
        created_at=now,
    )
    session.add(account)
    session.flush()
    audit.record(
        session,
        actor,
        now=now,
        action="ad_account.created",
        subject=("ad_account", account.id),
        client_id=client.id,
        after={"name": owner.name, "platform": owner.platform, "currency": owner.currency},
    )
    return account


def _updated(session: Session, actor: Actor, owner: Owner, account: AdAccount, *, now: datetime) -> AdAccount:
    account = session.get_one(AdAccount, account.id, with_for_update={"key_share": True})
    before: dict[str, str | None] = {}
    after: dict[str, str | None] = {}
    if owner.external_id is not None and account.external_id is None:
        before["external_id"], after["external_id"] = None, owner.external_id
        account.external_id = owner.external_id
    if owner.name != account.name:
        before["name"], after["name"] = account.name, owner.name
        account.name = owner.name
    if owner.time_zone is not None and not account.time_zone_known:
        before["time_zone"], after["time_zone"] = account.time_zone, owner.time_zone
        account.time_zone, account.time_zone_known = owner.time_zone, True
    if after:
        ad_accounts.note_change(session, actor, account, before=before, after=after, now=now)
    return account


def _new_client(session: Session, actor: Actor, owner: Owner, *, now: datetime) -> Client:
    client = Client(name=owner.client_name or "My company", reporting_currency=owner.currency, created_at=now)
    session.add(client)
    session.flush()
    audit.record(
        session,
        actor,
        now=now,
        action="client.created",
        subject=("client", client.id),
        client_id=client.id,
        after={"name": client.name, "reporting_currency": client.reporting_currency},
    )
    return client
