"""Rest.li 2.0's way of writing a query: `List(...)` and `(key:value)` plain, everything inside them escaped."""

from __future__ import annotations

from typing import TypeAlias
from urllib.parse import unquote

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
_ENDS = "(),:"


class WrongForm(ValueError):
    """A parameter that cannot be read; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has a wrong form")
        self.name = name


def read_query(raw: str, *, plain: frozenset[str] = frozenset()) -> dict[str, Value]:
    """A raw query's parameters; those of `plain` are text as it stands. Raises WrongForm.

    Escaped brackets are text, not structure: whoever escapes everything sends text where a list belongs.
    """
    found: dict[str, Value] = {}
    for part in filter(None, raw.split("&")):
        name, _, text = part.partition("=")
        if name in plain:
            found[name] = unquote(text)
            continue
        try:
            value, end = _value(text, 0)
        except IndexError as error:
            raise WrongForm(name) from error
        if end != len(text):
            raise WrongForm(name)
        found[name] = value
    return found


def _value(text: str, at: int) -> tuple[Value, int]:
    """The value that starts at `at`, and where it ends. Raises IndexError where the text is not one."""
    if text.startswith("List(", at):
        return _list(text, at + len("List("))
    if text.startswith("(", at):
        return _record(text, at + 1)
    return _text(text, at)


def _text(text: str, at: int) -> tuple[str, int]:
    end = at
    while end < len(text) and text[end] not in _ENDS:
        end += 1
    return unquote(text[at:end]), end


def _list(text: str, at: int) -> tuple[Value, int]:
    items: list[Value] = []
    while text[at] != ")":
        item, at = _value(text, at)
        items.append(item)
        at = _next(text, at)
    return items, at + 1


def _record(text: str, at: int) -> tuple[Value, int]:
    record: dict[str, Value] = {}
    while text[at] != ")":
        key, at = _text(text, at)
        if text[at] != ":":
            raise IndexError(at)
        record[key], at = _value(text, at + 1)
        at = _next(text, at)
    return record, at + 1


def _next(text: str, at: int) -> int:
    """Past a comma, or at the bracket that closes."""
    if text[at] == ",":
        return at + 1
    if text[at] != ")":
        raise IndexError(at)
    return at
