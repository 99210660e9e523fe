"""How the sandbox misbehaves when told to, the way real platforms do on their bad days.

A fault is put in line with how often it strikes; each door asks `take` at the place where it would strike. What
changes figures (lost rows, a day of lag, a restatement) lasts until it is taken away.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

HTTP = (
    "throttle",  # the platform's own "too many requests"
    "error_500",
    "timeout",  # no answer for `seconds`
    "cut",  # the reply breaks off in the middle
    "lost_reply",  # the request is carried out and the connection closed without a reply
    "html",  # a web page instead of data
    "redirect",  # to another host
    "huge",  # a reply of 200 MB
    "expire_token",
    "repeat_page",
    "drop_page",
    "stale_read",  # after a change, the old value is read back once
    "ignored_write",  # the change is acknowledged and not made
    "report_fails",  # what was to make a report (TikTok's tasks) ends without one
    "report_stale",  # the report is made before the last figures came
    "report_ends",  # the report is gone when it is asked after
)
DATA = ("lose_rows", "lag_day", "restate")


@dataclass(slots=True)
class Fault:
    """One misbehaviour. `platform` and `path` (a part of it) narrow where, `after` lets some requests pass first."""

    kind: str
    platform: str | None = None
    method: str | None = None
    path: str = ""
    times: int = 1
    after: int = 0
    seconds: float = 2.0
    share: float = 0.1  # of rows, for faults of data

    def __post_init__(self) -> None:
        if self.kind not in HTTP + DATA:
            raise ValueError(f"there is no fault “{self.kind}”; there are {', '.join(HTTP + DATA)}")

    def fits(self, kind: str, platform: str, method: str | None, path: str) -> bool:
        """Whether it would strike here."""
        return (
            self.kind == kind
            and self.times > 0
            and self.platform in (None, platform)
            and (self.method is None or method is None or self.method == method)
            and self.path in path
        )


class Faults:
    """The line of faults."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self.struck: list[tuple[str, str, str]] = []  # kind, platform, path: what really happened

    def add(self, fault: Fault) -> None:
        """Put one in line."""
        self.waiting.append(fault)

    def clear(self) -> None:
        """Behave well again."""
        self.waiting.clear()

    def take(self, kind: str, platform: str, path: str = "", method: str | None = None) -> Fault | None:
        """The fault that strikes here, used up by one; None mostly."""
        for fault in self.waiting:
            if fault.fits(kind, platform, method, path):
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.times -= 1
                self.struck.append((kind, platform, path))
                return fault
        return None

    # ---- figures

    def touch_figures(self) -> bool:
        """Whether any fault of data is in line."""
        return any(fault.kind in DATA and fault.times > 0 for fault in self.waiting)

    def lags(self, platform: str) -> bool:
        """Whether yesterday is not there yet."""
        return any(fault.fits("lag_day", platform, None, "") for fault in self.waiting)

    def loses(self, platform: str, entity: str, day: date) -> bool:
        """Whether this row is missing, the same one each time it is asked for."""
        return any(
            fault.fits("lose_rows", platform, None, "") and _chance(entity, day) < fault.share for fault in self.waiting
        )

    def restated(self, platform: str, entity: str, day: date, micros: int) -> int:
        """Revenue as restated: a tenth less, in whole cents, on the rows it strikes."""
        for fault in self.waiting:
            if fault.fits("restate", platform, None, "") and _chance(entity, day) < fault.share:
                return micros * 9 // 10 // 10_000 * 10_000
        return micros


def _chance(entity: str, day: date) -> float:
    digest = hashlib.sha256(f"{entity}/{day.toordinal()}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
