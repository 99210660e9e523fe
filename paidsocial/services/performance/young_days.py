"""Days whose revenue is not all reported yet: what share of it is known, and what it is expected to become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.domain.days import local_day
from paidsocial.domain.metrics import Figures
from paidsocial.domain.money import MICROS, minor_unit
from paidsocial.models import AdAccount
from paidsocial.services.performance import maturity
from paidsocial.services.performance.maturity import COMPLETE, AccountCurve


@dataclass(frozen=True, slots=True)
class Young:
    """A day that still fills up: the share of its final revenue known, that revenue as expected, and its 80% range
    (micros)."""

    share: float
    revenue: int
    low: int
    high: int


@dataclass(frozen=True, eq=False)
class YoungDays:
    """The young days among those with figures, oldest first, and the curve that says so; none if all are complete."""

    curve: AccountCurve | None = None
    days: Mapping[date, Young] = field(default_factory=dict)

    @property
    def in_words(self) -> str:
        """“62% to 98% of their revenue is known, as learned from 75 restated days …”; empty without any."""
        if self.curve is None or not self.days:
            return ""
        shares = sorted(young.share for young in self.days.values())
        low, high = f"{shares[0]:.0%}", f"{shares[-1]:.0%}"
        share = low if low == high else f"{low} to {high}"
        return f"{share} of {'their' if len(shares) > 1 else 'its'} revenue is known, {source_words(self.curve)}"


def source_words(curve: AccountCurve) -> str:
    """What a curve rests on, in words."""
    if curve.source == "account":
        return f"as learned from {wording.count(curve.restated, 'restated day')} of this ad account"
    if curve.source == "platform":
        others = wording.count(curve.others, "other ad account")
        return f"as learned from {others} of its platform, because few days of this one were restated yet"
    return "which is assumed, not learned, because no day was restated yet"


def of(
    session: Session,
    account: AdAccount,
    figures: Mapping[date, Figures | None],
    seen: Mapping[date, datetime],
) -> YoungDays:
    """The young days of an entity with these figures, last read at `seen`. Two queries, none where all are complete."""
    earned = {day: known.revenue for day, known in figures.items() if known is not None and known.revenue is not None}
    ages = {day: max((local_day(seen[day], account.time_zone) - day).days, 0) for day in earned if day in seen}
    recent = {day: age for day, age in ages.items() if age < maturity.oldest(account.platform)}
    if not recent:
        return YoungDays()
    curve = maturity.curves(session, [account.id]).get(account.id)
    if curve is None:
        return YoungDays()
    found = {}
    for day, age in sorted(recent.items()):
        if abs(float(curve.maturity.share(age)) - 1) > 1 - COMPLETE:
            found[day] = _young(curve, earned[day], age, minor_unit(account.currency))
    return YoungDays(curve, found)


def _young(curve: AccountCurve, revenue: int, age: int, unit: int) -> Young:
    share = float(curve.maturity.share(age))
    low, high = curve.maturity.band(revenue / MICROS, age)

    def micros(amount: float) -> int:
        return round(amount * MICROS / unit) * unit

    return Young(share, micros(revenue / MICROS / share), micros(float(low)), micros(float(high)))
