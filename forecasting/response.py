"""The regression of revenue on spend: candidates, what each earned in its own rolling origins, and their mixture.

A candidate looks back with one half-life and takes one view of the elasticity: the unit's own (posterior), low
(0.35), or 1 (plain ROAS). Its level is fitted in money, sum(revenue) / sum(spend ** elasticity) with exponential
weights, and drawn towards group and account by credibility. The trailing-28-day ROAS a specialist would use is a
candidate too. Each is scored on what it would have said at earlier origins, and the mixture follows the scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.fitting.account_level import account_factors
from forecasting.fitting.credibility import TINY, Grouping, shrink
from forecasting.fitting.elasticity import GRID, Elasticities, estimate
from forecasting.fitting.weeks import DAYS, Weeks, powered
from forecasting.history import Floats, Places

HALF_LIVES = np.array([7.0, 14.0, 28.0, 56.0, 1e4])  # days; the last is "all of it"
MOST_HALVINGS = 100  # enough to count for nothing; the squares of still less would leave floating point
HALF_LIFE_PRIOR = np.array([0.6, 1.0, 1.0, 0.5, 0.3])  # accounts drift: two to four weeks are the usual memory
TRAILING_PRIOR = 0.05
VIEWS = ("own", "low", "roas")
FIXED_VIEWS = {"low": 0.35, "roas": 1.0}
TRAILING_WEEKS = 4
LEAST_WEEKS = 3  # before the first inner origin
MOST_ORIGINS = 12
SHARPNESS = 20.0  # how strongly the mixture follows the scores, at SHARPNESS_WEEKS four-week origins
SHARPNESS_ORIGINS = 6.0
FEW_UNITS = 3.0  # units whose scores count for half: one unit's errors are mostly luck
HORIZON_WEEKS = (1, 2, 4)
ALL = np.append(GRID, 1.0)  # every elasticity a level is fitted for


@dataclass(frozen=True, eq=False)
class Residuals:
    """What the mixture said at earlier origins about the next weeks, and what came: arrays (units, origins).

    Units that had not begun by an origin are 0 throughout there: a forecast is of the units it knows.
    """

    forecast: Floats
    actual: Floats
    trailing: Floats  # what trailing-28 ROAS said
    weeks: Floats  # (origins,) length of the horizon that history allows


@dataclass(frozen=True, eq=False)
class Response:
    """The fitted mixture. Levels are coefficients of spend ** elasticity, per day."""

    levels: Floats  # (half-lives, elasticities in ALL, units) now
    account_factor: float  # by which the mixture's forecasts of all units are multiplied
    trailing: Floats  # (units,) trailing-28 ROAS now
    elasticities: Elasticities
    weights: Floats  # (half-lives, views)
    trailing_weight: float
    scores: dict[str, float]
    residuals: dict[int, Residuals]
    noise: Floats  # (units,) variance of a week's revenue over its mean

    def daily_revenue(self, spend: Floats) -> Floats:
        """Expected revenue per day at a daily spend (units,)."""
        return np.asarray(self.parts(spend).sum(axis=0))

    def parts(self, spend: Floats) -> Floats:
        """The mixture's terms (elasticities in ALL, units), which sum to the expected revenue per day."""
        shapes = np.where(spend > 0, spend[None, :] ** ALL[:, None], 0.0)
        coefficients = _mixed(self.levels[..., None], self.elasticities.weights[:, :, -1:], self.weights)[..., 0]
        coefficients[-1] += self.trailing_weight * self.trailing
        return np.asarray(self.account_factor * coefficients * shapes)

    def elasticity(self, spend: Floats) -> Floats:
        """Percent more revenue for one percent more spend, at a daily spend (units,)."""
        parts = self.parts(spend)
        return np.asarray((ALL[:, None] * parts).sum(axis=0) / np.maximum(parts.sum(axis=0), TINY))


def fit_response(weeks: Weeks, grouping: Grouping) -> Response:
    """Fit every candidate at now and at up to twelve earlier origins, score, and mix."""
    last = weeks.count
    inner = np.arange(max(LEAST_WEEKS, last - MOST_ORIGINS), last)
    origins = np.append(inner, last)
    age = origins[None, :] - 1 - np.arange(last)[:, None]
    known = age >= 0
    elasticities = estimate(weeks, known.astype(float), grouping)
    shapes = [powered(weeks, elasticity) for elasticity in ALL]
    levels = np.empty((len(HALF_LIVES), len(ALL), len(weeks.revenue), len(origins)))
    for at, half_life in enumerate(HALF_LIVES):
        halvings = np.clip(age * DAYS / half_life, 0, MOST_HALVINGS)
        decay = np.where(known, 0.5**halvings, 0.0)
        levels[at] = fit_levels(weeks, shapes, decay, grouping)
    trailing = _trailing(weeks, (known & (age < TRAILING_WEEKS)).astype(float))
    weights, trailing_weight, scores = _score(weeks, levels, trailing, elasticities, inner)
    mixture = _mixed(levels, elasticities.weights, weights)
    mixture[-1] += trailing_weight * trailing
    factors = account_factors(weeks, mixture, ALL, origins)
    earlier = mixture[..., :-1] * factors[:-1]
    residuals = {ahead: _residuals(weeks, earlier, trailing[:, :-1], inner, ahead) for ahead in HORIZON_WEEKS}
    return Response(
        levels[..., -1],
        float(factors[-1]),
        trailing[:, -1],
        elasticities,
        weights,
        trailing_weight,
        scores,
        residuals,
        elasticities.dispersion[:, -1],
    )


def fit_levels(weeks: Weeks, shapes: list[Floats], decay: Floats, grouping: Grouping) -> Floats:
    """Coefficients (elasticities, units, origins) of spend ** elasticity, shrunk by credibility."""
    revenue = np.maximum(weeks.revenue, 0.0)
    weighed, days = weeks.weighed(revenue), weeks.weighed(weeks.days)
    earned, squares = weighed @ decay, (weighed * revenue) @ decay
    reference = (weeks.daily_spend * days) @ decay / np.maximum(days @ decay, TINY)
    twice = decay**2
    count = decay.sum(axis=0) ** 2 / twice.sum(axis=0)
    levels = np.empty((len(ALL), *earned.shape))
    for at, (elasticity, shape) in enumerate(zip(ALL, shapes, strict=True)):
        counted = weeks.weighed(shape)
        whole = counted @ decay
        known = (whole > 0) & (reference > 0)
        money = np.where(known, earned, 0.0)  # revenue of units that never spent says nothing of the others' ROAS
        level = np.where(known, money / np.where(known, whole, 1.0), 0.0)
        # as ROAS at the unit's reference spend, units of any size can be compared
        to_roas = np.where(known, np.where(known, reference, 1.0) ** (1 - elasticity), 0.0)
        exposure = whole * to_roas
        error = squares - 2 * level * ((weighed * shape) @ decay) + level**2 * ((counted * shape) @ decay)
        error = np.where(known, error, 0.0)
        spread = np.maximum(error.sum(axis=0), 0.0) / np.maximum(money.sum(axis=0), TINY)
        spread *= count / np.maximum(count - 1, 0.5)
        account = money.sum(axis=0) / np.maximum(exposure.sum(axis=0), TINY)
        noise = spread * account * (weeks.weighed(counted) @ twice) * to_roas / np.where(known, exposure, 1.0) ** 2
        roas = shrink(money, exposure, np.where(known, noise, np.inf), known, grouping)
        levels[at] = roas * to_roas
    return levels


def _trailing(weeks: Weeks, last_four: Floats) -> Floats:
    spent = (weeks.daily_spend * weeks.days) @ last_four
    earned = np.maximum(weeks.revenue @ last_four, 0.0)
    return np.asarray(np.where(spent > 0, earned / np.where(spent > 0, spent, 1.0), 0.0))


def _mixed(levels: Floats, own: Floats, weights: Floats) -> Floats:
    """Coefficients (elasticities in ALL, units, origins) of the mixture over half-lives and views."""
    by_view = np.tensordot(weights, levels, axes=(0, 0))  # (views, elasticities, units, origins)
    mixed = np.zeros_like(by_view[0])
    mixed[:-1] += by_view[VIEWS.index("own"), :-1] * own
    for view, elasticity in FIXED_VIEWS.items():
        at = int(np.flatnonzero(elasticity == ALL)[0])
        mixed[at] += by_view[VIEWS.index(view), at]
    return np.asarray(mixed)


def _ahead(weeks: Weeks, origins: Places, ahead: int) -> tuple[Floats, Floats, Floats]:
    """What was spent per day and earned in the weeks after each origin, and how many weeks there are."""
    length = np.minimum(ahead, weeks.count - origins)
    spent = np.concatenate([np.zeros((len(weeks.revenue), 1)), np.cumsum(weeks.daily_spend * weeks.days, axis=1)], 1)
    earned = np.concatenate([np.zeros((len(weeks.revenue), 1)), np.cumsum(weeks.revenue, axis=1)], 1)
    after = origins + length
    return (spent[:, after] - spent[:, origins]) / (length * DAYS), earned[:, after] - earned[:, origins], length


def _score(
    weeks: Weeks, levels: Floats, trailing: Floats, elasticities: Elasticities, inner: Places
) -> tuple[Floats, float, dict[str, float]]:
    """Mixture weights from the absolute error each candidate would have made, relative to the best."""
    prior = HALF_LIFE_PRIOR[:, None] * np.ones(len(VIEWS))
    unscored = prior.sum() + TRAILING_PRIOR
    if len(inner) == 0:
        return prior / unscored, TRAILING_PRIOR / unscored, {}
    spend, actual, length = _ahead(weeks, inner, max(HORIZON_WEEKS))
    share = length / max(HORIZON_WEEKS)
    money = float((np.abs(actual).sum(axis=0) * share).sum())
    if money <= 0:  # nothing was earned after any origin: no error is relative to anything
        return prior / unscored, TRAILING_PRIOR / unscored, {}

    def error(forecast: Floats) -> float:
        return float((np.abs(forecast - actual).sum(axis=0) * share).sum()) / money

    horizon = length * DAYS
    shapes = [np.where(spend > 0, spend**elasticity, 0.0) * horizon for elasticity in ALL]
    errors = np.empty(prior.shape)
    own = elasticities.weights[..., :-1]
    for at in range(len(HALF_LIVES)):
        of_life = levels[at, ..., :-1]
        errors[at, 0] = error(sum(of_life[k] * own[k] * shapes[k] for k in range(len(GRID))))
        for view, elasticity in FIXED_VIEWS.items():
            k = int(np.flatnonzero(elasticity == ALL)[0])
            errors[at, VIEWS.index(view)] = error(of_life[k] * shapes[k])
    of_trailing = error(trailing[:, :-1] * spend * horizon)
    best = max(min(float(errors.min()), of_trailing), TINY)
    power = SHARPNESS * np.sqrt(share.sum() / SHARPNESS_ORIGINS) * _sureness(actual)
    weights = prior * (np.maximum(errors, TINY) / best) ** -power
    trailing_weight = TRAILING_PRIOR * (max(of_trailing, TINY) / best) ** -power
    whole = weights.sum() + trailing_weight
    scores = {
        f"{view}, half-life {half_life:g} days": float(errors[row, column])
        for row, half_life in enumerate(HALF_LIVES)
        for column, view in enumerate(VIEWS)
    }
    return weights / whole, trailing_weight / whole, scores | {"trailing_28_roas": of_trailing}


def _sureness(actual: Floats) -> float:
    """How far scores are to be believed, from the number of units that carry the revenue (inverse Herfindahl)."""
    by_unit = np.abs(actual).sum(axis=1)
    by_unit = by_unit / max(float(by_unit.sum()), TINY)
    carried_by = 1 / max(float((by_unit**2).sum()), TINY)
    return carried_by / (carried_by + FEW_UNITS)


def _residuals(weeks: Weeks, coefficients: Floats, trailing: Floats, inner: Places, ahead: int) -> Residuals:
    if len(inner) == 0:
        none = np.zeros((len(weeks.revenue), 0))
        return Residuals(none, none, none, np.zeros(0))
    spend, actual, length = _ahead(weeks, inner, ahead)
    begun = np.cumsum(weeks.days, axis=1)[:, inner - 1] > 0
    spend, actual = np.where(begun, spend, 0.0), np.where(begun, actual, 0.0)
    horizon = length * DAYS
    forecast = np.zeros_like(actual)
    for at, elasticity in enumerate(ALL):
        forecast += coefficients[at] * np.where(spend > 0, spend**elasticity, 0.0) * horizon
    return Residuals(forecast, actual, trailing * spend * horizon, length.astype(float))
