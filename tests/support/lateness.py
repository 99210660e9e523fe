"""Revenue that comes in late, stored as nightly imports would have stored it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import AccountDay, AdSet, CampaignDay, ImportBatch, Performance, PerformanceReading

MORNING = time(4, 40, tzinfo=UTC)  # of the day in Berlin too


def morning(day: date) -> datetime:
    """When a day's import runs."""
    return datetime.combine(day, MORNING)


def live(
    session: Session,
    ad_set: AdSet,
    days: Sequence[date],
    curve: Sequence[float],
    *,
    until: date,
    spend: int = 10,
    revenue: int = 100,
    read: Callable[[date], bool] = lambda _morning: True,
) -> None:
    """Figures of an ad set on some days, read on every morning to `until` on which somebody looked.

    `curve[a]` is the share of a day's `revenue` (major units) that is reported `a` days after it.
    """
    first, last = min(days), max(days)
    with transaction(session):
        batches = {}
        for at in (first + timedelta(days=n) for n in range((until - first).days + 1)):
            if read(at):
                batches[at] = _batch(session, ad_set.account_id, at, first, min(last, at - timedelta(days=1)))
        for day in days:
            _day(session, ad_set, day, {at: batch for at, batch in batches.items() if at > day}, curve, spend, revenue)


def _batch(session: Session, account_id: int, at: date, first: date, last: date) -> int:
    row = ImportBatch(
        kind="file",
        state="applied",
        account_id=account_id,
        level="ad_set",
        grain="day",
        first_day=first,
        last_day=last,
        seen_at=morning(at),
        created_at=morning(at),
        options={},
        report={},
    )
    session.add(row)
    session.flush()
    return row.id


def _day(  # noqa: PLR0917 - a day's parts
    session: Session,
    ad_set: AdSet,
    day: date,
    batches: dict[date, int],
    curve: Sequence[float],
    spend: int,
    revenue: int,
) -> None:
    if not batches:
        return
    key = {"account_id": ad_set.account_id, "day": day}
    current: tuple[date, int] | None = None
    for at in sorted(batches):
        known = round(revenue * 1_000_000 * curve[min((at - day).days, len(curve) - 1)])
        if current is not None and current[1] == known:
            continue
        if current is not None:
            session.add(
                PerformanceReading(
                    **key,
                    ad_set_id=ad_set.id,
                    campaign_id=ad_set.campaign_id,
                    batch_id=batches[current[0]],
                    spend_micros=spend * 1_000_000,
                    revenue_micros=current[1],
                    seen_at=morning(current[0]),
                    superseded_at=morning(at),
                    why="restated",
                )
            )
        current = (at, known)
    if current is None:
        return
    figures = {"spend_micros": spend * 1_000_000, "revenue_micros": current[1]}
    row = {**key, **figures, "campaign_id": ad_set.campaign_id}
    session.add(Performance(**row, ad_set_id=ad_set.id, batch_id=batches[current[0]], seen_at=morning(current[0])))
    session.flush()
    _add(session, CampaignDay, row, (ad_set.account_id, day, ad_set.campaign_id))
    _add(session, AccountDay, {**key, **figures, "last_seen_at": morning(max(batches))}, (ad_set.account_id, day))


def _add(
    session: Session, table: type[CampaignDay | AccountDay], row: dict[str, object], key: tuple[object, ...]
) -> None:
    known = session.get(table, key)
    if known is None:
        session.add(table(**row))
    else:
        known.spend_micros += int(str(row["spend_micros"]))
        known.revenue_micros = (known.revenue_micros or 0) + int(str(row["revenue_micros"]))
    session.flush()
