"""Migrations go up and down, and say the same as the models, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from paidsocial.db import Database
from paidsocial.errors import BadConfiguration
from paidsocial.models import Base
from paidsocial.services import upgrade
from tests.support.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        database.dispose()
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with server.empty_database() as url:
            database = Database(url)
            yield database
            database.dispose()


def test_up_gives_exactly_the_models(empty: Database) -> None:
    upgrade.upgrade(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    for name, table in Base.metadata.tables.items():  # which the comparison leaves out
        keys = inspect(empty.engine).get_pk_constraint(name)["constrained_columns"]
        assert keys == [column.name for column in table.primary_key.columns], name


def test_every_step_goes_down_and_up_again(empty: Database) -> None:
    upgrade.upgrade(empty)
    revisions = [script.revision for script in ScriptDirectory.from_config(upgrade._config()).walk_revisions()]
    for below in [*revisions[1:], "base"]:
        upgrade.downgrade(empty, below)
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    upgrade.upgrade(empty)
    assert upgrade.current(empty) == upgrade.head()


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(upgrade._config()).get_heads()) == 1


def test_a_database_of_a_newer_version_is_refused(empty: Database) -> None:
    upgrade.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from-the-future'")
    with pytest.raises(BadConfiguration, match="newer version"):
        upgrade.ensure_current(empty)
