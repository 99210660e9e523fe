"""The database: one engine, one session per unit of work, `transaction()`, and the column types every table shares.

SQLite (WAL) and PostgreSQL carry the same schema. A write transaction on SQLite takes the write lock when it starts, so
that what a service read and what it writes belong to one state of the database, as they do on PostgreSQL.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from paidsocial.errors import BadConfiguration

_MARKED, _UNMARKED = "øØłŁđĐı", "oOlLdDi"  # letters that are not taken apart into a letter and its mark
_SPLIT = {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe"}
_WITHOUT_MARK = str.maketrans(dict(zip(_MARKED, _UNMARKED, strict=True)) | _SPLIT)
_MARKS = re.compile("[\u0300-\u036f]")
_BUSY_TIMEOUT_SECONDS = 30
_TURN = 0x70616964  # "paid": PostgreSQL's advisory lock for what one transaction at a time may do


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. A naive datetime is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; without the zone for SQLite, which has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs its time zone, got {value!r}")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal kept as text, because SQLite would make a float of it."""

    impl = String(48)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Plain digits, never an exponent."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """The same decimal."""
        return None if value is None else Decimal(value)


Json = JSON().with_variant(JSONB(), "postgresql")
BigId = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows only where the key is INTEGER


class Base(DeclarativeBase):
    """The tables' root; constraint names are fixed so that both databases' migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own name and form
        int: BigInteger(),
        datetime: UTCDateTime(),
        Decimal: DecimalText(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }


def folded(text: str | None) -> str | None:
    """A name in small letters without accents: “Noël” as “noel”. `folded_column` is the same in the database."""
    if text is None or text.isascii():
        return text and text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_WITHOUT_MARK).lower()


class folded_column(FunctionElement[str]):  # noqa: N801 - named like the SQL function it stands for
    """`folded` of a text column, on either database."""

    inherit_cache = True
    name = "folded"
    type = String()


@compiles(folded_column, "sqlite")
def _folded_sqlite(element: folded_column, compiler: SQLCompiler, **keywords: Any) -> str:
    return f"paidsocial_folded({compiler.process(element.clauses, **keywords)})"


@compiles(folded_column, "postgresql")
def _folded_postgresql(element: folded_column, compiler: SQLCompiler, **keywords: Any) -> str:
    column = compiler.process(element.clauses, **keywords)
    plain = f"regexp_replace(normalize({column}, NFKD), '[\u0300-\u036f]', '', 'g')"
    plain = f"translate({plain}, '{_MARKED}', '{_UNMARKED}')"
    for one, two in _SPLIT.items():
        plain = f"replace({plain}, '{one}', '{two}')"
    return f"lower({plain})"


class beyond_ascii(FunctionElement[bool]):  # noqa: N801 - as above
    """Whether a text column holds anything but ASCII: a cheap look that spares most names the folding."""

    inherit_cache = True
    name = "beyond_ascii"
    type = Boolean()


@compiles(beyond_ascii, "sqlite")
def _beyond_ascii_sqlite(element: beyond_ascii, compiler: SQLCompiler, **keywords: Any) -> str:
    return f"({compiler.process(element.clauses, **keywords)} GLOB '*[^ -~]*')"


@compiles(beyond_ascii, "postgresql")
def _beyond_ascii_postgresql(element: beyond_ascii, compiler: SQLCompiler, **keywords: Any) -> str:
    column = compiler.process(element.clauses, **keywords)
    return f"(octet_length({column}) <> char_length({column}))"


def _sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not open transactions by itself: `_begin` below decides which kind.
    connection.isolation_level = None
    connection.create_function("paidsocial_folded", 1, folded, deterministic=True)
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-65536",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


class Database:
    """An engine and its sessions."""

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise BadConfiguration(
                "PAIDSOCIAL_DATABASE_URL is not a database address; write sqlite:///file.db or postgresql://user@host/name."
            ) from error
        backend = parsed.get_backend_name()
        if backend == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        elif backend != "sqlite":
            raise BadConfiguration(
                f"PAIDSOCIAL_DATABASE_URL names {backend}; only sqlite and postgresql are supported."
            )
        self.url = parsed
        self.engine: Engine = self._engine()
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    def _engine(self) -> Engine:
        if self.url.get_backend_name() != "sqlite":
            return create_engine(self.url, pool_pre_ping=True, hide_parameters=True)
        engine = create_engine(self.url, connect_args={"timeout": _BUSY_TIMEOUT_SECONDS}, hide_parameters=True)
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        return engine

    def session(self) -> Session:
        """A new session; close it, or use it in a `with`."""
        return self._sessions()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


@contextmanager
def transaction(session: Session, *, alone: bool = False) -> Iterator[Session]:
    """One unit of writing: everything in the block is committed together, or nothing is.

    What the session read before is let go first, so that the block sees one present state; it is an error to bring
    unsaved objects in, or to nest. `alone`: no other such block runs meanwhile, so that what it reads before it writes
    (no change is pending, another administrator is left) still holds when it commits. On SQLite every block is alone.
    """
    if session.info.get("in_transaction"):
        raise RuntimeError("transaction() does not nest: one service owns one transaction")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("unsaved changes were made outside transaction()")
    session.rollback()
    session.info["in_transaction"] = True
    try:
        session.connection(execution_options={"writes": True})
        if alone:
            wait_turn(session)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("in_transaction", None)


def wait_turn(session: Session) -> None:
    """Wait until no other transaction has the turn, and keep it until this one ends; SQLite's writers queue anyway."""
    if not is_sqlite(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURN})


def is_sqlite(session: Session) -> bool:
    """Whether this session talks to SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def ping(session: Session) -> None:
    """Ask the database for one row; its own error rises if it cannot answer."""
    session.execute(text("SELECT 1"))
