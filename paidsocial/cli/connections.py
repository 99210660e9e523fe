"""`paidsocial sync`, `connections` and `push`: figures pulled from the platforms, approved budgets carried to them."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import click
from cryptography.fernet import Fernet
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from sqlalchemy.orm import Session

from paidsocial.cli.common import (
    EXIT_REFUSED,
    DayType,
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
from paidsocial.domain.days import Period
from paidsocial.errors import PaidsocialError
from paidsocial.platforms.registry import platform_of
from paidsocial.services.changes import push_limits, pushing
from paidsocial.services.connections import connecting, health, syncing, turns
from paidsocial.services.connections.live import Live
from paidsocial.services.connections.sealing import Sealer

_COLOURS = {turns.DONE: "green", turns.HELD: "yellow", turns.FAILED: "red"}


def live_of(settings: Settings) -> Live:
    """How this installation reaches the platforms."""
    return Live(settings, Sealer(settings), utc_now)


@click.command()
@click.option("--account", "name", default=None, help="Only this ad account, by its name or the platform's id.")
@click.option("--since", type=DayType(), default=None, help="The first day to pull, further back than would be.")
@json_option
@refusals
def sync(*, name: str | None, since: date | None, as_json: bool) -> None:
    """Pull figures, structure and budgets of the connected ad accounts."""
    settings = Settings.from_environment(os.environ)
    with open_session(settings) as session:
        accounts = health.connected(session, actor(), named=name)
        done = [_sync(session, settings, each.id, each.name, since) for each in accounts]
    if as_json:
        print_json({"accounts": [_as_json(each) for each in done]})
    else:
        _show(done)
    if done and all(each.state == turns.FAILED for each in done):
        raise SystemExit(EXIT_REFUSED)


def _sync(session: Session, settings: Settings, account_id: int, name: str, since: date | None) -> syncing.Pulled:
    """One account, with its progress on standard error."""
    usable_folder(settings.home)
    live = live_of(settings)
    columns = (TextColumn(escape(name)), BarColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=messages, transient=True) as bar:
        task = bar.add_task("signing in", total=None)

        def step(window: Period, whole: Period) -> None:
            days = (window.last - whole.first).days + 1
            bar.update(task, total=len(whole), completed=days, description=f"to {window.last}")

        try:
            return syncing.sync(session, actor(), live, account_id, home=settings.home, since=since, progress=step)
        except PaidsocialError as error:  # pulled by somebody else at the moment: the others go on
            return syncing.Pulled(account_id, name, turns.FAILED, message=error.message)


def _as_json(done: syncing.Pulled) -> dict[str, Any]:
    period = done.period
    return {
        "account": done.name,
        "state": done.state,
        "first_day": period.first.isoformat() if period else None,
        "last_day": period.last.isoformat() if period else None,
        "rows": {"inserted": done.inserted, "revised": done.revised, "unchanged": done.unchanged},
        "held": done.held,
        "message": done.message,
        "request_id": done.request_id,
        "changed_there": done.changes.as_json(),
    }


def _show(done: list[syncing.Pulled]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Ad account", "State", "Days", "New", "Revised", "Unchanged"):
        table.add_column(title, justify="right" if title in {"New", "Revised", "Unchanged"} else "left")
    for each in done:
        days = f"{each.period.first} to {each.period.last}" if each.period else "—"
        state = f"[{_COLOURS.get(each.state, 'yellow')}]{each.state}[/]"
        counts = [f"{number:,}" for number in (each.inserted, each.revised, each.unchanged)]
        table.add_row(escape(each.name), state, days, *counts)
    results().print(table)
    for each in done:
        for budget in each.changes.budgets:
            messages.print(
                f"{escape(each.name)}: the {budget['kind']} budget of {escape(budget['name'])} was changed there from "
                f"{budget['before']} to {budget['after']} {budget['currency']}."
            )
        if each.message:
            messages.print(f"{escape(each.name)}: {escape(each.message)}")


@click.group()
def connections() -> None:
    """Sign-ins on the ad platforms."""


@connections.command("list")
@json_option
@refusals
def list_(*, as_json: bool) -> None:
    """Every connection, how it is, and what to do where it is not well."""
    settings = Settings.from_environment(os.environ)
    with open_session(settings) as session:
        found = health.listing(session, actor(), now=utc_now())
    if as_json:
        print_json({"connections": [each.as_json() for each in found]})
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Id", "Platform", "Client", "State", "Ad accounts", "Figures to", "What to do"):
        table.add_column(title)
    for each in found:
        names = ", ".join(account.name for account in each.accounts[:3]) + (" …" if len(each.accounts) > 3 else "")
        through = min((account.through for account in each.accounts if account.through), default=None)
        row = (str(each.id), each.platform_name, each.client, each.words, names or "—", str(through or "—"))
        table.add_row(*map(escape, row), escape(each.remedy))
    results().print(table)
    if not found:
        messages.print("Nothing is connected yet; `paidsocial connections add PLATFORM --token …` or the Data page.")


@connections.command()
@click.argument("platform")
@click.option("--client", required=True, help="Whose ad accounts these are.")
@click.option("--token", required=True, envvar="PAIDSOCIAL_TOKEN", help="A token made on the platform's own pages.")
@click.option("--refresh-token", default="", envvar="PAIDSOCIAL_REFRESH_TOKEN")
@click.option("--account", "names", multiple=True, help="Only these ad accounts, by name or id; all where none.")
@click.option("--push/--no-push", default=False, help="Whether approved budget changes may be sent.")
@click.option("--since", type=DayType(), default=None, help="The first day to pull.")
@json_option
@refusals
def add(
    *,
    platform: str,
    client: str,
    token: str,
    refresh_token: str,
    names: tuple[str, ...],
    push: bool,
    since: date | None,
    as_json: bool,
) -> None:
    """Connect PLATFORM with a token of your own (a system user's, a long-lived one)."""
    settings = Settings.from_environment(os.environ)
    live = live_of(settings)
    with open_session(settings) as session:
        client_id = health.client_named(session, actor(), client)
        id_ = connecting.from_token(
            session, actor(), live, platform, client_id=client_id, token=token, refresh_token=refresh_token
        )
        offered = connecting.offered(session, actor(), live, id_)
        chosen = [
            each.account.id
            for each in offered
            if not each.problem and (not names or {each.account.id, each.account.name} & set(names))
        ]
        ids = connecting.choose(session, actor(), id_, offered, chosen, now=utc_now(), since=since, push=push)
    if as_json:
        print_json({"id": id_, "accounts": len(ids)})
    else:
        messages.print(f"Connected {platform_of(platform).name}: {len(ids)} ad accounts. `paidsocial sync` pulls them.")


@connections.command()
@click.argument("connection_id", type=int)
@refusals
def close(*, connection_id: int) -> None:
    """Forget the tokens of a connection; its figures stay."""
    with open_session() as session:
        connecting.close(session, actor(), connection_id, now=utc_now())
    messages.print("Closed. Its figures stay; nothing is pulled or sent any more.")


@connections.command("new-key")
def new_key() -> None:
    """Print a new key for PAIDSOCIAL_TOKEN_KEY."""
    click.echo(Fernet.generate_key().decode())


@connections.command()
@refusals
def rotate() -> None:
    """Seal every stored token with the newest key of PAIDSOCIAL_TOKEN_KEY."""
    settings = Settings.from_environment(os.environ)
    with open_session(settings) as session:
        count = connecting.rotate(session, actor(), live_of(settings), now=utc_now())
    messages.print(f"Sealed {count} sign-ins with the newest key; the older ones may be removed.")


@click.command()
@click.argument("change_ids", type=int, nargs=-1)
@click.option("--dry-run", is_flag=True, help="Read the platform and say what would happen; change nothing.")
@click.option("--stop", "why", default=None, help="Stop sending to every platform, with the reason.")
@click.option("--go-on", is_flag=True, help="Let sending go on.")
@json_option
@refusals
def push(*, change_ids: tuple[int, ...], dry_run: bool, why: str | None, go_on: bool, as_json: bool) -> None:
    """Send approved budget changes to their platforms, in order; stops at the first surprise."""
    settings = Settings.from_environment(os.environ)
    live = live_of(settings)
    with open_session(settings) as session:
        if why is not None:
            push_limits.stop(session, actor(), why=why, now=utc_now())
        if go_on:
            push_limits.go_on(session, actor(), now=utc_now())
        if dry_run:
            told = [(each, pushing.rehearse(session, actor(), live, each)) for each in change_ids]
            rows = [{"id": id_, "state": "dry_run", "text": text} for id_, text in told]
        else:
            done = pushing.push_all(session, actor(), live, change_ids)
            rows = [{"id": each.change_id, "state": str(each.state), "text": each.text} for each in done]
        stopped = push_limits.is_stopped(session)
    if as_json:
        print_json({"changes": rows, "stopped": stopped})
        return
    for row in rows:
        results().print(f"Change {row['id']}: {row['state']}. {escape(str(row['text']))}")
    if stopped:
        messages.print(f"Sending is stopped: {escape(stopped)}")
