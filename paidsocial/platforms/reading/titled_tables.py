"""Tables under each other whose campaign or platform stands in a line of its own above their rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from paidsocial.platforms.base import Field, header_key
from paidsocial.platforms.reading.blocks import Row
from paidsocial.platforms.reading.cells import clean
from paidsocial.platforms.reading.dates import dates_within, read_date, read_month
from paidsocial.platforms.reading.entities import NAME_FIELDS
from paidsocial.platforms.reading.headers import Layout
from paidsocial.platforms.reading.totals import is_total
from paidsocial.platforms.registry import known_slug, plain_format

_COLUMN = "line above the rows"
_FEWEST = 2  # tables
_DIGITS = re.compile(r"\d+")


class Titles:
    """Gives each row one cell more, from block to block: what the line above its table says."""

    def __init__(self, layout: Layout) -> None:
        self._width, self._spend = len(layout.headers) - 1, layout.at[Field.SPEND]
        self._header = layout.headers[self._spend]
        self._of_platforms = layout.titled is Field.PLATFORM
        self._told = self._next = layout.title

    def given(self, rows: Sequence[Sequence[str]]) -> list[Row]:
        """The rows with their titles; lines with one cell have none, so that they stay remarks."""
        return [self._with_title(row) for row in rows]

    def _with_title(self, row: Sequence[str]) -> Row:
        even = [*row[: self._width], *[""] * (self._width - len(row))]
        if clean(even[self._spend]) == self._header:
            self._told = self._next
            return [*even, _COLUMN]
        title = _title(even)
        if not self._of_platforms:
            self._next = title or self._next
        elif title and known_slug(title):
            self._told = self._next = title
        return [*even, self._told if sum(map(bool, even)) > 1 else ""]


def find_titles(
    layout: Layout, rows: Sequence[Sequence[str]], columns: Mapping[Field, str], sheets: Sequence[str] = ()
) -> None:
    """Take lines of one cell for the platforms of the rows below them, or for their campaigns.

    For campaigns where the file names none, and has its header below each of them again. `sheets`: those that are read
    one after the other.
    """
    named = [line for line in (*sheets[:1], *layout.preamble) if _platform_in(line)][-1:]
    first = next((_title(row) for row in rows if any(row)), "")
    told = (*sheets, *named, *(_above_rows(rows) if named or _platform_in(first) else ()))
    platforms = {_platform_in(line) for line in told} - {""}
    if len(platforms) >= _FEWEST and not layout.native and not {Field.PLATFORM} & {*layout.at, *columns}:
        _add(layout, Field.PLATFORM, "".join(named))
    elif layout.preamble and Field.CAMPAIGN not in columns and not any(name in layout.at for name in NAME_FIELDS):
        lines = [_title([layout.preamble[-1]]), *_above_headers(layout, rows)]
        if (
            len(lines) >= _FEWEST
            and all(lines)
            and len(set(lines)) == len(lines)
            and not _are_numbered(layout, lines, rows)
        ):
            _add(layout, Field.CAMPAIGN, lines[0])


def _add(layout: Layout, meaning: Field, first: str) -> None:
    layout.titled, layout.title = meaning, first
    layout.at[meaning] = len(layout.headers)
    layout.headers.append(_COLUMN)


def _are_numbered(layout: Layout, told: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether lines differ in their numbers only and no day comes again below them: "Page 1" and "Page 2"."""
    place = layout.at.get(Field.DAY)
    if place is None or len({_DIGITS.sub("", text) for text in told}) > 1:
        return False
    days = [row[place] for row in rows if len(row) > place and read_date(row[place]) is not None]
    return len(set(days)) == len(days)


def _platform_in(line: str) -> str:
    return known_slug(line) or "" if len(line) > 1 else ""


def _above_rows(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of one cell that rows follow."""
    told = [_title(row) if sum(map(bool, row)) == 1 else None for row in rows if any(row)]
    return [title for title, below in pairwise(told) if title and below is None]


def _above_headers(layout: Layout, rows: Sequence[Sequence[str]]) -> list[str]:
    """What stands in the lines right above the header where it comes again."""
    spend = layout.at[Field.SPEND]
    told, title = [], ""
    for row in rows:
        if len(row) > spend and clean(row[spend]) == layout.headers[spend]:
            told.append(title)
            title = ""
        elif any(row):
            title = _title(row)
    return told


def _title(cells: Sequence[str]) -> str:
    """What a row says that holds one cell of words, else nothing."""
    filled = [text for cell in cells if (text := clean(cell))]
    text = _without_label(filled[0]) if len(filled) == 1 else ""
    return "" if is_total(text) or read_month(text) or dates_within(text) else text


def _without_label(text: str) -> str:
    """ "Campaign: A" without what it says that it is; nothing where it says that it is something else of a report."""
    label, colon, rest = text.partition(":")
    meanings = _meanings().get(header_key(label)) if colon else None
    if meanings is None:
        return text
    return rest.strip() if meanings & {Field.CAMPAIGN, Field.PLATFORM} else ""


@cache
def _meanings() -> Mapping[str, frozenset[Field]]:
    found: dict[str, set[Field]] = {}
    for meaning, words in plain_format().headers.items():
        for word in words:
            found.setdefault(word, set()).add(meaning)
    return {word: frozenset(meanings) for word, meanings in found.items()}
