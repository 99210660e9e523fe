"""Text as it should have been written: lines in two encodings in one file, and NUL bytes among the letters."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from paidsocial.platforms.reading.limits import MAX_LINE

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

NULS = re.compile(rb"\x00{16,}")  # what a disk leaves where a file was not written to its end
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """How a text is written.

    `lines`: the code page of the lines that are not in `encoding`, where there are such. `errors`: what becomes of
    bytes that mean nothing. `nul`: whether NUL bytes stand among the text. `remarks`: what a person should know.
    """

    encoding: str
    lines: str | None = None
    errors: str = "strict"
    nul: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it is in its one encoding from end to end."""
        return self.lines is None and not self.nul and self.errors == "strict"

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.encoding} and {self.lines}" if self.lines else self.encoding

    def opened(self, stream: BinaryIO) -> io.TextIOWrapper:
        """The text from its start, LF, CRLF and CR alike. Whoever takes it detaches it: the stream stays open."""
        stream.seek(0)
        if not self.lines and not self.nul:
            return io.TextIOWrapper(stream, encoding=self.encoding, errors=self.errors, newline=None)
        return io.TextIOWrapper(io.BufferedReader(_Mended(stream, self), _BLOCK), encoding="utf-8", newline=None)

    def text_of(self, line: bytes) -> str:
        """A line of the file, each in its own encoding; a run of NUL bytes is one."""
        line = NULS.sub(b"\x00", line)
        try:
            return line.decode(self.encoding, self.errors if not self.lines else "strict")
        except UnicodeDecodeError:
            return line.decode(self.lines or self.encoding, "replace")


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """A stream's lines from its start, however they end."""
    stream.seek(0)
    while line := stream.readline(MAX_LINE):
        yield from line.splitlines(keepends=True) if b"\r" in line else (line,)


class _Mended(io.RawIOBase):
    """A stream's lines in UTF-8."""

    def __init__(self, stream: BinaryIO, written: Written) -> None:
        self._written, self._lines = written, lines_of(stream)
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """See io.RawIOBase."""
        target = memoryview(buffer).cast("B")
        if not self._ready:
            self._ready = memoryview("".join(self._some()).encode())
        size = min(len(target), len(self._ready))
        target[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _some(self) -> Iterator[str]:
        size = 0
        for line in self._lines:
            yield self._written.text_of(line)
            size += len(line)
            if size >= _BLOCK:
                return
