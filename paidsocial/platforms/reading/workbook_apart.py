"""The process that opens a workbook, run as a script of its own: `workbook.py` starts it and asks.

A sheet is in memory as a whole before its first row can be read, and a small file may name a far cell or one long text
a million times. Here that costs this process its life, by a limit of memory and time, and nobody else's. It imports
nothing of the product, so that it starts in milliseconds.

    python workbook_apart.py FD MEMORY SECONDS      the workbook is read from the file descriptor
    -> ("sheets",)                                  <- [(name, visible), ...]
    -> ("first",)                                   the first sheet is taken into memory, for the next look
    -> ("look", name, rows, width)                  <- (height, the first rows)
    -> ("take",)                                    the sheet looked at last is the one for "rows"
    -> ("merged", most)                             <- [(first row, last row, column), ...]
    -> ("rows", cells, width, wanted)               <- (line, columns), with each "more", until (0, [])

A message is its length and what `marshal` makes of it; an answer is a pair: what went wrong, or None, and the rest.
Of numbers in a column that is not wanted only a byte a cell comes: whether there is one.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO, cast

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

TOO_MUCH, DAMAGED = "too much", "damaged"
_LENGTH = struct.Struct("<Q")
_MOST_ROWS = 20_000
_LONGEST_ANSWER = 32 << 20
_FORM = 2  # of `marshal`: the last one that does not look for the same object again, which costs more than it saves
_EXACT = 2**53  # whole numbers below are themselves as floats
Row = list[str]
Column = list[float | str] | bytes


def send(stream: BinaryIO, message: Any) -> None:
    """Write one message."""
    _send(stream, marshal.dumps(message, _FORM))


def _send(stream: BinaryIO, packed: bytes) -> None:
    stream.write(_LENGTH.pack(len(packed)))
    stream.write(packed)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read one message. Raises EOFError where the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    packed = stream.read(length)
    if len(packed) < length:
        raise EOFError
    return marshal.loads(packed)  # noqa: S302 - from our own process


class Server:
    """One workbook and what is asked about it."""

    def __init__(self, workbook: CalamineWorkbook) -> None:
        self._workbook = workbook
        self._seen: CalamineSheet | None = None
        self._taken: CalamineSheet | None = None
        self._rows: Iterator[tuple[int, list[Column]]] = iter(())

    def sheets(self) -> list[tuple[str, bool]]:
        """The sheets that may hold a table, and whether they are shown."""
        return [
            (about.name, about.visible is SheetVisibleEnum.Visible)
            for about in self._workbook.sheets_metadata
            if about.typ is SheetTypeEnum.WorkSheet
        ]

    def first(self) -> None:
        """Take the first sheet into memory."""
        sheets = self.sheets()
        if sheets:
            self._open(sheets[0][0])

    def _open(self, name: str) -> CalamineSheet:
        if self._seen is None or self._seen.name != name:
            self._seen = None  # one at a time
            self._seen = self._workbook.get_sheet_by_name(name)
        return self._seen

    def look(self, name: str, rows: int, width: int) -> tuple[int, list[Row]]:
        """How high a sheet is, and its first rows."""
        sheet = self._open(name)
        fit = max(1, min(rows, 2_000_000 // max(sheet.width, 1)))
        return sheet.height, [[text_of(cell) for cell in _cut(row, width)] for row in islice(sheet.iter_rows(), fit)]

    def take(self) -> None:
        """Keep the sheet that was looked at last."""
        self._taken = self._seen

    def merged(self, most: int) -> list[tuple[int, int, int]]:
        """The first and last row and the column of the taken sheet's cells that are merged over several rows."""
        if self._taken is None:
            return []
        _, column = self._taken.start or (0, 0)
        ranges = self._taken.merged_cell_ranges or []
        return sorted((top, bottom, left - column) for (top, left), (bottom, _) in ranges[:most] if bottom > top)

    def rows(self, cells: int, width: int, wanted: list[int] | None) -> tuple[int, list[Column]]:
        """Begin with the rows of the sheet that was taken, about that many cells at a time."""
        if self._taken is not None:
            self._rows = _blocks(self._taken, cells, width, None if wanted is None else frozenset(wanted))
        return self.more()

    def more(self) -> tuple[int, list[Column]]:
        """The next rows, column by column, and the line they start on; none at the end."""
        return next(self._rows, (0, []))


def _blocks(
    sheet: CalamineSheet, cells: int, width: int, wanted: frozenset[int] | None
) -> Iterator[tuple[int, list[Column]]]:
    line = 1  # from the first row, also where that is empty
    size = max(1, min(_MOST_ROWS, cells // max(sheet.width, 1)))
    rows: Iterator[Sequence[object]] = iter(sheet.iter_rows())
    while block := list(islice(rows, size)):
        if sheet.width > width:
            block = [_cut(row, width) for row in block]
        columns = enumerate(zip(*block, strict=True))
        yield line, [_plain(column, wanted is None or place in wanted) for place, column in columns]
        line += len(block)


def _cut(row: Sequence[object], width: int) -> Sequence[object]:
    """A row of at most `width` cells, and one more that is filled where anything further on is."""
    if len(row) <= width:
        return row
    return [*row[:width], "…" if any(cell not in {"", None} for cell in row[width:]) else ""]


def _plain(column: Sequence[object], wanted: bool) -> Column:
    """The cells of a column as numbers and texts."""
    kinds = set(map(type, column))
    if not wanted and (kinds == {float} or (kinds == {float, str} and _only_numbers(column))):
        return bytes(cell != "" for cell in column) if str in kinds else b"\1" * len(column)
    if kinds <= {float, str}:
        return cast("Column", list(column))
    return [cell if type(cell) in {float, str} else text_of(cell) for cell in column]  # type: ignore[misc]  # float or str, or made text


def _only_numbers(column: Sequence[object]) -> bool:
    return all(type(cell) is float or not cell for cell in column)


def text_of(value: object) -> str:
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


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(what)
        with suppress(OSError, ValueError):  # not every system limits everything
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _content(descriptor: int) -> BytesIO:
    """The whole file, without moving the place at which the process that opened it reads."""
    size = os.fstat(descriptor).st_size
    content = bytearray()
    while len(content) < size and (block := os.pread(descriptor, 1 << 20, len(content))):
        content += block
    os.close(descriptor)
    return BytesIO(content)


def _answered(call: Callable[[], Any]) -> bytes:
    try:
        packed = marshal.dumps((None, call()), _FORM)
    except MemoryError:
        return marshal.dumps((TOO_MUCH, None), _FORM)
    except BaseException:  # noqa: BLE001 - a panic of the library is no Exception
        return marshal.dumps((DAMAGED, None), _FORM)
    return packed if len(packed) <= _LONGEST_ANSWER else marshal.dumps((TOO_MUCH, None), _FORM)


def main() -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    gc.disable()  # rows by the ten thousand, and no cycle among them
    descriptor, memory, seconds = map(int, sys.argv[1:])
    _limit(memory, seconds)
    server: Server | None = None

    def answer(name: str, *about: Any) -> object:
        nonlocal server
        if server is None:
            server = Server(CalamineWorkbook.from_filelike(_content(descriptor)))
        return getattr(server, name)(*about)

    while True:
        try:
            name, *about = receive(sys.stdin.buffer)
        except EOFError:
            return
        packed = _answered(lambda name=name, about=about: answer(name, *about))  # type: ignore[misc]  # a default each
        _send(sys.stdout.buffer, packed)


if __name__ == "__main__":
    main()
