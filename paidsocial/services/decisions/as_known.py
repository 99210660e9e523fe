"""What had been reported of a history by an earlier day: what a backtest may start from.

    known = as_known.before(session, loaded, level)
    forecasting.backtest(loaded.completed(), known=known)

Days that were first imported later (a year's export on the first day in the workspace) stand as they were first known
here, and count as read long after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Select, cast, func, select, union_all
from sqlalchemy.orm import Session

from forecasting import History
from forecasting.completion import Known
from paidsocial.domain.days import ONE_DAY, end_of_day_utc, local_day
from paidsocial.domain.money import MICROS
from paidsocial.models import AdAccount, ImportBatch, Performance, PerformanceReading
from paidsocial.services.decisions.histories import Loaded
from paidsocial.services.performance import maturity
from paidsocial.services.performance.maturity import LONGEST, READ_LONG_AGO, Ages

_Cell = tuple[int, date, int, int, datetime]


def before(session: Session, loaded: Loaded, level: str) -> Callable[[History], Known]:
    """What had been reported of the days of a history on the evening after its last day. One query per call."""
    accounts = sorted({int(group) for group in loaded.history.groups})
    curves = {str(each): found.maturity for each, found in maturity.curves(session, accounts).items()}
    zones = dict(session.execute(select(AdAccount.id, AdAccount.time_zone).where(AdAccount.id.in_(accounts))).all())
    imports = _imports(session, accounts)

    def known(past: History) -> Known:
        through = past.last_day + ONE_DAY
        first = max(past.first_day, through - timedelta(days=LONGEST))
        cells = session.execute(_query(accounts, level, first, through)).all()
        seen = _seen(cells, past, imports, end_of_day_utc(through))
        ages = {str(each): _ages(past, seen.get(each, {}), zones[each]) for each in accounts}
        return Known(_revised(past, cells, seen), curves, {each: ages[each] for each in ages if each in past.groups})

    return known


def _query(accounts: list[int], level: str, first: date, through: date) -> Select[Any]:
    """Spend and revenue of each unit and day as they were current, and when they were last changed."""
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

    then = union_all(
        rows(Performance), rows(PerformanceReading).where(PerformanceReading.superseded_at >= at)
    ).subquery()
    sums = (cast(func.sum(then.c.spend), BigInteger), cast(func.sum(then.c.revenue), BigInteger))
    key = (then.c.unit, then.c.account_id, then.c.day)
    return select(*key, *sums, func.max(then.c.seen_at)).group_by(*key)


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
    cells: Any, past: History, imports: list[tuple[int, date, date, datetime]], at: datetime
) -> dict[int, dict[int, datetime]]:
    """When each account's days (columns of the history) that were known by then had last been read."""
    seen: dict[int, dict[int, datetime]] = {}
    for _, account, day, _, _, last in cells:
        of_account = seen.setdefault(account, {})
        column = (day - past.first_day).days
        of_account[column] = max(of_account.get(column, last), last)
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


def _revised(past: History, cells: Any, seen: dict[int, dict[int, datetime]]) -> History:
    """The history with the days that were known by then as they were known."""
    row_of = {unit: row for row, unit in enumerate(past.units)}
    spend, revenue = past.spend.copy(), past.revenue.copy()
    groups = np.array([int(group) for group in past.groups])
    for account, columns in seen.items():
        here = np.ix_(np.flatnonzero(groups == account), np.array(sorted(columns)))
        spend[here] = revenue[here] = 0.0  # what had not been reported of a day that was read was not there
    for unit, _, day, spent, earned, _ in cells:
        row = row_of.get(str(unit))
        if row is not None:
            column = (day - past.first_day).days
            spend[row, column], revenue[row, column] = max(spent, 0) / MICROS, earned / MICROS
    return replace(past, spend=spend, revenue=revenue)
