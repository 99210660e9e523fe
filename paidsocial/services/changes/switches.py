"""Pausing and resuming campaigns and ad sets: proposed like a budget change, then decided on and sent like one.

propose(session, actor, wanted, now=, today=) -> change id    approved at once where the person may approve it alone
spends(session, campaign, ad_set, now=) -> micros a day        what that is about; None where nobody knows
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain import budget_change
from paidsocial.domain.budget_change import State
from paidsocial.domain.days import local_day
from paidsocial.domain.money import Money
from paidsocial.domain.status import Standing, standing_of
from paidsocial.domain.switching import Switch, check_switch
from paidsocial.errors import BadInput
from paidsocial.models import AdSet, Campaign, CampaignDay, Performance
from paidsocial.services.access import Actor, Permission, get_account, get_ad_set, get_campaign, require
from paidsocial.services.changes.change_steps import New, write
from paidsocial.services.changes.deciding import approve_alone, check_none_pending
from paidsocial.services.performance import campaign_budgets

_DAYS = 7


@dataclass(frozen=True, slots=True)
class WantedSwitch:
    """What somebody wants paused or resumed, and why. `seen`: how it stood when they looked, None where they did not.

    `expires_on`: the last day it is for; after it the other way round again.
    """

    campaign_id: int
    switch: Switch
    reason: str
    ad_set_id: int | None = None
    seen: Standing | None = None
    expires_on: date | None = None


def propose(session: Session, actor: Actor, wanted: WantedSwitch, *, now: datetime, today: date) -> int:
    """Write the pause or the resumption down, and approve it at once where this person may alone; its id.

    Raises BadInput without a reason or where it is so already, and Stale where it is not as the person saw it or
    another of its kind is on its way.
    """
    require(actor, Permission.RECOMMEND)
    if not wanted.reason.strip():
        raise BadInput(f"Say why it is to be {wanted.switch.done}; whoever approves reads it.", field="reason")
    with transaction(session, alone=True):
        campaign = get_campaign(session, actor, wanted.campaign_id)
        ad_set = get_ad_set(session, actor, wanted.ad_set_id) if wanted.ad_set_id is not None else None
        entity = ad_set or campaign
        if campaign.is_whole or (ad_set is not None and (ad_set.is_whole or ad_set.campaign_id != campaign.id)):
            raise BadInput(f"“{entity.name}” is not one that can be paused by itself.", field="switch")
        account = get_account(session, actor, campaign.account_id)
        budget_change.check_days(None, wanted.expires_on, local_day(now, account.time_zone))
        check_switch(wanted.switch, wanted.seen, standing_of(entity.status), entity.name)
        check_none_pending(session, campaign.id, wanted.ad_set_id, entity.name, switches=True)
        micros = spends(session, campaign, ad_set, now=now, today=local_day(now, account.time_zone))
        runs, rests = Money(micros or 0, account.currency), Money.zero(account.currency)
        new = New(
            account.id,
            campaign.id,
            wanted.ad_set_id,
            rests if wanted.switch.running else None if micros is None else runs,
            runs if wanted.switch.running else rests,
            wanted.reason.strip(),
            expires_on=wanted.expires_on,
            kind=wanted.switch.value,
        )
        change = write(session, actor, new, State.PROPOSED, now=now, client_id=account.client_id)
        approve_alone(session, actor, [(change, account)], now=now, today=today)
        return change.id


def spends(session: Session, campaign: Campaign, ad_set: AdSet | None, *, now: datetime, today: date) -> int | None:
    """What it may spend a day, in micros: its budget, else what it spent a day in the last week; None: nobody knows."""
    budgets = campaign_budgets.of_campaign(session, campaign.id, at=now)
    own = budgets.together if ad_set is None else budgets.by_ad_set.get(ad_set.id)
    if own is not None and own.daily:
        return own.daily
    table = CampaignDay if ad_set is None else Performance
    unit = CampaignDay.campaign_id == campaign.id if ad_set is None else Performance.ad_set_id == ad_set.id
    week = (table.day >= today - timedelta(days=_DAYS), table.day < today)
    spent = session.scalar(
        select(func.sum(table.spend_micros)).where(table.account_id == campaign.account_id, unit, *week)
    )
    return int(spent) // _DAYS if spent else None
