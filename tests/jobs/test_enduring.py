"""A worker goes on working whatever dies beside it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.brokers import Broker
from tests.support.driven import DRIVEN, Clock
from tests.support.postgres import PostgresServer
from tests.support.workers import Installation, children, eventually, installation, utc_now


@pytest.fixture
def place(broker: Broker, postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Installation]:
    Clock(tmp_path).begin(utc_now())
    with (
        postgres_server.fresh_database() as url,
        installation(url, tmp_path, accounts=1, campaigns=2, days=5, broker_url=broker.url) as found,
    ):
        yield found


def test_a_worker_goes_on_after_its_broker_its_child_and_its_beat_died(place: Installation, broker: Broker) -> None:
    worker = place.run("worker", "--concurrency", "1", "--beat", command=DRIVEN)
    place.sandbox.delay = 0.1
    eventually(place.runs, within=60, every=0.02, what="it pulls")
    broker.kill()
    eventually(lambda: place.pulled() == 1, within=60, what="the pull ends while nobody takes its acknowledgement")
    eventually(lambda: '"work"' in place.said(), within=20, what="it tells so")
    time.sleep(1.0)
    place.sandbox.delay = 0.0
    broker.start()
    pulls_again(place)
    for child in children(worker.pid):
        os.kill(child, signal.SIGKILL)
    pulls_again(place)
    assert worker.poll() is None


def pulls_again(place: Installation) -> None:
    """Hours later it does by itself what is due then."""
    before = sum(run.state == "done" for run in place.runs())
    Clock(place.home).advance(timedelta(hours=7))
    eventually(lambda: sum(run.state == "done" for run in place.runs()) > before, within=60, what="it pulls again")
