"""A file as rows of text cells with their line numbers, read in blocks: text tables here, workbooks in `workbook`."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO, Protocol

from paidsocial.errors import UnreadableFile
from paidsocial.platforms.reading.blocks import Block, Row, RowBlock
from paidsocial.platforms.reading.code_pages import HeaderScore
from paidsocial.platforms.reading.encoding import how_written
from paidsocial.platforms.reading.limits import (
    FEWEST_KNOWN,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ENDLESS,
    MAX_LINE,
    SEARCHED_FAR,
    SEARCHED_LINES,
)
from paidsocial.platforms.reading.lines import Lines, lines_of
from paidsocial.platforms.reading.plain_blocks import plain_block

CHUNK_ROWS = 20_000
_DELIMITERS = ("\t", ";", ",", "|")
_WRAPPING = "\x1f"  # stands in no file: whole lines are cells
_EARLY_CHARACTERS = 8_000_000
_NAMES = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "vertical bar"}


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

    @property
    def alike(self) -> Sequence[str]:
        """Other sheets of a workbook with the same header, read after the first below their platform's name."""
        ...

    @property
    def starts(self) -> Sequence[int]:
        """The lines that those sheets were found to start on when all blocks were read last."""
        ...

    def alone(self) -> None:
        """Leave those sheets out from now on."""
        ...

    @property
    def remarks(self) -> Sequence[str]:
        """What is wrong with the file as a whole, though it can be read."""
        ...

    @property
    def unreadable(self) -> Sequence[tuple[int, str]]:
        """The lines that could not even be taken for a row, and why; known when all blocks were read."""
        ...

    def blocks(self, held: Container[int] | None = None, wanted: Iterable[int] | None = None) -> Iterator[Block]:
        """The rows in order, some at a time; of numbers in columns not `wanted` only whether there are any is told.

        A cell that a sheet merged over several rows holds for each of them in the columns `held`, or where it is text.
        """
        ...


class TextTable:
    """A table of delimited text. `score` says how much of some rows is understood; it settles the delimiter."""

    sheet = None
    unread = alike = starts = ()

    def __init__(self, stream: BinaryIO, score: HeaderScore) -> None:
        self._written = how_written(stream, score)
        self.encoding: str | None = self._written.name
        self.remarks = self._written.remarks
        self.unreadable: list[tuple[int, str]] = []
        self._stream = stream
        self._skip = 0
        self._wrapped = False  # each line is one quoted cell that holds a row
        self.delimiter: str | None = self._detected(score)

    def alone(self) -> None:
        """See Table: a text has no sheets."""

    @property
    def delimiter_name(self) -> str:
        """The delimiter in words."""
        return _NAMES.get(self.delimiter or ",", self.delimiter or ",")

    def _detected(self, score: HeaderScore) -> str:
        early = self._early(SEARCHED_LINES)
        first = early[0].strip().strip('"').casefold() if early else ""
        if first.startswith("sep=") and len(first) == 5:  # Excel's own hint
            self._skip = 1
            return early[0].strip().strip('"')[4]
        best = _best_delimiter(early, score)
        if best[0] < FEWEST_KNOWN and len(early) == SEARCHED_LINES:
            best = max(best, _best_delimiter(self._early(SEARCHED_FAR), score), key=lambda one: one[0])
        if best[0] < FEWEST_KNOWN and early and early[0].startswith('"'):
            inner = _best_delimiter(["".join(row[:1]) for row in _readable(early, _WRAPPING)], score)
            self._wrapped = inner[0] >= FEWEST_KNOWN
            best = max(best, inner, key=lambda one: one[0])
        return best[3]

    def _early(self, lines: int) -> list[str]:
        """The first lines; of endless ones their beginning."""
        text = self._written.opened(self._stream)
        early: list[str] = []
        left = _EARLY_CHARACTERS
        while len(early) < lines and left > 0 and (line := text.readline(MAX_CELL)):
            early.append(line)
            left -= len(line)
        text.detach()
        return early

    def blocks(
        self,
        held: Container[int] | None = None,  # noqa: ARG002 - the protocol's
        wanted: Iterable[int] | None = None,  # noqa: ARG002 - the protocol's
    ) -> Iterator[Block]:
        """See Table. Raises UnreadableFile where too many cells never end, or rows are absurdly wide."""
        self.unreadable = []
        lines = lines_of(self._stream, self._written)
        try:
            yield from self._blocks(lines)
        finally:
            lines.let_go()

    def _blocks(self, lines: Lines) -> Iterator[Block]:
        line = 1
        while raw := lines.block():
            if line <= self._skip:
                _, _, raw = raw.partition(b"\n")
                line += 1
            if not raw:
                continue
            plain = None if self._wrapped else plain_block(raw, self.delimiter or ",", line)
            if plain is not None:
                yield plain
                line += len(plain)
                continue
            for block, taken in self._read_by_csv(raw, lines, line):
                if len(block):
                    yield self._unwrapped(block) if self._wrapped else block
                line += taken

    def _unwrapped(self, block: RowBlock) -> RowBlock:
        """The rows within the rows, where a program took each line for one cell."""
        delimiter = self.delimiter or ","
        return RowBlock(block.lines, [(_readable(row[:1], delimiter) or [[]])[0] for row in block.rows()])

    def _read_by_csv(self, raw: bytes, lines: Lines, line: int) -> Iterator[tuple[RowBlock, int]]:
        """The rows that begin in these lines, with as many more lines as the last one needs; and how many lines.

        A row in which a cell never ends is passed over, and reading goes on with the line after the one it starts on.
        """
        own = raw.decode(errors="replace")  # of an endless line a piece may end within a character
        while own:
            further = _Further(lines)
            reader = csv.reader(
                chain(io.StringIO(own), further), delimiter=_WRAPPING if self._wrapped else self.delimiter or ","
            )
            ours, rest = own.count("\n") + (not own.endswith("\n")), ""
            while (before := reader.line_num) < ours:
                rows: list[Row] = []
                read, endless = before, False
                try:
                    for row in reader:
                        rows.append(row if len(row) <= MAX_COLUMNS else _cut(row))
                        read = reader.line_num
                        if read >= ours or len(rows) == CHUNK_ROWS:
                            break
                except csv.Error as error:
                    if further.full:
                        raise UnreadableFile(
                            f"A row that starts on line {line + read - before} goes on over more than "
                            f"{MAX_LINE // 1024**2} MB; a quotation mark is probably missing there. Mend it or export "
                            "the file again."
                        ) from error
                    endless = True
                taken = read - before
                yield RowBlock(_lines(rows, line, taken), rows), taken
                line += taken
                if endless:
                    self._pass_over(line)
                    rest = "".join((*islice(io.StringIO(own), read + 1, None), *further.given))
                    yield RowBlock([], []), 1
                    line += 1
                    break
            own = rest

    def _pass_over(self, line: int) -> None:
        reason = (
            f"has a cell that does not end within {MAX_CELL // 1024} KB; a quotation mark is probably missing there"
        )
        self.unreadable.append((line, reason))
        if len(self.unreadable) > MAX_ENDLESS:
            first = self.unreadable[0][0]
            raise UnreadableFile(f"Line {first} {reason}, and so are many below. Mend it or export the file again.")


class _Further:
    """The lines beyond a block that its last row takes, as many as a row may have; remembered in case it is none."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines.one_by_one()
        self.given: list[str] = []
        self._size = 0

    @property
    def full(self) -> bool:
        """Whether no row is that long."""
        return self._size > MAX_LINE

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.full:
            raise csv.Error
        line = next(self._lines)
        self.given.append(line)
        self._size += len(line)
        return line


def _cut(row: Row) -> Row:
    """A row that is too wide, as one that says so; or no wider than a table, where all that follows is empty."""
    rest = any(map(str.strip, row[MAX_COLUMNS:]))
    return [*row[:MAX_COLUMNS], "…"] if rest else row[:MAX_COLUMNS]


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
