"""The very same file again: where reading it would say what it said before, it is not read.

That holds where the same code reads it, with the same said along with it, nothing was settled since about columns, and
nothing else was stored in its ad accounts. Whoever stops in the middle of many files loses no time with the first ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import paidsocial
from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.domain.readings import Grain
from paidsocial.errors import NotFound
from paidsocial.models import AccountDay, AdAccount, ImportBatch, ImportMapping
from paidsocial.platforms.reading import ParsedPart
from paidsocial.services.access import Actor, get_account
from paidsocial.services.imports.conversions import reads_otherwise
from paidsocial.services.imports.entities import Placed
from paidsocial.services.imports.examples import nothing
from paidsocial.services.imports.held import HELD
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.imports.records import mark, replace_within
from paidsocial.services.imports.repeated import KEY, is_repeated, seen_days
from paidsocial.services.imports.report import about_account
from paidsocial.services.imports.source import Source

_FILE = "once_more"
_MOST_PARTS = 500
_SAME = (
    *("kind", "state", "account_id", "platform", "level", "grain", "first_day", "last_day", "file_name", "sha256"),
    "options",
)


@cache
def reader() -> str:
    """What identifies the code that reads and decides: a file is read again by code that may read it otherwise."""
    package = Path(paidsocial.__file__).parent
    folders = (package / "platforms", package / "services" / "imports", package / "domain")
    code = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        code.update(path.read_bytes())
    return code.hexdigest()[:16]


def noted(source: Source, part: ParsedPart, placed: Placed, warnings: Sequence[str]) -> dict[str, Any]:
    """What a batch's report carries so that its file need not be read again; empty where reading may say otherwise.

    That may be so where rows were skipped, where the calendar's day had a say, or where names were not clear.
    """
    parsed = source.parsed
    if part.skipped_count or parsed.date_order is not None or placed.ambiguous or placed.reused_ids:
        return {}
    return {_FILE: {"parts": len(parsed.parts), "version": reader(), "warnings": [*part.warnings, *warnings]}}


def once_more(
    session: Session,
    actor: Actor,
    *,
    sha256: str,
    name: str,
    options: ImportOptions,
    now: datetime,
    seen_at: datetime,
    also: Callable[[], None],
) -> list[tuple[dict[str, Any], int, int]] | None:
    """The reports, batches and ad accounts of a file that changes nothing, unread; None where it has to be read.

    `also` is done in the same transaction.
    """
    found = _last_time(session, sha256=sha256, name=name, options=options, seen_at=seen_at)
    session.rollback()
    if not found:
        return None
    try:
        with transaction(session):
            _lock(session, found)
            done = [_seen_once_more(session, actor, before, now=now, seen_at=seen_at) for before in found]
            for _, batch, _ in done:
                mark(session, actor, batch, now=now)
            also()
    except _MovedOn:
        return None
    return [(report, batch.id, account_id) for report, batch, account_id in done]


class _MovedOn(Exception):
    """An ad account is not as the file left it."""


def _lock(session: Session, batch_ids: Sequence[int]) -> None:
    """In one order, as every import does."""
    of = select(ImportBatch.account_id).where(ImportBatch.id.in_(batch_ids))
    query = select(AdAccount.id).where(AdAccount.id.in_(of)).order_by(AdAccount.id)
    session.execute(query.with_for_update(key_share=True))


def _last_time(session: Session, *, sha256: str, name: str, options: ImportOptions, seen_at: datetime) -> list[int]:
    """The batches that the file made when it was last imported, if it is certain that it would make the same."""
    rows = session.scalars(
        select(ImportBatch)
        .where(ImportBatch.sha256 == sha256, ImportBatch.state.in_(("applied", HELD)))
        .order_by(ImportBatch.id.desc())
        .limit(_MOST_PARTS)
    ).all()
    last = [row for row in rows if row.created_at == rows[0].created_at]
    told = [row.report.get(_FILE) for row in last]
    same = [
        about is not None
        and (about["parts"], about["version"]) == (len(last), reader())
        and KEY in row.report
        and (row.state, row.file_name, row.options, row.kind) == ("applied", name, options.as_json(), "file")
        and row.seen_at <= seen_at
        for row, about in zip(last, told, strict=True)
    ]
    if not last or not all(same):
        return []
    settled = select(ImportMapping.signature).where(ImportMapping.remembered_at > last[0].created_at)
    return [] if session.scalar(settled.limit(1)) is not None else [row.id for row in reversed(last)]


def _seen_once_more(
    session: Session, actor: Actor, batch_id: int, *, now: datetime, seen_at: datetime
) -> tuple[dict[str, Any], ImportBatch, int]:
    before = session.get_one(ImportBatch, batch_id)
    try:
        account = get_account(session, actor, before.account_id or 0)
    except NotFound as error:
        raise _MovedOn from error  # reading it will say whose it is
    account = session.get_one(AdAccount, account.id, populate_existing=True)
    if reads_otherwise(account.conversion_column, before.report.get("columns", [])):
        raise _MovedOn
    if not is_repeated(session, account, before.report[KEY], seen_at=seen_at):
        raise _MovedOn
    rows = before.report["rows"]
    everything = rows["inserted"] + rows["revised"] + rows["unchanged"]
    kept = {key: before.report[key] for key in (KEY, _FILE)}
    report = {key: value for key, value in before.report.items() if key not in kept} | {
        "account": account.name,
        "account_id": account.external_id,
        "new_account": False,
        "time_zone": account.time_zone,
        "rows": rows | {"inserted": 0, "revised": 0, "unchanged": everything},
        "changes": nothing(),
        "warnings": [*kept[_FILE]["warnings"], *about_account(account)],
    }
    batch = ImportBatch(
        **{name: getattr(before, name) for name in _SAME},
        seen_at=seen_at,
        created_at=now,
        created_by=actor.user_id,
        report=report | kept,
    )
    session.add(batch)
    session.flush()
    if before.first_day and before.last_day:
        covers = Period(before.first_day, before.last_day)
        replace_within(session, account.id, before.grain or "", covers, seen_at=seen_at)
        if before.grain == Grain.DAY.value:
            seen_days(session, account, AccountDay.day.between(covers.first, covers.last), seen_at)
    return report, batch, account.id
