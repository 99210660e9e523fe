"""A text file's lines, a few megabytes at a time, as UTF-8 whose lines all end alike."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from paidsocial.platforms.reading.mended import Written

_BLOCK = 1 << 22
_LONGEST = 1 << 24  # of a line; a longer one comes in pieces, which no reader takes for a row of an export
_UTF_8 = {"utf-8": 0, "utf-8-sig": 3}  # bytes before the text


class Lines(Protocol):
    """What a table is read from."""

    def block(self) -> bytes:
        """The next whole lines, up to some megabytes; nothing at the end."""
        ...

    def one_by_one(self) -> Iterator[str]:
        """The next lines with their ends."""
        ...

    def let_go(self) -> None:
        """Leave the stream open for whoever reads it next."""
        ...


def lines_of(stream: BinaryIO, written: Written) -> Lines:
    """The lines of a whole stream; whatever ends them there (LF, CRLF, CR or a mixture), here it is LF."""
    stream.seek(0)
    if written.encoding in _UTF_8 and written.plain and b"\n" in stream.read(_BLOCK):
        stream.seek(_UTF_8[written.encoding])
        return _AsTheyAre(stream)
    return _Decoded(written.opened(stream))


class _AsTheyAre:
    """UTF-8 with line feeds needs no decoding.

    Between two line feeds there may be several lines that end with CR: those not asked for yet come next.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._next: deque[str] = deque()

    def block(self) -> bytes:
        """See Lines."""
        block = "".join(self._next).encode() + self._stream.read(_BLOCK)
        self._next.clear()
        if block and not block.endswith(b"\n"):
            block += self._stream.readline(_LONGEST)
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        return block.replace(b"\r", b"\n") if b"\r" in block else block

    def one_by_one(self) -> Iterator[str]:
        """See Lines."""
        while self._next or self._read_on():
            yield self._next.popleft()

    def _read_on(self) -> bool:
        # The file is known to be UTF-8; only a piece of an endless line may end within a character.
        line = self._stream.readline(_LONGEST).decode(errors="replace")
        self._next.extend(io.StringIO(line, newline=None))
        return bool(line)

    def let_go(self) -> None:
        """See Lines."""


class _Decoded:
    """Any other text."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text

    def block(self) -> bytes:
        """See Lines."""
        block = self._text.read(_BLOCK)
        if block and not block.endswith("\n"):
            block += self._text.readline(_LONGEST)
        return block.encode()

    def one_by_one(self) -> Iterator[str]:
        """See Lines."""
        while line := self._text.readline(_LONGEST):
            yield line

    def let_go(self) -> None:
        """See Lines."""
        self._text.detach()
