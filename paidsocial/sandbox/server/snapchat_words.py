"""How the simulated Snapchat wraps what it says, refuses, and turns pages."""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import urlencode

from flask import request

from paidsocial.sandbox.server.state import Sandbox

PLATFORM = "snapchat"
REQUEST_ID = "5ebc40d1000e75a4sandbox"
Row = dict[str, Any]


class No(Exception):
    """A refusal of the whole request, in Snapchat's form."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {
            "request_status": "ERROR",
            "request_id": REQUEST_ID,
            "debug_message": message,
            "display_message": "We're sorry, but the requested resource is not available at this time",
            "error_code": code,
        }

    @classmethod
    def not_found(cls) -> Self:
        """For whatever is not there."""
        return cls(404, "E3003", "Resource can not be found")


def envelope(inside: Row, *, status: str = "SUCCESS", link: str | None = None) -> Row:
    """The outer wrapper, with the address of the next page where there is one."""
    paging = {"paging": {"next_link": link}} if link else {}
    return {"request_status": status, "request_id": REQUEST_ID, **paging, **inside}


def wrapped(rows: list[Row], plural: str, single: str) -> Row:
    """The inner wrappers."""
    return {plural: [{"sub_request_status": "SUCCESS", single: row} for row in rows]}


def ask(name: str, usual: int, *, least: int, most: int) -> int:
    """A number in the query, within what is allowed."""
    text = request.args.get(name, str(usual))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise No(400, "E1008", f"{name} must be between {least} and {most}")
    return int(text)


def page_of(box: Sandbox, rows: list[Row], limit: int) -> tuple[list[Row], str | None]:
    """One page behind a cursor, and the address of the next at this very host."""
    limit = min(limit, box.page_cap or limit)
    start = int(request.args.get("cursor", "0"), 16)
    following = start + limit
    if following < len(rows):
        if box.faults.take("repeat_page", PLATFORM, request.path):
            following = start
        elif box.faults.take("drop_page", PLATFORM, request.path):
            following += limit
    link = None
    if following < len(rows):
        link = f"{request.base_url}?{urlencode({**request.args, 'cursor': format(following, 'x')})}"
    return rows[start : start + limit], link
