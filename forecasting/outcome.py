"""What a change of spend earned, against what would have happened without it.

The counterfactual is the forecast made from the days before the change, at the spend that would have gone on, moved by
the swing that comparable unchanged units show over the same days against their own forecasts (a sale, a tracking
fault, a slow week). This is a difference in differences on forecast errors (compare Abadie 2005); what it leaves
unexplained makes the interval, with the quantiles of the forecast's own earlier errors.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.base import clone

from forecasting._swing import Errors, Swing, predict_swing
from forecasting.findings.partial_day import partial_last_day
from forecasting.fitting.intervals import Calibration, nearest
from forecasting.forecast import Forecast
from forecasting.history import Bools, Floats, History, Places
from forecasting.lateness.completion import Ages, Completed, Curves, complete
from forecasting.roas import RoasForecaster

HORIZONS = (7, 14, 28)
MOST_MOVED = 2.0  # an unchanged unit whose spend doubled or halved has been changed
USUAL_DAYS = 28
LEAST_SPENT = 0.75  # of the share of days on which a control used to spend
MARGIN = 1.03  # beyond the forecast's own errors: what the swing is taken to be is an estimate too
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """One changed unit's share of an outcome; `earned` sums to the outcome's, the intervals are each unit's own."""

    unit: str
    actual: float
    counterfactual: float
    earned: float
    low: float
    high: float
    extra_spend: float


@dataclass(frozen=True)
class Outcome:
    """One change after `horizon` days, summed over the changed units, in the history's currency.

    `earned` is actual less counterfactual revenue, with a joint interval from `low` to `high`; `extra_spend` what was
    spent beyond the counterfactual; `correction` what the unchanged units' surprise moved the counterfactual by, and
    `swing` that surprise as a share of their own forecast. `late` is the part of `actual` that has not been reported
    yet and is filled in by maturity. `notes` say what limits the figure; `next_due` is the day on which the next
    horizon can be scored, None after the last. `clear` is whether the interval leaves out 0.
    """

    horizon: int
    actual: float
    counterfactual: float
    correction: float
    earned: float
    low: float
    high: float
    extra_spend: float
    controls: tuple[str, ...]
    swing: float = 0.0
    late: float = 0.0
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    next_due: dt.date | None = None

    @property
    def clear(self) -> bool:
        """Whether chance alone is an unlikely reason."""
        return self.low > 0 or self.high < 0

    @property
    def in_words(self) -> str:
        """Two sentences for people: what it earned and how sure that is, and what the account's swing did to it."""
        return f"{self._earned_in_words} {self._swing_in_words}"

    @property
    def _earned_in_words(self) -> str:
        begun = f"After {self.horizon} days"
        if self.clear:
            verb, ends = ("earned", (self.low, self.high)) if self.earned > 0 else ("lost", (-self.high, -self.low))
            return f"{begun} it {verb} {abs(self.earned):,.0f} (between {ends[0]:,.0f} and {ends[1]:,.0f})."
        best = f"{'a gain' if self.earned >= 0 else 'a loss'} of {abs(self.earned):,.0f}"
        return (
            f"{begun} what it earned cannot be told from chance: somewhere between a loss of "
            f"{max(-self.low, 0.0):,.0f} and a gain of {max(self.high, 0.0):,.0f}, at best guess {best}."
        )

    @property
    def _swing_in_words(self) -> str:
        count = len(self.controls)
        if not count:
            return "No comparable unit was left unchanged, so a swing of the whole account is part of this."
        units = "one unchanged unit" if count == 1 else f"{count} unchanged units"
        if abs(self.swing) < 0.005:
            return f"The {units} did as forecast over these days, so nothing was taken off."
        did = f"The {units} brought {abs(self.swing):.0%} {'more' if self.swing > 0 else 'less'} than forecast"
        if self.correction > 0:
            return f"{did}; {self.correction:,.0f} of the account's upswing was taken off."
        return f"{did}; {-self.correction:,.0f} was added back for the account's downswing."


def outcome(  # noqa: PLR0917 - the first three make a change, the others are given by name
    history: History,
    changed_on: dt.date,
    without: Mapping[str, float],
    horizons: Sequence[int] = HORIZONS,
    forecaster: RoasForecaster | None = None,
    maturity: Curves | None = None,
    age: Ages | None = None,
    later: Mapping[str, dt.date] | None = None,
) -> tuple[Outcome, ...]:
    """Score a change at each horizon the history reaches.

    `without` names the changed units and the daily spend each would have gone on with; a reallocation names every
    unit it moved, so that gains and losses are added up. `changed_on` is the first day at the new spend. With
    `maturity` (and `age`: see `completion.complete`) the last days, not all of whose revenue is reported yet, are
    completed first; without it give only days that are. A last day that was read before it ended is left out.
    `later` is the first day of each unit's next change, of any unit: a changed unit's cuts the horizon there and no
    further one is scored, an unchanged one's makes it no control after that.

    Raises ValueError, naming unit, day and remedy, for an unknown unit, a unit that has no day before the change
    (except one that would not have spent), an amount that is negative or no number, or days that have not come yet.
    """
    asked = _checked(horizons)
    after = dict(later or {})
    _check(history, changed_on, without, after)
    start = (changed_on - history.first_day).days
    end, cut = _end(history, changed_on, without, after, asked)
    reached = [horizon for horizon in asked if horizon <= end]
    if cut and end not in reached and end >= asked[0]:
        reached.append(end)
    completed = None if maturity is None else complete(history, maturity, age)
    known = history if completed is None else completed.history
    fitted = clone(RoasForecaster() if forecaster is None else forecaster).fit(known.until(changed_on))
    change = _Change(history, completed, fitted, dict(without), start, after)
    scored = []
    for horizon in reached:
        ahead = [each for each in asked if each > horizon]
        due = changed_on + ahead[0] * ONE_DAY if ahead and not cut else None
        scored.append(change.score(horizon, (cut,) if cut and horizon == end else (), due))
    return tuple(scored)


def _checked(horizons: Sequence[int]) -> list[int]:
    for horizon in horizons:
        if isinstance(horizon, bool) or not isinstance(horizon, int | np.integer) or horizon < 1:
            raise ValueError(f"horizon is {horizon!r}: give a whole number of days, at least 1")
    if not horizons:
        raise ValueError("no horizons: give at least one number of days, such as 28")
    return sorted({int(horizon) for horizon in horizons})


def _check(history: History, changed_on: dt.date, without: Mapping[str, float], later: Mapping[str, dt.date]) -> None:
    """Refuse a question that cannot be answered."""
    if not without:
        raise ValueError("no changed units: name at least one and the daily spend it would have gone on with")
    known, begun = set(history.units), set(history.until(changed_on).units)
    for unit in [*without, *later]:
        if unit not in known:
            history.index_of(unit)  # which refuses it in words
    for unit, spend in without.items():
        if not math.isfinite(spend) or spend < 0:
            raise ValueError(
                f"unit {unit!r} would have gone on with {spend} per day: give a finite amount of at least 0"
            )
        if unit not in begun and spend > 0:
            raise ValueError(
                f"unit {unit!r} has no days before {changed_on}: there is nothing to compare it with; "
                "if it was launched by the change, it would have gone on with 0"
            )
    for unit, day in later.items():
        if day <= changed_on:
            raise ValueError(
                f"the later change of unit {unit!r} is on {day}, not after {changed_on}: "
                "name only changes that followed"
            )


def _end(
    history: History, changed_on: dt.date, without: Mapping[str, float], later: Mapping[str, dt.date], asked: list[int]
) -> tuple[int, str]:
    """Days that can be scored, and the note where a later change of the same unit cuts them."""
    days = history.days - (changed_on - history.first_day).days
    partly = ""
    if partial_last_day(history) is not None:
        days, partly = days - 1, " (its last day is only partly there)"
    if days < asked[0]:
        raise ValueError(
            f"the history ends {days} days after {changed_on}{partly}; the first score needs {asked[0]}: "
            f"it is due once {changed_on + (asked[0] - 1) * ONE_DAY} is reported"
        )
    again = sorted((day, unit) for unit, day in later.items() if unit in without)
    if not again or (again[0][0] - changed_on).days >= asked[-1]:
        return days, ""
    day, unit = again[0]
    between = (day - changed_on).days
    if between < asked[0]:
        raise ValueError(
            f"unit {unit!r} changed again on {day}, {between} days after {changed_on}: too soon to tell the two apart; "
            "score the later change, or both as one from the first day"
        )
    if between > days:
        return days, ""
    return between, f"{unit} changed again on {day}: what came after belongs to both changes and is not scored."


@dataclass(frozen=True, eq=False)
class _Change:
    """A change and everything its scores have in common."""

    reported: History
    completed: Completed | None
    fitted: RoasForecaster
    without: dict[str, float]
    start: int
    later: dict[str, dt.date]

    def score(self, horizon: int, notes: tuple[str, ...], next_due: dt.date | None) -> Outcome:
        """After so many days."""
        fitted, history = self.fitted, self.reported if self.completed is None else self.completed.history
        place = {unit: row for row, unit in enumerate(history.units)}
        rows = np.array([place[unit] for unit in fitted.units_])
        ahead = slice(self.start, self.start + horizon)
        spent = history.spend[rows, ahead].sum(axis=1)
        actual = history.revenue[rows, ahead].sum(axis=1)
        late = actual - self.reported.revenue[rows, ahead].sum(axis=1)
        begun = set(fitted.units_)
        old = {unit: spend for unit, spend in self.without.items() if unit in begun}
        forecast = fitted.predict(horizon, dict(zip(fitted.units_, (spent / horizon).tolist(), strict=True)) | old)
        changed = np.array([unit in old for unit in fitted.units_])
        here = np.flatnonzero(changed)
        others = np.flatnonzero(~changed & self._steady(rows, horizon))
        errors, calibration = _errors(fitted, forecast, actual, late)
        swing = self._unsure(predict_swing(errors, here, others), rows[here], ahead)
        launched = np.array([place[unit] for unit in self.without if unit not in old], dtype=np.intp)
        parts = _parts(forecast, actual, spent, here, swing, calibration)
        parts += [_launched(history, row, ahead) for row in launched.tolist()]
        order = {unit: at for at, unit in enumerate(self.without)}
        expected = forecast.revenue[here]
        total = sum(part.earned for part in parts)
        spread = math.sqrt(swing.total_variance)
        lower, upper = _ends(calibration, errors, here)
        surprise, forecast_of = float(errors.surprise[others].sum()), float(forecast.revenue[others].sum())
        return Outcome(
            horizon=horizon,
            actual=sum(part.actual for part in parts),
            counterfactual=sum(part.counterfactual for part in parts),
            correction=float((np.maximum(swing.relative, -1.0) * expected).sum()),
            earned=total,
            # an actual above the forecast's upper end is what a gain looks like, so the ends swap
            low=total - upper * spread,
            # revenue without the change would not have been below 0, so no more than all of it was earned
            high=min(total - lower * spread, sum(part.actual for part in parts)),
            extra_spend=sum(part.extra_spend for part in parts),
            controls=tuple(fitted.units_[at] for at in others),
            swing=surprise / forecast_of if forecast_of > 0 else 0.0,
            late=float(late[here].sum()),
            parts=tuple(sorted(parts, key=lambda part: order[part.unit])),
            notes=notes + self._notes(horizon),
            next_due=next_due,
        )

    def _unsure(self, swing: Swing, rows: Places, ahead: slice) -> Swing:
        """With what the completion curves leave open: the days of one curve err alike, and so do its units."""
        if self.completed is None:
            return swing
        line = self.completed.line[rows]
        open_ = (self.completed.history.revenue[rows, ahead] * self.completed.deviation[line, ahead]).sum(axis=1)
        together = float((np.bincount(line, open_) ** 2).sum()) if len(rows) else 0.0
        return replace(swing, variance=swing.variance + open_**2, total_variance=swing.total_variance + together)

    def _steady(self, rows: Places, horizon: int) -> Bools:
        """Unchanged units that went on about as before: only these say what the account would have done."""
        history, ahead = self.reported, slice(self.start, self.start + horizon)
        usual = np.maximum(self.fitted.recent_spend_, 0.0)
        now = history.spend[rows, ahead].mean(axis=1)
        moved = (now > usual * MOST_MOVED) | (now * MOST_MOVED < usual)
        window = slice(max(self.start - USUAL_DAYS, 0), self.start)
        often = (history.spend[rows, window] > 0).mean(axis=1)
        rested = (history.spend[rows, ahead] > 0).mean(axis=1) < LEAST_SPENT * often
        last = history.first_day + (self.start + horizon) * ONE_DAY
        again = np.array([self.later.get(unit, last) < last for unit in self.fitted.units_])
        return np.asarray((usual > 0) & (now > 0) & ~moved & ~rested & ~again)

    def _notes(self, horizon: int) -> tuple[str, ...]:
        """Units that began or rested while the change was on."""
        history, found = self.reported, []
        place = {unit: row for row, unit in enumerate(history.units)}
        for unit, spend in self.without.items():
            row = place[unit]
            days = int((history.spend[row, self.start : self.start + horizon] > 0).sum())
            if 0 < days < horizon and spend > 0:
                found.append(f"{unit} spent on {days} of the {horizon} days.")
            if spend == 0:
                found.append(f"{unit} would not have spent: all that it reports counts as earned.")
        first = history.present.argmax(axis=1)
        begun = (first >= self.start) & (first < self.start + horizon) & history.present.any(axis=1)
        new = [unit for unit, is_new in zip(history.units, begun.tolist(), strict=True) if is_new]
        new = [unit for unit in new if unit not in self.without]
        if new:
            shown = ", ".join(new[:3]) + (f" and {len(new) - 3} more" if len(new) > 3 else "")
            found.append(f"Launched meanwhile, and neither changed nor compared with: {shown}.")
        return tuple(found)


def _errors(fitted: RoasForecaster, forecast: Forecast, actual: Floats, late: Floats) -> tuple[Errors, Calibration]:
    """What each unit erred by, with the deviation that its forecast's calibration expects."""
    calibration, stretch = nearest(fitted.calibrations_, forecast.horizon)
    scale = calibration.scale(forecast.revenue, stretch)
    whole = float(forecast.revenue.sum())
    usual = calibration.correlation * (float(scale.sum()) / whole) ** 2 if whole > 0 else 0.0
    # revenue that is still to be reported is an estimate, which counts as noisily as the rest
    coming = calibration.noise * np.maximum(late, 0.0)
    own = np.sqrt(scale**2 + coming)
    return Errors(forecast.revenue, actual - forecast.revenue, own, usual, fitted.groups_), calibration


def _ends(calibration: Calibration, errors: Errors, rows: Places) -> tuple[float, float]:
    """Quantiles for the sum of some units: those of one unit's errors for one, of the account's for many or for most.

    Between them by concentration, the sum of squared deviations over the square of their sum.
    """

    def concentration(own: Floats) -> float:
        return float((own**2).sum() / own.sum() ** 2) if own.sum() > 0 else 1.0

    least = concentration(errors.own)
    share = (concentration(errors.own[rows]) - least) / (1 - least) if least < 1 else 0.5
    everyone = float((errors.own**2).sum())
    most = float((errors.own[rows] ** 2).sum()) / everyone if everyone > 0 else 0.0
    share = min(max(share, 0.0), 1.0 - most)
    return (
        MARGIN * (share * calibration.lower + (1 - share) * calibration.total_lower),
        MARGIN * (share * calibration.upper + (1 - share) * calibration.total_upper),
    )


def _parts(  # noqa: PLR0917 - arrays over the same units
    forecast: Forecast, actual: Floats, spent: Floats, rows: Places, swing: Swing, calibration: Calibration
) -> list[Part]:
    found = []
    for at, row in enumerate(rows.tolist()):
        expected = float(forecast.revenue[row]) * max(1.0 + float(swing.relative[at]), 0.0)
        earned, spread = float(actual[row]) - expected, math.sqrt(float(swing.variance[at]))
        low = earned - MARGIN * calibration.upper * spread
        high = min(earned - MARGIN * calibration.lower * spread, float(actual[row]))
        extra = float(spent[row] - forecast.spend[row])
        found.append(Part(forecast.units[row], float(actual[row]), expected, earned, low, high, extra))
    return found


def _launched(history: History, row: int, ahead: slice) -> Part:
    """A unit that the change began: what it brought is what it earned."""
    revenue, spend = float(history.revenue[row, ahead].sum()), float(history.spend[row, ahead].sum())
    return Part(history.units[row], revenue, 0.0, revenue, revenue, revenue, spend)
