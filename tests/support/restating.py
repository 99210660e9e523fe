"""Restatements written as the import writes them: the old row into history, the sums beside it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import AccountDay, AdSet, CampaignDay, ImportBatch, Performance, PerformanceReading


def new_batch(session: Session, account_id: int, seen_at: datetime) -> int:
    """An applied import of an account, seen at an instant."""
    batch = ImportBatch(
        kind="file",
        state="applied",
        account_id=account_id,
        level="ad_set",
        grain="day",
        seen_at=seen_at,
        created_at=seen_at,
        options={},
        report={},
    )
    with transaction(session):
        session.add(batch)
    return batch.id


def restate(session: Session, ad_set: AdSet, day: date, spend_micros: int, seen_at: datetime) -> None:
    """A later reading of a stored day says another spend."""
    batch_id = new_batch(session, ad_set.account_id, seen_at)
    with transaction(session):
        row = session.get_one(Performance, (ad_set.account_id, day, ad_set.id))
        session.add(
            PerformanceReading(
                account_id=row.account_id,
                day=row.day,
                ad_set_id=row.ad_set_id,
                campaign_id=row.campaign_id,
                batch_id=row.batch_id,
                spend_micros=row.spend_micros,
                seen_at=row.seen_at,
                superseded_at=seen_at,
                why="restated",
            )
        )
        change = spend_micros - row.spend_micros
        row.spend_micros, row.seen_at, row.batch_id = spend_micros, seen_at, batch_id
        session.get_one(CampaignDay, (ad_set.account_id, day, ad_set.campaign_id)).spend_micros += change
        session.get_one(AccountDay, (ad_set.account_id, day)).spend_micros += change
