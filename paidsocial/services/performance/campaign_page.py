"""Everything a campaign's or an ad set's page shows, from one call: series, ad sets, budgets, changes and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, ColumnElement, cast, func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.metrics import Figures
from paidsocial.domain.status import Standing, standing_of
from paidsocial.domain.switching import Switch, switch_of
from paidsocial.models import (
    AdAccount,
    AdSet,
    BudgetChange,
    Campaign,
    ImportBatch,
    Performance,
    PerformanceReading,
    PeriodTotal,
    PlanLine,
    PlanLineCampaign,
    User,
)
from paidsocial.services.access import Actor, Permission, get_account, get_ad_set, get_campaign, require
from paidsocial.services.performance import campaign_budgets, series
from paidsocial.services.performance.campaign_budgets import BudgetInForce, BudgetStep, SharedBudget
from paidsocial.services.performance.measured import Measured
from paidsocial.services.performance.series import Series

SOURCES = 12
CHANGES = 20
STEPS = 60


@dataclass(frozen=True, slots=True)
class AdSetRow(Measured):
    """One ad set of a campaign with its sums over the period. `is_whole`: it stands for the whole campaign."""

    id: int
    name: str
    is_whole: bool
    status: str | None
    learning_state: str | None
    figures: Figures
    budget: BudgetInForce | None

    @property
    def standing(self) -> Standing:
        """What the platform's status word comes to."""
        return standing_of(self.status)


@dataclass(frozen=True, slots=True)
class Source:
    """An import that the shown figures come from: which of them (`first_day` to `last_day`, `rows`), and when seen."""

    batch_id: int
    kind: str
    file_name: str | None
    level: str | None
    first_day: date
    last_day: date
    rows: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A budget change on its way or done. Amounts in micros of `currency`."""

    id: int
    ad_set: str | None
    state: str
    kind: str
    before: int | None
    after: int
    currency: str
    created_at: datetime
    by: str | None
    recommendation_id: str | None
    expires_on: date | None
    undo_of_id: int | None

    @property
    def switch(self) -> Switch | None:
        """What it does where it sets no amount."""
        return switch_of(self.kind)


@dataclass(frozen=True, slots=True)
class WithoutDays:
    """A total that came without days; it is in none of the other figures."""

    first_day: date
    last_day: date
    figures: Figures


@dataclass(frozen=True, slots=True)
class Covering:
    """A plan line that covers the campaign."""

    id: int
    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class EntityPage:
    """A campaign's page, or with `ad_set` an ad set's.

    `ad_sets` and `plan_lines` belong to the campaign. `restated`: how many readings of the shown days were later
    replaced. `more_sources`: imports that are not listed.
    """

    account: AdAccount
    campaign: Campaign
    ad_set: AdSet | None
    series: Series
    budget: BudgetInForce | None
    shared_budget: SharedBudget | None
    ad_sets: tuple[AdSetRow, ...]
    steps: tuple[BudgetStep, ...]
    changes: tuple[Change, ...]
    plan_lines: tuple[Covering, ...]
    sources: tuple[Source, ...]
    more_sources: int
    restated: int
    without_days: tuple[WithoutDays, ...]

    @property
    def pending(self) -> tuple[Change, ...]:
        """What the history of amounts does not tell: changes on their way or given up, pauses and resumptions."""
        told = {"applied", "undone"}
        return tuple(change for change in self.changes if change.switch or change.state not in told)

    @property
    def going_back(self) -> dict[int, Change]:
        """The applied changes that hold until a day, by their ids."""
        return {change.id: change for change in self.changes if change.state == "applied" and change.expires_on}

    @property
    def entity(self) -> Campaign | AdSet:
        """What the page is about."""
        return self.ad_set or self.campaign

    @property
    def standing(self) -> Standing:
        """What its status word comes to."""
        return standing_of(self.entity.status)


def campaign_page(session: Session, actor: Actor, *, campaign_id: int, period: Period, now: datetime) -> EntityPage:
    """All of a campaign's page; a fixed number of queries. Raises NotFound."""
    require(actor, Permission.VIEW)
    campaign = get_campaign(session, actor, campaign_id)
    account = get_account(session, actor, campaign.account_id)
    ad_sets = list(
        session.scalars(select(AdSet).where(AdSet.campaign_id == campaign.id).order_by(AdSet.name, AdSet.id))
    )
    ids = [ad_set.id for ad_set in ad_sets]
    budgets = campaign_budgets.of_campaign(session, campaign.id, at=now)
    read = series.of(session, campaign, account, period=period, now=now)
    sums = _sums(session, account.id, ids, period)
    rows = [
        AdSetRow(
            ad_set.id,
            ad_set.name,
            ad_set.is_whole,
            ad_set.status,
            ad_set.learning_state,
            sums.get(ad_set.id, Figures(0)),
            budgets.by_ad_set.get(ad_set.id),
        )
        for ad_set in ad_sets
    ]
    rows.sort(key=lambda row: (-row.figures.spend, row.name.casefold(), row.id))
    sources, more = _sources(session, account.id, ids, period)
    return EntityPage(
        account=account,
        campaign=campaign,
        ad_set=None,
        series=read,
        budget=budgets.together,
        shared_budget=campaign_budgets.shared_of(campaign),
        ad_sets=tuple(rows),
        steps=tuple(campaign_budgets.history(session, campaign_id=campaign.id, until=now, limit=STEPS)),
        changes=_changes(session, BudgetChange.campaign_id == campaign.id),
        plan_lines=_plan_lines(session, campaign.id, period),
        sources=sources,
        more_sources=more,
        restated=_restated(session, account.id, ids, period),
        without_days=_without_days(session, account.id, ids, period),
    )


def ad_set_page(session: Session, actor: Actor, *, ad_set_id: int, period: Period, now: datetime) -> EntityPage:
    """All of an ad set's page; a fixed number of queries. Raises NotFound."""
    require(actor, Permission.VIEW)
    ad_set = get_ad_set(session, actor, ad_set_id)
    campaign = get_campaign(session, actor, ad_set.campaign_id)
    account = get_account(session, actor, ad_set.account_id)
    read = series.of(session, ad_set, account, period=period, now=now)
    budgets = campaign_budgets.of_campaign(session, campaign.id, at=now).by_ad_set
    steps = campaign_budgets.history(session, campaign_id=campaign.id, ad_set_id=ad_set.id, until=now, limit=STEPS)
    sources, more = _sources(session, account.id, [ad_set.id], period)
    return EntityPage(
        account=account,
        campaign=campaign,
        ad_set=ad_set,
        series=read,
        budget=budgets.get(ad_set.id) or budgets.get(None),
        shared_budget=campaign_budgets.shared_of(campaign),
        ad_sets=(),
        steps=tuple(steps),
        changes=_changes(session, BudgetChange.ad_set_id == ad_set.id),
        plan_lines=_plan_lines(session, campaign.id, period),
        sources=sources,
        more_sources=more,
        restated=_restated(session, account.id, [ad_set.id], period),
        without_days=_without_days(session, account.id, [ad_set.id], period),
    )


def _cells(
    table: type[Performance | PerformanceReading], account_id: int, ids: Sequence[int], period: Period
) -> tuple[ColumnElement[bool], ...]:
    """The rows of some ad sets over a period as single look-ups in the key, however large the account is."""
    return (table.account_id == account_id, table.day.in_(list(period.days())), table.ad_set_id.in_(ids))


def _sums(session: Session, account_id: int, ids: Sequence[int], period: Period) -> dict[int, Figures]:
    columns = (
        Performance.spend_micros,
        Performance.impressions,
        Performance.clicks,
        Performance.conversions_millionths,
        Performance.revenue_micros,
    )
    query = (
        select(Performance.ad_set_id, *(cast(func.sum(column), BigInteger) for column in columns))
        .where(*_cells(Performance, account_id, ids, period))
        .group_by(Performance.ad_set_id)
    )
    return {ad_set_id: Figures(*figures) for ad_set_id, *figures in session.execute(query)}


def _sources(session: Session, account_id: int, ids: Sequence[int], period: Period) -> tuple[tuple[Source, ...], int]:
    parts = (
        select(
            Performance.batch_id,
            func.min(Performance.day).label("first_day"),
            func.max(Performance.day).label("last_day"),
            func.count().label("rows"),
        )
        .where(*_cells(Performance, account_id, ids, period))
        .group_by(Performance.batch_id)
        .subquery()
    )
    query = (
        select(
            ImportBatch.id,
            ImportBatch.kind,
            ImportBatch.file_name,
            ImportBatch.level,
            parts.c.first_day,
            parts.c.last_day,
            parts.c.rows,
            ImportBatch.seen_at,
            func.count().over(),
        )
        .join(parts, parts.c.batch_id == ImportBatch.id)
        .order_by(ImportBatch.seen_at.desc(), ImportBatch.id.desc())
        .limit(SOURCES)
    )
    rows = session.execute(query).all()
    return tuple(Source(*row[:-1]) for row in rows), (rows[0][-1] - len(rows)) if rows else 0


def _restated(session: Session, account_id: int, ids: Sequence[int], period: Period) -> int:
    query = select(func.count()).where(*_cells(PerformanceReading, account_id, ids, period))
    return session.scalar(query) or 0


def _changes(session: Session, condition: ColumnElement[bool]) -> tuple[Change, ...]:
    query = (
        select(
            BudgetChange.id,
            AdSet.name,
            BudgetChange.state,
            BudgetChange.kind,
            BudgetChange.before_micros,
            BudgetChange.after_micros,
            BudgetChange.currency,
            BudgetChange.created_at,
            func.coalesce(func.nullif(User.name, ""), User.email),
            BudgetChange.recommendation_id,
            BudgetChange.expires_on,
            BudgetChange.undo_of_id,
        )
        .outerjoin(AdSet, AdSet.id == BudgetChange.ad_set_id)
        .outerjoin(User, User.id == BudgetChange.created_by)
        .where(condition)
        .order_by(BudgetChange.created_at.desc(), BudgetChange.id.desc())
        .limit(CHANGES)
    )
    return tuple(Change(*row) for row in session.execute(query))


def _plan_lines(session: Session, campaign_id: int, period: Period) -> tuple[Covering, ...]:
    query = (
        select(PlanLine.id, PlanLine.name, PlanLine.first_day, PlanLine.last_day)
        .join(PlanLineCampaign, PlanLineCampaign.plan_line_id == PlanLine.id)
        .where(
            PlanLineCampaign.campaign_id == campaign_id,
            PlanLine.archived_at.is_(None),
            PlanLine.first_day <= period.last,
            PlanLine.last_day >= period.first,
        )
        .order_by(PlanLine.first_day.desc(), PlanLine.name)
    )
    return tuple(Covering(*row) for row in session.execute(query))


def _without_days(session: Session, account_id: int, ids: Sequence[int], period: Period) -> tuple[WithoutDays, ...]:
    columns = (
        PeriodTotal.spend_micros,
        PeriodTotal.impressions,
        PeriodTotal.clicks,
        PeriodTotal.conversions_millionths,
        PeriodTotal.revenue_micros,
    )
    query = (
        select(PeriodTotal.first_day, PeriodTotal.last_day, *(cast(func.sum(column), BigInteger) for column in columns))
        .where(
            PeriodTotal.account_id == account_id,
            PeriodTotal.ad_set_id.in_(ids),
            PeriodTotal.first_day <= period.last,
            PeriodTotal.last_day >= period.first,
        )
        .group_by(PeriodTotal.first_day, PeriodTotal.last_day)
        .order_by(PeriodTotal.first_day, PeriodTotal.last_day)
    )
    return tuple(WithoutDays(first, last, Figures(*figures)) for first, last, *figures in session.execute(query))
