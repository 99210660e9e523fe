"""What LinkedIn's replies say is wrong: a short form with a code, a long one with fields, and OAuth's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from paidsocial.errors import Trouble
from paidsocial.platforms.live.http import Fault, Reply, no_pace

REQUEST_ID = "x-li-uuid"  # the header that its support asks for (unverified)
_DAY_LIMIT = re.compile(r"\bDAY limit\b")
pace = no_pace  # LinkedIn tells what is left of a quota in its developer portal only

_BY_STATUS = {
    401: Trouble.SIGN_IN,
    403: Trouble.SCOPE,
    404: Trouble.NOT_FOUND,
    414: Trouble.TOO_MUCH,
    429: Trouble.THROTTLED,
}


def judge(reply: Reply) -> Fault | None:
    """The fault in a reply; None where there is none, or only its status tells one."""
    if not 400 <= reply.status < 500 or not isinstance(reply.body, dict):
        return None
    if "error" in reply.body:
        return Fault(_oauth(reply.body), str(reply.body.get("error_description") or reply.body["error"])[:500])
    said = _said(reply.body) or f"status {reply.status}"
    trouble = _BY_STATUS.get(reply.status, Trouble.REFUSED)
    wait = _until_midnight(reply.headers) if trouble is Trouble.THROTTLED and _DAY_LIMIT.search(said) else None
    return Fault(trouble, said[:500], wait=wait)


def _oauth(body: Mapping[str, Any]) -> Trouble:
    """A code or refresh token that is no good is the person's to mend, an unknown app is not."""
    mine = {"invalid_client", "unauthorized_client", "invalid_redirect_uri"}
    return Trouble.REFUSED if body["error"] in mine else Trouble.SIGN_IN


def _said(body: Mapping[str, Any]) -> str:
    """The words on the fields, where there are any: the message above them says nothing."""
    details = body.get("errorDetails")
    errors = details.get("inputErrors") if isinstance(details, dict) else None
    told = []
    for error in errors if isinstance(errors, list) else []:
        if not isinstance(error, dict):
            continue
        words = error.get("description")
        words = words.get("value") if isinstance(words, dict) else words
        path = ((error.get("input") or {}).get("inputPath") or {}).get("fieldPath")
        told.append(" ".join(str(part) for part in (f"{path}:" if path else None, words or error.get("code")) if part))
    return "; ".join(told) or str(body.get("message") or body.get("code") or "")


def _until_midnight(headers: Mapping[str, str]) -> float | None:
    """Seconds until a day's quota is given again, 00:00 UTC, by LinkedIn's own clock."""
    try:
        now = parsedate_to_datetime(headers.get("date", "")).astimezone(UTC)
    except ValueError:
        return None
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
    return (midnight - now).total_seconds()
