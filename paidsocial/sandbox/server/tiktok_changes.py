"""What TikTok takes and refuses in its `update` calls. Upgraded Smart+ objects have addresses of their own.

The usual addresses do not take them, nor theirs the others. TikTok's documentation says so of what updates a campaign
or a budget; that it is so for switches too is an assumption (unverified), the stricter one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import request

from paidsocial.sandbox.server.tiktok_objects import SETTINGS, Objects
from paidsocial.sandbox.server.tiktok_reports import Row
from paidsocial.sandbox.server.tiktok_rules import No, wanted_micros
from paidsocial.sandbox.world import AccountSpec, BudgetKind

PLATFORM = "tiktok"
LARGEST_BATCH = 20
_REQUIRED = ("adgroup_name", "budget", "schedule_type", "optimization_goal", "billing_event", "bid_type")


class Changes:
    """Changes of campaigns and ad groups. `upgraded`: whether the address is one of upgraded Smart+ objects."""

    def __init__(self, objects: Objects) -> None:
        self.sandbox, self._objects = objects.sandbox, objects

    def change_campaign(self, account: AccountSpec, said: Row, *, upgraded: bool) -> Row:
        spec = self.sandbox.campaign(self._target(account, said.get("campaign_id"), upgraded=upgraded))
        if spec is None:
            raise No(40002, "campaign_id: there is no such campaign")
        row = self._objects.campaign(account, spec)
        if said.get("budget_mode", row["budget_mode"]) != row["budget_mode"]:
            raise No(40002, "budget_mode cannot be changed after the campaign is created.")
        if "budget" in said:
            self._set_budget(account, spec.id, said["budget"])
        return self._objects.campaign(account, spec)

    def change_ad_group(self, account: AccountSpec, said: Row) -> Row:
        """The whole ad group is replaced by what is said: what is left out is gone."""
        spec = self.sandbox.ad_set(self._target(account, said.get("adgroup_id"), upgraded=False))
        if spec is None:
            raise No(40002, "adgroup_id: there is no such ad group")
        row = self._objects.ad_group(account, spec)
        missing = [name for name in _REQUIRED if name not in said]
        if missing:
            raise No(40002, f"{', '.join(missing)}: Missing data for required field.")
        for name in ("budget_mode", "schedule_type", "schedule_end_time", "campaign_id"):
            if said.get(name, row[name]) != row[name]:
                raise No(40002, f"{name} cannot be changed.")
        self._set_budget(account, spec.id, said["budget"])
        self.sandbox.over.names[spec.id] = str(said["adgroup_name"])
        self._objects.settings[spec.id] = {name: _plain(said.get(name)) for name in SETTINGS}
        return self._objects.ad_group(account, spec)

    def change_budgets(self, account: AccountSpec, said: Row, *, upgraded: bool) -> None:
        """Lifetime budgets, and upgraded ones of either kind; what counts from tomorrow only is not served here."""
        changes = said.get("budget")
        if not isinstance(changes, list) or not 1 <= len(changes) <= LARGEST_BATCH:
            raise No(40002, "budget: Between 1 and 20 ad groups.")
        for change in changes:
            target = self._target(account, change.get("adgroup_id"), upgraded=upgraded)
            if self.sandbox.ad_set(target) is None:
                raise No(40002, "adgroup_id: there is no such ad group")
            if not upgraded and self.sandbox.kind(target) is not BudgetKind.LIFETIME:
                raise No(40002, "budget: use scheduled_budget for an ad group with a daily budget.")
            self._set_budget(account, target, change.get("budget"))

    def switch(self, account: AccountSpec, kind: str, said: Row, *, upgraded: bool) -> Row:
        """Of upgraded ones, what is wrong with one stands in the list of errors of a reply that is a success."""
        ids, status = said.get(f"{kind}_ids"), said.get("operation_status")
        if status not in {"ENABLE", "DISABLE"} or not isinstance(ids, list) or not 1 <= len(ids) <= LARGEST_BATCH:
            raise No(40002, "operation_status: Must be one of ENABLE, DISABLE.")
        done: list[Row] = []
        wrong: list[Row] = []
        for each in ids:
            try:
                target = self._target(account, each, upgraded=upgraded)
            except No as no:
                if not upgraded or no.code != 40002:
                    raise
                wrong.append({f"{kind}_id": each, "error_message": no.message})
                continue
            if not self.sandbox.faults.take("ignored_write", PLATFORM, request.path):
                self.sandbox.set_running(target, running=status == "ENABLE")
            done.append({f"{kind}_id": target, "status": status})
        return {f"{kind}_list": done, "error_list": wrong} if upgraded else {}

    def _target(self, account: AccountSpec, target: Any, *, upgraded: bool) -> str:
        if not self.sandbox.is_open(account):
            raise No(40300, "The advertiser account is disabled.")
        if self.sandbox.account_of(str(target)) != account or self.sandbox.is_deleted(str(target)):
            raise No(40002, f"{target} does not exist or has been deleted.")
        if self._objects.is_upgraded(str(target)) is not upgraded:
            use = "an Upgraded Smart+ endpoint" if not upgraded else "the endpoint of Manual Campaigns"
            raise No(40002, f"{target} cannot be updated through this endpoint. Use {use} instead.")
        return str(target)

    def _set_budget(self, account: AccountSpec, target: str, amount: Any) -> None:
        box = self.sandbox
        if not box.carries_budget(target):
            raise No(40002, "The budget stands on another level of this campaign.")
        micros = wanted_micros(box, account, target, amount)
        if box.faults.take("ignored_write", PLATFORM, request.path):
            return
        if box.faults.take("stale_read", PLATFORM, request.path):
            self._objects.stale[target] = box.budget(target) or 0
        box.set_budget(target, micros)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
