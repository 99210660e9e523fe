"""Where the last 28 days' ROAS stands in for the model, because it did better at earlier origins."""

from __future__ import annotations

import math

import numpy as np

from forecasting.response import Residuals

FALLBACK_ORIGINS = 6
FALLBACK_ERRORS = 1.0  # standard errors by which the baseline's lead must exceed chance


def of_trailing(residuals: Residuals) -> Residuals:
    """The baseline's residuals, as those of the forecast it stands in for."""
    return Residuals(residuals.trailing, residuals.actual, residuals.trailing, residuals.weeks)


def stands_in(residuals: Residuals) -> tuple[bool, str]:
    """Whether trailing-28 ROAS beat the mixture at earlier origins beyond chance, and the notice that says so.

    The difference of absolute errors is compared with its own standard error over origins, overlapping ones counted
    as the independent ones they amount to (Diebold and Mariano 1995).
    """
    if len(residuals.weeks) < FALLBACK_ORIGINS:
        return False, ""
    longest = max(float(residuals.weeks.max()), 1.0)
    share = residuals.weeks / longest
    by_model = np.abs(residuals.forecast - residuals.actual).sum(axis=0) * share
    by_trailing = np.abs(residuals.trailing - residuals.actual).sum(axis=0) * share
    lost = by_model - by_trailing
    independent = max(float(share.sum()) / longest, 1.0)
    if lost.mean() <= max(FALLBACK_ERRORS * float(lost.std()) / math.sqrt(independent), 0.0):
        return False, ""
    model, trailing = float(by_model.sum()), float(by_trailing.sum())
    worse = f"{model / trailing - 1:.0%}" if trailing > 0 else "much"
    return True, (
        f"Over {len(residuals.weeks)} earlier origins the model's error was {worse} larger than that of the last "
        "28 days' ROAS, so that is used instead."
    )
