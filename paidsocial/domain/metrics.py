"""One definition per metric. Every ratio is None, never 0 or infinity, where its denominator is 0."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Figures:
    """Additive figures of some ad sets over some days, in one currency.

    `spend` and `revenue` in micros, `conversions` in millionths (platforms report fractions), the rest in units.
    A metric that no source reported is None. Reach is not here: it is not additive and is never summed.
    """

    spend: int
    impressions: int | None = None
    clicks: int | None = None
    conversions: int | None = None
    revenue: int | None = None

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.spend + other.spend,
            _plus(self.impressions, other.impressions),
            _plus(self.clicks, other.clicks),
            _plus(self.conversions, other.conversions),
            _plus(self.revenue, other.revenue),
        )


def _plus(a: int | None, b: int | None) -> int | None:
    if a is None:
        return b
    return a if b is None else a + b


def ratio(numerator: int | None, denominator: int | None) -> float | None:
    """numerator / denominator, or None where either is unknown or the denominator is 0."""
    if numerator is None or not denominator:
        return None
    return float(Fraction(numerator, denominator))


def roas(revenue: int | None, spend: int | None) -> float | None:
    """Revenue / spend (both micros of one currency)."""
    return ratio(revenue, spend)


def roi(revenue: int | None, spend: int | None, margin_bp: int) -> float | None:
    """(revenue x contribution margin - spend) / spend; the margin in basis points (1/10,000)."""
    if revenue is None or not spend:
        return None
    return float(Fraction(revenue * margin_bp - spend * 10_000, spend * 10_000))


def break_even_roas(margin_bp: int) -> float | None:
    """1 / contribution margin: the ROAS at which ROI is 0."""
    return ratio(10_000, margin_bp)


def cpa(spend: int, conversions: int | None) -> int | None:
    """Micros of spend per conversion (conversions in millionths), rounded down to a micro."""
    if not conversions:
        return None
    return spend * 1_000_000 // conversions


def change(now: float | None, before: float | None) -> float | None:
    """Relative change against before, or None where before is unknown or 0."""
    if now is None or not before:
        return None
    return (now - before) / abs(before)
