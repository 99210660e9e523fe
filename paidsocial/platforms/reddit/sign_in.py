"""Signing in at Reddit: a page, a code, a token of a day, and a refresh token that stays good (`duration=permanent`).

Every call names who calls (`User-Agent`): Reddit blocks programs that do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

import httpx

from paidsocial.platforms.live.bearer import Bearer
from paidsocial.platforms.live.connector import App, Departure, Grant, Hosts
from paidsocial.platforms.live.http import Caller
from paidsocial.platforms.live.oauth import granted, renewed
from paidsocial.platforms.reddit.faults import judge

SCOPES = ("adsread", "adsedit")
NAME = "Reddit"
ROOT = "/api/v3"


def who_calls(app: App) -> dict[str, str]:
    """The header in Reddit's form, each organisation's own: its app's number and, where given, its person there."""
    return {"User-Agent": f"server:paidsocial-{app.id}:v1 (by /u/{app.extra.get('reddit_user', app.id)})"}


class RedditSignIn:
    """See `SignIn`."""

    def address(self, hosts: Hosts, app: App, *, redirect_uri: str, state: str) -> Departure:
        """Reddit's page."""
        query = {"client_id": app.id, "response_type": "code", "state": state, "redirect_uri": redirect_uri}
        query |= {"duration": "permanent", "scope": ",".join(SCOPES)}
        return Departure(f"{hosts.sign_in}/api/v1/authorize?{urlencode(query)}")

    def finish(self, hosts: Hosts, app: App, answer: Mapping[str, str], *, redirect_uri: str, now: datetime) -> Grant:
        """Code to tokens. A code is good once, so that it is sent once."""
        said = {"grant_type": "authorization_code", "code": answer.get("code", ""), "redirect_uri": redirect_uri}
        return self._token(hosts, app, said, now)

    def refresh(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:
        """A fresh token; the refresh token stays the same where no new one comes."""
        said = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token or ""}
        return renewed(self._token(hosts, app, said, now), grant)

    def check(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:  # noqa: ARG002 - the protocol's
        """The same grant, where Reddit accepts it: its expiry and scopes are told only when it is given."""
        auth = Bearer(grant.access_token)
        caller = Caller(NAME, f"{hosts.api}{ROOT}", judge, auth=auth, headers=who_calls(app))
        try:
            caller.ask("GET", "/me")
        finally:
            caller.close()
        return grant

    def _token(self, hosts: Hosts, app: App, said: Mapping[str, str], now: datetime) -> Grant:
        auth = httpx.BasicAuth(app.id, app.secret)
        caller = Caller(NAME, hosts.token, judge, auth=auth, headers=who_calls(app))
        try:
            body = caller.tell("POST", "/api/v1/access_token", form=said).of_type(dict, NAME)
        finally:
            caller.close()
        return granted(NAME, body, now)
