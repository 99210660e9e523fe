"""Bring a database's schema to this version's, or say how far it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import paidsocial
from paidsocial.config import usable_folder
from paidsocial.db import Database
from paidsocial.errors import BadConfiguration


def migrations_folder() -> Path:
    """Where the migrations are: inside the installed package, or beside it in a checkout."""
    package = Path(paidsocial.__file__).parent
    for folder in (package / "migrations", package.parent / "migrations"):
        if (folder / "env.py").exists():
            return folder
    raise BadConfiguration("the installation is damaged: its migrations folder is missing; install paidsocial again")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def head() -> str:
    """The newest revision this version knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise BadConfiguration("the installation is damaged: it has no migrations; install paidsocial again")
    return revision


def current(database: Database) -> str | None:
    """The database's revision; None for an empty database."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _make_folder(database: Database) -> None:
    if database.url.get_backend_name() == "sqlite" and database.url.database:
        usable_folder(Path(database.url.database).parent, "PAIDSOCIAL_HOME (or PAIDSOCIAL_DATABASE_URL)")


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the migrations up to `revision`, all in one transaction. Creates an SQLite file's folder."""
    _make_folder(database)
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(database: Database, revision: str) -> None:
    """Run the migrations down to `revision`, all in one transaction."""
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        config = _config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def ensure_current(database: Database) -> None:
    """Create or upgrade the schema where it is behind; refuse a database written by a newer version."""
    _make_folder(database)
    now = current(database)
    if now == head():
        return
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if now is not None and now not in known:
        raise BadConfiguration(
            f"the database was written by a newer version of paidsocial (revision {now}); upgrade paidsocial first"
        )
    upgrade(database)
