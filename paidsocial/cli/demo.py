"""`paidsocial serve` and `paidsocial demo`: the real workspace, or a believable company to look around in."""

from __future__ import annotations

import os

import click

from paidsocial.cli.common import messages, refusals
from paidsocial.cli.serving import address_text, check_port, serve_forever
from paidsocial.config import Settings
from paidsocial.db import Database
from paidsocial.services import upgrade

LOOPBACK = "127.0.0.1"

port_option = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)


@click.command()
@click.option("--host", default=LOOPBACK, show_default=True, help="The address to listen on; loopback keeps it local.")
@port_option
@refusals
def serve(*, host: str, port: int) -> None:
    """Serve the workspace; on an empty database the first page sets up the administrator."""
    settings = Settings.from_environment(os.environ)
    check_port(host, port)
    database = Database(settings.database_url)
    upgrade.ensure_current(database)
    database.dispose()
    messages.print(f"paidsocial is on {address_text(host, port)}, press Ctrl-C to stop.")
    serve_forever(settings, host, port)
