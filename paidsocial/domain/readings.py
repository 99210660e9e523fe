"""What one source reported, as columns: one entry per entity and day (or period). Pure values and their sums.

A file of a million rows is a handful of arrays here, never a million objects.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

UNKNOWN = -1  # reach that nobody reported; it cannot be negative


class Level(StrEnum):
    """How fine a source's rows are, coarsest first."""

    ACCOUNT = "account"
    CAMPAIGN = "campaign"
    AD_SET = "ad_set"
    AD = "ad"

    @property
    def depth(self) -> int:
        """0 for account to 3 for ad: the finer, the larger."""
        return _DEPTH[self]


_DEPTH = {level: depth for depth, level in enumerate(Level)}


class Grain(StrEnum):
    """Whether a row is one day, or a longer period that is never spread over days."""

    DAY = "day"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Entity:
    """The campaign, ad set and ad a row is about, by the platform's ids (text) and names; None above its level."""

    campaign_id: str | None = None
    campaign: str | None = None
    ad_set_id: str | None = None
    ad_set: str | None = None
    ad_id: str | None = None
    ad: str | None = None
    objective: str | None = None
    status: str | None = None


@dataclass(slots=True)
class Readings:
    """Rows of one ad account in one currency, column by column; every present column has the same length.

    `entity` indexes `entities`; `first` and `last` are proleptic ordinals (`date.fromordinal`), equal for day grain;
    `spend` and `revenue` are micros, `conversions` millionths; `reach` is UNKNOWN where it cannot be told.
    A metric the source does not report is None as a whole.
    """

    level: Level
    grain: Grain
    entities: list[Entity]
    entity: array[int]
    first: array[int]
    last: array[int]
    spend: array[int]
    impressions: array[int] | None = None
    reach: array[int] | None = None
    clicks: array[int] | None = None
    conversions: array[int] | None = None
    revenue: array[int] | None = None

    def __len__(self) -> int:
        return len(self.spend)

    @property
    def first_day(self) -> date:
        """The earliest day any row covers; there must be a row."""
        return date.fromordinal(min(self.first))

    @property
    def last_day(self) -> date:
        """The latest day any row covers; there must be a row."""
        return date.fromordinal(max(self.last))

    def columns(self) -> Iterator[tuple[str, array[int]]]:
        """The additive columns that are present, by name."""
        for name in ADDITIVE:
            column = getattr(self, name)
            if column is not None:
                yield name, column


ADDITIVE = ("spend", "impressions", "clicks", "conversions", "revenue")


def sum_shared_keys(readings: Readings) -> tuple[Readings, int]:
    """Rows of one entity and period summed into one, in order of first appearance; and how many rows that saved.

    Platforms hide finer dimensions (age, country, placement): such rows share a key and belong together. Reach is not
    additive, so where rows were summed it is UNKNOWN.
    """
    width = max(readings.last, default=0) + 1
    keys = [
        (entity * width + first) * width + last
        for entity, first, last in zip(readings.entity, readings.first, readings.last, strict=True)
    ]
    if len(set(keys)) == len(keys):
        return readings, 0
    slots: dict[int, int] = {}
    for key in keys:
        slots.setdefault(key, len(slots))
    shared = len(keys) - len(slots)
    rows = [slots[key] for key in keys]
    summed = Readings(
        level=readings.level,
        grain=readings.grain,
        entities=readings.entities,
        entity=_first_of(readings.entity, rows, len(slots)),
        first=_first_of(readings.first, rows, len(slots)),
        last=_first_of(readings.last, rows, len(slots)),
        spend=_sums(readings.spend, rows, len(slots)),
    )
    for name, column in readings.columns():
        setattr(summed, name, _sums(column, rows, len(slots)))
    if readings.reach is not None:
        summed.reach = _reach(readings.reach, rows, len(slots))
    return summed, shared


def regrouped(readings: Readings, codes: Sequence[int | None], entities: list[Entity]) -> tuple[Readings, int]:
    """The same figures by other entities: `codes[i]` says which of `entities` entity i belongs to.

    Rows of entities without one (None) are left out, and counted; rows that then share a key are summed.
    """
    entity = readings.entity
    kept = [row for row, code in enumerate(entity) if codes[code] is not None]
    picked = Readings(
        level=readings.level,
        grain=readings.grain,
        entities=entities,
        entity=array("q", (codes[entity[row]] or 0 for row in kept)),
        first=_picked(readings.first, kept),
        last=_picked(readings.last, kept),
        spend=_picked(readings.spend, kept),
    )
    for name in (*ADDITIVE, "reach"):
        column = getattr(readings, name)
        if column is not None:
            setattr(picked, name, _picked(column, kept))
    return sum_shared_keys(picked)[0], len(readings) - len(kept)


def _picked(column: array[int], rows: list[int]) -> array[int]:
    return column if len(rows) == len(column) else array("q", map(column.__getitem__, rows))


def _first_of(column: array[int], rows: list[int], size: int) -> array[int]:
    result = array("q", bytes(8 * size))
    for row, value in zip(reversed(rows), reversed(column), strict=True):
        result[row] = value
    return result


def _sums(column: array[int], rows: list[int], size: int) -> array[int]:
    result = [0] * size
    for row, value in zip(rows, column, strict=True):
        result[row] += value
    return array("q", result)


def _reach(column: array[int], rows: list[int], size: int) -> array[int]:
    result = array("q", [UNKNOWN]) * size
    seen = bytearray(size)
    for row, value in zip(rows, column, strict=True):
        result[row] = UNKNOWN if seen[row] else value
        seen[row] = 1
    return result
