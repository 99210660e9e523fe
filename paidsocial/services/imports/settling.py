"""A file with two honest readings, settled by what is stored: where one says what is known and the other does not.

Two marks of the right reading: the same campaigns have the very same spend on the same days; or, for decimal marks
only, their spend a day is of the size that it always was, and the other reading's is a thousand times or a thousandth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import BigInteger, ColumnElement, cast, func, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.readings import Grain
from paidsocial.errors import AmbiguousFile, Refused
from paidsocial.models import AdAccount, Campaign, CampaignDay
from paidsocial.platforms.base import DateOrder
from paidsocial.platforms.reading import Hints, ParsedFile, ParsedPart
from paidsocial.services.access import Actor, visible_account_ids

_READINGS: Mapping[str, tuple[tuple[str, Callable[[Hints], Hints]], ...]] = {
    "--date-order": (
        ("the day first", lambda hints: replace(hints, date_order=DateOrder.DAY_FIRST)),
        ("the month first", lambda hints: replace(hints, date_order=DateOrder.MONTH_FIRST)),
    ),
    "--decimal-mark": (
        ("a point before the decimals", lambda hints: replace(hints, decimal_mark=".")),
        ("a comma before the decimals", lambda hints: replace(hints, decimal_mark=",")),
    ),
}
_FEWEST = 2  # rows that agree to the micro; one may be chance
_LIKE, _UNLIKE = 10, 100  # times the usual spend a day: of its size, and beside it for sure
_NAMES = 400  # campaigns looked up

Key = tuple[str, date]  # a campaign's id or name, and a day


@dataclass(frozen=True, slots=True)
class _Fit:
    """How a reading goes with what is stored: rows with the very same spend, and its size beside the usual one."""

    parsed: ParsedFile
    words: str
    same: int
    size: float | None


def by_what_is_stored(
    session: Session, actor: Actor, asked: AmbiguousFile, hints: Hints, read: Callable[[Hints], ParsedFile]
) -> ParsedFile | None:
    """The reading that what is stored speaks for, with a note of it; None where it speaks for none or for both."""
    readings = _READINGS.get(asked.option)
    if readings is None:
        return None
    fits = []
    for words, settled in readings:
        try:
            parsed = read(settled(hints))
        except Refused:
            return None
        fits.append(_fit(session, actor, parsed, words))
    best, other = sorted(fits, key=lambda fit: -fit.same)
    if best.same >= _FEWEST and not other.same:
        return _told(best, f"{best.same} of its figures are the very ones stored for their days")
    if asked.option == "--decimal-mark" and not best.same:
        likely = [fit for fit in fits if fit.size is not None and 1 / _LIKE <= fit.size <= _LIKE]
        beside = [fit for fit in fits if fit.size is not None and not 1 / _UNLIKE < fit.size < _UNLIKE]
        if len(likely) == len(beside) == 1:
            return _told(likely[0], "so its campaigns spend what they usually do")
    return None


def _told(fit: _Fit, why: str) -> ParsedFile:
    for part in fit.parsed.parts:
        part.warnings.append(f"It could be read in two ways and was read with {fit.words}: {why}.")
    return fit.parsed


def _fit(session: Session, actor: Actor, parsed: ParsedFile, words: str) -> _Fit:
    same, theirs, usual = 0, 0.0, 0.0
    for part in parsed.parts:
        if part.readings.grain is Grain.PERIOD:
            continue
        told = _spend_told(part)
        stored = _spend_stored(session, actor, part, {name for name, _ in told})
        same += sum(spend != 0 and stored.get(key) == spend for key, spend in told.items())
        theirs_here, usual_here = _sizes(told, _usual(session, actor, part, {name for name, _ in told}))
        theirs, usual = theirs + theirs_here, usual + usual_here
    return _Fit(parsed, words, same, theirs / usual if usual else None)


def _spend_told(part: ParsedPart) -> dict[Key, int]:
    told: dict[Key, int] = defaultdict(int)
    readings = part.readings
    for entity, ordinal, spend in zip(readings.entity, readings.first, readings.spend, strict=True):
        about = readings.entities[entity]
        name = about.campaign_id or about.campaign
        if name:
            told[name, date.fromordinal(ordinal)] += spend
    return told


def _of(session: Session, actor: Actor, part: ParsedPart, names: set[str]) -> tuple[ColumnElement[bool], ...]:
    """Conditions on a campaign's row: one of these, of the part's platform, and for this person to see."""
    some = sorted(names)[:_NAMES]
    conditions: list[ColumnElement[bool]] = [
        AdAccount.id.in_(visible_account_ids(session, actor)),
        AdAccount.platform == part.platform,
        or_(Campaign.external_id.in_(some), Campaign.name.in_(some)),
    ]
    return (*conditions, AdAccount.currency == part.currency) if part.currency else tuple(conditions)


def _spend_stored(session: Session, actor: Actor, part: ParsedPart, names: set[str]) -> dict[Key, int]:
    query = (
        select(Campaign.external_id, Campaign.name, CampaignDay.day, CampaignDay.spend_micros)
        .join(Campaign, Campaign.id == CampaignDay.campaign_id)
        .join(AdAccount, AdAccount.id == CampaignDay.account_id)
        .where(*_of(session, actor, part, names))
        .where(CampaignDay.day.between(part.readings.first_day, part.readings.last_day))
    )
    found: dict[Key, int] = {}
    for external_id, name, day, spend in session.execute(query):
        found[name, day] = spend
        if external_id:
            found[external_id, day] = spend
    return found


def _usual(session: Session, actor: Actor, part: ParsedPart, names: set[str]) -> dict[str, float]:
    """Each campaign's spend on a day on which it spent, on average."""
    mean = cast(func.sum(CampaignDay.spend_micros), BigInteger) * 1.0 / func.count()
    query = (
        select(Campaign.external_id, Campaign.name, mean)
        .join(Campaign, Campaign.id == CampaignDay.campaign_id)
        .join(AdAccount, AdAccount.id == CampaignDay.account_id)
        .where(*_of(session, actor, part, names), CampaignDay.spend_micros > 0)
        .group_by(Campaign.id, Campaign.external_id, Campaign.name)
    )
    found: dict[str, float] = {}
    for external_id, name, spend in session.execute(query):
        found[name] = float(spend)
        if external_id:
            found[external_id] = float(spend)
    return found


def _sizes(told: Mapping[Key, int], usual: Mapping[str, float]) -> tuple[float, float]:
    """What the known campaigns spend in the file on days on which they spend, and what is usual for them."""
    theirs = usually = 0.0
    for (name, _), spend in told.items():
        if spend > 0 and name in usual:
            theirs, usually = theirs + spend, usually + usual[name]
    return theirs, usually
