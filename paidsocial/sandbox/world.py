"""What a simulated market is made of: accounts, campaigns, ad sets, their hidden truth and the edits people made."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from paidsocial.sandbox.curves import Curve


class BudgetKind(StrEnum):
    """How a platform budget counts."""

    DAILY = "daily"
    LIFETIME = "lifetime"


class EditKind(StrEnum):
    """What somebody did on the platform."""

    BUDGET = "budget"
    PAUSE = "pause"
    RESUME = "resume"
    BLOCK = "block"  # still switched on, but nothing delivers: ads rejected, a card declined
    UNBLOCK = "unblock"


@dataclass(frozen=True, slots=True)
class DeliveryRules:
    """How far a platform lets a day and a period run past the budget.

    A day: at most `day_factor` x the daily budget. A period: at most the daily budget times its days; the period
    is a Sunday-Saturday week, or a calendar month (Google: 30.4 days). Sources: see `RULES`.
    """

    day_factor: float
    period: str = "week"
    lag_now: float = 0.6  # share of a day's final conversions reported by the next morning
    lag_days: float = 3.0  # mean delay of the others
    window: int = 28  # days after which a figure no longer changes
    spend_settles: int = 2  # days until spend is final


# Over-delivery: Meta's developer pages (1.25, week of 7x), TikTok's help on dynamic daily budgets (1.25), LinkedIn
# 1.5 (secondary source), Google's help (2x a day, 30.4x a month). Windows: common attribution windows, see docs.
RULES = {
    "meta": DeliveryRules(1.25, "week", 0.62, 3.2, 28, 2),
    "tiktok": DeliveryRules(1.25, "week", 0.68, 2.4, 14, 1),
    "linkedin": DeliveryRules(1.5, "week", 0.45, 9.0, 60, 1),
    "pinterest": DeliveryRules(1.25, "week", 0.5, 6.0, 30, 2),
    "google": DeliveryRules(2.0, "month", 0.55, 5.0, 30, 1),
    "snapchat": DeliveryRules(1.25, "week", 0.6, 4.0, 28, 2),
    "reddit": DeliveryRules(1.2, "week", 0.55, 5.0, 28, 1),
    "x": DeliveryRules(1.0, "week", 0.7, 3.0, 30, 3),
}


@dataclass(frozen=True, slots=True)
class Season:
    """Demand over the week (Monday first) and the year (January first), with events on top."""

    weekday: tuple[float, ...] = (1.0,) * 7
    monthly: tuple[float, ...] = (1.0,) * 12
    events: tuple[tuple[int, int, float, float], ...] = ()  # (month, day, days around it, height)

    def level(self, day: date) -> float:
        """Demand on `day` against an ordinary day (1.0)."""
        position = (day.month - 1) + (day.day - 0.5) / calendar.monthrange(day.year, day.month)[1] - 0.5
        lower = int(position // 1) % 12
        share = position % 1
        year = self.monthly[lower] * (1 - share) + self.monthly[(lower + 1) % 12] * share
        bump = 0.0
        for month, number, width, height in self.events:
            gap = min(abs((day - date(year_, month, number)).days) for year_ in (day.year - 1, day.year, day.year + 1))
            bump += height * max(0.0, 1 - gap / width)
        return self.weekday[day.weekday()] * year * (1 + bump)


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """A simulated ad account. Days are its own; `client` is whom it works for."""

    id: str
    name: str
    client: str
    platform: str
    currency: str
    time_zone: str
    season: Season = field(default_factory=Season)


@dataclass(frozen=True, slots=True)
class CampaignSpec:
    """A simulated campaign. `budget_micros` is None where its ad sets carry the budgets."""

    id: str
    account_id: str
    name: str
    objective: str
    starts: date
    ends: date | None
    budget_kind: BudgetKind = BudgetKind.DAILY
    budget_micros: int | None = None


@dataclass(frozen=True, slots=True)
class AdSetSpec:
    """A simulated ad set with its hidden truth. Money of the truth in major units of the account's currency."""

    id: str
    campaign_id: str
    name: str
    starts: date
    ends: date | None
    budget_micros: int | None
    curve: Curve
    order_value: float
    order_spread: float = 0.6  # coefficient of variation of one order's value
    cpm: float = 8.0
    click_rate: float = 0.012
    capacity: float = 1e9  # the most the audience can absorb in a day
    weight: float = 1.0  # pull within a campaign's shared budget
    roughness: float = 0.2  # day-to-day spread of the conversion rate (log scale)
    drift: float = 0.015  # daily spread of the slow drift of the level (log scale)


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit on the platform, in force from the start of `day`. `target` is a campaign's or ad set's id."""

    day: date
    target: str
    kind: EditKind
    budget_micros: int | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Outage:
    """Days on which an account's tracking lost all but `share` of its conversions, for ever."""

    account_id: str
    first: date
    last: date
    share: float


@dataclass(frozen=True, slots=True)
class World:
    """Everything the market knows in advance. Ids are unique over accounts, campaigns and ad sets."""

    first_day: date
    accounts: tuple[AccountSpec, ...]
    campaigns: tuple[CampaignSpec, ...]
    ad_sets: tuple[AdSetSpec, ...]
    edits: tuple[Edit, ...] = ()
    outages: tuple[Outage, ...] = ()


def week_start(day: date) -> date:
    """The Sunday that begins the week of `day` (the week Meta and TikTok count)."""
    return day - timedelta(days=(day.weekday() + 1) % 7)
