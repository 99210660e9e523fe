"""A real `paidsocial import` that is killed at a random moment: what is stored, and whether the next try completes.

The file holds five ad accounts: two that it revises, one that is new, one that it repeats, and one whose spend falls so
sharply that its part waits for a person. Either nothing of that is stored, or all of it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import Database, is_sqlite
from paidsocial.models import AccountDay, AdAccount, Campaign, CampaignDay, ImportBatch, Performance, PerformanceReading
from paidsocial.services import audit
from tests.support.importing import assert_sums_hold, table

HEADER = ("date", "account", "campaign", "spend", "revenue")
COMMAND = Path(sys.executable).with_name("paidsocial")
_FIRST_DAY = date(2026, 1, 1)
_FIGURES = ("spend_micros", "revenue_micros")
Stored = Mapping[str, Any]
TOO_LATE = "over before it was killed"


def write_files(folder: Path, *, days: int = 60, campaigns: int = 20) -> tuple[Path, Path]:
    """A file of four accounts, and a later one of five."""
    first, second = folder / "first.csv", folder / "second.csv"
    before = {"North": 100, "South": 200, "Same": 300, "Falls": 400}
    after = {"North": 101, "South": 203, "New": 50, "Same": 300, "Falls": 40}
    for path, accounts in ((first, before), (second, after)):
        rows = [
            (_FIRST_DAY + timedelta(days=day), account, f"{account} {number}", spend + number, 3 * spend)
            for account, spend in accounts.items()
            for day in range(days)
            for number in range(campaigns)
        ]
        path.write_bytes(table(*rows, header=HEADER))
    return first, second


@dataclass
class Trial:
    """One database, its home folder and the environment a command sees."""

    database_url: str
    home: Path
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.environment = {
            **os.environ,
            "PAIDSOCIAL_DATABASE_URL": self.database_url,
            "PAIDSOCIAL_HOME": str(self.home),
        }

    def start(self, file: Path) -> subprocess.Popen[str]:
        """The command, running."""
        return subprocess.Popen(
            [COMMAND, "import", file, "--platform", "meta", "--currency", "EUR", "--json"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self, file: Path) -> tuple[float, float]:
        """The command to its end: the seconds until it kept the original, and until it was over."""
        began = time.perf_counter()
        process = self.start(file)
        kept = self._until_kept(process, began)
        out, errors = process.communicate()
        assert process.returncode == 0, errors + out
        assert len(json.loads(out)["files"]) >= 4
        return kept, time.perf_counter() - began

    def kill(self, file: Path, wait: float, *, once_kept: bool) -> bool:
        """Kill the command `wait` seconds after it began, or after it kept the original; whether it was alive then."""
        began = time.perf_counter()
        process = self.start(file)
        if once_kept:
            self._until_kept(process, began)
        time.sleep(wait)
        alive = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return alive

    def _until_kept(self, process: subprocess.Popen[str], began: float) -> float:
        files = self.home / "files"
        there = self._kept(files)
        while process.poll() is None and self._kept(files) == there:
            time.sleep(0.002)
        return time.perf_counter() - began

    @staticmethod
    def _kept(files: Path) -> int:
        return sum(1 for _ in files.glob("??/*")) if files.is_dir() else 0

    def stored(self) -> Stored:
        """Everything that a person sees of the figures, without the numbers the database gave; all sums hold."""
        database = Database(self.database_url)
        try:
            with database.session() as session:
                if is_sqlite(session):
                    assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
                assert_sums_hold(session)
                assert audit.verify(session).broken_at is None
                return _everything(session)
        finally:
            database.dispose()


def _everything(session: Session) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for model in (Performance, PerformanceReading, CampaignDay):
        figures = [getattr(model, name) for name in _FIGURES]
        query = (
            select(AdAccount.name, Campaign.name, model.day, *figures)
            .join(AdAccount, AdAccount.id == model.account_id)
            .join(Campaign, Campaign.id == model.campaign_id)
        )
        found[model.__name__] = sorted(tuple(row) for row in session.execute(query))
    days = select(AdAccount.name, AccountDay.day, *(getattr(AccountDay, name) for name in _FIGURES))
    found["days"] = sorted(map(tuple, session.execute(days.join(AdAccount, AdAccount.id == AccountDay.account_id))))
    found["accounts"] = sorted(session.scalars(select(AdAccount.name)))
    held = select(func.count()).select_from(ImportBatch).where(ImportBatch.state == "held")
    found["held"] = session.scalar(held)
    return found


@dataclass(frozen=True)
class Course:
    """What an import that nobody kills takes, and what is stored before and after it."""

    before: Stored
    after: Stored
    kept: float
    over: float


def measured(trial: Trial, file: Path) -> Course:
    """One whole run."""
    before = trial.stored()
    kept, over = trial.finish(file)
    return Course(before, trial.stored(), kept, over)


def killed_once(trial: Trial, second: Path, course: Course, chance: random.Random) -> str:
    """Kill one import and try again. Says what the kill left (“nothing”, “all”); AssertionError where it was neither.

    Half the kills fall anywhere, half while it stores.
    """
    once_kept = chance.random() < 0.5
    span = course.over - course.kept if once_kept else course.over
    alive = trial.kill(second, chance.uniform(0, span), once_kept=once_kept)
    left = trial.stored()
    assert left in (course.before, course.after), "a part of the file was stored"
    trial.finish(second)
    assert trial.stored() == course.after, "the next try did not complete"
    if not alive:
        return TOO_LATE
    return "nothing stored" if left == course.before else "all stored"
