"""Requests signed as OAuth 1.0a wants it (HMAC-SHA1), by Authlib.

Authlib's own auth for HTTP clients is made for another library than ours by now, so its signer is used and what it
writes is put into the request.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
from authlib.oauth1 import ClientAuth  # type: ignore[import-untyped]  # ships no types

from paidsocial.platforms.live.connector import App


class Signed(httpx.Auth):
    """`Authorization: OAuth ...` for an app and its token, where there is one; `callback`, `verifier` to get one."""

    requires_request_body = True  # form fields are signed too

    def __init__(
        self, app: App, token: str = "", secret: str = "", *, callback: str | None = None, verifier: str | None = None
    ) -> None:
        self._signer = ClientAuth(
            app.id,
            client_secret=app.secret,
            token=token or None,
            token_secret=secret or None,
            redirect_uri=callback,
            verifier=verifier,
        )

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]  # a generator all the same
        kind = request.headers.get("Content-Type")
        headers = {"Content-Type": kind} if kind else {}
        _, headers, _ = self._signer.prepare(request.method, str(request.url), headers, request.content)
        request.headers["Authorization"] = headers["Authorization"]
        yield request
