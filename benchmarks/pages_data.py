"""A large workspace, written straight into an SQLite file: the pages' benchmark measures against it.

Rows go in in key order through the driver, a year of an account at a time, with the campaign and account sums that the
import service would have kept; `check` compares them afterwards.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sqlalchemy import insert
from sqlalchemy.orm import Session

from paidsocial.db import Database, transaction
from paidsocial.models import (
    AdAccount,
    AdSet,
    Campaign,
    Client,
    ExchangeRate,
    ImportBatch,
    PlanLine,
    PlanLineCampaign,
    PlanRevision,
    PlanScope,
    PlatformBudget,
)
from paidsocial.services import upgrade

Ints = npt.NDArray[np.int64]

PLATFORMS = ("meta", "tiktok", "linkedin")
NOW = datetime(2026, 6, 14, 6, 0, tzinfo=UTC)
TODAY = date(2026, 6, 14)
DAYS = 365


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a workspace is; ad sets are spread evenly over campaigns, these over accounts, these over clients."""

    clients: int
    accounts: int
    campaigns: int
    ad_sets: int
    plan_lines: int
    days: int = DAYS

    @property
    def rows(self) -> int:
        """Performance rows: one per ad set and day."""
        return self.ad_sets * self.days


LARGE = Shape(clients=20, accounts=100, campaigns=1_000, ad_sets=10_000, plan_lines=100)
TENTH = Shape(clients=10, accounts=10, campaigns=100, ad_sets=1_000, plan_lines=100)


def build(path: Path, shape: Shape, *, seed: int = 1) -> None:
    """Create the database at `path`, migrated and filled; the same arguments give the same figures."""
    database = Database(f"sqlite:///{path}")
    upgrade.ensure_current(database)
    with database.session() as session:
        _structure(session, shape)
    database.dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for account in range(1, shape.accounts + 1):
            _figures(connection, shape, account, seed)
    connection.execute("ANALYZE")
    connection.close()


def check(path: Path) -> None:
    """Fail where the daily sums are not the sums of their rows."""
    with sqlite3.connect(path) as connection:
        for table in ("performance", "campaign_day", "account_day"):
            sums = connection.execute(
                f"SELECT SUM(spend_micros), SUM(clicks), SUM(revenue_micros) FROM {table}"
            ).fetchone()
            if table == "performance":
                expected = sums
            assert sums == expected, f"{table} sums to {sums}, its rows to {expected}"


def _structure(session: Session, shape: Shape) -> None:
    first = TODAY - timedelta(days=shape.days)
    with transaction(session):
        session.execute(
            insert(Client),
            [
                {"id": n, "name": f"Client {n:03d}", "reporting_currency": "EUR", "margin_bp": 4500, "created_at": NOW}
                for n in range(1, shape.clients + 1)
            ],
        )
        session.execute(
            insert(AdAccount),
            [
                {
                    "id": n,
                    "client_id": (n - 1) % shape.clients + 1,
                    "platform": PLATFORMS[n % 3],
                    "external_id": f"act-{n}",
                    "name": f"Account {n:03d}",
                    "currency": "USD" if n % 4 == 0 else "EUR",
                    "time_zone": "Europe/Berlin",
                    "time_zone_known": True,
                    "created_at": NOW,
                }
                for n in range(1, shape.accounts + 1)
            ],
        )
        session.execute(
            insert(Campaign),
            [
                {
                    "id": n,
                    "account_id": (n - 1) * shape.accounts // shape.campaigns + 1,
                    "external_id": f"c-{n}",
                    "name": f"Prospecting {n:05d} | Sales | Always on",
                    "objective": "Sales",
                    "status": "active",
                    "start_day": first,
                    "first_seen_at": NOW,
                    "details": {},
                }
                for n in range(1, shape.campaigns + 1)
            ],
        )
        session.execute(
            insert(AdSet),
            [
                {
                    "id": n,
                    "campaign_id": (campaign := (n - 1) * shape.campaigns // shape.ad_sets + 1),
                    "account_id": (campaign - 1) * shape.accounts // shape.campaigns + 1,
                    "external_id": f"s-{n}",
                    "name": f"Broad {n:06d} | 25-54",
                    "status": "active",
                    "first_seen_at": NOW,
                    "details": {},
                }
                for n in range(1, shape.ad_sets + 1)
            ],
        )
        session.execute(
            insert(ImportBatch),
            [
                {
                    "id": n,
                    "kind": "file",
                    "state": "applied",
                    "account_id": n,
                    "level": "ad_set",
                    "grain": "day",
                    "first_day": first,
                    "last_day": TODAY - timedelta(days=1),
                    "file_name": f"account-{n}.csv",
                    "seen_at": NOW,
                    "created_at": NOW,
                    "options": {},
                    "report": {},
                }
                for n in range(1, shape.accounts + 1)
            ],
        )
        session.execute(
            insert(PlatformBudget),
            [
                {
                    "account_id": (n - 1) * shape.accounts // shape.campaigns + 1,
                    "campaign_id": n,
                    "kind": "daily",
                    "amount_micros": 1_000_000_000,
                    "currency": "USD" if ((n - 1) * shape.accounts // shape.campaigns + 1) % 4 == 0 else "EUR",
                    "effective_at": NOW - timedelta(days=shape.days),
                    "recorded_at": NOW,
                    "source": "file",
                }
                for n in range(1, shape.campaigns + 1)
            ],
        )
        _plans(session, shape)
        days = [TODAY - timedelta(days=n) for n in range(shape.days + 60)]
        session.execute(
            insert(ExchangeRate),
            [
                {
                    "base": "USD",
                    "quote": "EUR",
                    "basis": basis,
                    "day": day,
                    "rate": Decimal("0.92"),
                    "source": "benchmark",
                    "loaded_at": NOW,
                }
                for day in days
                for basis in ("daily", "booking")
            ],
        )


def _plans(session: Session, shape: Shape) -> None:
    """One plan line a group of accounts this month; every campaign of it is covered."""
    month = TODAY.replace(day=1)
    end = TODAY.replace(day=30)
    for n in range(1, shape.plan_lines + 1):
        campaigns = range(
            (n - 1) * shape.campaigns // shape.plan_lines + 1, n * shape.campaigns // shape.plan_lines + 1
        )
        account = (campaigns[0] - 1) * shape.accounts // shape.campaigns + 1
        line = PlanLine(
            id=n,
            client_id=(account - 1) % shape.clients + 1,
            name=f"Line {n:04d}",
            currency="USD" if account % 4 == 0 else "EUR",
            first_day=month,
            last_day=end,
            created_at=NOW,
        )
        session.add(line)
        session.flush()
        spend = len(campaigns) * (shape.ad_sets // shape.campaigns) * 75 * 30
        session.add(
            PlanRevision(
                plan_line_id=n,
                effective_day=month,
                amount_micros=round(spend * (0.8 + 0.4 * (n % 5) / 4)) * 1_000_000,
                recorded_at=NOW,
            )
        )
        session.add_all([PlanScope(plan_line_id=n, kind="campaign", value=str(each)) for each in campaigns])
        session.add_all([PlanLineCampaign(plan_line_id=n, campaign_id=each) for each in campaigns])
    session.flush()


def _figures(connection: sqlite3.Connection, shape: Shape, account: int, seed: int) -> None:
    """A year of one account: rows day by day, ad set by ad set, and their sums per campaign and account."""
    per_campaign = shape.ad_sets // shape.campaigns
    units = per_campaign * shape.campaigns // shape.accounts
    first_unit = (account - 1) * units + 1
    rng = np.random.default_rng([seed, account])
    days = [(TODAY - timedelta(days=shape.days - n)).isoformat() for n in range(shape.days)]
    level = rng.uniform(20, 130, units) * np.exp(rng.normal(0, 0.15, (shape.days, units)))
    spend: Ints = np.rint(level * 100).astype(np.int64) * 10_000
    impressions: Ints = np.rint(level * 120).astype(np.int64)
    clicks: Ints = rng.binomial(impressions, 0.012)
    orders: Ints = rng.poisson(level * 0.03)
    revenue: Ints = np.rint(orders * rng.lognormal(4.3, 0.3, (shape.days, units)) * 100).astype(np.int64) * 10_000
    tables = (spend, impressions, clicks, orders * 1_000_000, revenue)
    seen = NOW.strftime("%Y-%m-%d %H:%M:%S.%f")
    campaigns = [(first_unit - 1 + n) // per_campaign + 1 for n in range(units)]
    connection.executemany(
        "INSERT INTO performance (account_id, day, ad_set_id, campaign_id, spend_micros, impressions, clicks,"
        " conversions_millionths, revenue_micros, reach, seen_at, batch_id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            (account, day, first_unit + n, campaigns[n], *figures, None, seen, account)
            for day, rows in zip(days, _by_day(tables), strict=True)
            for n, figures in enumerate(rows)
        ),
    )
    sums = tuple(table.reshape(shape.days, -1, per_campaign).sum(axis=2) for table in tables)
    connection.executemany(
        "INSERT INTO campaign_day (account_id, day, campaign_id, spend_micros, impressions, clicks,"
        " conversions_millionths, revenue_micros) VALUES (?,?,?,?,?,?,?,?)",
        (
            (account, day, campaigns[0] + n, *figures)
            for day, rows in zip(days, _by_day(sums), strict=True)
            for n, figures in enumerate(rows)
        ),
    )
    connection.executemany(
        "INSERT INTO account_day (account_id, day, spend_micros, impressions, clicks, conversions_millionths,"
        " revenue_micros, last_seen_at) VALUES (?,?,?,?,?,?,?,?)",
        ((account, day, *(int(table[n].sum()) for table in tables), seen) for n, day in enumerate(days)),
    )


def _by_day(tables: tuple[Ints, ...]) -> Iterator[Iterator[tuple[int, ...]]]:
    """For each day, an iterator of one tuple of figures per column."""
    for day in range(tables[0].shape[0]):
        yield zip(*(table[day].tolist() for table in tables), strict=True)
