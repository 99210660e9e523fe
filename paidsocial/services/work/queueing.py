"""What a beat puts into the queues: everything that is due, each unit once, though a beat comes every minute.

What was queued is remembered until it is due no more. A unit that is still due after `AGAIN` is queued again, because
its message may be lost with a broker; twice in the queue does no harm, since a unit does nothing where nothing is due.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import Setting
from paidsocial.services.prediction import beforehand
from paidsocial.services.prediction.beforehand import Question
from paidsocial.services.work import due

AGAIN = timedelta(minutes=5)
FORECAST_AGAIN = timedelta(hours=1)  # nobody is harmed where one is lost, and a long queue of them takes its time
_QUEUED, _FORECASTS = "work.queued", "work.forecasts_queued"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit to queue: what, and with which ids. `key` stays the same while it is the same work."""

    what: str  # pull | find_out | expire | send | report
    ids: tuple[int, ...]
    key: str


def to_queue(session: Session, *, now: datetime) -> list[Unit]:
    """What is due and not queued yet; it counts as queued from here on. Two beats at once share it between them."""
    with transaction(session, alone=True):
        units = _units(due.look(session, now=now))
        fresh = _fresh(session, _QUEUED, [unit.key for unit in units], AGAIN, now)
        return [unit for unit in units if unit.key in fresh]


def forecasts_to_queue(session: Session, *, now: datetime) -> list[Question]:
    """The same of forecasts, which are looked for less often."""
    questions = beforehand.due(session, now=now)
    session.rollback()
    with transaction(session, alone=True):
        fresh = _fresh(session, _FORECASTS, [question.words for question in questions], FORECAST_AGAIN, now)
        return [question for question in questions if question.words in fresh]


def _fresh(session: Session, setting: str, keys: list[str], again: timedelta, now: datetime) -> set[str]:
    """Which of these were not queued of late; they count as queued from here on, and those that are not due no more."""
    row = session.get(Setting, setting)
    known: dict[str, str] = dict(row.value) if row is not None else {}
    fresh = {key for key in keys if key not in known or now - datetime.fromisoformat(known[key]) >= again}
    told = {key: known[key] for key in keys if key in known} | dict.fromkeys(sorted(fresh), now.isoformat())
    if told != known:
        session.merge(Setting(key=setting, value=told, changed_at=now))
    return fresh


def forget(session: Session, units: list[Unit], *, now: datetime) -> None:
    """Take back that these were queued, where the broker did not take them."""
    lost = {unit.key for unit in units}
    with transaction(session, alone=True):
        row = session.get(Setting, _QUEUED)
        if row is not None:
            row.value = {key: at for key, at in row.value.items() if key not in lost}
            row.changed_at = now


def _units(found: due.Due) -> list[Unit]:
    """Changes before pulls, and pulls before reports, as one machine alone does them."""
    return [
        *(Unit("find_out", (id_,), f"find_out:{id_}") for id_ in found.unknown),
        *(Unit("expire", (id_,), f"expire:{id_}") for id_ in found.expired),
        *(
            Unit("send", tuple(change.change_id for change in batch.changes), f"send:{batch.key}")
            for batch in found.batches
        ),
        *(Unit("pull", (id_,), f"pull:{id_}") for id_ in found.pulls),
        *(Unit("report", (id_,), f"report:{id_}") for id_ in found.reports),
    ]
