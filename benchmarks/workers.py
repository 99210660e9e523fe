"""How long two workers take to pull many ad accounts against one: a ratio of one run.

    python benchmarks/workers.py [--accounts 40] [--delay 0.4] [--rounds 1] [--broker redis|rabbitmq]

A sandbox answers every call after `--delay` seconds, as a platform over the internet does. Workers are processes of
their own, one task at a time each, over a real broker and PostgreSQL; the clock runs from the moment that all are ready
and everything is due until the last account is stored. The bar is a ratio of 0.6. Rounds alternate; the best counts.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from paidsocial.db import transaction
from paidsocial.models import AccountSync
from tests.support.brokers import KINDS, Broker
from tests.support.postgres import PostgresServer
from tests.support.workers import Installation, eventually, installation, utc_now

BAR = 0.6
PATIENCE = 3600.0


def main() -> int:
    """Measure, tell, and fail above the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=40)
    parser.add_argument("--delay", type=float, default=0.4, help="seconds that every reply takes")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--broker", choices=KINDS, default="redis")
    asked = parser.parse_args()
    times: dict[int, list[float]] = {1: [], 2: []}
    with _servers(asked.broker) as (postgres, broker):
        for _ in range(asked.rounds):
            for workers, taken in times.items():
                taken.append(_measure(postgres, broker, workers, asked.accounts, asked.delay))
                print(f"{workers} worker(s), {asked.accounts} accounts: {taken[-1]:.1f} s", flush=True)
    ratio = min(times[2]) / min(times[1])
    print(f"two against one: {ratio:.2f} (asked: at most {BAR})")
    return 0 if ratio <= BAR else 1


@contextmanager
def _servers(kind: str) -> Iterator[tuple[PostgresServer, Broker]]:
    postgres, broker = PostgresServer.start(Path()), Broker(kind)
    try:
        broker.start()
        yield postgres, broker
    finally:
        broker.stop()
        postgres.stop()


def _measure(postgres: PostgresServer, broker: Broker, workers: int, accounts: int, delay: float) -> float:
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.fresh_database() as url,
        installation(url, Path(folder), accounts=accounts, campaigns=2, broker_url=broker.url) as place,
    ):
        _due(place, at_once=False)
        for _ in range(workers):
            place.run("worker", "--concurrency", "1")
        eventually(lambda: place.said().count('"worker_ready"') == workers, within=180, what="the workers are ready")
        place.sandbox.delay = delay
        _due(place, at_once=True)
        began = time.perf_counter()
        place.tick()
        eventually(lambda: place.pulled() == accounts, within=PATIENCE, every=0.25, what="all are pulled")
        took = time.perf_counter() - began
        runs = place.runs()
        if len(runs) != accounts or len({run.asked_by for run in runs}) != workers:
            raise SystemExit("the accounts were not pulled once each by all of the workers")
        return took


def _due(place: Installation, *, at_once: bool) -> None:
    """Let everything be due now, or nothing for a long time."""
    moment = utc_now() + timedelta(days=0 if at_once else 365)
    with place.session() as session, transaction(session):
        session.execute(update(AccountSync).values(due_at=moment))


if __name__ == "__main__":
    raise SystemExit(main())
