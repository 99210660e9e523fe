"""How good the forecaster was on the stored history, against the simple rules that a specialist would use.

    backtest(session, actor, now=, as_of=None, horizon=28, level="campaign", currency=None, client_id=None) -> Backtest
    kept(…the same…) -> Backtest | None     what is there already, for a page that must not make its reader wait
    decisions(…the same…) -> Decisions      whether recommendations would have pointed the right way

What is computed is kept (`backtest_runs`) until new figures arrive. Nothing here may be called inside a write
transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from paidsocial.domain.days import ONE_DAY
from paidsocial.domain.money import Money, minor_unit
from paidsocial.errors import NotEnoughData
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.prediction import backtest_runs, pools
from paidsocial.services.prediction.backtest_runs import ACCURACY, DECISIONS, HORIZONS, Payload
from paidsocial.services.prediction.forecasts import check_horizon
from paidsocial.services.prediction.histories import Unit, check_level, units
from paidsocial.services.prediction.pools import LeftOut, Pool

REFERENCE = "trailing_28_roas"


@dataclass(frozen=True, slots=True)
class Score:
    """One method's errors over units and origins; None where there was no revenue to compare with.

    `wape`: sum of absolute errors per unit over the sum of revenue. `total_ape`: the error of the total, averaged over
    origins. `bias`: forecast over actual, less 1. `count`: units times origins with something to forecast, `over` and
    `under` of them forecast too high and too low. `model_wape`: the model's error over those that this method had a
    forecast for. The model's only: `coverage`, the share of outcomes inside the interval, `total_coverage` that of
    totals, `group_coverage` that of platforms, `width` the mean width over mean revenue.
    """

    wape: float | None
    total_ape: float | None
    bias: float | None
    count: int
    over: int
    under: int
    model_wape: float | None
    coverage: float | None = None
    total_coverage: float | None = None
    group_coverage: float | None = None
    width: float | None = None

    @property
    def model_change(self) -> float | None:
        """The model's error against this method's: -0.18 is 18% below."""
        return self.model_wape / self.wape - 1 if self.wape and self.model_wape is not None else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The model and every baseline over the same units and origins; `best` names the smallest error, "" none."""

    model: Score
    baselines: dict[str, Score]
    best: str

    @property
    def reference(self) -> Score:
        """The last 28 days' ROAS, which the model is held against."""
        return self.baselines[REFERENCE]


@dataclass(frozen=True, slots=True)
class Origin:
    """An earlier day: what was forecast from there for all units together, and what came by `last_day`."""

    day: date
    last_day: date
    units: int
    spend: Money
    forecast: Money
    low: Money
    high: Money
    actual: Money
    error: Money  # the sum of absolute errors per unit
    reference_error: Money
    notice: str  # why the last 28 days' ROAS replaced the model then; empty where it did not

    @property
    def held(self) -> bool:
        """Whether what came lies in the interval."""
        return self.low.micros <= self.actual.micros <= self.high.micros


@dataclass(frozen=True, slots=True)
class UnitError:
    """One of the units with the largest errors, summed over the origins that knew it."""

    unit: Unit
    forecast: Money
    actual: Money
    error: Money
    reference_error: Money
    counted: int
    inside: int


@dataclass(frozen=True, slots=True)
class Accuracy:
    """One horizon: overall, by platform and by evidence, origin by origin, and the units with the largest errors.

    `wins`: at how many origins the model's error was below a baseline's. `unseen_share`: revenue of units that had not
    begun at the origin, which is in no score.
    """

    horizon: int
    interval: float
    overall: Comparison
    platforms: dict[str, Comparison]
    evidence: dict[str, Comparison]
    units: int
    origins: tuple[Origin, ...]
    worst: tuple[UnitError, ...]
    wins: dict[str, int]
    unseen_share: float

    @property
    def fallbacks(self) -> int:
        """Origins at which the model stood back for the last 28 days' ROAS."""
        return sum(1 for each in self.origins if each.notice)


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores over rolling origins, the model's and each baseline's, given the spend that then happened.

    `shown` is the horizon asked for, or the longest that the history reaches; `horizons` holds every one there is,
    `missing` how many days of history the others still need.
    """

    as_of: date
    through: date
    level: str
    currency: str
    shown: Accuracy
    horizons: dict[int, Accuracy]
    missing: dict[int, int]
    left_out: tuple[LeftOut, ...]
    clients: int  # fitted together here, each by itself in forecasts
    completion: str  # which of the last days count at what they are expected to become; empty where all are complete

    @property
    def horizon(self) -> int:
        """Days ahead."""
        return self.shown.horizon

    @property
    def origins(self) -> tuple[date, ...]:
        """The days from which was forecast."""
        return tuple(each.day for each in self.shown.origins)

    @property
    def units(self) -> int:
        """How many units at least one origin knew."""
        return self.shown.units

    @property
    def model(self) -> Score:
        """The forecaster's score."""
        return self.shown.overall.model

    @property
    def baselines(self) -> dict[str, Score]:
        """The simple rules' scores."""
        return self.shown.overall.baselines


@dataclass(frozen=True, slots=True)
class Pointing:
    """What a rule's recommendations came to; see `forecasting.Pointing`. `right`: None where it cannot be told."""

    marginal_raised: float | None
    marginal_cut: float | None
    difference: float | None
    low: float | None
    high: float | None
    right: bool | None
    raised: int
    cut: int
    scored_share: float
    scored_units: float
    moved_share: float
    moved_daily: Money


@dataclass(frozen=True, slots=True)
class Decisions:
    """The recommendations' pointing and the greedy rule's (highest ROAS of the last 28 days), over the same origins.

    `agreement`: the share of the money that both would have moved the same way. `beat_greedy`: None unknown.
    """

    horizon: int
    currency: str
    origins: tuple[date, ...]
    model: Pointing
    greedy: Pointing
    agreement: float | None
    ahead_low: float | None
    ahead_high: float | None
    beat_greedy: bool | None


def backtest(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    as_of: date | None,
    horizon: int = 28,
    level: str = "campaign",
    currency: str | None = None,
    client_id: int | None = None,
) -> Backtest:
    """The forecaster against the baselines a specialist would use, on the stored history before `as_of`.

    Without `as_of`: on all of it, however old. Horizons of a week and two are there as well. Raises NotEnoughData where
    the history is too short for `horizon`, saying by how much.
    """
    pool = _pool(session, actor, now, as_of, horizon, level, currency, client_id)
    payload = backtest_runs.accuracy(session, pool, level=level, horizon=horizon, now=now)
    if str(horizon) not in payload["horizons"]:
        raise NotEnoughData(
            f"There is too little history for a backtest: a horizon of {horizon} needs "
            f"{backtest_runs.missing_days(payload, horizon)} more days than the {payload['days']} there are; "
            "shorten the horizon or wait."
        )
    return _view(session, pool, payload, level, horizon)


def reach(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    horizon: int = 28,
    level: str = "campaign",
    currency: str | None = None,
    client_id: int | None = None,
    compute: bool = True,
) -> Backtest | None:
    """The same for a page: over the three usual horizons, shown at `horizon` or the longest that the history reaches.

    Without `compute`, None where nothing is kept of the present figures. Raises NotEnoughData, BadInput.
    """
    longest = HORIZONS[-1]
    pool = _pool(session, actor, now, None, longest, level, currency, client_id)
    if compute:
        payload: Payload | None = backtest_runs.accuracy(session, pool, level=level, horizon=longest, now=now)
    else:
        payload = backtest_runs.kept(session, pool, kind=ACCURACY, level=level, horizon=longest)
    return None if payload is None else _view(session, pool, payload, level, horizon)


def decisions(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    as_of: date | None = None,
    horizon: int = 28,
    level: str = "campaign",
    currency: str | None = None,
    client_id: int | None = None,
    compute: bool = True,
) -> Decisions | None:
    """Whether recommendations of at most 20% per budget would have pointed the right way, where history can tell.

    Without `compute`, None where nothing is kept of the present figures. Raises NotEnoughData, BadInput.
    """
    pool = _pool(session, actor, now, as_of, horizon, level, currency, client_id)
    if compute:
        payload: Payload | None = backtest_runs.decisions(session, pool, level=level, horizon=horizon, now=now)
    else:
        payload = backtest_runs.kept(session, pool, kind=DECISIONS, level=level, horizon=horizon)
    if payload is None:
        return None
    return Decisions(
        horizon=horizon,
        currency=pool.currency,
        origins=tuple(date.fromisoformat(day) for day in payload["origins"]),
        model=_pointing(payload["model"], pool.currency),
        greedy=_pointing(payload["greedy"], pool.currency),
        agreement=payload["agreement"],
        ahead_low=payload["ahead_low"],
        ahead_high=payload["ahead_high"],
        beat_greedy=payload["beat_greedy"],
    )


def _pool(  # noqa: PLR0917 - what every use case here is asked with
    session: Session,
    actor: Actor,
    now: datetime,
    as_of: date | None,
    horizon: int,
    level: str,
    currency: str | None,
    client_id: int | None,
) -> Pool:
    require(actor, Permission.VIEW)
    check_horizon(horizon)
    check_level(level)
    if as_of is None:
        as_of = pools.day_after_newest(session, actor, now=now, currency=currency, client_id=client_id)
    return pools.choose(session, actor, now=now, as_of=as_of, currency=currency, client_id=client_id)


def _view(session: Session, pool: Pool, payload: Payload, level: str, horizon: int) -> Backtest:
    present = sorted(int(each) for each in payload["horizons"])
    shown = horizon if horizon in present else present[-1]
    ids = {row["id"] for each in payload["horizons"].values() for row in each["worst"]}
    known = {key: unit for key, unit in units(session, pool.account_ids, level).items() if key in ids}
    found = {each: _accuracy(payload["horizons"][str(each)], each, pool.currency, known) for each in present}
    return Backtest(
        as_of=pool.as_of,
        through=pool.through,
        level=level,
        currency=pool.currency,
        shown=found[shown],
        horizons=found,
        missing={each: backtest_runs.missing_days(payload, each) for each in HORIZONS if each not in found},
        left_out=(*pool.left_out, *(_left_out(left) for left in payload["left_out"])),
        clients=len(pool.client_ids),
        completion=payload["completion"],
    )


def _left_out(left: dict[str, Any]) -> LeftOut:
    return LeftOut(left["what"], left["reason"], tuple(left["names"]))


def _accuracy(kept_: Payload, horizon: int, currency: str, known: dict[int, Unit]) -> Accuracy:
    def money(micros: int) -> Money:
        unit = minor_unit(currency)
        return Money(round(micros / unit) * unit, currency)

    def origin(row: dict[str, Any]) -> Origin:
        day = date.fromisoformat(row["day"])
        amounts = ("spend", "forecast", "low", "high", "actual", "error", "reference_error")
        return Origin(
            day=day,
            last_day=day + timedelta(days=horizon) - ONE_DAY,
            units=row["units"],
            **{name: money(row[name]) for name in amounts},
            notice=row["notice"],
        )

    def worst(row: dict[str, Any]) -> UnitError:
        amounts = ("forecast", "actual", "error", "reference_error")
        return UnitError(
            known[row["id"]],
            **{name: money(row[name]) for name in amounts},
            counted=row["counted"],
            inside=row["inside"],
        )

    return Accuracy(
        horizon=horizon,
        interval=kept_["interval"],
        overall=_comparison(kept_),
        platforms={label: _comparison(each) for label, each in kept_["platforms"].items()},
        evidence={grade: _comparison(each) for grade, each in kept_["evidence"].items()},
        units=kept_["units"],
        origins=tuple(origin(row) for row in kept_["origins"]),
        worst=tuple(worst(row) for row in kept_["worst"] if row["id"] in known),
        wins=kept_["wins"],
        unseen_share=kept_["unseen_share"],
    )


def _comparison(kept_: dict[str, Any]) -> Comparison:
    baselines = {name: _score(score) for name, score in kept_["baselines"].items()}
    return Comparison(_score(kept_["model"]), baselines, kept_["best"])


def _score(kept_: dict[str, Any]) -> Score:
    same = ("bias", "count", "over", "under", "model_wape", "coverage", "total_coverage", "group_coverage")
    return Score(
        wape=kept_["revenue_wape"],
        total_ape=kept_["total_revenue_ape"],
        width=kept_["interval_width"],
        **{name: kept_[name] for name in same},
    )


def _pointing(kept_: dict[str, Any], currency: str) -> Pointing:
    return Pointing(**{**kept_, "moved_daily": Money(kept_["moved_daily"], currency)})
