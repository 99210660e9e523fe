"""Finance: the month's spend as it will be exported, its tie-out, the checklist of the close, and the files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import IO

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from paidsocial.domain.days import Period, parse_day, parse_month
from paidsocial.domain.fx import Basis
from paidsocial.errors import BadInput
from paidsocial.services.access import Permission
from paidsocial.services.finance import month_end, spend_export
from paidsocial.services.finance.month_end import Month, Wanted
from paidsocial.services.finance.spend_export import COLUMNS, Format, cell_label
from paidsocial.services.spreadsheets import cell_text, csv_chunks
from paidsocial.web import current, typed
from paidsocial.web.access import requires

blueprint = Blueprint("finance", __name__, url_prefix="/finance")

PAGE = 200
_CHUNK = 64 * 1024
_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BASES = {
    Basis.AUTO: "Booking rate, else the month’s average",
    Basis.BOOKING: "Booking rate only",
    Basis.AVERAGE: "Average of the daily rates",
    Basis.MONTH_END: "Rate of the last day",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line or total of the table, its cells in the export's columns."""

    total: bool
    cells: dict[str, str]


def _month() -> Period:
    """The month asked for; else the one that holds the period's first day; else the last whole month.

    Where that has no figures, as in a new installation, the newest month that has some.
    """
    text = request.args.get("month")
    if text:
        return parse_month(text)
    scope = current.scope()
    if scope.chosen_period:
        return Period.month_of(scope.period.first)
    last_whole, known = Period.month_of(current.today()).before(), _known_months()
    return last_whole if last_whole in known or not known else known[0]


def _known_months() -> list[Period]:
    return month_end.months(current.session(), current.actor(), client_id=current.scope().client_id)


def _wanted() -> Wanted:
    scope, known = current.scope(), request.args.get("as_known_on") or None
    text = request.args.get("fx_basis") or Basis.AUTO.value
    if text not in set(Basis):
        raise BadInput(f"“{text}” is not a way to choose a rate; choose one from the list.", field="fx_basis")
    return Wanted(
        month=_month(),
        as_known_on=parse_day(known) if known else None,
        reporting_currency=scope.currency,
        client_id=scope.client_id,
        basis=Basis(text),
    )


@blueprint.get("/")
@requires(Permission.EXPORT_SPEND)
def index() -> ResponseReturnValue:
    """The month: what stands in the way of closing it, then the table that will be exported."""
    wanted = _wanted()
    found = month_end.read(current.session(), current.actor(), wanted, today=current.today())
    page = _page_number(len(found.report.lines))
    return render_template(
        "finance/index.html",
        found=found,
        wanted=wanted,
        report=found.report,
        columns=[(name, cell_label(name)) for name in COLUMNS],
        rows=list(_rows(found, page)),
        page=page,
        size=PAGE,
        bases=BASES,
        months=_months(wanted.month, current.today(), _known_months()),
        here={
            "month": f"{wanted.month.first:%Y-%m}",
            "as_known_on": wanted.as_known_on.isoformat() if wanted.as_known_on else None,
            "fx_basis": wanted.basis.value if wanted.basis is not Basis.AUTO else None,
        },
    )


def _page_number(lines: int) -> int:
    return min(typed.page(), max(1, -(-lines // PAGE)))


def _rows(found: Month, page: int) -> Iterator[Row]:
    """The page's lines, then every total: the same cells as the files have."""
    report = found.report
    lines = len(report.lines)
    shown = islice(spend_export.rows(report), (page - 1) * PAGE, min(page * PAGE, lines))
    for cells in (*shown, *islice(spend_export.rows(report), lines, None)):
        named = dict(zip(COLUMNS, map(cell_text, cells), strict=True))
        yield Row(named["row"] == "total", named)


def _months(chosen: Period, today: date, known: list[Period]) -> list[Period]:
    """The months to choose from: those with figures, this one and the one before it, and the chosen one."""
    now = Period.month_of(today)
    return sorted({*known, now, now.before(), chosen}, reverse=True)


@blueprint.get("/spend.<any(csv, xlsx):format>")
@requires(Permission.EXPORT_SPEND)
def download(format: str) -> ResponseReturnValue:  # noqa: A002 - the name of the address's part
    """The same report as a file. Refused where a rate is missing: half a report is none."""
    file_format = Format(format)
    report, ties = month_end.export(
        current.session(), current.actor(), _wanted(), file_format, now=current.now(), today=current.today()
    )
    if file_format is Format.CSV:
        body = csv_chunks(COLUMNS, spend_export.rows(report))
    else:
        # Closed by `_pieces` once it is sent; until then it is the answer.
        book = tempfile.TemporaryFile()  # noqa: SIM115 - Flask closes it when it is sent
        spend_export.write(book, report, ties, file_format)
        body = _pieces(book)
    name = spend_export.file_name(report, file_format)
    answer = Response(body, content_type=_TYPES[file_format])
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def _pieces(book: IO[bytes]) -> Iterator[bytes]:
    with book:
        book.seek(0)
        while piece := book.read(_CHUNK):
            yield piece
