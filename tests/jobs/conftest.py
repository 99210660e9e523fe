"""Brokers for the workers' tests; both are launched at once, because RabbitMQ takes its time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import missing_service
from tests.support.brokers import KINDS, Broker, binary


@pytest.fixture(scope="package")
def launched() -> Iterator[dict[str, Broker]]:
    """Every broker that is installed, on its way up."""
    brokers = {kind: Broker(kind) for kind in KINDS if binary(kind) is not None}
    for broker in brokers.values():
        broker.launch()
    yield brokers
    for broker in brokers.values():
        broker.stop()


@pytest.fixture(params=KINDS)
def broker(request: pytest.FixtureRequest, launched: dict[str, Broker]) -> Broker:
    """A running broker of each kind."""
    if request.param not in launched:
        missing_service(f"{request.param}'s server is not installed")
    launched[request.param].wait()
    return launched[request.param]
