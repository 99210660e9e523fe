"""`paidsocial forecast`: what the stored figures say about the weeks ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import click
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
from paidsocial.cli.figures import console, show
from paidsocial.domain import wording
from paidsocial.domain.money import MICROS, Money, round_half_even
from paidsocial.errors import BadInput
from paidsocial.services.finance import spend_report
from paidsocial.services.prediction import forecasts
from paidsocial.services.prediction.completions import Completion
from paidsocial.services.prediction.forecast_plans import Plan
from paidsocial.services.prediction.forecast_runs import Event
from paidsocial.services.prediction.forecasts import IncrementalForecast, PoolForecast, TotalForecast, UnitForecast
from paidsocial.services.prediction.pools import LeftOut
from paidsocial.services.prediction.track_records import TrackRecord
from paidsocial.services.prediction.unit_forecasts import stop_words

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


verbose_option = click.option("-v", "--verbose", is_flag=True, help="Name everything that is left out, and why.")


def say_left_out(left_out: Sequence[LeftOut], *, every: bool) -> None:
    """Say on standard error what a result does not cover: `every` entry with its reason, or how many in one line."""
    if len(left_out) > 1 and not every:
        messages.print(
            f"Left out: {left_out[0].what} and {len(left_out) - 1} more; -v says which, and why.", markup=False
        )
        return
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
@verbose_option
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
    verbose: bool,
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
    say_left_out(found.left_out, every=verbose or as_json)
    if found.notice:
        messages.print(found.notice, markup=False)
    if found.completion is not None:
        messages.print(found.completion.in_words, markup=False)
    if found.record is not None and not as_json:
        messages.print(found.record.in_words(found.horizon, "campaign" if level == "campaign" else "ad set"))
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
                "elasticity": ratio(unit.elasticity_known),
                "marginal_roas": ratio(unit.marginal_known),
                "response": unit.response,
                "response_known": unit.known_response,
                "observed_spend_low": unit.spend_low.text,
                "observed_spend_high": unit.spend_high.text,
                "outside_observed": unit.beyond,
                "ends_on": unit.ending.last_day.isoformat() if unit.ending and unit.ending.last_day else None,
                "budget_left": unit.left.text if unit.left else None,
                "no_spend_since": unit.silent_since.isoformat() if unit.silent_since else None,
                "roas_borrowed": unit.borrowed,
                "own_roas": ratio(unit.own_roas),
                "last_7_days_daily_spend": unit.last_week.text if unit.last_week else None,
                "events": [_event_json(event) for event in unit.events],
            }
            for unit in found.units
        ],
        "platforms": [
            {"platform": each.platform, "units": each.units, **_figures(each.total)} for each in found.platforms
        ],
        "total": _figures(found.total),
        "daily_spend_basis": forecasts.BASIS,
        "record": _record_json(found.record),
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


def _record_json(found: TrackRecord | None) -> dict[str, Any] | None:
    """How such forecasts did before, where a backtest is kept."""
    if found is None:
        return None
    return {
        "horizon": found.horizon,
        "dates": found.dates,
        "total_error": ratio(found.error),
        "totals_held": found.held,
        "coverage": ratio(found.coverage),
    }


def _event_json(event: Event) -> dict[str, str]:
    return {"kind": event.kind, "day": event.day.isoformat(), "text": event.text}


def _print_forecast(found: PoolForecast) -> None:
    title = (
        f"The {wording.count(found.horizon, 'day')} from {found.as_of}, in {found.currency}; "
        f"figures through {found.through}; "
        f"intervals are to hold 80% of outcomes; spend goes on as {forecasts.BASIS}"
    )
    rows = []
    for unit in found.units:
        where = f"{unit.platform}, {unit.account_name}" if unit.account_name else unit.platform
        marks = [*stop_words(unit), *(["outside the spend ever tried"] if unit.beyond else [])]
        marks += [f"ROAS mostly its group’s, its own {shown(unit.own_roas)}"] if unit.borrowed else []
        marks += [f"{unit.last_week} a day in the last 7 days"] if unit.last_week else []
        figures = (*_cells(unit), shown(unit.marginal_known), unit.evidence)
        rows.append((", ".join([f"{unit.name} ({where})", *marks]), figures))
    several = found.platforms if len(found.platforms) > 1 else ()
    sums = [(f"All of {each.platform}", (*_cells(each.total), "", "")) for each in several]
    sums.append(("All", (*_cells(found.total), "", "")))
    if found.base:
        sums.append(("All if spend goes on", (*_cells(found.base.total), "", "")))
    headings = ("Spend", "Revenue", "Interval", "ROAS", "Next unit", "Evidence")
    show(console(), title, headings, rows, sums)


def _cells(found: UnitForecast | TotalForecast) -> tuple[str, ...]:
    interval = f"{_whole(found.revenue_low)}–{_whole(found.revenue_high)}"
    return _whole(found.spend), _whole(found.revenue), interval, shown(found.roas)


def _whole(amount: Money) -> str:
    """For the eye: whole units of money; the JSON is exact."""
    return f"{round_half_even(Fraction(amount.micros, MICROS)):,}"


def shown(value: float | None) -> str:
    """A ratio for people."""
    return "—" if value is None else f"{value:.2f}"
