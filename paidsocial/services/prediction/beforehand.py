"""Forecasts worked out before anybody looks: those that the first page of each person, and of each client, asks for.

    due(session, now=)                   -> questions whose answer over the present figures is not kept
    answer(session, question, now=)      -> whether anything had to be worked out

What is kept is `forecast_runs`' own, named by the figures, flights and day that it was made from, so that nothing here
can be out of date: where figures came since, the page works its forecast out as it always did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, not_, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period, local_day
from paidsocial.errors import BadInput, NotEnoughData
from paidsocial.models import AccountSync, AdAccount, Client, User
from paidsocial.services.access import Actor, Permission, Role
from paidsocial.services.connections import turns
from paidsocial.services.prediction import forecast_runs, pools
from paidsocial.services.prediction.pools import Pool

LEVEL = "campaign"
HORIZON = 28  # the Forecast page's first; the overview looks to the end of the month
WHILE_PULLED = timedelta(hours=1)  # while its figures still come in, a forecast is not worked out more often


@dataclass(frozen=True, slots=True)
class Question:
    """The clients that are looked at together (None: all), in one currency, as of whose day."""

    client_ids: tuple[int, ...] | None
    currency: str
    as_of: date

    @property
    def words(self) -> str:
        """Its name, for the log and the queue."""
        whose = "all clients" if self.client_ids is None else f"clients {', '.join(map(str, self.client_ids))}"
        return f"{whose}, {self.currency}, {self.as_of}"


def due(session: Session, *, now: datetime) -> list[Question]:
    """What would have to be worked out if everybody looked now; each pool of ad accounts once."""
    found, seen = [], set()
    for question in _questions(session, now):
        pool = _pool(session, question, now)
        if pool is None or (pool.key, pool.as_of) in seen:
            continue
        seen.add((pool.key, pool.as_of))
        if _missing(session, pool, now):
            found.append(question)
    return found


def answer(session: Session, question: Question, *, now: datetime) -> bool:
    """Work it out where it is still missing. The session only reads; what is kept is stored by itself."""
    pool = _pool(session, question, now)
    if pool is None:
        return False
    missing = _missing(session, pool, now)
    for horizon in missing:
        forecast_runs.make_kept(session, pool, level=LEVEL, horizon=horizon, now=now)
    return bool(missing)


def _pool(session: Session, question: Question, now: datetime) -> Pool | None:
    """The pool as the page chooses it; None where there is nothing to forecast from."""
    ids = None if question.client_ids is None else frozenset(question.client_ids)
    eyes = Actor(None, "forecasts beforehand", Role.ADMINISTRATOR, ids, "job")
    try:
        return pools.choose(session, eyes, now=now, as_of=question.as_of, currency=question.currency)
    except (NotEnoughData, BadInput):
        return None


def _missing(session: Session, pool: Pool, now: datetime) -> list[int]:
    """The horizons that no forecast over the present figures is kept for, where it is time to make one."""
    to_month_end = (Period.month_of(pool.as_of).last - pool.through).days
    horizons = dict.fromkeys([HORIZON, *([to_month_end] if to_month_end > 0 else [])])
    missing = [
        horizon
        for horizon in horizons
        if not forecast_runs.is_kept(session, pool, level=LEVEL, horizon=horizon, now=now)
    ]
    if missing and _is_pulled(session, pool, now):
        last = forecast_runs.last_made(session, pool, level=LEVEL)
        return missing if last is None or now - last >= WHILE_PULLED else []
    return missing


def _is_pulled(session: Session, pool: Pool, now: datetime) -> bool:
    """Whether more figures of the pool come in at the moment, or will in a moment."""
    coming = or_(not_(turns.is_free(now)), and_(AccountSync.pull, AccountSync.due_at <= now))
    query = select(exists().where(AccountSync.account_id.in_(pool.account_ids), coming))
    return bool(session.scalar(query))


def _questions(session: Session, now: datetime) -> Iterator[Question]:
    """For everybody who may look: all their clients together, then each by itself, in each currency, on their day."""
    currencies: dict[int, set[str]] = {}
    accounts = select(AdAccount.client_id, AdAccount.currency).join(Client, Client.id == AdAccount.client_id)
    for client_id, currency in session.execute(accounts.where(Client.archived_at.is_(None)).distinct()):
        currencies.setdefault(client_id, set()).add(currency)
    together: dict[tuple[int, ...] | None, set[date]] = {}
    alone: dict[int, set[date]] = {}
    for user in session.scalars(select(User).where(User.active)):
        actor = Actor.of(user, "job")
        if not actor.can(Permission.VIEW):
            continue
        day = local_day(now, user.time_zone)
        ids = None if actor.client_ids is None else tuple(sorted(actor.client_ids))
        together.setdefault(ids, set()).add(day)
        for client_id in currencies if ids is None else ids:
            alone.setdefault(client_id, set()).add(day)
    sets: list[tuple[tuple[int, ...] | None, set[date]]] = [
        *together.items(),
        *(((client_id,), days) for client_id, days in sorted(alone.items())),
    ]
    for ids, days in sets:
        known = {code for client_id in (currencies if ids is None else ids) for code in currencies.get(client_id, ())}
        for day in sorted(days):
            for currency in sorted(known):
                yield Question(ids, currency, day)
