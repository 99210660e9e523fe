"""The spend report held against two other accounts of the same money: the daily sums, and what the platforms said.

Per ad account: the report's lines against `account_day`, and the latest imported file's own total against what is
stored for that file's days. A difference of 0 ties; any other is shown with what it means.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period, end_of_day_utc
from paidsocial.domain.money import decimal_to_micros, minor_unit
from paidsocial.domain.spend_report import Account, Grain, LeftOut
from paidsocial.models import AccountDay, ImportBatch, PeriodTotal
from paidsocial.services.access import Actor
from paidsocial.services.finance.spend_figures import Asked, daily_spend
from paidsocial.services.finance.spend_report import SpendReport


@dataclass(frozen=True, slots=True)
class FileTotal:
    """The latest file that touches the month: its own total, and what is stored for its days. Micros."""

    name: str
    days: Period
    seen_at: datetime
    spend: int
    stored: int

    @property
    def difference(self) -> int:
        """Stored minus what the file said: 0 ties."""
        return self.stored - self.spend


@dataclass(frozen=True, slots=True)
class AccountTie:
    """One ad account. `lines`: the report's daily lines; `sums`: the stored daily sums now; micros of its currency.

    `without_days`: the report's lines from totals without days. `file` None: no file says a total of its own for these
    days.
    """

    account: Account
    lines: int
    sums: int
    without_days: int
    file: FileTotal | None

    @property
    def difference(self) -> int:
        """Stored sums minus the lines: 0 ties; as known on an earlier day, what was restated since."""
        return self.sums - self.lines

    @property
    def falls_short(self) -> bool:
        """Whether less is stored than the latest file says, beyond rounding. More is no loss: the file may hold a part
        of the account, or rows may have vanished from it, and what was reported once is kept."""
        return self.file is not None and self.file.difference <= -minor_unit(self.account.currency)


@dataclass(frozen=True, slots=True)
class TieOut:
    """Every ad account of the report, in its order, and the totals without days that it leaves out."""

    accounts: tuple[AccountTie, ...]
    left_out: tuple[LeftOut, ...]
    as_known_on: date | None

    @property
    def untied(self) -> tuple[AccountTie, ...]:
        """Accounts whose lines differ from the stored sums, or for which less is stored than their file says."""
        return tuple(tie for tie in self.accounts if tie.difference or tie.falls_short)


def tie_out(session: Session, actor: Actor, report: SpendReport, *, client_id: int | None = None) -> TieOut:
    """Hold a report against the daily sums and the platforms' own totals; five queries at most.

    `client_id` as the report was made with. The report's maker has already asked who may see it.
    """
    known_before = end_of_day_utc(report.as_known_on) if report.as_known_on else None
    asked = Asked(actor, report.month, known_before, client_id)
    accounts: dict[int, Account] = {}
    lines: defaultdict[tuple[int, Grain], int] = defaultdict(int)
    for line in report.lines:
        accounts.setdefault(line.account.account_id, line.account)
        lines[line.account.account_id, line.grain] += line.spend
    sums = _sums(session, asked)
    files = _files(session, asked)
    ties = [
        AccountTie(
            account=account,
            lines=lines[account_id, Grain.DAY],
            sums=sums.get(account_id, 0),
            without_days=lines[account_id, Grain.PERIOD],
            file=files.get(account_id),
        )
        for account_id, account in accounts.items()
    ]
    return TieOut(tuple(ties), report.left_out, report.as_known_on)


def _sums(session: Session, asked: Asked) -> dict[int, int]:
    query = (
        select(AccountDay.account_id, func.sum(AccountDay.spend_micros))
        .where(AccountDay.account_id.in_(asked.accounts()))
        .where(AccountDay.day.between(asked.days.first, asked.days.last))
        .group_by(AccountDay.account_id)
    )
    return {account_id: int(spend) for account_id, spend in session.execute(query)}


def _files(session: Session, asked: Asked) -> dict[int, FileTotal]:
    """Per account the latest applied batch that touches the month and says a total."""
    touches = (
        ImportBatch.state == "applied",
        ImportBatch.account_id.in_(asked.accounts()),
        ImportBatch.first_day <= asked.days.last,
        ImportBatch.last_day >= asked.days.first,
    )
    ranked = select(
        ImportBatch.id,
        func.row_number()
        .over(partition_by=ImportBatch.account_id, order_by=[ImportBatch.seen_at.desc(), ImportBatch.id.desc()])
        .label("place"),
    ).where(*touches)
    if asked.known_before is not None:
        # What was stored for a longer file's days at that instant is not kept as sums; a file within the month is.
        within = (ImportBatch.first_day >= asked.days.first, ImportBatch.last_day <= asked.days.last)
        ranked = ranked.where(ImportBatch.seen_at < asked.known_before, ImportBatch.grain == "day", *within)
    latest = ranked.subquery("latest")
    batches = session.scalars(
        select(ImportBatch).join(latest, latest.c.id == ImportBatch.id).where(latest.c.place == 1)
    )
    said = {batch.id: batch for batch in batches if _own_total(batch.report) is not None}
    stored = _stored(session, asked, said.values())
    return {
        batch.account_id: FileTotal(
            name=batch.file_name or batch.kind,
            days=Period(batch.first_day, batch.last_day),
            seen_at=batch.seen_at,
            spend=_own_total(batch.report) or 0,
            stored=stored.get(batch.id, 0),
        )
        for batch in said.values()
        if batch.account_id is not None and batch.first_day is not None and batch.last_day is not None
    }


def _own_total(report: dict[str, Any]) -> int | None:
    """The spend that a batch's report says its source added up to, in micros; None where it says none."""
    text = (report.get("totals") or {}).get("spend")
    try:
        return None if text is None else decimal_to_micros(Decimal(str(text)))
    except InvalidOperation:
        return None


def _stored(session: Session, asked: Asked, batches: Iterable[ImportBatch]) -> dict[int, int]:
    """What is stored for each batch's account and days, by batch id."""
    by_grain: defaultdict[bool, list[int]] = defaultdict(list)
    for batch in batches:
        by_grain[batch.grain == "period"].append(batch.id)
    result: dict[int, int] = {}
    for is_period, ids in by_grain.items():
        query = _period_sums(ids) if is_period else _daily_sums(asked, ids)
        result |= {batch_id: int(spend) for batch_id, spend in session.execute(query)}
    return result


def _daily_sums(asked: Asked, batch_ids: list[int]) -> Select[int, int]:
    daily: Any = AccountDay.__table__ if asked.known_before is None else daily_spend(asked)
    return (
        select(ImportBatch.id, func.sum(daily.c.spend_micros))
        .join(
            daily,
            and_(
                daily.c.account_id == ImportBatch.account_id,
                daily.c.day.between(ImportBatch.first_day, ImportBatch.last_day),
            ),
        )
        .where(ImportBatch.id.in_(batch_ids))
        .group_by(ImportBatch.id)
    )


def _period_sums(batch_ids: list[int]) -> Select[int, int]:
    within = and_(
        PeriodTotal.account_id == ImportBatch.account_id,
        PeriodTotal.first_day >= ImportBatch.first_day,
        PeriodTotal.last_day <= ImportBatch.last_day,
    )
    return (
        select(ImportBatch.id, func.sum(PeriodTotal.spend_micros))
        .join(PeriodTotal, within)
        .where(ImportBatch.id.in_(batch_ids))
        .group_by(ImportBatch.id)
    )
