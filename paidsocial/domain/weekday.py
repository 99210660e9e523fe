"""The weekday shape of spend: how much of a week's money falls on each day of the week.

Learned from whole weeks of a plan line's own daily spend once two of them exist, flat until then. Each week
is divided by its own mean, so that a change of level between weeks does not look like a weekday, and the
seven averages are pulled towards flat as far as their week-to-week scatter asks: the positive-part
James-Stein factor that Miller and Williams ("Shrinkage estimators of time series seasonal factors",
International Journal of Forecasting 19, 2003, 669-684) give for seasonal indices, which exaggerate the
season in short series when left as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from paidsocial.domain.money import split_units

CYCLE = 7
LEAST_DAYS = 2 * CYCLE
MOST_DAYS = 8 * CYCLE
_PRECISION = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """Weights of Monday..Sunday, whole numbers of any common scale, with what they were learned from.

    `learned` is False where they are flat for want of evidence; `days` whole days were looked at.
    """

    weights: tuple[int, ...]
    learned: bool
    days: int

    def weight(self, day: date) -> int:
        """The weight of a day."""
        return self.weights[day.weekday()]

    def share(self, weekday: int) -> Fraction:
        """The part of a week's money that falls on a weekday (0: Monday); the seven sum to 1."""
        return Fraction(self.weights[weekday], sum(self.weights))

    def index(self, day: date) -> float:
        """The day's weight against the average day: 1.0 on every day of a flat shape."""
        return CYCLE * self.weights[day.weekday()] / sum(self.weights)


def flat(days: int = 0) -> Shape:
    """Every day alike."""
    return Shape((1,) * CYCLE, learned=False, days=days)


def learn(daily: Sequence[int], last_day: date) -> Shape:
    """The shape of the whole days `daily` (micros, in order, the last of them `last_day`).

    Flat where fewer than 14 days, or fewer than two weeks with spend, are there. The latest eight weeks
    count.
    """
    count = min(len(daily), MOST_DAYS) // CYCLE * CYCLE
    if count < LEAST_DAYS:
        return flat(len(daily))
    latest = daily[-count:]
    weeks = [latest[start : start + CYCLE] for start in range(0, count, CYCLE)]
    ratios = [
        [CYCLE * max(day, 0) / total for day in week] for week in weeks if (total := sum(max(d, 0) for d in week))
    ]
    if len(ratios) < LEAST_DAYS // CYCLE:
        return flat(len(daily))
    index = _shrunk(ratios)
    first_weekday = (last_day - timedelta(days=count - 1)).weekday()
    ordered = [index[(weekday - first_weekday) % CYCLE] for weekday in range(CYCLE)]
    return Shape(split_units(_PRECISION, [Fraction(value) for value in ordered]), learned=True, days=count)


def _shrunk(ratios: list[list[float]]) -> list[float]:
    """Column means of weeks x 7 ratios around 1, pulled towards 1 by the James-Stein factor."""
    weeks = len(ratios)
    means = [sum(week[column] for week in ratios) / weeks for column in range(CYCLE)]
    scatter = sum((week[column] - means[column]) ** 2 for week in ratios for column in range(CYCLE))
    variance_of_mean = scatter / ((weeks - 1) * (CYCLE - 1)) / weeks
    between = sum((mean - 1) ** 2 for mean in means)
    if between <= 0:
        return [1.0] * CYCLE
    keep = max(0.0, 1 - (CYCLE - 3) * variance_of_mean / between)
    return [max(0.0, 1 + keep * (mean - 1)) for mean in means]
