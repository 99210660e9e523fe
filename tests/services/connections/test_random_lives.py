"""A seeded sample of the random lives with faults and crashes; `python -m tests.fault_runs` lives hundreds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.support.fault_run import run


@pytest.mark.parametrize("seed", [3, 7, 11, 19])
def test_after_faults_and_crashes_every_figure_and_budget_is_right(session: Session, tmp_path: Path, seed: int) -> None:
    assert run(seed, session, tmp_path)
