"""What TikTok's lists hold: campaigns, ad groups and ads with every field, as `get` tells them.

A campaign whose objective is `SMART_PLUS` is an upgraded Smart+ one: its ads are creatives, its daily budgets dynamic.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from flask import request

from paidsocial.sandbox.server.state import AdSpec, Sandbox
from paidsocial.sandbox.server.tiktok_reports import Row
from paidsocial.sandbox.server.tiktok_rules import MICROS
from paidsocial.sandbox.world import AccountSpec, AdSetSpec, BudgetKind, CampaignSpec

SMART_PLUS = "Smart+"  # the objective of campaigns that are upgraded Smart+ ones
_MODES = {BudgetKind.DAILY: "BUDGET_MODE_DAY", BudgetKind.LIFETIME: "BUDGET_MODE_TOTAL"}
# What an ad group is set to here; an update that leaves one of these out takes it away.
SETTINGS: Row = {
    "pacing": "PACING_MODE_SMOOTH",
    "conversion_bid_price": 12.55,
    "dayparting": "0" * 168 + "1" * 168,
    "placements": ["PLACEMENT_TIKTOK"],
    "age_groups": ["AGE_18_24", "AGE_25_34"],
    "location_ids": ["2921044", "2782113"],
    "optimization_event": "SHOPPING",
    "skip_learning_phase": True,
    "click_attribution_window": "SEVEN_DAYS",
    "view_attribution_window": "ONE_DAY",
}


class Objects:
    """Everything inside the advertisers."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.stale: dict[str, int] = {}
        self.settings: dict[str, Row] = {}

    def advertiser(self, spec: AccountSpec) -> Row:
        zone = str(self.sandbox.over.zones.get(spec.id, spec.time_zone))
        return {
            "advertiser_id": spec.id,
            "name": spec.name,
            "currency": self.sandbox.currency(spec),
            "timezone": zone,
            "display_timezone": zone,
            "status": "STATUS_ENABLE" if self.sandbox.is_open(spec) else "STATUS_DISABLE",
            "balance": 0.0,
            "role": "ROLE_ADVERTISER",
            "country": "DE",
        }

    def campaigns(self, account: AccountSpec, asked: Row) -> list[Row]:
        specs = self.sandbox.campaigns(account.id, deleted=True)
        return [self.campaign(account, one) for one in specs if self._meant(one.id, asked, "campaign_ids")]

    def ad_groups(self, account: AccountSpec, asked: Row) -> list[Row]:
        specs = self.sandbox.ad_sets(account.id, deleted=True)
        return [self.ad_group(account, one) for one in specs if self._meant(one.id, asked, "adgroup_ids")]

    def ads(self, account: AccountSpec, asked: Row) -> list[Row]:
        box = self.sandbox
        return [
            self.ad(one)
            for spec in box.ad_sets(account.id, deleted=True)
            for one in box.ads(spec.id)
            if self._meant(spec.id, asked, "adgroup_ids")
        ]

    def _meant(self, target: str, asked: Row, ids: str) -> bool:
        """Deleted ones are left out unless every status is asked for."""
        every = asked.get("primary_status", "STATUS_NOT_DELETE") == "STATUS_ALL"
        return target in asked.get(ids, [target]) and (every or not self.sandbox.is_deleted(target))

    def campaign(self, account: AccountSpec, spec: CampaignSpec) -> Row:
        box = self.sandbox
        on = box.is_running(spec)
        status = "DELETE" if box.is_deleted(spec.id) else "ENABLE" if on else "DISABLE"
        return {
            "campaign_id": spec.id,
            "campaign_name": box.name(spec),
            "advertiser_id": account.id,
            "objective_type": "WEB_CONVERSIONS",
            "campaign_type": "REGULAR_CAMPAIGN",
            "campaign_automation_type": self.automation(spec.id),
            "budget_optimize_on": box.carries_budget(spec.id),
            **self._budget(spec.id),
            "operation_status": "ENABLE" if on else "DISABLE",
            "secondary_status": f"CAMPAIGN_STATUS_{status}",
            "create_time": f"{spec.starts} 08:00:00",
            "modify_time": f"{spec.starts} 08:00:00",
        }

    def ad_group(self, account: AccountSpec, spec: AdSetSpec) -> Row:
        box, campaign = self.sandbox, self.sandbox.campaign(spec.campaign_id)
        assert campaign is not None  # noqa: S101 - an ad set has one
        ends = box.ends(spec)
        # one that runs on is given an end ten years off, which is none
        end = ends or spec.starts + timedelta(days=3652)
        own = {"budget_mode": "BUDGET_MODE_DAY", "budget": 20.0}  # left behind where the campaign's budget counts
        return {
            "adgroup_id": spec.id,
            "adgroup_name": box.name(spec),
            "campaign_id": box.parent(spec),
            "campaign_name": box.name(campaign),
            "campaign_automation_type": self.automation(spec.id),
            "advertiser_id": account.id,
            "operation_status": "ENABLE" if box.is_running(spec) else "DISABLE",
            "secondary_status": f"ADGROUP_STATUS_{self._status(spec, campaign)}",
            "optimization_goal": "CONVERT",
            "billing_event": "OCPM",
            "bid_type": "BID_TYPE_CUSTOM",
            **(self._budget(spec.id) if box.carries_budget(spec.id) else own),
            "scheduled_budget": 0.0,
            "schedule_type": "SCHEDULE_START_END" if ends else "SCHEDULE_FROM_NOW",
            "schedule_start_time": self._time(account, spec.starts),
            "schedule_end_time": self._time(account, end, end=True),
            **self.settings.get(spec.id, SETTINGS),
            "create_time": f"{spec.starts} 08:00:00",
            "modify_time": f"{spec.starts} 08:00:00",
        }

    def _status(self, spec: AdSetSpec, campaign: CampaignSpec) -> str:
        box = self.sandbox
        if box.is_deleted(spec.id):
            return "DELETE"
        if box.is_over(spec):
            return "TIME_DONE"
        if not box.is_running(spec):
            return "DISABLE"
        return "DELIVERY_OK" if box.is_running(campaign) else "CAMPAIGN_DISABLE"

    def ad(self, spec: AdSpec) -> Row:
        """An ad; of an upgraded Smart+ one, whose id stands beside it, a creative."""
        row: Row = {"ad_id": spec.id, "ad_name": self.sandbox.name(spec), "adgroup_id": spec.ad_set_id}
        row |= {"operation_status": "ENABLE", "secondary_status": "AD_STATUS_DELIVERY_OK"}
        if not self.is_upgraded(spec.ad_set_id):
            return row | {"campaign_automation_type": "MANUAL"}
        whole = {"smart_plus_ad_id": f"9{spec.ad_set_id[1:]}"}
        return row | whole | {"campaign_automation_type": "UPGRADED_SMART_PLUS_CREATIVE"}

    def is_upgraded(self, target: str) -> bool:
        """Whether it is an upgraded Smart+ campaign, or an ad group of one."""
        ad_set = self.sandbox.ad_set(target)
        campaign = self.sandbox.campaign(ad_set.campaign_id if ad_set else target)
        return campaign is not None and campaign.objective == SMART_PLUS

    def automation(self, target: str) -> str:
        """The same in TikTok's word."""
        return "UPGRADED_SMART_PLUS" if self.is_upgraded(target) else "MANUAL"

    def _budget(self, target: str) -> Row:
        micros = self.sandbox.budget(target)
        if micros is None:
            return {"budget_mode": "BUDGET_MODE_INFINITE", "budget": 0.0}
        if (
            request.method == "GET" and target in self.stale
        ):  # a read straight after a write that has not got through yet
            micros = self.stale.pop(target)
        # a number with a fraction in JSON, as TikTok writes it: the shortest that means this amount
        mode = _MODES[self.sandbox.kind(target)]
        if mode == "BUDGET_MODE_DAY" and self.is_upgraded(target) and self.sandbox.ad_set(target):
            mode = "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"
        return {"budget_mode": mode, "budget": float(Decimal(micros) / MICROS)}

    def _time(self, account: AccountSpec, day: date, *, end: bool = False) -> str:
        """UTC without saying so."""
        clock = datetime.max.time().replace(microsecond=0) if end else datetime.min.time()
        local = datetime.combine(day, clock, self.sandbox.zone(account))
        return local.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
