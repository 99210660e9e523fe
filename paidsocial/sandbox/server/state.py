"""The market as its platforms hold it at one moment of a driven clock.

What a platform knows beyond the market's figures stands here: who may sign in, what was renamed, deleted or switched
off, and every change that was made, by whom. All doors share one state and one lock.
"""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from paidsocial.sandbox.market import Market
from paidsocial.sandbox.server.faults import Faults
from paidsocial.sandbox.server.ids import ad_id
from paidsocial.sandbox.server.tokens import Tokens
from paidsocial.sandbox.world import AccountSpec, AdSetSpec, BudgetKind, CampaignSpec, Edit, EditKind

ONE_DAY = timedelta(days=1)
APP_ID, APP_SECRET = "sandbox-app", "sandbox-secret"  # what every platform's door accepts as the developer app
US = "paidsocial"
_REMEMBERED = 8
UTC_DAYS = frozenset({"linkedin", "pinterest"})  # platforms whose reports know no time zone but UTC


@dataclass(frozen=True, slots=True)
class AdSpec:
    """One ad of an ad set, with its share of the ad set's figures."""

    id: str
    ad_set_id: str
    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Line:
    """One entity's figures of one account-local day: money in micros, counts whole. `ad` None by ad set."""

    campaign: CampaignSpec
    ad_set: AdSetSpec
    ad: AdSpec | None
    day: date
    spend: int
    impressions: int
    reach: int
    clicks: int
    conversions: int
    revenue: int


@dataclass(frozen=True, slots=True)
class Write:
    """Something that changed on a platform: a budget (micros) or a switch, when and by whom."""

    at: datetime
    platform: str
    target: str
    kind: str  # budget | running
    before: int | None
    after: int
    who: str


@dataclass
class Overrides:
    """What people did on the platforms that the market itself need not know."""

    names: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)  # ad set: the campaign it is shown under
    deleted: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)  # accounts
    currencies: dict[str, str] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    running: dict[str, bool] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)  # campaign: the one whose budget it spends from (Google)
    managed: set[str] = field(default_factory=set)  # accounts that only their manager account opens (Google)


class Sandbox:
    """A market, the moment it is looked at, and everything its platforms remember. Take `lock` around a request."""

    def __init__(self, market: Market, now: datetime, *, clock: Callable[[], datetime] | None = None) -> None:
        """`clock` None: time stands still at `now` until it is driven; else it runs with the clock, ahead of it."""
        self.market = market
        self._clock = clock or (lambda: now)
        self._ahead = timedelta(0)
        self.lock = threading.RLock()
        self.tokens = Tokens()
        self.faults = Faults()
        self.over = Overrides()
        self.writes: list[Write] = []
        self.changed: Callable[[], None] = lambda: None  # called after a budget or a switch was changed
        self.delay = 0.0  # seconds that every reply takes, as over a real network
        self.page_cap: int | None = None  # a smaller page than asked for, to try paging
        self._budgets: dict[str, int] = {}
        self._told: dict[
            tuple[object, ...], list[Line]
        ] = {}  # so that a report's pages are not worked out page by page
        world = market.world
        self._accounts = {spec.id: spec for spec in world.accounts}
        self._campaigns = {spec.id: spec for spec in world.campaigns}
        self._ad_sets = {spec.id: spec for spec in world.ad_sets}
        self._by_account: dict[str, list[CampaignSpec]] = defaultdict(list)
        for campaign in world.campaigns:
            self._by_account[campaign.account_id].append(campaign)
        self._sets_of: dict[str, list[AdSetSpec]] = defaultdict(list)
        for ad_set in world.ad_sets:
            self._sets_of[ad_set.campaign_id].append(ad_set)
        self._ads: dict[str, list[AdSpec]] = {}
        self._ad_index = {ad.id: ad for spec in world.ad_sets for ad in self.ads(spec.id)}

    # ---- time

    @property
    def now(self) -> datetime:
        """The moment it is."""
        return self._clock() + self._ahead

    @property
    def ahead(self) -> timedelta:
        """How far it was driven."""
        return self._ahead

    def advance(self, by: timedelta) -> datetime:
        """Let time pass; it never goes back."""
        if by < timedelta(0):
            raise ValueError("time does not go back")
        self._ahead += by
        return self.now

    def zone(self, account: AccountSpec) -> ZoneInfo:
        """The zone whose days an account's figures are in."""
        name = "UTC" if account.platform in UTC_DAYS else self.over.zones.get(account.id, account.time_zone)
        return ZoneInfo(name)

    def today(self, account: AccountSpec) -> date:
        """The account's own date."""
        return self.now.astimezone(self.zone(account)).date()

    # ---- structure

    def accounts(self, platform: str) -> list[AccountSpec]:
        """A platform's ad accounts."""
        return [spec for spec in self._accounts.values() if spec.platform == platform]

    def account(self, platform: str, account_id: str) -> AccountSpec | None:
        """An ad account of a platform."""
        spec = self._accounts.get(account_id)
        return spec if spec is not None and spec.platform == platform else None

    def is_open(self, account: AccountSpec) -> bool:
        """Whether nobody has closed it."""
        return account.id not in self.over.closed

    def currency(self, account: AccountSpec) -> str:
        """What it bills in."""
        return self.over.currencies.get(account.id, account.currency)

    def campaigns(self, account_id: str, *, deleted: bool = False) -> list[CampaignSpec]:
        """An account's campaigns that have been made by now."""
        today = self.today(self._accounts[account_id])
        return [
            spec
            for spec in self._by_account[account_id]
            if spec.starts <= today and (deleted or not self.is_deleted(spec.id))
        ]

    def ad_sets(self, account_id: str, *, deleted: bool = False) -> list[AdSetSpec]:
        """An account's ad sets that have been made by now."""
        today = self.today(self._accounts[account_id])
        return [
            spec
            for campaign in self.campaigns(account_id, deleted=deleted)
            for spec in self._sets_of[campaign.id]
            if spec.starts <= today and (deleted or not self.is_deleted(spec.id))
        ]

    def ads(self, ad_set_id: str) -> list[AdSpec]:
        """One to three ads of an ad set, always the same."""
        if ad_set_id not in self._ads:
            digest = hashlib.sha256(ad_set_id.encode()).digest()
            count = 1 + digest[0] % 3
            self._ads[ad_set_id] = [
                AdSpec(ad_id(ad_set_id, n, digest), ad_set_id, f"Ad {'ABC'[n]}", 1 + digest[n + 1] % 9)
                for n in range(count)
            ]
        return self._ads[ad_set_id]

    def campaign(self, campaign_id: str) -> CampaignSpec | None:
        """A campaign by id, deleted ones too."""
        return self._campaigns.get(campaign_id)

    def ad_set(self, ad_set_id: str) -> AdSetSpec | None:
        """An ad set by id, deleted ones too."""
        return self._ad_sets.get(ad_set_id)

    def ad(self, ad_id: str) -> AdSpec | None:
        """An ad by id."""
        return self._ad_index.get(ad_id)

    def account_of(self, target: str) -> AccountSpec | None:
        """The ad account of a campaign, ad set or ad."""
        if target in self._ad_index:
            target = self._ad_index[target].ad_set_id
        ad_set = self._ad_sets.get(target)
        campaign = self._campaigns.get(ad_set.campaign_id if ad_set else target)
        return None if campaign is None else self._accounts[campaign.account_id]

    def name(self, spec: CampaignSpec | AdSetSpec | AdSpec) -> str:
        """What it is called now."""
        return self.over.names.get(spec.id, spec.name)

    def parent(self, ad_set: AdSetSpec) -> str:
        """The id of the campaign it is shown under now."""
        return self.over.parents.get(ad_set.id, ad_set.campaign_id)

    def is_deleted(self, target: str) -> bool:
        """Whether somebody deleted it, or its campaign."""
        ad_set = self._ad_sets.get(target)
        return target in self.over.deleted or (ad_set is not None and ad_set.campaign_id in self.over.deleted)

    def ends(self, spec: CampaignSpec | AdSetSpec) -> date | None:
        """Its last day."""
        if isinstance(spec, CampaignSpec):
            return spec.ends
        return spec.ends or self._campaigns[spec.campaign_id].ends

    def is_over(self, spec: CampaignSpec | AdSetSpec) -> bool:
        """Whether its flight has ended."""
        ends, account = self.ends(spec), self.account_of(spec.id)
        return ends is not None and account is not None and ends < self.today(account)

    def is_running(self, spec: CampaignSpec | AdSetSpec) -> bool:
        """Whether its own switch is on."""
        if spec.id in self.over.running:
            return self.over.running[spec.id]
        account = self.account_of(spec.id)
        today = self.today(account) if account else date.max
        switched = [
            edit.kind
            for edit in self.market.edits()
            if edit.target == spec.id and edit.day <= today and edit.kind in (EditKind.PAUSE, EditKind.RESUME)
        ]
        return not switched or switched[-1] is EditKind.RESUME

    def is_learning(self, ad_set: AdSetSpec) -> bool:
        """Whether it was still learning on the last whole day."""
        account = self.account_of(ad_set.id)
        if account is None:
            return False
        day = self.today(account) - ONE_DAY
        if day < self.market.world.first_day:
            return True
        self.market.run_to(day)
        return self.market.was_learning(ad_set.id, day)

    # ---- budgets

    def carries_budget(self, target: str) -> bool:
        """Whether a budget stands on it, rather than above or below."""
        return self.market.budget(target, self.market.world.first_day) is not None

    def kind(self, target: str) -> BudgetKind:
        """How its budget counts."""
        ad_set = self._ad_sets.get(target)
        return self._campaigns[ad_set.campaign_id if ad_set else target].budget_kind

    def budget(self, target: str) -> int | None:
        """The micros set on it now; None where it carries none."""
        if target in self._budgets:
            return self._budgets[target]
        account = self.account_of(target)
        return None if account is None else self.market.budget(target, self.today(account))

    def set_budget(self, target: str, micros: int, who: str = US) -> None:
        """Sets a budget from now on: the whole of the account's present day counts with it."""
        account = self.account_of(target)
        if account is None:
            raise ValueError(f"there is no {target}")
        before = self.budget(target)
        self._budgets[target] = micros
        self.writes.append(Write(self.now, account.platform, target, "budget", before, micros, who))
        if micros != before:
            self.market.edit(Edit(self._edit_day(account), target, EditKind.BUDGET, micros, who))
        self.changed()

    def set_running(self, target: str, *, running: bool, who: str = US) -> None:
        """Switches it on or off from now on."""
        account, spec = self.account_of(target), self._campaigns.get(target) or self._ad_sets.get(target)
        if account is None or spec is None:
            raise ValueError(f"there is no {target}")
        before = self.is_running(spec)
        self.over.running[target] = running
        self.writes.append(Write(self.now, account.platform, target, "running", int(before), int(running), who))
        kind = EditKind.RESUME if running else EditKind.PAUSE
        self.market.edit(Edit(self._edit_day(account), target, kind, who=who))
        self.changed()

    def _edit_day(self, account: AccountSpec) -> date:
        # accounts share the market's days: one ahead of this may have had its night already
        return max(self.today(account), self.market.next_day)

    def edits_within(self, target: str, span: timedelta) -> int:
        """How many budget changes of it were made in the last `span`, by anybody."""
        since = self.now - span
        return sum(one.target == target and one.kind == "budget" and one.at > since for one in self.writes)

    def spent(self, target: str, *, ever: bool = False) -> int:
        """Micros spent today so far (a share of the day's budget), or over the whole flight up to now."""
        account = self.account_of(target)
        if account is None:
            return 0
        today = self.today(account)
        local = self.now.astimezone(self.zone(account))
        share = (local.hour * 3600 + local.minute * 60 + local.second) / 86_400
        rows = [self._ad_sets[target]] if target in self._ad_sets else self._sets_of[target]
        ids = {spec.id for spec in rows}
        first = today - ONE_DAY if not ever else self.market.world.first_day
        lines = [line for line in self.lines(account.id, first, today - ONE_DAY) if line.ad_set.id in ids]
        whole = sum(line.spend for line in lines)
        if ever:
            return whole
        allowed = min(self.budget(target) or 0, whole)
        return int(allowed * share) // 10_000 * 10_000

    # ---- figures

    def lines(self, account_id: str, first: date, last: date, *, by_ad: bool = False) -> Iterator[Line]:
        """Figures as the platform tells them now, day by day; rows without delivery are not there."""
        account = self._accounts[account_id]
        today, world_first = self.today(account), self.market.world.first_day
        first, last = max(first, world_first), min(last, today - ONE_DAY)
        if self.faults.lags(account.platform):
            last = min(last, today - 2 * ONE_DAY)
        if last < first:
            return
        if self.faults.touch_figures():
            yield from self._lines(account_id, first, last, by_ad=by_ad)
            return
        key = (account_id, first, last, by_ad, today)  # days that are over and how they are seen today: always the same
        if key not in self._told:
            while len(self._told) >= _REMEMBERED:
                self._told.pop(next(iter(self._told)))
            self._told[key] = list(self._lines(account_id, first, last, by_ad=by_ad))
        yield from self._told[key]

    def _lines(self, account_id: str, first: date, last: date, *, by_ad: bool) -> Iterator[Line]:
        account = self._accounts[account_id]
        seen = self.market.figures(account_id, first, last, seen_on=self.today(account))
        campaigns = self._campaigns
        names = ("spend", "impressions", "reach", "clicks", "conversions", "revenue")
        columns = [getattr(seen, name).T for name in names]
        for day, unit in zip(*np.nonzero(seen.shown.T), strict=True):
            ad_set = seen.ad_sets[unit]
            if self.faults.loses(account.platform, ad_set.id, seen.days[day]):
                continue
            figures = [int(column[day, unit]) for column in columns]
            figures[5] = self.faults.restated(account.platform, ad_set.id, seen.days[day], figures[5])
            line = Line(campaigns[ad_set.campaign_id], ad_set, None, seen.days[day], *figures)
            if not by_ad:
                yield line
            else:
                yield from self._by_ad(line)

    def _by_ad(self, line: Line) -> Iterator[Line]:
        """An ad set's day shared out to its ads, to the last micro; reach is the larger for each than its share."""
        ads = self.ads(line.ad_set.id)
        total = sum(ad.weight for ad in ads)
        given = dict.fromkeys(("spend", "impressions", "clicks", "conversions", "revenue"), 0)
        weight = 0
        for ad in ads:
            weight += ad.weight
            mine = {}
            for name in given:
                unit = 10_000 if name in ("spend", "revenue") else 1
                upto = getattr(line, name) // unit * weight // total * unit
                upto = getattr(line, name) if ad is ads[-1] else upto
                mine[name] = upto - given[name]
                given[name] = upto
            if any(mine.values()):
                reach = min(line.reach, mine["impressions"])
                yield Line(line.campaign, line.ad_set, ad, line.day, reach=reach, **mine)
