"""A seeded sample of the random lives in processes that are killed; `python -m tests.fault_runs` lives hundreds."""

from __future__ import annotations

import pytest

from tests.conftest import missing_service
from tests.support.brokers import KINDS, Broker
from tests.support.postgres import PostgresServer
from tests.support.process_run import Services, run


@pytest.mark.parametrize("seed", [9, 129])  # `serve` alone; workers over Redis, which dies too
def test_after_kills_of_worker_web_and_broker_every_figure_and_budget_is_right(
    launched: dict[str, Broker], postgres_server: PostgresServer, seed: int
) -> None:
    missing = [kind for kind in KINDS if kind not in launched]
    if missing:
        missing_service(f"{' and '.join(missing)} not installed, and a seed chooses among both")
    assert run(seed, Services(postgres_server, launched))
