"""`paidsocial migrate`: bring the database's schema to this version's."""

from __future__ import annotations

import os

import click

from paidsocial.cli.common import json_option, print_json, refusals
from paidsocial.config import Settings
from paidsocial.db import Database
from paidsocial.services import upgrade


@click.command()
@json_option
@refusals
def migrate(*, as_json: bool) -> None:
    """Create or upgrade the database's tables (other commands do it by themselves at first use)."""
    database = Database(Settings.from_environment(os.environ).database_url)
    upgrade.ensure_current(database)
    after = upgrade.current(database)
    database.dispose()
    if as_json:
        print_json({"revision": after})
    else:
        click.echo(f"The database is at revision {after}, this version's newest.")
