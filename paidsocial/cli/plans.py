"""`paidsocial plan` and `paidsocial pacing`: what was agreed to spend, and where it stands."""

from __future__ import annotations

from datetime import date

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

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
from paidsocial.domain import wording
from paidsocial.domain.days import Period, local_day
from paidsocial.domain.money import Money, micros_text
from paidsocial.domain.pacing import Status
from paidsocial.domain.plan import Scope
from paidsocial.platforms.registry import slug_of
from paidsocial.services.finance import spend_report
from paidsocial.services.planning import pacing as service
from paidsocial.services.planning import plan_lines, plans
from paidsocial.services.planning.pacing import LinePacing, Report
from paidsocial.services.planning.pacing_document import document
from paidsocial.services.workspace import organisation

_WIDTH = 150  # of a table that goes to a file or a pipe
_WORDS = {
    Status.OVER: ("Over", "bold red"),
    Status.EXHAUSTED: ("Exhausted", "bold red"),
    Status.UNDER: ("Under", "yellow"),
    Status.ON_TRACK: ("On track", "green"),
    Status.NOT_STARTED: ("Not started", "dim"),
    Status.NO_DATA: ("No data", "yellow"),
}

client_option = click.option("--client", default=None, metavar="NAME", help="The client, where there are several.")


@click.group()
def plan() -> None:
    """Plan lines: what the business agreed to spend."""


@plan.command("set")
@click.argument("name")
@click.option("--month", type=MonthType(), required=True, help="The month it is for, YYYY-MM.")
@click.option("--amount", required=True, help="The whole month's amount, such as 15000 or 15000.50.")
@click.option("--currency", required=True, metavar="CODE", help="The amount's currency.")
@click.option(
    "--campaign",
    "matches",
    multiple=True,
    metavar="MATCH",
    help="A campaign name with * for anything; may be repeated. None: all campaigns, or as the line has it.",
)
@click.option("--platform", "platforms", multiple=True, help="Only campaigns of this platform; may be repeated.")
@click.option("--po", default=None, help="The purchase order's number.")
@click.option("--cost-centre", default=None, help="The cost centre it is booked on.")
@client_option
@click.option(
    "--effective", type=DayType(), default=None, help="From which day on a changed amount counts (default: today)."
)
@click.option("--reason", default="", help="Why it changed; kept with the revision.")
@as_of_option
@json_option
@refusals
def set_(
    *,
    name: str,
    month: Period,
    amount: str,
    currency: str,
    matches: tuple[str, ...],
    platforms: tuple[str, ...],
    po: str | None,
    cost_centre: str | None,
    client: str | None,
    effective: date | None,
    reason: str,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Create the plan line NAME for a month, or revise it; earlier amounts are kept."""
    now = utc_now()
    money = Money.parse(amount, currency)
    scope = Scope(matches, platforms=frozenset(slug_of(platform) for platform in platforms))
    with open_session() as session:
        client_id = plan_lines.client_for(session, actor(), name=client, line_name=name, period=month, scope=scope)
        saved = plans.save(
            session,
            actor(),
            plans.Wanted(
                client_id,
                name,
                month,
                money,
                scope if matches or platforms else None,
                po,
                cost_centre,
                effective,
                reason,
            ),
            now=now,
            today=as_of or now.date(),
        )
    if as_json:
        print_json(
            {
                "plan_line": saved.line.name,
                "plan_line_id": saved.line.id,
                "month": f"{month.first:%Y-%m}",
                "amount": saved.amount.text,
                "currency": saved.amount.currency,
                "effective_day": saved.effective_day.isoformat(),
                "created": saved.created,
                "changed": saved.changed,
                "campaigns": saved.covered,
                "po_number": saved.line.po_number,
                "cost_centre": saved.line.cost_centre,
                "warnings": list(saved.warnings),
            }
        )
        return
    covered = wording.count(saved.covered, "campaign")
    agreed = wording.amount(saved.amount.micros, saved.amount.currency)
    if saved.created:
        text = f"“{saved.line.name}” is planned with {agreed} for {month.first:%Y-%m}; it covers {covered}."
    elif saved.changed:
        day = wording.full_day(saved.effective_day)
        text = f"“{saved.line.name}” has {agreed} from {day} on; it covers {covered}."
    else:
        text = f"“{saved.line.name}” was like this already; nothing changed."
    click.echo(text)
    for warning in saved.warnings:
        messages.print(f"Note: {warning}", markup=False)


@click.command()
@click.option("--month", type=MonthType(), default=None, help="YYYY-MM (default: the month of today).")
@client_option
@as_of_option
@json_option
@refusals
def pacing(*, month: Period | None, client: str | None, as_of: date | None, as_json: bool) -> None:
    """Each plan line against its plan: spent, expected, where it lands, and by how much a day to move it."""
    now = utc_now()
    with open_session() as session:
        today = as_of or local_day(now, organisation.read(session).time_zone)
        client_id = None if client is None else spend_report.client_named(session, actor(), client).id
        report = service.read(session, actor(), month=month or Period.month_of(today), as_of=today, client_id=client_id)
    if as_json:
        _refuse_missing(report)
        print_json(document(report))
        return
    _show(report)
    _refuse_missing(report)


def _refuse_missing(report: Report) -> None:
    """A line whose exchange rate is missing has no figures; a program must not take that for an answer."""
    for error in report.errors:
        raise error


def _show(report: Report) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    month = f"{report.month.first:%Y-%m}"
    if not report.lines:
        messages.print(f"There is no plan for {month} yet; agree on one with `paidsocial plan set`.")
    else:
        console.print(_table(report))
    untracked = report.untracked
    if untracked.campaigns:
        spend = "; ".join(wording.amount(part.spend, part.currency) for part in untracked.by_currency)
        console.print(f"Untracked: {wording.count(untracked.campaigns, 'campaign')} spent {spend} outside every line.")


def _table(report: Report) -> Table:
    day = wording.full_day(report.as_of)
    table = Table(title=f"Pacing of {report.month.first:%Y-%m} on {day}", title_justify="left", pad_edge=False)
    table.add_column("Plan line", overflow="fold")
    table.add_column("Status", no_wrap=True)
    for heading in ("Budget", "Spent", "Expected", "Lands at (80%)", "A day now", "Adjust by"):
        table.add_column(heading, justify="right", no_wrap=heading != "Lands at (80%)")
    table.add_column("Why", overflow="fold", ratio=1)
    several_clients = len({line.facts.client_id for line in report.lines}) > 1
    for line in report.lines:
        word, style = _WORDS[line.status]
        name = f"{line.facts.client}: {line.facts.name}" if several_clients else line.facts.name
        why = Text("\n".join(cause.text for cause in line.causes))
        table.add_row(Text(name), Text(word, style), *_figures(line), why)
    return table


def _figures(line: LinePacing) -> tuple[str, ...]:
    currency, pacing = line.facts.terms.currency, line.pacing

    def text(micros: int | None, *, signed: bool = False) -> str:
        if micros is None:
            return "–"
        exact = wording.amount(micros, currency).removesuffix(f" {currency}")
        return f"+{exact}" if signed and micros > 0 else exact

    if pacing is None:
        return (f"{text(line.facts.terms.budget_on(line.facts.terms.period.last))} {currency}", *("–",) * 5)
    lands = "–"
    if pacing.projection:
        lands = f"{text(pacing.projection.amount)}\n({text(pacing.projection.low)} to {text(pacing.projection.high)})"
    return (
        f"{text(pacing.budget)} {currency}",
        text(pacing.spent),
        text(pacing.expected),
        lands,
        text(pacing.current_daily),
        text(pacing.adjust_by_daily, signed=True),
    )


@plan.command("list")
@click.option("--month", type=MonthType(), required=True, help="YYYY-MM.")
@as_of_option
@json_option
@refusals
def list_(*, month: Period, as_of: date | None, as_json: bool) -> None:
    """The plan lines of a month: amount, what each covers, PO number and cost centre."""
    now = utc_now()
    with open_session() as session:
        lines = plan_lines.of_month(session, actor(), month=month, as_of=as_of or now.date())
    if as_json:
        print_json(
            {
                "month": f"{month.first:%Y-%m}",
                "lines": [
                    {
                        "plan_line": line.name,
                        "plan_line_id": line.line_id,
                        "client": line.client,
                        "currency": line.currency,
                        "amount": micros_text(line.amount, line.currency),
                        "first_day": line.period.first.isoformat(),
                        "last_day": line.period.last.isoformat(),
                        "campaigns": line.campaigns,
                        "po_number": line.po_number,
                        "cost_centre": line.cost_centre,
                    }
                    for line in lines
                ],
            }
        )
        return
    for line in lines:
        click.echo(
            f"{line.client}: {line.name}  {wording.amount(line.amount, line.currency)}  "
            f"{wording.count(line.campaigns, 'campaign')}  {line.po_number or ''}".rstrip()
        )
    if not lines:
        messages.print(f"There is no plan for {month.first:%Y-%m} yet; agree on one with `paidsocial plan set`.")


@plan.command("remove")
@click.argument("name")
@click.option("--month", type=MonthType(), required=True, help="YYYY-MM.")
@client_option
@json_option
@refusals
def remove(*, name: str, month: Period, client: str | None, as_json: bool) -> None:
    """Put the plan line NAME of a month away; its history stays, and `plan set` brings it back."""
    now = utc_now()
    with open_session() as session:
        line_id = plan_lines.find(session, actor(), name=name, month=month, client=client)
        line = plans.set_archived(session, actor(), line_id, archived=True, now=now)
    if as_json:
        print_json({"plan_line": line.name, "plan_line_id": line.id, "removed": True})
        return
    click.echo(f"“{line.name}” is put away; `paidsocial plan set` with the same name and month brings it back.")
