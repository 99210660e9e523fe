"""How complete the recent days are: completion curves learned from restatements, and how sure they are.

The chain-ladder (`forecasting.lateness.development`) says how revenue grew from one age of a day to the next. Each
step's logarithm is given credibility Z = v / (v + s^2) against what is believed without it (Buhlmann and Straub
1970). That is the platform's curve, bent to the account's readings as a whole (`forecasting.lateness.reshape`), and
for a platform the default curve, bent to the readings of all its accounts. s^2 is Mack's error, v how far accounts
lie apart, estimated over a platform's accounts (DerSimonian and Laird 1986) and never taken as nought. Where days
contradict what was believed by more than chance, v grows with the contradiction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import special

from forecasting.history import Floats, History
from forecasting.lateness.development import Development, Factors, Reading, develop, factors
from forecasting.lateness.reshape import DAY_VARIATION, Growths, Noise, growths, reshape, scaled

DEFAULT_HALF_LIFE = 1.2  # days; a default where the platform gives none
DEFAULT_MISSING = 0.25  # of the final revenue, on the evening of the day itself
OLDEST = 28
LEAST_SHARE = 0.05  # less than this is not multiplied up: it says next to nothing

APART_DEFAULT = 1.0  # how far a curve may lie from the default, relative to each step's logarithm,
APART_PLATFORM = 0.5  # an account's from its platform's,
APART_STEP = 0.5  # a single step from the curve that was bent to the readings as a whole,
APART_FLOOR = 0.002  # each besides this
APART_ACCOUNTS = 3.0  # accounts that this presumption weighs as much as
LOOSE, LOOSE_PLATFORM = 0.8, 0.4  # how freely the default, and a platform's curve, are bent
DAYS_POOLED = 10.0  # of what all ages together say about the error of one
LEARNED_DAYS = 5  # behind a step from which it counts as learned


def default_curve(oldest: int = OLDEST) -> Floats:
    """Share of final revenue known at ages 0, 1, ... `oldest` days, where nothing was learned.

    It completes little on purpose: half of what is missing comes every 1.2 days.
    """
    curve = 1 - DEFAULT_MISSING * 0.5 ** (np.arange(oldest + 1) / DEFAULT_HALF_LIFE)
    return np.asarray(curve / curve[-1])


def _none() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True, eq=False)
class Maturity:
    """Share of a day's final revenue known, by its age in days: `curve[0]` on the day itself, the last is final.

    `days_seen`: days behind each step between neighbouring ages. `chance` (steps,): variance of each step's logarithm
    from the days behind it; `unknown` (steps,): standard deviation of what was believed without them, as far as it
    stands, which errs the same way at every step. `own` (steps,): credibility of the readings. `scatter` (steps,):
    variance of a step's logarithm over days of revenue `size`.
    """

    curve: Floats
    days_seen: npt.NDArray[np.intp]
    chance: Floats = field(default_factory=_none)
    unknown: Floats = field(default_factory=_none)
    own: Floats = field(default_factory=_none)
    scatter: Floats = field(default_factory=_none)
    size: float = float("nan")

    def __post_init__(self) -> None:
        for name in ("chance", "unknown", "own", "scatter"):  # a curve given by hand is taken as certain
            if len(getattr(self, name)) == 0:
                object.__setattr__(self, name, np.zeros(self.oldest))

    @classmethod
    def default(cls, oldest: int = OLDEST) -> Self:
        """The curve believed where nothing was learned, which may be far from the truth."""
        return cls.believed(default_curve(oldest))

    @classmethod
    def believed(cls, curve: npt.ArrayLike) -> Self:
        """A curve (ages,) that somebody believes without days behind it."""
        shares = np.asarray(curve, dtype=float)
        if shares.ndim != 1 or len(shares) < 2 or not (np.isfinite(shares) & (shares > 0)).all():
            raise ValueError("a completion curve needs one positive share per age, from age 0 to at least age 1")
        step = np.abs(np.diff(np.log(shares)))
        steps = len(step)
        return cls(
            shares / shares[-1],
            np.zeros(steps, dtype=np.intp),
            np.zeros(steps),
            APART_DEFAULT * step + APART_FLOOR,
            np.zeros(steps),
            (DAY_VARIATION * step) ** 2,
        )

    @classmethod
    def learn(cls, readings: Iterable[Reading], prior: Maturity | npt.ArrayLike | None = None) -> Maturity:
        """From readings (day, read on, revenue of that day as known then), any order.

        `prior` is what is believed without them: a platform's `Maturity`, or a curve; the default otherwise. Raises
        ValueError for a reading before its day or one that is not a finite number.
        """
        parent = cls.default() if prior is None else prior if isinstance(prior, Maturity) else cls.believed(prior)
        return parent.updated(develop(readings, parent.oldest))

    def updated(self, seen: Development, apart: Floats | None = None) -> Maturity:
        """This belief after an account's readings; `apart` (steps,): how far accounts lie from it, as a deviation."""
        if not len(seen.start):
            return self
        loose = LOOSE if apart is None else LOOSE_PLATFORM
        believed, unsure = reshape(self.curve, growths(seen, scaled(seen, self.curve)), loose)
        usual = APART_STEP * np.abs(believed) + APART_FLOOR
        known = unsure**2 + (usual if apart is None else np.minimum(usual, apart)) ** 2
        return _credible(seen, believed, known)

    @property
    def oldest(self) -> int:
        """The age from which figures are final."""
        return len(self.curve) - 1

    @property
    def steps(self) -> Floats:
        """Logarithm of the growth from each age to the next (steps,)."""
        return np.asarray(np.diff(np.log(self.curve)))

    def share(self, age: npt.ArrayLike) -> Floats:
        """Share of final revenue known at an age in days; over 1 where figures are restated downwards."""
        return np.asarray(self.curve[self._place(age)])

    def deviation(self, age: npt.ArrayLike) -> Floats:
        """Standard error of the share at an age, relative to it.

        What chance there was in the days behind it, independent from step to step (Mack 1993), and what credibility
        leaves unknown, which errs the same way at every step.
        """
        chance = np.append(self.chance[::-1].cumsum()[::-1], 0.0)
        unknown = np.append(self.unknown[::-1].cumsum()[::-1], 0.0)
        return np.asarray(np.sqrt(chance + unknown**2)[self._place(age)])

    def learned(self, age: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether what is still missing at an age rests on five days of readings or more."""
        step = np.abs(self.steps) + 1e-9
        enough = step * (self.days_seen >= LEARNED_DAYS)
        behind = np.append(enough[::-1].cumsum()[::-1] / step[::-1].cumsum()[::-1], 1.0)
        return np.asarray(behind[self._place(age)] >= 0.5)

    def band(self, revenue: npt.ArrayLike, age: npt.ArrayLike, interval: float = 0.8) -> tuple[Floats, Floats]:
        """Between which final amounts a day known with `revenue` at `age` ends, with the chance `interval`.

        Lognormal, of the curve's error and of how far days scatter about it; a smaller day scatters more, by the root.
        """
        final = np.asarray(revenue, dtype=float) / self.share(age)
        scatter = np.append(self.scatter[::-1].cumsum()[::-1], 0.0)[self._place(age)]
        usual = np.where(final > 0, self.size / np.where(final > 0, final, 1.0), 1.0)
        own = scatter * (usual if np.isfinite(self.size) and self.size > 0 else 1.0)
        deviation = np.sqrt(self.deviation(age) ** 2 + own)
        reach = special.ndtri(0.5 + interval / 2) * deviation
        centre = final * np.exp(-own / 2)  # the mean is unbiased, so the middle lies below it
        return centre * np.exp(-reach), centre * np.exp(reach)

    def complete(self, history: History, read_on: dt.date | None = None) -> History:
        """The history with every day's revenue divided by the share known when it was read.

        `read_on` defaults to the day after the last day. `forecasting.lateness.completion.complete` knows several
        curves and days read at different times.
        """
        from forecasting.lateness.completion import complete  # noqa: PLC0415 - it needs this class

        lag = 1 if read_on is None else (read_on - history.last_day).days
        if lag < 0:
            raise ValueError(f"read on {read_on}, before the history's last day {history.last_day}")
        return complete(history, self, np.arange(history.days)[::-1] + lag).history

    def _place(self, age: npt.ArrayLike) -> npt.NDArray[np.intp]:
        return np.clip(np.asarray(age, dtype=np.intp), 0, self.oldest)


def _shares(steps: Floats) -> Floats:
    """The curve (ages,) of steps' logarithms."""
    return np.append(np.exp(-steps[::-1].cumsum()[::-1]), 1.0)


def _credible(seen: Development, believed: Floats, known: Floats) -> Maturity:
    """Steps that were read, against `believed` ones with variances `known`."""
    told = factors(seen, _shares(believed))
    own = np.log(told.factor)
    variance, scatter = _errors(seen, told, believed)
    trust, between = _trust(own - believed, variance, known)
    step = trust * own + (1 - trust) * believed
    return Maturity(
        _shares(step),
        np.rint(told.days).astype(np.intp),
        trust**2 * np.where(trust > 0, variance, 0.0),
        (1 - trust) * np.sqrt(between),
        trust,
        scatter,
        seen.size,
    )


def _trust(contradiction: Floats, variance: Floats, known: Floats) -> tuple[Floats, Floats]:
    """Credibility of what was told, and the variance of what was believed, raised where they contradict by more than
    chance."""
    told = np.isfinite(variance)
    error = np.where(told, variance, 1.0)
    between = known + np.where(told, np.maximum(contradiction**2 - error, 0.0), 0.0) / 2
    return np.where(told, between / (between + error), 0.0), between


def _errors(seen: Development, told: Factors, believed: Floats) -> tuple[Floats, Floats]:
    """Variance of each step's logarithm, inf without a day, and over single days: Mack's, drawn towards what all ages
    together say, because few days make a poor variance."""
    days = np.maximum(told.days, 1e-9)
    usual = told.known / days
    measured = told.variance / np.where(usual > 0, usual, 1.0) / told.factor**2
    free = np.where(np.isfinite(measured), np.maximum(told.days - 1, 0.0), 0.0)
    expected = Noise.of(seen, _shares(believed)).variance(believed, np.where(usual > 0, usual, seen.size))
    scatter = (free * np.where(free > 0, measured, 0.0) + DAYS_POOLED * expected) / (free + DAYS_POOLED)
    return np.where(told.days > 0, scatter / days, np.inf), scatter


@dataclass(frozen=True, eq=False)
class Learned:
    """Curves of ad accounts and of their platforms, by label."""

    accounts: dict[str, Maturity]
    platforms: dict[str, Maturity]

    def of(self, account: str, platform: str) -> Maturity:
        """The account's curve, else its platform's, else the default."""
        found = self.accounts.get(account) or self.platforms.get(platform)
        return Maturity.default() if found is None else found


def learn_all(
    readings: Mapping[str, Iterable[Reading]],
    platforms: Mapping[str, str],
    oldest: Mapping[str, int] | None = None,
) -> Learned:
    """Curves of many accounts at once, each drawn towards its platform's, which is drawn towards the default.

    `readings` by account; `platforms` names each account's platform, also of accounts without readings; `oldest` the
    age from which a platform's figures are final, 28 days otherwise. Raises ValueError for an account without platform.
    """
    for account in readings:
        if account not in platforms:
            raise ValueError(f"account {account!r} has readings but no platform: name one")
    ages = oldest or {}
    defaults = {name: Maturity.default(ages.get(name, OLDEST)) for name in set(platforms.values())}
    seen = {account: develop(rows, defaults[platforms[account]].oldest) for account, rows in readings.items()}
    return combine(seen, platforms, defaults)


def combine(seen: Mapping[str, Development], platforms: Mapping[str, str], defaults: Mapping[str, Maturity]) -> Learned:
    """The same from developments measured before, by account; `defaults` by platform."""
    found: dict[str, Maturity] = {}
    accounts: dict[str, Maturity] = {}
    for name, default in sorted(defaults.items()):
        members = sorted(account for account, platform in platforms.items() if platform == name)
        platform = Platform.learn(default, [seen[account] for account in members if account in seen])
        found[name] = platform.curve
        accounts |= {account: platform.account(seen.get(account)) for account in members}
    return Learned(accounts, found)


@dataclass(frozen=True, eq=False)
class Platform:
    """What a platform's accounts show together: `parent`, the curve over them, and how far they lie from it."""

    parent: Maturity
    apart: Floats  # (steps,) as a deviation
    told: bool  # whether any account shows anything

    @classmethod
    def learn(cls, default: Maturity, seen: Iterable[Development]) -> Self:
        """From the developments of its accounts; `default` is believed without them.

        Accounts weigh by 1 / (own error^2 + how far accounts lie apart), so neither size nor currency counts.
        """
        told = [each for each in seen if len(each.start)]
        if not told:
            return cls(default, APART_PLATFORM * np.abs(default.steps) + APART_FLOOR, told=False)
        return cls(*_over_accounts(default, told), told=True)

    @property
    def curve(self) -> Maturity:
        """The curve of an account without readings of its own: the platform's, and how far accounts lie from it."""
        if not self.told:
            return self.parent
        return replace(self.parent, unknown=np.sqrt(self.parent.unknown**2 + self.apart**2))

    def account(self, seen: Development | None) -> Maturity:
        """An account's curve, from what its own readings say."""
        if seen is not None and len(seen.start):
            return self.parent.updated(seen, self.apart)
        borrowed = self.curve
        none = np.zeros_like(borrowed.own)
        return replace(borrowed, days_seen=none.astype(np.intp), own=none)


def _over_accounts(default: Maturity, told: list[Development]) -> tuple[Maturity, Floats]:
    """A platform's curve over its accounts, and how far accounts lie from it (steps,) as a deviation."""
    parts = [growths(each, scaled(each, default.curve), APART_PLATFORM) for each in told]
    names = ("start", "end", "growth", "variance")
    pooled = Growths(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
    believed, unsure = reshape(default.curve, pooled, LOOSE)
    each_told = [factors(each, _shares(believed)) for each in told]
    own = np.array([np.log(each.factor) for each in each_told])
    both = [_errors(seen, each, believed) for seen, each in zip(told, each_told, strict=True)]
    variance, scatter = np.array([each[0] for each in both]), np.array([each[1] for each in both])
    between = _between(own, variance, (APART_PLATFORM * np.abs(believed) + APART_FLOOR) ** 2)
    known = np.isfinite(variance)
    weight = np.where(known, 1 / (np.where(known, variance, 1.0) + between), 0.0)
    whole = weight.sum(axis=0)
    some = whole > 0
    centre = np.where(some, (weight * own).sum(axis=0) / np.where(some, whole, 1.0), believed)
    error = np.where(some, 1 / np.where(some, whole, 1.0), np.inf)
    trust, prior = _trust(centre - believed, error, unsure**2 + (APART_STEP * np.abs(believed) + APART_FLOOR) ** 2)
    usual = np.where(known, scatter, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    parent = Maturity(
        _shares(trust * centre + (1 - trust) * believed),
        np.rint(np.sum([each.days for each in each_told], axis=0)).astype(np.intp),
        trust**2 * np.where(some, error, 0.0),
        (1 - trust) * np.sqrt(prior),
        trust,
        np.where(some, usual, (DAY_VARIATION * believed) ** 2),
    )
    return parent, np.sqrt(between)


def _between(own: Floats, variance: Floats, presumed: Floats) -> Floats:
    """How far accounts lie apart at each step, as a variance: a moment estimate drawn towards a presumed one."""
    known = np.isfinite(variance)
    exact = np.where(known, 1 / np.where(known, variance, 1.0), 0.0)
    count, whole = known.sum(axis=0), exact.sum(axis=0)
    safe = np.where(count > 0, whole, 1.0)
    mean = (exact * own).sum(axis=0) / safe
    spread = (exact * (own - mean) ** 2).sum(axis=0)
    scale = whole - (exact**2).sum(axis=0) / safe
    excess = np.where(scale > 0, np.maximum(spread - (count - 1), 0.0) / np.where(scale > 0, scale, 1.0), 0.0)
    free = np.maximum(count - 1, 0)
    return np.asarray((free * excess + APART_ACCOUNTS * presumed) / (free + APART_ACCOUNTS))
