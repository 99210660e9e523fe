"""Rows by the million into a table: columns of integers, by COPY on PostgreSQL and one prepared statement on SQLite.

COPY takes its binary form (PostgreSQL's manual, "COPY", "Binary Format"): a row is a count of fields and then each
field's length and big-endian value, so that rows with the same fields absent are one array of fixed width.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Date, Table
from sqlalchemy.orm import Session

from paidsocial.db import is_sqlite

Integers = NDArray[np.int64]
_AT_ONCE = 50_000  # rows
_HEAD, _TAIL = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL's
_ABSENT = -1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the rows: integers (days as proleptic ordinals), of which some may be missing."""

    values: Integers
    missing: NDArray[np.bool_] | None = None


Value = Column | int | datetime | None  # one for each row, or the same for all


def insert_rows(session: Session, table: Table, columns: Mapping[str, Value], *, key: Sequence[str]) -> None:
    """Insert rows given by column, in the order of `key`; at least one value must be a Column."""
    order = np.lexsort([_values(columns[name]) for name in reversed(key)])
    write = _by_statement if is_sqlite(session) else _by_copy
    write(session, table, columns, order)


def _values(column: Value) -> Integers:
    if not isinstance(column, Column):
        raise TypeError("a key is made of columns")
    return column.values


# -- SQLite --


def _by_statement(session: Session, table: Table, columns: Mapping[str, Value], order: Integers) -> None:
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our own names
    cursor: Any = session.connection().connection.cursor()
    for start in range(0, len(order), _AT_ONCE):
        rows = order[start : start + _AT_ONCE]
        cursor.executemany(statement, zip(*(_texts(table, *column, rows) for column in columns.items()), strict=False))
    cursor.close()


def _texts(table: Table, name: str, column: Value, rows: Integers) -> Iterator[object]:
    """A column's values as SQLite keeps them; the same for ever where it has only one."""
    if isinstance(column, datetime):
        return repeat(column.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"))
    if not isinstance(column, Column):
        return repeat(column)
    values: list[Any] = column.values[rows].tolist()
    if isinstance(table.c[name].type, Date):
        days = {ordinal: date.fromordinal(ordinal).isoformat() for ordinal in set(values)}
        return map(days.__getitem__, values)
    if column.missing is None:
        return iter(values)
    return (None if absent else value for value, absent in zip(values, column.missing[rows].tolist(), strict=True))


# -- PostgreSQL --


def _by_copy(session: Session, table: Table, columns: Mapping[str, Value], order: Integers) -> None:
    driver: Any = session.connection().connection
    statement = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(_HEAD)
        for start in range(0, len(order), _AT_ONCE):
            for rows in _alike(columns, order[start : start + _AT_ONCE]):
                copy.write(_packed(table, columns, rows))
        copy.write(_TAIL)


def _alike(columns: Mapping[str, Value], rows: Integers) -> Iterator[Integers]:
    """The rows by which of their values are missing."""
    pattern = np.zeros(len(rows), np.int64)
    for place, column in enumerate(columns.values()):
        if isinstance(column, Column) and column.missing is not None:
            pattern |= column.missing[rows].astype(np.int64) << place
    for one in np.unique(pattern).tolist():
        yield rows[pattern == one]


def _packed(table: Table, columns: Mapping[str, Value], rows: Integers) -> bytes:
    """Rows that miss the same values, as COPY takes them."""
    fields: list[tuple[str, str]] = [("count", ">i2")]
    filled: dict[str, Any] = {}
    for name, column in columns.items():
        fields.append((f"{name} length", ">i4"))
        value = _binary(table, name, column, rows)
        filled[f"{name} length"] = _ABSENT
        if value is not None:
            form = ">i4" if isinstance(table.c[name].type, Date) else ">i8"
            fields.append((name, form))
            filled |= {f"{name} length": int(form[2]), name: value}
    packed = np.empty(len(rows), np.dtype(fields))
    packed["count"] = len(columns)
    for name, value in filled.items():
        packed[name] = value
    return packed.tobytes()


def _binary(table: Table, name: str, column: Value, rows: Integers) -> Integers | int | None:
    if isinstance(column, datetime):
        since = column.astimezone(UTC) - _EPOCH
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    if not isinstance(column, Column):
        return column
    if column.missing is not None and len(rows) and column.missing[rows[0]]:
        return None
    values = column.values[rows]
    return values - _EPOCH.toordinal() if isinstance(table.c[name].type, Date) else values
