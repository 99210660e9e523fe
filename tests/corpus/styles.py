"""How a cell is written: numbers, amounts and days in the styles of languages and spreadsheet programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.dates import format_date

NBSP, NARROW = "\u00a0", "\u202f"
_STYLES = {  # (grouping, decimal mark)
    "plain": ("", "."),
    "comma": (",", "."),
    "dot": (".", ","),
    "space": (" ", ","),
    "nbsp": (NBSP, ","),
    "narrow": (NARROW, ","),
    "apostrophe": ("'", "."),
    "bare-comma": ("", ","),
    "lakh": (",", "."),
}
NUMBERS = (*_STYLES, "native")
_ARABIC = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
SIGNS = {"EUR": "€", "GBP": "£", "TRY": "₺", "INR": "₹", "KRW": "₩", "PLN": "zł", "BRL": "R$", "CZK": "Kč", "USD": "$"}
AMERICAN = ("en",)
NUMERIC_LOCALES = {"zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW", "pt": "pt_PT", "pt-BR": "pt_BR"}
DATES = ("iso", "slashes", "dmy", "mdy", "dots", "dashes", "medium", "long", "cjk", "timed", "serial")


def number(amount: Decimal | int, style: str, language: str) -> str:
    """An exact amount in a style; the digits after the mark are those it has."""
    if style == "native":
        text = number(amount, "comma", language)
        return text.translate(_ARABIC if language == "ar" else _WIDE)
    group, mark = _STYLES[style]
    amount = Decimal(amount)
    sign = "-" if amount < 0 else ""
    whole, _, part = f"{abs(amount):f}".partition(".")
    return sign + _grouped(whole, group, indian=style == "lakh") + (mark + part if part else "")


def _grouped(whole: str, group: str, *, indian: bool) -> str:
    if not group or len(whole) <= 3:
        return whole
    head, groups = whole[:-3], [whole[-3:]]
    width = 2 if indian else 3
    while head:
        groups.insert(0, head[-width:])
        head = head[:-width]
    return group.join(groups)


def money(text: str, currency: str, how: str, *, before: bool) -> str:
    """An amount with its currency's sign or code on one side, or as it is."""
    if how not in ("sign", "code") or not text:
        return text
    mark = SIGNS[currency] if how == "sign" else currency
    if how == "sign" and before:
        return f"-{mark}{text[1:]}" if text.startswith("-") else f"{mark}{text}"
    return f"{mark} {text}" if before else f"{text}{NBSP if how == 'sign' else ' '}{mark}"


def day(value: date, style: str, language: str) -> str:
    """A day in a style."""
    match style:
        case "iso":
            return value.isoformat()
        case "slashes":
            return f"{value:%Y/%m/%d}"
        case "dmy":
            return f"{value:%d/%m/%Y}"
        case "mdy":
            return f"{value.month}/{value.day}/{value.year}"
        case "dots":
            return f"{value:%d.%m.%Y}"
        case "dashes":
            return f"{value:%d-%m-%Y}"
        case "cjk":
            return f"{value.year}年{value.month}月{value.day}日"
        case "timed":
            return f"{value.isoformat()} 00:00:00"
        case _:
            return format_date(value, style, locale=locale(language))


def locale(language: str) -> str:
    """Babel's name of a language."""
    return NUMERIC_LOCALES.get(language, language)
