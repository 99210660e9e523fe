"""Work on one machine: beside the pages of `paidsocial serve`, or as a command; without a broker and on SQLite too."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from paidsocial.cli import background, main
from paidsocial.config import Settings
from paidsocial.domain.schedule import Cadence, Schedule
from paidsocial.services.finance.spend_export import Format
from paidsocial.services.reporting import report_files, saved_reports
from paidsocial.services.reporting.report_contents import Kind
from paidsocial.services.reporting.saved_reports import Details
from paidsocial.services.work.units import Told
from tests.support.postgres import free_port
from tests.support.workers import MACHINE, Installation, eventually, installation, utc_now


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    with installation(database_url, tmp_path, accounts=2, campaigns=2) as found:
        yield found


def call(place: Installation, *arguments: str, **more: str) -> Result:
    return CliRunner().invoke(main, arguments, env={**place.environment, **more})


def test_serving_pulls_by_itself(place: Installation) -> None:
    place.run("serve", "--port", str(free_port()))
    eventually(lambda: place.pulled() == 2, within=60, what="both accounts are pulled")
    for account_id in place.account_ids:
        assert place.stored(account_id) == place.told(account_id)
    assert {run.asked_by for run in place.runs()} == {"paidsocial serve"}
    eventually(lambda: '"event": "work"' in place.said(), within=10, what="the log tells")
    assert "meta-" not in place.said()  # no token in it


def test_work_is_done_once_and_told(place: Installation) -> None:
    done = json.loads(call(place, "work", "--once", "--json").stdout)["done"]
    assert [(each["what"], each["state"]) for each in done] == [("pull", "done"), ("pull", "done")]
    again = call(place, "work", "--once")
    assert again.exit_code == 0
    assert "Nothing was due" in again.output


def test_serving_makes_reports_by_itself(place: Installation) -> None:
    with place.session() as session:
        daily = Schedule(Cadence.DAILY, 0, utc_now().hour, "UTC")
        details = Details("Results", Kind.RESULTS, Format.CSV, daily)
        report_id = saved_reports.create(session, MACHINE, details, now=utc_now() - timedelta(days=1, hours=1))
    place.run("serve", "--port", str(free_port()))

    def made() -> bool:
        with place.session() as session:
            return bool(report_files.files(session, MACHINE, report_id))

    eventually(made, within=60, what="the report is made")
    with place.session() as session:
        (file, *_) = report_files.files(session, MACHINE, report_id)
    assert (file.scheduled, file.made_by) == (True, "paidsocial serve")


@pytest.mark.parametrize("more", [{"PAIDSOCIAL_BACKGROUND": "no"}, {"PAIDSOCIAL_BROKER_URL": "redis://127.0.0.1:1/0"}])
def test_serving_leaves_the_work_to_others_where_told(tmp_path: Path, more: dict[str, str]) -> None:
    settings = Settings.from_environment({"PAIDSOCIAL_HOME": str(tmp_path), **more})
    assert background.start(settings) is None


def test_a_key_that_is_none_stops_the_start_in_words(tmp_path: Path) -> None:
    environment = {"PAIDSOCIAL_HOME": str(tmp_path), "PAIDSOCIAL_TOKEN_KEY": "short"}
    refused = CliRunner().invoke(main, ["serve", "--port", str(free_port())], env=environment)
    assert refused.exit_code == 1
    assert "PAIDSOCIAL_TOKEN_KEY is not a key" in " ".join(refused.output.split())


def test_a_worker_needs_a_broker(tmp_path: Path) -> None:
    refused = CliRunner().invoke(main, ["worker"], env={"PAIDSOCIAL_HOME": str(tmp_path)})
    assert refused.exit_code == 1
    assert "`paidsocial serve` does the work by itself" in " ".join(refused.output.split())


def test_trouble_with_everything_is_logged_and_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stop, rounds = threading.Event(), []

    def breaks(*_: Any, **__: Any) -> list[Told]:
        rounds.append(1)
        if len(rounds) == 3:
            stop.set()
        raise OSError("postgresql://user:secret@host")

    monkeypatch.setattr(background, "EVERY_SECONDS", 0.0)
    monkeypatch.setattr(background.everything, "run", breaks)
    background.keep_working(None, stop, print)  # type: ignore[arg-type]  # nothing of it is reached
    assert len(rounds) == 3
    said = capsys.readouterr()
    assert "OSError" in said.out + said.err
    assert "user:secret@host\n" not in said.out + said.err


def test_what_waits_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[Told] = []
    once = background.Repeated(told.append)
    waits = Told("send", "change 1", "waits", "It goes on tomorrow.")
    for each in (waits, waits, Told("send", "change 1", "applied", "Read back."), waits):
        once(each)
    assert [each.state for each in told] == ["waits", "applied", "waits"]
