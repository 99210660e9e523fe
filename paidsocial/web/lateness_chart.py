"""How late an ad account's revenue comes in, as a picture: its curve beside its platform's and the assumed one."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Any

from paidsocial.services.performance.maturity import Lateness
from paidsocial.web import show
from paidsocial.web.campaign_charts import Picture

_LEAST_DAYS = 14  # shown, however soon a day is complete


def picture(found: Lateness) -> Picture:
    """The share of a day's final revenue that is known, by the day's age; from the next morning on."""
    last = min(max(found.complete_after + 2, _LEAST_DAYS), found.oldest)
    ages = found.ages[1 : last + 1]
    highest = max(each.high for each in ages)
    own = "This account" if found.source == "account" else "This account, taken from others"
    series: list[dict[str, Any]] = [
        {"name": "_low", "type": "line", "paid": "band-low", "data": [each.low for each in ages]},
        _line("80% sure", "band", [each.high - each.low for each in ages]),
        _line(own, "actual" if found.source == "account" else "forecast", [each.share for each in ages]),
    ]
    if found.source == "account" and found.others:
        series.append(_line("Its platform", "plan", [each.platform for each in ages]))
    series.append(_line("Assumed without restatements", "expected", [each.assumed for each in ages]))
    option = {
        "paid": {"format": "percent", "places": 0},
        "legend": {},
        "xAxis": {
            "data": [str(each.age) for each in ages],
            "name": "Days after",
            "nameLocation": "middle",
            "nameGap": 26,
        },
        "yAxis": {"min": floor(min(each.low for each in ages) * 10) / 10, "max": 1 if highest <= 1 else None},
        "grid": {"bottom": 26},
        "series": series,
    }
    rows = tuple(
        (
            show.count(each.age, "day"),
            show.percent_text(each.share, places=1),
            f"{show.percent_text(each.low, places=1)} – {show.percent_text(each.high, places=1)}",
            show.percent_text(each.platform, places=1),
            show.percent_text(each.assumed, places=1),
        )
        for each in ages
    )
    columns = ("After", "Known", "80% sure", "Its platform", "Assumed without restatements")
    return Picture(option, "Share of a day’s final revenue that is known, by the days since", columns, rows)


def _line(name: str, look: str, data: Sequence[float]) -> dict[str, Any]:
    return {"name": name, "type": "line", "paid": look, "data": [round(each, 4) for each in data]}
