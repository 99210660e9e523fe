"""A step with a large file, which no request should wait for: it goes on in a thread, and the page asks again.

Another process of this server sees that it goes on in the batch itself (`services/imports/large.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from paidsocial.services.imports.importing import Progress
from paidsocial.web.current import Runtime

PAGE_WAITS = 3.0  # seconds
ASKED_AGAIN = 2.0  # seconds that a request waits for what goes on in another process

Key = tuple[str, int | None]  # what kind of step, and whose or of what
Work = Callable[[Session, Progress], Any]


@dataclass(slots=True)
class Going:
    """A step that goes on: how many rows were read, and in the end what came of it, or the error."""

    rows: int = 0
    done: Any = None
    error: BaseException | None = None
    over: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Told:
    """What a page is told of a step: whether it is over, how many rows were read, and what came of it."""

    over: bool
    rows: int
    done: Any = None


def going_on(runtime: Runtime, key: Key) -> bool:
    """Whether this step goes on in this process, or nobody has asked yet what came of it."""
    return key in runtime.beside


def go_on(runtime: Runtime, key: Key, work: Work) -> Told:
    """Begin a step, or wait a little for the one that goes on.

    Raises what the step raised. `work` has a session of its own and is to call what it is given with the rows read.
    """
    with _lock:
        going = runtime.beside.get(key)
        if going is None:
            going = runtime.beside[key] = Going()
            threading.Thread(target=_run, args=(runtime, work, going), daemon=True).start()
    if not going.over.wait(PAGE_WAITS):
        return Told(over=False, rows=going.rows)
    runtime.beside.pop(key, None)
    if going.error is not None:
        raise going.error
    return Told(over=True, rows=going.rows, done=going.done)


_lock = threading.Lock()


def _run(runtime: Runtime, work: Work, going: Going) -> None:
    def heard(rows: int) -> None:
        going.rows = rows

    try:
        with runtime.database.session() as session:
            going.done = work(session, heard)
    except BaseException as error:  # noqa: BLE001 - whoever asks next is told
        going.error = error
    finally:
        going.over.set()
