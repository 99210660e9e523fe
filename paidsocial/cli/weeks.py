"""`paidsocial weeks`: a total spread over the next weeks, where some are expected to convert better than others."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from paidsocial.cli.common import DayType, actor, json_option, messages, open_session, print_json, refusals, utc_now
from paidsocial.cli.figures import console, frame
from paidsocial.cli.recommendations import ask_from, ask_options, caveat, sentence
from paidsocial.domain import wording
from paidsocial.services.reallocation import weekly_plans
from paidsocial.services.reallocation.weekly_plans import DAYS, WeeklyPlan
from paidsocial.services.spreadsheets import replacing


@click.command()
@click.option(
    "--rates",
    required=True,
    metavar="RATE,RATE,…",
    help="One per week: 1 for an average week, 1.8 where the same spend should earn 1.8 times as much.",
)
@click.option("--first-day", type=DayType(), default=None, help="First day of the first week (default: --as-of).")
@ask_options
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Also as .csv or .xlsx.")
@json_option
@refusals
def weeks(
    *, as_of: date | None, rates: str, first_day: date | None, output: Path | None, as_json: bool, **given: Any
) -> None:
    """One client's budgets week by week for a total as a mean a day. The rates are yours; nothing is stored or sent."""
    now = utc_now()
    today = as_of or now.date()
    with open_session() as session:
        found = weekly_plans.spread(
            session,
            actor(),
            ask_from(session, given),
            rates=weekly_plans.rates_of(rates),
            first_day=first_day or today,
            now=now,
            as_of=today,
        )
    if output is not None:
        content = weekly_plans.sheet(found, output.suffix.lower().removeprefix("."))
        with replacing(output) as target:
            target.write(content)
        messages.print(f"Written to {output}.", markup=False)
    if as_json:
        print_json(_json(found))
    else:
        _print(found)


def _json(found: WeeklyPlan) -> dict[str, Any]:
    return {
        "as_of": found.as_of.isoformat(),
        "currency": found.currency,
        "daily_mean": found.daily_mean.text,
        "total": found.total.text,
        "expected_revenue": found.expected.text,
        "expected_revenue_low": found.expected_low.text,
        "expected_revenue_high": found.expected_high.text,
        "gain": found.gain.text,
        "gain_low": found.gain_low.text,
        "gain_high": found.gain_high.text,
        "expected_revenue_even": found.expected_even.text,
        "optimality_gap": found.optimality_gap,
        "leaps": found.leaps,
        "weeks": [
            {
                "first_day": week.period.first.isoformat(),
                "last_day": week.period.last.isoformat(),
                "rate": week.rate,
                "daily": week.daily.text,
                "expected_revenue_daily": week.revenue.text,
                "lines": [
                    {
                        "id": str(line.unit.id),
                        "name": line.unit.name,
                        "platform": line.unit.platform,
                        "current_daily": line.current.text,
                        "daily": line.daily[at].text,
                        "held": line.held or None,
                        "stays": line.stays or None,
                    }
                    for line in found.lines
                ],
            }
            for at, week in enumerate(found.weeks)
        ],
        "caveat": caveat(found.lift_tests),
    }


def _print(found: WeeklyPlan) -> None:
    def told(micros: int) -> str:
        return wording.amount(micros, found.currency)

    table = Table(title=f"Budgets a day in {found.currency}, week by week", title_justify="left", box=frame())
    table.add_column("Budget", overflow="fold", ratio=1)
    table.add_column("Now", justify="right", no_wrap=True)
    for week in found.weeks:
        table.add_column(f"{week.period.first:%d %b}\n× {week.rate:g}", justify="right", no_wrap=True)
    for line in found.lines:
        table.add_row(line.unit.name, line.current.text, *(amount.text for amount in line.daily))
    table.add_section()
    table.add_row("All", "", *(week.daily.text for week in found.weeks))
    out = console()
    out.print(table)
    for line in found.lines:
        if line.held or line.test or line.stays:
            out.print(f"{line.unit.name}: {line.held or line.test or line.stays}")
    out.print(
        f"{told(found.total.micros)} over {wording.count(len(found.weeks), 'week')} of {DAYS} days: expected revenue "
        f"{told(found.expected.micros)} ({told(found.expected_low.micros)} to {told(found.expected_high.micros)}). If "
        f"your rates are right, timing brings {told(found.gain.micros)} of it ({told(found.gain_low.micros)} to "
        f"{told(found.gain_high.micros)})."
    )
    out.print(f"{found.limits_words}.")
    out.print(sentence(found.certificate))
    if found.leaps_words:
        out.print(found.leaps_words)
    out.print("The rates are yours: nothing here estimates them, and nothing was stored or sent.")
    out.print(caveat(found.lift_tests))
