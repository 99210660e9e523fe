"""Whether a label is that of a totals row, in any language: "Total", "Gesamt: Konto", "Total of 12 results"."""

from __future__ import annotations

import re

from paidsocial.platforms.plain.words import LINKS, RESULTS, TOTALS
from paidsocial.platforms.reading.months import folded
from paidsocial.platforms.remembering import remember

_EDGES = " .:*()[]-–—"
_LONGEST = 60  # characters of a label that only counts
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _either(*lists: tuple[str, ...]) -> str:
    words = {folded(word) for some in lists for word in some}
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_TOTALS = frozenset(map(folded, TOTALS))
_OF = re.compile(rf"(?:{_either(TOTALS)}) ?[:-] ?.+")  # "Total: Account"
_NUMBER = re.compile(r"\d[\d.,' ]*")
_WORDS = re.compile(rf"(?<![^\W\d_])(?:({_either(TOTALS)})|({_either(RESULTS)})|(?:{_either(LINKS)}))(?![^\W\d_])")
_PIECES = re.compile(rf"({_either(TOTALS)})|({_either(RESULTS)})|(?:{_either(LINKS)})")


_BEGINS_OR_ENDS = re.compile(rf"(?:{_either(TOTALS)})[ :–-].+|.+[ :–-](?:{_either(TOTALS)})")


def may_be_total(label: str) -> bool:
    """Whether a label is a total's where a day should stand: "Total Brand", "Marke gesamt"."""
    text = folded(label).strip(_EDGES)
    return len(text) <= _LONGEST and bool(_BEGINS_OR_ENDS.fullmatch(text))


@remember(8192)
def is_total(label: str) -> bool:
    """Whether a label names a total and nothing else."""
    text = folded(label).strip(_EDGES)
    if text in _TOTALS or _OF.fullmatch(text):
        return True
    if len(text) > _LONGEST:
        return False
    # What is left of "Total of 12 results" without its number and the words of a total must be nothing.
    bare, numbers = _NUMBER.subn(" ", text)
    totals = results = 0
    left: list[str] = []
    pattern = _PIECES if _UNSPACED.search(bare) else _WORDS
    place = 0
    for found in pattern.finditer(bare):
        left.append(bare[place : found.start()])
        place = found.end()
        totals += found[1] is not None
        results += found[2] is not None
    left.append(bare[place:])
    if "".join(left).strip(_EDGES + ",\"'"):
        return False
    return bool(totals and (numbers or results)) or (results > 1 and numbers > 0)
