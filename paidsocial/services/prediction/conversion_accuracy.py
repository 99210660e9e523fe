"""How far the forecast of conversions was off at earlier origins, beside the last 28 days' conversions per money.

Worked out from the same history that a reallocation by conversions is fitted on, and kept in memory while it stands.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

import forecasting
from paidsocial.services.prediction.histories import load
from paidsocial.services.prediction.pools import Pool

ORIGINS = 6
BASELINE = "trailing_28_roas"
_KEEP = 8


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Sums of absolute errors per unit over what then happened: the model's, and those of the last 28 days' rate."""

    origins: int
    model: float
    trailing: float


_Key = tuple[str, str, date, str, int, str]
_known: OrderedDict[_Key, Accuracy | None] = OrderedDict()
_lock = threading.Lock()


def accuracy(session: Session, pool: Pool, *, level: str, horizon: int) -> Accuracy | None:
    """The errors over the pool's conversions; None where the history is too short to say. Raises NotEnoughData."""
    key = (str(session.get_bind().engine.url), pool.key, pool.as_of, level, horizon, pool.data_version)
    with _lock:
        if key in _known:
            return _known[key]
    found = _measure(session, pool, level, horizon)
    with _lock:
        _known[key] = found
        while len(_known) > _KEEP:
            _known.popitem(last=False)
    return found


def _measure(session: Session, pool: Pool, level: str, horizon: int) -> Accuracy | None:
    history = load(session, pool, level, "conversions").completed()
    try:
        report = forecasting.backtest(history, horizon=horizon, origins=ORIGINS)
    except ValueError:
        return None  # too short a history, which the evidence says line by line
    model, trailing = report.model.revenue_wape, report.baselines[BASELINE].revenue_wape
    if not (math.isfinite(model) and math.isfinite(trailing)):
        return None
    return Accuracy(len(report.origins), float(model), float(trailing))
