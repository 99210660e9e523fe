"""Daily figures by the hundred for tests of forecasts and reallocation, written as the import writes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from paidsocial.db import is_sqlite, transaction
from paidsocial.domain.money import MICROS
from paidsocial.models import AccountDay, AdSet, CampaignDay, ImportBatch, Performance

Daily = Callable[[int, Random], tuple[float, float | None]]


def power(spend: float, scale: float, elasticity: float, *, moves: float = 0.35, noise: float = 0.08) -> Daily:
    """Spend that is moved every week by up to `moves` and earns scale * spend ** elasticity, with noise by the day."""

    def daily(day: int, random: Random) -> tuple[float, float]:
        week = Random(f"{spend}-{scale}-{day // 7}").uniform(-moves, moves)
        amount = spend * (1 + week)
        return amount, scale * amount**elasticity * math.exp(random.gauss(0, noise))

    return daily


def flat(spend: float, roas: float | None) -> Daily:
    """The same spend every day, at a ROAS (None: no revenue reported)."""
    return lambda _day, _random: (spend, None if roas is None else spend * roas)


def history(session: Session, ad_set: AdSet, last_day: date, days: int, daily: Daily, *, seed: int = 7) -> ImportBatch:
    """Store `days` days of an ad set through `last_day` in one applied import, with the daily sums."""
    random = Random(f"{seed}-{ad_set.id}")
    seen = datetime.combine(last_day + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    figures = [daily(day, random) for day in range(days)]
    batch = ImportBatch(
        kind="file",
        state="applied",
        account_id=ad_set.account_id,
        level="ad_set",
        grain="day",
        first_day=last_day - timedelta(days=days - 1),
        last_day=last_day,
        seen_at=seen,
        created_at=seen,
        options={},
        report={},
    )
    with transaction(session):
        session.add(batch)
        session.flush()
        rows = [_row(ad_set, last_day - timedelta(days=days - 1 - at), *pair) for at, pair in enumerate(figures)]
        session.execute(insert(Performance), [{**row, "seen_at": seen, "batch_id": batch.id} for row in rows])
        campaign = ("account_id", "day", "campaign_id")
        _add_up(session, CampaignDay, [{k: v for k, v in row.items() if k != "ad_set_id"} for row in rows], campaign)
        account = [
            {**{k: v for k, v in row.items() if k not in {"ad_set_id", "campaign_id"}}, "last_seen_at": seen}
            for row in rows
        ]
        _add_up(session, AccountDay, account, ("account_id", "day"))
    return batch


def _row(ad_set: AdSet, day: date, spend: float, revenue: float | None) -> dict[str, object]:
    return {
        "account_id": ad_set.account_id,
        "day": day,
        "ad_set_id": ad_set.id,
        "campaign_id": ad_set.campaign_id,
        "spend_micros": round(spend * 100) * (MICROS // 100),
        "revenue_micros": None if revenue is None else round(revenue * 100) * (MICROS // 100),
    }


def _add_up(session: Session, table: type, rows: Sequence[dict[str, object]], key: tuple[str, ...]) -> None:
    dialect = sqlite if is_sqlite(session) else postgresql
    statement = dialect.insert(table)
    added = {name: table.__table__.c[name] + statement.excluded[name] for name in ("spend_micros", "revenue_micros")}
    session.execute(statement.on_conflict_do_update(index_elements=key, set_=added), rows)


def total_spend(session: Session, ad_set: AdSet, first: date, last: date) -> int:
    """Micros spent on days from `first` to `last`."""
    query = select(Performance.spend_micros).where(
        Performance.ad_set_id == ad_set.id, Performance.day >= first, Performance.day <= last
    )
    return sum(session.scalars(query))
