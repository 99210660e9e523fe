"""What an OAuth 2 server says with a token, read the same for every platform."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from paidsocial.platforms.live.connector import Grant
from paidsocial.platforms.live.http import unreadable


def granted(platform: str, body: Mapping[str, Any], now: datetime) -> Grant:
    """The tokens of a reply, their ends and scopes where it tells them. Raises PlatformError where it has none."""
    token, refresh = body.get("access_token"), body.get("refresh_token")
    if not isinstance(token, str) or not token:
        raise unreadable(platform, "there is no token in its reply")
    return Grant(
        token,
        refresh_token=refresh if isinstance(refresh, str) and refresh else None,
        expires_at=_after(now, body.get("expires_in")),
        refresh_until=_after(now, body.get("refresh_token_expires_in")),
        scopes=scopes_of(body),
    )


def renewed(fresh: Grant, old: Grant) -> Grant:
    """A fresh grant; what its reply left out stays as it was."""
    return replace(
        fresh,
        refresh_token=fresh.refresh_token or old.refresh_token,
        refresh_until=fresh.refresh_until or old.refresh_until,
        scopes=fresh.scopes or old.scopes,
    )


def scopes_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Separated by blanks, as the standard has it, or by commas."""
    return tuple(filter(None, re.split(r"[,\s]+", str(body.get("scope") or ""))))


def _after(now: datetime, seconds: Any) -> datetime | None:
    return now + timedelta(seconds=seconds) if isinstance(seconds, int) else None
