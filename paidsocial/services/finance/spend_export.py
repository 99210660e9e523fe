"""The spend report as rows, and as a CSV or XLSX file: the contract's columns, then more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import IO

from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.money import micros_text
from paidsocial.domain.spend_report import Account, Line, Total
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.finance.spend_report import SpendReport
from paidsocial.services.finance.tie_out import AccountTie, TieOut
from paidsocial.services.spreadsheets import Cell, Sheet, replacing, write_csv, write_xlsx

COLUMNS = (
    "row",
    "month",
    "platform",
    "account",
    "client",
    "campaign",
    "campaign_id",
    "plan_line",
    "po_number",
    "cost_centre",
    "currency",
    "spend",
    "reporting_currency",
    "spend_reporting",
    "fx_rate",
    "fx_source",
    "fx_basis",
    "state",
    "as_known_on",
    "snapshot_id",
    # Scripts depend on the names above and their order; these follow them.
    "grain",
    "first_day",
    "last_day",
    "also_in_plan_lines",
    "account_id",
    "entity",
)


_LABELS = {
    "po_number": "PO number",
    "campaign_id": "Campaign id",
    "account_id": "Account id",
    "fx_rate": "Rate",
    "fx_source": "Rate from",
    "fx_basis": "Rate is",
    "snapshot_id": "Snapshot",
    "spend_reporting": "Spend, reporting",
    "also_in_plan_lines": "Also in plan lines",
}


def cell_label(column: str) -> str:
    """A column's name as people read it."""
    return _LABELS.get(column, column.replace("_", " ").capitalize())


class Format(StrEnum):
    """What a spend report can be written as."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, for the person who asked."""

    path: Path
    lines: int
    snapshot_id: str


def rows(report: SpendReport) -> Iterator[list[Cell]]:
    """The lines, then the totals, in `COLUMNS`."""
    for line in report.lines:
        yield _line_row(report, line)
    for total in report.totals:
        yield _total_row(report, total)


def amount(micros: int | None, currency: str) -> Decimal | None:
    """Exact, with at least the currency's own places."""
    return None if micros is None else Decimal(micros_text(micros, currency))


def _line_row(report: SpendReport, line: Line) -> list[Cell]:
    account, plan, rate = line.account, line.plan, line.rate
    return [
        "line",
        f"{report.month.first:%Y-%m}",
        account.platform,
        account.name,
        account.client,
        line.campaign.name,
        line.campaign.external_id,
        plan.name if plan else None,
        plan.po_number if plan else None,
        plan.cost_centre if plan else None,
        account.currency,
        amount(line.spend, account.currency),
        report.reporting_currency,
        amount(line.spend_reporting, report.reporting_currency),
        Decimal(rate.text) if rate else None,
        rate.source if rate else None,
        rate.basis if rate else None,
        "closed" if account.closed else "open",
        report.known_on,
        report.snapshot_id,
        line.grain.value,
        line.first_day,
        line.last_day,
        "; ".join(line.also_covered_by) or None,
        account.external_id,
        account.entity,
    ]


def _total_row(report: SpendReport, total: Total) -> list[Cell]:
    cells: dict[str, Cell] = {
        "row": "total",
        "month": f"{report.month.first:%Y-%m}",
        "currency": total.currency,
        "spend": amount(total.spend, total.currency or report.reporting_currency),
        "reporting_currency": report.reporting_currency,
        "spend_reporting": amount(total.spend_reporting, report.reporting_currency),
        "state": report.state,
        "as_known_on": report.known_on,
        "snapshot_id": report.snapshot_id,
    }
    return [cells.get(column) for column in COLUMNS]


def file_name(report: SpendReport, file_format: Format) -> str:
    """A name that says what is in the file: spend-2026-06-as-known-on-2026-07-04.csv."""
    known = f"-as-known-on-{report.as_known_on}" if report.as_known_on else ""
    return f"spend-{report.month.first:%Y-%m}{known}.{file_format}"


def write(target: IO[bytes], report: SpendReport, ties: TieOut, file_format: Format) -> None:
    """The report into an open binary file."""
    if file_format is Format.CSV:
        write_csv(target, COLUMNS, rows(report))
    else:
        write_xlsx(target, (Sheet("Spend", COLUMNS, rows(report)), Sheet("Totals", TOTALS, totals_rows(report, ties))))


def write_file(report: SpendReport, ties: TieOut, path: Path, file_format: Format) -> Written:
    """The report into a file, whole or not at all. Raises BadInput where the place cannot be written."""
    with replacing(path) as target:
        write(target, report, ties, file_format)
    return Written(path, len(report.lines), report.snapshot_id)


def record(session: Session, actor: Actor, report: SpendReport, file_format: Format, *, now: datetime) -> None:
    """Leave a mark that the report left the house: by whom, which month, and the id of what it said."""
    require(actor, Permission.EXPORT_SPEND)
    clients = {line.account.client_id for line in report.lines}
    with transaction(session):
        audit.record(
            session,
            actor,
            now=now,
            action="spend_report.exported",
            subject=("spend_report", f"{report.month.first:%Y-%m}"),
            client_id=clients.pop() if len(clients) == 1 else None,
            after={
                "as_known_on": str(report.known_on),
                "format": file_format.value,
                "lines": len(report.lines),
                "reporting_currency": report.reporting_currency,
                "snapshot_id": report.snapshot_id,
            },
        )


# Sheet "Totals"

TOTALS = (
    "section",
    "platform",
    "account",
    "campaign",
    "currency",
    "first_day",
    "last_day",
    "report",
    "compared_with",
    "compared",
    "difference",
    "note",
)


def totals_rows(report: SpendReport, ties: TieOut) -> Iterator[list[Cell]]:
    """The totals; each account's lines against its daily sums and its latest file; what was left out and why."""
    yield from (_sheet_row(**cells) for cells in _total_cells(report))
    for tie in ties.accounts:
        yield from (_sheet_row(**cells) for cells in _tie_cells(tie, report, ties))
    for entry in ties.left_out:
        yield _sheet_row(
            section="not counted",
            **_own(entry.total.account),
            campaign=entry.total.campaign.name,
            first_day=entry.total.span.first,
            last_day=entry.total.span.last,
            compared_with="total without days",
            compared=amount(entry.total.spend, entry.total.account.currency),
            note=entry.reason,
        )


def _sheet_row(**cells: Cell) -> list[Cell]:
    return [cells.get(column) for column in TOTALS]


def _own(account: Account) -> dict[str, Cell]:
    return {"platform": account.platform, "account": account.name, "currency": account.currency}


def _total_cells(report: SpendReport) -> Iterator[dict[str, Cell]]:
    reporting = report.reporting_currency
    for total in report.totals:
        cells: dict[str, Cell] = {"section": "total", "first_day": report.month.first, "last_day": report.month.last}
        converted = amount(total.spend_reporting, reporting)
        if total.currency is None:
            yield cells | {"currency": reporting, "report": converted, "note": f"all lines in {reporting}"}
            continue
        cells |= {"currency": total.currency, "report": amount(total.spend, total.currency)}
        cells |= {"compared_with": f"in {reporting}", "compared": converted}
        rate = report.rates.get(total.currency)
        note = f"1 {total.currency} = {rate.text} {reporting}: {rate.basis}; {rate.source}" if rate else "rate missing"
        yield cells | {"note": None if total.currency == reporting else note}


def _tie_cells(tie: AccountTie, report: SpendReport, ties: TieOut) -> Iterator[dict[str, Cell]]:
    currency = tie.account.currency
    month: dict[str, Cell] = {"first_day": report.month.first, "last_day": report.month.last, **_own(tie.account)}
    yield month | {
        "section": "account",
        "report": amount(tie.lines, currency),
        "compared_with": "stored daily sums",
        "compared": amount(tie.sums, currency),
        "difference": amount(tie.difference, currency),
        "note": _difference_note(tie.difference, ties.as_known_on),
    }
    if tie.without_days:
        spend, note = amount(tie.without_days, currency), "totals without days; the daily sums do not hold them"
        yield month | {"section": "account", "report": spend, "note": note}
    if tie.file:
        yield {
            **_own(tie.account),
            "section": "platform total",
            "first_day": tie.file.days.first,
            "last_day": tie.file.days.last,
            "report": amount(tie.file.stored, currency),
            "compared_with": f"{tie.file.name}, taken {tie.file.seen_at:%Y-%m-%d}",
            "compared": amount(tie.file.spend, currency),
            "difference": amount(tie.file.difference, currency),
            "note": _file_note(tie.file.difference),
        }


def _file_note(difference: int) -> str:
    if not difference:
        return "ties"
    return (
        "the file holds less: restated, rows vanished, or a part" if difference > 0 else "stored is less than the file"
    )


def _difference_note(difference: int, as_known_on: date | None) -> str:
    if not difference:
        return "ties"
    return f"restated since {as_known_on}" if as_known_on else "does not tie; run `paidsocial doctor`"
