"""A folder that cannot be used is one sentence with the remedy, whatever the command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from paidsocial.cli import main

COMMANDS = (
    ("pacing",),
    ("accounts",),
    ("users", "list"),
    ("users", "add", "bo@x.example", "--role", "viewer"),
    ("migrate",),
    ("serve", "--port", "59321"),
    ("demo", "--no-serve"),
    ("doctor",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("kind", ["a file", "below a file", "nowhere"])
def test_it_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Sequence[str], kind: str):
    file = tmp_path / "file"
    file.write_text("in the way")
    home = {"a file": file, "below a file": file / "home", "nowhere": Path("/proc/nope")}[kind]
    monkeypatch.delenv("PAIDSOCIAL_DATABASE_URL", raising=False)
    monkeypatch.setenv("PAIDSOCIAL_HOME", str(home))
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "Set PAIDSOCIAL_HOME" in " ".join(result.output.split())
    assert str(home) in "".join(result.output.split("\n"))
    assert file.read_text() == "in the way"
