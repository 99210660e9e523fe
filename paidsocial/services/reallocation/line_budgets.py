"""What each campaign or ad set of a pool may spend a day now, and what else decides whether it may be moved.

The platform budget where it is known (the campaign's own, or its ad sets' together), otherwise the mean of the last
seven whole days of spend, and it says which. Every reader takes the whole pool in a fixed number of queries.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from paidsocial.domain import switching
from paidsocial.domain.budget_change import PENDING, SETTLE
from paidsocial.domain.money import Money
from paidsocial.domain.status import Standing, plain, standing_of
from paidsocial.models import AdSet, BudgetChange, Campaign, CampaignDay, Performance, PlatformBudget
from paidsocial.services.performance import campaign_budgets
from paidsocial.services.performance.campaign_budgets import DAILY, BudgetRow
from paidsocial.services.prediction import pools
from paidsocial.services.prediction.histories import Unit, units
from paidsocial.services.prediction.pools import Pool

RECENT_DAYS = 7
SEEN_DAYS = 28
_LEARNING = frozenset({"learning", "eligible (learning)", "bid strategy learning"})


class Basis(enum.StrEnum):
    """Where today's daily amount comes from."""

    PLATFORM = "platform_budget"  # the unit's own budget
    AD_SETS = "ad_set_budgets"  # its ad sets' budgets together
    SPEND = "recent_spend"  # no budget known: the mean of the last seven whole days


@dataclass(frozen=True, slots=True)
class Part:
    """One platform budget behind a line: its ad set (None: the campaign's own) and amount in micros."""

    ad_set_id: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Line:
    """A unit that spends: its daily amount now, in the smallest units, and what may keep it from moving.

    `spent` is the mean of the last seven whole days. `changed_at`: when its budget was last changed, None if not in the
    last 72 hours. `spend_days`: on how many of the last 28 days it spent. `pending`: the amount of a change on its
    way. `on_campaign`: the unit is an ad set whose campaign carries the budget. `lifetime`: the budget is for the whole
    flight.
    """

    unit: Unit
    current: Money
    basis: Basis
    spent: Money
    parts: tuple[Part, ...] = ()
    changed_at: datetime | None = None
    pending: Money | None = None
    learning: bool = False
    on_campaign: bool = False
    lifetime: bool = False
    spend_days: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """The pool's lines, largest first, and the names of what is not one because it spent nothing or is switched off."""

    lines: tuple[Line, ...]
    idle: tuple[str, ...]
    off: tuple[str, ...]


@dataclass(slots=True)
class _Known:
    """What was read about the pool, by unit."""

    spent: dict[int, tuple[int, int]]  # micros over the last seven whole days, days with spend in the last 28
    budgets: dict[int, list[BudgetRow]]
    pending: dict[tuple[int, int | None], int]
    carried_out: dict[tuple[int, int | None], datetime]
    learning: set[int]
    off: set[int] = field(default_factory=set)


def read(session: Session, pool: Pool, *, level: str, now: datetime) -> Lines:
    """Every unit of the pool that spent in the last seven whole days."""
    at = pools.at_instant(pool.as_of, now)
    known_units = units(session, pool.account_ids, level)
    states = _states(session, pool, level)
    known = _Known(
        spent=_spent(session, pool, level),
        budgets=campaign_budgets.rows_in_force(session, PlatformBudget.account_id.in_(pool.account_ids), at=at),
        pending=_pending(session, pool),
        carried_out=_carried_out(session, pool, at),
        learning=_learning(states, level),
        off={unit_id for unit_id, status, *_ in states if standing_of(status) in (Standing.PAUSED, Standing.ENDED)}
        | _ended(session, pool, level),
    )
    lines, idle, off = [], [], []
    for unit in known_units.values():
        micros, _ = known.spent.get(unit.id, (0, 0))
        spent = Money(int(Fraction(max(micros, 0), RECENT_DAYS)), pool.currency).rounded()
        if unit.id in known.off:
            if micros > 0:
                off.append(unit.name)
        elif spent.micros > 0:
            lines.append(_line(unit, spent, known, pool.currency))
        elif micros == 0 and unit.id in known.spent:
            idle.append(unit.name)
    lines.sort(key=lambda line: (-line.current.micros, line.unit.id))
    return Lines(tuple(lines), tuple(sorted(idle)), tuple(sorted(off)))


def _line(unit: Unit, spent: Money, known: _Known, currency: str) -> Line:
    rows = known.budgets.get(unit.campaign_id, [])
    own = [row for row in rows if row.ad_set_id == unit.ad_set_id]
    below = [] if unit.ad_set_id else [row for row in rows if row.ad_set_id is not None and not row.off]
    counted = own or below
    on_campaign = unit.ad_set_id is not None and not own and any(row.ad_set_id is None for row in rows)
    pending = [
        amount
        for (campaign_id, ad_set_id), amount in known.pending.items()
        if campaign_id == unit.campaign_id and (unit.ad_set_id is None or ad_set_id in {None, unit.ad_set_id})
    ]
    common: dict[str, Any] = {
        "spent": spent,
        "spend_days": known.spent[unit.id][1],
        "pending": Money(sum(pending), currency) if pending else None,
        "learning": unit.id in known.learning,
        "on_campaign": on_campaign,
        "lifetime": any(row.kind != DAILY for row in counted),
    }
    changed = [row.changed_at for row in counted if row.changed_at is not None]
    keys = {(unit.campaign_id, unit.ad_set_id), *((unit.campaign_id, row.ad_set_id) for row in counted)}
    changed += [known.carried_out[key] for key in keys if key in known.carried_out]
    common["changed_at"] = max(changed, default=None)
    if not counted or common["lifetime"]:
        return Line(unit, spent, Basis.SPEND, **common)
    parts = tuple(Part(row.ad_set_id, row.amount) for row in counted)
    current = Money(sum(part.amount for part in parts), currency).rounded()
    return Line(unit, current, Basis.PLATFORM if own else Basis.AD_SETS, parts=parts, **common)


def settling(line: Line, at: datetime) -> bool:
    """Whether the line's budget was changed less than 72 hours before `at`."""
    return line.changed_at is not None and timedelta(0) <= at - line.changed_at < SETTLE


def _spent(session: Session, pool: Pool, level: str) -> dict[int, tuple[int, int]]:
    """Micros over the last seven whole days by unit (0 for one that spent in the weeks before only), and on how many of
    the last 28 days it spent."""
    table: Any = CampaignDay if level == "campaign" else Performance
    unit = CampaignDay.campaign_id if level == "campaign" else Performance.ad_set_id
    first = pool.through - timedelta(days=RECENT_DAYS - 1)
    recent = func.sum(case((table.day >= first, table.spend_micros), else_=0))
    query = (
        select(unit, recent, func.count())
        .where(
            table.account_id.in_(pool.account_ids),
            table.day > pool.through - timedelta(days=SEEN_DAYS),
            table.day <= pool.through,
            table.spend_micros != 0,
        )
        .group_by(unit)
    )
    return {unit_id: (int(micros), days) for unit_id, micros, days in session.execute(query)}


def _pending(session: Session, pool: Pool) -> dict[tuple[int, int | None], int]:
    query = select(BudgetChange.campaign_id, BudgetChange.ad_set_id, BudgetChange.after_micros).where(
        BudgetChange.account_id.in_(pool.account_ids),
        BudgetChange.state.in_([state.value for state in PENDING]),
        BudgetChange.kind.not_in(switching.KINDS),
    )
    return {(campaign_id, ad_set_id): after for campaign_id, ad_set_id, after in session.execute(query)}


def _carried_out(session: Session, pool: Pool, at: datetime) -> dict[tuple[int, int | None], datetime]:
    """When a budget change of ours was last carried out, for those of the last 72 hours.

    The history alone does not tell where such a change was the first amount ever known.
    """
    query = select(BudgetChange.campaign_id, BudgetChange.ad_set_id, func.max(BudgetChange.carried_out_at)).where(
        BudgetChange.account_id.in_(pool.account_ids),
        BudgetChange.carried_out_at > at - SETTLE,
        BudgetChange.carried_out_at <= at,
        BudgetChange.kind.not_in(switching.KINDS),
    )
    query = query.group_by(BudgetChange.campaign_id, BudgetChange.ad_set_id)
    found = session.execute(query)
    return {(campaign_id, ad_set_id): when for campaign_id, ad_set_id, when in found if when is not None}


def _states(session: Session, pool: Pool, level: str) -> Sequence[Any]:
    """(unit, its status, its campaign's status or None, learning state, ad set's own status) of units and ad sets."""
    if level == "campaign":
        query: Any = select(Campaign.id, Campaign.status, AdSet.learning_state, AdSet.status).outerjoin(
            AdSet, AdSet.campaign_id == Campaign.id
        )
        return session.execute(query.where(Campaign.account_id.in_(pool.account_ids))).all()
    query = select(AdSet.id, AdSet.status, AdSet.learning_state, AdSet.status).where(
        AdSet.account_id.in_(pool.account_ids)
    )
    return session.execute(query).all()


def _learning(states: Sequence[Any], level: str) -> set[int]:
    """Ad sets that learn; campaigns all of whose running ad sets do."""
    by_unit: dict[int, list[bool]] = {}
    for unit_id, status, learning_state, own_status in states:
        if level == "campaign" and standing_of(own_status) in (Standing.PAUSED, Standing.ENDED):
            continue
        words = {plain(word) for word in (learning_state, own_status, status) if word}
        learns = bool(words & _LEARNING)
        by_unit.setdefault(unit_id, []).append(learns)
    return {unit_id for unit_id, learns in by_unit.items() if learns and all(learns)}


def _ended(session: Session, pool: Pool, level: str) -> set[int]:
    table: Any = Campaign if level == "campaign" else AdSet
    query = select(table.id).where(table.account_id.in_(pool.account_ids), table.end_day < pool.as_of)
    return set(session.scalars(query))
