"""The same figures again: an export that was imported before, or made anew while nothing had changed.

What a batch leaves behind stays true as long as no other batch was stored in its account. So where the newest one there
said the very same, nothing needs to be compared; only that the figures were seen again is written down.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.readings import Readings
from paidsocial.models import AccountDay, AdAccount, ImportBatch
from paidsocial.services.imports.comparing import Comparison
from paidsocial.services.imports.staging import Place, metrics_of

KEY = "fingerprint"


def fingerprint(readings: Readings, places: Sequence[Place], covers: Period) -> str:
    """What identifies a batch's content: where each row belongs, its days, its metrics and their values."""
    about = hashlib.sha256(repr((readings.level.value, readings.grain.value, covers, metrics_of(readings))).encode())
    about.update(repr([(place.campaign_id, place.ad_set_id, place.ad_id) for place in places]).encode())
    for column in (readings.entity, readings.first, readings.last, readings.spend):
        about.update(column)
    for _, column in readings.columns():
        about.update(column)
    if readings.reach is not None:
        about.update(readings.reach)
    return about.hexdigest()


def noted(report: dict[str, Any], mark: str, compared: Comparison, *, newest: bool) -> dict[str, Any]:
    """A batch's report with the fingerprint, where every row of it is now the current one and none was missing.

    `newest`: nothing stored in the account was seen later; else a row may be known and not current.
    """
    whole = newest and not (compared.older or compared.checked.rows or compared.missing.rows)
    return report | {KEY: mark} if whole else report


def is_repeated(session: Session, account: AdAccount, mark: str, *, seen_at: datetime) -> bool:
    """Whether the newest batch stored in the account said the very same. The caller holds the account's lock."""
    newest = session.execute(
        select(ImportBatch.report, ImportBatch.seen_at)
        .where(ImportBatch.account_id == account.id, ImportBatch.state == "applied")
        .order_by(ImportBatch.id.desc())
        .limit(1)
    ).first()
    return newest is not None and newest[0].get(KEY) == mark and newest[1] <= seen_at


def unchanged(readings: Readings) -> Comparison:
    """What comparing would find."""
    return Comparison(unchanged=len(readings))


def seen_again(session: Session, account: AdAccount, readings: Readings, seen_at: datetime) -> None:
    """Note on each day's sum that it was seen at that time."""
    if readings.first != readings.last:
        return  # totals without days have no daily sums
    days = [date.fromordinal(ordinal) for ordinal in set(readings.first)]
    seen_days(session, account, AccountDay.day.in_(days), seen_at)


def seen_days(session: Session, account: AdAccount, days: ColumnElement[bool], seen_at: datetime) -> None:
    """The same for some of its days."""
    session.execute(
        update(AccountDay)
        .values(last_seen_at=seen_at)
        .where(AccountDay.account_id == account.id, days, AccountDay.last_seen_at < seen_at)
    )
