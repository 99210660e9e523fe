"""`paidsocial users` and `paidsocial doctor`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.cli import main
from paidsocial.models import AuditEntry, User
from tests.support.builders import World

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PAIDSOCIAL_DATABASE_URL", database_url)
    monkeypatch.setenv("PAIDSOCIAL_HOME", str(tmp_path / "home"))

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    return call


def test_somebody_is_added_with_a_link_and_a_mark(run: Run, session: Session) -> None:
    client = World(session).client("Tallybird")
    result = run(
        "users", "add", "Bo@Office.local", "--role", "finance", "--client", "tallybird",
        "--address", "https://ads.example", "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["email"], told["role"]) == ("bo@office.local", "finance")
    assert told["one_time_link"].startswith("https://ads.example/welcome/")
    user = session.scalars(select(User)).one()
    assert [link.client_id for link in user.client_links] == [client.id]
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.door, entry.actor_id) == ("person.added", "cli", None)
    assert entry.actor_email.endswith("at the command line")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("users", "add", "bo", "--role", "viewer"), 1),
        (("users", "add", "bo@x.example", "--role", "viewer", "--client", "Nobody"), 1),
        (("users", "add", "bo@x.example", "--role", "emperor"), 2),
        (("users", "add", "bo@x.example"), 2),
        (("users", "link", "bo@x.example"), 1),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    run: Run, session: Session, arguments: tuple[str, ...], code: int
) -> None:
    result = run(*arguments, "--json")
    assert result.exit_code == code
    if code == 1:
        assert set(json.loads(result.stdout)["error"]) == {"code", "message"}
    assert session.scalars(select(User)).all() == []


def test_a_new_link_and_the_list(run: Run) -> None:
    first = json.loads(run("users", "add", "bo@x.example", "--role", "viewer", "--json").stdout)["one_time_link"]
    second = json.loads(run("users", "link", "BO@x.example", "--json").stdout)["one_time_link"]
    assert first != second
    people = json.loads(run("users", "list", "--json").stdout)["users"]
    assert people == [{"email": "bo@x.example", "name": "bo", "role": "viewer", "active": True}]


def test_somebody_without_a_client_is_pointed_out(run: Run, session: Session) -> None:
    World(session).client("Tallybird")
    told = " ".join(run("users", "add", "bo@x.example", "--role", "viewer").stderr.split())
    assert "bo@x.example sees no client yet" in told
    for more in (("--role", "viewer", "--all-clients"), ("--role", "viewer", "--client", "Tallybird")):
        assert "sees no client" not in run("users", "add", f"p{more[2]}@x.example", *more).stderr
    assert "sees no client" not in run("users", "add", "ada@x.example", "--role", "administrator").stderr


def test_results_stand_on_standard_output(run: Run) -> None:
    run("users", "add", "ada@x.example", "--role", "administrator")
    listed, looked = run("users", "list"), run("doctor")
    assert "ada@x.example" in listed.stdout
    assert "1 may administer" in looked.stdout
    assert (listed.stderr, looked.stderr) == ("", "")


def test_the_doctor_tells_programs_and_people(run: Run) -> None:
    result = run("doctor", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["ok"]) == (1, False), "nobody may administer yet"
    assert {"check", "ok", "found", "mend"} == set(told["checks"][0])
    run("users", "add", "ada@x.example", "--role", "administrator")
    assert run("doctor").exit_code == 0
