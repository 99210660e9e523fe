"""`paidsocial demo` and `paidsocial serve` as a newcomer runs them."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from paidsocial.cli.demo import called, demo_settings
from paidsocial.config import Settings
from paidsocial.services.access import Role
from paidsocial.wiring import create_app
from tests.support.demo import PAIDSOCIAL, MadeDemo, environment, free_port


@pytest.fixture(name="free_port")
def _free_port() -> int:
    return free_port()


def test_the_demo_is_made_afresh_and_everyone_can_look_around(made_demo: MadeDemo, tmp_path: Path):
    home, said = made_demo.copied_to(tmp_path), made_demo.said
    assert {role for role in Role if re.search(rf"^{role.value} +\S+@\S+ +\S+$", said, re.M | re.I)} == set(Role)
    told = re.search(r"^  PAIDSOCIAL_HOME=(\S+) paidsocial pacing$", said, re.M)
    assert told is not None
    pacing = subprocess.run(
        [*PAIDSOCIAL, "pacing"],
        env={**environment(home), "PAIDSOCIAL_HOME": told.group(1)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert pacing.returncode == 0, pacing.stderr
    assert "no plan" not in pacing.stdout + pacing.stderr
    database = home / "demo" / "paidsocial.db"
    before = database.stat().st_ino
    kept = subprocess.run(
        [*PAIDSOCIAL, "demo", "--keep", "--no-serve"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert kept.returncode == 0, kept.stderr
    assert database.stat().st_ino == before, "the demo that is there is served, not a new one"
    settings = demo_settings(Settings.from_environment({"PAIDSOCIAL_HOME": str(tmp_path)}))
    app = create_app(settings, config={"TESTING": True, "WTF_CSRF_ENABLED": False})
    for role in Role:
        client = app.test_client()
        answer = client.post("/sign-in/demo", data={"role": role.value}, follow_redirects=True)
        assert answer.status_code == 200
        assert "Quillmere" in answer.text or "Fjellvandr" in answer.text
    app.extensions["paidsocial"].database.dispose()


def test_a_taken_port_is_said_before_anything_is_made(tmp_path: Path, free_port: int):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        refused = subprocess.run(
            [*PAIDSOCIAL, "demo", "--port", str(free_port)],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert refused.returncode == 1
    assert f"--port {free_port + 1}" in refused.stderr
    assert not list(tmp_path.iterdir())


@pytest.fixture
def served(tmp_path: Path, free_port: int) -> Iterator[str]:
    """The address of a new installation, served."""
    server = subprocess.Popen(
        [*PAIDSOCIAL, "serve", "--port", str(free_port)], env=environment(tmp_path), stderr=subprocess.PIPE
    )
    try:
        for _ in range(600):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", free_port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{free_port}"
    finally:
        server.terminate()
        server.communicate(timeout=30)


def test_a_new_installation_leads_to_its_set_up(served: str):
    with urllib.request.urlopen(f"{served}/", timeout=60) as answer:
        assert answer.status == 200
        assert answer.url.endswith("/setup")


def test_the_hint_calls_the_program_as_it_can_be_called_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / ".venv" / "bin" / "paidsocial"
    script.parent.mkdir(parents=True)
    script.touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(script), "demo"])
    monkeypatch.setenv("PATH", "/nowhere")
    assert called() == ".venv/bin/paidsocial"
    monkeypatch.setenv("PATH", str(script.parent))  # activated
    assert called() == "paidsocial"
    monkeypatch.setattr(sys, "argv", ["-m", "demo"])
    assert called() == "paidsocial"
