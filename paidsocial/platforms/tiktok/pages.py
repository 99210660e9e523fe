"""TikTok's pages, by their number: of its lists, and of the reports that it tells at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paidsocial.platforms.live.http import Caller, unreadable
from paidsocial.platforms.live.values import Values
from paidsocial.platforms.tiktok.sign_in import NAME, data_of

_PAGE = 1000
_CHECK = Values(NAME)


def pages(caller: Caller, path: str, query: Mapping[str, str]) -> Iterator[tuple[list[dict[str, Any]], int]]:
    """Every page's rows, and how many there are in all."""
    number = 1
    while True:
        paging = {"page": str(number), "page_size": str(_PAGE)}
        data = data_of(caller.ask("GET", path, params={**query, **paging}))
        info, rows = data.get("page_info"), data.get("list")
        if not isinstance(info, dict) or not isinstance(rows, list):
            raise unreadable(NAME, "a page has no rows")
        yield rows, _CHECK.whole(info.get("total_number"), "total_number")
        if number >= _CHECK.whole(info.get("total_page"), "total_page"):
            return
        number += 1
