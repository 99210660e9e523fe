"""The picture of the accuracy page: what was forecast from each earlier day, and what came."""

from __future__ import annotations

from typing import Any

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money, micros_to_decimal
from paidsocial.services.prediction.backtests import Accuracy, Origin
from paidsocial.web import show
from paidsocial.web.campaign_charts import Picture


def _major(amount: Money) -> float:
    """Major units, for drawing only."""
    return float(micros_to_decimal(amount.micros))


def origins(found: Accuracy, currency: str) -> Picture:
    """A bar for each origin's interval of the total, the forecast in it, and what came: red where it fell outside."""
    seen = found.origins
    band = f"{found.interval:.0%} interval"
    option: dict[str, Any] = {
        "paid": {"format": "money", "currency": currency, "days": True},
        "legend": {},
        "xAxis": {"data": [each.day.isoformat() for each in seen]},
        "yAxis": {},
        "series": [
            {
                "name": "_low",
                "type": "bar",
                "paid": "band-low",
                "itemStyle": {"opacity": 0},
                "barMaxWidth": 44,
                "data": [_major(each.low) for each in seen],
            },
            {
                "name": band,
                "type": "bar",
                "paid": "band",
                "barMaxWidth": 44,
                "data": [_major(each.high - each.low) for each in seen],
            },
            {"name": "Forecast", "type": "scatter", "paid": "point", "data": [_major(each.forecast) for each in seen]},
            {
                "name": "What came",
                "type": "scatter",
                "symbol": "diamond",
                "symbolSize": 13,
                "itemStyle": {"color": "--ink"},
                "z": 11,
                "data": [_came(each) for each in seen],
            },
        ],
    }
    columns = ("Days", "Forecast", "Interval", "What came", "Held", "Model’s error", "28 days’ ROAS’ error")
    rows = tuple(
        (
            show.short_period_text(Period(each.day, each.last_day)),
            show.money(each.forecast.micros, currency, places=0),
            f"{_text(each.low)} – {_text(each.high)}",
            show.money(each.actual.micros, currency, places=0),
            "yes" if each.held else "no",
            show.money(each.error.micros, currency, places=0),
            show.money(each.reference_error.micros, currency, places=0),
        )
        for each in seen
    )
    label = f"Revenue of {found.horizon} days: what was forecast from each earlier day, and what came"
    return Picture(option, label, columns, rows)


def _came(each: Origin) -> dict[str, Any]:
    outside = {"itemStyle": {"color": "--red-fill"}, "note": "outside the interval"}
    return {"value": _major(each.actual), **({} if each.held else outside)}


def _text(amount: Money) -> str:
    return show.money_text(amount.micros, amount.currency, places=0)
