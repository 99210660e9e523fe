"""Signing in at TikTok: a page, a code, and a token that never expires; it ends when the advertiser takes it back.

What an app may do is chosen when it is made at TikTok, so a sign-in asks for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from paidsocial.platforms.live.connector import App, Departure, Grant, Hosts
from paidsocial.platforms.live.http import Caller, Reply, unreadable
from paidsocial.platforms.tiktok.faults import judge

NAME = "TikTok"
BASE = "/open_api/v1.3"


class AccessToken(httpx.Auth):
    """The token in TikTok's own header, without "Bearer"."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]  # a generator all the same
        request.headers["Access-Token"] = self._token
        yield request


class TikTokSignIn:
    """See `SignIn`."""

    def address(self, hosts: Hosts, app: App, *, redirect_uri: str, state: str) -> Departure:
        """The page."""
        query = {"app_id": app.id, "state": state, "redirect_uri": redirect_uri}
        return Departure(f"{hosts.sign_in}/portal/auth?{urlencode(query)}")

    def finish(self, hosts: Hosts, app: App, answer: Mapping[str, str], *, redirect_uri: str, now: datetime) -> Grant:  # noqa: ARG002 - the protocol's
        """Code to token."""
        said = {"app_id": app.id, "secret": app.secret, "auth_code": answer.get("auth_code", "")}
        caller = Caller(NAME, f"{hosts.token}{BASE}", judge)
        try:
            data = data_of(caller.ask("POST", "/oauth2/access_token/", json=said))
        finally:
            caller.close()
        token, scopes = data.get("access_token"), data.get("scope")
        if not isinstance(token, str) or not token:
            raise unreadable(NAME, "there is no token in its reply")
        return Grant(token, scopes=tuple(map(str, scopes)) if isinstance(scopes, list) else ())

    def refresh(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:
        """There is nothing to refresh: the same token, where it still is good."""
        return self.check(hosts, app, grant, now=now)

    def check(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:  # noqa: ARG002 - the protocol's
        """TikTok tells neither expiry nor scopes of a token; a call shows whether it is good."""
        caller = Caller(NAME, f"{hosts.token}{BASE}", judge, auth=AccessToken(grant.access_token))
        try:
            advertisers(caller, app)
        finally:
            caller.close()
        return replace(grant, expires_at=None)


def advertisers(caller: Caller, app: App) -> list[Any]:
    """The ad accounts that a token opens, with no more than ids and names."""
    query = {"app_id": app.id, "secret": app.secret}
    rows = data_of(caller.ask("GET", "/oauth2/advertiser/get/", params=query)).get("list")
    if not isinstance(rows, list):
        raise unreadable(NAME, "it lists no ad accounts")
    return rows


def data_of(reply: Reply) -> dict[str, Any]:
    """What is inside TikTok's envelope. Raises PlatformError where it is not one of a success."""
    body = reply.of_type(dict, NAME)
    data = body.get("data")
    if body.get("code") != 0 or not isinstance(data, dict):
        raise unreadable(NAME, "its reply has another form than documented")
    return data
