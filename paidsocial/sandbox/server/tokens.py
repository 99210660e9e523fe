"""Who may come in: codes, access tokens and refresh tokens of every platform."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class _Token:
    platform: str
    scopes: tuple[str, ...]
    expires_at: datetime | None
    revoked: bool = False


class Tokens:
    """Sign-ins of all platforms. A code is good once, an access token until it expires or is revoked."""

    def __init__(self) -> None:
        self._codes: dict[str, _Token] = {}
        self._access: dict[str, _Token] = {}
        self._refresh: dict[str, _Token] = {}

    def code(self, platform: str, scopes: tuple[str, ...]) -> str:
        """What goes back to the application with the person."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = _Token(platform, scopes, None)
        return code

    def redeem(self, platform: str, code: str) -> tuple[str, ...] | None:
        """The scopes of a code, once; None where it is not good."""
        found = self._codes.pop(code, None)
        return found.scopes if found is not None and found.platform == platform else None

    def issue(self, platform: str, scopes: tuple[str, ...], expires_at: datetime | None) -> str:
        """A new access token."""
        token = f"{platform}-{secrets.token_urlsafe(24)}"
        self._access[token] = _Token(platform, scopes, expires_at)
        return token

    def issue_refresh(self, platform: str, scopes: tuple[str, ...]) -> str:
        """A new refresh token."""
        token = f"{platform}-r-{secrets.token_urlsafe(24)}"
        self._refresh[token] = _Token(platform, scopes, None)
        return token

    def refreshed(self, platform: str, token: str) -> tuple[str, ...] | None:
        """The scopes of a refresh token that is good; else None."""
        found = self._refresh.get(token)
        return found.scopes if found is not None and found.platform == platform and not found.revoked else None

    def standing(self, platform: str, token: str, now: datetime) -> str:
        """ok, expired, revoked or unknown."""
        found = self._access.get(token)
        if found is None or found.platform != platform:
            return "unknown"
        if found.revoked:
            return "revoked"
        return "expired" if found.expires_at is not None and found.expires_at <= now else "ok"

    def scopes(self, token: str) -> tuple[str, ...]:
        """What an access token allows."""
        return self._access[token].scopes

    def expires_at(self, token: str) -> datetime | None:
        """When an access token ends."""
        return self._access[token].expires_at

    def revoke(self, platform: str, *, refresh_too: bool = True) -> None:
        """Take every token of a platform back, as a person does in its settings."""
        for book in (self._access, self._refresh) if refresh_too else (self._access,):
            for token in book.values():
                token.revoked |= token.platform == platform

    def expire(self, platform: str, now: datetime) -> None:
        """Let every access token of a platform run out."""
        for token in self._access.values():
            if token.platform == platform:
                token.expires_at = now
