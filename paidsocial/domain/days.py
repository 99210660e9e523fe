"""Days, months and periods. A day is a date in its ad account's own time zone; an instant is an aware UTC datetime."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from paidsocial.errors import BadInput

ONE_DAY = timedelta(days=1)
_YEARS = range(1970, 2200)  # of what people may ask for: a year either side of them must still be in the calendar


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadInput(f"The period ends ({self.last}) before it starts ({self.first}).", field="last_day")

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A calendar month."""
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    @classmethod
    def month_of(cls, day: date) -> Period:
        """The calendar month that holds `day`."""
        return cls.month(day.year, day.month)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def days(self) -> Iterator[date]:
        """Every day, in order."""
        for offset in range(len(self)):
            yield self.first + timedelta(days=offset)

    def overlap(self, other: Period) -> Period | None:
        """The days both have, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None

    def before(self) -> Period:
        """The period of the same length (the month before, for a whole month) that ends the day before this starts."""
        last = self.first - ONE_DAY
        if self == Period.month_of(self.first):
            return Period.month_of(last)
        return Period(self.first - timedelta(days=len(self)), last)


def parse_month(text: str) -> Period:
    """The month written as YYYY-MM; BadInput otherwise."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text.strip())
    if not match or not 1 <= int(match[2]) <= 12:
        raise BadInput(f"“{text}” is not a month; write it like 2026-06.", field="month")
    _check_year(text, int(match[1]))
    return Period.month(int(match[1]), int(match[2]))


def _check_year(text: str, year: int) -> None:
    if year not in _YEARS:
        raise BadInput(f"“{text}” is out of reach; the years are {_YEARS[0]} to {_YEARS[-1]}.", field="day")


def parse_day(text: str) -> date:
    """The day written as YYYY-MM-DD; BadInput otherwise."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
        raise BadInput(f"“{text}” is not a day; write it like 2026-06-14.", field="day")
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(f"“{text}” is not a day of the calendar.", field="day") from error
    _check_year(text, day.year)
    return day


def zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name; BadInput where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"“{name}” is not a time zone; use a name such as Europe/Berlin.", field="time_zone") from error


def local_day(instant: datetime, time_zone: str) -> date:
    """The account's own date at an instant."""
    return instant.astimezone(zone(time_zone)).date()


def end_of_day_utc(day: date) -> datetime:
    """The first instant after `day` in UTC: what was seen before it was known on that day."""
    return datetime.combine(day + ONE_DAY, time(0), tzinfo=UTC)
