"""What Reddit's replies say is wrong, and how fast it may be asked: seconds and calls left stand in its headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paidsocial.errors import Trouble
from paidsocial.platforms.live.http import Fault, Reply

_BY_STATUS = {
    401: Trouble.SIGN_IN,
    403: Trouble.SCOPE,
    404: Trouble.NOT_FOUND,
    410: Trouble.REFUSED,
    429: Trouble.THROTTLED,
}
_USUAL_PACE = 1.0  # seconds between calls where the headers say nothing: what known programs keep


def judge(reply: Reply) -> Fault | None:
    """The fault in a reply; None where there is none."""
    if reply.status < 400:
        return None
    body = reply.body if isinstance(reply.body, dict) else {}
    said = _said(body)[:500]
    trouble = Trouble.BUSY if reply.status >= 500 else _BY_STATUS.get(reply.status, Trouble.REFUSED)
    if body.get("error") == "invalid_grant":
        trouble = Trouble.SIGN_IN
    if reply.status == 404 and "account" in said.lower():
        trouble = Trouble.ACCOUNT
    wait = _number(reply.headers, "x-ratelimit-reset") if trouble is Trouble.THROTTLED else None
    return Fault(trouble, said or f"status {reply.status}", wait=wait)


def _said(body: Mapping[str, Any]) -> str:
    """Reddit's words. That a refusal names its fields is (unverified), and so are the older forms."""
    error = body.get("error")
    if isinstance(error, dict):
        fields = [row for row in error.get("fields") or () if isinstance(row, dict)]
        named = "; ".join(f"{row.get('field')}: {row.get('message')}" for row in fields)
        return named or str(error.get("message") or "")
    for told in (body.get("errors"), body.get("message"), error):
        if told:
            return str(told[0] if isinstance(told, list) else told)
    return ""


def pace(headers: Mapping[str, str]) -> float:
    """Seconds to the next call, so that what is left of a window lasts until it ends."""
    left, ends = _number(headers, "x-ratelimit-remaining"), _number(headers, "x-ratelimit-reset")
    if left is None or ends is None:
        return _USUAL_PACE
    return ends / left if left >= 1 else ends


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        return max(float(headers[name]), 0.0)
    except (KeyError, ValueError):
        return None
