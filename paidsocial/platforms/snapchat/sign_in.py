"""Signing in at Snapchat: a page, a code, a token of half an hour or an hour, and a refresh token that stays good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from paidsocial.platforms.live.bearer import Bearer
from paidsocial.platforms.live.connector import App, Departure, Grant, Hosts
from paidsocial.platforms.live.http import Caller
from paidsocial.platforms.live.oauth import granted, renewed
from paidsocial.platforms.snapchat.faults import judge

SCOPES = ("snapchat-marketing-api",)
NAME = "Snapchat"
VERSION = "v1"


class SnapchatSignIn:
    """See `SignIn`."""

    def address(self, hosts: Hosts, app: App, *, redirect_uri: str, state: str) -> Departure:
        """Snapchat's page."""
        query = {"response_type": "code", "client_id": app.id, "redirect_uri": redirect_uri}
        query |= {"scope": " ".join(SCOPES), "state": state}
        return Departure(f"{hosts.sign_in}/login/oauth2/authorize?{urlencode(query)}")

    def finish(self, hosts: Hosts, app: App, answer: Mapping[str, str], *, redirect_uri: str, now: datetime) -> Grant:
        """Code to tokens. A code is good once, so that it is sent once."""
        said = {"grant_type": "authorization_code", "code": answer.get("code", ""), "redirect_uri": redirect_uri}
        return self._token(hosts, app, said, now)

    def refresh(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:
        """A fresh token; the refresh token stays the same where no new one comes."""
        said = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token or ""}
        return renewed(self._token(hosts, app, said, now), grant)

    def check(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:  # noqa: ARG002 - the protocol's
        """Snapchat tells nothing of a token but whether it is good; there is one scope, which a good one has."""
        caller = Caller(NAME, f"{hosts.api}/{VERSION}", judge, auth=Bearer(grant.access_token))
        try:
            caller.ask("GET", "/me/organizations")
        finally:
            caller.close()
        return replace(grant, scopes=SCOPES)

    def _token(self, hosts: Hosts, app: App, said: Mapping[str, str], now: datetime) -> Grant:
        caller = Caller(NAME, hosts.token, judge)
        form = {"client_id": app.id, "client_secret": app.secret, **said}
        try:
            body = caller.tell("POST", "/login/oauth2/access_token", form=form).of_type(dict, NAME)
        finally:
            caller.close()
        fresh = granted(NAME, body, now)
        return replace(fresh, scopes=fresh.scopes or SCOPES)
