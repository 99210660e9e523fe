"""Answers about words are kept, about long texts not."""

from __future__ import annotations

import io
import sys
import tracemalloc
from datetime import date

from paidsocial.errors import Refused
from paidsocial.platforms.reading import Hints, parse
from paidsocial.platforms.remembering import LONGEST, remember


def test_a_word_is_asked_about_once_and_a_long_text_each_time() -> None:
    asked = []

    @remember(10)
    def size(text: str) -> int:
        asked.append(len(text))
        return len(text)

    word, text = "x" * LONGEST, "x" * (LONGEST + 1)
    assert [size(word), size(word), size(text), size(text)] == [LONGEST, LONGEST, LONGEST + 1, LONGEST + 1]
    assert asked == [LONGEST, LONGEST + 1, LONGEST + 1]


def test_files_of_long_cells_leave_nothing_behind() -> None:
    """What the reading keeps between files is words: a server that reads a thousand odd files stays small."""

    def read(number: int) -> None:
        cells = ",".join(f"{number}-{place}-{'é' * 20_000}" for place in range(8))
        try:
            parse(io.BytesIO(f"{cells}\n{cells}\n".encode()), "x.csv", today=date(2026, 6, 14), hints=Hints())
        except Refused:
            return

    read(0)
    tracemalloc.start()
    try:
        for number in range(1, 4):
            read(number)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 8 * sys.getsizeof("é" * 20_000)
