"""What a plan line will spend on the days left: a run rate with its uncertainty, from its own daily spend.

The daily spend, taken out of its weekday shape, is read as a level that may drift plus day-to-day noise
(the local level model, whose forecasts are simple exponential smoothing). Nobody knows how fast the level
drifts, so a few speeds stand side by side, each weighted by how well it would have foreseen the days
already seen; what is left to spend is the mixture. The variance of a *sum* of days ahead counts the noise
of each day, how uncertain today's level is, and the drift to come, which days share: leaving that out
understates it by about a factor of two (Snyder, Koehler and Ord, "Lead time demand for simple exponential
smoothing", Journal of the Operational Research Society 50, 1999, 1079-1082; Durbin and Koopman, "Time
Series Analysis by State Space Methods", 2012, chapter 2, for the filter and its likelihood).

Why this and not the mean of seven days: `docs/pacing.md` has the measured errors and coverage of both.
Floats are statistics here; the caller turns the answer into money once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

HISTORY_DAYS = 84
# Weight of the newest day in the smoothed level when much history is there; 0: a level that never moves.
_SPEEDS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.45, 0.65)
# Before any evidence, steady budgets are likelier than drifting ones (weight (1 - speed)^2), and a day
# scatters about 30% around its level, as two days' worth of evidence.
_STEADINESS = 2.0
_PRIOR_DAYS = 2
_PRIOR_SCATTER = 0.3
_RECENT_DAYS = 28
_LEAST_WEIGHT = 1e-4
_BISECTIONS = 36  # to a billionth of the range


@dataclass(frozen=True, slots=True)
class _Level:
    """One speed's view: its weight, today's level, that level's variance and the drift per day in units of
    `noise`.
    """

    weight: float
    level: float
    level_variance: float
    drift: float
    noise: float


@dataclass(frozen=True, slots=True)
class Mixture:
    """A sum of money ahead, in micros, as a weighted set of normal distributions (weight, mean, deviation)."""

    parts: tuple[tuple[float, float, float], ...]

    @property
    def mean(self) -> float:
        """The expected amount."""
        return sum(weight * mean for weight, mean, _ in self.parts)

    def below(self, amount: float) -> float:
        """The probability of at most `amount`."""
        return sum(weight * _normal_below(amount, mean, deviation) for weight, mean, deviation in self.parts)

    def quantile(self, probability: float) -> float:
        """The amount that is not exceeded with a probability, by bisection."""
        low = min(mean - 6 * deviation for _, mean, deviation in self.parts)
        high = max(mean + 6 * deviation for _, mean, deviation in self.parts)
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            if self.below(middle) < probability:
                low = middle
            else:
                high = middle
        return (low + high) / 2


def _normal_below(amount: float, mean: float, deviation: float) -> float:
    if deviation <= 0:
        return 1.0 if amount >= mean else 0.0
    return 0.5 * math.erfc((mean - amount) / (deviation * math.sqrt(2)))


@dataclass(frozen=True, slots=True)
class RunRate:
    """What an average day spends now, in micros, and how sure that is."""

    levels: tuple[_Level, ...]

    @property
    def daily(self) -> float:
        """Micros on an average day."""
        return max(0.0, sum(level.weight * level.level for level in self.levels))

    def ahead(self, multipliers: Sequence[float]) -> Mixture:
        """The sum over the next days, each an average day times its multiplier (weekday, flights)."""
        total = sum(multipliers)
        squares = sum(value * value for value in multipliers)
        tail, tails = 0.0, 0.0
        for value in reversed(multipliers):  # the drift of a day moves it and every later one
            tail += value
            tails += tail * tail
        return Mixture(
            tuple(
                (
                    level.weight,
                    max(0.0, level.level) * total,
                    math.sqrt(level.noise * (level.level_variance * total * total + level.drift * tails + squares)),
                )
                for level in self.levels
            )
        )


def run_rate(history: Sequence[float]) -> RunRate:
    """The run rate after a history of whole days (micros, oldest first, weekdays taken out); the last 84
    count.

    An empty history has a run rate of 0.
    """
    days = list(history[-HISTORY_DAYS:])
    if not any(days):
        return RunRate((_Level(1.0, 0.0, 0.0, 0.0, 0.0),))
    recent = days[-_RECENT_DAYS:]
    prior = _PRIOR_DAYS * (_PRIOR_SCATTER * sum(recent) / len(recent)) ** 2
    fits = [_filter(days, speed, prior) for speed in _SPEEDS]
    best = max(score for score, _ in fits)
    weights = [math.exp(score - best) for score, _ in fits]
    kept = [
        (weight, level)
        for weight, (_, level) in zip(weights, fits, strict=True)
        if weight > _LEAST_WEIGHT * sum(weights)
    ]
    total = sum(weight for weight, _ in kept)
    return RunRate(
        tuple(
            _Level(weight / total, level.level, level.level_variance, level.drift, level.noise)
            for weight, level in kept
        )
    )


def _filter(days: list[float], speed: float, prior: float) -> tuple[float, _Level]:
    """Run the local level filter at one speed; the log of its weight, and where the level stands at the end.

    `prior` is the sum of squares that `_PRIOR_DAYS` days of noise would have brought.
    """
    drift = speed * speed / (1 - speed)
    level, variance, squares, log_scale = days[0], 1.0, 0.0, 0.0
    for value in days[1:]:
        variance += drift
        scale = variance + 1
        error = value - level
        gain = variance / scale
        level += gain * error
        variance *= 1 - gain
        squares += error * error / scale
        log_scale += math.log(scale)
    evidence = _PRIOR_DAYS + len(days) - 1
    noise = (prior + squares) / evidence
    score = _STEADINESS * math.log(1 - speed) - log_scale / 2 - evidence / 2 * math.log(max(noise, 1.0))
    return score, _Level(0.0, level, variance, drift, noise)
