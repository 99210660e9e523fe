"""The budgets behind a plan line, and how to share its adjustment a day among them.

`read` proposes; `propose` writes the changes down, all of them or none, for approval like any other budget change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from paidsocial.domain import adjustment
from paidsocial.domain.adjustment import Budget, Share
from paidsocial.domain.budget_change import PENDING, Finding, findings
from paidsocial.domain.budget_change import Budget as GuardedBudget
from paidsocial.domain.days import Period
from paidsocial.domain.fx import Rate
from paidsocial.domain.money import Money, minor_unit
from paidsocial.errors import BadInput, NotFound
from paidsocial.models import (
    AdAccount,
    AdSet,
    BudgetChange,
    Campaign,
    CampaignDay,
    Performance,
    PlanLineCampaign,
    PlatformBudget,
)
from paidsocial.services.access import Actor, Permission, get_plan_line, require
from paidsocial.services.changes import budget_changes
from paidsocial.services.finance import rates
from paidsocial.services.performance import campaign_budgets
from paidsocial.services.performance.campaign_budgets import DAILY, BudgetRow
from paidsocial.services.planning import pacing
from paidsocial.services.planning.pacing import LinePacing, PacingCache
from paidsocial.services.reallocation.recommendations import rules

_DAYS = 7
_MOST_ROWS = 40

Key = tuple[int, int | None]  # campaign, ad set (None: the campaign's own budget)


@dataclass(frozen=True, slots=True)
class Row:
    """A platform budget behind the line: what it is, what it spends, what is proposed (None: left alone) and why.

    Money a day in the ad account's currency; `before` None: nobody knows the platform budget. `base`: what a change is
    counted from (what is really spent where it has to fall).
    """

    campaign_id: int
    ad_set_id: int | None
    name: str
    campaign: str
    platform: str
    before: Money | None
    spent: Money
    base: Money
    after: Money | None
    reason: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A line's adjustment shared among its budgets. `left_over`: what no budget can take in one step of `step` (a
    share); `on_the_way`: changes of these budgets that are not carried out yet; `more`: budgets too small to show."""

    line: LinePacing
    rows: tuple[Row, ...]
    adjust_by: Money
    moved: Money
    left_over: Money
    more: int
    on_the_way: int
    step: float


@dataclass(frozen=True, slots=True)
class _Unit:
    """A budget behind the line, as it was read; micros of `currency` a day."""

    key: Key
    name: str
    campaign: str
    platform: str
    currency: str
    row: BudgetRow | None
    spent: int


def read(
    session: Session,
    actor: Actor,
    line_id: int,
    *,
    as_of: date,
    now: datetime,
    cache: PacingCache | None = None,
) -> Adjustment:
    """The proposed split. Raises NotFound, and MissingRate where a budget's currency cannot be compared."""
    require(actor, Permission.RECOMMEND)
    line = _line(session, actor, line_id, as_of=as_of, cache=cache)
    if line.error is not None:
        raise line.error
    currency, found = line.facts.terms.currency, line.pacing
    wanted = found.adjust_by_daily if found and found.adjust_by_daily is not None else 0
    # Less than nothing cannot be spent: at most, all of today's spend goes.
    adjust_by = max(wanted, -(found.current_daily or 0)) if found else 0
    units = _units(session, line_id, as_of=as_of, now=now)
    shown, unit = units[:_MOST_ROWS], minor_unit(currency)
    day = as_of - timedelta(days=1)
    book = rates.open_book(session, currencies={currency, *(u.currency for u in units)}, days=Period(day, day))
    there = {each.currency: book.on(each.currency, currency, day) for each in shown}
    back = {each.currency: book.on(currency, each.currency, day) for each in shown}
    pending = _pending(session, line_id)
    split = adjustment.split(adjust_by // unit, [_budget(each, there[each.currency], pending, unit) for each in shown])
    rows = tuple(
        _row(each, share, back[each.currency], smallest=unit, fall=adjust_by < 0, now=now)
        for each, share in zip(shown, split.shares, strict=True)
    )
    return Adjustment(
        line,
        rows,
        Money(adjust_by, currency),
        Money(split.moved * unit, currency),
        Money(split.left_over * unit, currency),
        len(units) - len(shown),
        sum(each.key in pending for each in shown),
        float(adjustment.STEP),
    )


def _line(session: Session, actor: Actor, line_id: int, *, as_of: date, cache: PacingCache | None) -> LinePacing:
    stored = get_plan_line(session, actor, line_id)
    day = min(max(as_of, stored.first_day), stored.last_day)
    report = pacing.read(
        session, actor, month=Period.month_of(day), as_of=as_of, client_id=stored.client_id, cache=cache
    )
    found = next((line for line in report.lines if line.facts.line_id == line_id), None)
    if found is None:
        raise NotFound(f"“{stored.name}” was put away; bring it back to adjust its budgets.")
    return found


def _units(session: Session, line_id: int, *, as_of: date, now: datetime) -> list[_Unit]:
    """The budgets behind a line that spent in the last seven whole days, the largest first."""
    covered = select(PlanLineCampaign.campaign_id).where(PlanLineCampaign.plan_line_id == line_id)
    in_force = campaign_budgets.rows_in_force(session, PlatformBudget.campaign_id.in_(covered), at=now)
    by_campaign = {row[0]: row for row in session.execute(_campaign_spend(line_id, as_of))}
    on_ad_sets = sorted(
        campaign_id
        for campaign_id, rows in in_force.items()
        if campaign_id in by_campaign and all(row.ad_set_id is not None for row in rows)
    )
    by_ad_set = {row[0]: row for row in session.execute(_ad_set_spend(on_ad_sets, as_of))}
    units = []
    for campaign_id, name, platform, currency, spend in by_campaign.values():
        spent = int(Fraction(max(0, int(spend)), _DAYS))
        rows = in_force.get(campaign_id, [])
        own = next((row for row in rows if row.ad_set_id is None), None)
        if own is not None or not rows:
            units.append(_Unit((campaign_id, None), name, name, platform, currency, own, spent))
            continue
        for row in rows:
            if row.off or row.ad_set_id not in by_ad_set:
                continue
            _, ad_set, ad_set_spend = by_ad_set[row.ad_set_id]
            each = int(Fraction(max(0, int(ad_set_spend)), _DAYS))
            units.append(_Unit((campaign_id, row.ad_set_id), ad_set, name, platform, currency, row, each))
    spending = [unit for unit in units if unit.spent > 0]
    return sorted(spending, key=lambda unit: (-unit.spent, unit.name, unit.key[0]))


def _campaign_spend(line_id: int, as_of: date) -> Select[int, str, str, str, int]:
    spend = func.sum(CampaignDay.spend_micros)
    return (
        select(Campaign.id, Campaign.name, AdAccount.platform, AdAccount.currency, spend)
        .join(PlanLineCampaign, PlanLineCampaign.campaign_id == Campaign.id)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .join(
            CampaignDay,
            (CampaignDay.account_id == Campaign.account_id)
            & (CampaignDay.campaign_id == Campaign.id)
            & (CampaignDay.day >= as_of - timedelta(days=_DAYS))
            & (CampaignDay.day < as_of),
        )
        .where(PlanLineCampaign.plan_line_id == line_id)
        .group_by(Campaign.id, Campaign.name, AdAccount.platform, AdAccount.currency)
    )


def _ad_set_spend(campaign_ids: Sequence[int], as_of: date) -> Select[int, str, int]:
    accounts = select(Campaign.account_id).where(Campaign.id.in_(campaign_ids))
    return (
        select(AdSet.id, AdSet.name, func.sum(Performance.spend_micros))
        .join(Performance, Performance.ad_set_id == AdSet.id)
        .where(
            Performance.account_id.in_(accounts),
            Performance.day >= as_of - timedelta(days=_DAYS),
            Performance.day < as_of,
            AdSet.campaign_id.in_(campaign_ids),
        )
        .group_by(AdSet.id, AdSet.name)
    )


def _pending(session: Session, line_id: int) -> dict[Key, int]:
    query = select(BudgetChange.campaign_id, BudgetChange.ad_set_id, BudgetChange.id).where(
        BudgetChange.campaign_id.in_(
            select(PlanLineCampaign.campaign_id).where(PlanLineCampaign.plan_line_id == line_id)
        ),
        BudgetChange.state.in_([state.value for state in PENDING]),
    )
    return {(campaign_id, ad_set_id): change_id for campaign_id, ad_set_id, change_id in session.execute(query)}


def _budget(unit: _Unit, rate: Rate, pending: Mapping[Key, int], smallest: int) -> Budget:
    held = ""
    if unit.key in pending:
        held = f"change {pending[unit.key]} of it is on its way"
    elif unit.row is not None and unit.row.kind != DAILY:
        held = "it has a lifetime budget"
    least = rules().minimum_daily(unit.platform, _level(unit), unit.currency)
    return Budget(
        None if unit.row is None else rate.convert(unit.row.amount) // smallest,
        rate.convert(unit.spent) // smallest,
        rate.convert(least[0].micros) // smallest if least else 0,
        held,
    )


def _level(unit: _Unit) -> str:
    return "campaign" if unit.key[1] is None else "ad_set"


def _row(unit: _Unit, share: Share, rate: Rate, *, smallest: int, fall: bool, now: datetime) -> Row:
    before = None if unit.row is None else Money(unit.row.amount, unit.currency)
    after, said = None, tuple[Finding, ...]()
    if share.after is not None:
        after = Money(rate.convert(share.after * smallest), unit.currency).rounded()
        changed_at = unit.row.changed_at if unit.row else None
        guarded = GuardedBudget(unit.platform, _level(unit), before, last_change=changed_at)
        said = findings(guarded, after, now=now, rules=rules())
    spent = Money(unit.spent, unit.currency).rounded()
    return Row(
        campaign_id=unit.key[0],
        ad_set_id=unit.key[1],
        name=unit.name,
        campaign=unit.campaign,
        platform=unit.platform,
        before=before,
        spent=spent,
        base=spent if before is None or (fall and spent < before) else before,
        after=after,
        reason=share.reason,
        findings=said,
    )


@dataclass(frozen=True, slots=True)
class Move:
    """A budget as somebody wants it, and as they saw it (None: not known); texts in major units of its currency."""

    campaign_id: int
    ad_set_id: int | None
    seen: str | None
    after: str


def propose(
    session: Session, actor: Actor, line_id: int, moves: Sequence[Move], *, now: datetime, today: date
) -> tuple[int, ...]:
    """Write the changes down, all or none; their ids. Each is approved at once where the person may alone.

    Raises BadInput where nothing moves or a guard rail stops one, Stale where a budget is not what was seen.
    """
    require(actor, Permission.RECOMMEND)
    line = get_plan_line(session, actor, line_id)
    covered = set(session.scalars(select(PlanLineCampaign.campaign_id).where(PlanLineCampaign.plan_line_id == line_id)))
    if any(move.campaign_id not in covered for move in moves):
        raise NotFound(f"One of the budgets does not belong to “{line.name}” any more; look again.")
    if not moves:
        raise BadInput("No budget moves: change at least one amount.", field="amount")
    wanted = [
        budget_changes.Wanted(
            campaign_id=move.campaign_id,
            ad_set_id=move.ad_set_id,
            seen=move.seen,
            after=move.after,
            reason=f"To bring “{line.name}” to its plan",
        )
        for move in moves
    ]
    return budget_changes.propose_all(session, actor, wanted, now=now, today=today)
