"""Workers as real processes, a sandbox that they pull from, and the workspace that connects the two."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from celery import Celery
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.config import Settings
from paidsocial.db import Database, transaction
from paidsocial.domain.budget_change import State
from paidsocial.domain.days import Period
from paidsocial.models import AccountSync, AdAccount, AdSet, BudgetChange, Client, Performance, Setting, SyncRun
from paidsocial.sandbox.server.serving import running
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, Sandbox
from paidsocial.sandbox.server.worlds import small_market
from paidsocial.services.access import Actor
from paidsocial.services.connections import connecting
from paidsocial.services.connections.live import Live
from paidsocial.services.connections.sealing import Sealer
from tests.support.live import APP, books

MACHINE = Actor.at_the_machine("tests")
PAIDSOCIAL = [sys.executable, "-c", "from paidsocial.cli import main; main()"]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Installation:
    """A database, a folder and settings that lead to a served sandbox, with ad accounts connected and none pulled."""

    url: str
    home: Path
    sandbox: Sandbox
    address: str
    broker_url: str = ""
    slug: str = "meta"
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    account_ids: list[int] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        door, prefix = f"{self.address}/{self.slug}", f"PAIDSOCIAL_{self.slug.upper()}"
        own = {f"{prefix}_{host}_URL": door for host in ("API", "SIGN_IN", "TOKEN", "DOWNLOAD")}
        own |= {f"{prefix}_APP_{name.upper()}": value for name, value in APP.extra.items()}
        own |= {f"{prefix}_APP_ID": APP_ID, f"{prefix}_APP_SECRET": APP_SECRET, "OMP_NUM_THREADS": "1"}
        own |= {"PAIDSOCIAL_DATABASE_URL": self.url, "PAIDSOCIAL_HOME": str(self.home)}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PAIDSOCIAL_")}
        return kept | own | ({"PAIDSOCIAL_BROKER_URL": self.broker_url} if self.broker_url else {})

    @property
    def live(self) -> Live:
        settings = Settings.from_environment(self.environment)
        return Live(settings, Sealer(settings), utc_now)

    @contextmanager
    def session(self) -> Iterator[Session]:
        database = Database(self.url)
        with database.session() as session:
            yield session
        database.dispose()

    # ---- processes

    def run(
        self, *arguments: str, prefix: Sequence[str] = (), command: Sequence[str] = PAIDSOCIAL, **more: str
    ) -> subprocess.Popen[bytes]:
        """A command in a process group of its own; what it says goes to a file in the folder."""
        with (self.home / "said.log").open("ab") as out:
            process = subprocess.Popen(
                [*prefix, *command, *arguments],
                env=self.environment | more,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def said(self) -> str:
        return (self.home / "said.log").read_text(errors="replace")

    def end(self) -> None:
        for process in self.processes:
            kill(process)

    def tick(self) -> None:
        """As the beat does every minute."""
        with Celery("tests", broker=self.broker_url) as app:
            app.send_task("paidsocial.tick", queue="paidsocial.changes", ignore_result=True)

    # ---- what was done

    def running_of(self, worker: subprocess.Popen[bytes]) -> list[SyncRun]:
        """The pulls that a worker is making."""
        return [run for run in self.runs() if run.state == "running" and f" {worker.pid}@" in run.asked_by]

    def runs(self) -> list[SyncRun]:
        with self.session() as session:
            return list(session.scalars(select(SyncRun).order_by(SyncRun.id)))

    def pulled(self) -> int:
        """How many ad accounts were pulled whole."""
        with self.session() as session:
            rows = session.scalars(select(AccountSync)).all()
            return sum(row.ok_at is not None and row.claim is None and row.failures == 0 for row in rows)

    def changes(self) -> list[BudgetChange]:
        with self.session() as session:
            return list(session.scalars(select(BudgetChange).order_by(BudgetChange.id)))

    def stored(self, account_id: int) -> dict[tuple[str, str], tuple[int, ...]]:
        with self.session() as session:
            query = (
                select(AdSet.external_id, Performance)
                .join(AdSet, AdSet.id == Performance.ad_set_id)
                .where(Performance.account_id == account_id)
            )
            return {
                (id_, row.day.isoformat()): (
                    row.spend_micros,
                    row.impressions,
                    row.clicks,
                    row.conversions_millionths // 1_000_000,
                    row.revenue_micros,
                )
                for id_, row in session.execute(query)
            }

    def told(self, account_id: int) -> dict[Any, tuple[int, ...]]:
        """The same from the sandbox's books, over the days that were pulled."""
        with self.session() as session:
            external_id = session.get_one(AdAccount, account_id).external_id or ""
        days = [date.fromisoformat(day) for _, day in self.stored(account_id)]
        return books(self.sandbox, external_id, Period(min(days), max(days)))

    def time_passes(self, minutes: float, *, quiet_for: float = 3.0) -> None:
        """What nobody touched for some seconds was left so many minutes ago: whoever had it is not there any more."""
        ago, old = timedelta(minutes=minutes), utc_now() - timedelta(seconds=quiet_for)
        with self.session() as session, transaction(session):
            for row in session.scalars(select(AccountSync).where(AccountSync.claimed_at < old)):
                row.claimed_at = row.claimed_at and row.claimed_at - ago
            on_its_way = [State.SENDING.value, State.UNKNOWN.value, State.FAILED.value]
            query = select(BudgetChange).where(BudgetChange.state.in_(on_its_way), BudgetChange.state_at < old)
            for change in session.scalars(query):
                change.state_at -= ago
                change.sent_at = change.sent_at and change.sent_at - ago
            queued = session.get(Setting, "work.queued")
            if queued is not None:
                queued.value = {}


def kill(process: subprocess.Popen[bytes]) -> None:
    """As a power cut, its children too."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children(pid: int) -> list[int]:
    """The processes that a process has begun."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def eventually(holds: Callable[[], object], *, within: float, every: float = 0.1, what: str = "") -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"after {within:.0f} seconds still not: {what}")
        time.sleep(every)


@contextmanager
def installation(
    url: str,
    home: Path,
    *,
    accounts: int,
    campaigns: int = 3,
    ad_sets: int = 2,
    days: int = 30,
    broker_url: str = "",
) -> Iterator[Installation]:
    """A served sandbox of Meta accounts and a migrated database connected to all of them, sending switched on."""
    now = utc_now()
    market = small_market(
        5,
        now.date() - timedelta(days=days + 15),
        platforms=("meta",),
        accounts=accounts,
        campaigns=campaigns,
        ad_sets=ad_sets,
    )
    sandbox = Sandbox(market, now)
    home.mkdir(parents=True, exist_ok=True)
    with running(sandbox) as address:
        found = Installation(url, home, sandbox, address, broker_url)
        token = sandbox.tokens.issue("meta", ("ads_read", "ads_management"), None)
        with found.session() as session:
            live = found.live
            with transaction(session):
                client = Client(name="Shop", reporting_currency="EUR", created_at=now)
                session.add(client)
                session.flush()
                client_id = client.id
            id_ = connecting.from_token(session, MACHINE, live, "meta", client_id=client_id, token=token)
            offered = connecting.offered(session, MACHINE, live, id_)
            chosen = [each.account.id for each in offered]
            since = now.date() - timedelta(days=days)
            found.account_ids = connecting.choose(
                session, MACHINE, id_, offered, chosen, now=now, since=since, push=True
            )
        try:
            yield found
        finally:
            found.end()
