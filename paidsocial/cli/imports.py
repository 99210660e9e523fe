"""`paidsocial import`, `accounts` and `campaigns`: figures in, and what has come in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from paidsocial.cli.bringing import Run, document_of, tell
from paidsocial.cli.common import (
    EXIT_REFUSED,
    DayType,
    actor,
    as_of_option,
    json_option,
    messages,
    open_session,
    print_json,
    refusals,
    results,
    utc_now,
)
from paidsocial.config import Settings
from paidsocial.domain.days import Period
from paidsocial.domain.metrics import Figures, roas
from paidsocial.domain.money import micros_text, micros_to_decimal
from paidsocial.errors import BadInput, UnreadableFile
from paidsocial.platforms.base import DateOrder
from paidsocial.platforms.reading import Hints
from paidsocial.platforms.reading.numbers import exact_text
from paidsocial.platforms.registry import platform_of, slug_of
from paidsocial.services.imports import ImportOptions, coverage
from paidsocial.services.imports.options import columns_from, parse_period

EXIT_STOPPED = 130  # what a shell expects after Ctrl-C


class _MapType(click.ParamType[tuple[str, str]]):
    """FIELD=HEADER."""

    name = "field=header"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The pair, or click's own usage error (exit 2)."""
        if isinstance(value, tuple):
            return value
        name, sign, header = str(value).partition("=")
        if not sign:
            self.fail(f"“{value}” is not FIELD=HEADER, such as spend=Cost.", param, ctx)
        try:
            columns_from({name.strip(): header})
        except BadInput as error:
            self.fail(error.message, param, ctx)
        return name.strip(), header.strip()


class _PeriodType(click.ParamType[Period]):
    """FIRST..LAST."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """The period, or click's own usage error (exit 2)."""
        if isinstance(value, Period):
            return value
        try:
            return parse_period(str(value))
        except BadInput as error:
            self.fail(error.message, param, ctx)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--platform", help="Whose export it is, where the file does not say: meta, tiktok, google, ...")
@click.option("--account", metavar="NAME", help="The ad account it belongs to, where the file does not say.")
@click.option(
    "--client", metavar="NAME", help="Whose a new ad account is; needed only where there are several clients."
)
@click.option("--currency", metavar="CODE", help="The currency of its amounts, where the file does not say.")
@click.option("--time-zone", metavar="TZ", help="The ad account's time zone, such as Europe/Berlin.")
@click.option("--map", "columns", multiple=True, type=_MapType(), help="FIELD=HEADER: what a column means; repeatable.")
@click.option("--period", type=_PeriodType(), help="FIRST..LAST: the days it covers, where nothing in it says so.")
@click.option("--as-seen-on", type=DayType(), help="When it was taken from the platform; default: now.")
@click.option(
    "--date-order", type=click.Choice([order.value for order in DateOrder]), help="In 03/04/2026: dmy or mdy."
)
@click.option("--decimal-mark", type=click.Choice([".", ","]), help="Which mark stands before the decimals.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--accept-drop", is_flag=True, help="Store it even though totals fall sharply.")
@click.option("--accept-same", is_flag=True, help="Store it even though another ad account has the very same spend.")
@as_of_option
@json_option
@refusals
def import_(
    *,
    files: tuple[Path, ...],
    platform: str | None,
    account: str | None,
    client: str | None,
    currency: str | None,
    time_zone: str | None,
    columns: tuple[tuple[str, str], ...],
    period: Period | None,
    as_seen_on: date | None,
    date_order: str | None,
    decimal_mark: str | None,
    dry_run: bool,
    accept_drop: bool,
    accept_same: bool,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Read native exports and plain tables: files, folders and zip archives of them.

    One entry is reported per file and ad account in it. A bad file never costs the others. Stopped in the middle, the
    same command goes on: files that were taken already cost no time again.
    """
    hints = Hints(
        platform=platform,
        account=account,
        currency=currency,
        time_zone=time_zone,
        columns=columns_from(dict(columns)),
        period=period,
        date_order=DateOrder(date_order) if date_order else None,
        decimal_mark=decimal_mark,
    )
    options = ImportOptions(hints, None, client, as_seen_on, accept_drop, accept_same).checked()
    settings = Settings.from_environment(os.environ)
    with open_session(settings) as session:
        done = Run(session, settings.home, options, as_of, dry_run=dry_run, now=utc_now()).every(files)
    refused = done.refused
    if not done.results and not done.stopped:
        first = done.passed_over[0]
        raise UnreadableFile(f"Nothing of it can be imported. {first.name}: {first.reason}")
    if len(files) == 1 and files[0].is_file() and len(done.results) == 1 and refused and refused[0].error:
        raise refused[0].error
    if as_json:
        print_json(document_of(done))
    else:
        tell(done, dry_run=dry_run)
    if done.stopped:
        raise SystemExit(EXIT_STOPPED)
    if refused:
        raise SystemExit(EXIT_REFUSED)


@click.command()
@json_option
@refusals
def accounts(*, as_json: bool) -> None:
    """List the ad accounts and the days they have figures for."""
    with open_session() as session:
        found = coverage.accounts(session, actor())
    if as_json:
        print_json({"accounts": [_account(row) for row in found]})
        return
    table = _table("Account", "Platform", "Client", "Days", "Missing", "From", "To", "Spend")
    for row in found:
        spend = f"{micros_text(row.figures.spend, row.account.currency)} {row.account.currency}"
        shown = (row.first_day or "", row.last_day or "")
        table.add_row(
            row.account.name,
            platform_of(row.account.platform).name,
            row.client,
            str(row.days),
            str(row.missing),
            *map(str, shown),
            spend,
        )
    _print(table, found, "There are no ad accounts yet; import an export first: paidsocial import FILE")


def _account(row: coverage.AccountCoverage) -> dict[str, Any]:
    return {
        "id": str(row.account.id),
        "external_id": row.account.external_id,
        "name": row.account.name,
        "platform": row.account.platform,
        "client": row.client,
        "currency": row.account.currency,
        "time_zone": row.account.time_zone,
        "time_zone_known": row.account.time_zone_known,
        "days": row.days,
        "missing_days": row.missing,
        "first_day": row.first_day.isoformat() if row.first_day else None,
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "totals_without_days": row.totals,
        **_figures(row.figures, row.account.currency),
    }


@click.command()
@click.option("--platform", help="Only this platform.")
@click.option("--account", metavar="NAME", help="Only this ad account.")
@json_option
@refusals
def campaigns(*, platform: str | None, account: str | None, as_json: bool) -> None:
    """List the campaigns with what is stored of each."""
    with open_session() as session:
        slug = slug_of(platform) if platform else None
        found = coverage.campaigns(session, actor(), platform=slug, account=account)
    if as_json:
        print_json({"campaigns": [_campaign(row) for row in found]})
        return
    table = _table("Campaign", "Account", "Platform", "Days", "From", "To", "Spend", "ROAS")
    for row in found:
        ratio = roas(row.figures.revenue, row.figures.spend)
        table.add_row(
            row.campaign.name,
            row.account.name,
            platform_of(row.account.platform).name,
            str(row.days),
            str(row.first_day or ""),
            str(row.last_day or ""),
            f"{micros_text(row.figures.spend, row.account.currency)} {row.account.currency}",
            "" if ratio is None else f"{ratio:.2f}",
        )
    _print(table, found, "There are no campaigns yet; import an export first: paidsocial import FILE")


def _campaign(row: coverage.CampaignCoverage) -> dict[str, Any]:
    return {
        "id": str(row.campaign.id),
        "external_id": row.campaign.external_id,
        "name": row.campaign.name,
        "platform": row.account.platform,
        "account": row.account.name,
        "currency": row.account.currency,
        "status": row.campaign.status,
        "objective": row.campaign.objective,
        "whole_account": row.campaign.is_whole,
        "days": row.days,
        "first_day": row.first_day.isoformat() if row.first_day else None,
        "last_day": row.last_day.isoformat() if row.last_day else None,
        **_figures(row.figures, row.account.currency),
    }


def _figures(figures: Figures, currency: str) -> dict[str, Any]:
    return {
        "spend": micros_text(figures.spend, currency),
        "impressions": figures.impressions,
        "clicks": figures.clicks,
        "conversions": None if figures.conversions is None else exact_text(micros_to_decimal(figures.conversions)),
        "revenue": None if figures.revenue is None else micros_text(figures.revenue, currency),
        "roas": roas(figures.revenue, figures.spend),
    }


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in {"Days", "Missing", "Spend", "ROAS"} else "left")
    return table


def _print(table: Table, rows: Sequence[object], otherwise: str) -> None:
    if not rows:
        messages.print(otherwise)
        return
    results().print(table)
