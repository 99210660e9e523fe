"""Pages that name the next one: to the last, and no further."""

from __future__ import annotations

from typing import Any

import pytest

from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.paging import found_at, pages, rows_of

NEXT = found_at("paging", "next")


def told(name: str | None, rows: list[Any] | None = None) -> dict[str, Any]:
    return {"data": rows or [], "paging": {"next": name}}


def test_every_page_is_asked_for_by_the_name_in_the_one_before() -> None:
    book = {None: told("b"), "b": told("c"), "c": told(None)}
    asked: list[str | None] = []

    def fetch(name: str | None) -> dict[str, Any]:
        asked.append(name)
        return book[name]

    assert list(pages("Any", fetch, NEXT)) == list(book.values())
    assert asked == [None, "b", "c"]


@pytest.mark.parametrize("circle", [["b", "b"], ["b", "c", "b"], ["b", "c", "d", "c"]])
def test_a_circle_of_pages_is_left_at_once(circle: list[str]) -> None:
    book = dict(zip([None, *circle], map(told, circle), strict=False))
    with pytest.raises(PlatformError, match="same page") as caught:
        list(pages("Any", lambda name: book[name], NEXT))
    assert caught.value.trouble is Trouble.UNREADABLE


@pytest.mark.parametrize("page", [{}, {"paging": None}, {"paging": []}, told(None), told(""), {"paging": {"next": {}}}])
def test_a_page_that_names_no_next_one_is_the_last(page: dict[str, Any]) -> None:
    assert list(pages("Any", lambda _: page, NEXT)) == [page]


@pytest.mark.parametrize("found", [None, {}, "rows", [1], [{}, None]])
def test_a_page_without_rows_is_not_taken_for_an_empty_one(found: Any) -> None:
    with pytest.raises(PlatformError, match="has no rows"):
        rows_of("Any", found)
    assert rows_of("Any", [{"id": 1}]) == [{"id": 1}]
