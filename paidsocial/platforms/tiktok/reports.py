"""TikTok's reports: told at once, page by page, or made by a task where that would leave ads out.

What is told at once has the newest 20,000 ads only, and a header that says so. A task's report has them all. It can
neither be asked for by status nor tells how many rows it has, and it is made from figures that are some hours old: so
the impressions of its ads must be those of their ad groups, which are told at once, or it is asked for again later.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.readings import Entity, Level, Readings
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.connector import LiveAccount
from paidsocial.platforms.live.http import Caller, Timing, unreadable
from paidsocial.platforms.live.readings import Rows
from paidsocial.platforms.live.values import Values
from paidsocial.platforms.tiktok.pages import pages
from paidsocial.platforms.tiktok.sign_in import NAME, data_of

_AT_ONCE = "/report/integrated/get/"
_PAUSES = (2.0, 3.0, 5.0, 10.0, *[20.0] * 42)  # seconds between looks at a task: a quarter of an hour in all
_VALUES = {
    "complete_payment": "total_complete_payment_rate",  # the value, whatever its name says
    "total_purchase": "total_purchase_value",
    "onsite_shopping": "total_onsite_shopping_value",
}
_METRICS = frozenset({"impressions", "reach", "clicks", "conversions", "revenue"})
_EVERY_STATUS = ["STATUS_ALL"]
_CHECK = Values(NAME)
Row = dict[str, Any]


class Reports:
    """Reports under one sign-in."""

    def __init__(self, caller: Caller, timing: Timing) -> None:
        self._caller, self._timing = caller, timing
        self._large: set[str] = set()  # accounts with more ads than are told at once

    def figures(self, account: LiveAccount, period: Period, level: Level, event: str) -> Readings:
        """Figures by day, `event` as the conversions. Raises PlatformError."""
        if level is not Level.AD:
            return self._at_once(account, period, level, event)
        if account.id not in self._large:
            try:
                return self._at_once(account, period, level, event)
            except PlatformError as error:
                if error.trouble is not Trouble.TOO_MUCH:
                    raise
                self._large.add(account.id)
        return self._by_task(account, period, event)

    def spent(self, account: LiveAccount, key: str, target: str, day: date | None) -> Money:
        """What a campaign or an ad group has spent on a day, or ever."""
        ever = {"query_lifetime": "true"}
        query = {
            **_query(account, key, [f"{key}_id"], ["spend"]),
            "filtering": _filters({f"{key}_ids": [target]}),
            **({"start_date": str(day), "end_date": str(day)} if day else ever),
        }
        return Money(self._sum(query, "spend", _CHECK.micros), account.currency)

    def _sum(self, query: Mapping[str, str], metric: str, read: Any) -> int:
        found = pages(self._caller, _AT_ONCE, query)
        return sum(read(_part(row, "metrics").get(metric), metric) for page, _ in found for row in page)

    # ---- at once

    def _at_once(self, account: LiveAccount, period: Period, level: Level, event: str) -> Readings:
        """Raises UNREADABLE where there are not as many rows as TikTok counts, TOO_MUCH where it leaves ads out."""
        key = "ad" if level is Level.AD else "adgroup"
        query = {
            **_query(account, key, [f"{key}_id", "stat_time_day"], _told(key, event)),
            **_days(period),
            "filtering": _filters({f"{key}_status": _EVERY_STATUS}),
        }
        rows, count = Rows(NAME, level, _METRICS), 0
        for page, count in pages(self._caller, _AT_ONCE, query):  # noqa: B007 - the last count is used below
            for row in page:
                _add(rows, _part(row, "dimensions"), _part(row, "metrics"), event, key)
        rows.must_number(count)
        return rows.readings()

    # ---- by a task

    def _by_task(self, account: LiveAccount, period: Period, event: str) -> Readings:
        dimensions, metrics = ["ad_id", "stat_time_day"], _told("ad", event)
        wanted = {
            "advertiser_id": account.id,
            "report_type": "BASIC",
            "data_level": "AUCTION_AD",
            "dimensions": dimensions,
            "metrics": metrics,
            **_days(period),
            "output_format": "CSV_STRING",
            "enable_report_title_translation": False,
        }
        rows, impressions = Rows(NAME, Level.AD, _METRICS), 0
        for row in self._file(account, self._task(wanted), {*dimensions, *metrics}):
            _add(rows, row, row, event, "ad")
            impressions += _CHECK.whole(row["impressions"], "impressions")
        query = {
            **_query(account, "adgroup", ["adgroup_id"], ["impressions"]),
            **_days(period),
            "filtering": _filters({"adgroup_status": _EVERY_STATUS}),
        }
        told = self._sum(query, "impressions", _CHECK.whole)
        if impressions != told:
            raise _later(f"its report has {impressions:,} impressions where its ad groups have {told:,}")
        return rows.readings()

    def _task(self, wanted: Row) -> str:
        """The id of a task that makes a report; asked for again it makes one more and changes nothing."""
        try:
            return _CHECK.text(data_of(self._caller.ask("POST", "/report/task/create/", json=wanted)), "task_id")
        except PlatformError as error:
            if error.trouble is not Trouble.SCOPE:
                raise
            # (unverified) how TikTok says no to an app that it has not allowed such reports
            raise PlatformError(
                "TikTok tells at once of the newest 20,000 ads only, and does not let this developer app ask for more. "
                f"Ask TikTok to allow the app asynchronous reports. {error.message}",
                trouble=Trouble.REFUSED,
                platform=NAME,
                request_id=error.request_id,
            ) from error

    def _file(self, account: LiveAccount, task: str, columns: set[str]) -> Iterator[dict[str, str]]:
        """The rows of a task's report, once it is there."""
        query = {"advertiser_id": account.id, "task_id": task}
        self._wait(query)
        reply = self._caller.ask("GET", "/report/task/download/", params=query)
        try:
            lines = csv.DictReader(io.StringIO(reply.raw.decode("utf-8-sig"), newline=""), strict=True)
            if not columns.issubset(lines.fieldnames or ()):
                raise unreadable(NAME, "its report has other columns than were asked for", reply.request_id)
            for row in lines:
                if None in row or None in row.values():
                    raise unreadable(NAME, f"line {lines.line_num} of its report is not whole", reply.request_id)
                yield row
        except (UnicodeDecodeError, csv.Error) as error:
            raise unreadable(NAME, "its report is no table", reply.request_id) from error

    def _wait(self, query: Mapping[str, str]) -> None:
        for pause in _PAUSES:
            told = data_of(self._caller.ask("GET", "/report/task/check/", params=query))
            status = told.get("status")
            if status == "SUCCESS":
                return
            if status not in {"QUEUING", "PROCESSING"}:
                why = f" ({told['message']})" if told.get("message") else ""
                raise _later(f"its report is {status}{why}")
            self._timing.sleep(pause)
        raise _later("its report is still not ready")


def _query(account: LiveAccount, key: str, dimensions: list[str], metrics: list[str]) -> dict[str, str]:
    return {
        "advertiser_id": account.id,
        "report_type": "BASIC",
        "data_level": f"AUCTION_{key.upper()}",
        "dimensions": json.dumps(dimensions),
        "metrics": json.dumps(metrics),
    }


def _told(key: str, event: str) -> list[str]:
    """The metrics that make a row; names and the ids above are among them."""
    named = ["campaign_id", "campaign_name", "adgroup_id", "adgroup_name", *(["ad_name"] if key == "ad" else [])]
    return [*named, "spend", "impressions", "reach", "clicks", event, _VALUES[event]]


def _days(period: Period) -> dict[str, str]:
    return {"start_date": period.first.isoformat(), "end_date": period.last.isoformat()}


def _later(why: str) -> PlatformError:
    return PlatformError(
        f"TikTok has trouble of its own ({why}); it is asked again later.", trouble=Trouble.BUSY, platform=NAME
    )


def _filters(values: Mapping[str, list[str]]) -> str:
    """A report's filters: JSON in which the values are text that is JSON once more."""
    return json.dumps(
        [{"field_name": name, "filter_type": "IN", "filter_value": json.dumps(told)} for name, told in values.items()]
    )


def _part(row: Any, name: str) -> dict[str, Any]:
    part = row.get(name) if isinstance(row, dict) else None
    if not isinstance(part, dict):
        raise unreadable(NAME, f"a row of its report has no {name}")
    return part


def _add(rows: Rows, dimensions: Mapping[str, Any], metrics: Mapping[str, Any], event: str, key: str) -> None:
    by_ad = key == "ad"
    entity = Entity(
        campaign_id=_CHECK.text(metrics, "campaign_id"),
        campaign=metrics.get("campaign_name"),
        ad_set_id=_CHECK.text(metrics if by_ad else dimensions, "adgroup_id"),
        ad_set=metrics.get("adgroup_name"),
        ad_id=_CHECK.text(dimensions, "ad_id") if by_ad else None,
        ad=metrics.get("ad_name") if by_ad else None,
    )
    reach = metrics.get("reach")
    rows.add(
        entity,
        _CHECK.day(dimensions.get("stat_time_day"), "stat_time_day"),
        _CHECK.micros(metrics.get("spend"), "spend"),
        impressions=_CHECK.whole(metrics.get("impressions"), "impressions"),
        reach=None if reach in (None, "-") else _CHECK.whole(reach, "reach"),
        clicks=_CHECK.whole(metrics.get("clicks"), "clicks"),
        conversions=_CHECK.millionths(metrics.get(event), event),
        revenue=_CHECK.micros(metrics.get(_VALUES[event]), _VALUES[event]),
    )
