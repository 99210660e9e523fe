"""What the business agreed to spend in a period, by client and platform, and which campaigns nothing was agreed for.

A plan line that reaches outside the period counts with the part of its amount that falls inside it, every day alike.
Held against it is the spend on days and campaigns that some plan line covers, once however many do; the rest is told
as outside any plan line. A line over several platforms is no single platform's plan: it counts for its client and is
named on each platform.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.metrics import ratio
from paidsocial.domain.plan import Revision, Terms
from paidsocial.domain.weekday import flat
from paidsocial.models import AdAccount, Campaign, CampaignDay, PlanLine, PlanLineCampaign, PlanRevision
from paidsocial.services.access import Actor, client_filter
from paidsocial.services.finance.spend_figures import Asked
from paidsocial.services.reporting.overview_figures import AccountRef, CampaignRow, Exchange, first_of, month_of


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan line within a period, micros of `currency`: agreed for it, and expected by the last day with figures."""

    line_id: int
    name: str
    client_id: int
    currency: str
    days: Period
    agreed: int
    expected: int
    platforms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bar:
    """Spend against plan of a client or a platform, micros of the shown currency.

    `inside`: spend that a plan line covers; `outside`: the rest. `agreed` None: nothing was agreed. `shared`: a line
    over several platforms covers some of it, so that `agreed` is not all.
    """

    key: str
    label: str
    inside: int
    outside: int
    agreed: int | None
    expected: int | None
    shared: bool = False

    @property
    def share(self) -> float | None:
        """Spend inside the plan over what was agreed."""
        return ratio(self.inside, self.agreed)


@dataclass(frozen=True, slots=True)
class PlanView:
    """Spend against plan in the shown currency; `missing` says which rate a plan line lacks.

    `unplanned`: months of the period, up to its last day with figures, that no plan line touches.
    """

    total: Bar
    clients: tuple[Bar, ...]
    platforms: tuple[Bar, ...]
    lines: int
    missing: str | None
    unplanned: tuple[Period, ...]


def planned(session: Session, actor: Actor, period: Period, through: date, *, client_id: int | None) -> list[Planned]:
    """The plan lines that touch a period; three queries."""
    touches = (
        PlanLine.archived_at.is_(None),
        PlanLine.first_day <= period.last,
        PlanLine.last_day >= period.first,
        client_filter(actor, PlanLine.client_id),
    )
    query = select(PlanLine).where(*touches)
    if client_id is not None:
        query = query.where(PlanLine.client_id == client_id)
    lines = list(session.scalars(query.order_by(PlanLine.id)))
    revisions: defaultdict[int, list[Revision]] = defaultdict(list)
    recorded = (
        select(PlanRevision.plan_line_id, PlanRevision.effective_day, PlanRevision.amount_micros)
        .join(PlanLine, PlanLine.id == PlanRevision.plan_line_id)
        .where(*touches)
        .order_by(PlanRevision.id)
    )
    for line_id, day, amount in session.execute(recorded):
        revisions[line_id].append(Revision(day, amount))
    platforms: defaultdict[int, set[str]] = defaultdict(set)
    links = (
        select(PlanLineCampaign.plan_line_id, AdAccount.platform)
        .join(PlanLine, PlanLine.id == PlanLineCampaign.plan_line_id)
        .join(Campaign, Campaign.id == PlanLineCampaign.campaign_id)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .where(*touches)
        .distinct()
    )
    for line_id, platform in session.execute(links):
        platforms[line_id].add(platform)
    found = []
    for line in lines:
        terms = Terms(line.currency, Period(line.first_day, line.last_day), tuple(revisions[line.id]))
        before = terms.expected(period.first - ONE_DAY, flat())
        found.append(
            Planned(
                line_id=line.id,
                name=line.name,
                client_id=line.client_id,
                currency=line.currency,
                days=Period(max(line.first_day, period.first), min(line.last_day, period.last)),
                agreed=round(terms.expected(period.last, flat()) - before),
                expected=round(terms.expected(min(through, period.last), flat()) - before),
                platforms=frozenset(platforms[line.id]),
            )
        )
    return found


def covered_spend(
    session: Session, asked: Asked, known: Mapping[int, AccountRef], exchange: Exchange
) -> dict[int, int]:
    """What each campaign spent on days that a plan line covers it, converted as its figures are; one query."""
    day = CampaignDay.day
    covers = (
        select(literal(1))
        .select_from(PlanLineCampaign)
        .join(PlanLine, PlanLine.id == PlanLineCampaign.plan_line_id)
        .where(
            PlanLineCampaign.campaign_id == CampaignDay.campaign_id,
            PlanLine.archived_at.is_(None),
            PlanLine.first_day <= day,
            PlanLine.last_day >= day,
        )
        .correlate(CampaignDay)
        .exists()
    )
    foreign = bool({account.currency for account in known.values()} - {exchange.currency})
    month = month_of(day, wanted=foreign).label("month")
    query = (
        select(CampaignDay.account_id, CampaignDay.campaign_id, month, func.sum(CampaignDay.spend_micros))
        .where(CampaignDay.account_id.in_(asked.accounts()), day.between(asked.days.first, asked.days.last), covers)
        .group_by(CampaignDay.account_id, CampaignDay.campaign_id, month)
    )
    found: defaultdict[int, int] = defaultdict(int)
    for account_id, campaign_id, number, spend in session.execute(query):
        rate = exchange.rate(known[account_id].currency, first_of(number) or asked.days.first.replace(day=1))
        if rate is not None:
            found[campaign_id] += rate.convert(int(spend))
    return found


def plan_view(
    lines: list[Planned], rows: Iterable[CampaignRow], covered: Mapping[int, int], exchange: Exchange, days: Period
) -> PlanView | None:
    """Spend against plan; None where no plan line touches the period.

    `days`: those that `rows` and `covered` are of, in the exchange's currency. Plans of another currency are converted
    at the rate of their last month.
    """
    if not lines:
        return None
    month = days.last.replace(day=1)
    rates = {line.currency: exchange.rate(line.currency, month) for line in lines}
    missing = " ".join(exchange.gaps[code, month] for code, rate in rates.items() if rate is None) or None
    amounts = {
        line.line_id: (rate.convert(line.agreed), rate.convert(line.expected))
        for line in lines
        if (rate := rates[line.currency]) is not None
    }
    known = [line for line in lines if line.line_id in amounts]
    spent = [row for row in rows if row.is_now]

    def spends(key: Callable[[CampaignRow], str]) -> list[tuple[str, int, int]]:
        return [(key(row), row.sums.figures.spend, covered.get(row.id, 0)) for row in spent]

    clients = _bars(
        {str(row.account.client_id): row.account.client for row in spent},
        spends(lambda row: str(row.account.client_id)),
        [(str(line.client_id), amounts[line.line_id]) for line in known],
    )
    single = [(next(iter(line.platforms)), amounts[line.line_id]) for line in known if len(line.platforms) == 1]
    shared = {platform for line in lines if len(line.platforms) > 1 for platform in line.platforms}
    names = {row.account.platform: row.account.platform for row in spent}
    platforms = _bars(names, spends(lambda row: row.account.platform), single, shared)
    (total,) = _bars({"": ""}, spends(lambda _row: ""), [("", amounts[line.line_id]) for line in known])
    return PlanView(total, clients, platforms, len(lines), missing, _unplanned(lines, days))


def _unplanned(lines: list[Planned], days: Period) -> tuple[Period, ...]:
    found, month = [], Period.month_of(days.last)
    while month.last >= days.first:
        if not any(line.days.first <= month.last and line.days.last >= month.first for line in lines):
            found.append(month)
        month = month.before()
    return tuple(reversed(found))


def _bars(
    labels: Mapping[str, str],
    spent: Iterable[tuple[str, int, int]],
    agreed: Iterable[tuple[str, tuple[int, int]]],
    shared: Iterable[str] = (),
) -> tuple[Bar, ...]:
    """`spent`: key, spend, and the part of it inside the plan; `agreed`: key, and what was agreed and is expected."""
    inside: defaultdict[str, int] = defaultdict(int)
    outside: defaultdict[str, int] = defaultdict(int)
    for key, amount, covered in spent:
        inside[key] += covered
        outside[key] += amount - covered
    plans: dict[str, tuple[int, int]] = {}
    for key, (amount, expected) in agreed:
        before = plans.get(key, (0, 0))
        plans[key] = (before[0] + amount, before[1] + expected)
    several = set(shared)
    bars = [
        Bar(
            key=key,
            label=label,
            inside=inside[key],
            outside=outside[key],
            agreed=plans[key][0] if key in plans else None,
            expected=plans[key][1] if key in plans else None,
            shared=key in several,
        )
        for key, label in labels.items()
    ]
    return tuple(sorted(bars, key=lambda bar: (-max(bar.inside + bar.outside, bar.agreed or 0), bar.label)))
