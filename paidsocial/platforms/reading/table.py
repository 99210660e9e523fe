"""A file as rows of text cells with their line numbers, read in chunks: text tables here, workbooks in `workbook`."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Protocol

from paidsocial.errors import UnreadableFile
from paidsocial.platforms.reading.code_pages import HeaderScore
from paidsocial.platforms.reading.encoding import text_encoding
from paidsocial.platforms.reading.limits import FEWEST_KNOWN, MAX_CELL, MAX_COLUMNS, SEARCHED_FAR, SEARCHED_LINES

Row = list[str]
CHUNK_ROWS = 20_000
_DELIMITERS = ("\t", ";", ",", "|")
_EARLY_CHARACTERS = 8_000_000
_NAMES = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "vertical bar"}


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows in order, with the line (or sheet row) each starts on; a blank line is an empty row."""

    lines: list[int]
    rows: list[Row]


class Table(Protocol):
    """A file's rows; may be read from the start as often as needed."""

    @property
    def encoding(self) -> str | None:
        """The encoding of a text file."""
        ...

    @property
    def delimiter(self) -> str | None:
        """What stands between the cells of a text file."""
        ...

    @property
    def sheet(self) -> str | None:
        """The sheet of a workbook."""
        ...

    @property
    def unread(self) -> Sequence[str]:
        """Other sheets of a workbook that look like data too."""
        ...

    def chunks(self, wanted: Container[int] | None = None) -> Iterator[Chunk]:
        """The rows in order, at most CHUNK_ROWS at a time; cells of columns not `wanted` need only be filled or not."""
        ...


class TextTable:
    """A table of delimited text. `score` says how much of some rows is understood; it settles the delimiter."""

    sheet = None
    unread = ()

    def __init__(self, stream: BinaryIO, score: HeaderScore) -> None:
        self.encoding: str | None = text_encoding(stream, score)
        self._stream = stream
        self._skip = 0
        self.delimiter: str | None = self._detected(score)

    @property
    def delimiter_name(self) -> str:
        """The delimiter in words."""
        return _NAMES.get(self.delimiter or ",", self.delimiter or ",")

    def _text(self) -> io.TextIOWrapper:
        self._stream.seek(0)
        # newline=None reads LF, CRLF and CR alike. Whoever takes this detaches it: the stream stays open.
        return io.TextIOWrapper(self._stream, encoding=self.encoding, newline=None)

    def _detected(self, score: HeaderScore) -> str:
        early = self._early(SEARCHED_LINES)
        first = early[0].strip().strip('"').casefold() if early else ""
        if first.startswith("sep=") and len(first) == 5:  # Excel's own hint
            self._skip = 1
            return early[0].strip().strip('"')[4]
        best = _best_delimiter(early, score)
        if best[0] < FEWEST_KNOWN and len(early) == SEARCHED_LINES:
            best = max(best, _best_delimiter(self._early(SEARCHED_FAR), score), key=lambda one: one[0])
        return best[3]

    def _early(self, lines: int) -> list[str]:
        """The first lines; of endless ones their beginning."""
        text = self._text()
        early: list[str] = []
        left = _EARLY_CHARACTERS
        while len(early) < lines and left > 0 and (line := text.readline(MAX_CELL)):
            early.append(line)
            left -= len(line)
        text.detach()
        return early

    def chunks(self, wanted: Container[int] | None = None) -> Iterator[Chunk]:  # noqa: ARG002 - the protocol's
        """See Table. Raises UnreadableFile with the line where a cell never ends or the row is absurdly wide."""
        text = self._text()
        try:
            yield from self._chunks(text)
        finally:
            text.detach()

    def _chunks(self, text: io.TextIOWrapper) -> Iterator[Chunk]:
        for _ in range(self._skip):
            text.readline()
        reader = csv.reader(text, delimiter=self.delimiter or ",")
        line = 1 + self._skip
        while True:
            before = reader.line_num
            try:
                rows = list(islice(reader, CHUNK_ROWS))
            except csv.Error as error:
                raise UnreadableFile(
                    f"A cell that starts on line {self._unended(before)} has no end within {MAX_CELL // 1024} KB; "
                    "a quotation mark is probably missing there. Mend it or export the file again."
                ) from error
            if not rows:
                return
            taken = reader.line_num - before
            if max(map(len, rows)) > MAX_COLUMNS:
                raise UnreadableFile(
                    f"The file has more than {MAX_COLUMNS} columns, which no export has. Export it again."
                )
            yield Chunk(_lines(rows, line, taken), rows)
            line += taken

    def _unended(self, before: int) -> int:
        """The line on which the row that csv gave up on starts."""
        text = self._text()
        reader = csv.reader(text, delimiter=self.delimiter or ",")
        start = before
        try:
            for _ in reader:
                start = reader.line_num
        except csv.Error:
            pass
        finally:
            text.detach()
        return start + 1 + self._skip


def _best_delimiter(lines: list[str], score: HeaderScore) -> tuple[int, int, int, str]:
    """The delimiter by which most header names are understood, else most rows are equally wide."""
    ranked = []
    for delimiter in _DELIMITERS:
        rows = _readable(lines, delimiter)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0])) if widths else (1, 0)
        ranked.append((score(rows), count * (width > 1), width, delimiter))
    return max(ranked, key=lambda item: item[:3])


def _readable(lines: list[str], delimiter: str) -> list[Row]:
    """The rows of some lines, up to one that cannot be read."""
    rows: list[Row] = []
    try:
        rows.extend(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return rows
    return rows


def _lines(rows: list[Row], first: int, taken: int) -> list[int]:
    """The line each row starts on: one each, unless cells hold line breaks."""
    if taken == len(rows):
        return list(range(first, first + taken))
    lines, line = [], first
    for row in rows:
        lines.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    return lines
