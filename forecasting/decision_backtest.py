"""Whether recommendations would have pointed the right way, as far as history can tell.

History shows what happened at the spend it had, not at the spend recommended. But where a unit's spend did move in
the weeks after an origin, what the move brought can be measured against the forecast at unchanged spend. If units the
allocation would have raised returned more per unit of money moved than units it would have cut, it pointed right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from sklearn.base import clone

from forecasting.allocation import allocate
from forecasting.backtest import starts
from forecasting.history import ONE_DAY, Floats, History
from forecasting.roas import RoasForecaster

LEAST_MOVE = 0.05  # of recent spend, up or down, for a unit's later spend to count as a move


@dataclass(frozen=True)
class DecisionReport:
    """Measured marginal ROAS of units the allocation would have raised and of those it would have cut.

    `scored_share` is the share of the money recommended to move that fell on units whose spend did move and could be
    scored; the rest history cannot judge. `raised` and `cut` count the scored units over all origins. The marginals
    are nan where nothing could be scored.
    """

    marginal_raised: float
    marginal_cut: float
    scored_share: float
    raised: int
    cut: int

    @property
    def pointed_right(self) -> bool | None:
        """Whether money returned more where it would have gone than where it would have come from; None unknown."""
        if math.isnan(self.marginal_raised) or math.isnan(self.marginal_cut):
            return None
        return self.marginal_raised > self.marginal_cut


def decision_backtest(
    history: History,
    horizon: int = 28,
    origins: int = 6,
    step: float = 0.2,
    forecaster: RoasForecaster | None = None,
) -> DecisionReport:
    """Recommend at earlier origins with at most `step` up or down per unit, and measure the moves that happened.

    Raises ValueError where the history is too short, like `backtest`, or for a step outside (0, 1].
    """
    if not 0 < step <= 1:
        raise ValueError(f"step is {step}: give a share above 0 and at most 1, such as 0.2")
    template = RoasForecaster() if forecaster is None else forecaster
    brought, moved, advised = np.zeros(2), np.zeros(2), np.zeros(2)
    counts = np.zeros(2, dtype=int)
    for start in starts(history, horizon, origins):
        past = history.until(history.first_day + start * ONE_DAY)
        fitted = clone(template).fit(past)
        recent = fitted.recent_spend_
        best = allocate(fitted.curves(horizon), float(recent.sum()), recent * (1 - step), recent * (1 + step))
        advice = best.spend - recent
        rows = np.flatnonzero(np.asarray(history.present[:, :start].any(axis=1)))
        ahead = slice(start, start + horizon)
        change = history.spend[rows, ahead].mean(axis=1) - recent
        gain = history.revenue[rows, ahead].sum(axis=1) / horizon - fitted.predict(horizon).revenue / horizon
        scored = (recent > 0) & (np.abs(change) >= LEAST_MOVE * recent)
        for side, of_side in enumerate((advice > 0, advice < 0)):
            used = scored & of_side
            # a cut that lost little and a rise that brought much are both seen with the sign of the move
            brought[side] += float((np.sign(change) * gain)[used].sum())
            moved[side] += float(np.abs(change)[used].sum())
            counts[side] += int(used.sum())
        advised += _money(advice, scored)
    marginal = [float(b / m) if m > 0 else math.nan for b, m in zip(brought, moved, strict=True)]
    share = float(advised[0] / advised[1]) if advised[1] > 0 else 0.0
    return DecisionReport(marginal[0], marginal[1], share, int(counts[0]), int(counts[1]))


def _money(advice: Floats, scored: Floats) -> Floats:
    """Money advised to move: of the scored units, and of all."""
    return np.array([np.abs(advice[np.asarray(scored, dtype=bool)]).sum(), np.abs(advice).sum()])
