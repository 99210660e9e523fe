"""Dates in two-digit years that begin with the year, "26/06/01", judged from the whole column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from paidsocial.domain.days import Period
from paidsocial.platforms.base import DateOrder
from paidsocial.platforms.reading.dates import Pair, Written
from paidsocial.platforms.reading.months import folded

_SHORT = re.compile(r"(\d\d)([-/.]) ?(\d{1,2})\2 ?(\d{1,2})(?:[ T].*)?")
_RECENT = 5 * 366  # days: what a file is about as a rule
_THINNER = 3  # times


def take_years_first(days: list[Written | None], texts: Sequence[str], *, stated: Period | None, today: date) -> None:
    """Read a column of short dates with the year first, where all are days of late and the usual way scatters them.

    A day a year is what "26/06/01" to "26/06/14" look like with the year last. Where both ways are honest, they stay.
    """
    first = [_year_first(text) for text in texts]
    if any(day is None and written is not None for day, written in zip(first, days, strict=True)):
        return
    known = [day for day in first if day is not None]
    if not known or max(known) > today or (today - min(known)).days > _RECENT:
        return
    outside = stated is not None and not all(map(stated.__contains__, known))
    if outside or not _scattered([day for written in days for day in _usual(written)], known, today):
        return
    days[:] = first


def _year_first(text: str) -> date | None:
    found = _SHORT.fullmatch(folded(text.strip("\"' =")))
    if not found:
        return None
    try:
        return date(2000 + int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def _usual(written: Written | None) -> list[date]:
    if isinstance(written, Pair):
        return [day for order in DateOrder if (day := written.day(order))]
    return [written] if isinstance(written, date) else []


def _scattered(usual: Sequence[date], known: Sequence[date], today: date) -> bool:
    """Whether the days with the year last cannot be meant: all long past, or spread far more thinly."""
    if all((today - day).days > _RECENT or day > today for day in usual):
        return True
    years = len({day.year for day in usual}) - len({day.year for day in known})
    spread = (max(usual) - min(usual)).days + 1
    return len(set(known)) > 1 and years > 0 and spread >= _THINNER * ((max(known) - min(known)).days + 1)
