"""What a forecast says, per unit and together."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np

from forecasting.history import Floats


@dataclass(frozen=True)
class Sum:
    """A sum of units over the horizon; its interval is joint."""

    spend: float
    revenue: float
    low: float
    high: float

    @property
    def roas(self) -> float:
        """Revenue over spend; nan where nothing is spent."""
        return self.revenue / self.spend if self.spend > 0 else math.nan


@dataclass(frozen=True, eq=False)
class Forecast:
    """Sums over the horizon per unit, in the order of `units`, in the history's currency.

    `evidence` is "strong", "thin" or "none" and `evidence_reason` says why in words. `elasticity` is the percent more
    revenue for one percent more spend, `elasticity_error` its standard error. `spend_low` and `spend_high` are the
    lowest and highest weekly mean of daily spend ever tried (of three days for young units). `own_roas` is a unit's
    own, revenue over spend, and `borrowed` whether the forecast's is more its group's than that. `notice` is empty
    unless the baseline replaced the model. `broke_on` is the first day after a break of a unit's level, None where none
    was found.
    """

    units: tuple[str, ...]
    horizon: int
    spend: Floats
    revenue: Floats
    low: Floats
    high: Floats
    total: Sum
    groups: dict[str, Sum]
    evidence: tuple[str, ...]
    evidence_reason: tuple[str, ...]
    elasticity: Floats
    elasticity_error: Floats
    spend_low: Floats
    spend_high: Floats
    own_roas: Floats
    borrowed: tuple[bool, ...]
    notice: str
    broke_on: tuple[dt.date | None, ...]

    @property
    def roas(self) -> Floats:
        """Revenue over spend per unit; nan where nothing is spent."""
        return np.where(self.spend > 0, self.revenue / np.where(self.spend > 0, self.spend, 1.0), np.nan)
