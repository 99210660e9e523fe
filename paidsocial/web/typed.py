"""What stands in an address or a form before anything looks at it: whole numbers that a database can hold, no NUL."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import request
from werkzeug.routing import IntegerConverter, ValidationError

from paidsocial.errors import BadInput

_MOST_DIGITS = 18  # of a number that fits 64 bits, whatever its digits are
_MOST_PAGE_DIGITS = 9


def whole(text: str | None, most_digits: int = _MOST_DIGITS) -> int | None:
    """The whole number in a text of ASCII digits, None where it is none or longer than any number there is."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= most_digits else None


def choice_id(text: Any) -> int:
    """An id for a choice field's `coerce`. Raises ValueError, which the field tells in its own words."""
    found = whole(str(text))
    if found is None:
        raise ValueError(f"{text!r} is no id")
    return found


def page() -> int:
    """The page of a list that the address asks for, from 1."""
    return max(1, whole(request.args.get("page"), _MOST_PAGE_DIGITS) or 1)


def instant(name: str) -> datetime | None:
    """The instant with its zone that the address gives under a name, None where it gives none that can be read."""
    try:
        found = datetime.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


class _Whole(IntegerConverter):
    """`<int:...>` in an address; a number that no row can have leads nowhere."""

    def to_python(self, value: str) -> int:
        """The number."""
        found = whole(value)
        if found is None:
            raise ValidationError
        return found


def refuse_nul() -> None:
    """Before every request: a NUL is in no text that people write, and PostgreSQL stores none. Raises BadInput."""
    values = [*request.args.items(multi=True), *request.form.items(multi=True), *(request.view_args or {}).items()]
    if any("\0" in f"{name}{value}" for name, value in values):
        raise BadInput("What was sent holds a character that is in no text; type it again.")


def refuse_broken_next() -> None:
    """Before every request: where to go after signing in, in a form that no library can read. Raises BadInput."""
    for wanted in (*request.args.getlist("next"), *request.form.getlist("next")):
        try:
            urlsplit(wanted)
        except ValueError as error:
            raise BadInput("The address to go on to cannot be read; start from the home page.") from error


CONVERTERS = {"int": _Whole}
