"""The platform budgets in force, campaign by campaign, and their history.

A campaign's own budget counts where it has one; otherwise its ad sets' together, those that are switched off left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.status import Standing, standing_of
from paidsocial.models import AdSet, Campaign, PlatformBudget, User

DAILY, LIFETIME, MIXED = "daily", "lifetime", "mixed"


@dataclass(frozen=True, slots=True)
class BudgetInForce:
    """What the platform may spend: `kind` daily, lifetime or mixed (then `amount` is what it allows a day).

    `amount` and `daily` in micros; `daily` is the budget per day, a lifetime amount spread over its flight, None where
    the flight is not known. `ad_sets`: how many carry it, 0 where the campaign does. `changed_at`: the last time an
    amount was changed to another, None where that never was seen.
    """

    kind: str
    amount: int | None
    daily: int | None
    ad_sets: int
    changed_at: datetime | None


class SharedBudget(NamedTuple):
    """A platform budget that several campaigns spend from: `amount` in micros, and how many they are."""

    kind: str
    amount: int
    campaigns: int


def shared_of(campaign: Campaign) -> SharedBudget | None:
    """The one that a campaign spends from; None where its budget is its own or its ad sets'."""
    told = (campaign.details or {}).get("shared_budget")
    return None if told is None else SharedBudget(told["kind"], told["amount_micros"], told["campaigns"])


class BudgetRow(NamedTuple):
    """One platform budget in force, with the flight and status that it depends on; `ad_set_id` None: the campaign's."""

    campaign_id: int
    ad_set_id: int | None
    kind: str
    amount: int
    changed_at: datetime | None
    first: date | None
    last: date | None
    status: str | None
    own_first: date | None
    own_last: date | None

    @property
    def daily(self) -> int | None:
        """Micros a day."""
        if self.kind == DAILY:
            return self.amount
        first, last = self.own_first or self.first, self.own_last or self.last
        if first is None or last is None or last < first:
            return None
        return self.amount // len(Period(first, last))

    @property
    def off(self) -> bool:
        """Whether its ad set is switched off, so that the amount is not spent."""
        return self.ad_set_id is not None and standing_of(self.status) in (Standing.PAUSED, Standing.ENDED)


def in_force(session: Session, condition: ColumnElement[bool], *, at: datetime) -> dict[int, BudgetInForce]:
    """The budgets in force at an instant by campaign; `condition` picks the rows of `PlatformBudget`. One query."""
    return {campaign_id: _together(rows) for campaign_id, rows in rows_in_force(session, condition, at=at).items()}


def rows_in_force(session: Session, condition: ColumnElement[bool], *, at: datetime) -> dict[int, list[BudgetRow]]:
    """The same row by row: a campaign's own budget and its ad sets', by campaign. One query."""
    by_campaign: defaultdict[int, list[BudgetRow]] = defaultdict(list)
    for row in session.execute(_latest(condition, at)):
        by_campaign[row[0]].append(BudgetRow(*row))
    return dict(by_campaign)


@dataclass(frozen=True, slots=True)
class CampaignBudgets:
    """One campaign's budgets in force: together, and by ad set (its own under None), also of ad sets that are off."""

    together: BudgetInForce | None
    by_ad_set: dict[int | None, BudgetInForce]


def of_campaign(session: Session, campaign_id: int, *, at: datetime) -> CampaignBudgets:
    """The budgets in force of one campaign. One query."""
    rows = rows_in_force(session, PlatformBudget.campaign_id == campaign_id, at=at).get(campaign_id, [])
    by_ad_set = {
        row.ad_set_id: BudgetInForce(row.kind, row.amount, row.daily, int(row.ad_set_id is not None), row.changed_at)
        for row in rows
    }
    return CampaignBudgets(_together(rows) if rows else None, by_ad_set)


def _latest(condition: ColumnElement[bool], at: datetime) -> Select[*BudgetRow]:
    budget = PlatformBudget
    level = (budget.campaign_id, budget.ad_set_id)
    steps = (
        select(
            *level,
            budget.kind,
            budget.amount_micros,
            budget.effective_at,
            func.lag(budget.amount_micros)
            .over(partition_by=level, order_by=(budget.effective_at, budget.id))
            .label("before"),
            func.row_number()
            .over(partition_by=level, order_by=(budget.effective_at.desc(), budget.id.desc()))
            .label("place"),
        )
        .where(condition, budget.effective_at <= at)
        .subquery()
    )
    moved = case((steps.c.before != steps.c.amount_micros, steps.c.effective_at))
    marked = select(
        steps,
        func.max(moved).over(partition_by=(steps.c.campaign_id, steps.c.ad_set_id)).label("changed_at"),
    ).subquery()
    return (
        select(
            marked.c.campaign_id,
            marked.c.ad_set_id,
            marked.c.kind,
            marked.c.amount_micros,
            marked.c.changed_at,
            Campaign.start_day,
            Campaign.end_day,
            AdSet.status,
            AdSet.start_day,
            AdSet.end_day,
        )
        .join(Campaign, Campaign.id == marked.c.campaign_id)
        .outerjoin(AdSet, AdSet.id == marked.c.ad_set_id)
        .where(marked.c.place == 1)
    )


def _together(rows: Sequence[BudgetRow]) -> BudgetInForce:
    changed_at = max((row.changed_at for row in rows if row.changed_at), default=None)
    own = [row for row in rows if row.ad_set_id is None]
    counted = own or [row for row in rows if not row.off]
    daily = _sum_or_none(row.daily for row in counted)
    kinds = {row.kind for row in counted} or {DAILY}
    if len(kinds) > 1:
        return BudgetInForce(MIXED, daily, daily, len(counted), changed_at)
    amount = sum(row.amount for row in counted)
    return BudgetInForce(kinds.pop(), amount, daily, 0 if own else len(counted), changed_at)


def _sum_or_none(amounts: Iterable[int | None]) -> int | None:
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


@dataclass(frozen=True, slots=True)
class BudgetStep:
    """One entry of a platform budget's history. `ad_set_id` None: the campaign's own. `before` None: the first known.

    `source`: file, by_hand, platform or demo; `by`: who recorded it, None where nobody signed in did;
    `change_id`: the budget change that it carried out.
    """

    at: datetime
    ad_set_id: int | None
    name: str
    kind: str
    before: int | None
    after: int
    currency: str
    source: str
    by: str | None
    change_id: int | None

    @property
    def moved(self) -> bool:
        """Whether an amount became another one, rather than being seen for the first time or again."""
        return self.before is not None and self.before != self.after


def history(
    session: Session, *, campaign_id: int, ad_set_id: int | None = None, until: datetime, limit: int = 500
) -> list[BudgetStep]:
    """The steps of a campaign's budgets (its ad sets' too), or of one ad set's alone, newest first. One query.

    The caller has made sure that the campaign may be seen.
    """
    budget = PlatformBudget
    before = func.lag(budget.amount_micros).over(
        partition_by=(budget.campaign_id, budget.ad_set_id), order_by=(budget.effective_at, budget.id)
    )
    query = (
        select(
            budget.effective_at,
            budget.ad_set_id,
            func.coalesce(AdSet.name, Campaign.name),
            budget.kind,
            before,
            budget.amount_micros,
            budget.currency,
            budget.source,
            func.coalesce(func.nullif(User.name, ""), User.email),
            budget.budget_change_id,
        )
        .join(Campaign, Campaign.id == budget.campaign_id)
        .outerjoin(AdSet, AdSet.id == budget.ad_set_id)
        .outerjoin(User, User.id == budget.recorded_by)
        .where(budget.campaign_id == campaign_id, budget.effective_at <= until)
        .order_by(budget.effective_at.desc(), budget.id.desc())
        .limit(limit)
    )
    if ad_set_id is not None:
        query = query.where(budget.ad_set_id == ad_set_id)
    return [BudgetStep(*row) for row in session.execute(query)]
