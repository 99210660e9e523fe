"""X's analytics: parallel arrays without dates, 20 ids at a time; up to 7 days at once, up to 90 as a job with a file.

A day is 24 hours from the account's midnight *by today's clock*: after a change of the clocks, older days begin an hour
off, and X wants them asked for like that.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import Any, TypeVar

from paidsocial.domain.days import ONE_DAY, Period, zone
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.connector import LiveAccount
from paidsocial.platforms.live.http import MOST_BYTES, Caller, Timing, unreadable
from paidsocial.platforms.live.values import Values
from paidsocial.platforms.x.faults import server_time

NAME = "X"
PLACEMENTS = ("ALL_ON_TWITTER", "SPOTLIGHT", "TREND")  # only their sum is what X's own pages show
_MOST_IDS = 20
_SYNC_DAYS = 7
_JOBS_AT_ONCE = 50  # of the 100 that may run for an account
_FIRST_POLL, _LONGEST_POLL, _POLL_ENDS = 2.0, 30.0, 900.0
# (unverified) whether a job passes through these on its way; any other word than these is not known to end well
_UNDERWAY = frozenset({"PROCESSING", "QUEUED", "UPLOADING"})
_UNPACK_GZIP = 16 + zlib.MAX_WBITS
Row = dict[str, Any]
_CHECK = Values(NAME)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of an ad account: whose figures, and which."""

    entity: str
    ids: Sequence[str]
    groups: str


class Analytics:
    """Figures of one ad account. `files` fetches what jobs made, from another host and without a signature."""

    def __init__(self, caller: Caller, files: Caller, timing: Timing, account: LiveAccount, period: Period) -> None:
        self._caller, self._files, self._timing = caller, files, timing
        self._account, self._days = account, len(period)
        self._span = self._at_midnights(period)

    def active(self, entity: str) -> list[str]:
        """The ids that had any activity, deleted ones too."""
        reply = self._caller.ask("GET", f"{self._place}/active_entities", params={"entity": entity, **self._span})
        return list(dict.fromkeys(_CHECK.text(row, "entity_id") for row in _data(reply.of_type(dict, NAME))))

    def figures(self, ask: Ask) -> Iterator[tuple[str, Row]]:
        """Ids and their arrays, one for each placement: the values of a day and id are to be added."""
        queries = [
            {
                "entity": ask.entity,
                "entity_ids": ",".join(ids),
                "granularity": "DAY",
                "placement": placement,
                "metric_groups": ask.groups,
                **self._span,
            }
            for ids, placement in product(_cut(ask.ids, _MOST_IDS), PLACEMENTS)
        ]
        for body in self._sync(queries) if self._days <= _SYNC_DAYS else self._jobs(queries):
            yield from self._arrays(body)

    def values(self, array: Any, what: str) -> list[Any]:
        """One value for each day; null is a day, or all of them, without delivery."""
        if array is None:
            return [0] * self._days
        if not isinstance(array, list) or len(array) != self._days:
            raise unreadable(NAME, f"{what} has other days than were asked for")
        return [0 if value is None else value for value in array]

    # ---- how it is asked

    @property
    def _place(self) -> str:
        return f"/stats/accounts/{self._account.id}"

    def _at_midnights(self, period: Period) -> dict[str, str]:
        """First and last midnight by the offset that the account has today, by X's own clock."""
        reply = self._caller.ask("GET", f"/accounts/{self._account.id}")
        told = server_time(reply.headers)
        noon = datetime.combine(period.last + ONE_DAY, time(12), UTC)
        today = noon if told is None else datetime.fromtimestamp(told, UTC)
        offset = today.astimezone(zone(self._account.time_zone)).utcoffset() or timedelta(0)

        def midnight(day: date) -> str:
            return f"{datetime.combine(day, time(0)) - offset:%Y-%m-%dT%H:%M:%SZ}"

        return {"start_time": midnight(period.first), "end_time": midnight(period.last + ONE_DAY)}

    def _sync(self, queries: list[dict[str, str]]) -> Iterator[Row]:
        for query in queries:
            yield self._caller.ask("GET", self._place, params=query).of_type(dict, NAME)

    def _jobs(self, queries: list[dict[str, str]]) -> Iterator[Row]:
        """Jobs in turns, so that there is room for somebody else's. One asked for twice does no harm."""
        for turn in _cut(queries, _JOBS_AT_ONCE):
            place = f"/stats/jobs/accounts/{self._account.id}"
            started = [self._caller.ask("POST", place, params=query).of_type(dict, NAME) for query in turn]
            for address in self._made(place, [_job_id(body.get("data")) for body in started]):
                yield _unpacked(self._files.ask("GET", address).raw)

    def _made(self, place: str, waiting: list[str]) -> Iterator[str]:
        """The addresses of the files, as they become ready."""
        pause, waited = _FIRST_POLL, 0.0
        while waiting:
            if waited > _POLL_ENDS:
                raise _failed("has not made a report within a quarter of an hour", Trouble.BUSY)
            self._timing.sleep(pause)
            waited, pause = waited + pause, min(pause * 1.5, _LONGEST_POLL)
            reply = self._caller.ask("GET", place, params={"job_ids": ",".join(waiting)})
            jobs = {_job_id(row): row for row in _data(reply.of_type(dict, NAME))}
            ready = [job for job in waiting if _is_ready(jobs.get(job))]
            waiting = [job for job in waiting if job not in ready]
            yield from (str(jobs[job]["url"]) for job in ready)

    def _arrays(self, body: Row) -> Iterator[tuple[str, Row]]:
        length = body.get("time_series_length")
        if length != self._days:
            raise unreadable(NAME, f"it tells {length} days where {self._days} were asked for")
        for row in _data(body):
            parts = row.get("id_data")
            for part in parts if isinstance(parts, list) else []:
                metrics = part.get("metrics") if isinstance(part, dict) else None
                if isinstance(metrics, dict):
                    yield _CHECK.text(row, "id"), metrics


def _cut(whole: Sequence[T], size: int) -> list[Sequence[T]]:
    """In parts of at most `size`."""
    return [whole[first : first + size] for first in range(0, len(whole), size)]


def _data(body: Row) -> list[Row]:
    found = body.get("data")
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise unreadable(NAME, "there is no data in its reply")
    return found


def _job_id(job: Any) -> str:
    """As text: the number is beyond what many programs keep exactly."""
    found = job.get("id_str") if isinstance(job, dict) else None
    if not isinstance(found, str):
        raise unreadable(NAME, "a job has no id")
    return found


def _is_ready(job: Mapping[str, Any] | None) -> bool:
    status = None if job is None else str(job.get("status"))
    if job is not None and status == "SUCCESS" and isinstance(job.get("url"), str):
        return True
    if status in _UNDERWAY:
        return False
    raise _failed(f"did not make a report (it is {status or 'gone'})", Trouble.BUSY)


def _failed(why: str, trouble: Trouble) -> PlatformError:
    return PlatformError(f"X {why}; it is asked again later.", trouble=trouble, platform=NAME)


def _unpacked(raw: bytes) -> Row:
    """A file's JSON; packed or, where something on the way has unpacked it, not."""
    if raw[:2] == b"\x1f\x8b":
        unpacker = zlib.decompressobj(_UNPACK_GZIP)
        try:
            raw = unpacker.decompress(raw, MOST_BYTES)
        except zlib.error as error:
            raise unreadable(NAME, "a report's file is damaged") from error
        if unpacker.unconsumed_tail:
            raise _failed("made a report that is too large", Trouble.TOO_MUCH)
    try:
        body = json.loads(raw, parse_float=Decimal)
    except ValueError as error:
        raise unreadable(NAME, "a report's file is no JSON") from error
    if not isinstance(body, dict):
        raise unreadable(NAME, "a report's file has another form than documented")
    return body
