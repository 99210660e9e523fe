"""A client with campaigns worth more money and campaigns worth less, and the asking of a reallocation of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from paidsocial.models import Campaign
from paidsocial.services.access import Actor
from paidsocial.services.reallocation import recommendations
from paidsocial.services.reallocation.recommendation_views import LineView, RecommendationView
from paidsocial.services.reallocation.recommendations import Ask
from tests.support.builders import World
from tests.support.spending import Daily, history, power

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)


class Shop:
    """A client in EUR with six campaigns whose spend moved for 26 weeks: three worth more money, three less."""

    def __init__(self, session: Session, *, platform: str = "meta") -> None:
        self.session, self.world = session, World(session)
        self.client = self.world.client("Tallybird", currency="EUR")
        self.account = self.world.account(self.client, "Tallybird EU", platform=platform)
        self.campaigns = {
            name: self.campaign(name, power(spend, scale, elasticity))
            for name, spend, scale, elasticity in (
                ("Spring", 100, 30, 0.75),
                ("Brand", 90, 20, 0.70),
                ("Retarget", 80, 25, 0.70),
                ("Broad", 120, 6, 0.60),
                ("Video", 110, 8, 0.60),
                ("Reach", 95, 5, 0.65),
            )
        }

    def campaign(self, name: str, daily: Daily, *, days: int = 182, **more: Any) -> Campaign:
        campaign = self.world.campaign(self.account, name, **more)
        history(self.session, self.world.ad_set(campaign, f"{name} set"), YESTERDAY, days, daily)
        return campaign


def ask(session: Session, actor: Actor, *, as_of: date = TODAY, now: datetime = NOW, **more: Any) -> RecommendationView:
    return recommendations.recommend(session, actor, Ask(**more), now=now, as_of=as_of)


def line(found: RecommendationView, name: str) -> LineView:
    return next(one for one in found.lines if one.name == name)
