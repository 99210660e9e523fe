"""Markets to serve: small accounts of any platform, cast from a seed, with ids in the platforms' own manner."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from paidsocial.sandbox.curves import Family, through
from paidsocial.sandbox.market import Market
from paidsocial.sandbox.world import AccountSpec, AdSetSpec, BudgetKind, CampaignSpec, Season, World

MICROS = 1_000_000
PLATFORMS = ("meta", "tiktok", "linkedin", "pinterest", "snapchat", "reddit", "x", "google")
CAMPAIGN_BUDGETS_ONLY = frozenset({"google"})  # platforms whose ad sets carry no budgets
_PLACES = (
    ("EUR", "Europe/Berlin"),
    ("USD", "America/New_York"),
    ("GBP", "Europe/London"),
    ("AUD", "Australia/Sydney"),
    ("JPY", "Asia/Tokyo"),
)
_WEEK = Season(weekday=(1.05, 1.02, 1.0, 0.98, 0.95, 0.97, 1.03))
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_DIGITS = {"meta": 18, "tiktok": 19, "linkedin": 9, "pinterest": 12, "reddit": 19, "google": 11}


def small_market(
    seed: int,
    first_day: date,
    *,
    platforms: Sequence[str] = PLATFORMS,
    accounts: int = 1,
    campaigns: int = 3,
    ad_sets: int = 3,
    currency: str | None = None,
    time_zone: str | None = None,
    objective: str = "Sales",
) -> Market:
    """A market whose accounts each hold `campaigns` campaigns of `ad_sets` ad sets; of the same arguments the same one.

    Of every three campaigns one carries its budget itself, one leaves it to its ad sets, one has a lifetime budget. On
    Google, whose ad groups carry none, the second carries it itself too.
    """
    rng = np.random.default_rng([seed, 97])
    specs: list[AccountSpec] = []
    made: list[CampaignSpec] = []
    sets: list[AdSetSpec] = []
    for platform in platforms:
        for number in range(accounts):
            place = _PLACES[(len(specs)) % len(_PLACES)]
            account = AccountSpec(
                _account_id(platform, rng),
                f"{platform.capitalize()} shop {number + 1}",
                "Shop",
                platform,
                currency or place[0],
                time_zone or place[1],
                _WEEK,
            )
            specs.append(account)
            for each in range(campaigns):
                campaign, own = _campaign(
                    rng, account, number=each, ad_sets=ad_sets, first_day=first_day, objective=objective
                )
                made.append(campaign)
                sets += own
    return Market(seed, World(first_day, tuple(specs), tuple(made), tuple(sets)))


def _campaign(
    rng: np.random.Generator, account: AccountSpec, *, number: int, ad_sets: int, first_day: date, objective: str
) -> tuple[CampaignSpec, list[AdSetSpec]]:
    unit = 100 if account.currency == "JPY" else 1
    way = number % 3
    lifetime = way == 2
    ends = first_day + timedelta(days=399) if lifetime else None
    daily = int(rng.integers(60, 160)) * unit * MICROS
    on_sets = way == 1 and account.platform not in CAMPAIGN_BUDGETS_ONLY
    budget = None if on_sets else daily * ad_sets * (400 if lifetime else 1)
    kind = BudgetKind.LIFETIME if lifetime else BudgetKind.DAILY
    starts = first_day - timedelta(days=10)
    campaign = CampaignSpec(
        an_id(account.platform, rng), account.id, f"Campaign {number + 1}", objective, starts, ends, kind, budget
    )
    sets = []
    for each in range(ad_sets):
        spend = daily / MICROS
        family = list(Family)[int(rng.integers(0, 4))]
        bend = float(rng.uniform(0.4, 0.8))
        sets.append(
            AdSetSpec(
                an_id(account.platform, rng),
                campaign.id,
                f"Audience {number + 1}.{each + 1}",
                starts,
                ends,
                daily if budget is None else None,
                through(family, spend=spend, revenue=spend * float(rng.uniform(1.5, 4.5)), bend=bend),
                order_value=45.0 * unit,
                cpm=7.0 * unit,
            )
        )
    return campaign, sets


def _account_id(platform: str, rng: np.random.Generator) -> str:
    if platform == "reddit":
        return f"a2_{_word(rng, 8)}"
    if platform == "google":
        return _digits(rng, 10)
    return an_id(platform, rng)


def an_id(platform: str, rng: np.random.Generator) -> str:
    """A new id in a platform's own manner."""
    if platform == "snapchat":
        return str(uuid.UUID(bytes=rng.bytes(16), version=4))
    if platform == "x":
        return _word(rng, 6)
    return _digits(rng, _DIGITS.get(platform, 12))


def _digits(rng: np.random.Generator, length: int) -> str:
    return str(int(rng.integers(1, 9))) + "".join(str(digit) for digit in rng.integers(0, 10, length - 1))


def _word(rng: np.random.Generator, length: int) -> str:
    return "".join(_LETTERS[place] for place in rng.integers(0, 36, length))
