"""What holds for every template and every page script, whoever wrote it; read as text, so that no branch hides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import paidsocial
from paidsocial.wiring import templates_folder

PACKAGE = Path(paidsocial.__file__).parent
STATIC = PACKAGE / "static"
TEMPLATES = sorted(templates_folder().rglob("*.html"))
SPRITE = (STATIC / "vendor/tabler-icons-3.51.0/sprite.svg").read_text(encoding="utf-8")
ICONS = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))

REFUSED = {
    "an inline style": re.compile(r"""\sstyle\s*=\s*["']""", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"""\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=\s*["']"""),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "something from another server": re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//"""),
    "markup that nobody escaped (build it with Markup.format)": re.compile(r"\|\s*safe\b"),
}


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(templates_folder())) for path in paths]


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_holds_nothing_that_the_content_policy_refuses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [what for what, pattern in REFUSED.items() if pattern.search(text)]
    assert found == []
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, f"an inline script: {script}"


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_every_icon_named_is_in_the_sprite(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"icon\('([a-z0-9-]+)'", text)) | set(re.findall(r"sign='([a-z0-9-]+)'", text))
    assert named - ICONS == set()


def test_pages_extend_the_frame_and_have_a_title_and_a_heading() -> None:
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        if re.search(r"{% extends '_(base|gate)\.html' %}", text) and path.name not in {"_base.html", "_gate.html"}:
            assert "{% block title %}" in text, path
            assert "{% block heading %}" in text, path
            assert "<h1" not in text, f"{path}: the heading block is the page's only h1"


def test_every_file_that_a_template_names_is_there() -> None:
    for path in TEMPLATES:
        for name in re.findall(r"filename='([^']+)'", path.read_text(encoding="utf-8")):
            assert (STATIC / name).is_file(), f"{path} names {name}"


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_a_script_evaluates_nothing_and_asks_no_other_server(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for pattern in (r"\beval\(", r"new Function\b", r"\.innerHTML\s*=", r"document\.write", r"https?://"):
        assert not re.search(pattern, text), pattern


@pytest.mark.parametrize("path", sorted((STATIC / "css").glob("*.css")), ids=lambda path: path.name)
def test_a_stylesheet_takes_its_colours_from_the_tokens(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", text)
    if path.name != "tokens.css":
        raw = [line.strip() for line in re.sub(r"@media print \{.*?\n\}", "", text, flags=re.DOTALL).splitlines()]
        assert [
            line for line in raw if re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", line) and "mask-image" not in line
        ] == []


def test_vendored_libraries_carry_their_licences() -> None:
    vendor = STATIC / "vendor"
    listed = (vendor / "LICENSES.md").read_text(encoding="utf-8")
    for folder in (path for path in vendor.iterdir() if path.is_dir()):
        assert f"`{folder.name}`" in listed
        assert (folder / "LICENSE").stat().st_size > 200
        assert all(path.stat().st_size < 1_500_000 for path in folder.iterdir())


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_examples_are_plainly_made_up_and_of_no_currency(path: Path) -> None:
    """An account may be in any currency; and a figure with odd cents reads like, or is, somebody's own."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"[€£]|\beuros?\b", text, re.IGNORECASE)
    amounts = re.findall(r"(?<![\w.])\d{1,3}(?:,\d{3})+\.\d\d(?!\d)", text)
    assert [amount for amount in amounts if not amount.endswith("0.00")] == []
