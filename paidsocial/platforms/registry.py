"""Every platform and export format there is, found by looking into the folders beside this file."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from itertools import pairwise

from paidsocial import platforms
from paidsocial.platforms.base import ExportFormat, Platform

PLAIN = "plain"  # the folder of synonyms that belong to no platform
SHARED = frozenset({"reading", "live"})  # folders that are no platform
OTHER = Platform("other", "Other")  # where nothing says which platform it was

_WORD = re.compile(r"[^\W_]+")


@cache
def _exports() -> tuple[object, ...]:
    folders = (m.name for m in pkgutil.iter_modules(platforms.__path__) if m.ispkg and m.name not in SHARED)
    return tuple(importlib.import_module(f"{platforms.__name__}.{folder}.export") for folder in folders)


@cache
def known_platforms() -> dict[str, Platform]:
    """The platforms with a folder of their own, by slug."""
    found: dict[str, Platform] = {}
    for module in _exports():
        platform = getattr(module, "PLATFORM", None)
        if platform is not None:
            found[platform.slug] = platform
    return found


@cache
def export_formats() -> tuple[ExportFormat, ...]:
    """Every native format, in the order of the folders' names; the plain synonyms are not among them."""
    return tuple(f for module in _exports() for f in getattr(module, "FORMATS", ()) if f.platform != PLAIN)


@cache
def plain_format() -> ExportFormat:
    """The synonyms of plain tables."""
    formats: list[ExportFormat] = [f for module in _exports() for f in getattr(module, "FORMATS", ())]
    return next(f for f in formats if f.platform == PLAIN)


@cache
def _names() -> dict[str, str]:
    names = {}
    for platform in known_platforms().values():
        for name in (platform.slug, platform.name, *platform.aliases):
            names[_squeezed(name)] = platform.slug
    return names


def _squeezed(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def known_slug(text: str) -> str | None:
    """The slug of a platform written in any usual way ("Facebook", "facebook_ads", "Meta Ads"), or None."""
    word = _squeezed(text)
    for candidate in (word, word.removesuffix("manager"), word.removesuffix("adsmanager")):
        for ending in ("", "ads", "ad", "advertising"):
            if ending and not candidate.endswith(ending):
                continue
            slug = _names().get(candidate.removesuffix(ending) if ending else candidate)
            if slug:
                return slug
    named, bracket, also = text.partition("(")  # "Google Ads (AdWords)", but not "Google (organic)"
    return known_slug(named) if bracket and known_slug(named) == slug_in_words(also) else None


def slug_of(text: str) -> str:
    """The slug of any platform: a known one, else the text in small letters ("Amazon Ads" is amazon_ads)."""
    return known_slug(text) or "_".join(_WORD.findall(text.casefold()))[:40] or OTHER.slug


def platform_of(slug: str) -> Platform:
    """The platform of a slug; one we have no folder for gets a name made from it."""
    if slug == OTHER.slug:
        return OTHER
    return known_platforms().get(slug) or Platform(slug, slug.replace("_", " ").title())


def slug_in_words(text: str) -> str | None:
    """The one known platform a file name or heading mentions as a word of its own, or None where none or several."""
    words = _WORD.findall(text)
    pairs = [f"{first}ads" for first, second in pairwise(words) if second.casefold() == "ads"]
    # A lone x is more often a mark than a platform; "x ads" is the platform.
    found = {slug for word in (*words, *pairs) if len(word) > 1 for slug in [known_slug(word)] if slug}
    return found.pop() if len(found) == 1 else None
