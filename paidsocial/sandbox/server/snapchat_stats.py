"""The simulated Snapchat's stats: one entity at a time, by day or in total; of an account only spend."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import request

from paidsocial.sandbox.server.snapchat_words import No, ask, envelope, page_of
from paidsocial.sandbox.server.state import Line, Sandbox
from paidsocial.sandbox.world import AccountSpec

MOST_DAYS = 31
PARTS = {"AD_ACCOUNT": ("campaign",), "CAMPAIGN": ("adsquad", "ad"), "ADSQUAD": ("ad",)}
Row = dict[str, Any]


def stats(box: Sandbox, entity: str, account: AccountSpec, target: str) -> Row:
    """The reply to `/{entities}/{target}/stats`."""
    granularity, part = request.args.get("granularity", "TOTAL"), request.args.get("breakdown")
    if granularity not in {"TOTAL", "DAY"}:
        raise No(400, "E1008", f"granularity {granularity} is not served here")
    if part is not None and part not in PARTS[entity]:
        raise No(400, "E1008", f"breakdown {part} is not supported for {entity}")
    fields = request.args.get("fields", "spend").split(",")
    if entity == "AD_ACCOUNT" and part is None and fields != ["spend"]:
        raise No(400, "E1008", "Only the spend field is supported for ad accounts")
    if "uniques" in fields and granularity != "TOTAL":
        raise No(400, "E1008", "uniques is only supported with TOTAL and LIFETIME granularity")
    first, last = _days(box, account, granularity)
    lines = [
        line
        for line in box.lines(account.id, first, last, by_ad=part == "ad")
        if target in {account.id, box.parent(line.ad_set), line.ad_set.id}
    ]
    kind = "total" if granularity == "TOTAL" else "timeseries"
    stat: Row = {
        "id": target,
        "type": entity,
        "granularity": granularity,
        "start_time": _midnight(box, account, first),
        "end_time": _midnight(box, account, last + timedelta(days=1)),
        "swipe_up_attribution_window": request.args.get("swipe_up_attribution_window", "28_DAY"),
        "view_attribution_window": request.args.get("view_attribution_window", "1_DAY"),
    }
    told = _Told(box, account, (first, last), fields)
    link = None
    if part is None:
        stat |= told.of(lines)
    else:
        groups: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            groups[_id_of(box, line, part)].append(line)
        parts = [{"id": key, "type": part.upper(), **told.of(rows)} for key, rows in sorted(groups.items())]
        here, link = page_of(box, parts, ask("limit", 50, least=1, most=200))
        stat["breakdown_stats"] = {part: here}
    return envelope({f"{kind}_stats": [{"sub_request_status": "SUCCESS", f"{kind}_stat": stat}]}, link=link)


class _Told:
    """Figures of one request, in its fields and its days."""

    def __init__(self, box: Sandbox, account: AccountSpec, span: tuple[date, date], fields: list[str]) -> None:
        self._box, self._account, self._fields = box, account, fields
        first, last = span
        self._days = [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def of(self, lines: list[Line]) -> Row:
        if request.args.get("granularity", "TOTAL") == "TOTAL":
            return {"stats": self._sums(lines)}
        by_day: dict[date, list[Line]] = defaultdict(list)
        for line in lines:
            by_day[line.day].append(line)
        empty = request.args.get("omit_empty") != "true"
        return {
            "timeseries": [
                {
                    "start_time": _midnight(self._box, self._account, day),
                    "end_time": _midnight(self._box, self._account, day + timedelta(days=1)),
                    "stats": self._sums(by_day[day]),
                }
                for day in self._days
                if empty or by_day[day]
            ]
        }

    def _sums(self, lines: list[Line]) -> Row:
        purchases = sum(line.conversions for line in lines)
        known = {
            "impressions": sum(line.impressions for line in lines),
            "swipes": sum(line.clicks for line in lines),
            "spend": sum(line.spend for line in lines),
            "video_views": sum(line.impressions // 3 for line in lines),
            "conversion_purchases": purchases,
            "conversion_purchases_value": sum(line.revenue for line in lines),
            "conversion_sign_ups": purchases // 4,
        }
        return {name: value for name, value in known.items() if name in self._fields}


def _id_of(box: Sandbox, line: Line, part: str) -> str:
    if part == "campaign":
        return box.parent(line.ad_set)
    return line.ad.id if line.ad is not None else line.ad_set.id


def _midnight(box: Sandbox, account: AccountSpec, day: date) -> str:
    return datetime.combine(day, time(0), box.zone(account)).isoformat(timespec="milliseconds")


def _days(box: Sandbox, account: AccountSpec, granularity: str) -> tuple[date, date]:
    """The days asked for. Days must begin at the account's midnight, whatever the offset they are written with."""
    try:
        ends = [datetime.fromisoformat(request.args[name]) for name in ("start_time", "end_time")]
    except (KeyError, ValueError) as error:
        raise No(400, "E1008", "start_time and end_time must be ISO 8601 with an offset") from error
    if any(end.tzinfo is None for end in ends):
        raise No(400, "E1008", "start_time and end_time must have an offset")
    first, after = (end.astimezone(box.zone(account)) for end in ends)
    if first.time() != time(0) or after.time() != time(0):
        told = (
            f"Unsupported Stats Query: {granularity} queries must start and end at midnight in the account's time zone"
        )
        raise No(400, "E1008", told)
    if not 0 < (after.date() - first.date()).days <= MOST_DAYS:
        raise No(400, "E1008", f"The time range of a DAY query is limited to {MOST_DAYS} days")
    return first.date(), after.date() - timedelta(days=1)
