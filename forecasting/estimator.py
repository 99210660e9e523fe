"""The pooled response regression on plain arrays, for those who work with scikit-learn's tools."""

from __future__ import annotations

import numbers
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import Tags
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, check_non_negative, validate_data

from forecasting.fitting.credibility import TINY, Grouping, shrink
from forecasting.fitting.elasticity import GRID, pooled
from forecasting.fitting.weeks import Weeks
from forecasting.history import Floats, Places

MOST_CELLS = 2**27  # units times the rows of the longest one


class ResponseRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Revenue as a concave function of spend: level * spend ** elasticity, pooled over units and groups of units.

    Column 0 of X is the spend of a row (a day, say), column 1, if there is one, the code of its unit, and all further
    columns together the code of its group; y is the revenue, in which negative figures count as none. A unit has the
    elasticity and the level its rows speak for, drawn towards its group's and the account's as far as they do not
    (see `elasticity.pooled` and `credibility.shrink`); a unit never seen has its group's, one of a group never seen
    the account's. A row of sample weight 2 is a row seen twice.

    `elasticity` fixes it for all (above 0, at most 1); None estimates it. After `fit`: `elasticity_`, the account's;
    `unit_elasticity_` in the order of `units_`, the codes (units, columns of X but the first); `n_features_in_`.
    """

    def __init__(self, elasticity: float | None = None) -> None:
        self.elasticity = elasticity

    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None) -> Self:  # noqa: N803
        """Fit to rows; ValueError for figures that are not finite or negative, and for an elasticity out of range."""
        fixed = _exponent(self.elasticity)
        rows, revenue = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        check_non_negative(rows, "ResponseRegressor.fit")
        weight = _check_sample_weight(sample_weight, rows, dtype=np.float64, ensure_non_negative=True)
        counted = weight > 0
        rows, revenue, weight = (
            rows[counted],
            np.maximum(np.asarray(revenue, dtype=float), 0.0)[counted],
            weight[counted],
        )
        self.units_, unit = _distinct(rows[:, 1:])
        self._groups, group = _distinct(self.units_[:, 1:])
        weeks = _side_by_side(rows[:, 0], revenue, weight, unit)
        found = pooled(weeks, Grouping.of([str(each) for each in group]))
        earned = weeks.weighed(weeks.revenue).sum(axis=1)
        self.exponents_ = GRID if fixed is None else np.array([fixed])
        shares = found.weights[:, :, 0] if fixed is None else np.ones((1, len(earned)))
        levels = _levels(weeks, self.exponents_, _common_noise(weeks, found.dispersion[:, 0]), group)
        self._coefficients = shares * levels
        self._of_group, self._of_account = _parents(weeks, self.exponents_, shares, group)
        self.unit_elasticity_ = self.exponents_ @ shares
        whole = earned.sum()
        self.elasticity_ = float(
            self.unit_elasticity_ @ (earned / whole) if whole > 0 else self.unit_elasticity_.mean()
        )
        return self

    def predict(self, X: npt.ArrayLike) -> Floats:  # noqa: N803 - scikit-learn's name
        """Expected revenue (rows,) at each row's spend."""
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, reset=False)
        spend = rows[:, 0]
        if (spend < 0).any():
            raise ValueError(f"spend in row {int((spend < 0).argmax())} of X is negative: give at least 0")
        unit, group = _places(self.units_, rows[:, 1:]), _places(self._groups, rows[:, 2:])
        coefficients = np.where(group >= 0, self._of_group[:, group], self._of_account[:, None])
        coefficients = np.where(unit >= 0, self._coefficients[:, unit], coefficients)
        revenue = np.zeros(len(spend))
        for of_rows, exponent in zip(coefficients, self.exponents_, strict=True):
            revenue += of_rows * np.where(spend > 0, spend**exponent, 0.0)
        return revenue

    def in_words(self, more: float = 0.1) -> str:
        """The elasticity as a sentence, for a spend larger by the share `more`.

        >>> spend = np.array([[50.0], [100.0], [200.0], [400.0]] * 5)
        >>> ResponseRegressor(elasticity=0.6).fit(spend, 30 * spend[:, 0] ** 0.6).in_words()
        '10% more spend brings about 6% more revenue'
        """
        check_is_fitted(self)
        return f"{more:.0%} more spend brings about {(1 + more) ** self.elasticity_ - 1:.0%} more revenue"

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        tags.target_tags.positive_only = True
        # one column explains, the others only say whose row it is: not the best regression of ten anonymous columns
        tags.regressor_tags.poor_score = True
        return tags


def _exponent(elasticity: Any) -> float | None:
    if elasticity is None:
        return None
    number = isinstance(elasticity, numbers.Real) and not isinstance(elasticity, bool)
    if not number or not 0 < float(elasticity) <= 1:
        raise ValueError(f"elasticity is {elasticity!r}: give a number above 0 and at most 1, or None to estimate it")
    return float(elasticity)


def _side_by_side(spend: Floats, revenue: Floats, weight: Floats, unit: Places) -> Weeks:
    """Each unit's rows in a row of their own, in place of weeks; empty places spend nothing and weigh nothing."""
    count = np.bincount(unit)
    if len(count) * int(count.max()) > MOST_CELLS:
        raise ValueError(
            f"{len(count):,} units, one with {int(count.max()):,} rows, make too large a table: fit large units apart"
        )
    order = np.argsort(unit, kind="stable")
    place = np.arange(len(unit)) - np.repeat(np.cumsum(count) - count, count)
    table = np.zeros((4, len(count), int(count.max())))
    for at, values in enumerate((revenue, spend, (spend > 0).astype(float), weight)):
        table[at, unit[order], place] = values[order]
    return Weeks(np.where(table[2] > 0, table[0], 0.0), table[1], table[2], table[3])


def _sums(weeks: Weeks, exponent: float) -> Floats:
    """Sum of spend ** exponent (units,)."""
    return np.asarray(weeks.weighed(np.where(weeks.days > 0, weeks.daily_spend**exponent, 0.0)).sum(axis=1))


def _common_noise(weeks: Weeks, dispersion: Floats) -> float:
    """Variance over mean of a row, from units with two rows or more; as large as the mean where there are none."""
    earned, rows = weeks.weighed(weeks.revenue).sum(axis=1), weeks.weighed(weeks.days).sum(axis=1)
    known = (earned > 0) & (rows >= 2)
    if not known.any():
        return max(float(earned.sum()) / max(float(rows.sum()), 1.0), TINY)
    return float((dispersion[known] * earned[known]).sum() / earned[known].sum())


def _levels(weeks: Weeks, exponents: Floats, noise: float, group: Places) -> Floats:
    """Coefficients (exponents, units) of spend ** exponent, each unit's drawn towards its group's by credibility.

    Rates are compared as ROAS at each unit's own mean spend, so that units of any size can be.
    """
    grouping = Grouping.of([str(each) for each in group])
    earned, days = weeks.weighed(weeks.revenue).sum(axis=1), weeks.weighed(weeks.days).sum(axis=1)
    reference = _sums(weeks, 1.0) / np.maximum(days, TINY)
    known = reference > 0
    levels = np.zeros((len(exponents), len(earned)))
    for at, exponent in enumerate(exponents.tolist()):
        to_roas = np.where(known, np.where(known, reference, 1.0) ** (1 - exponent), 0.0)
        exposure = _sums(weeks, exponent) * to_roas
        account = earned.sum() / max(float(exposure.sum()), TINY)
        variance = np.where(known, noise * account / np.where(known, exposure, 1.0), np.inf)
        rate = shrink(earned[:, None], exposure[:, None], variance[:, None], known[:, None], grouping)
        levels[at] = rate[:, 0] * to_roas
    return levels


def _parents(weeks: Weeks, exponents: Floats, shares: Floats, group: Places) -> tuple[Floats, Floats]:
    """Coefficients for units never seen: of each group (exponents, groups), and of the account (exponents,)."""
    earned = weeks.weighed(weeks.revenue).sum(axis=1)
    groups = int(group.max()) + 1
    of_group, of_account = np.zeros((len(exponents), groups)), np.zeros(len(exponents))
    by_group = np.bincount(group, earned, groups)
    for at, exponent in enumerate(exponents.tolist()):
        whole = _sums(weeks, exponent)
        account = float(earned.sum()) / max(float(whole.sum()), TINY)
        of_account[at] = account * _mean(shares[at], earned)
        spent = np.bincount(group, whole, groups)
        level = np.where(spent > 0, by_group / np.where(spent > 0, spent, 1.0), account)
        share = np.bincount(group, shares[at] * earned, groups) / np.where(by_group > 0, by_group, 1.0)
        of_group[at] = level * np.where(by_group > 0, share, _mean(shares[at], earned))
    return of_group, of_account


def _mean(values: Floats, weight: Floats) -> float:
    whole = float(weight.sum())
    return float(values @ weight) / whole if whole > 0 else float(values.mean())


def _distinct(codes: Floats) -> tuple[Floats, Places]:
    """Distinct rows in order, and which of them each row is; without columns all rows are one."""
    if not codes.shape[1]:
        return codes[:1], np.zeros(len(codes), dtype=np.intp)
    known, place = np.unique(codes, axis=0, return_inverse=True)
    return known, np.asarray(place.reshape(-1))


def _places(known: Floats, rows: Floats) -> Places:
    """Which of the known codes each row has, -1 for none."""
    both, place = _distinct(np.concatenate([known, rows]))
    at = np.full(len(both), -1)
    at[place[: len(known)]] = np.arange(len(known))
    return np.asarray(at[place[len(known) :]])
