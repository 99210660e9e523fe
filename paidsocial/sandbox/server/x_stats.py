"""The simulated X's analytics: arrays without dates, at once for a week, or as jobs with files at another host."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from paidsocial.sandbox.server.state import Line, Sandbox
from paidsocial.sandbox.server.x_words import No
from paidsocial.sandbox.world import AccountSpec

DAY = timedelta(days=1)
ENTITIES = ("ACCOUNT", "CAMPAIGN", "LINE_ITEM", "PROMOTED_TWEET")  # those that are served here
PLACEMENTS = ("ALL_ON_TWITTER", "SPOTLIGHT", "TREND")
GROUPS = frozenset({"ENGAGEMENT", "BILLING", "VIDEO", "WEB_CONVERSION"})
MOST_IDS, SYNC_DAYS, JOB_DAYS, MOST_JOBS = 20, 7, 90, 100
FIRST_JOB = 2**53 + 1  # beyond what a float tells apart
EVENTS = {"conversion_purchases": 1, "conversion_sign_ups": 4, "conversion_site_visits": 2}  # one in so many orders
Row = dict[str, Any]


@dataclass(slots=True)
class _Job:
    account: str
    said: dict[str, str]
    made_at: datetime
    polled: int = 0

    @property
    def is_made(self) -> bool:
        return self.polled > 1


class Stats:
    """One market's figures and the jobs that were asked for."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box
        self._jobs: dict[int, _Job] = {}

    # ---- at once

    def sync(self, account: AccountSpec, said: Mapping[str, str]) -> Row:
        """The reply to `/stats/accounts/:id`."""
        return self._reply(account, said, SYNC_DAYS)

    def active(self, account: AccountSpec, said: Mapping[str, str]) -> list[Row]:
        """The ids with any activity."""
        entity = _entity(said)
        first, last = self._span(account, said, JOB_DAYS)
        span = {"activity_start_time": said["start_time"], "activity_end_time": said["end_time"]}
        lines = self._box.lines(account.id, first, last, by_ad=entity == "PROMOTED_TWEET")
        ids = dict.fromkeys(self._id_of(line, entity) for line in lines)
        return [{"entity_id": key, **span, "placements": list(PLACEMENTS[:2])} for key in ids]

    # ---- jobs

    def start(self, account: AccountSpec, said: Mapping[str, str]) -> Row:
        """A new job, where fewer than a hundred are running."""
        running = sum(job.account == account.id and not job.is_made for job in self._jobs.values())
        if running >= MOST_JOBS:
            raise No(400, "TOO_MANY_JOBS", f"A maximum of {MOST_JOBS} jobs can be in processing state")
        self._reply(account, said, JOB_DAYS)  # refused at once where it is wrong
        number = FIRST_JOB + len(self._jobs)
        self._jobs[number] = _Job(account.id, dict(said), self._box.now)
        return self._told(number, "")

    def poll(self, account: AccountSpec, ids: str, host: str) -> list[Row]:
        """Jobs as they stand; each is made when it is asked for the second time."""
        numbers = [int(text) for text in ids.split(",") if text.isdecimal()]
        if len(numbers) > 200:
            raise No(400, "INVALID_PARAMETER", "at most 200 job_ids")
        mine = [number for number in numbers if number in self._jobs and self._jobs[number].account == account.id]
        for number in mine:
            self._jobs[number].polled += 1
        return [self._told(number, host) for number in mine]

    def file(self, name: str) -> bytes | None:
        """What a job made, packed; for two days."""
        digits = name.removeprefix("stats_job_").removesuffix(".json.gz")
        job = self._jobs.get(int(digits)) if digits.isdecimal() else None
        if job is None or not job.is_made or self._box.now - job.made_at > 2 * DAY:
            return None
        account = self._box.account("x", job.account)
        assert account is not None  # noqa: S101 - it asked for the job
        return gzip.compress(json.dumps(self._reply(account, job.said, JOB_DAYS)).encode())

    def _told(self, number: int, host: str) -> Row:
        job = self._jobs[number]
        url = f"{host}/advertiser-api-async-analytics/stats_job_{number}.json.gz" if job.is_made else None
        return {
            "id": number,
            "id_str": str(number),
            "status": "SUCCESS" if job.is_made else "PROCESSING",
            "url": url,
            "expires_at": f"{job.made_at + 2 * DAY:%Y-%m-%dT%H:%M:%SZ}" if job.is_made else None,
            "account_id": job.account,
            "entity": job.said["entity"],
            "entity_ids": job.said["entity_ids"].split(","),
            "granularity": job.said["granularity"],
        }

    # ---- figures

    def _reply(self, account: AccountSpec, said: Mapping[str, str], most: int) -> Row:
        entity, ids = _entity(said), said.get("entity_ids", "").split(",")
        if len(ids) > MOST_IDS or not all(ids):
            raise No.about("entity_ids", f"must hold from 1 to {MOST_IDS} ids")
        if said.get("granularity") != "DAY":
            raise No.about("granularity", "only DAY is served here")
        if said.get("placement") not in PLACEMENTS:
            raise No.about("placement", f"must be one of {', '.join(PLACEMENTS)}")
        groups = said.get("metric_groups", "").split(",")
        if not set(groups) <= GROUPS:
            raise No.about("metric_groups", f"must be of {', '.join(sorted(GROUPS))}")
        first, last = self._span(account, said, most)
        length = (last - first).days + 1
        found: dict[str, list[list[Line]]] = {key: [[] for _ in range(length)] for key in ids}
        for line in self._box.lines(account.id, first, last, by_ad=entity == "PROMOTED_TWEET"):
            key = self._id_of(line, entity)
            if key in found:
                found[key][(line.day - first).days].append(line)
        data = [
            {"id": key, "id_data": [{"segment": None, "metrics": _metrics(days, groups, said["placement"])}]}
            for key, days in found.items()
        ]
        return {"data_type": "stats", "time_series_length": length, "data": data, "request": {"params": dict(said)}}

    def _id_of(self, line: Line, entity: str) -> str:
        if entity == "ACCOUNT":
            return line.campaign.account_id
        if entity == "CAMPAIGN":
            return self._box.parent(line.ad_set)
        return line.ad.id if entity == "PROMOTED_TWEET" and line.ad else line.ad_set.id

    def _span(self, account: AccountSpec, said: Mapping[str, str], most: int) -> tuple[date, date]:
        """The days asked for, which begin at midnight by the offset that the account has *today*."""
        offset = self._box.now.astimezone(self._box.zone(account)).utcoffset() or timedelta(0)
        ends = []
        for name in ("start_time", "end_time"):
            try:
                local = datetime.strptime(said.get(name, ""), "%Y-%m-%dT%H:%M:%SZ") + offset  # noqa: DTZ007 - told in UTC
            except ValueError as error:
                raise No.about(name, f'Expected time, got "{said.get(name, "")}" for {name}') from error
            if local.time() != time(0):
                raise No.about(name, "must be midnight in the account's time zone for DAY")
            ends.append(local.date())
        if not 0 < (ends[1] - ends[0]).days <= most:
            raise No(400, "INVALID_TIME_WINDOW", f"The time window must be from 1 to {most} days")
        return ends[0], ends[1] - DAY


def _entity(said: Mapping[str, str]) -> str:
    entity = said.get("entity", "")
    if entity not in ENTITIES:
        raise No.about("entity", f"must be one of {', '.join(ENTITIES)}")
    return entity


def _metrics(days: list[list[Line]], groups: list[str], placement: str) -> Row:
    """Arrays of a placement's part of every day; null where there is nothing in any."""
    sums = [_sums(lines, placement) for lines in days]

    def array(name: str, per: int = 1) -> list[int] | None:
        values = [day[name] // per for day in sums]
        return values if any(values) else None

    told: Row = {}
    if "ENGAGEMENT" in groups:
        told |= {"impressions": array("impressions"), "url_clicks": array("clicks"), "clicks": array("all_clicks")}
        told |= {"engagements": array("all_clicks"), "qualified_impressions": None}
    if "BILLING" in groups:
        told |= {"billed_charge_local_micro": array("spend"), "billed_engagements": array("clicks")}
    if "VIDEO" in groups:
        told |= {"video_total_views": array("impressions", 3)}
    if "WEB_CONVERSION" in groups:
        for event, per in EVENTS.items():
            sale = array("revenue") if per == 1 else None
            told[event] = {"metric": array("conversions", per), "sale_amount": sale, "assisted": None}
    return told


def _sums(lines: list[Line], placement: str) -> dict[str, int]:
    """A tenth of everything is told under SPOTLIGHT, and the rest, to the last micro, under ALL_ON_TWITTER."""
    told: dict[str, int] = defaultdict(int)
    for line in lines:
        for name in ("spend", "impressions", "clicks", "conversions", "revenue"):
            whole = getattr(line, name)
            spotlight = whole // 10
            told[name] += {"SPOTLIGHT": spotlight, "ALL_ON_TWITTER": whole - spotlight}.get(placement, 0)
        told["all_clicks"] = told["clicks"] + told["clicks"] // 2
    return told
