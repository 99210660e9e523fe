"""Days spread over three columns, year, month and day, as where an interface's nested dates were flattened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paidsocial.platforms.base import Field
from paidsocial.platforms.reading.blocks import Row
from paidsocial.platforms.reading.header_currency import bare_key
from paidsocial.platforms.reading.headers import Layout

_PARTS = ("year", "month", "day")


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


def _places(keys: Sequence[str], start: str) -> tuple[int, int, int] | None:
    names = [f"{start}{part}" for part in _PARTS]
    if not all(name in keys for name in names):
        return None
    year, month, day = map(keys.index, names)
    return year, month, day


def joined(rows: Sequence[Row], split_days: Sequence[tuple[int, int, int]]) -> list[Row]:
    """The rows with whole dates where the days' numbers stood; a row without one keeps its cells."""
    done = [list(row) for row in rows]
    for year, month, day in split_days:
        for row in done:
            cells = [row[place].strip() for place in (year, month, day)] if len(row) > max(year, month, day) else []
            if cells and all(cell.removesuffix(".0").isdecimal() for cell in cells):
                row[day] = "-".join(cell.removesuffix(".0").zfill(2) for cell in cells)
    return done
