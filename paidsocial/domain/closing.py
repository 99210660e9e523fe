"""What must hold before a month is closed: a checklist whose entries say what is done and name every exception.

Meta, TikTok and Google restate conversions and corrections for about four weeks, so a month is settled 28 days after
its end (PRACTICE: "re-read 28 days nightly, soft close on day 3, close on day 4 to 6").
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from paidsocial.domain.days import Period
from paidsocial.domain.fx import spans_text
from paidsocial.domain.wording import count, full_day

RESTATEMENT_DAYS = 28


class Standing(StrEnum):
    """Done; waiting for a day that comes by itself; or in need of someone."""

    DONE = "done"
    WAITS = "waits"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Check:
    """One entry of the checklist. `exceptions`: what somebody should look at, one sentence each, the worst first."""

    key: str
    title: str
    standing: Standing
    summary: str
    exceptions: tuple[str, ...] = ()


def settled_on(month: Period) -> date:
    """The first day on which no platform restates the month any more."""
    return month.last + timedelta(days=RESTATEMENT_DAYS)


def over_check(month: Period, today: date) -> Check:
    """Whether the month is over, and its restatement window too."""
    settled = settled_on(month)
    title = "The month is over and settled"
    if today <= month.last:
        left = (month.last - today).days + 1
        return Check(
            "settled", title, Standing.WAITS, f"{count(left, 'day')} are left." if left > 1 else "It ends today."
        )
    if today < settled:
        return Check("settled", title, Standing.WAITS, f"Platforms may restate it until {full_day(settled)}.")
    return Check("settled", title, Standing.DONE, f"Since {full_day(settled)}.")


@dataclass(frozen=True, slots=True)
class AccountDays:
    """The days of a month that an ad account has figures for, or a file that covers them without spend."""

    name: str
    platform: str
    days: Collection[date]


def missing_days(month: Period, have: Collection[date], through: date) -> list[date]:
    """The days of the month up to `through` that nothing covers."""
    return [day for day in month.days() if day <= through and day not in have]


def complete_check(month: Period, accounts: Iterable[AccountDays], through: date) -> Check:
    """Every ad account has figures for every day up to `through`; each one that lacks some is named with the days."""
    known = list(accounts)
    gaps = [(account, missing_days(month, account.days, through)) for account in known]
    lacking = sorted(((a, days) for a, days in gaps if days), key=lambda gap: (-len(gap[1]), gap[0].name))
    title = "Every ad account has figures for every day"
    if not known:
        return Check("complete", title, Standing.LOOK, "No ad account has figures in this month.")
    if not lacking:
        return Check("complete", title, Standing.DONE, f"{count(len(known), 'ad account')}, no day missing.")
    return Check(
        "complete",
        title,
        Standing.LOOK,
        f"{len(lacking)} of {count(len(known), 'ad account')} lack days.",
        tuple(f"{account.name} ({account.platform}) has nothing for {spans_text(days)}." for account, days in lacking),
    )


def exceptions_check(key: str, good: tuple[str, str], wrong: tuple[str, str], exceptions: Iterable[str]) -> Check:
    """An entry in the words of its state, title and summary: done and `good` without exceptions, else `wrong`."""
    found = tuple(exceptions)
    title, summary = wrong if found else good
    return Check(key, title, Standing.LOOK if found else Standing.DONE, summary, found)


def exceptions_first(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Those in need of someone, then those that wait, then those that are done; each in the order given."""
    order = [Standing.LOOK, Standing.WAITS, Standing.DONE]
    return tuple(sorted(checks, key=lambda check: order.index(check.standing)))
