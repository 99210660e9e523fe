"""A small seeded market: campaigns of ad sets of ads, their days and figures, under names that trip readers up."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

LEVELS = ("account", "campaign", "ad_set", "ad")

PLAIN = ("Spring 2026", "Always on", "Retargeting DACH", "Prospecting - EU", "Brand")
ODD = (
    'Brand "Always on"',
    "Sale, 50% off; now",
    "Line one\nline two",
    "Total Wellness",
    "Totally you",
    "Summe der Teile",
    "🎯 Launch 🚀",
    "العلامة التجارية 2026",
    "חורף | חדש",
    "1,234.56",
    "12345",
    "2026-06-14",
    "03/04/2026",
    "=1+1",
    "@handle +tag",
    "-5 days",
    "夏のセール",
    "It's\ttabbed",
    "'quoted'",
    "#1 (USD)",
    "Impressions",
    "Итоги года",
    "50 % Rabatt",
    "{name}",
    "[7] brackets",
    "é̀ combining",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One entity's day or period; what a coarser level has not is empty."""

    first: date
    last: date
    names: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    spend: Decimal = Decimal(0)
    impressions: int = 0
    reach: int = 0
    clicks: int = 0
    conversions: int = 0
    revenue: Decimal = Decimal(0)


def market(
    chance: random.Random,
    *,
    level: str,
    periods: list[tuple[date, date]],
    names: tuple[str, ...],
    places: int,
    large: bool,
) -> list[Row]:
    """Rows by entity, then by period; about one in six without any delivery."""
    depth = LEVELS.index(level)
    sizes = (chance.randint(2, 3), chance.randint(1, 2), chance.randint(1, 2))
    entities: list[tuple[dict[str, str], dict[str, str]]] = [({}, {})]
    for place in range(depth):
        kind = LEVELS[place + 1]
        entities = [
            ({**above, kind: name}, {**ids, kind: str(chance.randrange(10**16, 10**18))})
            for above, ids in entities
            for name in chance.sample(names, sizes[place])
        ]
    rows = []
    for above, ids in entities:
        for first, last in periods:
            idle = chance.random() < 1 / 6
            row = Row(first, last, above, ids)
            rows.append(row if idle else _delivered(chance, row, places, large=large))
    if not any(row.spend for row in rows):
        rows[0] = _delivered(chance, rows[0], places, large=large)
    return rows


def _delivered(chance: random.Random, row: Row, places: int, *, large: bool) -> Row:
    impressions = chance.randrange(1000, 9_000_000 if large else 9_000)
    clicks = chance.randrange(1, max(2, impressions // 10))
    units = chance.choice((9, 95, 950, 99_999, 1_234_567)) if large else chance.choice((9, 95, 950))
    spend = Decimal(chance.randrange(1, units * 10**places)).scaleb(-places)
    conversions = chance.choice((0, 1, chance.randrange(0, 1 + clicks // 2)))
    cents = min(places, 2)
    revenue = Decimal(chance.randrange(1, units * 4 * 10**cents)).scaleb(-cents) if conversions else Decimal(0)
    return replace(
        row,
        spend=spend,
        impressions=impressions,
        reach=impressions * 10 // chance.randint(11, 19),
        clicks=clicks,
        conversions=conversions,
        revenue=revenue,
    )


def added(rows: list[Row]) -> Row:
    """What some rows add up to; reach is not additive, so it is the largest."""
    return Row(
        min(row.first for row in rows),
        max(row.last for row in rows),
        rows[0].names,
        rows[0].ids,
        sum((row.spend for row in rows), Decimal(0)),
        sum(row.impressions for row in rows),
        max(row.reach for row in rows),
        sum(row.clicks for row in rows),
        sum(row.conversions for row in rows),
        sum((row.revenue for row in rows), Decimal(0)),
    )


def halves(chance: random.Random, row: Row) -> list[Row]:
    """A row as two that share its key, as where a finer dimension is hidden."""
    part = Row(
        row.first,
        row.last,
        row.names,
        row.ids,
        row.spend if not row.spend else min(row.spend, Decimal(1).scaleb(row.spend.as_tuple().exponent)),
        row.impressions // 3,
        row.reach // 3,
        row.clicks // 3,
        row.conversions // 2,
        Decimal(0),
    )
    rest = replace(
        row,
        spend=row.spend - part.spend,
        impressions=row.impressions - part.impressions,
        clicks=row.clicks - part.clicks,
        conversions=row.conversions - part.conversions,
    )
    return [rest, part] if chance.random() < 0.5 else [part, rest]


def days_of(first: date, count: int) -> list[tuple[date, date]]:
    """Days in a row, each its own period."""
    return [(first + timedelta(days=place),) * 2 for place in range(count)]
