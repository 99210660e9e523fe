"""How long figures of a campaign or ad set keep moving, learned from how they were restated in the last eight weeks.

At an age of A days, days had a share of the revenue that they are known to have now; they count as settled from the age
at which that share reaches 95%.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import local_day
from paidsocial.models import AdAccount, AdSet, Campaign, CampaignDay, Performance, PerformanceReading

LEARNT_FROM = 56  # days back
OLDEST = 28  # an age past which nothing is called young
SETTLED = 0.95
_LATER = 7  # a day tells about an age once it is this much older
_LEAST_READINGS = 10


@dataclass(frozen=True, slots=True)
class Settling:
    """Days of age up to `days` are still filling up; a day old, a day had `first_share` of its later revenue."""

    days: int
    first_share: float


@dataclass(frozen=True, slots=True)
class Reading:
    """An earlier reading of one ad set's day: its revenue and the day's present one (micros), and the age in days at
    which it was replaced."""

    day: date
    ad_set_id: int
    replaced_at_age: int
    revenue: int
    now: int


def settling(session: Session, entity: Campaign | AdSet, account: AdAccount, *, at: datetime) -> Settling | None:
    """What is known of it; None where too little was ever restated, or nothing that counts. Two queries."""
    today = local_day(at, account.time_zone)
    days = [today - timedelta(days=back) for back in range(1, LEARNT_FROM + 1)]
    readings = _readings(session, entity, account, days)
    if len(readings) < _LEAST_READINGS:
        return None
    return learn(readings, _revenue(session, entity, account, days), today)


def learn(readings: Sequence[Reading], revenue: Mapping[date, int], today: date) -> Settling | None:
    """The rule: `revenue` is the present one of every day, readings are of the same days."""
    cells: defaultdict[tuple[date, int], list[Reading]] = defaultdict(list)
    for reading in readings:
        cells[reading.day, reading.ad_set_id].append(reading)
    shares = {age: _share(age, cells, revenue, today) for age in range(1, OLDEST + 1)}
    young = [age for age, share in shares.items() if share is not None and share < SETTLED]
    if not young:
        return None
    return Settling(max(young), shares[1] or shares[min(young)] or 0.0)


def _share(
    age: int,
    cells: Mapping[tuple[date, int], Sequence[Reading]],
    revenue: Mapping[date, int],
    today: date,
) -> float | None:
    """Known revenue at an age over what is known now, of days that have had a week more since."""
    last = today - timedelta(days=age + _LATER)
    final = sum(amount for day, amount in revenue.items() if day <= last)
    if final <= 0:
        return None
    then = final
    for (day, _ad_set), readings in cells.items():
        if day <= last:
            valid = min((r for r in readings if r.replaced_at_age > age), key=lambda r: r.replaced_at_age, default=None)
            then += 0 if valid is None else valid.revenue - valid.now
    return then / final


def _readings(session: Session, entity: Campaign | AdSet, account: AdAccount, days: Sequence[date]) -> list[Reading]:
    """One look-up in the key per day and ad set, however large the account is."""
    old, now = PerformanceReading, Performance
    ids = select(AdSet.id).where(AdSet.campaign_id == entity.id) if isinstance(entity, Campaign) else [entity.id]
    query = (
        select(
            old.day,
            old.ad_set_id,
            old.superseded_at,
            func.coalesce(old.revenue_micros, 0),
            func.coalesce(now.revenue_micros, 0),
        )
        .join(now, and_(now.account_id == old.account_id, now.day == old.day, now.ad_set_id == old.ad_set_id))
        .where(old.account_id == account.id, old.day.in_(days), old.ad_set_id.in_(ids))
    )
    return [
        Reading(day, ad_set_id, (local_day(superseded_at, account.time_zone) - day).days, revenue, present)
        for day, ad_set_id, superseded_at, revenue, present in session.execute(query)
    ]


def _revenue(session: Session, entity: Campaign | AdSet, account: AdAccount, days: Sequence[date]) -> dict[date, int]:
    table: type[CampaignDay | Performance]
    of_entity: ColumnElement[bool]
    if isinstance(entity, Campaign):
        table, of_entity = CampaignDay, CampaignDay.campaign_id == entity.id
    else:
        table, of_entity = Performance, Performance.ad_set_id == entity.id
    query = select(table.day, func.coalesce(table.revenue_micros, 0)).where(
        table.account_id == account.id, table.day.in_(days), of_entity
    )
    return dict(session.execute(query).all())
