"""Plan lines around the edges of `plans`: one with its whole history, a month carried over, whose line is meant."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.plan import Revision, Scope, Terms
from paidsocial.errors import BadInput, NotFound
from paidsocial.models import AdAccount, Campaign, CampaignDay, Client, PlanLine, PlanLineCampaign, PlanRevision, User
from paidsocial.services.access import (
    Actor,
    Permission,
    client_filter,
    get_client,
    get_plan_line,
    require,
    visible_clients,
)
from paidsocial.services.planning import plan_membership, plans
from paidsocial.services.planning.plans import Wanted


@dataclass(frozen=True, slots=True)
class RecordedRevision:
    """One entry of a line's amounts: in force from `effective_day`, for the whole period, by whom and why."""

    id: int
    effective_day: date
    amount: int
    reason: str
    recorded_at: datetime
    recorded_by: str | None


@dataclass(frozen=True, slots=True)
class LineDetails:
    """A plan line with its scope and every revision ever recorded, oldest first."""

    line: PlanLine
    client: Client
    scope: Scope
    account_names: dict[int, str]
    revisions: tuple[RecordedRevision, ...]

    @property
    def terms(self) -> Terms:
        """The line's terms."""
        period = Period(self.line.first_day, self.line.last_day)
        return Terms(self.line.currency, period, tuple(Revision(r.effective_day, r.amount) for r in self.revisions))


def details(session: Session, actor: Actor, line_id: int) -> LineDetails:
    """One plan line; NotFound where it is not one of the actor's clients'."""
    require(actor, Permission.VIEW)
    line = get_plan_line(session, actor, line_id)
    client = get_client(session, actor, line.client_id)
    rows = session.execute(
        select(
            PlanRevision.id,
            PlanRevision.effective_day,
            PlanRevision.amount_micros,
            PlanRevision.reason,
            PlanRevision.recorded_at,
            func.coalesce(func.nullif(User.name, ""), User.email),
        )
        .outerjoin(User, User.id == PlanRevision.recorded_by)
        .where(PlanRevision.plan_line_id == line_id)
        .order_by(PlanRevision.id)
    )
    accounts = session.scalars(select(AdAccount).where(AdAccount.client_id == client.id))
    names = {account.id: account.name for account in accounts}
    return LineDetails(
        line,
        client,
        plan_membership.scope_of(plan_membership.stored_scope_rows(session, line_id)),
        names,
        tuple(RecordedRevision(*row) for row in rows),
    )


def copy_month(
    session: Session, actor: Actor, *, month: Period, now: datetime, today: date, client_id: int | None = None
) -> tuple[int, int]:
    """Carry the month before's lines over: same names, amounts as they ended, scopes, PO numbers and cost centres.

    A line that the month already has is left alone. Returns how many were made and how many were there.
    """
    require(actor, Permission.EDIT_PLAN)
    source = month.before()
    made = there = 0
    with transaction(session, alone=True):
        query = select(PlanLine).where(
            client_filter(actor, PlanLine.client_id),
            PlanLine.archived_at.is_(None),
            PlanLine.first_day == source.first,
            PlanLine.last_day == source.last,
        )
        if client_id is not None:
            query = query.where(PlanLine.client_id == client_id)
        for line in session.scalars(query.order_by(PlanLine.id)).all():
            ended_at = Terms(line.currency, source, plans.revisions(session, line.id)).budget_on(source.last)
            amount = Money(ended_at, line.currency)
            scope = plan_membership.scope_of(plan_membership.stored_scope_rows(session, line.id))
            wanted = Wanted(
                line.client_id, line.name, month, amount, scope, line.po_number or "", line.cost_centre or ""
            )
            if session.scalars(plans.same_line(wanted)).one_or_none() is not None:
                there += 1
                continue
            plans.write(
                session, actor, replace(wanted, reason=f"As in {source.first:%Y-%m}."), None, now=now, today=today
            )
            made += 1
    return made, there


def client_for(
    session: Session, actor: Actor, *, name: str | None, line_name: str, period: Period, scope: Scope
) -> int:
    """The client that a plan line typed without one is for.

    The named one; the only one; the only one with a line of that name and period; the only one with a campaign that
    matches. Raises BadInput, naming `--client`, where none of these settles it.
    """
    clients = [client for client in session.scalars(visible_clients(actor)) if client.archived_at is None]
    if name is not None:
        found = [client for client in clients if client.name.casefold() == " ".join(name.split()).casefold()]
        if found:
            return found[0].id
        known = ", ".join(f"“{client.name}”" for client in clients[:10]) or "none yet"
        raise BadInput(f"There is no client “{name}”; there is {known}.", field="client")
    if not clients:
        raise BadInput(
            "There is no client to plan for yet: import a file first, or add a client under Administration.",
            field="client",
        )
    if len(clients) == 1:
        return clients[0].id
    same = select(PlanLine.client_id).where(
        client_filter(actor, PlanLine.client_id),
        PlanLine.name == " ".join(line_name.split()),
        PlanLine.first_day == period.first,
        PlanLine.last_day == period.last,
    )
    candidates = set(session.scalars(same))
    if not candidates and plan_membership.scope_rows(scope):
        candidates = {
            client.id
            for client in clients
            if plan_membership.covered_by(scope, plan_membership.campaigns_of(session, client.id))
        }
    if len(candidates) == 1:
        return candidates.pop()
    names = ", ".join(f"“{client.name}”" for client in clients[:10])
    raise BadInput(f"Say which client the plan line is for with --client: {names}.", field="client")


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A plan line as a list shows it; `amount` is the one in force, in micros."""

    line_id: int
    client: str
    name: str
    currency: str
    period: Period
    amount: int
    campaigns: int
    po_number: str | None
    cost_centre: str | None


def of_month(session: Session, actor: Actor, *, month: Period, as_of: date) -> list[ListedLine]:
    """The plan lines with days in a month, by client and name. Two queries."""
    require(actor, Permission.VIEW)
    inside = (
        client_filter(actor, PlanLine.client_id),
        PlanLine.archived_at.is_(None),
        PlanLine.first_day <= month.last,
        PlanLine.last_day >= month.first,
    )
    revisions: defaultdict[int, list[Revision]] = defaultdict(list)
    rows = session.scalars(
        select(PlanRevision)
        .join(PlanLine, PlanLine.id == PlanRevision.plan_line_id)
        .where(*inside)
        .order_by(PlanRevision.id)
    )
    for row in rows:
        revisions[row.plan_line_id].append(Revision(row.effective_day, row.amount_micros))
    campaigns = (
        select(func.count()).where(PlanLineCampaign.plan_line_id == PlanLine.id).correlate(PlanLine).scalar_subquery()
    )
    query = (
        select(PlanLine, Client.name, campaigns)
        .join(Client, Client.id == PlanLine.client_id)
        .where(*inside)
        .order_by(Client.name, PlanLine.name, PlanLine.id)
    )
    found = []
    for line, client, count in session.execute(query):
        period = Period(line.first_day, line.last_day)
        amount = Terms(line.currency, period, tuple(revisions[line.id])).budget_on(as_of)
        found.append(
            ListedLine(
                line.id,
                client,
                line.name,
                line.currency,
                period,
                amount,
                count,
                line.po_number,
                line.cost_centre,
            )
        )
    return found


def find(session: Session, actor: Actor, *, name: str, month: Period, client: str | None) -> int:
    """The id of the plan line of that name and month. Raises NotFound, or BadInput where several clients have one."""
    require(actor, Permission.VIEW)
    query = (
        select(PlanLine.id, Client.name)
        .join(Client, Client.id == PlanLine.client_id)
        .where(
            client_filter(actor, PlanLine.client_id),
            PlanLine.name == " ".join(name.split()),
            PlanLine.first_day == month.first,
            PlanLine.last_day == month.last,
        )
    )
    found = [
        (line_id, owner)
        for line_id, owner in session.execute(query)
        if client is None or owner.casefold() == client.casefold()
    ]
    if not found:
        raise NotFound(f"There is no plan line “{name}” for {month.first:%Y-%m}.")
    if len(found) > 1:
        names = ", ".join(f"“{owner}”" for _, owner in found)
        raise BadInput(f"Several clients have a plan line “{name}”: {names}; choose one with --client.", field="client")
    return int(found[0][0])


@dataclass(frozen=True, slots=True)
class CoveredCampaign:
    """A campaign of a line: micros of its account's currency over the line's days so far, and in the last seven."""

    campaign_id: int
    name: str
    platform: str
    account: str
    currency: str
    spent: int
    last_week: int


def covered(
    session: Session, actor: Actor, line_id: int, *, as_of: date, limit: int = 100
) -> tuple[list[CoveredCampaign], int]:
    """The campaigns that a line covers, those that spent most first; and how many there are. Three queries."""
    require(actor, Permission.VIEW)
    line = get_plan_line(session, actor, line_id)
    week_ago = as_of - timedelta(days=7)
    first = min(line.first_day, week_ago)
    in_period = case((CampaignDay.day >= line.first_day, CampaignDay.spend_micros), else_=0)
    last_week = case((CampaignDay.day >= week_ago, CampaignDay.spend_micros), else_=0)
    days = and_(
        CampaignDay.account_id == Campaign.account_id,
        CampaignDay.campaign_id == Campaign.id,
        CampaignDay.day >= first,
        CampaignDay.day < as_of,
        CampaignDay.day <= line.last_day,
    )
    total = func.coalesce(func.sum(in_period), 0)
    query = (
        select(
            Campaign.id,
            Campaign.name,
            AdAccount.platform,
            AdAccount.name,
            AdAccount.currency,
            total,
            func.coalesce(func.sum(last_week), 0),
        )
        .join(PlanLineCampaign, PlanLineCampaign.campaign_id == Campaign.id)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .outerjoin(CampaignDay, days)
        .where(PlanLineCampaign.plan_line_id == line_id)
        .group_by(Campaign.id, Campaign.name, AdAccount.platform, AdAccount.name, AdAccount.currency)
        .order_by(total.desc(), Campaign.name, Campaign.id)
        .limit(limit)
    )
    number = session.scalar(select(func.count()).where(PlanLineCampaign.plan_line_id == line_id)) or 0
    found = [
        CoveredCampaign(campaign, name, platform, account, currency, int(spent), int(week))
        for campaign, name, platform, account, currency, spent, week in session.execute(query)
    ]
    return found, number


@dataclass(frozen=True, slots=True)
class Choices:
    """What a plan line's form offers: the actor's clients, and the chosen one's ad accounts."""

    clients: tuple[Client, ...]
    chosen: Client | None
    accounts: tuple[AdAccount, ...]


def choices(session: Session, actor: Actor, *, client_id: int | None) -> Choices:
    """The clients to plan for; `client_id` None chooses the first. NotFound where it is not the actor's."""
    require(actor, Permission.EDIT_PLAN)
    found = tuple(client for client in session.scalars(visible_clients(actor)) if client.archived_at is None)
    chosen = get_client(session, actor, client_id) if client_id is not None else None
    if chosen is None and found:
        chosen = found[0]
    accounts: tuple[AdAccount, ...] = ()
    if chosen is not None:
        query = select(AdAccount).where(AdAccount.client_id == chosen.id)
        accounts = tuple(session.scalars(query.order_by(AdAccount.platform, AdAccount.name, AdAccount.id)))
    return Choices(found, chosen, accounts)
