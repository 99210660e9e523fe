"""A seeded run of the fuzzer, and everything that it ever broke."""

from __future__ import annotations

import base64
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.seeds import seeds
from tests.fuzz.target import check

CRASHES = sorted((Path(__file__).parent / "crashes").glob("*.bin"))
SECONDS, RUNS = 120, 300
SEEDS = list(seeds())
edits = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=4
)


@pytest.mark.parametrize("path", CRASHES, ids=lambda path: path.stem)
def test_what_broke_once_is_read_or_refused(path: Path) -> None:
    check(path.read_bytes())


@pytest.mark.parametrize("seed", SEEDS, ids=range(len(SEEDS)))
def test_what_the_fuzzer_begins_with(seed: bytes) -> None:
    check(seed)


@given(seed=st.sampled_from(SEEDS), edits=edits)
def test_exports_with_bytes_changed_are_read_or_refused(seed: bytes, edits: list[tuple[float, int, bytes]]) -> None:
    data = seed
    for where, removed, put in edits:
        place = int(where * len(data))
        data = data[:place] + put + data[place + removed :]
    check(data)


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this machine")
def test_a_seeded_run_breaks_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", str(SECONDS), "--seed", "1", "--runs", str(RUNS)]
    ran = subprocess.run(
        [*command, "--keep", str(tmp_path)],
        env={**os.environ, "PYTHONHASHSEED": "0"},  # the order of a set decides what the fuzzer finds new
        capture_output=True,
        text=True,
        timeout=SECONDS + 120,
        check=False,
    )
    # What broke is in the first lines of its output, the input in a file; both are gone with this run otherwise.
    broke = [base64.b64encode(path.read_bytes()).decode() for path in tmp_path.glob("crash-*")]
    assert ran.returncode == 0, (ran.stdout[:2000], ran.stdout[-2000:], ran.stderr[-1000:], broke)
    assert "stat::number_of_executed_units" in ran.stderr
