"""What happened in a history: found, dated, and said in words with its size.

Marks are found in one vectorised pass (`mark`); `Event` objects are made from them only when asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from forecasting.figures import in_day_words
from forecasting.findings.breaks import NONE, Breaks, find_breaks, week_start
from forecasting.findings.outages import Outages
from forecasting.findings.partial_day import PartialDay, partial_last_day, without_last_day
from forecasting.findings.stops import END, GAP, JUMP, LAUNCH, OPEN, PAUSE, Marks, scan
from forecasting.fitting.weeks import Weeks, weekly
from forecasting.history import ONE_DAY, History, Places

KINDS = ("gap", "launch", "pause", "end_of_life", "spend_jump", "partial_last_day", "break_of_level")
_STOPS = {GAP: "gap", PAUSE: "pause", END: "end_of_life", LAUNCH: "launch", JUMP: "spend_jump"}
_ORDER = {kind: at for at, kind in enumerate(KINDS)}
WHOLE_ACCOUNT = -1  # in place of a unit's row


class Event(NamedTuple):
    """One thing that happened to a unit, or to the whole account where `unit` is None.

    `kind` is one of "gap" (2 to 6 days without spend), "pause" (longer, or still going on), "end_of_life" (no spend
    for two weeks or more, up to the last day), "launch", "spend_jump" (doubled or halved from one day to the next),
    "partial_last_day" and "break_of_level" (earns at least twice, or at most half, for its spend; with a length, weeks
    of spend without any revenue). `last_day` is None for what has not ended or has no end.

    `before` and `after` are the size: daily spend in the week before and after; for a partial day, its weekday's spend
    and its own; for a break, ROAS before and after it. `days` is the length in days, 0 for what has none; for a break
    of the whole account `agreeing` of `judged` units show it.
    """

    unit: str | None
    kind: str
    first_day: dt.date
    last_day: dt.date | None
    before: float
    after: float
    days: int = 0
    agreeing: int = 0
    judged: int = 0

    @property
    def in_words(self) -> str:
        """One plain sentence with day and size."""
        return self.words()

    def words(self, amount: Callable[[float], str] = "{:,.2f}".format) -> str:
        """The same, with amounts of money as `amount` writes them."""
        return _WORDS[self.kind](self, amount)


class Found(NamedTuple):
    """What `mark` finds, in arrays and columns."""

    marks: Marks
    account: Marks  # of the account's own spend, rows 0
    partial: PartialDay | None
    breaks: Breaks
    weeks: int
    first_day: dt.date
    last_seen: dt.date

    def ended(self, units: int) -> Places:
        """The first column without spend (units,) of those that ended, -1 for the others."""
        found = np.full(units, NONE)
        ended = self.marks.kind == END
        found[self.marks.row[ended]] = self.marks.first[ended]
        return found


def find_events(history: History) -> tuple[Event, ...]:
    """Everything that happened in a history, by day; what concerns the whole account is said once, with unit None.

    >>> import datetime as dt
    >>> monday = dt.date(2026, 1, 5)
    >>> rows = [
    ...     ("prospecting", "meta", monday + dt.timedelta(days=day), 40.0 if day < 66 else 210.0, 300.0)
    ...     for day in range(90)
    ... ]
    >>> find_events(History.from_rows(rows))[0].in_words
    'Spend jumped from 40.00 to 210.00 a day on 12 March 2026.'
    """
    partial = partial_last_day(history)
    seen = history if partial is None else without_last_day(history)
    weeks = weekly(seen)
    return as_events(mark(seen, weeks, find_breaks(weeks), partial), history.units)


def mark(seen: History, weeks: Weeks, breaks: Breaks, partial: PartialDay | None) -> Found:
    """Everything in arrays; `seen` is the history without a partial last day, `weeks` its weeks."""
    marks, account = scan(seen.spend), scan(seen.spend.sum(axis=0, keepdims=True))
    account = account.keep(account.kind != LAUNCH) if len(seen.units) > 1 else Marks.joined([])
    return Found(marks, account, partial, breaks, weeks.count, seen.first_day, seen.last_day)


def _less_common(marks: Marks, account: Marks) -> Marks:
    """Without the stops of units that are the account's."""
    keep = np.ones(len(marks), dtype=bool)
    for kind, _, first, last, _, _ in account.entries():
        if kind == JUMP:
            continue
        end = np.inf if last == OPEN else last
        ends = np.where(marks.last == OPEN, np.inf, marks.last)
        within = (marks.first >= first) & (ends <= end) & (marks.kind != JUMP) & (marks.kind != LAUNCH)
        keep &= ~within
    return marks.keep(keep)


def as_events(found: Found, units: tuple[str, ...]) -> tuple[Event, ...]:
    """Objects, by day; the account's first, then the order of `units`."""
    events: list[tuple[int, Event]] = []
    length = (found.last_seen - found.first_day).days + 1
    days = [found.first_day + at * ONE_DAY for at in range(length)]
    for marks, whole in ((found.account, True), (_less_common(found.marks, found.account), False)):
        for kind, row, first, last, before, after in marks.entries():
            lasted = (length if last == OPEN else last + 1) - first if kind in {GAP, PAUSE, END} else 0
            event = Event(
                None if whole else units[row],
                _STOPS[kind],
                days[first],
                None if last == OPEN else days[last],
                before,
                after,
                lasted,
            )
            events.append((WHOLE_ACCOUNT if whole else row, event))
    events.extend(_breaks(found, units))
    if found.partial is not None:
        day = found.last_seen + ONE_DAY
        partial = Event(None, "partial_last_day", day, day, found.partial.usual, found.partial.spent, 1)
        events.append((WHOLE_ACCOUNT, partial))
    events.sort(key=lambda each: (each[1].first_day, each[0], _ORDER[each[1].kind]))
    return tuple(event for _, event in events)


def _breaks(found: Found, units: tuple[str, ...]) -> list[tuple[int, Event]]:
    breaks = found.breaks
    events: list[tuple[int, Event]] = []
    common = breaks.account
    if common is not None:
        start = week_start(common.week, found.weeks, found.last_seen)
        size = common.before, common.after, 0, common.agreeing, common.judged
        events.append((WHOLE_ACCOUNT, Event(None, "break_of_level", start, None, *size)))
    outages = breaks.outages
    silent = {}  # the first week of an outage that goes on, which is the same break
    if outages is not None:
        events.extend(_outages(outages, found, units))
        open_ = outages.end == found.weeks
        silent = dict(zip(outages.row[open_].tolist(), outages.start[open_].tolist(), strict=True))
    for row in np.flatnonzero(breaks.week != NONE).tolist():
        week = int(breaks.week[row])
        if (common is not None and abs(week - common.week) <= 1) or abs(week - silent.get(row, -2)) <= 1:
            continue
        before, after = float(found.breaks.before[row]), float(found.breaks.after[row])
        start = week_start(week, found.weeks, found.last_seen)
        events.append((row, Event(units[row], "break_of_level", start, None, before, after)))
    return events


def _outages(outages: Outages, found: Found, units: tuple[str, ...]) -> list[tuple[int, Event]]:
    events = []
    ends = zip(*(each.tolist() for each in (outages.row, outages.start, outages.end)), strict=True)
    for (row, start, end), before in zip(ends, outages.before.tolist(), strict=True):
        first = week_start(start, found.weeks, found.last_seen)
        after = week_start(end, found.weeks, found.last_seen)
        last = None if end == found.weeks else after - ONE_DAY
        events.append((row, Event(units[row], "break_of_level", first, last, before, 0.0, (after - first).days)))
    return events


def _stop(event: Event, amount: Callable[[float], str]) -> str:
    """A gap, a pause or an end."""
    where = "" if event.unit is not None else " in the whole account"
    length = f"{event.days} day{'s' if event.days != 1 else ''}"
    spent = f"after {amount(event.before)} a day"
    if event.last_day is not None:
        span = f"from {in_day_words(event.first_day)} to {in_day_words(event.last_day)} ({length})"
        return f"{'No spend' if event.kind == 'gap' else 'Paused'}{where} {span}, {spent}."
    ended = "Ended: no spend" if event.kind == "end_of_life" else "No spend"
    return f"{ended}{where} since {in_day_words(event.first_day)} ({length}), {spent}."


def _launch(event: Event, amount: Callable[[float], str]) -> str:
    return f"Launched on {in_day_words(event.first_day)} at {amount(event.after)} a day."


def _jump(event: Event, amount: Callable[[float], str]) -> str:
    verb = "jumped" if event.after > event.before else "dropped"
    spend = "Spend" if event.unit is not None else "The account's spend"
    return (
        f"{spend} {verb} from {amount(event.before)} to {amount(event.after)} a day on {in_day_words(event.first_day)}."
    )


def _partial(event: Event, amount: Callable[[float], str]) -> str:
    return (
        f"{in_day_words(event.first_day)} looks incomplete: {amount(event.after)} spent where its weekday usually has "
        f"{amount(event.before)}; the fit leaves it out."
    )


def _silence(event: Event) -> str:
    lasted = f"({event.days} days) while spend went on, after a ROAS of {event.before:.2g}: tracking may have failed"
    if event.last_day is None:
        return f"No revenue since {in_day_words(event.first_day)} {lasted}."
    span = f"from {in_day_words(event.first_day)} to {in_day_words(event.last_day)}"
    return f"No revenue {span} {lasted}; these weeks count for little."


def _break(event: Event, _amount: Callable[[float], str]) -> str:
    if event.days:
        return _silence(event)
    agree = f" in {event.agreeing} of {event.judged} units at once" if event.judged else ""
    return (
        f"The level broke on {in_day_words(event.first_day)}{agree}: ROAS {event.before:.2g} before, "
        f"{event.after:.2g} after, more than spend explains; earlier days count for little."
    )


_WORDS = {
    "gap": _stop,
    "pause": _stop,
    "end_of_life": _stop,
    "launch": _launch,
    "spend_jump": _jump,
    "partial_last_day": _partial,
    "break_of_level": _break,
}
