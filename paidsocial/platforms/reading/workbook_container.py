"""The ZIP that a workbook is: what it holds and what it would unpack to, measured before anything opens it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Collection, Sequence
from typing import BinaryIO

from paidsocial.errors import UnreadableFile
from paidsocial.platforms.reading.limits import (
    MAX_ENTRIES,
    MAX_UNPACKED_BYTES,
    MAX_UNPACKED_RATIO,
    MAX_WORKBOOK_BYTES,
    RATIO_COUNTS_FROM,
)

DAMAGED = (
    "The file is a damaged workbook or archive and cannot be opened. "
    "Export it again, or open it in a spreadsheet and save it as XLSX or CSV."
)
_BOMB = (
    "The workbook unpacks to far more than any export holds, so it was not opened. Export a shorter period, or as CSV."
)
_ENCRYPTED = "The workbook is encrypted. Open it with its password, save it without one, and import that."
_OTHERS = (  # what a ZIP holds that is a document of another kind, and what it then is
    ("xl/workbook.bin", "an Excel binary workbook (.xlsb)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a presentation"),
    ("Index/Document.iwa", "a Numbers or Pages document"),
    ("content.xml", "an OpenDocument file"),
)
_BLOCK = 1 << 20
# a place in the file that is none, and the like
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError)


def check_container(stream: BinaryIO) -> list[zipfile.ZipInfo]:
    """What a workbook holds. Refuses a ZIP that is none, is damaged, or says it unpacks to more than any export."""
    stream.seek(0, 2)
    if stream.tell() > MAX_WORKBOOK_BYTES:
        raise UnreadableFile(
            f"The workbook is larger than {MAX_WORKBOOK_BYTES // 1024**2} MB. Export it as CSV, or a shorter period."
        )
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as container:
            entries = container.infolist()
            _check_kind({entry.filename for entry in entries})
            _check_directory(entries)
    except _BROKEN as error:
        raise UnreadableFile(DAMAGED) from error
    return entries


def check_entries(stream: BinaryIO, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse a workbook that unpacks to more than it says."""
    try:
        for entry in entries:
            _check_honest(stream, entry)
    except _BROKEN as error:
        raise UnreadableFile(DAMAGED) from error


def _check_kind(names: set[str]) -> None:
    other = other_document(names)
    if other is not None:
        raise UnreadableFile(f"The file is {other}, not a table of figures: save its table as .xlsx or .csv.")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise UnreadableFile("The file is a ZIP archive, not a workbook. Unpack it and import the files inside.")


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise UnreadableFile(
            f"The workbook is made of {len(entries):,} parts, more than any export's. Save its table as CSV."
        )
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise UnreadableFile(_BOMB)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(_ENCRYPTED)
    for entry in entries:
        large = entry.file_size > RATIO_COUNTS_FROM
        if large and entry.file_size > MAX_UNPACKED_RATIO * max(entry.compress_size, 1):
            raise UnreadableFile(_BOMB)


def _check_honest(stream: BinaryIO, entry: zipfile.ZipInfo) -> None:
    """Unpack a part, block by block, only to see that it is no longer than the directory says."""
    if entry.compress_type == zipfile.ZIP_STORED:
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise UnreadableFile(DAMAGED)
    stream.seek(entry.header_offset)
    name, extra = struct.unpack("<26xHH", stream.read(30))
    stream.seek(name + extra, 1)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    left, unpacked = entry.compress_size, 0
    while left and not inflate.eof:
        block = stream.read(min(_BLOCK, left))
        if not block:
            raise UnreadableFile(DAMAGED)
        left -= len(block)
        while block:
            unpacked += len(inflate.decompress(block, _BLOCK))
            if unpacked > entry.file_size:
                raise UnreadableFile(_BOMB)
            block = inflate.unconsumed_tail


def other_document(names: Collection[str]) -> str | None:
    """What a ZIP with such files is, where it is a document but no workbook of the usual kind."""
    if "content.xml" in names and "mimetype" not in names:
        return None
    return next((what for name, what in _OTHERS if name in names), None)
