"""Answers about words, kept: a word comes again; a text of a page does not, and thousands of such fill the memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

LONGEST = 200  # characters of a text whose answer is kept
_Answer = TypeVar("_Answer")


def remember(most: int) -> Callable[[Callable[[str], _Answer]], Callable[[str], _Answer]]:
    """Keep the last `most` answers of a function of a text, as `functools.lru_cache` does, but none of a long one."""

    def decorate(function: Callable[[str], _Answer]) -> Callable[[str], _Answer]:
        kept = lru_cache(maxsize=most)(function)

        @wraps(function)
        def answer(text: str) -> _Answer:
            return kept(text) if len(text) <= LONGEST else function(text)

        return answer

    return decorate
