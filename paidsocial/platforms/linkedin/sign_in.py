"""Signing in at LinkedIn: an access token of 60 days and a refresh token of a year, which no refresh prolongs.

Apps without "programmatic refresh tokens" get none: their people connect again every 60 days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.linkedin.faults import judge
from paidsocial.platforms.live.connector import App, Departure, Grant, Hosts
from paidsocial.platforms.live.http import Caller
from paidsocial.platforms.live.oauth import granted, renewed, scopes_of

NAME = "LinkedIn"
SCOPES = ("r_ads", "r_ads_reporting", "rw_ads")


class LinkedInSignIn:
    """See `SignIn`."""

    def address(self, hosts: Hosts, app: App, *, redirect_uri: str, state: str) -> Departure:
        """The page that asks the member."""
        query = {"response_type": "code", "client_id": app.id, "redirect_uri": redirect_uri, "state": state}
        said = urlencode({**query, "scope": " ".join(SCOPES)}, quote_via=quote)
        return Departure(f"{hosts.sign_in}/oauth/v2/authorization?{said}")

    def finish(self, hosts: Hosts, app: App, answer: Mapping[str, str], *, redirect_uri: str, now: datetime) -> Grant:
        """Code to tokens."""
        if "code" not in answer:
            raise _again(answer.get("error_description") or "no code came back")
        said = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": redirect_uri}
        return self._grant(hosts, app, said, now)

    def refresh(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:
        """A fresh access token; the refresh token keeps its own end."""
        if grant.refresh_token is None:
            raise _again("this app gets no refresh tokens")
        fresh = self._grant(hosts, app, {"grant_type": "refresh_token", "refresh_token": grant.refresh_token}, now)
        return renewed(fresh, grant)

    def check(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:  # noqa: ARG002 - the protocol's
        """Expiry and scopes as LinkedIn tells them."""
        body = self._post(hosts, app, "/oauth/v2/introspectToken", {"token": grant.access_token})
        if body.get("active") is not True:
            raise _again("the token is expired, revoked or mistyped")
        ends = body.get("expires_at")
        expires_at = datetime.fromtimestamp(ends, UTC) if isinstance(ends, int) and ends > 0 else grant.expires_at
        return replace(grant, expires_at=expires_at, scopes=scopes_of(body) or grant.scopes)

    def _grant(self, hosts: Hosts, app: App, said: Mapping[str, str], now: datetime) -> Grant:
        body = self._post(hosts, app, "/oauth/v2/accessToken", said)
        return granted(NAME, body, now)

    def _post(self, hosts: Hosts, app: App, path: str, said: Mapping[str, str]) -> dict[str, Any]:
        caller = Caller(NAME, hosts.token, judge)
        form = {**said, "client_id": app.id, "client_secret": app.secret}
        try:
            body: dict[str, Any] = caller.ask("POST", path, form=form).of_type(dict, NAME)
        finally:
            caller.close()
        return body


def _again(why: str) -> PlatformError:
    return PlatformError(
        f"LinkedIn does not let us in ({why}). Connect the account again.", trouble=Trouble.SIGN_IN, platform=NAME
    )
