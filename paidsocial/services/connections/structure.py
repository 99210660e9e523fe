"""What an ad account holds on its platform, into the database: names, statuses, flights, learning, budgets.

A budget that stands there otherwise than we knew enters the budget history as changed there. Ids are the platform's,
so a renamed or re-parented ad set stays itself, and its past stays where it was reported.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.money import Money
from paidsocial.domain.readings import Entity, Grain, Level, Readings
from paidsocial.models import Ad, AdAccount, AdSet, Campaign, PlatformBudget
from paidsocial.platforms.live.connector import LiveAdSet, LiveBudget, LiveCampaign, Structure
from paidsocial.services.imports.entities import place
from paidsocial.services.planning import plan_membership

SOURCE = "platform"


@dataclass
class Changes:
    """What was found to be otherwise than we knew: sentences' material for the pull's report."""

    new: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)  # ad sets now under another campaign
    budgets: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the pull's record; lists are cut, their lengths are not."""
        return {
            "new": {"count": len(self.new), "names": self.new[:20]},
            "renamed": [list(pair) for pair in self.renamed[:20]],
            "moved": self.moved[:20],
            "budgets": self.budgets[:100],
        }


def store(session: Session, account: AdAccount, live: Structure, *, now: datetime, today: date) -> Changes:
    """Bring one account's structure up to date, in one transaction. Things that are gone there are kept."""
    changes = Changes()
    with transaction(session):
        account = session.get_one(AdAccount, account.id)
        known = plan_membership.campaigns_of(session, account.client_id)
        before = {row.external_id: row.name for row in _rows(session, Campaign, account.id)}
        before |= {row.external_id: row.name for row in _rows(session, AdSet, account.id)}
        _move(session, account, live, changes, now)
        _place(session, account, live, now)
        campaigns = {row.external_id or "": row for row in _rows(session, Campaign, account.id)}
        ad_sets = {row.external_id or "": row for row in _rows(session, AdSet, account.id)}
        for campaign in live.campaigns:
            if campaign.id in campaigns:
                _tell(campaigns[campaign.id], campaign, before, changes)
        for ad_set in live.ad_sets:
            if ad_set.id in ad_sets:
                _tell(ad_sets[ad_set.id], ad_set, before, changes)
        standing = standing_budgets(session, account.id)
        for told in _told(live, campaigns, ad_sets):
            _note(session, account, told, standing.get((told.campaign_id, told.ad_set_id)), changes, now=now)
        if plan_membership.campaigns_of(session, account.client_id) != known:
            plan_membership.refresh(session, client_id=account.client_id, today=today)
    return changes


def _rows(session: Session, model: type[Any], account_id: int) -> Sequence[Any]:
    return session.scalars(select(model).where(model.account_id == account_id, model.external_id.is_not(None))).all()


def _move(session: Session, account: AdAccount, live: Structure, changes: Changes, now: datetime) -> None:
    """Ad sets that the platform now shows under another campaign."""
    campaigns = {row.external_id: row for row in _rows(session, Campaign, account.id)}
    named = {campaign.id: campaign.name for campaign in live.campaigns}
    parents = {row.id: row.external_id for row in campaigns.values()}
    told = {ad_set.id: ad_set for ad_set in live.ad_sets}
    for row in _rows(session, AdSet, account.id):
        ad_set = told.get(row.external_id)
        if ad_set is None or parents.get(row.campaign_id) == ad_set.campaign_id:
            continue
        target = campaigns.get(ad_set.campaign_id)
        if target is None:
            target = Campaign(
                account_id=account.id,
                external_id=ad_set.campaign_id,
                name=named.get(ad_set.campaign_id, ad_set.campaign_id),
                first_seen_at=now,
            )
            session.add(target)
            session.flush()
            campaigns[ad_set.campaign_id] = target
        row.campaign_id = target.id
        changes.moved.append(ad_set.name)
    session.flush()


def _place(session: Session, account: AdAccount, live: Structure, now: datetime) -> None:
    """Make what is new, and give ids to rows that files had told by name only."""
    campaigns = {campaign.id: campaign for campaign in live.campaigns}
    ad_sets = {ad_set.id: ad_set for ad_set in live.ad_sets}

    def entity(ad_set: LiveAdSet, **more: str) -> Entity:
        above = campaigns.get(ad_set.campaign_id)
        return Entity(
            campaign_id=ad_set.campaign_id,
            campaign=above.name if above else None,
            ad_set_id=ad_set.id,
            ad_set=ad_set.name,
            objective=above.objective if above else None,
            **more,
        )

    place(session, account, _without_rows(Level.AD_SET, map(entity, live.ad_sets)), Level.AD_SET, now=now, newest=True)
    own_ads = [(ad, ad_sets[ad.ad_set_id]) for ad in live.ads if ad.ad_set_id in ad_sets]
    if own_ads:
        ads = [entity(ad_set, ad_id=ad.id, ad=ad.name) for ad, ad_set in own_ads]
        place(session, account, _without_rows(Level.AD, ads), Level.AD, now=now, newest=True)
        status = {ad.id: ad.status for ad in live.ads}
        for row in _rows(session, Ad, account.id):
            told = status.get(row.external_id)
            if told and row.status != told:
                row.status = told[:100]


def _without_rows(level: Level, entities: Iterable[Entity]) -> Readings:
    return Readings(level, Grain.DAY, list(entities), array("q"), array("q"), array("q"), array("q"))


def _tell(
    row: Campaign | AdSet,
    live: LiveCampaign | LiveAdSet,
    before: Mapping[str | None, str],
    changes: Changes,
) -> None:
    """Status, flight, learning, targeting, and a budget that is shared with others, as they are now."""
    if live.id not in before:
        changes.new.append(live.name)
    elif before[live.id] != live.name:
        changes.renamed.append((before[live.id], live.name))
    if row.status != live.status:
        row.status = live.status[:100]
    if (row.start_day, row.end_day) != (live.starts, live.ends):
        row.start_day, row.end_day = live.starts, live.ends
    if isinstance(row, AdSet) and isinstance(live, LiveAdSet):
        if row.learning_state != live.learning:
            row.learning_state = live.learning
        if (row.details or {}).get("targeting") != live.targeting:
            row.details = {**(row.details or {}), "targeting": live.targeting}
    if isinstance(row, Campaign) and isinstance(live, LiveCampaign):
        shared = _shared(live.budget)
        if (row.details or {}).get("shared_budget") != shared:
            row.details = {**(row.details or {}), "shared_budget": shared}


def _shared(budget: LiveBudget | None) -> dict[str, Any] | None:
    """One that several campaigns spend from, for a campaign's details: in its history it would count as its own."""
    if budget is None or budget.campaigns == 1:
        return None
    return {"kind": budget.kind.value, "amount_micros": budget.amount.micros, "campaigns": budget.campaigns}


# ---- budgets


@dataclass(frozen=True, slots=True)
class _Told:
    """One budget as the platform tells it, and whose it is here."""

    campaign_id: int
    ad_set_id: int | None
    name: str
    budget: LiveBudget


def _told(live: Structure, campaigns: Mapping[str, Campaign], ad_sets: Mapping[str, AdSet]) -> list[_Told]:
    found = [
        _Told(campaigns[each.id].id, None, each.name, each.budget)
        for each in live.campaigns
        if each.budget is not None and each.budget.campaigns == 1 and each.id in campaigns
    ]
    return found + [
        _Told(ad_sets[one.id].campaign_id, ad_sets[one.id].id, one.name, one.budget)
        for one in live.ad_sets
        if one.budget is not None and one.id in ad_sets
    ]


def standing_budgets(session: Session, account_id: int) -> dict[tuple[int, int | None], PlatformBudget]:
    """The latest platform budget known of each campaign and ad set of an account."""
    place_ = func.row_number().over(
        partition_by=(PlatformBudget.campaign_id, PlatformBudget.ad_set_id),
        order_by=(PlatformBudget.effective_at.desc(), PlatformBudget.id.desc()),
    )
    ranked = select(PlatformBudget.id, place_.label("place")).where(PlatformBudget.account_id == account_id).subquery()
    query = select(PlatformBudget).join(ranked, ranked.c.id == PlatformBudget.id).where(ranked.c.place == 1)
    return {(row.campaign_id, row.ad_set_id): row for row in session.scalars(query)}


def _note(
    session: Session, account: AdAccount, told: _Told, known: PlatformBudget | None, changes: Changes, *, now: datetime
) -> None:
    """Put a budget that is not as we knew it into the history."""
    kind, amount = told.budget.kind.value, told.budget.amount
    if known is not None and (known.kind, known.amount_micros) == (kind, amount.micros):
        return
    session.add(
        PlatformBudget(
            account_id=account.id,
            campaign_id=told.campaign_id,
            ad_set_id=told.ad_set_id,
            kind=kind,
            amount_micros=amount.micros,
            currency=account.currency,
            effective_at=now,
            recorded_at=now,
            source=SOURCE,
        )
    )
    if known is not None:
        before = Money(known.amount_micros, known.currency).text
        found = {"name": told.name, "before": before, "after": amount.text, "currency": account.currency, "kind": kind}
        changes.budgets.append(found)
