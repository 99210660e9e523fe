"""The simulated Reddit's reports: from full hours, over 24 hours more than asked, spend in micros, revenue in cents."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from paidsocial.sandbox.server.state import Line, Sandbox
from paidsocial.sandbox.world import AccountSpec

DAY = timedelta(days=1)
BREAKDOWNS = frozenset({"DATE", "CAMPAIGN_ID", "AD_GROUP_ID", "AD_ID"})  # those that are served here
FIELDS = (
    *("SPEND", "IMPRESSIONS", "REACH", "CLICKS", "CPC", "CTR", "VIDEO_STARTED"),
    *("CONVERSION_PURCHASE_CLICKS", "CONVERSION_PURCHASE_VIEWS", "CONVERSION_PURCHASE_TOTAL_VALUE"),
    *("CONVERSION_LEAD_CLICKS", "CONVERSION_LEAD_VIEWS", "CONVERSION_SIGN_UP_CLICKS", "CONVERSION_SIGN_UP_VIEWS"),
    *("KEY_CONVERSION_CLICKS", "KEY_CONVERSION_VIEWS", "KEY_CONVERSION_TOTAL_COUNT"),
)
Row = dict[str, Any]


class Wrong(Exception):
    """A field that cannot be taken: its name and why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = f"data.{field}"


def report(box: Sandbox, account: AccountSpec, said: Row) -> list[Row]:
    """All rows, in order."""
    breakdowns, fields = said.get("breakdowns") or [], said.get("fields") or []
    if len(breakdowns) > 3 or not set(breakdowns) <= BREAKDOWNS:
        raise Wrong("breakdowns", f"at most three of {', '.join(sorted(BREAKDOWNS))}")
    if not fields or not set(fields) <= set(FIELDS):
        raise Wrong("fields", "one or more known fields")
    start, end = _instant(said, "starts_at"), _instant(said, "ends_at") + DAY
    zone = box.zone(account)
    if said.get("time_zone_id", str(zone)) != str(zone):
        raise Wrong("time_zone_id", "only the ad account's own zone is served here")
    first, last = start.astimezone(zone).date(), (end - timedelta(seconds=1)).astimezone(zone).date()
    groups: dict[tuple[str, ...], list[tuple[Line, tuple[int, int]]]] = defaultdict(list)
    for line in box.lines(account.id, first, last, by_ad="AD_ID" in breakdowns):
        keys = {
            "DATE": line.day.isoformat(),
            "CAMPAIGN_ID": box.parent(line.ad_set),
            "AD_GROUP_ID": line.ad_set.id,
            "AD_ID": line.ad.id if line.ad else "",
        }
        groups[tuple(keys[name] for name in breakdowns)].append((line, _share(box, account, line.day, start, end)))
    names = [name.lower() for name in breakdowns]
    return [{**dict(zip(names, key, strict=True)), **_sums(lines, fields)} for key, lines in sorted(groups.items())]


def _instant(said: Row, name: str) -> datetime:
    try:
        found = datetime.strptime(str(said.get(name)), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise Wrong(name, "must be an RFC 3339 timestamp in UTC") from error
    if found.minute or found.second:
        raise Wrong(name, "must be hourly aligned")
    return found


def _share(box: Sandbox, account: AccountSpec, day: date, start: datetime, end: datetime) -> tuple[int, int]:
    """How much of a day the report covers, in seconds of seconds."""
    zone = box.zone(account)
    first, after = (datetime.combine(one, time(0), zone).astimezone(UTC) for one in (day, day + DAY))
    covered = max((min(after, end) - max(first, start)).total_seconds(), 0)
    return int(covered), int((after - first).total_seconds())


def _sums(lines: list[tuple[Line, tuple[int, int]]], fields: list[str]) -> Row:
    """Figures in Reddit's units; what is nought is not told."""
    told: dict[str, int] = defaultdict(int)
    for line, (part, whole) in lines:
        views = line.conversions // 4
        purchases = {"clicks": line.conversions - views, "views": views}
        one = {
            "spend": line.spend,
            "impressions": line.impressions,
            "reach": line.reach,
            "clicks": line.clicks,
            "video_started": line.impressions // 4,
            "conversion_purchase_total_value": line.revenue // 10_000,
            "key_conversion_total_count": line.conversions,
            **{f"conversion_purchase_{how}": count for how, count in purchases.items()},
            **{f"key_conversion_{how}": count for how, count in purchases.items()},
            **{f"conversion_lead_{how}": count // 3 for how, count in purchases.items()},
        }
        for name, value in one.items():
            told[name] += value * part // whole
    if told["clicks"]:
        told["cpc"] = told["spend"] // told["clicks"]
    return {name: told[name] for name in map(str.lower, fields) if told[name]}
