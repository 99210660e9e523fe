"""The documents keep their word: every setting and every command stands in the README, and no link leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from paidsocial import cli

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_setting_is_documented() -> None:
    settings = set(re.findall(r"PAIDSOCIAL_[A-Z_]+", (ROOT / "paidsocial/config.py").read_text()))
    assert settings
    assert settings <= set(re.findall(r"PAIDSOCIAL_[A-Z_]+", (ROOT / "README.md").read_text()))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", document.read_text()):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (document.parent / target).exists(), target


def test_every_command_in_the_table_can_be_loaded_and_explains_itself() -> None:
    context = click.Context(cli.main)
    for name in cli.main.list_commands(context):
        command = cli.main.get_command(context, name)
        assert command is not None, name
        assert command.help, name
