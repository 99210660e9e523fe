"""What Snapchat's replies say is wrong. A status of 200 is no promise: each reply, and each thing in it, tells its own.

Snapchat tells nothing of its limits before they are met (20 calls a second per app, 10 per token), and no time to wait
after: growing pauses are all there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paidsocial.errors import Trouble
from paidsocial.platforms.live.http import Fault, Reply

_BY_STATUS = {
    401: Trouble.SIGN_IN,
    # There is one scope and a token has it, so what is not allowed is the person's role in the organisation.
    403: Trouble.ACCOUNT,
    404: Trouble.NOT_FOUND,
    410: Trouble.NOT_FOUND,
    429: Trouble.THROTTLED,
}
_BY_CODE = {"E3002": Trouble.SIGN_IN, "E3003": Trouble.NOT_FOUND}
_SIGN_INS = frozenset({"invalid_grant", "invalid_token"})


def judge(reply: Reply) -> Fault | None:
    """The fault in a reply; None where there is none."""
    body = reply.body
    if not isinstance(body, dict):
        return None
    if isinstance(body.get("error"), str) and reply.status in range(400, 500):
        said = str(body.get("error_description") or body["error"])
        refused = Trouble.SIGN_IN if body["error"] in _SIGN_INS else Trouble.REFUSED
        return Fault(_BY_STATUS.get(reply.status, refused), said)
    if "request_status" not in body:
        return None
    request_id = body.get("request_id")
    told = next(_refusals(body), None)
    if told is None:
        return None
    trouble = Trouble.BUSY if reply.status >= 500 else _BY_STATUS.get(reply.status)
    trouble = trouble or _BY_CODE.get(str(body.get("error_code")), Trouble.REFUSED)
    return Fault(trouble, told[:500], request_id if isinstance(request_id, str) else None)


def _refusals(body: Mapping[str, Any]) -> Iterator[str]:
    """What was refused, the single things first: "E1001" about one of them says more than "PARTIAL" about all."""
    for rows in body.values():
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and not _went_well(row.get("sub_request_status", "SUCCESS")):
                yield str(row.get("sub_request_error_reason") or "it gives no reason")
    if not _went_well(body["request_status"]):
        # the text for people is the same for everything ("We're sorry, ..."); the other one says what it was
        yield str(body.get("debug_message") or body.get("display_message") or body.get("error_code") or "no reason")


def _went_well(status: Any) -> bool:
    """Documented in small letters, sent in capitals."""
    return str(status).upper() == "SUCCESS"
