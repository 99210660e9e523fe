"""`paidsocial export spend`: finance's spend report as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from paidsocial.cli.common import (
    DayType,
    MonthType,
    actor,
    as_of_option,
    json_option,
    messages,
    open_session,
    print_json,
    refusals,
    utc_now,
)
from paidsocial.domain.days import Period
from paidsocial.domain.fx import Basis
from paidsocial.domain.money import micros_text
from paidsocial.services.finance import spend_export, spend_report
from paidsocial.services.finance.spend_export import Format
from paidsocial.services.finance.spend_report import SpendReport
from paidsocial.services.finance.tie_out import TieOut, tie_out


@click.group()
def export() -> None:
    """Write files for other people's systems."""


@export.command()
@click.option("--month", type=MonthType(), required=True, help="The month, as YYYY-MM.")
@click.option("--as-known-on", type=DayType(), help="As it was known at the end of that day (UTC).")
@click.option("--format", "file_format", type=click.Choice([f.value for f in Format]), required=True)
@click.option("--output", type=click.Path(path_type=Path), required=True, help="The file to write.")
@click.option("--client", help="Only this client; default: all.")
@click.option("--reporting-currency", metavar="CODE", help="Default: the clients' own, or the organisation's.")
@click.option(
    "--fx-basis",
    type=click.Choice([b.value for b in Basis]),
    default=Basis.AUTO.value,
    show_default=True,
    help="The month's exchange rate; auto: the booking rate, else the average of the daily rates.",
)
@as_of_option
@json_option
@refusals
def spend(
    *,
    month: Period,
    as_known_on: date | None,
    file_format: str,
    output: Path,
    client: str | None,
    reporting_currency: str | None,
    fx_basis: str,
    as_of: date | None,
    as_json: bool,
) -> None:
    """A month's spend: one line per ad account, campaign and plan line, then the totals."""
    now, who = utc_now(), actor()
    with open_session() as session:
        client_id = spend_report.client_named(session, who, client).id if client else None
        report = spend_report.report(
            session,
            who,
            month=month,
            today=as_of or now.date(),
            as_known_on=as_known_on,
            reporting_currency=reporting_currency,
            client_id=client_id,
            basis=Basis(fx_basis),
        )
        ties = tie_out(session, who, report, client_id=client_id)
        spend_export.write_file(report, ties, output, Format(file_format))
        spend_export.record(session, who, report, Format(file_format), now=now)
    if as_json:
        print_json(_document(report, ties, output, file_format))
    else:
        _tell(report, ties, output)


def _document(report: SpendReport, ties: TieOut, output: Path, file_format: str) -> dict[str, Any]:
    reporting = report.reporting_currency
    return {
        "file": str(output),
        "format": file_format,
        "month": f"{report.month.first:%Y-%m}",
        "as_known_on": str(report.known_on),
        "state": report.state,
        "snapshot_id": report.snapshot_id,
        "lines": len(report.lines),
        "reporting_currency": reporting,
        "totals": [
            {
                "currency": total.currency or reporting,
                "spend": micros_text(total.spend, total.currency),
                "reporting_currency": reporting,
                "spend_reporting": micros_text(total.spend_reporting or 0, reporting),
            }
            for total in report.totals
            if total.currency is not None and total.spend is not None
        ],
        "total": {"currency": reporting, "spend": micros_text(report.totals[-1].spend_reporting or 0, reporting)},
        "does_not_tie": [tie.account.name for tie in ties.untied],
        "left_out": len(report.left_out),
    }


def _tell(report: SpendReport, ties: TieOut, output: Path) -> None:
    total = micros_text(report.totals[-1].spend_reporting or 0, report.reporting_currency)
    lines = "1 line" if len(report.lines) == 1 else f"{len(report.lines)} lines"
    messages.print(f"{output}: {lines}, {total} {report.reporting_currency}, snapshot {report.snapshot_id[:12]}.")
    if not report.lines:
        messages.print(f"There are no figures for {report.month.first:%Y-%m} as known on {report.known_on}.")
    for entry in report.left_out:
        name, span = entry.total.campaign.name, entry.total.span
        messages.print(
            f"Not counted: the total of {name} for {span.first} to {span.last}: {entry.reason}.", markup=False
        )
    if report.as_known_on is None:
        for tie in ties.untied:
            messages.print(f"{tie.account.name} does not tie; see the sheet Totals of the XLSX.", markup=False)
