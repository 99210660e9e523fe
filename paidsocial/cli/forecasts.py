"""`paidsocial forecast`: what the stored figures say about the weeks ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

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
from paidsocial.domain import wording
from paidsocial.domain.money import MICROS, Money, round_half_even
from paidsocial.errors import BadInput
from paidsocial.services.decisions import forecasts
from paidsocial.services.decisions.completions import Completion
from paidsocial.services.decisions.forecast_plans import Plan
from paidsocial.services.decisions.forecast_runs import Event
from paidsocial.services.decisions.forecasts import IncrementalForecast, PoolForecast, TotalForecast, UnitForecast
from paidsocial.services.decisions.pools import LeftOut
from paidsocial.services.finance import spend_report

level_option = click.option(
    "--level", type=click.Choice(["campaign", "ad_set"]), default="campaign", show_default=True, help="What to look at."
)
currency_option = click.option("--currency", default=None, help="Which currency's accounts, where there are several.")
client_option = click.option("--client", default=None, help="Only this client's accounts (its name).")
horizon_option = click.option(
    "--horizon", type=click.IntRange(1, forecasts.LONGEST_HORIZON), default=28, show_default=True, help="Days ahead."
)


def client_id(session: Session, name: str | None) -> int | None:
    """The id of the client named on the command line."""
    return None if name is None else spend_report.client_named(session, actor(), name).id


def say_left_out(left_out: Sequence[LeftOut]) -> None:
    """Name on standard error what a result does not cover."""
    for left in left_out:
        messages.print(f"Left out: {left.what}, {left.reason}.", markup=False)


def left_out_json(left_out: Sequence[LeftOut]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [{"what": left.what, "reason": left.reason, "names": list(left.names)} for left in left_out]


@click.command()
@horizon_option
@as_of_option
@level_option
@currency_option
@client_option
@click.option("--spend", "spends", multiple=True, metavar="UNIT=AMOUNT", help="Plan a unit (id or name) at this a day.")
@click.option("--change", default="", metavar="PERCENT", help="Plan all units at so much more or less, such as +10.")
@json_option
@refusals
def forecast(
    *,
    horizon: int,
    as_of: date | None,
    level: str,
    currency: str | None,
    client: str | None,
    spends: tuple[str, ...],
    change: str,
    as_json: bool,
) -> None:
    """Revenue and ROAS ahead if recent spend goes on, or at another spend, with 80% intervals."""
    now = utc_now()
    plan = Plan(change, tuple(_amount(text) for text in spends)) if spends or change else None
    with open_session() as session:
        found = forecasts.forecast(
            session,
            actor(),
            now=now,
            as_of=as_of or now.date(),
            horizon=horizon,
            level=level,
            currency=currency,
            client_id=client_id(session, client),
            plan=plan,
            tested=True,
        )
    say_left_out(found.left_out)
    if found.notice:
        messages.print(found.notice, markup=False)
    if found.completion is not None:
        messages.print(found.completion.in_words, markup=False)
    if found.incremental is not None and not as_json:
        messages.print(_incremental_words(found.incremental), markup=False)
    if as_json:
        print_json(_forecast_json(found))
    else:
        _print_forecast(found)


def _amount(text: str) -> tuple[str, str]:
    unit, separator, amount = text.rpartition("=")
    if not separator or not unit.strip() or not amount.strip():
        raise BadInput(
            f"“{text}” is no planned spend; write it like 12=150.00, the unit's id or name first.", field="spend"
        )
    return unit, amount


def _figures(found: UnitForecast | TotalForecast) -> dict[str, Any]:
    return {
        "spend": found.spend.text,
        "revenue": found.revenue.text,
        "revenue_low": found.revenue_low.text,
        "revenue_high": found.revenue_high.text,
        "roas": ratio(found.roas),
        "roas_low": ratio(found.roas_low),
        "roas_high": ratio(found.roas_high),
    }


def ratio(value: float | None) -> float | None:
    """A ratio for programs: six decimals are more than it knows."""
    return None if value is None else round(value, 6)


def _forecast_json(found: PoolForecast) -> dict[str, Any]:
    return {
        "as_of": found.as_of.isoformat(),
        "through": found.through.isoformat(),
        "horizon": found.horizon,
        "level": found.level,
        "currency": found.currency,
        "units": [
            {
                "id": str(unit.id),
                "name": unit.name,
                "platform": unit.platform,
                **_figures(unit),
                "evidence": unit.evidence,
                "evidence_reason": unit.evidence_reason,
                "daily_spend": unit.daily_spend.text,
                "elasticity": round(unit.elasticity, 6),
                "marginal_roas": ratio(unit.marginal_roas),
                "response": unit.response,
                "response_known": unit.known_response,
                "observed_spend_low": unit.spend_low.text,
                "observed_spend_high": unit.spend_high.text,
                "outside_observed": unit.beyond,
                "events": [_event_json(event) for event in unit.events],
            }
            for unit in found.units
        ],
        "platforms": [
            {"platform": each.platform, "units": each.units, **_figures(each.total)} for each in found.platforms
        ],
        "total": _figures(found.total),
        "planned": found.base is not None,
        "without_plan": _figures(found.base.total) if found.base else None,
        "events": [_event_json(event) for event in found.events],
        "notice": found.notice,
        "completion": _completion_json(found.completion),
        "incremental": _incremental_json(found.incremental),
        "left_out": left_out_json(found.left_out),
    }


def _incremental_words(found: IncrementalForecast) -> str:
    total = found.total
    part = "" if found.share is None else f" ({found.share:.0%})"
    said = (
        f"By {wording.count(found.tests, 'lift test')}, {_whole(total.revenue)} of the revenue{part} would not have "
        f"come anyway, 80% sure between {_whole(total.revenue_low)} and {_whole(total.revenue_high)}."
    )
    return f"{said} {found.reach}".rstrip()


def _incremental_json(found: IncrementalForecast | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {**_figures(found.total), "share": ratio(found.share), "lift_tests": found.tests, "reach": found.reach}


def _completion_json(found: Completion | None) -> dict[str, Any] | None:
    if found is None:
        return None
    known = {"known_low": round(found.low, 4), "known_high": round(found.high, 4)}
    return {"days": found.days, **known, "learned_from": found.sources, "text": found.in_words}


def _event_json(event: Event) -> dict[str, str]:
    return {"kind": event.kind, "day": event.day.isoformat(), "text": event.text}


def _print_forecast(found: PoolForecast) -> None:
    title = (
        f"The {found.horizon} days from {found.as_of}, in {found.currency}; figures through {found.through}; "
        "intervals hold 80% of outcomes"
    )
    table = Table(title=title, title_justify="left")
    table.add_column("", overflow="fold", ratio=1)
    for heading in ("Spend", "Revenue", "Interval", "ROAS", "Next unit"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Evidence")
    for unit in found.units:
        name = f"{unit.name} ({unit.platform})" + (", outside the spend ever tried" if unit.beyond else "")
        table.add_row(name, *_cells(unit), shown(unit.marginal_roas), unit.evidence)
    table.add_section()
    for each in found.platforms if len(found.platforms) > 1 else ():
        table.add_row(f"All of {each.platform}", *_cells(each.total), "", "")
    table.add_row("All", *_cells(found.total), "", "")
    if found.base:
        table.add_row("All if spend goes on", *_cells(found.base.total), "", "")
    Console(markup=False, highlight=False).print(table)


def _cells(found: UnitForecast | TotalForecast) -> tuple[str, ...]:
    interval = f"{_whole(found.revenue_low)}–{_whole(found.revenue_high)}"
    return _whole(found.spend), _whole(found.revenue), interval, shown(found.roas)


def _whole(amount: Money) -> str:
    """For the eye: whole units of money; the JSON is exact."""
    return f"{round_half_even(Fraction(amount.micros, MICROS)):,}"


def shown(value: float | None) -> str:
    """A ratio for people."""
    return "—" if value is None else f"{value:.2f}"
