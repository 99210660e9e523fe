"""The demo's platforms, live: its market behind the sandbox's doors, and its ad accounts connected to them.

    keep(home, seed, company, market)       at the end of building: what the market needs to stand up again
    open_(home, clock)                      -> the same market, served on loopback, its time running with the clock
    connect(session, live, ...)             sign-ins for the demo's ad accounts, so that they are pulled and pushed

What happens on the platforms (budgets pushed, days gone by) is kept as it happens, so that the demo can be served again
and is where it was.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer

from paidsocial.config import PlatformSettings, Settings
from paidsocial.db import transaction
from paidsocial.domain.days import ONE_DAY, local_day
from paidsocial.models import AccountSync, AdAccount, Connection
from paidsocial.sandbox.casting import build_company
from paidsocial.sandbox.market import Market
from paidsocial.sandbox.server.serving import make
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, Sandbox
from paidsocial.sandbox.world import Edit, EditKind
from paidsocial.services.access import Actor
from paidsocial.services.connections import connecting
from paidsocial.services.connections.live import Live
from paidsocial.services.demo import story
from paidsocial.services.demo.rates import rates_csv
from paidsocial.services.finance import rates

FILE = "platforms.json"
_SCOPES = {
    "meta": ("ads_read", "ads_management", "business_management"),
    "tiktok": ("4", "15"),
    "linkedin": ("r_ads", "r_ads_reporting", "rw_ads"),
}
_LIVES = timedelta(days=60)
ACTOR = Actor.at_the_machine("the demo")


@dataclass
class Platforms:
    """The served market. `advance` is the button that moves the demo's clock."""

    home: Path
    said: dict[str, Any]
    sandbox: Sandbox
    server: BaseWSGIServer
    _saving: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        """Where its doors are."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def now(self) -> datetime:
        """The demo's moment: the product's clock is the platforms'."""
        return self.sandbox.now

    def advance(self, by: timedelta) -> datetime:
        """Let days go by on the platforms."""
        with self.sandbox.lock:
            now = self.sandbox.advance(by)
        self.save()
        return now

    def next_day(self, session: Session) -> datetime:
        """A day goes by: exchange rates as finance would load them, and every ad account is due to be pulled."""
        before = self.now()
        now = self.advance(ONE_DAY)
        last, today = local_day(before, story.TIME_ZONE) - ONE_DAY, local_day(now, story.TIME_ZONE)
        content = rates_csv(self.said["seed"], self.sandbox.market.world.first_day, today - ONE_DAY, after=last)
        if content is not None:
            rates.load_csv(session, ACTOR, content=content, file_name="demo-rates.csv", now=now, today=today)
        with transaction(session):
            session.execute(update(AccountSync).where(AccountSync.pull).values(due_at=now))
        return now

    def settings(self, settings: Settings) -> Settings:
        """The settings, with every platform of the demo at its door."""
        doors = {
            slug: PlatformSettings(
                APP_ID, APP_SECRET, dict.fromkeys(("api", "sign_in", "token", "download"), f"{self.address}/{slug}")
            )
            for slug in _SCOPES
        }
        return replace(settings, platforms={**settings.platforms, **doors})

    def save(self) -> None:
        """Keep what has happened since the demo was built."""
        with self._saving:
            self.said["ahead"] = self.sandbox.ahead.total_seconds()
            self.said["edits"] = [_plain(edit) for edit in self.sandbox.market.edits()]
            path = self.home / FILE
            written = path.with_suffix(".new")
            written.write_text(json.dumps(self.said), encoding="utf-8")
            written.replace(path)

    def stop(self) -> None:
        """Shut the doors."""
        self.server.shutdown()
        self.server.server_close()


def keep(home: Path, *, seed: int, last_day: date, months: int, per_account: int | None, market: Market) -> None:
    """Write down what the market needs to stand up again as it is."""
    said = {
        "seed": seed,
        "last_day": last_day.isoformat(),
        "months": months,
        "per_account": per_account,
        "ahead": 0.0,
        "edits": [_plain(edit) for edit in market.edits()],
    }
    (home / FILE).write_text(json.dumps(said), encoding="utf-8")


def open_(home: Path, clock: Callable[[], datetime]) -> Platforms:
    """Serve the demo's market on a free port of this machine, in the background."""
    said: dict[str, Any] = json.loads((home / FILE).read_text(encoding="utf-8"))
    company = build_company(
        said["seed"],
        date.fromisoformat(said["last_day"]),
        months=said["months"],
        per_account=said["per_account"],
    )
    market = Market(said["seed"], replace(company.world, edits=()))
    for edit in said["edits"]:
        market.edit(_edit(edit))
    sandbox = Sandbox(market, clock(), clock=clock)
    sandbox.advance(timedelta(seconds=said["ahead"]))
    platforms = Platforms(home, said, sandbox, make(sandbox))
    sandbox.changed = platforms.save
    thread = threading.Thread(target=platforms.server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
    thread.start()
    return platforms


def connect(session: Session, live: Live, platforms: Platforms) -> int:
    """Sign in for every client and platform of the demo, as if its people had; how many sign-ins stand."""
    wanted = session.execute(select(AdAccount.client_id, AdAccount.platform).distinct()).all()
    for client_id, slug in wanted:
        if slug in _SCOPES:
            _connect(session, live, platforms, client_id, slug)
    return len(wanted)


def _connect(session: Session, live: Live, platforms: Platforms, client_id: int, slug: str) -> None:
    """A new token each time the demo is served: the sandbox forgets them with its process."""
    query = select(Connection).where(Connection.client_id == client_id, Connection.platform == slug)
    known = session.scalars(query.order_by(Connection.id)).first()
    with platforms.sandbox.lock:
        token = platforms.sandbox.tokens.issue(slug, _SCOPES[slug], platforms.now() + _LIVES)
    id_ = connecting.from_token(
        session,
        ACTOR,
        live,
        slug,
        client_id=client_id,
        token=token,
        connection_id=known.id if known is not None else None,
    )
    offered = connecting.offered(session, ACTOR, live, id_)
    mine = [each.account.id for each in offered if each.known is not None and each.known.client_id == client_id]
    new = [each.account.id for each in offered if each.account.id in mine and not each.pulled]
    if not new:
        return
    ids = connecting.choose(session, ACTOR, id_, offered, new, now=platforms.now(), push=True)
    with transaction(session):  # the files reach to yesterday: only what may still change is read again
        for account_id in ids:
            account, sync = session.get_one(AdAccount, account_id), session.get_one(AccountSync, account_id)
            today = platforms.sandbox.today(_spec(platforms, account))
            sync.through = today - ONE_DAY


def _spec(platforms: Platforms, account: AdAccount) -> Any:
    accounts = platforms.sandbox.market.world.accounts
    return next(each for each in accounts if each.id.removeprefix("act_") == account.external_id)


def _plain(edit: Edit) -> dict[str, Any]:
    return {
        "day": edit.day.isoformat(),
        "target": edit.target,
        "kind": edit.kind.value,
        "micros": edit.budget_micros,
        "who": edit.who,
    }


def _edit(said: Mapping[str, Any]) -> Edit:
    return Edit(date.fromisoformat(said["day"]), said["target"], EditKind(said["kind"]), said["micros"], said["who"])
