"""What TikTok refuses about budgets: too little, too much, too fine, too late in the day, or under what was spent."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from paidsocial.sandbox.server.state import Sandbox
from paidsocial.sandbox.world import AccountSpec, BudgetKind

MICROS = 1_000_000
WHOLE = frozenset(["JPY", "KRW", "HUF", "CLP", "ISK", "IDR", "TWD", "PYG", "VND"])  # no decimals in these
_RATIOS = {
    **dict.fromkeys(["PLN"], 4),
    **dict.fromkeys(["HKD", "SEK", "NOK", "DKK", "CZK", "TRY", "MXN", "THB", "ZAR", "CNY", "TWD"], 10),
    **dict.fromkeys(["PHP"], 50),
    **dict.fromkeys(["JPY", "RUB", "INR", "DZD"], 100),
    **dict.fromkeys(["KRW", "CLP", "COP", "CRC"], 1_000),
    **dict.fromkeys(["IDR", "VND", "PYG"], 10_000),
}
LEAST_CAMPAIGN, LEAST_AD_GROUP, TOO_MUCH = (
    50,
    20,
    10_000_000,
)  # of a day, in dollars; ratios make other currencies of it
LOCKED_FROM = time(23, 55)


class No(Exception):
    """A refusal in TikTok's form: status 200 with a code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def wanted_micros(box: Sandbox, account: AccountSpec, target: str, amount: object) -> int:
    """The micros of a new budget that TikTok would take. Raises No."""
    currency = box.currency(account)
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise No(40002, "budget: Not a valid number.")
    number = Decimal(amount)
    if number % (1 if currency in WHOLE else Decimal("0.01")):
        raise No(40002, "The decimal places of budget do not fit the currency.")
    _in_range(box, target, number, _RATIOS.get(currency, 1))
    if box.now.astimezone(box.zone(account)).time() >= LOCKED_FROM:
        raise No(40002, "Budgets cannot be changed between 23:55 and 00:00.")
    micros = int(number * MICROS)
    if micros * 100 < spent(box, target) * 105:
        raise No(40002, "The budget must be at least 105% of the current spend.")
    return micros


def _in_range(box: Sandbox, target: str, number: Decimal, ratio: int) -> None:
    ad_group = box.ad_set(target)
    least = (LEAST_AD_GROUP if ad_group else LEAST_CAMPAIGN) * ratio
    if ad_group is not None and box.kind(target) is BudgetKind.LIFETIME:
        ends = box.ends(ad_group)
        least *= (ends - ad_group.starts).days + 1 if ends else 1
    if not least <= number < TOO_MUCH * ratio:
        raise No(40002, f"The budget must be at least {least} and less than {TOO_MUCH * ratio}.")


def spent(box: Sandbox, target: str) -> int:
    """Micros that count against a budget: today's of a daily one, the whole flight's of a lifetime one."""
    today = box.spent(target)
    return today if box.kind(target) is BudgetKind.DAILY else box.spent(target, ever=True) + today
