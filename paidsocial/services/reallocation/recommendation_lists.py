"""Lists of recommendations.

listing(session, actor, states=, client_id=, offset=, limit=) -> (Summary, ...), how many there are
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from paidsocial.domain.money import Money
from paidsocial.domain.recommendation import Decision, State
from paidsocial.models import Client, Recommendation, RecommendationLine, User
from paidsocial.services.access import Actor, Permission, recommendation_filter, require
from paidsocial.services.reallocation import approved_lines
from paidsocial.services.reallocation.approved_lines import Approved


@dataclass(frozen=True, slots=True)
class Summary:
    """A recommendation in a list, without its lines. `moving` of `lines` change.

    Where a part of it was approved, `moving`, the total after and the expectation are of that part.
    """

    id: str
    state: State
    as_of: date
    level: str
    currency: str
    client_id: int | None
    client_name: str | None
    total_before: Money
    total_after: Money
    expected: Money
    expected_low: Money
    expected_high: Money
    lines: int
    moving: int
    request: dict[str, Any]  # what was asked, as it is kept
    note: str
    created_at: datetime
    proposed_at: datetime | None
    proposed_by_id: int | None
    proposed_by: str | None


def listing(
    session: Session,
    actor: Actor,
    *,
    states: Collection[State] | None = None,
    client_id: int | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[tuple[Summary, ...], int]:
    """Recommendations the actor may see, newest first, and how many there are in all."""
    require(actor, Permission.VIEW)
    where = [recommendation_filter(actor)]
    if states is not None:
        where.append(Recommendation.state.in_([state.value for state in states]))
    if client_id is not None:
        where.append(Recommendation.client_id == client_id)
    total = session.scalar(select(func.count()).select_from(Recommendation).where(*where)) or 0
    query = _summaries().where(*where).order_by(Recommendation.created_at.desc(), Recommendation.id)
    found = [_summary(row) for row in session.execute(query.offset(offset).limit(limit))]
    return _as_decided(session, found), total


def _as_decided(session: Session, found: Sequence[Summary]) -> tuple[Summary, ...]:
    """With what was approved alone, where that was a part."""
    parts = [one.id for one in found if one.state is State.PARTLY_APPROVED]
    if not parts:
        return tuple(found)
    approved = approved_lines.of(session, parts)
    return tuple(_left_of(one, approved[one.id]) if one.id in approved else one for one in found)


def _left_of(one: Summary, approved: Approved) -> Summary:
    return replace(
        one,
        moving=len(approved.lines),
        total_after=one.total_before + Money(approved.change, one.currency),
        expected=Money(approved.expected, one.currency),
        expected_low=Money(approved.low, one.currency).rounded(),
        expected_high=Money(approved.high, one.currency).rounded(),
    )


def _summaries() -> Select[Any]:
    person, line = aliased(User), RecommendationLine
    of_it = line.recommendation_id == Recommendation.id
    lines = select(func.count()).where(of_it).correlate(Recommendation).scalar_subquery()
    moving = (
        select(func.count())
        .where(of_it, line.decision != Decision.HOLD.value)
        .correlate(Recommendation)
        .scalar_subquery()
    )
    name = func.coalesce(func.nullif(person.name, ""), person.email)
    return (
        select(Recommendation, Client.name, name, lines, moving)
        .outerjoin(Client, Client.id == Recommendation.client_id)
        .outerjoin(person, person.id == Recommendation.proposed_by)
    )


def _summary(row: Any) -> Summary:
    one, client, person, lines, moving = row
    return Summary(
        id=one.id,
        state=State(one.state),
        as_of=one.as_of,
        level=one.level,
        currency=one.currency,
        client_id=one.client_id,
        client_name=client,
        total_before=Money(one.total_before_micros, one.currency),
        total_after=Money(one.total_after_micros, one.currency),
        expected=Money(one.expected_change_micros, one.currency),
        expected_low=Money(one.expected_low_micros, one.currency),
        expected_high=Money(one.expected_high_micros, one.currency),
        lines=lines,
        moving=moving,
        request=one.request,
        note=one.note,
        created_at=one.created_at,
        proposed_at=one.proposed_at,
        proposed_by_id=one.proposed_by,
        proposed_by=person,
    )
