"""Tasks call one service each and do nothing twice; how Celery is told to treat them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial import jobs
from paidsocial.config import Settings
from paidsocial.db import Database
from paidsocial.errors import BadConfiguration
from paidsocial.models import SyncRun
from paidsocial.services.access import Actor
from paidsocial.services.work.units import At
from tests.support.connected import Workspace, connect
from tests.support.live import bench


@pytest.fixture
def work(database: Database, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    with bench("meta") as door:
        found = connect(session, tmp_path, door, push=True)
        monkeypatch.setattr(jobs, "_here", lambda: At(database, found.live, Actor.of_work("worker 1@here"), tmp_path))
        yield found


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[Any]]]:
    """What was given to the broker, in its place."""
    given: list[tuple[str, list[Any]]] = []
    for name, task in jobs._TASKS.items():
        monkeypatch.setattr(task, "apply_async", lambda args, name=name: given.append((name, args)))
    return given


def test_a_tick_queues_what_is_due_and_the_task_does_it_once(
    work: Workspace, queued: list[tuple[str, list[Any]]]
) -> None:
    jobs.tick()
    jobs.tick()
    assert queued == [("pull", [work.account_id])]
    jobs.pull(work.account_id)
    jobs.pull(work.account_id)
    runs = work.session.scalars(select(SyncRun)).all()
    assert [(run.state, run.asked_by) for run in runs] == [("done", "worker 1@here")]
    for task in (jobs.find_out, jobs.expire):
        task(1)
    jobs.send([1, 2])
    jobs.tick()
    assert len(queued) == 1


def test_what_the_broker_did_not_take_is_queued_by_the_next_tick(
    work: Workspace, queued: list[tuple[str, list[Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(args: list[int]) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(jobs.pull, "apply_async", away)
        with pytest.raises(ConnectionError):
            jobs.tick()
    jobs.tick()
    assert queued == [("pull", [work.account_id])]


def test_a_pull_that_is_too_long_for_its_turn_goes_to_the_end_of_the_queue(
    work: Workspace, queued: list[tuple[str, list[Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "TURN", jobs.TURN * 0)
    jobs.pull(work.account_id)
    assert queued == [("pull", [work.account_id])]


def test_the_settings_that_make_a_task_safe_to_lose() -> None:
    conf = jobs.app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)
    assert (conf.accept_content, conf.task_serializer, conf.result_backend) == (["json"], "json", None)
    # RabbitMQ takes back what is not acknowledged in half an hour, Redis what is not in the visibility timeout
    assert conf.task_soft_time_limit < conf.task_time_limit < 30 * 60
    assert conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]
    assert jobs.TURN.total_seconds() < conf.task_soft_time_limit


def test_jobs_can_be_imported_without_a_broker_and_without_pages() -> None:
    code = (
        "import sys; import paidsocial.jobs as jobs; print(jobs.app.conf.broker_url, 'paidsocial.web' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], env={}, capture_output=True, text=True, timeout=120, check=False
    )
    assert said.stdout.split() == ["None", "False"], said.stderr


@pytest.mark.parametrize("text", ["https://user:hunter2@host/", "redis://", "rabbit"])
def test_an_address_that_is_no_brokers_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(BadConfiguration, match="PAIDSOCIAL_BROKER_URL") as refused:
        Settings.from_environment({"PAIDSOCIAL_BROKER_URL": text})
    assert "hunter2" not in refused.value.message
    assert "hunter2" not in repr(Settings.from_environment({"PAIDSOCIAL_BROKER_URL": "redis://:hunter2@host/0"}))
