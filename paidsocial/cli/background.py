"""One process that does what is due, every few seconds: inside `paidsocial serve`, or as `paidsocial work`."""

from __future__ import annotations

import atexit
import logging
import threading
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from paidsocial.cli.common import utc_now
from paidsocial.config import Settings, usable_folder
from paidsocial.db import Database
from paidsocial.services.access import Actor
from paidsocial.services.connections.live import Live
from paidsocial.services.connections.sealing import Sealer
from paidsocial.services.work import everything, units
from paidsocial.services.work.units import At, Told

EVERY_SECONDS = 20.0
TURN = timedelta(minutes=2)  # of one ad account, so that changes and other accounts do not wait for a first pull
FORESEE_FIRST, FORESEE_EVERY = 60.0, 10 * 60.0  # seconds
REFRESH_FIRST, REFRESH_EVERY = 10 * 60.0, 30 * 60.0

log = structlog.get_logger("paidsocial.work")


def at(settings: Settings, name: str, clock: Callable[[], datetime] = utc_now) -> At:
    """What work on this machine is done with. Raises BadConfiguration for a key or a folder that cannot be used."""
    home = usable_folder(settings.home)
    live = Live(settings, Sealer(settings), clock)
    return At(Database(settings.database_url), live, Actor.of_work(name), home)


class Repeated:
    """Tells what was done; what says the same as the last time about the same thing, once."""

    def __init__(self, tell: Callable[[Told], None]) -> None:
        self._tell = tell
        self._last: dict[tuple[str, str], str] = {}

    def __call__(self, told: Told) -> None:
        key, text = (told.what, told.subject), f"{told.state} {told.text}"
        if told.state == "waits" and self._last.get(key) == text:
            return
        self._last[key] = text
        self._tell(told)


def keep_working(here: At, stop: threading.Event, tell: Callable[[Told], None]) -> None:
    """Until `stop`: look every few seconds and do what is due. Trouble is logged, and it goes on."""
    once = Repeated(tell)
    began = time.monotonic()
    foresee_at, refresh_at = began + FORESEE_FIRST, began + REFRESH_FIRST
    while not stop.is_set():
        try:
            done = everything.run(here, tell=once, turn=TURN, stopping=stop.is_set)
            if time.monotonic() >= foresee_at and not stop.is_set():
                foresee_at = time.monotonic() + FORESEE_EVERY
                for told in units.guarded("forecast", "forecasts", lambda: units.forecasts(here, stop.is_set)):
                    once(told)
            if time.monotonic() >= refresh_at and not stop.is_set():
                refresh_at = time.monotonic() + REFRESH_EVERY
                for told in units.guarded("refresh", "backtests", lambda: units.refresh(here)):
                    once(told)
        except Exception as error:  # noqa: BLE001 - the database may be away: it is asked again, whatever it is
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("work_stopped", error=type(error).__name__, where=where)  # noqa: TRY400 - the message may tell too much
            done = []
        if not any(told.goes_on for told in done):
            stop.wait(EVERY_SECONDS)


def start(settings: Settings, clock: Callable[[], datetime] = utc_now) -> threading.Thread | None:
    """Work beside the pages of this process until it ends; None where others do it, or nobody shall."""
    if settings.broker_url or not settings.background:
        return None
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells addresses, and some platforms' hold tokens
    stop = threading.Event()
    atexit.register(stop.set)
    here = at(settings, "paidsocial serve", clock)
    arguments = (here, stop, lambda told: log.info("work", **told.as_json()))
    thread = threading.Thread(target=keep_working, args=arguments, name="paidsocial-work", daemon=True)
    thread.start()
    return thread
