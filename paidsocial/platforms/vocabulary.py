"""A platform's words in many languages, as data, made part of its export formats.

A `words.py` holds one block for each language, one line for each meaning, the words of a line parted by bars, best
first:

    WORDS = {"de": {"spend": "Ausgegebener Betrag | Ausgaben", "starts": "Berichtsbeginn", "ends": "Berichtsende"}}

A meaning is a field of `base.Field` or one of: `week`, `month` and `quarter`, day columns whose rows last as long
(`week_end`: told by its last day); `starts` and `ends`, a row's first and last day, pair by pair; `marks`, headers
that become nothing here but give the platform away; `hints`, ones that speak for it but are common; `titles`, how a
line above the header begins. A word after a tilde means it only in the platform's own files ("~Cena").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from paidsocial.platforms.base import ExportFormat, Field, Span, header_key

Words = Mapping[str, Mapping[str, str]]

_WEIGHTS = {Field.SPEND.value: 3, "starts": 3}  # how much a word of one platform only says; others 2
_MARK = 3
_OTHERS = {
    "week": Field.DAY,
    "week_end": Field.DAY,
    "month": Field.DAY,
    "quarter": Field.DAY,
    "starts": Field.DAY,
    "ends": None,
    "marks": None,
    "hints": None,
    "titles": None,
}
_SPANS = {"week": Span.WEEK, "week_end": Span.WEEK_END, "month": Span.MONTH, "quarter": Span.QUARTER}


def spoken(
    export: ExportFormat, *blocks: Words, weighed: bool = True, sure: tuple[str, ...] = (), mark: int = _MARK
) -> ExportFormat:
    """The format with the words of every language added to its own.

    `weighed`: they may give the platform away. `mark`: how much a mark says; so does a word for a meaning in `sure`,
    even where other platforms have it too. Raises ValueError for a meaning there is not, a slip of the pen.
    """
    headers = {name: list(words) for name, words in export.headers.items()}
    ranked: dict[Field, list[tuple[int, int, str]]] = {}  # each language's first word, then their second ones
    late: list[str] = []  # a column with days comes before one with weeks or with a period's first day
    local: dict[str, int] = {}
    loose = set(export.loose)
    spans, ends, titles = dict(export.spans), dict(export.ends), list(export.titles)
    signature = dict(export.signature)
    for block, language, meaning, words in _lines(blocks):
        plain = [word.removeprefix("~") for word in words]
        loose.update(word.removeprefix("~") for word in words if word.startswith("~"))
        if meaning == "marks" or meaning in sure:
            signature.update(dict.fromkeys(plain, mark))
        if meaning == "hints":
            signature.update(dict.fromkeys(plain, 1))
        if meaning in _OTHERS:
            if _OTHERS[meaning] is Field.DAY:
                late += plain
            if meaning in _SPANS:
                spans.update(dict.fromkeys(plain, _SPANS[meaning]))
            if meaning == "titles":
                titles += [re.escape(header_key(word)) for word in plain]
            if meaning in ("titles", "marks", "hints"):
                continue
        else:
            ranked.setdefault(Field(meaning), []).extend((block, place, word) for place, word in enumerate(plain))
        if weighed and language != "en" and meaning not in _SPANS:
            local.update({word: _WEIGHTS.get(meaning, 2) for word in words if not word.startswith("~")})
    for name, found in ranked.items():
        headers.setdefault(name, []).extend(word for *_, word in sorted(found, key=lambda one: one[:2]))
    pairs = list(_pairs(blocks))
    ends.update(pairs)
    if late:
        headers.setdefault(Field.DAY, []).extend(late)
    return replace(
        export,
        headers={name: tuple(words) for name, words in headers.items()},
        local=local,
        loose=frozenset(loose),
        last_days=export.last_days | {end for _, end in pairs},
        spans=spans,
        ends=ends,
        titles=tuple(titles),
        signature=signature,
    )


def split(line: str) -> list[str]:
    """The words of a line."""
    return [word.strip() for word in line.split("|") if word.strip()]


def _lines(blocks: tuple[Words, ...]) -> Iterator[tuple[int, str, str, list[str]]]:
    for place, words in enumerate(blocks):
        for language, block in words.items():
            for meaning, line in block.items():
                yield place, language, meaning, split(line)


def _pairs(blocks: tuple[Words, ...]) -> Iterator[tuple[str, str]]:
    for words in blocks:
        for block in words.values():
            yield from zip(split(block.get("starts", "")), split(block.get("ends", "")), strict=True)
