"""How good the forecaster was on the stored history, against the simple rules that a specialist would use."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

import forecasting
from paidsocial.errors import NotEnoughData
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.decisions import pools
from paidsocial.services.decisions.forecasts import check_horizon
from paidsocial.services.decisions.histories import check_level, load
from paidsocial.services.decisions.pools import LeftOut

ORIGINS = 6


@dataclass(frozen=True, slots=True)
class Score:
    """One method's errors; see Backtest."""

    wape: float | None
    total_ape: float | None
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores over rolling origins, the model's and each baseline's, given the spend that then happened.

    `wape`: sum of absolute errors per unit over the sum of revenue. `total_ape`: the error of the total. `coverage`:
    the share of outcomes inside the 80% interval (the model's only). None where there was no revenue to compare with.
    """

    as_of: date
    through: date
    horizon: int
    origins: tuple[date, ...]
    units: int
    level: str
    currency: str
    model: Score
    baselines: dict[str, Score]
    fallbacks: int  # origins at which the model stood back for trailing-28 ROAS
    left_out: tuple[LeftOut, ...]


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

    Without `as_of`: on all of it, however old. Raises NotEnoughData where the history is too short, saying by how much.
    """
    require(actor, Permission.VIEW)
    check_horizon(horizon)
    check_level(level)
    if as_of is None:
        as_of = pools.day_after_newest(session, actor, now=now, currency=currency, client_id=client_id)
    pool = pools.choose(session, actor, now=now, as_of=as_of, currency=currency, client_id=client_id)
    loaded = load(session, pool, level)
    try:
        report = forecasting.backtest(loaded.history, horizon=horizon, origins=ORIGINS)
    except ValueError as error:
        raise NotEnoughData(f"There is too little history for a backtest: {error}.") from error
    return Backtest(
        as_of=as_of,
        through=pool.through,
        horizon=horizon,
        origins=report.origins,
        units=len(report.units),
        level=level,
        currency=pool.currency,
        model=_score(report.model),
        baselines={name: _score(score) for name, score in report.baselines.items()},
        fallbacks=report.fallbacks,
        left_out=(*pool.left_out, *loaded.left_out),
    )


def _score(score: forecasting.Score) -> Score:
    return Score(_number(score.revenue_wape), _number(score.total_revenue_ape), _number(score.coverage))


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value
