"""Queries as Rest.li 2.0 wants them: brackets, commas and colons of the structure plain, those inside values escaped.

An ordinary form encoder escapes all of them, and LinkedIn answers that with "wrong type or other syntax error".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote


def encoded(value: Any) -> str:
    """`List(...)` of a list, `(key:value)` of a mapping, escaped text of anything else."""
    if isinstance(value, Mapping):
        return f"({','.join(f'{key}:{encoded(part)}' for key, part in value.items())})"
    if isinstance(value, list | tuple):
        return f"List({','.join(map(encoded, value))})"
    return quote(str(value), safe="")


def query(**said: Any) -> str:
    """A whole query."""
    return "&".join(f"{name}={encoded(value)}" for name, value in said.items())
