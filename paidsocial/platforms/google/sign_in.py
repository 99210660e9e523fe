"""Signing in at Google: an access token of an hour and a refresh token without a fixed end, given once.

A refresh token ends when it is revoked or lies unused for months, and after seven days while the project's consent
screen is in "Testing".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.google.faults import judge
from paidsocial.platforms.live.connector import App, Departure, Grant, Hosts
from paidsocial.platforms.live.http import Caller
from paidsocial.platforms.live.oauth import granted, renewed, scopes_of

NAME = "Google"
SCOPES = ("https://www.googleapis.com/auth/adwords",)
TOKEN_INFO = "/tokeninfo"  # noqa: S105 - where a token is looked at, beside the token's own address (unverified)


class GoogleSignIn:
    """See `SignIn`."""

    def address(self, hosts: Hosts, app: App, *, redirect_uri: str, state: str) -> Departure:
        """The page that asks the person; only asked so does Google give a refresh token, a second time too."""
        query = {"client_id": app.id, "redirect_uri": redirect_uri, "response_type": "code", "scope": " ".join(SCOPES)}
        return Departure(
            f"{hosts.sign_in}/o/oauth2/v2/auth?"
            + urlencode({**query, "access_type": "offline", "prompt": "consent", "state": state})
        )

    def finish(self, hosts: Hosts, app: App, answer: Mapping[str, str], *, redirect_uri: str, now: datetime) -> Grant:
        """Code to tokens."""
        if "code" not in answer:
            raise _again(answer.get("error") or "no code came back")
        said = {"grant_type": "authorization_code", "code": answer["code"], "redirect_uri": redirect_uri}
        return self._grant(hosts, app, said, now)

    def refresh(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:
        """A fresh access token; the reply carries no new refresh token, so the old one is kept."""
        if grant.refresh_token is None:
            raise _again("there is no refresh token")
        said = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token}
        fresh = self._grant(hosts, app, said, now)
        return renewed(fresh, grant)

    def check(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:  # noqa: ARG002 - the protocol's
        """Expiry and scopes as Google tells them."""
        body = self._post(hosts, TOKEN_INFO, {"access_token": grant.access_token})
        ends = str(body.get("exp", ""))
        expires_at = datetime.fromtimestamp(int(ends), UTC) if ends.isdecimal() else grant.expires_at
        return replace(grant, expires_at=expires_at, scopes=scopes_of(body) or grant.scopes)

    def _grant(self, hosts: Hosts, app: App, said: Mapping[str, str], now: datetime) -> Grant:
        body = self._post(hosts, "/token", {**said, "client_id": app.id, "client_secret": app.secret})
        return granted(NAME, body, now)

    def _post(self, hosts: Hosts, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        caller = Caller(NAME, hosts.token, judge)
        try:
            body: dict[str, Any] = caller.ask("POST", path, form=form).of_type(dict, NAME)
        finally:
            caller.close()
        return body


def _again(why: str) -> PlatformError:
    return PlatformError(
        f"Google does not let us in ({why}). Connect the account again.", trouble=Trouble.SIGN_IN, platform=NAME
    )
