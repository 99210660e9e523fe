"""A workspace connected to a served sandbox, as an administrator would connect it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.config import PlatformSettings, Settings
from paidsocial.db import transaction
from paidsocial.models import AdAccount, AdSet, BudgetChange, Campaign, Client, Performance
from paidsocial.platforms.live.http import Timing
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET
from paidsocial.services.access import Actor
from paidsocial.services.connections import connecting, syncing
from paidsocial.services.connections.live import Live
from paidsocial.services.connections.sealing import Sealer
from tests.support.live import APP, Bench

MACHINE = Actor.at_the_machine("tests")


@dataclass
class Workspace:
    """The product beside a platform's door. Its clock is the sandbox's."""

    session: Session
    home: Path
    door: Bench
    live: Live
    connection_id: int
    account_ids: list[int]

    @property
    def account_id(self) -> int:
        return self.account_ids[0]

    @property
    def account(self) -> AdAccount:
        return self.session.get_one(AdAccount, self.account_id, populate_existing=True)

    def sync(self, **options: Any) -> syncing.Pulled:
        return syncing.sync(self.session, MACHINE, self.live, self.account_id, home=self.home, **options)

    def stored(self) -> dict[tuple[str, str], tuple[int, ...]]:
        """Spend, impressions, clicks, conversions (whole) and revenue by ad set's id and day."""
        self.session.rollback()
        query = (
            select(
                AdSet.external_id,
                Performance.day,
                Performance.spend_micros,
                Performance.impressions,
                Performance.clicks,
                Performance.conversions_millionths,
                Performance.revenue_micros,
            )
            .join(AdSet, AdSet.id == Performance.ad_set_id)
            .where(Performance.account_id == self.account_id)
        )
        return {
            (id_, day.isoformat()): (spend, impressions, clicks, conversions // 1_000_000, revenue)
            for id_, day, spend, impressions, clicks, conversions, revenue in self.session.execute(query)
        }

    def campaign(self, external_id: str) -> Campaign:
        query = select(Campaign).where(Campaign.account_id == self.account_id, Campaign.external_id == external_id)
        return self.session.scalars(query).one()

    def ad_set_of(self, change: BudgetChange) -> AdSet | Campaign:
        """What carries a change's budget."""
        if change.ad_set_id is not None:
            return self.session.get_one(AdSet, change.ad_set_id)
        return self.session.get_one(Campaign, change.campaign_id)

    def ad_set(self, external_id: str) -> AdSet:
        query = select(AdSet).where(AdSet.account_id == self.account_id, AdSet.external_id == external_id)
        return self.session.scalars(query).one()


def platform_settings(door: Bench) -> PlatformSettings:
    """The developer app and the hosts that lead to the sandbox."""
    hosts = {"api": door.hosts.api, "sign_in": door.hosts.sign_in, "token": door.hosts.token}
    hosts["download"] = door.hosts.download
    return PlatformSettings(APP_ID, APP_SECRET, hosts, dict(APP.extra))


def timing_of(door: Bench) -> Timing:
    """Time as it passes in the sandbox."""
    return Timing(sleep=door.sleep, now=door.clock, read_seconds=30.0)


def live_of(door: Bench, home: Path) -> Live:
    """How the sandbox is reached."""
    settings = Settings("sqlite://", home, platforms={door.slug: platform_settings(door)})
    return Live(settings, Sealer(settings), lambda: door.sandbox.now, timing_of(door))


def connect(
    session: Session, home: Path, door: Bench, *, names: Collection[str] | None = None, push: bool = False
) -> Workspace:
    """A client with the platform's accounts connected; nothing is pulled yet."""
    live = live_of(door, home)
    with transaction(session):
        client = Client(name="Shop", reporting_currency=door.spec.currency, created_at=door.sandbox.now)
        session.add(client)
        session.flush()
        client_id = client.id
    connection_id = sign_in(session, live, door, client_id)
    offered = connecting.offered(session, MACHINE, live, connection_id)
    chosen = [each.account.id for each in offered if names is None or each.account.name in names]
    now: datetime = door.sandbox.now
    ids = connecting.choose(session, MACHINE, connection_id, offered, chosen, now=now, push=push)
    return Workspace(session, home, door, live, connection_id, ids)


def sign_in(session: Session, live: Live, door: Bench, client_id: int, connection_id: int | None = None) -> int:
    """Through the platform's page and back."""
    back = "http://127.0.0.1:1/connections/back"
    address = connecting.begin(session, MACHINE, live, door.slug, redirect_uri=back, state="s1")
    reply = httpx.get(f"{address}{'&' if '?' in address else '?'}auto=1", follow_redirects=False)
    answer = dict(parse_qsl(urlsplit(reply.headers["location"]).query))
    return connecting.finish(
        session,
        MACHINE,
        live,
        door.slug,
        client_id=client_id,
        answer=answer,
        redirect_uri=back,
        state="s1",
        connection_id=connection_id,
    )
