"""Dates spread over columns, year and month and perhaps day, as where an interface's nested dates were flattened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paidsocial.platforms.base import Field, Span, header_key
from paidsocial.platforms.reading.blocks import Row
from paidsocial.platforms.reading.dates import read_month
from paidsocial.platforms.reading.header_currency import bare_key
from paidsocial.platforms.reading.headers import Layout
from paidsocial.platforms.registry import plain_format

_PARTS = ("year", "month", "day")
_YEAR = frozenset(
    map(
        header_key,
        (
            *("year", "jahr", "année", "año", "ano", "anno", "jaar", "år", "rok", "год", "рік", "έτος", "yıl", "tahun"),
            *("năm", "ปี", "年", "年份", "年度", "연도", "년도", "السنة"),
        ),
    )
)


def find_split_days(layout: Layout, columns: Mapping[Field, str]) -> None:
    """Let the column of the day's number stand for the whole date, where its year and month stand beside it."""
    keys = [bare_key(header) for header in layout.headers]
    if Field.DAY in columns or (Field.DAY in layout.at and keys[layout.at[Field.DAY]] != "day"):
        return
    starts = [key.removesuffix("year") for key in keys if key.endswith("year")]
    for start in starts:
        places = _places(keys, start)
        if places is None or "end" in start:
            continue
        layout.at[Field.DAY] = places[2]
        layout.split_days.append(places)
        ends = _places(keys, start.replace("start", "end")) if "start" in start else None
        if ends is not None:
            layout.at[Field.LAST_DAY] = ends[2]
            layout.split_days.append(ends)
        for place in (place for trio in layout.split_days for place in trio):
            layout.notes[place] = "part of the date"
        for trio in layout.split_days:
            layout.notes.pop(trio[2])
        return


def find_split_numbers(layout: Layout, rows: Sequence[Row], columns: Mapping[Field, str]) -> None:
    """Let the day's number stand for the whole date beside its year and month, whatever their language."""
    day = layout.at.get(Field.DAY)
    if day is None or Field.DAY in columns or layout.split_days or layout.span is not Span.DAY:
        return
    spans = plain_format().spans
    year = next((place for place, name in enumerate(layout.headers) if header_key(name) in _YEAR), None)
    month = next((place for place, name in enumerate(layout.headers) if spans.get(bare_key(name)) is Span.MONTH), None)
    cells = [row[day].strip() for row in rows if len(row) > day]
    if year is None or month is None or not any(cells) or not all(len(cell) < 3 and cell.isdecimal() for cell in cells):
        return
    layout.split_days.append((year, month, day))
    layout.notes.update({year: "part of the date", month: "part of the date"})
    layout.also.pop(month, None)


def find_split_months(layout: Layout, rows: Sequence[Row], columns: Mapping[Field, str]) -> None:
    """Let a month's name or number stand for the whole month, where its year has a column of its own."""
    month = layout.at.get(Field.DAY)
    if month is None or Field.DAY in columns or layout.span is not Span.MONTH:
        return
    taken = set(layout.at.values())
    year = next((place for place, name in enumerate(layout.headers) if header_key(name) in _YEAR), None)
    if year is None or year in taken or any(read_month(row[month]) for row in rows if len(row) > month):
        return
    layout.split_days.append((year, month))
    layout.notes[year] = "part of the date"


def _places(keys: Sequence[str], start: str) -> tuple[int, int, int] | None:
    names = [f"{start}{part}" for part in _PARTS]
    if not all(name in keys for name in names):
        return None
    year, month, day = map(keys.index, names)
    return year, month, day


def joined(rows: Sequence[Row], split_days: Sequence[tuple[int, ...]]) -> list[Row]:
    """The rows with whole dates where the days' or months' numbers stood; a row without one keeps its cells."""
    done = [list(row) for row in rows]
    for places in split_days:
        for row in done:
            cells = [row[place].strip().removesuffix(".0") for place in places] if len(row) > max(places) else []
            if cells and all(cell.isdecimal() for cell in cells):
                row[places[-1]] = "-".join(cell.zfill(2) for cell in cells)
            elif cells and all(cells) and cells[0].isdecimal() and (len(cells) == 2 or cells[2].isdecimal()):
                # the month has its name
                row[places[-1]] = f"{cells[1]} {cells[0]}" if len(cells) == 2 else " ".join(cells)
    return done
