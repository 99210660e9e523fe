"""Breaks of level: tracking changed, attribution changed, an offer ended; found, dated, and told apart from spend."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from forecasting.findings.outages import Outages, find_outages
from forecasting.fitting.credibility import TINY
from forecasting.fitting.weeks import DAYS, Weeks, powered
from forecasting.history import Bools, Floats, Places

USUAL_ELASTICITY = 0.6  # what a change of spend is taken to explain
EXPLAINING = (0.2, 0.95)  # and the least and the most
BREAK_LIKELIHOOD = 10.0  # log-likelihood ratio a break needs: about one false one in a thousand units
LEAST_NOISE = 1e-6  # of a week's revenue, for figures without any
BREAK_RATIO = 2.0  # how much the level must have changed
BREAK_WEEKS = 3  # of spend on each side
NOISE_PAIRS = 8.0  # of the account's noise in each unit's
ACCOUNT_RATIO = 1.5  # the same for all units together, whose noise is smaller
ACCOUNT_UNITS = 3  # with enough weeks on both sides, for a break to be the account's
UNIT_RATIO = 1.25  # how much a unit must have moved to agree
AGREEING = 0.75  # share of units that must
DISCOUNT = 0.1  # what a week before a break still weighs
NONE = -1


@dataclass(frozen=True)
class AccountBreak:
    """A break of all units at once: its first week, ROAS on either side, and how many of the units judged agree."""

    week: int
    before: float
    after: float
    agreeing: int
    judged: int


@dataclass(frozen=True, eq=False)
class Breaks:
    """Per unit: the first week after a break (-1 without one), and all weeks before it against all after.

    `before` and `after` are ROAS there, `moved` daily spend after over before, all 0 without a break. `outages` are
    weeks of spend without any revenue, which count for as little as those before a break.
    """

    week: Places
    before: Floats
    after: Floats
    moved: Floats
    account: AccountBreak | None = None
    outages: Outages | None = None

    def days(self, count: int, last_day: dt.date) -> tuple[dt.date | None, ...]:
        """The first day after each break, None without one, for `count` weeks that end on `last_day`."""
        return tuple(None if week == NONE else week_start(week, count, last_day) for week in self.week.tolist())

    def weights(self, count: int) -> Floats | None:
        """What each week (units, weeks) still weighs, or None where nothing broke."""
        broke = self.week if self.account is None else np.maximum(self.week, self.account.week)
        silent = None if self.outages is None else self.outages.weeks((len(broke), count))
        if silent is None and (broke == NONE).all():
            return None
        weight = np.where(np.arange(count)[None, :] < broke[:, None], DISCOUNT, 1.0)
        return weight if silent is None else np.where(silent, DISCOUNT, weight)


def week_start(week: int, count: int, last_day: dt.date) -> dt.date:
    """The first day of a week, of `count` that end on `last_day`."""
    return last_day - dt.timedelta(days=DAYS * (count - week) - 1)


def find_breaks(weeks: Weeks) -> Breaks:
    """The likeliest single break of each unit's level, where it is beyond chance, and of the whole account's.

    Scans every week for the split that raises the quasi-Poisson likelihood most, against noise measured from
    neighbouring weeks, which a break does not inflate. A found break is dated on running medians of three weeks, so
    that one extraordinary week is not taken for the new level.
    """
    count = len(weeks.revenue)
    found = np.full(count, NONE)
    if weeks.count < 2 * BREAK_WEEKS:
        return Breaks(found, *_sides(weeks, found))
    shape = powered(weeks, USUAL_ELASTICITY)
    outages = _clear_outages(weeks, shape)
    silent = outages.weeks(shape.shape)
    if silent is not None:  # a level that came back did not break
        shape[silent] = 0.0
    revenue = np.where(shape > 0, np.maximum(weeks.revenue, 0.0), 0.0)
    found = _splits(revenue, shape, BREAK_RATIO)
    found[_explained(weeks, found)] = NONE
    return Breaks(found, *_sides(weeks, found), _account_break(weeks, revenue, shape), outages)


def _splits(revenue: Floats, shape: Floats, least_ratio: float) -> Places:
    """The first week after the clearest split of each row (-1 without one)."""
    gain, ratio = _gain(revenue, shape)
    rows, at = np.arange(len(gain)), gain.argmax(axis=1)
    noise = _neighbour_noise(revenue, shape)
    clear = (gain[rows, at] >= BREAK_LIKELIHOOD * noise) & (np.abs(ratio[rows, at]) >= np.log(least_ratio))
    if clear.any():
        at[clear] = _dated(revenue[clear], shape[clear], at[clear], least_ratio)
    return np.where(clear, at + 1, NONE)


def _gain(revenue: Floats, shape: Floats) -> tuple[Floats, Floats]:
    """What each split (rows, weeks - 1) adds to the log-likelihood, before noise, and the log of the levels' ratio."""
    early_revenue, early_shape = revenue.cumsum(axis=1)[:, :-1], shape.cumsum(axis=1)[:, :-1]
    all_revenue, all_shape = revenue.sum(axis=1, keepdims=True), shape.sum(axis=1, keepdims=True)
    late_revenue = np.maximum(all_revenue - early_revenue, 0.0)
    late_shape = np.maximum(all_shape - early_shape, 0.0)
    gain = _fit(early_revenue, early_shape) + _fit(late_revenue, late_shape) - _fit(all_revenue, all_shape)
    spent = shape > 0
    active = spent.cumsum(axis=1)[:, :-1]
    enough = (active >= BREAK_WEEKS) & (spent.sum(axis=1, keepdims=True) - active >= BREAK_WEEKS)
    late, early = _ratio(late_revenue, late_shape), _ratio(early_revenue, early_shape)
    return np.where(enough, gain, 0.0), np.log(np.maximum(late, TINY)) - np.log(np.maximum(early, TINY))


def _dated(revenue: Floats, shape: Floats, at: Places, least_ratio: float) -> Places:
    """The same splits, looked for on running medians of three weeks' levels where those leave most of the revenue."""
    if revenue.shape[1] < 2 * BREAK_WEEKS + 2:
        return at
    level = _ratio(revenue, shape)
    middle = level.copy()
    middle[:, 1:-1] = np.median(np.stack([level[:, :-2], level[:, 1:-1], level[:, 2:]]), axis=0)
    gain, ratio = _gain(middle * shape, shape)
    rows, moved = np.arange(len(gain)), gain.argmax(axis=1)
    first = _gain(revenue, shape)[1][np.arange(len(at)), at]
    steady = (ratio[rows, moved] * np.sign(first) >= np.log(least_ratio)) & (gain[rows, moved] > 0)
    return np.where(steady, moved, at)


def _clear_outages(weeks: Weeks, shape: Floats) -> Outages:
    """Outages in which what was missed is beyond the unit's noise as well: few large sales leave gaps by chance."""
    found = find_outages(weeks)
    if not found.row.size:
        return found
    units, place = np.unique(found.row, return_inverse=True)
    revenue = np.maximum(weeks.revenue[units], 0.0)
    noise = _neighbour_noise(revenue, shape[units])[place]
    summed = np.concatenate([np.zeros((len(units), 1)), shape[units].cumsum(axis=1)], axis=1)
    inside = summed[place, found.end] - summed[place, found.start]
    level = _ratio(revenue.sum(axis=1)[place], summed[place, -1] - inside)
    return found.keep(level * inside >= BREAK_LIKELIHOOD * noise)


def _explained(weeks: Weeks, week: Places) -> Bools:
    """Where a change of spend could be all there is to a split, at one elasticity or another."""
    before, after, moved = _sides(weeks, week)
    known = (before > 0) & (after > 0) & (moved > 0)
    change = np.log(np.where(known, after, 1.0)) - np.log(np.where(known, before, 1.0))
    left = [change + (1 - elasticity) * np.log(np.where(known, moved, 1.0)) for elasticity in EXPLAINING]
    apart = (np.minimum(*left) >= np.log(BREAK_RATIO)) | (np.maximum(*left) <= -np.log(BREAK_RATIO))
    return np.asarray((week != NONE) & known & ~apart)


def _account_break(weeks: Weeks, revenue: Floats, shape: Floats) -> AccountBreak | None:
    """A week from which most units earn more, or less, for their spend: tracking or attribution changed for all.

    The account's revenue against what its units' own levels and spend explain, split like a unit's; most units must
    have moved the same way, and suddenly: from the four weeks before to the four after.
    """
    if len(revenue) < ACCOUNT_UNITS:
        return None
    level = _ratio(revenue.sum(axis=1), shape.sum(axis=1))
    earned, explained = revenue.sum(axis=0, keepdims=True), (shape * level[:, None]).sum(axis=0, keepdims=True)
    week = int(_splits(earned, explained, ACCOUNT_RATIO)[0])
    if week == NONE:
        return None
    early, late = slice(max(week - 4, 0), week), slice(week, week + 4)
    ends = [_ratio(earned[:, part].sum(axis=1), explained[:, part].sum(axis=1))[0] for part in (early, late)]
    both = ((shape[:, :week] > 0).sum(axis=1) >= BREAK_WEEKS) & ((shape[:, week:] > 0).sum(axis=1) >= BREAK_WEEKS)
    levels = [_ratio(revenue[both, part].sum(axis=1), shape[both, part].sum(axis=1)) for part in (early, late)]
    up = ends[1] > ends[0]
    small, large = levels if up else levels[::-1]
    agreeing, judged = int((large > UNIT_RATIO * small).sum()), int(both.sum())
    sudden = max(ends) >= ACCOUNT_RATIO * min(ends)
    if not sudden or judged < ACCOUNT_UNITS or agreeing < AGREEING * judged:
        return None
    spend = weeks.daily_spend * weeks.days
    roas = [
        float(weeks.revenue[:, part].sum()) / max(float(spend[:, part].sum()), TINY)
        for part in (slice(0, week), slice(week, None))
    ]
    return AccountBreak(week, roas[0], roas[1], agreeing, judged)


def _fit(revenue: Floats, shape: Floats) -> Floats:
    return np.where(revenue > 0, revenue * np.log(np.maximum(revenue, TINY) / np.maximum(shape, TINY)), 0.0)


def _ratio(revenue: Floats, shape: Floats) -> Floats:
    return np.where(shape > 0, revenue / np.where(shape > 0, shape, 1.0), 0.0)


def _neighbour_noise(revenue: Floats, shape: Floats) -> Floats:
    """Variance over mean (units,) from differences of neighbouring weeks (von Neumann 1941).

    Few pairs make a poor estimate, so each unit's is drawn towards the account's, both relative to a week's revenue.
    """
    level = _ratio(revenue, shape)
    both = (shape[:, 1:] > 0) & (shape[:, :-1] > 0)
    middle = np.where(both, (level[:, 1:] + level[:, :-1]) / 2, 0.0)
    size = np.where(both, 2 * shape[:, 1:] * shape[:, :-1] / np.maximum(shape[:, 1:] + shape[:, :-1], TINY), 0.0)
    counted = both & (middle > 0)
    ratio = (level[:, 1:] - level[:, :-1]) ** 2 / 2 * size / np.where(counted, middle, 1.0)
    pairs = counted.sum(axis=1)
    summed = np.where(counted, ratio, 0.0).sum(axis=1)
    weekly_revenue = _ratio(revenue.sum(axis=1), (shape > 0).sum(axis=1).astype(float))
    relative = _ratio(summed, weekly_revenue)
    account = relative.sum() / max(int(pairs.sum()), 1)
    own = (relative + NOISE_PAIRS * account) / (pairs + NOISE_PAIRS)
    noise = np.maximum(own, LEAST_NOISE) * weekly_revenue
    return np.where(weekly_revenue > 0, noise, 1.0)


def _sides(weeks: Weeks, week: Places) -> tuple[Floats, Floats, Floats]:
    """All weeks before against all after each break: both ROAS, and daily spend after over before; 0 without one."""
    before, after, moved = np.zeros(len(week)), np.zeros(len(week)), np.zeros(len(week))
    rows = np.flatnonzero(week != NONE)
    if not rows.size:
        return before, after, moved
    early = np.arange(weeks.count)[None, :] < week[rows, None]
    spent = weeks.daily_spend[rows] > 0
    revenue, spend = weeks.revenue[rows], weeks.daily_spend[rows] * weeks.days[rows]
    halves = [part & spent for part in (early, ~early)]
    spends = [np.where(part, spend, 0.0).sum(axis=1) for part in halves]
    days = [np.where(part, weeks.days[rows], 0.0).sum(axis=1) for part in halves]
    before[rows], after[rows] = (
        _ratio(np.where(part, revenue, 0.0).sum(axis=1), amount) for part, amount in zip(halves, spends, strict=True)
    )
    moved[rows] = _ratio(_ratio(spends[1], days[1]), _ratio(spends[0], days[0]))
    return before, after, moved
