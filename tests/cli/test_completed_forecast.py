"""`forecast --json` tells which recent days were completed, how far, and learned from what."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from paidsocial.cli import main
from tests.support.builders import World
from tests.support.lateness import live

TODAY = date(2026, 6, 14)
DAYS = [TODAY - timedelta(days=back) for back in range(100, 0, -1)]


def run(database_url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments], env={"PAIDSOCIAL_DATABASE_URL": database_url, "COLUMNS": "120"})


def forecast(database_url: str) -> tuple[dict[str, Any], str]:
    result = run(database_url, "forecast", "--as-of", "2026-06-14", "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout), result.stderr


@pytest.mark.parametrize(("until", "completed"), [(TODAY, True), (TODAY + timedelta(days=60), False)])
def test_forecast_tells_what_was_completed(
    session: Session, database_url: str, until: date, *, completed: bool
) -> None:
    world = World(session)
    ad_set = world.ad_set(world.campaign(world.account(world.client())))
    live(session, ad_set, DAYS, (0.4, 0.6, 0.8, 1.0), until=until, read=lambda at: at <= TODAY or at == until)
    found, messages = forecast(database_url)
    if not completed:
        assert found["completion"] is None
        return
    assert found["completion"]["days"] == 2
    assert found["completion"]["known_low"] == pytest.approx(0.6, abs=0.01)
    assert found["completion"]["known_high"] == pytest.approx(0.8, abs=0.01)
    assert found["completion"]["learned_from"] == {"account": 1}
    assert "The last 2 days are completed: 60% to 80% of their final revenue is known" in " ".join(messages.split())
