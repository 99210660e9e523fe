"""Pools: the ad accounts of one currency that a forecast or a reallocation looks at together, and up to which day.

Money of two currencies never mixes, so every pool has one. What is left out is always said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.domain.days import ONE_DAY, end_of_day_utc, local_day
from paidsocial.domain.money import currency_code
from paidsocial.errors import BadInput, NotEnoughData
from paidsocial.models import AccountDay, AdAccount, Client, ImportBatch
from paidsocial.services.access import Actor, client_filter, get_client
from paidsocial.services.workspace import organisation

STALE_DAYS = 7  # without figures for this long, an account says nothing about today


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a result does not cover: what it is, why, and the names (some of them, where there are very many)."""

    what: str
    reason: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """Accounts of one currency, seen from `as_of`, with figures through `through` (a whole day in all of them)."""

    currency: str
    account_ids: tuple[int, ...]
    client_ids: tuple[int, ...]
    as_of: date
    through: date
    data_version: str
    left_out: tuple[LeftOut, ...]

    @property
    def key(self) -> str:
        """Names the set of accounts, whoever looks at it."""
        digest = hashlib.sha256(",".join(map(str, self.account_ids)).encode()).hexdigest()
        return f"{self.currency}:{len(self.account_ids)}:{digest[:32]}"


@dataclass(frozen=True, slots=True)
class _Account:
    id: int
    client_id: int
    name: str
    currency: str
    newest: date  # with a figure, before the cutoff
    through: date  # the last whole day that is known, spend or none


def choose(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    as_of: date,
    currency: str | None = None,
    client_id: int | None = None,
) -> Pool:
    """The pool to look at: the actor's accounts with fresh daily figures, in `currency`.

    Without `currency`: the only one there is, or else the reporting currency (the client's, or the organisation's).
    A day counts once it is over in the account's own time zone and before `as_of`.
    Raises NotEnoughData where there are no figures or none in the last seven days, and BadInput where the currency is
    not known or several are possible.
    """
    accounts = _accounts(session, actor, now, as_of, client_id)
    if not accounts:
        raise _no_figures(as_of)
    chosen = _currency(session, actor, accounts, currency, client_id)
    of_currency = [account for account in accounts if account.currency == chosen]
    fresh = [account for account in of_currency if account.newest >= as_of - timedelta(days=STALE_DAYS)]
    if not fresh:
        newest = max(account.newest for account in of_currency)
        raise NotEnoughData(
            f"The newest figures in {chosen} are of {newest}, more than {STALE_DAYS} days before {as_of}: too old to "
            f"say what comes next. Import newer ones, or look from that time with --as-of {newest + ONE_DAY}."
        )
    ids = tuple(account.id for account in fresh)
    through = min(account.through for account in fresh)
    return Pool(
        currency=chosen,
        account_ids=ids,
        client_ids=tuple(sorted({account.client_id for account in fresh})),
        as_of=as_of,
        through=through,
        data_version=_version(session, ids, through),
        left_out=(*_other_currencies(accounts, chosen), *_stale(of_currency, fresh)),
    )


def by_client(session: Session, pool: Pool) -> dict[str, Pool]:
    """The pool's part of each of its clients, by the client's name; through the pool's last day."""
    query = (
        select(AdAccount.id, Client.id, Client.name)
        .join(Client, Client.id == AdAccount.client_id)
        .where(AdAccount.id.in_(pool.account_ids))
    )
    members: dict[tuple[int, str], list[int]] = {}
    for account_id, client_id, name in session.execute(query.order_by(AdAccount.id)):
        members.setdefault((client_id, name), []).append(account_id)
    return {
        name: replace(
            pool,
            account_ids=tuple(ids),
            client_ids=(client_id,),
            data_version=_version(session, ids, pool.through),
        )
        for (client_id, name), ids in sorted(members.items())
    }


def currencies(
    session: Session, actor: Actor, *, now: datetime, as_of: date, client_id: int | None = None
) -> tuple[str, ...]:
    """The currencies that there are figures in, each a pool of its own."""
    return tuple(sorted({account.currency for account in _accounts(session, actor, now, as_of, client_id)}))


def day_after_newest(
    session: Session, actor: Actor, *, now: datetime, currency: str | None = None, client_id: int | None = None
) -> date:
    """The day from which all stored figures of the currency lie in the past. Raises NotEnoughData, BadInput."""
    end = date.max
    accounts = _accounts(session, actor, now, end, client_id)
    if not accounts:
        raise _no_figures(None)
    chosen = _currency(session, actor, accounts, currency, client_id)
    return max(account.newest for account in accounts if account.currency == chosen) + ONE_DAY


def _no_figures(as_of: date | None) -> NotEnoughData:
    when = "" if as_of is None else f" before {as_of}"
    return NotEnoughData(
        f"There are no daily figures{when} yet; import a platform's daily export first "
        "(`paidsocial import FILE`, or the page Data)."
    )


def _accounts(session: Session, actor: Actor, now: datetime, as_of: date, client_id: int | None) -> list[_Account]:
    if client_id is not None:
        get_client(session, actor, client_id)
    query = select(AdAccount.id, AdAccount.time_zone).where(client_filter(actor, AdAccount.client_id))
    if client_id is not None:
        query = query.where(AdAccount.client_id == client_id)
    by_cutoff: dict[date, list[int]] = {}
    for account_id, time_zone in session.execute(query.order_by(AdAccount.id)):
        by_cutoff.setdefault(_cutoff(as_of, local_day(now, time_zone)), []).append(account_id)
    found = []
    for cutoff, ids in by_cutoff.items():
        rows = _newest(session, ids, cutoff)
        found += [_account(row, row.newest, cutoff) for row in rows if row.newest is not None]
    return sorted(found, key=lambda account: account.id)


def _cutoff(as_of: date, here: date) -> date:
    """The first day that does not count. Where `as_of` is today for whoever asks, it may still be yesterday `here`."""
    return here if as_of == here + ONE_DAY else as_of


def _newest(
    session: Session, ids: Sequence[int], cutoff: date
) -> Sequence[Row[int, int, str, str, date | None, date | None]]:
    newest = (
        select(func.max(AccountDay.day))
        .where(AccountDay.account_id == AdAccount.id, AccountDay.day < cutoff)
        .correlate(AdAccount)
        .scalar_subquery()
    )
    covered = (
        select(func.max(ImportBatch.last_day))
        .where(ImportBatch.account_id == AdAccount.id, ImportBatch.state == "applied", ImportBatch.grain == "day")
        .correlate(AdAccount)
        .scalar_subquery()
    )
    columns = (AdAccount.id, AdAccount.client_id, AdAccount.name, AdAccount.currency)
    query = select(*columns, newest.label("newest"), covered.label("covered")).where(AdAccount.id.in_(ids))
    return session.execute(query).all()


def _account(row: Row[int, int, str, str, date | None, date | None], newest: date, cutoff: date) -> _Account:
    # A file that covers days without rows says that nothing was spent on them.
    through = max(newest, min(row.covered or newest, cutoff - ONE_DAY))
    return _Account(row.id, row.client_id, row.name, row.currency, newest, through)


def _currency(
    session: Session, actor: Actor, accounts: Sequence[_Account], asked: str | None, client_id: int | None
) -> str:
    known = sorted({account.currency for account in accounts})
    if asked is not None:
        code = currency_code(asked)
        if code not in known:
            raise BadInput(f"No ad account has figures in {code}; there are some in {_or(known)}.", field="currency")
        return code
    if len(known) == 1:
        return known[0]
    clients = {account.client_id for account in accounts} if client_id is None else {client_id}
    reporting = {get_client(session, actor, one).reporting_currency for one in clients}
    preferred = reporting.pop() if len(reporting) == 1 else organisation.read(session).reporting_currency
    if preferred in known:
        return preferred
    raise BadInput(
        f"The figures are in {_and(known)}, which do not add up, and none is the reporting currency ({preferred}); "
        f"choose one with --currency {_or(known)}.",
        field="currency",
    )


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _or(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _other_currencies(accounts: Sequence[_Account], chosen: str) -> list[LeftOut]:
    names: dict[str, list[str]] = {}
    for account in accounts:
        if account.currency != chosen:
            names.setdefault(account.currency, []).append(account.name)
    return [
        LeftOut(
            f"{wording.count(len(found), 'ad account')} in {currency}",
            f"another currency than {chosen}; ask for it with --currency {currency}",
            tuple(found),
        )
        for currency, found in sorted(names.items())
    ]


def _stale(accounts: Sequence[_Account], fresh: Sequence[_Account]) -> list[LeftOut]:
    kept = {account.id for account in fresh}
    return [
        LeftOut(f"ad account {account.name}", f"no figures since {account.newest}", (account.name,))
        for account in accounts
        if account.id not in kept
    ]


def _version(session: Session, account_ids: Sequence[int], through: date) -> str:
    """Changes whenever a batch of figures is applied to one of the accounts."""
    query = select(func.count(), func.max(ImportBatch.id)).where(
        ImportBatch.state == "applied",
        ImportBatch.account_id.in_(account_ids) | ImportBatch.account_id.is_(None),
    )
    count, newest = session.execute(query).one()
    return f"{count}.{newest or 0}.{through}"


def is_present(as_of: date, now: datetime) -> bool:
    """Whether `as_of` is today, which somewhere it still or already is."""
    return abs(now.date() - as_of) <= ONE_DAY


def at_instant(as_of: date, now: datetime) -> datetime:
    """The moment that budgets and changes are looked at from: now where `as_of` is today, else the end of that day."""
    return now if is_present(as_of, now) else end_of_day_utc(as_of)
