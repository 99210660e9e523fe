"""How much of the reported revenue would not have come anyway: incremental shares from lift tests.

A platform's revenue is what it claims. A lift test (a holdout of people or of regions) says what its spend brought in;
over the revenue reported for the same days and units that is the incremental share. Reported and experimental effects
can lie far apart (Gordon, Zettelmeyer, Bhargava and Chapsky 2019), so a share is learned here only from tests.

The model is normal and nested (hierarchical credibility: Jewell 1975): a unit's share is 1 + the account's difference
+ its group's + its own, each with a variance presumed below. A test observes the revenue-weighted mean of its units'
shares with its own error, and more the older it is, as shares drift like a random walk. Conditioning on all tests at
once (Gaussian conditioning; Rasmussen and Williams 2006, eq. 2.19) averages them by precision and carries each to its
own units fully, to their siblings weakly.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from forecasting.forecast import Forecast, Sum
from forecasting.history import Floats, History, Places

ACCOUNT_DEVIATION = 0.2  # presumed, of shares between accounts around 1,
GROUP_DEVIATION = 0.2  # of groups around their account's
UNIT_DEVIATION = 0.3  # and of units around their group's
DRIFT_PER_YEAR = 0.15  # standard deviation by which a share moves in a year
DAYS_PER_YEAR = 365.25
MOST_SHARE = 1.5
EXACT = 1e-6  # least standard error of a share, so that exact tests that disagree are averaged
TESTED, COVERED, CARRIED, ASSUMED, UNTESTED = "tested", "covered", "carried", "assumed", "untested"


@dataclass(frozen=True)
class LiftTest:
    """One test: of a unit, of several `units`, of a group, or of the whole account where none is named; days inclusive.

    Either `incremental_revenue`, with the `spend` that brought it where the test took only a part of the unit's
    spend, or `share`, the incremental share itself. `standard_error` belongs to whichever is given; `standard_error()`
    of this module turns an interval into it. `name` is what messages call the test.

    Raises ValueError, naming the test, for days in the wrong order, both or neither figure, or figures that are not
    finite.
    """

    first_day: dt.date
    last_day: dt.date
    standard_error: float
    incremental_revenue: float | None = None
    spend: float | None = None
    share: float | None = None
    unit: str | None = None
    group: str | None = None
    units: tuple[str, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError(f"{self.label} ends on {self.last_day}, before its first day {self.first_day}")
        if (self.incremental_revenue is None) == (self.share is None):
            raise ValueError(f"{self.label} needs either its incremental revenue or its incremental share, not both")
        if (self.unit is not None) + (self.group is not None) + bool(self.units) > 1:
            raise ValueError(f"{self.label} names more than one of unit, units and group: name one of them")
        if self.share is not None and self.spend is not None:
            raise ValueError(f"{self.label} gives a share, which needs no spend: leave one of the two out")
        figures = {"incremental revenue": self.incremental_revenue, "share": self.share, "spend": self.spend}
        for what, figure in {**figures, "standard error": self.standard_error}.items():
            if figure is not None and not math.isfinite(figure):
                raise ValueError(f"the {what} of {self.label} is {figure}: give a finite number")
        if self.standard_error <= 0:
            raise ValueError(
                f"the standard error of {self.label} is {self.standard_error}: no test is exact, give it above 0"
            )
        if self.spend is not None and self.spend <= 0:
            raise ValueError(f"the spend of {self.label} is {self.spend}: give the amount that was tested, above 0")

    @property
    def label(self) -> str:
        """What messages call it."""
        scope = f"unit {self.unit!r}" if self.unit else f"group {self.group!r}" if self.group else "the account"
        scope = f"{len(self.units)} units" if self.units else scope
        return self.name or f"the lift test of {scope} from {self.first_day}"


def standard_error(low: float, high: float, level: float = 0.9) -> float:
    """Of an estimate whose interval at this confidence `level` goes from `low` to `high`, taken as normal.

    Raises ValueError for ends in the wrong order or a level outside (0, 1).
    """
    if not 0 < level < 1:
        raise ValueError(f"the confidence level is {level}: give a share between 0 and 1, such as 0.9")
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        raise ValueError(f"the interval from {low} to {high} is none: give two numbers, the lower one first")
    return float((high - low) / (2 * special.ndtri((1 + level) / 2)))


@dataclass(frozen=True, eq=False)
class IncrementalShares:
    """Per unit, in the order of `units`: share of reported revenue that is incremental, and its standard deviation.

    `evidence`: "tested" itself, "covered" by a test of several units, "carried" from a tested unit of its group,
    "untested", whose share of 1 means as reported, not calibrated, and whose deviation is nan, or "assumed" after
    `filled()`. `account` and `account_deviation` are the share over all units that any test speaks of.
    """

    units: tuple[str, ...]
    share: Floats
    deviation: Floats
    evidence: tuple[str, ...]
    account: float
    account_deviation: float
    tests: int
    _posterior: _Posterior

    @property
    def calibrated(self) -> Floats:
        """1.0 where a test speaks of the unit, else 0.0 (units,)."""
        return np.array([float(each in {TESTED, COVERED, CARRIED}) for each in self.evidence])

    @property
    def notice(self) -> str:
        """What to know before the shares are used, in words."""
        known, assumed = int(self.calibrated.sum()), self.evidence.count(ASSUMED)
        if not known:
            return (
                "No lift test: revenue is as the platforms report it, and nobody knows how much would have come anyway."
            )
        calibrated = f"{known} of {len(self.units)} units" if known < len(self.units) else "All units"
        start = f"{calibrated} are calibrated by {'one lift test' if self.tests == 1 else f'{self.tests} lift tests'}"
        if known == len(self.units):
            return f"{start}."
        if assumed:
            return f"{start}; the other {assumed} are assumed to be like the account ({self.account:.0%})."
        return (
            f"{start}; the other {len(self.units) - known} are as reported, not calibrated: "
            "set side by side, they look better for that reason alone."
        )

    def factors(self) -> dict[str, float]:
        """For `ResponseCurves.times`: the share of every unit by label."""
        return dict(zip(self.units, self.share.tolist(), strict=True))

    def filled(self) -> IncrementalShares:
        """With untested units at the account's share, labelled "assumed", so that like is compared with like.

        Without any test nothing changes.
        """
        if not self.calibrated.any():
            return self
        untested = np.array([each == UNTESTED for each in self.evidence])
        spread = math.sqrt(self.account_deviation**2 + GROUP_DEVIATION**2 + UNIT_DEVIATION**2)
        return replace(
            self,
            share=np.where(untested, self.account, self.share),
            deviation=np.where(untested, spread, self.deviation),
            evidence=tuple(ASSUMED if each == UNTESTED else each for each in self.evidence),
        )

    def of_sum(self, weights: Floats) -> tuple[float, float]:
        """Mean and standard deviation of the sum of weights (units,) times shares; units share their tests' errors."""
        return float((weights * self.share).sum()), math.sqrt(max(self._posterior.variance_of(weights), 0.0))


@dataclass(frozen=True, eq=False)
class IncrementalRevenue:
    """A forecast's incremental revenue beside the reported, over the same horizon, in the order of `units`.

    Units that no test speaks of have nan; `total` is of the others, and `uncalibrated` the reported revenue left out.
    """

    units: tuple[str, ...]
    reported: Floats
    revenue: Floats
    low: Floats
    high: Floats
    total: Sum
    uncalibrated: float
    notice: str


def incremental_shares(history: History, tests: Iterable[LiftTest]) -> IncrementalShares:
    """Shares of all units of a history, from tests in any order.

    A test that gives revenue is set against what the history reports for its days and units; a test's age counts to
    the history's last day. Raises ValueError, naming the test and the remedy, for an unknown unit or group, or where
    the history reports no revenue for the test's days.
    """
    # sorted, so that the sums are the same to the last digit whatever the order
    given = sorted(tests, key=repr)
    groups, number = np.unique(np.asarray(history.groups, dtype=str), return_inverse=True)
    place = {unit: row for row, unit in enumerate(history.units)}
    names = {str(group): at for at, group in enumerate(groups)}
    rows = [_rows(test, place, names, number) for test in given]
    weights = np.zeros((len(given), len(history.units)))
    seen, error = np.zeros(len(given)), np.zeros(len(given))
    for at, (test, of) in enumerate(zip(given, rows, strict=True)):
        weights[at, of] = _weights(history, test, of)
        seen[at], own = _observed(history, test, of)
        age = max((history.last_day - test.last_day).days, 0) / DAYS_PER_YEAR
        error[at] = max(own, EXACT) ** 2 + DRIFT_PER_YEAR**2 * age
    posterior = _Posterior.of(weights, number, seen - 1, error)
    evidence = _evidence(rows, number)
    known = np.array([each != UNTESTED for each in evidence])
    mean, variance = posterior.units()
    account, account_variance = posterior.account()
    return IncrementalShares(
        units=history.units,
        share=np.where(known, np.clip(1 + mean, 0.0, MOST_SHARE), 1.0),
        deviation=np.where(known, np.sqrt(np.maximum(variance, 0.0)), np.nan),
        evidence=evidence,
        account=float(np.clip(1 + account, 0.0, MOST_SHARE)) if given else 1.0,
        account_deviation=math.sqrt(max(account_variance, 0.0)),
        tests=len(given),
        _posterior=posterior,
    )


def incremental_revenue(forecast: Forecast, shares: IncrementalShares, interval: float = 0.8) -> IncrementalRevenue:
    """The forecast times the shares; its interval joins the forecast's and the shares' uncertainty.

    `interval` is the share of outcomes the forecast's own intervals hold. Relative errors are taken as independent and
    added in squares (Goodman 1960). Raises ValueError where the units differ.
    """
    if forecast.units != shares.units:
        raise ValueError("the forecast and the shares are of different units: make both from the same history")
    if not 0 < interval < 1:
        raise ValueError(f"interval is {interval}: give a share between 0 and 1, such as 0.8")
    z = float(special.ndtri((1 + interval) / 2))
    known = shares.calibrated > 0
    spread = np.where(known, z * forecast.revenue * np.nan_to_num(shares.deviation), 0.0)
    revenue = np.where(known, forecast.revenue * shares.share, np.nan)
    down, up = (shares.share * (forecast.revenue - forecast.low), shares.share * (forecast.high - forecast.revenue))
    whole, deviation = shares.of_sum(np.where(known, forecast.revenue, 0.0))
    # of some units only, the total's own interval is taken to be as wide relative to its revenue
    part = whole / forecast.total.revenue if forecast.total.revenue > 0 else 0.0
    below, above = (
        part * (forecast.total.revenue - forecast.total.low),
        part * (forecast.total.high - forecast.total.revenue),
    )
    total = Sum(
        float(forecast.spend[known].sum()),
        whole,
        max(whole - math.hypot(below, z * deviation), 0.0),
        whole + math.hypot(above, z * deviation),
    )
    return IncrementalRevenue(
        units=forecast.units,
        reported=forecast.revenue,
        revenue=revenue,
        low=np.maximum(revenue - np.hypot(down, spread), 0.0),
        high=revenue + np.hypot(up, spread),
        total=total,
        uncalibrated=float(forecast.revenue[~known].sum()),
        notice=shares.notice,
    )


@dataclass(frozen=True, eq=False)
class _Posterior:
    """Gaussian conditioning of nested effects on tests that observe weighted means of units."""

    weights: Floats  # (tests, units)
    number: Places  # (units,) of the group
    solved: Floats  # (tests,) inverse covariance times what the tests saw
    inverse: Floats  # (tests, tests)

    @classmethod
    def of(cls, weights: Floats, number: Places, seen: Floats, error: Floats) -> _Posterior:
        by_group = _by_group(weights, number)
        covariance = (
            ACCOUNT_DEVIATION**2 * np.outer(weights.sum(axis=1), weights.sum(axis=1))
            + GROUP_DEVIATION**2 * by_group @ by_group.T
            + UNIT_DEVIATION**2 * weights @ weights.T
        )
        inverse: Floats = np.asarray(np.linalg.inv(covariance + np.diag(error)), dtype=float)
        return cls(weights, number, inverse @ seen, inverse)

    def units(self) -> tuple[Floats, Floats]:
        """Mean and variance (units,)."""
        across = (  # (units, tests): covariance of each unit's share with what each test observes
            ACCOUNT_DEVIATION**2 * self.weights.sum(axis=1)[None, :]
            + GROUP_DEVIATION**2 * _by_group(self.weights, self.number).T[self.number]
            + UNIT_DEVIATION**2 * self.weights.T
        )
        prior = ACCOUNT_DEVIATION**2 + GROUP_DEVIATION**2 + UNIT_DEVIATION**2
        return across @ self.solved, prior - ((across @ self.inverse) * across).sum(axis=1)

    def account(self) -> tuple[float, float]:
        """Mean and variance of the account's own effect."""
        across = ACCOUNT_DEVIATION**2 * self.weights.sum(axis=1)
        return float(across @ self.solved), float(ACCOUNT_DEVIATION**2 - across @ self.inverse @ across)

    def variance_of(self, money: Floats) -> float:
        """Of the sum of money (units,) times shares."""
        by_group = _by_group(money[None, :], self.number)[0]
        across = (
            ACCOUNT_DEVIATION**2 * money.sum() * self.weights.sum(axis=1)
            + GROUP_DEVIATION**2 * _by_group(self.weights, self.number) @ by_group
            + UNIT_DEVIATION**2 * self.weights @ money
        )
        prior = (
            ACCOUNT_DEVIATION**2 * money.sum() ** 2
            + GROUP_DEVIATION**2 * (by_group**2).sum()
            + UNIT_DEVIATION**2 * (money**2).sum()
        )
        return float(prior - across @ self.inverse @ across)


def _by_group(weights: Floats, number: Places) -> Floats:
    found = np.zeros((len(weights), int(number.max()) + 1))
    for at, row in enumerate(weights):
        found[at] = np.bincount(number, row, found.shape[1])
    return found


def _rows(test: LiftTest, place: dict[str, int], groups: dict[str, int], number: Places) -> Places:
    named = test.units or ((test.unit,) if test.unit is not None else ())
    if named:
        for unit in named:
            if unit not in place:
                raise ValueError(f"{test.label}: unknown unit {unit!r}; the history does not have it")
        return np.array(sorted({place[unit] for unit in named}), dtype=np.intp)
    if test.group is not None:
        if test.group not in groups:
            raise ValueError(f"{test.label}: unknown group {test.group!r}; the history does not have it")
        return np.flatnonzero(number == groups[test.group])
    return np.arange(len(number))


def _window(history: History, test: LiftTest) -> slice:
    start = (test.first_day - history.first_day).days
    return slice(max(start, 0), max((test.last_day - history.first_day).days + 1, 0))


def _weights(history: History, test: LiftTest, rows: Places) -> Floats:
    """What each unit counts for in a test: its revenue on those days, else on all days, else all alike."""
    for window in (_window(history, test), slice(None)):
        revenue = np.maximum(history.revenue[rows, window].sum(axis=1), 0.0)
        if revenue.sum() > 0:
            return np.asarray(revenue / revenue.sum())
    return np.full(len(rows), 1 / len(rows))


def _observed(history: History, test: LiftTest, rows: Places) -> tuple[float, float]:
    """The share a test saw and its standard error."""
    if test.share is not None:
        return test.share, test.standard_error
    if test.first_day < history.first_day or test.last_day > history.last_day:
        raise ValueError(
            f"{test.label} runs from {test.first_day} to {test.last_day}, the history from {history.first_day} to "
            f"{history.last_day}: give a history that holds those days, or the test's incremental share"
        )
    window = _window(history, test)
    reported = float(history.revenue[rows, window].sum())
    if reported <= 0:
        raise ValueError(
            f"{test.label}: the history reports no revenue from {test.first_day} to {test.last_day}, so there is no "
            "share of it; check the days, or give the test's incremental share"
        )
    if test.spend is not None:  # a part of the spend was tested: compare returns, not sums
        spent = float(history.spend[rows, window].sum())
        if spent <= 0:
            raise ValueError(
                f"{test.label}: the history has no spend from {test.first_day} to {test.last_day}; check the days, or "
                "give the test's incremental share"
            )
        reported *= test.spend / spent
    revenue = float(test.incremental_revenue or 0.0)
    return revenue / reported, test.standard_error / reported


def _evidence(rows: Sequence[Places], number: Places) -> tuple[str, ...]:
    found = np.full(len(number), UNTESTED, dtype=object)
    touched = {int(group) for of in rows for group in number[of]}
    found[np.isin(number, list(touched))] = CARRIED
    for of in rows:
        found[of] = COVERED
    for of in rows:
        if len(of) == 1:
            found[of] = TESTED
    return tuple(str(each) for each in found)
