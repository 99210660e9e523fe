"""`paidsocial users` and `paidsocial doctor`: who may sign in, and whether everything stands as it should."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.markup import escape
from rich.table import Table
from sqlalchemy import select

from paidsocial.cli.common import (
    EXIT_REFUSED,
    actor,
    json_option,
    messages,
    open_session,
    print_json,
    refusals,
    results,
    utc_now,
)
from paidsocial.config import Settings, usable_folder
from paidsocial.errors import BadInput
from paidsocial.models import Client, User
from paidsocial.services.access import Role
from paidsocial.services.workspace import doctor as checks
from paidsocial.services.workspace import people
from paidsocial.web import auth, current
from paidsocial.wiring import create_app

address_option = click.option(
    "--address",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="Where people open paidsocial; the one-time link starts with it.",
)


@contextmanager
def _at(address: str) -> Iterator[None]:
    """The web application as seen at an address, because links are signed and written by it."""
    settings = Settings.from_environment(os.environ)
    usable_folder(settings.home)
    app = create_app(settings)
    try:
        with app.test_request_context("/", base_url=address):
            yield
    finally:
        app.extensions["paidsocial"].database.dispose()


@click.group()
def users() -> None:
    """People who sign in."""


@users.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="As it is shown; left out, it is taken from the address.")
@click.option("--client", "client_names", multiple=True, help="A client they may see, by name; give it again for more.")
@click.option("--all-clients", is_flag=True, help="They see every client, those to come as well.")
@address_option
@json_option
@refusals
def add(
    *, email: str, role: str, name: str, client_names: tuple[str, ...], all_clients: bool, address: str, as_json: bool
) -> None:
    """Add a person and print the one-time link at which they choose a password."""
    with _at(address):
        session = current.session()
        ids = {client.name.lower(): client.id for client in session.scalars(select(Client))}
        unknown = [client for client in client_names if client.lower() not in ids]
        if unknown:
            raise BadInput(f"There is no client named {unknown[0]}; known are: {', '.join(sorted(ids)) or 'none yet'}.")
        chosen = frozenset(ids[client.lower()] for client in client_names)
        details = people.PersonDetails(name, Role(role), all_clients=all_clients, client_ids=chosen)
        user = people.add(session, actor(), email, details, now=utc_now())
        link = auth.one_time_link(user)
        _print_link(user, link, as_json=as_json)
        if people.sees_no_client(user):
            remedy = "on the page Administration, People, or add them with --client NAME or --all-clients"
            messages.print(f"{user.email} sees no client yet: give them one {remedy}.", markup=False)
        if not as_json and not ids:
            messages.print("There is no client yet; `paidsocial serve` leads through the set-up of the first.")


@users.command()
@click.argument("email")
@address_option
@json_option
@refusals
def link(*, email: str, address: str, as_json: bool) -> None:
    """A new one-time link for somebody who lost theirs, or their password."""
    with _at(address):
        session = current.session()
        known = people.by_email(session, actor(), email)
        user = people.renew_link(session, actor(), known.id, now=utc_now())
        _print_link(user, auth.one_time_link(user), as_json=as_json)


def _print_link(user: User, address: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"email": user.email, "role": user.role, "one_time_link": address})
        return
    messages.print(f"{user.email} ({user.role}) chooses a password at this link, once, within three days:")
    click.echo(address)


@users.command(name="list")
@json_option
@refusals
def list_(*, as_json: bool) -> None:
    """Everyone who may sign in, and those switched off."""
    with open_session() as session:
        everyone = people.listing(session, actor())
        rows = [{"email": user.email, "name": user.name, "role": user.role, "active": user.active} for user in everyone]
    if as_json:
        print_json({"users": rows})
        return
    table = Table("e-mail", "name", "role", "may sign in")
    for row in rows:
        table.add_row(str(row["email"]), str(row["name"]), str(row["role"]), "yes" if row["active"] else "no")
    results().print(table)


@click.command()
@json_option
def doctor(*, as_json: bool) -> None:
    """Check configuration, database, migrations, people and audit trail; say how to mend each."""
    found = checks.examine(os.environ, today=utc_now().date())
    if as_json:
        rows = [{"check": c.name, "ok": c.ok, "found": c.found, "mend": c.mend} for c in found]
        print_json({"ok": all(c.ok for c in found), "checks": rows})
    else:
        for check in found:
            sign = "[green]✓[/]" if check.ok else "[bold red]✗[/]"
            results().print(f"{sign} {check.name}: {escape(check.found)}", soft_wrap=True)
            if not check.ok and check.mend:
                results().print(f"  {escape(check.mend)}", soft_wrap=True)
    if not all(check.ok for check in found):
        raise SystemExit(EXIT_REFUSED)
