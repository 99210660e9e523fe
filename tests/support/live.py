"""A sandbox that serves, and connectors that talk to it over real HTTP while its clock stands still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from paidsocial.domain.days import Period
from paidsocial.domain.readings import Level, Readings
from paidsocial.platforms.live.connector import (
    EITHER_LEVEL,
    Access,
    App,
    Connector,
    Grant,
    Hosts,
    LiveAccount,
    Target,
)
from paidsocial.platforms.live.find import LivePlatform, live_platforms
from paidsocial.platforms.live.http import Timing
from paidsocial.sandbox.server.serving import running
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, Sandbox
from paidsocial.sandbox.server.worlds import small_market
from paidsocial.sandbox.world import AccountSpec

FIRST = date(2026, 3, 1)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 13))
APP = App(APP_ID, APP_SECRET, {"developer_token": "sandbox-developer-token"})


@dataclass
class Bench:
    """One platform's door of a running sandbox, and how to talk to it."""

    platform: LivePlatform
    sandbox: Sandbox
    address: str
    slept: list[float] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.platform.slug

    @property
    def hosts(self) -> Hosts:
        door = f"{self.address}/{self.slug}"
        return Hosts(door, door, door, door)

    def clock(self) -> float:
        """The sandbox's moment as it is then."""
        return self.sandbox.now.timestamp()

    def sleep(self, seconds: float) -> None:
        """Waiting costs nothing here, and time passes in the sandbox."""
        self.slept.append(seconds)
        self.sandbox.advance(timedelta(seconds=seconds))

    def sign_in(self) -> Grant:
        """As a person: to the platform's page, press Allow, come back."""
        return signed_in(self.platform, self.hosts, now=self.sandbox.now)

    def connector(self, grant: Grant | None = None, *, read_seconds: float = 10.0) -> Connector:
        timing = Timing(sleep=self.sleep, now=self.clock, read_seconds=read_seconds)
        return self.platform.open(Access(self.hosts, APP, grant or self.sign_in(), timing))

    @property
    def spec(self) -> AccountSpec:
        return self.sandbox.accounts(self.slug)[0]

    def target(self, *, on_campaign: bool, lifetime: bool = False) -> Target:
        """Something that carries a budget: the first campaign that does, or the first ad set, where those can."""
        box = self.sandbox
        levels = getattr(self.platform.connector, "budget_levels", EITHER_LEVEL)
        on_campaign = on_campaign or Level.AD_SET not in levels
        for campaign in box.campaigns(self.spec.id):
            if (str(campaign.budget_kind) == "lifetime") is not lifetime:
                continue
            if on_campaign and campaign.budget_micros is not None:
                return Target(Level.CAMPAIGN, campaign.id, campaign.id)
            for ad_set in box.ad_sets(self.spec.id):
                if not on_campaign and ad_set.campaign_id == campaign.id and ad_set.budget_micros is not None:
                    return Target(Level.AD_SET, ad_set.id, campaign.id)
        raise LookupError("no such budget in this market")


def signed_in(platform: LivePlatform, hosts: Hosts, *, now: datetime) -> Grant:
    """The guided sign-in without a browser."""
    back = "http://127.0.0.1:1/connections/back"
    leaving = platform.sign_in.address(hosts, APP, redirect_uri=back, state="s1")
    address = leaving.address
    joint = "&" if "?" in address else "?"
    reply = httpx.get(f"{address}{joint}auto=1", follow_redirects=False)
    assert reply.status_code == 302, reply.text
    answer = dict(parse_qsl(urlsplit(reply.headers["location"]).query))
    assert answer.get("state", "s1") == "s1"
    return platform.sign_in.finish(hosts, APP, {**answer, **leaving.kept}, redirect_uri=back, now=now)


@contextmanager
def bench(slug: str, **market: Any) -> Iterator[Bench]:
    """A sandbox with one platform's accounts, served."""
    sandbox = Sandbox(small_market(5, FIRST, platforms=(slug,), **market), NOW)
    with running(sandbox) as address:
        yield Bench(live_platforms()[slug], sandbox, address)


def the_account(connector: Connector) -> LiveAccount:
    return connector.accounts()[0]


def pulled(readings: Readings) -> dict[tuple[str | None, str], tuple[int, ...]]:
    """Spend, impressions, clicks, conversions (whole) and revenue by id and day."""
    found = {}
    for row, code in enumerate(readings.entity):
        entity = readings.entities[code]
        key = entity.ad_id if readings.level is Level.AD else entity.ad_set_id
        metrics = (readings.impressions, readings.clicks, readings.conversions, readings.revenue)
        assert all(metric is not None for metric in metrics)
        impressions, clicks, conversions, revenue = (metric[row] for metric in metrics if metric is not None)
        day = date.fromordinal(readings.first[row]).isoformat()
        assert (key, day) not in found
        found[key, day] = (readings.spend[row], impressions, clicks, conversions // 1_000_000, revenue)
    return found


def books(sandbox: Sandbox, account_id: str, period: Period, *, by_ad: bool = False) -> dict[Any, tuple[int, ...]]:
    """The same from the sandbox's own books."""
    return {
        (line.ad.id if line.ad else line.ad_set.id, line.day.isoformat()): (
            line.spend,
            line.impressions,
            line.clicks,
            line.conversions,
            line.revenue,
        )
        for line in sandbox.lines(account_id, period.first, period.last, by_ad=by_ad)
    }
