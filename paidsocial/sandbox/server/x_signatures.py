"""Signatures of OAuth 1.0a, checked for the simulated X with nothing but the standard library."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, unquote

from flask import Request

from paidsocial.sandbox.server.state import APP_ID, APP_SECRET


class Signatures:
    """The secrets that tokens were given with, and the nonces that were used."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}
        self._nonces: set[str] = set()

    def new_secret(self, token: str) -> str:
        """A secret for a token."""
        self._secrets[token] = secrets.token_urlsafe(24)
        return self._secrets[token]

    def signed(self, request: Request, *, with_token: bool = True) -> dict[str, str] | None:
        """The `oauth_` parameters of a request that is signed well, by our app and its token; None otherwise.

        The clock of the sandbox is driven, so that timestamps are not compared with it; a nonce counts once.
        """
        told = _authorization(request.headers.get("Authorization", ""))
        token = told.get("oauth_token")
        if told.get("oauth_consumer_key") != APP_ID or told.get("oauth_signature_method") != "HMAC-SHA1":
            return None
        if with_token is not (token in self._secrets):
            return None
        nonce, stamp = told.get("oauth_nonce", ""), told.get("oauth_timestamp", "")
        if not nonce or not stamp.isdecimal() or nonce in self._nonces:
            return None
        key = f"{_escaped(APP_SECRET)}&{_escaped(self._secrets[token] if token else '')}"
        digest = hmac.new(key.encode(), _base_string(request, told).encode(), hashlib.sha1).digest()
        if not hmac.compare_digest(base64.b64encode(digest).decode(), told.get("oauth_signature", "")):
            return None
        self._nonces.add(nonce)
        return told


def _authorization(header: str) -> dict[str, str]:
    kind, _, rest = header.partition(" ")
    if kind != "OAuth":
        return {}
    parts = (part.strip().partition("=") for part in rest.split(","))
    return {name: unquote(value.strip('"')) for name, _, value in parts}


def _base_string(request: Request, told: dict[str, str]) -> str:
    """Method, address without its query, and every parameter in order, each escaped (RFC 5849, 3.4.1)."""
    given = [*request.args.items(multi=True), *request.form.items(multi=True)]
    given += [(name, value) for name, value in told.items() if name not in {"oauth_signature", "realm"}]
    pairs = sorted((_escaped(name), _escaped(value)) for name, value in given)
    listed = "&".join(f"{name}={value}" for name, value in pairs)
    return "&".join(_escaped(part) for part in (request.method, request.base_url, listed))


def _escaped(text: str) -> str:
    return quote(text, safe="~-._")
