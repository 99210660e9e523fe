"""What Google's replies say is wrong: one code of one class inside a failure, with details that only some carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from paidsocial.domain.money import MICROS
from paidsocial.errors import Trouble
from paidsocial.platforms.live.http import Fault, Reply, no_pace

REQUEST_ID = "request-id"
pace = no_pace  # quotas are told only by the reply that exceeds them
_DAILY_WAIT = 3600.0  # seconds after which a spent quota of 24 rolling hours is tried again; Google names no time
_BY_CODE = {
    "CUSTOMER_NOT_FOUND": Trouble.ACCOUNT,
    "CUSTOMER_NOT_ENABLED": Trouble.ACCOUNT,
    "USER_PERMISSION_DENIED": Trouble.ACCOUNT,  # no access, or its manager is not named
    "CAMPAIGN_BUDGET_REMOVED": Trouble.NOT_FOUND,
    "RESOURCE_NOT_FOUND": Trouble.NOT_FOUND,
    "EXPIRED_PAGE_TOKEN": Trouble.BUSY,
    "CONCURRENT_MODIFICATION": Trouble.BUSY,
}
_BY_CLASS = {
    "authenticationError": Trouble.SIGN_IN,
    "quotaError": Trouble.THROTTLED,
    "internalError": Trouble.BUSY,
}
_BY_STATUS = {401: Trouble.SIGN_IN, 404: Trouble.NOT_FOUND, 429: Trouble.THROTTLED}
# An error without a failure in it, only with a reason of Google's common library (unverified).
_BY_REASON = {
    "ACCESS_TOKEN_EXPIRED": Trouble.SIGN_IN,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": Trouble.SCOPE,
}
_OURS = frozenset({"invalid_client", "unauthorized_client", "redirect_uri_mismatch", "unsupported_grant_type"})


def judge(reply: Reply) -> Fault | None:
    """The fault in a reply; None where there is none, or only its status tells one."""
    error = _error(reply.body)
    if error is None or (reply.status >= 500 and not isinstance(error, dict)):
        return None
    number = reply.headers.get(REQUEST_ID)
    if not isinstance(error, dict):
        told = str(reply.body.get("error_description") or error)[:500]
        return Fault(Trouble.REFUSED if error in _OURS else Trouble.SIGN_IN, told, number)
    failures = list(_failures(error))
    said = "; ".join(filter(None, map(_said, failures))) or str(error.get("message") or f"status {reply.status}")
    trouble = _trouble(reply.status, failures, error)
    wait = _wait(failures) if trouble is Trouble.THROTTLED else None
    return Fault(trouble, said[:500], number, wait)


def _error(body: Any) -> Any:
    """What stands under `error`; the stream wraps its replies in an array, those too (unverified)."""
    for part in body if isinstance(body, list) else [body]:
        if isinstance(part, dict) and "error" in part:
            return part["error"]
    return None


def _failures(error: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for detail in error.get("details") or ():
        for one in detail.get("errors") or () if isinstance(detail, dict) else ():
            if isinstance(one, dict):
                yield one


def _code(failure: Mapping[str, Any]) -> tuple[str, str]:
    """Class and word of a failure's code: `campaignBudgetError`, `CAMPAIGN_BUDGET_REMOVED`."""
    told = failure.get("errorCode")
    return (
        next(((str(kind), str(code)) for kind, code in told.items()), ("", "")) if isinstance(told, dict) else ("", "")
    )


def _trouble(status: int, failures: list[dict[str, Any]], error: Mapping[str, Any]) -> Trouble:
    for kind, code in map(_code, failures):
        found = _BY_CODE.get(code) or _BY_CLASS.get(kind)
        if found is not None:
            return found
    for detail in error.get("details") or ():
        found = _BY_REASON.get(str(detail.get("reason"))) if isinstance(detail, dict) else None
        if found is not None:
            return found
    return _BY_STATUS.get(status, Trouble.BUSY if status >= 500 else Trouble.REFUSED)


def _said(failure: Mapping[str, Any]) -> str:
    """A failure's words; with the least amount, where it is about that."""
    message = str(failure.get("message") or _code(failure)[1]).rstrip(".")
    details = failure.get("details")
    told = details.get("budgetPerDayMinimumErrorDetails") if isinstance(details, dict) else None
    if not isinstance(told, dict):
        return message
    least = str(told.get("minimumBudgetAmountMicros") or told.get("minimumBudgetTotalAmountMicros") or "")
    if not least.isdecimal():
        return message
    return f"{message}; the least is {Decimal(least) / MICROS:f} {told.get('currencyCode', '')}".rstrip()


def _wait(failures: list[dict[str, Any]]) -> float | None:
    """Seconds: Google's own delay, or long where the day's operations are spent."""
    for failure in failures:
        details = failure.get("details")
        told = details.get("quotaErrorDetails") if isinstance(details, dict) else None
        delay = re.fullmatch(r"(\d+(?:\.\d+)?)s", str(told.get("retryDelay"))) if isinstance(told, dict) else None
        if delay is not None:
            return float(delay[1])
        if _code(failure)[1] == "RESOURCE_EXHAUSTED":
            return _DAILY_WAIT
    return None
