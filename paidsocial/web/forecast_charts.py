"""The picture of a forecast: spend and revenue by week so far, and the weeks ahead with their fan to the right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money, micros_to_decimal
from paidsocial.services.prediction.forecast_page import ForecastPage, PastWeek, UnitEvent
from paidsocial.web import show
from paidsocial.web.campaign_charts import BREAK, Picture

PAST_WEEKS = 26
_NAME = 22  # letters of a name on the axis


def weeks(found: ForecastPage) -> Picture:
    """A day's average of each week, so that weeks of fewer days compare; breaks of level as marks on the time axis."""
    past, ahead = found.past[-PAST_WEEKS:], found.ahead
    gap: list[float | None] = [None] * len(past)
    lows, highs, middle = list(gap), list(gap), list(gap)
    if past:  # the fan opens from the last week that is known
        last = _daily(past[-1].completed, past[-1].days)
        lows[-1], highs[-1], middle[-1] = last, 0.0, last
    for week in ahead:
        low, high = _daily(week.low, week.days), _daily(week.high, week.days)
        lows.append(low)
        highs.append(round(high - low, 6))
        middle.append(_daily(week.revenue, week.days))
    past_spend = [{"value": _daily(week.spend, week.days)} for week in past]
    expected = [
        {"value": _daily(week.spend, week.days), "itemStyle": {"color": "--line", "borderColor": "--line-2"}}
        for week in ahead
    ]
    series: list[dict[str, Any]] = [
        {
            "name": "Spend",
            "type": "bar",
            "barMaxWidth": 18,
            "itemStyle": {"color": "--line-2"},
            "data": [*past_spend, *expected],
            "markLine": {
                "symbol": ["none", "triangle"],
                "symbolSize": 7,
                "silent": True,
                "lineStyle": {"type": "dashed", "width": 1, "color": "--amber-fill"},
                "data": _marks(found.events, past),
            },
        },
        {
            "name": "Revenue",
            "type": "line",
            "paid": "actual",
            "data": [*(_daily(week.revenue, week.days) for week in past), *([None] * len(ahead))],
        },
        {"name": "_low", "type": "line", "paid": "band-low", "data": lows},
        {"name": "80% of outcomes fall here", "type": "line", "paid": "band", "data": highs},
        {"name": "Expected revenue", "type": "line", "paid": "forecast", "data": middle},
    ]
    if any(week.young for week in past):
        series.insert(2, _completed(past, len(ahead)))
    option = {
        "paid": {"format": "money", "currency": found.forecast.currency, "days": True},
        "legend": {},
        "grid": {"top": 56},
        "xAxis": {"data": [days.first.isoformat() for days in _axis(found)]},
        "yAxis": {},
        "series": series,
    }
    label = "Spend and revenue a day, averaged by week, with the forecast"
    code = found.forecast.currency
    columns = ("Week", f"Spend a day, {code}", f"Revenue a day, {code}", "80% interval", "What happened")
    return Picture(option, label, columns, _rows(found, code))


def _completed(past: Sequence[PastWeek], ahead: int) -> dict[str, Any]:
    """What the young weeks' revenue is expected to become, from the last complete one on."""
    young = [at for at, week in enumerate(past) if week.young]
    drawn = {*young, max(young[0] - 1, 0)}
    line = [_daily(week.completed, week.days) if at in drawn else None for at, week in enumerate(past)]
    return {"name": "Once all is reported", "type": "line", "paid": "expected", "data": [*line, *([None] * ahead)]}


def _axis(found: ForecastPage) -> list[Period]:
    return [*(week.days for week in found.past[-PAST_WEEKS:]), *(week.days for week in found.ahead)]


def _daily(amount: Money, days: Period) -> float:
    """Major units a day, for drawing only."""
    return round(float(micros_to_decimal(amount.micros)) / len(days), 6)


def _breaks(events: Sequence[UnitEvent], days: Period) -> list[UnitEvent]:
    return [each for each in events if each.event.kind == BREAK and each.event.day in days]


def _marks(events: Sequence[UnitEvent], past: Sequence[PastWeek]) -> list[dict[str, Any]]:
    """One mark a week: the name of what broke, or how many did."""
    marks = []
    for week in past:
        broke = _breaks(events, week.days)
        if not broke:
            continue
        text = f"Break: {_short(broke[0])}" if len(broke) == 1 else f"{len(broke)} breaks"
        marks.append(
            {
                "xAxis": week.days.first.isoformat(),
                "label": {"formatter": text, "position": "end", "distance": 4, "color": "--amber"},
            }
        )
    return marks


def _short(each: UnitEvent) -> str:
    name = each.unit.name if each.unit else "all together"
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _later(amount: str) -> str:
    return f" so far, {amount} once all is reported"


def _rows(found: ForecastPage, code: str) -> tuple[tuple[str | Markup, ...], ...]:
    def a_day(amount: Money, days: Period) -> str:
        return show.amount_text(round(amount.micros / len(days)), code)

    happened: defaultdict[Period, list[str]] = defaultdict(list)
    for week in found.past:
        for each in _breaks(found.events, week.days):
            happened[week.days].append(f"{each.unit.name if each.unit else 'All'}: {each.event.text}")
    past = (
        (
            show.short_period_text(week.days),
            a_day(week.spend, week.days),
            f"{a_day(week.revenue, week.days)}{_later(a_day(week.completed, week.days)) if week.young else ''}",
            "",
            " ".join(happened[week.days][:5]),
        )
        for week in found.past[-PAST_WEEKS:]
    )
    ahead = (
        (
            show.short_period_text(week.days),
            a_day(week.spend, week.days),
            f"{a_day(week.revenue, week.days)} expected",
            f"{a_day(week.low, week.days)} to {a_day(week.high, week.days)}",
            "",
        )
        for week in found.ahead
    )
    return (*past, *ahead)
