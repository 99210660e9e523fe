"""Which sheet of a workbook is read, and which others with it: those with the same columns and rows of their own."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from paidsocial.errors import UnreadableFile
from paidsocial.platforms.base import header_key
from paidsocial.platforms.reading.arrays import view
from paidsocial.platforms.reading.blocks import Row
from paidsocial.platforms.reading.code_pages import HeaderScore
from paidsocial.platforms.reading.limits import (
    FEWEST_KNOWN,
    MAX_COLUMNS,
    MAX_SHEETS,
    SEARCHED_FAR,
    SEARCHED_LINES,
)
from paidsocial.platforms.reading.rows import RowPass
from paidsocial.platforms.reading.table import Table

_ASIDE = frozenset(  # words of sheets whose figures were not spent
    (
        *(
            "plan",
            "planned",
            "planung",
            "budget",
            "presupuesto",
            "forecast",
            "prognose",
            "prevision",
            "target",
            "goals",
        ),
        *("targets", "example", "beispiel", "exemple", "ejemplo", "template", "vorlage", "modele", "plantilla"),
    )
)
_FEWEST_SUMS = 2  # that two sheets have in common


@dataclass(frozen=True, slots=True)
class BestSheet:
    """The sheet that is understood best, visible ones that are understood as well, and which of them are alike."""

    name: str
    others: Sequence[str]
    alike: Sequence[str]


def best_sheet(ask: Callable[..., Any], score: HeaderScore) -> BestSheet:
    """Look through a workbook, take its best sheet and say which others there are; `ask`: its process."""
    best: tuple[int, bool, str] | None = None
    visible: dict[str, int] = {}
    headers: dict[str, Row] = {}
    sheets = ask("sheets")
    if len(sheets) > MAX_SHEETS:
        raise UnreadableFile(
            f"The workbook has {len(sheets):,} sheets; at most {MAX_SHEETS} are looked through. Save the one that "
            "holds the table as a file of its own."
        )
    for name, shown in sheets:
        known, height, rows = _understood(ask, name, score)
        if len(sheets) > 1 and known >= FEWEST_KNOWN:
            headers[name] = max(rows, key=lambda row: score([row]))
        if shown and height > 1:
            visible[name] = known
        if best is None or (known, shown) > best[:2]:
            best = known, shown, name
            ask("take")
    if best is None:
        raise UnreadableFile("The workbook has no sheet with a table. Export it again, or save the table as CSV.")
    others = [name for name, known in visible.items() if known >= max(best[0], FEWEST_KNOWN) and name != best[2]]
    return BestSheet(
        best[2],
        others,
        [name for name in others if headers[name] == headers.get(best[2]) and not _ASIDE & {*header_key(name).split()}],
    )


def _understood(ask: Callable[..., Any], name: str, score: HeaderScore) -> tuple[int, int, list[Row]]:
    """How much of a sheet's first rows is understood, how many rows it has, and those first ones."""
    for far in (SEARCHED_LINES, SEARCHED_FAR):
        height, rows = ask("look", name, far, MAX_COLUMNS)
        known = score(rows)
        if known >= FEWEST_KNOWN or height <= far:
            break
    return known, height, rows


def repeat(done: RowPass, starts: Sequence[int]) -> bool:
    """Whether sheets that begin on these lines have rows of the same name and days as one before, or the same sums.

    The same figures come by campaign and by ad set, by day and by month, for all and for each country.
    """
    if _same_sums(done, starts):
        return True
    whose: dict[tuple[int, int, int], int] = {}
    rows = zip(done.lines, done.day, done.last, done.entity, strict=True)
    for line, day, last, entity in rows:
        sheet = bisect(starts, line)
        if whose.setdefault((day, last, entity), sheet) != sheet:
            return True
    return False


def _same_sums(done: RowPass, starts: Sequence[int]) -> bool:
    """Whether a sheet's figures add up to what another's do, or all others together."""
    sheet = np.searchsorted(starts, view(done.lines), side="right")
    sums: list[tuple[int, ...]] = []
    for at in range(len(starts) + 1):
        own = sheet == at
        sums.append(tuple(int(view(one.values)[own].sum()) for one in done.metrics.values()))
    telling = [one for one in sums if sum(map(bool, one)) >= min(_FEWEST_SUMS, len(done.metrics))]
    whole = tuple(map(sum, zip(*sums, strict=True)))
    return len(set(telling)) < len(telling) or any(tuple(2 * value for value in one) == whole for one in telling)


def about_alike(table: Table) -> str:
    """What to say of sheets that were read one after the other."""
    names = ", ".join(f"“{name}”" for name in (table.sheet, *table.alike[:5]))
    return (
        f"The sheets {names} have the same columns and were read one after the other; the lines of each are counted on "
        "from those of the one before."
    )


def about_unread(table: Table) -> str:
    """What to say of sheets that were left unread."""
    others = ", ".join(f"“{name}”" for name in table.unread[:5])
    return (
        f"Only the sheet “{table.sheet}” was read; {others} look{'s' if len(table.unread) == 1 else ''} like data too. "
        "Where it holds other rows, save it as a file of its own and import that as well."
    )
