"""Totals rows that nothing but their figures gives away: a word we do not know, or none, and no days or names beside.

A file of ages and genders has no names at all; Meta puts its total first, with the report's period like any row.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Mapping, Sequence

from paidsocial.domain.days import Period
from paidsocial.platforms.base import Field
from paidsocial.platforms.plain.words import EVERY
from paidsocial.platforms.reading.entities import NAME_FIELDS
from paidsocial.platforms.reading.numbers import COMMA, Column, exact_text
from paidsocial.platforms.reading.parsed import SkippedRow
from paidsocial.platforms.reading.rows import RowPass, TotalsRow

_MOST = 4  # totals rows at one end of a file
_LONGEST = 5000  # rows of a section
_NO_NAME = "no name"
_FEWEST_ENDS = 2
CENT = 10_000  # in millionths; by so much, or
SHARE = 2_000  # by so small a part, a total may differ from spend of which each row was rounded
_FEWEST = 2  # rows of data: two campaigns may well be equal


def take_out_totals(done: RowPass) -> None:
    """Take the first or last rows out where each figure is the sum of all others, or each section's last or first one.

    Two figures must say so to the unit, of two rows three, unless the row's name counts the others: no campaign is by
    chance the sum of the rest.
    """
    size = len(done.lines)
    columns: dict[Field, Column] = {name: one for name, one in done.metrics.items() if name is not Field.REACH}
    several = Field.DAY in done.layout.at and _has_several_periods(done)
    if several and any(name in done.layout.at for name in NAME_FIELDS):
        for place in (0, size - 1):
            if size > _FEWEST and _has_own_period(done, place) and _agreeing(columns, place, 1) > 1:
                take_out(done, [place])
                return
        return
    for many in range(1, min(_MOST, size - _FEWEST) + 1):
        for start in (size - many, 0):
            if has_id(done, done.entity[start]) or (several and _are_days(done, range(start, start + many))):
                continue
            agreeing = _agreeing(columns, start, many)
            if agreeing and _is_named(done, start) and not _counts(_label(done, start), size - many):
                agreeing = min(agreeing, _independent(columns, start))
            enough = 3 if size - many == _FEWEST and not _counts(_label(done, start), _FEWEST) else 2
            if agreeing >= enough:
                take_out(done, range(start, start + many))
                return
    unnamed = done.unlabelled[0] if len(done.unlabelled) == 1 else size
    if unnamed in (0, size - 1) and size > 1 and _nearly_agreeing(done, unnamed):
        take_out(done, [unnamed])
        return
    if not several:
        figures = [column.values for column in columns.values()]
        heads = [size - 1 - row for row in _section_ends([values[::-1] for values in figures], size)]
        take_out(done, _section_ends(figures, size) or heads)


def _has_several_periods(done: RowPass) -> bool:
    size = len(done.lines)
    return any(codes.count(codes[0]) < size for codes in (done.day, done.last) if codes)


def _are_days(done: RowPass, places: range) -> bool:
    """Whether one of these rows is the only one of its single day, which no total of several days is."""
    ends = done.last if Field.LAST_DAY in done.layout.at else done.day
    return any(
        done.day[place] == ends[place]
        and done.day.count(done.day[place]) == 1
        and not isinstance(done.days[done.day[place]], Period)
        for place in places
    )


def _has_own_period(done: RowPass, place: int) -> bool:
    """Whether a row covers other days than any one else does, and more than one."""
    first, last = done.day[place], done.last[place]
    if Field.LAST_DAY not in done.layout.at or first == last:
        return False
    return sum(one == first and other == last for one, other in zip(done.day, done.last, strict=True)) == 1


def _counts(label: str, many: int) -> bool:
    """Whether a name has a number in it that says how many rows it sums up: "Results from 2 campaigns"."""
    return str(many) in re.findall(r"\d+", label)


def _is_named(done: RowPass, place: int) -> bool:
    """Whether a row has a name of its own."""
    return _label(done, place).casefold() not in (_NO_NAME, *EVERY)


def has_id(done: RowPass, code: int) -> bool:
    """Whether a name has an id of its platform, which no total has."""
    entity = done.named.entities[code]
    return any((text or "").isdigit() for text in (entity.campaign_id, entity.ad_set_id, entity.ad_id))


def _label(done: RowPass, place: int) -> str:
    entity = done.named.entities[done.entity[place]]
    return next((name for field in NAME_FIELDS if (name := getattr(entity, field.value))), _NO_NAME)


def _nearly_agreeing(done: RowPass, place: int) -> bool:
    """Whether a row without a label has the spend and impressions of all others, as far as each was rounded.

    Its other figures may be missing: results of several kinds have no sum.
    """
    for name in (Field.SPEND, Field.IMPRESSIONS):
        if name in done.metrics:
            values = done.metrics[name].values
            others = sum(values) - values[place]
            if not others or abs(values[place] - others) > max(CENT if name is Field.SPEND else 0, others // 200):
                return False
    return True


def _agreeing(columns: Mapping[Field, Column], start: int, many: int) -> int:
    """How many figures of these rows are what all others add up to; 0 where one is not."""
    said, others = {}, {}
    for name, column in columns.items():
        said[name] = column.values[start]
        if len(set(column.values[start : start + many])) > 1:
            return 0
        others[name] = sum(column.values) - many * said[name]
    return agreeing(said, others)


def _independent(columns: Mapping[Field, Column], place: int) -> int:
    """How many of a row's figures say something of their own: one that is a fixed share of another does not.

    Where each click cost the same, whatever adds up in clicks adds up in spend.
    """
    chosen: list[array[int]] = []
    for values in (column.values for column in columns.values()):
        if values[place] and not any(_proportional(values, other) for other in chosen):
            chosen.append(values)
    return len(chosen)


def _proportional(one: Sequence[int], other: Sequence[int]) -> bool:
    place = next((place for place, value in enumerate(other) if value), 0)
    share, whole = one[place], other[place]
    return all(value * whole == share * beside for value, beside in zip(one, other, strict=True))


def agreeing(said: Mapping[Field, int], others: Mapping[Field, int]) -> int:
    """How many figures are the sum of others to the unit; 0 where one contradicts.

    Spend may be a little off, as each row was rounded, and results of several kinds have no sum; neither speaks for it.
    """
    count = 0
    for name, value in said.items():
        if value == others[name]:
            count += value != 0
        elif name is Field.SPEND:
            if abs(value - others[name]) > max(CENT, abs(others[name]) // SHARE):
                return 0
        elif value or name not in (Field.CONVERSIONS, Field.REVENUE):
            return 0
    return count


def _section_ends(columns: list[array[int]], size: int) -> list[int]:
    """The rows that each sum up those since the one before, where they part the whole file; else none."""
    ends: list[int] = []
    sums, length = [0] * len(columns), 0
    several = 0
    for row in range(size):
        figures = [values[row] for values in columns]
        if length and figures == sums and sum(map(bool, figures)) > 1:
            ends.append(row)
            several += length > 1
            sums, length = [0] * len(columns), 0
        else:
            sums, length = [one + other for one, other in zip(sums, figures, strict=True)], length + 1
            if length > _LONGEST:
                return []
    if length or not several or len(ends) < _FEWEST_ENDS or all_proportional(columns):
        return []
    return ends


def all_proportional(columns: Sequence[Sequence[int]]) -> bool:
    """Whether several figures are fixed shares of the first, so that all say what one says."""
    first, *others = (values for values in columns if any(values))
    return bool(others) and all(_proportional(values, first) for values in others)


def take_out(done: RowPass, places: Collection[int]) -> None:
    """Put rows apart as totals of the file."""
    for place in places:
        label = _label(done, place)
        cells = {name: _text(column, place) for name, column in done.metrics.items()}
        done.totals.append(TotalsRow(done.lines[place], label, cells))
        done.left_out.append(SkippedRow(done.lines[place], f"totals row by its figures: {label[:60]}"))
    drop(done, places)


def drop(done: RowPass, places: Collection[int]) -> None:
    """Remove rows from all columns."""
    if not places:
        return
    gone = set(places)
    kept = [place for place in range(len(done.lines)) if place not in gone]
    now = {place: at for at, place in enumerate(kept)}
    done.unlabelled = [now[place] for place in done.unlabelled if place in now]
    done.broken_down = [done.broken_down[place] for place in kept] if done.broken_down else []
    for codes in (done.lines, done.day, done.last, done.entity):
        codes[:] = array("q", map(codes.__getitem__, kept))
    for column in done.metrics.values():
        column.values[:] = array("q", map(column.values.__getitem__, kept))
        if column.blank is not None:
            column.blank[:] = bytes(map(column.blank.__getitem__, kept))
        column.residues = {now[row]: what for row, what in column.residues.items() if row in now}
        column.bad = {now[row]: why for row, why in column.bad.items() if row in now}


def _text(column: Column, place: int) -> str:
    amount = column.total([place])
    text = exact_text(amount.scaleb(-column.exponent))
    return text.replace(".", ",") if column.mark == COMMA else text
