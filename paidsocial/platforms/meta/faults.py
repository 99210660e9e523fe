"""What Meta's replies say is wrong. Everything is status 400 with a code; waits stand in a header, in minutes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from paidsocial.errors import Trouble
from paidsocial.platforms.live.http import Fault, Reply

REQUEST_IDS = ("x-fb-trace-id", "x-fb-request-id")  # on every reply; not documented, seen in recorded ones
_THROTTLED = frozenset({4, 17, 32, 613, *range(80000, 80015)})
_TOO_MUCH_SUBS = frozenset({1487534, 1504018})
_CLOSED_SUBS = frozenset({2446289})
_HOLD_AT = 85.0  # percent of a limit from which on calls slow down
_HOLD_SECONDS, _HOLD_LONG_SECONDS = 120.0, 600.0


def judge(reply: Reply) -> Fault | None:
    """The fault in a reply; None where there is none."""
    error = reply.body.get("error") if isinstance(reply.body, dict) else None
    if not isinstance(error, dict):
        return None
    code, sub = _number(error.get("code")), _number(error.get("error_subcode"))
    said = str(error.get("error_user_msg") or error.get("message") or f"code {code}")[:500]
    trouble = _trouble(code, sub, said, transient=error.get("is_transient") is True)
    wait = _regain(reply.headers) if trouble is Trouble.THROTTLED else None
    return Fault(trouble, said, request_id=_text(error.get("fbtrace_id")), wait=wait)


def _trouble(code: int, sub: int, said: str, *, transient: bool) -> Trouble:
    if code == 190:
        return Trouble.SIGN_IN
    if code in {10, *range(200, 300)} or "Missing permissions" in said:
        return Trouble.SCOPE
    if code in _THROTTLED:
        return Trouble.THROTTLED
    if sub in _TOO_MUCH_SUBS or "reduce the amount of data" in said:
        return Trouble.TOO_MUCH
    if code == 368 or sub in _CLOSED_SUBS:
        return Trouble.ACCOUNT
    if code == 100 and sub == 33:
        return Trouble.NOT_FOUND
    return Trouble.BUSY if transient or code in {1, 2, -2} else Trouble.REFUSED


def pace(headers: Mapping[str, str]) -> float:
    """Seconds to hold back, from how much of each limit is used."""
    used = [0.0]
    for name in ("x-app-usage", "x-ad-account-usage", "x-fb-ads-insights-throttle"):
        told = _json(headers.get(name))
        used += [
            _percent(value) for key, value in told.items() if key.endswith(("_count", "_time", "_pct", "_cputime"))
        ]
    for entry in _business(headers):
        used += [_percent(entry.get(key)) for key in ("call_count", "total_cputime", "total_time")]
    most = max(used)
    if most < _HOLD_AT:
        return 0.0
    return _HOLD_LONG_SECONDS if most >= 95 else _HOLD_SECONDS


def _regain(headers: Mapping[str, str]) -> float | None:
    minutes = [_percent(entry.get("estimated_time_to_regain_access")) for entry in _business(headers)]
    return max(minutes) * 60 if minutes and max(minutes) > 0 else None


def _business(headers: Mapping[str, str]) -> list[dict[str, Any]]:
    told = _json(headers.get("x-business-use-case-usage"))
    return [
        entry for entries in told.values() if isinstance(entries, list) for entry in entries if isinstance(entry, dict)
    ]


def _json(text: str | None) -> dict[str, Any]:
    try:
        told = json.loads(text or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _percent(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
