"""`paidsocial serve` and `paidsocial demo`: the real workspace, or a believable company to look around in."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import click
from argon2 import PasswordHasher
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from paidsocial.cli.common import messages, refusals, utc_now
from paidsocial.cli.serving import address_text, check_port, serve_forever
from paidsocial.config import Settings, usable_folder
from paidsocial.db import Database
from paidsocial.services import upgrade

LOOPBACK = "127.0.0.1"
_FILE = "paidsocial.db"  # as everywhere, so that PAIDSOCIAL_HOME alone points other commands at the demo

port_option = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)


@click.command()
@click.option("--host", default=LOOPBACK, show_default=True, help="The address to listen on; loopback keeps it local.")
@port_option
@refusals
def serve(*, host: str, port: int) -> None:
    """Serve the workspace; on an empty database the first page sets up the administrator."""
    settings = Settings.from_environment(os.environ)
    check_port(host, port)
    usable_folder(settings.home)
    database = Database(settings.database_url)
    upgrade.ensure_current(database)
    database.dispose()
    messages.print(f"paidsocial is on {address_text(host, port)}, press Ctrl-C to stop.")
    serve_forever(settings, host, port)


@click.command()
@port_option
@click.option(
    "--keep", is_flag=True, help="Serve the demo that is there instead of a fresh one; make it where none is."
)
@click.option("--no-serve", is_flag=True, help="Prepare the demo and stop.")
@click.option("--seed", type=int, default=None, hidden=True, help="Another company of the same kind.")
@refusals
def demo(*, port: int, keep: bool, no_serve: bool, seed: int | None) -> None:
    """Make a fresh demo company in its own SQLite file, then serve it on this machine."""
    if not no_serve:
        check_port(LOOPBACK, port)
    settings = demo_settings(Settings.from_environment(os.environ))
    if keep and (settings.home / _FILE).exists():
        database = Database(settings.database_url)
        upgrade.ensure_current(database)
        database.dispose()
    else:
        _build(settings, seed)
    _tell(settings, port, served=not no_serve)
    if not no_serve:
        serve_forever(settings, LOOPBACK, port, quiet=True)


def demo_settings(real: Settings) -> Settings:
    """The real settings, pointed at the demo's own folder and file."""
    home = real.home / "demo"
    url = f"sqlite:///{home / _FILE}"
    # no broker: workers know the real workspace only
    return replace(real, home=home, database_url=url, demo=True, behind_https=False, broker_url="")


def _build(settings: Settings, seed: int | None) -> None:
    """Build beside the demo that may still be there, and take its place only when whole."""
    from paidsocial.services.demo import build, story  # noqa: PLC0415 - numpy and scipy load only for this command

    fresh = usable_folder(settings.home.parent) / "demo-being-made"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    database = Database(f"sqlite:///{fresh / _FILE}")
    upgrade.ensure_current(database)
    with Progress(
        TextColumn("Making the demo company"), BarColumn(), TextColumn("{task.description}"), console=messages
    ) as bar:
        task = bar.add_task("")
        with database.session() as session:
            build.build(
                session,
                home=fresh,
                now=utc_now(),
                password_hash=PasswordHasher().hash(story.PASSWORD),
                seed=build.SEED if seed is None else seed,
                progress=lambda done, total, what: bar.update(task, completed=done, total=total, description=what),
            )
    database.dispose()
    if settings.home.exists():
        shutil.rmtree(settings.home)
    fresh.rename(settings.home)


def _tell(settings: Settings, port: int, *, served: bool) -> None:
    """One login per role, and where."""
    from paidsocial.services.demo import story  # noqa: PLC0415 - as above

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Role", "Sign in as", "Password"):
        table.add_column(title)
    for person in story.PEOPLE:
        table.add_row(person.role.value.capitalize(), person.email, story.PASSWORD)
    console = Console(highlight=False)
    if served:
        console.print(f"\nThe demo is on [bold]{address_text(LOOPBACK, port)}[/bold] (Ctrl-C stops it).\n")
    else:
        console.print(f"\nThe demo is ready in {settings.home}; `{called()} demo --keep` serves it.\n")
    console.print(table)
    home = shlex.quote(os.path.relpath(settings.home))
    console.print("\nCommands work on the demo where its folder is named before them, for example:", soft_wrap=True)
    if os.environ.get("PAIDSOCIAL_DATABASE_URL"):
        url = shlex.quote(settings.database_url)
        console.print(f"  PAIDSOCIAL_DATABASE_URL={url} PAIDSOCIAL_HOME={home} {called()} pacing", soft_wrap=True)
    else:
        console.print(f"  PAIDSOCIAL_HOME={home} {called()} pacing", soft_wrap=True)
    console.print(
        f"`{called()} demo` makes a fresh demo; `{called()} demo --keep` serves this one again.\n", soft_wrap=True
    )


def called() -> str:
    """How to call this program from here: by its name where that finds this very one, else by where it stands."""
    script, found = Path(sys.argv[0]), shutil.which("paidsocial")
    if script.name != "paidsocial" or not script.exists() or (found and Path(found).samefile(script)):
        return "paidsocial"
    return shlex.quote(os.path.relpath(script))
