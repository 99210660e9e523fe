"""Exchange rates and closed months."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from paidsocial.db import Base, BigId


class ExchangeRate(Base):
    """How much of `quote` one `base` bought on a day, by whom and on which basis. Only added to; the last wins."""

    __tablename__ = "exchange_rate"
    __table_args__ = (UniqueConstraint("base", "quote", "basis", "day", "loaded_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    base: Mapped[str] = mapped_column(String(3))
    quote: Mapped[str] = mapped_column(String(3))
    basis: Mapped[str] = mapped_column(String(20))  # daily | booking
    day: Mapped[date]
    rate: Mapped[Decimal]
    source: Mapped[str] = mapped_column(String(200))
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class PeriodClose(Base):
    """A month frozen for a client as known at an instant; `snapshot_id` names what was frozen."""

    __tablename__ = "period_close"
    __table_args__ = (UniqueConstraint("client_id", "first_day"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))  # open | soft_closed | closed
    known_at: Mapped[datetime | None]
    snapshot_id: Mapped[str | None] = mapped_column(String(64))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class SnapshotLine(Base):
    """One line of a frozen spend report, exactly as it was exported."""

    __tablename__ = "snapshot_line"

    snapshot_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[dict[str, Any]]


class Adjustment(Base):
    """What a later restatement of a closed month changed, booked in the next open one."""

    __tablename__ = "adjustment"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    period_close_id: Mapped[int] = mapped_column(ForeignKey("period_close.id"), index=True)
    booked_month: Mapped[date]
    account_id: Mapped[int] = mapped_column(ForeignKey("ad_account.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    amount_micros: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    cause: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
