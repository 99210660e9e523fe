"""The pictures of a campaign's and an ad set's page, as ECharts options with the table beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.metrics import Figures, roas
from paidsocial.domain.money import micros_to_decimal
from paidsocial.services.performance.series import Flag, Series
from paidsocial.services.prediction.forecast_runs import Event
from paidsocial.services.prediction.outlooks import Curve, DayForecast, Outlook
from paidsocial.web import show

LEAST_AHEAD = 14  # days of forecast drawn beyond the last figures
SMOOTH_DAYS = 7
LATER = "Once all is reported"
_MOST_FLAGS = 24
BREAK = "break_of_level"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: its option, what it shows in words, and the same figures as a table."""

    option: dict[str, Any]
    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Markup, ...], ...]


def _major(micros: int | None) -> float | None:
    """Major units, for drawing only."""
    return None if micros is None else float(micros_to_decimal(micros))


def ahead(outlook: Outlook | None, series: Series) -> tuple[DayForecast, ...]:
    """The forecast days that belong on a chart: those after the figures, where the chart reaches up to them."""
    if outlook is None or series.figures_to is None or outlook.through < series.figures_to - timedelta(days=2):
        return ()
    if series.period.last < outlook.through:
        return ()
    last = max(series.period.last, outlook.through + timedelta(days=LEAST_AHEAD))
    return tuple(day for day in outlook.days if series.figures_to < day.day <= last)


def drawn_days(series: Series, band: Sequence[DayForecast]) -> list[date]:
    """The days on the axis: those with figures, and those of the forecast."""
    last = series.figures_to or series.period.last
    days = [day for day in series.days if day <= last]
    if band:
        days += list(Period(last + ONE_DAY, band[-1].day).days())
    return days


def spend_and_revenue(series: Series, band: Sequence[DayForecast], events: Sequence[Event] = ()) -> Picture:
    """Spend and revenue a day, the forecast of revenue to the right, budget changes and breaks of level as marks on the
    time axis."""
    days = drawn_days(series, band)
    known = dict(zip(series.days, series.figures, strict=True))
    expected = {day.day: day for day in band}
    figures = [known.get(day) for day in days]
    shown: list[dict[str, Any]] = [
        {
            "name": "Spend",
            "type": "bar",
            "data": [_spend(each) for each in figures],
            "barMaxWidth": 18,
            "itemStyle": {"color": "--line-2"},
            "xAxisIndex": 1,
            "yAxisIndex": 1,
        },
        {
            "name": "Revenue",
            "type": "line",
            "paid": "actual",
            "data": [_revenue(each) for each in figures],
            **_maturing(series),
        },
        *_completed(series, days),
    ]
    if band:
        lows = [_major(expected[day].low.micros) if day in expected else None for day in days]
        heights = [
            _major(expected[day].high.micros - expected[day].low.micros) if day in expected else None for day in days
        ]
        middle = [_major(expected[day].revenue.micros) if day in expected else None for day in days]
        shown += [
            {"name": "_low", "type": "line", "paid": "band-low", "data": lows},
            {"name": "80% of days fall here", "type": "line", "paid": "band", "data": heights},
            {"name": "Expected revenue", "type": "line", "paid": "forecast", "data": middle},
        ]
    shown[1]["markLine"] = {
        "symbol": ["none", "triangle"],
        "symbolSize": 7,
        "silent": True,
        "lineStyle": {"type": "dashed", "width": 1, "opacity": 0.7},
        "data": [*_marks(series.flags, series.currency), *break_marks(events, days)],
    }
    axis = [day.isoformat() for day in days]
    option = {
        "paid": {"format": "money", "currency": series.currency, "days": True},
        "legend": {},
        # Spend below in a panel of its own: on revenue's axis it would be a line of dust.
        "grid": [
            {"top": 52, "left": 56, "right": 12, "bottom": "34%"},
            {"top": "72%", "left": 56, "right": 12, "bottom": 24},
        ],
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
        "xAxis": [
            {"gridIndex": 0, "data": axis, "axisLabel": {"show": False}, "axisTick": {"show": False}},
            {"gridIndex": 1, "data": axis},
        ],
        "yAxis": [{"gridIndex": 0}, {"gridIndex": 1, "splitNumber": 2}],
        "series": shown,
    }
    label = f"Spend and revenue a day, {show.period_text(Period(days[0], days[-1]))}" if days else "No figures"
    return Picture(
        option,
        label,
        ("Day", f"Spend, {series.currency}", f"Revenue, {series.currency}", "Budget and breaks"),
        tuple(_row(day, known.get(day), expected.get(day), series, events) for day in days),
    )


def _maturing(series: Series) -> dict[str, Any]:
    """The young days of a series, hatched."""
    if series.maturing_from is None or series.figures_to is None:
        return {}
    first, last = series.maturing_from.isoformat(), series.figures_to.isoformat()
    area = [{"xAxis": first, "name": "still filling up"}, {"xAxis": last}]
    return {
        "markArea": {
            "silent": True,
            "data": [area],
            "paid": "young",
            "label": {"position": "insideTopLeft", "color": "--ink-3", "fontSize": 11},
        }
    }


def _completed(series: Series, days: Sequence[date]) -> list[dict[str, Any]]:
    """What the young days' revenue is expected to become, as a dashed line from the last complete day on."""
    whole = dict(zip(series.days, series.completed_figures(), strict=True))
    return _later(series, days, [_revenue(whole.get(day)) for day in days])


def _later(series: Series, days: Sequence[date], line: Sequence[float | None]) -> list[dict[str, Any]]:
    """A line over the young days only, and the day before the first, from which it is drawn."""
    if not series.young.days:
        return []
    first = min(series.young.days) - ONE_DAY
    data = [value if day == first or day in series.young.days else None for day, value in zip(days, line, strict=True)]
    return [{"name": LATER, "type": "line", "paid": "expected", "data": data}]


def _spend(figures: Figures | None) -> float | None:
    return None if figures is None else _major(figures.spend)


def _revenue(figures: Figures | None) -> float | None:
    return None if figures is None else _major(figures.revenue)


def _marks(flags: Sequence[Flag], currency: str) -> list[dict[str, Any]]:
    """One mark a day: the new amount where one budget moved, how many where several did."""
    by_day: defaultdict[date, list[Flag]] = defaultdict(list)
    for flag in flags:
        by_day[flag.day].append(flag)
    marks = []
    for day, of_day in sorted(by_day.items())[-_MOST_FLAGS:]:
        step = of_day[-1].step
        several = len({flag.step.ad_set_id for flag in of_day}) > 1
        text = f"{len(of_day)} budgets" if several else show.amount_text(step.after, currency, places=0)
        marks.append({"xAxis": day.isoformat(), "label": {"formatter": text, "position": "end", "distance": 4}})
    return marks


def break_marks(events: Sequence[Event], days: Sequence[date]) -> list[dict[str, Any]]:
    """Breaks of level as marks of their own colour, where their day is on the axis."""
    shown = set(days)
    return [
        {
            "xAxis": event.day.isoformat(),
            "lineStyle": {"color": "--amber-fill", "width": 1.5, "opacity": 1},
            "label": {"formatter": "Break of level", "position": "end", "distance": 4, "color": "--amber"},
        }
        for event in events
        if event.kind == BREAK and event.day in shown
    ]


def flag_text(flag: Flag) -> str:
    """A budget change in words: “100.00 → 120.00 EUR a day”."""
    step = flag.step
    kind = "a day" if step.kind == "daily" else "in all"
    before = show.amount_text(step.before, step.currency) if step.before is not None else "?"
    return f"{before} → {show.amount_text(step.after, step.currency)} {step.currency} {kind}"


def _row(
    day: date, figures: Figures | None, expected: DayForecast | None, series: Series, events: Sequence[Event]
) -> tuple[str | Markup, ...]:
    currency = series.currency
    told = [flag_text(flag) for flag in series.flags if flag.day == day]
    changed = "; ".join([*told, *(event.text for event in events if event.kind == BREAK and event.day == day)])
    if expected is not None:
        low, high = (show.amount_text(amount.micros, currency) for amount in (expected.low, expected.high))
        return (show.short_day(day), "", f"{low} to {high} expected", changed)
    if figures is None:
        return (show.short_day(day), show.none("Nobody has read this day."), show.none("Not known."), changed)
    young = series.young.days.get(day)
    later = "" if young is None else f" so far, {show.amount_text(young.revenue, currency)} once all is reported"
    return (
        show.short_day(day),
        show.amount(figures.spend, currency),
        show.amount(figures.revenue, currency, why="Not reported.") + later,
        changed,
    )


def rolling_roas(figures: Sequence[Figures | None], days: int = SMOOTH_DAYS) -> list[float | None]:
    """Revenue / spend over each day and the ones before it, the last `days` of them that are known."""
    found: list[float | None] = []
    for position, today in enumerate(figures):
        window = [each for each in figures[max(0, position - days + 1) : position + 1] if each is not None]
        if today is None or not window:
            found.append(None)
            continue
        total = sum(window[1:], window[0])
        found.append(roas(total.revenue, total.spend))
    return found


def roas_over_time(series: Series, break_even: float | None, events: Sequence[Event] = ()) -> Picture:
    """ROAS of seven days at a time over the daily one; the break-even of the client's margin and breaks as lines."""
    days = drawn_days(series, ())
    figures = series.figures[: len(days)]
    daily, smooth = series.daily_roas()[: len(days)], rolling_roas(figures)
    main: dict[str, Any] = {"name": "ROAS, 7 days", "type": "line", "paid": "actual", "data": _rounded(smooth)}
    main |= _maturing(series)
    whole = _rounded(rolling_roas(series.completed_figures()[: len(days)]))
    lines = break_marks(events, days)
    if break_even is not None:
        words = {"formatter": "Break-even", "position": "insideStartTop"}
        lines.append({"yAxis": round(break_even, 4), "label": words})
    if lines:
        main["markLine"] = {
            "symbol": "none",
            "silent": True,
            "data": lines,
            "lineStyle": {"type": "dashed", "color": "--amber-fill"},
        }
    option = {
        "paid": {"format": "ratio", "days": True},
        "legend": {},
        "grid": {"right": 26, "top": 52 if break_marks(events, days) else 34},
        "xAxis": {"data": [day.isoformat() for day in days]},
        "yAxis": {},
        "series": [
            {"name": "ROAS, each day", "type": "line", "paid": "before", "data": _rounded(daily)},
            main,
            *_later(series, days, whole),
        ],
    }
    why = "Nothing was spent, or no revenue reported."
    rows = tuple(
        (show.short_day(day), show.ratio(each, why=why), show.ratio(mean, why=why))
        for day, each, mean in zip(days, daily, smooth, strict=True)
    )
    return Picture(option, "ROAS over time", ("Day", "ROAS, each day", "ROAS, 7 days"), rows)


def _rounded(values: Sequence[float | None]) -> list[float | None]:
    return [None if value is None else round(value, 4) for value in values]


def response(curve: Curve) -> Picture:
    """Revenue a day as a function of spend a day: solid where it was tried, dashed beyond, today as a point."""
    currency = curve.today.spend.currency
    points = [(_major(point.spend.micros), _major(point.revenue.micros), point.observed) for point in curve.points]
    first = next((at for at, point in enumerate(points) if point[2]), len(points))
    last = max((at for at, point in enumerate(points) if point[2]), default=-1)
    tried = [[x, y] for x, y, observed in points if observed]
    below = [[x, y] for x, y, _ in points[: first + 1]]
    beyond = [[x, y] for x, y, _ in points[max(last, 0) :]] if last >= 0 else []
    today = [_major(curve.today.spend.micros), _major(curve.today.revenue.micros)]
    if curve.known:
        lines = [
            {"name": "Tried before", "type": "line", "paid": "actual", "data": tried},
            {"name": "Never tried", "type": "line", "paid": "forecast", "data": beyond},
            {"name": "_below", "type": "line", "paid": "forecast", "data": below},
        ]
    else:  # nothing solid: its group's curve, with what else it may be
        whole = [[x, y] for x, y, _ in points]
        lines = [{"name": "Its group’s response", "type": "line", "paid": "expected", "data": whole}]
    lows = [[_major(point.spend.micros), _major(point.low.micros)] for point in curve.points]
    highs = [[_major(point.spend.micros), _major(point.high.micros)] for point in curve.points]
    shown: list[dict[str, Any]] = [
        *lines,
        {"name": "80% of responses lie between", "type": "line", "paid": "before", "data": lows},
        {"name": "_high", "type": "line", "paid": "before", "data": highs},
        {"name": "Today", "type": "scatter", "paid": "point", "data": [{"value": today}]},
    ]
    option = {
        "paid": {"format": "money", "currency": currency},
        "legend": {},
        "tooltip": {"trigger": "item"},
        "grid": {"top": 40, "bottom": 26, "right": 24},
        "xAxis": {
            "type": "value",
            "name": "Spend a day",
            "nameLocation": "middle",
            "nameGap": 28,
            "paid": {"format": "money", "currency": currency, "short": 2},
        },
        "yAxis": {},
        "series": shown,
    }
    rows = tuple(
        (
            show.money(point.spend.micros, currency),
            show.money(point.revenue.micros, currency),
            f"{show.amount_text(point.low.micros, currency)} to {show.amount_text(point.high.micros, currency)}",
            show.ratio(point.marginal_roas, why="Nobody knows how its revenue responds to spend."),
            "tried" if point.observed else "never tried",
        )
        for point in curve.points
    )
    return Picture(
        option,
        "Expected revenue a day by spend a day",
        ("Spend", "Revenue", "80% interval of the response", "Marginal ROAS", ""),
        rows,
    )
