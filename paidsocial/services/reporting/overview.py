"""The director's page: a period's spend against plan and what it brought, against the period before.

Everything on it comes from the daily sums per campaign and per account, in a number of queries that does not depend on
how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from paidsocial.domain.comparing import Comparison, compare
from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.fx import Rate
from paidsocial.domain.metrics import break_even_roas, ratio
from paidsocial.domain.money import currency_code
from paidsocial.services.access import Actor, Permission, get_client, require
from paidsocial.services.finance.spend_figures import Asked
from paidsocial.services.performance import freshness
from paidsocial.services.performance.freshness import AccountFreshness, Freshness, State
from paidsocial.services.reporting import overview_figures
from paidsocial.services.reporting.overview_ahead import Ahead, ahead
from paidsocial.services.reporting.overview_business import BusinessView, business
from paidsocial.services.reporting.overview_decisions import Decisions, decisions
from paidsocial.services.reporting.overview_figures import (
    CampaignRow,
    Day,
    Part,
    Sums,
    begins_late,
    campaign_rows,
    daily,
    parts,
)
from paidsocial.services.reporting.overview_plan import PlanView, covered_spend, plan_view, planned
from paidsocial.services.workspace.clients import reporting_currency

CAMPAIGNS_SHOWN = 15
BUBBLES = 60
NO_OBJECTIVE = "No objective reported"


@dataclass(frozen=True, slots=True)
class Dimension:
    """The largest parts by spend, and the others added up, per currency; all of them together are the total."""

    parts: tuple[Part, ...]
    others: tuple[Part, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A period up to its last whole day with figures (`compared.now`) against as many days before.

    `totals` has one entry where everything is in one currency, else one per currency, and `missing` says why.
    `behind`: ad accounts whose figures end earlier than that day. `known_from`: where the figures begin only within the
    period before; then nothing is compared with it.
    """

    period: Period
    compared: Comparison
    currency: str
    accounts: int
    has_figures: bool
    behind: tuple[AccountFreshness, ...]
    known_from: date | None
    totals: tuple[Part, ...]
    converted: bool
    missing: str | None
    rates: tuple[tuple[date, Rate], ...]  # with the first day of the month each stands for
    clients: Dimension
    platforms: Dimension
    objectives: Dimension
    campaigns: Dimension
    bubbles: tuple[Part, ...]
    plan: PlanView | None
    business: BusinessView
    days: tuple[Day, ...]
    ahead: Ahead | None
    decisions: Decisions
    margins: dict[str, int | None]

    @property
    def total(self) -> Part | None:
        """Everything in one currency; None where it could not be converted, or there is nothing."""
        return self.totals[0] if len(self.totals) == 1 else None

    @property
    def break_even(self) -> float | None:
        """The ROAS at which ROI is 0, over the clients whose margin is known, weighted by their revenue."""
        known = {margin for margin in self.margins.values() if margin is not None}
        if len(known) == 1:
            return break_even_roas(known.pop())
        now = self.total.now if self.total else Sums()
        return ratio((now.figures.revenue or 0) * 10_000, now.margin_revenue)

    @property
    def without_margin(self) -> tuple[str, ...]:
        """Clients with spend whose contribution margin nobody stated."""
        return tuple(part.label for part in self.clients.parts if self.margins.get(part.key) is None)


def read(
    session: Session,
    actor: Actor,
    *,
    period: Period,
    now: datetime,
    today: date,
    client_id: int | None = None,
    currency: str | None = None,
) -> Overview:
    """The overview of the actor's clients, or one of them. Raises NotFound for another's client."""
    require(actor, Permission.VIEW)
    if client_id is not None:
        get_client(session, actor, client_id)
    shown = currency_code(currency) if currency else reporting_currency(session, actor, client_id=client_id)
    fresh = freshness.read(session, actor, now=now, client_id=client_id)
    compared, behind = _compared(period, fresh, today)
    known = overview_figures.accounts(session, actor, client_id)
    lines = planned(session, actor, period, compared.now.last, client_id=client_id)
    exchange = overview_figures.open_exchange(
        session,
        {*(account.currency for account in known.values()), *(line.currency for line in lines)},
        Period(compared.before.first, compared.now.last),
        shown,
        today,
    )
    found = campaign_rows(session, actor, compared, known, exchange, client_id=client_id)
    known_from = begins_late(session, actor, compared.before, client_id=client_id)
    rows = tuple(row for row in found.rows if row.is_now or known_from is None)
    totals = parts(rows, lambda _row: ("", "", None))
    plan = None
    if found.converted:
        covered = covered_spend(session, Asked(actor, compared.now, None, client_id), known, exchange)
        plan = plan_view(lines, rows, covered, exchange, compared.now)
    whole = business(session, actor, compared, rows, exchange, client_id=client_id)
    coming = None
    if found.converted and totals:
        coming = ahead(
            session,
            actor,
            period,
            totals[0].now,
            exchange,
            through=compared.now.last,
            currencies={account.currency for account in known.values()},
            now=now,
            today=today,
            client_id=client_id,
        )
    campaigns = _by_campaign(rows)
    return Overview(
        period=period,
        compared=compared,
        currency=shown,
        accounts=len(known),
        has_figures=any(row.is_now for row in rows),
        behind=behind,
        known_from=known_from,
        totals=totals,
        converted=found.converted,
        missing=exchange.missing,
        rates=exchange.foreign if found.converted else (),
        clients=_dimension(parts(rows, lambda row: (str(row.account.client_id), row.account.client, None))),
        platforms=_dimension(parts(rows, lambda row: (row.account.platform, row.account.platform, None))),
        objectives=_dimension(parts(rows, _objective)),
        campaigns=_dimension(campaigns, CAMPAIGNS_SHOWN),
        bubbles=tuple(part for part in campaigns if part.now.roas is not None)[:BUBBLES],
        plan=plan,
        business=whole,
        days=daily(session, actor, compared.now, exchange, client_id=client_id) if found.converted else (),
        ahead=coming,
        decisions=decisions(session, actor, period, client_id=client_id),
        margins={str(row.account.client_id): row.account.margin_bp for row in rows if row.is_now},
    )


def _compared(period: Period, fresh: Freshness, today: date) -> tuple[Comparison, tuple[AccountFreshness, ...]]:
    """The part of the period that every account in use has; one that stopped days ago does not hold back the others."""
    keeping_up = [
        account.figures_to
        for account in fresh.accounts
        if account.figures_to is not None and account.state in (State.FRESH, State.LATE)
    ]
    last = min(keeping_up, default=fresh.latest)
    if last is not None:
        last = min(last, today - ONE_DAY)
    compared = compare(period, last)
    return compared, tuple(a for a in fresh.behind if a.figures_to is not None and a.figures_to < compared.now.last)


def _objective(row: CampaignRow) -> tuple[str, str, str | None]:
    name = row.objective or ""
    return name, name or NO_OBJECTIVE, None


def _by_campaign(rows: tuple[CampaignRow, ...]) -> tuple[Part, ...]:
    return parts(rows, lambda row: (str(row.id), row.name, row.account.platform))


def _dimension(found: tuple[Part, ...], shown: int = 50) -> Dimension:
    """The `shown` largest of each currency, the rest as one "others" per currency."""
    kept: list[Part] = []
    rest: dict[str, Part] = {}
    taken: dict[str, int] = {}
    count = sum(1 for part in found if part.now.figures.spend or part.now.figures.revenue)
    for part in found:
        if taken.get(part.currency, 0) < shown and part.now != Sums():
            taken[part.currency] = taken.get(part.currency, 0) + 1
            kept.append(part)
            continue
        other = rest.get(part.currency, Part("", "", part.currency, Sums(), Sums()))
        rest[part.currency] = Part("", "", part.currency, other.now + part.now, other.before + part.before)
    return Dimension(tuple(kept), tuple(rest.values()), count)
