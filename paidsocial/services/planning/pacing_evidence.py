"""What the campaigns under plan lines did lately: flights that end, budgets edited, the moves behind an alarm.

`settings` is read for every line, because flights and budgets change the projection; `moves` only for lines in alarm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period, end_of_day_utc, local_day
from paidsocial.domain.delivery import BudgetEdit, Delivery
from paidsocial.errors import MissingRate
from paidsocial.models import AdAccount, Campaign, CampaignDay, PlanLine, PlanLineCampaign, PlatformBudget
from paidsocial.services.finance.rates import RateBook
from paidsocial.services.performance import campaign_budgets
from paidsocial.services.planning.pacing_facts import LineFacts, Window

_EDIT_DAYS = 28
_WEEK = 7
_ENDED_DAYS = 21
_NAMED = 4
_FULL_PER_CENT = 95
_MOST = 5_000  # campaigns whose daily series are read; past it, the largest


@dataclass(frozen=True, slots=True)
class _Campaign:
    """A covered campaign, with its account's currency and time zone and its flight."""

    campaign_id: int
    account_id: int
    name: str
    currency: str
    time_zone: str
    first_day: date | None
    last_day: date | None


_COLUMNS = (
    Campaign.id,
    Campaign.account_id,
    Campaign.name,
    AdAccount.currency,
    AdAccount.time_zone,
    Campaign.start_day,
    Campaign.end_day,
)

ByLine = dict[int, list[_Campaign]]


Edits = dict[int, tuple[BudgetEdit, ...]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found beside the daily sums: the edits of platform budgets and the budgets in force, by campaign."""

    edits: Edits
    budgets: dict[int, int]


def settings(
    session: Session, window: Window, lines: Sequence[LineFacts], *, edits: Edits, book: RateBook
) -> dict[int, tuple[Delivery, ...]]:
    """Per line: the flights that are over (together), those that end before the line, and budgets edited of late."""
    query = (
        select(PlanLineCampaign.plan_line_id, *_COLUMNS)
        .join(PlanLine, PlanLine.id == PlanLineCampaign.plan_line_id)
        .join(Campaign, Campaign.id == PlanLineCampaign.campaign_id)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .where(
            window.lines,
            or_(
                and_(Campaign.end_day >= window.as_of, Campaign.end_day < PlanLine.last_day),
                and_(Campaign.id.in_(sorted(edits)), or_(Campaign.end_day.is_(None), Campaign.end_day >= window.as_of)),
            ),
        )
        .order_by(PlanLineCampaign.plan_line_id, Campaign.id)
        .limit(_MOST)
    )
    wanted: defaultdict[int, list[_Campaign]] = defaultdict(list)
    for row in session.execute(query):
        wanted[row[0]].append(_Campaign(*row[1:]))
    found = _deliveries(session, window, lines, wanted, book=book, evidence=Evidence(edits, {}))
    for line in lines:
        if line.over:
            gone = Delivery(0, "", line.over, last_day=line.history.first_day)
            found[line.line_id] = (gone, *found.get(line.line_id, ()))
    return found


def moves(
    session: Session,
    window: Window,
    *,
    rising: Sequence[LineFacts],
    falling: Sequence[LineFacts],
    edits: Edits,
    book: RateBook,
) -> dict[int, tuple[Delivery, ...]]:
    """Per line in alarm: the campaigns that may explain it.

    For lines that spend too much, those that rose most from the week before to the last; for those that spend too
    little, those that fell most, whose flight ended within three weeks, and that use up their platform budget.
    """
    up = {line.line_id for line in rising}
    weeks = _weeks(session, window, up | {line.line_id for line in falling})
    budgets = _budgets(session, window, [line.line_id for line in falling])
    wanted: ByLine = {}
    for line_id, rows in weeks.items():
        sign = 1 if line_id in up else -1
        moved = sorted(rows, key=lambda row: -sign * (row.last - row.before))[:_NAMED]
        picked = {row.campaign.campaign_id: row.campaign for row in moved if sign * (row.last - row.before) > 0}
        if line_id not in up:
            picked |= {row.campaign.campaign_id: row.campaign for row in rows if row.ended(window)}
            full = [row for row in rows if row.uses_up(budgets)]
            full.sort(key=lambda row: -budgets[row.campaign.campaign_id])
            picked |= {row.campaign.campaign_id: row.campaign for row in full[:_NAMED]}
        wanted[line_id] = list(picked.values())
    return _deliveries(session, window, [*rising, *falling], wanted, book=book, evidence=Evidence(edits, budgets))


@dataclass(frozen=True, slots=True)
class _TwoWeeks:
    """A campaign's spend in the last seven whole days and in the seven before, in micros of its own currency."""

    campaign: _Campaign
    last: int
    before: int

    def ended(self, window: Window) -> bool:
        """Whether its flight ended within three weeks."""
        last_day = self.campaign.last_day
        return last_day is not None and 0 < (window.as_of - last_day).days <= _ENDED_DAYS

    def uses_up(self, budgets: Mapping[int, int]) -> bool:
        """Whether it spent 95% and more of its platform budget."""
        budget = budgets.get(self.campaign.campaign_id)
        return bool(budget) and self.last * 100 >= _FULL_PER_CENT * _WEEK * (budget or 0)


def _weeks(session: Session, window: Window, line_ids: set[int]) -> dict[int, list[_TwoWeeks]]:
    week_ago = window.newest - timedelta(days=_WEEK)
    last = func.sum(case((CampaignDay.day > week_ago, CampaignDay.spend_micros), else_=0))
    before = func.sum(case((CampaignDay.day <= week_ago, CampaignDay.spend_micros), else_=0))
    recent = and_(
        CampaignDay.account_id == Campaign.account_id,
        CampaignDay.campaign_id == Campaign.id,
        CampaignDay.day > week_ago - timedelta(days=_WEEK),
        CampaignDay.day <= window.newest,
    )
    query = (
        select(PlanLineCampaign.plan_line_id, *_COLUMNS, func.coalesce(last, 0), func.coalesce(before, 0))
        .join(Campaign, Campaign.id == PlanLineCampaign.campaign_id)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .outerjoin(CampaignDay, recent)
        .where(PlanLineCampaign.plan_line_id.in_(sorted(line_ids)))
        .group_by(PlanLineCampaign.plan_line_id, *_COLUMNS)
        .order_by(PlanLineCampaign.plan_line_id, Campaign.name, Campaign.id)
    )
    found: defaultdict[int, list[_TwoWeeks]] = defaultdict(list)
    for row in session.execute(query):
        found[row[0]].append(_TwoWeeks(_Campaign(*row[1:-2]), int(row[-2]), int(row[-1])))
    return found


def _budgets(session: Session, window: Window, line_ids: Sequence[int]) -> dict[int, int]:
    covered = select(PlanLineCampaign.campaign_id).where(PlanLineCampaign.plan_line_id.in_(sorted(line_ids)))
    in_force = campaign_budgets.in_force(
        session, PlatformBudget.campaign_id.in_(covered), at=end_of_day_utc(window.as_of)
    )
    return {campaign_id: budget.daily for campaign_id, budget in in_force.items() if budget.daily}


def read_edits(session: Session, window: Window) -> Edits:
    """Daily platform budgets that became another amount in the last four weeks, by campaign, in the account's
    currency.
    """
    since = datetime.combine(window.as_of - timedelta(days=_EDIT_DAYS), time(0), tzinfo=UTC)
    of_clients = select(AdAccount.id).where(AdAccount.client_id.in_(sorted(window.client_ids)))
    touched = select(PlatformBudget.campaign_id).where(
        PlatformBudget.account_id.in_(of_clients), PlatformBudget.effective_at >= since
    )
    query = (
        select(PlatformBudget, AdAccount.time_zone)
        .join(AdAccount, AdAccount.id == PlatformBudget.account_id)
        .where(
            PlatformBudget.campaign_id.in_(touched),
            PlatformBudget.kind == campaign_budgets.DAILY,
            PlatformBudget.effective_at < end_of_day_utc(window.as_of),
        )
        .order_by(PlatformBudget.campaign_id, PlatformBudget.effective_at, PlatformBudget.id)
    )
    levels: defaultdict[int, dict[int | None, int]] = defaultdict(dict)
    edits: defaultdict[int, list[BudgetEdit]] = defaultdict(list)
    for row, time_zone in session.execute(query):
        amounts = levels[row.campaign_id]
        before, known = _total(amounts), row.ad_set_id in amounts
        amounts[row.ad_set_id] = row.amount_micros
        day, after = local_day(row.effective_at, time_zone), _total(amounts)
        if not known or before == after or day > window.as_of or row.effective_at < since:
            continue
        steps = edits[row.campaign_id]
        if steps and steps[-1].day == day:
            steps[-1] = BudgetEdit(day, steps[-1].before, after)
        else:
            steps.append(BudgetEdit(day, before, after))
    kept = sorted(edits.items(), key=lambda item: -max(abs(step.after - (step.before or 0)) for step in item[1]))
    return {campaign_id: tuple(steps) for campaign_id, steps in kept[:_MOST]}


def _total(amounts: Mapping[int | None, int]) -> int:
    """A campaign's own budget where it has one, its ad sets' together otherwise."""
    return amounts[None] if None in amounts else sum(amounts.values())


def _deliveries(
    session: Session,
    window: Window,
    lines: Sequence[LineFacts],
    wanted: Mapping[int, Sequence[_Campaign]],
    *,
    book: RateBook,
    evidence: Evidence,
) -> dict[int, tuple[Delivery, ...]]:
    campaigns = {c.campaign_id: c for per_line in wanted.values() for c in per_line}
    first = min((line.history.first_day for line in lines if line.line_id in wanted), default=window.newest)
    series = _series(session, list(campaigns.values()), first, window.newest)
    found: dict[int, tuple[Delivery, ...]] = {}
    for line in lines:
        found[line.line_id] = tuple(
            delivery
            for campaign in wanted.get(line.line_id, ())
            if (
                delivery := _delivery(
                    line, window, campaign, series[campaign.campaign_id], book=book, evidence=evidence
                )
            )
        )
    return found


def _series(
    session: Session, campaigns: Sequence[_Campaign], first: date, last: date
) -> defaultdict[int, dict[date, int]]:
    series: defaultdict[int, dict[date, int]] = defaultdict(dict)
    by_key: ColumnElement[bool] = and_(
        CampaignDay.account_id.in_(sorted({c.account_id for c in campaigns})),
        CampaignDay.campaign_id.in_(sorted({c.campaign_id for c in campaigns})),
        CampaignDay.day.between(first, last),
    )
    rows = session.execute(select(CampaignDay.campaign_id, CampaignDay.day, CampaignDay.spend_micros).where(by_key))
    for campaign_id, day, spend in rows:
        series[campaign_id][day] = spend
    return series


def _delivery(
    line: LineFacts,
    window: Window,
    campaign: _Campaign,
    spent: Mapping[date, int],
    *,
    book: RateBook,
    evidence: Evidence,
) -> Delivery | None:
    """A campaign beside its line: the same days, the line's currency. None where it cannot be converted."""
    known = line.history.whole(min(window.newest, line.terms.period.last))
    if known.last_day is None:
        return None
    try:
        rate = book.on(campaign.currency, line.terms.currency, known.last_day)
    except MissingRate:
        return None
    budget = evidence.budgets.get(campaign.campaign_id)
    return Delivery(
        campaign.campaign_id,
        campaign.name,
        tuple(rate.convert(spent.get(day, 0)) for day in Period(known.first_day, known.last_day).days()),
        daily_budget=None if budget is None else rate.convert(budget),
        first_day=campaign.first_day,
        last_day=campaign.last_day,
        edits=tuple(
            BudgetEdit(e.day, None if e.before is None else rate.convert(e.before), rate.convert(e.after))
            for e in evidence.edits.get(campaign.campaign_id, ())
        ),
    )
