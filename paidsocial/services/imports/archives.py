"""ZIP archives of exports: each file inside is one of its own, named “archive.zip/inner.csv”.

Members are unpacked one at a time into a temporary file, so that memory stays bounded, and never past the limits: an
archive that lies about its sizes costs no more than an honest one. Nothing is ever written under a member's own name.
"""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from paidsocial.errors import UnreadableFile
from paidsocial.platforms.reading import other_document, shown_name
from paidsocial.platforms.reading.encoding import is_zip
from paidsocial.platforms.reading.limits import MAX_NAME, MAX_UNPACKED_RATIO, RATIO_COUNTS_FROM

MOST_MEMBERS = 2_000
MAX_MEMBER_BYTES = 2 * 1024**3
MAX_ALTOGETHER_BYTES = 8 * 1024**3
TABLES = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm")
_BLOCK = 1 << 20
_SPOOLED = 8 * _BLOCK
_JUNK = ("__macosx", "thumbs.db", "desktop.ini")
_DAMAGED = "The archive is damaged and cannot be opened. Make it anew, or unpack it and import the files inside."
_BOMB = "It unpacks to far more than any export holds, so it was not opened."


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file that is no export, and why it was not read."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive; `name` begins with the archive's."""

    name: str
    info: zipfile.ZipInfo


def tidy_name(name: str) -> str:
    """A path without its dangerous parts, to be shown: no drive, no root, no “..”, not too long."""
    parts = [part for part in PurePosixPath(shown_name(name.replace("\\", "/"))).parts if part not in _EMPTY]
    return "/".join(part for part in parts if not part.endswith(":"))[-MAX_NAME:].lstrip("/") or "file"


_EMPTY = ("/", "//", "..", ".", "")


def is_table(name: str) -> bool:
    """Whether a file's name is that of a table."""
    return name.casefold().endswith(TABLES)


def is_archive(stream: BinaryIO) -> bool:
    """Whether a seekable stream is a ZIP archive and not a workbook, which is one too."""
    stream.seek(0)
    if not is_zip(stream.read(4)):
        return False
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # reading it as a workbook says that it is damaged
    finally:
        stream.seek(0)
    return "[Content_Types].xml" not in names and other_document(names) is None


class Archive:
    """An open archive: what is in it, and one member at a time. Raises UnreadableFile in a sentence."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._zip = _opened(stream)
        self.members: list[Member] = []
        self.passed_over: list[PassedOver] = []
        entries = self._zip.infolist()
        if len(entries) > MOST_MEMBERS:
            raise UnreadableFile(
                f"The archive holds {len(entries):,} files; at most {MOST_MEMBERS:,} are taken at once. Split it, or "
                "unpack it and import its folder."
            )
        if sum(entry.file_size for entry in entries) > MAX_ALTOGETHER_BYTES:
            raise UnreadableFile(f"{_BOMB} Unpack it and import what you need of it.")
        for entry in sorted(entries, key=lambda one: one.filename):
            self._sort(entry, name)

    def _sort(self, entry: zipfile.ZipInfo, archive: str) -> None:
        inner = tidy_name(entry.filename)
        parts = inner.casefold().split("/")
        if entry.is_dir() or any(part in _JUNK or part.startswith("._") for part in parts):
            return
        name = f"{archive}/{inner}"[-MAX_NAME:]
        reason = _why_not(entry, inner)
        if reason is None:
            self.members.append(Member(name, entry))
        else:
            self.passed_over.append(PassedOver(name, reason))

    @contextmanager
    def open(self, member: Member) -> Iterator[BinaryIO]:
        """A member as a seekable stream. Raises UnreadableFile where it is damaged or longer than it says."""
        with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as copy:
            try:
                with self._zip.open(member.info) as packed:
                    left = member.info.file_size
                    while block := packed.read(_BLOCK):
                        left -= len(block)
                        if left < 0:
                            raise UnreadableFile(f"{_BOMB} Export it again.")
                        copy.write(block)
            except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError) as error:
                raise UnreadableFile("It is damaged inside the archive. Make the archive anew.") from error
            copy.seek(0)
            if is_zip(copy.read(4)) and is_archive(copy):  # type: ignore[arg-type]  # a spooled file is a binary stream
                raise UnreadableFile("It is an archive inside an archive. Unpack it and import the files inside.")
            copy.seek(0)
            yield copy  # type: ignore[misc]  # the same

    def close(self) -> None:
        """Let go of it; the stream stays open."""
        self._zip.close()


def _opened(stream: BinaryIO) -> zipfile.ZipFile:
    stream.seek(0)
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise UnreadableFile(_DAMAGED) from error


def _why_not(entry: zipfile.ZipInfo, inner: str) -> str | None:
    own = inner.rpartition("/")[2]
    large = entry.file_size > RATIO_COUNTS_FROM
    if own.startswith("."):
        return "A hidden file."
    if own.casefold().endswith(".zip"):
        return "An archive inside an archive. Unpack it and import the files inside."
    if not is_table(own):
        return "Not a table: its name ends neither in .csv, .tsv or .txt nor in .xlsx."
    if entry.flag_bits & 1:
        return "It is encrypted. Unpack it with its password and import the file."
    if entry.file_size > MAX_MEMBER_BYTES or (
        large and entry.file_size > MAX_UNPACKED_RATIO * max(entry.compress_size, 1)
    ):
        return f"{_BOMB} Export a shorter period."
    return None
