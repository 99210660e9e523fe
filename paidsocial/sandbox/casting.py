"""From the company's tables to a `World`: dates from the last day, a hidden truth per ad set, and what people did."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from paidsocial.sandbox.company import ACCOUNTS, CLIENTS, GEO
from paidsocial.sandbox.company_rows import AccountRow, CampaignRow, ClientRow, When
from paidsocial.sandbox.curves import Family, through
from paidsocial.sandbox.world import (
    AccountSpec,
    AdSetSpec,
    BudgetKind,
    CampaignSpec,
    Edit,
    EditKind,
    Outage,
    World,
)

MICROS = 1_000_000
MONTHS = 15
BROKEN_MONTHS_AGO = 5
BROKEN_CLIENT = CLIENTS[0].name
PEOPLE = ("Mara Lindqvist", "Théo Blanchard", "Priya Natarajan")
_BENDS = {Family.LOG: (0.25, 1.1), Family.HILL: (0.7, 1.6), Family.SATURATION: (0.9, 2.2)}


@dataclass(frozen=True, slots=True)
class Company:
    """The demo's company as the market knows it."""

    clients: tuple[ClientRow, ...]
    world: World
    first_day: date
    last_day: date
    broken: tuple[date, date]


def months_before(day: date, months: int) -> date:
    """The first of the month `months` before the month of `day`."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def build_company(seed: int, last_day: date, *, months: int = MONTHS, per_account: int | None = None) -> Company:
    """The company as it stands on `last_day` (its last day with figures), `months` whole months before it as history.

    `per_account` keeps only that many campaigns of each account, for a small company in tests.
    The same arguments give the same company.
    """
    first_day = months_before(last_day, months)
    rng = np.random.default_rng([seed, 71])
    casting = _Casting(rng, first_day, last_day)
    for row in ACCOUNTS:
        casting.account(row, row.campaigns[:per_account])
    month = months_before(last_day, min(BROKEN_MONTHS_AGO, months - 1))
    broken = (month.replace(day=7), month.replace(day=26))
    outages = tuple(Outage(row.spec.id, *broken, share=0.05) for row in ACCOUNTS if row.spec.client == BROKEN_CLIENT)
    world = World(
        first_day,
        tuple(row.spec for row in ACCOUNTS),
        tuple(casting.campaigns),
        tuple(casting.ad_sets),
        tuple(sorted(casting.edits, key=lambda edit: edit.day)),
        outages,
    )
    return Company(CLIENTS, world, first_day, last_day, broken)


class _Casting:
    """Fills in one company, drawing from one stream in a fixed order."""

    def __init__(self, rng: np.random.Generator, first_day: date, last_day: date) -> None:
        self._rng = rng
        self._first, self._last = first_day, last_day
        self.campaigns: list[CampaignSpec] = []
        self.ad_sets: list[AdSetSpec] = []
        self.edits: list[Edit] = []

    def account(self, row: AccountRow, campaigns: Sequence[CampaignRow]) -> None:
        """Adds an account's campaigns."""
        for campaign in campaigns:
            self._campaign(row, campaign)

    def _campaign(self, account: AccountRow, row: CampaignRow) -> None:
        starts, ends = _flight(row.when, self._first, self._last)
        id_ = self._id(account.spec)
        owns = row.shared or row.lifetime
        daily = row.budget * row.ad_sets
        length = (ends - starts).days + 1 if ends else 1
        budget = _round_budget(daily * (length if row.lifetime else 1)) if owns else None
        kind = BudgetKind.LIFETIME if row.lifetime else BudgetKind.DAILY
        self.campaigns.append(CampaignSpec(id_, account.spec.id, row.name, row.objective, starts, ends, kind, budget))
        who = PEOPLE[len(self.campaigns) % len(PEOPLE)]
        taken: set[str] = set()
        for number in range(row.ad_sets):
            name = self._name(account, account.warm if row.warm else account.audiences, number, taken)
            self._ad_set(account, row, self.campaigns[-1], number=number, name=name, who=who)
        if owns and not row.lifetime and budget is not None:
            self._tinker(id_, budget, starts, ends, who)
        if row.when.paused is not None:
            self.edits.append(Edit(self._day_ago(row.when.paused), id_, EditKind.PAUSE, who=who))
        if row.blocked is not None:
            self.edits.append(Edit(self._day_ago(row.blocked), id_, EditKind.BLOCK, who=""))

    def _ad_set(
        self, account: AccountRow, row: CampaignRow, campaign: CampaignSpec, *, number: int, name: str, who: str
    ) -> None:
        rng, starts, ends = self._rng, campaign.starts, campaign.ends
        late = number >= 2 and ends is None and (self._last - starts).days > 120 and rng.random() < 0.35
        if late:
            span = (self._last - max(starts, self._first)).days
            starts = max(starts, self._first) + timedelta(days=int(span * rng.uniform(0.15, 0.9)))
        micros = _round_budget(row.budget * float(np.exp(rng.normal(0, 0.25))))
        family = Family(int(rng.integers(0, 4)))
        spend = row.budget * float(np.exp(rng.normal(0, 0.2)))
        revenue = spend * row.roas * float(np.exp(rng.normal(-0.03, 0.26)))
        if family is Family.POWER:
            bend, slope = float(np.clip(row.bend + rng.normal(0, 0.1), 0.25, 0.93)), 1.0
        else:
            bend, slope = float(rng.uniform(*_BENDS[family])), float(rng.uniform(1.0, 1.5))
        id_ = self._id(account.spec)
        owns = not (row.shared or row.lifetime)
        self.ad_sets.append(
            AdSetSpec(
                id_,
                campaign.id,
                name,
                starts,
                ends,
                micros if owns else None,
                through(family, spend=spend, revenue=revenue, bend=bend, slope=slope),
                order_value=account.order_value * float(np.exp(rng.normal(0, 0.15))),
                cpm=account.cpm * float(np.exp(rng.normal(0, 0.2))),
                click_rate=account.click_rate * float(np.exp(rng.normal(0, 0.2))),
                capacity=row.budget * float(rng.choice((1.05, 3.0, 6.0), p=(0.15, 0.35, 0.5))),
                weight=float(np.exp(rng.normal(0, 0.35))),
            )
        )
        if owns:
            self._tinker(id_, micros, starts, ends, who)
        if number >= 2 and ends is None and rng.random() < 0.22:
            self._rest(id_, starts, who)

    def _tinker(self, target: str, budget: int, starts: date, ends: date | None, who: str) -> None:
        """Budget edits as people make them: every few weeks, mostly modest, now and then bold."""
        rng, base = self._rng, budget
        day = max(starts, self._first)
        while True:
            day += timedelta(days=4 + int(rng.exponential(21)))
            if day > min(self._last - timedelta(days=1), ends or date.max):
                return
            step = float(np.exp(rng.normal(0.0, 0.34 if rng.random() < 0.3 else 0.15)))
            micros = _round_budget(float(np.clip(budget / MICROS * step, 0.45 * base / MICROS, 2.4 * base / MICROS)))
            if micros != budget:
                self.edits.append(Edit(day, target, EditKind.BUDGET, micros, who))
                budget = micros

    def _rest(self, target: str, starts: date, who: str) -> None:
        """An ad set switched off for a while, some for good."""
        span = (self._last - max(starts, self._first)).days
        off = max(starts, self._first) + timedelta(days=10 + int(span * self._rng.uniform(0.1, 0.8)))
        on = off + timedelta(days=int(self._rng.integers(6, 45)))
        if off > self._last:
            return
        self.edits.append(Edit(off, target, EditKind.PAUSE, who=who))
        if self._rng.random() < 0.55 and on <= self._last:
            self.edits.append(Edit(on, target, EditKind.RESUME, who=who))

    def _name(self, account: AccountRow, audiences: Sequence[str], number: int, taken: set[str]) -> str:
        geo = GEO[account.spec.client]
        while True:
            name = account.name_pattern.format(
                n=number + 1,
                geo=geo[int(self._rng.integers(0, len(geo)))],
                audience=audiences[int(self._rng.integers(0, len(audiences)))],
                place=account.places[int(self._rng.integers(0, len(account.places)))],
                age=account.ages[int(self._rng.integers(0, len(account.ages)))],
            )
            if name not in taken:
                taken.add(name)
                return name

    def _id(self, account: AccountSpec) -> str:
        """An id of the platform's own length; TikTok's 19 digits lose their tail in a spreadsheet's numbers."""
        digits = {"meta": ("1202", 18), "tiktok": ("17", 19), "linkedin": ("4", 9)}[account.platform]
        tail = "".join(str(digit) for digit in self._rng.integers(0, 10, digits[1] - len(digits[0])))
        return digits[0] + tail

    def _day_ago(self, days: int) -> date:
        return self._last - timedelta(days=days - 1)


def _flight(when: When, first_day: date, last_day: date) -> tuple[date, date | None]:
    """The first and last day of a campaign, by its schedule."""
    if when.season:
        length = when.length or 30
        starts = _latest(when.season, last_day)
        return starts, starts + timedelta(days=length - 1)
    if when.ago is None:
        return first_day - timedelta(days=200), None
    starts = max(last_day - timedelta(days=when.ago - 1), first_day)
    return starts, starts + timedelta(days=when.length - 1) if when.length else None


def _latest(month_day: tuple[int, int], last_day: date) -> date:
    """The latest such day that is not after `last_day`."""
    year = last_day.year if month_day <= (last_day.month, last_day.day) else last_day.year - 1
    month, day = month_day
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _round_budget(amount: float) -> int:
    """As a person would type it: whole units below 50, fives below 500, tens above."""
    step = 1 if amount < 50 else 5 if amount < 500 else 10
    return max(round(amount / step), 1) * step * MICROS
