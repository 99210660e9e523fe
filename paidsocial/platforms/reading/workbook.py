"""XLSX workbooks as rows of text. What one would unpack to is measured first (`workbook_container`).

It is opened in a process of its own (`workbook_apart`), which may use so much memory and time and no more.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Container, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from paidsocial.errors import UnreadableFile
from paidsocial.platforms.reading import workbook_apart
from paidsocial.platforms.reading.blocks import Block, Figures, Row, RowBlock
from paidsocial.platforms.reading.cells import NumberText
from paidsocial.platforms.reading.code_pages import HeaderScore
from paidsocial.platforms.reading.dates import read_date
from paidsocial.platforms.reading.limits import (
    CHUNK_CELLS,
    MAX_COLUMNS,
    MAX_MERGED,
    MAX_WORKBOOK_MEMORY,
    MAX_WORKBOOK_SECONDS,
)
from paidsocial.platforms.reading.sheets import best_sheet
from paidsocial.platforms.reading.workbook_apart import text_of
from paidsocial.platforms.reading.workbook_container import DAMAGED, check_container, check_entries
from paidsocial.platforms.registry import known_slug

_TOO_MUCH = (
    "The workbook takes more memory or time to read than any export should. Export a shorter period, or open it in a "
    "spreadsheet and save its table as CSV."
)
_MOST_IN_BULK = 1e9
_EXACT = 2**53  # whole numbers below are themselves as floats
_APART = str(Path(workbook_apart.__file__))


class WorkbookTable:
    """The sheet of a workbook that is understood best; visible ones first."""

    encoding = None
    delimiter = None
    remarks = ()
    unreadable = ()

    def __init__(self, stream: BinaryIO, score: HeaderScore) -> None:
        entries = check_container(stream)
        self._apart = _Apart(stream)
        with self._apart.opening():
            check_entries(stream, entries)
            _learn_words(score)
        best = best_sheet(self._apart.ask, score)
        self.sheet: str | None = best.name
        self.unread: Sequence[str] = [name for name in best.others if name not in best.alike]
        self.alike: Sequence[str] = best.alike
        self.starts: list[int] = []
        self._merged: list[tuple[int, int, int]] = self._apart.ask("merged", MAX_MERGED)

    def alone(self) -> None:
        """Read no sheet but the best from now on."""
        self.unread, self.alike = [*self.alike, *self.unread], ()

    def blocks(self, held: Container[int] | None = None, wanted: Iterable[int] | None = None) -> Iterator[Block]:
        """See Table."""
        only = None if wanted is None else sorted(wanted)
        self.starts = []
        end = yield from self._sheet(0, held, only)
        if not self.alike:
            return
        try:
            for name in self.alike:
                self._turn_to(name)
                self.starts.append(end + 1)
                if known_slug(name):
                    end += 1
                    yield RowBlock([end], [[name]])
                end = yield from self._sheet(end, held, only)
        finally:
            self._turn_to(self.sheet)

    def _turn_to(self, name: str | None) -> None:
        self._apart.ask("look", name, 1, 1)
        self._apart.ask("take")
        self._merged = self._apart.ask("merged", MAX_MERGED)

    def _sheet(self, before: int, held: Container[int] | None, only: list[int] | None) -> Generator[Block, None, int]:
        """The rows of the sheet that is taken, their lines counted on from `before`; the last line."""
        tops: dict[tuple[int, int], object] = {}
        end = before
        line, columns = self._apart.ask("rows", CHUNK_CELLS, MAX_COLUMNS, only)
        while columns:
            self._apart.ask_ahead("more")  # it reads on while these rows are taken in
            columns = [_filled(column) if isinstance(column, bytes) else column for column in columns]
            self._hold(columns, line - 1, held, tops)
            start, end = before + line, before + line + len(columns[0]) - 1
            try:
                yield SheetBlock(range(start, end + 1), columns)
            finally:
                line, columns = self._apart.answer()
        return end

    def _hold(
        self,
        columns: list[list[object]],
        start: int,
        held: Container[int] | None,
        tops: dict[tuple[int, int], object],
    ) -> None:
        """Write what a cell over several rows says into each of them; `tops`: what those seen so far say."""
        end = start + len(columns[0])
        for top, bottom, place in self._merged:
            if top >= end:
                return
            if bottom < start or not 0 <= place < len(columns) or not (held is None or place in held):
                continue
            column = columns[place]
            if top >= start:
                tops[top, place] = column[top - start]
            value = tops.get((top, place), "")
            # A number may be an amount, which stands once for all rows, as long as nothing tells what the column is.
            if held is None and isinstance(value, float):
                continue
            rows = range(max(top - start, 0), min(bottom + 1, end) - start)
            column[rows.start : rows.stop] = [value] * len(rows)


def _learn_words(score: HeaderScore) -> None:
    """Make what is made once of all headers' and months' words, while there is time for it."""
    score([["day"]])
    read_date("1 May 2026")


class SheetBlock(Block):
    """Rows of a sheet by column, cells as they are; text of them is made where somebody asks for it."""

    def __init__(self, lines: Sequence[int], columns: list[Sequence[object]]) -> None:
        self.lines, self._columns = lines, columns
        self._texts: dict[int, list[str]] = {}

    @property
    def width(self) -> int | None:
        """See Block."""
        return None if self._has_blank_rows() else len(self._columns)

    def _has_blank_rows(self) -> bool:
        blank: Sequence[int] = range(len(self))
        for column in self._columns:
            blank = [place for place in blank if column[place] == ""] if "" in column else []
            if not blank:
                return False
        return True

    def row(self, place: int) -> Row:
        """See Block."""
        row = [_text(column[place]) for column in self._columns]
        return row if any(row) else []

    def column(self, place: int) -> Sequence[str]:
        """See Block."""
        if place not in self._texts:
            self._texts[place] = _texts(self._columns[place])
        return self._texts[place]

    def kept(self, places: Sequence[int]) -> SheetBlock:
        """See Block."""
        columns: list[Sequence[object]] = [[column[place] for place in places] for column in self._columns]
        return SheetBlock([self.lines[place] for place in places], columns)

    def figures(self, place: int, mark: str) -> Figures | None:  # noqa: ARG002 - numbers have none
        """See Block: numbers that mean a text of at most six decimals.

        A number is the nearest one to its millionths exactly if these, divided, give it back.
        """
        column = self._columns[place]
        kinds = set(map(type, column))
        if kinds == {float}:
            values = np.array(column)
            empty = np.zeros(len(values), np.bool_)
        elif kinds == {float, str}:
            empty = np.array([cell == "" for cell in column])
            values = np.array([0.0 if cell == "" else cell for cell in column], dtype=object)
            if set(map(type, values)) != {float}:
                return None
            values = values.astype(np.float64)
        else:
            return None
        if not (np.abs(values) < _MOST_IN_BULK).all():
            return None
        micros = np.rint(values * 1e6)
        if not (micros / 1e6 == values).all():
            return None
        return Figures(micros.astype(np.int64), empty, whole=bool((values == np.rint(values)).all()), marked=False)


class _Apart:
    """The process that has the workbook open; it ends with this object."""

    def __init__(self, stream: BinaryIO) -> None:
        with _on_disk(stream) as file:
            descriptor = file.fileno()
            limits = (str(MAX_WORKBOOK_MEMORY), str(MAX_WORKBOOK_SECONDS))
            process = subprocess.Popen(  # noqa: S603 - our own script
                [sys.executable, "-I", _APART, str(descriptor), *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(descriptor,),
            )
        self._to, self._from = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
        self.end = weakref.finalize(self, _ended, process)

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Within, the first sheet is taken into memory, which is what takes long."""
        self.ask_ahead("first")
        yield
        self.answer()

    def ask(self, name: str, *about: object) -> Any:
        """Ask and wait for the answer. Raises UnreadableFile where there is none."""
        self.ask_ahead(name, *about)
        return self.answer()

    def ask_ahead(self, name: str, *about: object) -> None:
        """Ask; `answer` is called later."""
        try:
            workbook_apart.send(self._to, (name, *about))
        except OSError as error:
            raise UnreadableFile(_TOO_MUCH) from error

    def answer(self) -> Any:
        """What was asked for."""
        try:
            wrong, found = workbook_apart.receive(self._from)
        except (EOFError, OSError) as error:  # it ended where it wanted too much
            raise UnreadableFile(_TOO_MUCH) from error
        if wrong is not None:
            raise UnreadableFile(_TOO_MUCH if wrong == workbook_apart.TOO_MUCH else DAMAGED)
        return found


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    process.wait()


def _on_disk(stream: BinaryIO) -> BinaryIO:
    """The stream as a file that another process can read; closing it leaves the stream open."""
    try:
        stream.flush()
        return open(stream.fileno(), "rb", closefd=False)
    except io.UnsupportedOperation:
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        stream.seek(0)
        shutil.copyfileobj(stream, copy)
        copy.flush()
        return cast("BinaryIO", copy)


def _filled(column: bytes) -> list[str]:
    """Numbers that nobody reads."""
    return ["0" if cell else "" for cell in column] if 0 in column else ["0"] * len(column)


def _text(cell: object) -> str:
    return NumberText(text_of(cell)) if isinstance(cell, float) and not cell.is_integer() else text_of(cell)


def _texts(column: Sequence[object]) -> list[str]:
    """The cells of a column as text."""
    kinds = set(map(type, column))
    if not kinds <= {float, str}:
        return [cell if isinstance(cell, str) else _text(cell) for cell in column]
    numbers = iter(_numbers([cell for cell in column if type(cell) is float]) if float in kinds else ())
    return [cell if type(cell) is str else next(numbers) for cell in column]


def _numbers(column: Sequence[float]) -> list[str]:
    """As `_text` has them, all at once."""
    values = np.array(column)
    whole = (values == np.rint(values)) & (np.abs(values) < _EXACT)
    if whole.all():
        return list(map(str, values.astype(np.int64).tolist()))
    texts: list[str] = [NumberText(repr(number)) for number in column]
    for place in np.flatnonzero(values == np.rint(values)).tolist():
        texts[place] = text_of(column[place])
    return texts
