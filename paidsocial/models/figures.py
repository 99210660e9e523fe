"""Performance: current rows, every earlier reading, the daily sums that pages read, and totals that came without days.

Every key begins with the ad account, so that PostgreSQL can partition or distribute by it. Rows by the million name
their account, campaign, ad set, ad and batch without foreign keys, which would look each of them up again for every row
(decision 0019); nothing that they name is ever deleted. Money is micros of the account's currency; conversions are
millionths, because platforms report fractions. Reach is kept where it was reported and never summed. On SQLite the
tables are clustered by their keys (no hidden rowid).

As known at an instant T: a current row counts if `seen_at < T`, an earlier reading if `seen_at < T <= superseded_at`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from paidsocial.db import Base, BigId

_Id = Annotated[int, mapped_column(BigId)]
_Key = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=False)]
_CLUSTERED = {"sqlite_with_rowid": False}


class _Additive:
    """The figures that may be summed."""

    spend_micros: Mapped[int]
    impressions: Mapped[int | None]
    clicks: Mapped[int | None]
    conversions_millionths: Mapped[int | None]
    revenue_micros: Mapped[int | None]


class _Reported(_Additive):
    """What one source reported for one entity, and when it was seen."""

    reach: Mapped[int | None]
    seen_at: Mapped[datetime]
    batch_id: Mapped[_Id]


class Performance(_Reported, Base):
    """The current figures of one ad set on one account-local day."""

    __tablename__ = "performance"
    __table_args__ = _CLUSTERED

    account_id: Mapped[_Key]
    day: Mapped[date] = mapped_column(primary_key=True)
    ad_set_id: Mapped[_Key]
    campaign_id: Mapped[_Id]


class PerformanceReading(_Reported, Base):
    """A reading that is no longer current: restated, older than what was stored, or superseded by finer rows."""

    __tablename__ = "performance_reading"
    __table_args__ = _CLUSTERED

    account_id: Mapped[_Key]
    day: Mapped[date] = mapped_column(primary_key=True)
    ad_set_id: Mapped[_Key]
    batch_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    campaign_id: Mapped[_Id]
    superseded_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(40))


class AdPerformance(_Reported, Base):
    """The current figures of one ad on one day; `performance` holds their sum per ad set."""

    __tablename__ = "ad_performance"
    __table_args__ = _CLUSTERED

    account_id: Mapped[_Key]
    day: Mapped[date] = mapped_column(primary_key=True)
    ad_id: Mapped[_Key]
    ad_set_id: Mapped[_Id]


class AdPerformanceReading(_Reported, Base):
    """An earlier reading of one ad on one day."""

    __tablename__ = "ad_performance_reading"
    __table_args__ = _CLUSTERED

    account_id: Mapped[_Key]
    day: Mapped[date] = mapped_column(primary_key=True)
    ad_id: Mapped[_Key]
    batch_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    ad_set_id: Mapped[_Id]
    superseded_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(40))


class CampaignDay(_Additive, Base):
    """The sum of a campaign's current rows on a day, written in the same transaction as the rows."""

    __tablename__ = "campaign_day"
    __table_args__ = _CLUSTERED

    account_id: Mapped[_Key]
    day: Mapped[date] = mapped_column(primary_key=True)
    campaign_id: Mapped[_Key]


class AccountDay(_Additive, Base):
    """The sum of an account's current rows on a day, and how fresh they are."""

    __tablename__ = "account_day"
    __table_args__ = _CLUSTERED

    account_id: Mapped[int] = mapped_column(ForeignKey("ad_account.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last_seen_at: Mapped[datetime]


class PeriodTotal(_Reported, Base):
    """A total that came without days (a month or a custom range per row); never spread over days.

    Held at ad-set grain; a coarser total stands under the campaign's `is_whole` ad set.
    """

    __tablename__ = "period_total"
    __table_args__ = _CLUSTERED

    account_id: Mapped[int] = mapped_column(ForeignKey("ad_account.id"), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date] = mapped_column(primary_key=True)
    ad_set_id: Mapped[int] = mapped_column(ForeignKey("ad_set.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))


class PeriodTotalReading(_Reported, Base):
    """An earlier reading of a total without days."""

    __tablename__ = "period_total_reading"
    __table_args__ = _CLUSTERED

    account_id: Mapped[int] = mapped_column(ForeignKey("ad_account.id"), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date] = mapped_column(primary_key=True)
    ad_set_id: Mapped[int] = mapped_column(ForeignKey("ad_set.id"), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    superseded_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(40))


class BusinessDay(Base):
    """All the business took in on a day, whatever brought it: the numerator of MER."""

    __tablename__ = "business_day"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    revenue_micros: Mapped[int]
    marketing_spend_micros: Mapped[int | None]
    seen_at: Mapped[datetime]
