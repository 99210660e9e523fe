"""What the business agreed to spend in a period, by client and platform, and which campaigns nothing was agreed for.

A plan line that reaches outside the period counts with the part of its amount that falls inside it, every day alike.
A line over several platforms is no single platform's plan: it counts for its client and is named on each platform.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.plan import Revision, Terms
from paidsocial.domain.weekday import flat
from paidsocial.models import AdAccount, Campaign, PlanLine, PlanLineCampaign, PlanRevision
from paidsocial.services.access import Actor, client_filter
from paidsocial.services.overview_figures import CampaignRow, Exchange


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan line within a period, micros of `currency`: agreed for it, and expected by the last day with figures."""

    line_id: int
    name: str
    client_id: int
    currency: str
    agreed: int
    expected: int
    platforms: frozenset[str]
    campaign_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Bar:
    """Spend against plan of a client or a platform, micros of the shown currency.

    `agreed` None: nothing was agreed. `outside`: the part of `spent` that no plan line covers. `shared`: a line over
    several platforms covers some of it, so that `agreed` is not all.
    """

    key: str
    label: str
    spent: int
    agreed: int | None
    expected: int | None
    outside: int
    shared: bool = False

    @property
    def share(self) -> float | None:
        """Spent over agreed."""
        return self.spent / self.agreed if self.agreed else None


@dataclass(frozen=True, slots=True)
class PlanView:
    """Spend against plan in the shown currency; `missing` says which rate a plan line lacks."""

    total: Bar
    clients: tuple[Bar, ...]
    platforms: tuple[Bar, ...]
    lines: int
    missing: str | None


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
    campaigns: defaultdict[int, set[int]] = defaultdict(set)
    links = (
        select(PlanLineCampaign.plan_line_id, PlanLineCampaign.campaign_id, AdAccount.platform)
        .join(PlanLine, PlanLine.id == PlanLineCampaign.plan_line_id)
        .join(Campaign, Campaign.id == PlanLineCampaign.campaign_id)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .where(*touches)
    )
    for line_id, campaign_id, platform in session.execute(links):
        platforms[line_id].add(platform)
        campaigns[line_id].add(campaign_id)
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
                agreed=round(terms.expected(period.last, flat()) - before),
                expected=round(terms.expected(min(through, period.last), flat()) - before),
                platforms=frozenset(platforms[line.id]),
                campaign_ids=frozenset(campaigns[line.id]),
            )
        )
    return found


def plan_view(lines: list[Planned], rows: Iterable[CampaignRow], exchange: Exchange, month: date) -> PlanView | None:
    """Spend against plan; None where no plan line touches the period.

    `rows` must be in the exchange's currency. Plans of another currency are converted at the rate of `month` (its first
    day).
    """
    if not lines:
        return None
    rates = {line.currency: exchange.rate(line.currency, month) for line in lines}
    missing = " ".join(exchange.gaps[code, month] for code, rate in rates.items() if rate is None) or None
    amounts = {
        line.line_id: (rate.convert(line.agreed), rate.convert(line.expected))
        for line in lines
        if (rate := rates[line.currency]) is not None
    }
    covered = {campaign_id for line in lines for campaign_id in line.campaign_ids}
    spent = [(row, row.id in covered) for row in rows if row.is_now]
    known = [line for line in lines if line.line_id in amounts]
    names = {row.account.client_id: row.account.client for row, _ in spent}
    clients = _bars(
        {str(client_id): name for client_id, name in names.items()},
        [(str(row.account.client_id), row.sums.figures.spend, inside) for row, inside in spent],
        [(str(line.client_id), amounts[line.line_id]) for line in known],
    )
    single = [(next(iter(line.platforms)), amounts[line.line_id]) for line in known if len(line.platforms) == 1]
    shared = {platform for line in lines if len(line.platforms) > 1 for platform in line.platforms}
    by_platform = [(row.account.platform, row.sums.figures.spend, inside) for row, inside in spent]
    platforms = _bars({name: name for name, _, _ in by_platform}, by_platform, single, shared)
    everything = [("", row.sums.figures.spend, inside) for row, inside in spent]
    (total,) = _bars({"": ""}, everything, [("", amounts[line.line_id]) for line in known])
    return PlanView(total, clients, platforms, len(lines), missing)


def _bars(
    labels: Mapping[str, str],
    spent: Iterable[tuple[str, int, bool]],
    agreed: Iterable[tuple[str, tuple[int, int]]],
    shared: Iterable[str] = (),
) -> tuple[Bar, ...]:
    spends: defaultdict[str, int] = defaultdict(int)
    outside: defaultdict[str, int] = defaultdict(int)
    for key, amount, inside in spent:
        spends[key] += amount
        outside[key] += 0 if inside else amount
    plans: dict[str, tuple[int, int]] = {}
    for key, (amount, expected) in agreed:
        before = plans.get(key, (0, 0))
        plans[key] = (before[0] + amount, before[1] + expected)
    several = set(shared)
    bars = [
        Bar(
            key,
            label,
            spends[key],
            plans[key][0] if key in plans else None,
            plans[key][1] if key in plans else None,
            outside[key],
            key in several,
        )
        for key, label in labels.items()
    ]
    return tuple(sorted(bars, key=lambda bar: (-max(bar.spent, bar.agreed or 0), bar.label)))
