"""What the page of a campaign or ad set says beside its figures and charts."""

from __future__ import annotations

from datetime import timedelta

from babel.dates import format_date

from paidsocial.domain.days import Period
from paidsocial.services.performance.campaign_page import EntityPage
from paidsocial.services.prediction.forecast_runs import Event
from paidsocial.services.prediction.outlooks import Outlook
from paidsocial.web import campaign_charts, frame, show

_AROUND = 42  # days on either side of a break that its link shows


def break_link(event: Event, page: EntityPage, outlook: Outlook | None) -> str:
    """The address of this page with the weeks around a break that its chart does not show; empty where it does."""
    if outlook is None or event.kind != campaign_charts.BREAK or event.day in page.series.period:
        return ""
    around = timedelta(days=_AROUND)
    return frame.url_with(
        from_=(event.day - around).isoformat(), to=min(event.day + around, outlook.through).isoformat()
    )


def spend_words(page: EntityPage, outlook: Outlook | None, has_band: bool) -> str:
    """What the marks in the chart of spend mean."""
    words = []
    if page.series.flags:
        words.append("Marks on top are changes of its platform budget.")
    if outlook is not None and any(_is_break(event, page.series.period) for event in outlook.events):
        words.append(
            "At a break of level it began to earn another amount for its spend; earlier days count for little."
        )
    if page.series.young.days:
        which = "hatched days" if len(page.series.young.days) > 1 else "hatched day"
        words.append(
            f"On the {which} revenue is as reported so far: {page.series.young.in_words}. Dotted is what it is to "
            "become."
        )
    if has_band and outlook is not None:
        words.append(f"To the right, what is expected if recent spend goes on, as of {show.day_text(outlook.as_of)}.")
    return " ".join(words)


def _is_break(event: Event, period: Period) -> bool:
    return event.kind == campaign_charts.BREAK and event.day in period


def flight(page: EntityPage) -> Period | None:
    """The days of its flight, where they are known and none of them is shown."""
    first, last = page.entity.start_day or page.campaign.start_day, page.entity.end_day or page.campaign.end_day
    if first is None or last is None or last < first or Period(first, last).overlap(page.series.period):
        return None
    return Period(first, last)


def in_short(period: Period, year: int) -> str:
    """A period for a narrow place: “1–13 May”, “May”, with the year only where it is another one."""
    if period == Period.month_of(period.first):
        return show.period_text(period).removesuffix(f" {year}")
    first, last = (
        str(format_date(day, "d MMM" if day.year == year else "d MMM y", locale=show.LOCALE))
        for day in (period.first, period.last)
    )
    same_month = (period.first.year, period.first.month) == (period.last.year, period.last.month)
    return f"{period.first.day}–{last}" if same_month and period.first != period.last else f"{first} – {last}"


def budget_note(page: EntityPage) -> str:
    """What the budget is for, and what it goes back to."""
    budget = page.budget
    if budget is None:
        return ""
    kind = {"daily": "a day", "lifetime": "for the whole flight", "mixed": "a day"}[budget.kind]
    newest = next((step.change_id for step in page.steps if step.moved), None)
    back = page.going_back.get(newest or 0)
    if back is not None and back.expires_on is not None and back.before is not None:
        until, then = show.day_text(back.expires_on, year=False), show.money_text(back.before, back.currency)
        kind = f"{kind} until {until}, then {then}"
    if page.ad_set is not None:
        return kind if budget.ad_sets else f"{kind}, set on the campaign"
    return f"{kind}, over {show.count(budget.ad_sets, 'ad set')}" if budget.ad_sets else kind
