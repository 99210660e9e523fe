"""Pages that each name the next one, by a cursor, a token or an address: followed to the last, never in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from paidsocial.platforms.live.http import unreadable

Row = dict[str, Any]
Following = Callable[[Row], str | None]


def pages(platform: str, fetch: Callable[[str | None], Row], following: Following) -> Iterator[Row]:
    """Every page. `fetch` brings the first for None, then each by the name that `following` finds in the one before.

    Raises PlatformError where a page names one that was asked for already: that would never end.
    """
    seen: set[str] = set()
    name: str | None = None
    while True:
        page = fetch(name)
        yield page
        name = following(page)
        if name is None:
            return
        if name in seen:
            raise unreadable(platform, "the next page is the same page")
        seen.add(name)


def found_at(*keys: str) -> Following:
    """Finds the next page's name in a page, under these keys one inside the other; None where there is none."""

    def following(page: Row) -> str | None:
        found: Any = page
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return str(found) if isinstance(found, str | int) and found else None

    return following


def rows_of(platform: str, found: Any) -> list[Row]:
    """A page's rows. Raises PlatformError where there is no list of objects."""
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise unreadable(platform, "a page has no rows")
    return found
