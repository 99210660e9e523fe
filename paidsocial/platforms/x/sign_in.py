"""Signing in at X: a request token, a page, a verifier, and a token with a secret of its own; neither ever expires.

OAuth 1.0a knows no `state`: it stands in the address that X sends the person back to. A request token has a secret,
which is kept until then; whoever starts twice has two.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.connector import App, Departure, Grant, Hosts
from paidsocial.platforms.live.http import Caller, unreadable
from paidsocial.platforms.x.faults import judge
from paidsocial.platforms.x.signing import Signed

NAME = "X"
VERSION = "12"
_KEPT = "secret of "  # and a request token: what is kept


class XSignIn:
    """See `SignIn`."""

    def address(self, hosts: Hosts, app: App, *, redirect_uri: str, state: str) -> Departure:
        """X's page, for a request token that is fetched here."""
        back = f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode({'state': state})}"
        told = _post(hosts, "/oauth/request_token", Signed(app, callback=back))
        if told.get("oauth_callback_confirmed") != "true":
            raise unreadable(NAME, "it does not confirm where people are sent back to")
        token, secret = _token(told)
        page = f"{hosts.sign_in}/oauth/authorize?{urlencode({'oauth_token': token})}"
        return Departure(page, {f"{_KEPT}{token}": secret})

    def finish(self, hosts: Hosts, app: App, answer: Mapping[str, str], *, redirect_uri: str, now: datetime) -> Grant:  # noqa: ARG002 - the protocol's
        """Request token and verifier to a token for good. A verifier is good once, so that it is sent once."""
        token, verifier = answer.get("oauth_token", ""), answer.get("oauth_verifier", "")
        if not token or not verifier:
            raise PlatformError(
                "X gave no access (the person pressed Cancel, or the page was too old). Connect the account again.",
                trouble=Trouble.SIGN_IN,
                platform=NAME,
            )
        secret = answer.get(f"{_KEPT}{token}")
        if secret is None:
            raise PlatformError(
                "This sign-in at X was used already, or it took too long. Connect the account again.",
                trouble=Trouble.SIGN_IN,
                platform=NAME,
            )
        auth = Signed(app, token, secret, verifier=verifier)
        access, secret = _token(_post(hosts, "/oauth/access_token", auth))
        return Grant(access, token_secret=secret)

    def refresh(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:  # noqa: ARG002 - the protocol's
        """The same: there is nothing to refresh."""
        return grant

    def check(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:  # noqa: ARG002 - the protocol's
        """The same, where X accepts it. X tells nothing of a token; the call is one of five in a quarter of an hour."""
        auth = Signed(app, grant.access_token, grant.token_secret or "")
        caller = Caller(NAME, f"{hosts.api}/{VERSION}", judge, auth=auth)
        try:
            caller.ask("GET", "/accounts", params={"count": "1"})
        finally:
            caller.close()
        return grant


def _post(hosts: Hosts, path: str, auth: Signed) -> dict[str, str]:
    """A call whose reply is written like a query, not as JSON."""
    caller = Caller(NAME, hosts.token, judge, auth=auth)
    try:
        reply = caller.tell("POST", path)
    finally:
        caller.close()
    return dict(parse_qsl(reply.raw.decode("utf-8", "replace")))


def _token(told: Mapping[str, str]) -> tuple[str, str]:
    token, secret = told.get("oauth_token"), told.get("oauth_token_secret")
    if not token or not secret:
        raise unreadable(NAME, "there is no token in its reply")
    return token, secret
