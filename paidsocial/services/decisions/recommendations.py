"""Recommendations: working one out, and keeping it as a draft.

    preview(session, actor, ask, now=, as_of=) -> RecommendationView    worked out, nothing stored
    recommend(session, actor, ask, now=, as_of=, seen=None)             the same, stored as a draft

Reading them again is in `recommendation_views`. `seen` is the digest of the preview a person looked at: where the
figures have moved since, it is Stale.
"""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from importlib.resources import files
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain import platform_rules
from paidsocial.domain.budget_change import HARD_STEP
from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.platform_rules import PlatformRules
from paidsocial.domain.recommendation import State
from paidsocial.errors import BadInput, NotEnoughData, Stale
from paidsocial.models import AdAccount, Client, Recommendation, RecommendationLine, Setting
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.decisions import forecast_runs, line_budgets, pools
from paidsocial.services.decisions.forecasts import estimate, idle_units
from paidsocial.services.decisions.histories import check_level
from paidsocial.services.decisions.pools import LeftOut, Pool
from paidsocial.services.decisions.reallocation import Proposed, Reallocation, reallocate
from paidsocial.services.decisions.reallocation_request import Aim, Choice, Request
from paidsocial.services.decisions.recommendation_views import LineView, RecommendationView, get
from paidsocial.services.workspace import organisation

HORIZON = 28  # the days ahead whose average day a reallocation is judged by


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person asks for, as typed. `total`: a daily amount in major units, None for today's; or `aim` ("roas" or
    "marginal") and `least`, for the largest total that still earns that much.

    `locks`, `minimums` and `amounts` (set by the person): names with `*` for any run of characters, or unit ids as
    whole numbers (from a page).
    `max_step_pct` None: the organisation's step. `cautious`: move only what is surely better.
    """

    level: str = "campaign"
    currency: str | None = None
    client_id: int | None = None
    total: str | None = None
    aim: str | None = None
    least: str | None = None
    max_step_pct: int | None = None
    locks: tuple[str | int, ...] = ()
    minimums: tuple[tuple[str | int, str], ...] = ()
    amounts: tuple[tuple[str | int, str], ...] = ()
    cautious: bool = False


def rules() -> PlatformRules:
    """The platforms' rules, from the file beside domain.platform_rules."""
    return platform_rules.parse(files("paidsocial.domain").joinpath("platform_rules.toml").read_text("utf-8"))


def preview(
    session: Session, actor: Actor, ask: Ask, *, now: datetime, as_of: date, frontier: int = 0
) -> RecommendationView:
    """The best reallocation for what is asked, not stored. `frontier`: how many points of it a page wants.

    Raises NotEnoughData, Infeasible (naming what totals are possible) and BadInput. Where every line must be held it is
    still a recommendation, of holds with their reasons.
    """
    require(actor, Permission.RECOMMEND)
    check_level(ask.level)
    step = _step(session, ask.max_step_pct)
    pool = pools.choose(session, actor, now=now, as_of=as_of, currency=ask.currency, client_id=ask.client_id)
    if len(pool.client_ids) > 1 and actor.client_ids is not None:
        raise BadInput("These budgets belong to several clients; choose one of them first.", field="client")
    run = forecast_runs.run(session, pool, level=ask.level, horizon=HORIZON, now=now)
    lines = line_budgets.read(session, pool, level=ask.level, now=now)
    if not lines.lines:
        raise NotEnoughData(
            f"Nothing was spent in the seven days through {pool.through}, so there is no budget to move; "
            "import newer figures, or look from an earlier day with --as-of."
        )
    request = _request(ask, step, pool.currency)
    found = reallocate(lines, run, request, rules(), line_budgets.at_instant(as_of, now), frontier=frontier)
    left_out = (*pool.left_out, *_idle(lines, ask.level))
    return _view(session, found, pool, ask, step=step, notice=run.notice, left_out=left_out)


def most_step_pct(session: Session) -> int:
    """The largest step limit that may be asked for, in percent: the administrator's, never above 30."""
    stored = session.get(Setting, "organisation.max_step_pct")
    return int(min(Fraction(int(stored.value), 100), HARD_STEP) * 100) if stored else int(HARD_STEP * 100)


def _step(session: Session, asked: int | None) -> Fraction:
    """The step limit as a share; the organisation's where nothing is asked."""
    most = most_step_pct(session)
    if asked is None:
        return Fraction(min(organisation.read(session).max_step_pct, most), 100)
    if not 1 <= asked <= most:
        why = "the organisation's setting" if most < HARD_STEP * 100 else "more in one step unsettles delivery"
        raise BadInput(f"The step limit is from 1% to {most}% ({why}), not {asked}%.", field="max_step_pct")
    return Fraction(asked, 100)


def _request(ask: Ask, step: Fraction, currency: str) -> Request:
    total = None if ask.total is None else Money.parse(ask.total, currency)
    if total is not None and total.micros <= 0:
        raise BadInput("The total must be above 0.", field="total")
    minimums = tuple((_choice(who), Money.parse(amount, currency)) for who, amount in ask.minimums)
    amounts = tuple((_choice(who), Money.parse(amount, currency)) for who, amount in ask.amounts)
    if any(amount.micros < 0 for _, amount in (*minimums, *amounts)):
        raise BadInput("An amount cannot be negative.", field="minimum")
    locks = tuple(_choice(lock) for lock in ask.locks)
    return Request(step, total, _aim(ask), locks, minimums, amounts, ask.cautious)


def _aim(ask: Ask) -> Aim | None:
    if ask.aim is None:
        return None
    if ask.aim not in {"roas", "marginal"}:
        raise BadInput(f"“{ask.aim}” is not an aim; choose roas or marginal.", field="aim")
    if ask.total is not None:
        raise BadInput("Give either a total or what it should earn, not both.", field="total")
    try:
        least = float(ask.least or "")
    except ValueError:
        least = math.nan
    if not 0 < least < 1000:
        raise BadInput(f"“{ask.least or ''}” is not a ROAS; write it like 3.5.", field="least")
    return Aim(ask.aim, least)


def _choice(who: str | int) -> Choice:
    return Choice(unit_id=who) if isinstance(who, int) else Choice(pattern=who)


def _idle(lines: line_budgets.Lines, level: str) -> tuple[LeftOut, ...]:
    return (
        *idle_units(lines.idle, level, "no spend in the last seven days"),
        *idle_units(lines.off, level, "switched off or over"),
    )


def _view(
    session: Session,
    found: Reallocation,
    pool: Pool,
    ask: Ask,
    *,
    step: Fraction,
    notice: str,
    left_out: tuple[LeftOut, ...],
) -> RecommendationView:
    names = dict(session.execute(select(AdAccount.id, AdAccount.name).where(AdAccount.id.in_(pool.account_ids))).all())
    client_id = pool.client_ids[0] if len(pool.client_ids) == 1 else None
    client = session.get(Client, client_id) if client_id is not None else None
    currency = pool.currency
    before = sum((line.roas or 0.0) * line.line.current.micros / MICROS for line in found.lines)
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
        expected=estimate(found.change.mean, currency),
        expected_low=estimate(found.change.low, currency),
        expected_high=estimate(found.change.high, currency),
        optimality_gap=found.optimality_gap,
        lines=tuple(_line(number, line, names, currency) for number, line in enumerate(found.lines, 1)),
        request={
            "total": ask.total,
            "aim": ask.aim,
            "least": ask.least,
            "max_step_pct": int(step * 100),
            "locks": list(ask.locks),
            "minimums": [list(pair) for pair in ask.minimums],
            "amounts": [list(pair) for pair in ask.amounts],
            "cautious": ask.cautious,
            "client_id": ask.client_id,
            "currency": ask.currency,
        },
        model={
            "horizon": HORIZON,
            "interval": forecast_runs.INTERVAL,
            "through": pool.through.isoformat(),
            "notice": notice,
            "revenue_before_micros": estimate(before, currency).micros,
        },
        left_out=left_out,
        frontier=tuple((total, estimate(revenue, currency)) for total, revenue in found.frontier),
    )


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
        },
    )


def recommend(
    session: Session, actor: Actor, ask: Ask, *, now: datetime, as_of: date, seen: str | None = None
) -> RecommendationView:
    """The best reallocation, stored as a draft. `seen`: the digest of the preview a person decided on; Stale where the
    figures have moved since."""
    worked_out = preview(session, actor, ask, now=now, as_of=as_of)
    if seen is not None and worked_out.digest != seen:
        raise Stale("The figures or budgets have moved since you looked; look at the proposal again, then send it.")
    with transaction(session):
        recommendation_id = store(session, actor, worked_out, now=now)
    return get(session, actor, recommendation_id)


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
