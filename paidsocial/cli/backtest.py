"""`paidsocial backtest`: how good the forecast was at earlier days, against what a specialist would use instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import click
from rich.table import Table

from paidsocial.cli import figures
from paidsocial.cli.common import actor, as_of_option, json_option, open_session, print_json, refusals, utc_now
from paidsocial.cli.forecasts import (
    client_id,
    client_option,
    currency_option,
    horizon_option,
    left_out_json,
    level_option,
    ratio,
    say_left_out,
    verbose_option,
)
from paidsocial.domain import wording
from paidsocial.services.prediction import backtest_words, backtests
from paidsocial.services.prediction.backtest_words import METHODS
from paidsocial.services.prediction.backtests import Accuracy, Backtest, Comparison, Decisions, Pointing, Score


@click.command()
@horizon_option
@as_of_option
@level_option
@currency_option
@client_option
@click.option("--decisions", "with_decisions", is_flag=True, help="Also whether recommendations pointed the right way.")
@verbose_option
@json_option
@refusals
def backtest(
    *,
    horizon: int,
    as_of: date | None,
    level: str,
    currency: str | None,
    client: str | None,
    with_decisions: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """How good the forecast was at earlier days, against what a specialist would use instead."""
    decided = None
    with open_session() as session:
        asked: dict[str, Any] = {
            "now": utc_now(),
            "as_of": as_of,
            "horizon": horizon,
            "level": level,
            "currency": currency,
            "client_id": client_id(session, client),
        }
        found = backtests.backtest(session, actor(), **asked)
        if with_decisions:
            decided = backtests.decisions(session, actor(), **asked)
    say_left_out(found.left_out, every=verbose or as_json)
    if as_json:
        print_json(_backtest_json(found) | ({} if decided is None else {"decisions": _decisions_json(decided)}))
    else:
        _print_backtest(found, decided)


def _backtest_json(found: Backtest) -> dict[str, Any]:
    return {
        "as_of": found.as_of.isoformat(),
        "through": found.through.isoformat(),
        "horizon": found.horizon,
        "origins": len(found.origins),
        "origin_days": [day.isoformat() for day in found.origins],
        "units": found.units,
        "level": found.level,
        "currency": found.currency,
        **_comparison_json(found.shown.overall),
        "verdict": backtest_words.verdict(found.shown),
        "fallbacks": found.shown.fallbacks,
        "completion": found.completion,
        "unseen_share": ratio(found.shown.unseen_share),
        "by_horizon": {str(days): _comparison_json(each.overall) for days, each in found.horizons.items()},
        "by_platform": {slug: _comparison_json(each) for slug, each in found.shown.platforms.items()},
        "by_evidence": {grade: _comparison_json(each) for grade, each in found.shown.evidence.items()},
        "series": [
            {
                "from": each.day.isoformat(),
                "to": each.last_day.isoformat(),
                "units": each.units,
                "spend": each.spend.text,
                "forecast": each.forecast.text,
                "forecast_low": each.low.text,
                "forecast_high": each.high.text,
                "actual": each.actual.text,
                "notice": each.notice,
            }
            for each in found.shown.origins
        ],
        "worst": [
            {
                "id": str(each.unit.id),
                "name": each.unit.name,
                "platform": each.unit.platform,
                "forecast": each.forecast.text,
                "actual": each.actual.text,
                "error": each.error.text,
                "trailing_28_roas_error": each.reference_error.text,
            }
            for each in found.shown.worst
        ],
        "left_out": left_out_json(found.left_out),
    }


def _comparison_json(found: Comparison) -> dict[str, Any]:
    intervals = {
        "coverage_80": ratio(found.model.coverage),
        "total_coverage_80": ratio(found.model.total_coverage),
        "interval_width": ratio(found.model.width),
    }
    return {
        "model": {**_score_json(found.model), **intervals},
        "baselines": {name: _score_json(score) for name, score in found.baselines.items()},
        "best": found.best,
    }


def _score_json(score: Score) -> dict[str, Any]:
    return {
        "revenue_wape": ratio(score.wape),
        "total_revenue_ape": ratio(score.total_ape),
        "bias": ratio(score.bias),
        "outcomes": score.count,
        "over": score.over,
        "under": score.under,
    }


def _decisions_json(found: Decisions) -> dict[str, Any]:
    return {
        "horizon": found.horizon,
        "origins": len(found.origins),
        "currency": found.currency,
        "model": _pointing_json(found.model),
        "greedy": _pointing_json(found.greedy),
        "agreement": ratio(found.agreement),
        "beat_greedy": found.beat_greedy,
        "ahead_low": ratio(found.ahead_low),
        "ahead_high": ratio(found.ahead_high),
        "verdict": backtest_words.decided_verdict(found),
        "words": list(backtest_words.decided(found)),
    }


def _pointing_json(found: Pointing) -> dict[str, Any]:
    ratios = (
        *("marginal_raised", "marginal_cut", "difference", "low", "high"),
        *("scored_share", "scored_units", "moved_share"),
    )
    return {
        "moved_daily": found.moved_daily.text,
        **{name: ratio(getattr(found, name)) for name in ratios},
        "raised": found.raised,
        "cut": found.cut,
        "pointed_right": found.right,
    }


def _print_backtest(found: Backtest, decided: Decisions | None) -> None:
    console = figures.console()
    noun = "campaign" if found.level == "campaign" else "ad set"
    console.print(f"{backtest_words.verdict(found.shown)}.")
    for sentence in backtest_words.lead(found.shown, noun, found.horizons):
        console.print(sentence)
    told = backtest_words.fallback(found.shown)
    if told:
        console.print(told)
    if found.completion:
        console.print(found.completion)
    console.print()
    console.print(_methods(found.shown, found.currency))
    console.print(_cuts(found))
    if decided is not None:
        console.print(f"{backtest_words.decided_verdict(decided)}.")
        for sentence in backtest_words.decided(decided):
            console.print(sentence)


def _methods(found: Accuracy, currency: str) -> Table:
    title = f"{wording.count(found.horizon, 'day')} ahead, in {currency}"
    table = Table(title=title, title_justify="left", box=figures.frame())
    table.add_column("Method")
    for heading in ("Error per unit", "Of the total", "Bias", "In the 80% interval", "Model’s error against it"):
        table.add_column(heading, justify="right")
    model = found.overall.model
    table.add_row(METHODS["model"], *_cells(model), percent(model.coverage), "")
    for name in backtest_words.methods(found):
        score = found.overall.baselines[name]
        table.add_row(METHODS[name], *_cells(score), "", percent(score.model_change, signed=True))
    return table


def _cells(score: Score) -> tuple[str, str, str]:
    return percent(score.wape), percent(score.total_ape), percent(score.bias, signed=True)


def _cuts(found: Backtest) -> Table:
    table = Table(
        title="Error per unit by horizon, platform and evidence; how much the 80% intervals covered",
        title_justify="left",
        box=figures.frame(),
    )
    table.add_column("")
    for heading in ("Outcomes", "Model", "28 days’ ROAS", "Change", "Covered"):
        table.add_column(heading, justify="right")
    table.add_column("Smallest error")
    for rows in _parts(found):
        for label, each, of in rows:
            off = backtest_words.held_off(of, each.model)
            table.add_row(
                label,
                f"{each.model.count:,}",
                percent(each.model.wape),
                percent(each.reference.wape),
                percent(each.reference.model_change, signed=True),
                percent(each.model.coverage) + (f", too {off}" if off else ""),
                METHODS.get(each.best, "—"),
            )
        table.add_section()
    return table


def _parts(found: Backtest) -> Iterator[list[tuple[str, Comparison, Accuracy]]]:
    shown = found.shown
    yield [(wording.count(days, "day"), each.overall, each) for days, each in found.horizons.items()]
    yield [(platform, each, shown) for platform, each in shown.platforms.items()]
    yield [(backtest_words.GRADES[grade], each, shown) for grade, each in backtest_words.graded(shown)]


def percent(value: float | None, *, signed: bool = False) -> str:
    """A share for people."""
    return "—" if value is None else f"{value:{'+' if signed else ''}.1%}"
