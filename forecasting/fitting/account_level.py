"""The whole account's level: its units' forecasts are moved together towards what they earned together lately.

Each unit is judged by its own noisy weeks, so it remembers long and is drawn towards others; what moves all units at
once (a season, a price, the market) shows sooner and more surely in their sum. A mixture chosen for the units' errors
does not look at that sum. So the sum of the last weeks' revenue is compared with what the mixture would have said of
it, and every unit is moved by the same factor, half of the way in logarithms: the average of two forecasts of a sum
whose errors differ is better than either alone (Bates and Granger 1969), and errs at most as much as the worse one.
"""

from __future__ import annotations

import numpy as np

from forecasting.fitting.weeks import Weeks
from forecasting.history import Floats, Places

RECENT_WEEKS = 5  # a little longer than the usual horizon
SHARE = 0.5  # of the way; equal weights are hard to beat where few origins could tell better ones


def account_factors(weeks: Weeks, coefficients: Floats, elasticities: Floats, origins: Places) -> Floats:
    """By what to multiply all units' forecasts, at each origin (origins,).

    `coefficients` (elasticities, units, origins) are the mixture's, per day. Weeks count for what they weigh.
    """
    begun = np.maximum(origins - RECENT_WEEKS, 0)
    days = _summed(weeks.weighed(weeks.days), begun, origins)
    per_day = np.where(days > 0, 1.0 / np.where(days > 0, days, 1.0), 0.0)
    spend = _summed(weeks.weighed(weeks.daily_spend * weeks.days), begun, origins) * per_day
    revenue = _summed(weeks.weighed(np.maximum(weeks.revenue, 0.0)), begun, origins) * per_day
    earned = np.where(spend > 0, revenue, 0.0).sum(axis=0)
    log_spend = np.log(np.where(spend > 0, spend, 1.0))
    said = np.zeros(len(origins))
    for at, elasticity in enumerate(elasticities):
        said += np.where(spend > 0, coefficients[at] * np.exp(elasticity * log_spend), 0.0).sum(axis=0)
    known = (earned > 0) & (said > 0)
    return np.where(known, np.where(known, earned, 1.0) / np.where(known, said, 1.0), 1.0) ** SHARE


def _summed(values: Floats, begun: Places, origins: Places) -> Floats:
    """Sums (units, origins) of the weeks from each begin to before each origin."""
    whole = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    return np.asarray(np.maximum(whole[:, origins] - whole[:, begun], 0.0))
