"""A token sent as a header, as most platforms want it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx


class Bearer(httpx.Auth):
    """`Authorization: Bearer ...`: a token never stands in an address, which others write down."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]  # a generator all the same
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request
