"""What no export file tells but a live connection would: flights, each level's status, budgets with their history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import zone
from paidsocial.models import AdSet, Campaign, PlatformBudget
from paidsocial.sandbox.exports import status_words
from paidsocial.sandbox.market import Market
from paidsocial.sandbox.world import AdSetSpec, CampaignSpec, EditKind
from paidsocial.services.demo.setting_up import Cast

SOURCE = "platform"


@dataclass
class PlatformSide:
    """Brings what the platforms hold into the workspace, once per thing; `step` is called after each import."""

    market: Market
    cast: Cast
    _known: set[str] = field(default_factory=set)  # campaigns and ad sets whose flight was brought
    _brought: set[tuple[str, date]] = field(default_factory=set)  # budgets by target and day
    _ours: set[tuple[str, date]] = field(default_factory=set)

    @cached_property
    def _specs(self) -> dict[str, CampaignSpec | AdSetSpec]:
        found: dict[str, CampaignSpec | AdSetSpec] = {spec.id: spec for spec in self.market.world.campaigns}
        return found | {spec.id: spec for spec in self.market.world.ad_sets}

    def by_hand(self, target: str, day: date) -> None:
        """The workspace itself recorded this budget when the change was marked as applied."""
        self._ours.add((target, day))

    def step(self, session: Session, *, now: datetime) -> None:
        """Flights and budgets of everything imported so far, as they stand at `now`."""
        with transaction(session):
            campaigns = {row.external_id: row for row in session.scalars(select(Campaign)) if row.external_id}
            ad_sets = {row.external_id: row for row in session.scalars(select(AdSet)) if row.external_id}
            self._flights(campaigns, ad_sets)
            self._statuses(campaigns, ad_sets)
            rows = self._budgets(campaigns, ad_sets, now)
            if rows:
                session.execute(insert(PlatformBudget), rows)

    def _flights(self, campaigns: Mapping[str, Campaign], ad_sets: Mapping[str, AdSet]) -> None:
        for spec in self._specs.values():
            row = campaigns.get(spec.id) if isinstance(spec, CampaignSpec) else ad_sets.get(spec.id)
            if row is None or spec.id in self._known:
                continue
            row.start_day, row.end_day = spec.starts, spec.ends
            self._known.add(spec.id)

    def _statuses(self, campaigns: Mapping[str, Campaign], ad_sets: Mapping[str, AdSet]) -> None:
        words = status_words(self.market, self.market.next_day)
        for id_, campaign in campaigns.items():
            campaign.status = words[id_]
        for id_, ad_set in ad_sets.items():
            learning = words[id_] == "learning"
            ad_set.status, ad_set.learning_state = words[id_], "learning" if learning else None

    def _budgets(
        self, campaigns: Mapping[str, Campaign], ad_sets: Mapping[str, AdSet], now: datetime
    ) -> list[dict[str, object]]:
        specs = self._specs
        kinds = {spec.id: spec.budget_kind for spec in self.market.world.campaigns}
        set_to = [(spec.starts, id_, spec.budget_micros) for id_, spec in specs.items() if spec.budget_micros]
        set_to += [
            (edit.day, edit.target, edit.budget_micros)
            for edit in self.market.edits()
            if edit.kind is EditKind.BUDGET and edit.budget_micros
        ]
        rows = list[dict[str, object]]()
        for day, target, micros in sorted(set_to, key=lambda one: one[:2]):
            spec = specs[target]
            campaign_id = spec.id if isinstance(spec, CampaignSpec) else spec.campaign_id
            campaign, ad_set = campaigns.get(campaign_id), ad_sets.get(target)
            if campaign is None or (ad_set is None and target != campaign_id):
                continue
            account = self.cast.accounts_by_id[campaign.account_id]
            at = datetime.combine(day, time(0, 5), tzinfo=zone(account.time_zone))
            if at > now or (target, day) in self._brought | self._ours:
                continue
            self._brought.add((target, day))
            rows.append(
                {
                    "account_id": account.id,
                    "campaign_id": campaign.id,
                    "ad_set_id": None if ad_set is None else ad_set.id,
                    "kind": str(kinds[campaign_id]),
                    "amount_micros": micros,
                    "currency": account.currency,
                    "effective_at": at,
                    "recorded_at": now,
                    "source": SOURCE,
                }
            )
        return rows
