"""Cells as text: without wrapping, shortened for messages, each distinct one once."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TypeVar

_Value = TypeVar("_Value")


class NumberText(str):
    """A number of a sheet as text, its decimals after a full stop whatever the marks in cells beside it."""

    __slots__ = ()


def new_values(values: Iterable[_Value], known: Container[_Value]) -> list[_Value]:
    """The values not known yet, each once, in order of appearance."""
    return [value for value in dict.fromkeys(values) if value not in known]


def clean(cell: str) -> str:
    """A cell without wrapping, control characters and runs of spaces."""
    text = " ".join(cell.split())
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].replace('""', '"').strip()
    return text if text.isprintable() else "".join(char for char in text if char.isprintable())


def shown_name(name: str) -> str:
    """A file's name as it can be shown and stored: nothing that moves a cursor or turns the writing round."""
    if name.isprintable():
        return name
    return "".join(char if char.isprintable() else _instead(char) for char in name)


def _instead(char: str) -> str:
    if "\ud800" <= char <= "\udfff":  # a byte of a name that is in no encoding
        return "\ufffd"
    return " " if char.isspace() else ""


def short(cell: str) -> str:
    """A cell as a message shows it."""
    text = clean(cell)
    return text if len(text) <= 60 else text[:59] + "…"
