"""A small sample of `python -m tests.killed_imports`: whatever the moment, nothing of a file is stored or all of it."""

from __future__ import annotations

import io
import os
import random
from pathlib import Path

from paidsocial.services.imports import files
from tests.support.killing import Trial, write_files

KILLS = 3


def test_a_killed_import_leaves_nothing_or_all_and_the_next_try_completes(database_url: str, tmp_path: Path) -> None:
    first, second = write_files(tmp_path, campaigns=8)
    trial = Trial(database_url, tmp_path / "home")
    trial.finish(first)
    before = trial.stored()
    chance = random.Random(5)
    left = []
    for _ in range(KILLS):
        trial.kill(second, chance.uniform(0, 0.3), once_kept=True)  # its original is kept: now it stores
        left.append(trial.stored())
    trial.finish(second)
    after = trial.stored()

    assert after["accounts"] == ["Falls", "New", "North", "Same", "South"]
    assert after["held"] == 1
    assert all(state in (before, after) for state in left)


def test_what_killed_imports_had_begun_to_copy_is_swept_away(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    old, new = folder / "incoming-old", folder / "incoming-new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    files.keep(tmp_path, io.BytesIO(b"whole"))
    assert (old.exists(), new.exists()) == (False, True)
