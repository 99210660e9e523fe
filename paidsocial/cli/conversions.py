"""`paidsocial conversions`: which column of an ad account's files is its conversion, and choosing another."""

from __future__ import annotations

import os
from typing import Any

import click
from sqlalchemy.orm import Session

from paidsocial.cli.common import actor, json_option, messages, open_session, print_json, refusals, utc_now
from paidsocial.config import Settings
from paidsocial.domain import wording
from paidsocial.errors import BadInput, NotFound
from paidsocial.services.imports import coverage, rereading


@click.command()
@click.option("--account", metavar="NAME", required=True, help="The ad account, by name or id.")
@click.option("--use", metavar="HEADER", help="The column to count; the account's kept files are read again with it.")
@json_option
@refusals
def conversions(*, account: str, use: str | None, as_json: bool) -> None:
    """Show which column of an ad account's files is its conversion, or choose another.

    Stopped in the middle, the same command goes on. Choosing the former column again takes it back.
    """
    settings = Settings.from_environment(os.environ)
    with open_session(settings) as session:
        account_id = _account_id(session, account)
        read = 0
        if use is not None:
            now = utc_now()
            rereading.choose(session, actor(), account_id, use, now=now)
            read = rereading.every(session, actor(), account_id, home=settings.home, now=now, heard=_heard)
        found = rereading.about(session, actor(), account_id)
    if as_json:
        print_json(_document(found, read))
        return
    others = ", ".join(f"“{one}”" for one in found.candidates if one != found.chosen)
    chosen = f"are “{found.chosen}”" if found.chosen else "are not settled: no file with several came in"
    click.echo(f"Conversions of {found.account.name} {chosen}." + (f" Its files also have {others}." if others else ""))
    if read:
        click.echo(f"{wording.count(read, 'kept file was', 'kept files were')} read again.")
    for name, why in found.failed:
        click.echo(f"{name} keeps its figures: {why}")


def _heard(left: int) -> None:
    messages.print(f"{wording.count(left, 'file')} to read again")


def _account_id(session: Session, wanted: str) -> int:
    rows = [row.account for row in coverage.accounts(session, actor())]
    found = [
        one for one in rows if wanted.casefold() == one.name.casefold() or wanted in (str(one.id), one.external_id)
    ]
    if not found:
        shown = ", ".join(one.name for one in rows[:10]) or "none yet"
        raise NotFound(f"There is no ad account {wanted} (accounts: {shown}).")
    if len(found) > 1:
        raise BadInput(f"There are {len(found)} ad accounts named {wanted}; give the id instead.", field="account")
    return found[0].id


def _document(found: rereading.Conversion, read: int) -> dict[str, Any]:
    return {
        "account": found.account.name,
        "conversions": found.chosen,
        "candidates": found.candidates,
        "read_again": read,
        "left": found.left,
        "kept_as_they_are": [{"file": name, "reason": why} for name, why in found.failed],
    }
