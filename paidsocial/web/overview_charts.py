"""The overview's pictures: sparklines of its five figures, and the bubbles of ROAS against spend."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from paidsocial.domain.metrics import ratio
from paidsocial.domain.money import MICROS
from paidsocial.services.reporting.overview import Overview
from paidsocial.services.reporting.overview_figures import Part
from paidsocial.web import show
from paidsocial.web.campaign_charts import Picture
from paidsocial.web.frame import url_scoped

_SMALLEST, _LARGEST = 8, 44  # a bubble's diameter
_LOG_FROM = 40  # the ratio of spends from which a straight axis would hide the small ones
_WEEKLY_FROM = 120  # days from which a sparkline shows weeks


def sparks(found: Overview) -> Mapping[str, Sequence[float | None]]:
    """Each figure's course by day, by week in a long period; empty where it cannot be told in one currency."""
    if not found.days:
        return {}
    step = 7 if len(found.days) >= _WEEKLY_FROM else 1
    groups = [found.days[start : start + step] for start in range(0, len(found.days), step)]
    if step > 1 and len(groups[-1]) < step:
        groups = groups[:-1]  # a part of a week would look like a fall
    sums = [sum((day.sums for day in group[1:]), group[0].sums) for group in groups]
    return {
        "spend": [float(one.figures.spend) for one in sums],
        "revenue": [None if one.figures.revenue is None else float(one.figures.revenue) for one in sums],
        "roas": [one.roas for one in sums],
        "roi": [one.roi for one in sums],
        "mer": _mer(found) if step == 1 else [],
    }


def _mer(found: Overview) -> list[float | None]:
    """MER by day; over the spend here where the whole marketing spend is not stated, if it is of the same clients."""
    whole = found.business.now
    if whole is None or (not whole.stated and whole.clients < found.clients.count):
        return []
    days = zip(found.business.daily, found.days, strict=True)
    return [ratio(revenue, marketing if whole.stated else day.sums.figures.spend) for (revenue, marketing), day in days]


def bubbles(found: Overview) -> Picture | None:
    """ROAS against spend, a bubble per campaign as large as its revenue, and the line where nothing is earned."""
    if not found.converted or not found.bubbles:
        return None
    parts = [part for part in found.bubbles if part.now.figures.spend > 0]
    if not parts:
        return None
    spends = [part.now.figures.spend for part in parts]
    most = max(part.now.figures.revenue or 0 for part in parts) or 1
    by_platform: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for part in parts:
        by_platform[part.platform or ""].append(_bubble(part, most))
    series: list[dict[str, Any]] = [
        {"name": show.platform_name(platform), "type": "scatter", "data": data, "itemStyle": {"opacity": 0.72}}
        for platform, data in sorted(by_platform.items())
    ]
    if found.break_even is not None:
        series[0]["markLine"] = _break_even(found.break_even)
    is_log = max(spends) > _LOG_FROM * min(spends)
    option = {
        "paid": {"format": "ratio"},
        "legend": {},
        "tooltip": {"trigger": "item"},
        "grid": {"top": 58, "bottom": 26, "right": 24},
        "xAxis": {
            "type": "log" if is_log else "value",
            "name": f"Spend, {found.currency}",
            "nameLocation": "middle",
            "nameGap": 26,
        },
        "yAxis": {"type": "value", "name": "ROAS", "paid": {"format": "ratio"}},
        "series": series,
    }
    return Picture(option, _label(found), ("Campaign", "Platform", "Spend", "ROAS"), _rows(found, parts))


def _bubble(part: Part, most: int) -> dict[str, Any]:
    share = math.sqrt(max(part.now.figures.revenue or 0, 0) / most)
    return {
        "name": part.label,
        "value": [part.now.figures.spend / MICROS, round(part.now.roas or 0.0, 4)],
        "symbolSize": round(_SMALLEST + (_LARGEST - _SMALLEST) * share, 1),
        "href": url_scoped("campaigns.show", campaign_id=int(part.key)),
    }


def _break_even(roas: float) -> dict[str, Any]:
    return {
        "symbol": "none",
        "silent": True,
        "lineStyle": {"color": "--amber-fill", "type": "dashed"},
        "label": {"formatter": f"breaks even at {roas:.2f}", "position": "insideEndTop"},
        "data": [{"yAxis": round(roas, 4)}],
    }


def _label(found: Overview) -> str:
    if found.break_even is None:
        return "ROAS against spend of each campaign"
    above = [part for part in found.bubbles if (part.now.roas or 0.0) >= found.break_even]
    return f"{len(above)} of {show.count(len(found.bubbles), 'campaign')} above break-even"


def _rows(found: Overview, parts: Sequence[Part]) -> tuple[tuple[str | Markup, ...], ...]:
    return tuple(
        (
            part.label,
            show.platform_name(part.platform or ""),
            show.money(part.now.figures.spend, found.currency),
            show.ratio(part.now.roas),
        )
        for part in parts
    )
