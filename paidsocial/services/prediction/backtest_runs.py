"""Backtests, kept: one `BacktestRun` per pool, level and state of the figures, so that a page reads and does not fit.

A backtest fits a model at six earlier days: seconds for thousands of campaigns. What is kept depends on the figures
alone, not on today, and holds every horizon asked for from the same origins. The newest of a pool replaces the older.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import forecasting
from forecasting import Comparison, DecisionReport, History, Report
from forecasting.backtest import LEAST_DAYS
from paidsocial.db import transaction
from paidsocial.domain.money import MICROS
from paidsocial.errors import NotEnoughData
from paidsocial.models import BacktestRun
from paidsocial.services.prediction import as_known, completions, forecast_runs
from paidsocial.services.prediction.histories import load, units
from paidsocial.services.prediction.pools import Pool

ORIGINS = 6
STEP = 0.2  # of a budget, at most, in the recommendations that are scored
WORST = 20  # units kept
HORIZONS = (7, 14, 28)
CONTENT = "4"  # part of a run's version: raise it when a run's content changes
ACCURACY, DECISIONS = "accuracy", "decisions"

Payload = dict[str, Any]
_computing = threading.Lock()  # one backtest at a time in a process: a second reader waits and reads the first's


def horizons_to(longest: int) -> tuple[int, ...]:
    """The horizons of a backtest whose longest is `longest`: a week, two, four, and itself."""
    return (*(each for each in HORIZONS if each < longest), longest)


def kept(session: Session, pool: Pool, *, kind: str, level: str, horizon: int) -> Payload | None:
    """What is kept of the present figures; None where nothing is."""
    query = (
        select(BacktestRun.payload)
        .where(
            BacktestRun.kind == kind,
            BacktestRun.pool == pool.key,
            BacktestRun.level == level,
            BacktestRun.horizon == horizon,
            BacktestRun.through == pool.through,
            BacktestRun.data_version == _version(pool),
        )
        .order_by(BacktestRun.id.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def accuracy(session: Session, pool: Pool, *, level: str, horizon: int, now: datetime) -> Payload:
    """Errors at every horizon up to `horizon` that the history is long enough for. Raises NotEnoughData."""

    def compute() -> Payload:
        loaded = load(session, pool, level)
        history = loaded.completed()  # what came in the last days is held against at what it is expected to become
        known = units(session, pool.account_ids, level)
        platforms = {unit: known[int(unit)].platform for unit in history.units}
        days = _days(history)
        fitting = [each for each in horizons_to(horizon) if days >= LEAST_DAYS + each]
        try:
            found = forecasting.backtest_horizons(
                history,
                fitting or [min(HORIZONS[0], horizon)],
                ORIGINS,
                groups=platforms,
                known=as_known.before(session, loaded, level),
            )
        except ValueError as error:
            raise NotEnoughData(f"There is too little history for a backtest: {error}.") from error
        completion = completions.of(loaded, history)
        return {
            "days": days,
            "horizons": {str(each): _report(report) for each, report in found.items()},
            "left_out": [asdict(left) for left in loaded.left_out],
            "completion": "" if completion is None else completion.in_words,
        }

    return _run(session, pool, ACCURACY, level, horizon, now, compute)


def decisions(session: Session, pool: Pool, *, level: str, horizon: int, now: datetime) -> Payload:
    """Whether recommendations would have pointed the right way. Raises NotEnoughData."""

    def compute() -> Payload:
        history = load(session, pool, level).completed()
        try:
            found = forecasting.decision_backtest(history, horizon, ORIGINS, STEP)
        except ValueError as error:
            raise NotEnoughData(f"There is too little history to score recommendations: {error}.") from error
        return _decisions(found)

    return _run(session, pool, DECISIONS, level, horizon, now, compute)


def missing_days(payload: Payload, horizon: int) -> int:
    """How many days of history a horizon still needs; 0 where it has them."""
    return max(LEAST_DAYS + horizon - int(payload["days"]), 0)


def _run(  # noqa: PLR0917 - a run's key, the moment and what makes it
    session: Session, pool: Pool, kind: str, level: str, horizon: int, now: datetime, compute: Callable[[], Payload]
) -> Payload:
    found = kept(session, pool, kind=kind, level=level, horizon=horizon)
    if found is not None:
        return found
    with _computing:
        with Session(session.get_bind()) as present:  # whoever computed meanwhile has stored it
            found = kept(present, pool, kind=kind, level=level, horizon=horizon)
        if found is None:
            found = compute()
            _store(session, pool, kind, level, horizon, now, found)
    return found


def _store(  # noqa: PLR0917 - as above
    session: Session, pool: Pool, kind: str, level: str, horizon: int, now: datetime, payload: Payload
) -> None:
    """A short transaction of its own; the caller's session only reads."""
    row = BacktestRun(
        kind=kind,
        pool=pool.key,
        level=level,
        currency=pool.currency,
        through=pool.through,
        horizon=horizon,
        data_version=_version(pool),
        created_at=now,
        payload=payload,
    )
    older = (
        BacktestRun.kind == kind,
        BacktestRun.pool == pool.key,
        BacktestRun.level == level,
        BacktestRun.horizon == horizon,
        BacktestRun.through <= pool.through,  # a look back at earlier figures leaves the newest alone
    )
    with Session(session.get_bind(), expire_on_commit=False) as own, transaction(own):
        own.execute(delete(BacktestRun).where(*older))
        own.add(row)


def _version(pool: Pool) -> str:
    return f"{forecast_runs.MODEL}.{CONTENT}:{pool.data_version}"


def _days(history: History) -> int:
    """Days since the first report of any unit."""
    return int(history.days - history.present.any(axis=0).argmax())


def _report(report: Report) -> Payload:
    return {
        "interval": report.interval,
        **_comparison(report.overall),
        "platforms": {label: _comparison(each) for label, each in report.by_group.items()},
        "evidence": {grade: _comparison(each) for grade, each in report.by_evidence.items()},
        "units": len(report.units),
        "unseen_share": report.unseen_share,
        "wins": {name: report.wins(name) for name in report.baselines},
        "origins": [
            {
                "day": each.day.isoformat(),
                "units": each.units,
                **{name: _micros(getattr(each, name)) for name in ("spend", "forecast", "low", "high", "actual")},
                "error": _micros(each.errors["model"]),
                "reference_error": _micros(each.errors["trailing_28_roas"]),
                "notice": each.notice,
            }
            for each in report.series
        ],
        "worst": _worst(report),
    }


def _worst(report: Report) -> list[Payload]:
    per_unit = report.per_unit
    return [
        {
            "id": int(per_unit.units[row]),
            **{
                name: _micros(float(getattr(per_unit, name)[row]))
                for name in ("forecast", "actual", "error", "reference_error")
            },
            "counted": int(per_unit.counted[row]),
            "inside": int(per_unit.inside[row]),
        }
        for row in per_unit.worst(WORST)
    ]


def _comparison(comparison: Comparison) -> Payload:
    return {
        "model": _finite(asdict(comparison.model)),
        "baselines": {name: _finite(asdict(score)) for name, score in comparison.baselines.items()},
        "best": comparison.best,
    }


def _decisions(found: DecisionReport) -> Payload:
    sides = {
        name: _finite(asdict(side))
        | {
            "moved_daily": _micros(side.moved_daily),
            "difference": _number(side.difference),
            "right": side.pointed_right,
        }
        for name, side in (("model", found.model), ("greedy", found.greedy))
    }
    return {
        **sides,
        **_finite({name: getattr(found, name) for name in ("agreement", "ahead_low", "ahead_high")}),
        "beat_greedy": found.beat_greedy,
        "origins": [day.isoformat() for day in found.origins],
    }


def _micros(amount: float) -> int:
    """An estimate in major units as micros."""
    return round(amount * MICROS)


def _finite(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: _number(value) for name, value in figures.items()}


def _number(value: Any) -> Any:
    """JSON knows no nan: what is not defined is null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
