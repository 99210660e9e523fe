"""The shape of the year: how an account's revenue for its spend rises and falls with the season, where a year shows it.

The logarithm of the account's weekly revenue over what its spend explains is taken apart into a level that drifts (a
random walk), a shape that repeats every year (harmonics whose variance falls with the square of their frequency), and
noise: Gaussian process regression (Rasmussen and Williams 2006, ch. 2 and 5; as unobserved components: Harvey 1989).
How much is season and how much drift is chosen by marginal likelihood, "no season" among the choices.

It is used only where it earned it: estimated from the weeks before an account's last ones, it must have made simple
forecasts of the account's sum over these last weeks better than they were without, by more than chance.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from forecasting.fitting.credibility import TINY
from forecasting.fitting.weeks import DAYS, Weeks, powered
from forecasting.history import Floats
from forecasting.response import HORIZON_WEEKS

YEAR = 365.25  # days
LEAST_WEEKS = 56  # about thirteen months
TESTED_FROM = 52  # weeks before the first forecast that may be tested
MOST_TESTED = 26  # of the last weeks
HARMONICS = np.arange(1, 7)
DRIFTS = (0.0, 0.01, 0.1, 1.0)  # variance of the level's weekly step over the noise's
SHAPES = (0.0, 0.1, 0.5, 2.0)  # variance of the first harmonic over the noise's; the first is no season
CONSTANT = 1e3  # variance of what is common to all weeks, as good as free
USUAL_ELASTICITY = 0.6
MEMORY = 4.0  # weeks, half-life of the test's level
LEAST_LIKELIHOOD = 1.0  # by which the log-likelihood must exceed that without a season
LEAST_GAIN = 0.75  # standard errors by which the test's errors must fall
SHARE = 0.8  # of the shape that is used: it was chosen because it did well


@dataclass(frozen=True, eq=False)
class Season:
    """A yearly shape: amplitudes of cosine and sine (harmonics, 2) of the logarithm, by days since `origin`."""

    origin: dt.date
    amplitudes: Floats

    def factor(self, start: dt.date, days: int) -> Floats:
        """What each of `days` days from `start` on is multiplied by, 1 on average over a year."""
        return np.exp(_waves((start - self.origin).days + np.arange(days, dtype=float)) @ self.amplitudes.ravel())

    def weekly(self, last_day: dt.date, count: int) -> Floats:
        """The mean factor of each of `count` weeks that end on `last_day`."""
        start = last_day - dt.timedelta(days=DAYS * count - 1)
        return np.asarray(self.factor(start, DAYS * count).reshape(count, DAYS).mean(axis=1))


def find_season(weeks: Weeks, last_day: dt.date) -> Season | None:
    """The season of an account that has shown one and forecast better for it; None for any other."""
    count = weeks.count
    if count < LEAST_WEEKS:
        return None
    account = _account(weeks)
    first = max(TESTED_FROM, count - MOST_TESTED)
    tried = _fitted(account, last_day, first)
    if tried is None or not _earned(account, tried.weekly(last_day, count), first):
        return None
    return _fitted(account, last_day, count)


def _account(weeks: Weeks) -> Weeks:
    """All units as one."""
    days = weeks.days.max(axis=0, keepdims=True)
    spend = (weeks.daily_spend * weeks.days).sum(axis=0, keepdims=True) / np.maximum(days, 1.0)
    return Weeks(weeks.revenue.sum(axis=0, keepdims=True), spend, days)


def _waves(day: Floats) -> Floats:
    """Cosines and sines (days, 2 * harmonics)."""
    angle = 2 * np.pi / YEAR * day[:, None] * HARMONICS
    return np.stack([np.cos(angle), np.sin(angle)], axis=2).reshape(len(day), -1)


def _fitted(account: Weeks, last_day: dt.date, seen: int) -> Season | None:
    """From the first `seen` weeks."""
    revenue, spend = account.revenue[0, :seen], account.daily_spend[0, :seen]
    known = (revenue > 0) & (spend > 0)
    if known.sum() < TESTED_FROM:
        return None
    origin = last_day - dt.timedelta(days=DAYS * account.count - 1)
    at = np.flatnonzero(known)
    log_ratio = np.log(revenue[known] / account.days[0, :seen][known]) - USUAL_ELASTICITY * np.log(spend[known])
    log_ratio -= log_ratio.mean()
    middle = at.astype(np.float64) * DAYS + (DAYS - 1) / 2
    waves = _waves(middle)
    variance = np.repeat(1.0 / HARMONICS**2, 2)
    seasonal = (waves * variance) @ waves.T
    walk = np.minimum.outer(at, at) + 1.0
    likelihoods = np.empty((len(DRIFTS), len(SHAPES)))
    amplitudes = np.empty((*likelihoods.shape, 2 * len(HARMONICS)))
    for row, drift in enumerate(DRIFTS):
        for column, shape in enumerate(SHAPES):
            covariance = np.eye(len(at)) + drift * walk + shape * seasonal + CONSTANT
            factor = linalg.cho_factor(covariance, lower=True)
            solved = linalg.cho_solve(factor, log_ratio)
            spread = max(float(log_ratio @ solved) / len(at), TINY)
            determinant = 2 * float(np.log(np.diag(factor[0])).sum())
            likelihoods[row, column] = -0.5 * (len(at) * np.log(spread) + determinant)
            amplitudes[row, column] = shape * variance * (waves.T @ solved)
    best = np.unravel_index(likelihoods.argmax(), likelihoods.shape)
    if likelihoods[best] < likelihoods[:, 0].max() + LEAST_LIKELIHOOD:
        return None
    return Season(origin, SHARE * amplitudes[best].reshape(-1, 2))


def _earned(account: Weeks, factor: Floats, first: int) -> bool:
    """Whether simple forecasts of the account's sum, from the week `first` on, were better with the season.

    The errors' difference must exceed its own standard error, overlapping origins counted as what they amount to.
    """
    count, ahead = account.count, max(HORIZON_WEEKS)
    origins = np.arange(first, count)
    age = origins[None, :] - 1 - np.arange(count)[:, None]
    decay = np.where(age >= 0, 0.5 ** (np.maximum(age, 0) / MEMORY), 0.0)
    shape = powered(account, USUAL_ELASTICITY)[0]
    length = np.minimum(ahead, count - origins)
    errors = []
    for each in (np.ones(count), factor):
        level = ((account.revenue[0] / each) @ decay) / np.maximum(shape @ decay, TINY)
        expected = np.append(0.0, np.cumsum(shape * each))
        errors.append(level * (expected[origins + length] - expected[origins]))
    came = np.append(0.0, np.cumsum(account.revenue[0]))
    actual = came[origins + length] - came[origins]
    gained = (np.abs(errors[0] - actual) - np.abs(errors[1] - actual)) / max(float(actual.mean()), TINY)
    independent = max(len(origins) / ahead, 1.0)
    return bool(gained.mean() > LEAST_GAIN * gained.std() / np.sqrt(independent))
