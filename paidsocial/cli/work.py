"""`paidsocial work` and `paidsocial worker`: what is due, done by this machine alone or by many that share a broker."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import threading

import click
from rich.markup import escape

from paidsocial.cli import background
from paidsocial.cli.common import json_option, messages, print_json, refusals, results
from paidsocial.config import Settings, usable_folder
from paidsocial.db import Database
from paidsocial.errors import BadInput, Refused
from paidsocial.services import upgrade
from paidsocial.services.work import everything, units
from paidsocial.services.work.units import Told


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop, as from a timer; else go on until stopped.")
@json_option
@refusals
def work(*, once: bool, as_json: bool) -> None:
    """Pull, send, find out, let expire, report and forecast what is due, one after the other."""
    if as_json and not once:
        raise BadInput("--json tells what one round did; say --once with it.", field="json")
    settings = Settings.from_environment(os.environ)
    here = background.at(settings, "paidsocial work")
    upgrade.ensure_current(here.database)
    try:
        if not once:
            _until_stopped(here)
            return
        done = everything.run(here, tell=lambda _told: None if as_json else _say(_told))
        done += units.guarded("forecast", "forecasts", lambda: units.forecasts(here))
        done += units.guarded("refresh", "backtests", lambda: units.refresh(here))
    finally:
        here.database.dispose()
    if as_json:
        print_json({"done": [told.as_json() for told in done]})
    elif not done:
        messages.print("Nothing was due.")


def _until_stopped(here: units.At) -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    messages.print("Working on what is due; Ctrl-C stops it after the present piece.")
    background.keep_working(here, stop, _say)


def _say(told: Told) -> None:
    colour = "green" if told.well else "yellow"
    results().print(f"{told.what} {escape(told.subject)}: [{colour}]{told.state}[/]. {escape(told.text)}")


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=2, show_default=True, help="Pieces at a time.")
@click.option("--beat", is_flag=True, help="Also say every minute that it is time to look; one worker of all does.")
@refusals
def worker(*, concurrency: int, beat: bool) -> None:
    """Share the work with other machines over PAIDSOCIAL_BROKER_URL (Redis or RabbitMQ)."""
    settings = Settings.from_environment(os.environ)
    if not settings.broker_url:
        raise Refused(
            "PAIDSOCIAL_BROKER_URL names no broker; set it to Redis (redis://host:6379/0) or RabbitMQ "
            "(amqp://user@host//). On one machine `paidsocial serve` does the work by itself."
        )
    if importlib.util.find_spec("celery") is None:
        raise Refused("Workers need Celery; install it with `pip install 'paidsocial[workers]'`.")
    usable_folder(settings.home)
    database = Database(settings.database_url)
    upgrade.ensure_current(database)
    database.dispose()
    from paidsocial import jobs  # noqa: PLC0415 - Celery loads only for this command
    from paidsocial.web import logs  # noqa: PLC0415 - the same lines as the pages write

    logs.configure()
    name = f"{os.getpid()}@{socket.gethostname()}"
    messages.print(f"Worker {name}: {concurrency} at a time{', with the beat' if beat else ''}. Ctrl-C stops it.")
    jobs.start_worker(name=name, concurrency=concurrency, beat=beat)
