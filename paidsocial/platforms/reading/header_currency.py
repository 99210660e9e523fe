"""The currency that a header names at its end, and a header's key without it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel.numbers import list_currencies

from paidsocial.platforms.base import header_key
from paidsocial.platforms.reading.numbers import SHARED_SIGNS, SIGNS
from paidsocial.platforms.remembering import remember

_IN_HEADER = re.compile(
    r"[(\[]\s*([^()\[\]]{1,9})\s*[)\]]\s*$|(?: (?:in|en|em|w|v|i|в|у))?(?: [-–]|,)?[ ,]"
    r"([A-Za-z]{3}|[A-Za-z]{0,3}[$€£¥₹₩₽₺₴₫฿]|руб\.?|грн\.?|zł|kč|tl|rp|euros?)$",
    re.IGNORECASE,
)
ALSO_WORDS = frozenset(("ALL", "TOP", "CUP", "MAD", "PEN", "BOB", "MOP", "GEL", "SOS"))  # "Clicks (all)" is no lek
_INSIDE = re.compile(r"^(?:(?:id data|stats|insights|metrics|dimensions) )+")  # where programs put a reply's columns
_SHARED_WORDS = ("kr", "rs")
_SUMMED = re.compile(  # what pivot tables and queries make of a column's name
    r"(?:(?:sum|summe|summa|suma|som|soma|somma|somme|soucet) (?:of|von|av|af|de|di|van|z)|сумма по полю) (.+)|"
    r"(?:合計/|합계:|求和项:|加總-?|sum(?=\())\(?([^()]+)\)?"
)
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
    for written in reversed((found[1] or found[2]).split()):  # "(in EUR)", "(USD $)"
        code = unit_code(written) or written.upper()
        if code in iso_currencies() and not (code in ALSO_WORDS and (found[2] or not written.isupper())):
            return code
    return None


def _has_shared_sign(header: str) -> bool:
    """Whether a header ends in a sign of several currencies: "Cost ($)"."""
    found = _IN_HEADER.search(_plain(header))
    return found is not None and (found[1] or found[2]).strip(" .").casefold() in {*SHARED_SIGNS, *_SHARED_WORDS}


def _plain(header: str) -> str:
    text = unicodedata.normalize("NFKC", header).replace("_", " ").strip()
    return text.removeprefix("=").strip('"')


@remember(8192)  # every early line is tried with every delimiter
def bare_key(header: str) -> str:
    """A header's key without a currency or an asterisk at its end, and without "#" or "Sum of" before it."""
    if named_currency(header) or _has_shared_sign(header):
        header = _IN_HEADER.sub("", _plain(header))
    key = _INSIDE.sub("", header_key(header))
    summed = _SUMMED.fullmatch(key)
    key = (summed[1] or summed[2]) if summed else key
    return key.removeprefix("# ").rstrip("*: ") or key
