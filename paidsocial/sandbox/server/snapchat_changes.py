"""The simulated Snapchat's changes: PUT replaces the whole object, and what is wrong stands in the wrapper of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from paidsocial.domain.money import minor_unit
from paidsocial.sandbox.server.snapchat_words import PLATFORM, No, envelope, wrapped
from paidsocial.sandbox.server.state import Sandbox
from paidsocial.sandbox.world import AccountSpec, BudgetKind

MICROS = 1_000_000
LEAST = {"campaigns": 20 * MICROS, "adsquads": 5 * MICROS}  # in a currency like the dollar (100 of one like the yen)
BUDGETS = {
    "campaigns": {BudgetKind.DAILY: "daily_budget_micro", BudgetKind.LIFETIME: "lifetime_spend_cap_micro"},
    "adsquads": {BudgetKind.DAILY: "daily_budget_micro", BudgetKind.LIFETIME: "lifetime_budget_micro"},
}
OWN = frozenset({"id", "updated_at", "created_at", "delivery_status", "creation_state", "bid_micro"})  # not asked for
Row = dict[str, Any]


class _Sub(Exception):
    """A refusal of one object of several."""


class Changes:
    """PUT. `find` gives an object as it is told."""

    def __init__(self, box: Sandbox, find: Callable[[AccountSpec, str], Row]) -> None:
        self._box, self._find = box, find
        self._stale: dict[str, Row] = {}

    def old_value(self, target: str) -> Row:
        """What a read straight after a change still tells, once."""
        return self._stale.pop(target, {})

    def replace(self, above: str, plural: str) -> Row:
        """The reply to a PUT: each object wrapped, with its own status."""
        single = plural.removesuffix("s")
        said = request.get_json(silent=True)
        rows = said.get(plural) if isinstance(said, dict) else None
        if not isinstance(rows, list) or not rows:
            raise No(400, "E1001", f"The request must contain {plural}")
        done: list[Row] = []
        for row in rows:
            try:
                done += wrapped([self._one(above, plural, row)], plural, single)[plural]
            except _Sub as no:
                reason = {"sub_request_error_reason": str(no), "error_code": "E2002"}
                done.append({"sub_request_status": "ERROR", **reason, single: row})
        good = sum(row["sub_request_status"] == "SUCCESS" for row in done)
        return envelope({plural: done}, status="SUCCESS" if good == len(done) else "PARTIAL" if good else "ERROR")

    def _one(self, above: str, plural: str, said: Row) -> Row:
        box, target = self._box, str(said.get("id", ""))
        account = box.account_of(target)
        if account is None or account.platform != PLATFORM or box.is_deleted(target):
            raise No.not_found()
        if not box.is_open(account):
            raise No(403, "E3001", "None of the requested actions [EDIT_ADACCOUNT] can be authorized")
        now = self._find(account, target)
        if above not in {now.get("ad_account_id"), now.get("campaign_id")}:
            raise No.not_found()
        micros = self._checked(account, plural, now, said)
        if box.faults.take("ignored_write", PLATFORM, request.path):
            return {**now, **said}
        if box.faults.take("stale_read", PLATFORM, request.path):
            fields = BUDGETS[plural].values()
            self._stale[target] = {name: now[name] for name in fields if name in now}
        if micros is not None and micros != box.budget(target):
            box.set_budget(target, micros)
        if said["status"] != now["status"]:
            box.set_running(target, running=said["status"] == "ACTIVE")
        if said["name"] != now["name"]:
            box.over.names[target] = said["name"]
        return self._find(account, target)

    def _checked(self, account: AccountSpec, plural: str, now: Row, said: Mapping[str, Any]) -> int | None:
        """The amount that is to be set. Whatever is left out would be reset, and nothing here can do without."""
        budgets = BUDGETS[plural]
        missing = now.keys() - OWN - said.keys() - set(budgets.values())
        if missing:
            raise _Sub(f"The following required fields are missing: {', '.join(sorted(missing))}")
        other = [name for name in now.keys() - OWN - {"name", "status", *budgets.values()} if said[name] != now[name]]
        if other:
            raise _Sub(f"{', '.join(sorted(other))} cannot be changed")
        if said["status"] not in {"ACTIVE", "PAUSED"}:
            raise _Sub("status must be one of ACTIVE, PAUSED")
        if said.get("bid_strategy") == "AUTO_BID" and "bid_micro" in said:
            raise _Sub("bid_micro can not be set with AUTO_BID")
        given = {kind: said[name] for kind, name in budgets.items() if name in said}
        target = now["id"]
        if not self._box.carries_budget(target):
            if given:
                raise _Sub("The budget stands on another level of this campaign")
            return None
        if len(given) != 1:
            raise _Sub(f"Exactly one of {', '.join(budgets.values())} must be given")
        ((kind, micros),) = given.items()
        if kind is not self._box.kind(target):
            raise _Sub("A budget's type can not be changed once it is set")
        base = 100 if minor_unit(self._box.currency(account)) == MICROS else 1
        if not isinstance(micros, int) or micros % 10_000:
            raise _Sub(f"{budgets[kind]} must be a multiple of 10000")
        if micros < LEAST[plural] * base:
            raise _Sub(f"{budgets[kind]} must be at least {LEAST[plural] * base}")
        return micros
