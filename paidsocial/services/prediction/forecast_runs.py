"""Fits, kept: one `ForecastRun` per pool, level, day and state of the figures, so that a page reads and does not fit.

A run is kept for good under its day, so that a forecast can be held against what happened; a run of the same day over
older figures is replaced, but one that was made on its day never by one that looks back on it. Parsed runs stay in
memory, because a campaign's page needs one row of a large document; so do the last fits (`fits`), from which other
horizons and planned spend are answered without storing anything.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Container, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import ONE_DAY
from paidsocial.models import ForecastRun
from paidsocial.services.prediction import clients_apart, fits, flights, pools
from paidsocial.services.prediction.completions import Completion
from paidsocial.services.prediction.fits import INTERVAL, POOL, Event, Floats, Run, Sum, Week
from paidsocial.services.prediction.flights import Ending
from paidsocial.services.prediction.histories import check_level
from paidsocial.services.prediction.pools import LeftOut, Pool

MODEL = "9"  # part of a run's version: raise it when a run's content changes
_KEEP = 32

__all__ = [
    "INTERVAL",
    "MODEL",
    "POOL",
    "Event",
    "Floats",
    "Run",
    "Sum",
    "Week",
    "account_fan",
    "at_hand",
    "made_then",
    "planned",
    "run",
]

_ARRAYS = (
    *("pace", "last_week", "daily_spend", "silent", "spend", "revenue", "low", "high", "day_low", "day_high"),
    *("scale", "elasticity", "elasticity_error", "spend_low", "spend_high", "own_roas", "borrowed", "weekday"),
)
_Key = tuple[str, str, date, str, int, str]
_parsed: OrderedDict[_Key, Run] = OrderedDict()
_lock = threading.Lock()


def run(session: Session, pool: Pool, *, level: str, horizon: int, now: datetime, keep: bool = True) -> Run:
    """The pool's run as of its day, fitted where there is none over the present figures.

    Storing it (not where `keep` is false) is a short transaction of its own; the caller's session only reads.
    Raises NotEnoughData.
    """
    check_level(level)
    ends = flights.endings(session, pool, level=level, horizon=horizon, now=now)
    version = _of_run(pool, ends)
    key = _key(session, pool, level, horizon, version)
    with _lock:
        known = _parsed.get(key)
        if known is not None:
            _parsed.move_to_end(key)
            return known
    found = _stored(session, pool, level, horizon, version)
    if found is None:
        found = _answer(session, pool, level, horizon, None, ends)
        if keep:
            _store(session, pool, found, version, now)
    with _lock:
        _parsed[key] = found
        while len(_parsed) > _KEEP:
            _parsed.popitem(last=False)
    return found


def at_hand(session: Session, pool: Pool, *, level: str, horizon: int | None, now: datetime) -> bool:
    """Whether the run can be had without a fit; `horizon` None: whether planned spend or one account's part can."""
    needed = [pool, *(pools.by_client(session, pool).values() if len(pool.client_ids) > 1 else ())]
    if all(fits.in_memory(session, each, level, _version(each)) for each in needed):
        return True
    if horizon is None:
        return False
    version = _of_run(pool, flights.endings(session, pool, level=level, horizon=horizon, now=now))
    with _lock:
        if _key(session, pool, level, horizon, version) in _parsed:
            return True
    return _is_stored(session, pool, level, horizon, version)


def is_kept(session: Session, pool: Pool, *, level: str, horizon: int, now: datetime) -> bool:
    """Whether the run over the present figures is stored, for whichever process asks next."""
    ends = flights.endings(session, pool, level=level, horizon=horizon, now=now)
    return _is_stored(session, pool, level, horizon, _of_run(pool, ends))


def make_kept(session: Session, pool: Pool, *, level: str, horizon: int, now: datetime) -> None:
    """See that the run over the present figures is stored, also where one that was not to be kept is in memory."""
    found = run(session, pool, level=level, horizon=horizon, now=now)
    session.rollback()  # `run` stored by itself: what is stored now is read anew
    ends = flights.endings(session, pool, level=level, horizon=horizon, now=now)
    version = _of_run(pool, ends)
    if not _is_stored(session, pool, level, horizon, version):
        _store(session, pool, found, version, now)


def last_made(session: Session, pool: Pool, *, level: str) -> datetime | None:
    """When a run of the pool's accounts and day was last made, over whichever figures."""
    same = (ForecastRun.pool == pool.key, ForecastRun.as_of == pool.as_of, ForecastRun.level == level)
    return session.scalar(select(func.max(ForecastRun.created_at)).where(*same))


def _is_stored(session: Session, pool: Pool, level: str, horizon: int, version: str) -> bool:
    query = select(ForecastRun.id).where(*_same(pool, level, horizon), ForecastRun.data_version == version)
    return session.scalars(query.limit(1)).first() is not None


def planned(
    session: Session, pool: Pool, *, level: str, horizon: int, daily_spend: Mapping[int, float], now: datetime
) -> Run:
    """The run at another spend a day for some units (by id, major units); nothing is stored. Raises NotEnoughData."""
    check_level(level)
    ends = flights.endings(session, pool, level=level, horizon=horizon, now=now)
    return _answer(session, pool, level, horizon, daily_spend, ends)


def _answer(  # noqa: PLR0917 - what is asked of whom
    session: Session,
    pool: Pool,
    level: str,
    horizon: int,
    daily_spend: Mapping[int, float] | None = None,
    ends: Mapping[int, Ending] | None = None,
    measure: str = "revenue",
) -> Run:
    """What the fits say: each client's own of its campaigns, and one over all of how they err together."""

    def of(part: Pool, only: Container[int] | None = None) -> Run:
        fitted = fits.fit(session, part, level, _version(part), measure)
        plan = {unit: amount for unit, amount in (daily_spend or {}).items() if only is None or unit in only}
        own = {unit: end for unit, end in (ends or {}).items() if only is None or unit in only}
        return fits.answer(fitted, part, level, horizon, plan, own)

    whole = of(pool)
    if len(pool.client_ids) == 1:
        return whole
    members = dict(zip(whole.ids.tolist(), whole.accounts.tolist(), strict=True))
    parts = {}
    for name, part in pools.by_client(session, pool).items():
        units = {unit for unit, account in members.items() if account in part.account_ids}
        if units:
            parts[name] = of(part, units)
    return clients_apart.joined(whole, parts) if len(parts) > 1 else whole


def conversions(session: Session, pool: Pool, *, level: str, horizon: int) -> Run:
    """The same of conversions: where a run says revenue, it is a number of them; nothing is stored. Raises
    NotEnoughData."""
    check_level(level)
    return _answer(session, pool, level, horizon, measure="conversions")


def account_fan(
    session: Session, pool: Pool, asked: Run, account_id: int, *, daily_spend: Mapping[int, float], now: datetime
) -> tuple[Sum, ...]:
    """The units of one ad account of a run over the first week, the first two and so on."""
    whose = pools.by_client(session, pool).values()
    pool = next((part for part in whose if account_id in part.account_ids), pool)
    fit = fits.fit(session, pool, asked.level, _version(pool))
    ends = flights.endings(session, pool, level=asked.level, horizon=asked.horizon, now=now)
    return fits.account_fan(fit, pool, account_id, asked.horizon, daily_spend, ends)


def _key(session: Session, pool: Pool, level: str, horizon: int, version: str) -> _Key:
    return str(session.get_bind().engine.url), pool.key, pool.as_of, level, horizon, version


def _version(pool: Pool) -> str:
    return f"{MODEL}:{pool.data_version}"


def _of_run(pool: Pool, ends: Mapping[int, Ending]) -> str:
    """A run's version: it depends on flights and lifetime budgets as well, which a fit does not."""
    known = flights.digest(ends)
    return f"{_version(pool)}:{known}" if known else _version(pool)


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
    same = select(ForecastRun.id, ForecastRun.created_at).where(*_same(pool, fitted.level, fitted.horizon))
    with Session(session.get_bind(), expire_on_commit=False) as own, transaction(own):
        replaced = [
            row_id
            for row_id, created_at in own.execute(same)
            if made_then(pool.as_of, now) or not made_then(pool.as_of, created_at)
        ]
        own.execute(delete(ForecastRun).where(ForecastRun.id.in_(replaced)))
        own.add(row)


def made_then(as_of: date, created_at: datetime) -> bool:
    """Whether a run was made on its day (or the next, which somewhere it still was), not later in looking back."""
    return created_at.date() <= as_of + ONE_DAY


def _same(pool: Pool, level: str, horizon: int) -> tuple[ColumnElement[bool], ...]:
    return (
        ForecastRun.pool == pool.key,
        ForecastRun.as_of == pool.as_of,
        ForecastRun.level == level,
        ForecastRun.horizon == horizon,
    )


def _payload(fitted: Run) -> dict[str, Any]:
    return {
        "through": fitted.through.isoformat(),
        "ids": fitted.ids.tolist(),
        **{name: getattr(fitted, name).tolist() for name in _ARRAYS},
        "evidence": list(fitted.evidence),
        "evidence_reason": list(fitted.evidence_reason),
        "total": asdict(fitted.total),
        "accounts": fitted.accounts.tolist(),
        "by_account": {str(account): asdict(found) for account, found in fitted.by_account.items()},
        "by_platform": {platform: asdict(found) for platform, found in fitted.by_platform.items()},
        "fan": [asdict(found) for found in fitted.fan],
        "weeks": [{**asdict(week), "last_day": week.last_day.isoformat()} for week in fitted.weeks],
        "events": {
            str(unit): [[event.kind, event.day.isoformat(), event.text] for event in found]
            for unit, found in fitted.events.items()
        },
        "notice": fitted.notice,
        "left_out": [asdict(left) for left in fitted.left_out],
        "completion": None if fitted.completion is None else asdict(fitted.completion),
        "endings": {
            str(unit): [None if end.last_day is None else end.last_day.isoformat(), end.left, end.pot, end.off]
            for unit, end in fitted.endings.items()
        },
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
        accounts=np.array(payload["accounts"], dtype=np.int64),
        by_account={int(account): Sum(**found) for account, found in payload["by_account"].items()},
        by_platform={platform: Sum(**found) for platform, found in payload["by_platform"].items()},
        fan=tuple(Sum(**found) for found in payload["fan"]),
        weeks=tuple(_week(week) for week in payload["weeks"]),
        events={
            int(unit): tuple(Event(kind, date.fromisoformat(day), text) for kind, day, text in found)
            for unit, found in payload["events"].items()
        },
        notice=payload["notice"],
        left_out=tuple(LeftOut(left["what"], left["reason"], tuple(left["names"])) for left in payload["left_out"]),
        completion=None if payload["completion"] is None else Completion(**payload["completion"]),
        endings={
            int(unit): Ending(None if day is None else date.fromisoformat(day), left, pot, off)
            for unit, (day, left, pot, off) in payload["endings"].items()
        },
    )


def _week(stored: dict[str, Any]) -> Week:
    names = ("spend", "revenue", "completed")
    sums = ({int(account): amount for account, amount in stored[name].items()} for name in names)
    return Week(date.fromisoformat(stored["last_day"]), stored["days"], *sums)
