"""Pinterest's reports: asked for, waited for, then fetched as a file from another host by a link that soon ends."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from paidsocial.sandbox.server.state import Line, Sandbox
from paidsocial.sandbox.world import AccountSpec

Row = dict[str, Any]
FURTHEST_BACK, LONGEST = 914, 186  # days
LINK_LIVES, REPORT_LIVES = timedelta(minutes=5), timedelta(hours=1)
LEVELS = {"AD_GROUP": "AD_GROUP_ID", "PIN_PROMOTION": "AD_ID"}
COLUMNS = frozenset(
    {
        *("CAMPAIGN_ID", "CAMPAIGN_NAME", "AD_GROUP_ID", "AD_ID", "SPEND_IN_MICRO_DOLLAR", "SPEND_IN_DOLLAR"),
        *("PAID_IMPRESSION", "IMPRESSION_1", "TOTAL_IMPRESSION", "TOTAL_IMPRESSION_USER"),
        *("CLICKTHROUGH_1", "TOTAL_CLICKTHROUGH", "OUTBOUND_CLICK_1", "TOTAL_CONVERSIONS"),
        *("TOTAL_CHECKOUT", "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR"),
        *("TOTAL_WEB_CHECKOUT", "TOTAL_WEB_CHECKOUT_VALUE_IN_MICRO_DOLLAR"),
    }
)


class No(Exception):
    """A refusal in Pinterest's form."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass(slots=True)
class _Report:
    account: AccountSpec
    said: Row
    made: datetime
    asked: int = 0


class Reports:
    """Every report that was asked for, and the links to those that are there."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._reports: dict[str, _Report] = {}
        self._links: dict[str, tuple[str, datetime]] = {}

    def start(self, account: AccountSpec, said: Row) -> str:
        """The token of a new report. Raises No."""
        first, last = (_day(said, name) for name in ("start_date", "end_date"))
        today = self.sandbox.today(account)
        if said.get("granularity") != "DAY" or said.get("level") not in LEVELS or said.get("report_format") != "JSON":
            raise No(400, 1, "granularity, level and report_format are not served like this here")
        if last < first or (last - first).days + 1 > LONGEST:
            raise No(400, 1, f"The date range must be at most {LONGEST} days.")
        if (today - first).days > FURTHEST_BACK:
            raise No(400, 1, f"start_date must not be more than {FURTHEST_BACK} days back.")
        columns = said.get("columns")
        if not isinstance(columns, list) or not columns or not COLUMNS.issuperset(columns):
            raise No(400, 1, "columns: some are not valid.")
        token = secrets.token_urlsafe(90)
        self._reports[token] = _Report(account, said, self.sandbox.now)
        return token

    def state(self, account: AccountSpec, token: str, host: str) -> Row:
        """In progress when first asked for, then finished, with a new link each time; gone after an hour."""
        report = self._reports.get(token)
        if report is None or report.account != account:
            return {"report_status": "DOES_NOT_EXIST"}
        if self.sandbox.now - report.made > REPORT_LIVES:
            return {"report_status": "EXPIRED"}
        report.asked += 1
        if report.asked == 1:
            return {"report_status": "IN_PROGRESS", "token": token}
        link = secrets.token_urlsafe(12)
        self._links[link] = token, self.sandbox.now + LINK_LIVES
        return {
            "report_status": "FINISHED",
            "url": f"{host}/async-reports/{link}.json?Expires=300&Signature={secrets.token_urlsafe(12)}",
            "size": len(self.file(link) or ""),
        }

    def file(self, link: str) -> str | None:
        """The file behind a link; None where the link has ended."""
        token, until = self._links.get(link, ("", self.sandbox.now))
        if until <= self.sandbox.now:
            return None
        report = self._reports[token]
        first, last = (_day(report.said, name) for name in ("start_date", "end_date"))
        by_ad = report.said["level"] == "PIN_PROMOTION"
        found: dict[str, list[Row]] = defaultdict(list)
        for line in self.sandbox.lines(report.account.id, first, last, by_ad=by_ad):
            told = self._row(line)
            row = {name: told[name] for name in report.said["columns"] if told.get(name)}  # without a value: not there
            found[line.ad.id if line.ad else line.ad_set.id].append({"DATE": line.day.isoformat(), **row})
        return json.dumps(found)

    def _row(self, line: Line) -> Row:
        box, web = self.sandbox, line.conversions - line.conversions // 12
        return {
            "CAMPAIGN_ID": box.parent(line.ad_set),
            "CAMPAIGN_NAME": box.name(line.campaign),
            "AD_GROUP_ID": line.ad_set.id,
            "AD_ID": line.ad.id if line.ad else None,
            "SPEND_IN_MICRO_DOLLAR": line.spend,  # micros of the account's currency, whatever the name says
            "SPEND_IN_DOLLAR": line.spend / 1_000_000,  # a number with a fraction, as Pinterest writes it
            "PAID_IMPRESSION": line.impressions,
            "IMPRESSION_1": line.impressions,
            "TOTAL_IMPRESSION": line.impressions + line.impressions // 9,  # with those earned by saves
            "TOTAL_IMPRESSION_USER": line.reach,
            "CLICKTHROUGH_1": line.clicks + line.clicks // 3,
            "TOTAL_CLICKTHROUGH": line.clicks + line.clicks // 2,
            "OUTBOUND_CLICK_1": line.clicks,
            "TOTAL_CONVERSIONS": line.conversions * 3,
            "TOTAL_CHECKOUT": line.conversions,
            "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR": line.revenue,
            "TOTAL_WEB_CHECKOUT": web,
            "TOTAL_WEB_CHECKOUT_VALUE_IN_MICRO_DOLLAR": line.revenue * 11 // 12 // 10_000 * 10_000,
        }


def _day(said: Row, name: str) -> date:
    try:
        return date.fromisoformat(str(said.get(name)))
    except ValueError as error:
        raise No(400, 1, f"{name}: must be a date like 2026-06-01.") from error
