"""Days under a header nobody knows: asked about, never left aside, for without days a file's rows are other rows."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from paidsocial.domain.days import Period
from paidsocial.errors import AmbiguousFile
from paidsocial.platforms.base import DateOrder, Field, Span
from paidsocial.platforms.reading.cells import clean, short
from paidsocial.platforms.reading.dates import (
    Pair,
    Written,
    open_pairs,
    read_date,
    read_month,
    read_quarter,
    read_week,
)
from paidsocial.platforms.reading.entities import NAME_FIELDS
from paidsocial.platforms.reading.headers import Layout
from paidsocial.platforms.reading.limits import LONGEST_NAMED, SAMPLED_ROWS
from paidsocial.platforms.reading.totals import is_total

_LIKE_A_DAY = re.compile(r"\d[-/.年]\s?\d")  # of whatever calendar
_LONGEST = {Span.WEEK: 7, Span.WEEK_END: 7, Span.MONTH: 31, Span.QUARTER: 92}
_SHARE = 0.6  # of a column's filled cells that must be days; totals rows and headers again have words there


def ask_about_days(layout: Layout, rows: Sequence[Sequence[str]], columns: Mapping[Field, str]) -> None:
    """Raise AmbiguousFile where no known column has days but an unknown one does, several for one name.

    A campaign's own start or end is the same on all its rows, so such a column is not asked about.
    """
    if Field.DAY in layout.at or Field.DAY in columns:
        return
    taken = set(layout.at.values())
    names = [layout.at[name] for name in NAME_FIELDS if name in layout.at]
    for place, header in enumerate(layout.headers):
        if header and place not in taken and _has_days(rows, place, names):
            raise AmbiguousFile(
                f"The column “{short(header)}” holds days but is not known as the report's. Say that it is with "
                f"--map {_named(header)}, or that no column is with --map day=",
                option="--map",
            )


def _named(header: str) -> str:
    """What names the column to the command line; a header that nobody could type stays with its file."""
    return shlex.quote(f"day={header}") if len(header) <= LONGEST_NAMED else "day=HEADER"


def leave_empty_days(layout: Layout, rows: Sequence[Sequence[str]], columns: Mapping[Field, str]) -> None:
    """Take a day column that is empty beside every name for none; what a total says there is the report's period."""
    day, last = layout.at.get(Field.DAY), layout.at.get(Field.LAST_DAY)
    names = _name_places(layout)
    if day is None or Field.DAY in columns or not names or len(rows) >= SAMPLED_ROWS:
        return
    told: list[str] = []
    named = 0
    for row in rows:
        if len(row) < len(layout.headers):
            continue
        labels = [clean(row[name]) for name in names]
        days = [row[place].strip() for place in (day, last) if place is not None]
        if any(label and not is_total(label) for label in labels):
            named += 1
            if days[0]:
                return
        elif len(days) > 1 and all(days):
            told = days
    if not named:
        return
    layout.at.pop(Field.LAST_DAY, None)
    del layout.at[Field.DAY]
    layout.notes.update(dict.fromkeys((place for place in (day, last) if place is not None), "empty"))
    if told:
        layout.preamble.append(" - ".join(told))


def leave_other_days(layout: Layout, rows: Sequence[Sequence[str]], columns: Mapping[Field, str]) -> None:
    """Take the next column of days where the first has none: "Day" is a day of the week where "Date" stands beside."""
    day = layout.at.get(Field.DAY)
    if day is None or Field.DAY in columns or Field.LAST_DAY in layout.at or layout.span is not Span.DAY:
        return
    others = [place for place, name in layout.also.items() if name is Field.DAY]
    if not others or _days_in(rows, day):
        return
    other = next((place for place in others if _days_in(rows, place)), None)
    if other is None:
        return
    layout.at[Field.DAY] = other
    layout.notes.pop(other, None)
    del layout.also[other]
    layout.notes[day] = "holds no days"


def leave_no_days(
    layout: Layout, rows: Sequence[Sequence[str]], columns: Mapping[Field, str], stated: Period | None
) -> None:
    """Leave aside columns called like days that are others, where the file or a person states the period.

    "From" and "To" may be hours, ages or currencies, a "Period" the same word throughout, and start and end dates the
    campaigns' own: they reach beyond the period, and overlap or all of them hold it.
    """
    day, last = layout.at.get(Field.DAY), layout.at.get(Field.LAST_DAY)
    if day is None or stated is None or {Field.DAY, Field.LAST_DAY} & {*columns}:
        return
    full = [row for row in rows if len(row) > max(layout.at.values())]
    told = [(row[day].strip(), row[last or day].strip()) for row in full]
    names = [tuple(row[at] for at in _name_places(layout)) for row in full]
    own = last is not None and not layout.starts_only  # "Reporting starts" is never a campaign's
    if own and len(set(names)) == len(set(zip(names, told, strict=True))) and _are_flights(told, stated):
        note = "the campaigns' own dates"
    elif (last is not None or len(set(told)) == 1) and not any(_may_be_days(told, layout.span, stated)):
        note = "holds no days"
    else:
        return
    for place in (layout.at.pop(Field.DAY), layout.at.pop(Field.LAST_DAY, None)):
        if place is not None:
            layout.notes[place] = note
    layout.span = Span.DAY


def _name_places(layout: Layout) -> list[int]:
    return [layout.at[name] for name in NAME_FIELDS if name in layout.at]


def _may_be_days(told: Sequence[tuple[str, str]], span: Span, stated: Period) -> Iterator[bool]:
    """Whether cells are days or could be, of another calendar or of a part of the period."""
    yield len(stated) > _LONGEST.get(span, len(stated))
    for text in {text for pair in told for text in pair}:
        yield _LIKE_A_DAY.search(text) is not None
        yield any(read(text) is not None for read in (read_date, read_month, read_week, read_quarter))
        yield len(stated) > _LONGEST[Span.MONTH] and read_month(f"{text} {stated.first.year}") is not None


def _are_flights(told: Sequence[tuple[str, str]], stated: Period) -> bool:
    days = [(read_date(start), read_date(end)) for start, end in told]
    pairs = open_pairs(written for both in days for written in both)
    orders = [order for order in DateOrder if all(pair.day(order) for pair in pairs)]
    if pairs and len(orders) > 1:
        return False
    flights = [
        (start, end or date.max)
        for start, end in ([_settled(written, orders) for written in both] for both in days)
        if start is not None
    ]
    beyond = sum(start < stated.first or end > stated.last for start, end in flights)
    around = sum(start <= stated.first and stated.last <= end for start, end in flights)
    overlap = any(later[0] <= earlier[1] for earlier, later in pairwise(sorted(set(flights))))
    return 2 * beyond > len(told) and (overlap or around == len(told))


def _settled(written: Written | None, orders: Sequence[DateOrder]) -> date | None:
    if isinstance(written, Pair):
        return written.day(orders[0]) if orders else None
    return written if isinstance(written, date) else None


def _days_in(rows: Sequence[Sequence[str]], place: int) -> bool:
    return any(read_date(row[place]) is not None for row in rows if len(row) > place)


def _has_days(rows: Sequence[Sequence[str]], place: int, names: Sequence[int]) -> bool:
    filled = days = 0
    seen: dict[tuple[str, ...], str] = {}
    varies = False
    for row in rows:
        cell = row[place].strip(' ="') if len(row) > place else ""
        if cell in ("", "-", "--"):
            continue
        filled += 1
        if cell.isdigit() or not isinstance(read_date(cell), date | Pair):
            continue
        days += 1
        key = tuple(row[name] for name in names if name < len(row))
        varies = varies or seen.setdefault(key, cell) != cell
    return varies and days >= _SHARE * filled
