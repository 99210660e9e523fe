"""Fits, kept: one `ForecastRun` per pool, level, day and state of the figures, so that a page reads and does not fit.

A run is kept for good under its day, so that a forecast can be held against what happened; a run of the same day over
older figures is replaced. Parsed runs stay in memory, because a campaign's page needs one row of a large document.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from forecasting import Forecast, ResponseCurves, RoasForecaster
from paidsocial.db import transaction
from paidsocial.models import ForecastRun
from paidsocial.services.decisions.histories import check_level, load
from paidsocial.services.decisions.pools import LeftOut, Pool

INTERVAL = 0.8
MODEL = "1"  # part of a run's version: raise it when a run's content changes
_KEEP = 16

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sum:
    """All units together over the horizon, in major units; the interval is joint."""

    spend: float
    revenue: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Run:
    """What a fit said. Arrays are in the order of `ids`, amounts in major units of the pool's currency.

    `spend` to `high` are sums over the horizon; `day_low` and `day_high` what a single day may be, relative to its
    expectation. The curve of a unit is scale * spend ** elasticity a day.
    """

    level: str
    currency: str
    as_of: date
    through: date
    horizon: int
    ids: npt.NDArray[np.int64]
    daily_spend: Floats
    spend: Floats
    revenue: Floats
    low: Floats
    high: Floats
    day_low: Floats
    day_high: Floats
    scale: Floats
    elasticity: Floats
    elasticity_error: Floats
    spend_low: Floats
    spend_high: Floats
    evidence: tuple[str, ...]
    evidence_reason: tuple[str, ...]
    weekday: Floats  # share of revenue by weekday, Monday first, 1 being an average day
    total: Sum
    notice: str  # why the baseline replaced the model; empty where it did not
    left_out: tuple[LeftOut, ...]

    def row_of(self, unit_id: int) -> int | None:
        """Where a unit stands in the arrays."""
        found = int(np.searchsorted(self.ids, unit_id))
        return found if found < len(self.ids) and self.ids[found] == unit_id else None

    @property
    def curves(self) -> ResponseCurves:
        """Every unit's response curve."""
        labels = [str(unit) for unit in self.ids.tolist()]
        return ResponseCurves.from_parameters(labels, "power", scale=self.scale, elasticity=self.elasticity)


_ARRAYS = (
    *("daily_spend", "spend", "revenue", "low", "high", "day_low", "day_high"),
    *("scale", "elasticity", "elasticity_error", "spend_low", "spend_high", "weekday"),
)
_Key = tuple[str, str, date, str, int, str]
_parsed: OrderedDict[_Key, Run] = OrderedDict()
_lock = threading.Lock()


def run(session: Session, pool: Pool, *, level: str, horizon: int, now: datetime) -> Run:
    """The pool's run as of its day, fitted where there is none over the present figures.

    Storing it is a short transaction of its own; the caller's session only reads. Raises NotEnoughData.
    """
    check_level(level)
    version = f"{MODEL}:{pool.data_version}"
    key = (str(session.get_bind().engine.url), pool.key, pool.as_of, level, horizon, version)
    with _lock:
        known = _parsed.get(key)
        if known is not None:
            _parsed.move_to_end(key)
            return known
    found = _stored(session, pool, level, horizon, version)
    if found is None:
        found = _fit(session, pool, level, horizon)
        _store(session, pool, found, version, now)
    with _lock:
        _parsed[key] = found
        while len(_parsed) > _KEEP:
            _parsed.popitem(last=False)
    return found


def _stored(session: Session, pool: Pool, level: str, horizon: int, version: str) -> Run | None:
    query = (
        select(ForecastRun.payload)
        .where(*_same(pool, level, horizon), ForecastRun.data_version == version)
        .order_by(ForecastRun.id.desc())
        .limit(1)
    )
    payload = session.scalars(query).one_or_none()
    return None if payload is None else _from_payload(payload, level, pool.currency, pool.as_of, horizon)


def _store(session: Session, pool: Pool, fitted: Run, version: str, now: datetime) -> None:
    row = ForecastRun(
        pool=pool.key,
        level=fitted.level,
        currency=pool.currency,
        as_of=pool.as_of,
        horizon=fitted.horizon,
        data_version=version,
        created_at=now,
        payload=_payload(fitted),
    )
    with Session(session.get_bind(), expire_on_commit=False) as own, transaction(own):
        own.execute(delete(ForecastRun).where(*_same(pool, fitted.level, fitted.horizon)))
        own.add(row)


def _same(pool: Pool, level: str, horizon: int) -> tuple[ColumnElement[bool], ...]:
    return (
        ForecastRun.pool == pool.key,
        ForecastRun.as_of == pool.as_of,
        ForecastRun.level == level,
        ForecastRun.horizon == horizon,
    )


def _fit(session: Session, pool: Pool, level: str, horizon: int) -> Run:
    loaded = load(session, pool, level)
    forecaster = RoasForecaster(interval=INTERVAL).fit(loaded.history)
    ahead, tomorrow = forecaster.predict(horizon), forecaster.predict(1)
    curves = forecaster.curves(horizon)
    ids = np.array([int(unit) for unit in ahead.units], dtype=np.int64)
    order = np.argsort(ids)
    return Run(
        level=level,
        currency=pool.currency,
        as_of=pool.as_of,
        through=pool.through,
        horizon=horizon,
        ids=ids[order],
        daily_spend=forecaster.recent_spend_[order],
        **{name: getattr(ahead, name)[order] for name in ("spend", "revenue", "low", "high")},
        day_low=_relative(tomorrow, tomorrow.low)[order],
        day_high=_relative(tomorrow, tomorrow.high)[order],
        **{name: curves.parameters[name][order] for name in ("scale", "elasticity")},
        **{name: getattr(ahead, name)[order] for name in ("elasticity_error", "spend_low", "spend_high")},
        evidence=tuple(ahead.evidence[row] for row in order),
        evidence_reason=tuple(ahead.evidence_reason[row] for row in order),
        weekday=forecaster.weekday_index_,
        total=Sum(ahead.total.spend, ahead.total.revenue, ahead.total.low, ahead.total.high),
        notice=ahead.notice,
        left_out=loaded.left_out,
    )


def _relative(forecast: Forecast, bound: Floats) -> Floats:
    known = forecast.revenue > 0
    return np.where(known, bound / np.where(known, forecast.revenue, 1.0), 1.0)


def _payload(fitted: Run) -> dict[str, Any]:
    return {
        "through": fitted.through.isoformat(),
        "ids": fitted.ids.tolist(),
        **{name: getattr(fitted, name).tolist() for name in _ARRAYS},
        "evidence": list(fitted.evidence),
        "evidence_reason": list(fitted.evidence_reason),
        "total": asdict(fitted.total),
        "notice": fitted.notice,
        "left_out": [asdict(left) for left in fitted.left_out],
    }


def _from_payload(payload: dict[str, Any], level: str, currency: str, as_of: date, horizon: int) -> Run:
    return Run(
        level=level,
        currency=currency,
        as_of=as_of,
        through=date.fromisoformat(payload["through"]),
        horizon=horizon,
        ids=np.array(payload["ids"], dtype=np.int64),
        **{name: np.array(payload[name], dtype=float) for name in _ARRAYS},
        evidence=tuple(payload["evidence"]),
        evidence_reason=tuple(payload["evidence_reason"]),
        total=Sum(**payload["total"]),
        notice=payload["notice"],
        left_out=tuple(LeftOut(left["what"], left["reason"], tuple(left["names"])) for left in payload["left_out"]),
    )
