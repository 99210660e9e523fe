"""A step of bringing files in that no request should wait for: it goes on in a thread, and the page asks again.

Another process of this server sees that it goes on in the preview itself (`services/imports/queue.py`).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime

from paidsocial.services.access import Actor
from paidsocial.services.imports import queue
from paidsocial.services.imports.queue import Step
from paidsocial.web.current import Runtime

PAGE_WAITS = 3.0  # seconds


@dataclass(slots=True)
class Going:
    """A step that goes on: how many rows were read, and in the end what came of it, or the error."""

    rows: int = 0
    done: Step | None = None
    error: BaseException | None = None
    over: threading.Event = field(default_factory=threading.Event)


def going_on(runtime: Runtime, actor: Actor) -> Going | None:
    """The person's step that goes on in this process, if any."""
    return runtime.beside.get(actor.user_id)


def go_on(runtime: Runtime, actor: Actor, *, now: datetime) -> Going:
    """Begin the next step, or wait a little for the one that goes on; `over` tells whether it came to its end."""
    with _lock:
        going = going_on(runtime, actor)
        if going is None:
            going = runtime.beside[actor.user_id] = Going()
            threading.Thread(target=_run, args=(runtime, actor, now, going), daemon=True).start()
    if going.over.wait(PAGE_WAITS):
        runtime.beside.pop(actor.user_id, None)
        if going.error is not None:
            raise going.error
    return going


_lock = threading.Lock()


def _run(runtime: Runtime, actor: Actor, now: datetime, going: Going) -> None:
    def heard(rows: int) -> None:
        going.rows = rows

    try:
        with runtime.database.session() as session:
            going.done = queue.step(session, actor, home=runtime.settings.home, now=now, beside=True, progress=heard)
    except BaseException as error:  # noqa: BLE001 - whoever asks next is told
        going.error = error
    finally:
        going.over.set()
