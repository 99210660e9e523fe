"""Workers as processes of their own share the work over a real broker and PostgreSQL; some die in the middle."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from celery import Celery
from sqlalchemy import func, select

from paidsocial.db import transaction
from paidsocial.domain.budget_change import State
from paidsocial.domain.schedule import Cadence, Schedule
from paidsocial.models import AdAccount, Campaign, ForecastRun, ReportFile, SavedReport
from paidsocial.services.access import Role
from paidsocial.services.changes import budget_changes
from paidsocial.services.changes.budget_changes import Wanted
from paidsocial.services.finance.spend_export import Format
from paidsocial.services.reporting import saved_reports
from paidsocial.services.reporting.report_contents import Kind
from paidsocial.services.reporting.saved_reports import Details
from tests.conftest import missing_service
from tests.support.apart import Machine, machines, why_not
from tests.support.brokers import Broker
from tests.support.people import person
from tests.support.postgres import PostgresServer
from tests.support.workers import MACHINE, Installation, eventually, installation, kill, utc_now

ACCOUNTS = 6
MICROS = 1_000_000


@pytest.fixture
def place(broker: Broker, postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Installation]:
    with (
        postgres_server.fresh_database() as url,
        installation(url, tmp_path, accounts=ACCOUNTS, broker_url=broker.url) as found,
    ):
        yield found


@pytest.fixture
def apart(place: Installation) -> Iterator[list[Machine]]:
    """Two machines with networks of their own, which reach broker, database and platform only through a cable each."""
    reason = why_not()
    if reason:
        missing_service(reason)
    ports = [urlsplit(address).port for address in (place.url, place.broker_url, place.address)]
    with machines(2, [port for port in ports if port]) as found:
        yield found


def worker(place: Installation, *more: str, on: Machine | None = None) -> subprocess.Popen[bytes]:
    return place.run("worker", "--concurrency", "1", *more, prefix=on.prefix if on else ())


def test_two_machines_share_what_is_due_one_dies_and_all_is_done_once(
    place: Installation, apart: list[Machine]
) -> None:
    place.sandbox.delay = 0.25
    first, second = worker(place, "--beat", on=apart[0]), worker(place, on=apart[1])
    eventually(lambda: place.running_of(first) and place.running_of(second), within=60, what="both pull")
    kill(second)
    (lost,) = place.running_of(second)
    place.sandbox.delay = 0.02
    eventually(lambda: place.pulled() == ACCOUNTS - 1, within=60, what="the other goes on")
    place.time_passes(16, quiet_for=0.0)  # only the dead one's account is still claimed
    third = worker(place, on=apart[1])  # somebody starts it again: it asks at once
    eventually(lambda: place.pulled() == ACCOUNTS, within=60, what="all are pulled")
    for account_id in place.account_ids:
        assert place.stored(account_id) == place.told(account_id)
    done = [run.account_id for run in place.runs() if run.state == "done"]
    assert sorted(done) == sorted(place.account_ids)  # none twice
    assert [run.id for run in place.runs() if run.state == "abandoned"] == [lost.id]

    ids = [approved(place, account_id) for account_id in place.account_ids]
    place.sandbox.delay = 0.25
    place.tick()
    eventually(lambda: any(change.sent_at for change in place.changes()), within=30, every=0.02, what="one is sent")
    kill(third)
    place.sandbox.delay = 0.0

    def all_applied() -> bool:
        place.time_passes(20)
        place.tick()
        return all(change.state == State.APPLIED for change in place.changes())

    eventually(all_applied, within=60, every=1.0, what="all are applied")
    assert len(ids) == len({write.target for write in place.sandbox.writes}) == len(place.sandbox.writes)
    assert sorted(write.after for write in place.sandbox.writes) == sorted(
        each.after_micros for each in place.changes()
    )
    assert "meta-" not in place.said().replace("meta-shop", "")  # no token in a log


def approved(place: Installation, account_id: int) -> int:
    """A change of an account's first campaign that carries a budget, approved at a moment of its own."""
    with place.session() as session:
        external_id = session.get_one(AdAccount, account_id).external_id or ""
        spec = next(
            each
            for each in place.sandbox.campaigns(external_id)
            if each.budget_micros is not None and str(each.budget_kind) == "daily"
        )
        campaign = session.scalars(select(Campaign).where(Campaign.external_id == spec.id)).one()
        before = (place.sandbox.budget(spec.id) or 0) // MICROS
        wanted = Wanted(campaign.id, str(before * 11 // 10), str(before), reason="more of it")
        now = utc_now()
        return budget_changes.propose(session, MACHINE, wanted, now=now, today=now.date())


def test_a_broker_that_died_is_waited_for_and_what_it_lost_is_queued_again(place: Installation, broker: Broker) -> None:
    only = worker(place)
    place.sandbox.delay = 0.25
    eventually(lambda: place.running_of(only), within=60, what="it pulls")
    broker.kill()
    place.sandbox.delay = 0.0
    broker.start()
    place.time_passes(0)

    def all_pulled() -> bool:
        place.tick()
        return place.pulled() == ACCOUNTS

    eventually(all_pulled, within=60, every=1.0, what="all are pulled")
    for account_id in place.account_ids:
        assert place.stored(account_id) == place.told(account_id)


def test_reports_and_forecasts_are_made_once_whoever_works_and_however_often_they_are_asked_for(
    place: Installation,
) -> None:
    worker(place)
    worker(place)
    eventually(lambda: place.pulled() == ACCOUNTS, within=60, what="all are pulled")
    yesterday = utc_now() - timedelta(hours=26)
    daily = Schedule(Cadence.DAILY, 0, utc_now().hour, "UTC")
    with place.session() as session:
        person(session, "Ann", Role.DIRECTOR)
        details = Details("Results", Kind.RESULTS, Format.CSV, daily)
        ids = [
            saved_reports.create(session, MACHINE, replace(details, name=f"Results {number}"), now=yesterday)
            for number in range(3)
        ]
        with transaction(session):  # once, and that less than an hour ago
            for row in session.scalars(select(SavedReport)):
                row.slot_at = row.due_at = utc_now().replace(minute=0, second=0, microsecond=0)
    with Celery("tests", broker=place.broker_url) as app:
        for _ in range(3):
            for report_id in ids:
                app.send_task("paidsocial.report", [report_id], queue="paidsocial.slow", ignore_result=True)
            app.send_task("paidsocial.foresee", queue="paidsocial.slow", ignore_result=True)
    place.tick()

    def all_made() -> bool:
        with place.session() as session:
            reports = session.scalars(select(SavedReport)).all()
            forecasts = session.scalar(select(func.count()).select_from(ForecastRun)) or 0
            return all(row.due_at > utc_now() and not row.failures for row in reports) and forecasts > 0

    eventually(all_made, within=60, every=0.5, what="all are made")
    with place.session() as session:
        files = session.scalars(select(ReportFile)).all()
        assert sorted(file.report_id for file in files) == ids
        assert all(file.size > 100 for file in files)
        assert {file.made_by.partition(" ")[0] for file in files} == {"worker"}
        kept = [(row.pool, row.as_of, row.horizon) for row in session.scalars(select(ForecastRun))]
        assert len(kept) == len(set(kept))
