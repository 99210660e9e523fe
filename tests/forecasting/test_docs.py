"""What the documentation shows is what happens."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import forecasting

PAGE = Path(__file__).parents[2] / "docs" / "forecasting.md"


def test_the_examples_run():
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert tried > 60
    assert failed == 0


def test_the_examples_in_the_code_run():
    tried = 0
    package = Path(forecasting.__file__).parent
    for module in sorted(package.rglob("*.py")):
        if not module.stem.startswith("__"):
            name = ".".join(("forecasting", *module.relative_to(package).with_suffix("").parts))
            failed, some = doctest.testmod(importlib.import_module(name))
            assert failed == 0, module
            tried += some
    assert tried >= 5


def test_every_public_name_is_described_somewhere():
    page = PAGE.read_text(encoding="utf-8")
    calls = [name for name in forecasting.__all__ if name[0].islower()]
    assert [name for name in calls if f"`{name}(" not in page] == []
    assert all(getattr(forecasting, name).__doc__ for name in forecasting.__all__)
