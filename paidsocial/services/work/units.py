"""One unit of work each: done where it is still due, nothing where it is not; what came of it comes back in words.

    pull(at, account_id)         one ad account, unless it was pulled meanwhile or is being pulled
    send(at, change_ids)         a batch, in order, until something surprises
    find_out(at, change_id)      a change that nobody knows about, read from its platform
    expire(at, change_id)        a change whose last day is over
    report(at, report_id)        a saved report's file for the time that has come
    forecast(at, question)       what a first page asks for, over the present figures
    refresh(at)                  backtests of the present figures

Trouble of one unit is its own: a refusal is told, an error of ours is logged without any value that it carried, and
the next unit goes on (`guarded`).
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import Database, transaction
from paidsocial.domain import wording
from paidsocial.domain.budget_change import State
from paidsocial.errors import BadInput, NotEnoughData, PaidsocialError, Stale
from paidsocial.models import AdAccount
from paidsocial.services.access import Actor
from paidsocial.services.changes import batches, expiring, pushing
from paidsocial.services.changes.change_steps import get_change, remark
from paidsocial.services.connections import syncing, turns
from paidsocial.services.connections.live import Live
from paidsocial.services.prediction import backtests, beforehand
from paidsocial.services.prediction.beforehand import Question
from paidsocial.services.reporting import report_files
from paidsocial.services.work import due

log = structlog.get_logger("paidsocial.work")


@dataclass(frozen=True, slots=True)
class At:
    """Where work is done: the database, the way to the platforms, as whom, and the folder for kept files."""

    database: Database
    live: Live
    actor: Actor
    home: Path


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a unit. `what`: pull, send, find_out, expire, report, forecast or refresh.

    `well`: nobody has to look at it.
    """

    what: str
    subject: str
    state: str
    text: str
    well: bool = True
    goes_on: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {"what": self.what, "subject": self.subject, "state": self.state, "text": self.text, "well": self.well}


def pull(at: At, account_id: int, *, until: datetime | None = None) -> list[Told]:
    """Pull one ad account where that is due; up to `until`, then it is due again at once."""
    with at.database.session() as session:
        if not syncing.due(session, now=at.live.clock(), account_id=account_id):
            return []
        try:
            done = syncing.sync(session, at.actor, at.live, account_id, home=at.home, until=until)
        except Stale:
            return []  # somebody else has just begun
    days = f"{done.period.first} to {done.period.last}: " if done.period else ""
    counted = f"{days}{wording.count(done.inserted, 'new row')}, {done.revised} revised. {done.message}".strip()
    text = done.message if done.state == turns.FAILED else counted
    return [Told("pull", done.name, done.state, text, done.state == turns.DONE, done.goes_on)]


def send(at: At, change_ids: Sequence[int], *, until: datetime | None = None) -> list[Told]:
    """Send changes that were approved together, in order, each where it may still be sent by itself.

    A change that has to wait for a limit holds back those after it in its account; a surprise holds back all. From
    `until` on no other is begun: they are still due.
    """
    told: list[Told] = []
    waiting: set[int] = set()
    for change_id in change_ids:
        if until is not None and at.live.clock() >= until:
            break
        with at.database.session() as session:
            found = batches.ready(session, now=at.live.clock(), among=[change_id])
            account_id = found[0].changes[0].account_id if found else None
            if account_id is None or account_id in waiting:
                continue
            try:
                done = pushing.push(session, at.actor, at.live, change_id)
            except Stale:
                break  # somebody else is sending this batch
            except PaidsocialError as refused:
                waiting.add(account_id)
                told.append(Told("send", _named(change_id), "waits", refused.message))
                continue
            told.append(Told("send", _named(change_id), str(done.state), done.text, not done.surprise))
    return told


def find_out(at: At, change_id: int) -> list[Told]:
    """Read what became of a change; a look in vain stands on its trail and makes the next pause longer."""
    with at.database.session() as session:
        if not due.to_find_out(session, now=at.live.clock(), change_id=change_id):
            return []
        try:
            done = pushing.reconcile(session, at.actor, at.live, change_id)
            if done.state is State.UNKNOWN:
                _note_look(session, at, change_id, done.text)
        except Stale:
            return []
    return [Told("find_out", _named(change_id), str(done.state), done.text, done.state is State.APPLIED)]


def _note_look(session: Session, at: At, change_id: int, text: str) -> None:
    with transaction(session):
        change, _ = get_change(session, at.actor, change_id)
        if change.state == State.UNKNOWN.value:
            remark(session, at.actor, change, text, now=at.live.clock())


def expire(at: At, change_id: int) -> list[Told]:
    """Write down the way back of a change whose last day is over."""
    with at.database.session() as session:
        done = expiring.expire(session, at.actor, change_id, now=at.live.clock())
    if done is None:
        return []
    state = "goes_back" if done.back_id is not None else "left"
    return [Told("expire", _named(change_id), state, done.text, done.back_id is not None)]


def report(at: At, report_id: int) -> list[Told]:
    """Make a saved report's next file, where its time has come."""
    with at.database.session() as session:
        done = report_files.make_due(session, at.actor, report_id, now=at.live.clock())
    if done is None:
        return []
    well = done.file is not None
    return [Told("report", done.report, "made" if well else "failed", done.text, well)]


def forecasts_due(at: At) -> list[Question]:
    """The forecasts that somebody who looked now would have to wait for."""
    with at.database.session() as session:
        return beforehand.due(session, now=at.live.clock())


def forecast(at: At, question: Question) -> list[Told]:
    """Work out and keep a forecast, where none over the present figures is."""
    with at.database.session() as session:
        try:
            if not beforehand.answer(session, question, now=at.live.clock()):
                return []
        except NotEnoughData:
            return []  # the page says why
    return [Told("forecast", question.words, "done", "The forecast of the present figures is worked out.")]


def forecasts(at: At, stopping: Callable[[], bool] = lambda: False) -> list[Told]:
    """All of them, one after the other, as one machine alone does; `stopping` ends it between two."""
    told: list[Told] = []
    for question in forecasts_due(at):
        if stopping():
            break
        told += guarded("forecast", question.words, partial(forecast, at, question))
    return told


def refresh(at: At) -> list[Told]:
    """Work out the backtests of each currency's present figures where none is kept, so that no page waits for one."""
    now, told = at.live.clock(), []
    with at.database.session() as session:
        currencies = session.scalars(
            select(AdAccount.currency).group_by(AdAccount.currency).order_by(func.min(AdAccount.id))
        )
        for currency in currencies.all():
            try:
                if backtests.reach(session, at.actor, now=now, currency=currency, compute=False) is None:
                    backtests.reach(session, at.actor, now=now, currency=currency)
                    told.append(Told("refresh", currency, "done", "The backtest of the present figures is worked out."))
            except (NotEnoughData, BadInput):
                continue  # nothing to work out yet
    return told


def guarded(what: str, subject: str, unit: Callable[[], list[Told]]) -> list[Told]:
    """A unit whose trouble is its own."""
    try:
        return unit()
    except PaidsocialError as error:
        return [Told(what, subject, "refused", error.message, well=False)]
    except Exception as error:  # noqa: BLE001 - whatever it is, the other units go on
        # where, and of which kind: a message may hold an address with a token in it
        frames = "".join(traceback.format_tb(error.__traceback__))
        log.error("work_broke", what=what, subject=subject, error=type(error).__name__, where=frames)  # noqa: TRY400 - as above
        text = f"It ended with an error of our own ({type(error).__name__}); the log has it. It is tried again later."
        return [Told(what, subject, "error", text, well=False)]


def _named(change_id: int) -> str:
    return f"change {change_id}"
