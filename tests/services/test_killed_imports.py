"""A small sample of `python -m tests.killed_imports`: whatever the moment, nothing of a file is stored or all of it."""

from __future__ import annotations

import random
from pathlib import Path

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
