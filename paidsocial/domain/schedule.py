"""When something is done by itself: an ad account's pulls, a saved report. Hours are somebody's own, instants are UTC.

On the night the clocks go forward an hour that does not exist is the one after it; on the night they go back it is the
first of the two.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from paidsocial.domain.days import ONE_DAY, Period, local_day, zone
from paidsocial.domain.wording import WEEKDAYS, count
from paidsocial.errors import BadInput

EVERY_HOURS = (1, 2, 3, 4, 6, 8, 12, 24)  # what a day can be cut into
USUAL_HOURS = 6
_HOURS = range(24)
_LAST_OF_MONTH = 31


@dataclass(frozen=True, slots=True)
class PullTimes:
    """When an ad account is pulled: every so many hours, counted from the last pull or from an hour of its own day."""

    every_hours: int = USUAL_HOURS
    at_hour: int | None = None

    def checked(self) -> PullTimes:
        """The same. Raises BadInput."""
        if self.every_hours not in EVERY_HOURS:
            raise BadInput("Choose how often from the list.", field="every_hours")
        if self.at_hour is not None:
            _check_hour(self.at_hour, "at_hour")
        return self

    def after(self, done: datetime, time_zone: str) -> datetime:
        """When the next pull is due after one that ended at `done`."""
        if self.at_hour is None:
            return done + timedelta(hours=self.every_hours)
        hours = sorted((self.at_hour + step) % 24 for step in range(0, 24, self.every_hours))
        return _first_after(done, time_zone, lambda _day: True, hours)

    @property
    def words(self) -> str:
        """Every 6 hours; every 6 hours, at 05:00, 11:00, 17:00 and 23:00; every day at 05:00."""
        often = "every day" if self.every_hours == 24 else f"every {_hours(self.every_hours)}"
        if self.at_hour is None:
            return often
        if self.every_hours == 24:
            return f"{often} at {self.at_hour:02}:00"
        return f"{often}, one of them at {self.at_hour:02}:00"


def _hours(number: int) -> str:
    return "hour" if number == 1 else count(number, "hour")


class Cadence(StrEnum):
    """How often a report is made."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a report is made. `on`: the weekday from Monday 0, or the day of the month; a shorter month's last day
    stands for days that it does not have. 0 where it is made daily."""

    cadence: Cadence
    on: int
    hour: int
    time_zone: str

    def checked(self) -> Schedule:
        """The same, tidied. Raises BadInput."""
        _check_hour(self.hour, "hour")
        zone(self.time_zone)
        if self.cadence is Cadence.DAILY:
            return Schedule(self.cadence, 0, self.hour, self.time_zone)
        if self.cadence is Cadence.WEEKLY and self.on not in range(7):
            raise BadInput("Choose a weekday.", field="weekday")
        if self.cadence is Cadence.MONTHLY and not 1 <= self.on <= _LAST_OF_MONTH:
            raise BadInput("Choose a day of the month.", field="month_day")
        return self

    def after(self, instant: datetime) -> datetime:
        """The first time after an instant."""
        return _first_after(instant, self.time_zone, self._is_on, [self.hour])

    def day(self, slot: datetime) -> date:
        """The day that a time of the schedule lies on, where the schedule is."""
        return local_day(slot, self.time_zone)

    def _is_on(self, day: date) -> bool:
        if self.cadence is Cadence.WEEKLY:
            return day.weekday() == self.on
        if self.cadence is Cadence.MONTHLY:
            return day.day == min(self.on, calendar.monthrange(day.year, day.month)[1])
        return True

    @property
    def words(self) -> str:
        """Daily at 07:00; every Monday at 07:00; on day 3 of each month at 07:00."""
        when = {
            Cadence.DAILY: "Daily",
            Cadence.WEEKLY: f"Every {WEEKDAYS[self.on % 7]}",
            Cadence.MONTHLY: f"On {month_day_words(self.on)} of each month",
        }[self.cadence]
        return f"{when} at {self.hour:02}:00"


def month_day_words(day: int) -> str:
    """Day 3; the last day."""
    return "the last day" if day >= _LAST_OF_MONTH else f"day {day}"


def months_spend(cadence: Cadence, day: date) -> Period:
    """The month of a spend report that is made on `day`: once a month the one that is over, else that of yesterday."""
    return Period.month_of(day).before() if cadence is Cadence.MONTHLY else Period.month_of(day - ONE_DAY)


def days_before(cadence: Cadence, day: date) -> Period:
    """What a report that is made on `day` looks back on: yesterday, the seven days to it, or the month that is over."""
    if cadence is Cadence.MONTHLY:
        return Period.month_of(day).before()
    return Period(day - (7 if cadence is Cadence.WEEKLY else 1) * ONE_DAY, day - ONE_DAY)


def _check_hour(hour: int, field: str) -> None:
    if hour not in _HOURS:
        raise BadInput("An hour is from 0 to 23.", field=field)


def _first_after(instant: datetime, time_zone: str, is_on: Callable[[date], bool], hours: list[int]) -> datetime:
    """The first of some hours, on days that count, that comes after an instant."""
    return next(each for each in _times(local_day(instant, time_zone), time_zone, is_on, hours) if each > instant)


def _times(first: date, time_zone: str, is_on: Callable[[date], bool], hours: list[int]) -> Iterator[datetime]:
    day = first
    while True:
        if is_on(day):
            for hour in hours:
                yield datetime.combine(day, time(hour), tzinfo=zone(time_zone)).astimezone(UTC)
        day += ONE_DAY
