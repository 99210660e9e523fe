"""Which header names mean a field, best first: what a name means comes before who knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from paidsocial.platforms.base import METRICS, ExportFormat, Field
from paidsocial.platforms.plain.lesser import BARE, INSTEAD, LESSER
from paidsocial.platforms.registry import export_formats, plain_format

_TOP, _BELOW = (Field.CAMPAIGN, Field.CAMPAIGN_ID), (Field.AD_SET, Field.AD_SET_ID)


def names_for(export: ExportFormat, meaning: Field, keys: Sequence[str]) -> list[str]:
    """The keys that mean a field in a file of a format with these headers: its own, everyday and other platforms' ones.

    Those that mean less than the field ("Clicks (all)", "Results", a week for the day) come last, whoever knows them.
    """
    own = export.headers.get(meaning, ())
    common = [key for key in plain_format().headers.get(meaning, ()) if key not in plain_format().loose]
    common += _shared_words().get(meaning, ())
    names = dict.fromkeys((*own, *(key for key in common if key not in export.never.get(meaning, ()))))
    lower = _lower_words(export, keys) if meaning in _TOP else frozenset()
    lesser = _lesser(export, meaning)
    bare = BARE if meaning is Field.CLICKS and export is plain_format() else frozenset()
    return sorted((name for name in names if name not in lower), key=lambda name: (name in lesser, name in bare))


def about_lesser(export: ExportFormat, meaning: Field, key: str, header: str) -> str | None:
    """What to say where only a lesser column was found for a field, or one of its own kind; None where nothing is."""
    if key in export.about:
        return export.about[key]
    if meaning not in INSTEAD or key not in _lesser(export, meaning):
        return None
    return (
        f"{meaning.capitalize()}{'' if meaning in METRICS else 's'} are “{header}”: no column for {INSTEAD[meaning]} "
        f"was found. Where there is one, name it with --map {meaning}=HEADER."
    )


@cache
def _shared_words() -> Mapping[Field, tuple[str, ...]]:
    """The words of every platform that mean one thing wherever they stand, for files whose platform is not known."""
    meanings: dict[str, set[Field]] = {}
    exports = (*export_formats(), plain_format())
    for export in exports:
        for meaning, keys in export.headers.items():
            for key in keys:
                meanings.setdefault(key, set()).add(meaning)
    odd = {key for export in exports for key in (*export.loose, *export.unit_exponents)}
    shared: dict[Field, list[str]] = {}
    for key, found in meanings.items():
        if len(found) == 1 and key not in odd:
            shared.setdefault(next(iter(found)), []).append(key)
    return {meaning: tuple(keys) for meaning, keys in shared.items()}


def _lower_words(export: ExportFormat, keys: Sequence[str]) -> frozenset[str]:
    """What a format calls ad sets, where it shows campaigns too: LinkedIn's "Campaign ID" beside campaign groups."""
    if not any(key in keys for meaning in _TOP for key in export.headers.get(meaning, ())):
        return frozenset()
    return frozenset(key for meaning in _BELOW for key in export.headers.get(meaning, ()))


def _lesser(export: ExportFormat, meaning: Field) -> frozenset[str]:
    """The keys that mean less than a field: for the day, weeks, months and the first days of periods."""
    if meaning is Field.DAY:
        return frozenset((*export.ends, *export.spans, *plain_format().ends, *plain_format().spans))
    return LESSER.get(meaning, frozenset()) | export.lesser.get(meaning, frozenset())
