"""Totals rows that nothing but their figures gives away: a word we do not know, or none, and no days or names beside.

A file of ages and genders has no names at all; Meta puts its total first, with the report's period like any row.
"""

from __future__ import annotations

from array import array

from paidsocial.platforms.base import Field
from paidsocial.platforms.reading.numbers import COMMA, Column, exact_text
from paidsocial.platforms.reading.parsed import SkippedRow
from paidsocial.platforms.reading.rows import NAME_FIELDS, RowPass, TotalsRow

_MOST = 4  # totals rows at one end of a file
_LONGEST = 5000  # rows of a section
_FEWEST = 2  # rows of data: two campaigns may well be equal


def take_out_totals(done: RowPass) -> None:
    """Take the first or last rows out where each of their figures is the sum of all others, or each section's last one.

    Two figures must say so to the unit, of two rows three: no campaign is by chance the sum of the rest.
    """
    size = len(done.lines)
    several = Field.DAY in done.layout.at and _has_several_periods(done)
    if several and any(name in done.layout.at for name in NAME_FIELDS):
        return
    columns = [column for name, column in done.metrics.items() if name is not Field.REACH]
    for many in range(1, min(_MOST, size - _FEWEST) + 1):
        for start in (size - many, 0):
            if _agreeing(columns, start, many) > (2 if size - many == _FEWEST else 1):
                _take_out(done, start, many)
                return
    unnamed = done.unlabelled[0] if len(done.unlabelled) == 1 else size
    if unnamed in (0, size - 1) and size > 1 and _nearly_agreeing(done, unnamed):
        _take_out(done, unnamed, 1)
        return
    if several:
        return
    for place in reversed(_section_ends(columns, size)):
        _take_out(done, place, 1)


def _has_several_periods(done: RowPass) -> bool:
    size = len(done.lines)
    return any(codes.count(codes[0]) < size for codes in (done.day, done.last) if codes)


def _nearly_agreeing(done: RowPass, place: int) -> bool:
    """Whether a row without a label has the spend and impressions of all others, as far as each was rounded.

    Its other figures may be missing: results of several kinds have no sum.
    """
    for name in (Field.SPEND, Field.IMPRESSIONS):
        if name in done.metrics:
            values = done.metrics[name].values
            others = sum(values) - values[place]
            if not others or abs(values[place] - others) > max(10_000 if name is Field.SPEND else 0, others // 200):
                return False
    return True


def _agreeing(columns: list[Column], start: int, many: int) -> int:
    """How many figures of these rows are what all others add up to; 0 where one is not."""
    agreeing = 0
    for column in columns:
        said = set(column.values[start : start + many])
        others = sum(column.values) - many * column.values[start]
        if len(said) > 1 or column.values[start] != others:
            return 0
        agreeing += others != 0
    return agreeing


def _section_ends(columns: list[Column], size: int) -> list[int]:
    """The rows that each sum up those since the one before, where they part the whole file; else none."""
    ends: list[int] = []
    sums, length = [0] * len(columns), 0
    several = 0
    for row in range(size):
        figures = [column.values[row] for column in columns]
        if length and figures == sums and sum(map(bool, figures)) > 1:
            ends.append(row)
            several += length > 1
            sums, length = [0] * len(columns), 0
        else:
            sums, length = [one + other for one, other in zip(sums, figures, strict=True)], length + 1
            if length > _LONGEST:
                return []
    return ends if not length and several and len(ends) > 1 else []


def _take_out(done: RowPass, start: int, many: int) -> None:
    for place in range(start, start + many):
        entity = done.entities[done.entity[place]]
        label = next((name for field in NAME_FIELDS if (name := getattr(entity, field.value))), "no name")
        cells = {name: _text(column, place) for name, column in done.metrics.items()}
        done.totals.append(TotalsRow(done.lines[place], label, cells))
        done.left_out.append(SkippedRow(done.lines[place], f"totals row by its figures: {label[:60]}"))
    gone = slice(start, start + many)
    for codes in (done.lines, done.day, done.last, done.entity):
        del codes[gone]
    for column in done.metrics.values():
        _shorten(column, gone)


def _text(column: Column, place: int) -> str:
    amount = column.total([place])
    text = exact_text(amount.scaleb(-column.exponent))
    return text.replace(".", ",") if column.mark == COMMA else text


def _shorten(column: Column, gone: slice) -> None:
    values: array[int] = column.values
    del values[gone]
    if column.blank is not None:
        del column.blank[gone]
    many = gone.stop - gone.start
    for kept in (column.residues, column.bad):
        left = {
            row if row < gone.start else row - many: what
            for row, what in kept.items()
            if not gone.start <= row < gone.stop
        }
        kept.clear()
        kept.update(left)  # type: ignore[arg-type]
