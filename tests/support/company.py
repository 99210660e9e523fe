"""A small company with figures enough to pace, forecast and reallocate: for tests that drive whole pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.domain.money import Money, decimal_to_micros
from paidsocial.domain.plan import Scope
from paidsocial.models import AdAccount, AdSet, Campaign, Client, Performance
from paidsocial.services.access import Actor
from paidsocial.services.planning import plans
from paidsocial.services.planning.plans import Wanted
from tests.support.builders import SEEN, World

TODAY = date(2026, 6, 14)
DAYS = 120
_UNIT = 10_000  # micros of a cent


@dataclass(frozen=True, slots=True)
class Spec:
    """A campaign: daily spend per ad set in major units, ROAS at that spend, and how its revenue bends with spend."""

    name: str
    spend: float
    roas: float
    bend: float
    ad_sets: int = 2
    shared: bool = True


META = (
    Spec("Advantage+ Evergreen", 160, 3.4, 0.75),
    Spec("Lookalikes 1% buyers", 90, 2.1, 0.5),
    Spec("Retargeting carts", 40, 7.5, 0.35),
    Spec("Spring_Sale_DACH_new-customers_Advantage+Shopping_Evergreen_ABO", 70, 2.8, 0.6, ad_sets=3, shared=False),
)
TIKTOK = (Spec("Spark Ads evergreen", 110, 2.4, 0.7), Spec("Video Shopping Ads", 60, 3.0, 0.55))
DOLLARS = (Spec("US prospecting", 120, 2.2, 0.65), Spec("US retargeting", 35, 5.0, 0.4))


@dataclass(frozen=True, slots=True)
class Company:
    """What was made: one client with a Meta and a TikTok account in euros and a Meta account in dollars."""

    client: Client
    meta: AdAccount
    tiktok: AdAccount
    dollars: AdAccount
    campaigns: tuple[Campaign, ...]


def found(session: Session, name: str = "Tallybird") -> Company:
    """The company in the database, the same every time."""
    world, rng = World(session), np.random.default_rng(7)
    client = world.client(name, currency="EUR", margin_bp=5500)
    meta = world.account(client, f"{name} DE")
    tiktok = world.account(client, f"{name} TikTok", platform="tiktok")
    dollars = world.account(client, f"{name} US", currency="USD", time_zone="America/New_York")
    plan = ((meta, META), (tiktok, TIKTOK), (dollars, DOLLARS))
    campaigns = tuple(_campaign(world, rng, account, spec) for account, specs in plan for spec in specs)
    with transaction(session):
        for statement in _SUMS:
            session.execute(text(statement))
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(165)]
    world.rate("USD", "EUR", "0.92", *days)
    return Company(client, meta, tiktok, dollars, campaigns)


_COLUMNS = "spend_micros, impressions, clicks, conversions_millionths, revenue_micros"
_ADDED = "SUM(spend_micros), SUM(impressions), SUM(clicks), SUM(conversions_millionths), SUM(revenue_micros)"
_SUMS = (
    f"""INSERT INTO campaign_day (account_id, day, campaign_id, {_COLUMNS})
        SELECT account_id, day, campaign_id, {_ADDED} FROM performance GROUP BY account_id, day, campaign_id""",
    f"""INSERT INTO account_day (account_id, day, {_COLUMNS}, last_seen_at)
        SELECT account_id, day, {_ADDED}, MAX(seen_at) FROM performance GROUP BY account_id, day""",
)


def _campaign(world: World, rng: np.random.Generator, account: AdAccount, spec: Spec) -> Campaign:
    campaign = world.campaign(account, spec.name, objective="Sales", start_day=TODAY - timedelta(days=DAYS))
    ad_sets = [world.ad_set(campaign, f"{spec.name} · {letter}") for letter in "ABC"[: spec.ad_sets]]
    rows = [row for ad_set in ad_sets for row in _rows(world, rng, ad_set, spec)]
    with transaction(world.session):
        world.session.execute(insert(Performance), rows)
    levels: list[Campaign | AdSet] = [campaign] if spec.shared else [*ad_sets]
    amount = spec.spend * (spec.ad_sets if spec.shared else 1)
    for level in levels:
        for days_ago, factor in ((100, 0.8), (40, 1.0)):
            world.budget(level, round(amount * factor), TODAY - timedelta(days=days_ago))
    return campaign


def _rows(world: World, rng: np.random.Generator, ad_set: AdSet, spec: Spec) -> list[dict[str, object]]:
    """Whole days up to yesterday; spend moves enough over the weeks that its response can be learned."""
    level = spec.spend * np.exp(0.35 * np.sin(np.arange(DAYS) / 9 + ad_set.id)) * rng.lognormal(0, 0.06, DAYS)
    expected = spec.roas * spec.spend * (level / spec.spend) ** spec.bend
    revenue = expected * rng.lognormal(0, 0.08, DAYS)
    batch = world.batch(ad_set.account_id)
    return [
        {
            "account_id": ad_set.account_id,
            "campaign_id": ad_set.campaign_id,
            "ad_set_id": ad_set.id,
            "day": TODAY - timedelta(days=DAYS - number),
            "spend_micros": round(level[number] * 100) * _UNIT,
            "impressions": round(level[number] * 110),
            "clicks": round(level[number] * 1.4),
            "conversions_millionths": round(revenue[number] / 60) * 1_000_000,
            "revenue_micros": round(revenue[number] * 100) * _UNIT,
            "reach": None,
            "seen_at": SEEN,
            "batch_id": batch,
        }
        for number in range(DAYS)
    ]


def plan(session: Session, made: Company) -> list[int]:
    """June's plan lines: one that runs over, one that runs under; their ids."""
    machine = Actor.at_the_machine("tests")
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    lines = (
        ("Meta always on", "9000", Scope(account_ids=frozenset({made.meta.id}))),
        ("TikTok", "20000", Scope(platforms=frozenset({"tiktok"}))),
    )
    saved = []
    for name, amount, scope in lines:
        money = Money(decimal_to_micros(Decimal(amount)), "EUR")
        wanted = Wanted(made.client.id, name, june, money, scope, po_number="PO-1", cost_centre="CC-1")
        saved.append(plans.save(session, machine, wanted, now=SEEN, today=TODAY).line.id)
    return saved
