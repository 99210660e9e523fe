"""A seeded market: what each ad set really spent and earned, and what its platform reports of it, and when.

    World (specs, edits) --run_to(day)--> the books (final figures)  --figures(seen_on=...)--> a platform's reading

One day after the other: edits come into force, budgets are spent (`delivery`), the hidden curves turn spend into
orders, noise and tracking do their part. Readings are views of the books: conversions arrive late, spend is an
estimate at first, today is never shown. The same seed and world give the same books on every machine, and the same
chance in every world with the same ad sets (`noise`), so a world without an edit is that edit's counterfactual.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from paidsocial.domain.money import minor_unit
from paidsocial.sandbox.curves import CurveSet
from paidsocial.sandbox.delivery import NEVER, Pools
from paidsocial.sandbox.noise import DayNoise, poisson
from paidsocial.sandbox.world import RULES, AccountSpec, AdSetSpec, Edit, EditKind, World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LARGE_STEP = 0.2  # an edit past this starts learning again (the trade's rule of thumb, see PRACTICE: folklore)
LEARNING_RESULTS = 50
LEARNING_DAYS = 10
LEARNING_EFFICIENCY = 0.82


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """One account's figures as its platform shows them on `seen_on`: arrays (ad sets, days), exact integers.

    `spend` and `revenue` in micros of `account.currency`; `conversions` whole counts. `shown` marks the rows a
    platform lists: those with any delivery. Reach is per ad set and day and must not be summed.
    """

    account: AccountSpec
    ad_sets: tuple[AdSetSpec, ...]
    days: tuple[date, ...]
    seen_on: date
    spend: Ints
    impressions: Ints
    reach: Ints
    clicks: Ints
    conversions: Ints
    revenue: Ints
    shown: Bools


@dataclass(frozen=True, slots=True)
class _Books:
    """One day's final figures and the draws that decide how they are reported, arrays (units,)."""

    spend: Ints
    impressions: Ints
    reach: Ints
    clicks: Ints
    conversions: Ints
    revenue: Ints
    late: Floats  # exponent on the maturity curve
    rounding: Floats  # in [0, 1): which of a day's conversions come first
    estimate: Floats  # share of spend missing from the first estimate
    expected: Floats  # the truth's expected revenue, major units
    live: Bools  # switched on and inside its flight
    learning: Bools


class Market:
    """The market of one world under one seed. Days before `world.first_day` do not exist."""

    def __init__(self, seed: int, world: World) -> None:
        self.world = world
        self._seed = seed
        campaigns = {campaign.id: campaign for campaign in world.campaigns}
        account_index = {account.id: row for row, account in enumerate(world.accounts)}
        units = world.ad_sets
        self._units_of_campaign: dict[str, list[int]] = defaultdict(list)
        for row, unit in enumerate(units):
            self._units_of_campaign[unit.campaign_id].append(row)
        self._row = {unit.id: row for row, unit in enumerate(units)}
        self._account_of: Ints = np.array(
            [account_index[campaigns[u.campaign_id].account_id] for u in units], dtype=np.int64
        )
        begins = [max(u.starts, campaigns[u.campaign_id].starts).toordinal() for u in units]
        stops = [min(_ordinal(u.ends), _ordinal(campaigns[u.campaign_id].ends)) for u in units]
        self._begins: Ints = np.array(begins, dtype=np.int64)
        self._stops: Ints = np.array(stops, dtype=np.int64)
        self._minor: Ints = np.array(
            [minor_unit(world.accounts[row].currency) for row in self._account_of], dtype=np.int64
        )
        self._curves = CurveSet([unit.curve for unit in units])
        self._truth = {
            name: np.array([getattr(unit, name) for unit in units], dtype=np.float64)
            for name in ("order_value", "order_spread", "cpm", "click_rate", "capacity", "weight", "roughness", "drift")
        }
        self._pools = Pools(world)
        self._off: Bools = np.zeros(len(units), dtype=np.bool_)
        self._blocked: Bools = np.zeros(len(units), dtype=np.bool_)
        self._fatigue: Floats = np.zeros(len(units))
        self._shock: Floats = np.zeros((2, len(world.accounts)))
        self._results: Floats = np.zeros(len(units))
        self._learning_day: Ints = np.zeros(len(units), dtype=np.int64)
        self._was_live: Bools = np.zeros(len(units), dtype=np.bool_)
        self._edits: dict[date, list[Edit]] = defaultdict(list)
        self._books: list[_Books] = []
        for edit in world.edits:
            self.edit(edit)

    # ---- driving

    @property
    def next_day(self) -> date:
        """The first day not yet lived."""
        return self.world.first_day + timedelta(days=len(self._books))

    def edit(self, edit: Edit) -> None:
        """Plans an edit; ValueError where its day is over or its target unknown."""
        if edit.day < self.next_day and self._books:
            raise ValueError(f"{edit.day} is over; the market stands at {self.next_day}")
        if edit.kind is EditKind.BUDGET and edit.target not in self._pools.index:
            raise ValueError(f"{edit.target} carries no budget")
        if edit.target not in self._row and edit.target not in self._units_of_campaign:
            raise ValueError(f"there is no {edit.target} in this market")
        self._edits[edit.day].append(edit)

    def run_to(self, last_day: date) -> None:
        """Lives every day up to and including `last_day`."""
        while self.next_day <= last_day:
            self._live(self.next_day)

    # ---- reading

    def figures(self, account_id: str, first_day: date, last_day: date, *, seen_on: date) -> AccountFigures:
        """The account's figures for its days `first_day`..`last_day` as reported on the morning of `seen_on`.

        Days from `seen_on` on show nothing. A day older than the platform's window shows its final figures.
        Raises ValueError for a range outside the market's days.
        """
        if first_day < self.world.first_day or last_day < first_day:
            raise ValueError(f"{first_day} to {last_day} is not a range of this market")
        self.run_to(min(last_day, seen_on - timedelta(days=1)))
        account_row = next(row for row, account in enumerate(self.world.accounts) if account.id == account_id)
        account = self.world.accounts[account_row]
        rows = np.flatnonzero(self._account_of == account_row)
        days = tuple(first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1))
        start = (first_day - self.world.first_day).days
        books = self._books[start : start + len(days)]
        blank = len(days) - len(books)

        def table(name: str) -> npt.NDArray[np.float64]:
            lived = np.stack([getattr(day, name)[rows] for day in books], axis=1) if books else np.zeros((rows.size, 0))
            return np.pad(lived, ((0, 0), (0, blank)))

        rules = RULES[account.platform]
        age = np.array([(seen_on - day).days for day in days], dtype=np.float64)
        seen = np.broadcast_to(age >= 1, (rows.size, len(days)))
        early = np.where(age <= rules.spend_settles, 1.0, 0.0) * table("estimate")
        minor = self._minor[rows][:, None]
        spend = _whole(table("spend") * (1 - early), minor) * seen
        impressions = np.floor(table("impressions") * (1 - early)).astype(np.int64) * seen
        total = table("conversions")
        counted = np.floor(total * _maturity(account.platform, age) ** table("late") + table("rounding"))
        counted = np.where(seen, np.minimum(counted, total), 0.0)
        value = table("revenue") * np.divide(counted, total, out=np.zeros(total.shape), where=total > 0)
        revenue = _whole(value, minor)
        reach = np.minimum(table("reach").astype(np.int64), impressions)
        clicks = np.minimum(table("clicks").astype(np.int64), impressions)
        return AccountFigures(
            account=account,
            ad_sets=tuple(self.world.ad_sets[row] for row in rows),
            days=days,
            seen_on=seen_on,
            spend=spend,
            impressions=impressions,
            reach=reach,
            clicks=clicks,
            conversions=counted.astype(np.int64),
            revenue=revenue,
            shown=(spend > 0) | (impressions > 0) | (counted > 0),
        )

    def budget(self, target: str, day: date) -> int | None:
        """The micros set on a campaign or ad set on `day`; None where it carries no budget of its own."""
        if target not in self._pools.index:
            return None
        specs: dict[str, int | None] = {campaign.id: campaign.budget_micros for campaign in self.world.campaigns}
        specs |= {ad_set.id: ad_set.budget_micros for ad_set in self.world.ad_sets}
        planned = [
            (edit.day, edit.budget_micros) for edit in self.edits() if edit.target == target and edit.budget_micros
        ]
        return next((micros for at, micros in reversed(planned) if at <= day), specs[target])

    def edits(self) -> tuple[Edit, ...]:
        """Every edit, past and planned, in order of day."""
        return tuple(edit for day in sorted(self._edits) for edit in self._edits[day])

    def is_on(self, target: str, day: date) -> bool:
        """Whether a campaign or ad set was switched on and inside its flight on `day`, a day already lived."""
        rows = self._units_of_campaign.get(target) or [self._row[target]]
        return bool(self._books[(day - self.world.first_day).days].live[rows].any())

    def was_learning(self, ad_set_id: str, day: date) -> bool:
        """Whether a live ad set was still learning on `day`, a day already lived."""
        return bool(self._books[(day - self.world.first_day).days].learning[self._row[ad_set_id]])

    # ---- the truth, for oracles and tests

    def expected_revenue(self, day: date) -> Floats:
        """What each ad set's spend of `day` was truly expected to earn (units,), major units, before chance."""
        self.run_to(day)
        return self._books[(day - self.world.first_day).days].expected

    def truth(self) -> CurveSet:
        """The hidden curves on an ordinary day, in the order of `world.ad_sets`."""
        return self._curves

    # ---- one day

    def _live(self, day: date) -> None:
        noise = DayNoise(self._seed, day.toordinal(), len(self.world.ad_sets), len(self.world.accounts))
        for edit in self._edits.get(day, ()):
            self._apply(edit, day)
        ordinal = day.toordinal()
        live = (self._begins <= ordinal) & (ordinal <= self._stops) & ~self._off
        self._restart(live & ~self._was_live, day)
        self._was_live = live
        season = np.array([account.season.level(day) for account in self.world.accounts])
        self._shock = 0.9 * self._shock + np.array([[0.035], [0.025]]) * noise.account
        level = season[self._account_of]
        truth = self._truth
        self._pools.open_day(day, live)
        spend = self._pools.spend(
            day, live & ~self._blocked, noise, level=level, weight=truth["weight"], capacity=truth["capacity"]
        )
        self._books.append(self._earn(day, spend, level, noise))

    def _apply(self, edit: Edit, day: date) -> None:
        rows = np.array(self._units_of_campaign.get(edit.target) or [self._row[edit.target]], dtype=np.int64)
        if edit.kind is EditKind.BUDGET and edit.budget_micros is not None:
            if self._pools.change(edit.target, edit.budget_micros) > LARGE_STEP:
                fresh = np.zeros(self._off.size, dtype=np.bool_)
                fresh[rows] = True
                self._restart(fresh, day)
        elif edit.kind in (EditKind.PAUSE, EditKind.RESUME):
            self._off[rows] = edit.kind is EditKind.PAUSE
        else:
            self._blocked[rows] = edit.kind is EditKind.BLOCK

    def _restart(self, fresh: Bools, day: date) -> None:
        self._results[fresh] = 0
        self._learning_day[fresh] = day.toordinal()

    def learning(self, day: date) -> Bools:
        """Which ad sets (units,) are still learning on the morning of `day`."""
        young = day.toordinal() - self._learning_day < LEARNING_DAYS
        return (self._results < LEARNING_RESULTS) & young

    def _earn(self, day: date, spend: Ints, level: Floats, noise: DayNoise) -> _Books:
        truth, normal, uniform = self._truth, noise.normal, noise.uniform
        self._fatigue = 0.985 * self._fatigue + truth["drift"] * normal[3]
        learning = self.learning(day)
        dear = np.exp(self._shock[0][self._account_of])
        climate = np.exp(self._shock[1][self._account_of] + self._fatigue) * level
        money = spend / 1e6
        expected = self._curves.revenue(money) * climate * np.where(learning, LEARNING_EFFICIENCY, 1.0)
        rough = truth["roughness"] * np.where(learning, 1.5, 1.0)
        rate = expected / truth["order_value"] * np.exp(rough * normal[4] - rough**2 / 2)
        orders = poisson(rate, uniform[0])
        self._results += orders
        spread = np.sqrt(np.log1p(truth["order_spread"] ** 2 / np.maximum(orders, 1)))
        value = orders * truth["order_value"] * np.exp(spread * normal[5] - spread**2 / 2) * 1e6
        kept, share = self._tracked(day, orders, uniform[1])
        impressions = np.rint(money / (truth["cpm"] * dear * level**0.4 * np.exp(0.1 * normal[6])) * 1000)
        clicks = poisson(impressions * truth["click_rate"] * np.exp(0.12 * normal[7]), uniform[2])
        frequency = 1.08 + 0.5 * uniform[3] + 0.1 * np.log1p(impressions / 20_000)
        return _Books(
            spend=spend,
            impressions=impressions.astype(np.int64),
            reach=np.floor(impressions / frequency).astype(np.int64),
            clicks=np.minimum(clicks, impressions.astype(np.int64)),
            conversions=kept,
            revenue=_whole(value * share, self._minor),
            late=np.exp(0.25 * (uniform[4] - 0.5) * 3.4),
            rounding=uniform[5],
            estimate=np.minimum(0.004 * np.abs(normal[2]), 0.02),
            expected=expected,
            live=self._was_live,
            learning=learning & self._was_live,
        )

    def _tracked(self, day: date, orders: Ints, uniform: Floats) -> tuple[Ints, Floats]:
        """The orders that tracking kept, and their share of all."""
        kept = orders.astype(np.float64)
        for outage in self.world.outages:
            if outage.first <= day <= outage.last:
                rows = np.array([self.world.accounts[row].id == outage.account_id for row in self._account_of])
                kept = np.where(rows, np.floor(orders * outage.share + uniform), kept)
        share = np.divide(kept, orders, out=np.zeros(kept.shape), where=orders > 0)
        return kept.astype(np.int64), share


def _ordinal(day: date | None) -> int:
    return NEVER if day is None else day.toordinal()


def _whole(micros: Floats, minor: Ints) -> Ints:
    """The nearest whole smallest currency units, in micros."""
    return np.rint(micros / minor).astype(np.int64) * minor


def _maturity(platform: str, age: Floats) -> Floats:
    """The share of a day's final conversions reported `age` days later (days,): 1 from the window's end on."""
    rules = RULES[platform]

    def reported(days: Floats) -> Floats:
        return np.asarray(rules.lag_now + (1 - rules.lag_now) * -np.expm1(-(days - 1) / rules.lag_days))

    final = float(reported(np.array([float(rules.window)]))[0])
    return np.asarray(np.clip(np.where(age >= rules.window, 1.0, reported(np.maximum(age, 1)) / final), 1e-9, 1.0))
