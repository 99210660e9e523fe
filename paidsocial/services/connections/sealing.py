"""Tokens at rest: sealed with a key that the database does not hold, and opened only to call a platform.

The key comes from PAIDSOCIAL_TOKEN_KEY (several: the newest first, so that old seals still open) or is made once and
kept beside the secret key. `paidsocial connections rotate` seals everything with the newest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from paidsocial.config import Settings
from paidsocial.errors import BadConfiguration, Refused
from paidsocial.keys import kept_key
from paidsocial.platforms.live.connector import Grant

VARIABLE = "PAIDSOCIAL_TOKEN_KEY"
_KEPT = "kept"


class Sealer:
    """Seals and opens grants. Raises BadConfiguration for a key that is none."""

    def __init__(self, settings: Settings) -> None:
        keys = settings.token_keys or (
            kept_key(settings.home, "token_key", VARIABLE, lambda: Fernet.generate_key().decode()),
        )
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise BadConfiguration(
                f"{VARIABLE} is not a key; make one with `paidsocial connections new-key` (several: newest first, "
                "separated by commas)"
            ) from error

    def seal(self, grant: Grant) -> str:
        """Text that says nothing without the key."""
        return self._fernet.encrypt(json.dumps(_plain(grant)).encode()).decode()

    def open(self, sealed: str) -> Grant:
        """The grant. Raises Refused where none of the keys opens it."""
        try:
            said = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken as error:
            raise Refused(
                f"The stored sign-in cannot be opened with the present key. Put the key it was sealed with back into "
                f"{VARIABLE}, after the new one, or connect the account again."
            ) from error
        return Grant(
            said["access_token"],
            said["refresh_token"],
            said["token_secret"],
            _instant(said["expires_at"]),
            _instant(said["refresh_until"]),
            tuple(said["scopes"]),
        )

    def seal_kept(self, kept: Mapping[str, str]) -> str:
        """The same for what a sign-in on its way keeps."""
        return self._fernet.encrypt(json.dumps({_KEPT: dict(kept)}).encode()).decode()

    def open_kept(self, sealed: str) -> dict[str, str]:
        """What was kept; nothing where none of the keys opens it: the person starts again."""
        try:
            said = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            return {}
        return dict(said.get(_KEPT, {}))

    def rotated(self, sealed: str) -> str:
        """The same, sealed with the newest key. Raises Refused like `open`."""
        self.open(sealed)
        return self._fernet.rotate(sealed.encode()).decode()


def _plain(grant: Grant) -> dict[str, Any]:
    return {
        "access_token": grant.access_token,
        "refresh_token": grant.refresh_token,
        "token_secret": grant.token_secret,
        "expires_at": _text(grant.expires_at),
        "refresh_until": _text(grant.refresh_until),
        "scopes": list(grant.scopes),
    }


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
