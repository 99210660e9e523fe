"""Ad accounts, as administrators keep them. Imports add those they meet by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import local_day, zone
from paidsocial.domain.money import currency_code
from paidsocial.errors import BadInput, Refused
from paidsocial.models import AccountDay, AdAccount, Client, PeriodTotal
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, get_account, get_client, require
from paidsocial.services.planning import plan_membership


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An ad account and whether any figures are stored for it."""

    account: AdAccount
    has_figures: bool


def listing(session: Session, actor: Actor, *, client_id: int | None = None) -> list[AccountRow]:
    """Every ad account, by client, platform and name."""
    require(actor, Permission.ADMINISTER)
    query = select(AdAccount, _has_figures()).join(Client, Client.id == AdAccount.client_id)
    if client_id is not None:
        query = query.where(AdAccount.client_id == client_id)
    query = query.order_by(Client.name, AdAccount.platform, AdAccount.name)
    return [AccountRow(account, bool(has)) for account, has in session.execute(query)]


def _has_figures() -> Any:
    days = exists().where(AccountDay.account_id == AdAccount.id).correlate(AdAccount)
    totals = exists().where(PeriodTotal.account_id == AdAccount.id).correlate(AdAccount)
    return days | totals


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """What an administrator decides about an ad account. `time_zone` None: nobody knows yet; UTC is assumed."""

    client_id: int
    platform: str
    name: str
    currency: str
    time_zone: str | None = None
    external_id: str | None = None
    conversion_name: str | None = None

    def checked(self) -> AccountDetails:
        """The same, tidied. Raises BadInput for what cannot be."""
        name = " ".join(self.name.split())
        if not name:
            raise BadInput("Give the ad account a name.", field="name")
        if len(name) > 500:
            raise BadInput("An ad account's name has at most 500 characters.", field="name")
        if not self.platform.strip():
            raise BadInput("Say which platform the ad account belongs to.", field="platform")
        time_zone = (self.time_zone or "").strip() or None
        if time_zone is not None:
            zone(time_zone)
        return AccountDetails(
            self.client_id,
            self.platform.strip(),
            name,
            currency_code(self.currency),
            time_zone,
            (self.external_id or "").strip() or None,
            (self.conversion_name or "").strip() or None,
        )


def create(session: Session, actor: Actor, details: AccountDetails, *, now: datetime) -> AdAccount:
    """A new ad account. Raises BadInput where its platform id is taken, NotFound for an unknown client."""
    require(actor, Permission.ADMINISTER)
    details = details.checked()
    with transaction(session):
        get_client(session, actor, details.client_id)
        _external_id_free(session, details, None)
        account = AdAccount(created_at=now, **_account_columns(details))
        session.add(account)
        session.flush()
        audit.record(
            session,
            actor,
            now=now,
            action="ad_account.created",
            subject=("ad_account", account.id),
            client_id=details.client_id,
            after=_account_columns(details),
        )
    return account


def update(session: Session, actor: Actor, account_id: int, details: AccountDetails, *, now: datetime) -> AdAccount:
    """Change an ad account. The currency and platform of an account with figures stay as they are: Refused."""
    require(actor, Permission.ADMINISTER)
    details = details.checked()
    with transaction(session):
        account = get_account(session, actor, account_id)
        get_client(session, actor, details.client_id)
        _external_id_free(session, details, account_id)
        has = session.scalar(select(_has_figures()).where(AdAccount.id == account_id).select_from(AdAccount))
        if has and (account.currency, account.platform) != (details.currency, details.platform):
            raise Refused(
                f"{account.name} already has figures in {account.currency} from {account.platform}; both stay. "
                "Figures of another currency or platform belong to an ad account of their own."
            )
        after = _account_columns(details)
        before = {name: getattr(account, name) for name in after}
        if before != after:
            for name, value in after.items():
                setattr(account, name, value)
            if before["client_id"] != details.client_id:
                session.flush()
                today = local_day(now, account.time_zone)
                plan_membership.follow_account(session, account_id, client_id=details.client_id, today=today)
            note_change(session, actor, account, before=before, after=after, now=now)
    return account


def note_change(
    session: Session,
    actor: Actor,
    account: AdAccount,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    now: datetime,
) -> None:
    """Leave the mark of a change of an ad account, in the caller's transaction."""
    audit.record(
        session,
        actor,
        now=now,
        action="ad_account.changed",
        subject=("ad_account", account.id),
        client_id=account.client_id,
        before=before,
        after=after,
    )


def _external_id_free(session: Session, details: AccountDetails, own_id: int | None) -> None:
    if details.external_id is None:
        return
    query = select(AdAccount).where(
        AdAccount.platform == details.platform, AdAccount.external_id == details.external_id
    )
    other = session.scalars(query).one_or_none()
    if other is not None and other.id != own_id:
        raise BadInput(f"{other.name} already has the id {details.external_id} on this platform.", field="external_id")


def _account_columns(details: AccountDetails) -> dict[str, Any]:
    return {
        "client_id": details.client_id,
        "platform": details.platform,
        "name": details.name,
        "currency": details.currency,
        "time_zone": details.time_zone or "UTC",
        "time_zone_known": details.time_zone is not None,
        "external_id": details.external_id,
        "conversion_name": details.conversion_name,
    }
