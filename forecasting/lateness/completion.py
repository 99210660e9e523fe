"""Recent days brought to what they will have been: completed revenue, and what it counts for.

A day known by a share p is completed to revenue / p. Weighed by p in a fit, completed days give sum(revenue) /
sum(p * exposure), which is the Cape Cod estimate of claims reserving: a day known by half counts for half. Where the
curve itself is unsure a week counts for less still, and the forecast's interval says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from forecasting.fitting.credibility import TINY
from forecasting.fitting.weeks import DAYS, Weeks
from forecasting.history import Floats, History, Places, read_only
from forecasting.maturity import LEAST_SHARE, Maturity

Curves = Maturity | Mapping[str, Maturity]
Ages = npt.ArrayLike | Mapping[str, npt.ArrayLike]

PSEUDO_WEEKS = 8.0  # of all units' noise in each unit's
USUAL_NOISE = 0.1  # variance of a week's revenue relative to its square, where no two weeks tell
CERTAIN = 1e-9  # of final revenue: less is nothing


@dataclass(frozen=True, eq=False)
class Completed:
    """A history with its recent days completed, and how far.

    `line` (units,) is the row of each unit in `share` and `deviation` (lines, days): the share of final revenue that
    was known of a day when it was read, and the relative standard error of that share. Units of one line err alike.
    """

    history: History
    line: Places
    share: Floats
    deviation: Floats

    @property
    def young(self) -> int:
        """Days from the first to the last that any line knows by less than 99.5%, counted back from the last."""
        late = np.flatnonzero((np.abs(self.share - 1) > 0.005).any(axis=0))
        return self.history.days - int(late[0]) if late.size else 0

    def week_weights(self, weeks: Weeks) -> Floats | None:
        """What each week (units, weeks) counts for beside a complete one of the same unit; None if all are complete.

        A week's noise grows by 1 / share, and by what the curve's error adds: 1 / (1 / share + error^2 / noise^2).
        """
        if not (np.abs(self.share - 1) > CERTAIN).any():
            return None
        share, error = self._weekly(weeks)
        noise = _week_noise(weeks)
        return np.asarray(1 / (1 / np.minimum(share, 1.0)[self.line] + error[self.line] ** 2 / noise[:, None]))

    def level_error(self, weeks: Weeks, recency: Floats, mix: Floats) -> Floats:
        """Relative standard error (units,) that completion leaves in a level.

        `recency` (kinds, weeks): what weeks count for by their age in each kind of level; `mix` (kinds,): what each
        kind counts for. A line's days err the same way, so their errors add up.
        """
        _, error = self._weekly(weeks)
        late = np.flatnonzero((error > CERTAIN).any(axis=0))
        if not late.size:
            return np.zeros(len(self.line))
        earned = np.maximum(weeks.weighed(weeks.revenue), 0.0)
        found = np.zeros(len(self.line))
        for age_weights, part in zip(recency, mix, strict=True):
            whole = earned @ age_weights
            unsure = (earned[:, late] * error[self.line][:, late]) @ age_weights[late]
            found += part * unsure / np.where(whole > 0, whole, 1.0)
        return found / max(float(mix.sum()), TINY)

    def _weekly(self, weeks: Weeks) -> tuple[Floats, Floats]:
        days = self.share.shape[1]
        starts = np.maximum(days - DAYS * np.arange(weeks.count, 0, -1), 0)
        length = np.diff(np.append(starts, days))
        return np.add.reduceat(self.share, starts, axis=1) / length, np.add.reduceat(
            self.deviation, starts, axis=1
        ) / length


@dataclass(frozen=True, eq=False)
class Known:
    """A history as it was known at a moment, with what completes it: curves and ages as `complete` takes them."""

    history: History
    maturity: Curves | None = None
    age: Ages | None = None


def complete(history: History, maturity: Curves, age: Ages | None = None) -> Completed:
    """The history with every day's revenue divided by the share that was known when it was read.

    `maturity`: one curve, or one per unit or group by label (a unit's own goes before its group's; units without one
    count as complete). `age` (days,): the age in days at which each day was last read, or one such array per unit or
    group by label; a day that was read long after is complete. Without it, all was read the day after the last day.
    Raises ValueError for a label that is neither, ages that do not fit, or a day read before it began.
    """
    usual = np.arange(history.days)[::-1] + 1
    lines: dict[tuple[str, str], int] = {}
    shares, deviations = [], []
    line = np.empty(len(history.units), dtype=np.intp)
    curves, ages = _by_label(history, maturity, "curve"), _by_label(history, age, "ages")
    for at, (curve_of, age_of) in enumerate(zip(curves, ages, strict=True)):
        key = (curve_of, age_of)
        if key not in lines:
            lines[key] = len(lines)
            curve = maturity if isinstance(maturity, Maturity) else maturity.get(curve_of)
            given = age if not isinstance(age, Mapping) else age.get(age_of)
            read = usual if given is None else _checked(given, history)
            shares.append(np.ones(history.days) if curve is None else np.maximum(curve.share(read), LEAST_SHARE))
            deviations.append(np.zeros(history.days) if curve is None else curve.deviation(read))
        line[at] = lines[key]
    share, deviation = np.array(shares), np.array(deviations)
    late = np.flatnonzero((np.abs(share - 1) > CERTAIN).any(axis=0))
    if not late.size:
        return Completed(history, line, share, deviation)
    tail = slice(int(late[0]), None)
    revenue = history.revenue.copy()
    revenue[:, tail] /= share[line, tail]
    spend, present = read_only(history.spend), read_only(history.present)
    return Completed(replace(history, spend=spend, revenue=revenue, present=present), line, share, deviation)


def _by_label(history: History, given: object, what: str) -> list[str]:
    """Which entry of a mapping goes with each unit; "" where there is none, or one for all."""
    if not isinstance(given, Mapping):
        return [""] * len(history.units)
    known = set(history.units) | set(history.groups)
    for label in given:
        if label not in known:
            raise ValueError(f"there is a {what} for {label!r}, which is neither a unit nor a group of the history")
    pairs = zip(history.units, history.groups, strict=True)
    return [unit if unit in given else group if group in given else "" for unit, group in pairs]


def _checked(given: npt.ArrayLike, history: History) -> Places:
    ages = np.asarray(given)
    if ages.shape != (history.days,):
        raise ValueError(f"ages {ages.shape} must be one per day of the history, ({history.days},)")
    if not np.isfinite(ages).all() or (ages < 0).any():
        at = int(np.flatnonzero(~np.isfinite(ages) | (ages < 0))[0])
        raise ValueError(
            f"{history.first_day + dt.timedelta(days=at)} was read at the age of {ages[at]} days: give 0 or more"
        )
    return ages.astype(np.intp)


def _week_noise(weeks: Weeks) -> Floats:
    """Variance of a week's revenue relative to its square (units,), from neighbouring weeks (von Neumann 1941)."""
    revenue = np.maximum(weeks.revenue, 0.0)
    squares = (np.diff(revenue, axis=1) ** 2 / 2).sum(axis=1)
    middle = ((revenue[:, 1:] + revenue[:, :-1]) ** 2 / 4).sum(axis=1)
    pairs = float(max(weeks.count - 1, 0))
    told = middle > 0
    own = np.where(told, squares / np.where(told, middle, 1.0), USUAL_NOISE)
    all_units = float(np.median(own[told])) if told.any() and pairs else USUAL_NOISE
    return np.maximum((pairs * own + PSEUDO_WEEKS * all_units) / (pairs + PSEUDO_WEEKS), 1e-6)
