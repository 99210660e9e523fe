"""What the demo's shops took in altogether, whatever brought it: the half of MER that no broken tracking touches."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import BusinessDay
from paidsocial.sandbox.casting import Company
from paidsocial.sandbox.market import Market
from paidsocial.services.demo import story
from paidsocial.services.demo.setting_up import Cast

SHOPS = {"Fjellvandr": 6200.0, "Maison Éloïse Verre": 3400.0}  # revenue of an ordinary day without advertising
INCREMENTAL = 0.7  # of what the platforms' true orders bring; the rest would have come anyway


def record(session: Session, cast: Cast, market: Market, company: Company, *, seed: int, now: datetime) -> None:
    """Daily business revenue of the shops over the whole history, as their shop systems would have sent it."""
    rows = []
    campaigns = {campaign.id: campaign.account_id for campaign in market.world.campaigns}
    owner = {account.id: account for account in market.world.accounts}
    clients = np.array([owner[campaigns[unit.campaign_id]].client for unit in market.world.ad_sets])
    for number, (client, ordinary) in enumerate(SHOPS.items()):
        rng = np.random.default_rng([seed, 53, number])
        season = next(account.season for account in market.world.accounts if account.client == client)
        day = company.first_day
        while day <= company.last_day:
            paid = float(market.expected_revenue(day)[clients == client].sum())
            taken = paid * INCREMENTAL + ordinary * season.level(day) * float(np.exp(rng.normal(0, 0.06)))
            rows.append(
                {
                    "client_id": cast.client_ids[client],
                    "day": day,
                    "currency": story.CLIENT_CURRENCY[client],
                    "revenue_micros": round(taken * 100) * 10_000,
                    "seen_at": now,
                }
            )
            day += timedelta(days=1)
    with transaction(session):
        session.execute(insert(BusinessDay), rows)
