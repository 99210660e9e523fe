"""Error and interval coverage over rolling origins, against the last 28 days' ROAS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from forecasting import History, RoasForecaster
from forecasting.backtest import baseline
from forecasting.history import ONE_DAY, Floats

HORIZON = 28
FIRST_ORIGIN = 56
LEVEL = 0.8
LEAST_DAYS = FIRST_ORIGIN + HORIZON
MOST_WAPE, MOST_TOTAL, MOST_ON_A_SET = 0.76, 0.95, 1.02  # relative to trailing-28 ROAS; together, together, each
POOLED_COVERAGE, SET_COVERAGE = (0.76, 0.84), (0.74, 0.90)
MOST_WIDTH = 1.0  # relative to plain conformal around trailing-28 ROAS


@dataclass(frozen=True)
class Accuracy:
    """Ratios to trailing-28 ROAS, and how the intervals did."""

    wape: float
    total: float
    covered: int
    counted: int
    total_coverage: float
    width: float

    @property
    def coverage(self) -> float:
        """Share of units and origins inside their interval."""
        return self.covered / self.counted

    def missed(self, *, pooled: bool) -> list[str]:
        """What falls short of what is asked, of one set or of all together (`pooled`)."""
        wape, total = (MOST_WAPE, MOST_TOTAL) if pooled else (MOST_ON_A_SET, MOST_ON_A_SET)
        low, high = POOLED_COVERAGE if pooled else SET_COVERAGE
        checks = [
            (self.wape > wape, f"WAPE {self.wape:.3f}, asked at most {wape}"),
            (self.total > total, f"error of the total {self.total:.3f}, asked at most {total}"),
            (not low <= self.coverage <= high, f"coverage {self.coverage:.1%}, asked {low:.0%} to {high:.0%}"),
            (self.width > MOST_WIDTH, f"width {self.width:.2f}, asked at most {MOST_WIDTH:g}"),
        ]
        return [text for short, text in checks if short]


def origins(history: History) -> Iterator[int]:
    """Every seventh day from day 56 on with a whole horizon after it."""
    return iter(range(FIRST_ORIGIN, history.days - HORIZON + 1, 7))


def plain_conformal(past: History) -> float:
    """Half-width of split conformal around trailing-28 ROAS: one quantile of its past absolute errors."""
    errors = []
    begun = int(past.present.any(axis=0).argmax())  # days before any unit's first
    for origin in range(max(HORIZON, begun + 1), past.days - HORIZON + 1, 7):
        earlier = past.until(past.first_day + origin * ONE_DAY)
        rows = np.flatnonzero(past.present[:, :origin].any(axis=1))
        ahead = slice(origin, origin + HORIZON)
        forecast = baseline("trailing_28_roas", earlier, past.spend[rows, ahead].mean(axis=1), HORIZON)
        errors.append(np.abs(past.revenue[rows, ahead].sum(axis=1) - forecast))
    if not errors:
        return np.nan
    pooled = np.concatenate(errors)
    return float(np.quantile(pooled, min(1.0, LEVEL * (len(pooled) + 1) / len(pooled))))


def accuracy(history: History, make: Callable[[], RoasForecaster] = RoasForecaster) -> Accuracy:
    """Score one history over all its origins."""
    error: list[Floats] = []
    rival: list[Floats] = []
    totals: list[tuple[float, float]] = []
    inside: list[Floats] = []
    joint: list[bool] = []
    widths: list[tuple[float, float]] = []
    for origin in origins(history):
        if not history.present[:, :origin].any():
            continue  # nothing had begun
        past = history.until(history.first_day + origin * ONE_DAY)
        rows = np.flatnonzero(history.present[:, :origin].any(axis=1))
        spend = history.spend[rows, origin : origin + HORIZON].mean(axis=1)
        actual = history.revenue[rows, origin : origin + HORIZON].sum(axis=1)
        forecast = make().fit(past).predict(HORIZON, dict(zip(past.units, spend.tolist(), strict=True)))
        simple = baseline("trailing_28_roas", past, spend, HORIZON)
        error.append(np.abs(forecast.revenue - actual))
        rival.append(np.abs(simple - actual))
        whole = float(actual.sum())
        if whole > 0:  # an error relative to nothing is no figure
            totals.append((abs(forecast.total.revenue - whole) / whole, abs(float(simple.sum()) - whole) / whole))
        inside.append((forecast.low <= actual) & (actual <= forecast.high))
        joint.append(forecast.total.low <= whole <= forecast.total.high)
        half = plain_conformal(past)
        plain = simple + half - np.maximum(simple - half, 0.0)
        if np.isfinite(half):
            widths.append((float((forecast.high - forecast.low).sum()), float(plain.sum())))
    held = np.concatenate(inside)
    both = np.array(totals).reshape(-1, 2).sum(axis=0)
    wide = np.array(widths).reshape(-1, 2).sum(axis=0)
    return Accuracy(
        wape=_ratio(float(np.concatenate(error).sum()), float(np.concatenate(rival).sum())),
        total=_ratio(float(both[0]), float(both[1])),
        covered=int(held.sum()),
        counted=held.size,
        total_coverage=float(np.mean(joint)),
        width=_ratio(float(wide[0]), float(wide[1])),
    )


def _ratio(ours: float, theirs: float) -> float:
    """Ours to theirs; 1 where both are 0."""
    if theirs > 0:
        return ours / theirs
    return 1.0 if ours == 0 else np.inf


def together(scores: list[Accuracy]) -> Accuracy:
    """Several histories as one: ratios by geometric mean, coverage pooled."""

    def mean(ratios: list[float]) -> float:
        return float(np.exp(np.mean(np.log(ratios))))

    return Accuracy(
        wape=mean([each.wape for each in scores]),
        total=mean([each.total for each in scores]),
        covered=sum(each.covered for each in scores),
        counted=sum(each.counted for each in scores),
        total_coverage=float(np.mean([each.total_coverage for each in scores])),
        width=mean([each.width for each in scores]),
    )
