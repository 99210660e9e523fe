"""Which units of a pool stop by themselves: their flight ends, or what is left of a lifetime budget is spent; and which
the platform says are paused or ended, which spend nothing.

Spend that goes on as it does is cut to what can still happen: to the last day of the flight, and to what is left of a
lifetime budget, which a platform spreads over the days that the flight still has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.money import MICROS
from paidsocial.domain.status import Standing, standing_of
from paidsocial.models import AdSet, Campaign, CampaignDay, Performance, PlatformBudget
from paidsocial.services.performance import campaign_budgets
from paidsocial.services.performance.campaign_budgets import DAILY, BudgetRow
from paidsocial.services.prediction import pools
from paidsocial.services.prediction.pools import Pool, at_instant

_OFF = (Standing.PAUSED, Standing.ENDED)
_STOPPED_DAYS = 14  # an end longer ago than this changes nothing: the unit's spend has stopped with it


@dataclass(frozen=True, slots=True)
class Ending:
    """How a unit ends: on `last_day` (None: no end is known), with `left` micros of a lifetime budget (None: it has
    none). `pot` is the campaign whose budget that is, where several ad sets spend it together. `off`: what the platform
    says of it, "paused" or "ended", where it does not spend; empty where it may."""

    last_day: date | None
    left: int | None
    pot: int | None = None
    off: str = ""


@dataclass(frozen=True, slots=True)
class Going:
    """What spend can still be: major units a day and for how many days, only for units that stop."""

    daily: dict[int, float]
    days: dict[int, float]


def endings(session: Session, pool: Pool, *, level: str, horizon: int, now: datetime) -> dict[int, Ending]:
    """The ends that may come within the horizon, by unit; a fixed number of queries."""
    last = pool.through + timedelta(days=horizon)
    days = _last_days(session, pool, level, last)
    left = _left(session, pool, level, now)
    off = _off(session, pool, level, now)
    known = {unit: day for unit, day in days.items() if day <= last}
    found = {}
    for unit in sorted({*known, *left, *off}):
        amount, pot = left.get(unit, (None, None))
        found[unit] = Ending(days.get(unit), amount, pot, off.get(unit, ""))
    return found


def digest(found: Mapping[int, Ending]) -> str:
    """Names the ends, so that a forecast over other ones is another forecast; empty where there are none."""
    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()[:12] if found else ""


def going(
    found: Mapping[int, Ending], pace: Mapping[int, float], last_spent: Mapping[int, date], through: date, horizon: int
) -> Going:
    """What the units that stop can still spend, from what they spend a day (`pace`, major units).

    An end that a unit spent beyond is out of date, and does not count.
    """
    daily: dict[int, float] = {}
    days: dict[int, float] = {}
    pots: dict[int, float] = {}
    for unit, end in found.items():
        if end.pot is not None and not end.off:
            pots[end.pot] = pots.get(end.pot, 0.0) + pace.get(unit, 0.0)
    for unit, end in found.items():
        spend = pace.get(unit, 0.0)
        if spend <= 0:
            continue
        if end.off:
            daily[unit], days[unit] = 0.0, 0.0
            continue
        dated = end.last_day is not None and last_spent.get(unit, date.min) <= end.last_day
        lasting = float(max((end.last_day - through).days, 0)) if dated and end.last_day else float("inf")
        if end.left is not None:
            share = spend / pots[end.pot] if end.pot is not None else 1.0
            amount = max(end.left, 0) / MICROS * share
            if lasting == float("inf"):
                lasting = amount / spend
            elif lasting > 0:
                spend = min(spend, amount / lasting)
        if lasting < horizon or spend < pace[unit]:
            daily[unit], days[unit] = (spend, min(lasting, horizon)) if lasting > 0 and spend > 0 else (0.0, 0.0)
    return Going(daily, days)


def _off(session: Session, pool: Pool, level: str, now: datetime) -> dict[int, str]:
    """The units that the platform says are paused or ended: themselves, their campaign, or all of its ad sets.

    Looked at from an earlier day, only those that did not spend on its last day: the word is today's.
    """
    campaigns, ad_sets = _off_words(session, pool, Campaign), _off_words(session, pool, AdSet)
    found: dict[int, str] = {}
    if level == "ad_set" and (campaigns or ad_sets):
        rows: Any = session.execute(
            select(AdSet.id, AdSet.status, Campaign.status)
            .join(Campaign, Campaign.id == AdSet.campaign_id)
            .where(AdSet.account_id.in_(pool.account_ids))
            .where(or_(AdSet.status.in_(ad_sets), Campaign.status.in_(campaigns)))
        )
        found = {ad_set: ad_sets.get(status) or campaigns[whole] for ad_set, status, whole in rows}
    if level == "campaign" and ad_sets:
        part_off = case((AdSet.status.in_(ad_sets), 1), else_=0)
        rows = session.execute(
            select(AdSet.campaign_id, func.max(AdSet.status))
            .where(AdSet.account_id.in_(pool.account_ids))
            .group_by(AdSet.campaign_id)
            .having(func.count() == func.sum(part_off))
        )
        found = {campaign: ad_sets[status] for campaign, status in rows}
    if level == "campaign" and campaigns:
        rows = session.execute(
            select(Campaign.id, Campaign.status)
            .where(Campaign.account_id.in_(pool.account_ids))
            .where(Campaign.status.in_(campaigns))
        )
        found |= {campaign: campaigns[status] for campaign, status in rows}
    if pools.is_present(pool.as_of, now) or not found:
        return found
    table: Any = CampaignDay if level == "campaign" else Performance
    unit = CampaignDay.campaign_id if level == "campaign" else Performance.ad_set_id
    spent = select(unit).where(
        table.account_id.in_(pool.account_ids), table.day == pool.through, table.spend_micros > 0
    )
    spending = set(session.scalars(spent))
    return {key: word for key, word in found.items() if key not in spending}


def _off_words(session: Session, pool: Pool, table: type[Campaign | AdSet]) -> dict[str, str]:
    """The words for paused and ended that a pool's campaigns or ad sets carry, and which of the two each is."""
    query = select(table.status).where(table.account_id.in_(pool.account_ids), table.status.is_not(None)).distinct()
    words = (word for word in session.scalars(query) if word is not None)
    return {word: standing_of(word).value for word in words if standing_of(word) in _OFF}


def _last_days(session: Session, pool: Pool, level: str, last: date) -> dict[int, date]:
    """The last day of each unit that has one near, or a lifetime budget: its own and its campaign's, the earlier."""
    since = pool.through - timedelta(days=_STOPPED_DAYS)
    lifetime = select(PlatformBudget.campaign_id).where(
        PlatformBudget.account_id.in_(pool.account_ids), PlatformBudget.kind != DAILY
    )
    near = or_(Campaign.end_day.between(since, last), AdSet.end_day.between(since, last), Campaign.id.in_(lifetime))
    touched = (
        select(Campaign.id)
        .outerjoin(AdSet, AdSet.campaign_id == Campaign.id)
        .where(Campaign.account_id.in_(pool.account_ids), near)
    )
    query = (
        select(Campaign.id, Campaign.end_day, AdSet.id, AdSet.end_day, AdSet.status)
        .outerjoin(AdSet, AdSet.campaign_id == Campaign.id)
        .where(Campaign.id.in_(touched))
    )
    found: dict[int, date] = {}
    of_sets: dict[int, list[date | None]] = {}
    for campaign_id, campaign_end, ad_set_id, ad_set_end, status in session.execute(query):
        if level == "ad_set":
            if ad_set_id is not None and (campaign_end or ad_set_end):
                found[ad_set_id] = min(day for day in (campaign_end, ad_set_end) if day is not None)
            continue
        if campaign_end is not None:
            found[campaign_id] = campaign_end
        if ad_set_id is not None and standing_of(status) not in (Standing.PAUSED, Standing.ENDED):
            of_sets.setdefault(campaign_id, []).append(ad_set_end)
    for campaign_id, ends in of_sets.items():  # a campaign ends with the last of its ad sets that are on
        known = [day for day in ends if day is not None]
        if known and len(known) == len(ends):
            found[campaign_id] = min(max(known), found.get(campaign_id, date.max))
    return found


def _left(session: Session, pool: Pool, level: str, now: datetime) -> dict[int, tuple[int, int | None]]:
    """What is left of lifetime budgets by unit, with the campaign where its ad sets share it."""
    lifetime = select(PlatformBudget.campaign_id).where(
        PlatformBudget.account_id.in_(pool.account_ids), PlatformBudget.kind != DAILY
    )
    rows = campaign_budgets.rows_in_force(
        session, PlatformBudget.campaign_id.in_(lifetime), at=at_instant(pool.as_of, now)
    )
    rows = {campaign: of for campaign, of in rows.items() if any(row.kind != DAILY for row in of)}
    if not rows:
        return {}
    spent = _spent(session, pool, rows)
    found: dict[int, tuple[int, int | None]] = {}
    for campaign_id, of_campaign in rows.items():
        own = next((row for row in of_campaign if row.ad_set_id is None), None)
        below = [row for row in of_campaign if row.ad_set_id is not None and not row.off]
        if own is not None and own.kind != DAILY:
            left = max(own.amount - sum(spent.get(campaign_id, {}).values()), 0)
            if level == "campaign":
                found[campaign_id] = (left, None)
            else:
                found |= dict.fromkeys(spent.get(campaign_id, {}), (left, campaign_id))
        elif own is None and level == "ad_set":
            found |= {
                row.ad_set_id: (_left_of(row, spent), None) for row in below if row.ad_set_id and row.kind != DAILY
            }
        elif own is None and below and all(row.kind != DAILY for row in below):
            found[campaign_id] = (sum(_left_of(row, spent) for row in below), None)
    return found


def _left_of(row: BudgetRow, spent: Mapping[int, Mapping[int, int]]) -> int:
    return max(row.amount - spent.get(row.campaign_id, {}).get(row.ad_set_id or 0, 0), 0)


def _spent(session: Session, pool: Pool, rows: Mapping[int, Any]) -> dict[int, dict[int, int]]:
    """Micros spent by campaign and ad set since the flight began (ever, where no start is known)."""
    start = func.coalesce(AdSet.start_day, Campaign.start_day)
    query = (
        select(AdSet.campaign_id, AdSet.id, func.sum(Performance.spend_micros))
        .join(AdSet, AdSet.id == Performance.ad_set_id)
        .join(Campaign, Campaign.id == AdSet.campaign_id)
        .where(
            Performance.account_id.in_(pool.account_ids),
            AdSet.campaign_id.in_(rows),
            Performance.day <= pool.through,
            or_(start.is_(None), Performance.day >= start),
        )
        .group_by(AdSet.campaign_id, AdSet.id)
    )
    found: dict[int, dict[int, int]] = {}
    for campaign_id, ad_set_id, micros in session.execute(query):
        found.setdefault(campaign_id, {})[ad_set_id] = int(micros or 0)
    return found
