"""What becomes of a new reading: inserted, revised, kept, or put into history; and when it is held for a person.

Nothing reported is forgotten and nothing is counted twice. Each key (an ad set on a day) has one current reading and a
timeline of earlier ones; `as_known` answers what was current at any instant. The same rules run set-based in
`services.imports.store`, one staged batch at a time; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from paidsocial.domain.metrics import Figures
from paidsocial.domain.money import MICROS, micros_text
from paidsocial.domain.readings import Grain, Level

# Our judgement. Spend is final within days (Meta calls it an estimate for up to 48 hours), so a fall of a twentieth is
# a missing campaign or a filtered export far more often than a correction. Conversions and revenue do get corrected
# down (refunds, attribution re-runs), though not by a quarter of everything at once.
SPEND_FALL = Fraction(5, 100)
VALUE_FALL = Fraction(25, 100)

_FALLS = {"spend": SPEND_FALL, "conversions": VALUE_FALL, "revenue": VALUE_FALL}


@dataclass(frozen=True, slots=True)
class Reading:
    """Figures of one key and the instant they were taken from the platform; a metric the source lacks is None."""

    figures: Figures
    seen_at: datetime
    reach: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading with the instant it stopped being current; None while it is."""

    reading: Reading
    superseded_at: datetime | None = None


Timeline = tuple[Kept, ...]


class Verdict(StrEnum):
    """What happens to a new reading of one key."""

    INSERT = "insert"  # nothing was stored
    KEEP = "keep"  # says what is stored already
    REVISE = "revise"  # newer and different: becomes current, the other goes into history
    OLDER = "older"  # seen before the current one: goes into history only


def completed(new: Reading, stored: Reading) -> Reading:
    """`new`, with the metrics its source lacks taken from `stored`: a file without revenue says nothing about it."""
    ours, theirs = new.figures, stored.figures
    return replace(
        new,
        figures=Figures(
            ours.spend,
            theirs.impressions if ours.impressions is None else ours.impressions,
            theirs.clicks if ours.clicks is None else ours.clicks,
            theirs.conversions if ours.conversions is None else ours.conversions,
            theirs.revenue if ours.revenue is None else ours.revenue,
        ),
        reach=stored.reach if new.reach is None else new.reach,
    )


def verdict(new: Reading, current: Reading | None) -> Verdict:
    """What happens to `new` beside the current reading of its key. Of two seen at one instant the later told counts."""
    if current is None:
        return Verdict.INSERT
    if new.seen_at < current.seen_at:
        return Verdict.OLDER
    full = completed(new, current)
    same = full.figures == current.figures and full.reach == current.reach
    return Verdict.KEEP if same else Verdict.REVISE


def placed(timeline: Timeline, new: Reading) -> Timeline:
    """The timeline (oldest first, the current one last) with `new` in its place.

    A newer reading that says the same is not stored, so that a nightly re-read of quiet days writes nothing.
    """
    if not timeline:
        return (Kept(new),)
    current = timeline[-1].reading
    match verdict(new, current):
        case Verdict.KEEP:
            return timeline
        case Verdict.REVISE:
            return (*timeline[:-1], Kept(current, new.seen_at), Kept(completed(new, current)))
        case _:
            return _into_history(timeline, new)


def _into_history(timeline: Timeline, new: Reading) -> Timeline:
    earlier = tuple(kept for kept in timeline if kept.reading.seen_at <= new.seen_at)
    later = timeline[len(earlier) :]
    if not earlier:
        return (Kept(new, later[0].reading.seen_at), *later)
    before = earlier[-1]
    full = completed(new, before.reading)
    if full.figures == before.reading.figures and full.reach == before.reading.reach:
        return timeline
    shortened = replace(before, superseded_at=new.seen_at)
    return (*earlier[:-1], shortened, Kept(full, before.superseded_at), *later)


def as_known(timeline: Timeline, at: datetime) -> Reading | None:
    """The reading that was current just before `at`, or None where nothing had been seen."""
    for kept in timeline:
        if kept.reading.seen_at < at and (kept.superseded_at is None or at <= kept.superseded_at):
            return kept.reading
    return None


@dataclass(frozen=True, slots=True)
class Fall:
    """One metric over the keys stored before, in micros or millionths: `keys` counts those that fell or are gone."""

    before: int
    after: int
    keys: int

    @property
    def amount(self) -> int:
        """How much it fell; negative where it rose."""
        return self.before - self.after

    def reaches(self, share: Fraction) -> bool:
        """Whether at least `share` of what was stored is gone."""
        return self.amount > 0 and self.amount >= share * self.before


def hold_reason(falls: Mapping[str, Fall], *, currency: str, level: Level, grain: Grain = Grain.DAY) -> str | None:
    """Why a batch must wait for a person, or None where it may be stored.

    `falls` has one entry per metric the source reports, over the keys (of its days) that were stored before and not
    seen later than it; keys that vanished count as 0.
    """
    unit = _unit(level, grain)
    parts = []
    for metric, share in _FALLS.items():
        fall = falls.get(metric)
        if fall is not None and fall.reaches(share):
            parts.append(f"{metric} fell by {_amount(metric, fall.amount, currency)} on {fall.keys} {unit}")
    return f"{'; '.join(parts)} present before" if parts else None


def _amount(metric: str, amount: int, currency: str) -> str:
    if metric == "conversions":
        whole, part = divmod(amount, MICROS)
        return f"{whole}.{part:06d}".rstrip("0").rstrip(".")
    return micros_text(amount, currency)


def _unit(level: Level, grain: Grain) -> str:
    if grain is Grain.PERIOD:
        return "totals"
    return {Level.ACCOUNT: "days", Level.CAMPAIGN: "campaign-days", Level.AD_SET: "ad-set-days", Level.AD: "ad-days"}[
        level
    ]
