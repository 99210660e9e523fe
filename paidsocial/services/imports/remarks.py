"""What is worth saying of a part once it has its place: about its ad account, its ads and its dates."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from paidsocial.domain.readings import Grain, Level
from paidsocial.domain.wording import full_day
from paidsocial.models import AdAccount
from paidsocial.platforms.reading import ParsedPart
from paidsocial.services.imports.owners import Owner
from paidsocial.services.imports.source import Source
from paidsocial.services.imports.staging import Place


def about_owner(owner: Owner, twin: AdAccount | None) -> list[str]:
    """What is to be looked at where the file makes a new ad account; `twin`: one with the very same spend."""
    warnings = []
    if owner.account is None and owner.beside is not None:
        warnings.append(
            f"The file names no ad account, and {owner.beside} has other figures for these days, so this is a new ad "
            f"account, {owner.name}. Should it be {owner.beside}, import it with --account “{owner.beside}” instead."
        )
    if twin is not None:
        warnings.append(
            f"The ad account {twin.name} has the very same spend on these days already; is it the same money under "
            "another name? Then it counts twice."
        )
    return warnings


def summed_by_ad_set(part: ParsedPart, places: Sequence[Place]) -> list[str]:
    """That totals without days of ads are kept by ad set."""
    if part.level is not Level.AD or part.grain is Grain.DAY:
        return []
    ad_sets = len({place.ad_set_id for place in places})
    return [f"Totals without days are kept by ad set: those of the file's {len(places)} ads as {ad_sets} ad sets."]


def later_than_seen(source: Source, part: ParsedPart) -> list[str]:
    """That rows are dated after the day the file is said to be from."""
    seen_on = source.options.as_seen_on
    if seen_on is None:
        return []
    days: array[int] = part.readings.first
    later = sum(day > seen_on.toordinal() for day in days)
    if not later:
        return []
    some = "1 row is" if later == 1 else f"{later} rows are"
    return [f"{some} dated after {full_day(seen_on)}, the day the file is said to be from; check --as-seen-on."]
