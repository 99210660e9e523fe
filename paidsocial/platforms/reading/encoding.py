"""Bytes to text: which encoding a file is in, and refusals for files that are no text at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from paidsocial.errors import UnreadableFile
from paidsocial.platforms.reading.code_pages import HeaderScore, code_pages, is_latin
from paidsocial.platforms.reading.limits import MAX_BYTES, MAX_LINE
from paidsocial.platforms.reading.mended import NULS, Written, lines_of

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
_MARKUP = re.compile(rb"(?i)(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|\?xml|table|script|meta)\b", re.DOTALL)
_JSON = re.compile(rb"(?:\[\s*)?\{\s*\"[^\"\r\n]*\"\s*:|\[\s*(?:\[|\])")
_SWAPPED = re.compile(f"[{''.join(chr(code << 8) for code in range(0x20, 0x7F))}]{{8}}")  # ASCII read a byte too late
_TAIL = 4_000  # characters
_FEW_NULS = 16
_SURE_ENOUGH = 2_000  # lines of one code page and none of UTF-8


def is_zip(head: bytes) -> bool:
    """Whether a file is a ZIP container, as every XLSX is."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def how_written(stream: BinaryIO, score: HeaderScore | None = None) -> Written:
    """How a seekable stream of text is written; the whole of it is read once.

    `score` says how many header names some rows hold: what a legacy code page is told by.

    Raises UnreadableFile for an empty file, a binary one or one that is too large, with what to do instead.
    """
    if stream.seek(0, 2) > MAX_BYTES:
        raise UnreadableFile(f"The file is larger than {MAX_BYTES // 1024**3} GB. Export shorter periods.")
    stream.seek(0)
    head = stream.read(_SAMPLE)
    if not head.strip():
        raise UnreadableFile("The file is empty. Export it again, and check that the report has rows.")
    if not head.strip(b"\x00"):
        raise UnreadableFile("The file holds only NUL bytes, as a broken copy does. Export it again.")
    _check_kind(head)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return _narrow(stream, encoding, score) if bom == codecs.BOM_UTF8 else _wide(stream, encoding)
    wide = _wide_without_bom(head.rstrip(b"\x00"))
    return _wide(stream, wide) if wide else _narrow(stream, "utf-8", score)


def _check_kind(head: bytes) -> None:
    for magic, what, remedy in _NOT_TEXT:
        if head.startswith(magic):
            raise UnreadableFile(f"The file is {what}, not a table of figures: {remedy}.")
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if _MARKUP.match(start):
        raise UnreadableFile(
            "The file is a web page, not a table of figures. Use the platform's export to get CSV or XLSX."
        )
    if _JSON.match(start):
        raise UnreadableFile("The file is JSON, not a table of figures. Export the same report as CSV or XLSX.")


def _wide_without_bom(head: bytes) -> str | None:
    """UTF-16 shows by the zero bytes of its digits and marks, which all stand on one side of a pair."""
    even, odd = head[0:8000:2].count(0), head[1:8000:2].count(0)
    half = len(head[:8000]) // 2
    if odd > half // 10 and even <= odd // 20:
        return "utf-16-le"
    if even > half // 10 and odd <= even // 20:
        return "utf-16-be"
    return None


# -- two or four bytes a character --


def _wide(stream: BinaryIO, encoding: str) -> Written:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    tail, replaced = "", False
    for text in _not_endless(map(decoder.decode, _blocks(stream)), encoding):
        replaced = replaced or "\ufffd" in text
        tail = (tail + text)[-_TAIL:]
    cut_off = bool(decoder.getstate()[0])
    said = encoding.upper()
    if _SWAPPED.search(tail):
        line = _line_of(stream, encoding, _SWAPPED)
        raise UnreadableFile(
            f"The file is {said} text with a byte too many or too few on line {line}, so nothing from there on can "
            "be read. Export it again."
        )
    remarks = []
    if replaced and not _decodes(stream, encoding, final=False):
        line = _line_of(stream, encoding, re.compile("\ufffd"))
        remarks.append(f"Line {line} holds a damaged character; damaged ones stand as “\ufffd” in names.")
    if cut_off:
        remarks.append(f"The file ends in the middle of a character of {said}; what there is of it was left out.")
    return Written(encoding, errors="replace" if len(remarks) > cut_off else "ignore", remarks=tuple(remarks))


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while block := stream.read(_BLOCK):
        yield block


def _not_endless(texts: Iterable[str], encoding: str) -> Iterator[str]:
    """The same, until a line is longer than any."""
    run, line = 0, 1
    for text in texts:
        first = text.find("\n")
        run = run + len(text) if first < 0 else len(text) - text.rfind("\n") - 1
        if run * (2 if encoding.startswith("utf-16") else 4) > MAX_LINE:
            raise UnreadableFile(_endless(line + text.count("\n")))
        line += text.count("\n")
        yield text


def _endless(line: int) -> str:
    return (
        f"Line {line} is longer than {MAX_LINE // 1024**2} MB, as no export's is: line ends are missing from there on. "
        "Export it again."
    )


def _line_of(stream: BinaryIO, encoding: str, sign: re.Pattern[str]) -> int:
    """The line on which something stands."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    line, before = 1, ""
    for text in map(decoder.decode, _blocks(stream)):
        found = sign.search(before + text)
        if found:
            return line + (before + text).count("\n", 0, found.start())
        line += (before + text[:-8]).count("\n")
        before = text[-8:]
    return line


def _decodes(stream: BinaryIO, encoding: str, *, final: bool = True) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in _blocks(stream):
            decoder.decode(block)
        if final:
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


# -- one byte a character, or as many as it takes --


def _narrow(stream: BinaryIO, encoding: str, score: HeaderScore | None) -> Written:
    decoder = codecs.getincrementaldecoder("utf-8")()
    odd: bytes | None = None
    nul: int | None = None
    size = start = 0  # of what was read, and of the line that is not at its end
    for block in _blocks(stream):
        end = max(block.rfind(b"\n"), block.rfind(b"\r") if b"\n" not in block else -1)
        first = (block.find(b"\n") if b"\n" in block else block.find(b"\r")) if end >= 0 else len(block)
        if size + first - start > MAX_LINE:
            raise UnreadableFile(_endless(_line_at(stream, start)))
        if end >= 0:
            start = size + end + 1
        if nul is None and b"\x00" in block:
            nul = size + block.index(b"\x00")
        if odd is None:
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                odd = block[max(0, error.start - 4000) : error.start + 4000]
        size += len(block)
    remarks = [] if nul is None else [_about_nul(stream, nul)]
    if odd is not None:
        return _legacy(stream, encoding, odd, score, nul=nul is not None, remarks=remarks)
    errors = "strict"
    if decoder.getstate()[0]:
        errors = "ignore"
        remarks.append("The file ends in the middle of a letter; what there is of it was left out.")
    return Written(encoding, errors=errors, nul=nul is not None, remarks=tuple(remarks))


def _about_nul(stream: BinaryIO, place: int) -> str:
    """A remark on NUL bytes among text. Raises UnreadableFile where there are too many for text."""
    stream.seek(0)
    head = NULS.sub(b"\x00", stream.read(_SAMPLE).rstrip(b"\x00"))
    if head.count(0) > max(_FEW_NULS, len(head) // 100):
        raise UnreadableFile(
            "The file holds binary data (NUL bytes), so it is no text table. Export it again as CSV or XLSX."
        )
    return (
        f"The file holds NUL bytes, the first on line {_line_at(stream, place)}: they were left out of names, and rows "
        "with one in a figure were skipped. Such a file was damaged on its way; better export it again."
    )


def _line_at(stream: BinaryIO, place: int) -> int:
    """The line that a byte stands on."""
    line, left = 1, place
    for block in _blocks(stream):
        line += block.count(b"\n", 0, left)
        left -= len(block)
        if left <= 0:
            break
    return line


def _legacy(
    stream: BinaryIO, encoding: str, around: bytes, score: HeaderScore | None, *, nul: bool, remarks: list[str]
) -> Written:
    stream.seek(0)
    head = stream.read(_SAMPLE)
    sample = head + around
    controls = sum(byte < 32 and byte not in b"\t\n\r\x1a" for byte in sample)
    if controls > len(sample) // 50:
        raise UnreadableFile("The file is not a text table but binary data. Export it again as CSV or XLSX.")
    some, first, sure = _not_utf8(stream)
    page = next(iter(code_pages(some, b"", score)), "cp1252")
    # Other scripts' code pages give pairs of bytes that could be a letter of UTF-8, but not on most lines.
    if encoding != "utf-8" or sure > (0 if is_latin(page) else 0.5):
        remarks.append(
            f"The file mixes encodings: line {first} is not UTF-8 as others are; it and its like were read as {page}."
        )
        return Written(encoding, lines=page, nul=nul, remarks=tuple(remarks))
    pages = (*code_pages(head, around, score), "cp1252", "latin-1")
    for page in dict.fromkeys(pages):
        if _decodes(stream, page):
            return Written(page, nul=nul, remarks=tuple(remarks))
    raise UnreadableFile("The file mixes encodings and cannot be read. Save it as UTF-8 and import it again.")


def _not_utf8(stream: BinaryIO) -> tuple[bytes, int, float]:
    """Some lines that are no UTF-8, the number of the first, and which share of those beyond ASCII is UTF-8."""
    some: list[bytes] = []
    kept = first = sure = odd = 0
    for number, line in enumerate(lines_of(stream), 1):
        if line.isascii():
            continue
        try:
            line.decode()
        except UnicodeDecodeError:
            odd += 1
            first = first or number
            if kept < _SAMPLE:
                some.append(line)
                kept += len(line)
            if odd >= _SURE_ENOUGH and not sure:
                break
        else:
            sure += 1
    return b"".join(some), first, sure / max(sure + odd, 1)
