"""The rows of the demo company's tables: what a planner says of a client, an ad account and a campaign."""

from __future__ import annotations

from dataclasses import dataclass

from paidsocial.sandbox.world import AccountSpec


@dataclass(frozen=True, slots=True)
class ClientRow:
    """An advertiser: contribution margin in basis points (1/10,000)."""

    name: str
    margin_bp: int


@dataclass(frozen=True, slots=True)
class When:
    """When a campaign runs, told from the demo's last day.

    `always`: longer than the history. `ago`: from that many days before the last day, for `length` days where given.
    `season`: from (month, day) of its latest occurrence, for `length` days. `paused`: switched off that many days ago.
    """

    ago: int | None = None
    season: tuple[int, int] | None = None
    length: int | None = None
    paused: int | None = None


ALWAYS = When()


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One campaign as planned: `budget` a day and ad set in major units, `roas` at that budget, `bend` its elasticity.

    `shared`: the campaign carries the budget. `lifetime`: one amount for the whole flight (then also shared).
    `blocked`: its ads were rejected that many days ago and it delivers nothing since.
    """

    name: str
    objective: str
    when: When
    ad_sets: int
    budget: float
    roas: float
    bend: float = 0.6
    shared: bool = False
    lifetime: bool = False
    blocked: int | None = None

    @property
    def warm(self) -> bool:
        """Whether it speaks to people who know the brand: such campaigns saturate early."""
        return self.bend < 0.5


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One ad account with its campaigns and the parts its ad set names are made of."""

    spec: AccountSpec
    order_value: float
    cpm: float
    click_rate: float
    name_pattern: str  # {audience} {place} {age} {n}
    audiences: tuple[str, ...]  # people who do not know the brand yet
    warm: tuple[str, ...]  # people who do
    places: tuple[str, ...]
    ages: tuple[str, ...]
    campaigns: tuple[CampaignRow, ...]
