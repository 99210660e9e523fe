"""Spend as it is known today or was known on an earlier day, from one query each.

Today's figures come from the daily sums. Those of an earlier day come from the rows themselves: what was seen before
the end of that day (UTC), the latest such reading of each ad set and day. A row that vanished from a later export is
still stored, so it is still counted; a later restatement is not yet there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.spend_report import WHOLE_ACCOUNT, Account, Campaign, Measure, WithoutDays
from paidsocial.models import (
    AdAccount,
    AdSet,
    CampaignDay,
    Performance,
    PerformanceReading,
    PeriodTotal,
    PeriodTotalReading,
)
from paidsocial.models import Campaign as CampaignRow
from paidsocial.services.access import Actor, client_filter


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose spend, on which days, as known before which instant (None: now)."""

    actor: Actor
    days: Period
    known_before: datetime | None = None
    client_id: int | None = None

    def accounts(self) -> Select[int]:
        """Ids of the ad accounts it is about: the actor's, of one client where one is named."""
        query = select(AdAccount.id).where(client_filter(self.actor, AdAccount.client_id))
        return query if self.client_id is None else query.where(AdAccount.client_id == self.client_id)


def daily_spend(asked: Asked) -> Subquery:
    """Rows of account_id, campaign_id, day and spend_micros; several per campaign and day where it has ad sets."""
    columns = ("account_id", "campaign_id", "day", "spend_micros")
    if asked.known_before is None:
        sums = [getattr(CampaignDay, name) for name in columns]
        return select(*sums).where(_on_days(CampaignDay, asked)).subquery("daily_spend")
    known = _latest_known((Performance, PerformanceReading), ("account_id", "day", "ad_set_id"), asked, _on_days)
    return select(*(known.c[name] for name in columns)).where(known.c.place == 1).subquery("daily_spend")


def _on_days(table: type[Any], asked: Asked) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = table.account_id.in_(asked.accounts()) & table.day.between(
        asked.days.first, asked.days.last
    )
    return condition


def _touching_days(table: type[Any], asked: Asked) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = (
        table.account_id.in_(asked.accounts())
        & (table.first_day <= asked.days.last)
        & (table.last_day >= asked.days.first)
    )
    return condition


def _latest_known(
    tables: tuple[type[Any], type[Any]],
    key: Sequence[str],
    asked: Asked,
    where: Callable[[type[Any], Asked], ColumnElement[bool]],
) -> Subquery:
    """Per key the readings known before the instant, numbered from the latest (`place` 1); every row where it is now.

    `tables`: of current rows and of earlier readings. A current row counts if it was seen before the instant, an
    earlier reading if it was current then (models.figures).
    """
    current, earlier = tables
    names = (*key, "campaign_id", "spend_micros", "seen_at", "batch_id")
    rows = select(*(getattr(current, name) for name in names)).where(where(current, asked))
    if asked.known_before is None:
        return rows.add_columns(literal(1).label("place")).subquery("known")
    before = asked.known_before
    replaced = select(*(getattr(earlier, name) for name in names)).where(
        where(earlier, asked), earlier.seen_at < before, earlier.superseded_at >= before
    )
    both = union_all(rows.where(current.seen_at < before), replaced).subquery("readings")
    place = func.row_number().over(
        partition_by=[both.c[name] for name in key], order_by=[both.c.seen_at.desc(), both.c.batch_id.desc()]
    )
    return select(*both.c, place.label("place")).subquery("known")


def measures(session: Session, asked: Asked, cuts: Sequence[Period], accounts: Mapping[int, Account]) -> list[Measure]:
    """Spend by campaign and stretch of days (`cuts`, in order, covering the asked days)."""
    daily = daily_spend(asked)
    stretch: ColumnElement[int] = literal(0)
    for cut in cuts[1:]:
        stretch = stretch + case((daily.c.day >= cut.first, 1), else_=0)
    sums = (
        select(
            daily.c.account_id,
            daily.c.campaign_id,
            stretch.label("stretch"),
            func.sum(daily.c.spend_micros).label("spend"),
            func.min(daily.c.day).label("first_day"),
            func.max(daily.c.day).label("last_day"),
        )
        .group_by(daily.c.account_id, daily.c.campaign_id, stretch)
        .subquery("sums")
    )
    query = select(sums, CampaignRow.name, CampaignRow.external_id, CampaignRow.is_whole).join(
        CampaignRow, CampaignRow.id == sums.c.campaign_id
    )
    campaigns: dict[int, Campaign] = {}
    found = []
    for row in session.execute(query):
        campaign = campaigns.setdefault(
            row.campaign_id, Campaign(row.campaign_id, row.name, row.external_id, row.is_whole)
        )
        found.append(
            Measure(accounts[row.account_id], campaign, cuts[row.stretch], int(row.spend), row.first_day, row.last_day)
        )
    return found


def totals_without_days(session: Session, asked: Asked, accounts: Mapping[int, Account]) -> list[WithoutDays]:
    """The stored totals without days that touch the asked days, by campaign and span.

    Where a span has both its campaign's own total and finer ones, the finer ones count.
    """
    key = ("account_id", "first_day", "last_day", "ad_set_id")
    known = _latest_known((PeriodTotal, PeriodTotalReading), key, asked, _touching_days)
    whole = case((AdSet.is_whole, 1), else_=0)
    query = (
        select(
            known.c.account_id,
            known.c.campaign_id,
            known.c.first_day,
            known.c.last_day,
            whole.label("whole"),
            func.sum(known.c.spend_micros).label("spend"),
            func.max(known.c.seen_at).label("seen_at"),
            CampaignRow.name,
            CampaignRow.external_id,
            CampaignRow.is_whole,
        )
        .join(AdSet, AdSet.id == known.c.ad_set_id)
        .join(CampaignRow, CampaignRow.id == known.c.campaign_id)
        .where(known.c.place == 1)
        .group_by(
            known.c.account_id,
            known.c.campaign_id,
            known.c.first_day,
            known.c.last_day,
            whole,
            CampaignRow.name,
            CampaignRow.external_id,
            CampaignRow.is_whole,
        )
        .order_by(whole.desc())
    )
    found: dict[tuple[int, date, date], WithoutDays] = {}
    for row in session.execute(query):  # whole campaigns first, so that finer sums take their place
        campaign = Campaign(row.campaign_id, row.name, row.external_id, row.is_whole)
        found[row.campaign_id, row.first_day, row.last_day] = WithoutDays(
            accounts[row.account_id], campaign, Period(row.first_day, row.last_day), int(row.spend), row.seen_at
        )
    return list(found.values())


def days_with_figures(session: Session, asked: Asked, account_ids: Sequence[int]) -> dict[int, dict[int, set[date]]]:
    """The days on which each campaign of some accounts has figures; a whole account's campaign under WHOLE_ACCOUNT."""
    if not account_ids:
        return {}
    daily = daily_spend(asked)
    query = (
        select(daily.c.account_id, daily.c.campaign_id, daily.c.day, CampaignRow.is_whole)
        .join(CampaignRow, CampaignRow.id == daily.c.campaign_id)
        .where(daily.c.account_id.in_(account_ids))
        .distinct()
    )
    found: dict[int, dict[int, set[date]]] = {}
    for row in session.execute(query):
        campaign_id = WHOLE_ACCOUNT if row.is_whole else row.campaign_id
        found.setdefault(row.account_id, {}).setdefault(campaign_id, set()).add(row.day)
    return found
