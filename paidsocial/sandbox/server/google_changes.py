"""What Google takes and refuses in its `:mutate` calls: a budget is an object with a name of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn

from paidsocial.domain.money import minor_unit
from paidsocial.sandbox.server.google_forms import MICROS, No, Row, camel
from paidsocial.sandbox.server.google_rows import Rows
from paidsocial.sandbox.server.state import Sandbox
from paidsocial.sandbox.world import AccountSpec, BudgetKind

PLATFORM = "google"
MOST_OPERATIONS = 10_000
LEAST_DAILY = 5  # major units of a day, in a currency like the dollar
_PATH = ("operations", "update")
_NAME = re.compile(r"customers/(\d+)/(\w+)/(\d+)")


class Changes:
    """Checks every operation of a call before any is carried out."""

    def __init__(self, sandbox: Sandbox, rows: Rows, stale: dict[str, int]) -> None:
        self._box, self._rows, self._stale = sandbox, rows, stale

    def mutate(self, customer: AccountSpec, collection: str, body: Any, path: str) -> Row:
        """The reply to a call. `path` is the request's, for faults. Raises No."""
        operations = body.get("operations") if isinstance(body, dict) else None
        if not isinstance(operations, list) or not operations:
            raise No(400, "requestError", "REQUIRED_FIELD_MISSING", path=("operations",))
        if len(operations) > MOST_OPERATIONS:
            raise No(400, "mutateError", "TOO_MANY_MUTATE_OPERATIONS")
        check = self._budget if collection == "campaignBudgets" else self._status
        ready = [check(customer, collection, operation, path) for operation in operations]
        if body.get("validateOnly") is True:
            return {}
        results = []
        for name, carry_out, told in ready:
            carry_out()
            whole = body.get("responseContentType") == "MUTABLE_RESOURCE"
            results.append({"resourceName": name, **({camel(_SINGULAR[collection]): told} if whole else {})})
        return {"results": results}

    def _read(self, customer: AccountSpec, collection: str, operation: Any) -> tuple[str, str, Row, set[str]]:
        """The name and id of what an operation updates, its new fields, and which of them its mask lets through."""
        update = operation.get("update") if isinstance(operation, dict) else None
        if not isinstance(update, dict):
            raise No(400, "mutateError", "OPERATION_TYPE_NOT_SUPPORTED", path=("operations",))
        name = str(update.get("resourceName", ""))
        found = _NAME.fullmatch(name)
        if found is None or found[2] != collection:
            raise No(400, "requestError", "INVALID_RESOURCE_NAME", f"'{name}' is no name here.", path=_PATH)
        if found[1] != customer.id:
            raise No(400, "mutateError", "INCONSISTENT_FIELD_VALUES", path=_PATH)
        mask = {camel(part.strip()) for part in str(operation.get("updateMask", "")).split(",") if part.strip()}
        if not mask:
            raise No(400, "fieldMaskError", "FIELD_MASK_MISSING", path=("operations", "update_mask"))
        return name, found[3], update, mask

    # ---- budgets

    def _budget(
        self, customer: AccountSpec, collection: str, operation: Any, path: str
    ) -> tuple[str, Callable[[], None], Row]:
        name, key, update, mask = self._read(customer, collection, operation)
        campaign = self._rows.campaign_of_budget(customer, key)
        if campaign is None:
            raise No(400, "mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.", path=_PATH)
        if self._box.is_deleted(campaign.id):
            _refuse("CAMPAIGN_BUDGET_REMOVED", "A removed budget cannot be changed.")
        if mask - {"amountMicros", "totalAmountMicros"}:
            raise No(400, "fieldError", "IMMUTABLE_FIELD", path=_PATH)
        lifetime = self._box.kind(campaign.id) is BudgetKind.LIFETIME
        if lifetime and "amountMicros" in mask:
            _refuse("BUDGET_AMOUNT_MUST_BE_UNSET_FOR_CUSTOM_BUDGET_PERIOD")
        if not lifetime and "totalAmountMicros" in mask:
            _refuse("TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY")
        field = "totalAmountMicros" if lifetime else "amountMicros"
        micros = self._amount(customer, campaign.id, update.get(field), lifetime=lifetime)

        def carry_out() -> None:
            if self._box.faults.take("ignored_write", PLATFORM, path):
                return
            if self._box.faults.take("stale_read", PLATFORM, path):
                self._stale[campaign.id] = self._box.budget(campaign.id) or 0
            self._box.set_budget(campaign.id, micros)

        return name, carry_out, {"resourceName": name, field: str(micros)}

    def _amount(self, customer: AccountSpec, campaign_id: str, said: Any, *, lifetime: bool) -> int:
        """The micros that may be set."""
        if not isinstance(said, int | str) or isinstance(said, bool) or not re.fullmatch(r"-?\d{1,18}", str(said)):
            raise No(400, "fieldError", "INVALID_VALUE", path=(*_PATH, "amount_micros"))
        micros, currency = int(said), self._box.currency(customer)
        if micros < 0:
            _refuse("NEGATIVE_MONEY_AMOUNT")
        if micros % minor_unit(currency):
            told = f"{micros} is not a multiple of the smallest unit of {currency}."
            _refuse("NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT", told)
        base = 100 if minor_unit(currency) == MICROS else 1
        if micros > 10**9 * base * MICROS:
            _refuse("MONEY_AMOUNT_TOO_LARGE")
        day = LEAST_DAILY * base * MICROS
        campaign = self._box.campaign(campaign_id)
        days = (campaign.ends - campaign.starts).days + 1 if lifetime and campaign and campaign.ends else 1
        if micros < day * days:
            total = {"minimumBudgetTotalAmountMicros": str(day * days), "failedBudgetTotalAmountMicros": str(micros)}
            daily = {"minimumBudgetAmountMicros": str(day), "failedBudgetAmountMicros": str(micros)}
            more = {"currencyCode": currency, "budgetPerDayMinimumMicros": str(day), **(total if lifetime else daily)}
            _refuse("BUDGET_BELOW_PER_DAY_MINIMUM", budgetPerDayMinimumErrorDetails=more)
        return micros

    # ---- switches

    def _status(
        self, customer: AccountSpec, collection: str, operation: Any, path: str
    ) -> tuple[str, Callable[[], None], Row]:
        name, key, update, mask = self._read(customer, collection, operation)
        box = self._box
        of, campaign = box.account_of(key), box.campaign(key)
        if of is None or of.id != customer.id or (campaign is not None) is not (collection == "campaigns"):
            raise No(400, "mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.", path=_PATH)
        if mask != {"status"} or update.get("status") not in {"ENABLED", "PAUSED"}:
            raise No(400, "fieldError", "INVALID_VALUE", path=(*_PATH, "status"))
        if box.is_deleted(key):
            raise No(400, "contextError", "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE", path=_PATH)
        running = update["status"] == "ENABLED"

        def carry_out() -> None:
            if not box.faults.take("ignored_write", PLATFORM, path):
                box.set_running(key, running=running)

        return name, carry_out, {"resourceName": name, "status": update["status"]}


_SINGULAR = {
    "campaignBudgets": "campaign_budget",
    "campaigns": "campaign",
    "adGroups": "ad_group",
    "assetGroups": "asset_group",
}
COLLECTIONS = frozenset(_SINGULAR)


def _refuse(code: str, told: str = "", **details: Any) -> NoReturn:
    raise No(400, "campaignBudgetError", code, told, path=(*_PATH, "amount_micros"), **details)
