"""What X's replies say is wrong, and how many calls are left: in headers, with when they are counted anew.

Limits are told for the ad account or for the user, and are counted by kind of call: the list of accounts may be asked
for five times in a quarter of an hour, ad account by ad account thousands of times.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from paidsocial.errors import Trouble
from paidsocial.platforms.live.http import Fault, Reply

REQUEST_ID = "x-transaction-id"  # the header that X's support asks for (unverified)
_BY_CODE = {
    "UNAUTHORIZED_ACCESS": Trouble.SIGN_IN,
    "UNAUTHORIZED_CLIENT_APPLICATION": Trouble.REFUSED,  # the app itself: connecting again would not help
    "ACCOUNT_NOT_FOUND": Trouble.ACCOUNT,
    "TOO_MANY_REQUESTS": Trouble.THROTTLED,
    "TOO_MANY_JOBS": Trouble.THROTTLED,
    "REQUEST_TOO_COMPLEX": Trouble.TOO_MUCH,
    "LOCK_ACQUISITION_TIMEOUT": Trouble.BUSY,
    "CANCELLED_REQUEST": Trouble.BUSY,
    "OVER_CAPACITY": Trouble.BUSY,
    "SERVICE_UNAVAILABLE": Trouble.BUSY,
    "INTERNAL_ERROR": Trouble.BUSY,
}
_BY_STATUS = {401: Trouble.SIGN_IN, 403: Trouble.SCOPE, 404: Trouble.NOT_FOUND, 429: Trouble.THROTTLED}
_JOBS_WAIT = 30.0  # seconds until one of a hundred running jobs has surely ended
_FEW = 0.1  # share of a limit below which calls slow down
_LARGE = 100  # calls: limits below are of single kinds of call, which must not hold up the others


def judge(reply: Reply) -> Fault | None:
    """The fault in a reply; None where there is none. A page of HTML, as X sends at times, is judged by its status."""
    errors = reply.body.get("errors") if isinstance(reply.body, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    if not isinstance(first, dict) or reply.status < 400:
        return None
    code = str(first.get("code"))
    trouble = _BY_CODE.get(code)
    if trouble is None and code.endswith("_NOT_FOUND"):
        trouble = Trouble.NOT_FOUND
    if trouble is None:
        trouble = Trouble.BUSY if reply.status >= 500 else _BY_STATUS.get(reply.status, Trouble.REFUSED)
    said = f"{first.get('message') or code}"
    if trouble is Trouble.REFUSED and code not in said:
        said = f"{code}: {said}"
    return Fault(trouble, said[:500], wait=_wait(code, trouble, reply.headers))


def pace(headers: Mapping[str, str]) -> float:
    """Seconds to the next call: nothing while enough are left, and then what is left spread over the time there is."""
    for prefix in ("x-account-rate-limit", "x-rate-limit"):
        limit, left = _number(headers, f"{prefix}-limit"), _number(headers, f"{prefix}-remaining")
        if limit is None or left is None or limit < _LARGE:
            continue
        if left > limit * _FEW:
            return 0.0
        ends = _until(headers, f"{prefix}-reset") or 0.0
        return ends / left if left >= 1 else ends
    return 0.0


def server_time(headers: Mapping[str, str]) -> float | None:
    """The platform's own clock, as every reply tells it."""
    try:
        return parsedate_to_datetime(headers["date"]).timestamp()
    except (KeyError, ValueError):
        return None


def _wait(code: str, trouble: Trouble, headers: Mapping[str, str]) -> float | None:
    if code == "TOO_MANY_JOBS":
        return _JOBS_WAIT
    if trouble is Trouble.BUSY:
        return _number(headers, "retry-after")
    if trouble is not Trouble.THROTTLED:
        return None
    if _number(headers, "x-account-rate-limit-remaining") == 0:
        return _until(headers, "x-account-rate-limit-reset")
    return _until(headers, "x-rate-limit-reset")


def _until(headers: Mapping[str, str], name: str) -> float | None:
    """Seconds from the reply's own time to an instant in epoch seconds."""
    instant, now = _number(headers, name), server_time(headers)
    if instant is None:
        return None
    return max(instant - (time.time() if now is None else now), 0.0)


def _number(headers: Mapping[str, str], name: str) -> float | None:
    text = headers.get(name, "")
    return float(text) if text.isdecimal() else None
