"""A case's file through `paidsocial import --json` into a fresh database: the contract's fields and the stored sums."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from click.testing import CliRunner

from paidsocial.cli import main
from paidsocial.db import Database
from paidsocial.services import upgrade
from tests.corpus.checking import Kind, Outcome
from tests.corpus.writing import METRICS, MONEY, Written

_EXACT = (*MONEY, "conversions")  # kept in millionths
_COLUMNS = {"spend": "spend_micros", "revenue": "revenue_micros", "conversions": "conversions_millionths"}
_FIELDS = {
    "file", "platform", "account", "currency", "level", "grain", "first_day", "last_day", "rows", "skipped", "totals",
    "held", "warnings",
}  # fmt: skip


class Store:
    """Fresh databases, copied from one that was migrated once."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._place = Path(self._folder.name)
        self._empty: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def _fresh(self) -> Path:
        if self._empty is None:
            self._empty = self._place / "empty.db"
            database = Database(f"sqlite:///{self._empty}")
            upgrade.upgrade(database)
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            database.dispose()
        home = Path(tempfile.mkdtemp(dir=self._place))
        shutil.copyfile(self._empty, home / "paidsocial.db")
        return home

    def check(self, written: Written, outcome: Outcome) -> Outcome:
        """The outcome again, WRONG where the command's answer or what it stored differs from the truth."""
        home = self._fresh()
        try:
            wrong = list(_differences(written, outcome, home))
        finally:
            shutil.rmtree(home)
        return replace(outcome, kind=Kind.WRONG, why=f"import: {'; '.join(wrong)}") if wrong else outcome


def _differences(written: Written, outcome: Outcome, home: Path) -> Iterable[str]:
    path = home / written.name
    path.write_bytes(written.data)
    database = home / "paidsocial.db"
    currency = written.currency or "EUR"
    arguments = ["import", str(path), "--json", "--as-of", written.today.isoformat(), "--currency", currency]
    if outcome.hints.platform:
        arguments += ["--platform", outcome.hints.platform]
    environment = {"PAIDSOCIAL_DATABASE_URL": f"sqlite:///{database}", "PAIDSOCIAL_HOME": str(home)}
    result = CliRunner().invoke(main, arguments, env=environment)
    if result.exit_code != 0:
        yield f"exit {result.exit_code}: {result.output[:300]}"
        return
    files = json.loads(result.stdout)["files"]
    if len(files) != 1:
        yield f"{len(files)} entries"
        return
    yield from _report(written, files[0], currency)
    yield from _sums(written, database)


def _report(written: Written, report: dict[str, Any], currency: str) -> Iterable[str]:
    if not report.keys() >= _FIELDS:
        yield f"lacks {sorted(_FIELDS - report.keys())}"
        return
    said = {
        "file": written.name,
        "platform": written.form.platform,
        "currency": currency,
        "level": written.level,
        "grain": written.grain,
        "first_day": min(str(row[0]) for row in written.rows),
        "last_day": max(str(row[1]) for row in written.rows),
        "held": None,
    }
    yield from (f"{name} {report[name]}, not {value}" for name, value in said.items() if report[name] != value)
    rows = {name: report["rows"][name] for name in ("read", "inserted", "revised", "unchanged")}
    # A total without days is held per ad set.
    keys = {row[:6] if written.grain == "period" else row[:8] for row in written.rows}
    if rows != {"read": written.count, "inserted": len(keys), "revised": 0, "unchanged": 0}:
        yield f"rows {rows} of {written.count} in {len(written.rows)} keys"
    for metric, amount in written.sums.items():
        found = report["totals"][metric]
        if metric in _EXACT and not isinstance(found, str | None):
            yield f"{metric} {found!r} is no decimal string"
        if (found is None) != (amount is None) or (amount is not None and Decimal(found) != amount):
            yield f"{metric} {found}, not {amount}"


def _sums(written: Written, database: Path) -> Iterable[str]:
    """What is stored, added up, beside the truth; money finer than a millionth is rounded row by row."""
    tables = ["period_total"] if written.grain == "period" else ["performance", "campaign_day", "account_day"]
    if written.grain == "day" and written.level == "ad":
        tables.append("ad_performance")
    with closing(sqlite3.connect(database)) as connection:
        for table in tables:
            for metric, amount in written.sums.items():
                if amount is None or metric not in METRICS:
                    continue
                ((stored,),) = connection.execute(f"SELECT SUM({_COLUMNS.get(metric, metric)}) FROM {table}")
                found = Decimal(stored or 0).scaleb(-6 if metric in _EXACT else 0)
                if abs(found - amount) > (Decimal("0.0000005") * len(written.rows) if metric in MONEY else 0):
                    yield f"{table} holds {metric} {found}, not {amount}"
