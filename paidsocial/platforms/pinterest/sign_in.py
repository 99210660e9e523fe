"""Signing in at Pinterest: a dialog, a code, a token of some weeks, and a refresh token that each refresh renews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.bearer import Bearer
from paidsocial.platforms.live.connector import App, Departure, Grant, Hosts
from paidsocial.platforms.live.http import Caller, Judge
from paidsocial.platforms.live.oauth import granted
from paidsocial.platforms.pinterest.faults import judge, judge_sign_in

NAME = "Pinterest"
BASE = "/v5"
SCOPES = ("ads:read", "ads:write", "user_accounts:read")


class PinterestSignIn:
    """See `SignIn`."""

    def address(self, hosts: Hosts, app: App, *, redirect_uri: str, state: str) -> Departure:
        """The dialog."""
        query = {
            "client_id": app.id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": ",".join(SCOPES),
            "state": state,
        }
        return Departure(f"{hosts.sign_in}/oauth/?{urlencode(query)}")

    def finish(self, hosts: Hosts, app: App, answer: Mapping[str, str], *, redirect_uri: str, now: datetime) -> Grant:
        """Code to tokens."""
        said = {
            "grant_type": "authorization_code",
            "code": answer.get("code", ""),
            "redirect_uri": redirect_uri,
            "continuous_refresh": "true",  # apps made before September 2025 must ask for it; for others it is so anyway
        }
        return _token(hosts, app, said, judge, now)

    def refresh(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:
        """New tokens, the refresh token too: the old one ends on its own day."""
        if grant.refresh_token is None:
            raise PlatformError(
                "Pinterest gave no token to renew this sign-in with. Connect the account again.",
                trouble=Trouble.SIGN_IN,
                platform=NAME,
            )
        said = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token}
        fresh = _token(hosts, app, said, judge_sign_in, now)
        if fresh.refresh_token is None:
            fresh = replace(fresh, refresh_token=grant.refresh_token, refresh_until=grant.refresh_until)
        return replace(fresh, scopes=fresh.scopes or grant.scopes)

    def check(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:  # noqa: ARG002 - the protocol's
        """Pinterest tells expiry and scopes with the token only; a call shows whether it is good."""
        caller = Caller(NAME, f"{hosts.token}{BASE}", judge, auth=Bearer(grant.access_token))
        try:
            caller.ask("GET", "/ad_accounts", params={"page_size": "1"}).of_type(dict, NAME)
        finally:
            caller.close()
        return grant


def _token(hosts: Hosts, app: App, said: Mapping[str, str], judged: Judge, now: datetime) -> Grant:
    caller = Caller(NAME, f"{hosts.token}{BASE}", judged, auth=httpx.BasicAuth(app.id, app.secret))
    try:
        body = caller.ask("POST", "/oauth/token", form=said).of_type(dict, NAME)
    finally:
        caller.close()
    fresh = granted(NAME, body, now)
    return replace(fresh, refresh_until=fresh.refresh_until or _end(body))


def _end(body: Mapping[str, Any]) -> datetime | None:
    """Of the refresh token, where it is told as a moment."""
    ends = body.get("refresh_token_expires_at")
    return datetime.fromtimestamp(ends, UTC) if isinstance(ends, int) else None
