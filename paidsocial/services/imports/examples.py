"""What storing a batch would change, by example: the rows revised most, and the dearest ones that it leaves out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, select
from sqlalchemy.orm import Session

from paidsocial.domain.money import micros_text, micros_to_decimal
from paidsocial.models import Ad, AdSet, Campaign
from paidsocial.platforms.reading.numbers import exact_text
from paidsocial.services.imports.comparing import Comparison, is_missing, total
from paidsocial.services.imports.staging import Stage, State

SHOWN = 5
_NAMES = {
    "spend": "spend_micros",
    "impressions": "impressions",
    "clicks": "clicks",
    "conversions": "conversions_millionths",
    "revenue": "revenue_micros",
}


def changes(
    session: Session,
    main: Stage,
    finest: Stage,
    compared: Comparison,
    *,
    currency: str,
    seen_at: datetime,
    first: date,
    last: date,
) -> dict[str, Any]:
    """The sums of the revised rows before and after, the rows that change most, and the dearest that are missing.

    `finest`: the stage by ad, where the batch has ads.
    """
    told: dict[str, Any] = {"sums": {}, "revised": [], "missing": []}
    if compared.revised:
        told["sums"] = _sums(session, finest, currency)
        told["revised"] = _revised(session, finest, currency)
    if compared.missing.rows:
        gone = is_missing(main, seen_at, first, last, mixed=compared.mixed)
        told["missing"] = _missing(session, main, gone, currency)
    return told


def nothing() -> dict[str, Any]:
    """Where nothing is revised and nothing is missing."""
    return {"sums": {}, "revised": [], "missing": []}


def _reported(stage: Stage) -> dict[str, str]:
    return {name: column for name, column in _NAMES.items() if column in stage.metrics}


def _sums(session: Session, stage: Stage, currency: str) -> dict[str, dict[str, Any]]:
    staged, stored = stage.table, stage.target.current
    names = _reported(stage)
    columns = [total(one.c[column]) for column in names.values() for one in (stored, staged)]
    query = select(*columns).join(stored, stage.same_key(stored)).where(staged.c.state == State.REVISED.value)
    sums = session.execute(query).one()
    return {
        name: {"from": _figure(name, sums[2 * place], currency), "to": _figure(name, sums[2 * place + 1], currency)}
        for place, name in enumerate(names)
    }


def _revised(session: Session, stage: Stage, currency: str) -> list[dict[str, Any]]:
    """The rows whose spend changes most, then those whose revenue does."""
    staged, stored = stage.table, stage.target.current
    names = _reported(stage)
    apart = [
        func.abs(func.coalesce(staged.c[column], 0) - func.coalesce(stored.c[column], 0)).desc()
        for column in ("spend_micros", "revenue_micros")
        if column in stage.metrics
    ]
    figures = [
        one.c[column].label(f"{when}_{name}")
        for name, column in names.items()
        for when, one in (("from", stored), ("to", staged))
    ]
    query = (
        select(*_where_and_when(stage, staged), *figures)
        .select_from(staged)
        .join(stored, stage.same_key(stored))
        .join(Campaign, Campaign.id == staged.c.campaign_id)
        .join(_finest(stage), _finest(stage).id == staged.c[stage.target.entity])
        .where(staged.c.state == State.REVISED.value)
        .order_by(*apart, *(staged.c[key] for key in stage.target.key))
        .limit(SHOWN)
    )
    return [
        _place(row, stage)
        | {
            "changed": {
                name: {"from": _figure(name, before, currency), "to": _figure(name, after, currency)}
                for name in names
                for before, after in [(row[f"from_{name}"], row[f"to_{name}"])]
                if before != after
            }
        }
        for row in session.execute(query).mappings()
    ]


def _missing(session: Session, stage: Stage, gone: ColumnElement[bool], currency: str) -> list[dict[str, Any]]:
    stored = stage.target.current
    query = (
        select(*_where_and_when(stage, stored), stored.c.spend_micros)
        .select_from(stored)
        .join(Campaign, Campaign.id == stored.c.campaign_id)
        .join(AdSet, AdSet.id == stored.c.ad_set_id)
        .where(gone)
        .order_by(stored.c.spend_micros.desc(), *(stored.c[key] for key in stage.target.key))
        .limit(SHOWN)
    )
    return [
        _place(row, stage) | {"spend": _figure("spend", row["spend_micros"], currency)}
        for row in session.execute(query).mappings()
    ]


def _finest(stage: Stage) -> Any:
    return Ad if stage.target.entity == "ad_id" else AdSet


def _where_and_when(stage: Stage, rows: Any) -> list[ColumnElement[Any]]:
    finest = _finest(stage)
    whole = finest.is_whole if finest is AdSet else None
    named = [finest.name.label("finest")] + ([whole.label("whole")] if whole is not None else [])
    return [*(rows.c[day].label(day) for day in stage.target.days), Campaign.name.label("campaign"), *named]


def _place(row: RowMapping, stage: Stage) -> dict[str, Any]:
    """Which row it is: its day or its period, its campaign and, where it is finer, its ad set or ad."""
    told: dict[str, Any] = {name: row[name].isoformat() for name in stage.target.days}
    told["campaign"] = row["campaign"]
    if stage.target.entity == "ad_id":
        told["ad"] = row["finest"]
    elif not row["whole"]:
        told["ad_set"] = row["finest"]
    return told


def _figure(name: str, amount: Any, currency: str) -> str | int | None:
    if amount is None:
        return None
    if name in ("spend", "revenue"):
        return micros_text(int(amount), currency)
    return exact_text(micros_to_decimal(int(amount))) if name == "conversions" else int(amount)
