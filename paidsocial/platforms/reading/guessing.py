"""What an unknown column most likely means: a guess for a person to confirm, never taken by itself.

A header is compared with every known word; its cells tell whether they can be days, money, counts or names at all.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from paidsocial.platforms.base import Field, header_key
from paidsocial.platforms.plain.unspent import is_unspent
from paidsocial.platforms.reading.cells import clean
from paidsocial.platforms.reading.dates import read_date, read_month
from paidsocial.platforms.reading.header_currency import bare_key, iso_currencies, named_currency
from paidsocial.platforms.reading.headers import is_ratio
from paidsocial.platforms.reading.limits import LONGEST_NAMED
from paidsocial.platforms.reading.numbers import NotANumber, currency_in, parse_number
from paidsocial.platforms.reading.parsed import Guess
from paidsocial.platforms.reading.totals import is_total
from paidsocial.platforms.registry import export_formats, plain_format

GUESSED = (
    *(Field.DAY, Field.SPEND, Field.CAMPAIGN, Field.AD_SET, Field.AD, Field.IMPRESSIONS, Field.CLICKS),
    *(Field.CONVERSIONS, Field.REVENUE, Field.ACCOUNT, Field.CURRENCY),
)
_ALIKE = 0.72  # from here on a header counts as a known word in other letters
_ALIKE_SHORT = 0.85  # of short words, where two letters make another word of it: “COGS” is no “cost”
_SHORT = 6
_ALIKE_NAME = 0.85  # names of one thing look like those of another, and a wrong one puts figures elsewhere
_MOSTLY = 0.9  # so many of a column's cells must be what it is taken for
_LOOKED_AT = 200
_LONGEST = 60  # no header that means something is longer; comparing is quadratic
_WHOLE = re.compile(r"\d{1,3}([.,' \u00a0\u202f’]\d{3})*|\d+")
_NAMES = frozenset({Field.CAMPAIGN, Field.AD_SET, Field.AD, Field.ACCOUNT})
_COUNTS = frozenset({Field.IMPRESSIONS, Field.CLICKS})
_FIGURES = (Field.SPEND, Field.IMPRESSIONS, Field.CLICKS, Field.CONVERSIONS, Field.REVENUE)
_OF_ADS = frozenset({Field.IMPRESSIONS, Field.CLICKS, Field.CAMPAIGN, Field.AD_SET, Field.AD})
_AMOUNTS = 1.1  # the least that speaks for spend
_BY_NAME = 2  # what a guess by its name scores at least
_WITHIN = 0.95  # a known word among others says more than one in other letters
_CODE_LIKE = re.compile(r"[^\W\d_]{2,}\d+")  # "Geo0": no currency and an amount
_NO_SPEND = re.compile(r"\b(?:budget|bid|limit|cap)\b")


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column's cells look like, as shares of those that are not empty."""

    header: str
    days: float
    numbers: float
    whole: float
    signs: float
    codes: float
    distinct: int
    filled: int
    total: float

    @property
    def is_text(self) -> bool:
        return self.filled > 0 and self.days < 0.5 and self.numbers < 0.5

    def fits(self, meaning: Field) -> bool:
        """Whether the cells can be what the field means."""
        if meaning is Field.DAY:
            return self.days >= _MOSTLY
        if meaning is Field.CURRENCY:
            return self.codes >= _MOSTLY
        if meaning in _NAMES:
            return self.is_text and self.codes < _MOSTLY
        spends = meaning is not Field.SPEND or not _NO_SPEND.search(header_key(self.header))
        if is_unspent(self.header) or is_ratio(self.header) or not spends:
            return False
        numbers = self.numbers >= _MOSTLY and self.days < 0.5
        return numbers and (meaning not in _COUNTS or self.whole >= _MOSTLY)


def guesses(
    headers: Sequence[str], rows: Sequence[Sequence[str]], taken: Collection[int], known: Collection[Field]
) -> dict[Field, Guess]:
    """For each field that no column is known for, the likeliest of the columns that mean nothing yet.

    `taken`: the columns that mean something; `known`: the fields they mean.
    """
    below = [row for row in rows[:_LOOKED_AT] if not any(cell and is_total(clean(cell)) for cell in row)]
    free = {
        place: _looked_at(header, [row[place].strip() for row in below if len(row) > place])
        for place, header in enumerate(headers)
        if 0 < len(header) <= LONGEST_NAMED and place not in taken
    }
    found: dict[Field, Guess] = {}
    ranked = [
        (score, meaning, place, why)
        for meaning in GUESSED
        if meaning not in known
        for place, column in free.items()
        if column.fits(meaning)
        for score, why in [_score(column, meaning)]
        if score > 0
    ]
    used: set[int] = set()
    # Any table has amounts; only in one that speaks of ads are nameless ones likely what was spent.
    of_ads = _OF_ADS & {
        *known,
        *(meaning for score, meaning, *_ in ranked if score >= _BY_NAME or meaning is Field.CAMPAIGN),
    }
    for score, meaning, place, why in sorted(ranked, key=lambda one: (-one[0], GUESSED.index(one[1]), one[2])):
        if meaning is Field.SPEND and score == _AMOUNTS and not of_ads:
            continue
        if meaning not in found and place not in used:
            found[meaning] = Guess(headers[place], why)
            used.add(place)
    return found


def _looked_at(header: str, cells: Sequence[str]) -> _Column:
    filled = [cell for cell in cells if cell]
    numbers = [cell for cell in filled if _is_number(cell)]
    share = max(len(filled), 1)
    return _Column(
        header=header,
        days=sum(read_date(cell) is not None or read_month(cell) is not None for cell in filled) / share,
        numbers=len(numbers) / share,
        whole=sum(bool(_WHOLE.fullmatch(cell)) for cell in numbers) / share,
        signs=sum(currency_in(cell) is not None for cell in numbers) / share,
        codes=sum(cell.upper() in iso_currencies() for cell in filled) / share,
        distinct=len(set(filled)),
        filled=len(filled),
        total=sum(float(re.sub(r"\D", "", cell)[:15] or 0) for cell in numbers),
    )


def _is_number(cell: str) -> bool:
    if "%" in cell or _CODE_LIKE.fullmatch(cell):
        return False
    for mark in ".,":
        try:
            return parse_number(cell, mark) is not None
        except NotANumber:
            continue
    return False


def _score(column: _Column, meaning: Field) -> tuple[float, str]:
    """How much speaks for a column meaning a field, and what; 0 where nothing does."""
    key = bare_key(column.header)
    likeness, word = _likeness(key, meaning) if 3 <= len(key) <= _LONGEST else (0.0, "")
    within = {other: word for other in _FIGURES for word in _words_within(key, other)}
    if within and meaning not in within:
        return 0, ""  # “AdWords Conversions” is no revenue, also where another column is the conversion
    if likeness == 1:
        return _BY_NAME + likeness, "it is a usual name for it"
    if meaning in within:
        return _BY_NAME + _WITHIN, f"its name has “{within[meaning]}” in it"
    if likeness >= (_ALIKE_NAME if meaning in _NAMES else _ALIKE_SHORT if len(word) <= _SHORT else _ALIKE):
        return _BY_NAME + likeness, f"its name is like “{word}”"
    return _by_cells(column, meaning)


def _by_cells(column: _Column, meaning: Field) -> tuple[float, str]:
    """The same where its name says nothing."""
    if meaning is Field.DAY:
        return 1.5, "its cells are days"
    if meaning is Field.CURRENCY:
        return 1.4, "its cells are currencies"
    if meaning is Field.SPEND and (column.signs >= _MOSTLY or named_currency(column.header)):
        return 1.3, "its cells are amounts in a currency"
    if meaning is Field.SPEND and column.whole < 0.5:
        return _AMOUNTS, "its cells are amounts with decimals"
    if meaning is Field.CAMPAIGN and 1 <= column.distinct <= max(column.filled * 0.6, 1):
        return 1.0, "its cells are names that come again"
    if meaning is Field.IMPRESSIONS and column.total > 0:
        return 0.5 + min(column.total, 1e15) / 1e16, "its cells are the largest whole numbers"
    return 0, ""


def _words_within(key: str, meaning: Field) -> list[str]:
    """The words for a figure that are among several in a header: “Channel0 spend”."""
    return [word for word in re.findall(r"[^\W\d_]+", key) if word in _words(meaning)]


@cache
def _words(meaning: Field) -> tuple[str, ...]:
    formats: Sequence[Mapping[Field, tuple[str, ...]]] = [one.headers for one in (*export_formats(), plain_format())]
    return tuple(dict.fromkeys(word for headers in formats for word in headers.get(meaning, ()) if len(word) > 2))


@lru_cache(maxsize=4096)
def _likeness(key: str, meaning: Field) -> tuple[float, str]:
    """How like a header is to the known word that is most like it."""
    best = (0.0, "")
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(header_key(key))
    for word in _words(meaning):
        matcher.set_seq1(word)
        if matcher.real_quick_ratio() <= best[0] or matcher.quick_ratio() <= best[0]:
            continue
        best = max(best, (matcher.ratio(), word))
    return best


def in_a_sentence(found: Mapping[Field, Guess], wanted: Sequence[Field]) -> str:
    """The guesses for some fields as options of the command line, with why; empty where one has none."""
    if not all(meaning in found for meaning in wanted):
        return ""
    options = " ".join(f"--map {shlex.quote(f'{meaning}={found[meaning].header}')}" for meaning in wanted)
    why = " and ".join(f"{found[meaning].why}" for meaning in wanted)
    return f"The likeliest is {options}, for {why}."
