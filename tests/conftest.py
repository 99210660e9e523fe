"""Databases for tests: a fresh SQLite file each, or PostgreSQL started from the installed binaries.

`PAIDSOCIAL_TEST_DATABASE=postgresql` runs every database test on PostgreSQL; unset, on SQLite.
`PAIDSOCIAL_REQUIRE_SERVICES=1` turns a missing binary into a failure instead of a skip.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy.orm import Session

from paidsocial.db import Database
from paidsocial.services import upgrade
from paidsocial.services.access import Actor
from tests.support.demo import MadeDemo, make_once
from tests.support.postgres import PostgresServer, find_binaries

# How long an example takes depends on what else the machine does; speed is measured in benchmarks/. The suite says the
# same of the same code each time; `pytest --hypothesis-profile search` looks among examples that nobody has tried.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1_000)
settings.load_profile("steady")

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)


def missing_service(reason: str) -> None:
    """Skip with the reason, or fail where services are required."""
    if os.environ.get("PAIDSOCIAL_REQUIRE_SERVICES") == "1":
        pytest.fail(f"{reason} (PAIDSOCIAL_REQUIRE_SERVICES is set)")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL of our own on a free port, stopped and removed at the end."""
    if find_binaries() is None:
        missing_service("PostgreSQL's server binaries (initdb, postgres) are not installed")
    server = PostgresServer.start(tmp_path_factory.mktemp("postgres"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> MadeDemo:
    """The demo company, made by `paidsocial demo` once for the whole run; it is not to be changed."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    return make_once(shared / "demo-home")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty migrated SQLite file, copied per test."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    database = Database(f"sqlite:///{path}")
    upgrade.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database's address, on the backend under test."""
    if os.environ.get("PAIDSOCIAL_TEST_DATABASE") == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with server.fresh_database() as url:
            yield url
    else:
        path = tmp_path / "paidsocial.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh migrated database."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on the fresh database."""
    with database.session() as session:
        yield session


@pytest.fixture
def now() -> datetime:
    """The tests' one clock: 14 June 2026, 09:30 UTC."""
    return NOW


@pytest.fixture
def machine() -> Actor:
    """Whoever runs commands on the server."""
    return Actor.at_the_machine("tests")
