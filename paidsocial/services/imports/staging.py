"""A batch of readings in a temporary table: comparing and storing it are a few statements, never one per row."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import repeat
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    MetaData,
    SmallInteger,
    Table,
    text,
)
from sqlalchemy.orm import Session

from paidsocial.db import is_sqlite
from paidsocial.domain.readings import UNKNOWN, Readings
from paidsocial.models import (
    AdPerformance,
    AdPerformanceReading,
    Base,
    Performance,
    PerformanceReading,
    PeriodTotal,
    PeriodTotalReading,
)

METRICS = ("spend_micros", "impressions", "reach", "clicks", "conversions_millionths", "revenue_micros")
_OF_READINGS = ("spend", "impressions", "reach", "clicks", "conversions", "revenue")


class State(IntEnum):
    """What was decided for a staged row."""

    NEW = 1
    SAME = 2
    REVISED = 3
    OLDER = 4
    CHECKED = 5  # coarser than what is stored for its days: compared, never added


@dataclass(frozen=True, slots=True)
class Target:
    """The tables a batch goes to: current rows, earlier readings; and the columns of a key beside the account."""

    current: Table
    history: Table
    days: tuple[str, ...]
    entity: str

    @property
    def key(self) -> tuple[str, ...]:
        """The key's columns beside the account."""
        return (*self.days, self.entity)


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - for the type checker; every model is mapped to a table
    return table


AD_SET_DAYS = Target(_table(Performance), _table(PerformanceReading), ("day",), "ad_set_id")
AD_DAYS = Target(_table(AdPerformance), _table(AdPerformanceReading), ("day",), "ad_id")
PERIODS = Target(_table(PeriodTotal), _table(PeriodTotalReading), ("first_day", "last_day"), "ad_set_id")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entity of a batch belongs in the database."""

    campaign_id: int
    ad_set_id: int
    ad_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A filled temporary table and what it holds: for which target, of which account, which metrics the source has."""

    table: Table
    target: Target
    account_id: int
    metrics: tuple[str, ...]

    def same_key(self, stored: FromClause) -> ColumnElement[bool]:
        """The condition that a stored row of the account has a staged row's key."""
        condition: ColumnElement[bool] = stored.c.account_id == self.account_id
        for name in self.target.key:
            condition = condition & (stored.c[name] == self.table.c[name])
        return condition


def open_stage(session: Session, target: Target, account_id: int, metrics: Sequence[str], name: str) -> Stage:
    """An empty temporary table for a batch; it is gone with the transaction on PostgreSQL, replaced on SQLite."""
    connection = session.connection()
    metadata = MetaData()
    table = Table(
        name,
        metadata,
        *(Column(day, Date, primary_key=True) for day in target.days),
        Column(target.entity, BigInteger, primary_key=True, autoincrement=False),
        *(Column(extra, BigInteger) for extra in ("campaign_id", "ad_set_id") if extra != target.entity),
        *(Column(metric, BigInteger) for metric in METRICS),
        Column("state", SmallInteger, nullable=False, server_default=text(str(State.NEW.value))),
        prefixes=["TEMPORARY"],
        sqlite_with_rowid=False,
        postgresql_on_commit="DROP",
    )
    connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
    table.create(connection)
    return Stage(table, target, account_id, tuple(metrics))


def metrics_of(readings: Readings) -> tuple[str, ...]:
    """The stored columns that a batch of readings has values for."""
    return tuple(
        column for column, name in zip(METRICS, _OF_READINGS, strict=True) if getattr(readings, name) is not None
    )


def fill(session: Session, stage: Stage, readings: Readings, places: Sequence[Place]) -> None:
    """Put every reading into the stage; `places[i]` is where `readings.entities[i]` belongs."""
    sqlite = is_sqlite(session)
    names = [
        *stage.target.days,
        "campaign_id",
        "ad_set_id",
        *(["ad_id"] if stage.target.entity == "ad_id" else []),
        *METRICS,
    ]
    columns: list[Iterable[Any]] = [_days(readings.first, iso=sqlite)]
    if len(stage.target.days) == 2:
        columns.append(_days(readings.last, iso=sqlite))
    columns.append(map([place.campaign_id for place in places].__getitem__, readings.entity))
    columns.append(map([place.ad_set_id for place in places].__getitem__, readings.entity))
    if stage.target.entity == "ad_id":
        columns.append(map([place.ad_id for place in places].__getitem__, readings.entity))
    columns += [_metric(readings, name) for name in _OF_READINGS]
    rows = zip(*columns, strict=False)  # absent metrics repeat None for ever
    connection = session.connection()
    if sqlite:
        _insert_many(connection, stage.table.name, names, rows)
    else:
        _copy(connection, stage.table.name, names, rows)
        connection.execute(text(f"ANALYZE {stage.table.name}"))


def _metric(readings: Readings, name: str) -> Iterable[int | None]:
    column: array[int] | None = getattr(readings, name)
    if column is None:
        return repeat(None)
    if name == "reach":
        return (None if value == UNKNOWN else value for value in column)
    return iter(column)


def _days(ordinals: Iterable[int], *, iso: bool) -> Iterator[str | date]:
    known: dict[int, str | date] = {}
    for ordinal in ordinals:
        day = known.get(ordinal)
        if day is None:
            real = date.fromordinal(ordinal)
            day = known[ordinal] = real.isoformat() if iso else real
        yield day


def _insert_many(connection: Connection, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(names))
    cursor: Any = connection.connection.cursor()
    cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)  # noqa: S608 - our own names
    cursor.close()


def _copy(connection: Connection, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
