"""Meta's accounts, campaigns, ad sets and ads in its own form: minor units by its own table, odd offsets of time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from paidsocial.sandbox.server.state import AdSpec, Sandbox
from paidsocial.sandbox.world import AccountSpec, AdSetSpec, BudgetKind, CampaignSpec

MICROS = 1_000_000
OFFSET_ONE = frozenset(["CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND"])
Row = dict[str, Any]


class Objects:
    """What is told of each object; `stale`: budgets whose old value is told once more after a change."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.stale: dict[str, int] = {}

    def account(self, spec: AccountSpec) -> Row:
        number = spec.id.removeprefix("act_")
        return {
            "id": f"act_{number}",
            "account_id": number,
            "name": spec.name,
            "account_status": 1 if self.sandbox.is_open(spec) else 2,
            "currency": self.sandbox.currency(spec),
            "timezone_name": str(self.sandbox.over.zones.get(spec.id, spec.time_zone)),
            "amount_spent": "0",
        }

    def minor(self, account: AccountSpec, micros: int) -> str:
        """Micros in Meta's own smallest units, which are not always the currency's."""
        return str(micros // self.unit(account))

    def unit(self, account: AccountSpec) -> int:
        return MICROS if self.sandbox.currency(account) in OFFSET_ONE else MICROS // 100

    def _budgets(self, account: AccountSpec, target: str, *, absent: str | None) -> Row:
        micros = self.sandbox.budget(target)
        if micros is None:
            return {} if absent is None else {"daily_budget": absent, "lifetime_budget": absent}
        if target in self.stale:  # a read straight after a write that has not got through yet
            micros = self.stale.pop(target)
        lifetime = self.sandbox.kind(target) is BudgetKind.LIFETIME
        amount = self.minor(account, micros)
        return {"daily_budget": "0" if lifetime else amount, "lifetime_budget": amount if lifetime else "0"}

    def campaigns(self, account: AccountSpec) -> list[Row]:
        return [self.campaign(account, one) for one in self.sandbox.campaigns(account.id)]

    def campaign(self, account: AccountSpec, spec: CampaignSpec) -> Row:
        box = self.sandbox
        on = box.is_running(spec)
        return {
            "id": spec.id,
            "name": box.name(spec),
            "account_id": account.id.removeprefix("act_"),
            "status": "ACTIVE" if on else "PAUSED",
            "effective_status": "DELETED" if box.is_deleted(spec.id) else "ACTIVE" if on else "PAUSED",
            "objective": "OUTCOME_SALES",
            "start_time": self._time(account, spec.starts),
            **({"stop_time": self._time(account, spec.ends, end=True)} if spec.ends else {}),
            **self._budgets(account, spec.id, absent=None),
        }

    def ad_sets(self, account: AccountSpec) -> list[Row]:
        return [self.ad_set(account, one) for one in self.sandbox.ad_sets(account.id)]

    def ad_set(self, account: AccountSpec, spec: AdSetSpec) -> Row:
        box = self.sandbox
        campaign = box.campaign(spec.campaign_id)
        on, above = box.is_running(spec), campaign is not None and box.is_running(campaign)
        ends = box.ends(spec)
        learning = box.is_learning(spec)
        return {
            "id": spec.id,
            "name": box.name(spec),
            "account_id": account.id.removeprefix("act_"),
            "campaign_id": box.parent(spec),
            "status": "ACTIVE" if on else "PAUSED",
            "effective_status": "PAUSED" if not on else "ACTIVE" if above else "CAMPAIGN_PAUSED",
            "start_time": self._time(account, spec.starts),
            **({"end_time": self._time(account, ends, end=True)} if ends else {}),
            "learning_stage_info": {"status": "LEARNING" if learning else "SUCCESS", "conversions": 12},
            "targeting": {"age_min": 18, "age_max": 65, "geo_locations": {"countries": ["DE", "AT"]}},
            "optimization_goal": "OFFSITE_CONVERSIONS",
            **self._budgets(account, spec.id, absent="0"),
        }

    def ads(self, account: AccountSpec) -> list[Row]:
        return [self.ad(one) for spec in self.sandbox.ad_sets(account.id) for one in self.sandbox.ads(spec.id)]

    def ad(self, spec: AdSpec) -> Row:
        status = {"status": "ACTIVE", "effective_status": "ACTIVE"}
        return {"id": spec.id, "name": self.sandbox.name(spec), "adset_id": spec.ad_set_id, **status}

    def _time(self, account: AccountSpec, day: date, *, end: bool = False) -> str:
        """An instant with an offset that has no colon, as Meta writes them."""
        clock = datetime.max.time() if end else datetime.min.time()
        local = datetime.combine(day, clock.replace(microsecond=0), self.sandbox.zone(account))
        return local.strftime("%Y-%m-%dT%H:%M:%S%z")
