"""Recommendations: working one out, and keeping it as a draft.

    preview(session, actor, ask, now=, as_of=) -> RecommendationView    worked out, nothing stored
    recommend(session, actor, ask, now=, as_of=, seen=None)             the same, stored as a draft

Reading them again is in `recommendation_views`. `seen` is the digest of the preview a person looked at: where the
figures have moved since, it is Stale.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain import platform_rules
from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.platform_rules import PlatformRules
from paidsocial.domain.recommendation import State
from paidsocial.errors import BadInput, NotEnoughData, Stale
from paidsocial.models import AdAccount, Client, Recommendation, RecommendationLine
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.planning.pacing import PacingCache
from paidsocial.services.prediction import conversion_accuracy, forecast_runs, incremental, pools
from paidsocial.services.prediction.conversion_accuracy import Accuracy
from paidsocial.services.prediction.forecasts import estimate, idle_units
from paidsocial.services.prediction.histories import check_level
from paidsocial.services.prediction.pools import LeftOut, Pool
from paidsocial.services.reallocation import line_budgets, plan_limits
from paidsocial.services.reallocation.plan_limits import PlanLimits
from paidsocial.services.reallocation.proposals import Proposed, Reallocation, Rules, Runs, reallocate
from paidsocial.services.reallocation.recommendation_ask import Ask, most_step_pct, request_of, step_of
from paidsocial.services.reallocation.recommendation_views import LineView, RecommendationView, get
from paidsocial.services.reallocation.request import Change

HORIZON = 28  # the days ahead whose average day a reallocation is judged by
MOST_MEASURED = 5_000  # units; over more, measuring the forecast of conversions takes longer than anybody waits

__all__ = ["HORIZON", "Ask", "Asked", "ask_of", "most_step_pct", "preview", "recommend", "rules", "store"]


@cache
def rules() -> PlatformRules:
    """The platforms' rules, from the file beside domain.platform_rules."""
    return platform_rules.parse(files("paidsocial.domain").joinpath("platform_rules.toml").read_text("utf-8"))


@dataclass(frozen=True, eq=False)
class Asked:
    """Everything a reallocation is worked out from: the pool, its budgets, the fits and what the plan says."""

    ask: Ask
    step: Fraction
    pool: Pool
    lines: line_budgets.Lines
    runs: Runs
    rules: Rules
    plan: PlanLimits
    accuracy: Accuracy | None  # of conversions, where those count


def ask_of(
    session: Session, actor: Actor, ask: Ask, *, now: datetime, as_of: date, months: PacingCache | None = None
) -> Asked:
    """Read what a question needs; a fixed number of queries. Raises NotEnoughData and BadInput."""
    require(actor, Permission.RECOMMEND)
    check_level(ask.level)
    step = step_of(session, ask.max_step_pct)
    pool = pools.choose(session, actor, now=now, as_of=as_of, currency=ask.currency, client_id=ask.client_id)
    if len(pool.client_ids) > 1 and actor.client_ids is not None:
        raise BadInput("These budgets belong to several clients; choose one of them first.", field="client")
    runs = _runs(session, pool, ask, now)
    lines = line_budgets.read(session, pool, level=ask.level, now=now)
    if not lines.lines:
        raise NotEnoughData(
            f"Nothing was spent in the seven days through {pool.through}, so there is no budget to move; "
            "import newer figures, or look from an earlier day with --as-of."
        )
    plan = plan_limits.read(session, actor, pool, as_of=as_of, client_id=ask.client_id, cache=months)
    known = Rules(rules(), plan.full, pools.at_instant(as_of, now), plan.rooms(pool.currency))
    accuracy = None
    if runs.conversions is not None and len(runs.conversions.ids) <= MOST_MEASURED:
        accuracy = conversion_accuracy.accuracy(session, pool, level=ask.level, horizon=HORIZON)
    return Asked(ask, step, pool, lines, runs, known, plan, accuracy)


def _runs(session: Session, pool: Pool, ask: Ask, now: datetime) -> Runs:
    """The fit of revenue, and of conversions where those count; revenue need not be reported then."""
    if ask.incremental and ask.conversions:
        raise BadInput("Lift tests speak of revenue; choose that as what counts.", field="incremental")
    if not ask.conversions:
        run = forecast_runs.run(session, pool, level=ask.level, horizon=HORIZON, now=now)
        if not ask.incremental:
            return Runs(pool.currency, run)
        run, found = incremental.calibrated(session, pool, run)
        return Runs(pool.currency, run, calibration=found)
    conversions = forecast_runs.conversions(session, pool, level=ask.level, horizon=HORIZON)
    try:
        revenue = forecast_runs.run(session, pool, level=ask.level, horizon=HORIZON, now=now)
    except NotEnoughData:
        return Runs(pool.currency, None, conversions)
    return Runs(pool.currency, revenue, conversions)


def preview(
    session: Session,
    actor: Actor,
    ask: Ask,
    *,
    now: datetime,
    as_of: date,
    frontier: int = 0,
    months: PacingCache | None = None,
) -> RecommendationView:
    """The best reallocation for what is asked, not stored. `frontier`: how many points of it a page wants; with them
    comes what the other of cautious and expected would have proposed.

    Raises NotEnoughData, Infeasible (naming what totals are possible) and BadInput. Where every line must be held it is
    still a recommendation, of holds with their reasons.
    """
    asked = ask_of(session, actor, ask, now=now, as_of=as_of, months=months)
    request = request_of(session, ask, asked.step, asked.pool)
    found = reallocate(asked.lines, asked.runs, request, asked.rules, frontier=frontier)
    return _view(session, found, asked)


def _idle(lines: line_budgets.Lines, level: str) -> tuple[LeftOut, ...]:
    return (
        *idle_units(lines.idle, level, "no spend in the last seven days"),
        *idle_units(lines.off, level, "switched off or over"),
    )


def _view(session: Session, found: Reallocation, asked: Asked) -> RecommendationView:
    pool, ask, currency = asked.pool, asked.ask, asked.pool.currency
    names = dict(session.execute(select(AdAccount.id, AdAccount.name).where(AdAccount.id.in_(pool.account_ids))).all())
    client_id = pool.client_ids[0] if len(pool.client_ids) == 1 else None
    client = session.get(Client, client_id) if client_id is not None else None
    before = sum((line.roas or 0.0) * line.line.current.micros / MICROS for line in found.lines)
    counts = asked.runs.conversions if ask.conversions else asked.runs.revenue
    lines = tuple(_line(number, line, names, currency) for number, line in enumerate(found.lines, 1))
    moves = [
        (one.line.unit.campaign_id, one.line.current.micros, one.proposed.micros, one.line.unit.name)
        for one in found.lines
    ]
    return RecommendationView(
        id="",
        state=State.DRAFT,
        as_of=pool.as_of,
        level=ask.level,
        currency=currency,
        client_id=client_id,
        client_name=client.name if client else None,
        total_before=found.total_before,
        total_after=found.total_after,
        expected=sum((line.revenue_change for line in lines), Money.zero(currency)),  # as the lines add up
        expected_low=estimate(found.change.low, currency),
        expected_high=estimate(found.change.high, currency),
        optimality_gap=found.optimality_gap,
        lines=lines,
        request=ask.document(asked.step),
        model={
            "horizon": HORIZON,
            "interval": forecast_runs.INTERVAL,
            "through": pool.through.isoformat(),
            "notice": counts.notice if counts else "",
            "completion": counts.completion.in_words if counts and counts.completion else "",
            "revenue_known": asked.runs.revenue is not None,
            "revenue_before_micros": estimate(before, currency).micros,
            "conversions": _conversions(found.conversions, lines),
            "unworthy": None if found.unworthy is None else [found.unworthy[0], *_ends(found.unworthy[1])],
            "accuracy": None if asked.accuracy is None else asdict(asked.accuracy),
            "price": None if ask.conversions else found.price,
            "lift_tests": asked.runs.calibration.tests if asked.runs.calibration else 0,
            "warnings": [*_calibrated(asked.runs), *asked.plan.warnings(moves, currency, pool.as_of)],
        },
        left_out=(
            *pool.left_out,
            *_idle(asked.lines, ask.level),
            *(asked.runs.calibration.left_out if asked.runs.calibration else ()),
        ),
        frontier=tuple((total, estimate(revenue, currency)) for total, revenue in found.frontier),
        another=None if found.another is None else (found.another.amount, *_estimates(found.another.change, currency)),
        other=_other(found, ask, currency),
        other_conversions=None
        if found.other is None or not ask.conversions
        else (found.other[0], _ends(found.other[1])),
    )


def _calibrated(runs: Runs) -> list[str]:
    """That the figures are of incremental revenue, and how far."""
    return [] if runs.calibration is None else [runs.calibration.notice]


def _estimates(change: Change, currency: str) -> tuple[Money, Money, Money]:
    return estimate(change.mean, currency), estimate(change.low, currency), estimate(change.high, currency)


def _other(found: Reallocation, ask: Ask, currency: str) -> tuple[int, Money, Money, Money] | None:
    if found.other is None or ask.conversions:
        return None
    return found.other[0], *_estimates(found.other[1], currency)


def _ends(change: Change) -> tuple[float, float, float]:
    """A change of what counts a day, with its interval, as it is told: to the hundredth."""
    return round(change.mean, 2), round(change.low, 2), round(change.high, 2)


def _conversions(change: Change | None, lines: Sequence[LineView]) -> list[float] | None:
    """The change of conversions a day, as the lines add up, with its interval."""
    if change is None:
        return None
    told = [line.details["conversions"][0] for line in lines if line.details["conversions"]]
    return [round(sum(told), 2), *_ends(change)[1:]]


def _line(number: int, found: Proposed, accounts: dict[int, str], currency: str) -> LineView:
    unit = found.line.unit
    return LineView(
        line_no=number,
        unit_id=unit.id,
        name=unit.name,
        campaign_name=unit.campaign_name,
        platform=unit.platform,
        account_id=unit.account_id,
        account_name=accounts[unit.account_id],
        client_id=unit.client_id,
        campaign_id=unit.campaign_id,
        ad_set_id=unit.ad_set_id,
        current=found.line.current,
        proposed=found.proposed,
        decision=found.decision.value,
        reason=found.reason,
        bound_by=found.bound.value if found.bound else None,
        evidence=found.evidence,
        roas=found.roas,
        marginal_roas=found.marginal_before,
        marginal_after=found.marginal_after,
        revenue_change=estimate(found.change.mean, currency),
        revenue_change_low=estimate(found.change.low, currency),
        revenue_change_high=estimate(found.change.high, currency),
        details={
            "basis": found.line.basis.value,
            "spent_micros": found.line.spent.micros,
            "parts": [[part.ad_set_id, part.amount] for part in found.line.parts],
            "elasticity": found.elasticity,
            "tried": list(found.tried) if found.tried else None,
            "test": found.test,
            "held": found.held,
            "set": found.set_by_person,
            "unknown": found.unknown,
            "conversions": None if found.conversions is None else list(_ends(found.conversions)),
            "cost": None if found.cost is None else [None if one is None else round(one, 6) for one in found.cost],
            "small": found.small,
            "range": None if found.reach is None else list(found.reach),
            "conversions_unknown": found.conversions_unknown,
            "pace_micros": None if found.pace is None else estimate(found.pace, currency).micros,
            "own_roas": found.own_roas,
        },
    )


def recommend(
    session: Session,
    actor: Actor,
    ask: Ask,
    *,
    now: datetime,
    as_of: date,
    seen: str | None = None,
    frontier: int = 0,
) -> RecommendationView:
    """The best reallocation, stored as a draft. `seen`: the digest of the preview a person decided on; Stale where the
    figures have moved since. What `frontier` adds is told, not stored."""
    worked_out = preview(session, actor, ask, now=now, as_of=as_of, frontier=frontier)
    if seen is not None and worked_out.digest != seen:
        raise Stale("The figures or budgets have moved since you looked; look at the proposal again, then send it.")
    with transaction(session):
        recommendation_id = store(session, actor, worked_out, now=now)
    stored = get(session, actor, recommendation_id)
    return replace(stored, frontier=worked_out.frontier, another=worked_out.another, other=worked_out.other)


def store(session: Session, actor: Actor, view: RecommendationView, *, now: datetime) -> str:
    """Write a preview down as a draft, inside the caller's transaction; its id."""
    recommendation_id = f"{view.as_of:%Y%m%d}-{secrets.token_hex(4)}"
    session.add(
        Recommendation(
            id=recommendation_id,
            client_id=view.client_id,
            state=State.DRAFT.value,
            as_of=view.as_of,
            level=view.level,
            currency=view.currency,
            total_before_micros=view.total_before.micros,
            total_after_micros=view.total_after.micros,
            expected_change_micros=view.expected.micros,
            expected_low_micros=view.expected_low.micros,
            expected_high_micros=view.expected_high.micros,
            optimality_gap=view.optimality_gap,
            request=view.request,
            model=view.model | {"left_out": [[one.what, one.reason, list(one.names)] for one in view.left_out]},
            created_at=now,
            created_by=actor.user_id,
        )
    )
    session.flush()
    session.execute(insert(RecommendationLine), [_row(recommendation_id, line) for line in view.lines])
    audit.record(
        session,
        actor,
        now=now,
        action="recommendation.drafted",
        subject=("recommendation", recommendation_id),
        client_id=view.client_id,
        after={
            "currency": view.currency,
            "total_before": view.total_before.text,
            "total_after": view.total_after.text,
            "lines": len(view.lines),
            "moving": len(view.moving),
            "request": view.request,
        },
    )
    return recommendation_id


def _row(recommendation_id: str, line: LineView) -> dict[str, Any]:
    return {
        "recommendation_id": recommendation_id,
        "line_no": line.line_no,
        "account_id": line.account_id,
        "campaign_id": line.campaign_id,
        "ad_set_id": line.ad_set_id,
        "current_daily_micros": line.current.micros,
        "proposed_daily_micros": line.proposed.micros,
        "roas": line.roas,
        "marginal_roas_before": line.marginal_roas,
        "marginal_roas_after": line.marginal_after,
        "revenue_change_micros": line.revenue_change.micros,
        "revenue_change_low_micros": line.revenue_change_low.micros,
        "revenue_change_high_micros": line.revenue_change_high.micros,
        "decision": line.decision,
        "bound_by": line.bound_by,
        "evidence": line.evidence,
        "reason": line.reason[:2000],
        "details": line.details,
    }
