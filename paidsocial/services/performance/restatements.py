"""What was known of each account's days and when, out of the stored readings: the raw material of completion curves.

A day's revenue at an instant is the sum of the rows that were current then. It is put together from what each row
added when it became current and took away when it stopped, summed in the database per account, day and instant. The
day was also read, and found unchanged, by every import that covers it and at its last reading; that counts as much as
a restatement, because a curve learned from restated days alone would complete too much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Select, Subquery, case, cast, func, select, union_all
from sqlalchemy.orm import Session

from forecasting.lateness.development import Development, of_arrays
from paidsocial.domain.days import local_day
from paidsocial.domain.money import MICROS
from paidsocial.models import AccountDay, ImportBatch, Performance, PerformanceReading

LEARNT_FROM = 92  # days back, besides those that a platform still restates
SAME_SPEND = 0.2  # spend that moved by more: other campaigns were in the file, which is no restatement
_CHUNK = 40  # accounts read at once


@dataclass(frozen=True, slots=True)
class Account:
    """Whose readings: its time zone, the age from which its figures are final, its last day with figures."""

    id: int
    time_zone: str
    oldest: int
    newest: date


@dataclass(frozen=True, eq=False)
class Readings:
    """How an account's days developed; `days` that were read at two ages or more, `restated` ones among them."""

    development: Development
    days: int
    restated: int


@dataclass(slots=True)
class _Known:
    """What was known of one day after an instant, in micros: revenue, the spend of rows that have revenue, and how
    many of these there were."""

    revenue: int = 0
    spend: int = 0
    rows: int = 0


_Change = tuple[datetime, int, int, int]


def read(session: Session, accounts: Sequence[Account]) -> dict[int, Readings]:
    """The readings of some accounts' last months; three queries per forty accounts."""
    found: dict[int, Readings] = {}
    for start in range(0, len(accounts), _CHUNK):
        some = accounts[start : start + _CHUNK]
        since = {each.id: each.newest - timedelta(days=LEARNT_FROM + each.oldest) for each in some}
        first = min(since.values())
        changes, read_at = _changes(session, list(since), first), _read_at(session, list(since), first)
        for each in some:
            days = {day: rows for day, rows in changes[each.id].items() if day >= since[each.id]}
            found[each.id] = _readings(each, days, read_at[each.id])
    return found


def _changes(session: Session, ids: Sequence[int], first: date) -> dict[int, dict[date, list[_Change]]]:
    parts = _parts(ids, first)
    sums = [cast(func.sum(parts.c[name]), BigInteger) for name in ("revenue", "spend", "rows")]
    key = (parts.c.account_id, parts.c.day, parts.c.at)
    found: defaultdict[int, dict[date, list[_Change]]] = defaultdict(dict)
    for account, day, at, *change in session.execute(select(*key, *sums).group_by(*key)):
        found[account].setdefault(day, []).append((at, *change))
    return found


def _parts(ids: Sequence[int], first: date) -> Subquery:
    """What each row added to its day when it became current, and took away when it stopped."""

    def added(table: Any, at: Any, sign: int) -> Select[Any]:
        told = table.revenue_micros.is_not(None)
        return select(
            table.account_id,
            table.day,
            at.label("at"),
            (sign * func.coalesce(table.revenue_micros, 0)).label("revenue"),
            (sign * case((told, table.spend_micros), else_=0)).label("spend"),
            (sign * case((told, 1), else_=0)).label("rows"),
        ).where(table.account_id.in_(ids), table.day >= first)

    old = PerformanceReading
    was_current = old.superseded_at > old.seen_at
    return union_all(
        added(Performance, Performance.seen_at, 1),
        added(old, old.seen_at, 1).where(was_current),
        added(old, old.superseded_at, -1).where(was_current),
    ).subquery()


@dataclass(slots=True)
class _ReadAt:
    """When an account's days were read, changed or not: by imports that cover them, and last."""

    imports: list[tuple[date, date, datetime]]
    last: dict[date, datetime]

    def of(self, day: date) -> set[datetime]:
        """Every instant at which a day is known to have been read."""
        found = {at for first, last, at in self.imports if first <= day <= last}
        return found | {self.last[day]} if day in self.last else found


def _read_at(session: Session, ids: Sequence[int], first: date) -> dict[int, _ReadAt]:
    found: defaultdict[int, _ReadAt] = defaultdict(lambda: _ReadAt([], {}))
    imports = select(ImportBatch.account_id, ImportBatch.first_day, ImportBatch.last_day, ImportBatch.seen_at).where(
        ImportBatch.account_id.in_(ids),
        ImportBatch.state == "applied",
        ImportBatch.grain == "day",
        ImportBatch.last_day >= first,
        ImportBatch.first_day.is_not(None),
    )
    for account, begin, end, at in session.execute(imports):
        if account is not None and begin is not None and end is not None:
            found[account].imports.append((begin, end, at))
    last = select(AccountDay.account_id, AccountDay.day, AccountDay.last_seen_at).where(
        AccountDay.account_id.in_(ids), AccountDay.day >= first
    )
    for account, day, at in session.execute(last):
        found[account].last[day] = at
    return found


def _readings(account: Account, days: dict[date, list[_Change]], read_at: _ReadAt) -> Readings:
    local: dict[datetime, date] = {}
    chain: list[int] = []
    age: list[int] = []
    revenue: list[float] = []
    several = restated = number = 0
    for day, changes in sorted(days.items()):
        number += 1
        known, spend, ages, amounts = _Known(), None, set(), set()
        for at, change in _timeline(changes, read_at.of(day)):
            if change is not None:
                known = _Known(known.revenue + change[1], known.spend + change[2], known.rows + change[3])
            if known.rows <= 0:
                continue  # no source had reported revenue yet
            if at not in local:
                local[at] = local_day(at, account.time_zone)
            old = (local[at] - day).days
            if old < 0:
                continue
            if spend is not None and abs(known.spend - spend) > SAME_SPEND * max(known.spend, spend):
                number += 1  # a chain of its own: what came before is not compared
            spend = known.spend
            chain.append(number)
            age.append(old)
            revenue.append(known.revenue / MICROS)
            ages.add(min(old, account.oldest))
            amounts.add(known.revenue)
        several += len(ages) > 1
        restated += len(ages) > 1 and len(amounts) > 1
    arrays = np.array(chain, dtype=np.intp), np.array(age, dtype=np.intp), np.array(revenue, dtype=float)
    return Readings(of_arrays(*arrays, account.oldest), several, restated)


def _timeline(changes: Sequence[_Change], read_at: set[datetime]) -> list[tuple[datetime, _Change | None]]:
    """Every instant at which a day was read, oldest first, with what changed then."""
    by_instant: dict[datetime, _Change | None] = dict.fromkeys(read_at)
    by_instant.update({change[0]: change for change in changes})
    return sorted(by_instant.items(), key=lambda entry: entry[0])
