"""What Pinterest's replies say is wrong: by status, with a code of its own; of batches also inside a 200."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from paidsocial.errors import Trouble
from paidsocial.platforms.live.http import Fault, Reply

REQUEST_ID = "x-pinterest-rid"  # not documented; Pinterest's own quickstart prints it
# Of Pinterest's own codes only this one is certain; the others (1, 2, 29, 50: unverified) are not looked at.
_TOO_MANY = 8
_TROUBLES = {401: Trouble.SIGN_IN, 403: Trouble.SCOPE, 404: Trouble.NOT_FOUND}
_RETRY_AFTER = re.compile(r"[Rr]etry after (\d{1,6}) seconds?")
_FIRST_NUMBER = re.compile(r"\s*(\d{1,6})")


def judge(reply: Reply) -> Fault | None:
    """The fault in a reply; None where there is none."""
    if reply.status < 400 or not isinstance(reply.body, dict):
        return None
    said = str(reply.body.get("message") or f"status {reply.status}")[:500]
    asked = _RETRY_AFTER.search(said)  # reports are throttled with status 400 and a sentence, too
    if reply.status == 429 or reply.body.get("code") == _TOO_MANY or asked:
        wait = float(asked[1]) if asked else _number(reply.headers.get("x-ratelimit-reset"))
        return Fault(Trouble.THROTTLED, said, wait=wait)
    trouble = _TROUBLES.get(reply.status, Trouble.BUSY if reply.status >= 500 else Trouble.REFUSED)
    return Fault(trouble, said)


def judge_sign_in(reply: Reply) -> Fault | None:
    """The same for a refresh token: one that is refused has ended, and only a person can give another."""
    fault = judge(reply)
    if fault is not None and fault.trouble is Trouble.REFUSED:
        return Fault(Trouble.SIGN_IN, fault.said)
    return fault


def judge_file(reply: Reply) -> Fault | None:
    """The same for a report's file, which comes from a store with errors of its own: a link lasts five minutes."""
    return Fault(Trouble.NOT_FOUND, "the link to the report has ended") if reply.status in {403, 404, 410} else None


def item_fault(item: Any) -> Fault | None:
    """What is wrong with one item of a batch: a list of exceptions, or one of them by itself."""
    told = item.get("exceptions") if isinstance(item, dict) else None
    wrong = [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, dict) and one]
    if not wrong:
        return None
    said = " ".join(str(one.get("message") or f"code {one.get('code')}") for one in wrong)[:500]
    throttled = any(one.get("code") == _TOO_MANY for one in wrong)
    return Fault(Trouble.THROTTLED if throttled else Trouble.REFUSED, said)


def pace(headers: Mapping[str, str]) -> float:
    """Seconds to hold back, once no call is left until the limit begins anew."""
    if _number(headers.get("x-ratelimit-remaining")) != 0:
        return 0.0
    return _number(headers.get("x-ratelimit-reset")) or 0.0


def _number(text: str | None) -> float | None:
    """The first number of a header that may list several."""
    found = _FIRST_NUMBER.match(text or "")
    return float(found[1]) if found else None
