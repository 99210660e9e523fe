"""Small builders with good defaults for tests that need a company in the database.

    world = World(session)
    shop = world.client("Tallybird")
    meta = world.account(shop, currency="EUR")
    sale = world.campaign(meta, "Spring Sale")
    world.figures(world.ad_set(sale), date(2026, 6, 1), spend="12.50", revenue="40")

Each call commits; the daily sums are kept beside the rows as the import keeps them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.money import decimal_to_micros
from paidsocial.models import (
    AccountDay,
    AdAccount,
    AdSet,
    Base,
    Campaign,
    CampaignDay,
    Client,
    ExchangeRate,
    ImportBatch,
    Performance,
    PlatformBudget,
    Recommendation,
    RecommendationLine,
)
from paidsocial.services.access import Actor, Role

SEEN = datetime(2026, 6, 14, 6, 0, tzinfo=UTC)
Row = TypeVar("Row", bound=Base)


def micros(amount: str | int | None) -> int | None:
    """Micros of an amount in major units."""
    return None if amount is None else decimal_to_micros(Decimal(amount))


def someone(role: Role = Role.SPECIALIST, *, clients: set[int] | None = None) -> Actor:
    """A person at the web door who sees `clients` (None: all of them)."""
    return Actor(None, f"{role}@example.com", role, None if clients is None else frozenset(clients), "web")


class World:
    """Writes rows and hands them back; names and ids are made up where none is given."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._numbers = count(1)
        self._batches: dict[int, int] = {}

    def add(self, row: Row) -> Row:
        """Store one row."""
        with transaction(self.session):
            self.session.add(row)
        return row

    def client(self, name: str | None = None, *, currency: str = "EUR", margin_bp: int | None = 5000) -> Client:
        """An advertiser."""
        name = name or f"Client {next(self._numbers)}"
        return self.add(Client(name=name, reporting_currency=currency, margin_bp=margin_bp, created_at=SEEN))

    def account(
        self, client: Client, name: str | None = None, *, platform: str = "meta", currency: str = "EUR", **more: Any
    ) -> AdAccount:
        """An ad account in Berlin's time zone."""
        number = next(self._numbers)
        return self.add(
            AdAccount(
                client_id=client.id,
                platform=platform,
                external_id=f"act-{number}",
                name=name or f"Account {number}",
                currency=currency,
                created_at=SEEN,
                **{"time_zone": "Europe/Berlin", "time_zone_known": True, **more},
            )
        )

    def campaign(self, account: AdAccount, name: str | None = None, **more: Any) -> Campaign:
        """An active campaign."""
        number = next(self._numbers)
        return self.add(
            Campaign(
                account_id=account.id,
                external_id=f"c-{number}",
                name=name or f"Campaign {number}",
                first_seen_at=SEEN,
                details={},
                **{"status": "active", **more},
            )
        )

    def ad_set(self, campaign: Campaign, name: str | None = None, **more: Any) -> AdSet:
        """An active ad set."""
        number = next(self._numbers)
        return self.add(
            AdSet(
                account_id=campaign.account_id,
                campaign_id=campaign.id,
                external_id=f"s-{number}",
                name=name or f"Ad set {number}",
                first_seen_at=SEEN,
                details={},
                **{"status": "active", **more},
            )
        )

    def batch(self, account_id: int) -> int:
        """The id of the one applied import that an account's figures come from, unless a test made more."""
        if account_id not in self._batches:
            row = ImportBatch(
                kind="file",
                state="applied",
                account_id=account_id,
                level="ad_set",
                grain="day",
                file_name=f"account-{account_id}.csv",
                seen_at=SEEN,
                created_at=SEEN,
                options={},
                report={},
            )
            self._batches[account_id] = self.add(row).id
        return self._batches[account_id]

    def figures(
        self,
        ad_set: AdSet,
        *days: date,
        spend: str | int = "10",
        revenue: str | int | None = None,
        conversions: str | int | None = None,
        impressions: int | None = None,
        clicks: int | None = None,
        seen_at: datetime = SEEN,
        batch_id: int | None = None,
    ) -> None:
        """The same figures of an ad set on each of some days, added to its campaign's and account's sums."""
        figures = {
            "spend_micros": micros(spend),
            "revenue_micros": micros(revenue),
            "conversions_millionths": micros(conversions),
            "impressions": impressions,
            "clicks": clicks,
        }
        batch = batch_id or self.batch(ad_set.account_id)
        account, campaign = {"account_id": ad_set.account_id}, {"campaign_id": ad_set.campaign_id}
        with transaction(self.session) as session:
            for day in days:
                session.add(
                    Performance(
                        **account,
                        **campaign,
                        **figures,
                        day=day,
                        ad_set_id=ad_set.id,
                        reach=None,
                        seen_at=seen_at,
                        batch_id=batch,
                    )
                )
                self._sum(CampaignDay, {**account, **campaign, "day": day}, figures)
                self._sum(AccountDay, {**account, "day": day}, figures).last_seen_at = seen_at
                session.flush()

    def _sum(self, table: type[Any], key: dict[str, Any], figures: dict[str, int | None]) -> Any:
        row = self.session.get(table, tuple(key[column.key] for column in table.__table__.primary_key))
        if row is None:
            row = table(**key, **figures)
            self.session.add(row)
            return row
        for name, value in figures.items():
            if value is not None:
                setattr(row, name, (getattr(row, name) or 0) + value)
        return row

    def budget(
        self, level: Campaign | AdSet, amount: str | int, since: date | datetime, *, kind: str = "daily"
    ) -> PlatformBudget:
        """A platform budget from an instant (or a day's noon in UTC) on."""
        at = since if isinstance(since, datetime) else datetime.combine(since, time(12), tzinfo=UTC)
        account = self.session.get_one(AdAccount, level.account_id)
        is_ad_set = isinstance(level, AdSet)
        return self.add(
            PlatformBudget(
                account_id=level.account_id,
                campaign_id=level.campaign_id if isinstance(level, AdSet) else level.id,
                ad_set_id=level.id if is_ad_set else None,
                kind=kind,
                amount_micros=micros(amount),
                currency=account.currency,
                effective_at=at,
                recorded_at=at,
                source="file",
            )
        )

    def recommendation(self, campaign: Campaign, *, state: str = "proposed") -> str:
        """The id of a recommendation over one campaign's budget, which holds it."""
        account = self.session.get_one(AdAccount, campaign.account_id)
        number = next(self._numbers)
        nothing = dict.fromkeys(("expected_change_micros", "expected_low_micros", "expected_high_micros"), 0)
        row = Recommendation(
            id=f"R-{number}",
            client_id=account.client_id,
            state=state,
            as_of=SEEN.date(),
            level="campaign",
            currency=account.currency,
            total_before_micros=10**8,
            total_after_micros=10**8,
            optimality_gap=0.0,
            created_at=SEEN,
            **nothing,
        )
        changes = ("revenue_change_micros", "revenue_change_low_micros", "revenue_change_high_micros")
        row.lines = [
            RecommendationLine(
                line_no=1,
                account_id=account.id,
                campaign_id=campaign.id,
                current_daily_micros=10**8,
                proposed_daily_micros=10**8,
                decision="hold",
                evidence="none",
                reason="Held.",
                **dict.fromkeys(changes, 0),
            )
        ]
        self.add(row)
        return row.id

    def rate(self, base: str, quote: str, rate: str, *days: date, basis: str = "daily") -> None:
        """An exchange rate on each of some days."""
        with transaction(self.session) as session:
            session.add_all(
                ExchangeRate(
                    base=base, quote=quote, basis=basis, day=day, rate=Decimal(rate), source="ECB", loaded_at=SEEN
                )
                for day in days
            )
