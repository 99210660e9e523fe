"""A pull's figures into the same decide-and-store pipeline as a file's: compared, then held or stored."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.money import MICROS, micros_to_decimal
from paidsocial.domain.readings import UNKNOWN, Level, Readings
from paidsocial.models import AdAccount
from paidsocial.platforms.base import Field
from paidsocial.platforms.reading import Hints, ParsedFile, ParsedPart
from paidsocial.platforms.registry import platform_of
from paidsocial.services.access import Actor
from paidsocial.services.imports import files
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.imports.parts import PartOutcome, bring
from paidsocial.services.imports.source import Source

_ENTITY = (
    (Field.CAMPAIGN_ID, "campaign_id"),
    (Field.CAMPAIGN, "campaign"),
    (Field.AD_SET_ID, "ad_set_id"),
    (Field.AD_SET, "ad_set"),
    (Field.AD_ID, "ad_id"),
    (Field.AD, "ad"),
)


def store(
    session: Session,
    actor: Actor,
    account: AdAccount,
    readings: Readings,
    period: Period,
    *,
    home: Path,
    now: datetime,
) -> PartOutcome:
    """Store one window of an account's figures, or hold it where its totals fall sharply. There must be a row."""
    name = f"Pull from {platform_of(account.platform).name}, {period.first} to {period.last}"
    part = _part(account, readings, period)
    parsed = ParsedFile(name, "live", "", None, None, None, 0, [], [part], None, [], [], ".", None, [], Hints())
    columns = {field: field.value for field in (Field.DAY, *_fields(readings), *_metrics(readings))}
    hints = Hints(account.platform, currency=account.currency, time_zone=account.time_zone, columns=columns)
    options = ImportOptions(hints=hints, account_id=account.id)
    source = Source(
        actor,
        parsed,
        options,
        None,
        now,
        now,
        original=lambda: files.keep(home, io.BytesIO(as_csv(readings).encode())),
    )
    return bring(session, replace(source, parsed=replace(parsed, name=f"{name}.csv")), part)


def _part(account: AdAccount, readings: Readings, period: Period) -> ParsedPart:
    totals: dict[str, Decimal | None] = dict.fromkeys(("spend", "impressions", "clicks", "conversions", "revenue"))
    for name, column in readings.columns():
        whole = sum(column)
        totals[name] = Decimal(whole) if name in {"impressions", "clicks"} else micros_to_decimal(whole)
    return ParsedPart(
        platform=account.platform,
        account=None,
        account_id=account.external_id,
        currency=account.currency,
        time_zone=account.time_zone if account.time_zone_known else None,
        level=readings.level,
        grain=readings.grain,
        rows_read=len(readings),
        summed=0,
        totals=totals,
        readings=readings,
        covers=period,
    )


def _fields(readings: Readings) -> list[Field]:
    deep = 6 if readings.level is Level.AD else 4
    return [field for field, _ in _ENTITY[:deep]]


def _metrics(readings: Readings) -> list[Field]:
    present = [Field(name) for name, _ in readings.columns()]
    return present if readings.reach is None else [*present, Field.REACH]


def as_csv(readings: Readings) -> str:
    """The rows as a plain table with our own field names; what a person later decides on is read from it."""
    fields, metrics = _fields(readings), _metrics(readings)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([Field.DAY.value, *(field.value for field in (*fields, *metrics))])
    names = [name for _, name in _ENTITY[: len(fields)]]
    columns = [_texts(metric, getattr(readings, metric.value)) for metric in metrics]
    for entity, ordinal, *figures in zip(readings.entity, readings.first, *columns, strict=True):
        about = readings.entities[entity]
        writer.writerow([date.fromordinal(ordinal), *(getattr(about, name) or "" for name in names), *figures])
    return out.getvalue()


def _texts(metric: Field, column: array[int]) -> Iterator[str]:
    if metric is Field.REACH:
        return ("" if value == UNKNOWN else str(value) for value in column)
    if metric in {Field.SPEND, Field.REVENUE, Field.CONVERSIONS}:
        return (format(Decimal(value) / MICROS, "f") for value in column)
    return map(str, column)
