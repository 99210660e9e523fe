"""A batch of readings in a temporary table: comparing and storing it are a few statements, never one per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    FromClause,
    MetaData,
    SmallInteger,
    Table,
    text,
)
from sqlalchemy.orm import Session

from paidsocial.domain.readings import Readings
from paidsocial.models import (
    AdPerformance,
    AdPerformanceReading,
    Base,
    Performance,
    PerformanceReading,
    PeriodTotal,
    PeriodTotalReading,
)

METRICS = {  # stored columns, and what the readings call them
    "spend_micros": "spend",
    "impressions": "impressions",
    "reach": "reach",
    "clicks": "clicks",
    "conversions_millionths": "conversions",
    "revenue_micros": "revenue",
}


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


def table_of(model: type[Base]) -> Table:
    """The table a model is mapped to."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - for the type checker; every model is mapped to a table
    return table


AD_SET_DAYS = Target(table_of(Performance), table_of(PerformanceReading), ("day",), "ad_set_id")
AD_DAYS = Target(table_of(AdPerformance), table_of(AdPerformanceReading), ("day",), "ad_id")
PERIODS = Target(table_of(PeriodTotal), table_of(PeriodTotalReading), ("first_day", "last_day"), "ad_set_id")


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
    return tuple(column for column, name in METRICS.items() if getattr(readings, name) is not None)
