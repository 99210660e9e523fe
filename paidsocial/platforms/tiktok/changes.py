"""Which of TikTok's addresses takes a change, and in what form.

Upgraded Smart+ campaigns and their ad groups are told by the usual lists and changed at addresses of their own: the
usual ones do not take them. Only theirs take an ad group's daily budget by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from paidsocial.domain.readings import Level
from paidsocial.platforms.live.connector import BudgetKind, Target

Row = Mapping[str, Any]
_SMART_PLUS = "/smart_plus"
# (unverified) An update replaces the ad group, so all that was read is sent back but what TikTok keeps by itself. Were
# one of the others not welcome, it would refuse the change; one left out would be lost.
_ITS_OWN = frozenset(
    {
        *("campaign_name", "campaign_automation_type", "operation_status", "secondary_status"),
        *("create_time", "modify_time", "scheduled_budget"),
    }
)


def root_of(row: Row) -> str:
    """Where the addresses begin that change this campaign or ad group."""
    return _SMART_PLUS if row.get("campaign_automation_type") == "UPGRADED_SMART_PLUS" else ""


def budget_change(row: Row, target: Target, kind: BudgetKind, amount: Decimal) -> tuple[str, dict[str, Any]]:
    """The address and the body of another amount; `row` is the target as it was read just before."""
    root = root_of(row)
    if target.level is Level.CAMPAIGN:
        return f"{root}/campaign/update/", {"campaign_id": target.id, "budget": amount}
    if root or kind is BudgetKind.LIFETIME:
        return f"{root}/adgroup/budget/update/", {"budget": [{"adgroup_id": target.id, "budget": amount}]}
    # the ad group is replaced by this: read straight before, so that hardly anything can have changed in between
    kept = {name: value for name, value in row.items() if name not in _ITS_OWN and value is not None}
    return "/adgroup/update/", {**kept, "budget": amount}


def switch(root: str, key: str, target: Target, *, running: bool) -> tuple[str, dict[str, Any]]:
    """The same of a pause or a resumption. `key`: what TikTok calls such a target."""
    status = "ENABLE" if running else "DISABLE"
    return f"{root}/{key}/status/update/", {f"{key}_ids": [target.id], "operation_status": status}
