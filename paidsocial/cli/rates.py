"""`paidsocial rates`: exchange rates from a CSV, and what is loaded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from paidsocial.cli.common import (
    actor,
    as_of_option,
    json_option,
    messages,
    open_session,
    print_json,
    refusals,
    utc_now,
)
from paidsocial.services.finance import rates as service
from paidsocial.services.finance.rates_file import BASES


@click.group()
def rates() -> None:
    """Exchange rates: load a CSV of them, or see what is there."""


@rates.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--basis", type=click.Choice(BASES), default="daily", show_default=True, help="Where a line does not say."
)
@click.option("--base", metavar="CODE", help="The currency that a table with one column per currency prices.")
@click.option("--source", help="Who published them; default: the file's name.")
@click.option("--dry-run", is_flag=True, help="Show what would be stored, and every bad line.")
@as_of_option
@json_option
@refusals
def load(
    *,
    file: Path,
    basis: str,
    base: str | None,
    source: str | None,
    dry_run: bool,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Store the rates in FILE (day,base,quote,rate[,source]), all of them or none."""
    now = utc_now()
    with open_session() as session:
        result = service.load_csv(
            session,
            actor(),
            content=file.read_bytes(),
            file_name=file.name,
            now=now,
            today=as_of or now.date(),
            basis=basis,
            base=base,
            source=source,
            dry_run=dry_run,
        )
    if as_json:
        print_json(
            {
                "added": result.added,
                "replaced": result.replaced,
                "unchanged": result.unchanged,
                "pairs": list(result.pairs),
                "first_day": str(result.first_day) if result.first_day else None,
                "last_day": str(result.last_day) if result.last_day else None,
                "warnings": list(result.warnings),
                "errors": [{"line": error.line, "reason": error.reason} for error in result.errors],
            }
        )
        return
    done = "Would store" if dry_run else "Stored"
    click.echo(f"{done} {result.added} new and {result.replaced} corrected rates; {result.unchanged} were there.")
    for text in (*result.warnings, *(str(error) for error in result.errors)):
        click.echo(text)


@rates.command("list")
@json_option
@refusals
def list_(*, as_json: bool) -> None:
    """Each pair that is loaded, with its days and its latest rate."""
    with open_session() as session:
        pairs = service.summarise(session, actor())
    if as_json:
        print_json(
            {
                "pairs": [
                    {
                        "base": pair.base,
                        "quote": pair.quote,
                        "basis": pair.basis,
                        "days": pair.days,
                        "first_day": str(pair.first_day),
                        "last_day": str(pair.last_day),
                        "rate": pair.rate_text,
                        "source": pair.source,
                    }
                    for pair in pairs
                ]
            }
        )
        return
    for pair in pairs:
        click.echo(
            f"{pair.base}/{pair.quote}  {pair.basis:<7}  {pair.first_day} to {pair.last_day}  {pair.days:>5} days"
            f"  {pair.rate_text}  {pair.source}"
        )
    if not pairs:
        messages.print("No exchange rates are loaded; load a CSV with `paidsocial rates load FILE`.")
