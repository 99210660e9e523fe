"""The doctor: what it finds and how it says to mend it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from paidsocial.services.access import Actor, Role
from paidsocial.services.workspace import doctor, people
from paidsocial.services.workspace.people import PersonDetails
from tests.support.builders import World

TODAY = date(2026, 6, 14)


def examine(tmp_path: Path, **environment: str) -> dict[str, doctor.Check]:
    whole = {"PAIDSOCIAL_HOME": str(tmp_path / "home"), **environment}
    return {check.name: check for check in doctor.examine(whole, today=TODAY)}


def test_a_new_installation_is_well(tmp_path: Path) -> None:
    found = examine(tmp_path)
    assert all(check.ok for check in found.values())
    assert "made at the first use" in found["database"].found


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    found = examine(tmp_path, PAIDSOCIAL_MAX_UPLOAD_MB="lots")
    assert list(found) == ["configuration"]
    assert "PAIDSOCIAL_MAX_UPLOAD_MB" in found["configuration"].found


@pytest.mark.parametrize("url", ["mysql://x", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_does_not_answer(tmp_path: Path, url: str) -> None:
    found = examine(tmp_path, PAIDSOCIAL_DATABASE_URL=url)
    assert not found["database"].ok
    assert found["database"].mend


def test_a_key_that_others_can_read(tmp_path: Path) -> None:
    path = tmp_path / "home" / "secret_key"
    path.parent.mkdir()
    path.write_text("x" * 40)
    path.chmod(0o644)
    check = examine(tmp_path)["secret key"]
    assert (check.ok, check.mend) == (False, f"chmod 600 {path}")
    path.chmod(0o600)
    assert examine(tmp_path)["secret key"].ok


def test_nobody_to_administer_and_a_missing_rate_are_found(
    tmp_path: Path, database_url: str, session: Session, now: datetime
) -> None:
    world = World(session)
    client = world.client("Marginless", currency="EUR", margin_bp=None)
    world.figures(world.ad_set(world.campaign(world.account(client, currency="AUD"))), date(2026, 6, 1))
    found = examine(tmp_path, PAIDSOCIAL_DATABASE_URL=database_url)
    assert (found["people"].ok, found["exchange rates"].ok) == (False, False)
    assert "users add" in found["people"].mend
    assert "AUD to EUR" in found["exchange rates"].found
    assert "Marginless" in found["clients"].found
    details = PersonDetails("Ada", Role.ADMINISTRATOR)
    people.add(session, Actor.at_the_machine(), "ada@example.org", details, now=now)
    world.rate("AUD", "EUR", "0.6", date(2026, 6, 1))
    world.rate("AUD", "USD", "0.7", date(2026, 6, 1))
    found = examine(tmp_path, PAIDSOCIAL_DATABASE_URL=database_url)
    assert [check for check in found.values() if not check.ok] == []
    assert found["audit trail"].found == "entries: 1, each fits the one before"
