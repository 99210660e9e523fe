"""What stands in a saved report's file: finance's spend report of a month, or results against the days before.

    build(session, actor, Asked(...)) -> Contents

Read with somebody's eyes (`actor`), in a session that only reads. The figures are the pages' own: the spend report is
the one that Finance exports, results are the overview's.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO

from sqlalchemy.orm import Session

from paidsocial.db import folded
from paidsocial.domain import wording
from paidsocial.domain.days import Period
from paidsocial.domain.metrics import cpa
from paidsocial.domain.money import micros_to_decimal
from paidsocial.domain.schedule import Cadence, days_before, months_spend
from paidsocial.services.access import Actor
from paidsocial.services.finance import spend_export, spend_report
from paidsocial.services.finance.spend_export import Format
from paidsocial.services.finance.tie_out import tie_out
from paidsocial.services.performance.series import money_cell, ratio_cell
from paidsocial.services.reporting import overview
from paidsocial.services.reporting.overview import Dimension, Overview
from paidsocial.services.reporting.overview_figures import Part, Sums
from paidsocial.services.spreadsheets import Cell, Sheet, write_csv, write_xlsx


class Kind(StrEnum):
    """What is reported."""

    SPEND = "spend"
    RESULTS = "results"


def period_of(kind: Kind, cadence: Cadence, day: date) -> Period:
    """The days that a report of that kind reports when it is made on a day."""
    return (months_spend if kind is Kind.SPEND else days_before)(cadence, day)


@dataclass(frozen=True, slots=True)
class Asked:
    """A report: what, for whom, in which currency and format; made on `day` by a schedule, at `now`, which is `today`
    where the schedule is."""

    name: str
    kind: Kind
    format: Format
    client_id: int | None
    currency: str | None
    cadence: Cadence
    day: date
    now: datetime
    today: date

    @property
    def period(self) -> Period:
        """The days it reports."""
        return period_of(self.kind, self.cadence, self.day)


@dataclass(frozen=True, slots=True)
class Contents:
    """A file. `note`: what a reader should know of it, or nothing; `mark`: what the audit trail keeps of it."""

    name: str
    period: Period
    content: bytes
    note: str
    mark: dict[str, object]


def build(session: Session, actor: Actor, asked: Asked) -> Contents:
    """The file. Raises Refused where a rate is missing, or the actor may not."""
    return _spend(session, actor, asked) if asked.kind is Kind.SPEND else _results(session, actor, asked)


def _file_name(asked: Asked, what: str) -> str:
    """Monthly-spend-2026-06-made-2026-07-03.xlsx: plain letters, as every system takes them."""
    plain = re.sub(r"[^a-z0-9]+", "-", (folded(asked.name) or "").lower()).strip("-")[:60]
    return f"{plain or asked.kind}-{what}-made-{asked.today}.{asked.format}"


# ---- spend


def _spend(session: Session, actor: Actor, asked: Asked) -> Contents:
    report = spend_report.report(
        session,
        actor,
        month=asked.period,
        today=asked.today,
        reporting_currency=asked.currency,
        client_id=asked.client_id,
    )
    ties = tie_out(session, actor, report, client_id=asked.client_id)

    def write(target: IO[bytes]) -> None:
        spend_export.write(target, report, ties, asked.format)

    notes = []
    if not report.lines:
        notes.append("No spend is stored for this month.")
    elif asked.period.last >= asked.today:
        notes.append("The month is not over.")
    if report.left_out:
        notes.append(f"{wording.count(len(report.left_out), 'total')} could not be counted; Finance says why.")
    mark = {"lines": len(report.lines), "snapshot_id": report.snapshot_id, "currency": report.reporting_currency}
    name = _file_name(asked, f"{asked.period.first:%Y-%m}")
    return Contents(name, asked.period, _bytes(write), " ".join(notes), mark)


def _bytes(write: Callable[[IO[bytes]], None]) -> bytes:
    with tempfile.TemporaryFile() as target:
        write(target)
        target.seek(0)
        return target.read()


# ---- results

HEADINGS = (
    *("table", "name", "platform", "currency", "first_day", "last_day"),
    *("spend", "revenue", "roas", "roi", "conversions", "cpa"),
    *("before_first_day", "before_last_day", "before_spend", "before_revenue", "before_roas"),
    *("spend_change", "revenue_change", "roas_change"),
)


def _results(session: Session, actor: Actor, asked: Asked) -> Contents:
    found = overview.read(
        session,
        actor,
        period=asked.period,
        now=asked.now,
        today=asked.today,
        client_id=asked.client_id,
        currency=asked.currency,
    )

    def write(target: IO[bytes]) -> None:
        if asked.format is Format.CSV:
            write_csv(target, HEADINGS, results_rows(found))
        else:
            write_xlsx(target, (Sheet("Results", HEADINGS, results_rows(found)),))

    mark: dict[str, object] = {"currency": found.currency, "last_day": found.compared.now.last.isoformat()}
    period = found.compared.now
    name = _file_name(asked, f"{asked.period.first}-to-{asked.period.last}")
    return Contents(name, asked.period, _bytes(write), _results_note(found, period, asked.period), mark)


def _results_note(found: Overview, shown: Period, period: Period) -> str:
    notes = []
    if not found.has_figures:
        notes.append("There are no figures of these days.")
    elif shown.last < period.last:
        notes.append(f"Figures to {wording.full_day(shown.last)}: not every ad account has later ones.")
    elif found.behind:
        notes.append(f"{wording.count(len(found.behind), 'ad account')} had no figures of the last days yet.")
    if found.missing:
        notes.append(f"Each currency stands by itself: {found.missing}")
    return " ".join(notes)[:2000]


def results_rows(found: Overview) -> Iterator[tuple[Cell, ...]]:
    """The total, then clients, platforms, objectives and campaigns, the largest first, what is left in one row."""
    for total in found.totals:
        yield _row(found, "total", total, "All")
    for table, dimension in _dimensions(found):
        for part in dimension.parts:
            yield _row(found, table, part, part.label)
        for part in dimension.others:
            yield _row(found, table, part, "Others")


def _dimensions(found: Overview) -> tuple[tuple[str, Dimension], ...]:
    return (
        ("client", found.clients),
        ("platform", found.platforms),
        ("objective", found.objectives),
        ("campaign", found.campaigns),
    )


def _row(found: Overview, table: str, part: Part, label: str) -> tuple[Cell, ...]:
    now, before, compared = part.now, part.before, found.compared
    known = found.known_from is None
    earlier: tuple[Cell, ...] = (
        compared.before.first,
        compared.before.last,
        money_cell(before.figures.spend, part.currency),
        money_cell(before.figures.revenue, part.currency),
        ratio_cell(before.roas),
        ratio_cell(part.spend_change),
        ratio_cell(part.revenue_change),
        ratio_cell(part.roas_change),
    )
    return (
        table,
        label,
        part.platform,
        part.currency,
        compared.now.first,
        compared.now.last,
        *_figures(now, part.currency),
        *(earlier if known else (None,) * len(earlier)),
    )


def _figures(sums: Sums, currency: str) -> tuple[Cell, ...]:
    figures = sums.figures
    return (
        money_cell(figures.spend, currency),
        money_cell(figures.revenue, currency),
        ratio_cell(sums.roas),
        ratio_cell(sums.roi),
        None if figures.conversions is None else micros_to_decimal(figures.conversions).normalize(),
        money_cell(cpa(figures.spend, figures.conversions), currency),
    )
