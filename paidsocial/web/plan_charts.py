"""The cumulative picture of a plan line, as an ECharts option with its table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from paidsocial.domain.money import micros_to_decimal
from paidsocial.domain.pacing_curve import Curve, curve
from paidsocial.domain.plan import Terms
from paidsocial.services.planning.pacing import LinePacing
from paidsocial.web import show


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: its option, what it shows in words, and the same figures as a table."""

    option: dict[str, Any]
    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Markup, ...], ...]


def _major(micros: int) -> float:
    """Major units, for drawing only."""
    return float(micros_to_decimal(micros))


def cumulative(line: LinePacing) -> Picture | None:
    """Plan curve, actual and projection with its 80% interval, today's mark, and the budget with its revisions."""
    if line.pacing is None:
        return None
    facts, terms = line.facts, line.facts.terms
    drawn = curve(line.pacing, terms, facts.history, line.deliveries)
    days, reached = [day.isoformat() for day in drawn.days], len(drawn.actual)
    actual = [_major(amount) for amount in drawn.actual]
    # The fan opens where the actual ends.
    start: list[float | None] = [*[None] * max(0, reached - 1), *actual[-1:]]
    padding = [None] * (len(days) - len(start) - len(drawn.ahead)) if not reached else []
    ahead = [_major(each.amount) for each in drawn.ahead]
    low = [_major(each.low) for each in drawn.ahead]
    height = [_major(each.high - each.low) for each in drawn.ahead]
    series: list[dict[str, Any]] = [
        {"name": "Plan", "type": "line", "paid": "plan", "data": [_major(amount) for amount in drawn.plan]},
        {"name": "Spent", "type": "line", "paid": "actual", "data": actual},
        {
            "name": "Budget",
            "type": "line",
            "step": "end",
            "paid": "expected",
            "data": [_major(terms.budget_on(day)) for day in drawn.days],
        },
    ]
    if drawn.ahead:
        foot = [0.0] if reached else []
        series += [
            {"name": "_low", "type": "line", "paid": "band-low", "data": [*start, *padding, *low]},
            {
                "name": "80 in 100 end here",
                "type": "line",
                "paid": "band",
                "data": [*start[:-1], *foot, *padding, *height],
            },
            {"name": "Projected", "type": "line", "paid": "forecast", "data": [*start, *padding, *ahead]},
        ]
    series[0]["markLine"] = {
        "symbol": "none",
        "silent": True,
        "lineStyle": {"type": "dashed", "width": 1, "opacity": 0.8},
        "data": _marks(line, terms),
    }
    option = {
        "paid": {"format": "money", "currency": terms.currency, "days": True},
        "legend": {},
        "xAxis": {"data": days},
        "yAxis": {},
        "series": series,
    }
    columns = ("Day", "Plan", "Spent", "Projected", "80% interval")
    return Picture(option, f"Plan and spend of {facts.name} by day", columns, _rows(drawn, terms.currency))


def _marks(line: LinePacing, terms: Terms) -> list[dict[str, Any]]:
    """Today, and the days on which the amount was revised."""
    marks = []
    if line.pacing is not None and line.pacing.as_of in terms.period:
        marks.append(_mark(line.pacing.as_of, "Today"))
    marks += [
        _mark(step.effective_day, show.amount_text(step.amount, terms.currency, places=0))
        for step in terms.steps()
        if step.effective_day > terms.period.first
    ]
    return marks


def _mark(day: date, text: str) -> dict[str, Any]:
    return {"xAxis": day.isoformat(), "label": {"formatter": text, "position": "insideEndTop"}}


def _rows(drawn: Curve, currency: str) -> tuple[tuple[str | Markup, ...], ...]:
    ahead = {each.day: each for each in drawn.ahead}
    rows = []
    for place, day in enumerate(drawn.days):
        found = ahead.get(day)
        rows.append(
            (
                show.short_day(day),
                show.amount(drawn.plan[place], currency),
                show.amount(drawn.actual[place], currency) if place < len(drawn.actual) else "",
                show.amount(found.amount, currency) if found else "",
                Markup("{} – {}").format(show.amount(found.low, currency), show.amount(found.high, currency))
                if found
                else "",
            )
        )
    return tuple(rows)
