"""The currency that a header names at its end, and a header's key without it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel.numbers import list_currencies

from paidsocial.platforms.base import header_key
from paidsocial.platforms.reading.numbers import SIGNS
from paidsocial.platforms.remembering import remember

_IN_HEADER = re.compile(r"[(\[]\s*([^()\[\]]{1,9})\s*[)\]]\s*$|(?: (?:in|en|em|w|v|i|в|у))?[ ,]([A-Za-z]{3})$")
_ALSO_WORDS = frozenset(("ALL", "TOP", "CUP", "MAD", "PEN", "BOB", "MOP", "GEL", "SOS"))  # "Clicks (all)" is no lek
_INSIDE = re.compile(r"^(?:metrics|dimensions) ")  # where programs put a reply's columns
_UNITS = {
    "円": "JPY",
    "元": "CNY",
    "人民币": "CNY",
    "원": "KRW",
    "บาท": "THB",
    "руб": "RUB",
    "грн": "UAH",
    "us$": "USD",
}
_UNITS |= {"r$": "BRL", "nt$": "TWD", "hk$": "HKD", "a$": "AUD", "ca$": "CAD", "kč": "CZK", "zł": "PLN", "rp": "IDR"}
_UNITS |= {"ج.م": "EGP", "ر.س": "SAR", "د.إ": "AED", "tl": "TRY", "đ": "VND", "euro": "EUR", "euros": "EUR"}


@cache
def iso_currencies() -> frozenset[str]:
    """Every ISO 4217 code, present and past."""
    return frozenset(list_currencies())


def unit_code(written: str) -> str | None:
    """The currency of a sign or word that belongs to one only: "€", "zł", "руб.", "円"; else None."""
    return SIGNS.get(written) or _UNITS.get(written.casefold().rstrip("."))


def named_currency(header: str) -> str | None:
    """The currency a header names at its end: "Amount spent (EUR)", "cost_usd"; None for "(in UTC)" and the like."""
    found = _IN_HEADER.search(_plain(header))
    if not found:
        return None
    written = (found[1] or found[2]).strip().split(" ")[-1]  # "(in EUR)", "(en EUR)"
    code = unit_code(written) or written.upper()
    if code in _ALSO_WORDS and (found[2] or not written.isupper()):
        return None
    return code if code in iso_currencies() else None


def _plain(header: str) -> str:
    text = unicodedata.normalize("NFKC", header).replace("_", " ").strip()
    return text.removeprefix("=").strip('"')


@remember(8192)  # every early line is tried with every delimiter
def bare_key(header: str) -> str:
    """A header's key without a currency at its end."""
    if named_currency(header):
        header = _IN_HEADER.sub("", _plain(header))
    return _INSIDE.sub("", header_key(header))
