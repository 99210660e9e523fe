"""Which legacy code page a text is in: told by the headers it then holds, else by the letters it then has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from charset_normalizer import from_bytes

HeaderScore = Callable[[Iterable[list[str]]], int]

_PAGES = (  # every one that exports and spreadsheets still come in
    *("cp1252", "cp1250", "cp1254", "cp1251", "cp1253", "cp1256", "cp874", "cp932", "gb18030", "cp950", "cp949"),
    *("cp1257", "cp1258", "cp1255", "iso8859-2", "iso8859-9", "iso8859-5", "iso8859-7", "iso8859-6", "iso8859-15"),
    *("koi8-u", "cp866", "cp850", "cp852", "mac-roman", "mac-cyrillic", "mac-greek", "euc-jp"),
)
_NOT_LATIN = ("cp1251", "cp1253", "cp1255", "cp1256", "cp874", "koi8-r")
_LATIN = {  # code pages of the Latin script and the letters beyond ASCII that their languages really use
    "cp1252": "àâäáãåæçèéêëìíîïñòóôõöøœùúûüßÿ«»’“”–€£",
    "cp1250": "ąćęłńóśźżáčďéěíňřšťúůýžőűăâîäöüßđ«»’“”–€",
    "cp1254": "çğıöşüâîûİ’“”–€",
    "cp1257": "āčēģīķļņšūžąęėįųõäöü’“”–€",
}
_OLDER = ("mac-roman", "cp850")  # what Excel calls CSV (Macintosh) and CSV (MS-DOS)
_FEWEST_LETTERS = 3
_HEADER_LINES = 60
_CELLS = re.compile(r"[\t;,|]")
# Pairs of bytes as each script's everyday characters have them.
_KANA = re.compile(rb"[\xa4\xa5][\xa1-\xf6]")
_EUC_PAIR = re.compile(rb"[\xa1-\xfe][\xa1-\xfe]")
_SJIS_PAIR = re.compile(rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]")
_SJIS_USUAL = re.compile(rb"[\x81-\x83\x88-\x98][\x40-\x7e\x80-\xfc]")
_BIG5_PAIR = re.compile(rb"[\xa1-\xf9][\x40-\x7e\xa1-\xfe]")
_BIG5_USUAL = re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]")
_ENOUGH = 0.85


def is_latin(page: str) -> bool:
    """Whether it is a code page of the Latin script, in which text hardly ever looks like UTF-8 by chance."""
    return page in _LATIN or page in {"latin-1", "iso8859-15", "iso8859-2", "iso8859-9", "cp850", "mac-roman"}


def code_pages(head: bytes, odd: bytes, score: HeaderScore | None) -> list[str]:
    """The likeliest code pages, best first; `head`: how the text starts, `odd`: text around its first odd letters."""
    sample = head + b"\n" + odd
    by_letters = _by_letters(sample)
    if score is None:
        return by_letters
    scores = {page: _header_score(head, page, score) for page in _PAGES}
    best = max(scores.values())
    if not best:
        return by_letters
    told = [page for page, points in scores.items() if points == best]
    return [*(page for page in by_letters if page in told), *told, *by_letters]


def _header_score(head: bytes, page: str, score: HeaderScore) -> int:
    """How many header names beyond ASCII the best of the first lines holds when read with a code page."""
    rows = []
    for line in re.split(rb"[\r\n]+", head)[:_HEADER_LINES]:
        if line.isascii():
            continue
        try:
            cells = _CELLS.split(line.decode(page))
        except UnicodeDecodeError:
            continue
        rows.append([cell.strip(" \"'") for cell in cells if not cell.isascii()])
    return score(rows)


def _by_letters(sample: bytes) -> list[str]:
    found = _wide_page(sample)
    if found:
        return [found]
    runs = re.findall(rb"[\x80-\xff]+", sample)
    if sum(map(len, runs)) >= 3 * len(runs):  # whole words beyond ASCII: no Latin script
        best = from_bytes(sample, cp_isolation=list(_NOT_LATIN)).best()
        if best:
            return [best.encoding]
    high = b"".join(runs)

    def share(page: str) -> int:
        text, letters = high.decode(page, errors="replace"), _LATIN.get(page, _LATIN["cp1252"])
        return sum(char in letters or char.lower() in letters for char in text)

    ranked = sorted(_LATIN, key=share, reverse=True)
    # Their letters are signs elsewhere, which stand at the end of words and not within them.
    within = len(re.findall(rb"[A-Za-z\x80-\xff]*[\x80-\xff]+[a-z]", sample))
    if len(set(high)) >= _FEWEST_LETTERS and 2 * within >= len(runs) and share(ranked[0]) < len(high):
        older = max(_OLDER, key=share)
        if share(older) == len(high):
            return [older, *ranked]
    return ranked


def _wide_page(sample: bytes) -> str | None:
    """The code page of Chinese, Japanese or Korean that the pairs of bytes show, or None."""
    high = sum(byte > 127 for byte in sample)
    if high < 4:
        return None
    pairs = _EUC_PAIR.findall(sample)
    if 2 * len(pairs) >= _ENOUGH * high and _decodes(sample, "gb18030"):
        leads = [pair[0] for pair in pairs]
        hangul = sum(0xB0 <= lead <= 0xC8 for lead in leads)
        if hangul >= _ENOUGH * len(leads) and _decodes(sample, "cp949") and not _thai(sample):
            return "cp949"
        if len(_KANA.findall(sample)) > len(leads) // 8:
            return "euc-jp"
        usual = sum(0xB0 <= lead <= 0xD7 or lead in (0xA1, 0xA3) for lead in leads)
        if usual >= 0.9 * len(leads) and not _cyrillic(sample) and not _thai(sample):
            return "gb18030"
    for page, pair, common in (("cp932", _SJIS_PAIR, _SJIS_USUAL), ("cp950", _BIG5_PAIR, _BIG5_USUAL)):
        all_pairs, everyday = pair.findall(sample), common.findall(sample)
        covered = sum((pair[0] > 127) + (pair[1] > 127) for pair in all_pairs)
        low_trail = any(pair[1] < 128 for pair in all_pairs)
        usual_enough = covered >= _ENOUGH * high and len(everyday) >= _ENOUGH * len(all_pairs)
        if low_trail and usual_enough and _decodes(sample, page):
            return page
    return None


def _decodes(sample: bytes, page: str) -> bool:
    """Whether all of a sample, less what was cut off at its ends, is text in a code page."""
    return sample.decode(page, errors="replace").count("\ufffd") <= 4


def _cyrillic(sample: bytes) -> bool:
    """Whether the words look like Russian: small letters in a row, capitals first only."""
    words = re.findall(r"[А-яЁё]{3,}", sample.decode("cp1251", errors="replace"))
    return bool(words) and sum(word[1:].islower() for word in words) > 0.7 * len(words)


def _thai(sample: bytes) -> bool:
    """Whether it reads as Thai: signs that only follow a consonant do so."""
    text = sample.decode("cp874", errors="replace")
    signs = re.findall(r"(.)[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", text)
    thai = len(re.findall(r"[\u0e01-\u0e5b]", text))
    rare = len(re.findall("[\u0e2f\u0e4f\u0e5a\u0e5b]", text))
    likely = thai > 8 and len(signs) > thai // 8 and rare <= thai // 50
    return likely and all("\u0e01" <= char <= "\u0e4e" for char in signs)
