"""Dates as people write them in many languages, brought to one spelling before they are read.

Names of months become `@6@`, whatever the language, case and accents; digits of other scripts become ASCII; years of
the Buddhist calendar and of Reiwa become ours where they can mean nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel import Locale

from paidsocial.platforms.remembering import remember

_LANGUAGES = (
    *("en", "es", "pt", "fr", "de", "it", "nl", "pl", "tr", "ru", "uk", "id", "sv", "da", "cs", "el", "th", "zh_Hans"),
    *("ar_EG", "ar_SY", "ar_MA", "ar_TN", "en_GB", "es_MX", "pt_PT", "fr_CA", "de_AT"),
)
_MORE = {  # forms in use that the common tables lack
    1: "jän led січ tháng·một",
    2: "úno лют شباط tháng·hai",
    3: "mär mrz mrt bře бер tháng·ba",
    4: "dub кві أبريل ابريل tháng·tư",
    5: "kvě май мая тра μαΐ tháng·năm",
    6: "jun čer čvn июн чер ιούν tháng·sáu",
    7: "jul juil čvc июл лип ιούλ يوليوز tháng·bảy",
    8: "août aou agt ags agu srp авг сер αύγ آب غشت tháng·tám",
    9: "sept set sep setiembre zář сен вер شتنبر tháng·chín",
    10: "říj жов اكتوبر tháng·mười",
    11: "lis нояб лис نونبر tháng·mười·một",
    12: "des pro гру دجنبر tháng·mười·hai",
}
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f\u200e\u200f\u200b-\u200d\u061c\ufeff]")
_LETTER = r"[^\W\d_]"
_NUMBERED = re.compile(rf"(?<!{_LETTER})(?:thang|thg)\.? ?(0?[1-9]|1[0-2])(?!\d)")  # Vietnamese counts its months
_DIGITS_ONLY = re.compile("[^a-z]*")
_REIWA = re.compile(r"令和 ?(\d{1,2}|元)年")
_BUDDHIST = re.compile(r"(?:พศ|พ\.ศ\.|be|b\.e\.)? ?(?<!\d)(25[3-9]\d|26[0-3]\d|264[0-2])(?!\d)")


def folded(text: str) -> str:
    """A text without case and accents, with ASCII digits and single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
        text = text.casefold().replace("ı", "i")
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
    return " ".join(text.casefold().replace("،", ",").split())


@cache
def month_names() -> dict[str, int]:
    """Month names and their short forms, folded; a word two languages disagree on is left out."""
    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    found.setdefault(folded(name).rstrip("."), set()).add(number)
    for number, names in _MORE.items():
        for name in names.split():
            found.setdefault(folded(name.replace("·", " ")), set()).add(number)
    numbered = re.compile(r"\d")
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1 and not numbered.search(name)}


@cache
def _weekdays() -> re.Pattern[str]:
    """A day of the week before or after a date."""
    names: set[str] = set()
    for language in (*_LANGUAGES, "vi", "ja", "ko", "zh_Hans", "zh_Hant"):
        days = Locale.parse(language).days
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names.update(folded(name).rstrip(".") for name in days[context][width].values())
    spelt = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"\A(?:{spelt})(?:ที่| den)?\.?,? (?=\S)|[ ,]*\(?(?:(?<!{_LETTER})|(?<=日))(?:{spelt})\.?\)?\Z")


@cache
def _names() -> re.Pattern[str]:
    longest = sorted(month_names(), key=len, reverse=True)
    spelt = "|".join(re.escape(name).replace(r"\.", r"\.?").replace(r"\ ", " ") for name in longest)
    return re.compile(rf"(?<!{_LETTER})({spelt})(?!{_LETTER})\.?")


@remember(65536)
def spelt(text: str) -> str:
    """A text in one spelling: see the module."""
    return _respelt(folded(text))


def without_weekday(text: str) -> str:
    """The same, less a day of the week before or after all else."""
    return _respelt(_weekdays().sub("", folded(text)))


def _respelt(text: str) -> str:
    if not (text.isascii() and _DIGITS_ONLY.fullmatch(text)):
        text = _NUMBERED.sub(lambda found: f"@{int(found[1])}@", text)
        text = _names().sub(lambda found: f"@{_number(found[1])}@", text)
        text = _REIWA.sub(lambda found: f"{2018 + (1 if found[1] == '元' else int(found[1]))}年", text)
    return " ".join(_BUDDHIST.sub(_gregorian, text).split())


def _number(name: str) -> int:
    names = month_names()
    return names.get(name) or next(number for known, number in names.items() if known.replace(".", "") == name)


def _gregorian(found: re.Match[str]) -> str:
    return f" {int(found[1]) - 543}" if found[0] != found[1] else str(int(found[1]) - 543)
