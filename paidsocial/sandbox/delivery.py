"""What a platform spends of its budgets on a day: within the day's and the period's over-delivery rules, always."""

from __future__ import annotations

import calendar
from datetime import date

import numpy as np
import numpy.typing as npt

from paidsocial.domain.money import minor_unit
from paidsocial.sandbox.noise import DayNoise
from paidsocial.sandbox.world import RULES, AdSetSpec, BudgetKind, CampaignSpec, World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NEVER = date.max.toordinal()
GOOGLE_MONTH = 30.4  # a month's spend is at most this many daily budgets (Google Ads help)


class Pools:
    """The platform budgets: one per campaign that carries one, else one per ad set.

    `pool_of` (units,) says which budget feeds an ad set; `budget` (pools,) holds micros in force today.
    """

    def __init__(self, world: World) -> None:
        accounts = {account.id: account for account in world.accounts}
        campaigns = {campaign.id: campaign for campaign in world.campaigns}
        self.index: dict[str, int] = {}
        members = []
        owners: list[tuple[CampaignSpec, CampaignSpec | AdSetSpec]] = []
        for ad_set in world.ad_sets:
            campaign = campaigns[ad_set.campaign_id]
            owner: CampaignSpec | AdSetSpec = ad_set if campaign.budget_micros is None else campaign
            if owner.budget_micros is None:
                raise ValueError(f"neither {ad_set.id} nor its campaign {campaign.id} has a budget")
            if owner.id not in self.index:
                self.index[owner.id] = len(owners)
                owners.append((campaign, owner))
            members.append(self.index[owner.id])
        platform = [accounts[campaign.account_id].platform for campaign, _ in owners]
        self.pool_of: Ints = np.array(members, dtype=np.int64)
        self.budget: Ints = np.array([owner.budget_micros for _, owner in owners], dtype=np.int64)
        self.lifetime: Bools = np.array([campaign.budget_kind is BudgetKind.LIFETIME for campaign, _ in owners])
        self.ends: Ints = np.array([owner.ends.toordinal() if owner.ends else NEVER for _, owner in owners])
        self.day_factor: Floats = np.array([RULES[name].day_factor for name in platform])
        self.monthly: Bools = np.array([RULES[name].period == "month" for name in platform])
        self.minor: Ints = np.array(
            [minor_unit(accounts[campaign.account_id].currency) for campaign, _ in owners], dtype=np.int64
        )
        self.spent_in_period: Ints = np.zeros(len(owners), dtype=np.int64)
        self.allowed_in_period: Ints = np.zeros(len(owners), dtype=np.int64)
        self.spent_ever: Ints = np.zeros(len(owners), dtype=np.int64)
        self._first_member: Ints = np.unique(self.pool_of, return_index=True)[1]
        self._days_left: Floats = np.ones(len(owners))
        self._was_live: Bools = np.zeros(len(owners), dtype=np.bool_)
        self._changed: Bools = np.zeros(len(owners), dtype=np.bool_)

    def change(self, target: str, micros: int) -> float:
        """Sets a budget from now on; its period starts again. Returns the relative size of the step."""
        pool = self.index[target]
        before = int(self.budget[pool])
        self.budget[pool] = micros
        self._changed[pool] = True
        return abs(micros - before) / before if before else 1.0

    def open_day(self, day: date, live: Bools) -> None:
        """Starts periods: on their first day, and where a budget was changed or came back to life."""
        pool_live = np.bincount(self.pool_of, weights=live, minlength=self.budget.size) > 0
        starts = np.where(self.monthly, day.day == 1, day.weekday() == 6)
        fresh = starts | self._changed | (pool_live & ~self._was_live)
        week_left = 7 - (day.weekday() + 1) % 7
        month_days = calendar.monthrange(day.year, day.month)[1]
        month_left = GOOGLE_MONTH if day.day == 1 else float(month_days - day.day + 1)
        days_left = np.where(self.monthly, month_left, float(week_left))
        self.allowed_in_period = np.where(fresh, np.floor(self.budget * days_left), self.allowed_in_period).astype(
            np.int64
        )
        self.spent_in_period = np.where(fresh, 0, self.spent_in_period)
        self._was_live = pool_live
        self._changed[:] = False
        self._days_left = np.where(self.monthly, float(month_days - day.day + 1), float(week_left))

    def spend(
        self, day: date, live: Bools, noise: DayNoise, *, level: Floats, weight: Floats, capacity: Floats
    ) -> Ints:
        """Micros spent by each ad set (units,), whole smallest currency units, never past a rule.

        A daily budget aims at what is left of its period, so a slow day is made up for later; a lifetime budget at
        what is left over the days left. `level` (units,) is the day's demand, `capacity` (units,) the audience's limit.
        """
        first = self._first_member
        wobble = np.exp(0.13 * noise.normal[0][first]) * np.clip(level[first], 0.7, 1.3) ** 0.5
        room = self.allowed_in_period - self.spent_in_period
        daily = np.minimum(room / self._days_left * wobble, self.budget * self.day_factor)
        daily = np.minimum(daily, room)
        left = np.maximum(self.budget - self.spent_ever, 0)
        days = np.maximum(self.ends - day.toordinal() + 1, 1)
        whole = np.minimum(left / np.minimum(days, 365) * wobble, left)
        want = np.maximum(np.where(self.lifetime, whole, daily), 0)
        pull = np.where(live, weight * np.exp(0.2 * noise.normal[1]), 0.0)
        total = np.bincount(self.pool_of, weights=pull, minlength=self.budget.size)
        share = np.divide(pull, total[self.pool_of], out=np.zeros_like(pull), where=pull > 0)
        limit = capacity * 1e6 * level * np.exp(0.12 * noise.normal[2])
        minor = self.minor[self.pool_of]
        spent: Ints = np.floor(np.minimum(want[self.pool_of] * share, limit) / minor).astype(np.int64) * minor
        by_pool = np.zeros(self.budget.size, dtype=np.int64)
        np.add.at(by_pool, self.pool_of, spent)
        self.spent_in_period += by_pool
        self.spent_ever += by_pool
        return spent
