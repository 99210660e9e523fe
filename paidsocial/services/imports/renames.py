"""Campaigns that an export without ids names anew: the same figures on the same days under a name not known yet.

Taken for another campaign, a renamed one would stand beside its old name and be counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain.readings import Grain, Readings
from paidsocial.models import CampaignDay

_FEWEST_DAYS = 3  # fewer days alike can be chance, and so can one amount every day
_ALIKE = Fraction(4, 5)  # of the stored days; the last ones may have been restated
Spends = dict[date, int]


def renamed(
    session: Session, account_id: int, readings: Readings, *, named: Mapping[str, object], absent: Iterable[int]
) -> dict[str, int]:
    """For each new name of a day-grain batch that one stored campaign's figures fit, that campaign's id.

    `named`: campaign names that are known already; `absent`: ids of the stored campaigns the batch does not speak of.
    """
    candidates = list(absent)
    new = {entity.campaign for entity in readings.entities if entity.campaign and not entity.campaign_id} - set(named)
    if readings.grain is Grain.PERIOD or not new or not candidates:
        return {}
    stored = _stored(session, account_id, readings, candidates)
    told = _told(readings, {name for name in new if name})
    fits: dict[str, list[int]] = {
        name: [campaign_id for campaign_id, before in stored.items() if _alike(before, days)]
        for name, days in told.items()
    }
    taken = [found[0] for found in fits.values() if len(found) == 1]
    return {name: found[0] for name, found in fits.items() if len(found) == 1 and taken.count(found[0]) == 1}


def _alike(before: Spends, days: Spends) -> bool:
    same = [spend for day, spend in before.items() if spend and days.get(day) == spend]
    spent = sum(1 for spend in before.values() if spend)
    return len(same) >= _FEWEST_DAYS and len(set(same)) > 1 and len(same) >= _ALIKE * spent


def _told(readings: Readings, names: set[str]) -> dict[str, Spends]:
    told: dict[str, Spends] = {name: {} for name in names}
    of_entity = [told.get(entity.campaign or "") for entity in readings.entities]
    for entity, ordinal, spend in zip(readings.entity, readings.first, readings.spend, strict=True):
        days = of_entity[entity]
        if days is not None:
            day = date.fromordinal(ordinal)
            days[day] = days.get(day, 0) + spend
    return told


def _stored(session: Session, account_id: int, readings: Readings, campaign_ids: list[int]) -> dict[int, Spends]:
    wanted = set(campaign_ids)
    query = select(CampaignDay.campaign_id, CampaignDay.day, CampaignDay.spend_micros).where(
        CampaignDay.account_id == account_id, CampaignDay.day.between(readings.first_day, readings.last_day)
    )
    stored: dict[int, Spends] = {}
    for campaign_id, day, spend in session.execute(query):
        if campaign_id in wanted:
            stored.setdefault(campaign_id, {})[day] = int(spend)
    return stored
