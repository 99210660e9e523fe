"""Pulling 1,000 ad sets x 365 days from the sandbox, storing included, beside a bare loop that only fetches.

    python benchmarks/pulling.py [--ad-sets 1000] [--days 365] [--rounds 3] [--database URL] [--dlt]

The sandbox runs in a process of its own, as a platform does. The bare loop asks for the same pages with the same
client library and throws them away. `--dlt` loads the same pages
into the same PostgreSQL with dlt's REST source (needs `dlt[postgres]` and `--database`). Ratios of one run; the
memory is the peak of a pull of the whole span and of its last two windows, of which one is stored while the other is
asked for.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg import sql
from sqlalchemy import make_url

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from paidsocial.config import PlatformSettings, Settings  # noqa: E402 - after the path
from paidsocial.db import Database, transaction  # noqa: E402 - the same
from paidsocial.models import AccountSync, Client  # noqa: E402 - the same
from paidsocial.sandbox.server.serving import running  # noqa: E402 - the same
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, Sandbox  # noqa: E402 - the same
from paidsocial.sandbox.server.worlds import small_market  # noqa: E402 - the same
from paidsocial.services import upgrade  # noqa: E402 - the same
from paidsocial.services.access import Actor  # noqa: E402 - the same
from paidsocial.services.connections import connecting, syncing  # noqa: E402 - the same
from paidsocial.services.connections.live import Live  # noqa: E402 - the same
from paidsocial.services.connections.sealing import Sealer  # noqa: E402 - the same

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
MACHINE = Actor.at_the_machine("benchmark")
MOST = 1.5  # times the bare loop


class Bench:
    """A sandbox with one large Meta account, and the product connected to it."""

    def __init__(self, days: int, served: Served) -> None:
        self.days, self.token, self.account_id = days, served.token, served.account_id
        door = f"{served.address}/meta"
        hosts = dict.fromkeys(("api", "sign_in", "token", "download"), door)
        self.door, self.home = door, Path(tempfile.mkdtemp())
        settings = Settings("", self.home, platforms={"meta": PlatformSettings(APP_ID, APP_SECRET, hosts)})
        self.live = Live(settings, Sealer(settings), lambda: NOW)

    @property
    def since(self) -> date:
        return NOW.date() - timedelta(days=self.days)

    def ours(self, url: str, *, since: date | None = None) -> float:
        """Seconds of a whole first pull into a fresh database."""
        database = Database(url)
        upgrade.ensure_current(database)
        with database.session() as session:
            with transaction(session):
                client = Client(name=f"Bench {time.time_ns()}", reporting_currency="EUR", created_at=NOW)
                session.add(client)
                session.flush()
                client_id = client.id
            id_ = connecting.from_token(session, MACHINE, self.live, "meta", client_id=client_id, token=self.token)
            offered = connecting.offered(session, MACHINE, self.live, id_)
            chosen = [offered[0].account.id]
            (account_id,) = connecting.choose(session, MACHINE, id_, offered, chosen, now=NOW)
            started = time.perf_counter()
            done = syncing.sync(session, MACHINE, self.live, account_id, home=self.home, since=since or self.since)
            seconds = time.perf_counter() - started
            assert done.state == "done", done.message
            assert session.get_one(AccountSync, account_id).through == NOW.date() - timedelta(days=1)
            print(f"    {done.inserted:,} rows in {seconds:.1f} s", file=sys.stderr)
        database.dispose()
        return seconds

    def pages(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The same requests as ours, found by asking."""
        fields = (
            "campaign_id,campaign_name,adset_id,adset_name,impressions,reach,inline_link_clicks,spend,actions,"
            "action_values"
        )
        first, last = self.since, NOW.date() - timedelta(days=1)
        while first <= last:
            until = min(first + timedelta(days=30), last)
            yield (
                f"{self.door}/v26.0/act_{self.account_id}/insights",
                {
                    "level": "adset",
                    "time_increment": "1",
                    "time_range": json.dumps({"since": first.isoformat(), "until": until.isoformat()}),
                    "fields": fields,
                    "default_summary": "true",
                    "limit": "500",
                },
            )
            first = until + timedelta(days=1)

    def bare(self) -> float:
        """Seconds of fetching the same pages and nothing else."""
        started, count = time.perf_counter(), 0
        with httpx.Client(headers={"Authorization": f"Bearer {self.token}"}, timeout=120) as client:
            for url, params in self.pages():
                after: str | None = None
                while True:
                    body = client.get(url, params={**params, **({"after": after} if after else {})}).json()
                    count += len(body["data"])
                    if "next" not in body.get("paging", {}):
                        break
                    after = body["paging"]["cursors"]["after"]
        seconds = time.perf_counter() - started
        print(f"    {count:,} rows fetched bare in {seconds:.1f} s", file=sys.stderr)
        return seconds

    def dlt(self, url: str) -> float:
        """Seconds of dlt's REST source loading the same pages into the same database."""
        import dlt  # noqa: PLC0415 - an optional peer, only here
        from dlt.sources.rest_api import rest_api_source  # noqa: PLC0415 - the same

        resources: list[Any] = [
            {
                "name": f"window_{number}",
                "table_name": "insights",
                "write_disposition": "append",
                "endpoint": {
                    "path": address,
                    # its own way of writing braces
                    "params": {key: text.replace("{", "{{").replace("}", "}}") for key, text in params.items()},
                    "data_selector": "data",
                    "paginator": {"type": "cursor", "cursor_path": "paging.cursors.after", "cursor_param": "after"},
                },
            }
            for number, (address, params) in enumerate(self.pages())
        ]
        source = rest_api_source(
            {"client": {"base_url": self.door, "auth": {"type": "bearer", "token": self.token}}, "resources": resources}
        )
        pipeline = dlt.pipeline(
            f"bench_{time.time_ns()}", destination=dlt.destinations.postgres(url), dataset_name=f"d{time.time_ns()}"
        )
        started = time.perf_counter()
        pipeline.run(source)
        return time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class Served:
    """Where the sandbox is, a token for it and its one account."""

    address: str
    token: str
    account_id: str


def _serve(ad_sets: int, days: int, told: Connection) -> None:
    """A process: serve until the other end is closed."""
    per_campaign = 10
    market = small_market(
        5,
        NOW.date() - timedelta(days=days + 5),
        platforms=("meta",),
        campaigns=ad_sets // per_campaign,
        ad_sets=per_campaign,
    )
    market.run_to(NOW.date())
    sandbox = Sandbox(market, NOW)
    token = sandbox.tokens.issue("meta", ("ads_read", "ads_management"), None)
    with running(sandbox) as address:
        told.send(Served(address, token, sandbox.accounts("meta")[0].id))
        told.poll(None)


@contextmanager
def bench(ad_sets: int, days: int) -> Iterator[Bench]:
    """A served sandbox with that many ad sets in one account."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(ad_sets, days, there), daemon=True)
    process.start()
    try:
        yield Bench(days, here.recv())
    finally:
        process.terminate()
        process.join()


def fresh_database(url: str) -> str:
    """Another, empty database on the same PostgreSQL."""
    name = f"pulling_{time.time_ns()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def peak(call: Callable[[], object]) -> int:
    """Bytes that Python held at most."""
    tracemalloc.start()
    call()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def main() -> None:
    """Measure, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ad-sets", type=int, default=1000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", default="")
    parser.add_argument("--dlt", action="store_true")
    options = parser.parse_args()
    with bench(options.ad_sets, options.days) as made:

        def fresh() -> str:
            if options.database:
                return fresh_database(options.database)
            return f"sqlite:///{Path(tempfile.mkdtemp()) / 'bench.db'}"

        made.bare()  # the sandbox's own first answers are slower
        ratios = []
        for _ in range(options.rounds):
            bare = made.bare()
            ratios.append(made.ours(fresh()) / bare)
        print(f"| pulling {options.ad_sets:,} ad sets x {options.days} days | measured | asked |")
        print("| --- | ---: | ---: |")
        print(
            f"| seconds over a bare httpx loop's, median of {options.rounds} | {statistics.median(ratios):.2f} "
            f"| at most {MOST} |"
        )
        if options.dlt:
            print(
                f"| seconds of dlt's REST source over ours | {made.dlt(options.database) / made.ours(fresh()):.2f} "
                "| above 1 |"
            )
        whole = peak(lambda: made.ours(fresh()))
        part = peak(lambda: made.ours(fresh(), since=NOW.date() - timedelta(days=62)))
        print(f"| peak memory of the whole span over that of 62 days | {whole / part:.2f} | about 1 |")


if __name__ == "__main__":
    main()
