"""Work on many machines: Celery tasks over Redis or RabbitMQ, each of which calls one service.

    tick (every minute, from a beat)     queues what is due, each unit once
    pull, send, find_out, expire, report one unit each; nothing where it is not due any more
    foresee (every ten minutes)          queues the forecasts that are not kept for the present figures
    forecast                             one of them
    refresh (every half hour)            backtests of the present figures

A task is acknowledged when it is done and given to another worker when its own dies. That it may then run twice is
harmless: an ad account's turn and a change's state are claimed in the database, and what is done is due no more.
Importing this needs no broker.
"""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from celery import Celery, Task, current_task
from celery.signals import worker_process_init, worker_ready

from paidsocial import enduring
from paidsocial.config import Settings
from paidsocial.db import Database
from paidsocial.services.access import Actor
from paidsocial.services.connections.live import Live
from paidsocial.services.connections.sealing import Sealer
from paidsocial.services.prediction.beforehand import Question
from paidsocial.services.work import queueing, units
from paidsocial.services.work.units import At, Told, guarded

CHANGES, PULLS, SLOW = "paidsocial.changes", "paidsocial.pulls", "paidsocial.slow"
TURN = timedelta(minutes=10)  # of one ad account or batch; what takes longer goes on in its next
# RabbitMQ takes a task back that is not acknowledged within half an hour, so that every task ends before.
SOFT_SECONDS, HARD_SECONDS = 25 * 60, 27 * 60
TICK_SECONDS, FORESEE_SECONDS, REFRESH_SECONDS = 60.0, 10 * 60.0, 30 * 60.0

app = Celery("paidsocial")
app.conf.update(
    broker_url=Settings.from_environment(os.environ).broker_url or None,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={"visibility_timeout": 2 * 60 * 60},  # Redis: longer than any task
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=SOFT_SECONDS,
    task_time_limit=HARD_SECONDS,
    task_default_queue=PULLS,
    task_routes={
        "paidsocial.pull": {"queue": PULLS},
        "paidsocial.refresh": {"queue": SLOW},
        "paidsocial.report": {"queue": SLOW},
        "paidsocial.foresee": {"queue": SLOW},
        "paidsocial.forecast": {"queue": SLOW},
        "paidsocial.*": {"queue": CHANGES},
    },
    task_create_missing_queues=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_enable_remote_control=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,  # what runs goes on; it is not begun twice
    enable_utc=True,
    beat_schedule={
        "tick": {"task": "paidsocial.tick", "schedule": TICK_SECONDS},
        "foresee": {"task": "paidsocial.foresee", "schedule": FORESEE_SECONDS},
        "refresh": {"task": "paidsocial.refresh", "schedule": REFRESH_SECONDS},
    },
)
enduring.endure(app)


def utc_now() -> datetime:
    """The jobs' one reading of the clock."""
    return datetime.now(UTC)


@functools.cache
def _here() -> At:
    """What this process works with, made at its first task: no connection to a database crosses a fork."""
    settings = Settings.from_environment(os.environ)
    name = f"worker {current_task.request.hostname or os.getpid()}"
    live = Live(settings, Sealer(settings), utc_now)
    return At(Database(settings.database_url), live, Actor.of_work(name), settings.home)


@worker_process_init.connect
def _begin(**_more: Any) -> None:
    _here.cache_clear()
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells addresses, and some platforms' hold tokens


@worker_ready.connect
def _ask_at_once(sender: Any, **_more: Any) -> None:
    """Whoever starts to work asks what is due, rather than waiting for the beat."""
    units.log.info("worker_ready", worker=sender.hostname)
    with sender.app.connection_for_write() as connection:
        tick.apply_async(connection=connection)


def _tell(done: Sequence[Told]) -> None:
    for each in done:
        units.log.info("work", **each.as_json())


@app.task(name="paidsocial.tick")
def tick() -> None:
    """Queue what is due."""
    at = _here()
    with at.database.session() as session:
        wanted = queueing.to_queue(session, now=at.live.clock())
    left = list(wanted)
    try:
        for unit in wanted:
            _TASKS[unit.what].apply_async(args=[list(unit.ids)] if unit.what == "send" else [unit.ids[0]])
            left.pop(0)
    finally:
        if left:
            with at.database.session() as session:
                queueing.forget(session, left, now=at.live.clock())


@app.task(name="paidsocial.pull")
def pull(account_id: int) -> None:
    """Pull one ad account; what its turn is too short for goes to the end of the queue."""
    at = _here()
    until = at.live.clock() + TURN
    done = guarded("pull", f"account {account_id}", lambda: units.pull(at, account_id, until=until))
    _tell(done)
    if any(each.goes_on for each in done):
        pull.apply_async(args=[account_id])


@app.task(name="paidsocial.send")
def send(change_ids: list[int]) -> None:
    """Send one batch."""
    at = _here()
    subject, until = f"changes {', '.join(map(str, change_ids))}", at.live.clock() + TURN
    _tell(guarded("send", subject, lambda: units.send(at, change_ids, until=until)))


@app.task(name="paidsocial.find_out")
def find_out(change_id: int) -> None:
    """Find out about one change."""
    at = _here()
    _tell(guarded("find_out", f"change {change_id}", lambda: units.find_out(at, change_id)))


@app.task(name="paidsocial.expire")
def expire(change_id: int) -> None:
    """Let one change expire."""
    at = _here()
    _tell(guarded("expire", f"change {change_id}", lambda: units.expire(at, change_id)))


@app.task(name="paidsocial.report")
def report(report_id: int) -> None:
    """Make one saved report's file."""
    at = _here()
    _tell(guarded("report", f"report {report_id}", lambda: units.report(at, report_id)))


@app.task(name="paidsocial.foresee")
def foresee() -> None:
    """Queue the forecasts that are to be worked out."""
    at = _here()
    with at.database.session() as session:
        wanted = queueing.forecasts_to_queue(session, now=at.live.clock())
    for each in wanted:
        forecast.apply_async(args=[each.client_ids, each.currency, each.as_of.isoformat()])


@app.task(name="paidsocial.forecast")
def forecast(client_ids: list[int] | None, currency: str, as_of: str) -> None:
    """Work out one forecast."""
    at = _here()
    asked = Question(None if client_ids is None else tuple(client_ids), currency, date.fromisoformat(as_of))
    _tell(guarded("forecast", asked.words, lambda: units.forecast(at, asked)))


@app.task(name="paidsocial.refresh")
def refresh() -> None:
    """Keep backtests of the present figures."""
    at = _here()
    _tell(guarded("refresh", "backtests", lambda: units.refresh(at)))


_TASKS: dict[str, Task] = {"pull": pull, "send": send, "find_out": find_out, "expire": expire, "report": report}


def start_worker(*, name: str, concurrency: int, beat: bool) -> None:
    """Work until told to stop; `beat`: this one also says every minute that it is time to look.

    `name` stands in the record of every pull that it makes.
    """
    arguments = [
        "--quiet",
        "worker",
        f"--hostname={name}",
        f"--concurrency={concurrency}",
        f"--queues={CHANGES},{PULLS},{SLOW}",
        "--loglevel=WARNING",
        "--without-gossip",
        "--without-mingle",
    ]
    if beat:
        # in memory: what is due stands in the database, so a beat has nothing of its own to remember
        arguments += ["--beat", "--scheduler=celery.beat:Scheduler"]
    app.worker_main(arguments)
