"""Which ad account a part of a file belongs to: one that is there, by id, name or its campaigns; or a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from paidsocial.errors import AmbiguousFile, BadInput, NotFound
from paidsocial.models import AccountDay, AdAccount, Campaign, Client
from paidsocial.platforms.reading import ParsedPart
from paidsocial.platforms.registry import platform_of
from paidsocial.services import audit, organisation
from paidsocial.services.access import Actor, get_account, visible_accounts, visible_clients

_SAMPLE = 400  # campaigns looked up to recognise an account
_FACTOR = 2  # totals of one account at two depths agree better than this


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
    several_currencies: bool = False,
) -> Owner:
    """The ad account a part belongs to; nothing is written.

    Raises BadInput where the file's currency is not the account's, AmbiguousFile where several accounts fit or a new
    one's currency or client is not known; each names what settles it.
    """
    account = _named_account(session, actor, part, account_id, several_currencies=several_currencies)
    if account is None and account_id is None and part.account is None and part.account_id is None:
        account = _recognised(session, actor, part)
    if account is not None:
        _check_currency(part, account)
        return Owner(
            account, account.name, account.platform, part.account_id, account.currency, part.time_zone, account.client
        )
    return _new_owner(session, actor, part, file_name=file_name, client=client, several_currencies=several_currencies)


# -- an account that is there --


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
            f"Export it in {account.currency}, or name another account with --account.",
            field="currency",
        )


# -- an account recognised by its figures --


def _recognised(session: Session, actor: Actor, part: ParsedPart) -> AdAccount | None:
    """The account a file without account speaks of: the one whose campaigns it shares, else the platform's usual one.

    Sharing no campaign with an account on days that it has figures for tells another account, unless one side knows
    only the whole and the two wholes agree.
    """
    query = visible_accounts(actor).where(AdAccount.platform == part.platform)
    if part.currency is not None:
        query = query.where(AdAccount.currency == part.currency)
    candidates = {account.id: account for account in session.scalars(query)}
    if not candidates:
        return None
    shared = _shared_campaigns(session, part, list(candidates))
    if shared:
        most = max(shared.values())
        best = [candidates[account_id] for account_id, count in shared.items() if count == most]
        if len(best) > 1:
            names = ", ".join(sorted(account.name for account in best))
            raise AmbiguousFile(
                f"The file's campaigns are in {len(best)} ad accounts ({names}). Say which with --account.",
                option="--account",
            )
        return best[0]
    fitting = [account for account in candidates.values() if _may_be_same(session, part, account)]
    usual = [account for account in fitting if account.name == platform_of(part.platform).name]
    chosen = usual or fitting
    return chosen[0] if len(chosen) == 1 else None


def _shared_campaigns(session: Session, part: ParsedPart, account_ids: Sequence[int]) -> dict[int, int]:
    ids = list(dict.fromkeys(e.campaign_id for e in part.readings.entities if e.campaign_id))[:_SAMPLE]
    names = list(dict.fromkeys(e.campaign for e in part.readings.entities if e.campaign))[:_SAMPLE]
    if not ids and not names:
        return {}
    query = (
        select(Campaign.account_id, func.count())
        .where(
            Campaign.account_id.in_(account_ids),
            Campaign.is_whole.is_(False),
            or_(Campaign.external_id.in_(ids), Campaign.name.in_(names)),
        )
        .group_by(Campaign.account_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _may_be_same(session: Session, part: ParsedPart, account: AdAccount) -> bool:
    first, last = part.readings.first_day, part.readings.last_day
    stored = select(func.count(), func.sum(AccountDay.spend_micros)).where(
        AccountDay.account_id == account.id, AccountDay.day.between(first, last)
    )
    days, spend = session.execute(stored).one()
    knows_campaigns = any(entity.campaign or entity.campaign_id for entity in part.readings.entities)
    if not days:
        # Nothing speaks against it. Campaigns that it never had speak for it only where the currency is said, too.
        return part.currency is not None or not knows_campaigns
    has_campaigns = select(Campaign.id).where(Campaign.account_id == account.id, Campaign.is_whole.is_(False))
    if knows_campaigns and session.execute(has_campaigns.limit(1)).first() is not None:
        return False
    return _agree(part, account, session, int(spend or 0))


def _agree(part: ParsedPart, account: AdAccount, session: Session, stored: int) -> bool:
    first, last = part.readings.first_day, part.readings.last_day
    query = select(AccountDay.day).where(AccountDay.account_id == account.id, AccountDay.day.between(first, last))
    days = {day.toordinal() for day in session.scalars(query)}
    readings = part.readings
    new = sum(spend for day, spend in zip(readings.first, readings.spend, strict=True) if day in days)
    return new <= _FACTOR * stored and stored <= _FACTOR * new


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
    )


def _name(session: Session, part: ParsedPart, file_name: str, *, several_currencies: bool) -> str:
    name = part.account or platform_of(part.platform).name
    if several_currencies:
        return f"{name} ({part.currency})"
    if part.account is not None:
        return name
    taken = set(session.scalars(select(AdAccount.name).where(AdAccount.platform == part.platform)))
    choices = [name, f"{name} ({PurePath(file_name).stem[:60]})", *(f"{name} {number}" for number in range(2, 1000))]
    return next(choice for choice in choices if choice not in taken)


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
        action="account.created",
        subject=("ad_account", account.id),
        client_id=client.id,
        after={"name": owner.name, "platform": owner.platform, "currency": owner.currency},
    )
    return account


def _updated(session: Session, actor: Actor, owner: Owner, account: AdAccount, *, now: datetime) -> AdAccount:
    account = session.get_one(AdAccount, account.id, with_for_update=True)
    before: dict[str, str | None] = {}
    after: dict[str, str | None] = {}
    if owner.external_id is not None and account.external_id is None:
        before["external_id"], after["external_id"] = None, owner.external_id
        account.external_id = owner.external_id
    if owner.time_zone is not None and not account.time_zone_known:
        before["time_zone"], after["time_zone"] = account.time_zone, owner.time_zone
        account.time_zone, account.time_zone_known = owner.time_zone, True
    if after:
        audit.record(
            session,
            actor,
            now=now,
            action="account.changed",
            subject=("ad_account", account.id),
            client_id=account.client_id,
            before=before,
            after=after,
        )
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
