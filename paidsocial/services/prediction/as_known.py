"""What had been reported of a history by an earlier day: what a backtest may start from.

    known = as_known.before(session, loaded, level)
    forecasting.backtest(loaded.completed(), known=known)

Days that were first imported later (a year's export on the first day in the workspace) stand as they were first known
here, and days that were older then than their platform restates stand as they are; both count as read long after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import BigInteger, Select, Subquery, cast, func, select, union_all
from sqlalchemy.orm import Session

from forecasting import History
from forecasting.lateness.completion import Known
from paidsocial.domain.days import ONE_DAY, end_of_day_utc, local_day
from paidsocial.domain.money import MICROS
from paidsocial.models import AdAccount, ImportBatch, Performance, PerformanceReading
from paidsocial.services.performance import maturity
from paidsocial.services.performance.maturity import READ_LONG_AGO, Ages
from paidsocial.services.prediction.histories import Loaded, days_since, integers


def before(session: Session, loaded: Loaded, level: str) -> Callable[[History], Known]:
    """What had been reported of the days of a history on the evening after its last day. Two queries per call."""
    accounts = sorted({int(group) for group in loaded.history.groups})
    curves = {str(each): found.maturity for each, found in maturity.curves(session, accounts).items()}
    zones = dict(session.execute(select(AdAccount.id, AdAccount.time_zone).where(AdAccount.id.in_(accounts))).all())
    imports = _imports(session, accounts)
    longest = max((found.oldest for found in curves.values()), default=0)  # what is older was no longer restated

    def known(past: History) -> Known:
        through = past.last_day + ONE_DAY
        first = max(past.first_day, through - timedelta(days=longest))
        then = _then(accounts, level, first, through)
        seen = _seen(session.execute(_last_read(then)).all(), past, imports, end_of_day_utc(through))
        ages = {str(each): _ages(past, seen.get(each, {}), zones[each]) for each in accounts}
        cells = integers(session, _cells(session, then, past.first_day))
        return Known(_revised(past, cells, seen), curves, {each: ages[each] for each in ages if each in past.groups})

    return known


def _then(accounts: list[int], level: str, first: date, through: date) -> Subquery:
    """The rows that were current on the evening of `through`, of days from `first` on."""
    at = end_of_day_utc(through)

    def rows(table: Any) -> Select[Any]:
        unit = table.campaign_id if level == "campaign" else table.ad_set_id
        return select(
            unit.label("unit"),
            table.account_id.label("account_id"),
            table.day.label("day"),
            table.spend_micros.label("spend"),
            func.coalesce(table.revenue_micros, 0).label("revenue"),
            table.seen_at.label("seen_at"),
        ).where(table.account_id.in_(accounts), table.day >= first, table.day < through, table.seen_at < at)

    old = rows(PerformanceReading).where(PerformanceReading.superseded_at >= at)
    return union_all(rows(Performance), old).subquery()


def _cells(session: Session, then: Subquery, first: date) -> Select[Any]:
    """Unit, days since `first`, spend and revenue; all integers, as there are millions of them."""
    sums = (cast(func.sum(then.c[name]), BigInteger) for name in ("spend", "revenue"))
    return select(then.c.unit, days_since(session, then.c.day, first), *sums).group_by(then.c.unit, then.c.day)


def _last_read(then: Subquery) -> Select[Any]:
    """When each account's days were last changed."""
    key = (then.c.account_id, then.c.day)
    return select(*key, func.max(then.c.seen_at)).group_by(*key)


def _imports(session: Session, accounts: list[int]) -> list[tuple[int, date, date, datetime]]:
    query = select(ImportBatch.account_id, ImportBatch.first_day, ImportBatch.last_day, ImportBatch.seen_at).where(
        ImportBatch.account_id.in_(accounts),
        ImportBatch.state == "applied",
        ImportBatch.grain == "day",
        ImportBatch.first_day.is_not(None),
    )
    return [
        (account, begin, end, at)
        for account, begin, end, at in session.execute(query)
        if account is not None and begin is not None and end is not None
    ]


def _seen(
    changed: Iterable[Any], past: History, imports: list[tuple[int, date, date, datetime]], at: datetime
) -> dict[int, dict[int, datetime]]:
    """When each account's days (columns of the history) that were known by then had last been read."""
    seen: dict[int, dict[int, datetime]] = {}
    for account, day, last in changed:
        seen.setdefault(account, {})[(day - past.first_day).days] = last
    for account, begin, end, read_at in imports:
        if read_at < at and account in seen:
            known = seen[account]
            for column in range((begin - past.first_day).days, (end - past.first_day).days + 1):
                if column in known:
                    known[column] = max(known[column], read_at)
    return seen


def _ages(past: History, seen: dict[int, datetime], time_zone: str) -> Ages:
    ages = np.full(past.days, READ_LONG_AGO, dtype=np.intp)
    for column, at in seen.items():
        ages[column] = max((local_day(at, time_zone) - past.first_day).days - column, 0)
    return ages


def _revised(past: History, cells: npt.NDArray[np.int64], seen: dict[int, dict[int, datetime]]) -> History:
    """The history with the days that were known by then as they were known."""
    spend, revenue = past.spend.copy(), past.revenue.copy()
    groups = np.array([int(group) for group in past.groups])
    for account, columns in seen.items():
        here = np.ix_(np.flatnonzero(groups == account), np.array(sorted(columns)))
        spend[here] = revenue[here] = 0.0  # what had not been reported of a day that was read was not there
    units = np.array([int(unit) for unit in past.units])
    order = np.argsort(units)
    place = np.minimum(np.searchsorted(units, cells[:, 0], sorter=order), len(units) - 1)
    row = order[place]
    there = units[row] == cells[:, 0]
    row, column = row[there], cells[there, 1]
    spend[row, column] = np.maximum(cells[there, 2], 0) / MICROS
    revenue[row, column] = cells[there, 3] / MICROS
    return replace(past, spend=spend, revenue=revenue)
