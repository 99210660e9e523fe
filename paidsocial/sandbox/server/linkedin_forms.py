"""How LinkedIn writes things: refusals, URNs, amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

MICROS = 1_000_000
Row = dict[str, Any]


class No(Exception):
    """A refusal in LinkedIn's simple form, or OAuth's."""

    def __init__(self, status: int, **body: Any) -> None:
        super().__init__(body.get("message", ""))
        self.status = status
        self.body = body if "error" in body else {"status": status, **body}


def invalid(path: str, told: str = "Invalid value for param; wrong type or other syntax error", code: str = "") -> No:
    """The detailed form, which names the field."""
    error = {"description": told, "input": {"inputPath": {"fieldPath": path}}, "code": code or "PARAM_INVALID"}
    return No(
        400,
        errorDetailType="com.linkedin.common.error.BadRequest",
        message="Invalid param. Please see errorDetails for more information.",
        errorDetails={"inputErrors": [error]},
    )


def urn(kind: str, key: str) -> str:
    """`urn:li:sponsoredCampaign:1` for Campaign and 1."""
    return f"urn:li:sponsored{kind}:{key}"


def major(micros: int) -> str:
    """An amount as text in major units, not padded."""
    text = format((Decimal(micros) / MICROS).normalize(), "f")
    return text if text != "-0" else "0"
