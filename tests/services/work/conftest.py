"""A desk whose account was pulled once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from paidsocial.db import Database
from tests.support.connected import connect
from tests.support.desk import Desk
from tests.support.live import bench

SINCE = date(2026, 6, 1)


@pytest.fixture
def desk(database: Database, session: Session, tmp_path: Path) -> Iterator[Desk]:
    with bench("meta") as door:
        workspace = connect(session, tmp_path, door, push=True)
        workspace.sync(since=SINCE)
        yield Desk(database, workspace)
