"""`paidsocial reports`, as a script sees it: which there are, and their files."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from paidsocial.cli import main
from paidsocial.domain.schedule import Cadence, Schedule
from paidsocial.services.access import Actor
from paidsocial.services.finance.spend_export import Format
from paidsocial.services.reporting import saved_reports
from paidsocial.services.reporting.report_contents import Kind
from paidsocial.services.reporting.saved_reports import Details
from tests.support.builders import World


@pytest.fixture
def report_id(session: Session, machine: Actor) -> int:
    """A monthly report over last month's 31 days."""
    world = World(session)
    last = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
    days = [date(last.year, last.month, 1) + timedelta(days=at) for at in range(last.day)]
    world.figures(world.ad_set(world.campaign(world.account(world.client("Shop")))), *days, spend="10", revenue="20")
    details = Details("Month’s spend", Kind.SPEND, Format.CSV, Schedule(Cadence.MONTHLY, 3, 7, "UTC"))
    found = saved_reports.create(session, machine, details, now=datetime.now(UTC))
    session.rollback()
    return found


def call(database_url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["reports", *arguments], env={"PAIDSOCIAL_DATABASE_URL": database_url})


def test_a_file_is_made_written_and_listed(database_url: str, report_id: int, tmp_path: Path) -> None:
    before = json.loads(call(database_url, "list", "--json").stdout)["reports"]
    assert [(each["id"], each["last"], each["active"]) for each in before] == [(report_id, None, True)]
    target = tmp_path / "spend.csv"
    none = call(database_url, "file", str(report_id), "--output", str(target))
    assert (none.exit_code, target.exists()) == (1, False)
    assert "No file of this report was made yet" in none.stderr
    made = json.loads(call(database_url, "file", str(report_id), "--now", "--output", str(target), "--json").stdout)
    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
    lines = [row for row in rows if row["row"] == "line"]
    assert [row["spend"] for row in lines] == [f"{int(made['last_day'][-2:]) * 10}.00"]
    again = call(database_url, "file", str(report_id), "--output", str(tmp_path / "again.csv"))
    assert again.exit_code == 0
    assert (tmp_path / "again.csv").read_bytes() == target.read_bytes()
    listed = call(database_url, "list").stdout
    assert made["file"] in listed
    assert "On day 3 of each month at 07:00, UTC" in listed


def test_a_report_that_there_is_not_is_refused(database_url: str, tmp_path: Path) -> None:
    refused = call(database_url, "file", "99", "--output", str(tmp_path / "x.csv"), "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["error"]["code"] == "not_found"
    assert "No report is scheduled yet" in call(database_url, "list").stderr
