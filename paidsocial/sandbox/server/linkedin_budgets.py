"""What LinkedIn takes as a budget: its form, its currency, where it may stand and how small it may be."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from paidsocial.domain.money import minor_unit
from paidsocial.sandbox.server.linkedin_forms import MICROS, No, invalid, major
from paidsocial.sandbox.server.state import Sandbox
from paidsocial.sandbox.world import AccountSpec, BudgetKind

FIELD = {BudgetKind.DAILY: "dailyBudget", BudgetKind.LIFETIME: "totalBudget"}
LEAST_DAILY = {"GBP": 8}  # major units; 10 in others like the dollar
LEAST_DAILY_OF_GROUP = {"GBP": 24}  # 30 in others


def wanted(sandbox: Sandbox, account: AccountSpec, key: str, field: str, said: Any) -> int:
    """The micros of an amount that may be set on a campaign or group. Raises No."""
    currency, is_group = sandbox.currency(account), sandbox.campaign(key) is not None
    path = f"/{'CampaignGroup' if is_group else 'Campaign'}/{field}"
    micros = _micros(said, f"{path}/amount")
    if said.get("currencyCode") != currency:
        told = f"Value {said.get('currencyCode')} of {path}/currencyCode expected to match value {currency} of "
        raise No(400, message=f"{told}/Account/currency")
    if not sandbox.carries_budget(key):
        told = "Its campaigns carry the budgets." if is_group else "The campaign group carries the budget."
        raise invalid(path, told, "BUDGET_NOT_ALLOWED")
    if field != FIELD[sandbox.kind(key)]:
        raise invalid(path, "The kind of the budget cannot be changed while it delivers.", "BUDGET_NOT_ALLOWED")
    least = _least(sandbox, key, currency, is_group=is_group)
    spent = sandbox.spent(key, ever=True) if field == "totalBudget" else -1
    if micros < least or micros <= spent:
        told = f"The amount must be at least {major(max(least, spent))} {currency}."
        raise invalid(f"{path}/amount", told, "FIELD_VALUE_TOO_LOW")
    return micros


def _micros(said: Any, path: str) -> int:
    """Of an amount written as text with two decimals at most."""
    amount = said.get("amount") if isinstance(said, dict) else None
    try:
        number = Decimal(amount) if isinstance(amount, str) else Decimal("NaN")
    except InvalidOperation:
        raise invalid(path) from None
    if not number.is_finite() or number * 100 % 1:
        raise invalid(path)
    return int(number * MICROS)


def _least(sandbox: Sandbox, key: str, currency: str, *, is_group: bool) -> int:
    """Micros: a day's minimum, or for a flight ten times it and once more for every day beyond the tenth."""
    least = LEAST_DAILY_OF_GROUP.get(currency, 30) if is_group else LEAST_DAILY.get(currency, 10)
    base = 100 if minor_unit(currency) == MICROS else 1
    if sandbox.kind(key) is BudgetKind.DAILY:
        return least * base * MICROS
    spec = sandbox.campaign(key) or sandbox.ad_set(key)
    ends = sandbox.ends(spec) if spec is not None else None
    days = (ends - spec.starts).days + 1 if spec is not None and ends is not None else 0
    return least * base * max(days, 10) * MICROS
