"""What the campaigns under a plan line do: flights, platform budgets, edits, and which of them moved its spend.

Two things come of it. A line's past spend is put into *today's terms* before it is carried forward, so that
a flight that is over or a budget changed yesterday does not wait weeks to show in the projection. And a
line that is off pace gets its causes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from paidsocial.domain import wording
from paidsocial.domain.days import ONE_DAY
from paidsocial.domain.weekday import Shape

_RECENT = 7
_EDIT_IS_RECENT = 7
_CAPPED_PER_CENT = 95  # a campaign that spends this much of its platform budget is held back by it
_SILENT_DAYS = 2  # whole days without a cent before "no delivery" is said
_LOOK_BACK = 28
_LEAST_BEFORE, _LEAST_AFTER, _MOST_AFTER = 3, 2, 14
_LEAST_CHANGE = 0.10
_LEAST_SIGMAS = 3.0
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason, for programs (`code`) and for people (`text`)."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class BudgetEdit:
    """A platform budget per day that changed on a day (micros); `before` is None where nobody knew it."""

    day: date
    before: int | None
    after: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One covered campaign: its spend per whole day (micros), aligned with its line's, and what is known of
    its settings.

    `daily_budget` is the platform budget per day (of the campaign, or its ad sets' together); `edits` in
    order of day.
    """

    campaign_id: int
    name: str
    daily: tuple[int, ...]
    daily_budget: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    edits: tuple[BudgetEdit, ...] = ()

    def ended(self, through: date) -> bool:
        """Whether its flight was over by the end of a day."""
        return self.last_day is not None and self.last_day <= through

    @property
    def recent(self) -> float:
        """Micros on an average one of the last seven whole days."""
        latest = self.daily[-_RECENT:]
        return sum(latest) / len(latest) if latest else 0.0


def todays_terms(totals: Sequence[int], campaigns: Sequence[Delivery], through: date) -> list[float]:
    """A line's daily spend as it would have been with the flights and platform budgets of today.

    The days of a campaign whose flight is over are taken out. Days before a budget cut are limited to the
    new amount; days before a raise are scaled by it where the old budget held the campaign back, and left
    alone where it did not.
    """
    result = [float(value) for value in totals]
    first_day = through - timedelta(days=len(totals) - 1)
    for campaign in campaigns:
        if not campaign.ended(through) and not campaign.edits:
            continue
        for position, restated in enumerate(_restated(campaign, first_day, through)):
            result[position] += restated - campaign.daily[position]
    return [max(0.0, value) for value in result]


def _restated(campaign: Delivery, first_day: date, through: date) -> list[float]:
    if campaign.ended(through):
        return [0.0] * len(campaign.daily)
    days = [float(value) for value in campaign.daily]
    for edit in campaign.edits:
        if edit.before is None or not first_day < edit.day <= through + ONE_DAY:
            continue
        position = (edit.day - first_day).days
        before = campaign.daily[max(0, position - _RECENT) : position]
        held_back = sum(before) * 100 >= _CAPPED_PER_CENT * edit.before * len(before)
        # The day of the edit itself is part old, part new: it is restated with the days before it.
        for at in range(min(position + 1, len(days))):
            if edit.after < edit.before:
                days[at] = min(days[at], float(edit.after))
            elif held_back and edit.before > 0 and at < position:
                days[at] *= edit.after / edit.before
    return days


def running_share(campaigns: Sequence[Delivery], totals: Sequence[float], through: date, day: date) -> float:
    """The part of today's run rate that is still in flight on a day ahead: 1 where no flight ends before it.

    `totals` is the line's spend up to `through` in today's terms, so flights already over are no part of it.
    """
    latest = totals[-_RECENT:]
    recent = sum(latest) / len(latest) if latest else 0.0
    if recent <= 0:
        return 1.0
    gone = sum(c.recent for c in campaigns if not c.ended(through) and c.ended(day - ONE_DAY))
    return max(0.0, 1 - gone / recent)


def silence(totals: Sequence[int], through: date) -> Cause | None:
    """No delivery: at least two whole days up to `through` without spend."""
    silent = 0
    for value in reversed(totals):
        if value > 0:
            break
        silent += 1
    if silent < _SILENT_DAYS:
        return None
    if silent == len(totals):
        return Cause("no_delivery", "No delivery: the campaigns of this line have not spent at all.")
    since = through - timedelta(days=silent - 1)
    text = f"No delivery since {wording.full_day(since)}: {wording.count(silent, 'whole day')} without spend."
    return Cause("no_delivery", text)


def ended_flights(campaigns: Sequence[Delivery], through: date) -> list[Cause]:
    """Flights that are over, those that ended last first, of campaigns that had spent."""
    over = [c for c in campaigns if c.ended(through) and any(c.daily)]
    over.sort(key=lambda c: (c.last_day or through, c.name), reverse=True)
    return [
        Cause("flight_ended", f"Flight ended: {c.name} stopped on {wording.full_day(c.last_day)}.")
        for c in over[:_NAMED]
        if c.last_day
    ]


def capped(campaigns: Sequence[Delivery], currency: str, through: date) -> list[Cause]:
    """Campaigns that spend 95% and more of their platform budget, the largest first."""
    held = [
        c
        for c in campaigns
        if c.daily_budget and not c.ended(through) and c.recent * 100 >= _CAPPED_PER_CENT * c.daily_budget
    ]
    held.sort(key=lambda c: (-(c.daily_budget or 0), c.name))
    return [
        Cause(
            "capped_by_platform_budget",
            f"Capped by platform budget: {c.name} already spends {100 * c.recent / (c.daily_budget or 1):.0f}% of its "
            f"{wording.amount(c.daily_budget or 0, currency)} a day.",
        )
        for c in held[:_NAMED]
    ]


def recent_edits(campaigns: Sequence[Delivery], currency: str, as_of: date) -> list[Cause]:
    """Platform budgets edited in the last seven days, the largest change first: the run rate may still be
    moving.
    """
    found = []
    for campaign in campaigns:
        recent = [edit for edit in campaign.edits if 0 <= (as_of - edit.day).days < _EDIT_IS_RECENT]
        if recent:  # several in a week are told as one, from where it was to where it is
            edit = BudgetEdit(recent[-1].day, recent[0].before, recent[-1].after)
            found.append((-abs(edit.after - (edit.before or 0)), campaign.name, campaign, edit))
    found.sort(key=lambda item: item[:2])
    causes = []
    for _, _, campaign, edit in found[:_NAMED]:
        was = f"from {wording.amount(edit.before, currency)} " if edit.before is not None else ""
        text = (
            f"Recent budget edit: {campaign.name} {was}to {wording.amount(edit.after, currency)} a day on "
            f"{wording.full_day(edit.day)}; the run rate may still be moving."
        )
        causes.append(Cause("recent_budget_edit", text))
    return causes


@dataclass(frozen=True, slots=True)
class Move:
    """A campaign's change of level: micros a day before and after, and the first day of the new level."""

    campaign_id: int
    name: str
    since: date
    before: float
    after: float

    @property
    def by(self) -> float:
        """Micros a day, signed."""
        return self.after - self.before

    def text(self, currency: str, as_of: date) -> str:
        """The move in a few words: "Advantage+ rose 41% since Monday"."""
        since = wording.day(self.since, as_of)
        if self.before <= 0:
            return f"{self.name} started on {since} and spends {wording.amount(round(self.after), currency)} a day."
        if self.after <= 0:
            was = wording.amount(round(self.before), currency)
            return f"{self.name} has not spent since {since}; it spent {was} a day before."
        word = "rose" if self.by > 0 else "fell"
        return f"{self.name} {word} {100 * abs(self.by) / self.before:.0f}% since {since}."


def biggest_move(campaigns: Sequence[Delivery], shape: Shape, through: date, *, up: bool) -> Move | None:
    """The campaign whose change of level pushed most money a day up (or down), within the last four weeks.

    Each campaign's days, weekdays taken out, are cut in two where that explains most of their scatter; the
    cut counts if the levels differ by a tenth and by three standard errors.
    """
    moves = [move for c in campaigns if (move := _move(c, shape, through)) and (move.by > 0) == up]
    return max(moves, key=lambda move: (abs(move.by), move.name), default=None)


def _move(campaign: Delivery, shape: Shape, through: date) -> Move | None:
    raw = campaign.daily[-_LOOK_BACK:]
    start = through - timedelta(days=len(raw) - 1)
    days = []
    for offset, value in enumerate(raw):
        index = shape.index(start + timedelta(days=offset))
        days.append(value / index if index > 0.1 else float(value))
    best: tuple[float, int, float, float] | None = None
    for cut in range(max(_LEAST_BEFORE, len(days) - _MOST_AFTER), len(days) - _LEAST_AFTER + 1):
        before, after = days[:cut], days[cut:]
        low, high = sum(before) / len(before), sum(after) / len(after)
        explained = (high - low) ** 2 * len(before) * len(after) / len(days)
        if best is None or explained > best[0]:
            best = (explained, cut, low, high)
    if best is None:
        return None
    explained, cut, low, high = best
    left = sum((v - low) ** 2 for v in days[:cut]) + sum((v - high) ** 2 for v in days[cut:])
    noise = left / max(1, len(days) - 2)
    if explained < _LEAST_SIGMAS**2 * noise or abs(high - low) < _LEAST_CHANGE * max(low, 1.0) or abs(high - low) < 1:
        return None
    return Move(campaign.campaign_id, campaign.name, start + timedelta(days=cut), low, high)
