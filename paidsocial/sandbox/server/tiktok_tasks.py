"""TikTok's asynchronous reports: a task that is queued, works, and then holds its table for thirty days."""

from __future__ import annotations

import csv
import io
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from paidsocial.sandbox.server.state import Sandbox
from paidsocial.sandbox.server.tiktok_reports import Row, report
from paidsocial.sandbox.server.tiktok_rules import No
from paidsocial.sandbox.world import AccountSpec

PLATFORM = "tiktok"
QUEUES, WORKS, LIVES = timedelta(seconds=4), timedelta(seconds=15), timedelta(days=30)
_GONE = 40200  # TikTok's errors of tasks begin here; which of them means this is not documented (unverified)


@dataclass(slots=True)
class _Task:
    account: AccountSpec
    made: datetime
    table: str
    failed: bool = False


class Tasks:
    """Every task that was made."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._box = sandbox
        self._tasks: dict[str, _Task] = {}

    def create(self, account: AccountSpec, said: Row) -> str:
        """The id of a new task, whose figures are those of now. Raises No."""
        if said.get("output_format", "CSV_STRING") != "CSV_STRING" or said.get("enable_report_title_translation", True):
            raise No(40002, "output_format and enable_report_title_translation are not served like this here")
        as_query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in said.items()}
        rows = report(self._box, account, as_query, by_task=True)
        if self._box.faults.take("report_stale", PLATFORM):  # made before the last figures came
            rows = rows[: len(rows) // 2]
        columns = [*said["dimensions"], *said.get("metrics", ["spend", "impressions"])]
        table = io.StringIO(newline="")
        lines = csv.writer(table)
        lines.writerow(columns)
        for row in rows:
            told = row["dimensions"] | row["metrics"]
            lines.writerow(told[name] for name in columns)
        task = f"7{secrets.randbelow(10**18):018}"
        failed = self._box.faults.take("report_fails", PLATFORM) is not None
        self._tasks[task] = _Task(account, self._box.now, table.getvalue(), failed)
        return task

    def state(self, account: AccountSpec, task_id: str) -> Row:
        """How far it is. Raises No where there is none any more."""
        task = self._find(account, task_id)
        age = self._box.now - task.made
        if age < QUEUES:
            return {"status": "QUEUING"}
        if age < WORKS:
            return {"status": "PROCESSING"}
        if task.failed:
            return {"status": "FAILED", "message": "Internal error"}
        return {"status": "SUCCESS", "message": ""}

    def table(self, account: AccountSpec, task_id: str) -> str:
        """What it made. Raises No where it has not."""
        if self.state(account, task_id)["status"] != "SUCCESS":
            raise No(40002, "The task has not succeeded.")
        return self._tasks[task_id].table

    def _find(self, account: AccountSpec, task_id: str) -> _Task:
        task = self._tasks.get(task_id)
        if task is not None and self._box.faults.take("report_ends", PLATFORM):
            task.made -= LIVES
        if task is None or task.account != account or self._box.now - task.made >= LIVES:
            raise No(_GONE, "The task does not exist or has expired.")
        return task
