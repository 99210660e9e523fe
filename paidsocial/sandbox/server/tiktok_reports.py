"""TikTok's integrated report: figures as text in major units, a dash where a metric does not apply, rows by page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from paidsocial.sandbox.server.state import Line, Sandbox
from paidsocial.sandbox.server.tiktok_rules import MICROS, No
from paidsocial.sandbox.world import AccountSpec

Row = dict[str, Any]
LONGEST_BY_DAY, LONGEST = 30, 365
MOST_ADS = 20_000  # a report by ad looks at the newest of them and says so in a header
_NAMES = ("spend", "impressions", "reach", "clicks", "conversions", "revenue")
_DOES_NOT_APPLY = ("total_purchase", "total_purchase_value", "onsite_shopping", "total_onsite_shopping_value")


@dataclass(frozen=True, slots=True)
class _Level:
    dimension: str
    status: str  # the filter that lets deleted ones through
    id_of: Callable[[Line], str]


_METRICS = frozenset(
    {
        *("campaign_id", "campaign_name", "adgroup_id", "adgroup_name", "ad_name", "spend", "impressions"),
        *("reach", "clicks", "conversion", "complete_payment", "total_complete_payment_rate", *_DOES_NOT_APPLY),
    }
)
_LEVELS = {
    "AUCTION_CAMPAIGN": _Level("campaign_id", "campaign_status", lambda line: line.campaign.id),
    "AUCTION_ADGROUP": _Level("adgroup_id", "adgroup_status", lambda line: line.ad_set.id),
    "AUCTION_AD": _Level("ad_id", "ad_status", lambda line: line.ad.id if line.ad else ""),
}


def parameter(said: Mapping[str, str], name: str, default: Any) -> Any:
    """A query parameter that is JSON. Raises No."""
    try:
        return json.loads(said[name]) if name in said else default
    except ValueError as error:
        raise No(40002, f"{name}: Not a valid JSON.") from error


def report(box: Sandbox, account: AccountSpec, said: Mapping[str, str], *, by_task: bool = False) -> list[Row]:
    """Every row that was asked for. Raises No.

    `by_task`: of all ads, deleted ones too (unverified), over any number of days, and filtered by ids only.
    """
    level = _LEVELS.get(said.get("data_level", ""))
    dimensions, metrics = parameter(said, "dimensions", []), parameter(said, "metrics", ["spend", "impressions"])
    if said.get("report_type") != "BASIC" or level is None or level.dimension not in dimensions:
        raise No(40002, "report_type, data_level and dimensions do not go together.")
    if not _METRICS.issuperset(metrics):
        raise No(40002, f"Invalid metric fields: {sorted(set(metrics) - _METRICS)}")
    by_day = "stat_time_day" in dimensions
    first, last = _span(box, account, said, by_day=by_day, any_length=by_task)
    ids, every_status = _filters(said, level)
    if by_task and every_status:
        raise No(40002, "An asynchronous report is filtered by ids only.")
    every_status |= by_task
    if level.dimension == "ad_id" and not by_task:
        newest = looks_at(box, account)
        ids = newest if ids is None else ids & newest
    sums: dict[tuple[str, date | None], tuple[Line, list[int]]] = {}
    for line in box.lines(account.id, first, last, by_ad=level.dimension == "ad_id"):
        key = level.id_of(line)
        deleted = box.is_deleted(line.ad_set.id) or (line.ad is not None and line.ad.id in box.over.deleted)
        if (ids is not None and key not in ids) or (deleted and not every_status):
            continue
        _, figures = sums.setdefault((key, line.day if by_day else None), (line, [0] * 6))
        for place, name in enumerate(_NAMES):
            figures[place] += getattr(line, name)
    rows = [_row(box, level, key, line, figures) for key, (line, figures) in sums.items()]
    if not by_day and last >= box.today(account):
        _add_today(box, level, rows, ids)
    return [row | {"metrics": {name: row["metrics"].get(name, "0") for name in metrics}} for row in rows]


def looks_at(box: Sandbox, account: AccountSpec) -> set[str]:
    """The ids of the newest ads, as many as a report looks at."""
    ids = [ad.id for spec in box.ad_sets(account.id, deleted=True) for ad in box.ads(spec.id)]
    return set(ids[-MOST_ADS:])


def _span(
    box: Sandbox, account: AccountSpec, said: Mapping[str, str], *, by_day: bool, any_length: bool
) -> tuple[date, date]:
    if said.get("query_lifetime") == "true":
        if by_day:
            raise No(40002, "time dimensions are not supported when query_lifetime is true")
        return box.market.world.first_day, box.today(account)
    try:
        first, last = date.fromisoformat(said["start_date"]), date.fromisoformat(said["end_date"])
    except (KeyError, ValueError) as error:
        raise No(40002, "start_date, end_date: Missing data or not a valid date.") from error
    days = (last - first).days + 1
    if days < 1:
        raise No(40002, "start_date must not be later than end_date")
    if any_length:
        return first, last
    if by_day and days > LONGEST_BY_DAY:
        raise No(40002, f"max time span is {LONGEST_BY_DAY} days when use stat_time_day")
    if days > LONGEST:
        raise No(40002, f"max time span is {LONGEST} days")
    return first, last


def _filters(said: Mapping[str, str], level: _Level) -> tuple[set[str] | None, bool]:
    """The ids that are meant (None: all), and whether deleted ones are too."""
    ids, every_status = None, False
    for one in parameter(said, "filtering", []):
        values = json.loads(one["filter_value"])  # text that holds JSON
        if one["filter_type"] != "IN":
            raise No(40002, "this filter_type is not served here")
        if one["field_name"] == f"{level.dimension}s":
            ids = set(values)
        elif one["field_name"] == level.status:
            every_status = values == ["STATUS_ALL"]
        else:
            raise No(40002, f"filtering by {one['field_name']} does not go with this data_level")
    return ids, every_status


def _row(box: Sandbox, level: _Level, key: tuple[str, date | None], line: Line, figures: list[int]) -> Row:
    spend, impressions, reach, clicks, conversions, revenue = figures
    target, day = key
    metrics = {
        "campaign_id": box.parent(line.ad_set),
        "campaign_name": box.name(line.campaign),
        "adgroup_id": line.ad_set.id,
        "adgroup_name": box.name(line.ad_set),
        "ad_name": box.name(line.ad) if line.ad else "-",
        "spend": _major(spend),
        "impressions": str(impressions),
        "reach": str(reach),
        "clicks": str(clicks),
        "conversion": str(conversions + conversions // 10),
        "complete_payment": str(conversions),
        "total_complete_payment_rate": _major(revenue),  # the value, whatever its name says
        **dict.fromkeys(_DOES_NOT_APPLY, "-"),
    }
    time = {"stat_time_day": f"{day} 00:00:00"} if day else {}
    return {"dimensions": {level.dimension: target, **time}, "metrics": metrics}


def _add_today(box: Sandbox, level: _Level, rows: list[Row], ids: set[str] | None) -> None:
    """What today has spent so far, on the totals of those that were asked for by id."""
    known = {row["dimensions"][level.dimension]: row for row in rows}
    for target in sorted(ids or ()):
        micros = box.spent(target)
        if target in known:
            micros += int(Decimal(known[target]["metrics"]["spend"]) * MICROS)
            known[target]["metrics"]["spend"] = _major(micros)
        else:
            rows.append({"dimensions": {level.dimension: target}, "metrics": {"spend": _major(micros)}})


def _major(micros: int) -> str:
    return format(Decimal(micros) / MICROS, ".2f")
