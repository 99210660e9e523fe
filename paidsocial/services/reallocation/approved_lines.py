"""Which lines of recommendations were approved, those that became budget changes, and what these alone come to.

of(session, recommendation_ids) -> {id: Approved}
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.recommendation import Decision
from paidsocial.models import BudgetChange, RecommendationLine


@dataclass(frozen=True, slots=True)
class Approved:
    """The approved lines of one recommendation: their numbers, the change of the total they make, and what they are
    expected to bring with its joint interval; micros a day."""

    lines: frozenset[int]
    change: int
    expected: int
    low: int
    high: int


def of(session: Session, recommendation_ids: Collection[str]) -> dict[str, Approved]:
    """What was approved of each recommendation, nothing where nothing was; one query.

    Approving a line writes its changes, at least one, in the same transaction: the changes are what tells.
    """
    line, change = RecommendationLine, BudgetChange
    became = and_(
        change.recommendation_id == line.recommendation_id,
        change.campaign_id == line.campaign_id,
        or_(line.ad_set_id.is_(None), change.ad_set_id.is_(None), change.ad_set_id == line.ad_set_id),
    )
    query = select(line).where(
        line.recommendation_id.in_(recommendation_ids),
        line.decision != Decision.HOLD.value,
        select(change.id).where(became).exists(),
    )
    found: dict[str, list[RecommendationLine]] = {one: [] for one in recommendation_ids}
    for row in session.scalars(query):
        found[row.recommendation_id].append(row)
    return {one: _told(rows) for one, rows in found.items()}


def _told(lines: Sequence[RecommendationLine]) -> Approved:
    expected = sum(line.revenue_change_micros for line in lines)
    ends = (
        (line.revenue_change_micros, line.revenue_change_low_micros, line.revenue_change_high_micros) for line in lines
    )
    _, low, high = together(ends)
    return Approved(
        lines=frozenset(line.line_no for line in lines),
        change=sum(line.proposed_daily_micros - line.current_daily_micros for line in lines),
        expected=expected,
        low=round(low),
        high=round(high),
    )


def together(ends: Iterable[Sequence[float]]) -> tuple[float, float, float]:
    """Middles added, and the interval of lines that err independently: half widths by their squares."""
    known = [(middle, (high - low) / 2) for middle, low, high in ends]
    middle, half = sum(one for one, _ in known), math.sqrt(sum(width**2 for _, width in known))
    return middle, middle - half, middle + half
