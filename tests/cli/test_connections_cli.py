"""Connecting, pulling and sending from the command line, against a served sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from paidsocial.cli import main
from paidsocial.db import transaction
from paidsocial.models import Client
from paidsocial.sandbox.server.faults import Fault
from paidsocial.sandbox.server.serving import running
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, Sandbox
from paidsocial.sandbox.server.worlds import small_market


@pytest.fixture
def sandbox() -> Iterator[tuple[Sandbox, str]]:
    now = datetime.now(UTC)
    box = Sandbox(small_market(5, now.date() - timedelta(days=60), platforms=("meta",)), now)
    with running(box) as address:
        yield box, address


@pytest.fixture
def run(session: Session, database_url: str, tmp_path: Path, sandbox: tuple[Sandbox, str]) -> Any:
    with transaction(session):
        session.add(Client(name="Shop", reporting_currency="EUR", created_at=datetime.now(UTC)))
    door = f"{sandbox[1]}/meta"
    environment = {"PAIDSOCIAL_DATABASE_URL": database_url, "PAIDSOCIAL_HOME": str(tmp_path)}
    environment |= {f"PAIDSOCIAL_META_{host}_URL": door for host in ("API", "SIGN_IN", "TOKEN", "DOWNLOAD")}
    environment |= {"PAIDSOCIAL_META_APP_ID": APP_ID, "PAIDSOCIAL_META_APP_SECRET": APP_SECRET}

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, env=environment)

    return call


def connect(run: Any, box: Sandbox, *more: str) -> Result:
    token = box.tokens.issue("meta", ("ads_read", "ads_management"), None)
    return run("connections", "add", "meta", "--client", "Shop", "--token", token, *more)


def test_connecting_and_pulling(run: Any, sandbox: tuple[Sandbox, str]) -> None:
    box, _ = sandbox
    assert connect(run, box).exit_code == 0
    done = run("sync", "--json")
    assert done.exit_code == 0, done.output
    (account,) = json.loads(done.stdout)["accounts"]
    assert (account["account"], account["state"]) == ("Meta shop 1", "done")
    assert account["rows"]["inserted"] > 100
    (again,) = json.loads(run("sync", "--json", "--account", "meta shop 1").stdout)["accounts"]
    assert (again["rows"]["inserted"], again["rows"]["revised"]) == (0, 0)
    listed = run("connections", "list")
    assert "connected" in listed.stdout


def test_a_platform_that_is_down_is_told_and_exits_1(run: Any, sandbox: tuple[Sandbox, str]) -> None:
    box, _ = sandbox
    connect(run, box)
    box.tokens.revoke("meta")
    done = run("sync", "--json")
    assert done.exit_code == 1
    (account,) = json.loads(done.stdout)["accounts"]
    assert account["state"] == "failed"
    assert "Connect the account again" in account["message"]
    assert "needs you" in run("connections", "list").stdout


def test_refusals_name_the_way_out(run: Any, sandbox: tuple[Sandbox, str]) -> None:
    box, _ = sandbox
    nothing = run("sync", "--json")
    assert nothing.exit_code == 1
    assert "No ad account is connected yet" in json.loads(nothing.stdout)["error"]["message"]
    wrong = run("connections", "add", "meta", "--client", "Shop", "--token", "made-up", "--json")
    assert wrong.exit_code == 1
    assert "does not accept this token" in json.loads(wrong.stdout)["error"]["message"]
    narrow = box.tokens.issue("meta", ("ads_read",), None)
    missing = run("connections", "add", "meta", "--client", "Shop", "--token", narrow, "--json")
    assert "did not grant ads_management" in json.loads(missing.stdout)["error"]["message"]
    unknown = run("connections", "add", "myspace", "--client", "Shop", "--token", "x", "--json")
    assert "There is no live connection to “myspace”" in json.loads(unknown.stdout)["error"]["message"]


def test_keys_are_rotated_and_a_lost_key_is_told(
    run: Any, sandbox: tuple[Sandbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, _ = sandbox
    old, new = run("connections", "new-key").stdout.strip(), run("connections", "new-key").stdout.strip()
    monkeypatch.setenv("PAIDSOCIAL_TOKEN_KEY", old)
    connect(run, box)
    monkeypatch.setenv("PAIDSOCIAL_TOKEN_KEY", f"{new},{old}")
    assert run("connections", "rotate").exit_code == 0
    monkeypatch.setenv("PAIDSOCIAL_TOKEN_KEY", new)
    assert run("sync").exit_code == 0
    monkeypatch.setenv("PAIDSOCIAL_TOKEN_KEY", old)
    lost = run("sync", "--json")
    assert "cannot be opened with the present key" in json.loads(lost.stdout)["accounts"][0]["message"]
    monkeypatch.setenv("PAIDSOCIAL_TOKEN_KEY", "short")
    assert "is not a key" in run("sync", "--json").stdout


def test_a_page_instead_of_data_is_told_in_a_sentence(run: Any, sandbox: tuple[Sandbox, str]) -> None:
    box, _ = sandbox
    connect(run, box)
    box.faults.add(Fault("redirect", path="adaccounts", times=9))
    done = run("sync", "--json")
    assert "a token never goes to another host" in json.loads(done.stdout)["accounts"][0]["message"]


def test_the_stop_switch(run: Any, sandbox: tuple[Sandbox, str]) -> None:
    stopped = run("push", "--stop", "The client called", "--json")
    assert json.loads(stopped.stdout)["stopped"] == "The client called"
    assert json.loads(run("push", "--go-on", "--json").stdout)["stopped"] is None


def test_the_sandbox_refuses_what_it_does_not_serve(run: Any) -> None:
    assert "There is no platform “myspace”" in run("sandbox", "--platform", "myspace").output
    assert "names no time zone" in run("sandbox", "--now", "2026-06-14T09:30").output
