"""What varies from case to case, and a seeded design in which every pair of values that can be together is."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import combinations

from tests.corpus import styles
from tests.corpus.forms import FORMS
from tests.corpus.market import LEVELS
from tests.corpus.words import LANGUAGES

Case = Mapping[str, str]

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "form": tuple(FORMS),
    "language": LANGUAGES,
    "level": LEVELS,
    "grain": ("day", "period"),
    "file": ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "legacy", "xlsx", "xlsx-text"),
    "delimiter": ("comma", "semicolon", "tab", "pipe"),
    "line_end": ("lf", "crlf", "cr"),
    "number": styles.NUMBERS,
    "date": styles.DATES,
    "window": ("one", "close", "clear", "month"),
    "places": ("2", "0", "3", "8"),
    "size": ("small", "large"),
    "totals": ("none", "first", "last", "several", "sections"),
    "label": ("word", "results", "of", "empty", "dashes"),
    "zero": ("0", "blank", "-", "--", " --", "N/A"),
    "currency": ("header", "column", "sign", "code", "none"),
    "ids": ("yes", "no"),
    "names": ("plain", "odd"),
    "above": ("none", "title", "long", "sep"),
    "below": ("none", "blank", "note"),
    "again": ("no", "header"),
    "split": ("no", "yes"),
    "wrap": ("no", "yes"),
    "derived": ("yes", "no"),
    "refund": ("no", "minus", "paren"),
    "told": ("nothing", "platform", "name"),
    "wording": ("0", "1"),
}
LEGACY = {
    **dict.fromkeys(("en", "es", "pt", "pt-BR", "fr", "de", "it", "nl", "id", "sv", "da"), "cp1252"),
    **dict.fromkeys(("pl", "cs"), "cp1250"),
    **dict.fromkeys(("ru", "uk"), "cp1251"),
    "el": "cp1253",
    "tr": "cp1254",
    "ar": "cp1256",
    "th": "cp874",
    "ja": "cp932",
    "ko": "cp949",
    "zh-Hans": "gb18030",
    "zh-Hant": "big5",
}
_EASTERN = ("ja", "ko", "zh-Hans", "zh-Hant")
_DOTTED = ("de", "pl", "ru", "uk", "tr", "cs", "da", "it")


def possible(case: Case) -> bool:
    """Whether such a file can exist at all."""
    form = FORMS[case["form"]]
    language, file, day = case["language"], case["file"], case["date"]
    workbook = file in ("xlsx", "xlsx-text")
    return not any(
        (
            form.english and language != "en",
            case["level"] not in form.levels,
            form.api
            and (
                case["number"] != "plain"
                or case["currency"] not in ("column", "none")
                or day not in ("iso", "timed")
                or case["refund"] == "paren"
                or case["places"] not in ("2", "0")
                or (case["grain"] == "period" and case["form"] != "meta-api")
            ),
            workbook and (case["delimiter"], case["line_end"], case["wrap"]) != ("comma", "lf", "no"),
            workbook and case["above"] == "sep",
            file == "xlsx" and (case["number"] != "plain" or case["currency"] in ("sign", "code")),
            file == "xlsx" and case["refund"] == "paren",
            file != "xlsx" and day == "serial",
            file == "legacy" and (language not in LEGACY or case["number"] in ("narrow", "native")),
            file == "legacy" and case["currency"] == "sign",
            file == "legacy" and case["number"] == "nbsp" and language in ("ja", "ko", "zh-Hant"),
            file.startswith("utf-16") and case["above"] == "sep",
            case["number"] == "native" and language not in ("ar", *_EASTERN),
            case["number"] == "lakh" and language != "en",
            case["number"] == "lakh" and case["places"] != "2",
            day == "cjk" and language not in ("ja", "zh-Hans", "zh-Hant"),
            day == "mdy" and language != "en",
            day in ("dmy", "dashes") and language in _EASTERN,
            day == "dots" and language not in _DOTTED,
            # LinkedIn writes the month first in English, and leaves the rest to the language.
            form.platform == "linkedin" and language == "en" and day in ("dmy", "dashes"),
            case["places"] == "8" and form.platform != "meta",
            case["grain"] == "period" and case["window"] == "one",
            case["grain"] == "day" and case["window"] == "month" and case["level"] == "ad",
            case["grain"] == "period" and case["level"] == "account" and case["totals"] != "none",
            case["level"] == "account"
            and (case["totals"] == "sections" or case["ids"] == "yes" or case["names"] == "odd"),
            case["refund"] == "paren" and case["currency"] in ("sign", "code"),
            case["wrap"] == "yes" and case["currency"] in ("sign", "code"),
            case["above"] == "sep" and form.above,
        )
    )


def design(seed: int) -> Iterator[dict[str, str]]:
    """Cases without end: first those that cover every possible pair of values, then random ones."""
    chance = random.Random(seed)
    names = list(DIMENSIONS)
    left = {
        ((one, a), (other, b))
        for one, other in combinations(names, 2)
        for a in DIMENSIONS[one]
        for b in DIMENSIONS[other]
    }
    order = sorted(left)
    chance.shuffle(order)
    for pair in order:
        if pair not in left:
            continue
        case = _best(chance, dict(pair), left)
        if case is None:  # no such file exists
            left.discard(pair)
            continue
        left -= _pairs(case)
        yield case
    while True:
        case = _filled(chance, {})
        if case is not None:
            yield case


def _pairs(case: Mapping[str, str]) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    return set(combinations(case.items(), 2))


def _best(
    chance: random.Random, fixed: dict[str, str], left: set[tuple[tuple[str, str], tuple[str, str]]]
) -> dict[str, str] | None:
    """Of a few cases with these values the one that covers most of what is left."""
    tried = [case for _ in range(3) if (case := _filled(chance, fixed))]
    return max(tried, key=lambda case: len(_pairs(case) & left), default=None)


# What each value asks of others, looked at first so that filling seldom fails.
_EASY = {
    "file": ("utf-8", "utf-8-sig"),
    "number": ("plain", "comma"),
    "date": ("iso",),
    "language": ("en", "de", "ja", "ar"),
    "currency": ("none", "column"),
    "delimiter": ("comma",),
    "line_end": ("lf",),
    "wrap": ("no",),
    "above": ("none",),
    "refund": ("no",),
    "places": ("2",),
    "grain": ("day",),
    "window": ("close",),
    "totals": ("none",),
    "ids": ("no",),
    "names": ("plain",),
    "level": ("campaign", "account"),
    "form": ("meta-report", "tiktok", "linkedin", "google-api"),
}


def _filled(chance: random.Random, fixed: dict[str, str]) -> dict[str, str] | None:
    case = {name: fixed.get(name) or chance.choice(values) for name, values in DIMENSIONS.items()}
    if possible(case):
        return case
    # Ease one dimension after another, in random order, keeping what was asked for and as much else as can be.
    for _ in range(4):
        case = {name: fixed.get(name) or chance.choice(values) for name, values in DIMENSIONS.items()}
        loose = [name for name in _EASY if name not in fixed]
        chance.shuffle(loose)
        eased: list[str] = []
        for name in loose:
            case[name] = chance.choice(_EASY[name])
            eased.append(name)
            if possible(case):
                break
        else:
            continue
        for name in eased:  # take back what was not needed
            for value in chance.sample(DIMENSIONS[name], min(3, len(DIMENSIONS[name]))):
                other = {**case, name: value}
                if possible(other):
                    case = other
                    break
        return case
    for values in _exhausted(fixed):
        if possible(values):
            return values
    return None


def _exhausted(fixed: dict[str, str]) -> Iterator[dict[str, str]]:
    """The easiest cases with these values, over the dimensions that bind others."""
    plain = {name: values[0] for name, values in DIMENSIONS.items()}
    plain |= {name: values[0] for name, values in _EASY.items()} | {"told": "platform"}
    for form in _EASY["form"]:
        for language in _EASY["language"]:
            for level in _EASY["level"]:
                for file in ("utf-8", "xlsx"):
                    for currency in ("none", "column"):
                        yield {
                            **plain,
                            "form": form,
                            "language": language,
                            "level": level,
                            "file": file,
                            "currency": currency,
                            **fixed,
                        }
