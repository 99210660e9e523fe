"""What a live connection brings and does, the same for every platform. One folder's `api.py` makes it for its platform.

    accounts()                        the ad accounts that a sign-in opens
    structure(account)                campaigns, ad sets and ads with status, flight, budget
    figures(account, period, ...)     daily figures, as exact micros, by the account's own days
    budget(account, target)           what stands on the platform now
    set_budget(account, target, ...)  one change, sent once
    status(account, target)           whether it is switched on there
    set_running(account, target, on)  pause and resume

Money is turned into micros here, where the platform's unit is known, and nowhere else. Ids are text.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Protocol

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.readings import Level, Readings
from paidsocial.platforms.live.http import Timing

EITHER_LEVEL = frozenset({Level.CAMPAIGN, Level.AD_SET})


class BudgetKind(enum.StrEnum):
    """How a platform budget counts: a day's, or a whole flight's."""

    DAILY = "daily"
    LIFETIME = "lifetime"


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where a platform is: its API, its sign-in pages, its tokens, its report files. Each can be set on its own."""

    api: str
    sign_in: str
    token: str
    download: str = ""


@dataclass(frozen=True, slots=True)
class App:
    """The organisation's own developer app on a platform. `extra`: what only this platform asks for, by name."""

    id: str
    secret: str = field(repr=False)
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a sign-in gave us. `expires_at`: None where it never does; `refresh_until` for the refresh token."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    token_secret: str | None = field(default=None, repr=False)  # OAuth 1
    expires_at: datetime | None = None
    refresh_until: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveAccount:
    """An ad account as its platform tells it. `open`: whether it can deliver; `state` in the platform's word."""

    id: str
    name: str
    currency: str
    time_zone: str
    state: str = "active"
    open: bool = True


@dataclass(frozen=True, slots=True)
class LiveBudget:
    """An amount and how it counts. `campaigns`: how many spend from it; of more than one it is nobody's own."""

    kind: BudgetKind
    amount: Money
    campaigns: int = 1


@dataclass(frozen=True, slots=True)
class LiveCampaign:
    """A campaign. `budget` None: its ad sets carry the budgets. Days are the account's own."""

    id: str
    name: str
    status: str
    objective: str | None = None
    budget: LiveBudget | None = None
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class LiveAdSet:
    """An ad set. `learning`: what the platform says of its learning, in small letters; `targeting` in a few words."""

    id: str
    campaign_id: str
    name: str
    status: str
    budget: LiveBudget | None = None
    starts: date | None = None
    ends: date | None = None
    learning: str | None = None
    targeting: str | None = None


@dataclass(frozen=True, slots=True)
class LiveAd:
    """An ad."""

    id: str
    ad_set_id: str
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class Structure:
    """Everything inside an ad account, as it stood when it was read."""

    campaigns: Sequence[LiveCampaign]
    ad_sets: Sequence[LiveAdSet]
    ads: Sequence[LiveAd]


@dataclass(frozen=True, slots=True)
class Target:
    """What carries a budget: a campaign, or an ad set of it."""

    level: Level
    id: str
    campaign_id: str


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """Whether somebody switched it on or off, and the status word that `structure` tells of it.

    `running` None: neither, because it is deleted, over or not made yet. What else may keep it from delivering is in
    the word only.
    """

    running: bool | None
    word: str

    @classmethod
    def of(cls, switch: object, word: str, *, on: str = "ACTIVE", off: str = "PAUSED") -> LiveStatus:
        """From the platform's own switch and its words for on and off."""
        return cls({on: True, off: False}.get(str(switch)), word)


@dataclass(frozen=True, slots=True)
class Receipt:
    """That the platform took a change. `echoed`: the amount that its reply states, where it does."""

    request_id: str | None = None
    echoed: LiveBudget | None = None


class Connector(Protocol):
    """One sign-in on one platform. Every method may raise PlatformError. Not for threads."""

    look_back: ClassVar[int]  # days that a nightly pull reads again, because they may still change
    widest: ClassVar[int]  # days that one call of `figures` may cover
    first_day: ClassVar[int]  # how many days back the platform still tells
    budget_levels: ClassVar[frozenset[Level]]  # where a budget can stand: `EITHER_LEVEL` nearly everywhere
    scopes: ClassVar[tuple[str, ...]]  # what the sign-in must grant, for reading and for changing budgets
    conversions: ClassVar[
        Mapping[str, str]
    ]  # which events may be *the* conversion, by our name: the platform's; first: usual

    def accounts(self) -> list[LiveAccount]:
        """The ad accounts that this sign-in opens."""
        ...

    def structure(self, account: LiveAccount) -> Structure:
        """Campaigns, ad sets and ads, those that ended included; deleted ones where the platform still tells."""
        ...

    def figures(self, account: LiveAccount, period: Period, level: Level, conversion: str | None = None) -> Readings:
        """Daily figures by ad set or ad; rows without delivery may be absent. `conversion`: a key of `conversions`."""
        ...

    def budget(self, account: LiveAccount, target: Target) -> LiveBudget | None:
        """What is set on the platform now; None where the target carries no budget of its own."""
        ...

    def set_budget(self, account: LiveAccount, target: Target, budget: LiveBudget) -> Receipt:
        """Set an amount, once. The kind must be what the target has; nothing else of the target changes."""
        ...

    def status(self, account: LiveAccount, target: Target) -> LiveStatus:
        """Whether the target is switched on now."""
        ...

    def set_running(self, account: LiveAccount, target: Target, *, running: bool) -> Receipt:
        """Pause or resume."""
        ...

    def spent(self, account: LiveAccount, target: Target, kind: BudgetKind, today: date) -> Money | None:
        """What counts against the budget so far (today's or the flight's), where the platform's rules need it."""
        ...

    def close(self) -> None:
        """Let the connections go."""
        ...


@dataclass(frozen=True, slots=True)
class Access:
    """Everything a connector needs: where the platform is, whose app, which sign-in, and how time passes."""

    hosts: Hosts
    app: App
    grant: Grant
    timing: Timing = field(default_factory=Timing)


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a person is sent to. `kept` stays with us, secret, and stands in the answer when they come back."""

    address: str
    kept: Mapping[str, str] = field(default_factory=dict)


class SignIn(Protocol):
    """How a person connects a platform: send them to an address, take what comes back, keep it alive."""

    def address(self, hosts: Hosts, app: App, *, redirect_uri: str, state: str) -> Departure:
        """Where the person is sent to."""
        ...

    def finish(self, hosts: Hosts, app: App, answer: Mapping[str, str], *, redirect_uri: str, now: datetime) -> Grant:
        """Exchange what came back with the person (its query), and what was kept, for tokens. Raises PlatformError."""
        ...

    def refresh(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:
        """A fresh token for one that expires. Raises PlatformError (SIGN_IN where the person must connect again)."""
        ...

    def check(self, hosts: Hosts, app: App, grant: Grant, *, now: datetime) -> Grant:
        """The same grant with what the platform says of its expiry and scopes, where it tells; never sooner expired."""
        ...
