"""`paidsocial lift`: record, list, withdraw."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from paidsocial.cli import main
from paidsocial.db import Database
from paidsocial.services import upgrade
from tests.support.builders import World


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    url = f"sqlite:///{tmp_path / 'lift.db'}"
    monkeypatch.setenv("PAIDSOCIAL_DATABASE_URL", url)
    monkeypatch.setenv("PAIDSOCIAL_HOME", str(tmp_path))
    database = Database(url)
    upgrade.upgrade(database)
    with database.session() as session:
        world = World(session)
        campaign = world.campaign(world.account(world.client("Tallybird")), "Spring Sale")
        days = [date(2026, 5, 1) + timedelta(days=at) for at in range(14)]
        world.figures(world.ad_set(campaign), *days, spend="10", revenue="40")
    database.dispose()
    return tmp_path


def run(*arguments: str) -> tuple[int, Any]:
    result = CliRunner().invoke(main, ["lift", *arguments, "--json"])
    return result.exit_code, json.loads(result.stdout)


TEST = (
    *("add", "--from", "2026-05-01", "--to", "2026-05-14", "--currency", "EUR", "--spend", "140"),
    *("--revenue", "280", "--low", "210", "--high", "350", "--campaign", "Spring Sale", "--as-of", "2026-06-01"),
)


@pytest.mark.usefixtures("home")
def test_recorded_listed_and_withdrawn() -> None:
    code, added = run(*TEST)
    assert code == 0
    assert added["share"] == pytest.approx(0.5)
    assert (added["campaign"], added["reported_revenue"], added["confidence"]) == ("Spring Sale", "560.00", 0.9)
    text = CliRunner().invoke(main, ["lift", "list"]).stdout
    assert "Spring Sale: 50% of the 560.00 EUR that was reported was incremental (38% to 62%)." in text
    code, gone = run("withdraw", str(added["id"]), "--reason", "It leaked.")
    assert (code, gone["withdrawn"], gone["unused"]) == (0, "It leaked.", "Withdrawn.")
    assert run("list")[1]["total"] == 1


@pytest.mark.usefixtures("home")
def test_refusals_are_sentences() -> None:
    code, refused = run(*TEST, "--client", "Nobody")
    assert code == 1
    assert "There is no client “Nobody”" in refused["error"]["message"]
    assert run(*TEST, "--confidence", "lots")[1]["error"]["message"] == "“lots” is not a percentage; write it like 90."
    assert run("withdraw", "7", "--reason", "x")[1]["error"]["code"] == "not_found"
    assert CliRunner().invoke(main, ["lift", "list"]).exit_code == 0
