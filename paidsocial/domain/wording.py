"""How amounts, days and shares read in a sentence: for causes and messages, not for programs."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from paidsocial.domain.money import MICROS, Money, micros_text

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_A_DAY = re.compile(r"\d[\d,]*\.\d\d(?=(?: and \d[\d,]*\.\d\d)? a day)")


def amount(micros: int, currency: str) -> str:
    """1,234.50 EUR: rounded to the currency's smallest unit, with thousands."""
    text = micros_text(abs(Money(micros, currency).rounded().micros), currency)
    whole, _, part = text.partition(".")
    sign = "-" if micros < 0 and text.strip("0.") else ""
    return f"{sign}{int(whole):,}{'.' if part else ''}{part} {currency}"


def places(text: str, currency: str) -> str:
    """The amounts a day of a sentence, which have two decimals, in the currency's own places: 485.50 as 486 in JPY."""

    def mended(found: re.Match[str]) -> str:
        micros = round(Decimal(found.group().replace(",", "")) * MICROS)
        return amount(micros, currency).removesuffix(f" {currency}")

    return _A_DAY.sub(mended, text)


def day(value: date, near: date) -> str:
    """The weekday of a day within the six before `near`, else 3 June, with the year where it differs."""
    if 0 < (near - value).days < 7:
        return WEEKDAYS[value.weekday()]
    return full_day(value) if value.year != near.year else f"{value.day} {MONTHS[value.month - 1]}"


def full_day(value: date) -> str:
    """3 June 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def count(number: int, one: str, many: str | None = None) -> str:
    """1 day, 3 days."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def shared_budget(campaigns: int) -> str:
    """Why a budget that several campaigns spend from is not changed from one of them, and what to do."""
    return (
        f"This budget is shared by {campaigns:,} campaigns on the platform, and a change would be one of all of them. "
        "Change it there, or give the campaign a budget of its own there."
    )
