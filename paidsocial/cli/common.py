"""What every command shares: the database, the clock's one reading, JSON on standard output, refusals as exit 1."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from paidsocial.config import Settings
from paidsocial.db import Database
from paidsocial.domain.days import Period, parse_day, parse_month
from paidsocial.errors import BadInput, PaidsocialError
from paidsocial.services import upgrade
from paidsocial.services.access import Actor

P = ParamSpec("P")
R = TypeVar("R")

EXIT_REFUSED = 1

messages = Console(stderr=True, highlight=False)  # progress and notes never mix with results


def results() -> Console:
    """Standard output, for what a command was asked for; as wide as it needs where no terminal limits it."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 200)


def utc_now() -> datetime:
    """The command line's one reading of the clock."""
    return datetime.now(UTC)


def actor() -> Actor:
    """Whoever runs the command, by the name the system knows them by."""
    name = os.environ.get("USER") or os.environ.get("LOGNAME") or "unknown"
    return Actor.at_the_machine(f"{name} at the command line")


@contextmanager
def open_session(settings: Settings | None = None) -> Iterator[Session]:
    """A session on the configured database, created and migrated at first use."""
    settings = settings or Settings.from_environment(os.environ)
    database = Database(settings.database_url)
    try:
        upgrade.ensure_current(database)
        with database.session() as session:
            yield session
    finally:
        database.dispose()


def print_json(document: Any) -> None:
    """One JSON document on standard output, UTF-8 whatever the terminal's own encoding is."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()


def refuse(code: str, message: str, *, as_json: bool) -> NoReturn:
    """Say why nothing was done, and leave with exit 1."""
    if as_json:
        print_json({"error": {"code": code, "message": message}})
    else:
        messages.print(f"[bold red]Refused:[/] {escape(message)}", markup=True)
    raise SystemExit(EXIT_REFUSED)


def refusals(function: Callable[P, R]) -> Callable[P, R]:
    """Turn the product's own errors into a sentence and exit 1; looks at the command's `as_json` argument."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        as_json = bool(kwargs.get("as_json"))
        try:
            return function(*args, **kwargs)
        except PaidsocialError as error:
            refuse(error.code, error.message, as_json=as_json)
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
            refuse("database", f"The database does not answer ({reason}); run `paidsocial doctor`.", as_json=as_json)

    return wrapped


class DayType(click.ParamType[date]):
    """A day written YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or click's own usage error (exit 2)."""
        if isinstance(value, date):
            return value
        try:
            return parse_day(str(value))
        except BadInput as error:
            self.fail(error.message, param, ctx)


class MonthType(click.ParamType[Period]):
    """A month written YYYY-MM, as its Period."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """The month's Period, or click's own usage error (exit 2)."""
        if isinstance(value, Period):
            return value
        try:
            return parse_month(str(value))
        except BadInput as error:
            self.fail(error.message, param, ctx)


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
as_of_option = click.option("--as-of", type=DayType(), default=None, help="The day that stands for today.")
