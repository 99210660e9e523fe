"""How Google writes things: refusals with a failure inside, rows in camelCase with int64 as text and zeros left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

VERSION = "v26"
MICROS = 1_000_000
REQUEST_ID = "k1ZqSandbox"
Row = dict[str, Any]
_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
}
_MESSAGE = {
    400: "Request contains an invalid argument.",
    401: "Request had invalid authentication credentials.",
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    429: "Resource has been exhausted (e.g. check quota).",
}


class No(Exception):
    """A refusal: `kind` is the class of its code (`campaignBudgetError`), `code` the enum's word."""

    def __init__(
        self, status: int, kind: str, code: str, message: str = "", *, path: Iterable[str] = (), **details: Any
    ) -> None:
        super().__init__(message or code)
        self.status = status
        error: Row = {"errorCode": {kind: code}, "message": message or f"The request failed: {code}."}
        if path:
            error["location"] = {"fieldPathElements": [{"fieldName": name} for name in path]}
        if details:
            error["details"] = details
        self.body: Row = {
            "error": {
                "code": status,
                "message": _MESSAGE[status],
                "status": _STATUS[status],
                "details": [
                    {
                        "@type": f"type.googleapis.com/google.ads.googleads.{VERSION}.errors.GoogleAdsFailure",
                        "errors": [error],
                        "requestId": REQUEST_ID,
                    }
                ],
            }
        }


def without_failure(status: int, reason: str) -> No:
    """A refusal before the ads service is reached, with a reason of Google's common library only."""
    no = No(status, "", "")
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com"}
    no.body["error"]["details"] = [info]
    return no


class NoToken(Exception):
    """A refusal of the token address, in OAuth's form."""

    def __init__(self, error: str, told: str, status: int = 400) -> None:
        super().__init__(told)
        self.status = status
        self.body = {"error": error, "error_description": told}


def camel(name: str) -> str:
    """`cost_micros` as `costMicros`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def nested(flat: Mapping[str, Any], names: Mapping[str, str]) -> Row:
    """`{"campaign.id": 1}` as `{"campaign": {"resourceName": ..., "id": "1"}}`; `names`: each resource's own name.

    Whole numbers are int64 and become text, doubles stay numbers; what is zero, empty or false is left out.
    """
    row: Row = {}
    for field, value in flat.items():
        *path, last = field.split(".")
        at = row
        for depth, part in enumerate(path):
            at = at.setdefault(camel(part), {"resourceName": names[part]} if not depth and part in names else {})
        if value:
            at[camel(last)] = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return row
