"""Whether recommendations would have pointed the right way, as far as history can tell.

History shows what happened at the spend it had, not at the spend recommended. But where a unit's spend did move in
the weeks after an origin, what the move brought can be measured against the forecast at unchanged spend. If units the
allocation would have raised returned more per unit of money moved than units it would have cut, it pointed right.
The same is measured for the greedy rule, which moves money to the highest ROAS of the last 28 days.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
from sklearn.base import clone

from forecasting.allocation import allocate
from forecasting.backtest import checked, starts
from forecasting.figures import as_float, is_number, whole_number
from forecasting.history import ONE_DAY, Bools, Floats, History
from forecasting.roas import MOST_HORIZON, RoasForecaster

LEAST_MOVE = 0.05  # of recent spend, up or down, for a unit's later spend to count as a move
LEAST_UNITS = 4  # scored on each side; with fewer an interval would be made of luck
DRAWS = 1000
SEED = 20250106
INTERVAL = 0.8


@dataclass(frozen=True)
class Pointing:
    """What a rule's recommendations came to.

    `marginal_raised` and `marginal_cut`: what one unit of money that did move brought, in units the rule would have
    raised and in those it would have cut; nan where nothing could be scored. `low` and `high` enclose their difference
    (an 80% interval; nan where it cannot be told). `raised` and `cut` count the scored units, over all origins.
    `scored_share` is the share of the money advised to move that fell on units whose spend did move; `scored_units` the
    share of the units advised to move: the rest history cannot judge. `moved_share` is the part of all spend that would
    have changed place, `moved_daily` the same in money a day, both as means over the origins.
    """

    marginal_raised: float
    marginal_cut: float
    low: float
    high: float
    raised: int
    cut: int
    scored_share: float
    scored_units: float
    moved_share: float
    moved_daily: float

    @property
    def difference(self) -> float:
        """How much more one unit of money brought where it would have gone than where it would have come from."""
        return self.marginal_raised - self.marginal_cut

    @property
    def pointed_right(self) -> bool | None:
        """Whether money returned more where it would have gone; None where the interval cannot tell."""
        if math.isnan(self.low) or self.low <= 0 <= self.high:
            return None
        return self.low > 0


@dataclass(frozen=True)
class DecisionReport:
    """The recommendations' and the greedy rule's pointing, over the same origins.

    `agreement` is the share of the money the model would have moved that greedy would have moved the same way.
    `ahead_low` and `ahead_high` enclose (80%) by how much the model's difference exceeds greedy's; nan unknown.
    """

    model: Pointing
    greedy: Pointing
    agreement: float
    ahead_low: float
    ahead_high: float
    horizon: int
    origins: tuple[dt.date, ...]

    @property
    def pointed_right(self) -> bool | None:
        """The model's: whether money returned more where it would have gone; None where history cannot tell."""
        return self.model.pointed_right

    @property
    def beat_greedy(self) -> bool | None:
        """Whether the model pointed better than greedy; None where the interval cannot tell."""
        if math.isnan(self.ahead_low) or self.ahead_low <= 0 <= self.ahead_high:
            return None
        return self.ahead_low > 0


def decision_backtest(
    history: History,
    horizon: int = 28,
    origins: int = 6,
    step: float = 0.2,
    forecaster: RoasForecaster | None = None,
) -> DecisionReport:
    """Recommend at earlier origins with at most `step` up or down per unit, and measure the moves that happened.

    What a move brought is the revenue that came less the forecast at unchanged spend, after that forecast was corrected
    by how far the other units came out off theirs, so that a season is not credited to the moves within it.
    Raises ValueError where the history is too short, like `backtest`, or for a step outside (0, 1].
    """
    template, origins = checked(history, origins, forecaster)
    horizon = whole_number(horizon, "horizon", MOST_HORIZON, " of days")
    if not is_number(step) or not 0 < as_float(step) <= 1:
        raise ValueError(f"step is {step!r}: give a share above 0 and at most 1, such as 0.2")
    step = as_float(step)
    places = starts(history, horizon, origins)
    model, greedy = _Tally.empty(history, len(places)), _Tally.empty(history, len(places))
    agreed, advised, days = 0.0, 0.0, []
    for at, start in enumerate(places):
        past = history.until(history.first_day + start * ONE_DAY)
        days.append(past.last_day + ONE_DAY)
        fitted = clone(template).fit(past)
        recent = fitted.recent_spend_
        best = allocate(fitted.curves(horizon), float(recent.sum()), recent * (1 - step), recent * (1 + step))
        advice, simple = best.spend - recent, _greedy(past, recent, step)
        rows = np.flatnonzero(np.asarray(history.present[:, :start].any(axis=1)))
        change, gain = _measured(history, past, fitted, rows, horizon)
        scored = (recent > 0) & (np.abs(change) >= LEAST_MOVE * recent)
        for tally, told in ((model, advice), (greedy, simple)):
            tally.add(at, rows, told, float(recent.sum()), scored, change, gain)
        agreed += float(np.minimum(np.abs(advice), np.abs(simple))[advice * simple > 0].sum())
        advised += float(np.abs(advice).sum())
    draws = _draws(len(history.units), len(places))
    of_model, of_greedy = model.differences(draws), greedy.differences(draws)
    ahead = _ends(of_model - of_greedy) if model.enough and greedy.enough else (math.nan, math.nan)
    return DecisionReport(
        model=model.pointing(of_model),
        greedy=greedy.pointing(of_greedy),
        agreement=agreed / advised if advised > 0 else math.nan,
        ahead_low=ahead[0],
        ahead_high=ahead[1],
        horizon=horizon,
        origins=tuple(days),
    )


def _greedy(past: History, recent: Floats, step: float) -> Floats:
    """Money from the lowest to the highest ROAS of the last 28 days, each unit within its step; sums to nothing."""
    spent = past.spend[:, -28:].sum(axis=1)
    roas = np.where(spent > 0, past.revenue[:, -28:].sum(axis=1) / np.where(spent > 0, spent, 1.0), 0.0)
    room = 2 * step * recent
    order = np.argsort(-roas, kind="stable")
    left = step * float(recent.sum())  # every unit starts at its lower bound; what that frees goes to the best first
    before = np.cumsum(room[order]) - room[order]
    given = np.zeros_like(recent)
    given[order] = np.clip(left - before, 0.0, room[order])
    return np.asarray(given - step * recent)


def _measured(
    history: History, past: History, fitted: RoasForecaster, rows: np.ndarray, horizon: int
) -> tuple[Floats, Floats]:
    """Change of a unit's daily spend (units,), and revenue a day above what unchanged spend would have brought."""
    ahead = slice(past.days, past.days + horizon)
    spend = history.spend[rows, ahead].mean(axis=1)
    came = history.revenue[rows, ahead].sum(axis=1) / horizon
    unchanged = fitted.predict(horizon).revenue / horizon
    told = fitted.predict(horizon, dict(zip(past.units, spend.tolist(), strict=True))).revenue / horizon
    whole = float(told.sum())
    # Its own revenue never corrects a unit: it counts as forecast, which also shrinks the correction among few units.
    off = (came.sum() - came + told) / whole if whole > 0 else np.ones_like(came)
    return np.asarray(spend - fitted.recent_spend_), np.asarray(came - off * unchanged)


@dataclass(eq=False)
class _Tally:
    """Sums per side (raised, cut), unit and origin, of one rule."""

    brought: Floats
    moved: Floats
    counts: Floats
    advised: Floats  # money advised to move: of the scored units, and of all
    told: Floats  # units advised to move: the scored ones, and all
    spend: Floats  # a day, per origin
    shifted: Floats

    @classmethod
    def empty(cls, history: History, origins: int) -> _Tally:
        size = (2, len(history.units), origins)
        return cls(
            np.zeros(size), np.zeros(size), np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(origins), np.zeros(origins)
        )

    def add(  # noqa: PLR0917 - one origin's arrays, all aligned with `rows`
        self, at: int, rows: np.ndarray, advice: Floats, spend: float, scored: Bools, change: Floats, gain: Floats
    ) -> None:
        moves = np.abs(advice) > 1e-9 * max(spend, 1e-300)
        for side, of_side in enumerate((advice > 0, advice < 0)):
            used = scored & of_side & moves
            # a cut that lost little and a rise that brought much are both seen with the sign of the move
            self.brought[side, rows[used], at] = (np.sign(change) * gain)[used]
            self.moved[side, rows[used], at] = np.abs(change)[used]
            self.counts[side] += used.sum()
        money = np.abs(advice)
        self.advised += (float(money[scored & moves].sum()), float(money[moves].sum()))
        self.told += ((scored & moves).sum(), moves.sum())
        self.spend[at] = spend
        self.shifted[at] = float(money.sum()) / 2

    @property
    def enough(self) -> bool:
        """Whether both sides have units enough for an interval."""
        return bool(((self.moved > 0).any(axis=2).sum(axis=1) >= LEAST_UNITS).all())

    def differences(self, draws: tuple[Floats, Floats]) -> Floats:
        """Raised less cut in each draw (draws,); nan where a draw has nothing on one side."""
        of_unit, of_origin = draws
        brought = [((of_unit @ side) * of_origin).sum(axis=1) for side in self.brought]
        moved = [((of_unit @ side) * of_origin).sum(axis=1) for side in self.moved]
        each = [np.where(m > 0, b / np.where(m > 0, m, 1.0), np.nan) for b, m in zip(brought, moved, strict=True)]
        return np.asarray(each[0] - each[1])

    def pointing(self, differences: Floats) -> Pointing:
        brought, moved = self.brought.sum(axis=(1, 2)), self.moved.sum(axis=(1, 2))
        marginal = [float(b / m) if m > 0 else math.nan for b, m in zip(brought, moved, strict=True)]
        low, high = _ends(differences) if self.enough else (math.nan, math.nan)
        whole = float(self.spend.sum())
        return Pointing(
            marginal_raised=marginal[0],
            marginal_cut=marginal[1],
            low=low,
            high=high,
            raised=int(self.counts[0]),
            cut=int(self.counts[1]),
            scored_share=float(self.advised[0] / self.advised[1]) if self.advised[1] > 0 else 0.0,
            scored_units=float(self.told[0] / self.told[1]) if self.told[1] > 0 else 0.0,
            moved_share=float(self.shifted.sum()) / whole if whole > 0 else 0.0,
            moved_daily=float(self.shifted.mean()),
        )


def _draws(units: int, origins: int) -> tuple[Floats, Floats]:
    """How often each unit and each origin is drawn, both at once (pigeonhole bootstrap: Owen 2007); always the same.

    Units and origins are drawn apart because a unit's errors at different origins are alike, and so are the errors of
    different units at one origin.
    """
    random = np.random.default_rng(SEED)
    of_unit = random.multinomial(units, np.full(units, 1 / units), size=DRAWS).astype(float)
    return of_unit, random.multinomial(origins, np.full(origins, 1 / origins), size=DRAWS).astype(float)


def _ends(differences: Floats) -> tuple[float, float]:
    """The interval's ends; nan where too many draws had nothing on one side."""
    known = differences[np.isfinite(differences)]
    if known.size < DRAWS * INTERVAL:
        return math.nan, math.nan
    low, high = np.quantile(known, ((1 - INTERVAL) / 2, (1 + INTERVAL) / 2))
    return float(low), float(high)
