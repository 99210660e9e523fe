"""When something is done by itself: hours somewhere, nights whose clock leaps, months of other lengths."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.days import Period
from paidsocial.domain.schedule import EVERY_HOURS, Cadence, PullTimes, Schedule, days_before, months_spend
from paidsocial.errors import BadInput

BERLIN = "Europe/Berlin"
START = datetime(2020, 1, 1, tzinfo=UTC)
ZONES = (BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", "Pacific/Apia")
instants = st.integers(0, 10 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_pulls_are_counted_from_the_last_or_from_an_hour_of_the_accounts_day() -> None:
    done = at("2026-06-14 09:30")
    assert PullTimes().after(done, BERLIN) == done + timedelta(hours=6)
    assert PullTimes(6, 5).after(done, BERLIN) == at("2026-06-14 15:00")  # 5, 11, 17 and 23 in Berlin
    assert PullTimes(24, 5).after(done, BERLIN) == at("2026-06-15 03:00")
    assert PullTimes(24, 5).after(at("2026-06-15 03:00"), BERLIN) == at("2026-06-16 03:00")


def test_an_hour_that_a_night_leaves_out_is_the_one_after_it() -> None:
    assert PullTimes(24, 2).after(at("2026-03-28 12:00"), BERLIN) == at("2026-03-29 01:00")  # 03:00 there
    assert PullTimes(24, 2).after(at("2026-10-24 12:00"), BERLIN) == at("2026-10-25 00:00")  # the first 02:00
    assert PullTimes(24, 2).after(at("2026-10-25 00:00"), BERLIN) == at("2026-10-26 01:00")


@given(instants, st.sampled_from(EVERY_HOURS), st.integers(0, 23) | st.none(), st.sampled_from(ZONES))
def test_a_next_pull_always_comes_and_within_the_interval(
    done: datetime, every: int, hour: int | None, time_zone: str
) -> None:
    pause = PullTimes(every, hour).after(done, time_zone) - done
    assert timedelta(0) < pause <= timedelta(hours=every + (0 if hour is None else 1))


def test_reports_are_made_daily_weekly_and_monthly() -> None:
    sunday = at("2026-06-14 09:30")
    assert Schedule(Cadence.DAILY, 0, 7, BERLIN).after(sunday) == at("2026-06-15 05:00")
    assert Schedule(Cadence.WEEKLY, 0, 7, BERLIN).after(sunday) == at("2026-06-15 05:00")
    assert Schedule(Cadence.WEEKLY, 6, 7, BERLIN).after(sunday) == at("2026-06-21 05:00")
    assert Schedule(Cadence.MONTHLY, 3, 7, BERLIN).after(sunday) == at("2026-07-03 05:00")
    last = Schedule(Cadence.MONTHLY, 31, 7, BERLIN)
    assert [last.after(at(f"2026-{month}-10 00:00")).day for month in ("02", "06", "07")] == [28, 30, 31]
    assert last.day(last.after(sunday)) == date(2026, 6, 30)


def test_a_day_is_the_schedules_own() -> None:
    early = Schedule(Cadence.DAILY, 0, 0, "Asia/Tokyo")
    slot = early.after(at("2026-06-14 09:30"))
    assert (slot, early.day(slot)) == (at("2026-06-14 15:00"), date(2026, 6, 15))


@given(
    instants,
    st.sampled_from(Cadence),
    st.integers(1, 6),
    st.integers(0, 23),
    st.sampled_from(ZONES),
)
def test_times_follow_each_other_and_none_is_made_twice(
    start: datetime, cadence: Cadence, on: int, hour: int, time_zone: str
) -> None:
    schedule = Schedule(cadence, on, hour, time_zone)
    first = schedule.after(start)
    second = schedule.after(first)
    assert start < first < second
    assert schedule.day(first) < schedule.day(second)


def test_what_a_report_looks_back_on() -> None:
    assert months_spend(Cadence.MONTHLY, date(2026, 7, 3)) == Period.month(2026, 6)
    assert months_spend(Cadence.WEEKLY, date(2026, 7, 1)) == Period.month(2026, 6)
    assert months_spend(Cadence.DAILY, date(2026, 7, 2)) == Period.month(2026, 7)
    assert days_before(Cadence.DAILY, date(2026, 7, 1)) == Period(date(2026, 6, 30), date(2026, 6, 30))
    assert days_before(Cadence.WEEKLY, date(2026, 7, 6)) == Period(date(2026, 6, 29), date(2026, 7, 5))
    assert days_before(Cadence.MONTHLY, date(2026, 7, 6)) == Period.month(2026, 6)


def test_schedules_read_as_people_say_them() -> None:
    assert [PullTimes(1).words, PullTimes(6).words, PullTimes(24, 5).words] == [
        "every hour",
        "every 6 hours",
        "every day at 05:00",
    ]
    assert PullTimes(6, 5).words == "every 6 hours, one of them at 05:00"
    assert Schedule(Cadence.WEEKLY, 0, 7, BERLIN).words == "Every Monday at 07:00"
    assert Schedule(Cadence.MONTHLY, 31, 18, BERLIN).words == "On the last day of each month at 18:00"


@pytest.mark.parametrize(
    "wrong",
    [
        Schedule(Cadence.WEEKLY, 7, 7, BERLIN),
        Schedule(Cadence.MONTHLY, 0, 7, BERLIN),
        Schedule(Cadence.DAILY, 0, 24, BERLIN),
        Schedule(Cadence.DAILY, 0, 7, "Mars/Olympus"),
    ],
)
def test_what_no_calendar_has_is_refused(wrong: Schedule) -> None:
    with pytest.raises(BadInput):
        wrong.checked()
