"""Forecasts of revenue and ROAS per unit, with intervals, evidence and response curves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Self

import numpy as np
from scipy import special
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from forecasting.curves import ResponseCurves
from forecasting.figures import all_labels, check_share, figure, whole_number
from forecasting.findings.breaks import Breaks, find_breaks
from forecasting.findings.events import Event, as_events, mark
from forecasting.findings.partial_day import partial_last_day, without_last_day
from forecasting.fitting.credibility import Grouping
from forecasting.fitting.evidence import grade, spend_range
from forecasting.fitting.extrapolation import relative_revenue
from forecasting.fitting.fallback import of_trailing, stands_in
from forecasting.fitting.intervals import Calibration, calibrate, nearest
from forecasting.fitting.recent import recent_spend
from forecasting.fitting.season import Season, find_season
from forecasting.fitting.weeks import DAYS, Weeks, weekday_index, weekly
from forecasting.forecast import Forecast, Sum
from forecasting.history import ONE_DAY, Floats, History, Places, check_history
from forecasting.lateness.completion import Ages, Completed, Curves, complete
from forecasting.response import HALF_LIVES, TRAILING_WEEKS, Response, fit_response

LEAST_ELASTICITY, MOST_ELASTICITY = 0.2, 0.95
LEAST_CAUTIOUS = 0.05
LEAST_BEYOND = 0.15  # standard error of any elasticity at spend never tried
MOST_HORIZON = 3660  # ten years


class RoasForecaster(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Forecasts revenue from spend; scikit-learn's contract, with a `History` in place of X and y.

    `interval` is the share of outcomes the intervals should hold, between 0 and 1. After `fit`:
    `units_`, `recent_spend_` per day, `elasticity_` and `elasticity_error_` per unit, `evidence_`, `scores_` (relative
    error of every candidate and of the mixture at earlier origins), `weights_`, `season_` (None
    where no yearly shape earned its place), `fallback_` and `notice_`.
    """

    def __init__(self, interval: float = 0.8) -> None:
        self.interval = interval

    def fit(self, history: History, maturity: Curves | None = None, age: Ages | None = None) -> Self:
        """Fit to a history; with `maturity`, recent days are completed first, count for what is known of them, and
        what the curve leaves unsure widens the intervals.

        `maturity` is one curve or one per unit or group, `age` the age in days at which each day was last read (the
        day after the last day otherwise), for all or per unit or group: see `completion.complete`.
        Raises ValueError for an interval outside (0, 1) or figures that are not finite, naming unit and day.
        """
        check_share(self.interval, "interval", "such as 0.8")
        check_history(history)
        partial = partial_last_day(history)
        completed = None if maturity is None else complete(history, maturity, age)
        if partial is not None:  # not seen, rather than a bad day
            history = without_last_day(history)
            completed = None if completed is None else _without_last_day(completed)
        known = history if completed is None else completed.history
        weeks = weekly(known)
        self.breaks_ = find_breaks(weeks)
        self._found = mark(known, weeks, self.breaks_, partial)
        self.broke_on_ = self.breaks_.days(weeks.count, known.last_day)
        weeks = replace(weeks, weight=_week_weights(weeks, self.breaks_, completed))
        self.season_ = find_season(weeks, known.last_day)
        response = _fit_response(weeks, known, self.season_)
        self.fallback_, self.notice_ = stands_in(response.residuals[max(response.residuals)])
        if self.fallback_ and self.season_ is not None:  # the baseline knows no season
            self.season_ = None
            response = _fit_response(weeks, known, None)
        self.units_ = known.units
        self.groups_ = known.groups
        self.last_day_ = known.last_day if partial is None else known.last_day + ONE_DAY
        self.weekday_index_ = weekday_index(known)
        self.recent_spend_ = recent_spend(known, self._found.marks)
        self.spend_low_, self.spend_high_ = spend_range(weeks, known)
        residuals = response.residuals
        self._reference = np.where(self.recent_spend_ > 0, self.recent_spend_, np.maximum(known.spend.mean(axis=1), 0))
        self._reference = np.where(self._reference > 0, self._reference, 1.0)
        if self.fallback_:
            pooled = response.elasticities.mean[:, -1]
            self.reference_revenue_ = response.trailing * self._reference
            residuals = {weeks_: of_trailing(each) for weeks_, each in residuals.items()}
        else:
            pooled = response.elasticity(self._reference)
            self.reference_revenue_ = response.daily_revenue(self._reference)
        self._line = None if completed is None else completed.line
        self.completion_error_ = np.zeros(len(known.units))
        if completed is not None:
            self.completion_error_ = _completion_error(completed, weeks, response, fallback=self.fallback_)
        self.elasticity_ = np.clip(pooled, LEAST_ELASTICITY, MOST_ELASTICITY)
        self._power = np.clip(pooled, LEAST_ELASTICITY, 1.0)  # a forecast need not bend as a curve to decide by must
        self.elasticity_error_ = response.elasticities.deviation[:, -1]
        self.weights_ = response.weights
        self.scores_ = response.scores
        self.calibrations_ = calibrate(residuals, response.noise, self.interval)
        self.evidence_ = grade(
            known,
            weeks,
            self.breaks_,
            self._found.ended(len(known.units)),
            response.elasticities.mean[:, -1],
            response.noise,
            self.reference_revenue_ / self._reference,
        )
        return self

    @property
    def events_(self) -> tuple[Event, ...]:
        """What happened in the history, by day: see `find_events`. Made anew at each call."""
        check_is_fitted(self, "units_")
        return as_events(self._found, self.units_)

    def predict(
        self,
        horizon: int = 28,
        daily_spend: Mapping[str, float] | None = None,
        days: Mapping[str, float] | None = None,
    ) -> Forecast:
        """Revenue over the next `horizon` days at `daily_spend` per day; units it leaves out go on as they did.

        `days`: units that stop before the horizon ends, with how many of its first days they spend.
        Raises ValueError for a horizon under one day, an unknown unit, or spend that is negative or no number.
        """
        spend, spent, revenue, scale, calibration = self._ahead(horizon, daily_spend, days)
        everyone = np.arange(len(self.units_))
        by_group: dict[str, list[int]] = {}
        for at, group in enumerate(self.groups_):
            by_group.setdefault(group, []).append(at)

        def summed(rows: Places) -> Sum:
            unsure = self._unsure(spend, revenue, rows)
            ends = low[rows], high[rows]
            return _sum(spent[rows], revenue[rows], (scale[rows], scale), calibration, unsure, ends)

        low, high = self._ends(spend, revenue, scale, calibration)
        return Forecast(
            units=self.units_,
            horizon=horizon,
            spend=spent,
            revenue=revenue,
            low=low,
            high=high,
            total=summed(everyone),
            groups={group: summed(np.array(rows)) for group, rows in by_group.items()},
            evidence=self.evidence_.grade,
            evidence_reason=self.evidence_.reason,
            elasticity=self.elasticity_.copy(),
            elasticity_error=self.elasticity_error_.copy(),
            spend_low=self.spend_low_.copy(),
            spend_high=self.spend_high_.copy(),
            own_roas=self.evidence_.own_roas.copy(),
            borrowed=(False,) * len(self.units_) if self.fallback_ else self.evidence_.borrowed,
            notice=self.notice_,
            broke_on=self.broke_on_,
        )

    def together(
        self,
        units: Iterable[str],
        horizon: int = 28,
        daily_spend: Mapping[str, float] | None = None,
        days: Mapping[str, float] | None = None,
    ) -> Sum:
        """Any units summed over the next `horizon` days, with a joint interval as the total's; see `predict`.

        Raises ValueError for an unknown unit or no unit at all.
        """
        spend, spent, revenue, scale, calibration = self._ahead(horizon, daily_spend, days)
        place = {unit: at for at, unit in enumerate(self.units_)}
        chosen = set(all_labels(units, "units"))
        unknown = sorted(unit for unit in chosen if unit not in place)
        if unknown:
            raise ValueError(f"unknown unit {unknown[0]!r}: it is not in the fitted history")
        if not chosen:
            raise ValueError("no units: name at least one that is in the fitted history")
        rows = np.array(sorted(place[unit] for unit in chosen))
        low, high = self._ends(spend, revenue, scale, calibration)
        unsure, ends = self._unsure(spend, revenue, rows), (low[rows], high[rows])
        return _sum(spent[rows], revenue[rows], (scale[rows], scale), calibration, unsure, ends)

    def _ends(self, spend: Floats, revenue: Floats, scale: Floats, calibration: Calibration) -> tuple[Floats, Floats]:
        """The units' intervals."""
        widened = np.hypot(scale, np.hypot(self.completion_error_, self._beyond(spend)) * revenue)
        # what units earn without spend mostly goes on as it is, so that at least this much is held
        upper = np.where(revenue > 0, calibration.upper, max(calibration.upper, 1.0))
        return np.maximum(revenue + calibration.lower * widened, 0.0), revenue + upper * widened

    def _unsure(self, spend: Floats, revenue: Floats, rows: Places) -> float:
        """What completion and untried spend leave unsure in the revenue of some units together.

        Units of one completion curve err alike, and so do responses carried on beyond what was tried.
        """
        untried = float((self._beyond(spend) * revenue)[rows].sum())
        if self._line is None:
            return untried
        by_line = np.bincount(self._line[rows], (self.completion_error_ * revenue)[rows])
        return float(np.sqrt((by_line**2).sum() + untried**2))

    def _ahead(
        self, horizon: int, daily_spend: Mapping[str, float] | None, days: Mapping[str, float] | None
    ) -> tuple[Floats, Floats, Floats, Floats, Calibration]:
        """Spend a day while it lasts, spend and revenue over the horizon and the scale of its error (units,), and the
        calibration behind it."""
        check_is_fitted(self, "units_")
        season = self._season(horizon)
        spend = self._planned(self.recent_spend_, daily_spend, "daily_spend")
        lasting = np.minimum(self._planned(np.full(len(spend), float(horizon)), days, "days"), horizon)
        revenue = self._daily_revenue(spend) * lasting * season
        calibration, stretch = nearest(self.calibrations_, horizon)
        return spend, spend * lasting, revenue, calibration.scale(revenue, stretch), calibration

    def _beyond(self, spend: Floats) -> Floats:
        """How unsure, relative to the forecast, the response is at spend (units,) outside the range ever tried.

        The distance to that range in logarithms times the standard error of the elasticity, which out there is also
        an assumption: no less than `LEAST_BEYOND`.
        """
        tried = (spend > 0) & (self.spend_high_ > 0)
        spent, high, low = (np.where(tried, each, 1.0) for each in (spend, self.spend_high_, self.spend_low_))
        outside = np.maximum(np.maximum(np.log(spent / high), np.log(low / spent)), 0.0)
        return np.asarray(outside * np.maximum(self.elasticity_error_, LEAST_BEYOND))

    def curves(self, horizon: int = 1, quantile: float = 0.5) -> ResponseCurves:
        """Expected revenue per day, averaged over the next `horizon` days, as a concave function of daily spend.

        Each curve passes through the forecast: at recent spend it gives the forecast's revenue per day. Away from it
        the forecast may be the higher (where revenue is proportional to spend, which no curve is, else all money would
        go to one unit) or the lower (far outside the spend on record). With
        `quantile` under 0.5 the elasticities are taken that far down their uncertainty, so that `allocate` decides on
        a cautious marginal revenue: units whose response is little known are moved less.
        """
        check_is_fitted(self, "units_")
        check_share(quantile, "quantile", "0.5 for the expected response")
        cautious = self.elasticity_ + special.ndtri(quantile) * self.elasticity_error_
        elasticity = self.elasticity_ if quantile == 0.5 else np.clip(cautious, LEAST_CAUTIOUS, MOST_ELASTICITY)
        level = self.reference_revenue_ * self._season(horizon) / self._reference**elasticity
        return ResponseCurves.from_parameters(self.units_, "power", scale=level, elasticity=elasticity)

    def _daily_revenue(self, spend: Floats) -> Floats:
        if self.fallback_:
            return np.asarray(self.reference_revenue_ * spend / self._reference)
        tried = self.spend_low_, self.spend_high_
        return self.reference_revenue_ * relative_revenue(spend, self._reference, self._power, tried)

    def _season(self, horizon: int) -> float:
        """How the weekdays of the horizon, and its place in the year, compare with an average day."""
        horizon = whole_number(horizon, "horizon", MOST_HORIZON, " of days")
        ahead = (self.last_day_.weekday() + 1 + np.arange(horizon % DAYS)) % DAYS
        whole = horizon // DAYS * DAYS
        of_year = 1.0 if self.season_ is None else float(self.season_.factor(self.last_day_ + ONE_DAY, horizon).mean())
        return of_year * float((whole + self.weekday_index_[ahead].sum()) / horizon)

    def _planned(self, usual: Floats, given: Mapping[str, float] | None, what: str) -> Floats:
        """The usual amounts (units,) with those that are given for some units in their place."""
        if given is not None and not isinstance(given, Mapping):
            raise ValueError(
                f"{what} is {given!r}: give a mapping of units to amounts, such as {{{self.units_[0]!r}: 100.0}}"
            )
        amounts = usual.copy()
        place = {unit: at for at, unit in enumerate(self.units_)} if given else {}
        for unit, amount in (given or {}).items():
            if unit not in place:
                raise ValueError(f"unknown unit {unit!r} in {what}: it is not in the fitted history")
            planned = figure(amount, f"{what} of unit {unit!r}")
            if planned < 0:
                raise ValueError(f"{what} of unit {unit!r} is {amount}: give a finite amount of at least 0")
            amounts[place[unit]] = planned
        return amounts


def _sum(  # noqa: PLR0917 - per unit what the sum is made of
    spend: Floats,
    revenue: Floats,
    scales: tuple[Floats, Floats],
    calibration: Calibration,
    unsure: float,
    ends: tuple[Floats, Floats],
) -> Sum:
    """Units together; the joint interval is no wider than the units' own, which are what a single unit has.

    `scales` are those of the units that are summed, and of all.
    """
    if len(revenue) == 1:
        return Sum(float(spend[0]), float(revenue[0]), float(ends[0][0]), float(ends[1][0]))
    whole, spread = float(revenue.sum()), math.hypot(calibration.total_scale(scales[0]), unsure)
    lower, upper = calibration.total_quantiles(*scales)
    return Sum(
        float(spend.sum()),
        whole,
        max(whole + lower * spread, float(ends[0].sum())),
        min(whole + upper * spread, float(ends[1].sum())),
    )


def _without_last_day(completed: Completed) -> Completed:
    kept = completed.share[:, :-1], completed.deviation[:, :-1]
    return replace(completed, history=without_last_day(completed.history), share=kept[0], deviation=kept[1])


def _week_weights(weeks: Weeks, breaks: Breaks, completed: Completed | None) -> Floats | None:
    """What each week counts for: little before a break, and less where it is not complete."""
    weight = breaks.weights(weeks.count)
    known = None if completed is None else completed.week_weights(weeks)
    if weight is None or known is None:
        return known if weight is None else weight
    return weight * known


def _completion_error(completed: Completed, weeks: Weeks, response: Response, *, fallback: bool) -> Floats:
    """Relative standard error (units,) that completion leaves in the forecast's level."""
    age = np.arange(weeks.count)[::-1]
    recency = 0.5 ** (age[None, :] * DAYS / HALF_LIVES[:, None])
    mix = np.append(response.weights.sum(axis=1), response.trailing_weight)
    if fallback:
        mix = np.append(np.zeros(len(HALF_LIVES)), 1.0)
    return completed.level_error(weeks, np.vstack([recency, (age < TRAILING_WEEKS).astype(float)]), mix)


def _fit_response(weeks: Weeks, history: History, season: Season | None) -> Response:
    """The response, to revenue as it would be without the season."""
    if season is not None:
        weeks = replace(weeks, revenue=weeks.revenue / season.weekly(history.last_day, weeks.count))
    return fit_response(weeks, Grouping.of(history.groups))
