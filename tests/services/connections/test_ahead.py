"""One item ahead: in order, never more than one, errors where they belong, and nothing goes on behind one's back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from paidsocial.config import Settings
from paidsocial.services.connections.ahead import Ahead
from paidsocial.services.connections.live import Live
from paidsocial.services.connections.sealing import Sealer


@pytest.fixture
def live(tmp_path: Path) -> Live:
    settings = Settings("", tmp_path)
    return Live(settings, Sealer(settings), lambda: datetime(2026, 6, 14, tzinfo=UTC))


def test_everything_comes_in_order_and_at_most_one_is_ahead(live: Live) -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(5):
            made.append(number)
            yield number

    with Ahead(live) as ahead:
        for number in ahead.of(items()):
            time.sleep(0.02)
            assert number in made
            assert len(made) <= number + 2
    assert made == [0, 1, 2, 3, 4]


def test_the_next_is_made_while_the_last_is_used(live: Live) -> None:
    second = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        second.set()
        yield 2

    with Ahead(live) as ahead:
        coming = ahead.of(items())
        assert next(coming) == 1
        assert second.wait(5)


def test_an_error_comes_after_what_came_before_it(live: Live) -> None:
    class Ended(BaseException):
        pass

    def items() -> Iterator[int]:
        yield 1
        raise Ended

    got = []
    with pytest.raises(Ended), Ahead(live) as ahead:
        got.extend(ahead.of(items()))
    assert got == [1]


def test_leaving_cuts_a_wait_short_and_waits_for_the_thread(live: Live) -> None:
    ended = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        try:
            ahead.live.timing.sleep(600)
            yield 2
        finally:
            ended.set()

    started = time.monotonic()
    with Ahead(live) as ahead:
        for _ in ahead.of(items()):
            time.sleep(0.05)
            break
    assert ended.is_set()
    assert time.monotonic() - started < 10
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
