"""Lift tests: recorded, read beside what the platforms reported, withdrawn with a reason and never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain import metrics, wording
from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.errors import BadInput, NotFound
from paidsocial.models import AdAccount, Campaign, CampaignDay, Client, LiftTest
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, client_filter, get_client, require, visible_clients
from paidsocial.services.prediction.lift_test_details import (
    LONGEST_TEXT,
    Details,
    campaign_of,
    check_currency,
    check_new,
    checked,
)

MOST_NAMES = 200
_OVER = 1.005  # times the spend on record, that rounding in a report is no warning
FAR = 2  # times the spend on record: beyond that, the test is kept and does not count
_LEAST_SHARE, _MOST_SHARE = -1.0, 2.0  # of reported revenue, outside of which a test is doubted


@dataclass(frozen=True, slots=True)
class Reading:
    """A test beside what the platforms reported for its days and campaigns, in its currency.

    `scope` is the campaign's name, the platform's slug, or empty for the whole client. The shares say how much of the
    reported revenue was incremental, None where `unused` says why they are not known.
    """

    test: LiftTest
    client: str
    scope: str
    reported_spend: Money
    reported_revenue: Money
    share: float | None
    low: float | None
    high: float | None

    @property
    def period(self) -> Period:
        """The test's days."""
        return Period(self.test.first_day, self.test.last_day)

    @property
    def name(self) -> str:
        """What was tested, in words."""
        return self.scope or f"all of {self.client}"

    @property
    def warning(self) -> str:
        """What does not fit what is on record for its days; empty where nothing stands out. The test counts all the
        same: figures may be missing here, and whoever recorded it may know better."""
        if self.unused or self.share is None:
            return ""
        code = self.test.currency
        spent, known = self.test.spend_micros, self.reported_spend.micros
        if spent > known * _OVER:
            return (
                f"More spend was tested ({wording.amount(spent, code)}) than is on record for its days "
                f"({wording.amount(known, code)}): check its days and campaigns, or import what is missing."
            )
        if not _LEAST_SHARE <= self.share <= _MOST_SHARE:
            side = "above" if self.share > 0 else "below"
            end = _MOST_SHARE if self.share > 0 else _LEAST_SHARE
            return (
                f"A share of {self.share:.0%} is {side} {end:.0%} of the reported revenue, as hardly any test finds: "
                "check the amounts and the days."
            )
        return ""

    @property
    def unused(self) -> str:
        """Why the test calibrates nothing; empty where it does."""
        if self.test.withdrawn_at is not None:
            return "Withdrawn."
        if not self.reported_spend:
            return f"No {self.test.currency} spend is imported for its days: import them, and it counts."
        if _far_over(self.test, self.reported_spend.micros):
            tested = wording.amount(self.test.spend_micros, self.test.currency)
            known = wording.amount(self.reported_spend.micros, self.test.currency)
            return (
                f"It does not count: {tested} were tested, more than {FAR} times the {known} on record for its days. "
                "Import what is missing, and it counts; or withdraw it and record it again with the right amount."
            )
        if not self.reported_revenue:
            return "The platforms reported no revenue for its days, so there is no share of it."
        return ""


def _far_over(row: LiftTest, spent: int) -> bool:
    """Whether far more was tested than is on record, so that the one or the other is wrong."""
    return row.spend_micros > FAR * spent


def add(session: Session, actor: Actor, details: Details, *, now: datetime, today: date) -> LiftTest:
    """Record a test. Raises BadInput for what cannot be or is there already, NotFound for somebody else's client."""
    require(actor, Permission.RECORD_LIFT_TESTS)
    with transaction(session):
        client = get_client(session, actor, details.client_id)
        row = checked(details, today=today)
        campaign = campaign_of(session, client, details, row.currency)
        row.campaign_id, row.platform = (campaign.id, None) if campaign else (None, details.platform or None)
        check_currency(session, client, row)
        check_new(session, row)
        row.created_at, row.created_by, row.entered_as = now, actor.user_id, actor.email[:320]
        session.add(row)
        session.flush()
        _record(session, actor, row, "recorded", now=now)
    return row


def withdraw(session: Session, actor: Actor, test_id: int, *, reason: str, now: datetime) -> LiftTest:
    """Let a test no longer count; it stays in the list with its reason. BadInput without one."""
    require(actor, Permission.RECORD_LIFT_TESTS)
    get(session, actor, test_id)  # what is not theirs is not found, whatever they say
    said = " ".join(reason.split())
    if not said:
        raise BadInput("Say why it is withdrawn: the next one who looks will want to know.", field="reason")
    if len(said) > LONGEST_TEXT:
        raise BadInput("This is too long: at most 1,000 characters.", field="reason")
    with transaction(session):
        row = get(session, actor, test_id)
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now, actor.user_id, said
            _record(session, actor, row, "withdrawn", now=now)
    return row


def restore(session: Session, actor: Actor, test_id: int, *, now: datetime) -> LiftTest:
    """Take a withdrawal back; nothing happens where there is none."""
    require(actor, Permission.RECORD_LIFT_TESTS)
    with transaction(session):
        row = get(session, actor, test_id)
        if row.withdrawn_at is not None:
            check_new(session, row)
            row.withdrawn_at = row.withdrawn_by = row.withdrawn_reason = None
            _record(session, actor, row, "restored", now=now)
    return row


def get(session: Session, actor: Actor, test_id: int) -> LiftTest:
    """A test of the actor's clients, or NotFound."""
    query = select(LiftTest).where(LiftTest.id == test_id, client_filter(actor, LiftTest.client_id))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("There is no such lift test, or it is not one of your clients'.")
    return found


def read(session: Session, actor: Actor, test_id: int) -> Reading:
    """One test of the actor's clients beside what was reported, or NotFound."""
    return _readings(session, [get(session, actor, test_id).id])[0]


def client_named(session: Session, actor: Actor, name: str | None) -> int:
    """The id of the actor's client of that name; without a name the only one. BadInput where that settles nothing."""
    query = visible_clients(actor).where(Client.archived_at.is_(None))
    clients = list(session.scalars(query))
    if name is not None:
        clients = [client for client in clients if client.name.casefold() == " ".join(name.split()).casefold()]
    if len(clients) == 1:
        return clients[0].id
    if name is not None:
        raise BadInput(f"There is no client “{name}”; `paidsocial accounts` names them.", field="client")
    raise BadInput("Name the client with --client.", field="client")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a form can offer: the actor's clients; of one or all of them the platforms, currencies and some names."""

    clients: tuple[Client, ...]
    platforms: tuple[str, ...]
    currencies: tuple[str, ...]
    campaigns: tuple[str, ...]


def offer(session: Session, actor: Actor, *, client_id: int | None = None) -> Offer:
    """For recording a test; with `client_id` of that client. At most 200 names of campaigns, the newest."""
    require(actor, Permission.RECORD_LIFT_TESTS)
    clients = tuple(session.scalars(visible_clients(actor).where(Client.archived_at.is_(None))))
    chosen = client_id if client_id is not None else clients[0].id if len(clients) == 1 else None
    mine = client_filter(actor, AdAccount.client_id)
    if chosen is not None:
        mine = and_(mine, AdAccount.client_id == chosen)
    pairs = session.execute(select(AdAccount.platform, AdAccount.currency).where(mine).distinct()).all()
    names: Sequence[str] = ()
    if chosen is not None:
        query = select(Campaign.name, func.max(Campaign.id)).join(AdAccount, AdAccount.id == Campaign.account_id)
        query = query.where(mine).group_by(Campaign.name).order_by(func.max(Campaign.id).desc()).limit(MOST_NAMES)
        names = sorted(name for name, _ in session.execute(query))
    platforms, currencies = ({pair[at] for pair in pairs} for at in (0, 1))
    return Offer(clients, tuple(sorted(platforms)), tuple(sorted(currencies)), tuple(names))


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of tests, newest first; how many there are in all and how many of them still count."""

    rows: tuple[Reading, ...]
    total: int
    standing: int


def listing(
    session: Session, actor: Actor, *, client_id: int | None = None, offset: int = 0, limit: int = 50
) -> Listing:
    """The actor's tests beside what the platforms reported; three queries, whatever the number."""
    require(actor, Permission.VIEW)
    if client_id is not None:
        get_client(session, actor, client_id)
    mine = client_filter(actor, LiftTest.client_id)
    if client_id is not None:
        mine = and_(mine, LiftTest.client_id == client_id)
    counts = select(func.count(), func.count().filter(LiftTest.withdrawn_at.is_(None))).select_from(LiftTest)
    total, standing = session.execute(counts.where(mine)).one()
    query = select(LiftTest.id).where(mine).order_by(LiftTest.last_day.desc(), LiftTest.id.desc())
    ids = session.scalars(query.offset(offset).limit(limit)).all()
    by_id = {reading.test.id: reading for reading in _readings(session, ids)}
    return Listing(tuple(by_id[test_id] for test_id in ids), total, standing)


def any_standing(session: Session, client_ids: Sequence[int], currency: str, *, through: date = date.max) -> bool:
    """Whether there is any of the tests of `standing`; one short query."""
    return session.scalars(_standing(client_ids, currency, through).limit(1)).first() is not None


def standing(session: Session, client_ids: Sequence[int], currency: str, *, through: date = date.max) -> list[Reading]:
    """The tests of some clients in one currency that ended by `through` and are not withdrawn, oldest first."""
    found = _readings(session, session.scalars(_standing(client_ids, currency, through)).all())
    return sorted(found, key=lambda each: (each.test.last_day, each.test.id))


def _standing(client_ids: Sequence[int], currency: str, through: date) -> Select[int]:
    return select(LiftTest.id).where(
        LiftTest.client_id.in_(client_ids),
        LiftTest.currency == currency,
        LiftTest.last_day <= through,
        LiftTest.withdrawn_at.is_(None),
    )


def _readings(session: Session, ids: Sequence[int]) -> list[Reading]:
    """Tests with what was reported for them: one query for all."""
    if not ids:
        return []
    names = {
        row.id: (row, client, campaign or row.platform or "")
        for row, client, campaign in session.execute(
            select(LiftTest, Client.name, Campaign.name)
            .join(Client, Client.id == LiftTest.client_id)
            .outerjoin(Campaign, Campaign.id == LiftTest.campaign_id)
            .where(LiftTest.id.in_(ids))
        )
    }
    reported = {row[0]: (int(row[1] or 0), int(row[2] or 0)) for row in session.execute(_reported(ids))}
    return [_reading(*names[test_id], *reported.get(test_id, (0, 0))) for test_id in ids]


def _reported(ids: Sequence[int]) -> Select[Any]:
    """Spend and revenue that the platforms reported for each test's days and campaigns, in its currency."""
    in_scope = and_(
        or_(LiftTest.platform.is_(None), AdAccount.platform == LiftTest.platform),
        or_(LiftTest.campaign_id.is_(None), CampaignDay.campaign_id == LiftTest.campaign_id),
    )
    columns: tuple[Any, ...] = (LiftTest.id, func.sum(CampaignDay.spend_micros), func.sum(CampaignDay.revenue_micros))
    query: Select[Any] = (
        select(*columns)
        .join(AdAccount, and_(AdAccount.client_id == LiftTest.client_id, AdAccount.currency == LiftTest.currency))
        .join(
            CampaignDay,
            and_(
                CampaignDay.account_id == AdAccount.id,
                CampaignDay.day >= LiftTest.first_day,
                CampaignDay.day <= LiftTest.last_day,
            ),
        )
        .where(LiftTest.id.in_(ids), in_scope)
        .group_by(LiftTest.id)
    )
    return query


def _reading(row: LiftTest, client: str, scope: str, spend: int, revenue: int) -> Reading:
    """The share compares returns, so that a test of a part of the spend is read rightly."""

    far = _far_over(row, spend)

    def share(micros: int) -> float | None:
        if far:
            return None
        tested, usual = metrics.roas(micros, row.spend_micros), metrics.roas(revenue, spend)
        return tested / usual if tested is not None and usual else None

    return Reading(
        row,
        client,
        scope,
        Money(spend, row.currency),
        Money(revenue, row.currency),
        share(row.revenue_micros),
        share(row.low_micros),
        share(row.high_micros),
    )


def _record(session: Session, actor: Actor, row: LiftTest, deed: str, *, now: datetime) -> None:
    said = {
        "platform": row.platform,
        "campaign_id": row.campaign_id,
        "first_day": str(row.first_day),
        "last_day": str(row.last_day),
        "spend": str(Money(row.spend_micros, row.currency)),
        "incremental_revenue": str(Money(row.revenue_micros, row.currency)),
        "low": str(Money(row.low_micros, row.currency)),
        "high": str(Money(row.high_micros, row.currency)),
        "confidence_bp": row.level_bp,
        "method": row.method,
    }
    audit.record(
        session,
        actor,
        now=now,
        action=f"lift_test.{deed}",
        subject=("lift_test", row.id),
        client_id=row.client_id,
        after=said if deed == "recorded" else {"reason": row.withdrawn_reason},
    )
