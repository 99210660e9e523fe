"""How the simulated X refuses, and counts calls."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from paidsocial.sandbox.server.state import Sandbox


class No(Exception):
    """A refusal in X's form."""

    def __init__(self, status: int, code: str, message: str, *, parameter: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {
            "errors": [{"code": code, "message": message, **({"parameter": parameter} if parameter else {})}],
            "request": {"params": {}},
        }

    @classmethod
    def about(cls, parameter: str, message: str) -> Self:
        """For a parameter that cannot be taken."""
        return cls(400, "INVALID_PARAMETER", message, parameter=parameter)


# kind of call: how many, in how many minutes, and whether they are counted by ad account
LIMITS = {
    "global": (5, 15, False),
    "analytics": (250, 15, False),
    "writes": (450, 1, False),
    "reads": (10_000, 15, True),
}
GONE_FOR = timedelta(seconds=20)  # a throttle that was asked for


class Limits:
    """Windows of calls, by kind."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self._used: dict[str, tuple[datetime, int]] = {}

    def take(self, kind: str, *, all_gone: bool = False) -> dict[str, str]:
        """Count a call; the headers that tell of it. Raises TooMany; `all_gone` as if others had used them up."""
        most, minutes, by_account = LIMITS[kind]
        span = timedelta(minutes=minutes)
        since, used = self._used.get(kind, (self._box.now, 0))
        if self._box.now - since >= span:
            since, used = self._box.now, 0
        self._used[kind] = since, used + 1
        gone, ends = all_gone or used >= most, self._box.now + GONE_FOR if all_gone else since + span
        prefix = "x-account-rate-limit" if by_account else "x-rate-limit"
        headers = {
            f"{prefix}-limit": str(most),
            f"{prefix}-remaining": str(0 if gone else most - used - 1),
            f"{prefix}-reset": str(int(ends.timestamp())),
        }
        if gone:
            raise TooMany(headers)
        return headers


class TooMany(No):
    """Too many calls, with the headers that say until when."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__(429, "TOO_MANY_REQUESTS", "Too many requests")
        self.headers = headers
