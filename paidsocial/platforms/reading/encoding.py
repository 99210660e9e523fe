"""Bytes to text: which encoding a file is in, and refusals for files that are no text at all."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from paidsocial.errors import UnreadableFile
from paidsocial.platforms.reading.code_pages import HeaderScore, code_pages
from paidsocial.platforms.reading.limits import MAX_BYTES

_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (
    (b"%PDF", "a PDF", "export the table itself as CSV or XLSX"),
    (b"\x89PNG", "a picture", "export the table itself as CSV or XLSX"),
    (b"\xff\xd8\xff", "a picture", "export the table itself as CSV or XLSX"),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel workbook or one with a password",
        "open it and save it as .xlsx or .csv without one",
    ),
    (b"\x1f\x8b", "a gzip archive", "unpack it and import what is inside"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it and import what is inside"),
    (b"Rar!", "a RAR archive", "unpack it and import what is inside"),
    (b"SQLite format 3", "a database", "import exported tables, not databases"),
)


def is_zip(head: bytes) -> bool:
    """Whether a file is a ZIP container, as every XLSX is."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def text_encoding(stream: BinaryIO, score: HeaderScore | None = None) -> str:
    """The encoding of a seekable stream of text; the whole of it is read once.

    `score` says how many header names some rows hold: what a legacy code page is told by.

    Raises UnreadableFile for an empty file, a binary one or one that is too large, with what to do instead.
    """
    stream.seek(0)
    head = stream.read(_SAMPLE)
    if not head.strip():
        raise UnreadableFile("The file is empty. Export it again, and check that the report has rows.")
    for magic, what, remedy in _NOT_TEXT:
        if head.startswith(magic):
            raise UnreadableFile(f"The file is {what}, not a table of figures: {remedy}.")
    if head.lstrip()[:9].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise UnreadableFile(
            "The file is a web page, not a table of figures. Use the platform's export to get CSV or XLSX."
        )
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return _checked(stream, encoding)
    wide = _wide_without_bom(head)
    if wide:
        return _checked(stream, wide)
    return _narrow(stream, score)


def _wide_without_bom(head: bytes) -> str | None:
    """UTF-16 shows by the zero bytes of its digits and marks, which all stand on one side of a pair."""
    even, odd = head[0:8000:2].count(0), head[1:8000:2].count(0)
    half = len(head[:8000]) // 2
    if odd > half // 10 and even <= odd // 20:
        return "utf-16-le"
    if even > half // 10 and odd <= even // 20:
        return "utf-16-be"
    return None


def _checked(stream: BinaryIO, encoding: str) -> str:
    if not _decodes(stream, encoding):
        raise UnreadableFile(
            f"The file says it is {encoding.upper().removesuffix('-SIG')} text but is damaged or breaks off. "
            "Export it again."
        )
    return encoding


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while block := stream.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _narrow(stream: BinaryIO, score: HeaderScore | None) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    odd: bytes | None = None
    size = 0
    stream.seek(0)
    while block := stream.read(_BLOCK):
        size += len(block)
        if size > MAX_BYTES:
            raise UnreadableFile(f"The file is larger than {MAX_BYTES // 1024**3} GB. Export shorter periods.")
        if b"\x00" in block:
            raise UnreadableFile(
                "The file holds binary data (NUL bytes), so it is no text table. Export it again as CSV or XLSX."
            )
        if odd is None:
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                odd = block[max(0, error.start - 4000) : error.start + 4000]
    if odd is None:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            odd = b""
    return "utf-8" if odd is None else _legacy(stream, odd, score)


def _legacy(stream: BinaryIO, around: bytes, score: HeaderScore | None) -> str:
    stream.seek(0)
    head = stream.read(_SAMPLE)
    sample = head + around
    controls = sum(byte < 32 and byte not in b"\t\n\r\x1a" for byte in sample)
    if controls > len(sample) // 50:
        raise UnreadableFile("The file is not a text table but binary data. Export it again as CSV or XLSX.")
    for encoding in dict.fromkeys((*code_pages(head, around, score), "cp1252", "latin-1")):
        if _decodes(stream, encoding):
            return encoding
    raise UnreadableFile("The file mixes encodings and cannot be read. Save it as UTF-8 and import it again.")
