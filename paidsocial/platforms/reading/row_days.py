"""Which days each row covers, after the whole file has been seen."""

from __future__ import annotations

import re
from array import array
from datetime import date

import numpy as np

from paidsocial.domain.days import Period
from paidsocial.errors import AmbiguousFile
from paidsocial.platforms.base import DateOrder, Field, Span
from paidsocial.platforms.reading.arrays import looked_up, view
from paidsocial.platforms.reading.dates import Pair, PairRange, Written, spanned
from paidsocial.platforms.reading.rows import NO_DAY, RowPass

Bad = dict[int, str]
_MIDNIGHT = re.compile(r"\d[T ]00:00(?::00(?:\.0+)?)?")
_FEWEST_WEEKS, _FEWEST_MONTHS = 8, 3


def row_days(
    done: RowPass, *, order: DateOrder | None, stated: Period | None, today: date
) -> tuple[array[int], array[int], Bad]:
    """Each row's first and last day as ordinals, and the rows whose day cannot be taken, with the reason.

    A row longer than a day is kept as it is: a period, never spread. `stated` is what the file or a person says the
    rows cover; it is used where the rows do not say it.
    """
    size = len(done.lines)
    if Field.DAY not in done.layout.at:
        if stated is None:
            raise AmbiguousFile(
                "The file has no column with days and does not say which period it covers. "
                "Say it with --period, for example --period 2026-06-01..2026-06-30, or name a column with days with "
                "--map day=HEADER.",
                option="--period",
            )
        if stated.first > today:
            raise AmbiguousFile(
                f"The period from {stated.first.isoformat()} to {stated.last.isoformat()} has not begun yet. Say the "
                "days that the file covers with --period, for example --period 2026-06-01..2026-06-30.",
                option="--period",
            )
        return _same(stated.first, size), _same(stated.last, size), {}

    periods = [_period(written, done.layout.span, order) for written in done.days]
    problems = [_problem(text, period, today) for text, period in zip(done.day_texts, periods, strict=True)]
    bad: Bad = {}
    if any(problems):
        bad = {row: reason for row, code in enumerate(done.day) if (reason := problems[code])}
    starts = [period.first.toordinal() if period else 0 for period in periods]
    ends = [period.last.toordinal() if period else 0 for period in periods]
    first = looked_up(starts, done.day)
    if Field.LAST_DAY in done.layout.at:
        if done.layout.format.open_ends:
            ends = _closed(done, starts, ends)
        last = looked_up(ends, done.last)
        for row in np.flatnonzero(view(last) < view(first)).tolist():
            bad.setdefault(row, "ends before it starts, or has no last day")
    else:
        last = looked_up(ends, done.day)
    if stated is not None and len(stated) > 1 and done.layout.starts_only and _repeats(first, last, stated):
        return first, _same(stated.last, size), bad
    return first, last, bad


def _closed(done: RowPass, starts: list[int], ends: list[int]) -> list[int]:
    """Last days, where midnight ends the day before it."""
    first = min((day for day in starts if day), default=0)
    return [
        end - 1 if end > first and _MIDNIGHT.search(text) else end
        for end, text in zip(ends, done.day_texts, strict=True)
    ]


def judged_span(done: RowPass, order: DateOrder | None) -> Span:
    """How much time a row covers where its day column does not say: days that all lie whole weeks or months apart.

    Eight weeks or three months in a row without any other day are no accident: the export was made without days.
    """
    layout = done.layout
    if layout.span is not Span.DAY or Field.LAST_DAY in layout.at:
        return layout.span
    periods = [_period(done.days[code], Span.DAY, order) for code in set(done.day) if code != NO_DAY]
    days = {period.first for period in periods if period and len(period) == 1}
    if len(days) >= _FEWEST_MONTHS and all(day.day == 1 for day in days):
        return Span.MONTH
    if len(days) >= _FEWEST_WEEKS and len({day.weekday() for day in days}) == 1:
        return Span.WEEK
    return Span.DAY


def _same(day: date, size: int) -> array[int]:
    return array("q", [day.toordinal()]) * size


def _repeats(first: array[int], last: array[int], stated: Period) -> bool:
    """Whether every row carries only the report's first day."""
    start = stated.first.toordinal()
    return first == last and bool(first) and first.count(start) == len(first)


def _period(written: Written | None, span: Span, order: DateOrder | None) -> Period | None:
    if isinstance(written, Pair):
        day = written.day(order) if order else None
        return spanned(day, span) if day else None
    if isinstance(written, PairRange):
        return written.period(order) if order else None
    return spanned(written, span) if isinstance(written, date) else written


def _problem(text: str, period: Period | None, today: date) -> str | None:
    shown = " ".join(text.split())[:40]
    if period is None:
        return f"day “{shown}” is not a date of the calendar" if shown else "has no day"
    return f"is dated in the future ({period.first.isoformat()})" if period.first > today else None
