"""What TikTok's replies say is wrong. Everything is status 200 with a code; its headers tell nothing of its limits."""

from __future__ import annotations

from typing import Any

from paidsocial.errors import Trouble
from paidsocial.platforms.live.http import Fault, Reply

_THROTTLED = frozenset({40100, 40133, 51021})
_SIGN_IN = frozenset({40102, 40104, 40105})
_BUSY = frozenset({40200, 40201, 40202, 40700})
_PARTLY_DONE = 20001
_LEFT_OUT = "x-tt-ads-throttle"  # a report that looked at the newest 20,000 ads only
_PAUSE, _LONG_PAUSE = 1.0, 300.0  # seconds: after the limit of a second, and while an app is restricted


def judge(reply: Reply) -> Fault | None:
    """The fault in a reply; None where there is none."""
    code = reply.body.get("code") if isinstance(reply.body, dict) else None
    if not isinstance(code, int):
        return None
    request_id = _text(reply.body.get("request_id"))
    if code == 0:
        # the report reads like a whole one; only the header says that it is not
        if _LEFT_OUT in reply.headers:
            return Fault(Trouble.TOO_MUCH, "it told only of the newest 20,000 ads", request_id)
        return _left_undone(reply.body.get("data"), request_id)
    said = (_text(reply.body.get("message")) or f"code {code}")[:500]
    trouble = _trouble(code)
    wait = _wait(said) if trouble is Trouble.THROTTLED else None
    return Fault(trouble, said, request_id, wait)


def _left_undone(data: Any, request_id: str | None) -> Fault | None:
    """What upgraded Smart+ campaigns' addresses say of one of a batch in a reply that is a success; ours are of one."""
    errors = data.get("error_list") if isinstance(data, dict) else None
    if not isinstance(errors, list) or not errors:
        return None
    said = _text(errors[0].get("error_message")) if isinstance(errors[0], dict) else None
    return Fault(Trouble.REFUSED, (said or "without a reason")[:500], request_id)


def _trouble(code: int) -> Trouble:
    if code in _THROTTLED:
        return Trouble.THROTTLED
    if code in _SIGN_IN:
        return Trouble.SIGN_IN
    if code == 40001:
        return Trouble.SCOPE
    if code == 40300:
        return Trouble.ACCOUNT
    if code == _PARTLY_DONE:  # of a batch; we send batches of one, so nobody knows what was done
        return Trouble.UNREADABLE
    return Trouble.BUSY if code in _BUSY or code >= 50000 else Trouble.REFUSED


def _wait(said: str) -> float:
    return _LONG_PAUSE if "restricted" in said else _PAUSE


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
