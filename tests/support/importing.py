"""Importing small tables in tests, and the invariants that must hold after any import."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.models import AccountDay, AdPerformance, Campaign, CampaignDay, Performance, PerformanceReading
from paidsocial.platforms.reading import Hints
from paidsocial.services.access import Actor
from paidsocial.services.imports import FileOutcome, ImportOptions, import_file
from tests.support.exports import delimited

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
HEADER = ("date", "campaign", "spend", "revenue")


def table(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> bytes:
    """A plain CSV."""
    return delimited(header, rows).encode()


def bring(
    session: Session,
    home: Path,
    data: bytes,
    name: str = "meta.csv",
    *,
    actor: Actor | None = None,
    now: datetime = NOW,
    dry_run: bool = False,
    today: date | None = None,
    hints: dict[str, Any] | None = None,
    **options: Any,
) -> FileOutcome:
    """Import bytes as of a fixed moment, in euros unless `hints` say otherwise."""
    return import_file(
        session,
        actor or Actor.at_the_machine(),
        home=home,
        stream=io.BytesIO(data),
        name=name,
        options=ImportOptions(hints=Hints(**{"currency": "EUR", **(hints or {})}), **options),
        now=now,
        today=today,
        dry_run=dry_run,
    )


def counts(outcome: FileOutcome) -> tuple[int, int, int]:
    """Rows inserted, revised and unchanged of a file's only part."""
    (report,) = outcome.reports
    rows = report["rows"]
    return rows["inserted"], rows["revised"], rows["unchanged"]


def everything_stored(session: Session) -> list[tuple[Any, ...]]:
    """All current rows and earlier readings, for comparing before and after."""
    session.rollback()
    stored: list[tuple[Any, ...]] = []
    for model in (Performance, PerformanceReading, AdPerformance, CampaignDay, AccountDay):
        columns = model.__table__.columns
        rows = session.execute(select(*columns).order_by(*model.__table__.primary_key.columns))
        stored += [(model.__name__, *row) for row in rows]
    return stored


def assert_sums_hold(session: Session) -> None:
    """The daily sums are the sums of the rows, and an ad set with ads is the sum of its ads."""
    session.rollback()
    figures = ("spend_micros", "impressions", "clicks", "conversions_millionths", "revenue_micros")
    for model, key in ((CampaignDay, ("account_id", "day", "campaign_id")), (AccountDay, ("account_id", "day"))):
        kept = select(*(getattr(model, name) for name in (*key, *figures)))
        group = [getattr(Performance, name) for name in key]
        summed = select(*group, *(func.sum(getattr(Performance, name)) for name in figures)).group_by(*group)
        assert _rows(session, kept) == _rows(session, summed)
    group = [AdPerformance.account_id, AdPerformance.day, AdPerformance.ad_set_id]
    of_ads = select(*group, func.sum(AdPerformance.spend_micros)).group_by(*group)
    for account_id, day, ad_set_id, spend in session.execute(of_ads):
        row = session.get_one(Performance, (account_id, day, ad_set_id))
        assert row.spend_micros == spend


def _rows(session: Session, query: Any) -> set[tuple[Any, ...]]:
    return {
        tuple(value if value is None or isinstance(value, date) else int(value) for value in row)
        for row in session.execute(query)
    }


def spend_by_campaign(session: Session) -> dict[str, int]:
    """Whole units spent, by campaign name, from the rows themselves."""
    session.rollback()
    query = (
        select(Campaign.name, func.sum(Performance.spend_micros))
        .join(Campaign, Campaign.id == Performance.campaign_id)
        .group_by(Campaign.name)
    )
    return {name: int(spend) // 1_000_000 for name, spend in session.execute(query)}
