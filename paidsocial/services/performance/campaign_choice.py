"""Ticked campaigns on their way to another page: one client's and one currency's, with the campaigns left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.errors import BadInput, NotFound
from paidsocial.models import AdAccount, Campaign, CampaignDay
from paidsocial.services.access import Actor, Permission, client_filter, require

RECENT_DAYS = 28


@dataclass(frozen=True, slots=True)
class Choice:
    """Campaigns that were ticked: their client, their currency, their names by id in order of name."""

    client_id: int
    currency: str
    names: dict[int, str]


def choice(session: Session, actor: Actor, ids: Collection[int]) -> Choice:
    """What was ticked. Raises NotFound for none of the actor's, BadInput for several clients or currencies."""
    require(actor, Permission.VIEW)
    query = (
        select(Campaign.id, Campaign.name, AdAccount.client_id, AdAccount.currency)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .where(Campaign.id.in_(ids), client_filter(actor, AdAccount.client_id))
        .order_by(Campaign.name, Campaign.id)
    )
    rows = session.execute(query).all()
    if not rows:
        raise NotFound("Tick at least one campaign first.")
    if len({row.client_id for row in rows}) > 1:
        raise BadInput("The ticked campaigns belong to several clients; tick those of one.", field="campaign")
    if len({row.currency for row in rows}) > 1:
        raise BadInput("The ticked campaigns are in several currencies; tick those of one.", field="campaign")
    return Choice(rows[0].client_id, rows[0].currency, {row.id: row.name for row in rows})


def others(session: Session, actor: Actor, chosen: Choice, *, today: date) -> list[int]:
    """The other campaigns of the same client and currency that spent in the last four weeks."""
    query = (
        select(Campaign.id)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .join(CampaignDay, (CampaignDay.account_id == AdAccount.id) & (CampaignDay.campaign_id == Campaign.id))
        .where(
            AdAccount.client_id == chosen.client_id,
            client_filter(actor, AdAccount.client_id),
            AdAccount.currency == chosen.currency,
            CampaignDay.day.between(today - timedelta(days=RECENT_DAYS), today),
            Campaign.id.not_in(chosen.names),
        )
        .group_by(Campaign.id)
        .having(func.sum(CampaignDay.spend_micros) > 0)
        .order_by(Campaign.id)
    )
    return list(session.scalars(query))
