"""Google's query language, as far as anybody here asks in it: SELECT, FROM, WHERE with AND, ORDER BY, LIMIT."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

_QUERY = re.compile(
    r"\s*SELECT\s+(?P<fields>.+?)\s+FROM\s+(?P<resource>\w+)"
    r"(?:\s+WHERE\s+(?P<where>.+?))?(?:\s+ORDER\s+BY\s+(?P<order>.+?))?(?:\s+LIMIT\s+(?P<limit>\d+))?"
    r"(?:\s+PARAMETERS\s+.+)?\s*",
    re.IGNORECASE | re.DOTALL,
)
_VALUE = r"(?:'[^']*'|\"[^\"]*\"|[\w.:-]+)"
_CONDITION = re.compile(
    rf"\s*(?P<field>[\w.]+)\s*(?P<sign>!=|>=|<=|=|>|<|\bBETWEEN\b|\bNOT\s+IN\b|\bIN\b)\s*"
    rf"(?P<said>\([^)]*\)|{_VALUE}(?:\s+AND\s+{_VALUE}(?=\s*(?:AND|$)))?)\s*(?:AND|$)",
    re.IGNORECASE,
)


class NotRead(ValueError):
    """A query that cannot be read."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison: `sign` in capitals, the values as text."""

    field: str
    sign: str
    values: tuple[str, ...]

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether a row meets it."""
        found = _text(row.get(self.field))
        match self.sign:
            case "BETWEEN":
                return self.values[0] <= found <= self.values[1]
            case "IN":
                return found in self.values
            case "NOT IN" | "!=":
                return found not in self.values
            case "=":
                return found == self.values[0]
        asked = self.values[0]
        return {"<": found < asked, "<=": found <= asked, ">": found > asked, ">=": found >= asked}[self.sign]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for."""

    fields: tuple[str, ...]
    resource: str
    conditions: tuple[Condition, ...]
    order: tuple[tuple[str, bool], ...]  # field, whether descending
    limit: int | None

    def mentioned(self) -> tuple[str, ...]:
        """Every field it names."""
        return (*self.fields, *(one.field for one in self.conditions), *(name for name, _ in self.order))

    def span(self) -> tuple[date, date] | None:
        """The days that its conditions leave, None where they set no end on either side."""
        first, last = date.min, date.max
        for one in self.conditions:
            if one.field != "segments.date":
                continue
            days = [date.fromisoformat(value) for value in one.values]
            if one.sign in ("=", "BETWEEN", ">="):
                first = max(first, days[0])
            if one.sign in ("=", "BETWEEN", "<="):
                last = min(last, days[-1])
        return None if date.min in (first, last) or date.max in (first, last) else (first, last)


def read(text: str) -> Query:
    """A query from its text. Raises NotRead."""
    found = _QUERY.fullmatch(text)
    if found is None:
        raise NotRead(text)
    order = []
    for part in (found["order"] or "").split(","):
        words = part.split()
        if words:
            order.append((words[0], words[-1].upper() == "DESC"))
    return Query(
        tuple(field.strip() for field in found["fields"].split(",")),
        found["resource"],
        tuple(_conditions(found["where"] or "")),
        tuple(order),
        int(found["limit"]) if found["limit"] else None,
    )


def _conditions(text: str) -> list[Condition]:
    conditions, at = [], 0
    while at < len(text):
        found = _CONDITION.match(text, at)
        if found is None:
            raise NotRead(text[at:])
        sign = " ".join(found["sign"].upper().split())
        values = tuple(value.strip("'\"") for value in re.findall(_VALUE, found["said"]) if value.upper() != "AND")
        if len(values) != 2 and sign == "BETWEEN":
            raise NotRead(text[at:])
        conditions.append(Condition(found["field"], sign, values))
        at = found.end()
    return conditions


def _text(value: Any) -> str:
    return ("TRUE" if value else "FALSE") if isinstance(value, bool) else str(value)
