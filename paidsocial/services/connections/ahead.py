"""The next window is asked for while the last one is stored: a pull takes about as long as its platform does.

with Ahead(live) as ahead:
    connector = ahead.live.ready(...)
    for item in ahead.of(items): ...
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final, Self, TypeVar

from paidsocial.services.connections.live import Live

T = TypeVar("T")
_MOMENT = 1.0  # seconds of a wait between two looks whether anybody still waits for it


class _End:
    pass


_END: Final = _End()


class _NotWanted(Exception):
    """Nobody waits for this any more."""


class Ahead:
    """One thread that makes the next item while the last is used; never more than one is ahead.

    What `items` raises is raised where the item would have come. Leaving ends what a connector of `self.live` waits
    for (a platform's pause, a report) and then waits for the thread: nothing goes on behind the caller's back.
    """

    def __init__(self, live: Live) -> None:
        self._left = threading.Event()
        self._sleep = live.timing.sleep
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        self.live = replace(live, timing=replace(live.timing, sleep=self._wait))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._left.set()
        self._pool.shutdown()

    def of(self, items: Iterator[T]) -> Iterator[T]:
        """What `items` yields."""
        coming = self._pool.submit(next, items, _END)
        while not isinstance(item := coming.result(), _End):
            coming = self._pool.submit(next, items, _END)
            yield item

    def _wait(self, seconds: float) -> None:
        while seconds > 0 and not self._left.is_set():
            self._sleep(min(seconds, _MOMENT))
            seconds -= _MOMENT
        if self._left.is_set():
            raise _NotWanted
