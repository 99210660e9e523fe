"""Rows that only repeat what others add up to, as formatted reports have: campaigns above ad sets, "All" above ages."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Mapping, Sequence

from paidsocial.domain.readings import Entity
from paidsocial.platforms.base import Field
from paidsocial.platforms.plain.words import EVERY
from paidsocial.platforms.reading.cells import clean, short
from paidsocial.platforms.reading.entities import PART_FIELDS
from paidsocial.platforms.reading.headers import Layout
from paidsocial.platforms.reading.hidden_totals import agreeing, drop
from paidsocial.platforms.reading.parsed import SkippedRow
from paidsocial.platforms.reading.rows import RowPass
from paidsocial.platforms.reading.totals import is_total
from paidsocial.platforms.remembering import remember

_LEVELS = ((Field.CAMPAIGN, Field.CAMPAIGN_ID), (Field.AD_SET, Field.AD_SET_ID), (Field.AD, Field.AD_ID))
_PARTING = (Field.PLATFORM, Field.ACCOUNT)
_ENOUGH = 2  # figures that must be the sum to the unit
_EVERY = frozenset(EVERY)
_ALL = "all"  # the unit of all rows of a day

Names = tuple[str | None, ...]


def find_breakdowns(layout: Layout, rows: Sequence[Sequence[str]]) -> None:
    """Note the columns that part rows, an age, a place or a platform, in which some say "All" and others do not."""
    taken = {place for name, place in layout.at.items() if name not in _PARTING}
    for place, header in enumerate(layout.headers):
        if header and place not in taken:
            said = {_is_every(row[place]) for row in rows if len(row) > place and row[place]}
            if len(said) > 1:
                layout.breakdowns.append(place)


def take_out_sums_of_breakdowns(done: RowPass) -> None:
    """Leave out each row that says "All" in a breakdown and is the sum of those of its name and days that do not."""
    cells = done.broken_down
    every = [place for place, row in enumerate(cells) if any(map(_is_every, row))]
    if not every:
        return
    columns: dict[Field, array[int]] = {
        name: one.values for name, one in done.metrics.items() if name is not Field.REACH
    }
    units = _units(done)
    everything = _named_all(done)
    groups: dict[tuple[int, int, Hashable], list[int]] = {}
    sums = set(every)
    for place, (day, last, code) in enumerate(zip(done.day, done.last, done.entity, strict=True)):
        if place not in sums:
            groups.setdefault((day, last, units[code]), []).append(place)
            groups.setdefault((day, last, _ALL), []).append(place)
    gone = []
    for place in every:
        own = [(at, cell) for at, cell in enumerate(cells[place]) if not _is_every(cell)]
        unit = _ALL if done.entity[place] in everything else units[done.entity[place]]
        below = groups.get((done.day[place], done.last[place], unit), ())
        parts = [row for row in below if all(cells[row][at] == cell for at, cell in own)]
        others = {name: sum(map(values.__getitem__, parts)) for name, values in columns.items()}
        if parts and agreeing({name: values[place] for name, values in columns.items()}, others) >= _ENOUGH:
            gone.append(place)
            done.left_out.append(SkippedRow(done.lines[place], f"sum of the rows below it: {short(cells[place][0])}"))
    drop(done, gone)


def _named_all(done: RowPass) -> set[int]:
    """The entities that are called "All" at every level: with "All" in a breakdown too, they are a whole day's sum."""
    levels = [fields for fields in _LEVELS if any(name in done.layout.at for name in fields)]
    return {code for code, one in enumerate(done.named.entities) if levels and not any(_names(one, levels))}


def _units(done: RowPass) -> list[Hashable]:
    """For each entity what it is apart from the platform or account that a breakdown names."""
    at = done.layout.at
    parting = [PART_FIELDS.index(name) for name in _PARTING if at.get(name) in done.layout.breakdowns]
    if not parting:
        return list(range(len(done.named.entities)))
    parts = [tuple(cell for place, cell in enumerate(part) if place not in parting) for part in done.named.parts]
    return [
        (parts[part], *((getattr(entity, by_id.value) or getattr(entity, by_name.value)) for by_name, by_id in _LEVELS))
        for entity, part in zip(done.named.entities, done.named.part_of, strict=True)
    ]


@remember(4096)
def _is_every(cell: str) -> bool:
    text = clean(cell)
    return text.casefold() in _EVERY or is_total(text)


def take_out_parents(done: RowPass) -> None:
    """Leave out each row that names no ad set (or ad) and is the sum of those of its campaign and days that do."""
    levels = [fields for fields in _LEVELS if any(name in done.layout.at for name in fields)]
    names = [_names(entity, levels) for entity in done.named.entities]
    for depth in range(len(levels) - 1, 0, -1):
        heads = {name[:depth] for name in names if name[depth] and name[depth - 1]}
        parents = {
            code
            for code, name in enumerate(names)
            if not any(name[depth:]) and name[depth - 1] and name[:depth] in heads
        }
        if parents:
            _take_out_sums(done, parents, names, depth)


def _names(entity: Entity, levels: list[tuple[Field, Field]]) -> Names:
    return tuple(
        None if name and _is_every(name) else name
        for name in (getattr(entity, by_id.value) or getattr(entity, by_name.value) for by_name, by_id in levels)
    )


def _take_out_sums(done: RowPass, parents: set[int], names: list[Names], depth: int) -> None:
    columns: dict[Field, array[int]] = {
        name: one.values for name, one in done.metrics.items() if name is not Field.REACH
    }
    heads = {names[code][:depth] for code in parents}
    sums: dict[tuple[int, int, int, Names], dict[Field, int]] = {}
    told: list[tuple[int, tuple[int, int, int, Names]]] = []
    for place, code in enumerate(done.entity):
        if names[code][:depth] not in heads:
            continue
        group = (done.day[place], done.last[place], done.named.part_of[code], names[code][:depth])
        if code in parents:
            told.append((place, group))
        else:
            total = sums.setdefault(group, dict.fromkeys(columns, 0))
            for name, values in columns.items():
                total[name] += values[place]
    gone = []
    for place, group in told:
        others: Mapping[Field, int] | None = sums.get(group)
        if others and agreeing({name: values[place] for name, values in columns.items()}, others) >= _ENOUGH:
            gone.append(place)
            label = next(name for name in reversed(group[-1]) if name)
            done.left_out.append(SkippedRow(done.lines[place], f"sum of the rows below it: {short(label)}"))
    drop(done, gone)
