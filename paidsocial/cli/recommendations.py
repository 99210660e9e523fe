"""`paidsocial recommend`: a reallocation of the same money, line by line with its reasons, stored as a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import click
from sqlalchemy.orm import Session

from paidsocial.cli import figures
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
    verbose_option,
)
from paidsocial.domain import wording
from paidsocial.errors import BadInput
from paidsocial.services.reallocation import recommendations
from paidsocial.services.reallocation.recommendation_ask import GOALS
from paidsocial.services.reallocation.recommendation_views import LineView, RecommendationView
from paidsocial.services.reallocation.recommendations import Ask

_ATTRIBUTED = "Revenue is what the platforms attribute to themselves; it is not incremental revenue."
_TESTED = "Revenue is what lift tests say would not have come anyway."


def caveat(lift_tests: int) -> str:
    """Whose revenue it is that a result speaks of, by how many lift tests it was worked out with."""
    return _TESTED if lift_tests else _ATTRIBUTED


def priced(what: str, texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """`Brand*=50.00` as a name and an amount. Raises BadInput that shows how it is written."""
    found = []
    for text in texts:
        pattern, separator, amount = text.rpartition("=")
        if not separator or not pattern.strip():
            raise BadInput(f"“{text}” is not {what}; write it like “Brand*=50.00”.", field=what.rpartition(" ")[2])
        found.append((pattern, amount))
    return tuple(found)


def limits(side: str, texts: Sequence[str]) -> tuple[tuple[str, str, str | int, str], ...]:
    """`platform:meta=500` as a cap or a floor of a group. Raises BadInput that shows how it is written."""
    found = []
    for text in texts:
        group, separator, amount = text.rpartition("=")
        kind, colon, who = group.partition(":")
        if not (separator and colon and who.strip()):
            raise BadInput(
                f"“{text}” is not a {side}; write it like “platform:meta=500”, “account:NAME=300” or "
                "“client:NAME=4200”.",
                field="group",
            )
        found.append((side, kind.strip().lower(), who.strip(), amount))
    return tuple(found)


def _aim(targets: Mapping[str, str | None]) -> tuple[str | None, str | None]:
    given = [(kind, least) for kind, least in targets.items() if least is not None]
    if len(given) > 1:
        raise BadInput("Aim at one thing only: a ROAS, a marginal ROAS or a cost per conversion.", field="aim")
    return given[0] if given else (None, None)


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    as_of_option,
    click.option("--total", default=None, metavar="AMOUNT", help="Daily total to reach (default: today's)."),
    click.option(
        "--more", default=None, metavar="AMOUNT", help="So much a day beside today's total; less, with a minus."
    ),
    click.option("--target-roas", default=None, metavar="X", help="Largest total whose ROAS is still at least X."),
    click.option("--target-marginal", default=None, metavar="X", help="Largest total whose next unit still earns X."),
    click.option(
        "--target-cpa", default=None, metavar="AMOUNT", help="Largest total at which a conversion costs no more."
    ),
    click.option(
        "--goal",
        type=click.Choice(GOALS),
        default="revenue",
        show_default=True,
        help="What counts. Conversions are those that each ad account reports.",
    ),
    click.option(
        "--max-step-pct",
        type=int,
        default=None,
        help="Most that one budget may move, in % (default: the organisation's, 20 unless changed).",
    ),
    level_option,
    click.option("--lock", "locks", multiple=True, metavar="MATCH", help="Names (with *) that must not move."),
    click.option("--minimum", "minimums", multiple=True, metavar="MATCH=AMOUNT", help="Least daily amount for names."),
    click.option("--maximum", "maximums", multiple=True, metavar="MATCH=AMOUNT", help="Most a day for names."),
    click.option(
        "--set",
        "amounts",
        multiple=True,
        metavar="MATCH=AMOUNT",
        help="What names get; the rest is worked out around it.",
    ),
    click.option(
        "--cap",
        "caps",
        multiple=True,
        metavar="GROUP=AMOUNT",
        help="Most a day for platform:NAME, account:NAME or client:NAME together.",
    ),
    click.option("--floor", "floors", multiple=True, metavar="GROUP=AMOUNT", help="Least a day for the same."),
    click.option(
        "--cautious", is_flag=True, help="Move only what pays even if its response is as poor as one in five."
    ),
    click.option(
        "--test-thin", is_flag=True, help="Give budgets of thin evidence a step of at most 5%, to learn from."
    ),
    click.option(
        "--incremental",
        is_flag=True,
        help="Decide on what lift tests say would not have come anyway: `paidsocial lift`.",
    ),
    click.option("--anyway", is_flag=True, help="Propose also what is not worth moving: gains that may be nothing."),
    currency_option,
    client_option,
)


def ask_options(function: Callable[..., None]) -> Callable[..., None]:
    """Every option of what a reallocation may be asked; `ask_from` reads them."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def ask_from(session: Session, given: Mapping[str, Any]) -> Ask:
    """The options as an `Ask`. Raises BadInput."""
    targets = {kind: given[f"target_{kind}"] for kind in ("roas", "marginal", "cpa")}
    aim, least = _aim(targets)
    return Ask(
        level=given["level"],
        currency=given["currency"],
        client_id=client_id(session, given["client"]),
        total=given["total"],
        more=given["more"],
        aim=aim,
        least=least,
        goal="conversions" if aim == "cpa" else given["goal"],
        max_step_pct=given["max_step_pct"],
        locks=given["locks"],
        minimums=priced("a minimum", given["minimums"]),
        maximums=priced("a maximum", given["maximums"]),
        amounts=priced("an amount", given["amounts"]),
        groups=(*limits("cap", given["caps"]), *limits("floor", given["floors"])),
        cautious=given["cautious"],
        tests=given["test_thin"],
        incremental=given["incremental"],
        anyway=given["anyway"],
    )


@click.command()
@ask_options
@click.option(
    "--frontier",
    "points",
    type=click.IntRange(2, 200),
    default=None,
    metavar="POINTS",
    help="Also what so many other totals would bring.",
)
@verbose_option
@json_option
@refusals
def recommend(*, as_of: date | None, points: int | None, verbose: bool, as_json: bool, **given: Any) -> None:
    """A reallocation of daily budgets to where the next unit of money earns most; stored as a draft."""
    now = utc_now()
    with open_session() as session:
        ask = ask_from(session, given)
        found = recommendations.recommend(
            session, actor(), ask, now=now, as_of=as_of or now.date(), frontier=points or 0
        )
    say_left_out(found.left_out, every=verbose or as_json)
    for told in (found.notice, *found.warnings):
        if told:
            messages.print(told, markup=False)
    if as_json:
        print_json(_json(found))
    else:
        _print(found)


def _json(found: RecommendationView) -> dict[str, Any]:
    known = found.revenue_known
    more = found.another if known else None
    return {
        "id": found.id,
        "state": found.state.value,
        "as_of": found.as_of.isoformat(),
        "level": found.level,
        "currency": found.currency,
        "total_before": found.total_before.text,
        "total_after": found.total_after.text,
        "optimality_gap": found.optimality_gap,
        "goal": found.request["goal"],
        "expected_revenue_change": found.expected.text if known else None,
        "expected_revenue_change_low": found.expected_low.text if known else None,
        "expected_revenue_change_high": found.expected_high.text if known else None,
        "expected_conversions_change": _conversions(found.conversions),
        "conversions_accuracy": found.model.get("accuracy"),
        "not_worth_moving": _unworthy(found),
        "lines": [_line_json(line) for line in found.lines],
        "notice": found.notice,
        "warnings": list(found.warnings),
        "frontier": [{"total": total.text, "expected_revenue": revenue.text} for total, revenue in found.frontier],
        "another": None
        if more is None
        else {
            "amount": more[0].text,
            "expected_revenue_change": more[1].text,
            "expected_revenue_change_low": more[2].text,
            "expected_revenue_change_high": more[3].text,
        },
        "caveat": caveat(found.lift_tests),
        "left_out": left_out_json(found.left_out),
    }


def _unworthy(found: RecommendationView) -> dict[str, float] | None:
    """How many budgets might move, and what for a day, where that may as well be nothing and all of them stay."""
    names = ("budgets", "expected", "low", "high")
    return None if found.unworthy is None else dict(zip(names, found.unworthy, strict=True))


def _conversions(change: Sequence[float] | None) -> dict[str, float] | None:
    """A change of conversions a day; where they do not count, None."""
    names = ("expected", "low", "high")
    return None if change is None else {name: round(value, 6) for name, value in zip(names, change, strict=True)}


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
        "roas_borrowed": line.details.get("own_roas") is not None,
        "own_roas": ratio(line.details.get("own_roas")),
        "forecast_daily": line.forecast_daily.text if line.forecast_daily else None,
        "marginal_roas": ratio(line.marginal_roas),
        "marginal_roas_after": ratio(line.marginal_after),
        "decision": line.decision,
        "reason": line.reason,
        "bound_by": line.bound_by,
        "evidence": line.evidence,
        "revenue_change": line.revenue_change.text,
        "revenue_change_low": line.revenue_change_low.text,
        "revenue_change_high": line.revenue_change_high.text,
        "cost_per_conversion": ratio(line.cost[0]),
        "next_conversion_cost": ratio(line.cost[1]),
        "next_conversion_cost_after": ratio(line.cost[2]),
        "conversions_change": _conversions(line.details.get("conversions")),
        "basis": line.details["basis"],
        "test": bool(line.moves and line.details.get("test")),
    }


def _print(found: RecommendationView) -> None:
    out = figures.console()
    by_conversions = found.conversions is not None
    rows = []
    for line in found.lines:
        change = f"{line.change_pct:+.1f}%" if line.moves else "hold"
        figures_ = _costs(line) if by_conversions else (shown(line.roas), _next_unit(line))
        rows.append((line.name, (line.current.text, line.proposed.text, change, *figures_)))
    figures.show(
        out,
        f"Draft {found.id}, daily budgets in {found.currency} as of {found.as_of}",
        ("Now", "Proposed", "Change", *(("CPA", "Next conversion") if by_conversions else ("ROAS", "Next unit"))),
        rows,
        [("All", (found.total_before.text, found.total_after.text, "", "", ""))],
    )
    out.print()
    for line in found.lines:
        out.print(f"{line.name}: {line.reason}")
    out.print()
    for words in expected_words(found):
        out.print(words)
    out.print(caveat(found.lift_tests))


def _next_unit(line: LineView) -> str:
    """What the next unit of money earns, now and after the change."""
    if not line.response_known:
        return "not known"
    return shown(line.marginal_roas) + (f" → {shown(line.marginal_after)}" if line.moves else "")


def _costs(line: LineView) -> tuple[str, str]:
    """What a conversion costs, and the next one now and after the change."""
    each, before, after = line.cost
    if before is None:
        return shown(each), "not known"
    return shown(each), shown(before) + (f" → {shown(after)}" if line.moves else "")


def expected_words(found: RecommendationView) -> list[str]:
    """What a proposal is expected to bring, and how near to the best conceivable it is, in sentences."""

    def told(micros: int) -> str:
        return wording.amount(micros, found.currency)

    words = []
    if found.unworthy is not None:
        count, *ends = found.unworthy
        what = "conversions" if found.conversions is not None else found.currency
        gain, least, most = (f"{value:+,.2f}" for value in ends)
        what_moves = "Only what surely pays is moved" if found.moving else "Nothing worth moving"
        words.append(
            f"{what_moves}: {wording.count(int(count), 'budget')} might move, for {gain} {what} a day "
            f"({least} to {most}), which may as well be nothing. See that split with --anyway."
        )
    if found.conversions is not None:
        middle, low, high = found.conversions
        words.append(f"Expected conversions: {middle:+.2f} a day ({low:+.2f} to {high:+.2f}).")
        words += [found.accuracy_words] if found.accuracy_words else []
    if found.revenue_known:
        amount, less = told(abs(found.expected.micros)), found.expected.micros < 0
        interval = f"{told(found.expected_low.micros)} to {told(found.expected_high.micros)}"
        words.append(f"Expected revenue: {amount} a day {'less' if less else 'more'} ({interval}).")
    if found.another is not None and found.revenue_known:
        more, middle_, low_, high_ = found.another
        words.append(
            f"Another {told(more.micros)} a day would bring about {told(middle_.micros)} "
            f"({told(low_.micros)} to {told(high_.micros)})."
        )
    words.append(sentence(found.certificate))
    return words


def sentence(words: str) -> str:
    """Words that stand within a line elsewhere, as a sentence."""
    return f"{words[0].upper()}{words[1:]}."
