"""New rows straight into their tables: nothing is stored for their days, so there is nothing to compare."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from sqlalchemy import Table, literal, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.money import MAX_MICROS
from paidsocial.domain.readings import UNKNOWN, Readings
from paidsocial.errors import BadInput
from paidsocial.models import CampaignDay
from paidsocial.services.imports.bulk import Column, Integers, Value, insert_rows
from paidsocial.services.imports.staging import METRICS, Place, Target, table_of
from paidsocial.services.imports.storing import SUMMED, note_seen, sum_account

_CAMPAIGN_DAYS = table_of(CampaignDay)


@dataclass(frozen=True, slots=True)
class NewRows:
    """Readings that go to `target`; `places[i]` is where `readings.entities[i]` belongs."""

    target: Target
    readings: Readings
    places: Sequence[Place]

    def columns(self, table: Table) -> dict[str, Value]:
        """The rows as columns of the target's table or its stage, without what is the same for all of them."""
        readings = self.readings
        entity = _integers(readings.entity)
        columns: dict[str, Value] = {self.target.days[0]: Column(_integers(readings.first))}
        if len(self.target.days) > 1:
            columns[self.target.days[1]] = Column(_integers(readings.last))
        for name in ("campaign_id", "ad_set_id", "ad_id"):
            if name in table.c:
                columns[name] = Column(np.array([getattr(place, name) for place in self.places], np.int64)[entity])
        for name, of_readings in METRICS.items():
            columns[name] = _metric(getattr(readings, of_readings), may_be_unknown=of_readings == "reach")
        return columns


def _integers(column: array[int]) -> Integers:
    return np.frombuffer(column, np.int64)


def _metric(column: array[int] | None, *, may_be_unknown: bool) -> Column | None:
    if column is None:
        return None
    values = _integers(column)
    return Column(values, values == UNKNOWN if may_be_unknown else None)


def anything_stored(session: Session, rows: NewRows, account_id: int, days: Period) -> bool:
    """Whether the account has any current row within these days (of totals: for one of the batch's own periods)."""
    stored = rows.target.current
    ours = stored.c.account_id == account_id
    if len(rows.target.days) == 1:
        query = select(literal(1)).where(ours, stored.c.day.between(days.first, days.last))
        return session.execute(query.limit(1)).first() is not None
    readings = rows.readings
    known = select(stored.c.first_day, stored.c.last_day).where(ours).distinct()
    periods = set(zip(readings.first, readings.last, strict=True))
    return any((first.toordinal(), last.toordinal()) in periods for first, last in session.execute(known))


def insert_new(session: Session, rows: NewRows, account_id: int, batch_id: int, seen_at: datetime) -> None:
    """Insert rows none of whose keys is stored."""
    same: dict[str, Value] = {"account_id": account_id, "batch_id": batch_id, "seen_at": seen_at}
    insert_rows(session, rows.target.current, {**rows.columns(rows.target.current), **same}, key=rows.target.key)


def insert_sums(session: Session, rows: NewRows, account_id: int, seen_at: datetime) -> None:
    """The sums of days that had none: as `storing.update_sums` makes them out of the rows."""
    columns = rows.columns(rows.target.current)
    day, campaign = _given(columns["day"]), _given(columns["campaign_id"])
    order = np.lexsort((campaign, day))
    day, campaign = day[order], campaign[order]
    starts = np.flatnonzero(np.append(True, (day[1:] != day[:-1]) | (campaign[1:] != campaign[:-1])))
    day_starts = np.flatnonzero(np.append(True, day[starts][1:] != day[starts][:-1]))
    sums: dict[str, Value] = {
        "account_id": account_id,
        "day": Column(day[starts]),
        "campaign_id": Column(campaign[starts]),
    }
    for name in SUMMED:
        column = columns[name]
        if not isinstance(column, Column):
            sums[name] = None
            continue
        of_campaigns = _sums(column.values[order], starts)
        _sums(of_campaigns, day_starts)  # the database will add them up, and must be able to
        sums[name] = Column(of_campaigns)
    insert_rows(session, _CAMPAIGN_DAYS, sums, key=("day", "campaign_id"))
    days = [date.fromordinal(one) for one in np.unique(day).tolist()]
    sum_account(session, account_id, days, seen_at)
    note_seen(session, account_id, days, seen_at)


def _sums(values: Integers, starts: Integers) -> Integers:
    """Exact sums of runs; raises BadInput where one is more than 64 bits hold."""
    if float(np.abs(values).max()) * len(values) < MAX_MICROS:
        return np.add.reduceat(values, starts)
    exact = np.add.reduceat(values.astype(object), starts)
    if max(map(abs, exact)) > MAX_MICROS:
        raise BadInput("The amounts of one day add up to more than any account spends; correct the file.")
    return exact.astype(np.int64)


def _given(column: Value) -> Integers:
    assert isinstance(column, Column)  # noqa: S101 - for the type checker; every row has a day and a campaign
    return column.values
