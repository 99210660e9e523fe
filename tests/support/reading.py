"""Reading small files in tests, as of a fixed day."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from paidsocial.errors import UnreadableFile
from paidsocial.platforms.reading import Hints, ParsedFile, ParsedPart, parse

TODAY = date(2026, 6, 14)


def read(data: bytes | str, name: str = "meta.csv", **hints: Any) -> ParsedFile:
    """Parse bytes."""
    raw = data.encode() if isinstance(data, str) else data
    return parse(io.BytesIO(raw), name, today=TODAY, hints=Hints(**hints))


def part_of(data: bytes | str, name: str = "meta.csv", **hints: Any) -> ParsedPart:
    """The single part of a file."""
    (part,) = read(data, name, **hints).parts
    return part


def refusal(data: bytes | str, name: str = "meta.csv", **hints: Any) -> str:
    """The sentence a file is refused with."""
    with pytest.raises(UnreadableFile) as refused:
        read(data, name, **hints)
    return refused.value.message
