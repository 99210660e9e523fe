"""Signing in at Meta: a dialog, a code, a short token, and the long one of about 60 days; there is no refresh token.

A system user's token (Business Manager) is pasted instead and never ends; `check` asks Meta what it is good for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.connector import App, Departure, Grant, Hosts
from paidsocial.platforms.live.http import Caller, unreadable
from paidsocial.platforms.live.oauth import granted
from paidsocial.platforms.meta.faults import judge

VERSION = "v26.0"
SCOPES = ("ads_read", "ads_management", "business_management")
NAME = "Meta"


class MetaSignIn:
    """See `SignIn`."""

    def address(self, hosts: Hosts, app: App, *, redirect_uri: str, state: str) -> Departure:
        """The dialog."""
        query = {"client_id": app.id, "redirect_uri": redirect_uri, "state": state, "scope": ",".join(SCOPES)}
        return Departure(f"{hosts.sign_in}/{VERSION}/dialog/oauth?{urlencode(query)}")

    def finish(self, hosts: Hosts, app: App, answer: Mapping[str, str], *, redirect_uri: str, now: datetime) -> Grant:
        """Code to short token to long token."""
        short = self._token(hosts, app, {"redirect_uri": redirect_uri, "code": answer.get("code", "")}, now)
        return self.check(hosts, app, self.refresh(hosts, app, short, now=now), now=now)

    def refresh(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:
        """A token that is still good, exchanged for one that lasts about 60 days from now."""
        said = {"grant_type": "fb_exchange_token", "fb_exchange_token": grant.access_token}
        return replace(self._token(hosts, app, said, now), scopes=grant.scopes)

    def check(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:  # noqa: ARG002 - the protocol's
        """Expiry and scopes as Meta tells them."""
        caller = Caller(NAME, hosts.token, judge)
        query = {"input_token": grant.access_token, "access_token": f"{app.id}|{app.secret}"}
        try:
            data = caller.ask("GET", f"/{VERSION}/debug_token", params=query).of_type(dict, NAME).get("data")
        finally:
            caller.close()
        if not isinstance(data, dict):
            raise unreadable(NAME, "it says nothing of the token")
        if data.get("is_valid") is not True:
            raise PlatformError(
                "Meta does not accept this token (it is expired, revoked or mistyped). Connect the account again.",
                trouble=Trouble.SIGN_IN,
                platform=NAME,
            )
        ends = data.get("expires_at")
        expires_at = datetime.fromtimestamp(ends, UTC) if isinstance(ends, int) and ends > 0 else None
        return replace(grant, expires_at=expires_at, scopes=tuple(map(str, data.get("scopes") or ())))

    def _token(self, hosts: Hosts, app: App, said: Mapping[str, str], now: datetime) -> Grant:
        caller = Caller(NAME, hosts.token, judge)
        query = {"client_id": app.id, "client_secret": app.secret, **said}
        try:
            body = caller.ask("GET", f"/{VERSION}/oauth/access_token", params=query).of_type(dict, NAME)
        finally:
            caller.close()
        return granted(NAME, body, now)
