"""Which column says whose each row is: one that is called so and names platforms, or one that does nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from paidsocial.platforms.base import Field, header_key
from paidsocial.platforms.reading.cells import clean
from paidsocial.platforms.reading.headers import Layout
from paidsocial.platforms.reading.parsed import Hints
from paidsocial.platforms.reading.totals import is_total
from paidsocial.platforms.registry import known_slug

_FOR_SURE = ("platform", "ad platform")


def settle_platform_column(
    layout: Layout, rows: Sequence[Sequence[str]], hints: Hints, told: str | None = None
) -> None:
    """Drop a platform column that names no ad platforms, and take one that does though nobody knows its header.

    `told`: the platform that something else tells, beside which "Compared with" and "Last touch" say other things.
    """
    place = layout.at.get(Field.PLATFORM)
    if place is not None:
        values = _values(rows, place)
        if values and _counts(layout, [known_slug(value) for value in values], hints):
            return
        del layout.at[Field.PLATFORM]
        layout.notes[place] = "does not name ad platforms"
    if layout.native or hints.platform or told or Field.PLATFORM in hints.columns:
        return
    for other in range(len(layout.headers)):
        if other != place and other not in layout.at.values() and _names_platforms(rows, other):
            layout.at[Field.PLATFORM] = other
            layout.notes.pop(other, None)
            layout.also.pop(other, None)
            return


def _values(rows: Sequence[Sequence[str]], place: int) -> set[str]:
    return {row[place].strip() for row in rows if len(row) > place and row[place].strip()}


def _names_platforms(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column says nothing but platforms, apart from totals."""
    values = {value for value in _values(rows, place) if not is_total(clean(value))}
    return any(len(value) > 1 for value in values) and all(map(known_slug, values))  # a lone x is a mark


def _counts(layout: Layout, slugs: Sequence[str | None], hints: Hints) -> bool:
    """Whether the column taken for the platform really names platforms.

    `slugs`: for each of its values the known platform it names. A "Platform" breakdown of Meta (facebook, instagram) or
    a "source" with organic search in it does not split a file.
    """
    if Field.PLATFORM in hints.columns:
        return True
    known = [slug for slug in slugs if slug]
    if layout.native:
        return len(known) == len(slugs) and len(set(known)) > 1
    if header_key(layout.headers[layout.at[Field.PLATFORM]]) in _FOR_SURE:
        return True
    return bool(known) and 2 * len(known) >= len(slugs)
