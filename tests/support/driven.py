"""A clock that is driven from outside, for processes of their own: the real one, moved by what stands in a file.

    python -m tests.support.driven worker --beat         any command of paidsocial, by the driven clock
    gunicorn "tests.support.driven:web()"                the pages

Days pass in a moment for the product and its platforms alike, while brokers, databases and signals keep real time.
Waits that a platform asks for are shortened, and the beat and the look of `serve` come every second or two.
"""

from __future__ import annotations

import functools
import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from paidsocial import wiring
from paidsocial.cli import background, main
from paidsocial.platforms.live.http import Timing
from paidsocial.services.connections.live import Live

DRIVEN = [sys.executable, "-m", "tests.support.driven"]
LOOK_SECONDS = 1.0
READ_SECONDS = 2.0


@dataclass(frozen=True)
class Clock:
    """The moment it is: real time and the seconds in a file beside the keys."""

    home: Path

    @property
    def _file(self) -> Path:
        return self.home / "clock"

    def begin(self, moment: datetime) -> None:
        """Let it be this moment now."""
        self._write((moment - datetime.now(UTC)).total_seconds())

    def now(self) -> datetime:
        """What time it is."""
        return datetime.now(UTC) + timedelta(seconds=float(self._file.read_text()))

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._write(float(self._file.read_text()) + by.total_seconds())

    def _write(self, seconds: float) -> None:
        beside = self._file.with_suffix(".new")
        beside.write_text(repr(seconds))
        beside.replace(self._file)  # nobody reads half a number


TIMING = Timing(sleep=lambda seconds: time.sleep(min(seconds / 100, 0.05)), read_seconds=READ_SECONDS)


def _drive() -> None:
    """Give every part that reads the real clock the driven one."""
    clock = Clock(Path(os.environ["PAIDSOCIAL_HOME"]))

    def live(settings: Any, sealer: Any, _clock: Any) -> Live:
        return Live(settings, sealer, clock.now, TIMING)

    for module in (wiring, background):
        module.Live = live  # type: ignore[attr-defined]  # what it imported
    wiring.create_app = functools.partial(wiring.create_app, clock=clock.now)
    background.EVERY_SECONDS = LOOK_SECONDS
    if os.environ.get("PAIDSOCIAL_BROKER_URL"):
        from paidsocial import jobs  # noqa: PLC0415 - Celery loads only where there is a broker

        jobs.Live = live  # type: ignore[attr-defined, assignment, misc]  # the same
        jobs.app.conf.beat_schedule["tick"]["schedule"] = 2 * LOOK_SECONDS


def web() -> Any:
    """What gunicorn serves."""
    _drive()
    return wiring.create_app()


if __name__ == "__main__":
    _drive()
    main()
