"""How fresh the figures are: the last day that each ad account has figures for, within what a person sees, and what
share of that day's final revenue was known when it was last read (`maturity`).

One query, one seek into `account_day` per account, whatever the history's length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import ONE_DAY, local_day
from paidsocial.models import AccountDay, AccountMaturity, AdAccount
from paidsocial.services.access import Actor, client_filter

LATE_DAYS = 3  # behind yesterday by this much or less: late; by more: stale
RETIRED_DAYS = 60  # no figures for so long: nobody waits for this account any more


MATURING = 0.95  # with less than this share known, the last day is called maturing

_Row = tuple[int, int, str, str, str, str, date | None, datetime | None, int | None, list[Any] | None, int | None]


class State(StrEnum):
    """How an account's last figures stand against its own yesterday."""

    FRESH = "fresh"  # yesterday is there
    LATE = "late"  # up to three days missing
    STALE = "stale"  # more are missing
    EMPTY = "empty"  # it never had figures by day
    RETIRED = "retired"  # switched off, or silent for two months


@dataclass(frozen=True, slots=True)
class AccountFreshness:
    """One ad account: `figures_to` is its last day with figures, `behind` the whole days of its own missing since.

    `known`: the share of that day's final revenue that was known when it was last read, None where all of it was, or
    nothing is known of it; `assumed`: nothing of its own was ever restated.
    """

    account_id: int
    client_id: int
    platform: str
    name: str
    time_zone: str
    figures_to: date | None
    seen_at: datetime | None
    behind: int | None
    state: State
    known: float | None
    assumed: bool


@dataclass(frozen=True, slots=True)
class PlatformFreshness:
    """A platform's accounts together; `figures_to` is the last day that every account still in use has.

    `known` and `assumed` are those of the account of which the least is known, None where none is maturing.
    """

    platform: str
    figures_to: date | None
    latest: date | None
    state: State
    accounts: tuple[AccountFreshness, ...]

    @property
    def slowest(self) -> AccountFreshness | None:
        """The account in use of whose last day the least is known; None where none is maturing."""
        maturing = [a for a in self.accounts if a.state is not State.RETIRED and _maturing(a.known)]
        return min(maturing, key=lambda a: (a.known or 0.0, a.account_id), default=None)

    @property
    def known(self) -> float | None:
        """The least share known of an account's last day."""
        return self.slowest.known if self.slowest else None

    @property
    def assumed(self) -> bool:
        """Whether that share is assumed and not learned from the account's restatements."""
        return self.slowest is not None and self.slowest.assumed


@dataclass(frozen=True, slots=True)
class Freshness:
    """Everything in scope. `figures_to`: the last day that every account in use has; `latest`: the newest of any."""

    platforms: tuple[PlatformFreshness, ...]
    figures_to: date | None
    latest: date | None

    @property
    def accounts(self) -> tuple[AccountFreshness, ...]:
        """Every account, by platform and name."""
        return tuple(account for platform in self.platforms for account in platform.accounts)

    @property
    def maturing(self) -> tuple[PlatformFreshness, ...]:
        """Platforms whose last day still fills up, the least known first."""
        found = [platform for platform in self.platforms if platform.known is not None]
        return tuple(sorted(found, key=lambda platform: (platform.known or 0.0, platform.platform)))

    @property
    def behind(self) -> tuple[AccountFreshness, ...]:
        """Accounts that someone should look at: late or stale, the furthest behind first."""
        slow = [a for a in self.accounts if a.state in (State.LATE, State.STALE)]
        return tuple(sorted(slow, key=lambda a: (-(a.behind or 0), a.name, a.account_id)))

    @property
    def worst(self) -> State:
        """The state of the account that is worst off, of those still in use; EMPTY where there is none."""
        return _worst(a.state for a in self.accounts)


_WORST_FIRST = (State.STALE, State.LATE, State.FRESH, State.RETIRED)


def _worst(states: Iterable[State]) -> State:
    found = set(states)
    return next((state for state in _WORST_FIRST if state in found), State.EMPTY)


def read(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    client_id: int | None = None,
    account_id: int | None = None,
    platform: str | None = None,
) -> Freshness:
    """The last day with figures of each ad account in scope, by platform."""
    rows = session.execute(_query(actor, client_id, account_id, platform))
    accounts = [_account(row, now) for row in rows]
    by_platform: defaultdict[str, list[AccountFreshness]] = defaultdict(list)
    for account in accounts:
        by_platform[account.platform].append(account)
    platforms = tuple(
        PlatformFreshness(name, _all_have(group), _newest(group), _worst(a.state for a in group), tuple(group))
        for name, group in sorted(by_platform.items())
    )
    return Freshness(platforms, _all_have(accounts), _newest(accounts))


def _query(actor: Actor, client_id: int | None, account_id: int | None, platform: str | None) -> Select[*_Row]:
    last = (
        select(func.max(AccountDay.day))
        .where(AccountDay.account_id == AdAccount.id)
        .correlate(AdAccount)
        .scalar_subquery()
    )
    query = (
        select(
            AdAccount.id,
            AdAccount.client_id,
            AdAccount.platform,
            AdAccount.name,
            AdAccount.time_zone,
            AdAccount.status,
            AccountDay.day,
            AccountDay.last_seen_at,
            AccountDay.revenue_micros,
            AccountMaturity.early,
            AccountMaturity.days,
        )
        .outerjoin(AccountDay, and_(AccountDay.account_id == AdAccount.id, AccountDay.day == last))
        .outerjoin(AccountMaturity, AccountMaturity.account_id == AdAccount.id)
        .where(client_filter(actor, AdAccount.client_id))
        .order_by(AdAccount.name, AdAccount.id)
    )
    if client_id is not None:
        query = query.where(AdAccount.client_id == client_id)
    if account_id is not None:
        query = query.where(AdAccount.id == account_id)
    if platform is not None:
        query = query.where(AdAccount.platform == platform)
    return query


def _account(row: _Row, now: datetime) -> AccountFreshness:
    account_id, client_id, platform, name, time_zone, status, figures_to, seen_at, revenue, early, days = row
    behind = known = None
    if figures_to is not None:
        yesterday = local_day(now, time_zone) - ONE_DAY
        behind = max(0, (yesterday - figures_to).days)
        if early and seen_at is not None and revenue is not None:
            age = max((local_day(seen_at, time_zone) - figures_to).days, 0)
            known = float(early[age]) if age < len(early) else None
    return AccountFreshness(
        account_id=account_id,
        client_id=client_id,
        platform=platform,
        name=name,
        time_zone=time_zone,
        figures_to=figures_to,
        seen_at=seen_at,
        behind=behind,
        state=_state(behind, status),
        known=known,
        assumed=not days,
    )


def _maturing(known: float | None) -> bool:
    return known is not None and known < MATURING


def _state(behind: int | None, status: str) -> State:
    if behind is None:
        return State.EMPTY
    if behind == 0:
        return State.FRESH
    if status != "active" or behind > RETIRED_DAYS:
        return State.RETIRED
    return State.LATE if behind <= LATE_DAYS else State.STALE


def _in_use(accounts: Iterable[AccountFreshness]) -> list[date]:
    return [a.figures_to for a in accounts if a.figures_to is not None and a.state is not State.RETIRED]


def _all_have(accounts: Iterable[AccountFreshness]) -> date | None:
    known = list(accounts)
    return min(_in_use(known), default=_newest(known))


def _newest(accounts: Iterable[AccountFreshness]) -> date | None:
    return max((a.figures_to for a in accounts if a.figures_to is not None), default=None)
