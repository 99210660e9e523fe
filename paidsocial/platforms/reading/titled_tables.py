"""One table under another, each with its campaign in a line above it and the same header again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paidsocial.platforms.base import Field
from paidsocial.platforms.reading.blocks import Row
from paidsocial.platforms.reading.cells import clean
from paidsocial.platforms.reading.dates import dates_within, read_month
from paidsocial.platforms.reading.entities import NAME_FIELDS
from paidsocial.platforms.reading.headers import Layout
from paidsocial.platforms.reading.totals import is_total

_COLUMN = "line above each table"
_FEWEST = 2  # tables


class Titles:
    """Gives each row one cell more, from block to block: what the line above its table says."""

    def __init__(self, layout: Layout) -> None:
        self._width, self._spend = len(layout.headers) - 1, layout.at[Field.SPEND]
        self._header = layout.headers[self._spend]
        self._told = self._next = layout.title

    def given(self, rows: Sequence[Sequence[str]]) -> list[Row]:
        """The rows with their titles; lines with one cell have none, so that they stay remarks."""
        return [self._with_title(row) for row in rows]

    def _with_title(self, row: Sequence[str]) -> Row:
        even = [*row[: self._width], *[""] * (self._width - len(row))]
        if clean(even[self._spend]) == self._header:
            self._told = self._next
            return [*even, _COLUMN]
        self._next = _title(even) or self._next
        return [*even, self._told if sum(map(bool, even)) > 1 else ""]


def find_titles(layout: Layout, rows: Sequence[Sequence[str]], columns: Mapping[Field, str]) -> None:
    """Take the lines above a file's tables for its campaigns, where it names none and each table has one of its own."""
    if any(name in layout.at for name in NAME_FIELDS) or Field.CAMPAIGN in columns or not layout.preamble:
        return
    spend = layout.at[Field.SPEND]
    told, title = [_title([layout.preamble[-1]])], ""
    for row in rows:
        if len(row) > spend and clean(row[spend]) == layout.headers[spend]:
            told.append(title)
            title = ""
        elif any(row):
            title = _title(row)
    if len(told) < _FEWEST or not all(told) or len(set(told)) < len(told):
        return
    layout.title = told[0]
    layout.at[Field.CAMPAIGN] = len(layout.headers)
    layout.headers.append(_COLUMN)


def _title(cells: Sequence[str]) -> str:
    """What a row says that holds one cell of words, else nothing."""
    filled = [text for cell in cells if (text := clean(cell))]
    text = filled[0] if len(filled) == 1 else ""
    return "" if is_total(text) or read_month(text) or dates_within(text) else text
