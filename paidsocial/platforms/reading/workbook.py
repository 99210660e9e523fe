"""XLSX workbooks as rows of text. What a workbook would unpack to is measured before anything opens it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import BinaryIO

import numpy as np
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from paidsocial.errors import UnreadableFile
from paidsocial.platforms.reading.blocks import Block, Figures, Row
from paidsocial.platforms.reading.code_pages import HeaderScore
from paidsocial.platforms.reading.limits import (
    FEWEST_KNOWN,
    MAX_COLUMNS,
    MAX_ENTRIES,
    MAX_UNPACKED_BYTES,
    MAX_UNPACKED_RATIO,
    MAX_WORKBOOK_BYTES,
    RATIO_COUNTS_FROM,
    SEARCHED_FAR,
    SEARCHED_LINES,
)
from paidsocial.platforms.reading.table import CHUNK_ROWS

_DAMAGED = (
    "The workbook is damaged and cannot be opened. "
    "Export it again, or open it in a spreadsheet and save it as XLSX or CSV."
)
_BOMB = (
    "The workbook unpacks to far more than any export holds, so it was not opened. Export a shorter period, or as CSV."
)
_BLOCK = 1 << 20
_MOST_IN_BULK = 1e9
_EXACT = 2**53  # whole numbers below are themselves as floats


class WorkbookTable:
    """The sheet of a workbook that is understood best; visible ones first."""

    encoding = None
    delimiter = None

    def __init__(self, stream: BinaryIO, score: HeaderScore) -> None:
        check_container(stream)
        stream.seek(0)
        try:
            workbook = CalamineWorkbook.from_filelike(stream)
            self._sheet, self.unread = _best_sheet(workbook, score)
        except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
            raise UnreadableFile(_DAMAGED) from error
        if self._sheet.total_width > MAX_COLUMNS:
            raise UnreadableFile(
                f"The sheet has more than {MAX_COLUMNS} columns, which no export has. Export it again."
            )
        self.sheet: str | None = self._sheet.name

    def blocks(self) -> Iterator[Block]:
        """See Table."""
        line = (self._sheet.start or (0, 0))[0] + 1
        rows = iter(self._sheet.iter_rows())
        while cells := list(islice(rows, CHUNK_ROWS)):
            yield SheetBlock(range(line, line + len(cells)), list(zip(*cells, strict=True)))
            line += len(cells)


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


def _best_sheet(workbook: CalamineWorkbook, score: HeaderScore) -> tuple[CalamineSheet, Sequence[str]]:
    """The sheet that is understood best, and the names of visible ones that are understood as well."""
    best: tuple[int, bool, CalamineSheet] | None = None
    visible: dict[str, int] = {}
    for about in workbook.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        rank = (_understood(sheet, score), about.visible is SheetVisibleEnum.Visible, sheet)
        if rank[1] and sheet.height > 1:
            visible[about.name] = rank[0]
        if best is None or rank[:2] > best[:2]:
            best = rank
    if best is None:
        raise UnreadableFile("The workbook has no sheet with a table. Export it again, or save the table as CSV.")
    as_good = [name for name, known in visible.items() if known >= max(best[0], FEWEST_KNOWN) and name != best[2].name]
    return best[2], as_good


def _understood(sheet: CalamineSheet, score: HeaderScore) -> int:
    for far in (SEARCHED_LINES, SEARCHED_FAR):
        known = score([[_text(cell) for cell in row] for row in islice(sheet.iter_rows(), far)])
        if known >= FEWEST_KNOWN or sheet.height <= far:
            break
    return known


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
    texts = list(map(repr, column))
    for place in np.flatnonzero(values == np.rint(values)).tolist():
        texts[place] = _text(column[place])
    return texts


def _text(value: object) -> str:
    """A cell as the text a CSV would hold: exact digits, ISO days."""
    match value:
        case str():
            return value
        case bool():
            return str(value)
        case float():
            # repr gives the shortest digits that mean this number: what the person sees in the sheet.
            return repr(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
        case datetime():
            return value.isoformat(sep=" ") if value.time() != time(0) else value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return "" if value is None else str(value)


def check_container(stream: BinaryIO) -> None:
    """Refuse a ZIP that is no workbook, is damaged, or would unpack to more than the limits, without opening it."""
    stream.seek(0, 2)
    if stream.tell() > MAX_WORKBOOK_BYTES:
        raise UnreadableFile(
            f"The workbook is larger than {MAX_WORKBOOK_BYTES // 1024**2} MB. Export it as CSV, or a shorter period."
        )
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as container:
            entries = container.infolist()
            _check_sizes(entries)
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise UnreadableFile(
                    "The file is a ZIP archive, not a workbook. Unpack it and import the files inside."
                )
            for entry in entries:
                _check_honest(stream, entry)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError) as error:
        # a place in the file that is none, and the like
        raise UnreadableFile(_DAMAGED) from error


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise UnreadableFile(_BOMB)
    for entry in entries:
        large = entry.file_size > RATIO_COUNTS_FROM
        if large and entry.file_size > MAX_UNPACKED_RATIO * max(entry.compress_size, 1):
            raise UnreadableFile(_BOMB)


def _check_honest(stream: BinaryIO, entry: zipfile.ZipInfo) -> None:
    """Unpack a part, block by block, only to see that it is no longer than the directory says."""
    if entry.compress_type == zipfile.ZIP_STORED:
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED or entry.flag_bits & 1:
        raise UnreadableFile(_DAMAGED)
    stream.seek(entry.header_offset)
    name, extra = struct.unpack("<26xHH", stream.read(30))
    stream.seek(name + extra, 1)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    left, unpacked = entry.compress_size, 0
    while left and not inflate.eof:
        block = stream.read(min(_BLOCK, left))
        if not block:
            raise UnreadableFile(_DAMAGED)
        left -= len(block)
        while block:
            unpacked += len(inflate.decompress(block, _BLOCK))
            if unpacked > entry.file_size:
                raise UnreadableFile(_BOMB)
            block = inflate.unconsumed_tail
