"""What may be asked for on a campaign's or an ad set's own page: another budget, a pause, a resumption.

read(session, actor, campaign_id=, ad_set_id=, now=) -> Offer
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.domain.budget_change import PENDING
from paidsocial.domain.days import ONE_DAY, local_day
from paidsocial.domain.money import Money
from paidsocial.domain.status import Standing, standing_of
from paidsocial.domain.switching import KINDS, Switch, offers
from paidsocial.models import AccountSync, AdAccount, AdSet, BudgetChange, Campaign, Client, PlatformBudget
from paidsocial.services.access import Actor, Permission, get_account, get_ad_set, get_campaign, require
from paidsocial.services.changes import switches
from paidsocial.services.performance import campaign_budgets
from paidsocial.services.performance.campaign_budgets import BudgetRow


@dataclass(frozen=True, slots=True)
class Offer:
    """One campaign, or one ad set of it, and what may be asked for.

    `budget`: its own a day, None where nobody knows it; `no_budget`: why no other amount can be asked for, empty where
    one can; `budget_pending` and `switch_pending`: the changes on their way. `today`: its account's own; `sends`: what
    is approved goes to the platform by itself; `limit`: what a proposer may approve alone (None: all).
    """

    account: AdAccount
    campaign: Campaign
    ad_set: AdSet | None
    standing: Standing
    budget: Money | None
    no_budget: str
    budget_pending: int | None
    switch_pending: int | None
    switches: tuple[Switch, ...]
    spends: Money | None
    today: date
    sends: bool
    limit: Money | None

    @property
    def entity(self) -> Campaign | AdSet:
        """What it is about."""
        return self.ad_set or self.campaign

    @property
    def tomorrow(self) -> date:
        """The first day until which something may hold."""
        return self.today + ONE_DAY


def read(
    session: Session, actor: Actor, *, campaign_id: int | None = None, ad_set_id: int | None = None, now: datetime
) -> Offer:
    """For the page of a campaign, or with `ad_set_id` of an ad set; a fixed number of queries. Raises NotFound."""
    require(actor, Permission.RECOMMEND)
    ad_set = get_ad_set(session, actor, ad_set_id) if ad_set_id is not None else None
    campaign = get_campaign(session, actor, ad_set.campaign_id if ad_set else campaign_id or 0)
    account = get_account(session, actor, campaign.account_id)
    today = local_day(now, account.time_zone)
    rows = campaign_budgets.rows_in_force(session, PlatformBudget.campaign_id == campaign.id, at=now).get(
        campaign.id, []
    )
    own = next((row for row in rows if row.ad_set_id == ad_set_id), None)
    sync = session.get(AccountSync, account.id)
    client = session.get_one(Client, account.client_id)
    limit = client.approval_limit_micros
    entity = ad_set or campaign
    spends = switches.spends(session, campaign, ad_set, now=now, today=today)
    shared = campaign_budgets.shared_of(campaign)
    alone = campaign.is_whole or (ad_set is not None and ad_set.is_whole)
    pending = _pending(session, campaign.id, ad_set_id)
    return Offer(
        account,
        campaign,
        ad_set,
        standing_of(entity.status),
        Money(own.amount, account.currency) if own and not shared else None,
        wording.shared_budget(shared.campaigns)
        if shared
        else _no_budget(entity, own, rows, on_ad_set=ad_set is not None, alone=alone),
        next((id_ for id_, kind in pending if kind not in KINDS), None),
        next((id_ for id_, kind in pending if kind in KINDS), None),
        () if alone else offers(standing_of(entity.status)),
        None if spends is None else Money(spends, account.currency),
        today,
        bool(sync and sync.push),
        None if limit is None else Money(limit, client.reporting_currency),
    )


def _no_budget(
    entity: Campaign | AdSet, own: BudgetRow | None, rows: Sequence[BudgetRow], *, on_ad_set: bool, alone: bool
) -> str:
    if own is None and rows:
        where = "on its campaign" if on_ad_set and rows[0].ad_set_id is None else "on its ad sets"
        where = "on other ad sets of its campaign" if on_ad_set and rows[0].ad_set_id is not None else where
        return f"Its budget stands {where}."
    if own is not None and own.kind != campaign_budgets.DAILY:
        return "It has a lifetime budget; only daily ones are changed here."
    if alone or (on_ad_set and own is None):
        return "It carries no budget of its own."
    if standing_of(entity.status) is Standing.ENDED:
        return "It is over on its platform."
    return ""


def _pending(session: Session, campaign_id: int, ad_set_id: int | None) -> list[tuple[int, str]]:
    query = select(BudgetChange.id, BudgetChange.kind).where(
        BudgetChange.campaign_id == campaign_id,
        BudgetChange.ad_set_id.is_not_distinct_from(ad_set_id),
        BudgetChange.state.in_([state.value for state in PENDING]),
    )
    return [(id_, kind) for id_, kind in session.execute(query.order_by(BudgetChange.id))]
