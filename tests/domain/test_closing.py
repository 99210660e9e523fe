"""The checklist of a month's close: what is done, what waits, what somebody should look at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from paidsocial.domain.closing import (
    AccountDays,
    Check,
    Standing,
    complete_check,
    exceptions_check,
    exceptions_first,
    missing_days,
    over_check,
    settled_on,
)
from paidsocial.domain.days import Period

JUNE = Period.month(2026, 6)


@pytest.mark.parametrize(
    ("today", "standing", "summary"),
    [
        (date(2026, 6, 14), Standing.WAITS, "17 days are left."),
        (date(2026, 6, 30), Standing.WAITS, "It ends today."),
        (date(2026, 7, 1), Standing.WAITS, "Platforms may restate it until 28 July 2026."),
        (date(2026, 7, 27), Standing.WAITS, "Platforms may restate it until 28 July 2026."),
        (date(2026, 7, 28), Standing.DONE, "Since 28 July 2026."),
    ],
)
def test_a_month_is_settled_four_weeks_after_its_end(today: date, standing: Standing, summary: str) -> None:
    assert settled_on(JUNE) == date(2026, 7, 28)
    check = over_check(JUNE, today)
    assert (check.standing, check.summary) == (standing, summary)


def test_days_that_have_not_come_are_not_missing() -> None:
    have = {date(2026, 6, 1), date(2026, 6, 3)}
    assert missing_days(JUNE, have, date(2026, 6, 4)) == [date(2026, 6, 2), date(2026, 6, 4)]


def test_every_account_that_lacks_days_is_named_the_worst_first() -> None:
    whole = AccountDays("Whole", "meta", set(JUNE.days()))
    one = AccountDays("One day short", "meta", set(JUNE.days()) - {date(2026, 6, 9)})
    late = AccountDays("Late", "tiktok", {JUNE.first + timedelta(days=n) for n in range(20)})
    check = complete_check(JUNE, [whole, one, late], JUNE.last)
    assert (check.standing, check.summary) == (Standing.LOOK, "2 of 3 ad accounts lack days.")
    assert check.exceptions == (
        "Late (tiktok) has nothing for 2026-06-21 to 2026-06-30.",
        "One day short (meta) has nothing for 2026-06-09.",
    )
    assert complete_check(JUNE, [whole], JUNE.last).summary == "1 ad account, no day missing."
    assert complete_check(JUNE, [], JUNE.last).standing is Standing.LOOK


def test_exceptions_stand_first() -> None:
    checks = [
        Check("a", "A", Standing.DONE, ""),
        Check("b", "B", Standing.WAITS, ""),
        exceptions_check("c", ("C", "Good."), ("Not C", "Bad."), ["One."]),
        exceptions_check("d", ("D", "Good."), ("Not D", "Bad."), []),
    ]
    assert [check.key for check in exceptions_first(checks)] == ["c", "b", "a", "d"]
    assert (checks[2].title, checks[2].summary) == ("Not C", "Bad.")
    assert (checks[3].title, checks[3].summary) == ("D", "Good.")
