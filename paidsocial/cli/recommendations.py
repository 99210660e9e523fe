"""`paidsocial recommend`: a reallocation of the same money, line by line with its reasons, stored as a draft."""

from __future__ import annotations

from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.table import Table

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
from paidsocial.cli.forecasts import (
    client_id,
    client_option,
    currency_option,
    left_out_json,
    level_option,
    ratio,
    say_left_out,
    shown,
)
from paidsocial.domain import wording
from paidsocial.errors import BadInput
from paidsocial.services.decisions import recommendations
from paidsocial.services.decisions.recommendation_views import LineView, RecommendationView
from paidsocial.services.decisions.recommendations import Ask

CAVEAT = "Revenue is what the platforms attribute to themselves; it is not incremental revenue."


def _minimum(text: str) -> tuple[str, str]:
    pattern, separator, amount = text.rpartition("=")
    if not separator or not pattern.strip():
        raise BadInput(f"“{text}” is not a minimum; write it like “Brand*=50.00”.", field="minimum")
    return pattern, amount


@click.command()
@as_of_option
@click.option("--total", default=None, metavar="AMOUNT", help="Daily total to reach (default: today's).")
@click.option("--target-roas", default=None, metavar="X", help="Largest total whose ROAS is still at least X.")
@click.option("--target-marginal", default=None, metavar="X", help="Largest total whose next unit still earns X.")
@click.option("--max-step-pct", type=int, default=20, show_default=True, help="Most that one budget may move, in %.")
@level_option
@click.option("--lock", "locks", multiple=True, metavar="MATCH", help="Names (with *) that must not move.")
@click.option("--minimum", "minimums", multiple=True, metavar="MATCH=AMOUNT", help="Least daily amount for names.")
@click.option("--cautious", is_flag=True, help="Move only what is better even at the near end of its interval.")
@currency_option
@client_option
@json_option
@refusals
def recommend(
    *,
    as_of: date | None,
    total: str | None,
    target_roas: str | None,
    target_marginal: str | None,
    max_step_pct: int,
    level: str,
    locks: tuple[str, ...],
    minimums: tuple[str, ...],
    cautious: bool,
    currency: str | None,
    client: str | None,
    as_json: bool,
) -> None:
    """A reallocation of daily budgets to where the next unit of money earns most; stored as a draft."""
    now = utc_now()
    with open_session() as session:
        ask = Ask(
            level=level,
            currency=currency,
            client_id=client_id(session, client),
            total=total,
            aim="roas" if target_roas else "marginal" if target_marginal else None,
            least=target_roas or target_marginal,
            max_step_pct=max_step_pct,
            locks=locks,
            minimums=tuple(_minimum(text) for text in minimums),
            cautious=cautious,
        )
        found = recommendations.recommend(session, actor(), ask, now=now, as_of=as_of or now.date())
    say_left_out(found.left_out)
    if found.notice:
        messages.print(found.notice, markup=False)
    if as_json:
        print_json(_json(found))
    else:
        _print(found)


def _json(found: RecommendationView) -> dict[str, Any]:
    return {
        "id": found.id,
        "state": found.state.value,
        "as_of": found.as_of.isoformat(),
        "level": found.level,
        "currency": found.currency,
        "total_before": found.total_before.text,
        "total_after": found.total_after.text,
        "optimality_gap": found.optimality_gap,
        "expected_revenue_change": found.expected.text,
        "expected_revenue_change_low": found.expected_low.text,
        "expected_revenue_change_high": found.expected_high.text,
        "lines": [_line_json(line) for line in found.lines],
        "notice": found.notice,
        "caveat": CAVEAT,
        "left_out": left_out_json(found.left_out),
    }


def _line_json(line: LineView) -> dict[str, Any]:
    return {
        "id": str(line.unit_id),
        "name": line.name,
        "campaign": line.campaign_name,
        "platform": line.platform,
        "account": line.account_name,
        "current_daily": line.current.text,
        "proposed_daily": line.proposed.text,
        "change_pct": line.change_pct,
        "roas": ratio(line.roas),
        "marginal_roas": ratio(line.marginal_roas),
        "marginal_roas_after": ratio(line.marginal_after),
        "decision": line.decision,
        "reason": line.reason,
        "bound_by": line.bound_by,
        "evidence": line.evidence,
        "revenue_change": line.revenue_change.text,
        "revenue_change_low": line.revenue_change_low.text,
        "revenue_change_high": line.revenue_change_high.text,
        "basis": line.details["basis"],
    }


def _print(found: RecommendationView) -> None:
    def told(micros: int) -> str:
        return wording.amount(micros, found.currency)

    console = Console()
    table = Table(
        title=f"Draft {found.id}, daily budgets in {found.currency} as of {found.as_of}", title_justify="left"
    )
    table.add_column("Budget", overflow="fold", ratio=1)
    for heading in ("Now", "Proposed", "Change", "ROAS", "Next unit"):
        table.add_column(heading, justify="right", no_wrap=True)
    for line in found.lines:
        change = f"{line.change_pct:+.1f}%" if line.moves else "hold"
        marginal = shown(line.marginal_roas) + (f" → {shown(line.marginal_after)}" if line.moves else "")
        amounts = (line.current.text, line.proposed.text, change)
        table.add_row(f"{line.name}\n  {line.reason}", *amounts, shown(line.roas), marginal)
    table.add_section()
    table.add_row("All", found.total_before.text, found.total_after.text, "", "", "")
    console.print(table)
    amount = told(abs(found.expected.micros))
    interval = f"{told(found.expected_low.micros)} to {told(found.expected_high.micros)}"
    console.print(f"Expected revenue: {amount} a day {'less' if found.expected.micros < 0 else 'more'} ({interval}).")
    console.print(CAVEAT)
