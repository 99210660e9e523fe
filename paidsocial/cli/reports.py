"""`paidsocial reports`: scheduled reports, what was made of them, and their files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from paidsocial.cli.common import actor, json_option, messages, open_session, print_json, refusals, results, utc_now
from paidsocial.services.reporting import report_files, saved_reports
from paidsocial.services.reporting.saved_reports import FileRef, Saved
from paidsocial.services.spreadsheets import replacing

_MOST = 1000


@click.group()
def reports() -> None:
    """Scheduled reports; they are saved and changed on the page Reports."""


@reports.command("list")
@json_option
@refusals
def list_(*, as_json: bool) -> None:
    """Every report, when it is made next, and its last file."""
    with open_session() as session:
        found = saved_reports.listing(session, actor(), limit=_MOST)
    if as_json:
        print_json({"reports": [_as_json(each) for each in found.rows]})
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Id", "Report", "When", "Next", "Last file", "Why not"):
        table.add_column(title)
    for each in found.rows:
        when = f"{each.details.schedule.words}, {each.details.schedule.time_zone}"
        due = f"{each.tried_again_at:%Y-%m-%d %H:%M} UTC" if each.details.active else "paused"
        row = (str(each.id), each.details.name, when, due, each.last.name if each.last else "—", each.message)
        table.add_row(*map(escape, row))
    results().print(table)
    if not found.rows:
        messages.print("No report is scheduled yet; the page Reports saves one.")


@reports.command()
@click.argument("report_id", type=int)
@click.option("--now", "make", is_flag=True, help="Make a file of today's figures first, beside the schedule.")
@click.option("--output", type=click.Path(path_type=Path), required=True, help="The file to write.")
@json_option
@refusals
def file(*, report_id: int, make: bool, output: Path, as_json: bool) -> None:
    """Write the newest file of REPORT_ID."""
    with open_session() as session:
        if make:
            report_files.make_now(session, actor(), report_id, now=utc_now())
        newest = report_files.newest(session, actor(), report_id)
        content = report_files.download(session, actor(), report_id, newest.id, now=utc_now()).content
    with replacing(output) as target:
        target.write(content)
    if as_json:
        print_json({"output": str(output), **_file(newest)})
    else:
        first, last = newest.period.first, newest.period.last
        messages.print(f"Wrote {escape(str(output))}: {first} to {last}. {escape(newest.note)}".strip())


def _as_json(each: Saved) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": each.details.name,
        "kind": each.details.kind.value,
        "client": each.client,
        "active": each.details.active,
        "next_at": each.tried_again_at.isoformat(),
        "failures": each.failures,
        "message": each.message,
        "last": _file(each.last) if each.last else None,
    }


def _file(made: FileRef) -> dict[str, Any]:
    return {
        "file": made.name,
        "first_day": made.period.first.isoformat(),
        "last_day": made.period.last.isoformat(),
        "made_at": made.made_at.isoformat(),
        "note": made.note,
    }
