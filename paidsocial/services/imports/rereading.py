"""Another conversion column for an ad account: its kept originals are read again, one short unit of work each.

Each is a new batch with the original's own `seen_at`: what a report as known on an earlier day says then is what that
file said of the chosen conversion (decision 0021). What is left to read stands in the batches themselves, so whoever
stops in between goes on where it stopped, and choosing the former column again takes it back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import BadInput, Refused
from paidsocial.models import AdAccount, ImportBatch
from paidsocial.platforms.base import Field, header_key
from paidsocial.services.access import Actor, Permission, get_account, require
from paidsocial.services.imports import files, large
from paidsocial.services.imports.conversions import candidates, reads_otherwise
from paidsocial.services.imports.importing import Progress, first_read, read
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.imports.parts import bring, owner_of
from paidsocial.services.imports.source import Source
from paidsocial.services.workspace import ad_accounts

_FAILED = "reread_failed"


@dataclass(frozen=True, slots=True)
class Conversion:
    """What is an ad account's conversion in its files, what could be, and the files that are read otherwise still."""

    account: AdAccount
    chosen: str | None
    candidates: list[str]
    left: int
    failed: list[tuple[str, str]]


def about(session: Session, actor: Actor, account_id: int) -> Conversion:
    """The choice of an account. Raises NotFound."""
    require(actor, Permission.VIEW)
    account = get_account(session, actor, account_id)
    batches = _batches(session, account)
    seen: dict[str, str] = {}
    for batch in batches:
        for header in candidates(batch.report.get("columns", [])):
            seen.setdefault(header_key(header), header)
    if account.conversion_column:
        seen.setdefault(header_key(account.conversion_column), account.conversion_column)
    failed = [(batch.file_name or "file", batch.report[_FAILED]) for batch in batches if _FAILED in batch.report]
    return Conversion(account, account.conversion_column, list(seen.values()), len(_left(account, batches)), failed)


def choose(session: Session, actor: Actor, account_id: int, header: str, *, now: datetime) -> Conversion:
    """Make a column the account's conversion; `step` then reads its files again. Raises BadInput for an unknown one."""
    require(actor, Permission.IMPORT)
    known = about(session, actor, account_id)
    wanted = next((one for one in known.candidates if header_key(one) == header_key(header)), None)
    if wanted is None:
        shown = ", ".join(f"“{one}”" for one in known.candidates) or "none"
        raise BadInput(
            f"No file of {known.account.name} has conversions in “{header}”; they have {shown}.", field="use"
        )
    with transaction(session):
        account = session.get_one(AdAccount, account_id, with_for_update={"key_share": True}, populate_existing=True)
        before, account.conversion_column = account.conversion_column, wanted
        if before != wanted:
            for batch in _batches(session, account):
                if _FAILED in batch.report:  # another column may be there
                    batch.report = {key: value for key, value in batch.report.items() if key != _FAILED}
            was, became = {"conversion_column": before}, {"conversion_column": wanted}
            ad_accounts.note_change(session, actor, account, before=was, after=became, now=now)
    return about(session, actor, account_id)


def next_is_large(session: Session, actor: Actor, account_id: int) -> bool:
    """Whether the next step is better done beside the requests. Raises NotFound."""
    require(actor, Permission.IMPORT)
    account = get_account(session, actor, account_id)
    left = _left(account, _batches(session, account))
    return bool(left) and large.is_large(session, left[0].id)


def step_beside(
    session: Session, actor: Actor, account_id: int, *, home: Path, now: datetime, progress: Progress
) -> int | None:
    """`step` while no request waits for it; None where another process is at it."""
    require(actor, Permission.IMPORT)
    account = get_account(session, actor, account_id)
    left = _left(account, _batches(session, account))
    if not left:
        return 0
    with large.alone(session, left[0].id, now=now) as mine:
        return step(session, actor, account_id, home=home, now=now, progress=progress) if mine else None


def step(
    session: Session,
    actor: Actor,
    account_id: int,
    *,
    home: Path,
    now: datetime,
    progress: Progress | None = None,
) -> int:
    """Read the next original with the chosen column; how many are left after it.

    One that cannot be read any more keeps its figures and says why.
    """
    require(actor, Permission.IMPORT)
    account = get_account(session, actor, account_id)
    left = _left(account, _batches(session, account))
    if not left:
        return 0
    try:
        _read_again(session, actor, account, left[0], home=home, now=now, progress=progress)
    except Refused as refused:
        with transaction(session):
            batch = session.get_one(ImportBatch, left[0].id, populate_existing=True)
            batch.report = {**batch.report, _FAILED: refused.message}
    return len(left) - 1


def every(
    session: Session,
    actor: Actor,
    account_id: int,
    *,
    home: Path,
    now: datetime,
    heard: Callable[[int], None] = lambda _: None,
) -> int:
    """`step` until nothing is left; how many files were read. `heard` is told how many are left."""
    number = 0
    left = about(session, actor, account_id).left
    while left:
        heard(left)
        left = step(session, actor, account_id, home=home, now=now)
        number += 1
    return number


def _batches(session: Session, account: AdAccount) -> list[ImportBatch]:
    """The newest batch of each original and of each time it was seen, in the order of their times."""
    rows = session.scalars(
        select(ImportBatch)
        .where(
            ImportBatch.account_id == account.id,
            ImportBatch.kind == "file",
            ImportBatch.state == "applied",
            ImportBatch.sha256.is_not(None),
        )
        .order_by(ImportBatch.id)
    )
    newest = {(batch.sha256, batch.seen_at): batch for batch in rows}
    return sorted(newest.values(), key=lambda batch: (batch.seen_at, batch.id))


def _left(account: AdAccount, batches: list[ImportBatch]) -> list[ImportBatch]:
    chosen = account.conversion_column
    return [
        batch
        for batch in batches
        if _FAILED not in batch.report and reads_otherwise(chosen, batch.report.get("columns", []))
    ]


def _read_again(
    session: Session,
    actor: Actor,
    account: AdAccount,
    batch: ImportBatch,
    *,
    home: Path,
    now: datetime,
    progress: Progress | None,
) -> None:
    said = ImportOptions.from_json(batch.options)
    columns = dict(said.hints.columns)
    columns.pop(Field.CONVERSIONS, None)
    hints = replace(said.hints, columns=columns, conversions=account.conversion_column)
    options = replace(said, hints=hints)
    with files.open_kept(home, batch.sha256 or "") as stream:
        as_of = first_read(session, batch)
        parsed = read(session, actor, stream, batch.file_name or "file", options, now=as_of, progress=progress)
        kept = files.keep(home, stream)
    if len(parsed.parts) == 1:  # whatever the file says of its account by now: its figures are this one's
        options = replace(options, account_id=account.id)
    source = Source(actor, parsed, options, kept, now, batch.seen_at, rereads=True)
    for part in parsed.parts:
        owner = owner_of(session, source, part)
        if owner.account is not None and owner.account.id == account.id:
            bring(session, source, part)
            return
    raise BadInput("The file no longer belongs to this ad account by what it says.")
